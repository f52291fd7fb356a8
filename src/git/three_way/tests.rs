//! Merges by hand: what enters on three sides, and what shall come out.

use super::*;

fn run(name: FormatName, texts: [&str; 3], favour: Side) -> (String, Vec<String>) {
    let format = name.format().unwrap();
    let merged = three_way(texts, format, &Limits::default(), favour).unwrap();
    let conflicts = merged.conflicts.iter().map(|conflict| conflict.path.to_string()).collect();
    (merged.text.expose_str().unwrap().to_owned(), conflicts)
}

#[track_caller]
fn clean(name: FormatName, texts: [&str; 3]) -> String {
    let (text, conflicts) = run(name, texts, Side::Ours);
    assert_eq!(conflicts, [""; 0]);
    text
}

#[track_caller]
fn yaml(base: &str, ours: &str, theirs: &str) -> String {
    clean(FormatName::Yaml, [base, ours, theirs])
}

#[test]
fn edits_of_different_keys_merge() {
    assert_eq!(yaml("a: 1\nb: 2\n", "a: 3\nb: 2\n", "a: 1\nb: 4\n"), "a: 3\nb: 4\n");
    assert_eq!(yaml("a: 1\nb: 2\n", "b: 2\n", "a: 1\nb: 4\nc: 5\n"), "b: 4\nc: 5\n");
}

#[test]
fn both_may_add_at_the_same_place() {
    assert_eq!(yaml("a: 1\n", "a: 1\nb: 2\n", "a: 1\nc: 3\n"), "a: 1\nb: 2\nc: 3\n");
    assert_eq!(yaml("a: 1", "a: 1\nb: 2", "a: 1\nc: 3"), "a: 1\nb: 2\nc: 3");
    // The same key with the same value stands there once.
    assert_eq!(yaml("a: 1\n", "a: 1\nb: 2\n", "a: 1\nc: 3\nb: 2\n"), "a: 1\nc: 3\nb: 2\n");
    let nested = yaml("m:\n  a: 1\n", "m:\n  a: 1\nz: 9\n", "m:\n  a: 1\n  b: 2\n");
    assert_eq!(nested, "m:\n  a: 1\n  b: 2\nz: 9\n");
}

#[test]
fn comments_and_layout_of_both_stay() {
    let base = "# top\n\na: 1 # one\n# of b\nb:\n    # of c\n    c: x\n\n# end\n";
    let ours = "# top\n\na: 2 # one\n# of b\nb:\n    # of c\n    c: x\n    d: |\n        text\n        more\n\n# end\n";
    let theirs = "# top\n# more\n\na: 1 # one\n# of b, too\nb:\n    # of c\n    c: \"y\" # new\n\n# of e\ne: 5\n\n# end\n";
    let want = "# top\n# more\n\na: 2 # one\n# of b, too\nb:\n    # of c\n    c: \"y\" # new\n    d: |\n        text\n        more\n\n# of e\ne: 5\n\n# end\n";
    assert_eq!(yaml(base, ours, theirs), want);
}

#[test]
fn comments_that_both_added_stay_both() {
    let merged = yaml("# x\na: 1\n", "# x\n# ours\na: 1\n", "# x\n# theirs\na: 1\n");
    assert_eq!(merged, "# x\n# ours\n# theirs\na: 1\n");
}

#[test]
fn another_indentation_is_carried_over() {
    let base = "m:\n  a: 1\n  n:\n    b: 2\n";
    let ours = "m:\n    a: 1\n    n:\n        b: 2\n";
    let theirs = "m:\n  a: 1\n  n:\n    b: 2\n    t: |\n      x\n        y\n";
    assert_eq!(
        yaml(base, ours, theirs),
        "m:\n    a: 1\n    n:\n        b: 2\n        t: |\n          x\n            y\n"
    );
}

