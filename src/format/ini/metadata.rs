//! The `[sops]` section. What enters: a document, and a block to add. What leaves: the block, or the
//! edits that add the section at the end, behind a blank line, or take both out again.

use super::{print, value};
use crate::{
    document::{Block, Document, Edit, Span, Style},
    error::{Error, ErrorKind, Result},
    format::{
        change::next_line,
        flatten::{Unflatten, escape_newlines, flatten},
    },
    metadata::ENTRY,
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

/// The block as the section holds it: all texts.
pub(super) fn read(document: &Document<'_>) -> Result<Option<Block>> {
    let Some(sops) = document.roots[0].sops else { return Ok(None) };
    let mut block = Unflatten::default();
    for id in document.children(sops) {
        let node = document.node(id);
        let value = decode(document.text(node.span), node.style);
        let key = document.key(node.step).unwrap_or_default();
        block.add(key, value).map_err(|why| {
            Error::new(ErrorKind::Input, format!("the key {key} of the section [{ENTRY}] cannot be read"))
                .at(document.place(node.span.start))
                .because(why)
        })?;
    }
    Ok(Some(block.finish()))
}

/// What the text of a value means: line breaks are escaped.
pub(super) fn decode(text: &str, style: Style) -> String {
    let mut buffer = Plaintext::default();
    let value = String::from_utf8_lossy(value::decode(text, style, &mut buffer));
    // Some versions of sops wrote two backslashes.
    value.replace("\\\\n", "\n").replace("\\n", "\n")
}

/// Appends a value on one line.
pub(super) fn write(value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
    let text = escape_newlines(&String::from_utf8_lossy(value.spelling));
    value::write(Style::Plain, &Scalar { kind: value.kind, spelling: text.as_bytes() }, out)
}

/// Adds the section at the end.
pub(super) fn insert(document: &Document<'_>, block: &Block) -> Result<Vec<Edit>> {
    let line_break = document.line_break().as_bytes();
    let mut text = Plaintext::default();
    let source = document.source;
    if !source.is_empty() {
        if !source.ends_with('\n') {
            text.extend(line_break);
        }
        text.extend(line_break);
    }
    for part in [b"[", ENTRY.as_bytes(), b"]", line_break] {
        text.extend(part);
    }
    for (key, value) in flatten(block)? {
        text.extend(print::key_text(&key)?.as_bytes());
        text.extend(b" = ");
        write(&Scalar { kind: ScalarType::Str, spelling: value.as_bytes() }, &mut text)?;
        text.extend(line_break);
    }
    Ok(vec![Edit::insert(source.len() as u32, text.expose())])
}

/// Takes the section out, with the blank line before it.
pub(super) fn remove(document: &Document<'_>) -> Vec<Edit> {
    let Some(sops) = document.roots[0].sops else { return Vec::new() };
    let source = document.source;
    let section = document.node(sops).span;
    let line_start = source[..section.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let before = &source[..line_start];
    let without = before.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
    let start = match without {
        Some(text) if text.is_empty() || text.ends_with('\n') => text.len(),
        _ => line_start,
    };
    let end = next_line(source, section.end as usize);
    vec![Edit::remove(Span::new(start, end))]
}
