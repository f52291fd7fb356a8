//! What can be said of a config without any file and without a key. What enters: its text. What leaves:
//! findings, each with its place. Never a line of the text: an identity could stand in it.

use std::path::Path;

use super::check::{Finding, Level};
use crate::{
    config::{Config, CreationRule},
    error::{Error, Place},
    keys::{KeyKind, MasterKey, age, shown},
};

/// The names of all findings, with what they are about.
pub const CONFIG_IDS: [(&str, &str); 8] = [
    ("invalid", "The config, or a rule of it, cannot be read"),
    ("unreachable-rule", "An earlier rule is for every file that the rule is for"),
    ("no-recipients", "A rule names no recipients"),
    ("bad-recipient", "A text that names a recipient is none"),
    ("unsupported-recipient", "A rule names a recipient of a kind that this version cannot encrypt to"),
    ("single-key", "One single key can read the files of a rule: when it is lost, so are they"),
    ("shared-key", "A key stands in more than one group, and counts for each of them"),
    ("threshold", "A threshold has no effect, or takes the effect from the groups"),
];

/// Checks the config at `path`, whose text is `source`; `served` are the kinds that can be wrapped for.
pub fn check_config(path: &Path, source: &str, served: &[KeyKind]) -> Vec<Finding> {
    let (config, errors) = Config::lint(path, source);
    let mut findings: Vec<_> = errors.iter().map(invalid).collect();
    for (at, rule) in config.rules.iter().enumerate() {
        reachable(rule, &config.rules[..at], &mut findings);
        recipients(rule, served, &mut findings);
        groups(rule, &mut findings);
    }
    findings
}

fn invalid(error: &Error) -> Finding {
    let causes: String = error.causes().iter().map(|cause| format!(": {cause}")).collect();
    let hint = error.next_step().unwrap_or("Correct it").to_owned();
    Finding {
        id: "invalid",
        level: Level::Error,
        message: format!("{}{causes}", error.message()),
        place: error.place(),
        hint,
    }
}

fn reachable(rule: &CreationRule, before: &[CreationRule], findings: &mut Vec<Finding>) {
    let takes_all = |pattern: Option<&str>| {
        matches!(pattern, None | Some("." | ".*" | ".+" | "^" | "$" | "^.*" | "^.*$"))
    };
    let same = |earlier: &&CreationRule| {
        takes_all(earlier.path_regex.as_deref()) || earlier.path_regex == rule.path_regex
    };
    if let Some(earlier) = before.iter().find(same) {
        let message = format!(
            "the rule is never used: the one in line {} comes first and is for {}",
            earlier.line,
            if earlier.path_regex == rule.path_regex { "the same files" } else { "every file" }
        );
        let hint = "Put the rule before the other one, or remove it: the first rule that fits a file counts";
        findings.push(error("unreachable-rule", message, rule.path_place(), hint));
    }
}

fn recipients(rule: &CreationRule, served: &[KeyKind], findings: &mut Vec<Finding>) {
    let place = rule.place();
    let keys: Vec<&MasterKey> = rule.groups.iter().flatten().collect();
    match keys.as_slice() {
        [] => findings.push(warning(
            "no-recipients",
            "the rule names no recipients: encryption takes them from flags and variables alone".to_owned(),
            place,
            "Name them under `age`, `pgp`, `kms` or `key_groups`",
        )),
        [only] => findings.push(warning(
            "single-key",
            format!("one single key can read the files of the rule: {}", name(only)),
            place,
            "Add a second one that is kept elsewhere",
        )),
        _ => {}
    }
    for key in keys {
        if key.kind == KeyKind::Age
            && let Err(why) = age::Recipient::parse(key.id())
        {
            let hint = why.next_step().unwrap_or("Correct it").to_owned();
            let message = format!("{} is no recipient: {}", name(key), why.message());
            findings.push(Finding { hint, ..error("bad-recipient", message, place, "") });
        } else if !served.contains(&key.kind) {
            let message = format!("this version cannot encrypt to {}", name(key));
            let hint = "Files of the rule can be opened with their other keys, and not be written anew: leave \
                        the key out, or use another program for them";
            findings.push(warning("unsupported-recipient", message, place, hint));
        }
    }
}

fn groups(rule: &CreationRule, findings: &mut Vec<Finding>) {
    let place = rule.place();
    match (rule.shamir_threshold, rule.groups.len()) {
        (Some(_), 0 | 1) => findings.push(warning(
            "threshold",
            "`shamir_threshold` has no effect: the rule has fewer than two key groups".to_owned(),
            place,
            "Remove it, or write `key_groups`",
        )),
        (Some(1), groups) => findings.push(warning(
            "threshold",
            format!("each of the {groups} key groups alone can read the files of the rule"),
            place,
            "Raise `shamir_threshold`, or put all keys into one group",
        )),
        _ => {}
    }
    for (at, group) in rule.groups.iter().enumerate() {
        for key in group {
            let stands = |group: &Vec<MasterKey>| group.iter().any(|other| other.is_same_reader(key));
            if rule.groups[..at].iter().any(stands) {
                let message = format!("{} stands in more than one key group", name(key));
                findings.push(warning(
                    "shared-key",
                    message,
                    place,
                    "Leave it in one of them, so that as many people are needed as there should be",
                ));
            }
        }
    }
}

fn name(key: &MasterKey) -> String {
    format!("{} {}", key.kind.list(), shown(&key.name()))
}

fn error(id: &'static str, message: String, place: Place, hint: &str) -> Finding {
    Finding { id, level: Level::Error, message, place: Some(place), hint: hint.to_owned() }
}

fn warning(id: &'static str, message: String, place: Place, hint: &str) -> Finding {
    Finding { level: Level::Warning, ..error(id, message, place, hint) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &str = "age1vu6v230cv9qga3vnlp8mmr7d0lrw6npksj56d2m30xn7ldkam3ssua3926";
    const BOB: &str = "age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw";

    fn found(source: &str) -> Vec<(&'static str, u32)> {
        let findings = check_config(Path::new(".sops-rs.yaml"), source, &[KeyKind::Age]);
        findings.iter().map(|finding| (finding.id, finding.place.unwrap().line)).collect()
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let source = format!(
            "creation_rules:\n  - path_regex: '('\n    age: {ALICE},{BOB}\n  - pathregex: x\n  - age: age1x,{BOB}\n  - path_regex: y\n    \
             gcp_kms: projects/p\n    shamir_threshold: 2\n  - path_regex: z\n    encrypted_regex: '['\nstore: {{}}\n"
        );
        let want = [
            ("invalid", 11),
            ("invalid", 4),
            ("invalid", 2),
            ("invalid", 10),
            ("bad-recipient", 5),
            ("unreachable-rule", 6),
            ("single-key", 6),
            ("unsupported-recipient", 6),
            ("threshold", 6),
            ("unreachable-rule", 9),
            ("no-recipients", 9),
        ];
        assert_eq!(found(&source), want);
    }

    #[test]
    fn groups_are_looked_at() {
        let source = format!(
            "creation_rules:\n  - shamir_threshold: 1\n    key_groups:\n      - age: [{ALICE}]\n      - age: [{BOB}, {ALICE}]\n"
        );
        assert_eq!(found(&source), [("threshold", 2), ("shared-key", 2)]);
        assert_eq!(found(&format!("creation_rules:\n  - age: {ALICE},{BOB}\n")), []);
    }
}