#[test]
fn lists_merge_by_value_and_by_name() {
    let list = |items: &str| {
        format!("l:\n{}", items.split(' ').map(|item| format!("- {item}\n")).collect::<String>())
    };
    let merge = |base, ours, theirs| yaml(&list(base), &list(ours), &list(theirs));
    assert_eq!(merge("a b c", "x a b c", "a b c y"), list("x a b c y"));
    assert_eq!(merge("a b c", "a c", "a b c d"), list("a c d"));
    assert_eq!(merge("a b c", "A b c", "a b C"), list("A b C"));
    let base = "l:\n- name: a\n  v: 1\n- name: b\n  v: 2\n";
    let ours = "l:\n- name: b\n  v: 2\n- name: a\n  v: 3\n";
    let theirs = "l:\n- name: a\n  v: 1\n- name: b\n  # two\n  v: 5\n- w: 7\n  name: c\n";
    let want = "l:\n- name: b\n  # two\n  v: 5\n- w: 7\n  name: c\n- name: a\n  v: 3\n";
    assert_eq!(yaml(base, ours, theirs), want);
}

#[test]
fn a_first_entry_behind_a_dash_may_go() {
    let base = "l:\n  - a: 1\n    b: 2\n    c: 3\n";
    assert_eq!(
        yaml(base, "l:\n  - b: 2\n    c: 3\n", "l:\n  - a: 1\n    b: 2\n    c: 4\n"),
        "l:\n  - b: 2\n    c: 4\n"
    );
    assert_eq!(
        yaml(base, "l:\n  - z: 0\n    a: 1\n    b: 2\n    c: 3\n", "l:\n  - a: 1\n    b: 2\n"),
        "l:\n  - z: 0\n    a: 1\n    b: 2\n"
    );
}

#[test]
fn collections_in_braces_merge() {
    assert_eq!(yaml("m: {a: 1, b: 2}\n", "m: {a: 1, b: 2, c: 3}\n", "m: {b: 4}\n"), "m: {b: 4, c: 3}\n");
    assert_eq!(yaml("m: {}\n", "m: {a: 1}\n", "m: {b: 2}\n"), "m: {a: 1, b: 2}\n");
    assert_eq!(yaml("m: {a: 1, b: 2}\n", "m: {a: 1}\n", "m: {b: 2}\n"), "m: {}\n");
    assert_eq!(yaml("m:\n  a: 1\n  b: 2\n", "m:\n  a: 1\n", "m:\n  b: 2\n"), "m: {}\n");
    assert_eq!(
        yaml("m:\n  a: 1\nn: 2\n", "m: {a: 1}\nn: 2\n", "m:\n  a: 1\n  b: 2\nn: 2\n"),
        "m: {a: 1, b: 2}\nn: 2\n"
    );
}

#[test]
fn aliases_follow_their_anchors() {
    let base = "a: &x\n  k: 1\n  l: 2\nb: *x\n";
    let merged = yaml(base, "a: &x\n  k: 3\n  l: 2\nb: *x\n", "a: &x\n  k: 1\n  l: 4\nb: *x\n");
    assert_eq!(merged, "a: &x\n  k: 3\n  l: 4\nb: *x\n");
}

#[test]
fn documents_merge_one_by_one() {
    let merged =
        yaml("a: 1\n---\n# two\nb: 2\n", "a: 3\n---\n# two\nb: 2\n", "a: 1\n---\n# two\nb: 4\nc: 5\n...\n");
    assert_eq!(merged, "a: 3\n---\n# two\nb: 4\nc: 5\n...\n");
}

#[test]
fn json_keeps_its_commas() {
    let json = |texts| clean(FormatName::Json, texts);
    let base = "{\n  \"a\": 1,\n  \"b\": {\"x\": [1, 2]}\n}\n";
    let ours = "{\n  \"b\": {\"x\": [1, 2], \"y\": null},\n  \"c\": 3\n}\n";
    let theirs = "{\n  \"a\": 1,\n  \"b\": {\"x\": [1, 2, 3]},\n  \"d\": 4\n}\n";
    let want = "{\n  \"b\": {\"x\": [1, 2, 3], \"y\": null},\n  \"c\": 3,\n  \"d\": 4\n}\n";
    assert_eq!(json([base, ours, theirs]), want);
    assert_eq!(json(["{}", "{\"a\":1}", "{\n\t\"b\": 2\n}\n"]), "{\"a\":1, \"b\": 2}\n");
}

