//! `filestatus`, as typed.

use std::path::PathBuf;

use clap::Args;

/// Tell whether a file is encrypted, as JSON
#[derive(Args)]
#[command(after_help = "No key is needed.

Example:
  sops-rs filestatus secrets.yaml    # {\"encrypted\":true} or {\"encrypted\":false}")]
pub(crate) struct Filestatus {
    /// The file; `-` reads standard input
    pub(crate) file: Option<PathBuf>,
    /// Read the input as this format: yaml, json, dotenv (otherwise the file's name tells)
    #[arg(long, value_name = "TYPE")]
    pub(crate) input_type: Option<String>,
}
