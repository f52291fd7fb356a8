//! A file that is open for changes. What enters: an encrypted file, or the first text of a new one, and
//! then new texts of it, as often as need be. What leaves: the file with such a text. The data key is
//! recovered once: nobody is asked for it again, and a text can be kept safe even when all else fails.

use super::{
    apply,
    attest::{self, SealChoice, attest},
    decrypt::{DecryptOptions, File},
    encrypt::{self, EncryptOptions, Prepared, sign},
    keeper::Keeper,
    opaque,
    rekey::refuse_unknown_kinds,
    seal, source,
    trees::trees,
    update::{How, Target, change, keep_layout, renew},
};
use crate::{
    cipher::Cipher,
    document::{Block, Document},
    error::{Error, ErrorKind, Result},
    format::{Format, Limits},
    keys::{KeyGroup, MasterKey, Provider, recover},
    metadata::Metadata,
    secret::{DataKey, Plaintext},
    select::Select,
};

/// An encrypted file whose data key is known.
pub struct Editing {
    format: &'static dyn Format,
    file: Vec<u8>,
    key: DataKey,
    plain: Plaintext,
    metadata: Metadata,
    warnings: Vec<String>,
    ignore_mac: bool,
    seal: SealChoice,
    limits: Limits,
}

/// A text of the file as it is edited.
#[derive(Clone, Copy)]
pub struct Draft<'a> {
    /// Its bytes.
    pub text: &'a [u8],
    /// Whether it shows the metadata, which then may be changed as well.
    pub with_metadata: bool,
}

/// The file with a new text.
pub struct Saved {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many values are encrypted.
    pub values: usize,
}

impl Editing {
    /// Opens an encrypted file.
    pub fn open(file: Vec<u8>, format: &'static dyn Format, options: &DecryptOptions<'_>) -> Result<Self> {
        let limits = options.limits;
        let document = format.parse(source::text(&file)?, &limits)?;
        let mut open = File::open(&document, format, options)?;
        let plain = plain_of(&mut open, &limits)?;
        let File { metadata, warnings, cipher, .. } = open;
        let (key, ignore_mac) = (cipher.data_key().again(), options.ignore_mac);
        let seal = SealChoice::Keep;
        Ok(Self { format, file, key, plain, metadata, warnings, ignore_mac, seal, limits })
    }

    /// Whether what is saved gets a seal; without a word it keeps the one that it has.
    #[must_use]
    pub fn sealed(self, seal: SealChoice) -> Self {
        Self { seal, ..self }
    }

    /// Makes a file of `plain` that was not encrypted before.
    pub fn create(plain: &[u8], format: &'static dyn Format, options: &EncryptOptions<'_>) -> Result<Self> {
        let key = DataKey::generate()?;
        let encrypted = encrypt::encrypt_under(key.again(), plain, format, options)?;
        Self::with_key(encrypted.bytes, format, key, options.limits)
    }

    /// The same file in another format, with the same keys.
    pub fn convert(self, format: &'static dyn Format, now: i64) -> Result<Self> {
        let trees = match self.format.envelope() {
            Some(_) => vec![opaque::tree(self.plain.expose())],
            None => trees(self.plain.expose_str()?, self.format, &self.limits)?,
        };
        let mut plain = Plaintext::default();
        format.print(&trees, &mut plain)?;
        let mut metadata = Metadata { source_forms: Vec::new(), ..self.metadata };
        attest::prepare(&mut metadata, self.seal);
        let file = seal_new(plain.expose(), format, metadata, self.key.again(), now, &self.limits)?;
        let converted = Self::with_key(file, format, self.key, self.limits)?;
        Ok(Self { warnings: self.warnings, seal: self.seal, ..converted })
    }

