//! Master keys and the providers that wrap and unwrap data keys with them. What enters: wrapped
//! keys of the metadata, and what the program found in the environment. What leaves: the data key,
//! or a report of every attempt. Never a document.

pub mod age;
pub mod aws_kms;
mod compare;
pub mod notation;
pub mod pgp;
pub mod recover;
pub mod shamir;

pub use compare::{Difference, GroupDifference, is_within, strangers};

use std::time::Duration;

use crate::{document::Block, error::Result, secret::Plaintext};

/// The kinds of master keys, in the order in which 3.13 names their lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyKind {
    /// age: X25519, SSH, plugins, post-quantum.
    Age,
    /// Azure Key Vault.
    AzureKv,
    /// Google Cloud KMS.
    GcpKms,
    /// `HashiCorp` Vault's transit engine.
    HcVault,
    /// Huawei Cloud KMS.
    HcKms,
    /// AWS KMS.
    Kms,
    /// `OpenPGP`.
    Pgp,
}

impl KeyKind {
    /// All kinds, sorted by the name of their list.
    pub const ALL: [Self; 7] =
        [Self::Age, Self::AzureKv, Self::GcpKms, Self::HcVault, Self::HcKms, Self::Kms, Self::Pgp];

    /// The name of its list in the metadata, and in `--decryption-order`.
    pub fn list(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::AzureKv => "azure_kv",
            Self::GcpKms => "gcp_kms",
            Self::HcVault => "hc_vault",
            Self::HcKms => "hckms",
            Self::Kms => "kms",
            Self::Pgp => "pgp",
        }
    }

    /// The field of an entry that names the key.
    pub fn id_field(self) -> &'static str {
        match self {
            Self::Age => "recipient",
            Self::AzureKv => "name",
            Self::GcpKms => "resource_id",
            Self::HcVault => "key_name",
            Self::HcKms => "key_id",
            Self::Kms => "arn",
            Self::Pgp => "fp",
        }
    }
}

/// One master key: an entry of the metadata, or (without `enc`) a key to encrypt to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterKey {
    /// Its kind.
    pub kind: KeyKind,
    /// All fields of the entry in their order, unknown ones included.
    pub fields: Vec<(String, Block)>,
}

impl MasterKey {
    /// A key to encrypt to.
    pub fn new(kind: KeyKind, id: impl Into<String>) -> Self {
        Self { kind, fields: vec![(kind.id_field().to_owned(), Block::text(id))] }
    }

    /// The text of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).and_then(|(_, value)| value.as_text())
    }

    /// What names the key: an age recipient, an ARN, a fingerprint.
    pub fn id(&self) -> &str {
        self.field(self.kind.id_field()).unwrap_or_default()
    }

    /// The wrapped data key (or its share).
    pub fn enc(&self) -> &str {
        self.field("enc").unwrap_or_default()
    }

    /// Sets a field, at its place or at the end.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = Block::text(value);
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, old)) => *old = value,
            None => self.fields.push((name.to_owned(), value)),
        }
    }
}

/// Master keys any one of which recovers the group's share of the data key.
pub type KeyGroup = Vec<MasterKey>;

/// How an attempt to unwrap ended, when it gave no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Each place that was looked at and what was found there (`SOPS_AGE_KEY: 1 identity, none fits`).
    pub places: Vec<String>,
    /// Why it failed, in one clause.
    pub reason: String,
    /// What the user can do.
    pub hint: Option<String>,
}

/// A key's name as messages show it: a long one is cut in the middle, what could steer a terminal is
/// replaced, and a secret key that stands where a public one belongs is not shown at all.
pub fn shown(id: &str) -> String {
    const WHOLE: usize = 80;
    const HEAD: usize = 44;
    const TAIL: usize = 30;
    if id.is_empty() {
        return "(unnamed)".to_owned();
    }
    if looks_secret(id) {
        return "(not shown: it looks like a secret key)".to_owned();
    }
    let safe = |c: char| if c.is_ascii_graphic() || c == ' ' || c.is_alphanumeric() { c } else { '\u{fffd}' };
    let length = id.chars().count();
    if length <= WHOLE {
        return id.chars().map(safe).collect();
    }
    let head = id.chars().take(HEAD);
    let tail = id.chars().skip(length - TAIL);
    head.chain(['…']).chain(tail).map(|c| if c == '…' { c } else { safe(c) }).collect()
}

/// A time as messages say it.
pub(crate) fn in_seconds(time: Duration) -> String {
    match time.as_secs_f32() {
        1.0 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

/// Whether a text that should be public may be a secret key: an identity given as a recipient.
pub(crate) fn looks_secret(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    text.trim_start().starts_with("AGE-") || lower.contains("age-secret-") || lower.contains("private key")
}

/// One kind of master key.
pub trait Provider: Sync {
    /// The kind it serves.
    fn kind(&self) -> KeyKind;

    /// Whether an attempt goes over the network; local keys are tried first.
    fn is_remote(&self) -> bool;

    /// Checks `key` without wrapping anything, so that a bad key is found before any work is done.
    fn check(&self, _key: &MasterKey) -> Result<()> {
        Ok(())
    }

    /// Whether the means to unwrap `key` are known to be at hand, without asking a person, a server
    /// or another program. Such entries are tried first.
    fn has_secret_of(&self, _key: &MasterKey) -> bool {
        false
    }

    /// Wraps `secret` (a data key, or a share of one) for `key`, setting its `enc` and whatever
    /// else its kind writes.
    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()>;

    /// Unwraps the entry's secret.
    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt>;

    /// What `unwrap` does, as a job that owns all it needs: it runs on a thread of its own, beside
    /// others, and is left behind when it takes too long. Made without delay; remote providers have
    /// it. Without it, `unwrap` is called and waited for.
    fn unwrap_job(&self, _key: &MasterKey) -> Option<UnwrapJob> {
        None
    }
}

/// An attempt to unwrap that borrows nothing.
pub type UnwrapJob = Box<dyn FnOnce() -> std::result::Result<Plaintext, Attempt> + Send>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_recipient_and_an_arn_are_shown_whole() {
        for id in [
            "age1at5u4djxun39tunythz3uhqtgnahxcn05ze7nsgnna3xav9hf4vq3g9crc",
            "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
        ] {
            assert_eq!(shown(id), id);
        }
    }

    #[test]
    fn a_long_name_keeps_both_ends() {
        let long = format!("age1pq1{}tail", "q".repeat(1900));
        let shown = shown(&long);
        assert!(shown.starts_with("age1pq1qqq") && shown.ends_with("qqtail"), "{shown}");
        assert_eq!(shown.chars().count(), 75);
    }

    #[test]
    fn a_secret_key_is_never_shown() {
        for secret in [
            "AGE-SECRET-KEY-1CANARY",
            " age-secret-key-1canary",
            "AGE-PLUGIN-YUBIKEY-1CANARY",
            "-----BEGIN OPENSSH PRIVATE KEY-----CANARY",
            "AGE-SECERT-KEY-1CANARY",
        ] {
            assert!(!shown(secret).to_ascii_lowercase().contains("canary"), "{secret}");
        }
    }

    #[test]
    fn a_key_that_is_only_called_secret_is_shown() {
        assert_eq!(shown("secrets/prod"), "secrets/prod");
    }

    #[test]
    fn terminal_controls_are_replaced() {
        assert_eq!(shown("a\u{1b}[31m\nb\u{202e}"), "a\u{fffd}[31m\u{fffd}b\u{fffd}");
    }
}
