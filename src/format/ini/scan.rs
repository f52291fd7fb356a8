//! The scanner. What enters: a text. What leaves: a root mapping of sections, the sections' leaves, and
//! the comments, each where the real sops has it: behind the key that it stands above. No message
//! quotes a line.

use std::{
    cell::LazyCell,
    collections::{HashMap, HashSet},
};

use super::{
    DEFAULT,
    value::{self, Value},
};
use crate::{
    document::{Comment, Document, NO_NODE, Node, NodeId, NodeKind, Root, Span, Step, Style, Tag},
    error::{Error, ErrorKind, Result},
    format::change::{byte_order_mark, next_line},
    metadata::ENTRY,
    secret::Plaintext,
};

const ROOT: NodeId = 0;
const MARKERS: [char; 2] = ['#', ';'];
const DELIMITERS: [char; 2] = ['=', ':'];

/// Finds all sections, keys and comments of `source`.
pub(super) fn parse(source: &str) -> Result<Document<'_>> {
    let mut document = Document::new(source);
    document.nodes.reserve(source.len() / 32 + 2);
    let whole = Span::new(0, source.len());
    document.nodes.push(node(NO_NODE, Step::Document(0), whole, NodeKind::Mapping, Style::Block));
    let mut scanner = Scanner {
        document,
        section: 1,
        sops: None,
        pending: Vec::new(),
        joins: false,
        bracket: None,
        auto: 0,
    };
    let name = scanner.document.intern(DEFAULT);
    scanner.open_section(Step::Key { span: Span::at(0), text: Some(name) }, Span::at(0));
    // The real sops passes over a byte order mark.
    let mut start = byte_order_mark(source);
    while start < source.len() {
        start = scanner.line(start)?;
    }
    scanner.finish()
}

/// The name at the start of a line, and where the value begins behind the `=` or `:`.
pub(super) fn key_name(line: &str) -> Result<(std::ops::Range<usize>, usize), Problem> {
    let quote = match line.as_bytes().first() {
        Some(b'"') if line.len() > 6 && line.starts_with("\"\"\"") => "\"\"\"",
        Some(b'"') => "\"",
        Some(b'`') => "`",
        _ => "",
    };
    let (name, behind) = if quote.is_empty() {
        let end = line.find(DELIMITERS).ok_or(Problem::NoDelimiter)?;
        (0..end, end)
    } else {
        let length = line[quote.len()..].find(quote).ok_or(Problem::OpenKey)?;
        let end = quote.len() + length;
        let rest = end + quote.len();
        (quote.len()..end, rest + line[rest..].find(DELIMITERS).ok_or(Problem::NoDelimiter)?)
    };
    let name = trimmed(line, name);
    if name.is_empty() { Err(Problem::NoName) } else { Ok((name, behind + 1)) }
}

/// `range` without the blanks at both ends.
pub(super) fn trimmed(source: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let text = &source[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    start..(range.start + text.trim_end().len()).max(start)
}

/// What can be wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    NoDelimiter,
    OpenKey,
    NoName,
    OpenHeader,
    NoSection,
    OpenValue,
    BehindHeader,
    BehindValue,
}

struct Scanner<'a> {
    document: Document<'a>,
    /// The section that is open.
    section: NodeId,
    sops: Option<NodeId>,
    /// Comments that wait for what they stand above.
    pending: Vec<Span>,
    /// Whether the next line, if it is a comment, continues the last pending one.
    joins: bool,
    /// Where the bracket of the line before is, if that ended a header and the line.
    bracket: Option<usize>,
    /// How many keys `-` the section has.
    auto: u32,
}

impl<'a> Scanner<'a> {
    /// Reads the line at `start`, and those that belong to it; returns where the next one starts.
    fn line(&mut self, start: usize) -> Result<usize> {
        let source = self.document.source;
        let end = next_line(source, start);
        let line = trimmed(source, start..end);
        let joins = std::mem::take(&mut self.joins);
        let bracket = self.bracket.take();
        match source.as_bytes().get(line.start).filter(|_| !line.is_empty()) {
            None => Ok(end),
            Some(b'#' | b';') => {
                self.comment_line(line, joins, bracket);
                Ok(end)
            }
            Some(b'[') => self.header(line).map(|()| end),
            Some(_) => self.key(line.start, end),
        }
    }

