//! A config's tree, in which everything knows its place. What enters: a parsed tree. What leaves:
//! tables that refuse keys they do not know, and typed values; each error names line and column.

use crate::error::{Error, ErrorKind, Place, Result};

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

#[derive(Debug)]
pub(super) enum Value {
    Null,
    /// A string.
    Text(String),
    /// A number or a boolean, as it is written.
    Literal(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) place: Place,
}

/// An error at a place in the config.
pub(super) fn wrong(place: Place, message: impl AsRef<str>) -> Error {
    Error::new(ErrorKind::Config, redact(message.as_ref())).at(place)
}

/// `text` with every age identity in it blotted out.
pub fn redact(text: &str) -> String {
    const MARK: &str = "AGE-SECRET-KEY-";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.to_ascii_uppercase().find(MARK) {
        out.push_str(&rest[..at]);
        out.push_str("(an age identity, not shown)");
        let tail = &rest[at..];
        rest = tail.trim_start_matches(|char: char| char.is_ascii_alphanumeric() || char == '-');
    }
    out.push_str(rest);
    out
}

impl Node {
    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// What kind of value it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Text(_) => "text",
            Value::Literal(text) if text.starts_with(|char: char| char.is_ascii_alphabetic()) => "a boolean",
            Value::Literal(_) => "a number",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// Text; a number or boolean counts as what is written, as go-yaml has it.
    pub(super) fn text(&self, name: &str) -> Result<&str> {
        match &self.value {
            Value::Text(text) | Value::Literal(text) => Ok(text),
            Value::Null => Ok(""),
            _ => Err(self.mismatch(name, "text")),
        }
    }

    /// A list.
    pub(super) fn list(&self, name: &str) -> Result<&[Self]> {
        match &self.value {
            Value::List(items) => Ok(items),
            Value::Null => Ok(&[]),
            _ => Err(self.mismatch(name, "a list")),
        }
    }

    pub(super) fn boolean(&self, name: &str) -> Result<bool> {
        match &self.value {
            Value::Literal(text) => match text.as_str() {
                "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => Ok(true),
                "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => {
                    Ok(false)
                }
                _ => Err(self.mismatch(name, "true or false")),
            },
            Value::Null => Ok(false),
            _ => Err(self.mismatch(name, "true or false, without quotes")),
        }
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self, name: &str) -> Result<u32> {
        match &self.value {
            Value::Literal(text) => {
                text.parse().map_err(|_| self.mismatch(name, "a whole number, zero or more"))
            }
            Value::Null => Ok(0),
            _ => Err(self.mismatch(name, "a whole number, without quotes")),
        }
    }

    pub(super) fn mismatch(&self, name: &str, wanted: &str) -> Error {
        wrong(self.place, format!("`{name}` must be {wanted}, not {}", self.kind()))
    }

    /// A table whose keys are all among `known`; nothing counts as an empty one.
    pub(super) fn table(&self, what: &'static str, known: &[&str]) -> Result<Table<'_>> {
        let table = self.open_table(what)?;
        match table.entries.iter().find(|(key, _)| !known.contains(&key.name.as_str())) {
            Some((key, _)) => Err(unknown(key, what, known)),
            None => Ok(table),
        }
    }

    /// A table that may have any keys.
    pub(super) fn open_table(&self, what: &'static str) -> Result<Table<'_>> {
        match &self.value {
            Value::Map(entries) => Ok(Table { entries }),
            Value::Null => Ok(Table { entries: &[] }),
            _ => Err(wrong(self.place, format!("{what} must be a mapping, not {}", self.kind()))),
        }
    }
}

/// The entries of a mapping.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    pub(super) entries: &'a [(Key, Node)],
}

impl<'a> Table<'a> {
    /// The value under `name`, unless it is missing or null.
    pub(super) fn get(self, name: &str) -> Option<&'a Node> {
        self.entries.iter().find(|(key, node)| key.name == name && !node.is_null()).map(|(_, node)| node)
    }

    /// The text under `name`, empty when missing.
    pub(super) fn text(self, name: &str) -> Result<&'a str> {
        self.get(name).map_or(Ok(""), |node| node.text(name))
    }

    /// The list under `name`, empty when missing.
    pub(super) fn list(self, name: &str) -> Result<&'a [Node]> {
        self.get(name).map_or(Ok(&[]), |node| node.list(name))
    }
}

/// The error for a key that does not exist.
pub(super) fn unknown(key: &Key, what: &str, known: &[&str]) -> Error {
    let error = wrong(key.place, format!("unknown key `{}` in {what}", key.name));
    match nearest(&key.name, known) {
        Some(name) => error.hint(format!("Did you mean `{name}`?")),
        None => error.hint(format!("Use one of: {}", known.join(", "))),
    }
}

/// The known name that `name` was probably meant to be.
pub(super) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&plain(name), &plain(candidate)), *candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
