//! `check` and `verify`, as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Check all files of a repository, without any key
#[derive(Args)]
#[command(
    after_help = "Every file that a creation rule with a path_regex covers must be encrypted, every value that should be \
    encrypted must be so, and recipients, threshold and selectors must be those of the rule. Damaged metadata, \
    and plaintext copies beside encrypted files, are found as well. Files that .gitignore names are left out.

Warnings name choices that are weak, such as a file that one single key can read; with --strict they count as \
errors. The exit code is 1 when there are errors.

Examples:
  sops-rs check
  sops-rs check --max-age 365d --format github secrets/
  sops-rs check --staged                            # what the next commit would hold
  sops-rs check --requires .env.example prod.env    # whether a program finds all its keys"
)]
pub(crate) struct Check {
    /// Files, folders and patterns (default: this folder)
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Folders are gone through anyhow: for those who are used to it from other commands
    #[arg(short, long, hide = true)]
    pub(crate) recursive: bool,
    /// Check what is staged in git for the next commit
    #[arg(long, conflicts_with_all = ["paths", "recursive"])]
    pub(crate) staged: bool,
    /// Name data keys that are older than this: 90d, 12w, 1y
    #[arg(long, value_name = "TIME", value_parser = parse_age)]
    pub(crate) max_age: Option<i64>,
    /// Demand of the files the keys of this one, such as a committed .env.example
    #[arg(long, value_name = "EXAMPLE", requires = "paths")]
    pub(crate) requires: Option<PathBuf>,
    /// Take warnings for errors
    #[arg(long)]
    pub(crate) strict: bool,
    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
}

/// Verify that encrypted files are whole: their MAC and every value
#[derive(Args)]
#[command(
    after_help = "Every encrypted file is decrypted in memory, and nothing of it shown. Its data key is needed. Files \
    that .gitignore names are left out. The exit code is 1 when a file is damaged or cannot be opened.

Examples:
  sops-rs verify
  sops-rs verify --format json secrets/"
)]
pub(crate) struct Verify {
    /// Files, folders and patterns (default: this folder)
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Folders are gone through anyhow: for those who are used to it from other commands
    #[arg(short, long, hide = true)]
    pub(crate) recursive: bool,
    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
}

/// How findings are reported.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// Seconds, from a number and a unit.
fn parse_age(text: &str) -> Result<i64, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let days = match unit {
        "d" | "" => 1,
        "w" => 7,
        "y" => 365,
        _ => return Err("write a number of days, weeks or years: 90d, 12w, 1y".to_owned()),
    };
    let number: i64 = number.parse().map_err(|_| "write a number first: 90d".to_owned())?;
    number.checked_mul(days * 24 * 60 * 60).ok_or_else(|| "that is too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_number_and_a_unit() {
        assert_eq!(parse_age("2d"), Ok(172_800));
        assert_eq!(parse_age("1w"), Ok(604_800));
        assert_eq!(parse_age("1y"), Ok(31_536_000));
        for wrong in ["", "d", "3m", "x", "99999999999999999999d", "9223372036854775807y"] {
            assert!(parse_age(wrong).is_err(), "{wrong}");
        }
    }
}
