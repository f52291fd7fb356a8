//! One entry of a text changed where it stands. What enters: a parsed text, the change, and how the
//! format writes an entry. What leaves: ways to make the change, as edits. Never an edit of a line that
//! the change does not concern.
//!
//! Here is also what JSON and YAML have in common: collections in braces and brackets.

use crate::document::{Document, Edit, NodeId, NodeKind, Span, Step, Style, Tree};

/// A change of one entry.
#[derive(Clone, Copy)]
pub enum Change<'a> {
    /// The value takes the place of what stands at the node.
    Replace(NodeId, &'a Tree),
    /// The value becomes the last one of a collection, under a key if that is a mapping.
    Append(NodeId, Option<&'a str>, &'a Tree),
    /// The entry goes, with its value and all below it.
    Remove(NodeId),
}

/// Ways to write one change, the nicest first. Each may turn out not to read back as what was meant
/// (a comment in the wrong place, a block scalar that swallows what follows): whoever applies them
/// looks, and takes the first that does.
pub type Ways = Vec<Vec<Edit>>;

/// Blanks and line breaks of both formats.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// A collection in braces or brackets that has entries.
pub(super) struct Braces<'d, 's> {
    document: &'d Document<'s>,
    span: Span,
    children: Vec<NodeId>,
}

impl<'d, 's> Braces<'d, 's> {
    /// The collection `id`; `None` when it is not in braces or has no entries.
    pub(super) fn of(document: &'d Document<'s>, id: NodeId) -> Option<Self> {
        let node = document.nodes.get(id as usize)?;
        let text = document.text(node.span);
        let closed =
            (text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'));
        let children: Vec<_> = document.children(id).collect();
        let has_entries = node.style == Style::Flow && closed && !children.is_empty();
        has_entries.then_some(Self { document, span: node.span, children })
    }

    /// Whether each entry starts a line; then also the blanks before the last one.
    pub(super) fn indentation(&self) -> Option<&'s str> {
        let start = self.start(self.children.len() - 1);
        let line = line_start(self.document.source, start);
        let blanks = &self.document.source[line..start];
        (line > self.span.start as usize && blanks.trim_matches([' ', '\t']).is_empty()).then_some(blanks)
    }

    /// Whether no blank stands behind commas.
    pub(super) fn is_compact(&self) -> bool {
        let source = self.document.source.as_bytes();
        match self.children.len() {
            1 => {
                let Step::Key { span, .. } = self.document.node(self.children[0]).step else { return false };
                let value = self.document.node(self.children[0]).outer_start as usize;
                // A table of dotted keys, in TOML, has no text of its own.
                let between = source.get(span.end as usize..value).unwrap_or(&source[self.span.range()]);
                !between.contains(&b' ')
            }
            _ => source[self.start(1) - 1] == b',',
        }
    }

    /// Adds `entry` behind the last one.
    pub(super) fn append(&self, entry: &[u8], line_break: &str) -> Vec<Edit> {
        let source = self.document.source;
        let close = self.span.end as usize - 1;
        let end = end(self.document, *self.children.last().expect("there are entries"));
        let comma = self.comma(end, close);
        let behind = comma.map_or(end, |comma| comma + 1);
        let blanks = self.indentation();
        // Large enough not to grow: the entry may be a secret.
        let mut text = Vec::with_capacity(entry.len() + blanks.map_or(0, str::len) + 4);
        let at = if let Some(blanks) = blanks {
            text.extend_from_slice(line_break.as_bytes());
            text.extend_from_slice(blanks.as_bytes());
            line_end(source, behind).min(close) // behind the comment of the last entry, if it has one
        } else {
            text.extend_from_slice(if self.is_compact() { b"" } else { b" " });
            behind
        };
        text.extend_from_slice(entry);
        if comma.is_some() {
            text.push(b',');
        }
        let mut edits = Vec::new();
        if comma.is_none() {
            edits.push(Edit::insert(end as u32, ","));
        }
        let at = if source[behind..at].trim_matches(BLANKS).is_empty() { behind } else { at };
        edits.push(Edit::insert(at as u32, text));
        edits
    }

