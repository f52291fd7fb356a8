//! Find, read and explain `.sops-rs.yaml` and `.sops.yaml`.

use std::path::{Path, PathBuf};

use crate::{error::Result, keys::KeyGroup, select::Selectors};

/// A configuration file, read and checked.
pub struct Config {
    /// Where it is.
    pub path: PathBuf,
    /// Its creation rules, in order.
    pub rules: Vec<CreationRule>,
}

/// One creation rule.
pub struct CreationRule {
    /// Matched against the path relative to the config file's folder; `None` matches all.
    pub path_regex: Option<String>,
    /// The keys to encrypt to; one group unless `key_groups` is used.
    pub groups: Vec<KeyGroup>,
    /// How many groups are needed.
    pub shamir_threshold: Option<u32>,
    /// What is encrypted.
    pub selectors: Selectors,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
    /// The line of the rule in the file, from 1.
    pub line: u32,
}

impl Config {
    /// Reads the file at `path`.
    pub fn load(_path: &Path) -> Result<Self> {
        todo!("config")
    }

    /// The first rule for `file`, or an error that lists the rules tried.
    pub fn rule_for(&self, _file: &Path) -> Result<&CreationRule> {
        todo!("config")
    }
}

/// The config for a file: `.sops-rs.yaml`, else `.sops.yaml`, from the file's folder upwards, then
/// from `working_directory` upwards.
pub fn find(_file: Option<&Path>, _working_directory: &Path) -> Option<PathBuf> {
    todo!("config")
}
