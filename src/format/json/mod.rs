//! JSON (RFC 8259) with an object at the root. What enters: any layout. What leaves: spans of values
//! and keys, and texts in the spelling of Go's `encoding/json`, which the real sops writes. Never a
//! changed byte outside the spans of values and the `sops` entry.

mod change;
mod metadata;
mod print;
mod scan;
mod text;
mod write;

use super::{
    Format, FormatName, Limits, Slot,
    change::{Change, Ways},
};
use crate::{
    document::{Block, Document, Edit, NodeId, Span, Style, Tree},
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType, parse_int},
    secret::Plaintext,
};

/// The grammar.
pub struct Json;

/// A token always stands in quotes, so that all slots are alike.
const SLOT: Slot = Slot { in_flow: true, ..Slot::of(Style::DoubleQuoted) };

impl Format for Json {
    fn name(&self) -> FormatName {
        FormatName::Json
    }

    fn parse<'a>(&self, source: &'a str, limits: &Limits) -> Result<Document<'a>> {
        scan::parse(source, limits)
    }

    fn scalar<'b>(
        &self,
        document: &Document<'b>,
        id: NodeId,
        buffer: &'b mut Plaintext,
    ) -> Result<Scalar<'b>> {
        let source = document.text(document.node(id).span);
        let spelling = source.as_bytes();
        match spelling.first() {
            Some(b'"') => {
                let spelling = text::decode(&source[1..source.len() - 1], buffer);
                Ok(Scalar { kind: ScalarType::Str, spelling })
            }
            Some(b't' | b'f') => Ok(Scalar { kind: ScalarType::Bool, spelling }),
            Some(b'-' | b'0'..=b'9') => Ok(Scalar { kind: number_type(spelling), spelling }),
            _ => Err(Error::new(ErrorKind::Generic, "a collection or a null has no scalar value")),
        }
    }

    fn value_span(&self, document: &Document<'_>, id: NodeId) -> Span {
        document.node(id).span
    }

    fn slot(&self, _document: &Document<'_>, _id: NodeId) -> Slot {
        SLOT
    }

    fn token_slot(&self, _document: &Document<'_>, _id: NodeId) -> Slot {
        SLOT
    }

    fn open_slot(&self, _slot: &Slot, out: &mut Vec<u8>) -> &'static str {
        out.push(b'"');
        "\""
    }

    fn write_value(&self, _slot: &Slot, value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
        write::scalar(value, out)
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

    fn change(&self, document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
        change::change(document, change)
    }
}

/// An integer of 64 bits is an `int`. Everything else is a `float`, `-0` too: as an integer it would
/// lose its sign, and with it the digest that sops computes.
fn number_type(spelling: &[u8]) -> ScalarType {
    if spelling != b"-0" && parse_int(spelling).is_some() { ScalarType::Int } else { ScalarType::Float }
}

#[cfg(test)]
mod tests;
