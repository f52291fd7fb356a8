//! Master keys and the providers that wrap and unwrap data keys with them. What enters: wrapped
//! keys of the metadata, and what the program found in the environment. What leaves: the data key,
//! or a report of every attempt. Never a document.

pub mod age;
pub mod recover;

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

/// One kind of master key.
pub trait Provider {
    /// The kind it serves.
    fn kind(&self) -> KeyKind;

    /// Whether an attempt goes over the network; local keys are tried first.
    fn is_remote(&self) -> bool;

    /// Wraps `secret` (a data key, or a share of one) for `key`, setting its `enc` and whatever
    /// else its kind writes.
    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()>;

    /// Unwraps the entry's secret.
    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt>;
}