    fn comment_line(&mut self, line: std::ops::Range<usize>, joins: bool, bracket: Option<usize>) {
        // A token is a comment of its own, whatever was written beside it later.
        let is_token = super::comment::text(&self.document.source[line.clone()]).starts_with("ENC[");
        self.joins = !is_token;
        if let Some(bracket) = bracket.filter(|_| self.document.source[line.start..].starts_with("#ENC[")) {
            let span = Span::new(bracket, line.end);
            return self.comment(span, self.section, self.section + 1, true);
        }
        match self.pending.last_mut() {
            Some(last) if joins && !is_token => last.end = line.end as u32,
            _ => self.pending.push(Span::new(line.start, line.end)),
        }
    }

    fn header(&mut self, line: std::ops::Range<usize>) -> Result<()> {
        let source = self.document.source;
        let text = &source[line.clone()];
        let close = text.rfind(']').ok_or_else(|| self.wrong(line.start, Problem::OpenHeader))?;
        if close == 1 {
            return Err(self.wrong(line.start, Problem::NoSection));
        }
        let name = Span::new(line.start + 1, line.start + close);
        let behind = trimmed(source, line.start + close + 1..line.end);
        if !behind.is_empty() && !source[behind.clone()].starts_with(MARKERS) {
            return Err(self.wrong(behind.start, Problem::BehindHeader));
        }
        self.close_section();
        let id = self.document.nodes.len() as NodeId;
        if self.document.text(name) == ENTRY {
            if self.sops.replace(id).is_some() {
                return Err(twice(&self.document, "the section [sops]", name.start));
            }
            // They stand above the metadata by chance: they ended the file.
            self.settle(ROOT, id, false);
        }
        let step = self.step(name);
        self.open_section(step, Span::new(line.start, line.end));
        if !behind.is_empty() {
            self.pending.push(Span::new(name.end as usize, behind.end));
        } else if source[line.end..].trim_start_matches('\r').starts_with('\n') {
            self.bracket = Some(name.end as usize);
        }
        self.settle(id, id + 1, true);
        self.auto = 0;
        Ok(())
    }

    fn key(&mut self, start: usize, end: usize) -> Result<usize> {
        let source = self.document.source;
        let (name, behind) = key_name(&source[start..end]).map_err(|problem| self.wrong(start, problem))?;
        let name = Span::new(start + name.start, start + name.end);
        let value =
            value::scan(source, start + behind, end).map_err(|(at, problem)| self.wrong(at, problem))?;
        let Value { span, style, next, comment } = value;
        let step = if self.document.text(name) == "-" {
            self.auto += 1;
            let text = self.document.intern(&format!("#{}", self.auto));
            Step::Key { span: name, text: Some(text) }
        } else {
            self.step(name)
        };
        let mut leaf = node(self.section, step, span, NodeKind::Scalar, style);
        leaf.end = self.document.nodes.len() as NodeId + 1;
        let behind = leaf.end;
        self.document.nodes.push(leaf);
        if let Some((comment, seen)) = comment {
            if seen {
                self.pending.push(comment);
            } else {
                self.comment(comment, self.section, behind, false);
            }
        }
        self.settle(self.section, behind, true);
        Ok(next)
    }

    /// Gives the waiting comments their place.
    fn settle(&mut self, parent: NodeId, before: NodeId, attached: bool) {
        for span in std::mem::take(&mut self.pending) {
            self.comment(span, parent, before, attached);
        }
    }

    fn comment(&mut self, span: Span, parent: NodeId, before: NodeId, attached: bool) {
        self.document.comments.push(Comment { span, parent, before, attached });
    }

    fn open_section(&mut self, step: Step, header: Span) {
        self.section = self.document.nodes.len() as NodeId;
        self.document.nodes.push(node(ROOT, step, header, NodeKind::Mapping, Style::Block));
    }

