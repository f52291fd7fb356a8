//! What can be said of a file without any key. What enters: its name and bytes, and the rule that covers
//! it. What leaves: findings, each with the place and what to do. Never a value: a readable one is a leak
//! already, and is named by its key path.

use std::path::Path;

use crate::{
    config::{CreationRule, SealRule},
    error::{Error, Place},
    format::{FormatName, Limits},
    keys::{Difference, KeyKind, MasterKey, recover, shown},
    metadata::Metadata,
    ops::{self, Exposed},
};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A choice that is weak, or a state that will become a problem.
    Warning,
    /// Something that is not as the rule says, or that shows a secret.
    Error,
}

/// Something that was found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name, by which a report can be filtered.
    pub id: &'static str,
    /// Its weight.
    pub level: Level,
    /// What is wrong, in a clause.
    pub message: String,
    /// Where in the file.
    pub place: Option<Place>,
    /// What to do about it.
    pub hint: String,
}

/// The names of all findings, with what they are about.
pub const IDS: [(&str, &str); 15] = [
    ("not-encrypted", "A creation rule covers the file, and it is not encrypted"),
    ("readable-value", "A value stands readable although the selectors say that it is encrypted"),
    ("damaged-token", "A value claims to be encrypted, and its token is cut short or malformed"),
    ("unknown-recipient", "The file is encrypted to a recipient that its creation rule does not name"),
    ("missing-recipient", "The creation rule names a recipient that the file is not encrypted to"),
    ("threshold", "The file needs another number of key groups than its creation rule says"),
    ("selectors", "What the file encrypts is not what its creation rule says"),
    ("seal", "The file has no seal, and its creation rule requires one"),
    ("metadata", "The metadata is damaged, or not complete"),
    ("plaintext-twin", "A plaintext copy lies beside an encrypted file"),
    ("missing-key", "The example names a key that the file does not have"),
    ("extra-key", "The file has a key that the example does not name"),
    ("single-key", "One single key can read the file: when it is lost, so is the file"),
    ("old-data-key", "The file was not written for longer than allowed, so its data key is at least as old"),
    ("mixed-quantum", "Classical recipients stand beside post-quantum ones and undo their protection"),
];

/// A file to be checked.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Its name.
    pub name: &'a Path,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its format.
    pub format: FormatName,
}

/// What is asked of files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// How old a data key may be, in seconds.
    pub max_age: Option<i64>,
    /// Seconds since the epoch.
    pub now: i64,
    /// Bounds on the input.
    pub limits: Limits,
}

/// What `check` learned of a file.
#[derive(Debug, Default)]
pub struct Checked {
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Checks a file against `rule`, the one that covers it.
pub fn check(subject: &Subject<'_>, rule: Option<&CreationRule>, rules: &Rules) -> Checked {
    let audited = subject.format.format().and_then(|format| ops::audit(subject.bytes, format, &rules.limits));
    match audited {
        Ok(Some((metadata, exposed))) => {
            let mut findings: Vec<_> = exposed.iter().map(readable).collect();
            complete(&metadata, &mut findings);
            if let Some(rule) = rule {
                against_rule(&metadata, rule, &mut findings);
            }
            weak(&metadata, rules, &mut findings);
            Checked { encrypted: true, findings }
        }
        // What cannot be read as its format says is encrypted if it looks so, and damaged then.
        Err(error) if looks_encrypted(subject.bytes) && !is_prose(subject.name, subject.bytes) => {
            Checked { encrypted: true, findings: vec![damaged(&error)] }
        }
        Ok(None) | Err(_) => Checked { encrypted: false, findings: plain(rule) },
    }
}

/// Whether a file may be one of ours at all: cheap, so that a large repository is.
pub fn looks_encrypted(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"sops").is_some()
        && memchr::memmem::find(bytes, b"ENC[AES256_GCM,").is_some()
}

/// Any file may speak of tokens; one of no known format is encrypted only as JSON.
pub fn is_prose(name: &Path, bytes: &[u8]) -> bool {
    FormatName::from_path(name) == FormatName::Binary && !bytes.trim_ascii_start().starts_with(b"{")
}

/// A rule without a pattern covers every file, and so demands nothing of those that are not encrypted.
fn plain(rule: Option<&CreationRule>) -> Vec<Finding> {
    let Some(rule) = rule.filter(|rule| rule.path_regex.is_some()) else { return Vec::new() };
    let message = format!("it is not encrypted, and the creation rule in line {} covers it", rule.line);
    vec![error(
        "not-encrypted",
        message,
        "Encrypt it with `sops-rs encrypt -i`, or narrow the rule's path_regex",
    )]
}

fn readable(exposed: &Exposed) -> Finding {
    let Exposed { path, place, is_damaged } = exposed;
    let finding = if *is_damaged {
        let message = format!("the token at {path} is cut short or malformed");
        error("damaged-token", message, "Restore the value from an earlier version of the file")
    } else {
        let message = format!("the value at {path} is readable, and the selectors say that it is encrypted");
        let hint = "Take it for known to whoever could read the file: change it at its source, and set the new \
                    one with `sops-rs edit`";
        error("readable-value", message, hint)
    };
    Finding { place: Some(*place), ..finding }
}

