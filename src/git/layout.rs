//! Where the text of an entry begins and ends: its key and value with the comments before it and behind
//! it on the line. What enters: a parsed text. What leaves: ranges in it that together are all of it.
//!
//! In blocks, an entry is made of whole lines:
//!
//! ```text
//! # a comment          lead
//!   key:  value  # one indent, head ("key:  "), value, tail
//! ```
//!
//! In braces and brackets the text between two commas is lead, head, value and tail.

use std::ops::Range;

use super::text::Text;
use crate::document::{NodeId, NodeKind, Step, Style};

/// The parts of an entry.
pub(super) struct Item {
    /// Comments and blank lines before it; in braces, what stands behind the comma.
    pub(super) lead: Range<usize>,
    /// What stands before it on its line: blanks, mostly.
    pub(super) indent: Range<usize>,
    /// From its first character to its value: the key, or the dash.
    pub(super) head: Range<usize>,
    /// The value with its tag and anchor; all lines of a block.
    pub(super) value: Range<usize>,
    /// The rest of its line, or up to the comma.
    pub(super) tail: Range<usize>,
}

/// A collection's own text around its entries; empty for blocks.
pub(super) struct Frame {
    /// The tag, the anchor and the brace.
    pub(super) open: Range<usize>,
    /// From the last value to the closing brace.
    pub(super) close: Range<usize>,
}

