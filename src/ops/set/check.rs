//! Whether a changed text says what was meant. What enters: the documents before and after, and the
//! change. What leaves: yes or no. Everything is compared but layout: values, keys, order, aliases with
//! what they stand for, and what is encrypted.

use crate::{
    document::{Document, Item, Member, NO_NODE, NodeId, NodeKind, Style, Tree},
    error::Result,
    format::{Format, change::Change, dotenv},
    ops::walk::{self, Visitor},
    scalar::{self, Scalar},
    secret::Plaintext,
    select::{Select, Walk},
};
use zeroize::Zeroizing;

/// A comparison of two documents.
pub(super) struct Check<'a> {
    format: &'a dyn Format,
    old: &'a Document<'a>,
    new: &'a Document<'a>,
    select: &'a Select,
    /// Which nodes are encrypted, before and after, where comments decide it: otherwise those are to which the
    /// same keys lead.
    encrypted: Option<(Vec<bool>, Vec<bool>)>,
    /// The new node for each old one.
    pairs: Vec<NodeId>,
    /// The targets of old and new aliases.
    targets: Vec<(NodeId, NodeId)>,
    /// The new node that was appended, once it was found.
    brought: Option<NodeId>,
}

impl<'a> Check<'a> {
    pub(super) fn new(
        format: &'a dyn Format,
        (old, new): (&'a Document<'a>, &'a Document<'a>),
        select: &'a Select,
    ) -> Self {
        Self {
            format,
            old,
            new,
            select,
            encrypted: None,
            pairs: vec![NO_NODE; old.nodes.len()],
            targets: Vec::new(),
            brought: None,
        }
    }

    /// Whether the new document is the old one with `change`; then also whether some of the value
    /// that it brings is readable.
    pub(super) fn holds(&mut self, change: &Change<'_>) -> Result<Option<bool>> {
        if self.old.roots.len() != self.new.roots.len() || self.old.comments.len() < self.new.comments.len() {
            return Ok(None);
        }
        if self.select.uses_comments() {
            self.encrypted = Some((encrypted(self.old, self.select)?, encrypted(self.new, self.select)?));
        }
        for (old, new) in self.old.roots.iter().zip(&self.new.roots) {
            let same = match (old.node, new.node) {
                (Some(old), Some(new)) => self.is_same(old, new, change)?,
                (None, None) => true,
                _ => false,
            };
            if !same || old.sops.is_some() != new.sops.is_some() {
                return Ok(None);
            }
        }
        let leads_home = |(old, new): &(NodeId, NodeId)| self.pairs.get(*old as usize) == Some(new);
        if !self.targets.iter().all(leads_home) {
            return Ok(None);
        }
        let brought = match change {
            Change::Replace(id, _) => Some(self.pairs[*id as usize]),
            Change::Append(..) => self.brought,
            Change::Remove(_) => None,
        };
        brought.map_or(Ok(false), |id| self.is_readable(id)).map(Some)
    }

    /// Whether some value of the new document below `id` is not encrypted.
    pub(super) fn is_readable(&self, id: NodeId) -> Result<bool> {
        let encrypted = encrypted(self.new, self.select)?;
        let is_readable = |id| self.new.node(id).kind == NodeKind::Scalar && !encrypted[id as usize];
        Ok((id..self.new.node(id).end).any(is_readable))
    }

    /// Whether `value` stands at `id` of the new document.
    pub(super) fn is_value(&self, id: NodeId, value: &Tree) -> Result<bool> {
        let node = self.new.node(id);
        Ok(match (value, node.kind) {
            (Tree::Null, NodeKind::Null) => true,
            (Tree::Scalar(kind, text), NodeKind::Scalar) => {
                let mut buffer = Plaintext::default();
                let found = self.format.scalar(self.new, id, &mut buffer)?;
                let wanted = Scalar { kind: *kind, spelling: text.expose() };
                is_same_scalar(&wanted, &found) || self.is_same_text(wanted, &found)
            }
            (Tree::Mapping(members), NodeKind::Mapping) => {
                let entries = members.iter().filter_map(|member| match member {
                    Member::Entry(key, value) => Some((Some(key.as_str()), value)),
                    Member::Comment(_) => None,
                });
                self.are_values(id, entries)?
            }
            (Tree::Sequence(items), NodeKind::Sequence) => {
                let items = items.iter().filter_map(|item| match item {
                    Item::Value(value) => Some((None, value)),
                    Item::Comment(_) => None,
                });
                self.are_values(id, items)?
            }
            _ => false,
        })
    }

    /// Where everything is text, a number is what it is written as.
    fn is_same_text(&self, wanted: Scalar<'_>, found: &Scalar<'_>) -> bool {
        let text = dotenv::text(wanted);
        let text = text.as_ref().map_or(wanted.spelling, Plaintext::expose);
        self.format.is_text_only() && text == found.spelling
    }

