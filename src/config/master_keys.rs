//! The keys that a rule names, as entries of the metadata would carry them. What enters: the lists of a
//! rule or a key group. What leaves: master keys of their kinds. Whether a key can be used is not asked
//! here; an identity in the place of a recipient is refused without being shown.

use super::node::{Node, Table, Value, redact, wrong};
use crate::{
    document::Block,
    error::{Error, Place, Result},
    keys::{KeyGroup, KeyKind, MasterKey, aws_kms},
};

const GROUP: &str = "a key group";
const GROUP_KEYS: [&str; 8] =
    ["merge", "age", "pgp", "kms", "gcp_kms", "hckms", "azure_keyvault", "hc_vault"];

/// Groups merged into groups merged into groups: no real config goes far.
const MAX_MERGE_DEPTH: usize = 32;

/// The keys that stand directly in a rule.
pub(super) fn of_rule(table: Table<'_>) -> Result<KeyGroup> {
    let profile = table.text("aws_profile")?;
    let mut group = KeyGroup::new();
    add(&mut group, texts(table, "age")?, age)?;
    add(&mut group, texts(table, "pgp")?, pgp)?;
    add(&mut group, texts(table, "kms")?, |text, _| {
        let text = text.replace(' ', "");
        let (arn, role) = aws_kms::split_role(&text);
        Ok(aws_kms::master_key(arn, role, &[], profile))
    })?;
    add(&mut group, texts(table, "gcp_kms")?, gcp_kms)?;
    add(&mut group, items(table, "hckms")?, hckms)?;
    add(&mut group, texts(table, "azure_keyvault")?, azure_url)?;
    add(&mut group, texts(table, "hc_vault_transit_uri")?, hc_vault)?;
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
    add(&mut group, items(table, "age")?, age)?;
    add(&mut group, items(table, "pgp")?, pgp)?;
    for node in table.list("kms")? {
        add_one(&mut group, kms_entry(node)?);
    }
    for node in table.list("gcp_kms")? {
        let entry = node.table("a key of gcp_kms", &["resource_id"])?;
        add_one(&mut group, gcp_kms(required(node, entry, "resource_id")?, node.place)?);
    }
    for node in table.list("hckms")? {
        let entry = node.table("a key of hckms", &["key_id"])?;
        add_one(&mut group, hckms(required(node, entry, "key_id")?, node.place)?);
    }
    for node in table.list("azure_keyvault")? {
        let entry = node.table("a key of azure_keyvault", &["vaultUrl", "key", "version"])?;
        let (vault, name) = (required(node, entry, "vaultUrl")?, required(node, entry, "key")?);
        add_one(&mut group, azure(vault, name, entry.text("version")?));
    }
    add(&mut group, items(table, "hc_vault")?, hc_vault)?;
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

#[allow(clippy::unnecessary_wraps)] // one signature for all kinds
fn age(text: &str, _: Place) -> Result<MasterKey> {
    Ok(MasterKey::new(KeyKind::Age, text))
}

#[allow(clippy::unnecessary_wraps)] // one signature for all kinds
fn pgp(text: &str, _: Place) -> Result<MasterKey> {
    Ok(MasterKey::new(KeyKind::Pgp, text.replace(' ', "")))
}

#[allow(clippy::unnecessary_wraps)] // one signature for all kinds
fn gcp_kms(text: &str, _: Place) -> Result<MasterKey> {
    Ok(MasterKey::new(KeyKind::GcpKms, text.replace(' ', "")))
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

fn hckms(text: &str, place: Place) -> Result<MasterKey> {
    match text.split_once(':') {
        Some((region, id)) if !region.trim().is_empty() && !id.trim().is_empty() => {
            Ok(MasterKey::new(KeyKind::HcKms, text))
        }
        _ => Err(malformed(place, "a key of hckms", "region:key-id", text)),
    }
}

fn azure(vault: &str, name: &str, version: &str) -> MasterKey {
    let text = |name: &str, value: &str| (name.to_owned(), Block::text(value));
    MasterKey {
        kind: KeyKind::AzureKv,
        fields: vec![text("vault_url", vault), text("name", name), text("version", version)],
    }
}

fn azure_url(url: &str, place: Place) -> Result<MasterKey> {
    let parts = || {
        let (host, path) = url.strip_prefix("https://")?.split_once('/')?;
        let key = path.strip_prefix("keys/")?;
        let (name, version) = key.split_once('/').unwrap_or((key, ""));
        let whole = !host.is_empty() && !name.is_empty() && !version.contains('/');
        whole.then(|| azure(&url[.."https://".len() + host.len()], name, version))
    };
    parts().ok_or_else(|| {
        malformed(place, "a key of azure_keyvault", "https://vault.vault.azure.net/keys/name/version", url)
    })
}

fn hc_vault(uri: &str, place: Place) -> Result<MasterKey> {
    let parts = || {
        let (scheme, rest) = uri.split_once("://")?;
        let (host, path) = rest.split_once('/')?;
        let dirs: Vec<_> = path.trim_end_matches('/').split('/').collect();
        let [version, engine @ .., _keys, name] = dirs.as_slice() else { return None };
        let is_version = version
            .strip_prefix('v')
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        let whole = !scheme.is_empty()
            && !host.is_empty()
            && is_version
            && !engine.is_empty()
            && !dirs.contains(&"")
            && !uri.contains(['?', '#']);
        let text = |name: &str, value: &str| (name.to_owned(), Block::text(value));
        whole.then(|| MasterKey {
            kind: KeyKind::HcVault,
            fields: vec![
                text("vault_address", &uri[..scheme.len() + 3 + host.len()]),
                text("engine_path", &engine.join("/")),
                text("key_name", name),
            ],
        })
    };
    parts().ok_or_else(|| {
        malformed(place, "a Vault key", "https://vault.example.com:8200/v1/transit/keys/name", uri)
    })
}

fn malformed(place: Place, what: &str, form: &str, text: &str) -> Error {
    wrong(place, format!("{what} is malformed: `{text}`")).hint(format!("Write it as {form}"))
}
