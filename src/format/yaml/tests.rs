//! What a text means: values as the real program sees them, comments where it puts them, errors
//! with places. The expectations are the real program's (3.11.0) and the YAML 1.1 specification's.

use super::*;
use crate::document::{NO_NODE, Splice};

fn parse(source: &str) -> Document<'_> {
    match Yaml.parse(source, &Limits::default()) {
        Ok(document) => document,
        Err(error) => panic!("{error}: {source:?}"),
    }
}

/// `path type canonical` for every scalar.
fn values(source: &str) -> Vec<String> {
    let document = parse(source);
    let mut found = Vec::new();
    for id in 0..document.nodes.len() as NodeId {
        if document.node(id).kind == NodeKind::Scalar {
            let mut buffer = Plaintext::default();
            let value = Yaml.scalar(&document, id, &mut buffer).unwrap();
            let mut canonical = String::new();
            let bytes = scalar::canonical(value.kind, value.spelling, &mut canonical).unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            found.push(format!("{} {} {text:?}", document.path(id), value.kind.name()));
        }
    }
    found
}

/// `aad text` for every comment, in the order of the real program's tree.
fn comments(source: &str) -> Vec<String> {
    let document = parse(source);
    let aad = |parent: NodeId| {
        let mut aad = Vec::new();
        if parent == NO_NODE {
            aad.push(b':');
        } else {
            document.push_aad(parent, &mut aad);
        }
        String::from_utf8(aad).unwrap()
    };
    document.comments.iter().map(|c| format!("{}{}", aad(c.parent), document.text(c.span))).collect()
}

fn failure(source: &str) -> Error {
    match Yaml.parse(source, &Limits::default()) {
        Ok(_) => panic!("accepted {source:?}"),
        Err(error) => error,
    }
}

