//! The rules of a config. What enters: its tree. What leaves: creation rules, typed; everything else
//! in the file is only checked. Regular expressions are compiled when a rule is asked.

use std::sync::OnceLock;

use super::{
    master_keys,
    node::{Key, Node, Table, nearest, unknown, wrong},
};
use crate::{
    error::{Error, ErrorKind, Place, Result},
    keys::KeyGroup,
    select::{Pattern, Select, Selectors},
};

const FILE: &str = "the config file";
const FILE_KEYS: [&str; 3] = ["creation_rules", "destination_rules", "stores"];
const RULE: &str = "a creation rule";
const RULE_KEYS: [&str; 19] = [
    "path_regex",
    "age",
    "pgp",
    "kms",
    "aws_profile",
    "gcp_kms",
    "hckms",
    "azure_keyvault",
    "hc_vault_transit_uri",
    "key_groups",
    "shamir_threshold",
    "unencrypted_suffix",
    "encrypted_suffix",
    "unencrypted_regex",
    "encrypted_regex",
    "unencrypted_comment_regex",
    "encrypted_comment_regex",
    "mac_only_encrypted",
    "seal",
];
const DESTINATION_KEYS: [&str; 11] = [
    "path_regex",
    "s3_bucket",
    "s3_prefix",
    "gcs_bucket",
    "gcs_prefix",
    "vault_path",
    "vault_address",
    "vault_kv_mount_name",
    "vault_kv_version",
    "recreation_rule",
    "omit_extensions",
];
const STORES: [&str; 5] = ["yaml", "json", "json_binary", "dotenv", "ini"];

/// What a rule says of the seals of its files (`docs/seal.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealRule {
    /// They get none.
    Off,
    /// They get one whenever they are written.
    On,
    /// They must have one to be read.
    Required,
}

/// One creation rule.
#[derive(Debug)]
pub struct CreationRule {
    /// Matched against the path relative to the config file's folder; `None` matches all.
    pub path_regex: Option<String>,
    /// The keys to encrypt to; one group unless `key_groups` is used, none if the rule names no keys.
    pub groups: Vec<KeyGroup>,
    /// How many groups are needed.
    pub shamir_threshold: Option<u32>,
    /// What is encrypted.
    pub selectors: Selectors,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
    /// Whether the file has a seal; `None` when the rule does not say.
    pub seal: Option<SealRule>,
    /// The line of the rule in the file, from 1.
    pub line: u32,
    place: Place,
    path_place: Place,
    selector_place: Place,
    pattern: OnceLock<Result<Pattern, String>>,
}

impl CreationRule {
    /// Where it starts.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Where its pattern is, or the rule when it has none.
    pub fn path_place(&self) -> Place {
        self.path_place
    }

    /// What only shows when the rule is asked: expressions that are none.
    pub(super) fn problems(&self) -> Vec<Error> {
        [self.matches("").map(drop), self.check_selectors()].into_iter().filter_map(Result::err).collect()
    }

    /// Whether the rule is for the file that has this path in the config.
    pub(super) fn matches(&self, path: &str) -> Result<bool> {
        let Some(source) = &self.path_regex else { return Ok(true) };
        match self.pattern.get_or_init(|| Pattern::new(source)) {
            Ok(pattern) => Ok(pattern.is_match(path)),
            Err(reason) => Err(wrong(
                self.path_place,
                format!("the path_regex of the rule in line {} is not a regular expression", self.line),
            )
            .because(reason)
            .hint("Correct the expression; its syntax is RE2, as in Go")),
        }
    }

    /// Whether the selector can be used; otherwise an error with its place.
    pub(super) fn check_selectors(&self) -> Result<()> {
        Select::new(&self.selectors).map(|_| ()).map_err(|error| {
            let mut placed =
                wrong(self.selector_place, format!("{} in the rule in line {}", error.message(), self.line));
            for cause in error.causes() {
                placed = placed.because(cause);
            }
            match error.next_step() {
                Some(hint) => placed.hint(hint),
                None => placed,
            }
        })
    }
}

/// Reads a config file's tree, of which `source` is the text: its rules, and the indentation of binary
/// files.
pub(super) fn rules(root: &Node, source: &str) -> Result<(Vec<CreationRule>, Option<u8>)> {
    let (rules, binary_indent, errors) = lint(root, source);
    errors.into_iter().next().map_or(Ok((rules, binary_indent)), Err)
}

