//! `__complete-keys`, as completion scripts type it.

use std::path::PathBuf;

use clap::Args;

/// Print the key paths of a file that start as typed, for completion scripts
#[derive(Args)]
#[command(after_help = "Example:
  sops-rs __complete-keys secrets.yaml '[\"db\"]'")]
pub(crate) struct CompleteKeys {
    /// The file, encrypted or not
    pub(crate) file: PathBuf,
    /// What was typed of the path
    #[arg(default_value = "", allow_hyphen_values = true)]
    pub(crate) prefix: String,
}