    fn close_section(&mut self) {
        let end = self.document.nodes.len() as NodeId;
        let last = self.document.nodes[end as usize - 1].span.end;
        let section = &mut self.document.nodes[self.section as usize];
        section.end = end;
        section.span.end = section.span.end.max(last);
    }

    fn step(&mut self, name: Span) -> Step {
        // `Document::key` takes quotes off; here they are part of the name.
        let source = self.document.text(name);
        let text = source.starts_with('"').then(|| self.document.intern(source));
        Step::Key { span: name, text }
    }

    fn finish(mut self) -> Result<Document<'a>> {
        self.close_section();
        let end = self.document.nodes.len() as NodeId;
        self.settle(ROOT, end, false);
        self.document.nodes[ROOT as usize].end = end;
        let tail = self.document.source.len() as u32;
        self.document.roots.push(Root { node: Some(ROOT), sops: self.sops, tail });
        if self.sops.is_none() {
            refuse_duplicates(&self.document)?;
        }
        Ok(self.document)
    }

    fn wrong(&self, at: usize, problem: Problem) -> Error {
        let error = Error::new(ErrorKind::Input, "invalid INI line").at(self.document.place(at as u32));
        let (why, hint) = match problem {
            Problem::NoDelimiter => (
                "it is no section, no comment, and has neither `=` nor `:`",
                "Write `key = value`; a comment starts with `;` or `#`",
            ),
            Problem::OpenKey => ("the quote that its key starts with is not closed", "Close the quote"),
            Problem::NoName => ("its key has no name", "Write `key = value`"),
            Problem::OpenHeader => ("its `[` is not closed", "Write `[section]`"),
            Problem::NoSection => ("the section has no name", "Write `[section]`"),
            Problem::OpenValue => ("a quote that its value starts with is never closed", "Close the quote"),
            Problem::BehindHeader => {
                ("text follows the section's `]`, which sops would drop", "Put the text on a line of its own")
            }
            Problem::BehindValue => (
                "text follows the quoted value, which sops would drop",
                "Put it inside the quotes, or take it out",
            ),
        };
        error.because(why).hint(hint)
    }
}

fn node(parent: NodeId, step: Step, span: Span, kind: NodeKind, style: Style) -> Node {
    Node {
        parent,
        end: 0,
        step,
        span,
        outer_start: span.start,
        kind,
        style,
        tag: Tag::None,
        in_flow: false,
        indent: -1,
        alias: 0,
    }
}

/// Of two equal keys in a section the real sops keeps one value and drops the other. In sections of
/// the same name it keeps both, but a source form could not say which of the two it is for.
fn refuse_duplicates(document: &Document<'_>) -> Result<()> {
    let (mut here, mut anywhere) = (HashSet::new(), HashMap::new());
    let mut buffer = Plaintext::default();
    let has_mixed_breaks = LazyCell::new(|| document.has_mixed_breaks());
    for section in document.children(ROOT) {
        here.clear();
        for id in document.children(section) {
            let Step::Key { span, .. } = document.node(id).step else { continue };
            let key = document.key(document.node(id).step);
            if !here.insert(key) {
                return Err(twice(document, "a key", span.start).at_path(document.path(id).to_string()));
            }
            let mut has_form = |id: NodeId| {
                let node = document.node(id);
                let text = document.text(node.span);
                // Of breaks of several kinds none can be counted on.
                (text.contains('\n') && *has_mixed_breaks) || !value::is_usual(text, node.style, &mut buffer)
            };
            let earlier = anywhere.insert((document.key(document.node(section).step), key), id);
            if earlier.is_some_and(|earlier| has_form(earlier) || has_form(id)) {
                return Err(twice(document, "a key of sections with the same name", span.start)
                    .because("and a value of them is written in a way that could not be told apart")
                    .at_path(document.path(id).to_string()));
            }
        }
    }
    Ok(())
}

fn twice(document: &Document<'_>, what: &str, at: u32) -> Error {
    Error::new(ErrorKind::Input, format!("{what} appears twice"))
        .at(document.place(at))
        .hint("Remove or rename one of the two")
}
