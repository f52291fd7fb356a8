//! Configuration files.

use std::path::Path;

use sops_rs::{
    config::{Config, CreationRule, redact},
    keys::{KeyGroup, KeyKind, MasterKey},
    repo::{self, Added},
};

use super::support::show;

const FILE: &str = "/repo/.sops-rs.yaml";
const RECIPIENT: &str = "age1fuzzqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";

/// Nothing panics on any config; a recipient that is put in is there, and taking it out again leaves the
/// rules as they were.
pub fn holds(input: &[u8]) {
    let Ok(source) = std::str::from_utf8(input) else { return };
    let path = Path::new(FILE);
    drop(redact(source));
    drop(repo::check_config(path, source, &[KeyKind::Age]));
    let (_, errors) = Config::lint(path, source);
    let Ok(config) = Config::parse(path, source) else {
        assert!(!errors.is_empty(), "an error that is not found:\n{}", show(input));
        return;
    };
    for file in ["/repo/a.yaml", "/repo/secrets/prod/b.env", "/elsewhere/c.json"] {
        let _ = config.rule_for(Path::new(file));
        let _ = config.trace(Path::new(file));
    }
    drop(config.names());
    let before = groups(&config.rules);
    let key = MasterKey::new(KeyKind::Age, RECIPIENT);
    for rule in 0..config.rules.len() {
        let added = Added { key: &key, text: RECIPIENT, name: Some("somebody"), rule, group: None };
        let Ok(Some(with)) = repo::add_recipient(path, source, &added) else { continue };
        let config =
            Config::parse(path, &with).unwrap_or_else(|error| panic!("{error}:\n{}", show(with.as_bytes())));
        let keys = config.rules[rule].groups.iter().flatten();
        assert_eq!(keys.filter(|other| other.is_same_reader(&key)).count(), 1, "{}", show(with.as_bytes()));
        // Each use of an anchor gets what is put in at the anchor, so all of them may have to lose it.
        if let Ok(without) = repo::remove_recipient(path, &with, &key, &[rule]) {
            let config = Config::parse(path, &without)
                .unwrap_or_else(|error| panic!("{error}:\n{}", show(without.as_bytes())));
            let after = groups(&config.rules);
            let had_group = !before[rule].is_empty();
            assert!(!had_group || after == before, "{}\n---\n{}", show(input), show(without.as_bytes()));
        }
    }
}

fn groups(rules: &[CreationRule]) -> Vec<Vec<KeyGroup>> {
    rules.iter().map(|rule| rule.groups.clone()).collect()
}
