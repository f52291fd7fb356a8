//! The `sops` block, typed. What enters: a `Block` as a format's notation gave it. What leaves: the
//! same information by name, and a `Block` to write. Never plaintext.

use crate::{
    document::Block,
    error::Result,
    keys::{KeyGroup, KeyKind, MasterKey},
    select::Selectors,
};

/// The name of the entry.
pub const ENTRY: &str = "sops";

/// The version that new files claim: the newest whose metadata this program writes.
pub const VERSION: &str = "3.11.0";

/// The metadata of a file.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// One group, or several when the data key is shared.
    pub groups: Vec<KeyGroup>,
    /// How many groups are needed; `None` or 0 for all.
    pub shamir_threshold: Option<u32>,
    /// RFC 3339, UTC, seconds: exactly as stored, since the MAC is bound to it.
    pub lastmodified: String,
    /// The MAC's token.
    pub mac: String,
    /// What is encrypted.
    pub selectors: Selectors,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
    /// The version of the program that wrote it.
    pub version: String,
    /// Tokens that say how the author wrote a value (`ops::forms`).
    pub source_forms: Vec<String>,
    /// Entries that this version does not know, kept as they are.
    pub unknown: Vec<(String, Block)>,
}

impl Metadata {
    /// Reads the block.
    pub fn from_block(_block: &Block) -> Result<Self> {
        let _ = (KeyKind::ALL, MasterKey::new(KeyKind::Age, ""));
        todo!()
    }

    /// The block to write, sorted by name as 3.13 does.
    pub fn to_block(&self) -> Block {
        todo!()
    }
}
