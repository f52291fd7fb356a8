//! Texts of every format that come back byte for byte, and what stays readable on the way.

use super::{SealChoice, encrypt, format, open, options, seal, seal_with, try_open};
use crate::{
    document::{Item, Member, Tree},
    format::{FormatName, Limits},
    select::Selectors,
};
use proptest::prelude::*;

const JSON: [&str; 7] = [
    "{}",
    "{\"a\": \"x\"}",
    "{\"a\":\"x\",\"b\":1,\"c\":1.50,\"d\":true,\"e\":null,\"f\":[],\"g\":{}}",
    "{\n  \"a\": {\n    \"b\": [1, 2, {\"c\": \"\\u00e4\\/x\"}, \"\"]\n  }\n}\n",
    "{\r\n\t\"a\" : \"line\\nbreak\",\r\n\t\"b_unencrypted\" : 1e3\r\n}\r\n",
    "{\"a\\u0062\": \"key with an escape\", \"a:b\": \"key with a colon\"}",
    "  {\"big\": 9223372036854775807, \"neg\": -0.0, \"exp\": 1E+2}  ",
];

const DOTENV: [&str; 5] = [
    "A=x\n",
    "A=x",
    "# comment\nA=x\n\nB=\"quoted\"\n#\n#x\nC=\nD=a=b\n",
    "A=two\\nlines\n\n\n",
    "export A=1\n\n",
];

const YAML: [&str; 23] = [
    "a: x\n",
    "a: x",
    "a: x\n\n\n",
    "# head\na: 'x' # line\nb: \"y\"\n# foot\n",
    "a:\n  - x\n  # in the list\n  - y\n  -   z: 1\n      # deep\n      w: 2\nb: {x: 1, y: [a, \"b\"]}\n",
    "oct: 0644\nsep: 1_000\nhex: 0xFF\nflt: 1.50\nexp: 1e3\nbool: True\nnil: ~\nempty:\ndate: 2020-01-01\n",
    "lit: |\n  a\n  b\nkeep: |+\n  a\n\nstrip: |-\n  a\nfold: >\n  a\n  b\n\n  c\n",
    "lit: |\n  a\n  b",
    "lit_unencrypted: |\n  a\n  b",
    "lit_unencrypted: >+\n  a\n  b\n\n",
    "x: y\nlit_unencrypted: |+\n  a\n\n  ",
    "x: y\nlit_unencrypted: |+ # why\n  a",
    "x: y\nlist_unencrypted:\n  - |+\n\n   ",
    "a: x\r\nb: |\r\n  x\r\n  y\r\nc: z\r\n",
    "base: &base\n  user: u\n  pw: p\nprod:\n  <<: *base\n  pw: q\ncopy: *base\n",
    "a_unencrypted: &a\n  x: 1\nb_unencrypted: *a\nc: *a\n",
    "x: &s secret\ny: *s\nz: [*s, *s]\n",
    "---\na: x\n---\nb: y\n# end\n",
    "a: !!str 5\nb: !!int \"5\"\nc: !custom x\nd: &anchor y\n",
    "quoted: \"a\\tb\\u00e4\"\nfolded: \"a\n  b\"\nsingle: 'it''s'\nplain: a b\n  c\n",
    "---\na: x\n---\n---\n# only a comment\n---\nb: y\n",
    "a: yes\nb: \"null\"\nc: ''\nd: \"\"\n",
    "a_unencrypted: |-\n  text\n# a comment behind it",
];

pub(super) fn accepted(name: FormatName) -> Vec<&'static str> {
    match name {
        FormatName::Json => JSON.to_vec(),
        FormatName::Dotenv => DOTENV.to_vec(),
        _ => YAML.to_vec(),
    }
}

fn one(name: &str, text: &str) -> Selectors {
    let mut selectors = Selectors::default();
    *match name {
        "unencrypted_suffix" => &mut selectors.unencrypted_suffix,
        "encrypted_suffix" => &mut selectors.encrypted_suffix,
        "unencrypted_regex" => &mut selectors.unencrypted_regex,
        "encrypted_regex" => &mut selectors.encrypted_regex,
        "unencrypted_comment_regex" => &mut selectors.unencrypted_comment_regex,
        _ => &mut selectors.encrypted_comment_regex,
    } = Some(text.to_owned());
    selectors
}

#[test]
fn every_text_comes_back_byte_for_byte() {
    for name in [FormatName::Json, FormatName::Dotenv, FormatName::Yaml] {
        for source in accepted(name) {
            let sealed = seal(name, source);
            assert_eq!(open(name, &sealed), source, "{sealed}");
        }
    }
}

