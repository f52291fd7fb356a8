//! From tokens to plain values. What enters: a parsed encrypted document, a cipher, and what should be
//! encrypted. What leaves: the values, in memory that is wiped, and the MAC over them. Never a value
//! in a message; never a value that did not authenticate.

use super::{
    at_node,
    walk::{TOP, Visitor, visit},
};
use crate::{
    cipher::{Cipher, OpenError, Token, looks_like_token},
    crew,
    document::{Comment, Document, NO_NODE, NodeId, NodeKind, Span},
    error::{Error, ErrorKind, Result},
    format::Format,
    mac::Mac,
    scalar::{self, Scalar, ScalarType},
    secret::Plaintext,
    select::{Select, Walk},
};
use zeroize::Zeroizing;

/// What is opened.
pub(super) struct Job<'a> {
    /// Its grammar.
    pub format: &'a dyn Format,
    /// The encrypted document.
    pub document: &'a Document<'a>,
    /// What the file says is encrypted.
    pub select: &'a Select,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
}

/// What came out.
pub(super) struct Opened {
    arena: Plaintext,
    /// The values that were tokens, in node order.
    pub leaves: Vec<Leaf>,
    /// The comments that were tokens, in the order of the walk.
    pub comments: Vec<OpenComment>,
    /// The MAC that the values have, in clear.
    pub mac: String,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// An opened value.
#[derive(Clone, Copy)]
pub(super) struct Leaf {
    /// Where it stands.
    pub node: NodeId,
    /// Its type.
    pub kind: ScalarType,
    /// Its plaintext; see `Opened::text`.
    pub text: Span,
}

/// An opened comment.
pub(super) struct OpenComment {
    /// Its index in the document.
    pub index: usize,
    /// Its plaintext.
    pub text: Span,
    /// The additional data under which it opened.
    pub aad: Vec<u8>,
}

impl Opened {
    /// The plaintext of a leaf or comment.
    pub(super) fn text(&self, text: Span) -> &[u8] {
        &self.arena.expose()[text.range()]
    }
}

/// Opens all values that the selectors say are encrypted, and the comments that authenticate.
pub(super) fn open(job: &Job<'_>, cipher: &Cipher) -> Result<Opened> {
    let mut opener = Opener {
        job,
        cipher,
        out: Opened {
            arena: Plaintext::default(),
            leaves: Vec::new(),
            comments: Vec::new(),
            mac: String::new(),
            warnings: Vec::new(),
        },
        found: Vec::with_capacity(job.document.nodes.len()),
    };
    visit(job.document, job.select, &mut opener)?;
    let Opener { mut out, found, .. } = opener;
    let batches: Vec<_> = found.chunks(crew::BATCH).collect();
    let mut digest = Digest::new(job);
    out.leaves.reserve_exact(found.len());
    let take = |batch: Batch<'_>| {
        digest.add(&batch)?;
        let shift = out.arena.expose().len();
        out.arena.extend(batch.arena.expose());
        out.leaves.extend(batch.leaves.iter().map(|leaf| {
            let text = leaf.text.range();
            Leaf { text: Span::new(text.start + shift, text.end + shift), ..*leaf }
        }));
        Ok(())
    };
    crew::run_in_order(batches, |batch| open_batch(job, cipher, batch), take)?;
    out.mac = digest.mac.finish();
    Ok(out)
}

/// A value that the walk came by.
struct Found {
    node: NodeId,
    encrypted: bool,
}

/// Values that were opened together.
struct Batch<'f> {
    found: &'f [Found],
    arena: Plaintext,
    leaves: Vec<Leaf>,
}

fn open_batch<'f>(job: &Job<'_>, cipher: &Cipher, found: &'f [Found]) -> Result<Batch<'f>> {
    let Job { format, document, .. } = *job;
    let mut batch = Batch {
        found,
        arena: Plaintext::with_capacity(found.len() * 32),
        leaves: Vec::with_capacity(found.len()),
    };
    let (mut decoded, mut aad) = (Plaintext::with_capacity(256), Vec::with_capacity(256));
    for &Found { node: id, .. } in found.iter().filter(|found| found.encrypted) {
        let value = format.scalar(document, id, &mut decoded)?;
        if value.kind == ScalarType::Str && value.spelling.is_empty() {
            continue; // never encrypted
        }
        let token = Token::parse(value.spelling).ok_or_else(|| not_a_token(document, id, value.spelling))?;
        aad.clear();
        document.push_aad(id, &mut aad);
        let start = batch.arena.expose().len();
        cipher.open(token, &aad, &mut batch.arena).map_err(|why| unopened(document, id, why))?;
        let text = Span::new(start, batch.arena.expose().len());
        if token.kind == ScalarType::Comment {
            // The real sops stores a comment in a list as an item of it; elsewhere it has no place.
            let parent = document.node(id).parent;
            if parent == NO_NODE || document.node(parent).kind != NodeKind::Sequence {
                return Err(mistyped(document, id, token.kind));
            }
        }
        batch.leaves.push(Leaf { node: id, kind: token.kind, text });
    }
    Ok(batch)
}

/// The MAC that the values have, which are added in the order of the walk.
struct Digest<'a> {
    job: &'a Job<'a>,
    mac: Mac,
    decoded: Plaintext,
    canonical: Zeroizing<String>,
}

impl<'a> Digest<'a> {
    fn new(job: &'a Job<'a>) -> Self {
        let canonical = Zeroizing::new(String::with_capacity(32));
        Self { job, mac: Mac::new(job.mac_only_encrypted), decoded: Plaintext::with_capacity(256), canonical }
    }

