//! Encrypted bytes to plain bytes. What enters: the bytes of a file and those who unwrap its data
//! key. What leaves: the plain bytes. Never before the MAC held.

use subtle::ConstantTimeEq as _;

use super::{
    attest,
    forms::{self, Form},
    opaque,
    open::{self, Opened},
    restore::Restore,
    source, trees,
};
use crate::{
    cipher::{Cipher, Token},
    crew,
    document::{Block, Document, Tree},
    error::{Error, ErrorKind, Result},
    format::{Format, Limits},
    keys::{
        Provider,
        recover::{self, Recovery},
    },
    metadata::Metadata,
    secret::Plaintext,
    select::Select,
};

/// How to decrypt.
pub struct DecryptOptions<'a> {
    /// Those who unwrap the data key, in the order in which their kinds are tried.
    pub providers: &'a [&'a dyn Provider],
    /// Release the values even if the MAC does not fit.
    pub ignore_mac: bool,
    /// Asked about a file without a seal: whether it must have one.
    pub seal_required: &'a dyn Fn() -> bool,
    /// Bounds on the input.
    pub limits: Limits,
}

/// A decrypted file.
pub struct Decrypted {
    /// Its bytes, in the format it came in.
    pub bytes: Plaintext,
    /// The metadata it carried.
    pub metadata: Metadata,
    /// What the user should know (comments that do not authenticate, …).
    pub warnings: Vec<String>,
}

impl Decrypted {
    /// The documents as trees, to convert or to look values up.
    pub fn trees(&self, format: &dyn Format, limits: &Limits) -> Result<Vec<Tree>> {
        if format.envelope().is_some() {
            return Ok(vec![opaque::tree(self.bytes.expose())]);
        }
        trees::trees(source::text(self.bytes.expose())?, format, limits)
    }
}

/// Decrypts `source`, which is in `format`.
pub fn decrypt(source: &[u8], format: &dyn Format, options: &DecryptOptions<'_>) -> Result<Decrypted> {
    if format.envelope().is_some() {
        return opaque::decrypt(source, format, options);
    }
    let document = format.parse(source::text(source)?, &options.limits)?;
    let mut file = File::open(&document, format, options)?;
    let bytes = file.restore(&options.limits)?;
    Ok(Decrypted { bytes, metadata: file.metadata, warnings: file.warnings })
}

/// An encrypted file whose data key is known and whose values are open.
pub(super) struct File<'a> {
    pub format: &'a dyn Format,
    pub document: &'a Document<'a>,
    pub block: Block,
    pub metadata: Metadata,
    pub cipher: Cipher,
    pub opened: Opened,
    pub forms: Vec<Form>,
    pub warnings: Vec<String>,
}

impl<'a> File<'a> {
    /// Opens `document` and checks its MAC.
    pub(super) fn open(
        document: &'a Document<'a>,
        format: &'a dyn Format,
        options: &DecryptOptions<'_>,
    ) -> Result<Self> {
        let block = format.metadata(document)?.ok_or_else(no_metadata)?;
        let metadata = Metadata::from_block(&block)?;
        Select::new(&metadata.selectors)?; // before anyone is asked for a key
        let order: Vec<_> = options.providers.iter().map(|provider| provider.kind()).collect();
        let (groups, threshold) = (&metadata.groups, metadata.shamir_threshold);
        let recovery =
            Recovery { providers: options.providers, order: &order, timeout: options.limits.remote_keys };
        let key = recover::recover(groups, threshold, &recovery)?;
        demand_seal(&metadata, options)?;
        Self::with_cipher(document, format, block, metadata, Cipher::new(key), options.ignore_mac)
    }

    /// The same when the data key is known.
    pub(super) fn with_cipher(
        document: &'a Document<'a>,
        format: &'a dyn Format,
        block: Block,
        metadata: Metadata,
        cipher: Cipher,
        ignore_mac: bool,
    ) -> Result<Self> {
        let select = Select::new(&metadata.selectors)?;
        let mac_only_encrypted = metadata.mac_only_encrypted;
        let job = open::Job { format, document, select: &select, mac_only_encrypted };
        let open = || open::open(&job, &cipher);
        let verify = || attest::verify(document, format, &block, &metadata, &cipher);
        let (opened, verdict) = crew::both(crew::is_worth_both(document.nodes.len()), open, verify);
        let mut opened = opened?;
        if !ignore_mac {
            check_mac(&metadata, &cipher, &opened.mac)?;
        }
        let mut warnings = std::mem::take(&mut opened.warnings);
        match verdict {
            Ok(warning) => warnings.extend(warning),
            Err(error) if ignore_mac => warnings.push(error.to_string()),
            Err(error) => return Err(error),
        }
        let (forms, lost) = forms::open(&metadata.source_forms, &cipher);
        if lost > 0 {
            warnings.push(format!("{lost} of the file's source forms could not be read and were ignored"));
        }
        Ok(Self { format, document, block, metadata, cipher, opened, forms, warnings })
    }

    /// The plain text.
    pub(super) fn restore(&mut self, limits: &Limits) -> Result<Plaintext> {
        let Self { format, document, ref opened, .. } = *self;
        let (bytes, formed) = Restore { format, document, opened, limits }.run(&self.forms)?;
        if !formed {
            self.forms.clear();
            self.warnings.push(
                "the file's source forms no longer fit its values and were ignored: some values may be \
                 spelled in another way than their author did"
                    .to_owned(),
            );
        }
        Ok(bytes)
    }
}

/// Refuses a file without a seal where one is required.
pub(super) fn demand_seal(metadata: &Metadata, options: &DecryptOptions<'_>) -> Result<()> {
    if !metadata.has_seal() && !options.ignore_mac && (options.seal_required)() {
        return Err(attest::missing());
    }
    Ok(())
}

fn check_mac(metadata: &Metadata, cipher: &Cipher, computed: &str) -> Result<()> {
    const BY_HAND: &str = "If you changed the file on purpose, decrypt it with --ignore-mac, check every \
                           value, and encrypt it anew; otherwise restore an earlier version";
    if metadata.mac.is_empty() {
        return Err(Error::new(ErrorKind::MacMissing, "the file has no MAC")
            .because("its metadata was changed or is not complete")
            .hint(BY_HAND));
    }
    let unopened = |why: &str| {
        Error::new(ErrorKind::OpenMac, "the MAC of the file could not be decrypted")
            .because(why)
            .hint(BY_HAND)
    };
    let token = Token::parse(metadata.mac.as_bytes())
        .ok_or_else(|| unopened("its token is cut short or malformed"))?;
    let mut stored = Plaintext::default();
    cipher
        .open(token, metadata.lastmodified.as_bytes(), &mut stored)
        .map_err(|_| unopened("it does not authenticate: it, or `lastmodified`, was changed"))?;
    if bool::from(stored.expose().ct_eq(computed.as_bytes())) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::MacMismatch, "MAC mismatch")
        .because("values were added, removed, moved or changed without the data key")
        .hint(BY_HAND))
}

fn no_metadata() -> Error {
    Error::new(ErrorKind::MetadataMissing, "sops metadata not found")
        .because("the file has no top-level entry `sops`, so it is not encrypted")
}
