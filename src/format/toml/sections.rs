//! Where the tables of a text stand. What enters: a document. What leaves: lines: of headers, of what
//! stands below them, and how it is laid out. Never an edit.

use crate::{
    document::{Document, NO_NODE, NodeId, NodeKind, Span, Step, Style},
    format::{
        assignment::{Assignment, Layout},
        change::{byte_order_mark, line_start, next_line, section_span},
    },
};

/// How a node is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A value behind an equals sign or in an array: a scalar, an array, a table in braces.
    Value,
    /// A table that dotted keys make.
    Dotted,
    /// A table with a header of its own, or the one at the top.
    Table,
    /// A table that only longer headers name.
    Implied,
    /// An array of tables with headers.
    Tables,
}

impl Form {
    pub(super) fn of(document: &Document<'_>, id: NodeId) -> Self {
        let node = document.node(id);
        match (node.kind, node.step) {
            _ if node.parent == NO_NODE => Self::Table,
            (NodeKind::Scalar | NodeKind::Null, _) => Self::Value,
            _ if node.style == Style::Flow => Self::Value,
            (NodeKind::Sequence, _) => Self::Tables,
            (NodeKind::Mapping, Step::Key { span, .. }) => {
                let behind = document.source.get(span.end as usize..node.span.end as usize);
                match behind {
                    _ if !document.text(node.span).starts_with('[') => Self::Dotted,
                    Some(behind) if behind.trim_matches([' ', '\t', ']']).is_empty() => Self::Table,
                    _ => Self::Implied,
                }
            }
            (NodeKind::Mapping, _) => Self::Table,
        }
    }
}

/// The headers of a file.
pub(super) struct Sections<'d, 's> {
    document: &'d Document<'s>,
    /// In the order of the source, each with its table.
    headers: Vec<(Span, NodeId)>,
}

impl<'d, 's> Sections<'d, 's> {
    pub(super) fn of(document: &'d Document<'s>) -> Self {
        let has_header = |id: &NodeId| *id > 0 && Form::of(document, *id) == Form::Table;
        let ids = (0..document.nodes.len() as NodeId).filter(has_header);
        let mut headers: Vec<_> = ids.map(|id| (document.node(id).span, id)).collect();
        headers.sort_by_key(|(span, _)| span.start);
        Self { document, headers }
    }

