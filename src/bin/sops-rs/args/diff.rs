//! `diff`, as typed.

use std::path::PathBuf;

use clap::Args;

/// Show what differs between two files, by key path
#[derive(Args)]
#[command(
    after_help = "Values that are encrypted are not shown without --show. Recipients, selectors and the layout of \
key groups are compared as well; comments, order of keys and spelling are not. The exit code is 0 when nothing \
differs, 1 when something does, and 2 when the files cannot be compared.

A file that does not exist may be one of git's: COMMIT:FILE. `sops-rs git install` makes `git diff` itself \
show values.

Examples:
  sops-rs diff staging.yaml production.yaml
  sops-rs diff --show HEAD~1:secrets.yaml secrets.yaml"
)]
pub(crate) struct Diff {
    /// The old file, encrypted or not
    pub(crate) old: PathBuf,
    /// The new file
    pub(crate) new: PathBuf,
    /// Show the values that are encrypted
    #[arg(long)]
    pub(crate) show: bool,
    /// Read both as this format: yaml, json, dotenv (otherwise their names tell)
    #[arg(long, value_name = "TYPE")]
    pub(crate) input_type: Option<String>,
}