#[test]
fn dotenv_merges_by_line() {
    let env = |texts| clean(FormatName::Dotenv, texts);
    assert_eq!(
        env(["# x\nA=1\nB=2\n", "# x\nA=1\nB=3\nC=4\n", "# y\nA=5\nB=2\nD=6\n"]),
        "# y\nA=5\nB=3\nC=4\nD=6\n"
    );
    assert_eq!(env(["", "A=1\n", "B=2\n"]), "A=1\nB=2\n");
}

#[test]
fn what_both_want_otherwise_is_a_conflict() {
    let conflict = |base, ours, theirs, path: &str, want: [&str; 3]| {
        for (favour, want) in [Side::Base, Side::Ours, Side::Theirs].into_iter().zip(want) {
            let (text, conflicts) = run(FormatName::Yaml, [base, ours, theirs], favour);
            assert_eq!((text.as_str(), conflicts), (want, vec![path.to_owned()]), "{favour:?}");
        }
    };
    conflict(
        "a: 1\nb: 2\nc: 3\n",
        "a: 5\nb: 2\nc: 4\n",
        "a: 1\nb: 6\nc: 7\n",
        "[\"c\"]",
        ["a: 5\nb: 6\nc: 3\n", "a: 5\nb: 6\nc: 4\n", "a: 5\nb: 6\nc: 7\n"],
    );
    conflict("a: 1\nb: 2\n", "b: 2\n", "a: 3\nb: 2\n", "[\"a\"]", ["a: 1\nb: 2\n", "b: 2\n", "a: 3\nb: 2\n"]);
    conflict("a: 1\n", "a: 1\nn: 2\n", "a: 1\nn: 3\n", "[\"n\"]", ["a: 1\n", "a: 1\nn: 2\n", "a: 1\nn: 3\n"]);
    let list = ["l:\n- a\n", "l:\n- a\n- b\n", "l:\n- a\n- c\n"];
    conflict(list[0], list[1], list[2], "[\"l\"]", list);
}

#[test]
fn a_block_scalar_takes_no_comment_of_another_line() {
    let merged = yaml("a: x # c\nb: 1\n", "a: x # d\nb: 1\n", "a: |\n  long\n  text\nb: 1\n");
    assert_eq!(merged, "a: |\n  long\n  text\nb: 1\n");
}

#[test]
fn a_block_scalar_that_ends_with_its_file_keeps_its_value() {
    assert_eq!(yaml("", "c: |\n w", "d: 1"), "c: |-\n w\nd: 1\n");
    assert_eq!(yaml("a: 0\n", "a: 0\nc: >2+\n    w", "a: 0\nd: 1\n"), "a: 0\nc: >2-\n    w\nd: 1\n");
    // Theirs has a line break in it now.
    assert_eq!(yaml("a: 0\nc: |\n w", "a: 1\nc: |\n w", "a: 0\nc: |\n w\nd: 1"), "a: 1\nc: |\n w\nd: 1");
}

#[test]
fn a_list_of_tables_that_stand_apart_is_refused() {
    let toml = FormatName::Toml.format().unwrap();
    let apart = "[[e]]\nx = 1\n[a]\ny = 2\n[[e]]\nx = 3\n";
    for texts in [
        [apart, "#\n", "b = 1\n"],
        ["", "b = 1\n", apart],
        ["b = 0\n", "b = 1\n", apart],
        ["", "[[e]]\n[a]\n[[e]]", "#"],
    ] {
        let Err(error) = three_way(texts, toml, &Limits::default(), Side::Ours) else { panic!("{texts:?}") };
        assert!(error.to_string().contains("cannot be merged by key path"));
    }
    let together = clean(FormatName::Toml, ["", "[[e]]\nx = 1\n[[e]]\nx = 3\n", "[a]\ny = 2\n"]);
    assert_eq!(together.matches("[[e]]").count(), 2);
}
