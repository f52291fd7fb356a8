//! The text of a merge. What enters: a plan and the three texts. What leaves: the merged text, made of
//! pieces of the three. A piece that one side left alone follows the other side, so that comments and
//! layout merge as values do; where both changed it, comments of both are kept and all else is ours.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::{
    layout::Item,
    plan::{Child, Plan, Side, Trio, Whole},
    text::{Text, same},
};
use crate::{
    document::{NodeId, NodeKind, Step, Style},
    format::FormatName,
    secret::Plaintext,
};

/// Whose layout counts where a piece could come from several sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Piece by piece, whoever changed it.
    Merged,
    /// That side's, wherever it has one.
    Of(Side),
}

/// The text of `whole`.
pub(super) fn render(texts: &[Text<'_>; 3], whole: &Whole, layout: Layout) -> Plaintext {
    let room: usize = texts.iter().map(|text| text.source().len()).sum();
    let out = Plaintext::with_capacity(room + 64);
    let crlf = texts[Side::Ours.at()].document.crlf;
    let mut renderer = Renderer { texts, layout, out, newline: if crlf { "\r\n" } else { "\n" } };
    match whole {
        Whole::Keep(side) => renderer.push(texts[side.at()].source()),
        Whole::Documents(documents) => renderer.documents(documents),
    }
    renderer.out
}

struct Renderer<'a> {
    texts: &'a [Text<'a>; 3],
    layout: Layout,
    out: Plaintext,
    newline: &'static str,
}

/// The same piece on the three sides.
type Pieces<'a> = [Option<&'a str>; 3];

impl<'a> Renderer<'a> {
    fn documents(&mut self, documents: &[(Trio, Option<Plan>)]) {
        let mut done = [0; 3];
        for (nodes, plan) in documents {
            let starts = self.each(|side, text| {
                nodes[side.at()].map(|root| text.start_of_document(root, done[side.at()]))
            });
            let before = self.each(|side, text| Some(&text.source()[done[side.at()]..starts[side.at()]?]));
            let before = self.pick(before);
            self.push(before);
            let columns = self.each(|side, text| {
                Some(text.column(text.document.node(nodes[side.at()]?).span.start as usize))
            });
            if let Some(plan) = plan {
                self.value(*nodes, plan, starts, self.pick_any(columns).unwrap_or_default(), false);
            }
            for side in Side::ALL {
                let text = &self.texts[side.at()];
                let end = |root| {
                    if text.is_block(root) {
                        text.end_of_lines(root)
                    } else {
                        text.document.node(root).span.end as usize
                    }
                };
                done[side.at()] = nodes[side.at()].map_or(done[side.at()], end);
            }
        }
        // A side without documents is all tail.
        let tails = self.each(|side, text| Some(&text.source()[done[side.at()]..]));
        let tails = if self.texts[0].source().is_empty() { [None, tails[1], tails[2]] } else { tails };
        if tails.iter().flatten().any(|tail| !tail.trim().is_empty()) {
            self.end_line();
            let tail = self.comments(tails);
            self.push(&tail);
        } else {
            let tail = self.pick(tails);
            self.push(tail);
        }
        self.end_file();
    }

    /// The last line ends as the sides say.
    fn end_file(&mut self) {
        let ends = self.each(|_, text| {
            let source = text.source();
            (!source.is_empty()).then_some(if source.ends_with('\n') { "\n" } else { "" })
        });
        if self.pick(ends).is_empty() {
            let bytes = self.out.expose_mut();
            if bytes.pop_if(|byte| *byte == b'\n').is_some() {
                bytes.pop_if(|byte| *byte == b'\r');
            }
        } else {
            self.end_line();
        }
    }

