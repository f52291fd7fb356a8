//! The `sops` entry of the root object. What enters: a document, and a block to add. What leaves: the
//! block, or the edits that add it in the file's own layout or take it out, such that taking out what
//! was added gives the same bytes again.

use super::{
    Json,
    print::{self, Layout},
};
use crate::{
    document::{Block, Document, Edit, NodeId, NodeKind, Span, Step},
    error::Result,
    format::Format as _,
    metadata::ENTRY,
    scalar::{ScalarType, parse_int},
    secret::Plaintext,
};

const ROOT: NodeId = 0;

/// The block as the file holds it.
pub(super) fn read(document: &Document<'_>) -> Result<Option<Block>> {
    match document.roots[0].sops {
        Some(id) if document.node(id).kind != NodeKind::Null => block(document, id).map(Some),
        _ => Ok(None),
    }
}

/// Adds `block` as the last entry. It goes right behind what was last, before the blanks that
/// follow it: so those stay what they were.
pub(super) fn insert(document: &Document<'_>, block: &Block) -> Result<Vec<Edit>> {
    let last = document.children(ROOT).last();
    let (at, separator) = match last {
        Some(id) => (document.node(id).span.end, ","),
        None => (document.node(ROOT).span.start + 1, ""),
    };
    let mut text = Plaintext::default();
    text.extend(separator.as_bytes());
    let style = Style::of(document, last);
    match &style {
        Style::OneLine if last.is_some() => text.extend(b" "),
        Style::OneLine => {}
        Style::Lines { line_break, indent, .. } => {
            text.extend(line_break.as_bytes());
            text.extend(indent.as_bytes());
        }
    }
    text.extend(b"\"");
    text.extend(ENTRY.as_bytes());
    text.extend(b"\": ");
    print::value(&block.to_tree(), &style.layout(), 0, &mut text)?;
    Ok(vec![Edit::insert(at, text.expose())])
}

/// Takes the entry out, with the comma and the blanks that set it apart.
pub(super) fn remove(document: &Document<'_>) -> Vec<Edit> {
    let Some(id) = document.roots[0].sops else { return Vec::new() };
    let entry = document.node(id);
    let before = document.children(ROOT).take_while(|child| *child != id).last();
    let after = document.children(ROOT).find(|child| *child > id);
    let span = match (before, after) {
        (Some(before), _) => Span { start: document.node(before).span.end, end: entry.span.end },
        (None, Some(after)) => Span { start: key_start(document, id), end: key_start(document, after) },
        (None, None) => Span { start: document.node(ROOT).span.start + 1, end: entry.span.end },
    };
    vec![Edit::remove(span)]
}

/// How the members of the root object stand.
pub(super) enum Style<'a> {
    OneLine,
    Lines { line_break: &'static str, indent: &'a str, unit: &'a str },
}

impl<'a> Style<'a> {
    /// That of the blanks before the last entry, or of those in an empty object.
    pub(super) fn of(document: &Document<'a>, last: Option<NodeId>) -> Self {
        let root = document.node(ROOT).span;
        let inside = &document.source[..root.end as usize - 1];
        let before = &document.source[..last.map_or(inside.len(), |id| key_start(document, id) as usize)];
        let blanks = &before[before.trim_end_matches(BLANKS).len()..];
        let Some((start, indent)) = blanks.rsplit_once('\n') else { return Self::OneLine };
        let line_break = if start.ends_with('\r') { "\r\n" } else { "\n" };
        if last.is_none() {
            let unit = "\t";
            return Self::Lines { line_break, indent: unit, unit };
        }
        // The indentation of the closing brace, if it stands on its own line, is not the entries' own.
        let closing = inside[inside.trim_end_matches(BLANKS).len()..].rsplit_once('\n');
        let unit = closing.and_then(|(_, outer)| indent.strip_prefix(outer)).unwrap_or(indent);
        Self::Lines { line_break, indent, unit: if unit.is_empty() { "  " } else { unit } }
    }

    fn layout(&self) -> Layout<'a> {
        match *self {
            Self::OneLine => Layout::OneLine,
            Self::Lines { line_break, indent, unit } => Layout::Lines { line_break, base: indent, unit },
        }
    }
}

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

fn key_start(document: &Document<'_>, id: NodeId) -> u32 {
    match document.node(id).step {
        Step::Key { span, .. } => span.start,
        Step::Document(_) | Step::Index(_) => document.node(id).span.start,
    }
}

fn block(document: &Document<'_>, id: NodeId) -> Result<Block> {
    Ok(match document.node(id).kind {
        NodeKind::Null => Block::Null,
        NodeKind::Mapping => {
            let entry = |child| {
                let key = document.key(document.node(child).step).unwrap_or_default();
                Ok((key.to_owned(), block(document, child)?))
            };
            Block::Map(document.children(id).map(entry).collect::<Result<_>>()?)
        }
        NodeKind::Sequence => {
            Block::List(document.children(id).map(|child| block(document, child)).collect::<Result<_>>()?)
        }
        NodeKind::Scalar => {
            let mut buffer = Plaintext::default();
            let scalar = Json.scalar(document, id, &mut buffer)?;
            let text = || Block::text(String::from_utf8_lossy(scalar.spelling));
            match scalar.kind {
                ScalarType::Bool => Block::Bool(scalar.spelling == b"true"),
                ScalarType::Int => parse_int(scalar.spelling).map_or_else(text, Block::Int),
                _ => text(),
            }
        }
    })
}
