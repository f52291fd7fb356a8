//! YAML as go-yaml v3 reads it, since that is what the real program sees.

mod change;
mod chars;
mod collections;
mod comment_items;
mod comments;
mod decode;
mod flow;
mod keys;
mod metadata;
mod order;
mod parse;
mod parts;
mod print;
mod quote;
mod resolve;
mod scalars;
mod scan;
mod simple;
mod tags;
mod token;
mod typed;

use base64::Engine as _;

use super::{
    Follows, Format, FormatName, Limits, Slot,
    change::{Change, Ways},
};
use crate::{
    document::{
        Block, Comment, CoreTag, Document, Edit, Node, NodeId, NodeKind, Span, Step, Style, Tag, Tree,
    },
    error::{Error, ErrorKind, Result},
    scalar::{self, Scalar, ScalarType},
    secret::Plaintext,
};
use resolve::Resolved;

/// The key of the metadata entry.
const METADATA: &str = "sops";

/// Columns by which the real program indents.
const STEP: u32 = 4;

/// The grammar.
pub struct Yaml;

impl Format for Yaml {
    fn name(&self) -> FormatName {
        FormatName::Yaml
    }

    fn parse<'a>(&self, source: &'a str, limits: &Limits) -> Result<Document<'a>> {
        parse::parse(source, limits)
    }

    fn scalar<'b>(
        &self,
        document: &Document<'b>,
        id: NodeId,
        buffer: &'b mut Plaintext,
    ) -> Result<Scalar<'b>> {
        let node = document.node(id);
        let source = document.text(node.span);
        buffer.clear();
        let literal = match node.style {
            Style::Literal | Style::Folded => {
                decode::block_scalar(document.source, node.span.start as usize, node.indent, buffer);
                None
            }
            style if decode::is_literal(source.as_bytes(), style) => {
                Some(if style == Style::Plain { source } else { &source[1..source.len() - 1] })
            }
            style => {
                decode::flow_scalar(source.as_bytes(), style, buffer);
                None
            }
        };
        let typed = match node.tag {
            Tag::None => node.style == Style::Plain,
            Tag::Core(_) => true,
            Tag::Str | Tag::Other => false,
        };
        if !typed {
            return Ok(Scalar {
                kind: ScalarType::Str,
                spelling: literal.map_or_else(|| buffer.expose(), str::as_bytes),
            });
        }
        let failure = |message: &str| {
            Error::new(ErrorKind::Input, message.to_owned())
                .at_path(document.path(id).to_string())
                .at(document.place(node.span.start))
        };
        if node.tag == Tag::Core(CoreTag::Binary) {
            let text: Vec<u8> = literal
                .map_or_else(|| buffer.expose(), str::as_bytes)
                .iter()
                .copied()
                .filter(|byte| !matches!(byte, b'\n' | b'\r'))
                .collect();
            let text = Plaintext::new(text);
            buffer.clear();
            buffer.reserve(text.expose().len());
            base64::engine::general_purpose::STANDARD
                .decode_vec(text.expose(), buffer.expose_mut())
                .map_err(|_| failure("a !!binary value is not valid base64"))?;
            return Ok(Scalar { kind: ScalarType::Str, spelling: buffer.expose() });
        }
        let (kind, canonical) = {
            let text = match literal {
                Some(text) => text,
                None => {
                    std::str::from_utf8(buffer.expose()).map_err(|_| failure("a value is not valid UTF-8"))?
                }
            };
            let resolved = match node.tag {
                Tag::Core(tag) => resolve::resolve_tagged(tag, text)
                    .ok_or_else(|| failure("a value does not fit the tag before it"))?,
                _ => resolve::resolve_plain(text),
            };
            typed_value(&resolved, text).ok_or_else(|| {
                Error::new(ErrorKind::SealTree, "an integer does not fit 64 bits")
                    .at_path(document.path(id).to_string())
                    .at(document.place(node.span.start))
                    .hint("Put the number in quotes")
            })?
        };
        match canonical {
            // The author's spelling is what sops reads back.
            None => Ok(Scalar { kind, spelling: literal.map_or_else(|| buffer.expose(), str::as_bytes) }),
            Some(text) => {
                buffer.clear();
                buffer.extend(text.as_bytes());
                zeroize::Zeroize::zeroize(&mut text.into_bytes());
                Ok(Scalar { kind, spelling: buffer.expose() })
            }
        }
    }

    fn value_span(&self, document: &Document<'_>, id: NodeId) -> Span {
        let node = document.node(id);
        match node.tag {
            Tag::Core(_) => Span { start: node.outer_start, end: node.span.end },
            _ => node.span,
        }
    }

    fn slot(&self, document: &Document<'_>, id: NodeId) -> Slot {
        let node = document.node(id);
        let is_block = matches!(node.style, Style::Literal | Style::Folded);
        let content_indent = if is_block { block_indent(document, id) } else { usual_indent(node) };
        let follows = match what_follows(document.source, node.span.end as usize, content_indent as usize) {
            // What stands behind the token of a block scalar is a part of it, and goes with it.
            Follows::More if is_block => Follows::Blank,
            follows => follows,
        };
        Slot {
            style: node.style,
            in_flow: node.in_flow,
            indent: node.indent,
            content_indent,
            crlf: document.crlf,
            follows,
        }
    }

    fn token_slot(&self, document: &Document<'_>, id: NodeId) -> Slot {
        let slot = self.slot(document, id);
        match slot.style {
            // A plain token would end at its first comma.
            Style::Plain if slot.in_flow => Slot { style: Style::DoubleQuoted, ..slot },
            _ => slot,
        }
    }

    fn open_slot(&self, slot: &Slot, out: &mut Vec<u8>) -> &'static str {
        match slot.style {
            Style::DoubleQuoted => {
                out.push(b'"');
                "\""
            }
            Style::SingleQuoted => {
                out.push(b'\'');
                "'"
            }
            Style::Literal | Style::Folded => {
                out.push(if slot.style == Style::Literal { b'|' } else { b'>' });
                out.extend_from_slice(if slot.crlf { b"-\r\n" } else { b"-\n" });
                out.extend(std::iter::repeat_n(b' ', slot.content_indent as usize));
                ""
            }
            _ => "",
        }
    }

    fn write_value(&self, slot: &Slot, value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
        let text = value.spelling;
        match value.kind {
            // Nothing at all needs its header, which nothing that follows can become part of.
            ScalarType::Str if text.is_empty() && matches!(slot.style, Style::Literal | Style::Folded) => {
                out.extend(if slot.style == Style::Literal { b"|-" } else { b">-" });
            }
            ScalarType::Str | ScalarType::Comment => {
                let newline = if slot.crlf { "\r\n" } else { "\n" };
                out.reserve(quote::room(text, slot.content_indent as usize));
                let hint = slot.content_indent as usize
                    - (slot.indent.max(0) as usize).min(slot.content_indent as usize);
                quote::write_string(
                    text,
                    slot.style,
                    slot.in_flow || takes_in(text, slot.follows),
                    slot.content_indent as usize,
                    hint,
                    newline,
                    out.expose_mut(),
                );
            }
            kind => {
                out.reserve(text.len() * 2 + 64);
                typed::write_typed(kind, text, out.expose_mut());
            }
        }
        Ok(())
    }

    fn metadata(&self, document: &Document<'_>) -> Result<Option<Block>> {
        metadata::read(document)
    }

    fn insert_metadata(&self, document: &Document<'_>, block: &Block) -> Result<Vec<Edit>> {
        Ok(metadata::insert(document, block))
    }

    fn remove_metadata(&self, document: &Document<'_>) -> Vec<Edit> {
        metadata::remove(document)
    }

    fn print(&self, documents: &[Tree], out: &mut Plaintext) -> Result<()> {
        print::print(documents, out)
    }

    fn insert_stub(&self, document: &Document<'_>) -> Option<Vec<Edit>> {
        metadata::insert_stub(document)
    }

    fn expand_alias(
        &self,
        document: &Document<'_>,
        id: NodeId,
        out: &mut Vec<u8>,
        token: &mut dyn FnMut(NodeId, &mut Vec<u8>) -> Result<bool>,
    ) -> Result<()> {
        let node = document.node(id);
        match node.kind {
            NodeKind::Null => out.extend_from_slice(b"null"),
            NodeKind::Mapping => {
                out.push(b'{');
                for (position, child) in document.children(id).enumerate() {
                    if position > 0 {
                        out.extend_from_slice(b", ");
                    }
                    let key = document.key(document.node(child).step).unwrap_or_default();
                    let long = key.len() > 1000; // a simple key ends after 1024 characters
                    if long {
                        out.extend_from_slice(b"? ");
                    }
                    quote::write_string(key.as_bytes(), Style::DoubleQuoted, true, 0, 0, "\n", out);
                    out.extend_from_slice(if long { b" : " } else { b": " });
                    self.expand_alias(document, child, out, token)?;
                }
                out.push(b'}');
            }
            NodeKind::Sequence => {
                out.push(b'[');
                for (position, child) in document.children(id).enumerate() {
                    if position > 0 {
                        out.extend_from_slice(b", ");
                    }
                    self.expand_alias(document, child, out, token)?;
                }
                out.push(b']');
            }
            NodeKind::Scalar => {
                let start = out.len();
                out.push(b'"');
                if token(id, out)? {
                    out.push(b'"');
                } else {
                    out.truncate(start);
                    let mut buffer = Plaintext::default();
                    let value = self.scalar(document, id, &mut buffer)?;
                    let slot = Slot {
                        in_flow: true,
                        crlf: document.crlf,
                        follows: Follows::More,
                        ..Slot::of(Style::DoubleQuoted)
                    };
                    let mut text = Plaintext::default();
                    self.write_value(&slot, &value, &mut text)?;
                    // A float such as 1 would be read back as an integer.
                    let is_integer =
                        value.kind == ScalarType::Float && scalar::parse_int(text.expose()).is_some();
                    out.extend_from_slice(if is_integer { b"!!float " } else { b"" });
                    out.extend_from_slice(text.expose());
                }
            }
        }
        Ok(())
    }

    fn comment_as_item(&self, document: &Document<'_>, comment: &Comment) -> Option<(Span, &'static str)> {
        comment_items::place(document, comment).map(|span| (span, "- "))
    }

    fn write_comment_item(
        &self,
        document: &Document<'_>,
        id: NodeId,
        text: &[u8],
        out: &mut Plaintext,
    ) -> Option<Span> {
        comment_items::write(document, id, text, out)
    }

    fn change(&self, document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
        change::change(document, change)
    }
}

