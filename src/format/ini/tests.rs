//! What a line means. Expectations: `sops encrypt` and `sops decrypt --output-type json` of sops 3.11.0.

use super::*;
use crate::document::{Member, Splice, Style};

fn parse(source: &str) -> Document<'_> {
    Ini.parse(source, &Limits::default()).unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn apply(source: &str, edits: Vec<Edit>) -> String {
    let mut splice = Splice::new(source.as_bytes(), Vec::new());
    for edit in edits {
        splice.replace(edit.span).extend_from_slice(&edit.text);
    }
    String::from_utf8(splice.finish()).unwrap()
}

/// Every value outside the metadata, with its section and key.
fn leaves(source: &str) -> Vec<String> {
    let document = parse(source);
    let ids = (0..document.nodes.len() as NodeId)
        .filter(|id| document.node(*id).kind == NodeKind::Scalar && !document.in_metadata(*id));
    ids.map(|id| {
        let mut buffer = Plaintext::default();
        let value = Ini.scalar(&document, id, &mut buffer).unwrap().spelling.to_vec();
        let mut path = Vec::new();
        document.push_aad(id, &mut path);
        format!("{}{}", String::from_utf8(path).unwrap(), String::from_utf8(value).unwrap())
    })
    .collect()
}

fn block() -> Block {
    let key = Block::Map(vec![
        ("enc".into(), Block::text("-----BEGIN\nx;#\n")),
        ("recipient".into(), Block::text("age1x")),
    ]);
    Block::Map(vec![
        ("age".into(), Block::List(vec![key])),
        ("mac".into(), Block::text("ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]")),
        ("unencrypted_regex".into(), Block::text(" a;b#c`")),
    ])
}

#[test]
fn values_are_those_of_the_real_program() {
    for (line, want) in [
        ("k=v", "k:v"),
        ("k: v : w", "k:v : w"),
        ("  k  =  v v  ", "k:v v"),
        ("k =", "k:"),
        ("k = \"a b\"", "k:a b"),
        ("k = ' a b '", "k: a b "),
        ("k = \"a;b\"", "k:\"a"),
        ("k = \"a\"b\"", "k:\"a\"b\""),
        ("k = \"x", "k:\"x"),
        ("k = a # b ; c", "k:a"),
        ("k = http://a.b/c#frag", "k:http://a.b/c"),
        ("k = `x ; y` ; c", "k:x ; y"),
        ("k = `a`b`", "k:a`b"),
        ("k = \"\"\"one\"\"\"", "k:one"),
        ("k = \"\"\"a\nb # c\n d\"\"\" ; c", "k:a\nb # c\n d"),
        ("k = `a\nb`", "k:a\nb"),
        ("k = a \\\n   b \\\n\tc", "k:a b c"),
        ("k = C:\\dir\\\nnext = 1", "k:C:\\dirnext = 1"),
        ("k = x \\", "k:x "),
        ("k = x \\ ; c", "k:x \\"),
        ("k = \\ # c", "k:\\"),
        ("k = \"\"\"\"\"\"", "k:"),
        ("\"q k\" = 1", "q k:1"),
        ("`a = b` = 1", "a = b:1"),
        ("\"\"\"a\"b\"\"\" = 1", "a\"b:1"),
        ("\u{feff}k = %(x)s", "k:%(x)s"),
    ] {
        assert_eq!(leaves(line), [format!("DEFAULT:{want}")], "{line}");
    }
    assert_eq!(leaves("- = a\n- = b\n[s]\n- = c"), ["DEFAULT:#1:a", "DEFAULT:#2:b", "s:#1:c"]);
    assert_eq!(leaves("[a]\nk=1\n[b]\n[a]\nl=2\n[DEFAULT]\nm=3"), ["a:k:1", "a:l:2", "DEFAULT:m:3"]);
    assert_eq!(leaves("[ a.b ] ; c\n[x] y]\nk=1"), ["x] y:k:1"]);
}

