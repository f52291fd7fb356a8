//! `groups`, as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Consent, GroupFlags};

/// Add or delete a key group of a file
///
/// With several groups the data key is shared between them: so many of them as the threshold says are
/// needed to read the file, and of each of those one key.
#[derive(Args)]
pub(crate) struct Groups {
    #[command(subcommand)]
    pub(crate) command: GroupsCommand,
}

/// What to do with groups.
#[derive(Subcommand)]
pub(crate) enum GroupsCommand {
    Add(Box<AddGroup>),
    Delete(DeleteGroup),
}

/// Add a group of keys
#[derive(Args)]
#[command(
    after_help = "Who could read the file alone still has the old data key: so the file gets a new one, unless \
    --keep-data-key is given.

Example:
  sops-rs groups add -i --file secrets.yaml --age age1… --shamir-secret-sharing-threshold 2"
)]
pub(crate) struct AddGroup {
    #[command(flatten)]
    pub(crate) common: GroupTarget,
    #[command(flatten)]
    pub(crate) keys: GroupFlags,
}

/// Delete a group of keys
#[derive(Args)]
#[command(
    after_help = "Who is removed still knows the values as they were, and the old data key: so the file gets a \
    new one, unless --keep-data-key is given.

Example:
  sops-rs groups delete -i --file secrets.yaml 1    # the second group"
)]
pub(crate) struct DeleteGroup {
    /// Which group, counted from 0
    pub(crate) index: usize,
    #[command(flatten)]
    pub(crate) common: GroupTarget,
}

/// Which file, and how.
#[derive(Args)]
pub(crate) struct GroupTarget {
    /// The encrypted file
    #[arg(short, long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Write the result over the file itself
    #[arg(short, long)]
    pub(crate) in_place: bool,
    /// How many groups are needed to read the file
    #[arg(long, value_name = "NUMBER")]
    pub(crate) shamir_secret_sharing_threshold: Option<u32>,
    /// Keep the data key although some could read the file without the others
    #[arg(long)]
    pub(crate) keep_data_key: bool,
    #[command(flatten)]
    pub(crate) consent: Consent,
}
