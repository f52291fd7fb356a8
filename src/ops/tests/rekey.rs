//! New data keys and new recipients: what may change in a file, and what must not.

use super::{Fake, NOW, format, open, options, seal, seal_with, tokens, try_open};
use crate::{
    ErrorKind,
    error::Result,
    format::{
        FormatName::{self, Dotenv, Json, Yaml},
        Limits,
    },
    keys::{KeyGroup, KeyKind, MasterKey},
    metadata::Metadata,
    ops::{RekeyOptions, Rekeyed, SealChoice, inspect, rewrap, rotate},
    select::Selectors,
};

fn age(names: &[&str]) -> KeyGroup {
    names.iter().map(|name| MasterKey::new(KeyKind::Age, *name)).collect()
}

fn to(groups: Vec<KeyGroup>) -> RekeyOptions<'static> {
    RekeyOptions {
        groups,
        shamir_threshold: None,
        drop_unsupported: false,
        seal: SealChoice::Keep,
        providers: &[&Fake],
        now: NOW + 60,
        limits: Limits::default(),
    }
}

fn text(rekeyed: Result<Rekeyed>) -> String {
    let rekeyed = rekeyed.unwrap();
    assert_eq!(rekeyed.warnings, [""; 0]);
    String::from_utf8(rekeyed.bytes).unwrap()
}

fn rotated(name: FormatName, source: &str) -> String {
    text(rotate(source.as_bytes(), format(name), &to(vec![age(&["age1fake"])])))
}

fn rewrapped(name: FormatName, source: &str, names: &[&str]) -> String {
    text(rewrap(source.as_bytes(), format(name), &to(vec![age(names)])))
}

fn metadata(name: FormatName, source: &str) -> Metadata {
    inspect(source.as_bytes(), format(name), &Limits::default()).unwrap().unwrap()
}

/// A file for these recipients.
fn sealed_to(name: FormatName, source: &str, names: &[&str]) -> String {
    let mut options = options(Selectors::default());
    options.groups = vec![age(names)];
    seal_with(name, source, &options)
}

/// The text without its tokens, the wrapped key and the time.
fn skeleton(name: FormatName, source: &str) -> String {
    let metadata = metadata(name, source);
    let mut text = source.replace(&metadata.lastmodified, "TIME");
    for key in metadata.groups.iter().flatten() {
        text = text.replace(key.enc(), "KEY");
    }
    tokens(source).into_iter().fold(text, |text, token| text.replace(token, "TOKEN"))
}

/// The lines of `new` that are not in `old`, trimmed.
fn added<'a>(old: &str, new: &'a str) -> Vec<&'a str> {
    new.lines().filter(|line| !old.lines().any(|other| other == *line)).map(str::trim).collect()
}

#[test]
fn rotation_changes_every_token_and_nothing_else() {
    for name in [Json, Dotenv, Yaml] {
        for source in super::corpus::accepted(name) {
            let old = seal(name, source);
            let new = rotated(name, &old);
            assert_eq!(open(name, &new), source, "{new}");
            assert_eq!(skeleton(name, &new), skeleton(name, &old));
            assert!(tokens(&new).iter().all(|token| !tokens(&old).contains(token)), "{new}");
            let (old, new) = (metadata(name, &old), metadata(name, &new));
            assert_ne!(old.groups, new.groups);
            assert_eq!(new.source_forms.len(), old.source_forms.len());
        }
    }
}

#[test]
fn tokens_in_any_dress_are_found() {
    let yaml = seal(Yaml, "a: x\nb: y\nc: z\n");
    let [a, b, c] = tokens(&yaml)[..3] else { panic!("three tokens") };
    let dressed = yaml
        .replace(&format!("a: {a}"), &format!("a: \"\\x45{}\"", &a[1..]))
        .replace(&format!("b: {b}"), &format!("b: >-\n    {b}"))
        .replace(&format!("c: {c}"), &format!("c: '{c}' # note"));
    assert_eq!(rotated(Yaml, &dressed).lines().next().unwrap().find("\"ENC["), Some(3));
    let new = rotated(Yaml, &dressed);
    assert_eq!(opened(Yaml, &new), opened(Yaml, &dressed));
    let json = seal(Json, "{\"a\": \"x\"}").replace('/', "\\/");
    assert_eq!(open(Json, &rotated(Json, &json)), "{\"a\": \"x\"}");
}

fn opened(name: FormatName, source: &str) -> Vec<u8> {
    try_open(name, source).unwrap().bytes.expose().to_vec()
}

