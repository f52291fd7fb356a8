//! Mapping keys: strings only, each once in a mapping. A key becomes no node, but the step of its value.

use super::{
    chars::{Mark, Syntax},
    comments::Attached,
    decode,
    parse::{Anchor, Build, KEY_PLACE, Parser},
    resolve,
    token::TokenKind,
};
use crate::{
    document::{Node, NodeId, NodeKind, Step, Style, Tag},
    error::{Error, ErrorKind},
    format::repeated::repeated_key,
};

/// A key, read.
pub(super) struct Key {
    /// The step of its value.
    pub(super) step: Step,
    /// Where it ends.
    pub(super) end: u32,
    /// Its comments.
    pub(super) comments: Attached,
}

impl<'a> Parser<'a> {
    pub(super) fn key(&mut self, block: bool) -> Build<Key> {
        let first = self.peek()?;
        if first.kind == TokenKind::Alias {
            return Err(Syntax::new("found an alias in the place of a key", first.start.index as usize)
                .hint("Write the key out")
                .into());
        }
        let nodes = self.document.nodes.len();
        let id = self.node(KEY_PLACE, block, block)?;
        let node = self.document.nodes[id as usize];
        let source = self.document.source;
        let ends_file = || source[node.span.end as usize..].trim_matches([' ', '\t', '\r', '\n']).is_empty();
        if matches!(node.style, Style::Literal | Style::Folded) && !source.ends_with('\n') && ends_file() {
            // Anything added behind it would change the key.
            return Err(Syntax::new("a block scalar as a key ends the file", node.span.start as usize)
                .hint("Add a line break at the end of the file, or write the key on one line")
                .into());
        }
        let comments = self.comments.values.remove(&id).unwrap_or_default();
        let text = self.document.text(node.span);
        // The common key is a word, which needs no copy.
        let literal = node.tag == Tag::None
            && node.style == Style::Plain
            && decode::is_literal(text.as_bytes(), Style::Plain)
            && resolve::resolve_plain(text) == resolve::Resolved::Str;
        let text = if literal {
            None
        } else {
            let decoded = (node.kind == NodeKind::Scalar).then(|| self.key_text(&node)).flatten();
            let Some(decoded) = decoded else {
                return Err(self.no_key(first.start).into());
            };
            if decoded == text { None } else { Some(self.document.intern(&decoded)) }
        };
        self.document.nodes.truncate(nodes);
        if let Some(name) = self.key_anchor.take() {
            self.anchors.insert(name, Anchor::Key(node));
        }
        Ok(Key { step: Step::Key { span: node.span, text }, end: node.span.end, comments })
    }

    /// The text of a key that is a string.
    pub(super) fn key_text(&mut self, node: &Node) -> Option<String> {
        let source = self.document.source;
        let text = &source.as_bytes()[node.span.range()];
        let is_string = match node.tag {
            Tag::Str | Tag::Other => true,
            Tag::Core(_) => false,
            Tag::None => {
                node.style != Style::Plain
                    || matches!(
                        resolve::resolve_plain(&self.plain_text(node)),
                        resolve::Resolved::Str | resolve::Resolved::Merge
                    )
            }
        };
        if !is_string {
            return None;
        }
        self.keys.clear();
        match node.style {
            Style::Literal | Style::Folded => {
                decode::block_scalar(source, node.span.start as usize, node.indent, &mut self.keys);
            }
            _ => decode::flow_scalar(text, node.style, &mut self.keys),
        }
        self.keys.expose_str().ok().map(str::to_owned)
    }

    fn plain_text(&mut self, node: &Node) -> std::borrow::Cow<'a, str> {
        let text = self.document.text(node.span);
        if decode::is_literal(text.as_bytes(), Style::Plain) {
            return text.into();
        }
        self.keys.clear();
        decode::flow_scalar(text.as_bytes(), Style::Plain, &mut self.keys);
        self.keys.expose_str().unwrap_or_default().to_owned().into()
    }

    pub(super) fn no_key(&self, mark: Mark) -> Error {
        Error::new(ErrorKind::SealTree, "a mapping key is not a string")
            .at(self.document.place(mark.index))
            .hint("Put the key in quotes; keys that are numbers, booleans, nulls or collections cannot be encrypted")
    }

    pub(super) fn check_keys(&self, id: NodeId) -> Build {
        let Some(child) = repeated_key(&self.document, id) else { return Ok(()) };
        let step = self.document.node(child).step;
        let Step::Key { span, .. } = step else { return Ok(()) };
        let key = self.document.key(step).unwrap_or_default();
        Err(Error::new(ErrorKind::Input, format!("the key {key:?} stands twice in one mapping"))
            .at(self.document.place(span.start))
            .hint("Remove or rename one of them")
            .into())
    }
}
