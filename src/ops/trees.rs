//! Plain text to trees. What enters: a plain text. What leaves: owned trees with comments, in the
//! order in which sops walks them. Never the metadata.

use super::walk::{Event, Events};
use crate::{
    document::{Document, Item, Member, NodeId, NodeKind, Tree},
    error::Result,
    format::{Format, Limits},
    scalar,
    secret::Plaintext,
};
use zeroize::Zeroizing;

/// One tree a document.
pub(super) fn trees(source: &str, format: &dyn Format, limits: &Limits) -> Result<Vec<Tree>> {
    let document = format.parse(source, limits)?;
    let mut builder = Builder { document: &document, open: Vec::new(), done: Vec::new() };
    for event in Events::new(&document) {
        match event {
            Event::Open(id) => builder.open.push(match document.node(id).kind {
                NodeKind::Sequence => Tree::Sequence(Vec::new()),
                _ => Tree::Mapping(Vec::new()),
            }),
            Event::Close(id) => {
                if let Some(tree) = builder.open.pop() {
                    builder.add(id, tree);
                }
            }
            Event::Leaf(id) => builder.add(id, leaf(format, &document, id)?),
            Event::Comment(index) => {
                let text = document.text(document.comments[index].span);
                let (first, rest) = text
                    .split_once('\n')
                    .map_or((text, None), |(first, rest)| (first.trim_end(), Some(rest)));
                builder.comment(format.comment_text(first));
                let rest = rest.into_iter().flat_map(|rest| rest.split('\n'));
                rest.for_each(|line| builder.comment(format.comment_text(line.trim())));
            }
        }
    }
    Ok(builder.done)
}

struct Builder<'a> {
    document: &'a Document<'a>,
    /// The collections around the current place.
    open: Vec<Tree>,
    done: Vec<Tree>,
}

impl Builder<'_> {
    fn add(&mut self, id: NodeId, tree: Tree) {
        match self.open.last_mut() {
            None => self.done.push(tree),
            Some(Tree::Sequence(items)) => items.push(Item::Value(tree)),
            Some(Tree::Mapping(members)) => {
                let key = self.document.key(self.document.node(id).step).unwrap_or_default();
                members.push(Member::Entry(key.to_owned(), tree));
            }
            Some(Tree::Scalar(..) | Tree::Null) => unreachable!("only collections are open"),
        }
    }

    fn comment(&mut self, text: &str) {
        let text = Plaintext::new(text.as_bytes().to_vec());
        match self.open.last_mut() {
            Some(Tree::Sequence(items)) => items.push(Item::Comment(text)),
            Some(Tree::Mapping(members)) => members.push(Member::Comment(text)),
            _ => {} // behind the last document: no tree to hold it
        }
    }
}

fn leaf(format: &dyn Format, document: &Document<'_>, id: NodeId) -> Result<Tree> {
    if document.node(id).kind == NodeKind::Null {
        return Ok(Tree::Null);
    }
    let mut buffer = Plaintext::default();
    let value = format.scalar(document, id, &mut buffer)?;
    let mut canonical = Zeroizing::new(String::new());
    let bytes = scalar::canonical(value.kind, value.spelling, &mut canonical).unwrap_or(value.spelling);
    Ok(Tree::Scalar(value.kind, Plaintext::new(bytes.to_vec())))
}