/// The type of a resolved value, and its canonical text where the spelling would not be read back
/// by sops; `None` for an integer beyond 64 bits.
fn typed_value(resolved: &Resolved, text: &str) -> Option<(ScalarType, Option<String>)> {
    let spelled = text.as_bytes();
    Some(match resolved {
        Resolved::HugeInt => return None,
        Resolved::Null | Resolved::Str | Resolved::Merge => (ScalarType::Str, None),
        Resolved::Int(value) => {
            let same = scalar::parse_int(spelled) == Some(*value);
            (ScalarType::Int, (!same).then(|| value.to_string()))
        }
        Resolved::Float(value) => {
            let same = scalar::parse_float(spelled).is_some_and(|read| read.to_bits() == value.to_bits());
            let canonical = || {
                let mut canonical = String::new();
                scalar::write_float(*value, &mut canonical);
                canonical
            };
            (ScalarType::Float, (!same).then(canonical))
        }
        Resolved::Bool(value) => {
            let same = scalar::parse_bool(spelled) == Some(*value);
            (ScalarType::Bool, (!same).then(|| if *value { "True" } else { "False" }.to_owned()))
        }
        Resolved::Time(time) => {
            let same = scalar::Time::parse_rfc3339(spelled) == Some(*time);
            (ScalarType::Time, (!same).then(|| time.to_string()))
        }
    })
}

