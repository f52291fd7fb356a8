//! SSH keys as age keys. What enters: the line of a public key, or the PEM block of a private one.
//! What leaves: a recipient, or an identity and its public half. Nobody may be asked for a passphrase
//! unless the header of the wrapped key says that this very key is needed.

use std::borrow::Cow;

use ::age::{
    secrecy::SecretString,
    ssh::{EncryptedKey, Identity, ParseRecipientKeyError, Recipient, UnsupportedKey},
};
use age_core::format::Stanza;
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD},
};
use sha2::{Digest, Sha256};

use super::{
    identity::Opener,
    prompt::{Prompt, Trouble},
};
use crate::secret::Plaintext;

/// The private key of the largest RSA key that is supported has some 4 KiB. The bound keeps the
/// parser, which starts anew at each line, from long work.
const MAX_BLOCK: usize = 32 << 10;

const DAMAGED: &str = "an SSH private key that is damaged or cut";

/// A public key without its comment: its type and its data. Other texts stay as they are.
pub(super) fn public_half(text: &str) -> Cow<'_, str> {
    if !is_public(text) {
        return Cow::Borrowed(text);
    }
    let mut words = text.split_ascii_whitespace();
    match (words.next(), words.next()) {
        (Some(kind), Some(data)) => Cow::Owned(format!("{kind} {data}")),
        _ => Cow::Borrowed(text),
    }
}

/// Whether a text starts as a public key of a type that age knows.
pub(super) fn is_public(text: &str) -> bool {
    let kind = text.split_ascii_whitespace().next();
    text.starts_with("ssh-") && matches!(kind, Some("ssh-ed25519" | "ssh-rsa"))
}

/// Reads a public key: `ssh-ed25519 AAAA… comment`. The error says what is wrong with it.
pub(super) fn recipient(text: &str) -> Result<Recipient, &'static str> {
    let line = public_half(text);
    let data = line.split_once(' ').and_then(|(_, data)| BASE64_STANDARD.decode(data).ok());
    if !data.as_deref().is_some_and(is_canonical) {
        return Err("it is cut or mistyped");
    }
    let recipient: Recipient = line.parse().map_err(|error| match error {
        ParseRecipientKeyError::RsaModulusTooSmall => "an RSA key of less than 2048 bits is not safe",
        ParseRecipientKeyError::RsaModulusTooLarge => "RSA keys of more than 4096 bits are not supported",
        _ => "it is cut or mistyped",
    })?;
    if let Recipient::SshEd25519(_, point) = &recipient
        && point.is_small_order()
    {
        return Err("it is a point of low order, for which anyone can decrypt");
    }
    if recipient.to_string() == line { Ok(recipient) } else { Err("it is cut or mistyped") }
}

/// Whether the data of a public key are length-prefixed fields to the end, the numbers of an RSA key
/// positive and without needless zeros. The `age` crate panics at a number that is all zeros.
fn is_canonical(data: &[u8]) -> bool {
    let mut fields = Vec::new();
    let mut rest = data;
    while let Some((length, more)) = rest.split_first_chunk() {
        let Some((field, more)) = more.split_at_checked(u32::from_be_bytes(*length) as usize) else {
            return false;
        };
        fields.push(field);
        rest = more;
    }
    let positive = |number: &[u8]| match number {
        [0, next, ..] => *next >= 0x80,
        [first, ..] => (1..0x80).contains(first),
        [] => false,
    };
    rest.is_empty()
        && match fields[..] {
            [b"ssh-ed25519", point] => point.len() == 32,
            [b"ssh-rsa", exponent, modulus] => positive(exponent) && positive(modulus),
            _ => false,
        }
}

