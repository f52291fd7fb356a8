//! A three-way merge of plain texts by key path. What enters: the base and both sides. What leaves: a
//! text that holds what the plan says, read back and compared before it is released; or the refusal.

use std::hash::RandomState;

use super::{
    plan::{Child, Conflict, Plan, Policy, Side, Trio, Whole, plan},
    render::{Layout, render},
    text::{Text, same},
};
use crate::{
    document::{NodeId, NodeKind, Style},
    error::{Error, ErrorKind, Result},
    format::{Format, FormatName, Limits},
    secret::Plaintext,
};

/// A merged text.
pub struct Merged {
    /// The text; where there is a conflict, it holds what the favoured side says.
    pub text: Plaintext,
    /// Where both sides want something else.
    pub conflicts: Vec<Conflict>,
}

/// Merges `[base, ours, theirs]`; an empty base stands for none. The data does not depend on which side
/// is which, unless there are conflicts: these go as `favour` says.
pub fn three_way(texts: [&str; 3], format: &dyn Format, limits: &Limits, favour: Side) -> Result<Merged> {
    run(texts, format, limits, favour, false)
}

/// What two texts become when neither is to be lost: the entries and the items of both. Where a value can
/// be only one of the two, it is in conflict, and ours.
pub(super) fn union(texts: [&str; 2], format: &dyn Format, limits: &Limits) -> Result<Merged> {
    // Without a base, both sides added what they have.
    run(["", texts[0], texts[1]], format, limits, Side::Ours, true)
}

fn run(texts: [&str; 3], format: &dyn Format, limits: &Limits, favour: Side, union: bool) -> Result<Merged> {
    // Who left all alone leaves it all to the other, down to the last blank.
    let [base, ours, theirs] = texts;
    if let Some(text) = [(theirs, ours), (ours, theirs)].into_iter().find(|(one, _)| *one == base) {
        return Ok(Merged { text: Plaintext::new(text.1.as_bytes().to_vec()), conflicts: Vec::new() });
    }
    let hasher = RandomState::new();
    let [base, ours, theirs] = texts.map(|text| Text::new(text, format, limits, &hasher));
    let mut texts = [base?, ours?, theirs?];
    let refusal = |why| {
        Error::new(ErrorKind::Generic, "the two versions cannot be merged by key path").because(why).hint(
            "Decrypt both versions, merge them by hand, and encrypt the result with `sops-rs encrypt --update`",
        )
    };
    if texts.iter().any(is_scattered) {
        return Err(refusal("the tables of a list stand apart, with others between them"));
    }
    let ended = texts.each_ref().map(|text| with_end(text, limits, &hasher));
    let mut ended_texts = None;
    if ended.iter().any(Option::is_some) {
        let source = |side: Side| {
            ended[side.at()].as_ref().map_or(Ok(texts[side.at()].source()), Plaintext::expose_str)
        };
        let [base, ours, theirs] = Side::ALL.map(|side| Text::new(source(side)?, format, limits, &hasher));
        ended_texts = Some([base?, ours?, theirs?]);
    }
    // What can be merged in any way is not called a conflict for the sake of a layout.
    for keep_layouts in [false, true] {
        for texts in [Some(&texts), ended_texts.as_ref()].into_iter().flatten() {
            let policy = Policy { favour, union, keep_layouts };
            if let Some(merged) = attempt(texts, limits, &hasher, policy) {
                return Ok(merged);
            }
        }
    }
    // What one text has no place for may have one in the other. In a conflict it matters whose is whose.
    texts.swap(Side::Ours.at(), Side::Theirs.at());
    let policy = Policy { favour, union, keep_layouts: false };
    if let Some(merged) =
        attempt(&texts, limits, &hasher, policy).filter(|merged| merged.conflicts.is_empty())
    {
        return Ok(merged);
    }
    Err(refusal("their layouts differ in a way that leaves no text with the values of both"))
}

