//! `keygen`, as typed.

use std::path::PathBuf;

use clap::Args;

/// Make an age key pair: an identity to keep secret, and a recipient to encrypt to
#[derive(Args)]
#[command(
    after_help = "With -o the identity goes to the file, which only you can read, and the recipient is printed. \
    Otherwise the identity is printed. An existing file is never overwritten.

Without further settings identities are found in ~/.config/sops/age/keys.txt; on macOS in \
~/Library/Application Support/sops/age/keys.txt, on Windows in %AppData%\\sops\\age\\keys.txt.

Examples:
  sops-rs keygen -o ~/.config/sops/age/keys.txt
  sops-rs keygen --pq -o keys.txt"
)]
pub(crate) struct Keygen {
    /// Write the identity to this new file, creating its folder when it is missing
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Make a key that holds against quantum computers too (age1pq1…); it helps files all of whose
    /// recipients are of this kind
    #[arg(long)]
    pub(crate) pq: bool,
}
