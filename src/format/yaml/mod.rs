//! Yaml.

mod print;
mod quote;
mod resolve;
mod typed;

use super::{Format, FormatName, Limits, Slot};
use crate::{
    document::{Block, Document, Edit, NodeId, Span, Tree},
    error::Result,
    scalar::Scalar,
    secret::Plaintext,
};

/// The grammar.
pub struct Yaml;

impl Format for Yaml {
    fn name(&self) -> FormatName {
        FormatName::Yaml
    }

    fn parse<'a>(&self, _source: &'a str, _limits: &Limits) -> Result<Document<'a>> {
        todo!()
    }

    fn scalar<'b>(
        &self,
        _document: &Document<'b>,
        _id: NodeId,
        _buffer: &'b mut Plaintext,
    ) -> Result<Scalar<'b>> {
        todo!()
    }

    fn value_span(&self, _document: &Document<'_>, _id: NodeId) -> Span {
        todo!()
    }

    fn slot(&self, _document: &Document<'_>, _id: NodeId) -> Slot {
        todo!()
    }

    fn token_slot(&self, _document: &Document<'_>, _id: NodeId) -> Slot {
        todo!()
    }

    fn open_slot(&self, _slot: &Slot, _out: &mut Vec<u8>) -> &'static str {
        todo!()
    }

    fn write_value(&self, _slot: &Slot, _value: &Scalar<'_>, _out: &mut Plaintext) -> Result<()> {
        todo!()
    }

    fn metadata(&self, _document: &Document<'_>) -> Result<Option<Block>> {
        todo!()
    }

    fn insert_metadata(&self, _document: &Document<'_>, _block: &Block) -> Result<Vec<Edit>> {
        todo!()
    }

    fn remove_metadata(&self, _document: &Document<'_>) -> Vec<Edit> {
        todo!()
    }

    fn print(&self, _documents: &[Tree], _out: &mut Plaintext) -> Result<()> {
        todo!()
    }
}