    /// Takes the entry `child` out.
    pub(super) fn remove(&self, child: NodeId) -> Vec<Edit> {
        let source = self.document.source;
        let close = self.span.end as usize - 1;
        let Some(number) = self.children.iter().position(|other| *other == child) else { return Vec::new() };
        let (start, end) = (self.start(number), end(self.document, child));
        let cut = |from: usize, to: usize| Edit::remove(Span::new(from, to));
        let is_last = number + 1 == self.children.len();
        let bound = if is_last { close } else { self.start(number + 1) };
        let comma = self.comma(end, bound);
        let behind = comma.map_or(end, |comma| comma + 1);
        if !is_last && !self.has_comments(end, bound) {
            return vec![cut(start, bound)];
        }
        // A comment on the line of the entry goes with it.
        let line = line_end(source, behind).min(bound);
        let tail = if self.has_comments(behind, line) { line } else { behind };
        if self.children.len() == 1 {
            let inside = (self.span.start as usize + 1, close);
            let alone = !self.has_comments(inside.0, start) && !self.has_comments(tail, close);
            return vec![if alone { cut(inside.0, inside.1) } else { cut(start, tail) }];
        }
        if is_last {
            let before = self::end(self.document, self.children[number - 1]);
            let tail = if comma.is_some() { tail } else { tail.max(end) };
            return match self.comma(before, start) {
                Some(comma) if self.has_comments(before, start) => {
                    // The comments above it stay, and the comma before them goes unless it may end the list.
                    vec![cut(comma, comma + 1), self.own_line(start, tail)]
                }
                // With a comma at its end the list keeps one.
                _ if comma.is_some() => vec![cut(before, behind - 1), cut(behind, tail)],
                _ => vec![cut(before, tail)],
            };
        }
        vec![self.own_line(start, tail)]
    }

    /// What stands from `start` to `end`, with the line if nothing else stands there.
    fn own_line(&self, start: usize, end: usize) -> Edit {
        let source = self.document.source;
        let line = line_start(source, start);
        let next = line_end(source, end);
        let alone = [&source[line..start], &source[end..next]].concat().trim_matches([' ', '\t']).is_empty();
        let after = next + source[next..].bytes().take_while(|byte| *byte == b'\r').count() + 1;
        let whole = alone && line > self.span.start as usize && after <= self.span.end as usize;
        Edit::remove(if whole { Span::new(line, after) } else { Span::new(start, end) })
    }

    /// Where the entry of that number starts, with what stands before its key.
    fn start(&self, number: usize) -> usize {
        let node = self.document.node(self.children[number]);
        let first = match node.step {
            Step::Key { span, .. } => span.start,
            _ => outer_start(self.document, self.children[number]) as u32,
        } as usize;
        let from = match number.checked_sub(1) {
            None => self.span.start as usize + 1,
            Some(before) => {
                let end = end(self.document, self.children[before]);
                self.comma(end, first).map_or(end, |comma| comma + 1)
            }
        };
        self.skip(from, first)
    }

    /// The first place from `from` to `to` that is neither blank nor comment.
    fn skip(&self, from: usize, to: usize) -> usize {
        let mut at = from;
        while at < to {
            let rest = &self.document.source[at..to];
            at += rest.len() - rest.trim_start_matches(BLANKS).len();
            match self.comment_at(at) {
                Some(end) if at < to => at = end,
                _ => break,
            }
        }
        at.min(to)
    }

    /// The first comma between `from` and `to` that is in no comment.
    fn comma(&self, from: usize, to: usize) -> Option<usize> {
        let at = self.skip(from, to);
        (at < to && self.document.source.as_bytes()[at] == b',').then_some(at)
    }

