//! Values set and unset, by format.

use super::*;
use crate::{
    document::Path,
    error::ErrorKind,
    ops::{Set, SetOptions, parse_value, set, unset},
};

fn set_options() -> SetOptions<'static> {
    SetOptions {
        providers: &[&Fake],
        ignore_mac: false,
        lenient: false,
        idempotent: false,
        output: None,
        seal: SealChoice::Keep,
        now: NOW + 60,
        limits: Limits::default(),
    }
}

fn try_change(name: FormatName, old: &str, path: &str, value: Option<&str>) -> Result<Set> {
    let path = Path::parse(path)?;
    match value {
        Some(value) => {
            let value = parse_value(value.as_bytes(), &Limits::default())?;
            set(old.as_bytes(), format(name), &path, &value, &set_options())
        }
        None => unset(old.as_bytes(), format(name), &path, &set_options()),
    }
}

/// The plaintext after a change of an encrypted `plain`.
fn changed(name: FormatName, plain: &str, path: &str, value: Option<&str>) -> String {
    let old = seal(name, plain);
    let new = try_change(name, &old, path, value).unwrap_or_else(|error| panic!("{error}\n{plain}"));
    match new.updated {
        Updated::Unchanged => plain.to_owned(),
        Updated::Changed(new) => {
            let new = String::from_utf8(new.into_bytes(old.as_bytes())).unwrap();
            let kept = tokens(&new).iter().filter(|token| old.contains(**token)).count();
            let lost = tokens(&old).len() - kept;
            assert!(lost >= 1, "{new}"); // the MAC's
            open(name, &new)
        }
    }
}

