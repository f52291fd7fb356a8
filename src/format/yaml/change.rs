//! One entry of a YAML text changed where it stands. What enters: the document and the change. What
//! leaves: ways to write it in the text's own style, and plainer ones in case a nice one does not read
//! back. Never an edit of another entry's lines.

use super::{
    Yaml,
    chars::Text as Chars,
    flow,
    print::{self, Layout},
};
use crate::{
    document::{Document, Edit, Member, NodeId, NodeKind, Span, Step, Style, Tree},
    error::Result,
    format::{
        Format as _,
        change::{Braces, Change, Ways, end, line_end, line_start, outer_start},
    },
    scalar::Scalar,
    secret::Plaintext,
};

/// Columns of a level in a text that has only one.
const STEP: usize = 2;

/// The ways to make `change`.
pub(super) fn change(document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
    let text = Text { document, source: document.source };
    Ok(match *change {
        Change::Replace(id, value) => text.replace(id, value)?,
        _ if text.has_other_breaks() => Ways::new(),
        Change::Append(id, key, value) => text.append(id, key, value),
        Change::Remove(id) => text.remove(id),
    })
}

struct Text<'d, 's> {
    document: &'d Document<'s>,
    source: &'s str,
}

/// Where the value of an entry begins.
struct Head {
    /// Behind the colon or the dash.
    start: usize,
    /// Behind the anchor, if one follows on the same line.
    end: usize,
    /// The anchor with a blank before it, or nothing.
    anchor: String,
}

impl Text<'_, '_> {
    fn replace(&self, id: NodeId, value: &Tree) -> Result<Ways> {
        let node = self.document.node(id);
        let mut ways = Ways::new();
        let Some(head) = self.head(id) else { return Ok(vec![self.replace_root(id, value)]) };
        if let Tree::Scalar(kind, bytes) = value
            && matches!(node.kind, NodeKind::Scalar | NodeKind::Null)
            && node.alias == 0
            && !node.span.is_empty()
        {
            let mut text = Plaintext::default();
            let scalar = Scalar { kind: *kind, spelling: bytes.expose() };
            Yaml.write_value(&Yaml.slot(self.document, id), &scalar, &mut text)?;
            ways.push(vec![Edit::replace(Yaml.value_span(self.document, id), text.expose())]);
        }
        if self.has_other_breaks() {
            return Ok(ways);
        }
        let keeps_braces = Braces::of(self.document, id).is_some() && !is_scalar(value);
        if !node.in_flow && !keeps_braces && !is_inline(value) {
            ways.push(self.replace_by_lines(id, &head, value));
        }
        let quotes = self.quotes(if keeps_braces { id } else { node.parent });
        for quotes in [quotes, Style::DoubleQuoted] {
            let mut text = Plaintext::default();
            flow::write_tree(value, quotes, &mut text);
            ways.push(self.replace_by_inline(id, &head, text.expose()));
        }
        Ok(ways)
    }

    /// The value on the line of its key or dash.
    fn replace_by_inline(&self, id: NodeId, head: &Head, text: &[u8]) -> Vec<Edit> {
        let mut inline = head.anchor.clone().into_bytes();
        let is_glued = head.start == outer_start(self.document, id) && self.document.node(id).in_flow;
        inline.extend_from_slice(if is_glued { b"" } else { b" " });
        inline.extend_from_slice(text);
        let end = end(self.document, id);
        let first = self.document.node(id).span.start as usize;
        let is_below = line_end(self.source, head.end) < first && self.is_block(id);
        if !is_below {
            return vec![Edit::replace(Span::new(head.start, end), inline)];
        }
        // The comment of the last line below goes with what it is about; that of the key's line stays.
        let line = line_end(self.source, head.end);
        let edit = Edit::replace(Span::new(head.start, head.end), inline);
        vec![edit, Edit::remove(Span::new(line, line_end(self.source, end)))]
    }

