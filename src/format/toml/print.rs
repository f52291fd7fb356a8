//! Trees as TOML text. What enters: trees without a source. What leaves: tables with headers, their own
//! entries first, since a header ends them.

use super::write;
use crate::{
    document::{Item, Member, Style, Tree},
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

/// Where something is printed.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// The names that lead there, as headers have them.
    pub path: &'p str,
    /// What stands between a key and its value.
    pub equals: &'p str,
    /// Whether tables in it are written in braces: that keeps the order of all that is in it.
    pub braces: bool,
}

impl<'p> Place<'p> {
    /// The place `path`, laid out as is usual.
    pub(super) fn of(path: &'p str) -> Self {
        Self { path, equals: " = ", braces: false }
    }
}

/// Prints a file.
pub(super) fn document(documents: &[Tree], out: &mut Plaintext) -> Result<()> {
    let [tree] = documents else {
        return Err(emit(format!("TOML holds exactly one document, and there are {}", documents.len()))
            .hint("Choose --output-type yaml, or split the file"));
    };
    let Tree::Mapping(members) = tree else {
        return Err(emit("a TOML file holds a table, and the data has no keys"));
    };
    body(members, Place::of(""), out)
}

/// Prints `tree` as the table at `place`, header and all.
pub(super) fn table(tree: &Tree, place: Place<'_>, out: &mut Plaintext) -> Result<()> {
    let Tree::Mapping(members) = tree else { return Err(emit("a table has no keys")) };
    for part in ["[", place.path, "]\n"] {
        out.extend(part.as_bytes());
    }
    body(members, place, out)
}

/// Prints `tree`, which is a table or an array of tables, in what stands at `place`.
pub(super) fn tables<'t>(
    mut comments: Vec<&'t Plaintext>,
    key: &str,
    tree: &'t Tree,
    place: Place<'_>,
    out: &mut Plaintext,
) -> Result<()> {
    let mut name = Plaintext::default();
    push_key(key, &mut name);
    let name = name.expose_str()?;
    let path = if place.path.is_empty() { name.to_owned() } else { format!("{}.{name}", place.path) };
    let place = Place { path: &path, ..place };
    let Tree::Sequence(items) = tree else {
        set_apart(out);
        print_comments(&comments, out);
        return table(tree, place, out);
    };
    for item in items {
        match item {
            Item::Comment(text) => comments.push(text),
            Item::Value(tree) => {
                set_apart(out);
                print_comments(&std::mem::take(&mut comments), out);
                self::item(tree, place, out)?;
            }
        }
    }
    print_comments(&comments, out);
    Ok(())
}

/// Prints `tree` as a table of the array at `place`.
pub(super) fn item(tree: &Tree, place: Place<'_>, out: &mut Plaintext) -> Result<()> {
    let Tree::Mapping(members) = tree else {
        return Err(emit("an array of tables holds nothing but tables")
            .hint("Give it an object, as in '{\"key\": 1}'"));
    };
    for part in ["[[", place.path, "]]\n"] {
        out.extend(part.as_bytes());
    }
    body(members, place, out)
}

/// Whether `tree` is printed with a header.
pub(super) fn has_header(tree: &Tree) -> bool {
    is_table(tree) || is_tables(tree)
}

/// The entries of a table, then the tables in it.
pub(super) fn body(members: &[Member], place: Place<'_>, out: &mut Plaintext) -> Result<()> {
    let mut comments = Vec::new();
    let mut tables = Vec::new();
    for member in members {
        match member {
            Member::Comment(text) => comments.push(text),
            Member::Entry(key, tree) if has_header(tree) && !place.braces => {
                tables.push((std::mem::take(&mut comments), key, tree));
            }
            Member::Entry(key, tree) => {
                print_comments(&std::mem::take(&mut comments), out);
                push_key(key, out);
                out.extend(place.equals.as_bytes());
                value(tree, out).map_err(|error| error.at_path(format!("[{key:?}]")))?;
                out.extend(b"\n");
            }
        }
    }
    print_comments(&comments, out);
    for (comments, key, tree) in tables {
        self::tables(comments, key, tree, place, out).map_err(|error| error.at_path(format!("[{key:?}]")))?;
    }
    Ok(())
}

fn set_apart(out: &mut Plaintext) {
    if !out.expose().is_empty() {
        out.extend(b"\n");
    }
}

fn is_table(tree: &Tree) -> bool {
    matches!(tree, Tree::Mapping(_))
}

/// Whether all items are tables, and there is one.
fn is_tables(tree: &Tree) -> bool {
    let Tree::Sequence(items) = tree else { return false };
    let mut values = items.iter().filter_map(|item| match item {
        Item::Value(value) => Some(value),
        Item::Comment(_) => None,
    });
    values.next().is_some_and(is_table) && values.all(is_table)
}

/// A value on one line, or an array with an item a line. Comments inside of values are left out.
pub(super) fn value(tree: &Tree, out: &mut Plaintext) -> Result<()> {
    match tree {
        Tree::Null => {
            return Err(emit("TOML has no null").hint("Choose another output type, or leave the key out"));
        }
        Tree::Scalar(kind, bytes) => {
            let has_lines = *kind == ScalarType::Str && bytes.expose().contains(&b'\n');
            let style = if has_lines { Style::TripleDoubleQuoted } else { Style::DoubleQuoted };
            write::value(style, false, &Scalar { kind: *kind, spelling: bytes.expose() }, out)?;
        }
        Tree::Sequence(items) => {
            let values = items.iter().filter_map(|item| match item {
                Item::Value(value) => Some(value),
                Item::Comment(_) => None,
            });
            let mut printed = Vec::new();
            for item in values {
                let mut text = Plaintext::default();
                value(item, &mut text)?;
                printed.push(text);
            }
            let is_long = printed.iter().map(|text| text.expose().len() + 2).sum::<usize>() > 100;
            let [open, between, close]: [&[u8]; 3] =
                if is_long { [b"[\n  ", b",\n  ", b",\n]"] } else { [b"[", b", ", b"]"] };
            out.extend(open);
            for (at, text) in printed.iter().enumerate() {
                out.extend(if at == 0 { b"" } else { between });
                out.extend(text.expose());
            }
            out.extend(close);
        }
        Tree::Mapping(members) => {
            out.extend(b"{");
            let mut separator: &[u8] = b" ";
            for member in members {
                let Member::Entry(key, tree) = member else { continue };
                out.extend(separator);
                push_key(key, out);
                out.extend(b" = ");
                value(tree, out)?;
                separator = b", ";
            }
            out.extend(if separator == b" " { b"}" } else { b" }" });
        }
    }
    Ok(())
}

/// Appends a key, in quotes if it needs them.
pub(super) fn push_key(key: &str, out: &mut Plaintext) {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !key.is_empty() && key.bytes().all(is_bare) {
        out.extend(key.as_bytes());
    } else {
        write::string(key, Style::DoubleQuoted, false, out);
    }
}

fn print_comments(comments: &[&Plaintext], out: &mut Plaintext) {
    for text in comments {
        // A carriage return or another control would not be a comment any more.
        out.extend(b"#");
        for byte in text.expose() {
            out.extend(if byte.is_ascii_control() && *byte != b'\t' {
                b" "
            } else {
                std::slice::from_ref(byte)
            });
        }
        out.extend(b"\n");
    }
}

fn emit(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Emit, message)
}
