//! What a value means, what is refused, and that every text comes back.

use super::*;
use crate::{
    document::{NodeKind, Splice},
    error::ErrorKind,
    scalar::ScalarType,
};

fn parse(source: &str) -> Document<'_> {
    Toml.parse(source, &Limits::default()).unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn apply(source: &str, edits: Vec<Edit>) -> String {
    let mut splice = Splice::new(source.as_bytes(), Vec::new());
    for edit in edits {
        splice.replace(edit.span).extend_from_slice(&edit.text);
    }
    String::from_utf8(splice.finish()).unwrap()
}

/// Every value outside the metadata: path, type, text.
fn leaves(source: &str) -> Vec<(String, ScalarType, String)> {
    let document = parse(source);
    let ids = (0..document.nodes.len() as NodeId)
        .filter(|id| document.node(*id).kind == NodeKind::Scalar && !document.in_metadata(*id));
    ids.map(|id| {
        let mut buffer = Plaintext::default();
        let value = Toml.scalar(&document, id, &mut buffer).unwrap();
        let text = String::from_utf8(value.spelling.to_vec()).unwrap();
        (document.path(id).to_string(), value.kind, text)
    })
    .collect()
}

#[test]
fn values_have_the_types_of_sops() {
    for (text, kind, want) in [
        ("\"a\\tb \\u00e9\\\"\"", ScalarType::Str, "a\tb é\""),
        ("'a\\t'", ScalarType::Str, "a\\t"),
        ("\"\"\"\na\n  b \\\n   c\"\"\"", ScalarType::Str, "a\n  b c"),
        ("'''\na\n'b'''", ScalarType::Str, "a\n'b"),
        ("42", ScalarType::Int, "42"),
        ("+1_000", ScalarType::Int, "+1000"),
        ("0xFF_ff", ScalarType::Int, "65535"),
        ("0o755", ScalarType::Int, "493"),
        ("0b11", ScalarType::Int, "3"),
        ("1.50", ScalarType::Float, "1.50"),
        ("1_0.5e3", ScalarType::Float, "10.5e3"),
        ("-inf", ScalarType::Float, "-inf"),
        ("true", ScalarType::Bool, "true"),
        ("1979-05-27T07:32:00.50-07:00", ScalarType::Time, "1979-05-27T07:32:00.50-07:00"),
        ("1979-05-27 07:32:00z", ScalarType::Time, "1979-05-27T07:32:00Z"),
        ("1979-05-27T07:32:00", ScalarType::Str, "1979-05-27T07:32:00"),
        ("1979-05-27", ScalarType::Str, "1979-05-27"),
        ("07:32:00", ScalarType::Str, "07:32:00"),
    ] {
        let source = format!("k = {text}\n");
        assert_eq!(leaves(&source), [("[\"k\"]".to_owned(), kind, want.to_owned())], "{text}");
    }
}

#[test]
fn tables_come_in_the_order_of_the_tree() {
    let source = "a.x = 1\n[b.c]\nk = 2\n[[l]]\nk = 3\n[l.s]\nk = 4\n[[l]]\nk = 5\n[b]\nk = [6, {y.z = 7}]\n\"q.r\" = 8\n";
    let paths: Vec<_> = leaves(source).into_iter().map(|(path, _, text)| format!("{path}={text}")).collect();
    assert_eq!(
        paths,
        [
            r#"["a"]["x"]=1"#,
            r#"["b"]["c"]["k"]=2"#,
            r#"["b"]["k"][0]=6"#,
            r#"["b"]["k"][1]["y"]["z"]=7"#,
            r#"["b"]["q.r"]=8"#,
            r#"["l"][0]["k"]=3"#,
            r#"["l"][0]["s"]["k"]=4"#,
            r#"["l"][1]["k"]=5"#,
        ]
    );
}

#[test]
fn what_is_not_toml_is_refused_with_its_place_and_without_its_text() {
    let deep = format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let tables = format!("a = {}", "{b = ".repeat(100_000));
    let dotted = format!("{} = 1", vec!["a"; 100_000].join("."));
    let header = format!("[{}]", vec!["a"; 100_000].join("."));
    for source in [
        "a = canary",
        "a = \"canary",
        "a = 1\na = 2",
        "[a]\n[a]",
        "[a]\nb = 1\n[a.b]",
        "a = {b = 1}\n[a.c]",
        "a.b = 1\n[a]",
        "[a.b]\n[a]\nb.c = 1",
        "a = []\n[[a]]",
        "[[a]]\n[a]",
        "a = 99999999999999999999",
        "a = 01",
        "a = 1 canary",
        "a canary",
        "a = \"\u{1}\"",
        "[sops]\na = 1\n[b]\n[sops.c]",
        &deep,
        &tables,
        &dotted,
        &header,
    ] {
        let shown = &source[..source.len().min(40)];
        let error = Toml.parse(source, &Limits::default()).map_or_else(Some, |document| {
            let mut buffer = Plaintext::default();
            Toml.scalar(&document, 1, &mut buffer).err()
        });
        let error = error.unwrap_or_else(|| panic!("{shown} was accepted"));
        assert_eq!(error.kind(), ErrorKind::Input, "{shown}");
        assert!(!format!("{error}{:?}", error.next_step()).contains("canary"), "{error}");
    }
}

