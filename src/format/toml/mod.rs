//! TOML 1.1, which the real sops does not know. What enters: any layout. What leaves: spans of values and
//! comments. Never a changed byte outside those and the `[sops]` table.
//!
//! A token is a string, in the quotes of the string that it stands for. Integers, floats, booleans and
//! date-times with an offset have tokens of their type; dates and times without one are text to sops, and
//! a source form says that they stand without quotes.

mod change;
mod metadata;
mod print;
mod scalar;
mod scan;
mod sections;
mod table;
mod write;

use super::{
    Format, FormatName, Limits, Slot,
    change::{Change, Ways},
};
use crate::{
    document::{Block, Document, Edit, NodeId, Span, Style, Tree},
    error::Result,
    scalar::Scalar,
    secret::Plaintext,
};

/// The grammar.
pub struct Toml;

impl Format for Toml {
    fn name(&self) -> FormatName {
        FormatName::Toml
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
        scalar::read(document.text(document.node(id).span), document.node(id).style, buffer)
    }

    fn value_span(&self, document: &Document<'_>, id: NodeId) -> Span {
        document.node(id).span
    }

    fn slot(&self, document: &Document<'_>, id: NodeId) -> Slot {
        let style = match document.node(id).style {
            Style::Plain => Style::DoubleQuoted,
            style => style,
        };
        Slot { crlf: document.crlf, ..Slot::of(style) }
    }

    fn token_slot(&self, document: &Document<'_>, id: NodeId) -> Slot {
        self.slot(document, id)
    }

    fn open_slot(&self, slot: &Slot, out: &mut Vec<u8>) -> &'static str {
        let quote = write::quote(slot.style);
        out.extend_from_slice(quote.as_bytes());
        quote
    }

    fn write_value(&self, slot: &Slot, value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
        write::value(slot.style, slot.crlf, value, out)
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

    fn change(&self, document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
        change::change(document, change)
    }

    fn print(&self, documents: &[Tree], out: &mut Plaintext) -> Result<()> {
        print::document(documents, out)
    }
}

#[cfg(test)]
mod tests;