/// The first text that holds what was planned.
fn attempt(texts: &[Text<'_>; 3], limits: &Limits, hasher: &RandomState, policy: Policy) -> Option<Merged> {
    let (whole, mut conflicts) = plan(texts, policy);
    conflicts.sort();
    conflicts.dedup();
    for layout in [Layout::Merged, Layout::Of(Side::Ours), Layout::Of(Side::Theirs)] {
        let text = render(texts, &whole, layout);
        let Ok(source) = text.expose_str() else { continue };
        // What does not parse is not what was planned; the message could tell of nothing else.
        let Ok(read) = Text::new(source, texts[0].format, limits, hasher) else { continue };
        if agrees(texts, &whole, &read) {
            return Some(Merged { text, conflicts });
        }
    }
    None
}

/// Whether the items of a list do not follow each other in the text, as TOML allows for tables: there is no
/// piece of text then that is the list.
fn is_scattered(text: &Text<'_>) -> bool {
    let nodes = &text.document.nodes;
    if text.format.name() != FormatName::Toml {
        return false;
    }
    // The nodes by where they stand.
    let mut order: Vec<_> = (0..nodes.len()).collect();
    order.sort_by_key(|id| nodes[*id].outer_start);
    let mut ranks = vec![0; nodes.len()];
    order.iter().enumerate().for_each(|(rank, id)| ranks[*id] = rank);
    nodes.iter().enumerate().any(|(id, node)| {
        let is_list = node.kind == NodeKind::Sequence && node.style == Style::Block;
        let own = &ranks[id + 1..node.end as usize];
        let ends = own.iter().max().zip(own.iter().min());
        is_list && ends.is_some_and(|(last, first)| last - first + 1 != own.len())
    })
}

/// The same data in a text that ends with a line break, where a block scalar ends with the text and has none:
/// with something behind it, it would gain one.
fn with_end(text: &Text<'_>, limits: &Limits, hasher: &RandomState) -> Option<Plaintext> {
    let (document, source) = (&text.document, text.source());
    let last = document.nodes.iter().rev().find(|node| node.kind == NodeKind::Scalar && node.alias == 0)?;
    if !document.ends_with(last.span)
        || source.ends_with('\n')
        || !matches!(last.style, Style::Literal | Style::Folded)
    {
        return None;
    }
    let indicators = last.span.start as usize + 1;
    let body = indicators + source[indicators..].find(|char: char| !matches!(char, '+' | '-' | '0'..='9'))?;
    let mut ended = Plaintext::with_capacity(source.len() + 4);
    ended.extend(&source.as_bytes()[..indicators]);
    ended.extend(source[indicators..body].trim_matches(['+', '-']).as_bytes());
    for part in ["-", &source[body..], document.line_break()] {
        ended.extend(part.as_bytes());
    }
    let read = Text::new(ended.expose_str().ok()?, text.format, limits, hasher).ok()?;
    let roots = |text: &Text<'_>| text.document.roots.iter().map(|root| root.node).collect::<Vec<_>>();
    let (before, after) = (roots(text), roots(&read));
    let is_same = |(before, after): (&Option<NodeId>, &Option<NodeId>)| match (before, after) {
        (Some(before), Some(after)) => same((text, *before), (&read, *after)),
        (before, after) => before == after,
    };
    let is_same = before.len() == after.len() && before.iter().zip(&after).all(is_same);
    drop(read);
    is_same.then_some(ended)
}

/// Whether `read` holds what was planned.
fn agrees(texts: &[Text<'_>; 3], whole: &Whole, read: &Text<'_>) -> bool {
    let roots = &read.document.roots;
    let agree = Agree { texts, read };
    match whole {
        Whole::Keep(side) => texts[side.at()].source() == read.source(),
        Whole::Documents(documents) => {
            documents.len() == roots.len()
                && documents.iter().zip(roots).all(|((nodes, plan), root)| match (plan, root.node) {
                    (Some(plan), Some(root)) => agree.value(*nodes, plan, root),
                    (None, None) => true,
                    _ => false,
                })
                || (roots.is_empty() && documents.iter().all(|(_, plan)| is_empty(plan.as_ref())))
        }
    }
}

/// Whether nothing is left: a flat file then has no text.
fn is_empty(plan: Option<&Plan>) -> bool {
    match plan {
        None => true,
        Some(Plan::Mapping(children)) => children.iter().all(|child| is_empty(Some(&child.plan))),
        Some(_) => false,
    }
}

struct Agree<'a> {
    texts: &'a [Text<'a>; 3],
    read: &'a Text<'a>,
}

impl Agree<'_> {
    fn value(&self, nodes: Trio, plan: &Plan, id: NodeId) -> bool {
        match plan {
            Plan::Keep(side) => {
                nodes[side.at()].is_some_and(|node| same((&self.texts[side.at()], node), (self.read, id)))
            }
            Plan::Alias(side) => nodes[side.at()].is_some_and(|node| {
                let alias = self.texts[side.at()].alias_text(node);
                alias.is_some() && alias == self.read.alias_text(id)
            }),
            Plan::Mapping(children) => self.mapping(children, id),
            Plan::Sequence(children) => {
                let items: Vec<_> = self.read.document.children(id).collect();
                self.read.document.node(id).kind == NodeKind::Sequence
                    && items.len() == children.len()
                    && children
                        .iter()
                        .zip(items)
                        .all(|(child, item)| self.value(child.nodes, &child.plan, item))
            }
        }
    }

    fn mapping(&self, children: &[Child], id: NodeId) -> bool {
        let entries = self.read.entries(id);
        self.read.document.node(id).kind == NodeKind::Mapping
            && entries.len() == children.len()
            && entries.iter().zip(children).all(|(((key, _), entry), child)| {
                self.key(child) == Some(key) && self.value(child.nodes, &child.plan, *entry)
            })
    }

    fn key(&self, child: &Child) -> Option<&str> {
        let side = Side::ALL.into_iter().find(|side| child.nodes[side.at()].is_some())?;
        Some(self.texts[side.at()].key(child.nodes[side.at()]?))
    }
}

#[cfg(test)]
mod tests;
