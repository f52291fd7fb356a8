//! The walk over a document as the real sops walks its tree: nodes in order, with the comments
//! between them, the metadata left out. What enters: a document and the file's selectors. What leaves:
//! each value and each comment with its additional data and whether it is encrypted.

use crate::{
    document::{Comment, Document, NO_NODE, NodeId, NodeKind, Step},
    error::Result,
    select::{Select, Walk},
};

/// Who is shown the values and comments.
pub(super) trait Visitor {
    /// A scalar, whether the selectors want it encrypted, and its additional data.
    fn scalar(&mut self, id: NodeId, encrypted: bool, aad: &[u8]) -> Result<()>;

    /// The comment of that index and its additional data. The visitor tells `walk` of the text that
    /// the selectors are to see.
    fn comment(&mut self, index: usize, aad: &[u8], walk: &mut Walk<'_>) -> Result<()>;

    /// A collection begins; whether the selectors want what is in it encrypted.
    fn open(&mut self, _id: NodeId, _encrypted: bool) {}

    /// It ends.
    fn close(&mut self, _id: NodeId) {}

    /// A null.
    fn null(&mut self, _id: NodeId, _encrypted: bool) {}
}

/// The additional data of comments at the top level.
pub(super) const TOP: &[u8] = b":";

/// Shows all values and comments outside the metadata to `visitor`.
pub(super) fn visit(document: &Document<'_>, select: &Select, visitor: &mut impl Visitor) -> Result<()> {
    let mut walk = select.walk();
    // The keys that lead here, each followed by ':', and how long this was before each open collection.
    let mut path = Vec::with_capacity(256);
    let mut outer = Vec::with_capacity(16);
    for event in Events::new(document) {
        match event {
            Event::Open(id) => {
                outer.push(path.len());
                enter(document, id, &mut path, &mut walk);
                visitor.open(id, walk.is_encrypted());
                walk.open();
            }
            Event::Close(id) => {
                visitor.close(id);
                walk.close();
                path.truncate(outer.pop().unwrap_or_default());
                leave(document, id, &mut walk);
            }
            Event::Leaf(id) => {
                let length = path.len();
                enter(document, id, &mut path, &mut walk);
                if document.node(id).kind == NodeKind::Scalar {
                    visitor.scalar(id, walk.is_encrypted(), aad(&path))?;
                } else {
                    visitor.null(id, walk.is_encrypted());
                }
                path.truncate(length);
                leave(document, id, &mut walk);
            }
            Event::Comment(index) => visitor.comment(index, aad(&path), &mut walk)?,
        }
    }
    // What the real sops does not see must not stay readable either: it counts as top-level.
    let blocks = Blocks::of(document);
    for (index, comment) in document.comments.iter().enumerate() {
        if !comment.attached && !blocks.hold(comment.parent) {
            let mut walk = select.walk();
            walk.open();
            visitor.comment(index, TOP, &mut walk)?;
        }
    }
    Ok(())
}

fn enter(document: &Document<'_>, id: NodeId, path: &mut Vec<u8>, walk: &mut Walk<'_>) {
    if let Some(key) = document.key(document.node(id).step) {
        path.extend_from_slice(key.as_bytes());
        path.push(b':');
        walk.key(key);
    }
}

fn leave(document: &Document<'_>, id: NodeId, walk: &mut Walk<'_>) {
    match document.node(id).step {
        Step::Document(_) => {}
        Step::Index(_) => walk.node_done(),
        Step::Key { .. } => {
            walk.end_key();
            walk.node_done();
        }
    }
}

fn aad(path: &[u8]) -> &[u8] {
    if path.is_empty() { TOP } else { path }
}

/// The metadata blocks of a document: there may be as many as documents.
pub(super) struct Blocks(Vec<(NodeId, NodeId)>);

impl Blocks {
    /// Finds them.
    pub(super) fn of(document: &Document<'_>) -> Self {
        let sops = document.roots.iter().filter_map(|root| root.sops);
        Self(sops.map(|id| (id, document.node(id).end)).collect())
    }

    /// Whether a node belongs to one.
    pub(super) fn hold(&self, id: NodeId) -> bool {
        let at = self.0.partition_point(|(_, end)| *end <= id);
        self.0.get(at).is_some_and(|(start, _)| *start <= id)
    }
}

/// What a walk meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A collection begins.
    Open(NodeId),
    /// It ends.
    Close(NodeId),
    /// A scalar or a null.
    Leaf(NodeId),
    /// A comment, by its index.
    Comment(usize),
}

/// The events of a document, without its metadata and without unattached comments.
pub(super) struct Events<'d> {
    document: &'d Document<'d>,
    next: NodeId,
    comment: usize,
    open: Vec<NodeId>,
    blocks: Blocks,
    /// The block that comes next.
    block: usize,
}

impl<'d> Events<'d> {
    /// Starts at the first document.
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        let blocks = Blocks::of(document);
        Self { document, next: 0, comment: 0, open: Vec::with_capacity(16), blocks, block: 0 }
    }

    /// The comment that comes next, if it comes before all else.
    fn comment(&mut self, ended: bool) -> Option<usize> {
        loop {
            let index = self.comment;
            let comment = self.document.comments.get(index)?;
            if !comment.attached || self.blocks.hold(comment.parent) {
                self.comment += 1;
                continue;
            }
            let reached = comment.before <= self.next || self.next as usize >= self.document.nodes.len();
            if !reached || !self.is_home(comment, ended) {
                return None;
            }
            self.comment += 1;
            return Some(index);
        }
    }

    /// Whether the innermost open collection is the one that the comment belongs to, or as near as
    /// the walk gets.
    fn is_home(&self, comment: &Comment, ended: bool) -> bool {
        match self.open.last() {
            // Before a root, which takes it in; or behind the last one.
            None => self.next as usize >= self.document.nodes.len(),
            Some(top) if *top == comment.parent || !ended => true,
            Some(_) => comment.parent == NO_NODE && self.open.len() == 1,
        }
    }
}

impl Iterator for Events<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        let nodes = &self.document.nodes;
        loop {
            let top = self.open.last().copied();
            let ended = top.is_some_and(|top| nodes[top as usize].end <= self.next);
            if let Some(index) = self.comment(ended) {
                return Some(Event::Comment(index));
            }
            if let Some(top) = top.filter(|_| ended) {
                self.open.pop();
                return Some(Event::Close(top));
            }
            let id = self.next;
            let node = nodes.get(id as usize)?;
            if let Some((_, end)) = self.blocks.0.get(self.block).filter(|(start, _)| *start == id) {
                self.next = *end;
                self.block += 1;
                continue;
            }
            self.next += 1;
            return Some(match node.kind {
                NodeKind::Scalar | NodeKind::Null => Event::Leaf(id),
                NodeKind::Mapping | NodeKind::Sequence => {
                    self.open.push(id);
                    Event::Open(id)
                }
            });
        }
    }
}
