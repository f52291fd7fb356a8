//! What the other programs make of a text, and that what is written comes back.

use proptest::prelude::*;

use super::*;

fn values(dialect: Dialect, source: &str) -> Vec<(String, String)> {
    let tree = dialect.read(source).unwrap_or_else(|error| panic!("{source:?}: {error}"));
    let Tree::Mapping(members) = tree else { panic!("not a mapping") };
    let value = |member| match member {
        Member::Entry(key, Tree::Scalar(_, value)) => {
            Some((key, String::from_utf8(value.expose().to_vec()).unwrap()))
        }
        _ => None,
    };
    members.into_iter().filter_map(value).collect()
}

fn written(dialect: Dialect, key: &str, value: &str) -> Result<String> {
    let value = Tree::Scalar(ScalarType::Str, Plaintext::new(value.as_bytes().to_vec()));
    let mut out = Plaintext::default();
    dialect.print(&[Tree::Mapping(vec![Member::Entry(key.to_owned(), value)])], &mut out)?;
    Ok(out.expose_str().unwrap().to_owned())
}

/// As `docker run --env-file` of Docker 28 reads it.
#[test]
fn docker_takes_all_behind_the_equals_sign() {
    let source = "\u{feff}A=1\r\n # comment\n\n  B= 'x' # y\nC=\"a\\nb\"\nD=\nA=2\nE=a=b\r\n1.x-y=z";
    let want = [("A", "2"), ("B", " 'x' # y"), ("C", "\"a\\nb\""), ("D", ""), ("E", "a=b"), ("1.x-y", "z")];
    assert_eq!(values(Dialect::Docker, source), want.map(|(key, value)| (key.to_owned(), value.to_owned())));
    for (source, why) in [
        ("A=1\nexport B=canary\n", "there is a blank in the name"),
        ("A=1\nB =canary", "there is a blank in the name"),
        ("A=1\n=canary", "there is no name before '='"),
        ("A=1\ncanary", "it has no value; Docker would take that of its own environment"),
    ] {
        let error = Dialect::Docker.read(source).err().unwrap();
        assert_eq!((error.causes(), error.place().unwrap().line), (&[why.to_owned()][..], 2), "{source}");
        assert!(!error.to_string().contains("canary"));
    }
}

/// Texts without `\n`: `tests/dotenv_dialects.rs` asks a shell about these and more.
#[test]
fn a_shell_takes_quotes_off() {
    for (source, want) in [
        ("A=b", "b"),
        ("A=", ""),
        ("export\tA=b#c # d", "b#c"),
        ("A='a b'\"c 'd'\"\\ e", "a bc 'd' e"),
        ("A=\"x\\\"\\$\\`\\\\\\y\"", "x\"$`\\\\y"),
        ("A=\"one\ntwo\" # end", "one\ntwo"),
        ("A=one\\\ntwo", "onetwo"),
        ("A='a\\nb'\\n\"\\n\\\\n\"", "a\nb\n\n\\n"),
        ("A=$ ", "$"),
        ("A=\"$\"", "$"),
        ("A=a~b", "a~b"),
        ("A=*", "*"),
        ("A=\\", "\\"),
        ("A=1 A=2\nA=3", "3"),
    ] {
        assert_eq!(values(Dialect::Shell, source), [("A".to_owned(), want.to_owned())], "{source}");
    }
}

#[test]
fn what_a_shell_would_run_or_expand_is_refused_without_its_text() {
    for source in [
        "canary",
        "A = canary",
        "A=1 canary",
        "export canary",
        "1A=canary",
        "A-B=canary",
        "A+=canary",
        "A=canary;",
        "A=$canary",
        "A=canary$(x)",
        "A=\"canary${x}\"",
        "A=canary`x`",
        "A=~canary",
        "A=x:~canary",
        "A=canary>x",
        "A=(canary)",
        "export A=canary*",
        "A='canary",
        "A=\"canary",
        "A=$'canary'",
        "\u{feff}A=canary",
    ] {
        let error = Dialect::Shell.read(source).err().unwrap_or_else(|| panic!("{source} was accepted"));
        assert_eq!((error.kind(), error.place().unwrap().line), (ErrorKind::Input, 1), "{source}");
        assert!(
            !format!("{error} {:?} {:?}", error.causes(), error.next_step()).contains("canary"),
            "{source}"
        );
    }
}

#[test]
fn comments_are_kept_and_nothing_is_a_line_of_nothing() {
    let Tree::Mapping(members) = Dialect::Shell.read("# a\n\nA=1 #b\n").unwrap() else { panic!() };
    let comments: Vec<_> = members
        .iter()
        .filter_map(|member| match member {
            Member::Comment(text) => text.expose_str().ok(),
            Member::Entry(..) => None,
        })
        .collect();
    assert_eq!(comments, [" a", "b"]);
    let mut out = Plaintext::default();
    let members = vec![
        Member::Comment(Plaintext::new(b" a\nb".to_vec())),
        Member::Entry("A".into(), Tree::Null),
        Member::Entry("B".into(), Tree::Scalar(ScalarType::Bool, Plaintext::new(b"True".to_vec()))),
    ];
    Dialect::Shell.print(&[Tree::Mapping(members)], &mut out).unwrap();
    assert_eq!(out.expose_str().unwrap(), "# a\n#b\nA=\nB=true\n");
}

#[test]
fn what_cannot_be_written_is_refused_by_its_key() {
    use Dialect::{Docker, Shell};
    for (dialect, key, value) in [
        (Docker, "A", "canary\n"),
        (Docker, "A", "canary\r"),
        (Docker, "A B", "canary"),
        (Docker, "#A", "canary"),
        (Docker, "", "canary"),
        (Docker, "A", "canary\0"),
        (Shell, "A-B", "canary"),
        (Shell, "1", "canary"),
        (Shell, "", "canary"),
        (Shell, "A", "canary\0"),
    ] {
        let error = written(dialect, key, value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Emit);
        assert_eq!(error.path(), Some(format!("[{key:?}]").as_str()));
        assert!(!error.to_string().contains("canary"));
    }
    assert_eq!(written(Shell, "A", "a:b").unwrap(), "A=a:b\n");
    assert_eq!(written(Shell, "A", "it's\\new\n").unwrap(), "A='it'\\''s\\''new\n'\n");
    assert_eq!(written(Docker, "a.b", "' x").unwrap(), "a.b=' x\n");
}

proptest! {
    #[test]
    fn what_is_written_comes_back(value in "[ab \\\\n'\"$`~#\r\n\té=]{0,12}") {
        for dialect in [Dialect::Docker, Dialect::Shell] {
            if let Ok(text) = written(dialect, "A", &value) {
                prop_assert_eq!(values(dialect, &text), [("A".to_owned(), value.clone())]);
            } else {
                prop_assert_eq!(dialect, Dialect::Docker);
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(source in "[aA=# \t\n\r\\\\\"'$`~;é\u{feff}]{0,30}") {
        let _ = Dialect::Docker.read(&source);
        let _ = Dialect::Shell.read(&source);
    }
}