    /// Writes a value; `starts` says where the lines of a block begin on each side, `column` where the
    /// entries of a block shall stand, and `inline` that its first entry goes on the line that is there.
    fn value(&mut self, nodes: Trio, plan: &Plan, starts: [Option<usize>; 3], column: usize, inline: bool) {
        match plan {
            Plan::Keep(side) | Plan::Alias(side) => {
                let side = self.writer(nodes, *side);
                let text = &self.texts[side.at()];
                let Some(id) = nodes[side.at()] else { return };
                if text.is_block(id) {
                    self.whole_block(side, id, starts[side.at()].unwrap_or_default(), column, inline);
                } else {
                    let range = text.written(id);
                    self.push(&text.source()[range]);
                }
            }
            Plan::Mapping(children) | Plan::Sequence(children) => {
                let is_mapping = matches!(plan, Plan::Mapping(_));
                self.collection(nodes, children, is_mapping, starts, column, inline);
            }
        }
    }

    /// A block as it stands on one side, moved to another column.
    fn whole_block(&mut self, side: Side, id: NodeId, start: usize, column: usize, inline: bool) {
        let text = &self.texts[side.at()];
        let end = text.end_of_lines(id);
        let first = text.document.node(id).span.start as usize;
        let shift = column as isize - text.column(first) as isize;
        if inline {
            // What stands between is a matter of the side that the head came from.
            self.shifted(&text.source()[first..end], shift);
        } else {
            self.shift_line(&text.source()[start..end], shift);
        }
    }

    fn collection(
        &mut self,
        nodes: Trio,
        children: &[Child],
        is_mapping: bool,
        starts: [Option<usize>; 3],
        column: usize,
        inline: bool,
    ) {
        let host = self.host(nodes, children.is_empty());
        if self.texts[host.at()].is_block(nodes[host.at()].unwrap_or_default()) {
            if children.is_empty() {
                if self.texts[host.at()].format.name() == FormatName::Yaml {
                    self.push(if is_mapping { "{}" } else { "[]" });
                    self.push(self.newline);
                }
                return;
            }
            self.block(nodes, children, starts, column, inline);
        } else {
            self.flow(nodes, children, host);
        }
    }

    /// The side whose kind of layout a collection has.
    fn host(&self, nodes: Trio, empty: bool) -> Side {
        let style = |side: Side| {
            let node = self.texts[side.at()].document.node(nodes[side.at()]?);
            let has_items = node.end > nodes[side.at()]? + 1;
            let is_collection =
                matches!(node.kind, NodeKind::Mapping | NodeKind::Sequence) && node.alias == 0;
            (is_collection && (has_items || empty)).then_some(node.style == Style::Block)
        };
        let [base, ours, theirs] = Side::ALL.map(style);
        match self.layout {
            Layout::Of(side) if style(side).is_some() => side,
            _ if ours.is_some() && (theirs.is_none() || base != ours || base == theirs) => Side::Ours,
            _ if theirs.is_some() => Side::Theirs,
            _ if ours.is_some() => Side::Ours,
            _ => Side::Base,
        }
    }

    fn block(
        &mut self,
        nodes: Trio,
        children: &[Child],
        starts: [Option<usize>; 3],
        column: usize,
        inline: bool,
    ) {
        let mut items = self.each(|side, text| {
            let id = nodes[side.at()].filter(|id| text.is_block(*id))?;
            let items = text.block_items(id, starts[side.at()]?);
            Some(text.document.children(id).zip(items).collect::<HashMap<_, _>>())
        });
        for (at, child) in children.iter().enumerate() {
            let parts = self.each(|side, _| items[side.at()].as_mut()?.remove(&child.nodes[side.at()]?));
            self.block_item(child, &parts, column, inline && at == 0);
        }
    }

