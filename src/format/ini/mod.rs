//! INI as the real sops reads it: sections of keys, and every value text. What enters: lines. What
//! leaves: spans of values and comments. Never a changed byte outside those and the `[sops]` section.
//!
//! Keys before the first header belong to a section `DEFAULT`, which is always there. Sections of the
//! same name stay apart, in the order in which they stand.

mod change;
mod comment;
mod metadata;
mod print;
mod scan;
mod value;

use super::{
    Format, FormatName, Limits, Slot,
    change::{Change, Ways},
};
use crate::{
    document::{Block, Comment, Document, Edit, NodeId, NodeKind, Span, Tree},
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

/// The grammar.
pub struct Ini;

/// The section of the keys that stand before all headers.
const DEFAULT: &str = "DEFAULT";

impl Format for Ini {
    fn name(&self) -> FormatName {
        FormatName::Ini
    }

    fn parse<'a>(&self, source: &'a str, _limits: &Limits) -> Result<Document<'a>> {
        scan::parse(source)
    }

    fn scalar<'b>(
        &self,
        document: &Document<'b>,
        id: NodeId,
        buffer: &'b mut Plaintext,
    ) -> Result<Scalar<'b>> {
        let node = document.node(id);
        if node.kind != NodeKind::Scalar {
            return Err(Error::new(ErrorKind::Generic, "a section has no scalar value"));
        }
        let text = document.text(node.span);
        if document.in_metadata(id) {
            let decoded = metadata::decode(text, node.style);
            buffer.clear();
            buffer.extend(decoded.as_bytes());
            return Ok(Scalar { kind: ScalarType::Str, spelling: buffer.expose() });
        }
        let spelling = value::decode(text, node.style, buffer);
        Ok(Scalar { kind: ScalarType::Str, spelling })
    }

    fn value_span(&self, document: &Document<'_>, id: NodeId) -> Span {
        document.node(id).span
    }

    fn slot(&self, document: &Document<'_>, id: NodeId) -> Slot {
        let style = document.node(id).style;
        // As in braces, a value of the metadata stands on one line.
        Slot { in_flow: document.in_metadata(id), crlf: document.crlf, ..Slot::of(style) }
    }

    fn token_slot(&self, document: &Document<'_>, id: NodeId) -> Slot {
        self.slot(document, id)
    }

    fn open_slot(&self, slot: &Slot, out: &mut Vec<u8>) -> &'static str {
        let quote = value::quote(slot.style);
        out.extend_from_slice(quote.as_bytes());
        quote
    }

    fn write_value(&self, slot: &Slot, value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
        if slot.in_flow { metadata::write(value, out) } else { value::write(slot.style, value, out) }
    }

    fn metadata(&self, document: &Document<'_>) -> Result<Option<Block>> {
        metadata::read(document)
    }

    fn insert_metadata(&self, document: &Document<'_>, block: &Block) -> Result<Vec<Edit>> {
        metadata::insert(document, block)
    }

    fn remove_metadata(&self, document: &Document<'_>) -> Vec<Edit> {
        metadata::remove(document)
    }

    fn print(&self, documents: &[Tree], out: &mut Plaintext) -> Result<()> {
        print::document(documents, out)
    }

    fn end_of_value(&self) -> Option<fn(&str, usize) -> Option<usize>> {
        Some(value::end)
    }

    fn is_text_only(&self) -> bool {
        true
    }

    fn change(&self, document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
        change::change(document, change)
    }

    fn comment_text<'t>(&self, source: &'t str) -> &'t str {
        comment::text(source)
    }

    fn open_comment(&self, source: &str, out: &mut Vec<u8>) {
        comment::open(source, out);
    }

    fn write_comment(
        &self,
        document: &Document<'_>,
        comment: &Comment,
        text: &[u8],
        out: &mut Plaintext,
    ) -> bool {
        comment::write(document, comment, text, out)
    }
}

#[cfg(test)]
mod tests;