impl Text<'_> {
    /// All of the text.
    pub(super) fn source(&self) -> &str {
        self.document.source
    }

    /// Whether the node is a collection that is laid out by lines.
    pub(super) fn is_block(&self, id: NodeId) -> bool {
        let node = self.document.node(id);
        matches!(node.kind, NodeKind::Mapping | NodeKind::Sequence)
            && node.style == Style::Block
            && node.alias == 0
    }

    /// The span of what stands for the value at its place: an alias, or the value itself.
    pub(super) fn written(&self, id: NodeId) -> Range<usize> {
        let node = self.document.node(id);
        match node.alias.checked_sub(1).map(|alias| &self.document.aliases[alias as usize]) {
            Some(alias) if alias.node == id => alias.span.range(),
            _ => node.outer_start as usize..node.span.end as usize,
        }
    }

    /// Where the lines of a value end; `from` is where it may begin.
    pub(super) fn end_of_lines(&self, id: NodeId) -> usize {
        let written = self.written(id);
        match self.document.children(id).last().filter(|_| self.is_block(id)) {
            Some(last) => self.end_of_lines(last),
            // A section without a header and without entries is no line at all.
            None if self.is_block(id) && written.is_empty() => written.end,
            None => next_line(self.source(), written.end),
        }
    }

    /// The parts of the children of a block; `start` is where the collection's lines start.
    pub(super) fn block_items(&self, id: NodeId, start: usize) -> Vec<Item> {
        let mut done = start;
        let item = |child| {
            let item = self.block_item(child, done);
            done = item.tail.end;
            item
        };
        self.document.children(id).map(item).collect()
    }

    fn block_item(&self, id: NodeId, done: usize) -> Item {
        let source = self.source();
        let written = self.written(id);
        let first = written.start.max(done);
        let section = self.section_head(id);
        let (start, key_end) = match (self.document.node(id).step, section) {
            (_, Some(_)) => (first, first),
            (Step::Key { span, .. }, None) => (span.start as usize, span.end as usize),
            _ => {
                let dash = dash(&source[done..first]).map_or(first, |at| done + at);
                (dash, dash)
            }
        };
        let start = start.max(done);
        let line = source[done..start].rfind('\n').map_or(done, |at| done + at + 1);
        let (head_end, value_end, end) = if self.is_block(id) {
            let first = (self.document.node(id).span.start as usize).max(key_end);
            // Lines of comments below the key belong to the first child.
            let below = source[key_end..first].find('\n').map_or(first, |at| key_end + at + 1);
            let head_end = section.unwrap_or(below).max(start);
            let end = self.end_of_lines(id).max(head_end);
            (head_end, end, end)
        } else {
            let head_end = first.max(start);
            let value_end = written.end.max(head_end);
            (head_end, value_end, next_line(source, value_end))
        };
        Item {
            lead: done..line,
            indent: line..start,
            head: start..head_end,
            value: head_end..value_end,
            tail: value_end..end,
        }
    }

    /// Whether what follows the collection would belong to it, up to the next header: it must come behind
    /// its siblings that have none.
    pub(super) fn is_section(&self, id: NodeId) -> bool {
        let node = self.document.node(id);
        let is_headless = matches!(node.step, Step::Key { span, .. } if span.is_empty());
        self.section_head(id).is_some() && !is_headless
    }

    /// Where the header line ends of a collection whose key stands in such a line (`[name]`); the start of
    /// a collection that needs none.
    fn section_head(&self, id: NodeId) -> Option<usize> {
        let node = self.document.node(id);
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        match node.step {
            Step::Key { span, .. } if self.is_block(id) && (span.start as usize) >= start => {
                // A list of tables leaves its header to its items.
                let has_header = node.kind == NodeKind::Mapping && !span.is_empty();
                Some(if has_header { next_line(self.source(), span.end as usize) } else { start })
            }
            Step::Index(_) if self.is_block(id) && self.source()[start..end].starts_with("[[") => {
                Some(next_line(self.source(), start))
            }
            _ => None,
        }
    }

    /// The parts of the children of a collection in braces or brackets.
    pub(super) fn flow_items(&self, id: NodeId) -> (Frame, Vec<Item>) {
        let source = self.source();
        let node = self.document.node(id);
        let end = node.span.end as usize;
        let open = node.outer_start as usize..(node.span.start as usize + 1).min(end);
        let mut done = open.end;
        let mut items: Vec<Item> = Vec::new();
        for child in self.document.children(id) {
            let value = self.written(child);
            let value = value.start.max(done)..value.end.max(done);
            if let Some(before) = items.last_mut() {
                let comma = comma(&source[done..value.start]).map_or(done, |at| done + at);
                before.tail = before.value.end..comma;
                done = (comma + 1).min(value.start);
            }
            let start = match self.document.node(child).step {
                Step::Key { span, .. } => (span.start as usize).clamp(done, value.start),
                _ => value.start,
            };
            items.push(Item {
                lead: done..start,
                indent: start..start,
                head: start..value.start,
                tail: value.end..value.end,
                value: value.clone(),
            });
            done = value.end;
        }
        (Frame { open, close: done.min(end)..end }, items)
    }

    /// Where the lines of a document start, given where the one before it ended: behind its `---`.
    pub(super) fn start_of_document(&self, root: NodeId, done: usize) -> usize {
        let first = self.written(root).start.max(done);
        let mut start = done;
        let mut at = done;
        for line in self.source()[done..first].split_inclusive('\n') {
            at += line.len();
            if line.starts_with("---") || line.starts_with("...") || line.starts_with('%') {
                start = at;
            }
        }
        if self.is_block(root) { start } else { first }
    }

    /// How far an offset is from the start of its line, in characters.
    pub(super) fn column(&self, offset: usize) -> usize {
        let line = self.source()[..offset].rfind('\n').map_or(0, |at| at + 1);
        self.source()[line..offset].chars().count()
    }
}

/// The start of the line behind the one that holds `offset`.
fn next_line(source: &str, offset: usize) -> usize {
    source[offset..].find('\n').map_or(source.len(), |at| offset + at + 1)
}

/// Where the dash of a list item stands, in the text before it: the first thing on a line that is no
/// comment.
fn dash(before: &str) -> Option<usize> {
    let mut at = 0;
    for line in before.split_inclusive('\n') {
        if line.trim_start().starts_with('-') {
            return Some(at + line.len() - line.trim_start().len());
        }
        at += line.len();
    }
    None
}

/// Where the comma stands in the text between two items.
fn comma(between: &str) -> Option<usize> {
    let mut at = 0;
    for line in between.split_inclusive('\n') {
        let code = line.split('#').next().unwrap_or_default();
        if let Some(comma) = code.find(',') {
            return Some(at + comma);
        }
        at += line.len();
    }
    None
}
