//! Texts over which the two programs once did not agree, as other seeds of the generators found them.

use sops_rs::format::FormatName;

use super::{
    judge::{self, Theirs},
    ours,
};
use crate::support::oracle::{Oracle, Rule};

/// Comments behind aliases of collections, comments alone in lists within lists, empty documents.
const YAML: [&str; 11] = [
    "m: &m\n  k: v\na:\n  <<: *m #c\n  x: y\n",
    "m: &m {k: v}\na:\n  b: *m #c\n",
    "m: &m [v]\na: *m #c\nd: x\n",
    "m: &m [v]\na:\n  - *m #c\n  - x\n",
    "m: &m {k: v}\nn: &n\n  x: *m # d\n  y: 1\na: *n #c\n",
    "a: A\n---\na:\n  - &a0\n    - A\na1:\n  a: *a0  #a",
    "a: a\n---\na: &a0 [] #a\na1:\n  - *a0  #a",
    "m: &m {k: v}\na: *m #c\n#d\n\n#e\nb: x\n",
    "m: &m [v]\na: [*m] #c\nb: x\n",
    "# c\n---\n# d\n---\nsecond: two\n",
    "---\n---\nsecond: two\n",
];

#[test]
fn what_was_found_goes_both_ways() {
    let oracle = Oracle::new();
    for text in YAML {
        goes_both_ways(&oracle, text, FormatName::Yaml);
    }
}

/// Each lies in the middle between two decimals that are short enough: all programs have to choose the same one.
#[test]
fn floats_between_two_decimals_go_both_ways() {
    let oracle = Oracle::new();
    for number in [
        "1844674407370955.25",
        "1844674407370955.2000",
        "-959058246061883.25",
        "524288.00048828125",
        "1.5e23",
    ] {
        goes_both_ways(&oracle, &format!("a: {number}\n"), FormatName::Yaml);
        goes_both_ways(&oracle, &format!("{{\n\t\"a\": {number}\n}}\n"), FormatName::Json);
    }
}

/// A backslash at the end of a line joins it with the next one; before a comment it is a part of the value.
#[test]
fn a_backslash_before_a_comment_goes_both_ways() {
    let oracle = Oracle::new();
    for value in ["\\ # c", "x\\ # c", "x\\;c", "x\\\\ # c\\ d", "x \\\n  y\\ # c"] {
        goes_both_ways(&oracle, &format!("[s]\nk = {value}\nl = y\n"), FormatName::Ini);
    }
}

/// What the real program was told to be a number keeps its type in an INI file, beside a value that needs quotes.
#[test]
fn numbers_in_ini_files_are_read() {
    let (oracle, rule, format) = (Oracle::new(), Rule::default(), FormatName::Ini);
    let mut theirs = oracle.encrypt(b"[s]\nk = `a;b`\nn = 1\n", format, &rule).unwrap();
    for (value, want) in
        [("5", "5.0"), ("1.25", "1.25"), ("0.1234567", "0.1234567"), ("1e-7", "1E-07"), ("true", "true")]
    {
        theirs = oracle.change(&theirs, format, r#"["s"]["n"]"#, Some(value)).unwrap();
        let opened = String::from_utf8(ours::decrypt(&theirs, format).unwrap()).unwrap();
        let line =
            |text: &str| text.lines().last().and_then(|line| line.split_once("= ")).unwrap().1.to_owned();
        assert_eq!(line(&opened), want, "{opened}");
        let real = String::from_utf8(oracle.decrypt(&theirs, format).unwrap()).unwrap();
        assert_eq!(line(&real), want, "{real}");
        assert!(opened.contains("k = `a;b`\n"), "{opened}");
    }
}

/// Somebody writes a note behind a token, which no MAC is over: the values stay what they are.
#[test]
fn a_note_behind_a_token_changes_no_value() {
    let (oracle, rule, format) = (Oracle::new(), Rule::default(), FormatName::Yaml);
    let plain = "k: \"v\\n\\n\"\na: |\n  one\n  two\nb:\n  - \"x\\n\\n y\"\n  - |-\n    p\n    q\nc: one\n";
    let theirs = oracle.encrypt(plain.as_bytes(), format, &rule).unwrap();
    let theirs = String::from_utf8(theirs).unwrap();
    for note in
        [" # why", " ", "\t# |", "\n", "\n\n\n", "\n        # deep", "\n\n            # deep", "\n          "]
    {
        let (values, metadata) = theirs.split_once("sops:\n").unwrap();
        let noted = format!("{}sops:\n{metadata}", values.replace("type:str]", &format!("type:str]{note}")));
        let data = |text: &[u8]| {
            let encrypted = oracle.encrypt(text, format, &rule).unwrap();
            oracle.decrypt_to(&encrypted, format, FormatName::Json).unwrap()
        };
        let opened = ours::decrypt(noted.as_bytes(), format).unwrap();
        assert_eq!(data(&opened), data(plain.as_bytes()), "{}", String::from_utf8_lossy(&opened));
    }
}

fn goes_both_ways(oracle: &Oracle, text: &str, format: FormatName) {
    let (plain, rule) = (text.as_bytes(), Rule::default());
    let theirs = Theirs::of(oracle, plain, format, &rule).expect("the real program accepts it");
    let verdict = judge::lossless(plain, format, &rule)
        .and_then(|()| judge::forward(oracle, plain, &theirs, format, &rule))
        .and_then(|()| judge::backward(oracle, &theirs, format).map(drop));
    assert_eq!(verdict, Ok(()), "{text}");
}
