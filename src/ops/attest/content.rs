//! The content of a file, as its seal covers it. What enters: the encrypted document. What leaves: one
//! digest each over the structure, the readable values, the tokens and the comments.

use super::Part;
use crate::{
    cipher::{Token, looks_like_token},
    document::{BREAKS, Document, NodeId, NodeKind, Span, Step, Style, Tag},
    error::Result,
    format::Format,
    ops::walk::{Blocks, Visitor, visit},
    scalar::{self, ScalarType},
    secret::Plaintext,
    select::{Select, Walk},
};
use zeroize::Zeroizing;

/// The digests, in the order of `PARTS`. With `only_encrypted` readable values, their keys and the
/// comments among them may change.
pub(super) fn digest(
    document: &Document<'_>,
    format: &dyn Format,
    select: &Select,
    only_encrypted: bool,
) -> Result<[[u8; 32]; 4]> {
    let mut content = Content::new(document, format, only_encrypted);
    visit(document, select, &mut content)?;
    Ok(content.finish())
}

/// The same of the text that a plain document becomes when `pieces` take the place of its values and
/// comments; `None` when that cannot be foreseen.
pub(super) fn foresee<'a>(
    document: &'a Document<'a>,
    format: &'a dyn Format,
    select: &Select,
    only_encrypted: bool,
    pieces: impl Iterator<Item = (Span, &'a [u8])>,
) -> Result<Option<[[u8; 32]; 4]>> {
    let comments_decide = !document.comments.is_empty() && (only_encrypted || select.uses_comments());
    // The metadata make a mapping of an empty document.
    let is_mapping = |id: NodeId| document.node(id).kind == NodeKind::Mapping;
    let all_mappings = document.roots.iter().all(|root| root.node.is_some_and(is_mapping));
    if !document.aliases.is_empty() || comments_decide || !all_mappings {
        return Ok(None);
    }
    let pieces = Pieces { rest: pieces.collect::<Vec<_>>().into_iter(), is_certain: true };
    let mut content = Content { pieces: Some(pieces), ..Content::new(document, format, only_encrypted) };
    visit(document, select, &mut content)?;
    // A piece that is left took the place of something else.
    let is_certain = content.pieces.as_ref().is_some_and(|left| left.is_certain && left.rest.len() == 0);
    Ok(is_certain.then(|| content.finish()))
}

/// What will stand in the place of values and comments, in order.
struct Pieces<'a> {
    rest: std::vec::IntoIter<(Span, &'a [u8])>,
    /// Whether all went as foreseen so far.
    is_certain: bool,
}

impl<'a> Pieces<'a> {
    /// What takes the place of `span`.
    fn take(&mut self, span: Span) -> Option<&'a [u8]> {
        let (_, piece) = *self.rest.as_slice().first().filter(|(place, _)| *place == span)?;
        self.rest.next();
        Some(piece)
    }
}

struct Content<'a> {
    document: &'a Document<'a>,
    format: &'a dyn Format,
    only_encrypted: bool,
    structure: Part,
    values: Part,
    tokens: Part,
    /// Those that count, by their index, and what will stand in their place.
    comments: Vec<(usize, Option<&'a [u8]>)>,
    /// The open collections, of which so many are in the digest: those that hold only readable values
    /// may be left out.
    open: Vec<NodeId>,
    told: usize,
    /// In a plain document.
    pieces: Option<Pieces<'a>>,
    decoded: Plaintext,
    canonical: Zeroizing<String>,
}

