//! What a file says of itself. What enters: the bytes of a file. What leaves: its metadata, or nothing
//! when it is not encrypted. No key is needed and no value looked at.

use super::source;
use crate::{
    document::Document,
    error::Result,
    format::{Format, Limits},
    metadata::Metadata,
};

/// The document in `source`, which is in `format`.
pub fn parse<'a>(source: &'a [u8], format: &dyn Format, limits: &Limits) -> Result<Document<'a>> {
    format.parse(source::text(source)?, limits)
}

/// The metadata of `source`, which is in `format`; nothing of it is authentic.
pub fn inspect(source: &[u8], format: &dyn Format, limits: &Limits) -> Result<Option<Metadata>> {
    let document = format.parse(source::text(source)?, limits)?;
    format.metadata(&document)?.map(|block| Metadata::from_block(&block)).transpose()
}
