//! `KEY=VALUE` lines as the real sops reads them: nothing is trimmed or unquoted. What enters: lines.
//! What leaves: spans of values and comments. Never a changed byte outside those and the `sops_` lines.

mod change;
mod dialect;
mod metadata;
mod scan;
mod write;

pub use dialect::Dialect;
pub use write::text;

use super::{
    Format, FormatName, Limits, Slot,
    change::{Change, Ways},
};
use crate::{
    document::{Block, Document, Edit, NodeId, NodeKind, Span, Style, Tree},
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

/// The grammar.
pub struct Dotenv;

/// What the keys of metadata lines start with.
const PREFIX: &str = "sops_";

/// A value is the rest of its line, whatever it is.
const SLOT: Slot = Slot::of(Style::Plain);

impl Format for Dotenv {
    fn name(&self) -> FormatName {
        FormatName::Dotenv
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
            return Err(Error::new(ErrorKind::Generic, "a collection has no scalar value"));
        }
        let spelling = scan::decode(document.text(node.span), buffer);
        Ok(Scalar { kind: ScalarType::Str, spelling })
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

    fn open_slot(&self, _slot: &Slot, _out: &mut Vec<u8>) -> &'static str {
        ""
    }

    fn write_value(&self, _slot: &Slot, value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
        write::scalar(value, out);
        Ok(())
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
        write::document(documents, out)
    }

    fn is_text_only(&self) -> bool {
        true
    }

    fn change(&self, document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
        change::change(document, change)
    }
}

#[cfg(test)]
mod tests;
