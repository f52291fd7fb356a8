//! A wrapped key of the metadata. What enters: the text of `enc`, which a stranger may have written.
//! What leaves: the secret in it. No work may be done that the text chooses: never is a passphrase
//! tried with its work factor, and the text's length is bounded.

use std::{
    cell::{Cell, RefCell},
    io::Read,
};

use ::age::{DecryptError, Decryptor, Identity, armor::ArmoredReader};
use age_core::format::{FileKey, Stanza};
use zeroize::Zeroize;

use crate::secret::Plaintext;

/// An age file for one recipient has some 500 bytes, a post-quantum one 3 KiB. The bound keeps the
/// header parser, which starts anew at each line, from long work.
const MAX_BYTES: usize = 16 << 10;

/// Why a wrapped key was not opened.
pub(super) enum Refusal {
    /// None of the identities fits.
    NotMine,
    /// It is no sound age file.
    Damaged(&'static str),
}

/// An armored age file, its header checked.
pub(super) struct Wrapped {
    text: String,
    stanzas: Vec<Stanza>,
}

impl Wrapped {
    /// Takes the text of `enc`; blank ends and indentation do not count.
    pub(super) fn parse(enc: &str) -> Result<Self, &'static str> {
        let enc = enc.trim();
        if enc.is_empty() {
            return Err("it has no wrapped key (`enc`)");
        }
        if enc.len() > MAX_BYTES {
            return Err("its wrapped key is too long");
        }
        if !enc.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") {
            return Err("its wrapped key is not an armored age file");
        }
        let mut text = String::with_capacity(enc.len() + 1);
        for line in enc.lines() {
            text.push_str(line.trim());
            text.push('\n');
        }
        let stanzas = stanzas_of(decryptor(&text).map_err(|error| reason(&error))?);
        if stanzas.iter().any(|stanza| stanza.tag == "scrypt") {
            return Err("its key is wrapped with a passphrase, not for a recipient");
        }
        Ok(Self { text, stanzas })
    }

    /// What its header says: for each recipient the kind of its key, and the wrapped file key.
    pub(super) fn stanzas(&self) -> &[Stanza] {
        &self.stanzas
    }

    /// Opens it with the file key that a plugin unwrapped.
    pub(super) fn open_with(&self, key: FileKey) -> Result<Plaintext, Refusal> {
        self.open([&Given(Cell::new(Some(key))) as &dyn Identity])
    }

    /// Opens it with whichever of `identities` fits.
    pub(super) fn open<'a>(
        &self,
        identities: impl IntoIterator<Item = &'a dyn Identity>,
    ) -> Result<Plaintext, Refusal> {
        let refusal = |error: &DecryptError| match error {
            DecryptError::NoMatchingKeys => Refusal::NotMine,
            _ => Refusal::Damaged(reason(error)),
        };
        let decryptor = decryptor(&self.text).map_err(|error| refusal(&error))?;
        let mut reader = decryptor.decrypt(identities.into_iter()).map_err(|error| refusal(&error))?;
        let mut secret = Plaintext::with_capacity(64);
        let mut chunk = [0; 64];
        let outcome = loop {
            match reader.read(&mut chunk) {
                Ok(0) => break Ok(()),
                Ok(count) => secret.extend(&chunk[..count]),
                Err(_) => break Err(Refusal::Damaged("its wrapped key was changed or cut")),
            }
        };
        chunk.zeroize();
        outcome.map(|()| secret)
    }
}

/// The stanzas of the header of an age file.
pub(super) fn stanzas_of(decryptor: Decryptor<impl Read>) -> Vec<Stanza> {
    let copy = Copy(RefCell::default());
    // It fits nothing, and the library gives no other way to see them.
    let _ = decryptor.decrypt(std::iter::once(&copy as &dyn Identity));
    copy.0.into_inner()
}

fn decryptor(text: &str) -> Result<Decryptor<impl Read>, DecryptError> {
    Decryptor::new_buffered(ArmoredReader::new(text.as_bytes()))
}

/// Takes a copy of the stanzas.
struct Copy(RefCell<Vec<Stanza>>);

impl Identity for Copy {
    fn unwrap_stanza(&self, _: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        None
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, DecryptError>> {
        let copy = |s: &Stanza| Stanza { tag: s.tag.clone(), args: s.args.clone(), body: s.body.clone() };
        self.0.borrow_mut().extend(stanzas.iter().map(copy));
        None
    }
}

/// A file key that is known already.
struct Given(Cell<Option<FileKey>>);

impl Identity for Given {
    fn unwrap_stanza(&self, _: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        self.0.take().map(Ok)
    }
}

/// In our own words: the library's are translated to the system's language.
fn reason(error: &DecryptError) -> &'static str {
    match error {
        DecryptError::DecryptionFailed => "the identity that its header names does not open it",
        DecryptError::InvalidMac => "the header of its wrapped key was changed",
        DecryptError::UnknownFormat => "its wrapped key is in an unknown version of the age format",
        DecryptError::Io(_) => "its wrapped key was cut or is not proper armor",
        _ => "its wrapped key is not a valid age file",
    }
}
