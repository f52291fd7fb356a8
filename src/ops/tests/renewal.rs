//! A changed plaintext against its old encryption.

use super::{open, renew, seal, tokens};
use crate::format::FormatName::{self, Dotenv, Json, Yaml};

/// The lines of `new` that are not in `old`.
fn changed<'a>(old: &str, new: &'a str) -> Vec<&'a str> {
    new.lines().filter(|line| !old.lines().any(|other| other == *line)).collect()
}

fn check(name: FormatName, old: &str, plain: &str) -> String {
    let new = renew(name, old, plain).unwrap();
    assert_eq!(open(name, &new), plain, "{new}");
    new
}

#[test]
fn nothing_is_written_when_nothing_changed() {
    for (name, source) in
        [(Yaml, "# c\na: 0644\nb: x"), (Json, "{\"a\": [1, \"\\u0041\"]}"), (Dotenv, "#c\nA=x")]
    {
        assert!(renew(name, &seal(name, source), source).is_none());
    }
}

#[test]
fn a_change_shows_as_its_line_the_date_and_the_mac() {
    for (name, source, old, new) in [
        (Yaml, "# c\na: 0644\nb: x\nc:\n  - y\n  - z\n", "x", "w"),
        (Dotenv, "# c\nA=1\nB=x\n", "x", "w"),
        (Json, "{\n\t\"a\": 1,\n\t\"b\": \"x\"\n}\n", "x", "w"),
    ] {
        let sealed = seal(name, source);
        let renewed = check(name, &sealed, &source.replace(old, new));
        let lines = changed(&sealed, &renewed);
        assert_eq!(lines.len(), 3, "{lines:#?}");
        // What a token holds is chance.
        let keys = lines.iter().map(|line| line.split("ENC[").next().unwrap_or_default());
        assert_eq!(keys.clone().filter(|key| key.contains("lastmodified")).count(), 1);
        assert_eq!(keys.filter(|key| key.contains("mac")).count(), 1);
    }
}

#[test]
fn a_moved_list_item_keeps_its_token() {
    let old = seal(Json, "{\"a\": [\"x\", \"y\", \"z\"]}");
    let new = check(Json, &old, "{\"a\": [\"new\", \"z\", \"x\", \"y\"]}");
    let (old, new) = (tokens(&old), tokens(&new));
    assert_eq!(new[1..4], [old[2], old[0], old[1]]);
    assert!(!old.contains(&new[0]));
}

#[test]
fn equal_values_keep_the_token_of_their_own_place() {
    let old = seal(Json, "{\"a\": [\"x\", \"x\"], \"b\": 1}");
    let new = check(Json, &old, "{\"a\": [\"new\", \"x\", \"x\"], \"b\": 1}");
    let (old, new) = (tokens(&old), tokens(&new));
    assert_eq!(new[2], old[0], "the one that has no place left");
    assert_eq!(new[1], old[1], "the one that stands where it stood");
    assert_eq!(new[3], old[2]);
}

#[test]
fn a_value_under_another_key_gets_another_token() {
    let old = seal(Dotenv, "A=x\nB=y\n");
    let new = check(Dotenv, &old, "A=y\nB=x\nC=x\n");
    assert!(tokens(&new)[..3].iter().all(|token| !tokens(&old).contains(token)));
}

#[test]
fn comments_and_source_forms_keep_their_tokens() {
    let old = seal(Yaml, "# one\na: 0644\n# two\nb: 0x10\nc: x\n");
    let new = check(Yaml, &old, "# one\na: 0644\n# new\n# two\nb: 0x10\nc: x\n");
    let kept = tokens(&old).into_iter().filter(|token| tokens(&new).contains(token)).count();
    assert_eq!(kept, tokens(&old).len() - 1, "all but the MAC");
}

#[test]
fn the_metadata_keeps_its_layout() {
    // As another program laid it out, with an entry that this version does not know.
    let sealed = seal(Json, "{\n\t\"a\": \"x\",\n\t\"b\": \"y\"\n}\n");
    let start = sealed.find("\"lastmodified\"").unwrap();
    let old = format!("{}\"later\":{{ \"x\" : 1 }},   {}", &sealed[..start], &sealed[start..]);
    let new = check(Json, &old, "{\n\t\"a\": \"z\",\n\t\"b\": \"y\"\n}\n");
    assert!(new.contains("\"later\":{ \"x\" : 1 },   \"lastmodified\""), "{new}");
    assert_eq!(changed(&old, &new).len(), 3, "{new}");
}

#[test]
fn a_token_keeps_the_quotes_that_it_had() {
    let old = seal(Yaml, "a: \"yes\"\nb: x\n");
    let token = tokens(&old)[0];
    let old = old.replacen(&format!("\"{token}\""), token, 1); // as the real sops writes it
    assert_eq!(open(Yaml, &old), "a: \"yes\"\nb: x\n");
    let new = check(Yaml, &old, "a: \"yes\"\nb: w\n");
    assert_eq!(changed(&old, &new).len(), 3, "{new}");
}

#[test]
fn the_rules_of_the_old_file_count() {
    let old = seal(Dotenv, "A_unencrypted=1\nB=2\n").replace(
        "sops_unencrypted_suffix=_unencrypted",
        "sops_unencrypted_suffix=_unencrypted\nsops_later=kept",
    );
    let new = check(Dotenv, &old, "A_unencrypted=3\nB=2\n");
    assert!(new.starts_with("A_unencrypted=3\nB=ENC["));
    assert!(new.contains("\nsops_later=kept\n"));
}
