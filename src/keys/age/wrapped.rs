//! A wrapped key of the metadata. What enters: the text of `enc`, which a stranger may have written.
//! What leaves: the secret in it. No work may be done that the text chooses: only stanzas of
//! key pairs are ever tried, never a passphrase with its work factor, and the text's length is bounded.

use std::io::Read;

use ::age::{DecryptError, Decryptor, armor::ArmoredReader};
use zeroize::Zeroize;

use super::identity::Known;
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
pub(super) struct Wrapped(String);

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
        let wrapped = Self(text);
        if wrapped.decryptor().map_err(|error| reason(&error))?.is_scrypt() {
            return Err("its key is wrapped with a passphrase, not for a recipient");
        }
        Ok(wrapped)
    }

    /// Opens it with whichever of `identities` fits.
    pub(super) fn open<'a>(
        &self,
        identities: impl IntoIterator<Item = &'a Known>,
    ) -> Result<Plaintext, Refusal> {
        let refusal = |error: &DecryptError| match error {
            DecryptError::NoMatchingKeys => Refusal::NotMine,
            _ => Refusal::Damaged(reason(error)),
        };
        let decryptor = self.decryptor().map_err(|error| refusal(&error))?;
        let identities = identities.into_iter().map(|known| &*known.identity as &dyn ::age::Identity);
        let mut reader = decryptor.decrypt(identities).map_err(|error| refusal(&error))?;
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

    fn decryptor(&self) -> Result<Decryptor<impl Read>, DecryptError> {
        Decryptor::new_buffered(ArmoredReader::new(self.0.as_bytes()))
    }
}

/// In our own words: the library's are translated to the system's language.
fn reason(error: &DecryptError) -> &'static str {
    match error {
        DecryptError::InvalidMac => "the header of its wrapped key was changed",
        DecryptError::UnknownFormat => "its wrapped key is in an unknown version of the age format",
        DecryptError::Io(_) => "its wrapped key was cut or is not proper armor",
        _ => "its wrapped key is not a valid age file",
    }
}