    /// The value, which is a collection, on lines below its key, or behind its dash.
    fn replace_by_lines(&self, id: NodeId, head: &Head, value: &Tree) -> Vec<Edit> {
        let node = self.document.node(id);
        let layout = self.layout();
        let end = end(self.document, id);
        let mut text = Plaintext::default();
        let kind = if matches!(value, Tree::Mapping(_)) { NodeKind::Mapping } else { NodeKind::Sequence };
        if self.is_block(id) && node.kind == kind {
            let column = self.column(node.span.start as usize);
            let layout = Layout { dash: self.dash(id), ..layout };
            print::collection(value, column, layout, &mut text);
            let end = line_end(self.source, end); // the last line's comment goes with what it is about
            return vec![Edit::replace(Span::new(node.span.start as usize, end), text.expose())];
        }
        let outer = self.column(self.entry_start(id));
        if matches!(node.step, Step::Index(_)) && head.anchor.is_empty() {
            let column = outer + self.dash(node.parent);
            print::collection(value, column, layout, &mut text);
            let mut inline = vec![b' '; column - self.column(head.start)];
            inline.extend_from_slice(text.expose());
            return vec![Edit::replace(Span::new(head.start, end), inline)];
        }
        let beside = layout.indentless && kind == NodeKind::Sequence && !matches!(node.step, Step::Index(_));
        let column = if beside { outer } else { outer + layout.step };
        let mut below = self.new_line(column);
        print::collection(value, column, layout, &mut text);
        below.extend_from_slice(text.expose());
        let first = node.span.start as usize;
        if self.is_block(id) && line_end(self.source, head.end) < first {
            let line = line_end(self.source, head.end);
            return vec![Edit::replace(Span::new(line, line_end(self.source, end)), below)];
        }
        let line = line_end(self.source, end);
        let anchor = head.anchor.clone().into_bytes();
        vec![Edit::replace(Span::new(head.start, end), anchor), Edit::insert(line as u32, below)]
    }

    /// The whole document: only ever to fill an empty one, or to empty it.
    fn replace_root(&self, id: NodeId, value: &Tree) -> Vec<Edit> {
        let node = self.document.node(id);
        let mut text = Plaintext::default();
        if is_inline(value) || line_start(self.source, node.span.start as usize) != node.span.start as usize {
            flow::write_tree(value, Style::Plain, &mut text);
        } else {
            print::collection(value, 0, self.layout(), &mut text);
        }
        vec![Edit::replace(Span::new(node.span.start as usize, end(self.document, id)), text.expose())]
    }

    fn append(&self, id: NodeId, key: Option<&str>, value: &Tree) -> Ways {
        let mut ways = Ways::new();
        if let Some(braces) = Braces::of(self.document, id) {
            for quotes in [self.quotes(id), Style::DoubleQuoted] {
                let mut text = Plaintext::default();
                match key {
                    Some(key) => flow::write_entry(key, value, quotes, &mut text),
                    None => flow::write_tree(value, quotes, &mut text),
                }
                ways.push(braces.append(text.expose(), self.newline()));
            }
            return ways;
        }
        let node = self.document.node(id);
        let Some(last) = self.document.children(id).last() else { return ways };
        let column = self.column(node.span.start as usize);
        let layout = Layout { dash: self.dash(id), ..self.layout() };
        let end = line_end(self.source, end(self.document, last));
        let mut nice = self.new_line(column);
        let mut text = Plaintext::default();
        print::entry(key, value, column, layout, &mut text);
        nice.extend_from_slice(text.expose());
        let mut plain = self.new_line(column);
        let mut text = Plaintext::default();
        if let Some(key) = key {
            flow::write_entry(key, value, Style::DoubleQuoted, &mut text);
        } else {
            text.extend(b"- ");
            flow::write_tree(value, Style::DoubleQuoted, &mut text);
        }
        plain.extend_from_slice(text.expose());
        ways.push(vec![Edit::insert(self.behind_comments(end, column) as u32, &nice[..])]);
        ways.push(vec![Edit::insert(end as u32, &nice[..])]);
        ways.push(vec![Edit::insert(end as u32, plain)]);
        zeroize::Zeroize::zeroize(&mut nice);
        ways
    }

    fn remove(&self, id: NodeId) -> Ways {
        let parent = self.document.node(id).parent;
        if let Some(braces) = Braces::of(self.document, parent) {
            return vec![braces.remove(id)];
        }
        let siblings: Vec<_> = self.document.children(parent).take(2).collect();
        if siblings.len() == 1 {
            return vec![self.remove_last(id, parent)];
        }
        let (start, end) = (self.entry_start(id), line_end(self.source, end(self.document, id)));
        let line = line_start(self.source, start);
        if !self.source[line..start].trim_start_matches('\u{feff}').trim_matches(' ').is_empty() {
            // It starts on the line of what its collection belongs to, where the next one can take its place.
            let next = self.document.node(id).end;
            let next = self.entry_start(next);
            let joins = self.source[end..next].trim().is_empty();
            let start = start - if joins { 0 } else { self.blanks_before(start) };
            return vec![vec![Edit::remove(Span::new(start, if joins { next } else { end }))]];
        }
        let line = if line == 0 && self.source.starts_with('\u{feff}') { 3 } else { line };
        let next = self.behind_break(end);
        let above = self.comments_above(line, self.column(start));
        vec![
            vec![Edit::remove(self.lines(line, next))],
            vec![Edit::remove(Span::new(line, next))],
            // Where a comment decides what is encrypted, it must not come to decide on the next entry.
            vec![Edit::remove(Span::new(above, next))],
        ]
    }