    fn block_item(&mut self, child: &Child, parts: &[Option<Item>; 3], column: usize, inline: bool) {
        let piece = |part: fn(&Item) -> &std::ops::Range<usize>| {
            self.each(|side, text| Some(&text.source()[part(parts[side.at()].as_ref()?).clone()]))
        };
        let (leads, indents) = (piece(|item| &item.lead), piece(|item| &item.indent));
        let (heads, tails) = (piece(|item| &item.head), piece(|item| &item.tail));
        let side = self.written_like(child, parts);
        let shift = column as isize - self.column_of(side, parts) as isize;
        let lead = self.comments(leads);
        if !inline || !lead.is_empty() {
            self.end_line();
            self.shift_line(&lead, shift);
            let indent = self.pick(indents);
            if indent.trim_matches([' ', '\t']).is_empty() {
                self.push(&" ".repeat(column));
            } else {
                self.push(indent);
            }
        }
        let ends_line = |other: Side| heads[other.at()].map(|head| head.ends_with('\n'));
        let is_like = |other: Side| {
            self.is_written_alike(child.nodes, side, other) && ends_line(side) == ends_line(other)
        };
        let alike = |pieces: Pieces<'a>| Side::ALL.map(|other| pieces[other.at()].filter(|_| is_like(other)));
        let head = self.pick_any(alike(heads)).map_or_else(|| self.plain_head(child, true), str::to_owned);
        let tail = self.pick(alike(tails));
        match &child.plan {
            Plan::Mapping(children) | Plan::Sequence(children) if children.is_empty() && self.is_yaml() => {
                self.push(head.trim_end());
                self.push(" ");
            }
            _ => self.push(&head),
        }
        let starts = self.each(|side, _| parts[side.at()].as_ref().map(|item| item.value.start));
        let id = child.nodes[side.at()].unwrap_or_default();
        if self.texts[side.at()].is_block(id) {
            let is_inline = self.is_yaml() && !head.is_empty() && !head.ends_with('\n');
            let inner =
                if is_inline { column + head.chars().count() } else { column + self.step(child, parts) };
            self.value(child.nodes, &child.plan, starts, inner, is_inline);
        } else if let Plan::Keep(_) | Plan::Alias(_) = child.plan {
            let text = &self.texts[side.at()];
            let value = &text.source()[text.written(id)];
            self.shifted(value, shift);
        } else {
            self.value(child.nodes, &child.plan, starts, column, false);
        }
        self.shifted(tail, shift);
    }

    /// What stands before a value that comes from another kind of layout.
    fn plain_head(&self, child: &Child, in_block: bool) -> String {
        let step = Side::ALL.into_iter().find_map(|side| {
            let document = &self.texts[side.at()].document;
            Some((document, document.node(child.nodes[side.at()]?).step))
        });
        match step {
            Some((document, Step::Key { span, .. })) => format!("{}: ", document.text(span)),
            _ if in_block => "- ".to_owned(),
            _ => String::new(),
        }
    }

    fn is_yaml(&self) -> bool {
        self.texts[0].format.name() == FormatName::Yaml
    }

    /// How much further in the entries of a nested block stand than their parent.
    fn step(&self, child: &Child, parts: &[Option<Item>; 3]) -> usize {
        let steps = self.each(|side, text| {
            let id = child.nodes[side.at()].filter(|id| text.is_block(*id))?;
            let inner = text.column(text.document.node(id).span.start as usize);
            Some(inner.saturating_sub(self.column_of(side, parts)))
        });
        self.pick_any(steps).unwrap_or(2)
    }

    fn column_of(&self, side: Side, parts: &[Option<Item>; 3]) -> usize {
        parts[side.at()].as_ref().map_or(0, |item| self.texts[side.at()].column(item.head.start))
    }

    /// The side whose way of writing a child's value is used.
    fn written_like(&self, child: &Child, parts: &[Option<Item>; 3]) -> Side {
        let side = match &child.plan {
            Plan::Keep(side) | Plan::Alias(side) => self.writer(child.nodes, *side),
            Plan::Mapping(children) | Plan::Sequence(children) => self.host(child.nodes, children.is_empty()),
        };
        let has = |side: &Side| parts[side.at()].is_some();
        if has(&side) {
            side
        } else {
            [Side::Ours, Side::Theirs, Side::Base].into_iter().find(has).unwrap_or(side)
        }
    }

