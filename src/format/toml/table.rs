//! Which table a value belongs to: headers and dotted keys may come in any order. What enters: keys and
//! spans, in the order of the source. What leaves: a document, in the order of the tree. Tables that TOML
//! does not allow are refused.

use std::{cmp::Reverse, collections::HashMap};

use super::scan::Wrong;
use crate::{
    document::{Comment, Document, NO_NODE, Node, NodeId, NodeKind, Root, Span, Step, Style, Tag},
    metadata::ENTRY,
};

/// A key as it stands in the source.
#[derive(Clone)]
pub(super) struct Key {
    pub span: Span,
    pub name: Box<str>,
    /// Whether the source holds it as it is, or between double quotes.
    pub literal: bool,
}

/// What a node is, and how it came to be: that decides who may add to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A table that only longer headers name.
    Implied,
    /// A table with a header of its own.
    Header,
    /// A table that dotted keys made.
    Dotted,
    /// A table in braces.
    Inline,
    /// An array in brackets.
    Array,
    /// An array that `[[…]]` made.
    Tables,
    /// A value.
    Scalar,
}

/// The position of a node in `Tables`, in the order of the source.
pub(super) type RawId = usize;

/// The table at the top.
pub(super) const ROOT: RawId = 0;

struct Raw {
    parent: RawId,
    /// Its place among its siblings.
    position: usize,
    key: Option<Key>,
    span: Span,
    style: Style,
    role: Role,
    depth: usize,
    children: Vec<RawId>,
}

/// All that was found so far.
pub(super) struct Tables {
    nodes: Vec<Raw>,
    by_key: HashMap<(RawId, Box<str>), RawId>,
    /// With what they stand in, and before which child of it.
    comments: Vec<(Span, RawId, usize)>,
    depth: usize,
}

impl Tables {
    pub(super) fn new(source: &str, depth: usize) -> Self {
        let root = Raw {
            parent: ROOT,
            position: 0,
            key: None,
            span: Span::new(0, source.len()),
            style: Style::Block,
            role: Role::Header,
            depth: 0,
            children: Vec::new(),
        };
        Self { nodes: vec![root], by_key: HashMap::new(), comments: Vec::new(), depth }
    }

    /// The table of a header.
    pub(super) fn header(&mut self, keys: &[Key], array: bool, span: Span) -> Result<RawId, Wrong> {
        let at = span.start as usize;
        let Some((last, way)) = keys.split_last() else { return Err((at, "a header has no name")) };
        let mut table = ROOT;
        for key in way {
            table = match self.child(table, &key.name) {
                None => self.add(table, Some(key.clone()), Role::Implied, span, Style::Block)?,
                Some(id) => self.through(id, key)?,
            };
        }
        let existing = self.child(table, &last.name);
        if array {
            let tables = match existing {
                None => self.add(table, Some(last.clone()), Role::Tables, span, Style::Block)?,
                Some(id) if self.nodes[id].role == Role::Tables => id,
                Some(_) => return Err((last.span.start as usize, TWICE)),
            };
            return self.add(tables, None, Role::Header, span, Style::Block);
        }
        match existing {
            None => self.add(table, Some(last.clone()), Role::Header, span, Style::Block),
            Some(id) if self.nodes[id].role == Role::Implied => {
                let table = &mut self.nodes[id];
                (table.role, table.span, table.key) = (Role::Header, span, Some(last.clone()));
                Ok(id)
            }
            Some(_) => Err((last.span.start as usize, TWICE)),
        }
    }

    /// The table that the dotted `keys` lead to from `table`.
    pub(super) fn dotted(&mut self, mut table: RawId, keys: &[Key]) -> Result<RawId, Wrong> {
        for key in keys {
            table = match self.child(table, &key.name) {
                None => self.add(table, Some(key.clone()), Role::Dotted, key.span, Style::Block)?,
                Some(id) if self.nodes[id].role == Role::Dotted => id,
                Some(_) => return Err((key.span.start as usize, TWICE)),
            };
        }
        Ok(table)
    }

    /// An entry of `table`.
    pub(super) fn entry(
        &mut self,
        table: RawId,
        key: Key,
        role: Role,
        span: Span,
        style: Style,
    ) -> Result<RawId, Wrong> {
        if self.child(table, &key.name).is_some() {
            return Err((key.span.start as usize, TWICE));
        }
        self.add(table, Some(key), role, span, style)
    }

    /// An item of `array`.
    pub(super) fn item(
        &mut self,
        array: RawId,
        role: Role,
        span: Span,
        style: Style,
    ) -> Result<RawId, Wrong> {
        self.add(array, None, role, span, style)
    }

    /// Says where the array or inline table `id` ends.
    pub(super) fn close(&mut self, id: RawId, end: u32) {
        self.nodes[id].span.end = end;
    }

    /// A comment in `parent`, before its child at `position`.
    pub(super) fn comment(&mut self, span: Span, parent: RawId, position: usize) {
        self.comments.push((span, parent, position));
    }

