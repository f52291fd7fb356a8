//! `get`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::Types;

/// Print a value of an encrypted file
#[derive(Args)]
#[command(
    after_help = "The same as decrypt --extract: text is printed as it is, without a line break at its end; all else as \
    the file's format, or the one of --output-type, writes it.

Examples:
  sops-rs get secrets.yaml '[\"db\"][\"password\"]'
  sops-rs get secrets.yaml '[\"db\"]' --output-type json | jq ."
)]
pub(crate) struct Get {
    /// The file; `-` reads standard input
    pub(crate) file: PathBuf,
    /// The key path, such as '["db"]["hosts"][0]'
    pub(crate) path: String,
    #[command(flatten)]
    pub(crate) types: Types,
    /// Release the value even if the file was changed behind the MAC's back
    #[arg(long)]
    pub(crate) ignore_mac: bool,
}
