//! `encrypt`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::{DialectFlag, KeyFlags, Many, Target, Types};

/// Encrypt the values of a file, or of standard input
#[derive(Args)]
#[command(
    after_help = "The keys are those of the flags and variables, else those of the first creation rule of the configuration that fits the \
    file's name. Without a selector every value is encrypted, except under keys that end in _unencrypted.

Examples:
  sops-rs encrypt -i secrets.yaml
  sops-rs encrypt -r -i                     # all files that a rule with a path_regex covers
  sops-rs encrypt --age age1… --encrypted-regex '^(data|stringData)$' -i secret.yaml
  make-secrets | sops-rs encrypt --age age1… --filename-override prod.env > prod.env
  sops-rs encrypt --update prod.enc.yaml prod.yaml --output prod.enc.yaml"
)]
pub(crate) struct Encrypt {
    /// The file; `-` or none reads standard input. Several, folders with -r and patterns with -i
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) many: Many,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) types: Types,
    #[command(flatten)]
    pub(crate) dialect: DialectFlag,
    #[command(flatten)]
    pub(crate) keys: KeyFlags,
    /// How many of the rule's key groups are needed to read the file
    #[arg(long, value_name = "NUMBER")]
    pub(crate) shamir_secret_sharing_threshold: Option<u32>,
    #[command(flatten)]
    pub(crate) selectors: SelectorFlags,
    /// Protect only the encrypted values by the MAC, so that others may be edited by hand
    #[arg(long)]
    pub(crate) mac_only_encrypted: bool,
    /// Accept that the selector matches nothing and the output is not encrypted at all
    #[arg(long)]
    pub(crate) allow_unencrypted: bool,
    /// Encrypt with the keys and selectors of this encrypted file, and keep its tokens for what did not change
    #[arg(long, value_name = "OLD")]
    pub(crate) update: Option<PathBuf>,
}

/// What is encrypted; at most one of them.
#[derive(Args)]
pub(crate) struct SelectorFlags {
    /// Leave values readable whose key, or a key above, ends so
    #[arg(long, value_name = "SUFFIX", help_heading = "Selectors (at most one)")]
    pub(crate) unencrypted_suffix: Option<String>,
    /// Encrypt only values whose key, or a key above, ends so
    #[arg(long, value_name = "SUFFIX", help_heading = "Selectors (at most one)")]
    pub(crate) encrypted_suffix: Option<String>,
    /// Leave values readable whose key, or a key above, matches
    #[arg(long, value_name = "REGEX", help_heading = "Selectors (at most one)")]
    pub(crate) unencrypted_regex: Option<String>,
    /// Encrypt only values whose key, or a key above, matches
    #[arg(long, value_name = "REGEX", help_heading = "Selectors (at most one)")]
    pub(crate) encrypted_regex: Option<String>,
    /// Leave values readable under a comment that matches
    #[arg(long, value_name = "REGEX", help_heading = "Selectors (at most one)")]
    pub(crate) unencrypted_comment_regex: Option<String>,
    /// Encrypt only values under a comment that matches
    #[arg(long, value_name = "REGEX", help_heading = "Selectors (at most one)")]
    pub(crate) encrypted_comment_regex: Option<String>,
}

impl SelectorFlags {
    /// Whether none was typed.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            unencrypted_suffix,
            encrypted_suffix,
            unencrypted_regex,
            encrypted_regex,
            unencrypted_comment_regex,
            encrypted_comment_regex,
        } = self;
        [
            unencrypted_suffix,
            encrypted_suffix,
            unencrypted_regex,
            encrypted_regex,
            unencrypted_comment_regex,
            encrypted_comment_regex,
        ]
        .into_iter()
        .all(Option::is_none)
    }
}
