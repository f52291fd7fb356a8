//! Examples: no value and no comment that is secret is left, and the rest is.

use crate::{
    format::{FormatName, Limits},
    ops::{ExampleOptions, example},
    select::Selectors,
};

fn options() -> ExampleOptions {
    ExampleOptions {
        selectors: Selectors::default(),
        placeholder: "CHANGE_ME".to_owned(),
        keep_comments: false,
        limits: Limits::default(),
    }
}

fn made(format: FormatName, source: &str, options: &ExampleOptions) -> String {
    String::from_utf8(example(source.as_bytes(), format.format().unwrap(), options).unwrap()).unwrap()
}

#[test]
fn values_of_every_type_and_style_become_placeholders() {
    let source = "\
# canary
a: canary # canary
b: 'canary: x'
c: |
  canary
  canary
d: [1, 2.5, true, \"canary\", 2020-01-01T00:00:00Z]
e: &x canary
f: *x
g_unencrypted: stays # stays
h: \"\"
i: !!binary Y2FuYXJ5
j: {}
k:
";
    let want = "\
a: CHANGE_ME
b: 'CHANGE_ME'
c: |-
  CHANGE_ME
d: [0, 0.5, false, \"CHANGE_ME\", 2000-01-01T00:00:00Z]
e: &x CHANGE_ME
f: *x
g_unencrypted: stays
h: \"\"
i: CHANGE_ME
j: {}
k:
";
    let text = made(FormatName::Yaml, source, &options());
    assert!(!text.contains("canary"), "{text}");
    assert_eq!(text, want);
    let json = made(FormatName::Json, "{\"a\": \"canary\", \"b\": [12, null]}\n", &options());
    assert_eq!(json, "{\"a\": \"CHANGE_ME\", \"b\": [0, null]}\n");
}

#[test]
fn an_anchor_is_as_secret_as_its_most_secret_use() {
    let source = "open: &x canary\nsecret: *x\n";
    let selectors = Selectors { encrypted_regex: Some("^secret$".to_owned()), ..Selectors::default() };
    let text = made(FormatName::Yaml, source, &ExampleOptions { selectors, ..options() });
    assert_eq!(text, "open: &x CHANGE_ME\nsecret: *x\n");
}

#[test]
fn comments_stay_on_demand() {
    let source = "# the database\nPASSWORD=canary\n\nEMPTY=\n";
    assert_eq!(made(FormatName::Dotenv, source, &options()), "PASSWORD=CHANGE_ME\n\nEMPTY=\n");
    let keep = ExampleOptions { keep_comments: true, placeholder: "x".to_owned(), ..options() };
    assert_eq!(made(FormatName::Dotenv, source, &keep), "# the database\nPASSWORD=x\n\nEMPTY=\n");
}