impl Visitor for Content<'_> {
    fn open(&mut self, id: NodeId, encrypted: bool) {
        self.open.push(id);
        if encrypted || !self.only_encrypted {
            self.tell();
        }
    }

    fn close(&mut self, _id: NodeId) {
        if self.told == self.open.len() {
            self.structure.mark(b')');
            self.told -= 1;
        }
        self.open.pop();
    }

    fn null(&mut self, id: NodeId, encrypted: bool) {
        if encrypted || !self.only_encrypted {
            self.node(id, b'n');
        }
    }

    fn scalar(&mut self, id: NodeId, encrypted: bool, _aad: &[u8]) -> Result<()> {
        if self.only_encrypted && !encrypted {
            return Ok(());
        }
        let Self { document, format, .. } = *self;
        if let Some(pieces) = self.pieces.as_mut().filter(|_| encrypted) {
            let piece = pieces.take(format.value_span(document, id));
            if let Some(token) = piece.and_then(token_in) {
                self.node(id, b't');
                push_token(&mut self.tokens, &token);
                return Ok(());
            }
            pieces.is_certain &= piece.is_none();
        } else if let Some(token) = plain_token(document, id).filter(|_| encrypted) {
            self.node(id, b't');
            push_token(&mut self.tokens, &token);
            return Ok(());
        }
        let mut decoded = std::mem::take(&mut self.decoded);
        let value = format.scalar(document, id, &mut decoded)?;
        if let Some(pieces) = self.pieces.as_mut().filter(|_| encrypted) {
            pieces.is_certain &= value.spelling.is_empty();
        }
        if let Some(token) = Token::parse(value.spelling).filter(|_| encrypted) {
            self.node(id, b't');
            push_token(&mut self.tokens, &token);
            // What follows a token is passed over by those who read it.
            let end = memchr::memchr(b']', value.spelling).map_or(0, |at| at + 1);
            if end < value.spelling.len() {
                self.tokens.mark(b'+');
                self.tokens.bytes(&value.spelling[end..]);
            }
        } else {
            self.node(id, b'v');
            let canonical = scalar::canonical(value.kind, value.spelling, &mut self.canonical);
            self.values.mark(code(value.kind));
            self.values.bytes(canonical.unwrap_or(value.spelling));
        }
        self.decoded = decoded;
        Ok(())
    }

    fn comment(&mut self, index: usize, _aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        let document = self.document;
        let text = self.format.comment_text(document.text(document.comments[index].span));
        let encrypted = walk.is_encrypted();
        // As in decryption, an encrypted one says nothing to the selectors.
        if !(encrypted && looks_like_token(text.as_bytes())) {
            walk.comment(text);
        }
        if encrypted || !self.only_encrypted {
            let mut piece = None;
            if let Some(pieces) = self.pieces.as_mut().filter(|_| encrypted) {
                piece = pieces.take(document.comments[index].span);
                pieces.is_certain &= piece.is_some() || text.is_empty();
            }
            self.comments.push((index, piece));
        }
        Ok(())
    }
}

impl<'a> Content<'a> {
    fn new(document: &'a Document<'a>, format: &'a dyn Format, only_encrypted: bool) -> Self {
        Self {
            document,
            format,
            only_encrypted,
            structure: Part::new(),
            values: Part::new(),
            tokens: Part::new(),
            comments: Vec::new(),
            open: Vec::with_capacity(16),
            told: 0,
            pieces: None,
            decoded: Plaintext::with_capacity(256),
            canonical: Zeroizing::new(String::with_capacity(32)),
        }
    }

    fn finish(mut self) -> [[u8; 32]; 4] {
        let comments = self.comments();
        [self.structure.finish(), self.values.finish(), self.tokens.finish(), comments.finish()]
    }

    /// Digests the beginnings of the collections that are open.
    fn tell(&mut self) {
        while let Some(id) = self.open.get(self.told).copied() {
            self.told += 1;
            let is_list = self.document.node(id).kind == NodeKind::Sequence;
            self.push(id, if is_list { b'[' } else { b'{' });
        }
    }

    fn node(&mut self, id: NodeId, mark: u8) {
        self.tell();
        self.push(id, mark);
    }

    fn push(&mut self, id: NodeId, mark: u8) {
        let node = self.document.node(id);
        self.structure.mark(mark);
        match node.step {
            Step::Key { .. } => {
                self.structure.bytes(self.document.key(node.step).unwrap_or_default().as_bytes());
            }
            Step::Index(_) => self.structure.mark(b'-'),
            Step::Document(_) => self.structure.mark(b'.'),
        }
        if node.tag == Tag::Other {
            let before = &self.document.source[node.outer_start as usize..node.span.start as usize];
            // Comments between are told with the others.
            let words = before
                .split(BREAKS)
                .flat_map(|line| line.split_whitespace().take_while(|word| !word.starts_with('#')));
            for tag in words.filter(|word| word.starts_with('!')) {
                self.structure.mark(b'!');
                self.structure.bytes(tag.as_bytes());
            }
        }
    }