    /// What the user should know.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The file's metadata.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The decrypted text, alone or with the metadata as the file has it.
    pub fn text(&self, with_metadata: bool) -> Result<Plaintext> {
        if !with_metadata {
            return Ok(Plaintext::new(self.plain.expose().to_vec()));
        }
        let format = self.format;
        let file = format.parse(source::text(&self.file)?, &self.limits)?;
        let text = self.shown(&file)?;
        let plain = format.parse(text.as_ref().unwrap_or(&self.plain).expose_str()?, &self.limits)?;
        let block = format.metadata(&file)?.ok_or_else(no_metadata)?;
        let edits = format.insert_metadata(&plain, &block)?;
        let edits = keep_layout(&edits, &format.remove_metadata(&file), &file).unwrap_or(edits);
        Ok(Plaintext::new(apply(plain.source, edits)))
    }

    /// The keys that `draft` would newly be wrapped for: whoever vouches for them does it before `save`.
    pub fn newcomers(&self, draft: Draft<'_>) -> Result<Vec<KeyGroup>> {
        if !draft.with_metadata {
            return Ok(Vec::new());
        }
        let document = self.format.parse(source::text(draft.text)?, &self.limits)?;
        let groups = self.wanted(&self.block(&document)?)?.groups;
        let is_new = |key: &&MasterKey| key.enc().is_empty();
        Ok(match groups.as_slice() {
            _ if groups == self.metadata.groups => Vec::new(),
            [group] => vec![group.iter().filter(is_new).cloned().collect()],
            _ => groups,
        })
    }

    /// The file with the text of `draft`: values that did not change keep their tokens.
    pub fn save(&self, draft: Draft<'_>, providers: &[&dyn Provider], now: i64) -> Result<Saved> {
        let (format, limits) = (self.format, &self.limits);
        let how = How { seal: self.seal, now, limits };
        let old = format.parse(source::text(&self.file)?, limits)?;
        let mut file = self.file(&old)?;
        if format.envelope().is_some() && !draft.with_metadata {
            let bytes = opaque::renew(&mut file, draft.text, &how)?;
            return Ok(Saved { bytes, values: usize::from(!draft.text.is_empty()) });
        }
        file.restore(limits)?; // tells which source forms still hold
        let (bytes, values) = if draft.with_metadata {
            let edited = format.parse(source::text(draft.text)?, limits)?;
            let block = self.block(&edited)?;
            let mut metadata = self.wanted(&block)?;
            let rewrapped = self.wrap(&mut metadata, &block, providers)?;
            let block = if rewrapped { metadata.rekey(&block) } else { block };
            let plain = Plaintext::new(apply(edited.source, format.remove_metadata(&edited)));
            let target = Target { metadata, block: &block, layout: &edited };
            let plain = format.parse(plain.expose_str()?, limits)?;
            change(&mut file, plain, target, &how)?
        } else {
            renew(&mut file, format.parse(source::text(draft.text)?, limits)?, &how)?
        };
        Ok(Saved { bytes: bytes.into_bytes(&self.file), values })
    }

    /// What keeps its texts safe, come what may.
    pub fn keeper(&self) -> Keeper {
        Keeper::new(self.key.again(), &self.metadata, self.seal, self.limits)
    }

    fn with_key(file: Vec<u8>, format: &'static dyn Format, key: DataKey, limits: Limits) -> Result<Self> {
        let mut editing = Self {
            format,
            file,
            key,
            plain: Plaintext::default(),
            metadata: Metadata::default(),
            warnings: Vec::new(),
            ignore_mac: false,
            seal: SealChoice::Keep,
            limits,
        };
        let document = format.parse(source::text(&editing.file)?, &limits)?;
        let mut open = editing.file(&document)?;
        let plain = plain_of(&mut open, &limits)?;
        let metadata = open.metadata;
        (editing.plain, editing.metadata) = (plain, metadata);
        Ok(editing)
    }

    /// What is shown with the metadata, where that is not the plaintext: a file that is one value shows
    /// the envelope around it.
    fn shown(&self, file: &Document<'_>) -> Result<Option<Plaintext>> {
        if self.format.envelope().is_none() {
            return Ok(None);
        }
        self.plain.expose_str().map_err(|_| {
            Error::new(ErrorKind::Emit, "the metadata cannot be shown with bytes that are no text")
                .hint("Edit the file without --show-master-keys; keys are changed with updatekeys and rotate")
        })?;
        self.file(file)?.restore(&self.limits).map(Some)
    }

