//! Trees and the metadata block on one line, in brackets and braces. What enters: trees, or the metadata
//! block. What leaves: YAML text without a line break. Comments have no place in it.

use super::{
    quote::{room, write_string},
    typed::write_typed,
};
use crate::{
    document::{Block, Item, Member, Style, Tree},
    scalar::ScalarType,
    secret::Plaintext,
};

/// Prints a tree in braces, on one line; text and keys in the style `quotes` where that can hold them.
pub(super) fn write_tree(tree: &Tree, quotes: Style, out: &mut Plaintext) {
    match tree {
        Tree::Mapping(members) => {
            let entries = members.iter().filter_map(|member| match member {
                Member::Entry(key, value) => Some((key, value)),
                Member::Comment(_) => None,
            });
            out.extend(b"{");
            for (number, (key, value)) in entries.enumerate() {
                out.extend(if number > 0 { b", " } else { b"" });
                write_entry(key, value, quotes, out);
            }
            out.extend(b"}");
        }
        Tree::Sequence(items) => {
            let items = items.iter().filter_map(|item| match item {
                Item::Value(value) => Some(value),
                Item::Comment(_) => None,
            });
            out.extend(b"[");
            for (number, value) in items.enumerate() {
                out.extend(if number > 0 { b", " } else { b"" });
                write_tree(value, quotes, out);
            }
            out.extend(b"]");
        }
        Tree::Scalar(ScalarType::Str | ScalarType::Comment, text) => {
            out.reserve(room(text.expose(), 0));
            write_string(text.expose(), quotes, true, 0, 0, "\n", out.expose_mut());
        }
        Tree::Scalar(kind, text) => {
            out.reserve(room(text.expose(), 0));
            write_typed(*kind, text.expose(), out.expose_mut());
        }
        Tree::Null => out.extend(b"null"),
    }
}

/// Prints an entry in braces.
pub(super) fn write_entry(key: &str, value: &Tree, quotes: Style, out: &mut Plaintext) {
    out.reserve(room(key.as_bytes(), 0));
    let long = key.len() > 1000; // a simple key ends after 1024 characters
    out.extend(if long { b"? " } else { b"" });
    let style = if key == "<<" { Style::DoubleQuoted } else { quotes };
    write_string(key.as_bytes(), style, true, 0, 0, "\n", out.expose_mut());
    out.extend(if long { b" : " } else { b": " });
    write_tree(value, quotes, out);
}

/// Prints a block on one line, as YAML that is also JSON.
pub(super) fn write_block(block: &Block, out: &mut String) {
    match block {
        Block::Map(entries) => {
            out.push('{');
            for (number, (key, value)) in entries.iter().enumerate() {
                out.push_str(if number > 0 { ", " } else { "" });
                push_json_string(key, out);
                out.push_str(": ");
                write_block(value, out);
            }
            out.push('}');
        }
        Block::List(items) => {
            out.push('[');
            for (number, item) in items.iter().enumerate() {
                out.push_str(if number > 0 { ", " } else { "" });
                write_block(item, out);
            }
            out.push(']');
        }
        Block::Text(text) => push_json_string(text, out),
        Block::Int(number) => out.push_str(&number.to_string()),
        Block::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Block::Null => out.push_str("null"),
    }
}

fn push_json_string(text: &str, out: &mut String) {
    use std::fmt::Write as _;
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // What a reader of YAML refuses, or takes for a line break.
            '\0'..' '
            | '\x7F'..='\u{9F}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{FEFF}'
            | '\u{FFFE}'
            | '\u{FFFF}' => {
                write!(out, "\\u{:04x}", u32::from(c)).expect("writing to a String cannot fail");
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_of_metadata_is_json() {
        let mut out = String::new();
        let text = "\"\\\n\t\r\u{0}\u{7F}\u{85}\u{2028}\u{FEFF}é😀";
        let age = Block::List(vec![
            Block::Map(vec![("recipient".into(), Block::text("age1y"))]),
            Block::Bool(true),
        ]);
        let block = Block::Map(vec![
            ("a b".into(), Block::text(text)),
            ("m".into(), Block::Map(vec![("mac".into(), Block::text("ENC[x]")), ("age".into(), age)])),
        ]);
        write_block(&block, &mut out);
        let read: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(read["a b"], text);
        assert_eq!(read["m"]["age"][0]["recipient"], "age1y");
        assert!(out.contains(r#""mac": "ENC["#), "{out}");
        assert!(out.chars().all(|c| !c.is_control() && c != '\u{2028}' && c != '\u{FEFF}'), "{out}");
    }
}
