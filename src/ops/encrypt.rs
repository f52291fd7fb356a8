//! Plain bytes to encrypted bytes. What enters: the bytes of a file and the keys to encrypt to. What
//! leaves: the same bytes with tokens for values, and the metadata. Never a file that is encrypted
//! already.

use super::{
    apply,
    attest::{self, SealChoice, attest, attested},
    opaque,
    seal::{self, LastValue},
    source,
};
use crate::{
    cipher::Cipher,
    document::{Document, NodeId, NodeKind, Step, Style},
    error::{Error, ErrorKind, Result},
    format::{Format, Limits},
    keys::{KeyGroup, Provider, recover},
    metadata::{Metadata, VERSION},
    scalar::ScalarType,
    secret::{DataKey, Plaintext},
    select::{Select, Selectors},
};

/// How to encrypt.
pub struct EncryptOptions<'a> {
    /// The keys to encrypt to.
    pub groups: Vec<KeyGroup>,
    /// How many groups are needed.
    pub shamir_threshold: Option<u32>,
    /// What is encrypted.
    pub selectors: Selectors,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
    /// Whether the file gets a seal.
    pub seal: SealChoice,
    /// Those who wrap the data key.
    pub providers: &'a [&'a dyn Provider],
    /// Seconds since the epoch.
    pub now: i64,
    /// Bounds on the input.
    pub limits: Limits,
}

/// An encrypted file.
#[derive(Debug)]
pub struct Encrypted {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many values were encrypted; 0 when the selector matched nothing (or there was nothing).
    pub values: usize,
}

/// Encrypts `source`, which is in `format`.
pub fn encrypt(source: &[u8], format: &dyn Format, options: &EncryptOptions<'_>) -> Result<Encrypted> {
    encrypt_under(DataKey::generate()?, source, format, options)
}

/// The same under a data key that is new.
pub(super) fn encrypt_under(
    key: DataKey,
    source: &[u8],
    format: &dyn Format,
    options: &EncryptOptions<'_>,
) -> Result<Encrypted> {
    if let Some(envelope) = format.envelope() {
        return opaque::encrypt(key, source, &envelope, format, options);
    }
    let mut stub = None;
    let prepared = Prepared::new(source::text(source)?, format, &options.limits, &mut stub)?;
    let selectors = options.selectors.clone().or_default(true);
    let select = Select::new(&selectors)?;
    recover::check(&options.groups, options.shamir_threshold, options.providers)?; // before any work is done
    let mut metadata = Metadata {
        groups: options.groups.clone(),
        shamir_threshold: recover::stored_threshold(&options.groups, options.shamir_threshold),
        selectors,
        mac_only_encrypted: options.mac_only_encrypted,
        version: VERSION.to_owned(),
        ..Metadata::default()
    };
    attest::prepare(&mut metadata, options.seal);
    recover::wrap(&mut metadata.groups, metadata.shamir_threshold, &key, options.providers)?;
    let mut cipher = Cipher::new(key);
    let mut job = prepared.job(format, &select, &metadata)?;
    job.with_seal = attest::is_wanted(&metadata, options.seal);
    let mut sealed = seal::seal(job, &mut cipher)?;
    sign(&mut metadata, &sealed.mac, &sealed.forms, options.now, &mut cipher)?;
    let foreseen = attest::foresee(&mut sealed, &metadata.to_block(), &cipher)?;
    let is_attested = foreseen.is_some();
    metadata.seal = foreseen.unwrap_or(metadata.seal);
    let edits = format.insert_metadata(&prepared.document, &metadata.to_block())?;
    let values = sealed.values;
    let text = sealed.into_text(&edits)?;
    // To look for the place of the seal in all of a large text takes its time.
    let bytes = if is_attested {
        attested(text, format, &cipher, &options.limits)
    } else {
        attest(text, format, &cipher, &options.limits)?
    };
    Ok(Encrypted { bytes, values })
}

/// Dates the metadata, and puts in the MAC and the source forms.
pub(super) fn sign(
    metadata: &mut Metadata,
    mac: &str,
    forms: &[String],
    now: i64,
    cipher: &mut Cipher,
) -> Result<()> {
    let now = jiff::Timestamp::from_second(now)
        .map_err(|_| Error::new(ErrorKind::Generic, "the clock of this machine is out of range"))?;
    metadata.lastmodified = now.to_string();
    let mut token = Vec::new();
    cipher.seal(ScalarType::Str, mac.as_bytes(), metadata.lastmodified.as_bytes(), &mut token)?;
    metadata.mac = String::from_utf8(token).expect("a token is ASCII");
    metadata.source_forms = forms.to_vec();
    Ok(())
}

