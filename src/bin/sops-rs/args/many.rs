//! The flags of commands that take many files at once.

use clap::Args;

/// How many files are found and gone through.
#[derive(Args)]
pub(crate) struct Many {
    /// Go through folders, and take the files in them that the command is for; .gitignore counts
    #[arg(short, long)]
    pub(crate) recursive: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