#[test]
fn every_selector_comes_back_byte_for_byte() {
    for selectors in [
        one("unencrypted_suffix", "_unencrypted"),
        one("encrypted_suffix", "b"),
        one("unencrypted_regex", "^[a-c]$"),
        one("encrypted_regex", "^(a|lit|base|y)"),
        one("unencrypted_comment_regex", "head|deep"),
        one("encrypted_comment_regex", "head|list"),
        one("encrypted_regex", "matches nothing"),
    ] {
        for only_encrypted in [false, true] {
            let mut options = options(selectors.clone());
            options.seal = SealChoice::Add;
            options.mac_only_encrypted = only_encrypted;
            for name in [FormatName::Json, FormatName::Dotenv, FormatName::Yaml] {
                for source in accepted(name) {
                    let sealed = seal_with(name, source, &options);
                    assert_eq!(open(name, &sealed), source, "{selectors:?}\n{sealed}");
                }
            }
        }
    }
}

#[test]
fn only_what_is_selected_becomes_a_token() {
    let source = "# note\nA=secret\nB_unencrypted=readable\nC=\n";
    let sealed = seal(FormatName::Dotenv, source);
    let lines: Vec<_> = sealed.lines().collect();
    assert!(lines[0].starts_with("#ENC[AES256_GCM,data:") && lines[0].ends_with(",type:comment]"));
    assert!(lines[1].starts_with("A=ENC[AES256_GCM,data:") && lines[1].ends_with(",type:str]"));
    assert_eq!(lines[2], "B_unencrypted=readable");
    assert_eq!(lines[3], "C=", "an empty string is never encrypted");
    assert!(lines.contains(&"sops_unencrypted_suffix=_unencrypted"));
    assert!(lines.contains(&"sops_lastmodified=2025-06-01T00:00:00Z"));
    assert!(!sealed.contains("source_forms"));
}

#[test]
fn the_number_of_values_is_told() {
    let encrypt = |selectors| {
        let source = b"A=1\nB=2\nC=\n";
        super::encrypt(source, format(FormatName::Dotenv), &options(selectors)).unwrap().values
    };
    assert_eq!(encrypt(Selectors::default()), 2);
    assert_eq!(encrypt(one("encrypted_regex", "^B$")), 1);
    assert_eq!(encrypt(one("encrypted_regex", "nothing")), 0);
}

#[test]
fn trees_hold_values_and_comments_in_order() {
    let source = "# c\na: 1_000\nb:\n  # d\n  - x\n  - ~\n";
    let opened = try_open(FormatName::Yaml, &seal(FormatName::Yaml, source)).unwrap();
    let trees = opened.trees(format(FormatName::Yaml), &Limits::default()).unwrap();
    let [Tree::Mapping(members)] = trees.as_slice() else { panic!() };
    let [Member::Comment(comment), Member::Entry(a, value), Member::Entry(b, Tree::Sequence(items))] =
        members.as_slice()
    else {
        panic!("{}", members.len())
    };
    assert_eq!((comment.expose(), a.as_str(), b.as_str()), (&b" c"[..], "a", "b"));
    let Tree::Scalar(_, number) = value else { panic!() };
    assert_eq!(number.expose(), b"1000");
    let [Item::Comment(_), Item::Value(Tree::Scalar(..)), Item::Value(Tree::Null)] = items.as_slice() else {
        panic!("{}", items.len())
    };
}

/// A JSON text with its own layout and spellings.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        "\"(\\\\u00[0-7][0-9a-fA-F]|\\\\/|[a-z ])*\"",
    ];
    let value = leaf.prop_recursive(3, 24, 4, |inner| {
        let entries = prop::collection::btree_map("[a-zA-Z_:.\\\\/é]{0,4}", inner.clone(), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(" ,"))),
            entries.prop_map(object),
        ]
    });
    (prop::collection::btree_map("[a-z]{1,5}", value, 0..5), "[ \n\t]{0,3}")
        .prop_map(|(entries, blanks)| format!("{}{blanks}", object(entries)))
}

fn object(entries: std::collections::BTreeMap<String, String>) -> String {
    let entries = entries.into_iter().filter(|(key, _)| key != "sops");
    let entry = |(key, value)| format!("{}: {value}", serde_json::to_string(&key).unwrap());
    format!("{{{}}}", entries.map(entry).collect::<Vec<_>>().join(", "))
}

