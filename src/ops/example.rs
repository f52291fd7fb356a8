//! A file without its secrets. What enters: a text, encrypted or not, and what of it is secret. What leaves:
//! the same text with placeholders for those values, without the metadata. No key is needed. What is, or
//! would be, encrypted must never be in it, comments included.

use std::cmp::Reverse;

use super::{
    source,
    walk::{Blocks, Visitor, visit},
};
use crate::{
    cipher::{Token, looks_like_token},
    document::{Document, NodeId, NodeKind, Path, Span},
    error::{Error, ErrorKind, Place, Result},
    format::{Format, FormatName, Limits},
    metadata::Metadata,
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
    select::{Select, Selectors, Walk},
};

/// How an example is made.
#[derive(Clone, Debug)]
pub struct ExampleOptions {
    /// What is secret in a file that is not encrypted; one that is knows it itself.
    pub selectors: Selectors,
    /// What stands for a text.
    pub placeholder: String,
    /// Whether the comments of a file that is not encrypted stay.
    pub keep_comments: bool,
    /// Bounds on the input.
    pub limits: Limits,
}

/// The example of `source`, which is in `format`.
pub fn example(source: &[u8], format: &dyn Format, options: &ExampleOptions) -> Result<Vec<u8>> {
    let document = format.parse(source::text(source)?, &options.limits)?;
    let metadata = format.metadata(&document)?.map(|block| Metadata::from_block(&block)).transpose()?;
    let is_encrypted = metadata.is_some();
    let selectors = metadata.map_or_else(|| options.selectors.clone(), |metadata| metadata.selectors);
    let select = Select::new(&selectors.or_default(format.name() != FormatName::Binary))?;
    let mut maker = Maker { format, document: &document, options, is_encrypted, edits: Vec::new() };
    visit(&document, &select, &mut maker)?;
    let mut edits = maker.edits;
    edits.extend(
        format
            .remove_metadata(&document)
            .into_iter()
            .map(|mut edit| (edit.span, std::mem::take(&mut edit.text))),
    );
    edits.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
    let mut text = Vec::with_capacity(source.len());
    let mut done = 0;
    for (span, new) in edits {
        let range = span.range();
        if range.start < done || (range.end <= done && done > 0) {
            continue; // another use of the same anchor, or inside of what is taken out
        }
        text.extend_from_slice(&source[done..range.start]);
        text.extend_from_slice(&new);
        done = range.end;
    }
    text.extend_from_slice(&source[done..]);
    let paths = |leaves: Vec<(Path, Place)>| leaves.into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    let same = key_paths(&text, format, &options.limits).is_ok_and(|leaves| {
        key_paths(source, format, &options.limits).is_ok_and(|old| paths(old) == paths(leaves))
    });
    if same {
        return Ok(text);
    }
    Err(Error::new(ErrorKind::Emit, "the example would not have the keys of the file")
        .hint("Write the example by hand; `sops-rs check --requires` compares it with the file"))
}

/// The paths of all values outside the metadata, with their places: those that are nothing too, and empty
/// collections.
pub fn key_paths(source: &[u8], format: &dyn Format, limits: &Limits) -> Result<Vec<(Path, Place)>> {
    let document = format.parse(source::text(source)?, limits)?;
    let blocks = Blocks::of(&document);
    let mut paths = Vec::new();
    for (id, node) in (0..).zip(&document.nodes) {
        let is_leaf = match node.kind {
            NodeKind::Scalar | NodeKind::Null => true,
            NodeKind::Mapping | NodeKind::Sequence => node.end == id + 1,
        };
        if !is_leaf || blocks.hold(id) {
            continue;
        }
        let path = document.path(id);
        if !path.segments.is_empty() {
            paths.push((path, document.place(node.span.start)));
        }
    }
    Ok(paths)
}

struct Maker<'a> {
    format: &'a dyn Format,
    document: &'a Document<'a>,
    options: &'a ExampleOptions,
    is_encrypted: bool,
    edits: Vec<(Span, Vec<u8>)>,
}

impl Visitor for Maker<'_> {
    fn scalar(&mut self, id: NodeId, encrypted: bool, _aad: &[u8]) -> Result<()> {
        let mut buffer = Plaintext::default();
        let value = self.format.scalar(self.document, id, &mut buffer)?;
        let token = Token::parse(value.spelling).map(|token| token.kind).filter(|_| self.is_encrypted);
        if token == Some(ScalarType::Comment) {
            let mut text = Plaintext::default();
            if let Some(span) = self.format.write_comment_item(self.document, id, b"", &mut text) {
                self.edits.push((span, text.expose().to_vec()));
            }
            return Ok(());
        }
        if !encrypted && token.is_none() || value.spelling.is_empty() {
            return Ok(());
        }
        let kind = token.unwrap_or(value.kind);
        let spelling: &[u8] = match kind {
            ScalarType::Int => b"0",
            ScalarType::Float => b"0.5",
            ScalarType::Bool => b"false",
            ScalarType::Time => b"2000-01-01T00:00:00Z",
            ScalarType::Str | ScalarType::Bytes | ScalarType::Comment => self.options.placeholder.as_bytes(),
        };
        let kind = if kind == ScalarType::Bytes { ScalarType::Str } else { kind };
        let mut text = Plaintext::default();
        let slot = self.format.slot(self.document, id);
        self.format.write_value(&slot, &Scalar { kind, spelling }, &mut text)?;
        self.edits.push((self.format.value_span(self.document, id), text.expose().to_vec()));
        Ok(())
    }

    fn comment(&mut self, index: usize, _aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        let span = self.document.comments[index].span;
        let text = self.document.text(span);
        let is_token = looks_like_token(text.as_bytes());
        let is_secret = if self.is_encrypted {
            is_token
        } else {
            walk.comment(text);
            !self.options.keep_comments && walk.is_encrypted()
        };
        if self.is_encrypted && !(is_token && walk.is_encrypted()) {
            walk.comment(text);
        }
        if is_secret {
            self.edits.push((self.whole_comment(span), Vec::new()));
        }
        Ok(())
    }
}

impl Maker<'_> {
    /// A comment with its `#` and the blanks before it; with its line, when it has one of its own.
    fn whole_comment(&self, span: Span) -> Span {
        let source = self.document.source;
        let hash = (span.start as usize).saturating_sub(1);
        let line = source[..hash].rfind('\n').map_or(0, |at| at + 1);
        let before = source[line..hash].trim_end_matches([' ', '\t']);
        let end = span.end as usize;
        if before.is_empty() {
            let end = source[end..].find('\n').map_or(source.len(), |at| end + at + 1);
            return Span::new(line, end);
        }
        Span::new(line + before.len(), end)
    }
}
