//! What a line means, and that every text comes back.

use proptest::prelude::*;

use super::*;
use crate::document::{Member, Splice};

fn parse(source: &str) -> Document<'_> {
    Dotenv.parse(source, &Limits::default()).unwrap_or_else(|error| panic!("{source}: {error}"))
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
        ("lastmodified".into(), Block::text("2026-01-01T00:00:00Z")),
        ("mac".into(), Block::text("ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]")),
        ("unencrypted_suffix".into(), Block::text("_unencrypted")),
    ])
}

fn with_block(source: &str) -> String {
    apply(source, Dotenv.insert_metadata(&parse(source), &block()).unwrap())
}

/// Every leaf outside the metadata as key and decoded value.
fn leaves(source: &str) -> Vec<(String, String)> {
    let document = parse(source);
    let leaf = |id: u32| {
        let mut buffer = Plaintext::default();
        let value = Dotenv.scalar(&document, id, &mut buffer).unwrap().spelling.to_vec();
        (document.key(document.node(id).step).unwrap().to_owned(), String::from_utf8(value).unwrap())
    };
    document.children(0).filter(|id| !document.in_metadata(*id)).map(leaf).collect()
}

fn written(kind: ScalarType, spelling: &str) -> String {
    let mut out = Plaintext::default();
    Dotenv.write_value(&SLOT, &Scalar { kind, spelling: spelling.as_bytes() }, &mut out).unwrap();
    out.expose_str().unwrap().to_owned()
}

fn error(source: &str) -> Error {
    match Dotenv.parse(source, &Limits::default()) {
        Ok(_) => panic!("{source} was accepted"),
        Err(error) => error,
    }
}