    fn add(&mut self, batch: &Batch<'_>) -> Result<()> {
        let Job { format, document, mac_only_encrypted, .. } = *self.job;
        let mut leaves = batch.leaves.iter().peekable();
        for found in batch.found {
            let id = found.node;
            let value = match leaves.next_if(|leaf| leaf.node == id) {
                Some(leaf) if leaf.kind == ScalarType::Comment => continue,
                Some(leaf) => Scalar { kind: leaf.kind, spelling: &batch.arena.expose()[leaf.text.range()] },
                None if found.encrypted || mac_only_encrypted => continue,
                None => format.scalar(document, id, &mut self.decoded)?,
            };
            let bytes = scalar::canonical(value.kind, value.spelling, &mut self.canonical);
            self.mac.add(bytes.ok_or_else(|| mistyped(document, id, value.kind))?);
        }
        Ok(())
    }
}

struct Opener<'a> {
    job: &'a Job<'a>,
    cipher: &'a Cipher,
    out: Opened,
    /// The values in the order of the walk.
    found: Vec<Found>,
}

impl Visitor for Opener<'_> {
    fn scalar(&mut self, id: NodeId, encrypted: bool, _aad: &[u8]) -> Result<()> {
        self.found.push(Found { node: id, encrypted });
        Ok(())
    }

    fn comment(&mut self, index: usize, aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        let document = self.job.document;
        let comment = &document.comments[index];
        let text = self.job.format.comment_text(document.text(comment.span));
        if looks_like_token(text.as_bytes()) {
            // Behind an alias that had to be expanded it now stands in the collection, which may be
            // readable.
            if self.open_comment(index, comment, text, aad) {
                // The selectors are not told of it: one that they match is either readable, or stands
                // behind another one that they match.
                return Ok(());
            }
            if walk.is_encrypted() {
                let line = document.place(comment.span.start).line;
                self.out.warnings.push(format!(
                    "line {line}: an encrypted comment does not authenticate and was left as it is"
                ));
            }
        }
        walk.comment(text);
        Ok(())
    }
}

impl Opener<'_> {
    /// Tries the path that the comment stands on, then its neighbourhood: which collection a comment
    /// belongs to is a matter of layout, and a tool may have changed that.
    fn open_comment(&mut self, index: usize, comment: &Comment, text: &str, aad: &[u8]) -> bool {
        let Some(token) = Token::parse(text.as_bytes()) else { return false };
        let start = self.out.arena.expose().len();
        let mut opens = |aad: &[u8]| self.cipher.open(token, aad, &mut self.out.arena).is_ok();
        let aad = if opens(aad) {
            aad.to_vec()
        } else {
            let Some(aad) = neighbours(self.job.document, comment).into_iter().find(|aad| opens(aad)) else {
                return false;
            };
            aad
        };
        let text = Span::new(start, self.out.arena.expose().len());
        let plaintext = &self.out.arena.expose()[text.range()];
        if !self.job.format.write_comment(self.job.document, comment, plaintext, &mut Plaintext::default()) {
            return false;
        }
        self.out.comments.push(OpenComment { index, text, aad });
        true
    }
}

/// The additional data of the collections around a comment, nearest first, and of the top level.
fn neighbours(document: &Document<'_>, comment: &Comment) -> Vec<Vec<u8>> {
    const MOST: usize = 16; // so that many bogus comments stay cheap
    let up = |id: NodeId| {
        let known = |id: NodeId| (id as usize) < document.nodes.len();
        std::iter::successors(Some(id).filter(|id| known(*id)), move |id| {
            Some(document.node(*id).parent).filter(|id| known(*id))
        })
    };
    let mut found: Vec<Vec<u8>> = vec![TOP.to_vec()];
    // The value before it: a blank line that its token does not have may have been what set them apart.
    let above = comment.before.wrapping_sub(1);
    for id in [comment.parent, comment.before, above].into_iter().flat_map(|id| up(id).take(MOST)) {
        let mut aad = Vec::new();
        document.push_aad(id, &mut aad);
        if !found.contains(&aad) {
            found.push(aad);
        }
    }
    found
}

fn not_a_token(document: &Document<'_>, id: NodeId, text: &[u8]) -> Error {
    if looks_like_token(text) {
        return unopened(document, id, OpenError::Malformed);
    }
    let error = Error::new(ErrorKind::OpenTree, "a value that should be encrypted is not")
        .because("the selectors of the file say that it is encrypted")
        .hint("If it was added by hand, take it out, and add it to the plaintext for `sops-rs encrypt --update`");
    at_node(error, document, id)
}

fn unopened(document: &Document<'_>, id: NodeId, why: OpenError) -> Error {
    let why = match why {
        OpenError::Malformed => "the token is cut short or malformed",
        OpenError::NotAuthentic => {
            "it does not authenticate: it was changed, moved here from another key, or belongs to another file"
        }
    };
    let error = Error::new(ErrorKind::OpenTree, "could not decrypt a value")
        .because(why)
        .hint("Restore the value from an earlier version of the file");
    at_node(error, document, id)
}

fn mistyped(document: &Document<'_>, id: NodeId, kind: ScalarType) -> Error {
    let error = Error::new(ErrorKind::OpenTree, "could not decrypt a value")
        .because(format!("it is not what its type `{}` says", kind.name()))
        .hint("Restore the value from an earlier version of the file");
    at_node(error, document, id)
}
