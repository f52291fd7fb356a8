//! Any bytes, as one value `data` of a JSON document. What enters: the JSON of an encrypted file; the
//! plaintext never comes here, since it need not be text (`Format::envelope`). What leaves: what JSON
//! has.

use super::{
    Format, FormatName, Limits, Slot,
    change::{Change, Ways},
    json::Json,
};
use crate::{
    document::{Block, Document, Edit, Member, NodeId, Span, Tree},
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

/// The key of the value.
pub const KEY: &str = "data";

/// The format; how far new files are indented may differ.
pub struct Binary {
    /// How many spaces; a tab when `None`.
    pub indent: Option<u8>,
}

impl Format for Binary {
    fn name(&self) -> FormatName {
        FormatName::Binary
    }

    fn envelope(&self) -> Option<String> {
        let indent = self.indent.map_or("\t".to_owned(), |width| " ".repeat(width.into()));
        Some(format!("{{\n{indent}\"{KEY}\": \"\"\n}}\n"))
    }

    fn parse<'a>(&self, source: &'a str, limits: &Limits) -> Result<Document<'a>> {
        Json.parse(source, limits).map_err(|error| {
            error.hint("An encrypted binary file is a JSON document; name another format with --input-type")
        })
    }

    fn scalar<'b>(
        &self,
        document: &Document<'b>,
        id: NodeId,
        buffer: &'b mut Plaintext,
    ) -> Result<Scalar<'b>> {
        Json.scalar(document, id, buffer)
    }

    fn value_span(&self, document: &Document<'_>, id: NodeId) -> Span {
        Json.value_span(document, id)
    }

    fn slot(&self, document: &Document<'_>, id: NodeId) -> Slot {
        Json.slot(document, id)
    }

    fn token_slot(&self, document: &Document<'_>, id: NodeId) -> Slot {
        Json.token_slot(document, id)
    }

    fn open_slot(&self, slot: &Slot, out: &mut Vec<u8>) -> &'static str {
        Json.open_slot(slot, out)
    }

    fn write_value(&self, slot: &Slot, value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
        Json.write_value(slot, value, out)
    }

    fn metadata(&self, document: &Document<'_>) -> Result<Option<Block>> {
        Json.metadata(document)
    }

    fn insert_metadata(&self, document: &Document<'_>, block: &Block) -> Result<Vec<Edit>> {
        Json.insert_metadata(document, block)
    }

    fn remove_metadata(&self, document: &Document<'_>) -> Vec<Edit> {
        Json.remove_metadata(document)
    }

    fn change(&self, document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
        Json.change(document, change)
    }

    fn print(&self, documents: &[Tree], out: &mut Plaintext) -> Result<()> {
        let data = match documents {
            [Tree::Mapping(members)] => members.iter().find_map(|member| match member {
                Member::Entry(key, Tree::Scalar(ScalarType::Str | ScalarType::Bytes, data)) if key == KEY => {
                    Some(data)
                }
                _ => None,
            }),
            _ => None,
        };
        let data = data.ok_or_else(|| {
            Error::new(ErrorKind::Emit, "the data cannot be written as binary")
                .because(format!("it has no text under the key {KEY:?}"))
                .hint("Choose another type with --output-type")
        })?;
        out.extend(data.expose());
        Ok(())
    }
}
