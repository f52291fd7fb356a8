//! The keys that a rule names, as entries of the metadata would carry them. What enters: the lists of a
//! rule or a key group. What leaves: master keys of their kinds. Whether a key can be used is not asked
//! here; an identity in the place of a recipient is refused without being shown.

use super::node::{Node, Table, Value, redact, wrong};
use crate::{
    error::{Error, Place, Result},
    keys::{KeyGroup, KeyKind, MasterKey, aws_kms, notation},
};

const GROUP: &str = "a key group";
pub(super) const GROUP_KEYS: [&str; 8] =
    ["merge", "age", "pgp", "kms", "gcp_kms", "hckms", "azure_keyvault", "hc_vault"];

/// Groups merged into groups merged into groups: no real config goes far.
const MAX_MERGE_DEPTH: usize = 32;

/// The keys that stand directly in a rule.
pub(super) fn of_rule(table: Table<'_>) -> Result<KeyGroup> {
    let profile = table.text("aws_profile")?;
    let mut group = KeyGroup::new();
    add(&mut group, texts(table, "age")?, of_kind(KeyKind::Age))?;
    add(&mut group, texts(table, "pgp")?, of_kind(KeyKind::Pgp))?;
    add(&mut group, texts(table, "kms")?, |text, _| {
        let text = text.replace(' ', "");
        let (arn, role) = aws_kms::split_role(&text);
        Ok(aws_kms::master_key(arn, role, &[], profile))
    })?;
    add(&mut group, texts(table, "gcp_kms")?, of_kind(KeyKind::GcpKms))?;
    add(&mut group, items(table, "hckms")?, of_kind(KeyKind::HcKms))?;
    add(&mut group, texts(table, "azure_keyvault")?, of_kind(KeyKind::AzureKv))?;
    add(&mut group, texts(table, "hc_vault_transit_uri")?, of_kind(KeyKind::HcVault))?;
    Ok(group)
}

/// The keys of one of the `key_groups`, those of the groups merged into it first.
pub(super) fn of_group(node: &Node) -> Result<KeyGroup> {
    of_group_at(node, 0)
}

fn of_group_at(node: &Node, depth: usize) -> Result<KeyGroup> {
    if depth > MAX_MERGE_DEPTH {
        return Err(wrong(node.place, "key groups are merged into each other too deeply"));
    }
    let table = node.table(GROUP, &GROUP_KEYS)?;
    let mut group = KeyGroup::new();
    for merged in table.list("merge")? {
        for key in of_group_at(merged, depth + 1)? {
            add_one(&mut group, key);
        }
    }
    add(&mut group, items(table, "age")?, of_kind(KeyKind::Age))?;
    add(&mut group, items(table, "pgp")?, of_kind(KeyKind::Pgp))?;
    for node in table.list("kms")? {
        add_one(&mut group, kms_entry(node)?);
    }
    for node in table.list("gcp_kms")? {
        let entry = node.table("a key of gcp_kms", &["resource_id"])?;
        add_one(&mut group, of_kind(KeyKind::GcpKms)(required(node, entry, "resource_id")?, node.place)?);
    }
    for node in table.list("hckms")? {
        let entry = node.table("a key of hckms", &["key_id"])?;
        add_one(&mut group, of_kind(KeyKind::HcKms)(required(node, entry, "key_id")?, node.place)?);
    }
    for node in table.list("azure_keyvault")? {
        let entry = node.table("a key of azure_keyvault", &["vaultUrl", "key", "version"])?;
        let (vault, name) = (required(node, entry, "vaultUrl")?, required(node, entry, "key")?);
        add_one(&mut group, notation::azure(vault, name, entry.text("version")?));
    }
    add(&mut group, items(table, "hc_vault")?, of_kind(KeyKind::HcVault))?;
    Ok(group)
}

fn add(
    group: &mut KeyGroup,
    texts: Vec<(&str, Place)>,
    read: impl Fn(&str, Place) -> Result<MasterKey>,
) -> Result<()> {
    for (text, place) in texts {
        if redact(text) != text {
            return Err(wrong(place, "a secret age identity stands where a recipient is wanted").hint(
                "Replace it by its public recipient (age1…), and make a new identity if anyone has seen this file",
            ));
        }
        add_one(group, read(text, place)?);
    }
    Ok(())
}

/// Adds a key unless it is there: wrapping for it twice gains nothing.
fn add_one(group: &mut KeyGroup, key: MasterKey) {
    if !group.contains(&key) {
        group.push(key);
    }
}

/// A comma-separated string or a list of strings, whose items may hold commas as well.
fn texts<'a>(table: Table<'a>, name: &str) -> Result<Vec<(&'a str, Place)>> {
    match table.get(name) {
        None => Ok(Vec::new()),
        Some(Node { value: Value::Text(text), place }) => Ok(split(text, *place).collect()),
        Some(Node { value: Value::List(nodes), .. }) => {
            match nodes.iter().find(|node| !matches!(node.value, Value::Text(_))) {
                Some(node) => Err(not_a_string(node, name)),
                None => items(table, name),
            }
        }
        Some(node) => Err(node.mismatch(name, "a string or a list of strings")),
    }
}

/// A list of strings; in a key group, what looks like a number is one too, as in sops.
fn items<'a>(table: Table<'a>, name: &str) -> Result<Vec<(&'a str, Place)>> {
    let mut texts = Vec::new();
    for node in table.list(name)? {
        match &node.value {
            Value::Text(text) | Value::Literal(text) => texts.extend(split(text, node.place)),
            _ => return Err(not_a_string(node, name)),
        }
    }
    Ok(texts)
}

fn not_a_string(node: &Node, name: &str) -> Error {
    wrong(node.place, format!("an item of `{name}` must be a string, not {}", node.kind()))
        .hint("Put it in quotes if it is a key")
}

fn split(text: &str, place: Place) -> impl Iterator<Item = (&str, Place)> {
    text.split(',').map(str::trim).filter(|text| !text.is_empty()).map(move |text| (text, place))
}

fn required<'a>(node: &Node, entry: Table<'a>, name: &str) -> Result<&'a str> {
    match entry.text(name)? {
        "" => Err(wrong(node.place, format!("`{name}` is missing"))),
        text => Ok(text),
    }
}

fn kms_entry(node: &Node) -> Result<MasterKey> {
    let entry = node.table("a key of kms", &["arn", "role", "context", "aws_profile"])?;
    let mut context = Vec::new();
    if let Some(table) = entry.get("context").map(|node| node.open_table("`context`")).transpose()? {
        for (key, value) in table.entries {
            context.push((key.name.clone(), value.text(&key.name)?.to_owned()));
        }
    }
    let (arn, role) = (required(node, entry, "arn")?, entry.text("role")?);
    Ok(aws_kms::master_key(arn, role, &context, entry.text("aws_profile")?))
}

/// A key whose notation the command line has as well.
fn of_kind(kind: KeyKind) -> impl Fn(&str, Place) -> Result<MasterKey> {
    move |text, place| {
        notation::parse(kind, text).map_err(|error| {
            let placed = wrong(place, error.message());
            let Some(hint) = error.next_step() else { return placed };
            placed.hint(hint)
        })
    }
}
