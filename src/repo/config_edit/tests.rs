//! What an edit leaves, style by style.

use super::*;

const A: &str = "age1vu6v230cv9qga3vnlp8mmr7d0lrw6npksj56d2m30xn7ldkam3ssua3926";
const B: &str = "age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw";
const C: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

/// `A`, `B`, `C` stand for the recipients.
fn full(text: &str) -> String {
    text.replace("{A}", A).replace("{B}", B).replace("{C}", C)
}

fn key(text: &str) -> MasterKey {
    MasterKey::new(KeyKind::Age, text)
}

fn add(source: &str, rule: usize, group: Option<usize>, name: Option<&str>) -> Result<Option<String>> {
    let key = key(C);
    add_recipient(Path::new("c"), &full(source), &Added { key: &key, text: C, name, rule, group })
}

fn remove(source: &str, rules: &[usize]) -> Result<String> {
    remove_recipient(Path::new("c"), &full(source), &key(C), rules)
}

#[test]
fn a_recipient_comes_and_goes_in_every_style() {
    // Without C, and with it.
    for (without, with) in [
        ("creation_rules:\n  - age: {A}\n", "creation_rules:\n  - age: {A},{C}\n"),
        ("creation_rules:\n  - age: '{A}' # why\n", "creation_rules:\n  - age: '{A},{C}' # why\n"),
        (
            "creation_rules:\n- path_regex: x\n  age: \"{A}\"",
            "creation_rules:\n- path_regex: x\n  age: \"{A},{C}\"",
        ),
        (
            "creation_rules:\n  - age:\n      - {A} # alice\n      # bob\n      - {B}\n    # end\n",
            "creation_rules:\n  - age:\n      - {A} # alice\n      # bob\n      - {B}\n      - {C} # carol\n    # end\n",
        ),
        ("creation_rules:\n  - age: [{A}, {B}] # x\n", "creation_rules:\n  - age: [{A}, {B}, {C}] # x\n"),
        (
            "creation_rules:\n  - age: >-\n      {A},\n      {B}\n    path_regex: x\n",
            "creation_rules:\n  - age: >-\n      {A},\n      {B},\n      {C}\n    path_regex: x\n",
        ),
        (
            "x:\n  - &a {A}\n  - &c {C}\ncreation_rules:\n  - age:\n    - *a\n",
            "x:\n  - &a {A}\n  - &c {C}\ncreation_rules:\n  - age:\n    - *a\n    - {C} # carol\n",
        ),
        (
            "creation_rules:\r\n  - age:\r\n      - {A}\r\n",
            "creation_rules:\r\n  - age:\r\n      - {A}\r\n      - {C} # carol\r\n",
        ),
        (
            "creation_rules:\n  - path_regex: x # first\n    pgp: FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4\n  - age: {A}\n",
            "creation_rules:\n  - path_regex: x # first\n    pgp: FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4\n    age: {C} # carol\n  - age: {A}\n",
        ),
    ] {
        let (without, with) = (full(without), full(with));
        let added = add(&without, 0, None, Some("carol")).unwrap();
        assert_eq!(added.as_deref(), Some(with.as_str()));
        assert_eq!(add(&with, 0, None, None).unwrap(), None, "twice is once");
        assert_eq!(remove(&with, &[0]).unwrap(), without);
    }
}

#[test]
fn groups_are_edited_one_by_one() {
    let source = "creation_rules:\n  - key_groups:\n      - age: [{A}]\n      - pgp: [FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4]\n";
    let error = add(source, 0, None, None).unwrap_err();
    assert_eq!(error.message(), "the rule in line 2 has 2 key groups");
    assert!(add(source, 0, Some(2), None).is_err());
    let second = add(source, 0, Some(1), None).unwrap().unwrap();
    assert_eq!(second, full(&format!("{source}        age: [{{C}}]\n")));
    assert_eq!(remove(&second, &[0]).unwrap(), full(source));
    let first = add(source, 0, Some(0), None).unwrap().unwrap();
    assert_eq!(first, full(source).replace(&format!("[{A}]"), &format!("[{A}, {C}]")));
    assert_eq!(remove(&first, &[0]).unwrap(), full(source));
    let kms = "arn:aws:kms:us-west-2:927034868273:key/fe86dd69-4132-404c-ab86-4269956b4500";
    let key = aws_kms::master_key(kms, "", &[], "");
    let added = Added { key: &key, text: kms, name: None, rule: 0, group: Some(0) };
    let new = add_recipient(Path::new("c"), &full(source), &added).unwrap().unwrap();
    assert!(new.contains(&format!("      - age: [{A}]\n        kms: [{{arn: {kms}}}]\n")), "{new}");
    assert_eq!(remove_recipient(Path::new("c"), &new, &key, &[0]).unwrap(), full(source));
}

#[test]
fn a_name_goes_with_its_recipient() {
    let source = "creation_rules:\n  - age:\n      # carol\n      - {C}\n      # bob\n      - {B}\n";
    assert_eq!(remove(source, &[0]).unwrap(), full("creation_rules:\n  - age:\n      # bob\n      - {B}\n"));
    let aliases = "x: &c {C}\ncreation_rules:\n  - age: [*c, {A}]\n  - path_regex: y\n    age:\n      - *c\n      - {A}\n";
    let want = "x: &c {C}\ncreation_rules:\n  - age: [{A}]\n  - path_regex: y\n    age:\n      - {A}\n";
    assert_eq!(remove(aliases, &[0, 1]).unwrap(), full(want));
}

#[test]
fn what_is_not_safe_is_left_to_people() {
    let last = remove("creation_rules:\n  - age: {C}\n", &[0]).unwrap_err();
    assert_eq!(last.message(), "no recipient would be left in a group of the rule in line 2");
    // The list is shared with a rule that shall keep it.
    let shared = "x: &all [{A}, {C}]\ncreation_rules:\n  - age: *all\n  - path_regex: y\n    age: *all\n";
    for result in [remove(shared, &[0]).map(Some), add(&shared.replace(", {C}", ""), 0, None, None)] {
        let error = result.unwrap_err();
        assert!(error.message().contains("only a person can change safely"), "{error}");
    }
    let anchor =
        "creation_rules:\n  - age:\n      - &c {C}\n      - {A}\n  - path_regex: y\n    age: [*c, {A}]\n";
    assert!(remove(anchor, &[0]).is_err());
    assert!(!format!("{:?}", remove(anchor, &[0]).unwrap_err()).contains("path_regex"));
}
