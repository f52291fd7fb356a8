//! `example`, as typed.

use std::path::PathBuf;

use clap::Args;

/// Write a file again with placeholders for its secrets, to be committed as an example
#[derive(Args)]
#[command(
    after_help = "The file may be encrypted or not; no key is needed. Readable values stay, keys, order and layout too. What is \
    secret in a file that is not encrypted, its creation rule says; without one, all of it is. Comments that are secret \
    are left out.

Examples:
  sops-rs example prod.env --output .env.example
  sops-rs check --requires .env.example prod.env staging.env"
)]
pub(crate) struct Example {
    /// The file
    pub(crate) file: PathBuf,
    /// Write the example to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// What stands for a secret text
    #[arg(long, value_name = "TEXT", default_value = "CHANGE_ME")]
    pub(crate) placeholder: String,
    /// Keep the comments of a file that is not encrypted
    #[arg(long)]
    pub(crate) keep_comments: bool,
    /// Read the file as this format: yaml, json, dotenv (otherwise its name tells)
    #[arg(long, value_name = "TYPE")]
    pub(crate) input_type: Option<String>,
}
