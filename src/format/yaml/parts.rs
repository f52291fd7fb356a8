//! The parts of a large text. What enters: places in it where a key of the top level seems to start. What
//! leaves: the same document that one parser makes of it.

use std::{collections::HashMap, ops::Range};

use super::{
    comments::Attached,
    parse::{Build, Parser, blank_node, default_handles},
    simple::key_of_line,
};
use crate::{
    document::{NodeId, NodeKind, Span, Style},
    format::{Limits, parts},
};

/// The root of the first document: no other mapping is parsed in parts.
pub(super) const ROOT: NodeId = 0;

/// A part that is parsed.
pub(super) struct Part<'a> {
    /// The key that it starts with.
    start: Span,
    parser: Parser<'a>,
    /// The last entry of the root in it.
    last: Option<NodeId>,
}

/// Where to cut a text for all cores: at keys.
pub(super) fn cuts(source: &str) -> Vec<Span> {
    parts::cuts(source, |range| first_key(source.as_bytes(), range))
}

/// The first line between that starts with a simple key and no blank.
fn first_key(bytes: &[u8], range: Range<usize>) -> Option<Span> {
    let breaks = memchr::memchr_iter(b'\n', bytes.get(range.clone())?);
    breaks.map(|at| range.start + at + 1).find_map(|start| key_of_line(bytes, start, 0))
}

/// The entries of the root from the key at `start` on, up to the one at `end`; `None` when something is wrong
/// with them, or when they have to do with what stands before.
fn part<'a>(source: &'a str, limits: &Limits, start: Span, end: usize) -> Option<Part<'a>> {
    let mut parser = Parser::new(source, limits, end - start.start as usize);
    parser.scanner.start_in_root(start);
    parser.tag_directives = default_handles().to_vec();
    // The ids of all others are counted on from the real one.
    let root = blank_node(NodeKind::Mapping, Span::at(0), Style::Block, 0);
    parser.document.nodes.push(root);
    let last = parser.entries(ROOT, None, end).ok()?;
    let is_alone =
        parser.document.aliases.is_empty() && parser.anchors.is_empty() && parser.key_anchor.is_none();
    is_alone.then_some(Part { start, parser, last })
}