    /// The comments by their order in the text: to which value one belongs is a matter of blank lines.
    fn comments(&mut self) -> Part {
        let document = self.document;
        let mut part = Part::new();
        if self.comments.is_empty() {
            return part;
        }
        let mut indices = std::mem::take(&mut self.comments);
        indices.sort_by_key(|(index, _)| document.comments[*index].span.start);
        let mut starts = Vec::new();
        if !self.only_encrypted {
            let blocks = Blocks::of(document);
            let ids = (0..document.nodes.len() as NodeId).filter(|id| !blocks.hold(*id));
            for node in ids.map(|id| document.node(id)).filter(|node| node.alias == 0) {
                if let Step::Key { span, .. } = node.step {
                    starts.push(span.start);
                }
                if node.kind == NodeKind::Scalar {
                    starts.push(node.span.start);
                }
            }
            starts.sort_unstable();
        }
        for (index, piece) in indices {
            let span = document.comments[index].span;
            // How many keys and values stand before it, and whether one does in its line.
            let before = starts.partition_point(|start| *start < span.start);
            let line = document.source[..span.start as usize].rsplit(BREAKS).next().unwrap_or_default();
            let is_alone = line.trim_start().len() <= 1;
            part.mark(u8::from(is_alone));
            part.bytes(&(before as u64).to_le_bytes());
            let text = piece.map_or(Some(document.text(span)), |piece| str::from_utf8(piece).ok());
            let text = text.unwrap_or_default().trim_end();
            if let Some(token) = Token::parse(self.format.comment_text(text).as_bytes()) {
                part.mark(b't');
                push_token(&mut part, &token);
            } else {
                part.mark(b'#');
                part.bytes(text.as_bytes());
            }
        }
        part
    }
}

/// What stands for a type.
fn code(kind: ScalarType) -> u8 {
    match kind {
        ScalarType::Str => b's',
        ScalarType::Int => b'i',
        ScalarType::Float => b'f',
        ScalarType::Bool => b'b',
        ScalarType::Time => b't',
        ScalarType::Bytes => b'y',
        ScalarType::Comment => b'c',
    }
}

/// A token by its type, which nothing else authenticates, and by its tag, which stands for all else.
fn push_token(part: &mut Part, token: &Token<'_>) {
    part.mark(code(token.kind));
    part.bytes(token.tag());
}

/// The token at `id` when it is written there as it is, which nearly all are.
fn plain_token<'a>(document: &Document<'a>, id: NodeId) -> Option<Token<'a>> {
    let node = document.node(id);
    let text = document.text(node.span).as_bytes();
    let text = match node.style {
        Style::Plain => text,
        Style::SingleQuoted | Style::DoubleQuoted => text.get(1..)?,
        _ => return None,
    };
    literal_token(text)
}

/// The token in a text that takes the place of a value.
fn token_in(piece: &[u8]) -> Option<Token<'_>> {
    // Nearly all start with it, or with a quote; to prepare a search takes longer than to look there.
    let start = match piece {
        [b'E', ..] => 0,
        [b'"' | b'\'', b'E', ..] => 1,
        _ => memchr::memmem::find(piece, b"ENC[")?,
    };
    literal_token(&piece[start..])
}

/// The token at the start of `text`, if it is all but a quote, and nothing in it has to be decoded.
fn literal_token(text: &[u8]) -> Option<Token<'_>> {
    let end = memchr::memchr(b']', text)?;
    let is_literal = memchr::memchr2(b'\\', b'\n', &text[..end]).is_none();
    if !is_literal || !matches!(&text[end + 1..], b"" | b"'" | b"\"") {
        return None;
    }
    Token::parse(text)
}
