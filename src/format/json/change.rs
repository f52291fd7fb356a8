//! One entry of a JSON text changed where it stands. What enters: the document and the change. What
//! leaves: edits in the layout of the text: its indentation where entries have lines of their own, its
//! spaces where they share one.

use super::{
    metadata::Style,
    print::{self, Layout},
    text,
};
use crate::{
    document::{Document, Edit, NodeId, Step, Tree},
    error::Result,
    format::change::{Braces, Change, Ways, line_start},
    secret::Plaintext,
};

const ROOT: NodeId = 0;

/// The way to make `change`: there is only one, and it always reads back.
pub(super) fn change(document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
    let edits = match *change {
        Change::Replace(id, value) => vec![replace(document, id, value)?],
        Change::Append(id, key, value) => append(document, id, key, value)?,
        Change::Remove(id) => {
            Braces::of(document, document.node(id).parent).map_or_else(Vec::new, |braces| braces.remove(id))
        }
    };
    Ok(vec![edits])
}

fn replace(document: &Document<'_>, id: NodeId, value: &Tree) -> Result<Edit> {
    let node = document.node(id);
    let layout = Braces::of(document, id).or_else(|| Braces::of(document, node.parent));
    let base = indentation(document, id);
    let layout = match layout {
        Some(braces) => layout_of(document, &braces, base),
        None => Layout::Lines { line_break: document.line_break(), base, unit: unit(document) },
    };
    let mut text = Plaintext::default();
    print::value(value, &layout, 0, &mut text)?;
    Ok(Edit::replace(node.span, text.expose()))
}

fn append(document: &Document<'_>, id: NodeId, key: Option<&str>, value: &Tree) -> Result<Vec<Edit>> {
    let Some(braces) = Braces::of(document, id) else { return Ok(Vec::new()) };
    let base = braces.indentation().unwrap_or_default();
    let layout = layout_of(document, &braces, base);
    let mut text = Plaintext::default();
    entry(key, value, &layout, &mut text)?;
    Ok(braces.append(text.expose(), document.line_break()))
}

fn entry(key: Option<&str>, value: &Tree, layout: &Layout<'_>, out: &mut Plaintext) -> Result<()> {
    if let Some(key) = key {
        text::encode(key.as_bytes(), out);
        out.extend(if matches!(layout, Layout::Compact) { b":" } else { b": " });
    }
    print::value(value, layout, 0, out)
}

/// How the entries of a collection stand, for one that starts on a line with the indentation `base`.
fn layout_of<'a>(document: &Document<'a>, braces: &Braces<'_, '_>, base: &'a str) -> Layout<'a> {
    if braces.indentation().is_some() {
        Layout::Lines { line_break: document.line_break(), base, unit: unit(document) }
    } else if braces.is_compact() {
        Layout::Compact
    } else {
        Layout::OneLine
    }
}

/// The blanks before the line on which the entry of a value starts.
fn indentation<'a>(document: &Document<'a>, id: NodeId) -> &'a str {
    let node = document.node(id);
    let start = if let Step::Key { span, .. } = node.step { span.start } else { node.span.start } as usize;
    let line = line_start(document.source, start);
    let rest = &document.source[line..start];
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}

/// What each level is indented by.
fn unit<'a>(document: &Document<'a>) -> &'a str {
    match Style::of(document, document.children(ROOT).last()) {
        Style::Lines { unit, .. } => unit,
        Style::OneLine => "\t", // as the real program has it
    }
}
