//! The content of a file, as its seal covers it. What enters: the encrypted document. What leaves: one
//! digest each over the structure, the readable values, the tokens and the comments.

use super::Part;
use crate::{
    cipher::{Token, looks_like_token},
    document::{Document, NodeId, NodeKind, Step, Style, Tag},
    error::Result,
    format::Format,
    ops::walk::{Visitor, visit},
    scalar,
    secret::Plaintext,
    select::{Select, Walk},
};

/// The digests, in the order of `PARTS`. With `only_encrypted` readable values, their keys and the
/// comments among them may change.
pub(super) fn digest(
    document: &Document<'_>,
    format: &dyn Format,
    select: &Select,
    only_encrypted: bool,
) -> Result<[[u8; 32]; 4]> {
    let mut content = Content {
        document,
        format,
        only_encrypted,
        structure: Part::new(),
        values: Part::new(),
        tokens: Part::new(),
        comments: Vec::new(),
        open: Vec::with_capacity(16),
        told: 0,
        decoded: Plaintext::with_capacity(256),
        canonical: String::with_capacity(32),
    };
    visit(document, select, &mut content)?;
    let comments = content.comments();
    Ok([content.structure.finish(), content.values.finish(), content.tokens.finish(), comments.finish()])
}

struct Content<'a> {
    document: &'a Document<'a>,
    format: &'a dyn Format,
    only_encrypted: bool,
    structure: Part,
    values: Part,
    tokens: Part,
    /// Those that count, by their index.
    comments: Vec<usize>,
    /// The open collections, of which so many are in the digest: those that hold only readable values
    /// may be left out.
    open: Vec<NodeId>,
    told: usize,
    decoded: Plaintext,
    canonical: String,
}

impl Visitor for Content<'_> {
    fn open(&mut self, id: NodeId, encrypted: bool) {
        self.open.push(id);
        if encrypted || !self.only_encrypted {
            self.tell();
        }
    }

    fn close(&mut self, _id: NodeId) {
        if self.told == self.open.len() {
            self.structure.mark(b')');
            self.told -= 1;
        }
        self.open.pop();
    }

    fn null(&mut self, id: NodeId, encrypted: bool) {
        if encrypted || !self.only_encrypted {
            self.node(id, b'n');
        }
    }

    fn scalar(&mut self, id: NodeId, encrypted: bool, _aad: &[u8]) -> Result<()> {
        if self.only_encrypted && !encrypted {
            return Ok(());
        }
        let Self { document, format, .. } = *self;
        if let Some(token) = plain_token(document, id).filter(|_| encrypted) {
            self.node(id, b't');
            push_token(&mut self.tokens, &token);
            return Ok(());
        }
        let mut decoded = std::mem::take(&mut self.decoded);
        let value = format.scalar(document, id, &mut decoded)?;
        if let Some(token) = Token::parse(value.spelling).filter(|_| encrypted) {
            self.node(id, b't');
            push_token(&mut self.tokens, &token);
        } else {
            self.node(id, b'v');
            let canonical = scalar::canonical(value.kind, value.spelling, &mut self.canonical);
            self.values.bytes(value.kind.name().as_bytes());
            self.values.bytes(canonical.unwrap_or(value.spelling));
        }
        self.decoded = decoded;
        Ok(())
    }

    fn comment(&mut self, index: usize, _aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        let document = self.document;
        let text = self.format.comment_text(document.text(document.comments[index].span));
        let encrypted = walk.is_encrypted();
        // As in decryption, an encrypted one says nothing to the selectors.
        if !(encrypted && looks_like_token(text.as_bytes())) {
            walk.comment(text);
        }
        if encrypted || !self.only_encrypted {
            self.comments.push(index);
        }
        Ok(())
    }
}

impl Content<'_> {
    /// Digests the beginnings of the collections that are open.
    fn tell(&mut self) {
        while let Some(id) = self.open.get(self.told).copied() {
            self.told += 1;
            let is_list = self.document.node(id).kind == NodeKind::Sequence;
            self.push(id, if is_list { b'[' } else { b'{' });
        }
    }

    fn node(&mut self, id: NodeId, mark: u8) {
        self.tell();
        self.push(id, mark);
    }

    fn push(&mut self, id: NodeId, mark: u8) {
        let node = self.document.node(id);
        self.structure.mark(mark);
        match node.step {
            Step::Key { .. } => {
                self.structure.bytes(self.document.key(node.step).unwrap_or_default().as_bytes());
            }
            Step::Index(_) => self.structure.mark(b'-'),
            Step::Document(_) => self.structure.mark(b'.'),
        }
        if node.tag == Tag::Other {
            let before = &self.document.source[node.outer_start as usize..node.span.start as usize];
            for tag in before.split_whitespace().filter(|word| word.starts_with('!')) {
                self.structure.mark(b'!');
                self.structure.bytes(tag.as_bytes());
            }
        }
    }

    /// The comments by their order in the text: to which value one belongs is a matter of blank lines.
    fn comments(&mut self) -> Part {
        let document = self.document;
        let mut part = Part::new();
        if self.comments.is_empty() {
            return part;
        }
        let mut indices = std::mem::take(&mut self.comments);
        indices.sort_by_key(|index| document.comments[*index].span.start);
        let mut leaves = Vec::new();
        if !self.only_encrypted {
            let is_leaf = |id: &NodeId| {
                let node = document.node(*id);
                node.alias == 0 && matches!(node.kind, NodeKind::Scalar | NodeKind::Null)
            };
            let ids = (0..document.nodes.len() as NodeId).filter(is_leaf);
            leaves.extend(ids.map(|id| document.node(id).span.start));
            leaves.sort_unstable();
        }
        for index in indices {
            let span = document.comments[index].span;
            // How many values stand before it, and whether one does in its line.
            let before = leaves.partition_point(|start| *start < span.start);
            let line = document.source[..span.start as usize].rsplit('\n').next().unwrap_or_default();
            let is_alone = line.trim_start().len() <= 1;
            part.mark(u8::from(is_alone));
            part.bytes(&(before as u64).to_le_bytes());
            let text = document.text(span).trim_end();
            match Token::parse(self.format.comment_text(text).as_bytes()) {
                Some(token) => {
                    part.mark(b't');
                    push_token(&mut part, &token);
                }
                None => {
                    part.mark(b'#');
                    part.bytes(text.as_bytes());
                }
            }
        }
        part
    }
}

/// A token by its type, which nothing else authenticates, and by its tag, which stands for all else.
fn push_token(part: &mut Part, token: &Token<'_>) {
    part.bytes(token.kind.name().as_bytes());
    part.bytes(token.tag());
}

/// The token at `id` when it is written there as it is, which nearly all are.
fn plain_token<'a>(document: &Document<'a>, id: NodeId) -> Option<Token<'a>> {
    let node = document.node(id);
    let text = document.text(node.span).as_bytes();
    let text = match node.style {
        Style::Plain => text,
        Style::SingleQuoted | Style::DoubleQuoted => text.get(1..)?,
        _ => return None,
    };
    if memchr::memchr2(b'\\', b'\n', text).is_some() {
        return None;
    }
    Token::parse(text)
}
