//! Our side, through the library: what enters and leaves are the same bytes as for the real program.

use sops_rs::{
    Result,
    document::Path,
    format::{FormatName, Limits},
    keys::{
        KeyKind, MasterKey, Provider,
        age::{Age, IdentitySource},
    },
    ops,
};

use crate::support::oracle::{Rule, key_file, recipient};

/// Our encryption of `plain` for the key of the fixtures.
pub fn encrypt(plain: &[u8], format: FormatName, rule: &Rule) -> Result<Vec<u8>> {
    let age = provider();
    Ok(ops::encrypt(plain, format.format()?, &options(&[&age], rule))?.bytes)
}

/// Our decryption.
pub fn decrypt(encrypted: &[u8], format: FormatName) -> Result<Vec<u8>> {
    Ok(open(encrypted, format)?.bytes.expose().to_vec())
}

/// Our decryption, with what we warn of.
pub fn open(encrypted: &[u8], format: FormatName) -> Result<ops::Decrypted> {
    let age = provider();
    let options = ops::DecryptOptions {
        providers: &[&age],
        ignore_mac: false,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    ops::decrypt(encrypted, format.format()?, &options)
}

/// Our update of `old` to `plain`; `None` when nothing changed.
pub fn update(old: &[u8], plain: &[u8], format: FormatName) -> Result<Option<Vec<u8>>> {
    let age = provider();
    let updated = ops::update(old, plain, format.format()?, &options(&[&age], &Rule::default()))?;
    Ok(updated.into_bytes(old))
}

/// Our change of the value at `path`: to the JSON `value`, or away.
pub fn set(old: &[u8], format: FormatName, path: &Path, value: Option<&str>) -> Result<ops::Set> {
    let age = provider();
    let options = ops::SetOptions {
        providers: &[&age],
        ignore_mac: false,
        lenient: false,
        idempotent: false,
        output: None,
        seal: ops::SealChoice::Keep,
        now: 1_700_000_060,
        limits: Limits::default(),
    };
    match value {
        Some(value) => {
            let value = ops::parse_value(value.as_bytes(), &options.limits)?;
            ops::set(old, format.format()?, path, &value, &options)
        }
        None => ops::unset(old, format.format()?, path, &options),
    }
}

fn provider() -> Age {
    Age::new(vec![IdentitySource::File { name: "the test key".into(), path: key_file(), optional: false }])
}

fn options<'a>(providers: &'a [&'a dyn Provider], rule: &Rule) -> ops::EncryptOptions<'a> {
    ops::EncryptOptions {
        groups: vec![vec![MasterKey::new(KeyKind::Age, recipient())]],
        shamir_threshold: None,
        selectors: rule.selectors.clone(),
        mac_only_encrypted: rule.mac_only_encrypted,
        seal: ops::SealChoice::Add,
        providers,
        now: 1_700_000_000,
        limits: Limits::default(),
    }
}