#[test]
fn a_comment_above_a_header_belongs_to_what_holds_the_table() {
    let document = parse("# a\nk = [ # b\n 1, # c\n] # d\n# e\n[t.u] # f\n# g\nk = 1\n# h\n");
    let seen = |text: &str| {
        let comment = document.comments.iter().find(|comment| document.text(comment.span) == text).unwrap();
        document.path(comment.parent).to_string()
    };
    let places = [" a", " b", " c", " d", " e", " f", " g", " h"].map(seen);
    assert_eq!(
        places,
        [
            "the top level",
            "[\"k\"]",
            "[\"k\"]",
            "the top level",
            "[\"t\"]",
            "[\"t\"][\"u\"]",
            "[\"t\"][\"u\"]",
            "the top level"
        ]
    );
}

#[test]
fn the_metadata_go_in_behind_a_blank_line_and_out_again() {
    let key = |name: &str| {
        Block::Map(vec![("recipient".into(), Block::text(name)), ("enc".into(), Block::text("-----\nx\n"))])
    };
    let block = Block::Map(vec![
        ("mac".into(), Block::text("ENC[x]")),
        ("mac_only_encrypted".into(), Block::Bool(true)),
        ("shamir_threshold".into(), Block::Int(2)),
        ("encrypted_regex".into(), Block::text("^a\\.\"")),
        (
            "key_groups".into(),
            Block::List(vec![
                Block::Map(vec![("age".into(), Block::List(vec![key("a"), key("b")]))]),
                Block::Map(vec![(
                    "kms".into(),
                    Block::List(vec![Block::Map(vec![
                        ("arn".into(), Block::text("c")),
                        ("context".into(), Block::Map(vec![("App Name".into(), Block::text("d"))])),
                    ])]),
                )]),
            ]),
        ),
    ]);
    for source in ["", "k=1\n", "k=1\n\n", "k=1\r\n[t]\r\n", "[[t]]\nk=1\n# last\n", "\n"] {
        let with = apply(source, Toml.insert_metadata(&parse(source), &block).unwrap());
        let again = parse(&with);
        assert_eq!(Toml.metadata(&again).unwrap().as_ref(), Some(&block), "{with}");
        assert_eq!(apply(&with, Toml.remove_metadata(&again)), source, "{with}");
        assert_eq!(leaves(&with), leaves(source));
    }
}

#[test]
fn values_are_written_as_toml() {
    let write = |style, kind, spelling: &str| {
        let slot = Slot::of(style);
        let mut out = Plaintext::default();
        Toml.write_value(&slot, &Scalar { kind, spelling: spelling.as_bytes() }, &mut out).unwrap();
        out.expose_str().unwrap().to_owned()
    };
    for (kind, spelling, want) in [
        (ScalarType::Int, "+12", "+12"),
        (ScalarType::Int, "0012", "12"),
        (ScalarType::Float, "1000", "1000.0"),
        (ScalarType::Float, "1e3", "1e3"),
        (ScalarType::Float, "+Inf", "inf"),
        (ScalarType::Float, "NaN", "nan"),
        (ScalarType::Bool, "True", "true"),
        (ScalarType::Time, "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
    ] {
        assert_eq!(write(Style::DoubleQuoted, kind, spelling), want);
    }
    let texts = [
        "",
        "a",
        "it's",
        "\"",
        "\"\"\"",
        "a\"\"\"\"b",
        "x\"",
        "a\nb",
        "\n",
        "\\",
        "\t",
        "\r",
        "a\r\nb",
        "'''",
        "\u{1}\u{7f}é",
        "'a'\n",
    ];
    for style in
        [Style::SingleQuoted, Style::DoubleQuoted, Style::TripleDoubleQuoted, Style::TripleSingleQuoted]
    {
        for text in texts {
            let written = write(style, ScalarType::Str, text);
            let again = leaves(&format!("k = {written}\n"));
            assert_eq!(again[0].2, text, "{style:?}: {written}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}a1.\"'=,#\\\\ \\r\\n-]{0,40}") {
        drop(Toml.parse(&text, &Limits::default()));
    }
}

#[test]
fn the_top_counts_as_a_table_that_others_nest_in() {
    let limits = Limits { depth: 4, ..Limits::default() };
    let is_read = |source: &str| Toml.parse(source, &limits).is_ok();
    for (deepest, too_deep) in [
        ("[a.b.c]\nk = 1\n", "[a.b.c.d]\n"),
        ("a.b.c.k = 1\n", "a.b.c.d.k = 1\n"),
        ("a = [[[1]]]\n", "a = [[[[]]]]\n"),
        ("[[a]]\n[a.b]\nk = 1\n", "[[a]]\n[a.b.c]\n"),
    ] {
        assert!(is_read(deepest) && !is_read(too_deep), "{deepest}{too_deep}");
    }
}