#[track_caller]
fn check(name: FormatName, cases: &[(&str, &str, Option<&str>, &str)]) {
    let mut wrong = Vec::new();
    for (plain, path, value, want) in cases {
        let got = changed(name, plain, path, *value);
        if got != *want {
            wrong.push(format!("{path} {value:?} in\n{plain}--- gives\n{got}--- and should give\n{want}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n=====\n"));
}

#[test]
fn yaml_keeps_its_style() {
    let plain = "# head\na: one # c\nb: 'two'\nc: \"three\"\nd: |\n  four\n  lines\ne:\nf: ~\n# foot\n";
    let replace = |from: &str, to: &str| plain.replace(from, to);
    check(
        FormatName::Yaml,
        &[
            (plain, r#"["a"]"#, Some(r#""x y""#), &replace("one", "x y")),
            (plain, r#"["a"]"#, Some(r#""no""#), &replace("one", "\"no\"")),
            (plain, r#"["a"]"#, Some("1.50"), &replace("one", "1.50")),
            (plain, r#"["a"]"#, Some("null"), &replace("one", "null")),
            (plain, r#"["b"]"#, Some(r#""it's""#), &replace("'two'", "'it''s'")),
            (plain, r#"["b"]"#, Some("42"), &replace("'two'", "42")),
            (plain, r#"["c"]"#, Some(r#""x""#), &replace("three", "x")),
            (plain, r#"["d"]"#, Some(r#""x\ny\nz\n""#), &replace("four\n  lines", "x\n  y\n  z")),
            (plain, r#"["e"]"#, Some(r#""x""#), &replace("e:", "e: x")),
            (plain, r#"["f"]"#, Some("true"), &replace("~", "true")),
            (
                plain,
                r#"["a"]"#,
                Some(r#"{"k":[1,{"l":"m"}]}"#),
                &replace("one # c", "# c\n  k:\n    - 1\n    - l: m"),
            ),
            (plain, r#"["g"]["h"][0]"#, Some("1"), &replace("~\n# foot\n", "~\n# foot\ng:\n  h:\n    - 1\n")),
            (plain, r#"["a"]"#, None, &replace("a: one # c\n", "")),
            (plain, r#"["d"]"#, None, &replace("d: |\n  four\n  lines\n", "")),
            (plain, r#"["f"]"#, None, &replace("f: ~\n", "")),
            (plain, r#"["a"]"#, Some(r#""one""#), plain),
        ],
    );
}

#[test]
fn yaml_collections_keep_their_layout() {
    let plain = "m:\n    x: 1\n    y: # why\n        z: 2 # deep\nl:\n- 1\n- k: v\n  w: u\n# between\nt:\n    - [a, b]\n    -   p: q\n";
    let replace = |from: &str, to: &str| plain.replace(from, to);
    check(
        FormatName::Yaml,
        &[
            (
                plain,
                r#"["m"]["v"]"#,
                Some(r#"{"o":{"p":[1]}}"#),
                &replace("deep\n", "deep\n    v:\n        o:\n            p:\n            - 1\n"),
            ),
            (plain, r#"["m"]["y"]["a"]"#, Some("3"), &replace("deep\n", "deep\n        a: 3\n")),
            (plain, r#"["m"]["y"]"#, Some("3"), &replace("y: # why\n        z: 2 # deep", "y: 3 # why")),
            (plain, r#"["m"]["y"]["z"]"#, None, &replace("y: # why\n        z: 2 # deep", "y: {} # why")),
            (
                plain,
                r#"["m"]"#,
                Some(r#"{"q": "r"}"#),
                &replace("x: 1\n    y: # why\n        z: 2 # deep", "q: r"),
            ),
            (plain, r#"["m"]"#, None, &replace("m:\n    x: 1\n    y: # why\n        z: 2 # deep\n", "")),
            (plain, r#"["l"][2]"#, Some("3"), &replace("w: u\n# between\n", "w: u\n# between\n- 3\n")),
            (plain, r#"["l"][0]"#, Some(r#"["a"]"#), &replace("- 1\n", "- - a\n")),
            (plain, r#"["l"][1]["k"]"#, None, &replace("- k: v\n  w: u", "- w: u")),
            (plain, r#"["l"][1]["w"]"#, None, &replace("  w: u\n", "")),
            (plain, r#"["l"][1]"#, None, &replace("- k: v\n  w: u\n", "")),
            (plain, r#"["l"][0]"#, None, &replace("- 1\n", "")),
            (plain, r#"["t"][0][2]"#, Some(r#""c d""#), &replace("b]", "b, c d]")),
            (plain, r#"["t"][0][0]"#, None, &replace("[a, b]", "[b]")),
            (plain, r#"["t"][0][1]"#, None, &replace("[a, b]", "[a]")),
            (
                plain,
                r#"["t"][2]"#,
                Some(r#"{"r":1,"s":2}"#),
                &replace("p: q\n", "p: q\n    -   r: 1\n        s: 2\n"),
            ),
            ("a:\n  b: 1\n", r#"["a"]["b"]"#, None, "a: {}\n"),
            ("a: 1\n", r#"["a"]"#, None, "{}\n"),
            ("a:\n- 1\n", r#"["a"][0]"#, None, "a: []\n"),
            ("a: []\nb: {}\n", r#"["a"][0]"#, Some("1"), "a:\n  - 1\nb: {}\n"),
            ("a: {}", r#"["a"]["b"]"#, Some("1"), "a:\n  b: 1"),
            ("a: {b: 1, \"c\": 2}\n", r#"["a"]["d"]"#, Some(r#""x""#), "a: {b: 1, \"c\": 2, \"d\": \"x\"}\n"),
            (
                "a: {\n  b: 1, # x\n  c: 2 # y\n}\n",
                r#"["a"]["d"]"#,
                Some("3"),
                "a: {\n  b: 1, # x\n  c: 2, # y\n  d: 3\n}\n",
            ),
            (
                "a: {\n  b: 1, # x\n  c: 2, # y\n}\n",
                r#"["a"]["d"]"#,
                Some("3"),
                "a: {\n  b: 1, # x\n  c: 2, # y\n  d: 3,\n}\n",
            ),
            ("a: {\n  b: 1, # x\n  c: 2 # y\n}\n", r#"["a"]["b"]"#, None, "a: {\n  c: 2 # y\n}\n"),
            ("a: [x]\n", r#"["a"][0]"#, None, "a: []\n"),
        ],
    );
}

#[test]
fn yaml_documents_anchors_and_line_ends() {
    check(
        FormatName::Yaml,
        &[
            ("a: 1\n---\na: 2\n", r#"["b"]"#, Some("3"), "a: 1\nb: 3\n---\na: 2\n"),
            ("a: 1\n---\na: 2\n", r#"["a"]"#, Some("3"), "a: 3\n---\na: 2\n"),
            (
                "a: 1\r\nb:\r\n  c: 2\r\n",
                r#"["b"]["d"]["e"]"#,
                Some("3"),
                "a: 1\r\nb:\r\n  c: 2\r\n  d:\r\n    e: 3\r\n",
            ),
            ("a: 1\r\nb: 2\r\n", r#"["a"]"#, None, "b: 2\r\n"),
            ("a: 1\nb: 2", r#"["b"]"#, None, "a: 1"),
            ("a:\r\n  b: 2", r#"["a"]["b"]"#, None, "a: {}"),
            ("a: |\n  x\nb: 2", r#"["b"]"#, None, "a: |\n  x\n"),
            ("a: 1", r#"["b"]"#, Some("2"), "a: 1\nb: 2"),
            (
                "x: &x\n  a: 1\ny: *x\nz:\n  <<: *x\n  b: 2\n",
                r#"["x"]["a"]"#,
                Some("3"),
                "x: &x\n  a: 3\ny: *x\nz:\n  <<: *x\n  b: 2\n",
            ),
            ("x: &x 1\ny: *x\n", r#"["y"]"#, Some("3"), "x: &x 1\ny: 3\n"),
            ("x: &x 1\ny: *x\n", r#"["x"]"#, Some(r#""t""#), "x: &x t\ny: *x\n"),
            ("x: &x\n  a: 1\ny: *x\n", r#"["x"]"#, Some(r#""t""#), "x: &x t\ny: *x\n"),
            ("z:\n  <<: &x {a: 1}\n", r#"["z"]["a"]"#, Some("2"), "z:\n  <<: &x {a: 1}\n  a: 2\n"),
        ],
    );
    let old = seal(FormatName::Yaml, "x: &x\n  a: s3cret\ny: *x\n");
    for (path, value) in [(r#"["y"]["a"]"#, Some("1")), (r#"["y"]["b"]"#, Some("1")), (r#"["y"]["a"]"#, None)]
    {
        let error = try_change(FormatName::Yaml, &old, path, value).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TreePath, "{error}");
        assert!(error.to_string().contains(r#"*x stands for the value at ["x"]"#), "{error}");
    }
    let error = try_change(FormatName::Yaml, &old, r#"["x"]"#, None).map(|_| ()).unwrap_err();
    assert!(error.to_string().ends_with(r#"["y"] uses it as *x"#), "{error}");
}

/// A comment that decides what is encrypted must not come to decide on another entry.
#[test]
fn breaks_that_only_yaml_knows_are_left_alone() {
    for plain in ["a: x\rb: y\n", "a: |\n  x\r  y\rb: z\n", "a: x\u{85}b: y\u{2028}c: z\n"] {
        let old = seal(FormatName::Yaml, plain);
        for (path, value) in [("[\"b\"]", None), ("[\"d\"]", Some("1")), ("[\"b\"]", Some("[1]"))] {
            let Err(error) = try_change(FormatName::Yaml, &old, path, value) else {
                panic!("{path} {value:?}\n{plain}")
            };
            assert_eq!(error.kind(), ErrorKind::Emit, "{error}");
        }
    }
    check(
        FormatName::Yaml,
        &[
            ("a: x\rb: y\n", "[\"b\"]", Some("\"z\""), "a: x\rb: z\n"),
            ("a: \"x\ry\"\nb: y\n", "[\"b\"]", None, "a: \"x\ry\"\n"),
        ],
    );
}

#[test]
fn a_comment_stays_one_of_the_file_when_its_last_entry_goes() {
    let sealed = EncryptOptions { seal: SealChoice::Add, ..options(Selectors::default()) };
    for (plain, left) in [("b:\n- x\n#O\n", "{}\n#O\n"), ("b: x\n\n# O", "{}\n\n# O")] {
        let old = seal_with(FormatName::Yaml, plain, &sealed);
        let Updated::Changed(new) = try_change(FormatName::Yaml, &old, "[\"b\"]", None).unwrap().updated
        else {
            panic!("nothing changed");
        };
        let new = String::from_utf8(new.into_bytes(old.as_bytes())).unwrap();
        assert_eq!(open(FormatName::Yaml, &new), left, "{new}");
        assert!(!new.contains("#O") && !new.contains("# O"), "{new}");
    }
}

#[test]
fn what_was_encrypted_stays_encrypted() {
    let selectors = Selectors { unencrypted_comment_regex: Some("public".into()), ..Selectors::default() };
    let plain = "a: 1\n# public\nb: 2\nc: s3cret\n";
    let old = seal_with(FormatName::Yaml, plain, &options(selectors));
    let new = try_change(FormatName::Yaml, &old, r#"["b"]"#, None).unwrap();
    let Updated::Changed(new) = new.updated else { panic!("nothing changed") };
    let new = String::from_utf8(new.into_bytes(old.as_bytes())).unwrap();
    assert!(!new.contains("s3cret"), "{new}");
    assert_eq!(open(FormatName::Yaml, &new), "a: 1\nc: s3cret\n");
}

#[test]
fn json_keeps_its_layout() {
    let plain = "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": [1, 2]\n  },\n  \"d\": {}\n}\n";
    let replace = |from: &str, to: &str| plain.replace(from, to);
    check(
        FormatName::Json,
        &[
            (plain, r#"["a"]"#, Some(r#""x""#), &replace("1,\n", "\"x\",\n")),
            (plain, r#"["e"]"#, Some("[true]"), &replace("{}\n}", "{},\n  \"e\": [\n    true\n  ]\n}")),
            (plain, r#"["b"]["c"][2]"#, Some("3"), &replace("[1, 2]", "[1, 2, 3]")),
            (plain, r#"["b"]["c"][0]"#, None, &replace("[1, 2]", "[2]")),
            (plain, r#"["b"]["c"]"#, None, &replace("{\n    \"c\": [1, 2]\n  }", "{}")),
            (plain, r#"["d"]["e"]"#, Some("1"), &replace("{}", "{\n    \"e\": 1\n  }")),
            (plain, r#"["d"]"#, None, &replace(",\n  \"d\": {}", "")),
            (plain, r#"["a"]"#, None, &replace("\"a\": 1,\n  ", "")),
            ("{\"a\":1,\"b\":[1,2]}", r#"["c"]["d"]"#, Some("1"), "{\"a\":1,\"b\":[1,2],\"c\":{\"d\":1}}"),
            ("{\"a\":1,\"b\":[1,2]}", r#"["b"][2]"#, Some("1"), "{\"a\":1,\"b\":[1,2,1]}"),
            ("{\"a\": 1}", r#"["b"]"#, Some("{}"), "{\"a\": 1, \"b\": {}}"),
            ("{\"a\": 1}", r#"["a"]"#, None, "{}"),
            ("{}\n", r#"["a"]"#, Some("1"), "{\n\t\"a\": 1\n}\n"),
        ],
    );
}

#[test]
fn dotenv_gains_and_loses_lines() {
    let plain = "# c\nA=1\nB=\n";
    check(
        FormatName::Dotenv,
        &[
            (plain, r#"["A"]"#, Some(r#""x\ny""#), "# c\nA=x\\ny\nB=\n"),
            (plain, r#"["C"]"#, Some("2.5"), "# c\nA=1\nB=\nC=2.5\n"),
            (plain, r#"["C"]"#, Some("true"), "# c\nA=1\nB=\nC=true\n"),
            (plain, r#"["A"]"#, None, "# c\nB=\n"),
            ("A=1\nB=2", r#"["B"]"#, None, "A=1"),
            ("A=1", r#"["B"]"#, Some("\"x\""), "A=1\nB=x"),
        ],
    );
    let old = seal(FormatName::Dotenv, plain);
    for (path, value) in [
        (r#"["C"]"#, "[1]"),
        (r#"["C"]["D"]"#, "1"),
        (r#"["sops_x"]"#, "1"),
        (r#"["a=b"]"#, "1"),
        (r#"["A"]"#, "null"),
    ] {
        let error = try_change(FormatName::Dotenv, &old, path, Some(value)).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Emit, "{path} {error}");
    }
}

#[test]
fn an_empty_file_is_filled() {
    check(
        FormatName::Yaml,
        &[
            ("# c\n{}\n", r#"["a"]["b"]"#, Some("1"), "# c\na:\n  b: 1\n"),
            ("{}\n", r#"["a"]"#, Some("1"), "a: 1\n"),
        ],
    );
}

#[test]
fn a_path_that_leads_nowhere_says_where_it_ends() {
    let old = seal(FormatName::Yaml, "a: s3cret\nl: [s3cret]\nm: {x: s3cret}\n");
    for (path, value, why) in [
        (r#"["a"]["b"]"#, Some("1"), "above it stands a single value"),
        (r#"["l"][3]"#, Some("1"), "the list has 1 items"),
        (r#"["n"][3]"#, Some("1"), "there is no list yet, so that it has no items"),
        (r#"["l"]["x"]"#, Some("1"), "it stands for a list"),
        (r#"["m"][0]"#, Some("1"), "it stands for a mapping"),
        (r#"["m"]["y"]"#, None, "there is no key \"y\""),
        (r#"["l"][1]"#, None, "the list has 1 items"),
        (r#"["a"]["b"]"#, None, "above it stands a single value"),
        (r#"["sops"]["mac"]"#, Some("1"), ""),
        ("", None, ""),
    ] {
        let error = try_change(FormatName::Yaml, &old, path, value).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TreePath, "{path}");
        assert_eq!(error.causes().first().map_or("", String::as_str), why, "{path}");
        assert!(!error.to_string().contains("s3cret"));
    }
    let lenient = |path: &str| {
        let value = parse_value(b"1", &Limits::default()).unwrap();
        let options = SetOptions { lenient: true, ..set_options() };
        let set =
            set(old.as_bytes(), format(FormatName::Yaml), &Path::parse(path).unwrap(), &value, &options);
        let Updated::Changed(new) = set.unwrap().updated else { panic!("nothing changed") };
        open(FormatName::Yaml, std::str::from_utf8(&new.into_bytes(old.as_bytes())).unwrap())
    };
    assert_eq!(lenient(r#"["a"]["b"]"#), "a:\n  b: 1\nl: [s3cret]\nm: {x: s3cret}\n");
    assert_eq!(lenient(r#"["l"][3]"#), "a: s3cret\nl: [s3cret, 1]\nm: {x: s3cret}\n");
}

#[test]
fn no_comment_goes_for_the_first_entry_of_a_collection() {
    for (name, plain, path) in [
        (FormatName::Yaml, "a: [ # c\n  ]\n", r#"["a"][0]"#),
        (FormatName::Yaml, "a: { # c\n  }\n", r#"["a"]["b"]"#),
        (FormatName::Toml, "a = { # c\n  }\n", r#"["a"]["b"]"#),
    ] {
        let error = try_change(name, &seal(name, plain), path, Some("1")).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Emit, "{plain}");
    }
    assert_eq!(changed(FormatName::Yaml, "a: [] # c\n", r#"["a"][0]"#, Some("1")), "a: # c\n  - 1\n");
}

#[test]
fn what_stays_readable_is_told() {
    let old = seal(FormatName::Yaml, "a: 1\nb_unencrypted:\n  c: 1\n");
    for (path, readable) in
        [(r#"["a"]"#, false), (r#"["x_unencrypted"]"#, true), (r#"["b_unencrypted"]["d"]"#, true)]
    {
        assert_eq!(try_change(FormatName::Yaml, &old, path, Some("2")).unwrap().readable, readable, "{path}");
    }
}

#[test]
fn ini_keeps_its_style() {
    let plain = "; head\n\n[a] ; of a\n; of k\nk    = one ; c\nlong = `x;y`\n\n[b]\nm=2\n; foot\n";
    let replace = |from: &str, to: &str| plain.replace(from, to);
    check(
        FormatName::Ini,
        &[
            (plain, r#"["a"]["k"]"#, Some(r#""x y""#), &replace("one", "x y")),
            (plain, r#"["a"]["k"]"#, Some("1.50"), &replace("one", "1.5")),
            (plain, r#"["a"]["k"]"#, Some(r#""p;q""#), &replace("one", "`p;q`")),
            (plain, r#"["a"]["long"]"#, Some("true"), &replace("x;y", "true")),
            (plain, r#"["b"]["m"]"#, Some(r#""a\nb""#), &replace("m=2", "m=\"\"\"a\nb\"\"\"")),
            (plain, r#"["a"]["new"]"#, Some("3"), &replace("`\n\n", "`\nnew  = 3\n\n")),
            (plain, r#"["a"]["longest"]"#, Some("3"), &replace("`\n\n", "`\nlongest = 3\n\n")),
            (plain, r#"["b"]["k=v"]"#, Some("3"), &replace("m=2\n", "m=2\n`k=v`=3\n")),
            (plain, r#"["c"]["x"]"#, Some("3"), &format!("{plain}\n[c]\nx=3\n")),
            (plain, r#"["c"]"#, Some(r#"{"x":1,"y":"z"}"#), &format!("{plain}\n[c]\nx=1\ny=z\n")),
            (plain, r#"["c"]"#, Some("{}"), &format!("{plain}\n[c]\n")),
            (plain, r#"["DEFAULT"]["x"]"#, Some("3"), &format!("x=3\n\n{plain}")),
            (plain, r#"["b"]"#, Some(r#"{"x":1}"#), &replace("m=2", "x=1")),
            (plain, r#"["b"]"#, Some("{}"), &replace("m=2\n", "")),
            (plain, r#"["a"]["k"]"#, None, &replace("k    = one ; c\n", "")),
            (plain, r#"["a"]"#, None, "; head\n\n[b]\nm=2\n; foot\n"),
            ("k=1\n\n[b]\nm=2", r#"["b"]"#, None, "k=1"),
            ("k=1\n\n[b]\nm=2\n\n", r#"["b"]"#, None, "k=1\n\n"),
            ("\u{feff}k=1\nl=2", r#"["DEFAULT"]["k"]"#, None, "\u{feff}l=2"),
            ("k=1\nl=2", r#"["DEFAULT"]["l"]"#, None, "k=1"),
            ("k=1", r#"["DEFAULT"]["l"]"#, Some("2"), "k=1\nl=2"),
            ("k=1", r#"["s"]["l"]"#, Some("2"), "k=1\n\n[s]\nl=2"),
            ("[s]\r\nk=1\r\n", r#"["s"]["l"]"#, Some("2"), "[s]\r\nk=1\r\nl=2\r\n"),
            ("[s]\r\nk=1\r\n", r#"["t"]["l"]"#, Some("2"), "[s]\r\nk=1\r\n\r\n[t]\r\nl=2\r\n"),
            ("[s]\n[t]\n  k : 1\n", r#"["s"]["l"]"#, Some("2"), "[s]\nl : 2\n[t]\n  k : 1\n"),
            ("[t]\n  k : 1\n", r#"["t"]["l"]"#, Some("2"), "[t]\n  k : 1\n  l : 2\n"),
            ("k = x \\\n  y\n\nl = z\n", r#"["DEFAULT"]["k"]"#, Some("1"), "k = 1\n\nl = z\n"),
            ("k = x \\\n\n[s]\n", r#"["DEFAULT"]["l"]"#, Some("1"), "k = x \\\n\nl = 1\n[s]\n"),
            ("k =\nl = 1\n", r#"["DEFAULT"]["k"]"#, Some("1"), "k = 1\nl = 1\n"),
            ("k = ; c\nl = 1\n", r#"["DEFAULT"]["k"]"#, Some("1"), "k = 1 ; c\nl = 1\n"),
            ("", r#"["s"]["k"]"#, Some("1"), "[s]\nk = 1\n"),
            ("", r#"["DEFAULT"]["k"]"#, Some("1"), "k = 1\n"),
        ],
    );
}

#[test]
fn ini_holds_text_in_sections_and_nothing_else() {
    let old = seal(FormatName::Ini, "k = 1\n[a]\nk = canary\n");
    for (path, value) in [
        (r#"["a"]["k"]"#, Some("null")),
        (r#"["a"]["k"]"#, Some("[1]")),
        (r#"["a"]["x"]"#, Some("{}")),
        (r#"["a"]["x"]["y"]"#, Some("1")),
        (r#"["b"]["x"]["y"]"#, Some("1")),
        (r#"["b"]"#, Some("1")),
        (r#"["a"]"#, Some("1")),
        (r#"["a"]["-"]"#, Some("1")),
        (r#"["DEFAULT"]"#, None),
    ] {
        let error = try_change(FormatName::Ini, &old, path, value).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Emit, "{path}");
        assert!(error.next_step().is_some() && !error.to_string().contains("canary"), "{error}");
    }
}

#[test]
fn toml_keeps_its_style() {
    let plain = "# head\nname = 'x' # c\nport   = 80\n\n# of db\n[db] # d\nurl=\"a\"\nl = [1, 2]\n\n\
                 [db.pool]\nmax = 1\n\n[[users]]\nname = \"ada\"\n\n[[users]]\nname = \"grace\"\n# foot\n";
    let replace = |from: &str, to: &str| plain.replacen(from, to, 1);
    check(
        FormatName::Toml,
        &[
            (plain, r#"["name"]"#, Some(r#""y""#), &replace("'x'", "'y'")),
            (plain, r#"["name"]"#, Some(r#""it's""#), &replace("'x'", "\"it's\"")),
            (plain, r#"["name"]"#, Some("1.50"), &replace("'x'", "1.50")),
            (plain, r#"["name"]"#, Some("[true, {\"a\": 1}]"), &replace("'x'", "[true, { a = 1 }]")),
            (plain, r#"["port"]"#, Some(r#""a\nb""#), &replace("80", "\"\"\"\na\nb\"\"\"")),
            (plain, r#"["new"]"#, Some("3"), &replace("80\n", "80\nnew    = 3\n")),
            (plain, r#"["a b"]"#, Some("3"), &replace("80\n", "80\n\"a b\"  = 3\n")),
            (plain, r#"["db"]["url"]"#, Some("true"), &replace("\"a\"", "true")),
            (plain, r#"["db"]["new"]"#, Some("3"), &replace("2]\n", "2]\nnew = 3\n")),
            (plain, r#"["db"]["l"][0]"#, Some("7"), &replace("[1", "[7")),
            (plain, r#"["db"]["l"][2]"#, Some("7"), &replace("2]", "2, 7]")),
            (plain, r#"["db"]["l"][0]"#, None, &replace("1, ", "")),
            (plain, r#"["db"]["pool"]["min"]"#, Some("0"), &replace("max = 1\n", "max = 1\nmin = 0\n")),
            (plain, r#"["db"]["x"]["y"]"#, Some("0"), &replace("max = 1\n", "max = 1\n\n[db.x]\ny = 0\n")),
            (plain, r#"["z"]["y"]"#, Some("0"), &format!("{plain}\n[z]\ny = 0\n")),
            (plain, r#"["z"]["y"]["x"]"#, Some("0"), &format!("{plain}\n[z]\n\n[z.y]\nx = 0\n")),
            (plain, r#"["users"][1]["name"]"#, Some(r#""g""#), &replace("grace", "g")),
            (plain, r#"["users"][0]["id"]"#, Some("1"), &replace("\"ada\"\n", "\"ada\"\nid = 1\n")),
            (
                plain,
                r#"["users"][2]["name"]"#,
                Some(r#""h""#),
                &replace("\"grace\"\n", "\"grace\"\n\n[[users]]\nname = \"h\"\n"),
            ),
            (plain, r#"["users"][0]"#, None, &replace("[[users]]\nname = \"ada\"\n\n", "")),
            (
                plain,
                r#"["users"]"#,
                None,
                &format!("{}\n# foot\n", &plain[..plain.find("\n[[users").unwrap()]),
            ),
            (plain, r#"["db"]["pool"]"#, None, &replace("[db.pool]\nmax = 1\n\n", "")),
            (
                plain,
                r#"["db"]"#,
                None,
                &replace("[db] # d\nurl=\"a\"\nl = [1, 2]\n\n[db.pool]\nmax = 1\n", ""),
            ),
            (plain, r#"["port"]"#, None, &replace("port   = 80\n", "")),
            (
                plain,
                r#"["db"]"#,
                Some(r#"{"a": 1, "b": {"c": 2}}"#),
                &replace("url=\"a\"\nl = [1, 2]\n\n[db.pool]\nmax = 1\n", "a = 1\n\n[db.b]\nc = 2\n"),
            ),
            ("a.x = 1\nb = 2\n", r#"["a"]["y"]"#, Some("3"), "a.x = 1\na.y = 3\nb = 2\n"),
            ("a.b.x = 1\n", r#"["a"]["y"]"#, Some("3"), "a.b.x = 1\na.y = 3\n"),
            ("[t]\n  a.x = 1\n", r#"["t"]["a"]["y"]"#, Some("3"), "[t]\n  a.x = 1\n  a.y = 3\n"),
            ("a.x = 1\na.y = 2\n", r#"["a"]["y"]"#, None, "a.x = 1\n"),
            ("a.x = 1\n", r#"["a"]["x"]"#, None, "a = {}\n"),
            ("a.x = 1\nb = 1\na.y = 2\n", r#"["a"]"#, None, "b = 1\n"),
            ("a.x = 1\nb = 1\na.y = 2\n", r#"["a"]"#, Some("5"), "a = 5\nb = 1\n"),
            ("a = {y.z = 1, b = 2}\n", r#"["a"]["y"]["w"]"#, Some("3"), "a = {y.z = 1, y.w = 3, b = 2}\n"),
            ("a = {y.z = 1, y.w = 2}\n", r#"["a"]["y"]["w"]"#, None, "a = {y.z = 1}\n"),
            ("a = {y.z = 1, y.w = 2}\n", r#"["a"]["y"]["z"]"#, None, "a = { y.w = 2}\n"),
            ("a = { b = 1 }\n", r#"["a"]["c"]"#, Some("3"), "a = { b = 1, c = 3 }\n"),
            ("a = {b=1}\n", r#"["a"]["c"]"#, Some("3"), "a = {b=1,c=3}\n"),
            ("a = { b = 1 }\n", r#"["a"]["b"]"#, None, "a = {}\n"),
            ("a = {}\n", r#"["a"]["c"]"#, Some("3"), "a = { c = 3 }\n"),
            ("a = []\n", r#"["a"][0]"#, Some("3"), "a = [3]\n"),
            ("[a]\n", r#"["a"]["b"]"#, Some(r#"{"c":{"d":1},"e":2}"#), "[a]\nb = { c = { d = 1 }, e = 2 }\n"),
            ("[a]\n", r#"["a"]"#, Some(r#"{"c":{"d":1},"e":2}"#), "[a]\nc = { d = 1 }\ne = 2\n"),
            ("[h]\nx = 1\n", r#"["w"]"#, Some("1"), "w = 1\n\n[h]\nx = 1\n"),
            ("[h]\n[[t]]\n", r#"["w"]"#, Some("[{}, true]"), "w = [{}, true]\n\n[h]\n[[t]]\n"),
            ("a = [ # c\n  ]\n", r#"["a"][0]"#, Some("3"), "a = [ # c\n  3\n  ]\n"),
            ("a = [\n  1, # c\n]\n", r#"["a"][1]"#, Some("3"), "a = [\n  1, # c\n  3,\n]\n"),
            ("a = [\n  1, # c\n  2,\n]\n", r#"["a"][0]"#, None, "a = [\n  2,\n]\n"),
            ("[a.b]\nx = 1\n", r#"["a"]["y"]"#, Some("3"), "[a.b]\nx = 1\n\n[a]\ny = 3\n"),
            ("[a.b]\nx = 1\n", r#"["a"]["b"]"#, None, "[a]\n"),
            (
                "[a.b]\nx = 1\n\n[a]\ny = 1\n",
                r#"["a"]["z"]"#,
                Some("2"),
                "[a.b]\nx = 1\n\n[a]\ny = 1\nz = 2\n",
            ),
            ("[a]\nx = 1", r#"["a"]["y"]"#, Some("2"), "[a]\nx = 1\ny = 2"),
            ("[a]\nx = 1", r#"["b"]["y"]"#, Some("2"), "[a]\nx = 1\n\n[b]\ny = 2"),
            ("[a]\nx = 1\n\n[b]\ny = 2", r#"["b"]"#, None, "[a]\nx = 1"),
            ("[a]\nx=1\n[b]\ny=2\n", r#"["c"]["y"]"#, Some("2"), "[a]\nx=1\n[b]\ny=2\n[c]\ny=2\n"),
            ("[a]\r\nx = 1\r\n", r#"["b"]["y"]"#, Some("2"), "[a]\r\nx = 1\r\n\r\n[b]\r\ny = 2\r\n"),
            ("[a]\r\nx = 1\r\n", r#"["a"]["x"]"#, Some("\"p\\nq\""), "[a]\r\nx = \"p\\nq\"\r\n"),
            (
                "# file\n\n# of a\n[a]\nx = 1\n",
                r#"["k"]"#,
                Some("2"),
                "# file\n\nk = 2\n\n# of a\n[a]\nx = 1\n",
            ),
            ("\u{feff}[a]\nx = 1\n", r#"["k"]"#, Some("2"), "\u{feff}k = 2\n\n[a]\nx = 1\n"),
            ("[a]\n", r#"["a"]["x"]"#, Some("2"), "[a]\nx = 2\n"),
            ("# only\n", r#"["a"]"#, Some("2"), "# only\na = 2\n"),
            ("", r#"["a"]["b"]"#, Some("2"), "[a]\nb = 2\n"),
            ("a = 1\n", r#"["a"]"#, None, ""),
        ],
    );
}

#[test]
fn toml_says_what_it_has_no_place_for() {
    let old = seal(FormatName::Toml, "k = 1\n[[a]]\nx = \"canary\"\n[b]\ny = \"canary\"\n");
    for (path, value) in [
        (r#"["k"]"#, Some("null")),
        (r#"["n"]"#, Some("[null]")),
        (r#"["b"]"#, Some("1")),
        (r#"["a"][1]"#, Some("1")),
        (r#"["a"][0]"#, None),
    ] {
        let error = try_change(FormatName::Toml, &old, path, value).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Emit, "{path}");
        assert!(error.next_step().is_some() && !error.to_string().contains("canary"), "{error}");
    }
}

#[test]
fn a_file_that_is_one_value_has_one_path() {
    let value = |text: &str| parse_value(text.as_bytes(), &Limits::default()).unwrap();
    let format = format(FormatName::Binary);
    let old = encrypt(b"\xff", format, &options(Selectors::default())).unwrap().bytes;
    let try_set =
        |path: &str, text: &str| set(&old, format, &Path::parse(path).unwrap(), &value(text), &set_options());
    let Updated::Changed(new) = try_set(r#"["data"]"#, r#""a\n""#).unwrap().updated else {
        panic!("nothing changed")
    };
    let new = new.into_bytes(&old);
    let reading = DecryptOptions {
        providers: &[&Fake],
        ignore_mac: false,
        seal_required: &|| false,
        limits: Limits::default(),
    };
    assert_eq!(decrypt(&new, format, &reading).unwrap().bytes.expose(), b"a\n");
    for (path, text) in [(r#"["data"]"#, "1"), (r#"["other"]"#, "\"a\""), (r#"["data"]["x"]"#, "\"a\"")] {
        let error = try_set(path, text).map(|_| ()).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Emit, "a binary file is one value"));
    }
    let path = Path::parse(r#"["data"]"#).unwrap();
    let error = unset(&old, format, &path, &set_options()).map(|_| ()).unwrap_err();
    assert_eq!(error.message(), "a binary file is one value");
}
