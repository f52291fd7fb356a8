//! `config`, as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ReportFormat;

/// Check, explain and change the configuration
#[derive(Args)]
#[command(after_help = "Examples:
  sops-rs config check
  sops-rs config explain secrets/prod.yaml
  sops-rs config recipients add age1… --name alice")]
pub(crate) struct Config {
    #[command(subcommand)]
    pub(crate) command: ConfigCommand,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum ConfigCommand {
    Check(ConfigCheck),
    Explain(ConfigExplain),
    /// Print the JSON Schema of the configuration, for editors
    #[command(after_help = "Example:\n  sops-rs config schema > sops-rs.schema.json")]
    Schema,
    Recipients(ConfigRecipients),
}

/// Check the configuration: all rules, each mistake with its place
#[derive(Args)]
#[command(
    after_help = "What cannot be read and rules that are never used are errors; choices that are weak are warnings. No key \
    is needed, and no file is looked at. The exit code is 1 when there are errors.

Examples:
  sops-rs config check
  sops-rs --config other.yaml config check --strict --format github"
)]
pub(crate) struct ConfigCheck {
    /// Take warnings for errors
    #[arg(long)]
    pub(crate) strict: bool,
    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
}

/// Explain what the configuration says of a file: which rule counts, whom the file is for, what is encrypted
#[derive(Args)]
#[command(after_help = "The file need not exist. No key is needed, and no value is shown.

Examples:
  sops-rs config explain secrets/prod.yaml")]
pub(crate) struct ConfigExplain {
    /// The file
    pub(crate) file: PathBuf,
}

/// Add recipients to rules, or take them out
#[derive(Args)]
#[command(after_help = "Examples:
  sops-rs config recipients add age1… --name alice
  sops-rs config recipients remove alice")]
pub(crate) struct ConfigRecipients {
    #[command(subcommand)]
    pub(crate) command: RecipientsCommand,
}

/// Which way.
#[derive(Subcommand)]
pub(crate) enum RecipientsCommand {
    Add(AddRecipient),
    Remove(RemoveRecipient),
}

/// Add a recipient to a rule, then to the files that the rule is for
#[derive(Args)]
#[command(after_help = "Comments and layout of the configuration stay as they are.

Examples:
  sops-rs config recipients add age1… --name alice
  sops-rs config recipients add --rule 2 arn:aws:kms:eu-west-1:111122223333:key/…")]
pub(crate) struct AddRecipient {
    /// An age recipient, a PGP fingerprint, an ARN, an ID or a URL of a key
    pub(crate) recipient: String,
    /// The rule, counted from 1; may be repeated (needed when there are several)
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rule: Vec<u32>,
    /// All rules
    #[arg(long, conflicts_with = "rule")]
    pub(crate) all_rules: bool,
    /// The key group of the rule, counted from 1 (needed when there are several)
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) group: Option<u32>,
    /// What people call the recipient: it becomes a comment behind it
    #[arg(long)]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) how: HowRecipients,
}

/// Take a recipient out of rules, then out of the files that these are for
#[derive(Args)]
#[command(
    after_help = "Comments and layout of the configuration stay as they are. Whoever could read a file still knows its \
    values, and can read old versions of it: the files and the key paths of the values are listed, so that these can be \
    changed where they come from.

Examples:
  sops-rs config recipients remove alice
  sops-rs config recipients remove --rule 2 age1…"
)]
pub(crate) struct RemoveRecipient {
    /// The recipient as the configuration has it, or the name that stands there beside it
    pub(crate) recipient: String,
    /// The rule, counted from 1; may be repeated (otherwise all that name the recipient)
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rule: Vec<u32>,
    #[command(flatten)]
    pub(crate) how: HowRecipients,
}

/// How far to go.
#[derive(Args)]
pub(crate) struct HowRecipients {
    /// Update the keys of the files without asking
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Change the configuration alone
    #[arg(long, conflicts_with = "yes")]
    pub(crate) no_updatekeys: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