    /// Takes the only entry of a collection out, which leaves `{}` or `[]`.
    fn remove_last(&self, id: NodeId, parent: NodeId) -> Vec<Edit> {
        let empty = if self.document.node(parent).kind == NodeKind::Mapping { "{}" } else { "[]" };
        let (start, end) = (self.entry_start(id), line_end(self.source, end(self.document, id)));
        let line = line_start(self.source, start);
        match self.head(parent) {
            Some(head) if line_end(self.source, head.end) < start => {
                let edit = Edit::insert(head.end as u32, format!(" {empty}"));
                vec![edit, Edit::remove(self.lines(line, self.behind_break(end)))]
            }
            _ => vec![Edit::replace(Span::new(start, end), empty)],
        }
    }

    /// Where the value of `id` begins; `None` for a root.
    fn head(&self, id: NodeId) -> Option<Head> {
        let node = self.document.node(id);
        let start = match node.step {
            Step::Document(_) => return None,
            Step::Key { span, .. } => {
                let at = self.skip(span.end as usize);
                if self.source[at..].starts_with(':') { at + 1 } else { span.end as usize }
            }
            Step::Index(_) if node.in_flow => outer_start(self.document, id),
            Step::Index(_) => self.entry_start(id) + 1,
        };
        let mut head = Head { start, end: start, anchor: String::new() };
        if node.alias > 0 {
            return Some(head);
        }
        let line = line_end(self.source, start).min(node.span.start as usize).max(start);
        let mut at = start;
        for word in self.source[start..line].split([' ', '\t']) {
            if word.starts_with('#') {
                break;
            }
            if word.starts_with('&') {
                head.anchor = format!(" {word}");
            }
            at += word.len();
            if word.starts_with(['&', '!']) {
                head.end = at;
            }
            at += 1;
        }
        Some(head)
    }

    /// Where the entry starts: at its dash, at its key, or at what stands before that (`?`, a tag).
    fn entry_start(&self, id: NodeId) -> usize {
        let parent = self.document.node(id).parent;
        let before = self.document.children(parent).take_while(|child| *child < id).last();
        match before {
            None => self.document.node(parent).span.start as usize,
            Some(before) => self.skip(end(self.document, before)),
        }
    }