#[test]
fn an_anchor_that_holds_a_token_is_sealed_once() {
    let old = seal(Yaml, "a: [x, x]\n");
    let [first, second] = tokens(&old)[..2] else { panic!("two tokens") };
    // Items of one list share their additional data, so that an alias to a token is a good file.
    let old = old.replace(&format!("\"{first}\", \"{second}\""), &format!("&v \"{first}\", *v"));
    assert!(old.contains(", *v]"), "{old}");
    let new = rotated(Yaml, &old);
    assert_eq!(open(Yaml, &new), open(Yaml, &old));
    assert_eq!(skeleton(Yaml, &new), skeleton(Yaml, &old));
}

#[test]
fn nothing_is_wrapped_for_a_file_that_was_tampered_with() {
    for name in [Json, Dotenv, Yaml] {
        let source = if name == Json {
            "{\"a_unencrypted\": \"x\"}"
        } else if name == Yaml {
            "a_unencrypted: x\n"
        } else {
            "a_unencrypted=x\n"
        };
        let old = seal(name, source).replacen('x', "y", 1);
        for rekey in [rotate, rewrap] {
            let error =
                rekey(old.as_bytes(), format(name), &to(vec![age(&["age1fake", "new"])])).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::MacMismatch, "{error}");
        }
    }
}

#[test]
fn rewrapping_touches_the_entries_of_who_comes_and_goes() {
    for (name, source) in [
        (Yaml, "# c\na: 0644\nb: x\n"),
        (Json, "{\n\t\"a\": \"x\"\n}\n"),
        (Json, "{\"a\": \"x\"}"),
        (Dotenv, "A=x\n"),
    ] {
        let old = sealed_to(name, source, &["one", "two", "three"]);
        let new = rewrapped(name, &old, &["three", "one", "four"]);
        assert_eq!(open(name, &new), source, "{new}");
        let (before, after) = (metadata(name, &old), metadata(name, &new));
        assert_eq!((&before.mac, &before.lastmodified), (&after.mac, &after.lastmodified));
        let [three, one, four] = after.groups[0].as_slice() else { panic!("{new}") };
        assert_eq!((three, one), (&before.groups[0][2], &before.groups[0][0]));
        assert!(four.id() == "four" && !four.enc().is_empty());
        assert_eq!(tokens(&old), tokens(&new));
        assert_eq!(rewrapped(name, &new, &["three", "one", "four"]), new);
    }
}

#[test]
fn what_is_added_shows_as_its_own_lines() {
    let old = sealed_to(Yaml, "a: x\n", &["one", "two"]);
    let new = rewrapped(Yaml, &old, &["one", "two", "new"]);
    let added = added(&old, &new);
    assert_eq!(added, ["- recipient: new"], "the wrapped key of this test is the same for all: {new}");
    let without = rewrapped(Yaml, &new, &["one", "two"]);
    assert_eq!(without, old);
}

#[test]
fn a_foreign_layout_of_the_metadata_stays() {
    // Two columns, lists at the indentation of their key, comments, quotes, an unknown entry.
    let ours = sealed_to(Yaml, "a: x\n", &["one", "two"]);
    let meta = metadata(Yaml, &ours);
    let enc = meta.groups[0][0].enc();
    let foreign = |recipients: &[&str]| {
        let mut text = ours[..ours.find("sops:").unwrap()].to_owned();
        text += "sops:\n  # who may read\n  age:\n";
        for recipient in recipients {
            text += &format!("  - recipient: {recipient}\n    enc: {enc}\n");
        }
        text += &format!("  later: {{x: 1}} # kept\n  lastmodified: '{}'\n", meta.lastmodified);
        text += &format!("  mac: \"{}\"\n  version: 3.11.0 # ours\n", meta.mac);
        text
    };
    let old = foreign(&["one", "two"]);
    assert_eq!(open(Yaml, &old), "a: x\n");
    assert_eq!(rewrapped(Yaml, &old, &["one", "two", "new"]), foreign(&["one", "two", "new"]));
    assert_eq!(rewrapped(Yaml, &old, &["two"]), foreign(&["two"]));
    assert_eq!(rewrapped(Yaml, &old, &["zero", "two"]), foreign(&["zero", "two"]));
    let new = rotated_to(&old, &["one", "two"]);
    assert_eq!(skeleton(Yaml, &new), skeleton(Yaml, &old));
}

fn rotated_to(source: &str, names: &[&str]) -> String {
    text(rotate(source.as_bytes(), format(Yaml), &to(vec![age(names)])))
}

