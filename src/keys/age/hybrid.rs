//! Post-quantum hybrid keys of age (`mlkem768x25519`): ML-KEM-768 and X25519 together, so that a key
//! stays wrapped until both are broken. What enters: the text of a recipient or an identity, a file
//! key to wrap, and stanzas that a stranger may have written. What leaves: a stanza or a file key.
//! An identity must never stand in a message, and no file key may come out of a stanza whose X25519
//! half fixes the shared secret.

mod hpke;
mod xwing;

use std::{collections::HashSet, fmt, io};

use ::age::{DecryptError, EncryptError, secrecy::ExposeSecret};
use age_core::{
    format::{FILE_KEY_BYTES, FileKey, Stanza},
    primitives::{bech32_decode, bech32_encode_to_fmt},
};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use bech32::Hrp;
use zeroize::Zeroizing;

use super::super::shown;
use crate::{
    error::{Error, ErrorKind, Result},
    secret::fill_random,
};

const RECIPIENT: Hrp = Hrp::parse_unchecked("age1pq");
const IDENTITY: Hrp = Hrp::parse_unchecked("age-secret-key-pq-");
const STANZA_TAG: &str = "mlkem768x25519";
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
/// age refuses to wrap one file both for recipients that have this label and for others.
const LABEL: &str = "postquantum";

/// Characters of a recipient: prefix, separator, 1216 bytes in groups of five bits, checksum.
const RECIPIENT_CHARS: usize = 1959;
/// Characters of an identity, likewise for its 32 bytes.
const IDENTITY_CHARS: usize = 77;

/// The public key `age1pq1…`.
pub(super) struct Recipient(xwing::PublicKey);

impl Recipient {
    /// Reads `age1pq1…`.
    pub(super) fn parse(text: &str) -> Result<Self> {
        Self::decode(text).map_err(|why| {
            Error::new(ErrorKind::NoKey, format!("not a post-quantum age recipient: {}", shown(text)))
                .because(why)
                .hint("copy it again, whole, from the `# public key:` line of the key file it belongs to")
        })
    }

    fn decode(text: &str) -> Result<Self, &'static str> {
        if text.len() != RECIPIENT_CHARS {
            return Err("it was cut or has text added: such a recipient has 1959 characters");
        }
        let bytes = decode(text, RECIPIENT).ok_or("it is mistyped: its checksum does not hold")?;
        let key = xwing::PublicKey::from_bytes(&bytes).map_err(|flaw| match flaw {
            xwing::Flaw::Malformed => "it does not encode a key",
            xwing::Flaw::LowOrder => "its X25519 half is a point of low order, which protects nothing",
        })?;
        let recipient = Self(key);
        // The padding bits and the case of the letters are not under the checksum.
        if recipient.to_string() == text {
            Ok(recipient)
        } else {
            Err("it is not written in the one valid way")
        }
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        bech32_encode_to_fmt(f, RECIPIENT, &self.0.to_bytes())
    }
}

impl ::age::Recipient for Recipient {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let failed = |error: Error| EncryptError::Io(io::Error::other(error));
        let mut randomness = Zeroizing::new(xwing::Randomness::default());
        fill_random(randomness.as_flattened_mut()).map_err(failed)?;
        let (encapsulated, secret) = self.0.encapsulate(&randomness).ok_or_else(|| {
            failed(Error::new(ErrorKind::Generic, "the X25519 half of the recipient is a point of low order"))
        })?;
        let stanza = Stanza {
            tag: STANZA_TAG.to_owned(),
            args: vec![BASE64_STANDARD_NO_PAD.encode(encapsulated)],
            body: hpke::Context::new(xwing::KEM_ID, &secret, INFO).seal(file_key.expose_secret()),
        };
        Ok((vec![stanza], HashSet::from([LABEL.to_owned()])))
    }
}

/// The private key `AGE-SECRET-KEY-PQ-1…`.
pub(super) struct Identity(xwing::SecretKey);

impl Identity {
    /// Makes an identity.
    pub(super) fn generate() -> Result<Self> {
        let mut seed = Zeroizing::new([0; xwing::SEED]);
        fill_random(&mut *seed)?;
        Ok(Self(xwing::SecretKey::from_seed(&seed)))
    }

    /// Reads `AGE-SECRET-KEY-PQ-1…`; says what is wrong without repeating any of it.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "a post-quantum identity that is mistyped or cut: its checksum does not hold";
        if text.len() != IDENTITY_CHARS {
            return Err(WRONG);
        }
        let bytes = decode(text, IDENTITY).ok_or(WRONG)?;
        let seed = bytes.as_slice().try_into().map_err(|_| WRONG)?;
        let identity = Self(xwing::SecretKey::from_seed(seed));
        // As with recipients; in lower case the prefix would not have led here.
        if *identity.to_text() == text { Ok(identity) } else { Err(WRONG) }
    }

    /// The text that `parse` reads.
    pub(super) fn to_text(&self) -> Zeroizing<String> {
        // It must not grow: that would leave a copy in freed memory.
        let mut text = Zeroizing::new(String::with_capacity(IDENTITY_CHARS));
        bech32::encode_upper_to_fmt::<bech32::Bech32, _>(&mut *text, IDENTITY, self.0.seed())
            .expect("a string takes all that is written, and a seed is shorter than any limit");
        text
    }

    /// The recipient whose stanzas it opens.
    pub(super) fn to_public(&self) -> Recipient {
        Recipient(self.0.public_key())
    }

    /// Opens a stanza of the right kind; `Ok(None)` when it is for someone else.
    fn open(&self, stanza: &Stanza) -> Result<Option<FileKey>, DecryptError> {
        let [argument] = stanza.args.as_slice() else { return Err(DecryptError::InvalidHeader) };
        let encapsulated: [u8; xwing::ENCAPSULATED] = BASE64_STANDARD_NO_PAD
            .decode(argument)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(DecryptError::InvalidHeader)?;
        // A longer body could be made to open under many keys.
        let body: &[u8; FILE_KEY_BYTES + hpke::TAG] =
            stanza.body.as_slice().try_into().map_err(|_| DecryptError::InvalidHeader)?;
        let secret = self.0.decapsulate(&encapsulated).ok_or(DecryptError::InvalidHeader)?;
        Ok(hpke::Context::new(xwing::KEM_ID, &secret, INFO).open(body))
    }
}

impl ::age::Identity for Identity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        if stanza.tag == STANZA_TAG { self.open(stanza).transpose() } else { None }
    }
}

/// The bytes in a Bech32 text, which age uses without its limit of length.
fn decode(text: &str, prefix: Hrp) -> Option<Zeroizing<Vec<u8>>> {
    let fits = |found| if found == prefix { Ok(()) } else { Err(()) };
    let bytes = |_, bytes: bech32::primitives::decode::ByteIter<'_>| {
        let mut all = Zeroizing::new(Vec::with_capacity(bytes.len()));
        all.extend(bytes);
        Ok(all)
    };
    bech32_decode(text, |_| (), fits, bytes).ok()
}

#[cfg(test)]
mod tests;
