//! `updatekeys`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::{Consent, Many};

/// Make the keys of files those of their creation rules
#[derive(Args)]
#[command(
    after_help = "What will change is shown first, file by file, and asked once. A file is replaced as a whole or \
    not at all, and one that fails does not stop the others.

As long as keys only come, the data key of the file stays, and with it all values and the entries of the \
keys that were there. When a key goes, its owner still knows the values as they were, and the old data \
key: so the file gets a new one, unless --keep-data-key is given. Values that matter should be changed.

Examples:
  sops-rs updatekeys secrets.yaml
  sops-rs updatekeys -y secrets/*.yaml
  sops-rs updatekeys -r                     # all encrypted files below this folder"
)]
pub(crate) struct Updatekeys {
    /// The encrypted files; folders with -r, and patterns
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) many: Many,
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Read the files as this format: yaml, json, dotenv (otherwise their names tell)
    #[arg(long, value_name = "TYPE")]
    pub(crate) input_type: Option<String>,
    /// Keep the data key although keys are removed
    #[arg(long)]
    pub(crate) keep_data_key: bool,
    #[command(flatten)]
    pub(crate) consent: Consent,
}