impl Parser<'_> {
    /// The first entries of the root, up to the first cut if there is one. The others are parsed meanwhile.
    /// Returns the last one.
    pub(super) fn first_entries(&mut self) -> Build<Option<NodeId>> {
        let cuts = std::mem::take(&mut self.cuts);
        if cuts.is_empty() {
            return Ok(None);
        }
        let (source, limits) = (self.document.source, self.limits);
        let mine = |end| self.entries(ROOT, None, end);
        let (last, parts) =
            parts::side_by_side(source, &cuts, mine, |start, end| part(source, &limits, start, end));
        self.parts = parts;
        last
    }

    /// Takes over the part that starts at the next key of the root, if there is one that is right. Returns the
    /// last entry of it.
    pub(super) fn take_part(&mut self) -> Option<NodeId> {
        let next = self.scanner.queue.front()?.start.index;
        // What was passed over was no place to start at.
        while self.parts.front().is_some_and(|part| part.start.start < next) {
            self.parts.pop_front();
        }
        let part = self.parts.front().filter(|part| part.start.start == next)?;
        let is_ready = self.scanner.next_key_in_root() == Some(part.start)
            && self.pending.is_empty()
            && self.stem.is_empty()
            && self.key_anchor.is_none()
            && self.tag_directives == default_handles();
        if !is_ready {
            return None;
        }
        let Part { parser: part, last, .. } = self.parts.pop_front()?;
        let Parser { scanner, document, pending, stem, comments, .. } = part;
        let shift = self.document.adopt(document);
        let shifted = |id: NodeId| if id == ROOT { ROOT } else { id + shift };
        let all_shifted = |comments: HashMap<NodeId, Attached>| {
            comments.into_iter().map(move |(id, comments)| (shifted(id), comments))
        };
        self.comments.keys.extend(all_shifted(comments.keys));
        self.comments.values.extend(all_shifted(comments.values));
        (self.pending, self.stem) = (pending, stem);
        let before = std::mem::replace(&mut self.scanner, scanner).comments.all;
        self.scanner.comments.all.splice(..0, before);
        last.map(shifted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::Document,
        format::{
            parts::dice,
            yaml::parse::{parse_by, parse_cut},
        },
    };

    /// What entries look like, with what may stand between them.
    const ENTRIES: &[&str] = &[
        "a: 1\n",
        "a:\n  b: 2\n  c:\n    d: 3\n",
        "l:\n- 1\n- x: 2\n  y: 3\n",
        "l:\n  - 1\n",
        "b: |\n  t\n\n",
        "b: |\n  fake:\n  x: y\n",
        "q: \"x\n  y: z\n  w\"\n",
        "q: 'x\n\ny: z\n'\n",
        "p: x\n  y\n",
        "f: {a: 1,\nx: y,\n}\n",
        "\"k\": v\n",
        "\"k\\u0041\": v\n",
        "? k\n: v\n",
        "n:\n",
        "&x k: v\n",
        "k: &x v\n",
        "k: *x\n",
        "k: !t v\n",
        "# c\n",
        "\n# c\n\n",
        "  # indented\n",
        "k: v # c\n",
        "k: # c\n  v\n",
        "k:\n  l: v\n  # foot\n",
        "k:\n  l: v\n\n# foot\n\n",
        "k:\n  # head\n  l: v\n",
        "\n",
        "---\n",
        "...\n",
        "%TAG ! tag:x,2000:\n---\n",
        "k: !x v\n",
        "sops:\n  mac: x\n",
        "k: v\r\n",
        "wrong\n",
        "  k: v\n",
        "k: [\n",
        "k: v\u{85}",
    ];

    #[test]
    fn parts_lead_where_the_whole_does() {
        let limits = Limits::default();
        let mut chance = dice();
        let (mut valid, mut tried) = (0, 0);
        for round in 0..16_000 {
            let mut source = String::new();
            for number in 0..2 + chance(7) {
                let entry = if chance(2) == 0 { ENTRIES[chance(4)] } else { ENTRIES[chance(ENTRIES.len())] };
                // Half of them have keys of their own.
                if round % 2 == 0 && entry.starts_with(|first: char| first.is_ascii_lowercase()) {
                    source.push_str(&format!("x{number}"));
                }
                source.push_str(entry);
            }
            let show = |document: Document<'_>| format!("{document:?}");
            let failed = |error: crate::error::Error| error.to_string();
            let by = |short| parse_by(&source, &limits, short).map(show).map_err(failed);
            let whole = by(false);
            assert_eq!(by(true), whole, "{source:?}");
            let with =
                |cuts: &[Span]| parse_cut(&source, &limits, true, cuts.to_vec()).map(show).map_err(failed);
            valid += usize::from(whole.is_ok());
            // At every line, right or wrong.
            let bytes = source.as_bytes();
            let starts = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1);
            let cuts: Vec<_> = starts.filter_map(|start| key_of_line(bytes, start, 0)).collect();
            assert_eq!(with(&cuts), whole, "{source:?} at {cuts:?}");
            for cut in cuts {
                assert_eq!(with(&[cut]), whole, "{source:?} at {cut:?}");
                tried += usize::from(whole.is_ok());
            }
        }
        assert!(valid > 2_000 && tried > 4_000, "only {valid} texts were valid, and {tried} cuts");
    }

    #[test]
    fn a_part_is_taken_where_it_is_right() {
        let limits = Limits::default();
        let source = "a:\n  b: |\n    x: y\nc: 1\n\n# of d\nd:\n- \"e\": 2\nf: 3\n";
        let lines = source.matches('\n').count() as u32;
        let key = |text: &str| Span::new(source.find(text).unwrap(), source.find(text).unwrap() + 1);
        for (cut, is_right) in [("c:", true), ("d:", false), ("f:", true)] {
            let mut parser = Parser::new(source, &limits, source.len());
            parser.cuts = vec![key(cut)];
            let document = parser.stream().ok().unwrap();
            assert_eq!(document.nodes.len(), parse_by(source, &limits, false).unwrap().nodes.len());
            // Who takes it has its scanner, which counts its lines from the cut on.
            assert_eq!(parser.scanner.line < lines, is_right, "{cut}");
        }
    }
}