#[test]
fn comments_are_behind_the_key_they_stand_above() {
    let document = parse("; a\n# b\n\n; c\nk = v ; d\n; e\n[s] ; f\nl = `x` ; g\n; h\n");
    let seen = |comment: &Comment| {
        (Ini.comment_text(document.text(comment.span)), comment.parent, comment.before, comment.attached)
    };
    let comments: Vec<_> = document.comments.iter().map(seen).collect();
    assert_eq!(
        comments,
        [
            ("a\n# b", 1, 3, true),
            ("c", 1, 3, true),
            ("d", 1, 3, true),
            ("e", 3, 4, true),
            ("f", 3, 4, true),
            ("g", 3, 5, false),
            ("h", 0, 5, false),
        ]
    );
}

#[test]
fn a_line_that_cannot_be_read_is_refused_with_its_place_and_without_its_text() {
    for (source, line) in [
        ("[canary", 1),
        ("a=1\ncanary", 2),
        ("=canary", 1),
        ("[]", 1),
        ("\"canary=v", 1),
        ("\n a = `canary", 2),
        ("a = \"\"\"canary\n\n", 1),
        ("[s] canary", 1),
        ("a = `x` canary", 1),
        ("canary = 1\n[a]\n[DEFAULT]\nx=1\nx=2", 5),
        ("[sops]\na=canary\n[sops]", 3),
    ] {
        let Err(error) = Ini.parse(source, &Limits::default()) else { panic!("{source} was accepted") };
        assert_eq!(error.kind(), ErrorKind::Input, "{source}");
        assert_eq!(error.place().map(|place| place.line), Some(line), "{source}");
        assert!(!format!("{error}{:?}", error.next_step()).contains("canary"), "{error}");
    }
}

#[test]
fn names_in_the_metadata_are_quoted_where_they_must_be() {
    let named = |name: &str| Block::Map(vec![(name.to_owned(), Block::text("x"))]);
    for name in ["a=b", "a:b", "a `b`", "a \"b\""] {
        let with = apply("", Ini.insert_metadata(&parse(""), &named(name)).unwrap());
        assert_eq!(Ini.metadata(&parse(&with)).unwrap(), Some(named(name)), "{with}");
    }
    let Err(error) = Ini.insert_metadata(&parse(""), &named(" a")) else {
        panic!("it would be another name")
    };
    assert_eq!(error.kind(), ErrorKind::Emit);
}

#[test]
fn the_metadata_go_in_behind_a_blank_line_and_out_again() {
    for source in ["", "k=v\n", "k=v\n\n", "k=v\r\n", "[s]\nk=v\n; last\n", "\n", "; only\n"] {
        let document = parse(source);
        let with = apply(source, Ini.insert_metadata(&document, &block()).unwrap());
        assert!(
            with.contains("[sops]")
                && (source.is_empty() || with.contains("\n\n[sops]") || with.contains("\r\n\r\n[sops]"))
        );
        let again = parse(&with);
        assert_eq!(Ini.metadata(&again).unwrap().unwrap(), block(), "{with}");
        assert_eq!(apply(&with, Ini.remove_metadata(&again)), source, "{with}");
        assert_eq!(leaves(&with), leaves(source));
    }
    let two = parse("[sops]\na__list_0__map_enc = x\\\\ny\\nz\n[s]\nk=v\n");
    let list = Ini.metadata(&two).unwrap().unwrap();
    assert_eq!(
        list,
        Block::Map(vec![(
            "a".into(),
            Block::List(vec![Block::Map(vec![("enc".into(), Block::text("x\ny\nz"))])])
        )])
    );
    assert_eq!(apply(two.source, Ini.remove_metadata(&two)), "[s]\nk=v\n");
}