    /// The first place from `from` that is neither blank nor comment.
    fn skip(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            let rest = &self.source[at..];
            at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            if !self.source[at..].starts_with('#') {
                return at;
            }
            at = line_end(self.source, at);
        }
    }

    /// Behind the comments that follow directly below `end` and are indented as far as the entries.
    fn behind_comments(&self, mut end: usize, column: usize) -> usize {
        loop {
            let next = self.behind_break(end);
            let line = &self.source[next..line_end(self.source, next)];
            let blanks = line.len() - line.trim_start_matches(' ').len();
            if next == end || blanks < column || !line[blanks..].starts_with('#') {
                return end;
            }
            end = next + line.len();
        }
    }

    /// The start of the comments directly above a line that are indented like it.
    fn comments_above(&self, mut line: usize, column: usize) -> usize {
        while line > 0 && self.source.as_bytes()[line - 1] == b'\n' {
            let above = line_start(self.source, line - 1);
            let text = &self.source[above..line];
            let blanks = text.len() - text.trim_start_matches(' ').len();
            if blanks != column || !text[blanks..].starts_with('#') {
                break;
            }
            line = above;
        }
        line
    }

    /// Whole lines; the last ones of a text that ends without a break go with the break before them.
    fn lines(&self, start: usize, end: usize) -> Span {
        let before = &self.source[..start];
        let ends = end == self.source.len() && !self.source.ends_with('\n');
        let at_break = before.strip_suffix("\r\n").or(before.strip_suffix('\n')).filter(|_| ends);
        Span::new(at_break.map_or(start, str::len), end)
    }

    fn blanks_before(&self, at: usize) -> usize {
        let before = &self.source[..at];
        before.len() - before.trim_end_matches([' ', '\t']).len()
    }

    /// Behind the break at `at`, if there is one.
    fn behind_break(&self, at: usize) -> usize {
        let rest = &self.source[at..];
        at + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) }
    }

    /// Whether entries are set apart by breaks of a kind that only YAML knows (a lone carriage return, NEL,
    /// LS, PS): lines are told by line feeds here. Inside of a scalar they do no harm.
    fn has_other_breaks(&self) -> bool {
        let text = Chars(self.source.as_bytes());
        let is_other = |at: &usize| {
            let is_feed = text.at(*at) == b'\n' || (text.at(*at) == b'\r' && text.at(at + 1) == b'\n');
            !is_feed && text.is_break(*at)
        };
        let mut others = memchr::memchr3_iter(b'\r', 0xC2, 0xE2, text.0).filter(is_other).peekable();
        if others.peek().is_none() {
            return false;
        }
        let scalars = self.document.nodes.iter().filter(|node| node.kind == NodeKind::Scalar);
        let mut spans: Vec<_> = scalars.map(|node| node.span).collect();
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        others.any(|at| {
            let next = spans.partition_point(|span| span.start as usize <= at);
            next.checked_sub(1).is_none_or(|last| spans[last].end as usize <= at)
        })
    }

    /// Whether a collection is laid out by indentation.
    fn is_block(&self, id: NodeId) -> bool {
        let node = self.document.node(id);
        node.alias == 0
            && node.style == Style::Block
            && matches!(node.kind, NodeKind::Mapping | NodeKind::Sequence)
    }

    /// How the last entry in braces is quoted: as JSON, or not at all.
    fn quotes(&self, id: NodeId) -> Style {
        let last = self.document.children(id).last().map(|last| *self.document.node(last));
        match last.map(|last| (last.step, last.style)) {
            Some((Step::Key { span, .. }, _)) if self.document.text(span).starts_with('"') => {
                Style::DoubleQuoted
            }
            Some((Step::Index(_), style @ (Style::DoubleQuoted | Style::SingleQuoted)))
                if self.document.node(id).style == Style::Flow =>
            {
                style
            }
            _ => Style::Plain,
        }
    }

    /// The columns from the dash of the last item to the item.
    fn dash(&self, id: NodeId) -> usize {
        let Some(last) = self.document.children(id).last() else { return 2 };
        let (dash, item) = (self.entry_start(last), outer_start(self.document, last));
        let gap = self.source.get(dash + 1..item).filter(|gap| !gap.is_empty());
        gap.filter(|gap| gap.trim_matches(' ').is_empty()).map_or(2, |gap| gap.len() + 1)
    }

    /// How the text lays its collections out: as the first one does that stands below a key.
    fn layout(&self) -> Layout<'static> {
        let mut layout = Layout { step: 0, indentless: false, dash: 2, newline: self.newline() };
        let mut lists = false;
        for (id, node) in self.document.nodes.iter().enumerate() {
            if !self.is_block(id as NodeId) || !matches!(node.step, Step::Key { .. }) {
                continue;
            }
            let outer = self.document.node(node.parent).span.start as usize;
            let (outer, inner) = (self.column(outer), self.column(node.span.start as usize));
            if node.kind == NodeKind::Sequence && !lists {
                lists = true;
                layout.indentless = inner == outer;
            }
            if layout.step == 0 && inner > outer {
                layout.step = inner - outer;
            }
            if lists && layout.step > 0 {
                break;
            }
        }
        if layout.step == 0 {
            layout.step = STEP;
        }
        layout
    }

    fn newline(&self) -> &'static str {
        self.document.line_break()
    }

    fn new_line(&self, column: usize) -> Vec<u8> {
        let mut text = self.newline().as_bytes().to_vec();
        text.resize(text.len() + column, b' ');
        text
    }

    fn column(&self, at: usize) -> usize {
        let start = line_start(self.source, at);
        let mark = if start == 0 && self.source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        self.source[start + mark.min(at - start)..at].chars().count()
    }
}

fn is_scalar(value: &Tree) -> bool {
    matches!(value, Tree::Scalar(..) | Tree::Null)
}

/// Whether a value stands on the line of its key.
fn is_inline(value: &Tree) -> bool {
    match value {
        Tree::Mapping(members) => !members.iter().any(|member| matches!(member, Member::Entry(..))),
        Tree::Sequence(items) => items.is_empty(),
        Tree::Scalar(..) | Tree::Null => true,
    }
}
