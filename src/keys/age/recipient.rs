//! age recipients. What enters: the text of a recipient, or a comma-separated list of them. What
//! leaves: an age file for it, or an error that names it. A secret key that was given instead of a
//! recipient must never be shown.

use std::io::Write;

use ::age::{
    Encryptor,
    armor::{ArmoredWriter, Format},
    tag, tagpq, x25519,
};

use super::{
    super::{looks_secret, shown},
    hybrid,
    means::Means,
    plugin, ssh,
};
use crate::error::{Error, ErrorKind, Result};

/// The public key that a data key is wrapped for.
pub struct Recipient {
    text: String,
    inner: Inner,
}

enum Inner {
    Native(Box<dyn ::age::Recipient + Send + Sync>),
    Plugin(plugin::Recipient),
}

impl Recipient {
    /// Reads a recipient: `age1…`, that of a plugin, or an SSH public key. Malformed texts and kinds
    /// that are not supported are refused by name.
    pub fn parse(text: &str) -> Result<Self> {
        let inner = match RecipientKind::of(text) {
            RecipientKind::X25519 => {
                let recipient = text.parse::<x25519::Recipient>().map_err(|_| malformed(text))?;
                if is_low_order(text) {
                    return Err(Error::new(
                        ErrorKind::NoKey,
                        format!("this age recipient protects nothing: {}", shown(text)),
                    )
                    .because("it is a point of low order, for which anyone can decrypt"));
                }
                native(recipient)
            }
            RecipientKind::PostQuantum => native(hybrid::Recipient::parse(text)?),
            RecipientKind::Tag => match text.parse::<tag::Recipient>() {
                Ok(recipient) => native(recipient),
                Err(_) => native(text.parse::<tagpq::Recipient>().map_err(|_| malformed(text))?),
            },
            RecipientKind::Ssh => native(ssh::recipient(text).map_err(|why| {
                Error::new(ErrorKind::NoKey, format!("not a usable SSH recipient: {}", shown(text)))
                    .because(why)
                    .hint("copy the whole line of the `.pub` file, `ssh-ed25519 AAAA…`")
            })?),
            RecipientKind::Plugin => {
                Inner::Plugin(plugin::Recipient::parse(text).ok_or_else(|| malformed(text))?)
            }
            RecipientKind::Unknown => return Err(malformed(text)),
        };
        Ok(Self { text: text.to_owned(), inner })
    }

    /// Checks what can be checked without running a plugin: that it is there.
    pub(super) fn check(&self, means: &Means) -> Result<()> {
        match &self.inner {
            Inner::Native(_) => Ok(()),
            Inner::Plugin(recipient) => match means.plugins.find(recipient.binary()) {
                Ok(_) => Ok(()),
                Err(trouble) => Err(self.failed(trouble.what, trouble.next)),
            },
        }
    }

    /// Wraps `secret` as an armored age file, as text that ends with a line break.
    pub(super) fn wrap(&self, secret: &[u8], means: &Means) -> Result<String> {
        match &self.inner {
            Inner::Native(recipient) => {
                armored(recipient.as_ref(), secret).map_err(|why| self.failed(why, None))
            }
            Inner::Plugin(recipient) => {
                let connected = recipient.with(means);
                armored(&connected, secret).map_err(|why| match connected.into_trouble() {
                    Some(trouble) => self.failed(trouble.what, trouble.next),
                    None => self.failed(why, None),
                })
            }
        }
    }

    fn failed(&self, why: String, next: Option<String>) -> Error {
        let message = format!("the data key could not be wrapped for {}", shown(&self.text));
        let error = Error::new(ErrorKind::NoKey, message).because(why);
        match next {
            Some(next) => error.hint(next),
            None => error,
        }
    }
}

fn native(recipient: impl ::age::Recipient + Send + Sync + 'static) -> Inner {
    Inner::Native(Box::new(recipient))
}

fn armored(recipient: &dyn ::age::Recipient, secret: &[u8]) -> std::result::Result<String, String> {
    let encryptor =
        Encryptor::with_recipients(std::iter::once(recipient)).map_err(|error| error.to_string())?;
    let armored = || -> std::io::Result<Vec<u8>> {
        let armor = ArmoredWriter::wrap_output(Vec::with_capacity(1024), Format::AsciiArmor)?;
        let mut writer = encryptor.wrap_output(armor)?;
        writer.write_all(secret)?;
        writer.finish()?.finish()
    };
    let text = String::from_utf8(armored().map_err(|error| error.to_string())?)
        .map_err(|error| error.to_string())?;
    // The armor follows the system's line breaks; the metadata has one kind on all systems.
    Ok(text.replace("\r\n", "\n"))
}

