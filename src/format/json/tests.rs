//! What a text means, and that every text comes back.

use proptest::prelude::*;

use super::*;
use crate::document::{Item, Member, NodeKind, Splice};

fn parse(source: &str) -> Document<'_> {
    Json.parse(source, &Limits::default()).unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn apply(source: &str, edits: Vec<Edit>) -> String {
    let mut splice = Splice::new(source.as_bytes(), Vec::new());
    for edit in edits {
        splice.replace(edit.span).extend_from_slice(&edit.text);
    }
    String::from_utf8(splice.finish()).unwrap()
}

fn block() -> Block {
    let key = Block::Map(vec![
        ("enc".into(), Block::text("-----BEGIN AGE ENCRYPTED FILE-----\nxyz\n")),
        ("recipient".into(), Block::text("age1xyz")),
    ]);
    Block::Map(vec![
        ("age".into(), Block::List(vec![key])),
        ("empty".into(), Block::List(vec![])),
        ("mac".into(), Block::text("ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]")),
        ("mac_only_encrypted".into(), Block::Bool(true)),
        ("shamir_threshold".into(), Block::Int(2)),
        ("unencrypted_suffix".into(), Block::text("<_>")),
        ("unknown".into(), Block::Null),
    ])
}

fn with_block(source: &str) -> String {
    let document = parse(source);
    apply(source, Json.insert_metadata(&document, &block()).unwrap())
}

fn without_block(source: &str) -> String {
    apply(source, Json.remove_metadata(&parse(source)))
}

/// Every leaf as type and decoded text, in order.
fn leaves(source: &str) -> Vec<(ScalarType, String)> {
    let document = parse(source);
    let leaf = |id: u32| {
        let mut buffer = Plaintext::default();
        let scalar = Json.scalar(&document, id, &mut buffer).unwrap();
        (scalar.kind, String::from_utf8(scalar.spelling.to_vec()).unwrap())
    };
    let ids = 0..document.nodes.len() as u32;
    ids.filter(|id| document.node(*id).kind == NodeKind::Scalar).map(leaf).collect()
}

fn written(kind: ScalarType, spelling: &str) -> String {
    let mut out = Plaintext::default();
    Json.write_value(&SLOT, &Scalar { kind, spelling: spelling.as_bytes() }, &mut out).unwrap();
    out.expose_str().unwrap().to_owned()
}

fn error(source: &str) -> Error {
    match Json.parse(source, &Limits::default()) {
        Ok(_) => panic!("{source} was accepted"),
        Err(error) => error,
    }
}

