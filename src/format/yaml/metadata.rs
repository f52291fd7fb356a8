//! The metadata block in YAML: where it is, where it goes, and how it is taken out again without a
//! trace.

use super::{METADATA, Yaml, chars::Text, flow, print};
use crate::{
    document::{BREAKS, Block, Document, Edit, NodeId, NodeKind, Root, Span, Step, Style},
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
    (0..document.roots.len()).map(|number| insert_into(document, number, block)).collect()
}

/// The edits that take the block out of every document.
pub(super) fn remove(document: &Document<'_>) -> Vec<Edit> {
    let roots = document.roots.iter().enumerate();
    let edits = roots.filter_map(|(number, root)| {
        let sops = root.sops?;
        let span = entry_span(document, root, sops);
        if !is_all_there_is(document, number, sops) {
            return Some(Edit::remove(span));
        }
        let text = document.text(span);
        let line_break = &text[text.trim_end_matches(['\n', '\r']).len()..];
        Some(Edit::replace(span, format!("{{}}{line_break}")))
    });
    edits.collect()
}

/// Whether nothing but the block says that there is a document: the real program writes an empty one so,
/// and without a `---` or `{}` there would be one less.
fn is_all_there_is(document: &Document<'_>, number: usize, sops: NodeId) -> bool {
    let (root, entry) = (&document.roots[number], document.node(sops));
    let is_alone = root.node.is_some_and(|node| node + 1 == sops && document.node(node).end == entry.end);
    let Step::Key { span: key, .. } = entry.step else { unreachable!("an entry has a key") };
    is_alone && !is_flow(document, root) && !has_mark(document, number, key.start)
}

/// Whether the block can take the place of `{}`, and leave it behind when it goes.
fn is_block_to_be(document: &Document<'_>, number: usize, node: NodeId) -> bool {
    let span = document.node(node).span;
    let (before, after) = document.source.split_at(span.start as usize);
    let is_line = before.is_empty() || before.ends_with('\n');
    // A comment behind it would become one of the metadata.
    let is_gap = |char: char| matches!(char, ' ' | '\t') || BREAKS.contains(&char);
    let is_alone = after.strip_prefix("{}").is_some_and(|rest| {
        rest.starts_with(['\n', '\r']) && !rest.trim_start_matches(is_gap).starts_with('#')
    });
    is_line
        && is_alone
        && document.node(node).outer_start == span.start
        && !has_mark(document, number, span.start)
}

/// Whether a `---` stands before `at`, in the document of that number.
fn has_mark(document: &Document<'_>, number: usize, at: u32) -> bool {
    let start = number.checked_sub(1).map_or(0, |before| document.roots[before].tail);
    let before = &document.source[start as usize..at as usize];
    let mut lines = before.trim_start_matches('\u{feff}').split(BREAKS);
    lines.any(|line| line.starts_with("---"))
}

/// The edits that add a stub of the block to every document, if a comment stands where the block could
/// change which node it belongs to.
pub(super) fn insert_stub(document: &Document<'_>) -> Option<Vec<Edit>> {
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
    Some(insert(document, &Block::text("")))
}

fn insert_into(document: &Document<'_>, number: usize, block: &Block) -> Edit {
    let (root, newline) = (&document.roots[number], document.line_break());
    let mut text = String::new();
    if is_flow(document, root) {
        if let Some(sops) = root.sops {
            flow::write_block(block, &mut text);
            return Edit::replace(document.node(sops).span, text);
        }
        let node = root.node.expect("a flow root is a node");
        if is_block_to_be(document, number, node) {
            push_entry(block, 0, newline, &mut text);
            return Edit::replace(document.node(node).span, text);
        }
        return insert_into_flow(document, node, block);
    }
    let indent = root.node.map_or(0, |node| column(document, document.node(node).span.start));
    if let Some(sops) = root.sops {
        let Step::Key { span, .. } = document.node(sops).step else { unreachable!("an entry has a key") };
        push_entry(block, indent, newline, &mut text);
        return Edit::replace(Span { start: span.start, end: subtree_end(document, sops) }, text);
    }
    let tail = root.tail as usize;
    if Text(document.source.as_bytes()).line_start(tail) != tail {
        text.push_str(newline);
    }
    text.extend(std::iter::repeat_n(' ', indent));
    push_entry(block, indent, newline, &mut text);
    text.push_str(newline);
    Edit::insert(root.tail, text)
}

/// Adds the entry as the last one in braces. It comes behind all comments, so that none of them turns
/// into a comment of the metadata, and leaves a comma at the end where one was.
fn insert_into_flow(document: &Document<'_>, node: NodeId, block: &Block) -> Edit {
    let close = document.node(node).span.end - 1;
    let Some(last) = document.children(node).last() else {
        return Edit::insert(close, flow_entry("", block, ""));
    };
    let gap = Span { start: subtree_end(document, last), end: close };
    let comments = || document.comments.iter().filter(|c| gap.start < c.span.start && c.span.end <= gap.end);
    let is_comment = |at: u32| comments().any(|c| c.span.start <= at && at < c.span.end);
    let mut commas = memchr::memchr_iter(b',', document.text(gap).as_bytes());
    if commas.any(|at| !is_comment(gap.start + at as u32)) {
        return Edit::insert(close, flow_entry("", block, ","));
    }
    // On the line of the last value, unless the comma would become part of what stands there.
    let value = document.node(last);
    let joins = value.kind == NodeKind::Null || value.span.is_empty() || value.alias > 0;
    let at = if joins || comments().next().is_some() { close } else { gap.start };
    Edit::insert(at, flow_entry(", ", block, ""))
}

fn flow_entry(before: &str, block: &Block, after: &str) -> String {
    let mut text = format!("{before}\"{METADATA}\": ");
    flow::write_block(block, &mut text);
    text.push_str(after);
    text
}

/// The entry in braces, with the comma that belongs to it.
fn flow_entry_span(document: &Document<'_>, start: u32, end: u32) -> Span {
    let source = document.source;
    let behind = &source[end as usize..];
    let rest = behind.trim_start_matches([' ', '\t', '\r', '\n']);
    if rest.starts_with(',') {
        let comma = end as usize + (behind.len() - rest.len());
        return Span { start, end: comma as u32 + 1 };
    }
    let before = source[..start as usize].trim_end_matches([' ', '\t', '\r', '\n']);
    let is_comment = |at: u32| document.comments.iter().any(|c| c.span.start <= at && at < c.span.end);
    match before.strip_suffix(',').map(|before| before.len() as u32) {
        Some(comma) if !is_comment(comma) => Span { start: comma, end },
        _ => Span { start, end },
    }
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
    let start = entry_start(document, key.start);
    if is_flow(document, root) {
        return flow_entry_span(document, start, end);
    }
    let text = Text(document.source.as_bytes());
    let mut start = start as usize;
    while start > 0 && text.is_blank(start - 1) {
        start -= 1;
    }
    let mut end = end as usize;
    while !text.is_breakz(end) {
        end += 1;
    }
    Span::new(start, end + text.break_len(end))
}

/// Where the entry with the key at `key` starts: there, or at the `?` before it, which nobody but a stranger writes.
fn entry_start(document: &Document<'_>, key: u32) -> u32 {
    let before = &document.source[..key as usize];
    match before.trim_end_matches([' ', '\t']).strip_suffix('?') {
        Some(rest) if !before.ends_with('?') => rest.len() as u32,
        _ => key,
    }
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
    let text = Text(document.source.as_bytes());
    let start = text.line_start(offset as usize);
    let mark = if start == 0 && document.source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    offset as usize - start - mark
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
