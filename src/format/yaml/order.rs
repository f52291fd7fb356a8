//! Comments in the order in which the real program's tree holds them, each with the collection that
//! it belongs to there. That order decides what a comment selector sees, the collection decides the
//! path under which the comment is encrypted.

use std::collections::HashSet;

use super::{
    comments::{Attached, CommentText, Piece},
    parse::NodeComments,
};
use crate::document::{Comment, Document, NO_NODE, NodeId, NodeKind, Span};

/// Fills `document.comments`.
pub(super) fn order(document: &mut Document<'_>, attached: &mut NodeComments, all: &[Span]) {
    if all.is_empty() {
        return;
    }
    let mut order =
        Order { comments: Vec::with_capacity(all.len()), seen: HashSet::with_capacity(all.len()) };
    let nobody = Attached::default();
    let mut next = 0;
    for (number, root) in document.roots.iter().enumerate() {
        let own = attached.documents.get(number).unwrap_or(&nobody);
        let parent = root.node.unwrap_or(NO_NODE);
        order.push(&own.head, parent, root.node.map_or(next, |node| node + 1));
        if let Some(node) = root.node {
            order.collection(document, attached, node, false);
            next = document.node(node).end;
        }
        order.push(&own.foot, parent, next);
    }
    // What go-yaml drops must not stay readable either: it is encrypted as if it stood at the top.
    let dropped = all.iter().filter(|span| !order.seen.contains(&span.start));
    let loose: Vec<Comment> = dropped
        .map(|span| Comment {
            span: Span { start: span.start + 1, end: span.end },
            parent: NO_NODE,
            before: document.nodes.len() as NodeId,
            attached: false,
        })
        .collect();
    order.comments.extend(loose);
    document.comments = order.comments;
}

struct Order {
    comments: Vec<Comment>,
    seen: HashSet<u32>,
}

impl Order {
    fn push(&mut self, text: &CommentText, parent: NodeId, before: NodeId) {
        for piece in text {
            if let Piece::Line(span) = piece
                && self.seen.insert(span.start)
            {
                let span = Span { start: span.start + 1, end: span.end };
                self.comments.push(Comment { span, parent, before, attached: true });
            }
        }
    }

    /// Walks a collection; `handled` says that its own comments went to the list it stands in.
    fn collection(&mut self, document: &Document<'_>, attached: &NodeComments, id: NodeId, handled: bool) {
        let own = attached.values.get(&id).filter(|_| !handled);
        if let Some(own) = own {
            self.push(&own.head, id, id + 1);
            self.push(&own.line, id, id + 1);
        }
        let is_mapping = document.node(id).kind == NodeKind::Mapping;
        for child in document.children(id) {
            let node = document.node(child);
            let end = node.end;
            let is_leaf = node.alias > 0 || matches!(node.kind, NodeKind::Scalar | NodeKind::Null);
            let key = attached.keys.get(&child);
            let value = attached.values.get(&child).filter(|_| is_leaf || !is_mapping);
            for comments in key.into_iter().chain(value) {
                self.push(&comments.head, id, child);
                self.push(&comments.line, id, child);
            }
            if !is_leaf {
                self.collection(document, attached, child, !is_mapping);
            }
            for comments in value.into_iter().chain(key) {
                self.push(&comments.foot, id, end);
            }
        }
        if let Some(own) = own {
            self.push(&own.foot, id, document.node(id).end);
        }
    }
}
