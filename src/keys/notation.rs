//! Keys as people write them in one text, on the command line and in the config. What enters: such
//! texts. What leaves: master keys with the fields that the metadata has. Whether a key can be used is
//! not asked here. AWS KMS has a notation of its own.

use super::{KeyKind, MasterKey, shown};
use crate::{
    document::Block,
    error::{Error, ErrorKind, Result},
};

/// The keys of a comma-separated list, each once.
pub fn parse_list(kind: KeyKind, list: &str) -> Result<Vec<MasterKey>> {
    let mut keys: Vec<MasterKey> = Vec::new();
    for text in list.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        let key = parse(kind, text)?;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    Ok(keys)
}

/// The key that `text` names.
pub fn parse(kind: KeyKind, text: &str) -> Result<MasterKey> {
    match kind {
        KeyKind::Age => Ok(MasterKey::new(kind, text)),
        KeyKind::Pgp | KeyKind::GcpKms | KeyKind::Kms => Ok(MasterKey::new(kind, text.replace(' ', ""))),
        KeyKind::HcKms => hckms(text).ok_or_else(|| malformed("a key of hckms", "region:key-id", text)),
        KeyKind::AzureKv => azure_url(text).ok_or_else(|| {
            malformed("a key of azure_keyvault", "https://vault.vault.azure.net/keys/name/version", text)
        }),
        KeyKind::HcVault => hc_vault(text).ok_or_else(|| {
            malformed("a Vault key", "https://vault.example.com:8200/v1/transit/keys/name", text)
        }),
    }
}

/// An Azure key by its parts.
pub fn azure(vault: &str, name: &str, version: &str) -> MasterKey {
    let fields = vec![text("vault_url", vault), text("name", name), text("version", version)];
    MasterKey { kind: KeyKind::AzureKv, fields }
}

fn hckms(id: &str) -> Option<MasterKey> {
    let (region, name) = id.split_once(':')?;
    (!region.trim().is_empty() && !name.trim().is_empty()).then(|| MasterKey::new(KeyKind::HcKms, id))
}

fn azure_url(url: &str) -> Option<MasterKey> {
    let (host, path) = url.strip_prefix("https://")?.split_once('/')?;
    let key = path.strip_prefix("keys/")?;
    let (name, version) = key.split_once('/').unwrap_or((key, ""));
    let whole = !host.is_empty() && !name.is_empty() && !version.contains('/');
    whole.then(|| azure(&url[.."https://".len() + host.len()], name, version))
}

fn hc_vault(uri: &str) -> Option<MasterKey> {
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
    let fields = || {
        vec![
            text("vault_address", &uri[..scheme.len() + 3 + host.len()]),
            text("engine_path", &engine.join("/")),
            text("key_name", name),
        ]
    };
    whole.then(|| MasterKey { kind: KeyKind::HcVault, fields: fields() })
}

fn text(name: &str, value: &str) -> (String, Block) {
    (name.to_owned(), Block::text(value))
}

fn malformed(what: &str, form: &str, text: &str) -> Error {
    Error::new(ErrorKind::NoKey, format!("{what} is malformed: `{}`", shown(text)))
        .hint(format!("Write it as {form}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_notation() {
        for (kind, list, names) in [
            (KeyKind::Age, "age1a, age1b,,age1a", &["age1a", "age1b"][..]),
            (KeyKind::Pgp, "AB CD,EF", &["ABCD", "EF"]),
            (KeyKind::GcpKms, "projects/p/k", &["projects/p/k"]),
            (KeyKind::HcKms, "eu:1,us:2", &["eu:1", "us:2"]),
            (
                KeyKind::AzureKv,
                "https://v.net/keys/n/1,https://v.net/keys/m",
                &["https://v.net/keys/n/1", "https://v.net/keys/m"],
            ),
            (KeyKind::HcVault, "http://h:1/v1/a/b/keys/n", &["http://h:1/v1/a/b/keys/n"]),
        ] {
            let keys = parse_list(kind, list).unwrap();
            assert_eq!(keys.iter().map(MasterKey::name).collect::<Vec<_>>(), names);
        }
    }

    #[test]
    fn what_is_malformed_is_named_with_its_form() {
        for (kind, text) in [
            (KeyKind::HcKms, "no-colon"),
            (KeyKind::HcKms, ":x"),
            (KeyKind::AzureKv, "http://v/keys/n"),
            (KeyKind::AzureKv, "https://v/secrets/n"),
            (KeyKind::HcVault, "https://v/transit/keys/n"),
            (KeyKind::HcVault, "https://v/v1/keys/n"),
            (KeyKind::HcVault, "https://v/v1/e/keys/n?x"),
        ] {
            let error = parse_list(kind, text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NoKey);
            assert!(error.message().contains(text) && error.next_step().is_some(), "{error}");
        }
    }
}
