//! The seal: a keyed digest over what the MAC of sops leaves open, in the metadata entry `seal`. What
//! enters: an encrypted text and its data key. What leaves: the text with its seal, or what of it is not
//! as it was sealed. Never anything that is secret: all that is digested can be read in the file.
//!
//! The seal is a function of the encrypted text, as it is parsed, and of nothing else: whoever writes a
//! file writes the whole of it first, with `BLANK` in the place of the seal, and what is put in there is
//! what a reader will compute. Layout is not part of it: indentation, quotes, blank lines and the order of
//! the metadata may change. `docs/seal.md` says what is digested.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

pub(super) mod content;
mod terms;

use super::{revision::Revision, seal::Sealed, source};
use crate::{
    cipher::Cipher,
    document::{Block, Document},
    error::{Error, ErrorKind, Result},
    format::{Format, Limits},
    metadata::{Metadata, SEAL, SEAL_VERSION},
    secret::DataKey,
    select::Select,
};

/// Whether a file that is written gets a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SealChoice {
    /// If it had one: then it is made anew.
    #[default]
    Keep,
    /// Always.
    Add,
    /// Always; and an older version of it without one is not trusted.
    Require,
    /// Never.
    Drop,
}

impl SealChoice {
    /// Whether a file without a seal is not to be trusted.
    pub(super) fn is_required(self) -> bool {
        self == Self::Require
    }
}

/// What is digested apart, and what to call it where it differs.
const PARTS: [&str; 7] = [
    "key names or structure",
    "readable values or their types",
    "encrypted values or their types",
    "comments or their places",
    "recipients, their groups or how they are reached",
    "what is encrypted (the selectors)",
    "other metadata",
];

/// Of the HKDF by which the key of the seal comes from the data key.
const DOMAIN: &[u8] = b"sops-rs seal v1";
const PART_LEN: usize = 16;

/// From so many nodes on it is worth while to spare the parsing of a new text.
const WORTHWHILE: usize = 2000;

/// Stands in the place of the seal until that is known; as long as a seal.
const BLANK: &str = concat!(
    "v1:",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
);

/// The digests of the parts, in the order of `PARTS`.
type Digests = [[u8; PART_LEN]; PARTS.len()];

/// Makes room for a seal in `metadata`, if the file that is written with it shall have one.
pub(super) fn prepare(metadata: &mut Metadata, choice: SealChoice) {
    metadata.seal = if is_wanted(metadata, choice) { BLANK.to_owned() } else { String::new() };
}

/// Whether the file that is written with `metadata` gets a seal.
pub(super) fn is_wanted(metadata: &Metadata, choice: SealChoice) -> bool {
    match choice {
        SealChoice::Keep => !metadata.seal.is_empty(),
        SealChoice::Add | SealChoice::Require => true,
        SealChoice::Drop => false,
    }
}

/// Whether it spares time to foresee the seal of a document. A small text is parsed at no cost; that it is
/// foreseen right is tested with small ones all the same.
pub(super) fn is_worth_foreseeing(document: &Document<'_>) -> bool {
    document.nodes.len() >= WORTHWHILE || cfg!(debug_assertions)
}

/// The seal that the encrypted text will have with this block, to spare its parsing; `None` when only the
/// text tells, or when the block has no room for a seal.
pub(super) fn foresee(sealed: &mut Sealed<'_>, block: &Block, cipher: &Cipher) -> Result<Option<String>> {
    if block.get(SEAL).and_then(Block::as_text) != Some(BLANK) {
        return Ok(None);
    }
    let metadata = Metadata::from_block(block)?;
    let outline = sealed.outline.take();
    let content = outline.zip(sealed.pieces()).and_then(|(outline, pieces)| outline.finish(pieces));
    Ok(content.map(|content| written(&keyed(&content, block, &metadata, cipher.data_key()))))
}