#[test]
fn nodes_have_paths_spans_and_kinds() {
    use NodeKind::{Mapping, Null, Scalar, Sequence};
    let source = " {\"a\": [1, {\"b\\u0062\" : \"x\\n\"}, null], \"\": {}}\n";
    let document = parse(source);
    let shown: Vec<_> = (0..document.nodes.len() as u32)
        .map(|id| (document.path(id).to_string(), document.text(document.node(id).span)))
        .collect();
    let array = "[1, {\"b\\u0062\" : \"x\\n\"}, null]";
    assert_eq!(
        shown[1..],
        [
            (r#"["a"]"#.to_owned(), array),
            (r#"["a"][0]"#.to_owned(), "1"),
            (r#"["a"][1]"#.to_owned(), "{\"b\\u0062\" : \"x\\n\"}"),
            (r#"["a"][1]["bb"]"#.to_owned(), "\"x\\n\""),
            (r#"["a"][2]"#.to_owned(), "null"),
            (r#"[""]"#.to_owned(), "{}"),
        ]
    );
    let kinds: Vec<_> = document.nodes.iter().map(|node| node.kind).collect();
    assert_eq!(kinds, [Mapping, Sequence, Scalar, Mapping, Scalar, Null, Mapping]);
    let ends: Vec<_> = document.nodes.iter().map(|node| node.end).collect();
    assert_eq!(ends, [7, 6, 3, 5, 5, 6, 7]);
    assert!(document.nodes[1..].iter().all(|node| node.in_flow));
    assert_eq!(&source[document.roots[0].tail as usize..], "}\n");
    let mut path = Vec::new();
    document.push_aad(4, &mut path);
    assert_eq!(path, b"a:bb:");
}

#[test]
fn scalars_are_typed() {
    use ScalarType::{Bool, Float, Int, Str};
    let source = r#"{"a":[true,false,0,-12,9223372036854775807,9223372036854775808,-0,1.50,1E5,"",
        "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00","\ud800","\ud800\u0041","\udc00x","\ud800\ud800\udc00"]}"#;
    let want = [
        (Bool, "true"),
        (Bool, "false"),
        (Int, "0"),
        (Int, "-12"),
        (Int, "9223372036854775807"),
        (Float, "9223372036854775808"),
        (Float, "-0"),
        (Float, "1.50"),
        (Float, "1E5"),
        (Str, ""),
        (Str, "\"\\/\x08\x0c\n\r\té😀"),
        (Str, "\u{fffd}"),
        (Str, "\u{fffd}A"),
        (Str, "\u{fffd}x"),
        (Str, "\u{fffd}\u{10000}"),
    ];
    assert_eq!(leaves(source), want.map(|(kind, text)| (kind, text.to_owned())));
}

/// What sops 3.11.0 prints for the same values.
#[test]
fn values_are_written_as_sops_writes_them() {
    use ScalarType::{Bool, Bytes, Float, Int, Str, Time};
    for (kind, spelling, want) in [
        (
            Str,
            "<&>\u{2028}\u{2029}\x7f\x01\x1f é😀",
            "\"\\u003c\\u0026\\u003e\\u2028\\u2029\x7f\\u0001\\u001f é😀\"",
        ),
        (Str, "\x08\x0c\n\r\t/\"\\", r#""\b\f\n\r\t/\"\\""#),
        (Str, "…–", "\"…–\""),
        (Bytes, "hi", "\"hi\""),
        (Int, "+012", "12"),
        (Int, "-0", "0"),
        (Bool, "True", "true"),
        (Bool, "f", "false"),
        (Time, "2001-12-14T21:59:43.10-05:00", "\"2001-12-14T21:59:43.1-05:00\""),
        (Float, "1000000000000000000000", "1e+21"),
        (Float, "100000000000000000000", "100000000000000000000"),
        (Float, "123456789012345680000000000000", "1.2345678901234568e+29"),
        (Float, "0.0000001", "1e-7"),
        (Float, "-0.00000015", "-1.5e-7"),
        (Float, "0.000001", "0.000001"),
        (Float, "-0", "-0"),
        (Float, "2.5", "2.5"),
        // An author's own spelling stays, if it is JSON.
        (Float, "1.50", "1.50"),
        (Float, "1E5", "1E5"),
        (Float, "-0.0", "-0.0"),
        (Float, "123456789012345678901234567890", "123456789012345678901234567890"),
        (Float, "+1.5", "1.5"),
        (Float, ".5", "0.5"),
        (Float, "5.", "5"),
        (Float, "01.5", "1.5"),
        (Float, "1.e3", "1000"),
    ] {
        assert_eq!(written(kind, spelling), want, "{kind:?} {spelling}");
    }
    let mut out = Plaintext::default();
    Json.write_value(&SLOT, &Scalar { kind: Str, spelling: b"a\xff\xc3\xe2\x80z" }, &mut out).unwrap();
    assert_eq!(out.expose_str().unwrap(), r#""a\ufffd\ufffd\ufffd\ufffdz""#);
}

#[test]
fn what_json_cannot_hold_is_an_error_without_the_value() {
    for (kind, spelling) in [
        (ScalarType::Float, "+Inf"),
        (ScalarType::Float, "NaN"),
        (ScalarType::Int, "x1"),
        (ScalarType::Bool, "x1"),
    ] {
        let scalar = Scalar { kind, spelling: spelling.as_bytes() };
        let error = Json.write_value(&SLOT, &scalar, &mut Plaintext::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Emit);
        assert!(!error.to_string().contains("x1"));
    }
}

#[test]
fn tokens_stand_in_quotes() {
    let mut out = Vec::new();
    assert_eq!(Json.open_slot(&SLOT, &mut out), "\"");
    assert_eq!(out, b"\"");
}

#[test]
fn invalid_json_is_refused_with_its_place_and_without_its_text() {
    for (source, line, column) in [
        ("{\"canary\": 01}", 1, 13),
        ("{\"canary\": +1}", 1, 12),
        ("{\"canary\": .5}", 1, 12),
        ("{\"canary\":\n1.}", 2, 3),
        ("{\"canary\": 1e}", 1, 14),
        ("{\"canary\": -}", 1, 13),
        ("{\"canary\": \"é\t\"}", 1, 14),
        ("{\"canary\": \"\\x\"}", 1, 13),
        ("{\"canary\": \"\\u12g4\"}", 1, 13),
        ("{\"canary\": \"", 1, 13),
        ("{\"canary\": \"\\", 1, 13),
        ("{\"canary\": NaN}", 1, 12),
        ("{\"canary\": tru}", 1, 12),
        ("{\"canary\": 1,}", 1, 14),
        ("{\"canary\": [1,]}", 1, 15),
        ("{\"canary\": 1 \"x\": 2}", 1, 14),
        ("{\"canary\" 1}", 1, 11),
        ("{\"canary\"}", 1, 10),
        ("{'canary': 1}", 1, 2),
        ("{,}", 1, 2),
        ("{\"canary\": 1} canary", 1, 15),
        ("{\"canary\": 1}\0", 1, 14),
        ("{\"canary\": 1", 1, 13),
        ("{\"canary\": [1}", 1, 14),
        ("{\"canary\": /**/1}", 1, 12),
        ("canary", 1, 1),
        ("{\"canary\": 1e400}", 1, 12),
    ] {
        let error = error(source);
        assert_eq!(error.kind(), ErrorKind::Input, "{source}");
        let place = error.place().unwrap();
        assert_eq!((place.line, place.column), (line, column), "{source}: {error}");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
    assert!(error(&format!("{{\"a\": {}}}", "9".repeat(400))).message().contains("range"));
}

#[test]
fn only_an_object_can_be_the_root() {
    for source in ["[1]", "\"x\"", " 1", "null", "true"] {
        let error = error(source);
        assert!(error.next_step().unwrap().contains(r#"{"data": …}"#), "{source}");
        assert_eq!(error.kind(), ErrorKind::Input);
    }
    assert!(error(" \n").message().contains("empty"));
}

#[test]
fn repeated_keys_are_refused_by_name() {
    let few = "{\"a\": {\"k\": 1,\n \"x\": 2, \"\\u006b\": 3}}";
    let many = (0..20).map(|n| format!("\"{n}\": 0, ")).collect::<Vec<_>>().concat();
    let many = format!("{{{many}\"7\": 1}}");
    for (source, path, line) in [(few, r#"["a"]["k"]"#, 2), (many.as_str(), r#"["7"]"#, 1)] {
        let error = error(source);
        assert_eq!(error.path(), Some(path));
        assert_eq!(error.place().unwrap().line, line);
    }
    parse("{\"a\": {\"k\": 1}, \"b\": {\"k\": 1}, \"c\": [{\"k\": 1}, {\"k\": 1}]}");
}

#[test]
fn nesting_is_limited_without_recursion() {
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    parse(&nested(255));
    assert!(error(&nested(256)).message().contains("256"));
    assert!(error(&"[".repeat(5)).message().contains("root"));
    error(&format!("{{\"a\":{}", "[{\"a\":".repeat(1_000_000)));
    let source = nested(1_000_000);
    let document = Json.parse(&source, &Limits { depth: 2_000_000, ..Limits::default() }).unwrap();
    assert_eq!(document.nodes.len(), 1_000_001);
}

#[test]
fn the_block_takes_the_layout_of_the_file() {
    let inserted = with_block("{\r\n    \"a\": {\r\n        \"b\": 1\r\n    }\r\n}");
    assert!(inserted.starts_with("{\r\n    \"a\": {\r\n        \"b\": 1\r\n    },\r\n    \"sops\": {\r\n        \"age\": [\r\n            {\r\n                \"enc\": \"-----BEGIN AGE ENCRYPTED FILE-----\\nxyz\\n\",\r\n"), "{inserted}");
    assert!(inserted.ends_with("        \"unknown\": null\r\n    }\r\n}"), "{inserted}");
    assert!(inserted.contains("\n        \"empty\": [],\r\n        \"mac\": \"ENC["));
    let inserted = with_block("{\"a\":1}");
    assert!(inserted.starts_with("{\"a\":1, \"sops\": {\"age\": [{\"enc\": \""), "{inserted}");
    assert!(inserted.ends_with("\"unknown\": null}}"), "{inserted}");
    assert!(inserted.contains("\"mac\": \"ENC["));
    assert!(with_block("{}").starts_with("{\"sops\": {\""));
    assert!(with_block("{\n}\n").starts_with("{\n\t\"sops\": {\n\t\t\"age\": [\n\t\t\t{\n"));
    assert!(with_block("  {\n   \"a\": 1\n  }").contains(",\n   \"sops\": {\n    \"age\": ["));
    assert!(with_block("{\n\"a\": 1\n}").contains(",\n\"sops\": {\n  \"age\": [\n    {\n"));
}

#[test]
fn the_block_reads_back() {
    for source in ["{}", "{\n  \"a\": 1\n}\n"] {
        let inserted = with_block(source);
        let document = parse(&inserted);
        assert_eq!(Json.metadata(&document).unwrap(), Some(block()));
        let sops = document.roots[0].sops.unwrap();
        assert!(document.in_metadata(sops) && document.in_metadata(sops + 1) && !document.in_metadata(0));
    }
    assert_eq!(Json.metadata(&parse("{\"a\": {\"sops\": {}}}")).unwrap(), None);
    assert_eq!(Json.metadata(&parse("{\"sops\": null}")).unwrap(), None);
}

#[test]
fn the_block_comes_out_wherever_it_stands() {
    for (source, want) in [
        ("{\n\t\"a\": 1,\n\t\"sops\": {\n\t\t\"mac\": \"\"\n\t}\n}\n", "{\n\t\"a\": 1\n}\n"),
        ("{\n\t\"sops\": {},\n\t\"a\": 1\n}\n", "{\n\t\"a\": 1\n}\n"),
        ("{\"a\": 1, \"sops\": {}, \"b\": {\"sops\": 1}}", "{\"a\": 1, \"b\": {\"sops\": 1}}"),
        ("{ \"sops\": {} }", "{ }"),
        ("{\"a\": 1}", "{\"a\": 1}"),
    ] {
        assert_eq!(without_block(source), want);
    }
}

/// The output of sops 3.11.0 for the same data in YAML.
#[test]
fn trees_print_as_sops_prints_them() {
    let text = |text: &str| Plaintext::new(text.as_bytes().to_vec());
    let scalar = |kind, value: &str| Tree::Scalar(kind, text(value));
    let entry = |key: &str, value| Member::Entry(key.to_owned(), value);
    let tree = Tree::Mapping(vec![
        Member::Comment(text(" hi")),
        entry("a<", scalar(ScalarType::Int, "1")),
        entry("g", scalar(ScalarType::Float, "1000000000000000000000000000000")),
        entry("c", scalar(ScalarType::Bool, "True")),
        entry("d", Tree::Null),
        entry(
            "o",
            Tree::Sequence(vec![
                Item::Comment(text("c")),
                Item::Value(scalar(ScalarType::Str, "x\ny")),
                Item::Value(Tree::Mapping(vec![entry("x", Tree::Sequence(vec![]))])),
            ]),
        ),
        entry("e", Tree::Mapping(vec![Member::Comment(text("only"))])),
    ]);
    let mut out = Plaintext::default();
    Json.print(&[tree], &mut out).unwrap();
    assert_eq!(
        out.expose_str().unwrap(),
        "{\n\t\"a\\u003c\": 1,\n\t\"g\": 1e+30,\n\t\"c\": true,\n\t\"d\": null,\n\t\"o\": [\n\t\t\"x\\ny\",\n\t\t{\n\t\t\t\"x\": []\n\t\t}\n\t],\n\t\"e\": {}\n}\n"
    );
    let two = [Tree::Null, Tree::Null];
    assert_eq!(Json.print(&two, &mut Plaintext::default()).unwrap_err().kind(), ErrorKind::Emit);
}

fn blanks() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", " ", "\n", "\n  ", "\r\n\t", "\n\n    ", " \t "])
}

fn string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z<>&/é😀\u{2028}]{0,6}",
        prop::sample::select(vec![
            "\\n",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\ud800",
            "\\\\",
            "\\\"",
            "\\/",
            "\\u0000"
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

/// JSON values of any layout.
fn value() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        string(),
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "-0",
            "1.50",
            "1e5",
            "1E-7",
            "12345678901234567890"
        ])
        .prop_map(str::to_owned),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_filter("finite", |float| float.is_finite()).prop_map(|float| float.to_string()),
    ];
    scalar.prop_recursive(4, 40, 5, |inner| {
        let item = (blanks(), inner.clone(), blanks()).prop_map(|(a, value, b)| format!("{a}{value}{b}"));
        let items = prop::collection::vec(item, 0..5).prop_map(|items| items.join(","));
        let list = (items, blanks()).prop_map(|(items, blank)| {
            if items.is_empty() { format!("[{blank}]") } else { format!("[{items}]") }
        });
        prop_oneof![list, object(inner)]
    })
}

fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let member = (blanks(), string(), blanks(), blanks(), value, blanks());
    (prop::collection::vec(member, 0..5), blanks()).prop_map(|(members, blank)| {
        let member = |(n, (a, key, b, c, value, d)): (usize, (_, String, _, _, _, _))| {
            format!("{a}\"{n}{}{b}:{c}{value}{d}", &key[1..])
        };
        let members: Vec<String> = members.into_iter().enumerate().map(member).collect();
        if members.is_empty() { format!("{{{blank}}}") } else { format!("{{{}}}", members.join(",")) }
    })
}

fn file() -> impl Strategy<Value = String> {
    (blanks(), object(value()), blanks())
        .prop_map(|(before, object, after)| format!("{before}{object}{after}"))
}

proptest! {
    #[test]
    fn taking_the_block_out_undoes_putting_it_in(source in file()) {
        let inserted = with_block(&source);
        let document = parse(&inserted);
        prop_assert_eq!(Json.metadata(&document).unwrap(), Some(block()));
        prop_assert_eq!(apply(&inserted, Json.remove_metadata(&document)), source);
    }

    #[test]
    fn written_values_read_back(source in file()) {
        for (kind, text) in leaves(&source) {
            let rewritten = format!("{{\"a\": {}}}", written(kind, &text));
            let [(kind_again, text_again)] = &leaves(&rewritten)[..] else { panic!("one leaf") };
            let same_kind = *kind_again == kind || (kind, *kind_again) == (ScalarType::Float, ScalarType::Int);
            prop_assert!(same_kind, "{:?} {} became {:?}", kind, text, kind_again);
            if kind == ScalarType::Float {
                let value = crate::scalar::parse_float(text.as_bytes());
                prop_assert_eq!(crate::scalar::parse_float(text_again.as_bytes()), value);
            } else {
                prop_assert_eq!(text_again, &text);
            }
        }
    }

    #[test]
    fn the_grammar_is_that_of_another_parser(source in file(), cut in any::<prop::sample::Index>(),
        junk in prop::sample::select(vec!["", ",", "\"", "}", "]", "{", "[", ":", "0", "-", ".", "e", " ", "\\", "t", "\t"]))
    {
        // The other parser takes no lone surrogates.
        let source = source.trim_start_matches('\u{feff}').replace("\\ud", "\\u0");
        let places: Vec<usize> = source.char_indices().map(|(at, _)| at).collect();
        let at = *cut.get(&places);
        let next = at + source[at..].chars().next().map_or(0, char::len_utf8);
        for end in [at, next] {
            let changed = format!("{}{junk}{}", &source[..at], &source[end..]);
            let theirs = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&changed);
            match (Json.parse(&changed, &Limits::default()), theirs) {
                (Ok(_), Ok(_)) | (Err(_), Err(_)) => {}
                (Err(error), Ok(_)) => prop_assert!(error.message().contains("twice"), "{}: {}", changed, error),
                (Ok(_), Err(error)) => prop_assert!(false, "{}: {}", changed, error),
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(source in "[{\\[\\]}\":,\\\\u0-9eE.truefalsn \n-]{0,40}") {
        let _ = Json.parse(&source, &Limits::default());
        let _ = Json.parse(&format!("{{\"a\":{source}"), &Limits::default());
    }
}

#[test]
fn a_byte_order_mark_is_refused() {
    // The real program (3.11.0) cannot read such a file, encrypted or not.
    assert!(error("\u{feff}{}").message().contains("byte order mark"));
}