#[test]
fn the_metadata_may_stand_anywhere() {
    let sealed = sealed_to(Json, "{\n  \"a\": \"x\",\n  \"b\": \"y\"\n}\n", &["one"]);
    let plain = sealed.find("\"a\"").unwrap()..sealed.find(",\n  \"sops\"").unwrap();
    let meta = sealed.find("\"sops\"").unwrap()..sealed.rfind("\n}").unwrap();
    let old = format!("{{\n  {},\n  {}\n}}\n", &sealed[meta], &sealed[plain]);
    let new = rewrapped(Json, &old, &["one", "two"]);
    assert!(new.starts_with("{\n  \"sops\": {"), "{new}");
    assert_eq!(metadata(Json, &new).groups[0].len(), 2);
    let new = text(rotate(old.as_bytes(), format(Json), &to(vec![age(&["one"])])));
    assert_eq!(skeleton(Json, &new), skeleton(Json, &old));
}

#[test]
fn all_documents_of_a_file_get_the_same_keys() {
    let old = sealed_to(Yaml, "---\na: x\n---\nb: y\n", &["one"]);
    let new = rewrapped(Yaml, &old, &["one", "two"]);
    assert_eq!(new.matches("recipient: two").count(), 2, "{new}");
    assert_eq!(open(Yaml, &rotated_to(&new, &["one"])), "---\na: x\n---\nb: y\n");
}

#[test]
fn keys_that_cannot_be_wrapped_for_stay_or_stop_a_new_data_key() {
    let sealed = sealed_to(Yaml, "a: x\n", &["one"]);
    let vault = "    hc_vault:\n        - vault_address: https://v\n          engine_path: e\n          key_name: k\n          created_at: \"2025\"\n          enc: vault:v1:x\n";
    let future = "    tpm:\n        - id: t\n          enc: y\n";
    let old = sealed.replace("    lastmodified", &format!("{vault}    lastmodified")) + future;
    let mut groups = metadata(Yaml, &old).groups;
    assert_eq!(groups[0].len(), 2);
    groups[0].push(MasterKey::new(KeyKind::Age, "new"));

    let new = text(rewrap(old.as_bytes(), format(Yaml), &to(groups.clone())));
    assert!(new.contains(vault) && new.contains(future), "{new}");

    let error = rotate(old.as_bytes(), format(Yaml), &to(groups.clone())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoKey);
    assert_eq!(
        error.details(),
        ["hc_vault https://v/v1/e/keys/k", "tpm (a list of keys of an unknown kind)"]
    );

    let consenting = RekeyOptions { drop_unsupported: true, ..to(groups) };
    let rotated = rotate(old.as_bytes(), format(Yaml), &consenting).unwrap();
    assert_eq!(
        rotated.warnings,
        [
            "the file is no longer for those who have hc_vault https://v/v1/e/keys/k, tpm (a list of keys of an unknown \
          kind) alone"
        ]
    );
    let new = String::from_utf8(rotated.bytes).unwrap();
    assert!(!new.contains("vault") && !new.contains("tpm:"), "{new}");
    assert_eq!(open(Yaml, &new), "a: x\n");
}

#[test]
fn unknown_fields_of_an_entry_survive_a_new_data_key() {
    let old = sealed_to(Yaml, "a: x\n", &["one"])
        .replace("- recipient: one\n", "- recipient: one\n          note: mine\n");
    assert!(rotated_to(&old, &["one", "two"]).contains("          note: mine\n"));
}

#[test]
fn one_group_becomes_several_and_one_again() {
    let old = sealed_to(Yaml, "a: x\n", &["one", "two"]);
    let groups = vec![age(&["one"]), age(&["two"]), age(&["three"])];
    for rekey in [rotate, rewrap] {
        let two_of_three = RekeyOptions { shamir_threshold: Some(2), ..to(groups.clone()) };
        let several = text(rekey(old.as_bytes(), format(Yaml), &two_of_three));
        let meta = metadata(Yaml, &several);
        assert_eq!((meta.groups.len(), meta.shamir_threshold), (3, Some(2)));
        assert_eq!(open(Yaml, &several), "a: x\n");
        // All need be made anew: the shares belong together.
        let other = text(rekey(
            several.as_bytes(),
            format(Yaml),
            &RekeyOptions { shamir_threshold: Some(3), ..to(groups.clone()) },
        ));
        assert_eq!(metadata(Yaml, &other).shamir_threshold, Some(3));
        let one = text(rekey(other.as_bytes(), format(Yaml), &to(vec![age(&["one", "two"])])));
        assert_eq!(open(Yaml, &one), "a: x\n");
        let error = rekey(old.as_bytes(), format(Yaml), &to(vec![age(&["one"]), Vec::new()])).unwrap_err();
        assert!(error.to_string().contains("group 2"), "{error}");
    }
}
