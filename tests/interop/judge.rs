//! The properties that hold for every file that the real program accepts. What enters: a plain text.
//! What leaves: nothing, or what is wrong with the texts side by side (test data is no secret).

use std::collections::BTreeSet;

use serde_json::Value;
use sops_rs::format::FormatName;

use super::{differences, ours};
use crate::support::oracle::{Oracle, Refusal, Rule};

/// What is wrong, for a person to read.
pub type Verdict = Result<(), String>;

/// `decrypt(encrypt(f))` is `f`.
pub fn lossless(plain: &[u8], format: FormatName, rule: &Rule) -> Verdict {
    let encrypted = ours::encrypt(plain, format, rule).map_err(|error| format!("we refuse: {error}"))?;
    let decrypted = ours::decrypt(&encrypted, format)
        .map_err(|error| format!("we do not read our own file: {error}\n{}", show(&encrypted)))?;
    same("decrypt(encrypt(f)) is not f", &decrypted, plain)
        .map_err(|wrong| format!("{wrong}\nencrypted:\n{}", show(&encrypted)))
}

/// What the real program made of a plain text, there and back.
pub struct Theirs {
    pub encrypted: Vec<u8>,
    pub decrypted: Vec<u8>,
}

impl Theirs {
    /// Refused as well is what it cannot read back itself: of a block scalar that starts with an
    /// empty line, for one, it writes an indentation that it then does not accept.
    pub fn of(oracle: &Oracle, plain: &[u8], format: FormatName, rule: &Rule) -> Result<Self, Refusal> {
        let encrypted = oracle.encrypt(plain, format, rule)?;
        let decrypted = oracle.decrypt(&encrypted, format)?;
        Ok(Self { encrypted, decrypted })
    }
}

/// What we encrypt the real program decrypts to the same as what it encrypted itself.
pub fn forward(oracle: &Oracle, plain: &[u8], theirs: &Theirs, format: FormatName, rule: &Rule) -> Verdict {
    let expected = &theirs.decrypted;
    let encrypted = ours::encrypt(plain, format, rule).map_err(|error| format!("we refuse: {error}"))?;
    let decrypted = oracle
        .decrypt(&encrypted, format)
        .map_err(|no| format!("it does not read ours: {no:?}\n{}", show(&encrypted)))?;
    if contains(&decrypted, b"ENC[") && !contains(plain, b"ENC[") {
        return Err(format!("it leaves tokens behind:\n{}", show(&decrypted)));
    }
    same_data(&decrypted, expected, format)
        .and_then(|()| same_comments(oracle, plain, &decrypted, expected, format))
        .map_err(|wrong| format!("{wrong}\nencrypted by us:\n{}", show(&encrypted)))
}

/// Whether two texts that the real program printed hold the same data.
fn same_data(decrypted: &[u8], expected: &[u8], format: FormatName) -> Verdict {
    if format == FormatName::Json {
        return same_json(decrypted, expected);
    }
    same("it reads other values", split(decrypted).0.as_bytes(), split(expected).0.as_bytes())
}

/// Whether the real program finds all comments in what we wrote. It loses some of its own accord: of
/// several before the first item of a list, for one, it prints only the last, unless they are list
/// items of an encrypted file. Only what it keeps on both of its own ways must be there.
fn same_comments(
    oracle: &Oracle,
    plain: &[u8],
    decrypted: &[u8],
    expected: &[u8],
    format: FormatName,
) -> Verdict {
    let found = split(decrypted).1;
    let mut lost: Vec<_> = split(expected).1.difference(&found).cloned().collect();
    if !lost.is_empty() {
        let kept = Theirs::of(oracle, plain, format, &only("encrypted_regex"))
            .map(|theirs| split(&theirs.decrypted).1);
        lost.retain(|comment| kept.as_ref().is_ok_and(|kept| kept.contains(comment)));
    }
    if lost.is_empty() { Ok(()) } else { Err(format!("it does not find the comments {lost:?}")) }
}

/// What the real program encrypts we decrypt to the bytes that it gives itself, but for the
/// differences that `differences` lists, and to the same data without exception.
pub fn backward(oracle: &Oracle, theirs: &Theirs, format: FormatName) -> Verdict {
    let expected = &theirs.decrypted;
    let decrypted = ours::decrypt(&theirs.encrypted, format)
        .map_err(|error| format!("we do not read its file: {error}\n{}", show(&theirs.encrypted)))?;
    if decrypted == *expected {
        return Ok(());
    }
    let (is, should_be) = differences::even_out(&decrypted, expected, format);
    same("we decrypt its file to other bytes", is.as_bytes(), should_be.as_bytes())?;
    if is.lines().all(|line| line == "---") {
        return Ok(()); // no data at all, which the real program does not read again
    }
    // The bytes differ as listed; the data must not differ at all.
    let again = Theirs::of(oracle, &decrypted, format, &only("unencrypted_regex"));
    let again =
        again.map_err(|no| format!("it does not read what we decrypt: {no:?}\n{}", show(&decrypted)))?;
    same_data(&again.decrypted, expected, format)
}

/// Whether both are the same bytes.
pub fn same(what: &str, left: &[u8], right: &[u8]) -> Verdict {
    if left == right {
        return Ok(());
    }
    let at = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let line = left[..at].split(|byte| *byte == b'\n').count();
    Err(format!("{what}, from line {line} on\n--- is\n{}\n--- should be\n{}", show(left), show(right)))
}

/// A rule that matches nothing: all is encrypted, or nothing is.
fn only(regex: &str) -> Rule {
    Rule::parse(&format!("{regex}: '^no such key$'"))
}

/// Whether both are the same JSON, numbers as floats: 3.11 reads all of them so.
pub fn same_json(left: &[u8], right: &[u8]) -> Verdict {
    let parse = |bytes: &[u8]| {
        let value = serde_json::from_slice(bytes).map_err(|error| format!("{error}:\n{}", show(bytes)))?;
        Ok::<_, String>(floats(value))
    };
    if parse(left)? == parse(right)? {
        return Ok(());
    }
    same("it reads other values", left, right)
}

fn floats(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::from(number.as_f64().expect("no arbitrary precision here")),
        Value::Array(items) => items.into_iter().map(floats).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, floats(value))).collect(),
        other => other,
    }
}

/// The lines of a text that the real program printed, and its comments. It writes no comment behind
/// a value, and a comment's place may differ with the text that it read; a line of a block scalar
/// that looks like a comment is taken for one on both sides.
fn split(text: &[u8]) -> (String, BTreeSet<String>) {
    let text = String::from_utf8_lossy(text);
    let (comments, values): (Vec<_>, Vec<_>) =
        text.lines().partition(|line| line.trim_start().starts_with('#'));
    // Where comments stood, blank lines may stand as well.
    let values: Vec<_> = values.into_iter().filter(|line| !line.trim().is_empty()).collect();
    (values.join("\n"), comments.iter().map(|line| line.trim().to_owned()).collect())
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// A text with its line ends and blank ends visible.
fn show(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text).replace('\r', "␍").replace('\t', "␉").replace(" \n", "·\n");
    if text.ends_with('\n') { text } else { text + "⊣" }
}