    /// The entries at and below `id`: what has a key and a value on its own.
    pub(super) fn entries(&self, id: NodeId) -> impl Iterator<Item = NodeId> + 'd {
        let document = self.document;
        let end = document.node(id).end;
        let mut next = id;
        std::iter::from_fn(move || {
            while next < end {
                let current = next;
                let is_value = Form::of(document, current) == Form::Value;
                next = if is_value { document.node(current).end } else { current + 1 };
                if is_value {
                    return Some(current);
                }
            }
            None
        })
    }

    /// The entries below `id` that stand under the same header as its key or header, in the order of the
    /// source.
    pub(super) fn own_entries(&self, id: NodeId) -> Vec<NodeId> {
        let (start, end) = self.section(id);
        let is_own = |entry: &NodeId| (start..end).contains(&self.document.node(*entry).span.start);
        let mut entries: Vec<_> = self.entries(id).filter(is_own).collect();
        entries.sort_by_key(|entry| self.document.node(*entry).span.start);
        entries
    }

    /// Behind the line of the last entry of the table `id`, or where its first one would stand.
    pub(super) fn end_of_entries(&self, id: NodeId) -> usize {
        match self.own_entries(id).last() {
            Some(last) => next_line(self.document.source, self.document.node(*last).span.end as usize),
            None => self.header_end(id),
        }
    }

    /// Behind the line of the header of `id`; of the top, where entries could go.
    pub(super) fn header_end(&self, id: NodeId) -> usize {
        let source = self.document.source;
        if self.document.node(id).parent != NO_NODE {
            return next_line(source, self.document.node(id).span.end as usize);
        }
        if self.headers.is_empty() {
            return source.len();
        }
        // A comment that is set apart from what follows is about the file.
        let top = byte_order_mark(source);
        let mut end = top;
        while source[end..].starts_with('#') {
            end = next_line(source, end);
        }
        let rest = &source[end..];
        let is_about_file = end > top && rest.starts_with(['\n', '\r']);
        if is_about_file { end + rest.len() - rest.trim_start_matches(['\n', '\r']).len() } else { top }
    }

    /// Behind the last line of all that stands in `id`.
    pub(super) fn end(&self, id: NodeId) -> usize {
        let ends = self.tables(id).map(|id| self.end_of_entries(id));
        if id == 0 { self.document.source.len() } else { ends.max().unwrap_or_default() }
    }

    /// The lines of the first table at or below `id`.
    pub(super) fn first(&self, id: NodeId) -> Option<Span> {
        self.tables(id).next().map(|id| self.lines(id))
    }

    /// The lines of the tables at and below `id`, with the blank lines that would be too many without
    /// them.
    pub(super) fn below(&self, id: NodeId) -> Vec<Span> {
        self.with_blanks(self.tables(id))
    }

    /// The same but for the first table.
    pub(super) fn rest(&self, id: NodeId) -> Vec<Span> {
        self.with_blanks(self.tables(id).skip(1))
    }

    fn with_blanks(&self, tables: impl Iterator<Item = NodeId>) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for lines in tables.map(|id| self.lines(id)) {
            match spans.last_mut() {
                Some(last) if self.is_blank(last.end, lines.start) => last.end = lines.end,
                _ => spans.push(lines),
            }
        }
        let with_blanks =
            |lines: Span| section_span(self.document.source, lines.start as usize, lines.end as usize);
        spans.into_iter().map(with_blanks).collect()
    }

    /// Whether blank lines stand between the tables of the file.
    pub(super) fn are_apart(&self) -> bool {
        let source = self.document.source;
        // Comments above a header go with it.
        let is_apart = |(span, _): &(Span, NodeId)| {
            let above = source[..line_start(source, span.start as usize)].lines().rev();
            let line = above.map(str::trim).find(|line| !line.starts_with('#'));
            line.is_some_and(str::is_empty)
        };
        let is_first = |(span, _): &&(Span, NodeId)| source[..span.start as usize].trim().is_empty();
        let mut others = self.headers.iter().skip_while(is_first).peekable();
        others.peek().is_none() || others.any(is_apart)
    }

    /// The names that lead to the table `id`, as a header has them.
    pub(super) fn path(&self, id: NodeId) -> String {
        let node = self.document.node(id);
        let inside = |end: u32| {
            let header = Span { start: node.span.start, end };
            self.document.text(header).trim_matches(['[', ']', ' ', '\t']).to_owned()
        };
        match (Form::of(self.document, id), node.step) {
            _ if node.parent == NO_NODE => String::new(),
            (Form::Table | Form::Tables, _) => inside(node.span.end),
            (Form::Implied, Step::Key { span, .. }) => inside(span.end),
            (_, Step::Key { span, .. }) => {
                let above = self.path(node.parent);
                let separator = if above.is_empty() { "" } else { "." };
                format!("{above}{separator}{}", self.document.text(span))
            }
            _ => self.path(node.parent),
        }
    }

    /// How the entries around those of `id` are laid out.
    pub(super) fn layout(&self, mut id: NodeId) -> Layout<'s> {
        while Form::of(self.document, id) == Form::Dotted {
            id = self.document.node(id).parent;
        }
        let own: Vec<_> =
            self.own_entries(id).into_iter().filter_map(|entry| self.assignment(entry)).collect();
        let last = self.entries(0).last();
        Layout::of(self.document, &own, last.and_then(|entry| self.assignment(entry)).as_ref())
    }

    fn assignment(&self, entry: NodeId) -> Option<Assignment<'s>> {
        let node = self.document.node(entry);
        let Step::Key { span, .. } = node.step else { return None };
        let line = self.line_start(span.start as usize);
        Assignment::of(self.document.source, line, span.end as usize, node.span)
    }

    /// Where the line of `at` starts, behind the byte order mark.
    pub(super) fn line_start(&self, at: usize) -> usize {
        line_start(self.document.source, at).max(byte_order_mark(self.document.source))
    }

    /// The tables with headers at and below `id`, in the order of the source.
    fn tables(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let ids = id..self.document.node(id).end;
        self.headers.iter().map(|(_, table)| *table).filter(move |table| ids.contains(table))
    }

    /// The lines from the header of a table to its last entry.
    fn lines(&self, id: NodeId) -> Span {
        let start = self.line_start(self.document.node(id).span.start as usize);
        Span::new(start, self.end_of_entries(id))
    }

    /// From the header under which `id` is named to the next one.
    fn section(&self, id: NodeId) -> (u32, u32) {
        let node = self.document.node(id);
        let is_above =
            |(header, _): &(Span, NodeId)| node.parent != NO_NODE && header.start <= node.span.start;
        let next = self.headers.partition_point(is_above);
        let start = next.checked_sub(1).map_or(0, |before| self.headers[before].0.start);
        (start, self.headers.get(next).map_or(u32::MAX, |(span, _)| span.start))
    }

    fn is_blank(&self, from: u32, to: u32) -> bool {
        self.document.source[from as usize..to as usize].trim().is_empty()
    }
}
