//! What a file says of itself. What enters: the bytes of a file. What leaves: its metadata, or nothing
//! when it is not encrypted, and which values stand there readable that should not. No key is needed.

use super::{
    source,
    walk::{Visitor, visit},
};
use crate::{
    cipher::Token,
    document::{Document, NodeId},
    error::{Place, Result},
    format::{Format, FormatName, Limits},
    metadata::Metadata,
    secret::Plaintext,
    select::{Select, Selectors, Walk},
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

/// A value that stands readable although the selectors of its file say that it is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// Its key path.
    pub path: String,
    /// Where it starts.
    pub place: Place,
    /// Whether it claims to be a token, and is none.
    pub is_damaged: bool,
}

/// The same as `inspect`, with all values that should be tokens and are not. Whether a token opens is not
/// known without the data key.
pub fn audit(
    source: &[u8],
    format: &dyn Format,
    limits: &Limits,
) -> Result<Option<(Metadata, Vec<Exposed>)>> {
    let document = format.parse(source::text(source)?, limits)?;
    let Some(block) = format.metadata(&document)? else { return Ok(None) };
    let metadata = Metadata::from_block(&block)?;
    let select = Select::new(&metadata.selectors)?;
    let mut auditor =
        Auditor { format, document: &document, buffer: Plaintext::default(), exposed: Vec::new() };
    visit(&document, &select, &mut auditor)?;
    Ok(Some((metadata, auditor.exposed)))
}

/// A value, and whether it is encrypted or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its key path.
    pub path: String,
    /// Whether the selectors want it encrypted.
    pub encrypted: bool,
}

/// All values of `source`, which may be encrypted or not, as `selectors` sort them: by their key paths.
pub fn outline(
    source: &[u8],
    format: &dyn Format,
    selectors: &Selectors,
    limits: &Limits,
) -> Result<Vec<Leaf>> {
    let document = format.parse(source::text(source)?, limits)?;
    let select = Select::new(&selectors.clone().or_default(format.name() != FormatName::Binary))?;
    let mut outliner = Outliner { document: &document, leaves: Vec::new() };
    visit(&document, &select, &mut outliner)?;
    Ok(outliner.leaves)
}

struct Outliner<'a> {
    document: &'a Document<'a>,
    leaves: Vec<Leaf>,
}

impl Visitor for Outliner<'_> {
    fn scalar(&mut self, id: NodeId, encrypted: bool, _aad: &[u8]) -> Result<()> {
        self.leaves.push(Leaf { path: self.document.path(id).to_string(), encrypted });
        Ok(())
    }

    fn comment(&mut self, index: usize, _aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        walk.comment(self.document.text(self.document.comments[index].span));
        Ok(())
    }
}

struct Auditor<'a> {
    format: &'a dyn Format,
    document: &'a Document<'a>,
    buffer: Plaintext,
    exposed: Vec<Exposed>,
}

impl Visitor for Auditor<'_> {
    fn scalar(&mut self, id: NodeId, encrypted: bool, _aad: &[u8]) -> Result<()> {
        if !encrypted {
            return Ok(());
        }
        let spelling = self.format.scalar(self.document, id, &mut self.buffer)?.spelling;
        // Nothing is never encrypted.
        if !spelling.is_empty() && Token::parse(spelling).is_none() {
            self.exposed.push(Exposed {
                path: self.document.path(id).to_string(),
                place: self.document.place(self.document.node(id).span.start),
                is_damaged: crate::cipher::looks_like_token(spelling),
            });
        }
        Ok(())
    }

    fn comment(&mut self, index: usize, _aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        // The real program leaves comments readable that do not open, so they are no finding; but a
        // readable one may decide over the values behind it.
        let text = self.document.text(self.document.comments[index].span);
        if !(crate::cipher::looks_like_token(text.as_bytes()) && walk.is_encrypted()) {
            walk.comment(text);
        }
        Ok(())
    }
}
