//! `git`, as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Make git diff and merge encrypted files by their values
#[derive(Args)]
#[command(after_help = "Examples:
  sops-rs git install
  sops-rs git status")]
pub(crate) struct Git {
    #[command(subcommand)]
    pub(crate) command: GitCommand,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum GitCommand {
    Install(GitInstall),
    /// Take out of this repository what `git install` put in, and nothing else
    #[command(after_help = "Example:\n  sops-rs git uninstall")]
    Uninstall,
    /// Show what is installed in this repository; exit code 1 when something is missing
    #[command(after_help = "Example:\n  sops-rs git status")]
    Status,
    Textconv(Textconv),
    MergeDriver(MergeDriver),
}

/// Install the drivers and the hook in this repository
#[derive(Args)]
#[command(after_help = "Three things are set up; running it twice changes nothing more:
  - a diff driver and a merge driver, in the configuration of this repository (.git/config)
  - the files that they are for, in .gitattributes at its top: commit that file
  - a pre-commit hook that runs `sops-rs check --staged`; a hook that is there already is left alone

Files that match a pattern and are not encrypted are shown and merged by git as ever. Git runs `sops-rs` \
from the PATH; name another one with --program. Plaintext is shown on the terminal and never kept: git's \
cache for it is switched off.

Examples:
  sops-rs git install
  sops-rs git install 'secrets/*.yaml' '*.env'")]
pub(crate) struct GitInstall {
    /// The files to use the drivers for, as .gitattributes patterns [default: *.yaml *.yml *.json *.env *.ini *.toml]
    #[arg(value_name = "PATTERN")]
    pub(crate) patterns: Vec<String>,
    /// Show which keys changed, and no values: needs no key
    #[arg(long)]
    pub(crate) keys_only: bool,
    /// Do not install the pre-commit hook
    #[arg(long)]
    pub(crate) no_hook: bool,
    /// Let git run this program
    #[arg(long, value_name = "PROGRAM", default_value = "sops-rs")]
    pub(crate) program: String,
}

/// Print a file for git to compare: decrypted, with whom it is for (git runs this)
#[derive(Args)]
#[command(after_help = "Example:
  sops-rs git textconv secrets.yaml")]
pub(crate) struct Textconv {
    /// The file
    pub(crate) file: PathBuf,
    /// Print keys with fingerprints of their encrypted values: needs no key
    #[arg(long)]
    pub(crate) keys_only: bool,
}

/// Merge three versions of a file (git runs this)
#[derive(Args)]
#[command(after_help = "The configuration of the repository tells git to run it.

Example:
  sops-rs git merge-driver %O %A %B %L %P")]
pub(crate) struct MergeDriver {
    /// The common ancestor
    pub(crate) base: PathBuf,
    /// Our version, which the result replaces
    pub(crate) ours: PathBuf,
    /// Their version
    pub(crate) theirs: PathBuf,
    /// How long conflict markers are
    pub(crate) marker_size: usize,
    /// The name of the file in the repository
    pub(crate) name: PathBuf,
    /// Merge ancestors: conflicts go back to what was before
    #[arg(long)]
    pub(crate) ancestor: bool,
}

impl Default for GitInstall {
    fn default() -> Self {
        Self { patterns: Vec::new(), keys_only: false, no_hook: false, program: "sops-rs".to_owned() }
    }
}
