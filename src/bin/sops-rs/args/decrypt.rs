//! `decrypt`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::{DialectFlag, Target, Types};

/// Decrypt a file, or standard input
#[derive(Args)]
#[command(after_help = "Nothing is written before the whole file was found to be authentic.

Examples:
  sops-rs decrypt secrets.yaml
  sops-rs decrypt --extract '[\"db\"][\"password\"]' secrets.yaml
  sops-rs decrypt --output-type json secrets.yaml | jq .
  sops-rs decrypt --output-type dotenv --dotenv-dialect shell app.yaml > app.env
  sops-rs decrypt --input-type yaml < secrets.yaml")]
pub(crate) struct Decrypt {
    /// The file; `-` or none reads standard input
    pub(crate) file: Option<PathBuf>,
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