/// The same; what is wrong in one place does not keep the others from being read.
pub(super) fn lint(root: &Node, source: &str) -> (Vec<CreationRule>, Option<u8>, Vec<Error>) {
    let (mut rules, mut errors) = (Vec::new(), Vec::new());
    let binary_indent = match root.open_table(FILE) {
        Ok(table) => check_file(table, source, &mut rules, &mut errors),
        Err(error) => {
            errors.push(error);
            None
        }
    };
    (rules, binary_indent, errors)
}

fn check_file(
    table: Table<'_>,
    source: &str,
    rules: &mut Vec<CreationRule>,
    errors: &mut Vec<Error>,
) -> Option<u8> {
    for (at, (key, _)) in table.entries.iter().enumerate() {
        if !FILE_KEYS.contains(&key.name.as_str()) {
            let next = table.entries.get(at + 1).map(|(next, _)| next.place.line);
            if nearest(&key.name, &FILE_KEYS).is_some() || !holds_anchors(source, key, next) {
                errors.push(unknown(key, FILE, &FILE_KEYS));
            }
        }
    }
    match table.list("destination_rules") {
        Ok(destinations) => {
            errors.extend(destinations.iter().filter_map(|node| check_destination(node).err()));
        }
        Err(error) => errors.push(error),
    }
    let binary_indent = table.get("stores").map_or(Ok(None), stores).unwrap_or_else(|error| {
        errors.push(error);
        None
    });
    match table.list("creation_rules") {
        Err(error) => errors.push(error),
        Ok(nodes) => {
            for node in nodes {
                match creation_rule(node) {
                    Ok(rule) => rules.push(rule),
                    Err(error) => errors.push(error),
                }
            }
        }
    }
    binary_indent
}

/// Whether the entry defines YAML anchors: the customary way to give recipients names is a key of
/// one's own at the top, which no program reads.
fn holds_anchors(source: &str, key: &Key, next_line: Option<u32>) -> bool {
    let first = key.place.line as usize - 1;
    let lines = next_line.map_or(usize::MAX, |next| (next as usize - 1).saturating_sub(first).max(1));
    source.lines().skip(first).take(lines).any(|line| {
        let mut before = ' ';
        let mut chars = line.chars().peekable();
        while let Some(char) = chars.next() {
            if char == '&'
                && (before.is_whitespace() || matches!(before, '[' | '{' | ','))
                && chars.peek().is_some_and(|next| !next.is_whitespace())
            {
                return true;
            }
            before = char;
        }
        false
    })
}

fn creation_rule(node: &Node) -> Result<CreationRule> {
    if node.is_null() {
        return Err(wrong(node.place, "a creation rule is empty")
            .hint("Write at least the keys to encrypt to, or remove the item"));
    }
    let table = node.table(RULE, &RULE_KEYS)?;
    let groups = groups(table)?;
    let text = |name| Ok(Some(table.text(name)?.to_owned()).filter(|text| !text.is_empty()));
    let selectors = Selectors {
        unencrypted_suffix: text("unencrypted_suffix")?,
        encrypted_suffix: text("encrypted_suffix")?,
        unencrypted_regex: text("unencrypted_regex")?,
        encrypted_regex: text("encrypted_regex")?,
        unencrypted_comment_regex: text("unencrypted_comment_regex")?,
        encrypted_comment_regex: text("encrypted_comment_regex")?,
    };
    let place_of = |name: &str| table.get(name).map_or(node.place, |value| value.place);
    Ok(CreationRule {
        path_regex: text("path_regex")?,
        shamir_threshold: threshold(table, groups.len())?,
        groups,
        selector_place: one_selector(&selectors, table, node.place)?,
        selectors,
        mac_only_encrypted: table
            .get("mac_only_encrypted")
            .map_or(Ok(false), |value| value.boolean("mac_only_encrypted"))?,
        seal: seal(table)?,
        line: node.place.line,
        place: node.place,
        path_place: place_of("path_regex"),
        pattern: OnceLock::new(),
    })
}