    /// How many children `id` has.
    pub(super) fn children(&self, id: RawId) -> usize {
        self.nodes[id].children.len()
    }

    /// What `id` stands in, and where among its children.
    pub(super) fn place(&self, id: RawId) -> (RawId, usize) {
        (self.nodes[id].parent, self.nodes[id].position)
    }

    /// Where the child `name` of `parent` is, or will be.
    pub(super) fn position_of(&self, parent: RawId, name: &str) -> usize {
        self.child(parent, name).map_or(self.children(parent), |id| self.nodes[id].position)
    }

    /// The document; `sops` is the text of the metadata.
    pub(super) fn into_document(self, mut document: Document<'_>, sops: Option<Span>) -> Document<'_> {
        let mut ids = vec![NO_NODE; self.nodes.len()];
        document.nodes.reserve(self.nodes.len());
        self.lay_out(&mut document, &mut ids);
        let mut comments: Vec<_> = self
            .comments
            .iter()
            .map(|(span, parent, position)| {
                let children = &self.nodes[*parent].children;
                let id = ids[*parent];
                let before = children.get(*position).map_or(document.node(id).end, |child| ids[*child]);
                (Comment { span: *span, parent: id, before, attached: true }, self.nodes[*parent].depth)
            })
            .collect();
        // Before the same node the inner ones come first: what they stand in is still open.
        comments.sort_by_key(|(comment, depth)| (comment.before, Reverse(*depth)));
        document.comments = comments.into_iter().map(|(comment, _)| comment).collect();
        let entry = self.child(ROOT, ENTRY).map(|id| ids[id]);
        if let (Some(id), Some(span)) = (entry, sops) {
            let node = &mut document.nodes[id as usize];
            (node.span, node.outer_start) = (span, span.start);
        }
        let tail = document.source.len() as u32;
        document.roots.push(Root { node: Some(0), sops: entry, tail });
        document
    }

    fn lay_out(&self, document: &mut Document<'_>, ids: &mut [NodeId]) {
        // What is open, and which of its children comes next.
        let mut open = vec![(ROOT, 0)];
        self.push(ROOT, document, ids);
        while let Some((raw, next)) = open.last_mut() {
            if let Some(child) = self.nodes[*raw].children.get(*next) {
                *next += 1;
                self.push(*child, document, ids);
                open.push((*child, 0));
            } else {
                document.nodes[ids[*raw] as usize].end = document.nodes.len() as NodeId;
                open.pop();
            }
        }
    }

    fn push(&self, raw: RawId, document: &mut Document<'_>, ids: &mut [NodeId]) {
        let node = &self.nodes[raw];
        ids[raw] = document.nodes.len() as NodeId;
        let step = match &node.key {
            Some(key) => {
                let text = (!key.literal).then(|| document.intern(&key.name));
                Step::Key { span: key.span, text }
            }
            None if raw == ROOT => Step::Document(0),
            None => Step::Index(node.position as u32),
        };
        document.nodes.push(Node {
            parent: if raw == ROOT { NO_NODE } else { ids[node.parent] },
            end: 0,
            step,
            span: node.span,
            outer_start: node.span.start,
            kind: match node.role {
                Role::Scalar => NodeKind::Scalar,
                Role::Array | Role::Tables => NodeKind::Sequence,
                Role::Implied | Role::Header | Role::Dotted | Role::Inline => NodeKind::Mapping,
            },
            style: node.style,
            tag: Tag::None,
            in_flow: false,
            indent: -1,
            alias: 0,
        });
    }

    fn child(&self, table: RawId, name: &str) -> Option<RawId> {
        self.by_key.get(&(table, name.into())).copied()
    }

    /// The table that a longer header means by `id`: of several the last.
    fn through(&self, id: RawId, key: &Key) -> Result<RawId, Wrong> {
        let node = &self.nodes[id];
        match node.role {
            Role::Implied | Role::Header | Role::Dotted => Ok(id),
            Role::Tables => Ok(node.children.last().copied().unwrap_or(id)),
            Role::Inline | Role::Array | Role::Scalar => Err((key.span.start as usize, TWICE)),
        }
    }

    fn add(
        &mut self,
        parent: RawId,
        key: Option<Key>,
        role: Role,
        span: Span,
        style: Style,
    ) -> Result<RawId, Wrong> {
        let depth = self.nodes[parent].depth + 1;
        // The top is a table as well.
        let tables = depth + usize::from(role != Role::Scalar);
        if tables > self.depth {
            return Err((span.start as usize, "it nests too deep"));
        }
        let id = self.nodes.len();
        let position = self.nodes[parent].children.len();
        if let Some(key) = &key {
            self.by_key.insert((parent, key.name.clone()), id);
        }
        self.nodes[parent].children.push(id);
        self.nodes.push(Raw { parent, position, key, span, style, role, depth, children: Vec::new() });
        Ok(id)
    }
}

const TWICE: &str = "a key or table appears twice";
