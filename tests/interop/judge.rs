//! The properties that hold for every file that the real program accepts. What enters: a plain text.
//! What leaves: nothing, or what is wrong with the texts side by side (test data is no secret).

use serde_json::Value;
use sops_rs::format::FormatName;

use super::{differences::Even, ours};
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
    // Of an INI file it takes all comments above a key for one, and opens the first token of it.
    let may_stay = format == FormatName::Ini;
    if contains(&decrypted, b"ENC[") && !contains(expected, b"ENC[") && !may_stay {
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
    if format == FormatName::Ini {
        return same(
            "it reads other values",
            ini_values(decrypted).as_bytes(),
            ini_values(expected).as_bytes(),
        );
    }
    same("it reads other values", even(decrypted).values.as_bytes(), even(expected).values.as_bytes())
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
    if format == FormatName::Ini {
        return Ok(()); // of several groups of comments above a key it prints the first
    }
    let found = even(decrypted).comments;
    let mut lost: Vec<_> = even(expected).comments.difference(&found).cloned().collect();
    if !lost.is_empty() {
        let kept = Theirs::of(oracle, plain, format, &only("encrypted_regex"))
            .map(|theirs| even(&theirs.decrypted).comments);
        lost.retain(|comment| kept.as_ref().is_ok_and(|kept| kept.contains(comment)));
    }
    if lost.is_empty() { Ok(()) } else { Err(format!("it does not find the comments {lost:?}")) }
}

/// What the real program encrypts we decrypt to the bytes that it gives itself. Returns whether that
/// is so, or whether there are differences, all of which `differences` lists.
pub fn backward(oracle: &Oracle, theirs: &Theirs, format: FormatName) -> Result<bool, String> {
    let expected = &theirs.decrypted;
    let decrypted = ours::decrypt(&theirs.encrypted, format)
        .map_err(|error| format!("we do not read its file: {error}\n{}", show(&theirs.encrypted)))?;
    if decrypted == *expected {
        return Ok(true);
    }
    if format == FormatName::Ini {
        return same_ini(oracle, &theirs.encrypted, &decrypted).map(|()| false);
    }
    if matches!(format, FormatName::Json | FormatName::Binary) {
        same("we decrypt its file to other bytes", &decrypted, expected)?;
    }
    let (is, should_be) = (even(&decrypted), even(expected));
    let lost = should_be.comments.difference(&is.comments).any(|comment| !comment.starts_with("#ENC["));
    if is.values != should_be.values || lost {
        same("we decrypt its file to other bytes", &decrypted, expected)?;
    }
    if is.values.lines().all(|line| line == "---") {
        return Ok(false); // no data at all, which the real program does not read again
    }
    let again = Theirs::of(oracle, &decrypted, format, &only("unencrypted_regex"));
    let again =
        again.map_err(|no| format!("it does not read what we decrypt: {no:?}\n{}", show(&decrypted)))?;
    same_data(&again.decrypted, expected, format)?;
    Ok(false)
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

/// Whether our text says what the encrypted one holds. The real program's own text does not always: it
/// writes a value in quotes, or with a backslash at its end, as it is, and reads another one then.
fn same_ini(oracle: &Oracle, encrypted: &[u8], decrypted: &[u8]) -> Verdict {
    let json = |encrypted: &[u8]| oracle.decrypt_to(encrypted, FormatName::Ini, FormatName::Json);
    let again = ours::encrypt(decrypted, FormatName::Ini, &Rule::default())
        .map_err(|error| format!("we do not read what we decrypt: {error}\n{}", show(decrypted)))?;
    match (json(&again), json(encrypted)) {
        (Ok(is), Ok(should_be)) => same("we decrypt its file to other values", &is, &should_be),
        (Err(no), _) | (_, Err(no)) => Err(format!("it does not convert to JSON: {no:?}")),
    }
}

/// The lines of an INI text that are no comments.
fn ini_values(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let is_value = |line: &&str| !line.is_empty() && !line.starts_with([';', '#']);
    text.lines().filter(is_value).collect::<Vec<_>>().join("\n")
}

fn even(text: &[u8]) -> Even {
    Even::new(&String::from_utf8_lossy(text))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// A text with its line ends and blank ends visible.
fn show(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text).replace('\r', "␍").replace('\t', "␉").replace(" \n", "·\n");
    if text.ends_with('\n') { text } else { text + "⊣" }
}