#[test]
fn every_text_is_written_such_that_it_is_read_again() {
    let write = |style, text: &str| {
        let mut out = Plaintext::default();
        let value = Scalar { kind: ScalarType::Str, spelling: text.as_bytes() };
        let slot = Slot::of(style);
        Ini.write_value(&slot, &value, &mut out).map(|()| out.expose_str().unwrap().to_owned())
    };
    for (text, plain) in [
        ("x", "x"),
        ("a;b", "`a;b`"),
        (" a", "\" a\""),
        ("a\nb", "\"\"\"a\nb\"\"\""),
        ("a`b", "\"\"\"a`b\"\"\""),
        ("a\\", "`a\\`"),
        ("'q'", "`'q'`"),
        ("\"q\"", "`\"q\"`"),
        ("\"\"\"", "`\"\"\"`"),
    ] {
        assert_eq!(write(Style::Plain, text).unwrap(), plain);
        for style in [Style::SingleQuoted, Style::DoubleQuoted, Style::Backquoted, Style::TripleDoubleQuoted]
        {
            let written = write(style, text).unwrap();
            assert_eq!(leaves(&format!("k = {written}\nl=1"))[0], format!("DEFAULT:k:{text}"), "{written}");
        }
    }
    let error = write(Style::Plain, "`\n\"\"\"\n`x").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Emit);
    assert!(!error.to_string().contains('x'), "{error}");
}

fn text(text: &str) -> Tree {
    Tree::Scalar(ScalarType::Str, Plaintext::new(text.as_bytes().to_vec()))
}

fn entry(key: &str, tree: Tree) -> Member {
    Member::Entry(key.to_owned(), tree)
}

fn printed(members: Vec<Member>) -> Result<String> {
    let mut out = Plaintext::default();
    Ini.print(&[Tree::Mapping(members)], &mut out).map(|()| out.expose_str().unwrap().to_owned())
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]a\"'`=:;#\\\\ \\r\\n\\t-]{0,40}") {
        drop(Ini.parse(&text, &Limits::default()));
    }
}

#[test]
fn trees_are_printed_as_the_real_program_does() {
    let comment = |text: &str| Member::Comment(Plaintext::new(text.as_bytes().to_vec()));
    let section = vec![
        comment("of a"),
        entry("x", text("1")),
        comment("of x"),
        entry("longer key", text(" y")),
        entry("k=v", Tree::Scalar(ScalarType::Float, Plaintext::new(b"1.5".to_vec()))),
    ];
    let tree = || vec![entry("DEFAULT", Tree::Mapping(vec![entry("top", text("a;b"))]))];
    let mut all = tree();
    all.push(entry("a", Tree::Mapping(section)));
    all.push(entry("DEFAULT", Tree::Mapping(vec![])));
    assert_eq!(
        printed(all).unwrap(),
        "top = `a;b`\n\n; of a\n[a]\n; of x\nx          = 1\nlonger key = \" y\"\n`k=v`      = 1.5\n\n[DEFAULT]\n"
    );
    let deep = Tree::Mapping(vec![entry("k", Tree::Mapping(vec![]))]);
    for wrong in [
        entry("a", text("canary")),
        entry("a", deep),
        entry("a", Tree::Mapping(vec![entry("-", text("canary"))])),
    ] {
        let error = printed(vec![wrong]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Emit);
        assert!(error.path().is_some() && !error.to_string().contains("canary"), "{error}");
    }
}

#[test]
fn a_form_never_has_two_places() {
    for (first, second) in [("a`b", "c"), ("a", "b`c"), ("a`b", "")] {
        let source = format!("[a]\nk = {first}\n[b]\n[a]\nk = {second}\n");
        let error = Ini.parse(&source, &Limits::default()).unwrap_err();
        assert!(error.to_string().contains("sections with the same name"), "{source}: {error}");
    }
    assert!(Ini.parse("[a]\nk = x\n[a]\nk = y\n", &Limits::default()).is_ok());
    let several = "[a]\nk = \"\"\"x\ny\"\"\"\n[a]\nk = z\n";
    assert!(Ini.parse(several, &Limits::default()).is_ok());
    // Where breaks are mixed, a value of several lines has a form.
    assert!(Ini.parse(&format!("j = i\r\n{several}"), &Limits::default()).is_err());
}

#[test]
fn three_quotes_that_end_a_file_are_an_open_value() {
    for source in ["a = \"\"\"", "a = \"\"\"\n", "a = \"\"\"  "] {
        let error = Ini.parse(source, &Limits::default()).unwrap_err();
        assert!(error.to_string().contains("never closed"), "{source}: {error}");
    }
}