    fn are_values<'t>(
        &self,
        id: NodeId,
        mut wanted: impl Iterator<Item = (Option<&'t str>, &'t Tree)>,
    ) -> Result<bool> {
        for child in self.new.children(id) {
            let Some((key, value)) = wanted.next() else { return Ok(false) };
            if self.new.key(self.new.node(child).step) != key || !self.is_value(child, value)? {
                return Ok(false);
            }
        }
        Ok(wanted.next().is_none())
    }

    fn is_same(&mut self, old_id: NodeId, new_id: NodeId, change: &Change<'_>) -> Result<bool> {
        self.pairs[old_id as usize] = new_id;
        let (old, new) = (*self.old.node(old_id), *self.new.node(new_id));
        if self.old.key(old.step) != self.new.key(new.step) {
            return Ok(false);
        }
        if let Change::Replace(id, value) = change
            && *id == old_id
        {
            return Ok(new.alias == 0 && self.is_value(new_id, value)?);
        }
        if old.alias > 0 || new.alias > 0 {
            return Ok(self.is_same_alias(old.alias, new.alias));
        }
        if old.kind != new.kind || old.tag != new.tag {
            return Ok(false);
        }
        match old.kind {
            NodeKind::Null => Ok(true),
            NodeKind::Scalar => {
                if let Some((before, after)) = &self.encrypted
                    && before[old_id as usize] != after[new_id as usize]
                {
                    return Ok(false);
                }
                let is_block = |style| matches!(style, Style::Literal | Style::Folded);
                if old.style == new.style
                    && !is_block(old.style)
                    && self.old.text(old.span) == self.new.text(new.span)
                {
                    return Ok(true);
                }
                let mut buffers = [Plaintext::default(), Plaintext::default()];
                let [old_buffer, new_buffer] = &mut buffers;
                let old_value = self.format.scalar(self.old, old_id, old_buffer)?;
                let new_value = self.format.scalar(self.new, new_id, new_buffer)?;
                Ok(is_same_scalar(&old_value, &new_value))
            }
            NodeKind::Mapping | NodeKind::Sequence => self.are_same_entries(old_id, new_id, change),
        }
    }

    fn are_same_entries(&mut self, old_id: NodeId, new_id: NodeId, change: &Change<'_>) -> Result<bool> {
        let (old, new) = (self.old, self.new);
        let mut found = new.children(new_id);
        for child in old.children(old_id) {
            if matches!(change, Change::Remove(id) if *id == child) {
                continue;
            }
            let Some(mut next) = found.next() else { return Ok(false) };
            if self.is_brought(old_id, next, change)? {
                let Some(behind) = found.next() else { return Ok(false) };
                next = behind;
            }
            if !self.is_same(child, next, change)? {
                return Ok(false);
            }
        }
        let is_appended_to = matches!(change, Change::Append(id, ..) if *id == old_id);
        if is_appended_to && self.brought.is_none() {
            let Some(last) = found.next() else { return Ok(false) };
            if !self.is_brought(old_id, last, change)? {
                return Ok(false);
            }
        }
        Ok(found.next().is_none())
    }

    /// Whether `id` is what was appended to `parent`. In most formats it comes last, in TOML before the
    /// tables.
    fn is_brought(&mut self, parent: NodeId, id: NodeId, change: &Change<'_>) -> Result<bool> {
        let Change::Append(to, key, value) = change else { return Ok(false) };
        let is_last = self.new.node(id).end == self.new.node(self.new.node(id).parent).end;
        let is_it = self.brought.is_none()
            && *to == parent
            && (key.is_some() || is_last)
            && self.new.key(self.new.node(id).step) == *key
            && self.is_value(id, value)?;
        if is_it {
            self.brought = Some(id);
        }
        Ok(is_it)
    }

    /// The names must be the same here, and what they stand for must be when all nodes are known.
    fn is_same_alias(&mut self, old: u32, new: u32) -> bool {
        if old == 0 || new == 0 {
            return false;
        }
        let (old, new) = (self.old.aliases[old as usize - 1], self.new.aliases[new as usize - 1]);
        self.targets.push((old.target, new.target));
        self.old.text(old.span) == self.new.text(new.span)
    }
}

fn is_same_scalar(one: &Scalar<'_>, other: &Scalar<'_>) -> bool {
    let mut buffers = [Zeroizing::new(String::new()), Zeroizing::new(String::new())];
    let [first, second] = &mut buffers;
    one.kind == other.kind
        && scalar::canonical(one.kind, one.spelling, first)
            == scalar::canonical(other.kind, other.spelling, second)
}

/// For each node whether the selectors want it encrypted.
fn encrypted(document: &Document<'_>, select: &Select) -> Result<Vec<bool>> {
    let mut states = States { document, encrypted: vec![false; document.nodes.len()] };
    walk::visit(document, select, &mut states)?;
    Ok(states.encrypted)
}

struct States<'a> {
    document: &'a Document<'a>,
    encrypted: Vec<bool>,
}

impl Visitor for States<'_> {
    fn scalar(&mut self, id: NodeId, encrypted: bool, _aad: &[u8]) -> Result<()> {
        self.encrypted[id as usize] = encrypted;
        Ok(())
    }

    fn comment(&mut self, index: usize, _aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        walk.comment(self.document.text(self.document.comments[index].span));
        Ok(())
    }
}