/// Checked on sops 3.11.0: it keeps all of these as they are.
#[test]
fn nothing_is_trimmed_or_unquoted() {
    let source =
        "A=b=c\n\n  B = y \nexport C=\"x\"\n\"Q\"='z'\n=x\n\tE=\t\nF=a\\nb\\\\n\\t\nG=\nH=h\r\n#c\r\n#\nI=#i";
    let want = [
        ("A", "b=c"),
        ("  B ", " y "),
        ("export C", "\"x\""),
        ("\"Q\"", "'z'"),
        ("", "x"),
        ("\tE", "\t"),
        ("F", "a\nb\\\n\\t"),
        ("G", ""),
        ("H", "h\r"),
        ("I", "#i"),
    ];
    assert_eq!(leaves(source), want.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let document = parse(source);
    let comments: Vec<_> = document.comments.iter().map(|c| (document.text(c.span), c.before)).collect();
    assert_eq!(comments, [("c\r", 10), ("", 10)]);
    assert_eq!(leaves("\u{feff}A=b\n")[0].0, "\u{feff}A");
    assert_eq!(leaves(""), []);
}

#[test]
fn paths_are_keys_and_comments_are_at_the_top() {
    let document = parse("#c\na:b=1\n");
    let mut path = Vec::new();
    document.push_aad(1, &mut path);
    assert_eq!(path, b"a:b:");
    path.clear();
    document.push_aad(document.comments[0].parent, &mut path);
    assert_eq!(path, b":");
}

#[test]
fn a_line_without_equals_is_refused_with_its_place_and_without_its_text() {
    for source in ["A=b\ncanary\n", "A=b\n #canary", "A=b\n\r\nB=c\n", "A=b\n\u{feff}#canary"] {
        let error = error(source);
        assert_eq!(error.kind(), ErrorKind::Input);
        assert_eq!(error.place().unwrap().line, 2, "{source:?}");
        assert!(!error.to_string().contains("canary"));
    }
    assert!(error("\u{feff}#c\n").next_step().unwrap().contains("byte order mark"));
}

#[test]
fn repeated_keys_are_refused_by_name_unless_the_file_is_encrypted() {
    let error = error("A=1\nB=2\nA=3\n");
    assert_eq!((error.path(), error.place().unwrap().line), (Some(r#"["A"]"#), 3));
    assert_eq!(leaves("A=1\nA=3\nsops_mac=x\n").len(), 2);
}

/// What sops 3.11.0 prints for the same values.
#[test]
fn values_are_written_as_sops_writes_them() {
    use ScalarType::{Bool, Bytes, Comment, Float, Int, Str, Time};
    for (kind, spelling, want) in [
        (Str, "x\ny\\n\r", "x\\ny\\n\r"),
        (Bytes, "hi", "hi"),
        (Comment, " a\nb", " a\n#b"),
        (Int, "31", "31"),
        (Bool, "True", "true"),
        (Time, "2001-12-14T21:59:43.1-05:00", "2001-12-14T21:59:43-05:00"),
        (Time, "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
        (Float, "2.5", "2.5"),
        (Float, "1", "1.0"),
        (Float, "-0", "-0.0"),
        (Float, "123456", "123456.0"),
        (Float, "1234567", "1.234567E+06"),
        (Float, "12345678.9", "1.23456789E+07"),
        (Float, "0.0001", "0.0001"),
        (Float, "0.00001", "1E-05"),
        (Float, "1000000", "1E+06"),
        (Float, "1e100", "1E+100"),
        (Float, "+Inf", "+Inf"),
        (Float, "NaN", "NaN"),
    ] {
        assert_eq!(written(kind, spelling), want, "{kind:?} {spelling}");
    }
}

#[test]
fn trees_print_as_sops_prints_them() {
    let text = |text: &str| Plaintext::new(text.as_bytes().to_vec());
    let entry = |key: &str, value| Member::Entry(key.to_owned(), value);
    let string = |value: &str| Tree::Scalar(ScalarType::Str, text(value));
    let print = |members| {
        let mut out = Plaintext::default();
        Dotenv.print(&[Tree::Mapping(members)], &mut out).map(|()| out.expose_str().unwrap().to_owned())
    };
    let members = vec![
        Member::Comment(text(" hi")),
        entry("A", string("x\ny")),
        entry("", string("")),
        entry("N", Tree::Null),
    ];
    assert_eq!(print(members).unwrap(), "# hi\nA=x\\ny\n=\nN=<nil>\n");
    for (key, value) in [
        ("A", Tree::Sequence(vec![])),
        ("A", Tree::Mapping(vec![])),
        ("a=b", string("canary")),
        ("a\nb", string("canary")),
        ("#a", string("canary")),
    ] {
        let error = print(vec![entry(key, value)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Emit);
        assert_eq!(error.path(), Some(format!("[{key:?}]").as_str()));
        assert!(!error.to_string().contains("canary"));
    }
}

#[test]
fn names_that_no_line_can_hold_are_refused_in_the_metadata() {
    for name in ["a=b", "a\nb"] {
        let block = Block::Map(vec![(name.to_owned(), Block::text("canary"))]);
        let Err(error) = Dotenv.insert_metadata(&parse(""), &block) else { panic!("{name} was written") };
        assert_eq!(error.kind(), ErrorKind::Emit);
        assert!(!error.to_string().contains("canary"));
    }
}

#[test]
fn a_value_that_ends_with_a_carriage_return_is_refused_in_the_metadata() {
    let block = |text| Block::Map(vec![("lastmodified".to_owned(), Block::text(text))]);
    let Err(error) = Dotenv.insert_metadata(&parse(""), &block("canary\r")) else { panic!("it was written") };
    assert_eq!(error.kind(), ErrorKind::Emit);
    assert!(!error.to_string().contains("canary"));
    assert!(Dotenv.insert_metadata(&parse(""), &block("a\r\nb")).is_ok());
}

#[test]
fn metadata_lines_are_a_block_of_their_own() {
    let inserted = with_block("A=b\n#c");
    assert_eq!(
        inserted,
        "A=b\n#c\nsops_age__list_0__map_enc=-----BEGIN AGE ENCRYPTED FILE-----\\nxyz\\n\n\
         sops_age__list_0__map_recipient=age1xyz\nsops_lastmodified=2026-01-01T00:00:00Z\n\
         sops_mac=ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\nsops_unencrypted_suffix=_unencrypted\n"
    );
    let document = parse(&inserted);
    assert_eq!(Dotenv.metadata(&document).unwrap(), Some(block()));
    let sops = document.roots[0].sops.unwrap();
    assert_eq!((sops, document.node(0).end, document.node(sops).end), (2, 8, 8));
    assert_eq!(document.key(document.node(sops).step), Some("sops"));
    assert_eq!(document.key(document.node(3).step), Some("age__list_0__map_enc"));
    assert!((2..8).all(|id| document.in_metadata(id)) && !document.in_metadata(1));
    assert_eq!(document.comments[0].before, sops);
    assert_eq!(apply(&inserted, Dotenv.remove_metadata(&document)), "A=b\n#c\n");
    assert_eq!(Dotenv.metadata(&parse("sops=1\nSOPS_A=1\nsopsy=1\n")).unwrap(), None);
}

#[test]
fn scattered_metadata_lines_are_found() {
    let source = "sops_mac=m\r\nA=b\n#c\nsops_lastmodified=l\nsops_version=v\n\nB=c\nsops_x=1";
    let document = parse(source);
    let block = Dotenv.metadata(&document).unwrap().unwrap();
    assert_eq!(block.get("mac").unwrap().as_text(), Some("m"));
    assert_eq!(block.get("x").unwrap().as_text(), Some("1"));
    assert_eq!(leaves(source).len(), 2);
    assert_eq!(apply(source, Dotenv.remove_metadata(&document)), "A=b\n#c\n\nB=c\n");
    let error = Dotenv.metadata(&parse("A=b\nsops_mac=m\nsops_mac=n\n")).unwrap_err();
    assert_eq!((error.kind(), error.place().unwrap().line), (ErrorKind::Input, 3));
}

fn file() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just(String::new()),
        "#[ -~é\r]{0,8}",
        "[A-Z \"']{0,3}=[ -~é\r]{0,12}",
        "[A-Z]{1,3}=[ab\\\\n]{0,12}",
    ];
    (prop::collection::vec(line, 0..8), any::<bool>()).prop_map(|(lines, newline)| {
        let numbered = lines.iter().enumerate().map(|(n, line)| match line.split_once('=') {
            Some((key, value)) if !line.starts_with('#') => format!("{key}{n}={value}"),
            _ => line.clone(),
        });
        let text = numbered.collect::<Vec<_>>().join("\n");
        if newline && !text.is_empty() { text + "\n" } else { text }
    })
}

proptest! {
    #[test]
    fn taking_the_block_out_undoes_putting_it_in(source in file()) {
        let inserted = with_block(&source);
        let document = parse(&inserted);
        prop_assert_eq!(Dotenv.metadata(&document).unwrap(), Some(block()));
        let back = apply(&inserted, Dotenv.remove_metadata(&document));
        // A missing final newline is the caller's to remember.
        let newline = if source.is_empty() || source.ends_with('\n') { "" } else { "\n" };
        prop_assert_eq!(back, source + newline);
    }

    #[test]
    fn written_values_are_the_source(source in file()) {
        let document = parse(&source);
        for id in document.children(0) {
            let mut buffer = Plaintext::default();
            let value = Dotenv.scalar(&document, id, &mut buffer).unwrap();
            let text = written(value.kind, std::str::from_utf8(value.spelling).unwrap());
            prop_assert_eq!(text, document.text(Dotenv.value_span(&document, id)));
        }
    }

    #[test]
    fn no_text_makes_it_panic(source in "[a=#\n\r\\\\ \u{feff}sop_\"]{0,40}") {
        if let Ok(document) = Dotenv.parse(&source, &Limits::default()) {
            let _ = Dotenv.metadata(&document);
            let _ = Dotenv.remove_metadata(&document);
        }
    }
}