/// The place of the selector, if there is one; two are an error at the second.
fn one_selector(selectors: &Selectors, table: Table<'_>, rule: Place) -> Result<Place> {
    let names: Vec<_> = selectors.given().map(|(name, _)| name).collect();
    let mut places: Vec<_> =
        names.iter().filter_map(|name| table.get(name)).map(|value| value.place).collect();
    places.sort_unstable_by_key(|place| (place.line, place.column));
    if let [_, second, ..] = places[..] {
        let message = format!("more than one selector is set in the rule in line {}", rule.line);
        return Err(wrong(second, message).because(names.join(", ")).hint("Keep one of them"));
    }
    Ok(places.first().copied().unwrap_or(rule))
}

/// The rule's keys. As in sops, `key_groups` replaces the lists beside it.
fn groups(table: Table<'_>) -> Result<Vec<KeyGroup>> {
    let listed = table.list("key_groups")?;
    // What is not used is read all the same: a mistake in it is still a mistake.
    let flat = master_keys::of_rule(table)?;
    if listed.is_empty() {
        return Ok(if flat.is_empty() { Vec::new() } else { vec![flat] });
    }
    let mut groups = Vec::with_capacity(listed.len());
    for node in listed {
        let group = master_keys::of_group(node)?;
        if group.is_empty() {
            return Err(wrong(node.place, format!("key group {} has no keys", groups.len() + 1))
                .hint("Give it a key, or remove it"));
        }
        groups.push(group);
    }
    Ok(groups)
}

fn threshold(table: Table<'_>, groups: usize) -> Result<Option<u32>> {
    let Some(node) = table.get("shamir_threshold") else { return Ok(None) };
    let threshold = node.count("shamir_threshold")?;
    if groups > 1 && threshold as usize > groups {
        let message = format!("`shamir_threshold` is {threshold}, but the rule has {groups} key groups");
        return Err(wrong(node.place, message).hint("Lower it, or add key groups"));
    }
    Ok(Some(threshold).filter(|threshold| *threshold > 0))
}

fn seal(table: Table<'_>) -> Result<Option<SealRule>> {
    let Some(node) = table.get("seal").filter(|node| !node.is_null()) else { return Ok(None) };
    match node.text("seal")? {
        "off" | "false" => Ok(Some(SealRule::Off)),
        "on" | "true" => Ok(Some(SealRule::On)),
        "required" => Ok(Some(SealRule::Required)),
        _ => Err(wrong(node.place, "`seal` must be `on`, `off` or `required`")
            .hint("Without it, new files get a seal, and none has to have one")),
    }
}

fn check_destination(node: &Node) -> Result<()> {
    let table = node.table("a destination rule", &DESTINATION_KEYS)?;
    for (key, value) in table.entries {
        match key.name.as_str() {
            "recreation_rule" if value.is_null() => {}
            "recreation_rule" => drop(creation_rule(value)?),
            "omit_extensions" => drop(value.boolean("omit_extensions")?),
            "vault_kv_version" => drop(value.count("vault_kv_version")?),
            name => drop(value.text(name)?),
        }
    }
    Ok(())
}

/// The indentation of binary files; those of the other formats are the author's.
fn stores(node: &Node) -> Result<Option<u8>> {
    let mut binary = None;
    for (key, store) in node.table("`stores`", &STORES)?.entries {
        let known: &[&str] = if matches!(key.name.as_str(), "dotenv" | "ini") { &[] } else { &["indent"] };
        if let Some(indent) = store.table("a store", known)?.get("indent") {
            // -1 stands for a tab.
            let Ok(width) = indent.text("indent")?.parse::<i32>() else {
                return Err(Error::new(ErrorKind::Config, "`indent` must be a whole number").at(indent.place));
            };
            if key.name == "json_binary" {
                binary = u8::try_from(width).ok();
            }
        }
    }
    Ok(binary)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The keys of `properties` that stand below `name` in the schema.
    fn properties(name: &str) -> BTreeSet<String> {
        let schema: serde_json::Value = serde_json::from_str(crate::config::SCHEMA).unwrap();
        let place = if name.is_empty() { &schema } else { &schema["$defs"][name] };
        assert_eq!(place["additionalProperties"].as_bool(), Some(name.is_empty()), "{name}");
        place["properties"].as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_schema_knows_the_keys_that_we_know() {
        let known = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(properties(""), known(&FILE_KEYS));
        assert_eq!(properties("creation_rule"), known(&RULE_KEYS));
        assert_eq!(properties("destination_rule"), known(&DESTINATION_KEYS));
        assert_eq!(properties("stores"), known(&STORES));
        assert_eq!(properties("key_group"), known(&master_keys::GROUP_KEYS));
    }
}