/// Reads the PEM block of a private key; blanks stand for line breaks where a variable lost them.
/// The error says what stands there instead.
pub(super) fn identity(block: &[u8]) -> Result<(Opener, String), &'static str> {
    const NO_FORM: &str =
        "a private key in a form that age does not read: convert a copy of it with `ssh-keygen -p`";
    if block.len() > MAX_BLOCK {
        return Err(DAMAGED);
    }
    let text = std::str::from_utf8(block).map_err(|_| DAMAGED)?;
    let (head, rest) = text
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.split_once("-----"))
        .ok_or("not an age identity")?;
    if !matches!(head, "OPENSSH PRIVATE KEY" | "RSA PRIVATE KEY") {
        return Err(if head.ends_with("PRIVATE KEY") { NO_FORM } else { "not an age identity" });
    }
    let (body, _) = rest.split_once("-----END ").ok_or(DAMAGED)?;
    if body.contains("Proc-Type:") {
        return Err(
            "an SSH private key under an old kind of passphrase: convert a copy of it with `ssh-keygen -p`",
        );
    }
    let mut pem = Plaintext::with_capacity(text.len() + 64);
    for part in ["-----BEGIN ", head, "-----"] {
        pem.extend(part.as_bytes());
    }
    for word in body.split_ascii_whitespace() {
        pem.extend(b"\n");
        pem.extend(word.as_bytes());
    }
    for part in ["\n-----END ", head, "-----\n"] {
        pem.extend(part.as_bytes());
    }
    let identity = Identity::from_buffer(pem.expose(), None).map_err(|_| DAMAGED)?;
    if let Identity::Unsupported(kind) = &identity {
        return Err(match kind {
            UnsupportedKey::Hardware(_) => {
                "an SSH key of a security key, which age cannot use: use an age plugin for it"
            }
            UnsupportedKey::Type(_) => {
                "an SSH key that is neither Ed25519 nor RSA, the ones that age can use"
            }
            _ => NO_FORM,
        });
    }
    let recipient = Recipient::try_from(identity.clone()).map_err(|error| match error {
        ParseRecipientKeyError::Unsupported(_) => {
            "an SSH key that is neither Ed25519 nor RSA, the ones that age can use"
        }
        ParseRecipientKeyError::RsaModulusTooLarge => {
            "an RSA key of more than 4096 bits, which is not supported"
        }
        _ => DAMAGED,
    })?;
    let public = recipient.to_string();
    let opener = match identity {
        Identity::Encrypted(key) => {
            let (Recipient::SshEd25519(data, _) | Recipient::SshRsa(data, _)) = &recipient;
            Opener::Ssh(Locked { key, tag: tag(data), failed: None })
        }
        open => Opener::Plain(Box::new(open)),
    };
    Ok((opener, public))
}

/// A private key under a passphrase; its public half is not.
pub(super) struct Locked {
    key: EncryptedKey,
    tag: String,
    /// Why it could not be unlocked: nobody is asked twice.
    pub(super) failed: Option<Trouble>,
}

impl Locked {
    /// Whether one of the stanzas of a header is for it.
    pub(super) fn is_for(&self, stanzas: &[Stanza]) -> bool {
        stanzas.iter().any(|stanza| is_ssh(stanza) && stanza.args.first() == Some(&self.tag))
    }

    /// Asks for the passphrase and unlocks it.
    pub(super) fn unlock(&self, label: &str, prompt: &dyn Prompt) -> Result<Opener, Trouble> {
        let passphrase =
            prompt.secret(&format!("passphrase of the SSH key in {label}")).map_err(Trouble::unanswered)?;
        let passphrase = secret_string(&passphrase)?;
        let key = self.key.decrypt(passphrase).map_err(|_| Trouble::wrong_passphrase())?;
        Ok(Opener::Plain(Box::new(Identity::Unencrypted(key))))
    }
}

/// Whether a stanza is for an SSH key.
pub(super) fn is_ssh(stanza: &Stanza) -> bool {
    matches!(stanza.tag.as_str(), "ssh-ed25519" | "ssh-rsa")
}

/// A passphrase for the `age` crate.
pub(super) fn secret_string(passphrase: &Plaintext) -> Result<SecretString, Trouble> {
    // Boxed from a slice: no larger buffer is left behind.
    let text = passphrase.expose_str().map_err(|_| Trouble::wrong_passphrase())?;
    Ok(SecretString::from(Box::<str>::from(text)))
}

/// What names a key in a header: the start of its digest.
fn tag(public: &[u8]) -> String {
    BASE64_STANDARD_NO_PAD.encode(&Sha256::digest(public)[..4])
}

#[cfg(test)]
mod tests;
