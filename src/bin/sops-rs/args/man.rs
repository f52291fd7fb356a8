//! `man`, as typed.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// Print the manual page, or write those of all commands into a folder
#[derive(Args)]
#[command(after_help = "Examples:
  sops-rs man | man -l -
  sops-rs man --output ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Write one page a command into this folder, which is made if it is not there
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
}