/// `text`, which is complete, with its seal where there is room for one.
pub(super) fn attest(
    mut text: Vec<u8>,
    format: &dyn Format,
    cipher: &Cipher,
    limits: &Limits,
) -> Result<Vec<u8>> {
    if memchr::memmem::rfind(&text, BLANK.as_bytes()).is_none() {
        return Ok(attested(text, format, cipher, limits));
    }
    let document = format.parse(source::text(&text)?, limits)?;
    let Some(block) = format.metadata(&document)? else { return Ok(text) };
    if block.get(SEAL).and_then(Block::as_text) != Some(BLANK) {
        return Ok(text);
    }
    let seal = written(&digests(&document, format, &block, cipher.data_key())?);
    let places = places(&document);
    drop(document);
    for at in places {
        text[at..at + seal.len()].copy_from_slice(seal.as_bytes());
    }
    Ok(text)
}

/// A text whose seal was foreseen, as it is.
pub(super) fn attested(text: Vec<u8>, format: &dyn Format, cipher: &Cipher, limits: &Limits) -> Vec<u8> {
    debug_assert!(is_true(&text, format, cipher, limits), "a seal was foreseen that is not that of the text");
    text
}

/// The same of a text that is made of pieces of `old`, in none of which there is room for a seal.
pub(super) fn attest_revision(
    text: Revision,
    old: &[u8],
    format: &dyn Format,
    cipher: &Cipher,
    limits: &Limits,
) -> Result<Revision> {
    if memchr::memmem::rfind(text.all_new(), BLANK.as_bytes()).is_some() {
        return attest(text.into_bytes(old), format, cipher, limits).map(Revision::from);
    }
    debug_assert!(!attested(text.pieces(old).concat(), format, cipher, limits).is_empty());
    Ok(text)
}

/// Whether the text has no seal, or its own.
fn is_true(text: &[u8], format: &dyn Format, cipher: &Cipher, limits: &Limits) -> bool {
    let verified = source::text(text).and_then(|text| {
        let document = format.parse(text, limits)?;
        let Some(block) = format.metadata(&document)? else { return Ok(None) };
        verify(&document, format, &block, &Metadata::from_block(&block)?, cipher)
    });
    verified.is_ok()
}

/// Fails when the file is not as its seal says. Returns what the user should know.
pub(super) fn verify(
    document: &Document<'_>,
    format: &dyn Format,
    block: &Block,
    metadata: &Metadata,
    cipher: &Cipher,
) -> Result<Option<String>> {
    if metadata.seal.is_empty() {
        return Ok(None);
    }
    let Some(stored) = metadata.seal.strip_prefix(SEAL_VERSION) else {
        return Ok(Some("the file has a seal of a kind that this version cannot verify".to_owned()));
    };
    let stored: Option<Vec<u8>> = STANDARD_NO_PAD.decode(stored.trim_end()).ok();
    let Some(stored) = stored.filter(|stored| stored.len() == PARTS.len() * PART_LEN) else {
        return Err(broken(["its text is cut short or malformed".to_owned()]));
    };
    let computed = digests(document, format, block, cipher.data_key())?;
    let differs = |(at, part): (usize, &&str)| {
        let stored = &stored[at * PART_LEN..][..PART_LEN];
        (!bool::from(stored.ct_eq(&computed[at]))).then(|| (*part).to_owned())
    };
    let different: Vec<_> = PARTS.iter().enumerate().filter_map(differs).collect();
    if different.is_empty() {
        return Ok(None);
    }
    if different.len() == PARTS.len() {
        return Err(broken(["it is the seal of another file, or of another state of this one".to_owned()]));
    }
    Err(broken(different.into_iter().map(|part| format!("changed: {part}"))))
}

/// That a file must have a seal and has none.
pub(super) fn missing() -> Error {
    Error::new(ErrorKind::MacMismatch, "the file has no seal that can be verified")
        .because("its creation rule says `seal: required`: somebody, or another program, took it away")
        .hint(
            "Compare the file with its last version that has a seal; when all is as it should be, seal it with \
             `sops-rs rotate -i` or `sops-rs updatekeys`",
        )
}

fn broken(details: impl IntoIterator<Item = String>) -> Error {
    details
        .into_iter()
        .fold(Error::new(ErrorKind::MacMismatch, "the file is not as it was sealed"), Error::because)
        .hint(
            "Compare the file with an earlier version, or restore it; if the change is right, take the entry `seal` \
             out of its metadata, and seal it anew with `sops-rs rotate -i`",
        )
}

