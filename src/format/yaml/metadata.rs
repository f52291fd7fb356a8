//! The metadata block in YAML: where it is, where it goes, and how it is taken out again without a
//! trace.

use super::{METADATA, Yaml, chars::Text, print};
use crate::{
    document::{Block, Document, Edit, NodeId, NodeKind, Root, Span, Step, Style},
    error::{Error, ErrorKind, Result},
    format::Format as _,
    scalar::ScalarType,
    secret::Plaintext,
};

/// Columns by which the block is indented, as the real program does.
const INDENT: usize = 4;

/// The block of the first document that has one.
pub(super) fn read(document: &Document<'_>) -> Result<Option<Block>> {
    let Some(id) = document.roots.iter().find_map(|root| root.sops) else { return Ok(None) };
    to_block(document, id).map(Some)
}

/// The edits that put `block` into every document.
pub(super) fn insert(document: &Document<'_>, block: &Block) -> Vec<Edit> {
    document.roots.iter().map(|root| insert_into(document, root, block)).collect()
}

/// The edits that take the block out of every document.
pub(super) fn remove(document: &Document<'_>) -> Vec<Edit> {
    document
        .roots
        .iter()
        .filter_map(|root| Some(Edit::remove(entry_span(document, root, root.sops?))))
        .collect()
}

/// The source with a stub of the block in every document, if a comment stands where the block could
/// change which node it belongs to.
pub(super) fn with_stub(document: &Document<'_>) -> Option<String> {
    let moves = document.roots.iter().enumerate().any(|(number, root)| {
        let end = root.node.map_or(0, |node| subtree_end(document, node));
        let start = if root.node.is_none() && number > 0 { document.roots[number - 1].tail } else { end };
        document.comments.iter().any(|comment| comment.span.start >= start && comment.span.start < root.tail)
            || is_flow(document, root)
                && root.node.is_some_and(|node| {
                    let span = document.node(node).span;
                    document
                        .comments
                        .iter()
                        .any(|comment| span.start < comment.span.start && comment.span.end < span.end)
                })
    });
    if !moves {
        return None;
    }
    let stub = Block::text("");
    let mut splice = crate::document::Splice::new(document.source.as_bytes(), Vec::new());
    for edit in insert(document, &stub) {
        splice.replace(edit.span).extend_from_slice(&edit.text);
    }
    String::from_utf8(splice.finish()).ok()
}

fn insert_into(document: &Document<'_>, root: &Root, block: &Block) -> Edit {
    let newline = if document.crlf { "\r\n" } else { "\n" };
    let mut text = String::new();
    if is_flow(document, root) {
        if let Some(sops) = root.sops {
            print::flow_text(block, &mut text);
            return Edit::replace(document.node(sops).span, text);
        }
        let node = root.node.expect("a flow root is a node");
        let last = document.children(node).last();
        let at = last.map_or(document.node(node).span.start + 1, |last| subtree_end(document, last));
        text.push_str(if last.is_some() { ", \"sops\": " } else { "\"sops\": " });
        print::flow_text(block, &mut text);
        return Edit::insert(at, text);
    }
    let indent = root.node.map_or(0, |node| column(document, document.node(node).span.start));
    if let Some(sops) = root.sops {
        let Step::Key { span, .. } = document.node(sops).step else { unreachable!("an entry has a key") };
        push_entry(block, indent, newline, &mut text);
        return Edit::replace(Span { start: span.start, end: subtree_end(document, sops) }, text);
    }
    let before = &document.source.as_bytes()[..root.tail as usize];
    let at_line_start = before.is_empty() || matches!(before.last(), Some(b'\n' | b'\r'));
    if !at_line_start {
        text.push_str(newline);
    }
    text.extend(std::iter::repeat_n(' ', indent));
    push_entry(block, indent, newline, &mut text);
    text.push_str(newline);
    Edit::insert(root.tail, text)
}

/// Writes `sops:` and the block, without the last line break.
fn push_entry(block: &Block, indent: usize, newline: &str, text: &mut String) {
    text.push_str(METADATA);
    text.push(':');
    match block {
        Block::Map(_) => {
            text.push_str(newline);
            print::block_text(block, indent + INDENT, INDENT, newline, text);
            while text.ends_with(['\n', '\r']) {
                text.pop();
            }
        }
        _ => text.push_str(" \"\""),
    }
}

/// The entry with what `insert_into` added around it.
fn entry_span(document: &Document<'_>, root: &Root, sops: NodeId) -> Span {
    let Step::Key { span: key, .. } = document.node(sops).step else { unreachable!("an entry has a key") };
    let end = subtree_end(document, sops);
    if is_flow(document, root) {
        let node = root.node.expect("a flow root is a node");
        let children: Vec<NodeId> = document.children(node).collect();
        let position = children.iter().position(|child| *child == sops).unwrap_or_default();
        if position > 0 {
            return Span { start: subtree_end(document, children[position - 1]), end };
        }
        let next = children.get(1).map(|next| match document.node(*next).step {
            Step::Key { span, .. } => span.start,
            _ => end,
        });
        let start = if next.is_some() { key.start } else { document.node(node).span.start + 1 };
        return Span { start, end: next.unwrap_or(end) };
    }
    let text = Text(document.source.as_bytes());
    let mut start = key.start as usize;
    while start > 0 && text.is_blank(start - 1) {
        start -= 1;
    }
    let mut end = end as usize;
    while !text.is_breakz(end) {
        end += 1;
    }
    Span::new(start, end + text.break_len(end))
}

fn is_flow(document: &Document<'_>, root: &Root) -> bool {
    root.node.is_some_and(|node| document.node(node).style == Style::Flow)
}

/// Where the source of a subtree ends.
pub(super) fn subtree_end(document: &Document<'_>, id: NodeId) -> u32 {
    let node = document.node(id);
    if node.alias > 0 {
        return document.aliases[node.alias as usize - 1].span.end;
    }
    node.span.end
}

fn column(document: &Document<'_>, offset: u32) -> usize {
    let before = &document.source.as_bytes()[..offset as usize];
    before.len()
        - memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1)
        - if before.starts_with(b"\xEF\xBB\xBF") && memchr::memchr(b'\n', before).is_none() { 3 } else { 0 }
}

fn to_block(document: &Document<'_>, id: NodeId) -> Result<Block> {
    let node = document.node(id);
    match node.kind {
        NodeKind::Null => Ok(Block::Null),
        NodeKind::Sequence => document
            .children(id)
            .map(|child| to_block(document, child))
            .collect::<Result<_>>()
            .map(Block::List),
        NodeKind::Mapping => document
            .children(id)
            .map(|child| {
                let key = document.key(document.node(child).step).unwrap_or_default().to_owned();
                Ok((key, to_block(document, child)?))
            })
            .collect::<Result<_>>()
            .map(Block::Map),
        NodeKind::Scalar => {
            let mut buffer = Plaintext::default();
            let scalar = Yaml.scalar(document, id, &mut buffer)?;
            let text = std::str::from_utf8(scalar.spelling).map_err(|_| {
                Error::new(ErrorKind::Input, "the metadata holds text that is not UTF-8")
                    .at(document.place(node.span.start))
            })?;
            Ok(match scalar.kind {
                ScalarType::Int => text.parse().map_or_else(|_| Block::text(text), Block::Int),
                ScalarType::Bool => {
                    Block::Bool(crate::scalar::parse_bool(scalar.spelling).unwrap_or_default())
                }
                _ => Block::text(text),
            })
        }
    }
}