proptest! {
    #[test]
    fn any_json_comes_back(source in json()) {
        prop_assert_eq!(open(FormatName::Json, &seal(FormatName::Json, &source)), source);
    }

    #[test]
    fn any_dotenv_comes_back(
        lines in prop::collection::btree_map("[A-Z_]{1,6}", "[^\r\n]{0,12}", 0..6),
        comment in "#[^\r\n]{0,8}\n|\n|",
        last_break in any::<bool>(),
    ) {
        let mut source = comment;
        for (key, value) in lines {
            source.extend([key.as_str(), "=", value.as_str(), "\n"]);
        }
        if !last_break && source.ends_with('\n') {
            source.pop();
        }
        prop_assert_eq!(open(FormatName::Dotenv, &seal(FormatName::Dotenv, &source)), source);
    }
}

#[test]
fn comments_at_aliases_come_back() {
    for plain in [
        "a: &a0\n  - a\na1:\n- u_unencrypted: *a0  #c\n",
        "a: &a0\n  - a\na1:\n- u: *a0  #c\n",
        "a: &a0 [] #a\na1:\n  -\n    - *a0 ",
        "a_unencrypted: &a0 {x: 1} #a\nb_unencrypted: *a0 # b\n",
    ] {
        let encrypted = seal(FormatName::Yaml, plain);
        assert_eq!(open(FormatName::Yaml, &encrypted), plain);
    }
}

#[test]
fn a_comment_that_an_alias_would_strand_is_refused() {
    let source = "zz: &h [ab]\ns:\n-\n#w\n\n *h\n";
    let error =
        encrypt(source.as_bytes(), format(FormatName::Yaml), &options(Selectors::default())).unwrap_err();
    assert_eq!(error.place().map(|place| place.line), Some(4));
    let selectors = Selectors { encrypted_comment_regex: Some("secret".into()), ..Selectors::default() };
    let source = "a: &a {b: 1, c: 2}\nd: *a # secret\n";
    let error =
        encrypt(source.as_bytes(), format(FormatName::Yaml), &options(selectors.clone())).unwrap_err();
    assert_eq!(error.place().map(|place| place.line), Some(2));
    let source = "a: &a {b: 1, c: 2}\n# secret\nd: *a\n";
    let encrypted = seal_with(FormatName::Yaml, source, &options(selectors));
    assert_eq!(open(FormatName::Yaml, &encrypted), source);
    // A single value keeps its alias, and nothing of the list is encrypted here.
    for source in ["zz: &h ab\ns:\n-\n#w\n *h\n", "zz: &h [ab]\ns:\n#w\n- *h\n"] {
        assert_eq!(open(FormatName::Yaml, &seal(FormatName::Yaml, source)), source);
    }
}

#[test]
fn a_comma_in_a_comment_is_none_of_the_metadata() {
    let selectors = Selectors { encrypted_suffix: Some("_secret".into()), ..Selectors::default() };
    for source in ["{#,\n}\n", "{a: 1 #,\n}\n", "{a: 1, #,\n}\n", "{a: 1, a_secret: 2,\n#x ,\n}"] {
        let encrypted = seal_with(FormatName::Yaml, source, &options(selectors.clone()));
        assert_eq!(open(FormatName::Yaml, &encrypted), source, "{encrypted}");
    }
}

#[test]
fn a_carriage_return_at_the_end_of_the_file_is_the_authors() {
    for (name, source) in [
        (FormatName::Dotenv, "A=x\r"),
        (FormatName::Dotenv, "#c\r"),
        (FormatName::Dotenv, "A=x\r\nB=y\r"),
        (FormatName::Ini, "[a]\nk = x\r"),
        (FormatName::Ini, "[a]\r\nk = x"),
        (FormatName::Ini, "k = x ; c\r"),
        (FormatName::Toml, "a = 1\r\nb = 2"),
        (FormatName::Yaml, "a: x\r\nb: y"),
    ] {
        assert_eq!(open(name, &seal(name, source)), source);
    }
}

#[test]
fn a_comment_behind_blank_lines_that_belong_to_a_value_comes_back() {
    for source in [
        "a:\r\n  - |2+\r\n\r\n #c\r\nb: x\r\n",
        "a:\r\n  - |+\r\n    x\r\n\r\n #c\r\nb: x\r\n",
        "a:\r\n  k: |+\r\n\r\n #c\r\nb: x\r\n",
        "a:\n  - |+\n\n #c\nb: x\n",
    ] {
        assert_eq!(open(FormatName::Yaml, &seal(FormatName::Yaml, source)), source);
    }
}
