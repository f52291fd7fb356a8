//! What keeps a text safe that cannot be saved where it belongs. What enters: the data key of a file that
//! is open, and whom it is for. What leaves: files of their own, which the same people can read. Nobody is
//! asked for a key again.

use super::{editing::seal_new, source};
use crate::{
    document::{Member, Tree},
    error::Result,
    format::{FormatName, Limits},
    keys::KeyGroup,
    metadata::{Metadata, VERSION},
    scalar::ScalarType,
    secret::{DataKey, Plaintext},
    select::Selectors,
};

/// A data key and those who have it.
pub struct Keeper {
    key: DataKey,
    groups: Vec<KeyGroup>,
    shamir_threshold: Option<u32>,
    limits: Limits,
}

impl Keeper {
    /// One for the readers of a file with that data key and `metadata`.
    pub(super) fn new(key: DataKey, metadata: &Metadata, limits: Limits) -> Self {
        let (groups, shamir_threshold) = (metadata.groups.clone(), metadata.shamir_threshold);
        Self { key, groups, shamir_threshold, limits }
    }

    /// Any text, even one that is not valid in the file's format, encrypted for the readers of the file:
    /// a file of its own in the binary format, that is, JSON with the text under the key `data`.
    pub fn set_aside(&self, text: &[u8], now: i64) -> Result<Vec<u8>> {
        let text = Plaintext::new(source::text(text)?.as_bytes().to_vec());
        let tree = Tree::Mapping(vec![Member::Entry("data".to_owned(), Tree::Scalar(ScalarType::Str, text))]);
        let json = FormatName::Json.format()?;
        let mut plain = Plaintext::default();
        json.print(&[tree], &mut plain)?;
        let metadata = Metadata {
            groups: self.groups.clone(),
            shamir_threshold: self.shamir_threshold,
            selectors: Selectors::default().or_default(true),
            version: VERSION.to_owned(),
            ..Metadata::default()
        };
        seal_new(plain.expose(), json, metadata, self.key.again(), now, &self.limits)
    }
}