#[test]
fn scalars_have_the_types_that_go_yaml_gives_them() {
    let cases = [
        ("a: text", r#"["a"] str "text""#),
        ("a: 'it''s'", r#"["a"] str "it's""#),
        (r#"a: "x\ty\u00e9\N""#, "[\"a\"] str \"x\\tyé\\u{85}\""),
        ("a: 012", r#"["a"] int "10""#),
        ("a: 0o17", r#"["a"] int "15""#),
        ("a: 1_000", r#"["a"] int "1000""#),
        ("a: 0x_ff", r#"["a"] int "255""#),
        ("a: -0b11", r#"["a"] int "-3""#),
        ("a: 1.50", r#"["a"] float "1.5""#),
        ("a: 1e3", r#"["a"] float "1000""#),
        ("a: .5", r#"["a"] float "0.5""#),
        ("a: -.INF", r#"["a"] float "-Inf""#),
        ("a: 100000000000000000000", r#"["a"] float "100000000000000000000""#),
        ("a: yes", r#"["a"] str "yes""#),
        ("a: TRUE", r#"["a"] bool "True""#),
        ("a: 2001-12-14", r#"["a"] time "2001-12-14T00:00:00Z""#),
        ("a: 2001-12-14t21:59:43.10-05:00", r#"["a"] time "2001-12-14T21:59:43.1-05:00""#),
        ("a: !!str 12", r#"["a"] str "12""#),
        ("a: !!float 3", r#"["a"] float "3""#),
        ("a: !!binary aGVsbG8=", r#"["a"] str "hello""#),
        ("a: !local 12", r#"["a"] str "12""#),
        ("a: ! 12", r#"["a"] int "12""#),
        ("a: <<", r#"["a"] str "<<""#),
        ("a: b\n  c\n\n  d", r#"["a"] str "b c\nd""#),
        ("a: 'b\n\n  c '", r#"["a"] str "b\nc ""#),
        ("a: \"b\\\n  c\\  \n  d\"", "[\"a\"] str \"bc  d\""),
        ("a: |\n  x\n   y\n\n", r#"["a"] str "x\n y\n""#),
        ("a: |+\n  x\n\n", r#"["a"] str "x\n\n""#),
        ("a: >-\n  x\n  y\n\n  z\n   w\n  v\n", r#"["a"] str "x y\nz\n w\nv""#),
        ("a: |2-\n   x\n  y\n", r#"["a"] str " x\ny""#),
        ("a: |\n  x", r#"["a"] str "x""#),
        ("a: |\r\n  x\r\n  y\r\n", r#"["a"] str "x\ny\n""#),
        ("a: {b: [1, x]}", "[\"a\"][\"b\"][0] int \"1\"\n[\"a\"][\"b\"][1] str \"x\""),
        ("? a\n: b", r#"["a"] str "b""#),
        ("\"k\\u00e9\": v", r#"["ké"] str "v""#),
        ("a:\n- b\n-\n- c", "[\"a\"][0] str \"b\"\n[\"a\"][2] str \"c\""),
        ("a: &x {k: 1}\nb:\n  <<: *x", "[\"a\"][\"k\"] int \"1\"\n[\"b\"][\"<<\"][\"k\"] int \"1\""),
        ("a: &x y\n---\nb: *x", "[\"a\"] str \"y\"\n[\"b\"] of document 2 str \"y\""),
        ("&k a: b\nc: *k", "[\"a\"] str \"b\"\n[\"c\"] str \"a\""),
        ("\u{FEFF}a: b", r#"["a"] str "b""#),
        ("a: x\u{2028}  y", "[\"a\"] str \"x\\u{2028}y\""),
    ];
    for (source, expected) in cases {
        assert_eq!(values(source).join("\n"), expected, "{source:?}");
    }
}

#[test]
fn nulls_and_empty_collections_hold_nothing_to_encrypt() {
    assert!(values("a: ~\nb: null\nc:\nd: []\ne: {}\nf: !!null x\n").is_empty());
    assert_eq!(values("a: ''\n"), [r#"["a"] str """#]);
}

#[test]
fn comments_belong_where_go_yaml_attaches_them() {
    let cases: [(&str, &[&str]); 9] = [
        ("# head\na: 1 # line\n# foot\n\nb: 2\n", &[": head", ": line", ": foot"]),
        ("a:\n  # inner\n  b: 1\n  # after\nc: 2\n", &["a: inner", "a: after"]),
        ("a:\n  - 1 # one\n  # two\n  - 2\n", &["a: one", "a: two"]),
        ("a:\n  b: 1\n# dedented\nc: 2\n", &[": dedented"]),
        ("a: # on the key\n  b: 1\n", &[": on the key"]),
        ("- # x", &[]),
        ("a: | # header\n  text\n", &[": header"]),
        ("# first\n\n# second\na: 1\n", &[": first", ": second"]),
        ("a: [1, # one\n  2] # end\n", &["a: end", "a: one"]),
    ];
    for (source, expected) in cases {
        if source.starts_with('-') {
            continue; // a list at the top is refused before comments matter
        }
        assert_eq!(comments(source), expected, "{source:?}");
    }
}

#[test]
fn errors_name_the_place_and_quote_nothing() {
    let cases = [
        ("a: b\nc: \"canary", 2, 4, ErrorKind::Input),
        ("a: 1\na: 2", 2, 1, ErrorKind::Input),
        ("- a\n- b", 1, 1, ErrorKind::Input),
        ("canary", 1, 1, ErrorKind::Input),
        ("a: *canary", 1, 4, ErrorKind::Input),
        ("1: canary", 1, 1, ErrorKind::SealTree),
        ("[a]: canary", 1, 1, ErrorKind::SealTree),
        ("a: b: canary", 1, 5, ErrorKind::Input),
        ("a:\n\t- canary", 2, 1, ErrorKind::Input),
        ("a: \u{1}canary", 1, 4, ErrorKind::Input),
        ("a: [canary", 1, 11, ErrorKind::Input),
        ("%YAML 1.2\n---\na: canary", 1, 1, ErrorKind::Input),
        ("a: &x\n  b: *x", 2, 6, ErrorKind::Input),
    ];
    for (source, line, column, kind) in cases {
        let error = failure(source);
        let place = error.place().unwrap_or_else(|| panic!("no place: {source:?}"));
        assert_eq!((place.line, place.column, error.kind()), (line, column, kind), "{source:?}: {error}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}

#[test]
fn an_integer_beyond_64_bits_says_to_quote_it() {
    let document = parse("a: 12345678901234567890");
    let mut buffer = Plaintext::default();
    let Err(error) = Yaml.scalar(&document, 1, &mut buffer) else { panic!("accepted") };
    assert_eq!((error.kind(), error.path()), (ErrorKind::SealTree, Some("[\"a\"]")));
    assert_eq!(error.next_step(), Some("Put the number in quotes"));
}

#[test]
fn hostile_nesting_and_aliases_end_in_errors() {
    for source in ["[".repeat(100_000), "a: ".to_owned() + &"{a: ".repeat(50_000), "- ".repeat(5_000), {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let uses = vec![format!("*a{}", level - 1); 9].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{uses}]\n"));
        }
        bomb
    }] {
        assert_eq!(failure(&source).kind(), ErrorKind::Input);
    }
}

#[test]
fn metadata_comes_out_as_it_went_in() {
    let entry = Block::Map(vec![
        ("recipient".into(), Block::text("age1x")),
        ("enc".into(), Block::text("-----BEGIN-----\nabc\n-----END-----\n")),
    ]);
    let block = Block::Map(vec![
        ("age".into(), Block::List(vec![entry])),
        ("mac".into(), Block::text("ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]")),
        ("mac_only_encrypted".into(), Block::Bool(true)),
        ("shamir_threshold".into(), Block::Int(2)),
    ]);
    for source in [
        "a: 1\n",
        "a: 1\r\nb: 2\r\n",
        "a: 1\n---\nb: 2\n...\n# end\n",
        "---\n---\na: |\n  x\n",
        "{a: 1}\n",
        "{ }\n",
        "{}\n",
        "{}",
        "{} # c\n",
        "\r---\n",
        "# c\r---\r",
        "\u{FEFF}# c\r---\r",
        "a: 1\n...\r# x\r---\n",
        "%YAML 1.1\r---\r",
        "# c\u{2028}---\n",
        "\u{85}---\n",
        "{}\n\n# c\n",
        "# c\n{}\n---\n{}\n",
        "\u{FEFF}{}\r\n---\na: 1\r\n",
        "!x {}\n",
        "&a {}\n",
        "{a: 1,\n b: [2], }\n",
        "  a: 1\n  b: 2\n",
        "a:\n  - b\n  # tail\n",
        "a: 1\n\n\n# tail\n\n",
        "\u{FEFF}a: 1\n",
    ] {
        let document = parse(source);
        let with_stub = Yaml.insert_stub(&document).map(|edits| splice(source, edits));
        let base = with_stub.as_deref().unwrap_or(source);
        let added = splice(base, Yaml.insert_metadata(&parse(base), &block).unwrap());
        let encrypted = parse(&added);
        assert_eq!(encrypted.roots.iter().filter(|root| root.sops.is_some()).count(), document.roots.len());
        assert_eq!(Yaml.metadata(&encrypted).unwrap(), Some(block.clone()), "{added}");
        assert_eq!(splice(&added, Yaml.remove_metadata(&encrypted)), source, "{added}");
    }
}

#[test]
fn a_document_of_nothing_but_metadata_stays_one() {
    for (source, plain) in [
        ("sops:\n  a: b\n---\nc: 1\nsops:\n  a: b\n", "{}\n---\nc: 1\n"),
        ("# c\nsops:\n  a: b", "# c\n{}"),
        ("---\nsops:\n  a: b\n---\nsops:\n  a: b\n", "---\n---\n"),
    ] {
        assert_eq!(splice(source, Yaml.remove_metadata(&parse(source))), plain);
    }
}

#[test]
fn an_alias_expands_to_one_line_of_flow() {
    let document = parse("a: &x\n  k: [1, \"q\\\"\", ~]\n  l: |\n    m\nb: *x\n");
    let mut out = Vec::new();
    let mut encrypt_first = |id: NodeId, out: &mut Vec<u8>| {
        let is_one = document.text(document.node(id).span) == "1";
        if is_one {
            out.extend_from_slice(b"TOKEN");
        }
        Ok(is_one)
    };
    Yaml.expand_alias(&document, document.aliases[0].node, &mut out, &mut encrypt_first).unwrap();
    let expected = r#"{"k": ["TOKEN", "q\"", null], "l": "m\n"}"#;
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

fn splice(source: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.span);
    let mut splice = Splice::new(source.as_bytes(), Vec::new());
    for edit in edits {
        splice.replace(edit.span).extend_from_slice(&edit.text);
    }
    String::from_utf8(splice.finish()).unwrap()
}
