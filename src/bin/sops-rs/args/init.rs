//! `init`, as typed.

use clap::Args;

/// Set up a repository: an identity, a configuration, and what git needs to know
#[derive(Args)]
#[command(
    after_help = "What is missing is shown first, and asked: an age identity of your own, .sops-rs.yaml at the top of the \
    repository, lines for the names of decrypted files in .gitignore, and what `sops-rs git install` does. What is there \
    stays as it is, also a .sops.yaml; running it twice changes nothing.

Examples:
  sops-rs init
  sops-rs init -y --name alice --path-regex '^secrets/'"
)]
pub(crate) struct Init {
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave git's settings, its attributes and its hooks as they are
    #[arg(long)]
    pub(crate) no_git: bool,
    /// Encrypt to these age recipients instead of an identity of your own
    #[arg(long, value_name = "RECIPIENTS")]
    pub(crate) age: Option<String>,
    /// Which files the first rule is for [default: those in folders called secrets, secrets.yaml, *.enc.yaml and their like]
    #[arg(long, value_name = "REGEX")]
    pub(crate) path_regex: Option<String>,
    /// What to call your key in the configuration [default: your name on this machine]
    #[arg(long)]
    pub(crate) name: Option<String>,
}
