//! The scanner. What enters: a text. What leaves: a root mapping with one leaf a line, the comments,
//! and the metadata lines gathered in a `sops` mapping that stands last whatever their place in the
//! text. No message quotes a line.

use super::PREFIX;
use crate::{
    document::{Comment, Document, NO_NODE, Node, NodeId, NodeKind, Root, Span, Step, Style, Tag},
    error::{Error, ErrorKind, Result},
    format::repeated::refuse_repeated,
    metadata::ENTRY,
    secret::Plaintext,
};

const ROOT: NodeId = 0;

/// Finds all lines of `source`.
pub(super) fn parse(source: &str) -> Result<Document<'_>> {
    let mut document = Document::new(source);
    document.nodes.reserve(source.len() / 32);
    document.nodes.push(node(NO_NODE, Step::Document(0), Span::new(0, source.len()), NodeKind::Mapping));
    let mut metadata = Vec::new();
    let mut start = 0;
    while start < source.len() {
        let rest = &source.as_bytes()[start..];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let end = start + length;
        match rest[0] {
            b'\n' => {}
            b'#' => {
                let before = document.nodes.len() as NodeId;
                let span = Span::new(start + 1, end);
                document.comments.push(Comment { span, parent: ROOT, before, attached: true });
            }
            _ => {
                let Some(equals) = memchr::memchr(b'=', &rest[..length]) else {
                    return Err(invalid(&document, start, end));
                };
                let (key, value) = (Span::new(start, start + equals), Span::new(start + equals + 1, end));
                if source[key.range()].starts_with(PREFIX) {
                    metadata.push((key, value));
                } else {
                    push_leaf(&mut document, ROOT, key, value);
                }
            }
        }
        start = end + 1;
    }
    let sops = push_metadata(&mut document, &metadata);
    document.nodes[ROOT as usize].end = document.nodes.len() as NodeId;
    // Readers differ in which of two equal keys counts. In an encrypted file they are accepted: the real sops
    // writes such files, and their owner must get at the values.
    if sops.is_none() {
        refuse_repeated(&document, ROOT, "a key appears twice")?;
    }
    document.roots.push(Root { node: Some(ROOT), sops, tail: source.len() as u32 });
    Ok(document)
}

/// The value that `text` means: the two characters `\n` are a line break. It is copied to `buffer`
/// only when it has some.
pub(super) fn decode<'b>(text: &'b str, buffer: &'b mut Plaintext) -> &'b [u8] {
    let mut breaks = memchr::memmem::find_iter(text.as_bytes(), b"\\n").peekable();
    if breaks.peek().is_none() {
        return text.as_bytes();
    }
    buffer.clear();
    buffer.reserve(text.len());
    let mut start = 0;
    for at in breaks {
        buffer.extend(&text.as_bytes()[start..at]);
        buffer.extend(b"\n");
        start = at + 2;
    }
    buffer.extend(&text.as_bytes()[start..]);
    buffer.expose()
}

/// One mapping `sops` for all metadata lines. Its own key is the `sops` of the first line's key.
fn push_metadata(document: &mut Document<'_>, lines: &[(Span, Span)]) -> Option<NodeId> {
    let ((first, _), (_, last)) = (lines.first()?, lines.last()?);
    let sops = document.nodes.len() as NodeId;
    let entry = Span { end: first.start + ENTRY.len() as u32, ..*first };
    let span = Span { start: first.start, end: last.end };
    document.nodes.push(node(ROOT, Step::Key { span: entry, text: None }, span, NodeKind::Mapping));
    for (key, value) in lines {
        let key = Span { start: key.start + PREFIX.len() as u32, ..*key };
        push_leaf(document, sops, key, *value);
    }
    document.nodes[sops as usize].end = document.nodes.len() as NodeId;
    Some(sops)
}

fn push_leaf(document: &mut Document<'_>, parent: NodeId, key: Span, value: Span) {
    // `Document::key` takes quotes off; here they are part of the key.
    let source = document.text(key);
    let text = source.starts_with('"').then(|| document.intern(source));
    let mut leaf = node(parent, Step::Key { span: key, text }, value, NodeKind::Scalar);
    leaf.end = document.nodes.len() as NodeId + 1;
    document.nodes.push(leaf);
}

fn node(parent: NodeId, step: Step, span: Span, kind: NodeKind) -> Node {
    Node {
        parent,
        end: 0,
        step,
        span,
        outer_start: span.start,
        kind,
        style: if kind == NodeKind::Scalar { Style::Plain } else { Style::Block },
        tag: Tag::None,
        in_flow: false,
        indent: -1,
        alias: 0,
    }
}

fn invalid(document: &Document<'_>, start: usize, end: usize) -> Error {
    let line = &document.source[start..end];
    let error = Error::new(ErrorKind::Input, "invalid dotenv line").at(document.place(start as u32));
    if line == "\r" {
        error
            .because("it holds only a carriage return, which sops does not take for an empty line")
            .hint("Convert the file to LF line ends")
    } else if start == 0 && line.starts_with('\u{feff}') {
        error
            .because("to sops, the byte order mark at its start is part of a key")
            .hint("Save the file without a byte order mark")
    } else {
        error
            .because("it has no '=', is not empty and does not start with '#'")
            .hint(r"Write KEY=VALUE; a line break inside a value is written as the two characters \n")
    }
}