/// The recipients of a comma-separated list: trimmed, without empty entries and repetitions.
pub fn split_list(text: &str) -> Vec<String> {
    let mut recipients: Vec<String> = Vec::new();
    for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        if !recipients.iter().any(|known| known == entry) {
            recipients.push(entry.to_owned());
        }
    }
    recipients
}

/// What a recipient's prefix says about it; nothing is checked beyond that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecipientKind {
    X25519,
    PostQuantum,
    Tag,
    Plugin,
    Ssh,
    Unknown,
}

impl RecipientKind {
    pub(super) fn of(text: &str) -> Self {
        if ssh::is_public(text) {
            return Self::Ssh;
        }
        // Bech32's data part has no `1`: the last one ends the human-readable part.
        match text.rsplit_once('1') {
            Some(("age", _)) => Self::X25519,
            Some(("age1pq", _)) => Self::PostQuantum,
            Some(("age1tag" | "age1tagpq", _)) => Self::Tag,
            Some((prefix, _)) if prefix.strip_prefix("age1").is_some_and(plugin::is_name) => Self::Plugin,
            _ => Self::Unknown,
        }
    }
}

/// Whether a valid X25519 recipient is a point of low order. The shared secret would be all zero;
/// the `age` crate takes that for a broken random generator and panics.
fn is_low_order(recipient: &str) -> bool {
    const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const CHECKSUM: usize = 6;
    /// The two points of order 8, as Curve25519's u-coordinate in little-endian order.
    const ORDER_8: [[u8; 32]; 2] = [
        [
            0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
            0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
        ],
        [
            0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
            0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
        ],
    ];
    let data = recipient.rsplit('1').next().unwrap_or_default().as_bytes();
    let data = &data[..data.len().saturating_sub(CHECKSUM)];
    let mut point = [0_u8; 32];
    for (index, symbol) in data.iter().enumerate() {
        let value = CHARSET.iter().position(|c| c == symbol).unwrap_or_default();
        for bit in 0..5 {
            let at = index * 5 + bit;
            if at < 256 && value & (0x10 >> bit) != 0 {
                point[at / 8] |= 0x80 >> (at % 8);
            }
        }
    }
    point[31] &= 0x7f;
    // 0 and 1; p - 1, p and p + 1, which are -1, 0 and 1 modulo p = 2^255 - 19.
    let near_zero = point[0] <= 1 && point[1..].iter().all(|&b| b == 0);
    let near_p =
        (0xec..=0xee).contains(&point[0]) && point[1..31].iter().all(|&b| b == 0xff) && point[31] == 0x7f;
    near_zero || near_p || ORDER_8.contains(&point)
}

fn malformed(text: &str) -> Error {
    if looks_secret(text) {
        return Error::new(ErrorKind::NoKey, "a secret key was given where an age recipient is expected")
            .hint("give its public half, which starts with `age1` (`age-keygen -y` prints it)");
    }
    let error = Error::new(ErrorKind::NoKey, format!("not an age recipient: {}", shown(text)));
    let is_hex = text.len() >= 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if !matches!(RecipientKind::of(text), RecipientKind::X25519 | RecipientKind::Unknown) {
        error.hint("copy it again: its checksum does not hold")
    } else if text.starts_with("age1") {
        error.hint(format!(
            "copy it again: an X25519 recipient has 62 characters and a checksum, this one has {} and \
             does not check",
            text.chars().count()
        ))
    } else if text.starts_with("AGE1") {
        error.hint("write the recipient in lower case")
    } else if text.starts_with("ssh-") || text.starts_with("ecdsa-") || text.starts_with("sk-") {
        error.hint("age can use SSH keys of the types `ssh-ed25519` and `ssh-rsa`")
    } else if text.starts_with("arn:") {
        error.hint("an ARN names an AWS KMS key: give it as `kms`")
    } else if is_hex {
        error.hint("this looks like a PGP fingerprint: give it as `pgp`")
    } else {
        error.hint("an age recipient starts with `age1`; several are separated by commas")
    }
}
