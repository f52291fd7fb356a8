//! One format printed as another one, and the dialects of `.env` files.

use std::cmp::Ordering;

use sops_rs::{
    document::{Member, Tree},
    format::{FormatName, dotenv::Dialect},
    secret::Plaintext,
};

use super::support::{format_of, grammar, leaves, show, told, trees};

const FORMATS: [FormatName; 5] =
    [FormatName::Yaml, FormatName::Json, FormatName::Dotenv, FormatName::Ini, FormatName::Toml];

/// What is printed is read again; where the format has all types, as the same data.
pub fn holds(input: &[u8]) {
    let Some((name, text)) = format_of(input) else { return };
    if let Ok(text) = std::str::from_utf8(text) {
        for dialect in [Dialect::Docker, Dialect::Shell] {
            if let Ok(tree) = dialect.read(text) {
                dialect_again(dialect, &[tree], text);
            }
        }
    }
    let Ok(trees_of) = trees(text, grammar(name)) else { return };
    for to in FORMATS {
        let format = grammar(to);
        let mut printed = Plaintext::default();
        if format.print(&trees_of, &mut printed).is_err() {
            continue;
        }
        let printed = printed.expose();
        let what =
            || format!("{} to {}:\n{}\n---\n{}", name.as_str(), to.as_str(), show(text), show(printed));
        let again = match trees(printed, format) {
            Ok(again) => again,
            // Sections of the same name stay apart, and so do the same keys of an encrypted `.env` file, as they do
            // for the real program.
            Err(error)
                if matches!(name, FormatName::Ini | FormatName::Dotenv) && told(&error).contains("twice") =>
            {
                continue;
            }
            Err(error) => panic!("{}: what is printed is not read, from {}", told(&error), what()),
        };
        // A value called `sops` is metadata where it is read.
        let is_taken = trees_of.iter().any(|tree| entries(tree).any(|key| key == "sops"));
        if matches!(to, FormatName::Yaml | FormatName::Json) && trees_of.len() == 1 && !is_taken {
            let (is, should_be) = (leaves(&again), leaves(&trees_of));
            let same = is.len() == should_be.len()
                && is.iter().zip(&should_be).all(|(one, other)| one.0 == other.0 && alike(one.1, other.1));
            assert!(same, "other data, from {}\n{is:?}\n{should_be:?}", what());
        }
    }
}

/// The names of its entries.
fn entries(tree: &Tree) -> impl Iterator<Item = &str> {
    let members = if let Tree::Mapping(members) = tree { members.as_slice() } else { &[] };
    members.iter().filter_map(|member| match member {
        Member::Entry(key, _) => Some(key.as_str()),
        Member::Comment(_) => None,
    })
}

/// Types that the other format lacks become text, and a number may be one of the other kind.
fn alike(one: &str, other: &str) -> bool {
    let number = |text: &str| {
        let digits = text.strip_prefix("int ").or(text.strip_prefix("float "))?;
        digits.parse::<f64>().ok()
    };
    let text = |text: &str| text.split_once(' ').map(|(_, text)| text.to_owned());
    let same_number = number(one).zip(number(other)).is_some_and(|(one, other)| {
        one.partial_cmp(&other) == Some(Ordering::Equal) || (one.is_nan() && other.is_nan())
    });
    let has_own_type = other.starts_with("bytes ") || other.starts_with("time ");
    one == other || same_number || text(one) == text(other) || has_own_type
}

fn dialect_again(dialect: Dialect, documents: &[Tree], source: &str) {
    let mut printed = Plaintext::default();
    if dialect.print(documents, &mut printed).is_err() {
        return;
    }
    let what = || format!("{dialect:?}:\n{}\n---\n{}", show(source.as_bytes()), show(printed.expose()));
    let again = match dialect.read(printed.expose_str().expect("text")) {
        Ok(again) => again,
        Err(error) => panic!("{}: what is printed is not read: {}", told(&error), what()),
    };
    assert_eq!(leaves(&[again]), leaves(documents), "{}", what());
}
