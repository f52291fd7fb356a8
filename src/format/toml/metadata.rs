//! The `[sops]` table. What enters: a document, and a block to add. What leaves: the block, or the edits
//! that add the table at the end, behind a blank line, or take both out again.

use super::{Toml, print};
use crate::{
    document::{Block, Document, Edit, NodeId, NodeKind, Span},
    error::Result,
    format::Format as _,
    metadata::ENTRY,
    scalar::{ScalarType, parse_bool, parse_int},
    secret::Plaintext,
};

/// The block as the file holds it.
pub(super) fn read(document: &Document<'_>) -> Result<Option<Block>> {
    document.roots[0].sops.map(|id| block(document, id)).transpose()
}

/// Adds `block` at the end.
pub(super) fn insert(document: &Document<'_>, block: &Block) -> Result<Vec<Edit>> {
    let line_break = document.line_break();
    let source = document.source;
    let mut text = Plaintext::default();
    print::table(&block.to_tree(), print::Place::of(ENTRY), &mut text)?;
    let text = text.expose_str()?;
    let mut added = String::new();
    if !source.is_empty() {
        added.push_str(if source.ends_with('\n') { "" } else { line_break });
        added.push_str(line_break);
    }
    added.push_str(&if document.crlf { text.replace('\n', line_break) } else { text.to_owned() });
    Ok(vec![Edit::insert(source.len() as u32, added)])
}

/// Takes the table out, with the blank line before it.
pub(super) fn remove(document: &Document<'_>) -> Vec<Edit> {
    let Some(sops) = document.roots[0].sops else { return Vec::new() };
    let source = document.source;
    let span = document.node(sops).span.range();
    let line_start = source[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &source[..line_start];
    let without = before.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
    let start = match without {
        Some(text) if text.is_empty() || text.ends_with('\n') => text.len(),
        _ => line_start,
    };
    let end = source[span.end..].find('\n').map_or(source.len(), |at| span.end + at + 1);
    vec![Edit::remove(Span::new(start, end))]
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
            let scalar = Toml.scalar(document, id, &mut buffer)?;
            let text = || Block::text(String::from_utf8_lossy(scalar.spelling).replace("\r\n", "\n"));
            match scalar.kind {
                ScalarType::Bool => parse_bool(scalar.spelling).map_or_else(text, Block::Bool),
                ScalarType::Int => parse_int(scalar.spelling).map_or_else(text, Block::Int),
                _ => text(),
            }
        }
    })
}
