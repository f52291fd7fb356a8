//! `decrypt`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::{DialectFlag, Many, Target, Types};

/// Decrypt a file, or standard input
#[derive(Args)]
#[command(after_help = "Nothing is written before the whole file was found to be authentic.

Examples:
  sops-rs decrypt secrets.yaml
  sops-rs decrypt --extract '[\"db\"][\"password\"]' secrets.yaml
  sops-rs decrypt --output-type json secrets.yaml | jq .
  sops-rs decrypt --output-type dotenv --dotenv-dialect shell app.yaml > app.env
  sops-rs decrypt --input-type yaml < secrets.yaml
  sops-rs decrypt -r -i secrets/            # all files below, in place: keep them out of commits")]
pub(crate) struct Decrypt {
    /// The file; `-` or none reads standard input. Several, folders with -r and patterns with -i
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) many: Many,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) types: Types,
    #[command(flatten)]
    pub(crate) dialect: DialectFlag,
    /// Print only the value at a key path, such as '["db"]["hosts"][0]'
    #[arg(long, value_name = "PATH")]
    pub(crate) extract: Option<String>,
    /// Release the values even if the file was changed behind the MAC's back
    #[arg(long)]
    pub(crate) ignore_mac: bool,
}