/// The column at which the content of a block scalar starts.
fn block_indent(document: &Document<'_>, id: NodeId) -> u32 {
    let node = document.node(id);
    let source = document.source.as_bytes();
    let parent = node.indent.max(0);
    if let Some(header) = scalars::Header::read(source, node.span.start as usize)
        && let Some(increment) = header.increment
    {
        return (parent + increment) as u32;
    }
    let text = chars::Text(&source[..node.span.end as usize]);
    let mut at = node.span.start as usize;
    loop {
        while !text.is_breakz(at) {
            at += 1;
        }
        if text.is_end(at) {
            return usual_indent(node);
        }
        at += text.break_len(at);
        let blanks = source[at..].iter().take_while(|byte| **byte == b' ').count();
        if !text.is_breakz(at + blanks) {
            return blanks as u32;
        }
    }
}

/// Where the real program would start the lines of a block scalar: at the next multiple of its step,
/// or directly behind the dash of a list item.
fn usual_indent(node: &Node) -> u32 {
    let indent = node.indent.max(0) as u32;
    match node.step {
        Step::Index(_) => indent + 2,
        _ => (indent + STEP) / STEP * STEP,
    }
}

/// What stands behind `end`, for a block scalar whose content starts at that column.
fn what_follows(source: &str, end: usize, content_indent: usize) -> Follows {
    // Nearly always it is the next key.
    if let [b'\n', next @ ..] = &source.as_bytes()[end..]
        && let Some(first) = next.iter().find(|byte| **byte != b' ')
        && !matches!(first, b'#' | b'\n' | b'\r' | b'\t')
    {
        return Follows::Nothing;
    }
    let mut lines = source[end..].split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).peekable();
    if lines.next().is_some_and(|rest| !rest.is_empty()) {
        return Follows::More;
    }
    let mut follows = if lines.peek().is_none() { Follows::End } else { Follows::Nothing };
    while let Some(line) = lines.next() {
        let text = line.trim_start_matches([' ', '\t']);
        let lead = &line[..line.len() - text.len()];
        let is_deep = lead.len() >= content_indent || lead.contains('\t');
        if !text.is_empty() {
            // Of what is valid there, only a comment can stand as deep.
            return if is_deep && text.starts_with('#') { Follows::More } else { follows };
        }
        if is_deep && lead.len() != content_indent {
            return Follows::More;
        }
        if !lead.is_empty() || lines.peek().is_some() {
            follows = Follows::Blank;
        }
    }
    follows
}

/// Whether a block scalar of `text` would take in what follows.
fn takes_in(text: &[u8], follows: Follows) -> bool {
    let breaks = || memchr::memchr_iter(b'\n', &text[text.trim_ascii_end().len()..]).count();
    match follows {
        Follows::Nothing => false,
        Follows::End => text.ends_with(b"\n"),
        Follows::Blank => breaks() > 1 || text.trim_ascii().is_empty(),
        Follows::More => text.contains(&b'\n') || std::str::from_utf8(text).is_err(),
    }
}

#[cfg(test)]
mod tests;
