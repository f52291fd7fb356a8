//! The content of a file, as its seal covers it. What enters: the encrypted document. What leaves: one
//! digest each over the structure, the readable values, the tokens and the comments.

use super::{Part, push_length};
use crate::{
    cipher::{Token, looks_like_token},
    crew,
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

/// The same of the text that a plain document becomes when its values and comments are sealed, but for what
/// takes their places; `None` when that cannot be foreseen.
pub(in crate::ops) fn outline<'a>(
    document: &'a Document<'a>,
    format: &'a dyn Format,
    select: &Select,
    only_encrypted: bool,
) -> Result<Option<Outline<'a>>> {
    let comments_decide = !document.comments.is_empty() && (only_encrypted || select.uses_comments());
    // The metadata make a mapping of an empty document.
    let is_mapping = |id: NodeId| document.node(id).kind == NodeKind::Mapping;
    let all_mappings = document.roots.iter().all(|root| root.node.is_some_and(is_mapping));
    if !document.aliases.is_empty() || comments_decide || !all_mappings {
        return Ok(None);
    }
    let mut content = Content { sealed: Some(Vec::new()), ..Content::new(document, format, only_encrypted) };
    visit(document, select, &mut content)?;
    Ok(Some(Outline(content)))
}

/// The content of a plain document without that of its tokens.
pub(in crate::ops) struct Outline<'a>(Content<'a>);

impl Outline<'_> {
    /// The digests, once it is known what takes the place of which span, in order; `None` when that is not as
    /// foreseen.
    pub(super) fn finish<'p>(self, pieces: impl Iterator<Item = (Span, &'p [u8])>) -> Option<[[u8; 32]; 4]> {
        let Self(mut content) = self;
        let Content { document, format, .. } = content;
        let mut values = content.sealed.take().unwrap_or_default().into_iter().peekable();
        let mut comments = std::mem::take(&mut content.comments);
        let mut next_comment = 0;
        let mut tokens = Vec::with_capacity(values.len());
        for (span, piece) in pieces {
            if values.next_if(|id| format.value_span(document, *id) == span).is_some() {
                tokens.push(piece);
                continue;
            }
            // A piece that is neither took the place of something else.
            let comment = comments[next_comment..].iter().position(|comment| comment.is_sealed)?;
            next_comment += comment + 1;
            let place = |comment: &Noted| document.comments[comment.index].span == span;
            let comment = comments.get_mut(next_comment - 1).filter(|comment| place(comment))?;
            comment.token = Some(piece.to_vec());
        }
        let mut is_complete =
            values.next().is_none() && !comments[next_comment..].iter().any(|comment| comment.is_sealed);
        // What of them counts is found on all cores; the digest takes them one after the other.
        let read = |pieces: &[&[u8]]| {
            let mut told = Vec::with_capacity(pieces.len() * TOLD);
            let all = pieces.iter().try_for_each(|piece| {
                tell_token(&token_in(piece)?, &mut told);
                Some(())
            });
            Ok(all.map(|()| told))
        };
        let gather = |told: Option<Vec<u8>>| {
            is_complete &= told.is_some();
            content.tokens.gathered(&told.unwrap_or_default());
            Ok(())
        };
        crew::run_in_order(tokens.chunks(crew::BATCH).collect(), read, gather).ok()?;
        content.comments = comments;
        is_complete.then(|| content.finish())
    }
}

/// A comment that counts.
struct Noted {
    /// Its index in the document.
    index: usize,
    /// Whether something will stand in its place.
    is_sealed: bool,
    /// What does.
    token: Option<Vec<u8>>,
}

struct Content<'a> {
    document: &'a Document<'a>,
    format: &'a dyn Format,
    only_encrypted: bool,
    structure: Part,
    values: Part,
    tokens: Part,
    /// Those that count.
    comments: Vec<Noted>,
    /// The open collections, of which so many are in the digest: those that hold only readable values
    /// may be left out.
    open: Vec<NodeId>,
    told: usize,
    /// In a plain document the values that will be tokens, in order.
    sealed: Option<Vec<NodeId>>,
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
        if self.sealed.is_none()
            && let Some(token) = plain_token(document, id).filter(|_| encrypted)
        {
            self.node(id, b't');
            push_token(&mut self.tokens, &token);
            return Ok(());
        }
        let node = document.node(id);
        if let Some(sealed) = self.sealed.as_mut()
            && encrypted
            && (node.style, node.tag) == (Style::Plain, Tag::None)
            && !node.span.is_empty()
        {
            sealed.push(id); // it is not empty, whatever it says
            self.node(id, b't');
            return Ok(());
        }
        let mut decoded = std::mem::take(&mut self.decoded);
        let value = format.scalar(document, id, &mut decoded)?;
        if let Some(sealed) = self.sealed.as_mut().filter(|_| encrypted && !value.spelling.is_empty()) {
            sealed.push(id);
            self.node(id, b't');
        } else if let Some(token) = Token::parse(value.spelling).filter(|_| encrypted) {
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
            let is_sealed = self.sealed.is_some() && encrypted && !text.is_empty();
            self.comments.push(Noted { index, is_sealed, token: None });
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
            sealed: None,
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
        let mut noted = std::mem::take(&mut self.comments);
        noted.sort_by_key(|comment| document.comments[comment.index].span.start);
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
        for Noted { index, token, .. } in noted {
            let span = document.comments[index].span;
            // How many keys and values stand before it, and whether one does in its line.
            let before = starts.partition_point(|start| *start < span.start);
            let line = document.source[..span.start as usize].rsplit(BREAKS).next().unwrap_or_default();
            let is_alone = matches!(line.trim_start(), "" | "#");
            part.mark(u8::from(is_alone));
            part.bytes(&(before as u64).to_le_bytes());
            let text = token.as_deref().map_or(Some(document.text(span)), |token| str::from_utf8(token).ok());
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

/// The same to be gathered.
fn tell_token(token: &Token<'_>, told: &mut Vec<u8>) {
    told.push(code(token.kind));
    push_length(token.tag().len(), told);
    told.extend_from_slice(token.tag());
}

/// How many bytes that are, for most.
const TOLD: usize = 26;

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
