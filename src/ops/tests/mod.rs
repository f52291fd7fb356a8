//! What the tests of the main flow share: a provider without cryptography, and short ways to the verbs.

mod corpus;
mod editing;
mod errors;
mod example;
mod forms;
mod rekey;
mod renewal;
mod seal_lines;
mod set;

use super::{DecryptOptions, Decrypted, EncryptOptions, SealChoice, Updated, decrypt, encrypt, update};
use crate::{
    error::Result,
    format::{Format, FormatName, Limits},
    keys::{Attempt, KeyKind, MasterKey, Provider},
    secret::Plaintext,
    select::Selectors,
};

/// 2025-06-01T00:00:00Z.
pub(super) const NOW: i64 = 1_748_736_000;

/// Writes the data key into the file in clear.
struct Fake;

impl Provider for Fake {
    fn kind(&self) -> KeyKind {
        KeyKind::Age
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()> {
        use base64::Engine as _;
        key.set("enc", base64::engine::general_purpose::STANDARD.encode(secret));
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        use base64::Engine as _;
        let key = base64::engine::general_purpose::STANDARD.decode(key.enc());
        key.map(Plaintext::new).map_err(|_| Attempt {
            places: Vec::new(),
            reason: "not base64".to_owned(),
            hint: None,
        })
    }
}

pub(super) fn options(selectors: Selectors) -> EncryptOptions<'static> {
    EncryptOptions {
        groups: vec![vec![MasterKey::new(KeyKind::Age, "age1fake")]],
        shamir_threshold: None,
        selectors,
        mac_only_encrypted: false,
        seal: SealChoice::Keep,
        providers: &[&Fake],
        now: NOW,
        limits: Limits::default(),
    }
}

pub(super) fn format(name: FormatName) -> &'static dyn Format {
    name.format().unwrap()
}

pub(super) fn seal_with(name: FormatName, source: &str, options: &EncryptOptions<'_>) -> String {
    let sealed =
        encrypt(source.as_bytes(), format(name), options).unwrap_or_else(|e| panic!("{e}\n{source}"));
    String::from_utf8(sealed.bytes).unwrap()
}

pub(super) fn seal(name: FormatName, source: &str) -> String {
    seal_with(name, source, &options(Selectors::default()))
}

pub(super) fn try_open(name: FormatName, source: &str) -> Result<Decrypted> {
    let options = DecryptOptions {
        providers: &[&Fake],
        ignore_mac: false,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    decrypt(source.as_bytes(), format(name), &options)
}

pub(super) fn open_unchecked(name: FormatName, source: &str) -> Result<Decrypted> {
    let options = DecryptOptions {
        providers: &[&Fake],
        ignore_mac: true,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    decrypt(source.as_bytes(), format(name), &options)
}

pub(super) fn open(name: FormatName, source: &str) -> String {
    let opened = try_open(name, source).unwrap_or_else(|e| panic!("{e}\n{source}"));
    assert_eq!(opened.warnings, [] as [&str; 0], "{source}");
    String::from_utf8(opened.bytes.expose().to_vec()).unwrap()
}

/// The new file; `None` when nothing changed.
pub(super) fn renew(name: FormatName, old: &str, plain: &str) -> Option<String> {
    let options = EncryptOptions { now: NOW + 60, ..options(Selectors::default()) };
    let updated = update(old.as_bytes(), plain.as_bytes(), format(name), &options).unwrap();
    updated.into_bytes(old.as_bytes()).map(|new| String::from_utf8(new).unwrap())
}

/// The tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    text.match_indices("ENC[").map(|(at, _)| &text[at..=at + text[at..].find(']').unwrap()]).collect()
}