    /// The side whose spelling is used for a value that is as on `side`: whoever spelled it anew.
    fn writer(&self, nodes: Trio, side: Side) -> Side {
        let has = |other: Side| match (nodes[side.at()], nodes[other.at()]) {
            (Some(left), Some(right)) => {
                same((&self.texts[side.at()], left), (&self.texts[other.at()], right))
            }
            _ => false,
        };
        match self.layout {
            Layout::Of(host) if has(host) => host,
            Layout::Merged if Side::ALL.into_iter().all(has) => {
                let spelled = self.each(|side, text| {
                    let id = nodes[side.at()]?;
                    let range = if text.is_block(id) {
                        text.document.node(id).span.range()
                    } else {
                        text.written(id)
                    };
                    Some(&text.source()[range])
                });
                if spelled[1] == spelled[0] { Side::Theirs } else { Side::Ours }
            }
            _ => side,
        }
    }

    /// Whether what stands around a value on one side fits the value as it stands on the other.
    fn is_written_alike(&self, nodes: Trio, side: Side, other: Side) -> bool {
        let shape = |side: Side| {
            let node = self.texts[side.at()].document.node(nodes[side.at()]?);
            let is_text = matches!(node.style, Style::Literal | Style::Folded);
            let text = &self.texts[side.at()];
            let block = text.is_block(nodes[side.at()]?).then_some(node.kind == NodeKind::Mapping);
            Some((is_text, block, node.kind == NodeKind::Null && node.span.is_empty()))
        };
        shape(side) == shape(other)
    }

    fn flow(&mut self, nodes: Trio, children: &[Child], host: Side) {
        let layouts = self.each(|side, text| {
            let id = nodes[side.at()].filter(|id| {
                let node = text.document.node(*id);
                node.alias == 0 && node.style == Style::Flow
            })?;
            let (frame, items) = text.flow_items(id);
            let positions: HashMap<_, _> = text.document.children(id).zip(0..).collect();
            Some((frame, positions, items))
        });
        let frame = |close: bool| {
            self.each(|side, text| {
                let (frame, _, items) = layouts[side.at()].as_ref()?;
                // The frame of an empty collection says nothing of where lines break.
                if items.is_empty() != children.is_empty() {
                    return None;
                }
                Some(&text.source()[if close { frame.close.clone() } else { frame.open.clone() }])
            })
        };
        let (open, close) = (frame(false), frame(true));
        let leads = |first: bool| {
            let lead = |side: Side| {
                let (_, _, items) = layouts[side.at()].as_ref()?;
                let item = if first { items.first() } else { items.get(1) }?;
                Some(&self.texts[side.at()].source()[item.lead.clone()])
            };
            lead(host).or_else(|| Side::ALL.into_iter().find_map(lead))
        };
        let (first_lead, other_lead) = (leads(true), leads(false));
        let own = layouts[host.at()].as_ref().map(|(frame, ..)| {
            let source = self.texts[host.at()].source();
            (&source[frame.open.clone()], &source[frame.close.end.saturating_sub(1)..frame.close.end])
        });
        let (own_open, own_close) = own.unwrap_or_default();
        let open = self.pick_any(open).unwrap_or(own_open);
        self.push(open);
        for (at, child) in children.iter().enumerate() {
            let item = |side: Side| {
                let (_, ids, items) = layouts[side.at()].as_ref()?;
                let position: usize = *ids.get(&child.nodes[side.at()]?)?;
                Some((position, &items[position]))
            };
            let mine = |part: fn(&Item) -> &std::ops::Range<usize>| {
                self.each(|side, text| Some(&text.source()[part(item(side)?.1).clone()]))
            };
            // The first one and the others differ in what stands before them.
            let lead = self.each(|side, text| {
                let (position, item) = item(side)?;
                ((position == 0) == (at == 0)).then(|| &text.source()[item.lead.clone()])
            });
            let lead = if lead.iter().any(Option::is_some) {
                self.pick(lead)
            } else if at == 0 {
                first_lead.unwrap_or_default()
            } else {
                other_lead.unwrap_or_else(|| first_lead.filter(|lead| lead.contains('\n')).unwrap_or(" "))
            };
            let (heads, tails) = (mine(|item| &item.head), mine(|item| &item.tail));
            let head = self.pick_any(heads).map_or_else(|| self.plain_head(child, false), str::to_owned);
            let tail = self.pick(tails);
            if at > 0 {
                self.push(",");
            }
            self.push(lead);
            self.push(&head);
            self.value(child.nodes, &child.plan, [None; 3], 0, false);
            self.push(if at + 1 < children.len() { tail } else { "" });
        }
        let close = self.pick_any(close).unwrap_or(own_close);
        self.push(close);
    }