fn damaged(why: &Error) -> Finding {
    let message = format!("it looks encrypted and cannot be read: {}", why.message());
    let finding = error("metadata", message, "Restore the file from an earlier version");
    Finding { place: why.place(), ..finding }
}

fn complete(metadata: &Metadata, findings: &mut Vec<Finding>) {
    let mut lack = |what: &str| {
        let hint = "Restore the metadata from an earlier version of the file";
        findings.push(error("metadata", format!("its metadata has no {what}"), hint));
    };
    if metadata.mac.is_empty() {
        lack("MAC");
    }
    if metadata.lastmodified.parse::<jiff::Timestamp>().is_err() {
        lack("valid time of its last change");
    }
    if metadata.groups.iter().flatten().all(|key| key.enc().is_empty()) {
        lack("wrapped data key");
    }
}

fn against_rule(metadata: &Metadata, rule: &CreationRule, findings: &mut Vec<Finding>) {
    if !rule.groups.is_empty() {
        let stored = recover::stored_threshold(&rule.groups, rule.shamir_threshold);
        let difference =
            Difference::new((&metadata.groups, metadata.shamir_threshold), (&rule.groups, stored));
        let update = "Bring it in line with `sops-rs updatekeys`";
        if !difference.reordered {
            for key in difference.groups.iter().flat_map(|group| &group.removed) {
                let message =
                    format!("the rule in line {} does not name its recipient {}", rule.line, name(key));
                findings.push(error("unknown-recipient", message, update));
            }
            for key in difference.groups.iter().flat_map(|group| &group.added) {
                let message = format!(
                    "it is not encrypted to {}, which the rule in line {} names",
                    name(key),
                    rule.line
                );
                findings.push(error("missing-recipient", message, update));
            }
        }
        let (has, wants) = difference.threshold;
        if has != wants {
            let message =
                format!("{has} of its key groups are needed, and {wants} by the rule in line {}", rule.line);
            findings.push(error("threshold", message, update));
        }
    }
    let wanted = rule.selectors.clone().or_default(true);
    let has = metadata.selectors.clone().or_default(true);
    if has != wanted || metadata.mac_only_encrypted != rule.mac_only_encrypted {
        let describe = |selectors: &crate::select::Selectors, only: bool| {
            let only = only.then(|| "mac_only_encrypted".to_owned());
            let given = selectors.given().map(|(name, text)| format!("{name} `{text}`"));
            let all: Vec<_> = given.chain(only).collect();
            if all.is_empty() { "no selector".to_owned() } else { all.join(", ") }
        };
        let message = format!(
            "it was encrypted with {}, and the rule in line {} says {}",
            describe(&has, metadata.mac_only_encrypted),
            rule.line,
            describe(&wanted, rule.mac_only_encrypted)
        );
        findings.push(error("selectors", message, "Decrypt it, and encrypt it anew"));
    }
    if rule.seal == Some(SealRule::Required) && !metadata.has_seal() {
        let message =
            format!("it has no seal that can be verified, and the rule in line {} requires one", rule.line);
        let hint = "Compare it with its last version that has one, and seal it with `sops-rs updatekeys`";
        findings.push(error("seal", message, hint));
    }
}

fn weak(metadata: &Metadata, rules: &Rules, findings: &mut Vec<Finding>) {
    let keys: Vec<_> = metadata.groups.iter().flatten().collect();
    if let [only] = keys.as_slice() {
        let message = format!("one single key can read it: {}", name(only));
        findings.push(warning("single-key", message, "Add a second one that is kept elsewhere"));
    }
    let quantum = |key: &&MasterKey| key.id().starts_with("age1pq1");
    let age: Vec<_> = keys.iter().copied().filter(|key| key.kind == KeyKind::Age).collect();
    let safe = age.iter().filter(|key| quantum(key)).count();
    if safe > 0 && safe < keys.len() && metadata.groups.len() < 2 {
        let message = format!(
            "{} of its {} keys are not post-quantum: whoever breaks one has the data key",
            keys.len() - safe,
            keys.len()
        );
        findings.push(warning(
            "mixed-quantum",
            message,
            "Use post-quantum keys alone (`sops-rs keygen --pq`)",
        ));
    }
    let written = metadata.lastmodified.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_second);
    if let (Some(max_age), Ok(written)) = (rules.max_age, written)
        && rules.now - written > max_age
    {
        let days = |seconds: i64| seconds / (24 * 60 * 60);
        let message = format!(
            "its data key is at least {} days old, and {} are allowed",
            days(rules.now - written),
            days(max_age)
        );
        findings.push(error("old-data-key", message, "Give it a new one with `sops-rs rotate -i`"));
    }
}

fn name(key: &MasterKey) -> String {
    format!("{} {}", key.kind.list(), shown(&key.name()))
}

pub(super) fn error(id: &'static str, message: String, hint: &str) -> Finding {
    Finding { id, level: Level::Error, message, place: None, hint: hint.to_owned() }
}

pub(super) fn warning(id: &'static str, message: String, hint: &str) -> Finding {
    Finding { level: Level::Warning, ..error(id, message, hint) }
}