/// A plain text, ready to be sealed.
pub(super) struct Prepared<'a> {
    /// The text as it came.
    text: &'a str,
    /// What is sealed: the text, or the text with stubs of metadata blocks.
    pub document: Document<'a>,
    last: Option<LastValue>,
    limits: Limits,
}

impl<'a> Prepared<'a> {
    /// Parses `text`; the text with stubs, if there has to be one, is kept in `stub`.
    pub(super) fn new(
        text: &'a str,
        format: &dyn Format,
        limits: &Limits,
        stub: &'a mut Option<Plaintext>,
    ) -> Result<Self> {
        Self::of(format.parse(text, limits)?, format, limits, stub)
    }

    /// The same of a text that is parsed already.
    pub(super) fn of(
        document: Document<'a>,
        format: &dyn Format,
        limits: &Limits,
        stub: &'a mut Option<Plaintext>,
    ) -> Result<Self> {
        refuse_encrypted(&document)?;
        if document.roots.is_empty() {
            return Err(Error::new(ErrorKind::NoDocument, "the file holds no document")
                .hint("Add a value first; an empty file cannot be encrypted"));
        }
        let text = document.source;
        let mut prepared = Self { text, document, last: None, limits: *limits };
        if let Some(edits) = format.insert_stub(&prepared.document) {
            let stub: &'a Plaintext = stub.insert(Plaintext::new(apply(text, edits)));
            let document = format.parse(stub.expose_str()?, limits)?;
            prepared.last = last_value(format, &prepared.document, &document)?;
            prepared.document = document;
        }
        Ok(prepared)
    }

    /// What there is to seal under `metadata`'s rules.
    pub(super) fn job<'j>(
        &'j self,
        format: &'j dyn Format,
        select: &'j Select,
        metadata: &Metadata,
    ) -> Result<seal::Job<'j>> {
        Ok(seal::Job {
            format,
            document: &self.document,
            select,
            mac_only_encrypted: metadata.mac_only_encrypted,
            last: self.last.as_ref(),
            ends_without_break: self.gains_a_break(format, metadata)?,
            with_seal: false,
            reuse: None,
        })
    }

    /// Whether adding the metadata and taking it out again leaves a line break at the end that was
    /// not there. Tried on the plain text, and only when the question comes up.
    fn gains_a_break(&self, format: &dyn Format, metadata: &Metadata) -> Result<bool> {
        if self.text.is_empty() || self.text.ends_with('\n') {
            return Ok(false);
        }
        let edits = format.insert_metadata(&self.document, &metadata.to_block())?;
        let with = Plaintext::new(apply(self.document.source, edits));
        let with = with.expose_str()?;
        let document = format.parse(with, &self.limits)?;
        let without = Plaintext::new(apply(with, format.remove_metadata(&document)));
        Ok(without.expose().ends_with(b"\n"))
    }
}

/// A block scalar that ends with the file ends without a line break, which it gains when a stub
/// stands behind it: its value before that.
fn last_value(
    format: &dyn Format,
    original: &Document<'_>,
    stubbed: &Document<'_>,
) -> Result<Option<LastValue>> {
    let is_last = |document: &Document<'_>, id: NodeId| {
        let node = document.node(id);
        node.kind == NodeKind::Scalar && node.alias == 0 && !document.in_metadata(id)
    };
    let find =
        |document: &Document<'_>| (0..document.nodes.len() as NodeId).rev().find(|id| is_last(document, *id));
    let (Some(id), Some(node)) = (find(original), find(stubbed)) else { return Ok(None) };
    let ends = !original.source.ends_with('\n') && original.ends_with(original.node(id).span);
    if !ends || !matches!(original.node(id).style, Style::Literal | Style::Folded) {
        return Ok(None);
    }
    let mut buffer = Plaintext::default();
    let value = format.scalar(original, id, &mut buffer)?;
    Ok(Some(LastValue { node, kind: value.kind, spelling: Plaintext::new(value.spelling.to_vec()) }))
}

fn refuse_encrypted(document: &Document<'_>) -> Result<()> {
    let Some(id) = document.roots.iter().find_map(|root| root.sops) else { return Ok(()) };
    let node = document.node(id);
    let start = if let Step::Key { span, .. } = node.step { span.start } else { node.span.start };
    Err(Error::new(ErrorKind::AlreadyEncrypted, "the file has a top-level entry `sops` already")
        .because("it is encrypted, or that name is taken")
        .at(document.place(start))
        .hint(
            "To change an encrypted file, give its changed plaintext to `sops-rs encrypt --update`; if the \
             file is not encrypted, rename the entry",
        ))
}
