//! One line of a dotenv text changed. What enters: the document and the change. What leaves: the edit
//! of that line. Never a line that would be read as another entry.

use super::{PREFIX, write};
use crate::{
    document::{Document, Edit, NodeId, NodeKind, Span, Step, Tree},
    error::{Error, ErrorKind, Result},
    format::change::{Change, Ways},
    scalar::Scalar,
    secret::Plaintext,
};

/// The way to make `change`: there is only one.
pub(super) fn change(document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
    let edit = match *change {
        Change::Replace(id, value) => replace(document, id, value)?,
        Change::Append(_, key, value) => append(document, key.unwrap_or_default(), value)?,
        Change::Remove(id) => Edit::remove(line(document, id)),
    };
    Ok(vec![vec![edit]])
}

fn replace(document: &Document<'_>, id: NodeId, value: &Tree) -> Result<Edit> {
    let node = document.node(id);
    if node.kind != NodeKind::Scalar {
        return Err(Error::new(ErrorKind::Emit, "a dotenv file cannot be replaced by a single value")
            .hint("Name a key, as in [\"KEY\"]"));
    }
    let mut text = Plaintext::default();
    match value {
        Tree::Scalar(kind, bytes) => {
            write::scalar(&Scalar { kind: *kind, spelling: bytes.expose() }, &mut text);
        }
        _ => write::entry("", value, &mut Plaintext::default())?,
    }
    if matches!(value, Tree::Null) {
        return Err(no_null());
    }
    Ok(Edit::replace(node.span, text.expose()))
}

fn append(document: &Document<'_>, key: &str, value: &Tree) -> Result<Edit> {
    if matches!(value, Tree::Null) {
        return Err(no_null());
    }
    if key.starts_with(PREFIX) {
        return Err(Error::new(ErrorKind::Emit, "a key that starts with 'sops_' belongs to the metadata")
            .hint("Choose another key"));
    }
    let source = document.source;
    let mut text = Plaintext::default();
    let is_open = !source.is_empty() && !source.ends_with('\n');
    text.extend(if is_open { b"\n" } else { b"" });
    write::entry(key, value, &mut text)?;
    text.extend(if is_open { b"" } else { b"\n" });
    Ok(Edit::insert(source.len() as u32, text.expose()))
}

/// The line of an entry with its break; where it has none, with that of the line before.
fn line(document: &Document<'_>, id: NodeId) -> Span {
    let node = document.node(id);
    let start = if let Step::Key { span, .. } = node.step { span.start } else { node.span.start };
    if document.source[node.span.end as usize..].starts_with('\n') {
        return Span { start, end: node.span.end + 1 };
    }
    Span { start: start.saturating_sub(1), end: node.span.end }
}

fn no_null() -> Error {
    Error::new(ErrorKind::Emit, "a dotenv file cannot hold a null").hint("Set the key to '\"\"', or unset it")
}
