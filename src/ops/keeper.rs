//! What keeps a text safe that cannot be saved where it belongs. What enters: the data key of a file that
//! is open, and whom it is for. What leaves: files of their own, which the same people can read. Nobody is
//! asked for a key again.

use super::{
    attest::{self, SealChoice},
    editing::seal_new,
};
use crate::{
    error::Result,
    format::{FormatName, Limits},
    keys::KeyGroup,
    metadata::{Metadata, VERSION},
    secret::DataKey,
};

/// A data key and those who have it.
pub struct Keeper {
    key: DataKey,
    groups: Vec<KeyGroup>,
    shamir_threshold: Option<u32>,
    /// Whether the files get a seal, as the open one does.
    is_sealed: bool,
    limits: Limits,
}

impl Keeper {
    /// One for the readers of a file with that data key and `metadata`.
    pub(super) fn new(key: DataKey, metadata: &Metadata, seal: SealChoice, limits: Limits) -> Self {
        let mut metadata = metadata.clone();
        attest::prepare(&mut metadata, seal);
        let Metadata { groups, shamir_threshold, .. } = metadata;
        Self { key, groups, shamir_threshold, is_sealed: !metadata.seal.is_empty(), limits }
    }

    /// Any text, even one that is not valid in the file's format, encrypted for the readers of the file:
    /// a file of its own in the binary format.
    pub fn set_aside(&self, text: &[u8], now: i64) -> Result<Vec<u8>> {
        let mut metadata = Metadata {
            groups: self.groups.clone(),
            shamir_threshold: self.shamir_threshold,
            version: VERSION.to_owned(),
            ..Metadata::default()
        };
        attest::prepare(&mut metadata, if self.is_sealed { SealChoice::Add } else { SealChoice::Drop });
        let binary = FormatName::Binary.format()?;
        seal_new(text, binary, metadata, self.key.again(), now, &self.limits)
    }
}
