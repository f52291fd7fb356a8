//! Source forms: when they are kept, and when they are used.

use base64::Engine as _;

use super::{EncryptOptions, open, options, seal, seal_with, try_open};
use crate::{
    cipher::Cipher,
    format::FormatName::{self, Dotenv, Json, Yaml},
    scalar::ScalarType,
    secret::DataKey,
    select::Selectors,
};

fn count(name: FormatName, source: &str) -> usize {
    try_open(name, &seal(name, source)).unwrap().metadata.source_forms.len()
}

#[test]
fn most_files_need_none() {
    for (name, source) in [
        (Yaml, "a: x\nb: 'y'\nc: \"z\"\nd: 12\ne: 1.5\nf: true\ng: |\n  lines\n  more\nh: [\"a\", 1]\n"),
        (Json, "{\"a\": \"x\", \"b\": [1, 1.5, true, null]}"),
        (Dotenv, "A=x\n#y\nB=\n"),
    ] {
        assert_eq!(count(name, source), 0, "{source}");
    }
}

#[test]
fn one_is_kept_for_each_spelling_that_is_not_foreseen() {
    for (name, source, want) in [
        (Json, "{\"a\": \"\\u0041\"}", 1),
        (Json, "{\"a\": \"\\u0041\", \"b\": \"B\", \"c\": [\"\\/\"]}", 2),
        (Dotenv, "A=x", 1),
        (Yaml, "a: 0644\nb: 0x10\nc: 1_0\n", 3),
        (Yaml, "a: &x secret\nb: *x\n", 1),
        (Yaml, "a: x", 1),
    ] {
        assert_eq!(count(name, source), want, "{source}");
    }
}

#[test]
fn forms_are_not_readable() {
    let sealed = seal(Json, "{\"a\": \"\\u0043ANARY\"}");
    assert!(!sealed.contains("ANARY"), "{sealed}");
    assert!(sealed.contains("source_forms"));
}

#[test]
fn without_the_list_the_values_are_the_same() {
    let sealed = seal(Yaml, "a: 0644\nb: \"x\"\n");
    let start = sealed.find("    source_forms:").unwrap();
    let rest = &sealed[start..];
    let lines = rest.split_inclusive('\n').skip(1).take_while(|line| line.trim_start().starts_with('-'));
    let length = lines.map(str::len).sum::<usize>() + rest.find('\n').unwrap() + 1;
    let without = format!("{}{}", &sealed[..start], &rest[length..]);
    assert_eq!(open(Yaml, &without), "a: 420\nb: \"x\"\n");
}

/// `sealed`, a dotenv file without forms, with forms of these entries.
fn with_forms(sealed: &str, entries: &[&str]) -> String {
    let key = sealed.lines().find_map(|line| line.strip_prefix("sops_age__list_0__map_enc=")).unwrap();
    let key = base64::engine::general_purpose::STANDARD.decode(key).unwrap();
    let mut cipher = Cipher::new(DataKey::from_slice(&key).unwrap());
    let mut text = sealed.to_owned();
    for (index, entry) in entries.iter().enumerate() {
        let mut token = Vec::new();
        cipher.seal(ScalarType::Str, entry.as_bytes(), b"sops:source_forms:", &mut token).unwrap();
        let token = String::from_utf8(token).unwrap();
        text.extend(["sops_source_forms__list_", &index.to_string(), "=", &token, "\n"]);
    }
    text
}

#[test]
fn a_form_that_no_longer_fits_is_ignored() {
    let source = "A=x\nB_unencrypted=y\n";
    for (entries, fits) in [
        (&["0[\"A\"]\nx"][..], true),
        (&["0[\"A\"]\nz"], false),
        (&["0[\"B_unencrypted\"]\ny\nC=z"], false),
        (&["0[\"A\"]\nx\nC=z"], false),
        (&["0[\"A\"]\nx", "0[\"A\"]\nz"], true), // one place, one form
        (&["0[\"elsewhere\"]\nx"], true),
        (&["1[\"A\"]\nz"], true),
        (&["0\nx"], true),
        (&["0[\"sops\"][\"version\"]\n3.9.0"], true),
    ] {
        let opened = try_open(Dotenv, &with_forms(&seal(Dotenv, source), entries)).unwrap();
        assert_eq!(opened.bytes.expose(), source.as_bytes(), "{entries:?}");
        assert_eq!(opened.warnings.is_empty(), fits, "{entries:?}");
    }
}

#[test]
fn rubbish_in_the_list_is_ignored_with_a_warning() {
    let sealed = seal(Dotenv, "A=x") + "sops_source_forms__list_7=ENC[nonsense]\n";
    let opened = try_open(Dotenv, &sealed).unwrap();
    assert_eq!(opened.bytes.expose(), b"A=x");
    assert_eq!(opened.warnings.len(), 1);
}

#[test]
fn a_readable_number_beyond_all_does_not_keep_forms_from_being_used() {
    let selectors = Selectors { encrypted_suffix: Some("_secret".into()), ..Selectors::default() };
    let options = EncryptOptions { mac_only_encrypted: true, ..options(selectors) };
    let plain = "k = 5e11111\na_secret = 0x1";
    let encrypted = seal_with(FormatName::Toml, plain, &options);
    assert_eq!(open(FormatName::Toml, &encrypted), plain, "{encrypted}");
}
