//! `recipients`, as typed.

use std::path::PathBuf;

use clap::Args;

/// Show who can read which files
#[derive(Args)]
#[command(
    after_help = "No key is needed. What the files say of their recipients is compared with their creation rules: \
    a ! stands for a recipient that the rule does not name, a + for one that the rule names and the file does \
    not have. updatekeys brings the two together.

Examples:
  sops-rs recipients secrets/*.yaml
  sops-rs recipients -r --json | jq ."
)]
pub(crate) struct Recipients {
    /// The files; folders with -r, and patterns
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Go through folders, and take the encrypted files in them; .gitignore counts
    #[arg(short, long)]
    pub(crate) recursive: bool,
    /// Print JSON instead of a table
    #[arg(long)]
    pub(crate) json: bool,
    /// Read the files as this format: yaml, json, dotenv (otherwise their names tell)
    #[arg(long, value_name = "TYPE")]
    pub(crate) input_type: Option<String>,
}
