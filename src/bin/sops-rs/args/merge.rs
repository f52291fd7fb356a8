//! `merge`, as typed.

use std::path::PathBuf;

use clap::Args;

/// Merge encrypted files by key path, or settle the conflicts of a merge
#[derive(Args)]
#[allow(clippy::struct_excessive_bools)] // one a flag
#[command(
    after_help = "Both versions are authenticated, decrypted in memory and merged entry by entry: edits of different \
keys never conflict. Values that nobody changed keep their tokens. Recipients that one side added come, \
those that one side removed go.

Where both sides changed the same value, conflict markers are put around its two encrypted forms, and the \
exit code is 1. --resolve settles them in the file: in the editor, where both values stand in clear until one is \
left, or with --ours, --theirs, --union. It also rescues a file that git merged by itself, as long as git still \
has both versions (until `git add`).

In a git repository, `sops-rs git install` makes git merge this way by itself.

Examples:
  sops-rs merge base.yaml ours.yaml theirs.yaml > merged.yaml
  sops-rs merge --resolve secrets.yaml && git add secrets.yaml
  sops-rs merge --resolve --theirs secrets.yaml && git add secrets.yaml"
)]
pub(crate) struct Merge {
    /// The common ancestor, our version and their version; or, with --resolve, files with conflicts
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Settle the conflicts in the files, in the editor unless a flag says how
    #[arg(long)]
    pub(crate) resolve: bool,
    /// Take our value in every conflict
    #[arg(long, requires = "resolve", conflicts_with_all = ["theirs", "union"])]
    pub(crate) ours: bool,
    /// Take their value in every conflict
    #[arg(long, requires = "resolve", conflicts_with = "union")]
    pub(crate) theirs: bool,
    /// Take the entries and list items of both sides
    #[arg(long, requires = "resolve")]
    pub(crate) union: bool,
    /// Write the result to this file instead of standard output
    #[arg(long, value_name = "FILE", conflicts_with = "resolve")]
    pub(crate) output: Option<PathBuf>,
    /// Take format and creation rule from this name instead of our version's
    #[arg(long, value_name = "NAME")]
    pub(crate) filename_override: Option<PathBuf>,
}
