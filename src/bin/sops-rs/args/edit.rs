//! `edit`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::{KeyFlags, SelectorFlags, Types};

/// Edit an encrypted file, or a new one, in your editor
#[derive(Args)]
#[command(
    after_help = "The editor is the one that SOPS_EDITOR or EDITOR names, else vim, nano or vi. It sees the decrypted text in a \
    folder of your own, which is in memory where the system has one (the folder of XDG_RUNTIME_DIR, or \
    /dev/shm) and is removed afterwards with all that the editor left in it. A vim is told to write nothing \
    elsewhere. Graphical editors must wait until the file is closed: EDITOR='code --wait'.

On saving, values that did not change keep their tokens. What cannot be saved is not lost: you return to \
the editor or, where there is no terminal to ask on, the text is kept, encrypted for the readers of the \
file, in FILE.unsaved. If nothing was changed, nothing is written, and the exit code is 200.

A file that does not exist starts from an example, and the keys are those of the flags and variables, else \
those of the creation rule that fits its name.

Examples:
  sops-rs edit secrets.yaml
  SOPS_EDITOR='code --wait' sops-rs edit secrets.yaml
  sops-rs edit --age age1… new.json
  sops-rs edit --show-master-keys secrets.yaml"
)]
#[allow(clippy::struct_excessive_bools)] // flags, each on its own
pub(crate) struct Edit {
    /// The file
    pub(crate) file: Option<PathBuf>,
    /// Show the sops block as well: changes to keys and selectors in it are taken
    #[arg(short, long)]
    pub(crate) show_master_keys: bool,
    /// Edit the values even if the MAC does not fit: check all of them
    #[arg(long)]
    pub(crate) ignore_mac: bool,
    #[command(flatten)]
    pub(crate) types: Types,
    #[command(flatten)]
    pub(crate) keys: KeyFlags,
    /// How many of the rule's key groups are needed to read the file
    #[arg(long, value_name = "NUMBER")]
    pub(crate) shamir_secret_sharing_threshold: Option<u32>,
    #[command(flatten)]
    pub(crate) selectors: SelectorFlags,
    /// Accept recipients that were added to the sops block and that the creation rule does not name
    #[arg(long)]
    pub(crate) accept_recipients: bool,
    /// Accept that the selector matches nothing in a new file and it is not encrypted at all
    #[arg(long)]
    pub(crate) allow_unencrypted: bool,
}
