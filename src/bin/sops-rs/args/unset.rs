//! `unset`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::set::Change;

/// Remove a value of an encrypted file
#[derive(Args)]
#[command(
    after_help = "The entry goes with its own lines and what stands below it; comments on those lines go with it, comments \
    above it stay. What loses its last entry becomes {} or [].

Examples:
  sops-rs unset secrets.yaml '[\"db\"][\"password\"]'
  sops-rs unset --idempotent secrets.yaml '[\"db\"][\"hosts\"][0]'"
)]
pub(crate) struct Unset {
    /// The encrypted file
    pub(crate) file: Option<PathBuf>,
    /// The key path, such as '["db"]["hosts"][0]'
    pub(crate) path: Option<String>,
    #[command(flatten)]
    pub(crate) common: Change,
}