    fn has_comments(&self, from: usize, to: usize) -> bool {
        let comments = &self.document.comments;
        comments
            .iter()
            .any(|comment| from < comment.span.start as usize && (comment.span.start as usize) <= to)
    }

    /// Where the comment that starts at `at` ends.
    fn comment_at(&self, at: usize) -> Option<usize> {
        let comments = &self.document.comments;
        if self.document.source.as_bytes().get(at) != Some(&b'#') {
            return None;
        }
        let comment = comments.iter().find(|comment| comment.span.start as usize == at + 1);
        comment.map(|comment| comment.span.end as usize)
    }
}

/// Where the source of a value ends: behind its alias, or, where nothing stands for a null, behind what
/// announces it.
pub(super) fn end(document: &Document<'_>, id: NodeId) -> usize {
    let node = document.node(id);
    if node.alias > 0 {
        return document.aliases[node.alias as usize - 1].span.end as usize;
    }
    let is_written =
        node.kind != NodeKind::Null || !node.span.is_empty() || node.outer_start < node.span.start;
    if let Step::Key { span, .. } = node.step
        && !is_written
    {
        let rest = &document.source[span.end as usize..];
        let blanks = rest.len() - rest.trim_start_matches(BLANKS).len();
        let colon = rest[blanks..].starts_with(':');
        return span.end as usize + if colon { blanks + 1 } else { 0 };
    }
    match document.children(id).last() {
        // In a collection without braces the last value may be a null that is not written.
        Some(last) if node.style != Style::Flow => end(document, last).max(node.span.end as usize),
        _ => node.span.end as usize,
    }
}

/// Where the source of a value starts, with its tag and anchor.
pub(super) fn outer_start(document: &Document<'_>, id: NodeId) -> usize {
    let node = document.node(id);
    if node.alias > 0 {
        return document.aliases[node.alias as usize - 1].span.start as usize;
    }
    node.outer_start as usize
}

/// Where the line of `at` starts.
pub(super) fn line_start(source: &str, at: usize) -> usize {
    source[..at].rfind('\n').map_or(0, |before| before + 1)
}

/// Where the line of `at` ends, before its break.
pub(super) fn line_end(source: &str, at: usize) -> usize {
    let end = source[at..].find('\n').map_or(source.len(), |length| at + length);
    if end > at && source.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
}

/// Where the line of `at` ends, behind its break.
pub(super) fn next_line(source: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &source.as_bytes()[at..]).map_or(source.len(), |length| at + length + 1)
}

/// How many bytes of it stand at the start of a file.
pub(super) fn byte_order_mark(source: &str) -> usize {
    if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The lines of a section that goes, from its header to behind its last entry, with the blank lines that
/// would be too many without it.
pub(super) fn section_span(source: &str, start: usize, end: usize) -> Span {
    let above = next_line(source, source[..start].trim_end().len()).min(start);
    let mut below = end;
    while below < source.len() && source[below..next_line(source, below)].trim().is_empty() {
        below = next_line(source, below);
    }
    let is_top = source[..start].trim_start_matches('\u{feff}').trim().is_empty();
    if end == source.len() && !is_top {
        with_break(source, Span::new(above, end))
    } else if above < start || (is_top && below < source.len()) {
        Span::new(start, below)
    } else {
        Span::new(start, end)
    }
}

/// Lines at the end of a file that have no break take that of the line before with them.
pub(super) fn with_break(source: &str, lines: Span) -> Span {
    let before = &source[..lines.start as usize];
    if lines.end as usize == source.len() && !source.ends_with('\n') {
        let before = before.strip_suffix('\n').unwrap_or(before);
        return Span::new(before.strip_suffix('\r').unwrap_or(before).len(), source.len());
    }
    lines
}

/// Lines without the break of the last one.
pub(super) fn without_break(lines: &[u8]) -> &[u8] {
    let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
    lines.strip_suffix(b"\r").unwrap_or(lines)
}
