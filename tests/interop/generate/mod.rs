//! Texts in every format, and rules, for the properties. Keys and comments contain, at times, the
//! words that the rules look for.

mod dotenv;
mod ini;
mod json;
mod toml;
mod yaml;
mod yaml_scalar;

pub use dotenv::dotenv;
pub use ini::ini;
pub use json::json;
use proptest::prelude::*;
use sops_rs::select::Selectors;
pub use toml::toml;
pub use yaml::yaml;

use crate::support::oracle::Rule;

/// Any of the six selectors, or the default, with and without `mac_only_encrypted`.
pub fn rule() -> impl Strategy<Value = Rule> {
    let with = |set: fn(&mut Selectors)| {
        let mut selectors = Selectors::default();
        set(&mut selectors);
        selectors
    };
    let selectors = prop_oneof![
        3 => Just(Rule::default().selectors),
        1 => Just(with(|s| s.unencrypted_suffix = Some("_public".into()))),
        1 => Just(with(|s| s.encrypted_suffix = Some("_secret".into()))),
        1 => Just(with(|s| s.unencrypted_regex = Some("public|^a".into()))),
        1 => Just(with(|s| s.encrypted_regex = Some("secret$|^[b-f]".into()))),
        1 => Just(with(|s| s.unencrypted_comment_regex = Some("open".into()))),
        1 => Just(with(|s| s.encrypted_comment_regex = Some("sealed".into()))),
    ];
    (selectors, prop::bool::weighted(0.3))
        .prop_map(|(selectors, mac_only_encrypted)| Rule { selectors, mac_only_encrypted })
}

/// Texts that some grammar takes for something else, or that are awkward to write.
const AWKWARD: &[&str] = &[
    "",
    " ",
    "~",
    "null",
    "yes",
    "No",
    "true",
    "FALSE",
    "0",
    "-0",
    "0x1F",
    "0o17",
    "0644",
    "1_000",
    "+12",
    "1.50",
    "1e3",
    ".inf",
    ".nan",
    "2001-12-14",
    "2001-12-14T21:59:43Z",
    "12:30:45",
    "- a",
    "a: b",
    "a:",
    ":a",
    "# c",
    "a #b",
    "a#b",
    "'",
    "''",
    "\"",
    "\\",
    "\\n",
    "\t",
    "a\tb",
    " a",
    "a ",
    "a\n",
    "\na",
    "a\nb",
    "a\n\nb\n\n",
    "a\n  b\nc",
    "*a",
    "&b",
    "!c",
    "%d",
    "@e",
    "`f",
    "|",
    ">",
    "[",
    "{",
    "]",
    "}",
    ",",
    "?",
    "? x",
    "=",
    "<<",
    "---",
    "...",
    "--- a",
    "\u{85}",
    "\u{2028}",
    "\u{a0}",
    "\u{feff}",
    "\u{1}",
    "\u{7f}",
    "🔑",
    "é",
    "ENC[",
    "ENC[AES256_GCM,data:x]",
    "a long text of many words that an emitter could want to fold at the eightieth column, or somewhere else",
];

/// Any text that a value may have.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Z]{1,8}( [a-z0-9]{1,5}){0,3}",
        2 => prop::sample::select(AWKWARD).prop_map(str::to_owned),
        1 => "[ -~äß世🔑]{0,12}",
        1 => "[A-Za-z0-9+/]{20,60}={0,2}",
    ]
}

/// A mapping key.
pub fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-h]{1,3}(_secret|_public|_unencrypted)?",
        1 => prop::sample::select(&["with space", "dot.ted", "größe", "a-b", "x/y", "A1"][..])
            .prop_map(str::to_owned),
    ]
}

/// The text of a comment, after its `#`.
pub fn comment() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => " ?[a-z]{1,6}( [a-z:#'\"]{1,5}){0,2}",
        1 => prop::sample::select(&["", " open: to all", " sealed", "# twice", " größer 世界", " a: b", " - x"][..])
            .prop_map(str::to_owned),
    ]
}