    /// The piece as it is to be: whoever changed it counts, ours when both did.
    fn pick(&self, pieces: Pieces<'a>) -> &'a str {
        self.pick_any(pieces).unwrap_or_default()
    }

    fn pick_any<T: PartialEq + Copy>(&self, [base, ours, theirs]: [Option<T>; 3]) -> Option<T> {
        let host = match self.layout {
            Layout::Merged => None,
            Layout::Of(side) => [base, ours, theirs][side.at()],
        };
        let merged = || match (ours, theirs) {
            (Some(_), Some(_)) if base == ours => theirs,
            _ => ours.or(theirs).or(base),
        };
        host.or_else(merged)
    }

    /// Comment lines: those of ours, without what theirs took out, and with what theirs added.
    fn comments(&self, pieces: Pieces<'a>) -> Zeroizing<String> {
        let picked = |text: &str| Zeroizing::new(text.to_owned());
        let ([Some(ours), Some(theirs)], Layout::Merged) = ([pieces[1], pieces[2]], self.layout) else {
            return picked(self.pick(pieces));
        };
        let base = pieces[0].unwrap_or_default();
        if ours == theirs || base == ours || base == theirs {
            return picked(self.pick(pieces));
        }
        let lines = |text: &'a str| text.lines().collect::<Vec<_>>();
        let (base, mine, other) = (lines(base), lines(ours), lines(theirs));
        let has = |lines: &[&str], line: &str| line.trim().is_empty() || lines.contains(&line);
        let mut merged = Zeroizing::new(String::with_capacity(ours.len() + theirs.len() + 4));
        let kept = mine.iter().filter(|line| has(&other, line) || !base.contains(line));
        let added = other.iter().filter(|line| !has(&mine, line) && !base.contains(line));
        for line in kept.chain(added) {
            merged.push_str(line);
            merged.push_str(self.newline);
        }
        merged
    }

    fn each<T>(&self, piece: impl FnMut(Side, &'a Text<'a>) -> Option<T>) -> [Option<T>; 3] {
        let mut piece = piece;
        Side::ALL.map(|side| piece(side, &self.texts[side.at()]))
    }

    fn push(&mut self, text: &str) {
        self.out.extend(text.as_bytes());
    }

    /// Lines behind the first one, moved by so many columns.
    fn shifted(&mut self, text: &str, shift: isize) {
        match text.find('\n').filter(|_| shift != 0) {
            None => self.push(text),
            Some(at) => {
                self.push(&text[..=at]);
                self.shift_line(&text[at + 1..], shift);
            }
        }
    }

    /// Lines, moved by so many columns.
    fn shift_line(&mut self, text: &str, shift: isize) {
        for line in text.split_inclusive('\n') {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            if line.trim().is_empty() || shift == 0 {
                self.push(line);
            } else if shift > 0 {
                self.push(&" ".repeat(shift.unsigned_abs()));
                self.push(line);
            } else {
                self.push(&line[blanks.min(shift.unsigned_abs())..]);
            }
        }
    }

    fn end_line(&mut self) {
        let is_open = self.out.expose().last().is_some_and(|byte| *byte != b'\n');
        if is_open {
            self.push(self.newline);
        }
    }
}