fn written(digests: &Digests) -> String {
    format!("{SEAL_VERSION}{}", STANDARD_NO_PAD.encode(digests.concat()))
}

fn digests(
    document: &Document<'_>,
    format: &dyn Format,
    block: &Block,
    data_key: &DataKey,
) -> Result<Digests> {
    let metadata = Metadata::from_block(block)?;
    let select = Select::new(&metadata.selectors)?;
    let content = content::digest(document, format, &select, metadata.mac_only_encrypted)?;
    Ok(keyed(&content, block, &metadata, data_key))
}

/// The digests under the key of the seal.
fn keyed(content: &[[u8; 32]; 4], block: &Block, metadata: &Metadata, data_key: &DataKey) -> Digests {
    let terms = terms::digest(block);
    let state = terms::state(metadata);
    let mut key = Zeroizing::new([0; 32]);
    let expand = |from: &[u8], info: &[&[u8]], out: &mut [u8]| {
        let hkdf = Hkdf::<Sha256>::from_prk(from).expect("a key of 32 bytes is long enough");
        hkdf.expand_multi_info(info, out).expect("HKDF gives more than 32 bytes");
    };
    expand(data_key.expose(), &[DOMAIN], key.as_mut_slice());
    let mut digests = Digests::default();
    for (at, hash) in content.iter().chain(&terms).enumerate() {
        expand(key.as_slice(), &[&[at as u8], &state, hash], &mut digests[at]);
    }
    digests
}

/// Where the blank seals stand.
fn places(document: &Document<'_>) -> Vec<usize> {
    let blank = |id| {
        let span = document.node(id).span;
        let at = memchr::memmem::find(document.text(span).as_bytes(), BLANK.as_bytes())?;
        Some(span.start as usize + at)
    };
    let blocks = document.roots.iter().filter_map(|root| root.sops);
    blocks.filter_map(|sops| blank(document.child(sops, SEAL)?)).collect()
}

/// A digest in the making: what goes in is prefixed by its length, so that no two inputs are alike.
struct Part {
    hash: Sha256,
    /// Small pieces are gathered.
    buffer: Vec<u8>,
}

const GATHERED: usize = 4096;

impl Part {
    fn new() -> Self {
        Self { hash: Sha256::new(), buffer: Vec::with_capacity(GATHERED + 256) }
    }

    /// A mark of what comes.
    fn mark(&mut self, mark: u8) {
        self.buffer.push(mark);
    }

    /// Bytes with their length, as LEB128.
    fn bytes(&mut self, bytes: &[u8]) {
        push_length(bytes.len(), &mut self.buffer);
        if bytes.len() > GATHERED {
            self.hash.update(&self.buffer);
            self.buffer.clear();
            self.hash.update(bytes);
            return;
        }
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() > GATHERED {
            self.hash.update(&self.buffer);
            self.buffer.clear();
        }
    }

    /// Many marks and bytes with their lengths, gathered elsewhere.
    fn gathered(&mut self, bytes: &[u8]) {
        self.hash.update(&self.buffer);
        self.buffer.clear();
        self.hash.update(bytes);
    }

    fn finish(mut self) -> [u8; 32] {
        self.hash.update(&self.buffer);
        self.hash.finalize().into()
    }
}

/// A length as LEB128.
fn push_length(mut length: usize, out: &mut Vec<u8>) {
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_seal_is_as_long_as_a_seal() {
        let empty = STANDARD_NO_PAD.encode(Digests::default().concat());
        assert_eq!(BLANK, format!("{SEAL_VERSION}{empty}"));
    }

    #[test]
    fn the_pieces_of_a_part_cannot_run_into_each_other() {
        let digest = |pieces: &[&[u8]]| {
            let mut part = Part::new();
            for piece in pieces {
                part.bytes(piece);
            }
            part.finish()
        };
        let long = vec![b'x'; 3 * GATHERED];
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
        assert_ne!(digest(&[b"", b"a"]), digest(&[b"a", b""]));
        assert_ne!(digest(&[&long, b"a"]), digest(&[&long[1..], b"xa"]));
    }
}