    fn file<'a>(&self, document: &'a Document<'a>) -> Result<File<'a>> {
        let block = self.format.metadata(document)?.ok_or_else(no_metadata)?;
        let metadata = Metadata::from_block(&block)?;
        let cipher = Cipher::new(self.key.again());
        File::with_cipher(document, self.format, block, metadata, cipher, self.ignore_mac)
    }

    fn block(&self, edited: &Document<'_>) -> Result<Block> {
        self.format.metadata(edited)?.ok_or_else(no_metadata)
    }

    /// The metadata that an edited block asks for. A key counts as wrapped only with what the file has
    /// for it: someone may have written another name over an entry.
    fn wanted(&self, block: &Block) -> Result<Metadata> {
        let mut metadata = Metadata::from_block(block)?;
        let known: Vec<_> = self.metadata.groups.iter().flatten().collect();
        for key in metadata.groups.iter_mut().flatten() {
            if !known.iter().any(|known| known.is_same_entry(key) && known.enc() == key.enc()) {
                key.fields.retain(|(name, _)| name != "enc" && name != "created_at");
            }
        }
        metadata.groups.retain(|group| !group.is_empty());
        metadata.shamir_threshold = recover::stored_threshold(&metadata.groups, metadata.shamir_threshold);
        Ok(metadata)
    }

    /// Wraps the data key for the keys that are new, and says whether the groups are others than before.
    /// Shares of several groups belong together: if anything about them changes, all are made anew.
    fn wrap(&self, metadata: &mut Metadata, block: &Block, providers: &[&dyn Provider]) -> Result<bool> {
        let before = &self.metadata;
        let several = metadata.groups.len() > 1;
        if metadata.groups == before.groups
            && (!several || metadata.shamir_threshold == before.shamir_threshold)
        {
            return Ok(false);
        }
        let threshold = metadata.shamir_threshold;
        match metadata.groups.as_mut_slice() {
            [] => {
                return Err(Error::new(ErrorKind::NoKey, "the metadata names no key")
                    .hint("Leave at least one, or nobody can read the file any more"));
            }
            [group] if before.groups.len() == 1 => recover::wrap_new(group, &self.key, providers)?,
            groups => {
                refuse_unknown_kinds(block)?;
                recover::wrap(groups, threshold, &self.key, providers)?;
            }
        }
        Ok(true)
    }
}

/// A plain text encrypted under a data key that `metadata` has wrapped already, with room for a seal if
/// it gets one.
pub(super) fn seal_new(
    plain: &[u8],
    format: &dyn Format,
    mut metadata: Metadata,
    key: DataKey,
    now: i64,
    limits: &Limits,
) -> Result<Vec<u8>> {
    if let Some(envelope) = format.envelope() {
        return opaque::seal(plain, &format.parse(&envelope, limits)?, format, metadata, key, now, limits);
    }
    let mut stub = None;
    let prepared = Prepared::new(source::text(plain)?, format, limits, &mut stub)?;
    let select = Select::new(&metadata.selectors)?;
    let mut cipher = Cipher::new(key);
    let sealed = seal::seal(prepared.job(format, &select, &metadata)?, &mut cipher)?;
    sign(&mut metadata, &sealed.mac, &sealed.forms, now, &mut cipher)?;
    let edits = format.insert_metadata(&prepared.document, &metadata.to_block())?;
    attest(sealed.into_text(&edits)?, format, &cipher, limits)
}

/// The plain text, or the one value.
fn plain_of(file: &mut File<'_>, limits: &Limits) -> Result<Plaintext> {
    match file.format.envelope() {
        Some(_) => opaque::bytes_of(file),
        None => file.restore(limits),
    }
}

fn no_metadata() -> Error {
    Error::new(ErrorKind::MetadataMissing, "sops metadata not found")
        .because("the text has no top-level entry `sops`")
        .hint("Leave the entry as it is, or change only what is in it")
}
