//! An entry of the metadata's `kms` list. What enters: a master key. What leaves: what to ask KMS
//! for; and the master key with what KMS gave, its fields in the order of the real program.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{name::KeyName, notation::put};
use crate::{document::Block, keys::MasterKey};

/// What an entry asks for.
pub(super) struct Entry<'a> {
    pub(super) name: KeyName<'a>,
    /// The role to assume, a hint.
    pub(super) role: Option<&'a str>,
    /// The profile to take the credentials from, a hint.
    pub(super) profile: Option<&'a str>,
    pub(super) context: Option<HashMap<String, String>>,
}

impl<'a> Entry<'a> {
    /// Reads the fields of `key`; the error says in a clause what is wrong with them.
    pub(super) fn read(key: &'a MasterKey) -> Result<Self, &'static str> {
        let field = |name| key.field(name).map(str::trim).filter(|text| !text.is_empty());
        let arn = field("arn").ok_or("its `arn` is missing")?;
        Ok(Self {
            name: KeyName::parse(arn).ok_or("its `arn` does not name a KMS key")?,
            role: field("role"),
            profile: field("aws_profile"),
            context: context_of(key).ok_or("its `context` is not a mapping of texts")?,
        })
    }
}

/// The wrapped key in `key`, as KMS gave it.
pub(super) fn wrapped(key: &MasterKey) -> Result<Vec<u8>, &'static str> {
    match key.enc().trim() {
        "" => Err("its `enc` is missing"),
        enc => STANDARD.decode(enc).map_err(|_| "its `enc` is not base64"),
    }
}

/// Puts what KMS gave into `key`.
pub(super) fn record(key: &mut MasterKey, ciphertext: &[u8], now: jiff::Timestamp) {
    if key.field("aws_profile").is_none() {
        key.set("aws_profile", "");
    }
    put(key, "created_at", Block::text(now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()));
    put(key, "enc", Block::text(STANDARD.encode(ciphertext)));
}

/// The encryption context; as in the real program, numbers and truth values count as their text.
#[allow(clippy::option_option)] // malformed, absent, present
fn context_of(key: &MasterKey) -> Option<Option<HashMap<String, String>>> {
    let pairs = match key.fields.iter().find(|(name, _)| name == "context") {
        None | Some((_, Block::Null)) => return Some(None),
        Some((_, Block::Map(pairs))) if pairs.is_empty() => return Some(None),
        Some((_, Block::Map(pairs))) => pairs,
        Some(_) => return None,
    };
    let text = |value: &Block| match value {
        Block::Text(text) => Some(text.clone()),
        Block::Int(number) => Some(number.to_string()),
        Block::Bool(flag) => Some(flag.to_string()),
        Block::Null => Some(String::new()),
        Block::Map(_) | Block::List(_) => None,
    };
    pairs.iter().map(|(name, value)| Some((name.clone(), text(value)?))).collect::<Option<_>>().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{KeyKind, aws_kms::master_key};

    const ARN: &str = "arn:aws:kms:us-east-1:123456789012:key/a";

    fn names(key: &MasterKey) -> Vec<&str> {
        key.fields.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn at(second: i64) -> jiff::Timestamp {
        jiff::Timestamp::new(second, 123_456_789).unwrap()
    }

    // As `sops encrypt --kms ARN+ROLE --encryption-context a:1` of 3.11 writes them.
    #[test]
    fn a_wrapped_key_has_the_fields_in_the_order_of_the_real_program() {
        let context = [("a".to_owned(), "1".to_owned())];
        let mut key = master_key(ARN, "arn:aws:iam::1:role/x", &context, "");
        record(&mut key, b"\x00wrapped", at(1_795_261_572));
        assert_eq!(names(&key), ["arn", "role", "context", "created_at", "enc", "aws_profile"]);
        assert_eq!(key.field("created_at"), Some("2026-11-21T11:46:12Z"));
        assert_eq!(wrapped(&key).unwrap(), b"\x00wrapped");
        assert_eq!(key.field("aws_profile"), Some(""));
    }

    #[test]
    fn wrapping_again_keeps_every_field_at_its_place() {
        let mut key = MasterKey::new(KeyKind::Kms, ARN);
        for (name, value) in [("enc", "b2xk"), ("later", "x"), ("created_at", "2020-01-01T00:00:00Z")] {
            key.set(name, value);
        }
        record(&mut key, b"new", at(0));
        assert_eq!(names(&key), ["arn", "enc", "later", "created_at", "aws_profile"]);
        assert_eq!(key.field("created_at"), Some("1970-01-01T00:00:00Z"));
        assert_eq!(wrapped(&key).unwrap(), b"new");
    }

    #[test]
    fn hints_that_are_empty_are_none() {
        let mut key = master_key(ARN, "", &[], "");
        key.set("role", "");
        let entry = Entry::read(&key).unwrap();
        assert_eq!((entry.role, entry.profile, entry.context), (None, None, None));
    }

    #[test]
    fn a_context_may_hold_what_looks_like_a_number() {
        let mut key = MasterKey::new(KeyKind::Kms, ARN);
        let pairs = [("id", Block::Int(7)), ("on", Block::Bool(true)), ("app", Block::text("x"))];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value)).to_vec();
        key.fields.push(("context".to_owned(), Block::Map(pairs)));
        let context = Entry::read(&key).unwrap().context.unwrap();
        assert_eq!(
            (context["id"].as_str(), context["on"].as_str(), context["app"].as_str()),
            ("7", "true", "x")
        );
    }

    #[test]
    fn a_damaged_entry_says_what_is_wrong_and_nothing_else() {
        let why = |key: &MasterKey| Entry::read(key).err().or_else(|| wrapped(key).err()).unwrap();
        let mut key = MasterKey::new(KeyKind::Kms, ARN);
        assert_eq!(why(&key), "its `enc` is missing");
        key.set("enc", "CANARY!");
        assert_eq!(why(&key), "its `enc` is not base64");
        key.fields.push(("context".to_owned(), Block::text("CANARY")));
        assert_eq!(why(&key), "its `context` is not a mapping of texts");
        assert_eq!(why(&MasterKey::new(KeyKind::Kms, "CANARY")), "its `arn` does not name a KMS key");
        assert_eq!(why(&MasterKey { kind: KeyKind::Kms, fields: vec![] }), "its `arn` is missing");
    }
}
