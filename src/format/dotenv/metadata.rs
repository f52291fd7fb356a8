//! The `sops_` lines. What enters: a document, and a block to add. What leaves: the block, or the
//! edits that add its lines at the end or take them out. They end in LF even where other lines end in
//! CR LF: to the real sops a carriage return is part of the value.

use super::PREFIX;
use crate::{
    document::{Block, Document, Edit, Span, Step},
    error::{Error, ErrorKind, Result},
    format::flatten::{Unflatten, escape_newlines, flatten},
    secret::Plaintext,
};

/// The block as the lines hold it: all texts.
pub(super) fn read(document: &Document<'_>) -> Result<Option<Block>> {
    let Some(sops) = document.roots[0].sops else { return Ok(None) };
    let mut block = Unflatten::default();
    let mut buffer = Plaintext::default();
    for id in document.children(sops) {
        let node = document.node(id);
        // Carriage returns come from tools that convert line ends, never from sops.
        let value = document.text(node.span).trim_end_matches('\r');
        let value = String::from_utf8_lossy(super::scan::decode(value, &mut buffer)).into_owned();
        let key = document.key(node.step).unwrap_or_default();
        block.add(key, value).map_err(|why| {
            Error::new(ErrorKind::Input, format!("the metadata key {PREFIX}{key} cannot be read"))
                .at(document.place(line_start(document, id)))
                .because(why)
        })?;
    }
    Ok(Some(block.finish()))
}

/// Adds the lines of `block` at the end, behind a line break if the last line has none.
pub(super) fn insert(document: &Document<'_>, block: &Block) -> Result<Vec<Edit>> {
    let mut text = String::new();
    if !document.source.is_empty() && !document.source.ends_with('\n') {
        text.push('\n');
    }
    for (key, value) in flatten(block)? {
        let refuse =
            |why| Error::new(ErrorKind::Emit, "the metadata cannot be written into a .env file").because(why);
        if key.contains(['=', '\n']) {
            return Err(refuse(format!("the name {PREFIX}{key} would end at its `=` or its line break"))
                .hint("Choose another output type, or another encryption context for the KMS key"));
        }
        if value.ends_with('\r') {
            return Err(refuse(format!(
                "the value of {PREFIX}{key} ends with a carriage return, which is no part of a value there"
            ))
            .hint("Choose another output type, or take the carriage return out of the metadata"));
        }
        for part in [PREFIX, &key, "=", &escape_newlines(&value), "\n"] {
            text.push_str(part);
        }
    }
    Ok(vec![Edit::insert(document.source.len() as u32, text)])
}

/// Takes all metadata lines out, wherever they stand.
pub(super) fn remove(document: &Document<'_>) -> Vec<Edit> {
    let Some(sops) = document.roots[0].sops else { return Vec::new() };
    let mut spans: Vec<Span> = Vec::new();
    for id in document.children(sops) {
        let start = line_start(document, id);
        let end = (document.node(id).span.end + 1).min(document.source.len() as u32);
        match spans.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => spans.push(Span { start, end }),
        }
    }
    spans.into_iter().map(Edit::remove).collect()
}

fn line_start(document: &Document<'_>, id: u32) -> u32 {
    match document.node(id).step {
        Step::Key { span, .. } => span.start - PREFIX.len() as u32,
        Step::Document(_) | Step::Index(_) => document.node(id).span.start,
    }
}
