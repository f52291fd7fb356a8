//! From plain values to tokens. What enters: a parsed document, a cipher, and what is to be
//! encrypted. What leaves: the replacements for the values' spans, the MAC, and the source forms,
//! sealed. Never a plaintext in what leaves.

mod digest;

use super::{
    at_node,
    attest::{
        self,
        content::{self, Outline},
    },
    forms,
    reuse::{Earlier, Reuse},
    revision::Revision,
    spliced::Spliced,
    walk::{Visitor, visit},
};
use crate::{
    cipher::{self, Cipher},
    crew,
    document::{Alias, Comment, Document, Edit, NodeId, NodeKind, Span, Step, Style},
    error::{Error, ErrorKind, Result},
    format::{Format, Slot},
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
    select::{Select, Walk},
};
use digest::{Digest, Reader};

/// What is sealed, and how.
pub(super) struct Job<'a> {
    /// Its grammar.
    pub format: &'a dyn Format,
    /// The plain document.
    pub document: &'a Document<'a>,
    /// What is encrypted.
    pub select: &'a Select,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
    /// A value that differs from what the document says (`source::Prepared`).
    pub last: Option<&'a LastValue>,
    /// Whether decryption will have to cut a line break off the end.
    pub ends_without_break: bool,
    /// Whether its seal will be foreseen.
    pub with_seal: bool,
    /// Tokens of an earlier encryption that may be used again.
    pub reuse: Option<Reuse<'a>>,
}

/// The value of the last scalar, when it ends with the file and the document that is sealed has more
/// text behind it.
pub(super) struct LastValue {
    /// The scalar.
    pub node: NodeId,
    /// Its type.
    pub kind: ScalarType,
    /// Its spelling.
    pub spelling: Plaintext,
}

/// What came out.
pub(super) struct Sealed<'a> {
    text: Spliced<'a>,
    /// The MAC, in clear.
    pub mac: String,
    /// The tokens of the source forms.
    pub forms: Vec<String>,
    /// How many values were encrypted.
    pub values: usize,
    /// What the seal needs to know of the document, if that is known.
    pub outline: Option<Outline<'a>>,
}

/// Seals all that the job selects.
pub(super) fn seal<'a>(job: Job<'a>, cipher: &mut Cipher) -> Result<Sealed<'a>> {
    let nodes = job.document.nodes.len();
    let Job { format, document, select, mac_only_encrypted, last, with_seal, .. } = job;
    let mut sealer = Sealer {
        out: Sealed {
            text: Spliced::new(document.source, nodes, job.reuse.as_ref().and_then(Reuse::source)),
            mac: String::new(),
            forms: Vec::new(),
            values: 0,
            outline: None,
        },
        deferred: Vec::with_capacity(nodes),
        sealed: vec![false; nodes],
        sealed_comments: Vec::new(),
        commented: Vec::new(),
        decoded: Plaintext::with_capacity(256),
        written: Plaintext::with_capacity(256),
        entries: Vec::new(),
        mixed_breaks: document.has_mixed_breaks(),
        digest: None,
        cipher,
        job,
    };
    let digest = Digest::new(document, mac_only_encrypted);
    let outline = || {
        let is_foreseen = with_seal && attest::is_worth_foreseeing(document);
        let outline = is_foreseen.then(|| content::outline(document, format, select, mac_only_encrypted));
        outline.transpose().map(Option::flatten)
    };
    let (mac, outline) = if crew::is_worth_both(nodes) {
        // What only looks at the document is done meanwhile.
        let aside = || {
            let mut reader =
                Reader { format, document, last, digest, decoded: Plaintext::with_capacity(256) };
            visit(document, select, &mut reader)?;
            Ok((reader.digest.finish(), outline()?))
        };
        let (walked, digested) = crew::both(true, || visit(document, select, &mut sealer), aside);
        walked?;
        digested?
    } else {
        sealer.digest = Some(digest);
        visit(document, select, &mut sealer)?;
        (sealer.digest.take().map(Digest::finish).unwrap_or_default(), outline()?)
    };
    sealer.aliases()?;
    sealer.deferred()?;
    let mut entries = std::mem::take(&mut sealer.entries);
    entries.sort_by_key(|(offset, _)| *offset);
    if sealer.job.ends_without_break {
        entries.push((u32::MAX, forms::end_of_file()));
    }
    for (_, entry) in entries {
        let token = sealer.form(&entry)?;
        sealer.out.forms.push(token);
    }
    (sealer.out.mac, sealer.out.outline) = (mac, outline);
    Ok(sealer.out)
}

impl Sealed<'_> {
    /// The new text: the source with its values replaced, and `edits` made to it.
    pub(super) fn splice(&self, edits: &[Edit]) -> Result<Vec<u8>> {
        self.text.splice(edits)
    }

    /// What takes the place of which span, in order; `None` when only the whole text tells.
    pub(super) fn pieces(&self) -> Option<impl Iterator<Item = (Span, &[u8])>> {
        self.text.pieces()
    }

    /// The same without a copy, for the last time: of what stands in the file whose tokens are used again.
    pub(super) fn into_revision(self, edits: &[Edit]) -> Result<Revision> {
        self.text.finish(edits)
    }

    /// The same where no tokens are used again.
    pub(super) fn into_text(self, edits: &[Edit]) -> Result<Vec<u8>> {
        self.into_revision(edits).map(|revision| revision.into_bytes(b""))
    }
}

/// A value that is sealed when the places of all are known.
struct Deferred {
    node: NodeId,
    /// Where in the text its token goes.
    at: usize,
    /// Its type, and its spelling where that stands in the source as it is.
    known: Option<(ScalarType, Span)>,
}

struct Sealer<'a, 'c> {
    job: Job<'a>,
    cipher: &'c mut Cipher,
    out: Sealed<'a>,
    /// What the values are added to, unless somebody else does that.
    digest: Option<Digest<'a>>,
    /// The values that have a place and no token yet.
    deferred: Vec<Deferred>,
    /// The nodes that got a token.
    sealed: Vec<bool>,
    /// Where the comments stand that got a token.
    sealed_comments: Vec<u32>,
    /// The collections that they belong to.
    commented: Vec<NodeId>,
    /// The entries of source forms, with the offsets that order them.
    entries: Vec<(u32, Plaintext)>,
    /// Whether some lines end in CR LF and others in LF.
    mixed_breaks: bool,
    decoded: Plaintext,
    written: Plaintext,
}

impl Visitor for Sealer<'_, '_> {
    fn scalar(&mut self, id: NodeId, encrypted: bool, aad: &[u8]) -> Result<()> {
        let Job { format, document, last, .. } = self.job;
        let value = read(format, document, last, id, &mut self.decoded)?;
        if let Some(digest) = &mut self.digest {
            digest.add(id, &value, encrypted)?;
        }
        if !encrypted || value.spelling.is_empty() {
            return self.keep_last_block(id);
        }
        self.sealed[id as usize] = true;
        self.out.values += 1;
        if document.node(id).alias != 0 {
            return Ok(()); // sealed when the alias is expanded
        }
        let span = format.value_span(document, id);
        let source = document.text(span).as_bytes();
        let slot = format.token_slot(document, id);
        let mut written = |slot: &Slot, spelling| {
            self.written.expose_mut().clear();
            let value = Scalar { kind: value.kind, spelling };
            format.write_value(slot, &value, &mut self.written)?;
            Ok(self.written.expose() == source)
        };
        let mut earlier = self.job.reuse.as_mut().and_then(|reuse| reuse.leaf(id, &value, aad));
        if let Some(old) = earlier {
            // The same value at the same place: its text stays, quotes and all, if it will be written
            // from there as it is written here.
            if let Some((old_slot, old_span)) = old.slot(format, document, id)
                && written(&old_slot, old.plaintext)?
            {
                self.out.text.keep(span, old.source(), old_span);
                return Ok(());
            }
            earlier = (old.plaintext == value.spelling || written(&slot, old.plaintext)?).then_some(old);
        }
        let spelling = earlier.map_or(value.spelling, |old| old.plaintext);
        // Where breaks are mixed, those that the encrypted text happens to start with decide how lines
        // are written back: nothing to rely on.
        let unforeseeable = self.mixed_breaks && memchr::memchr(b'\n', source).is_some();
        if !written(&slot, spelling)? || unforeseeable {
            self.entries.push((span.start, entry(document, id, source)));
        }
        let header = header_comment(document, id, span, &mut self.out.text)?;
        let piece = self.out.text.begin(span);
        let out = self.out.text.buffer();
        let close = format.open_slot(&slot, out);
        if let Some(comment) = header {
            put_behind_header(&comment, piece.start(), out);
        }
        match earlier {
            Some(old) => old.push_token(out)?,
            None if piece.will_move() || last.is_some_and(|last| last.node == id) => {
                self.cipher.seal(value.kind, value.spelling, aad, out)?;
            }
            None => {
                let at = out.len();
                out.resize(at + cipher::token_len(value.kind, value.spelling.len()), b' ');
                let known = span_in(document.source, value.spelling).map(|span| (value.kind, span));
                self.deferred.push(Deferred { node: id, at, known });
            }
        }
        out.extend_from_slice(close.as_bytes());
        self.out.text.end(&piece);
        Ok(())
    }

    fn comment(&mut self, index: usize, aad: &[u8], walk: &mut Walk<'_>) -> Result<()> {
        let span = self.job.document.comments[index].span;
        let inside = path_inside(self.job.document, index);
        let aad = inside.as_deref().unwrap_or(aad);
        let format = self.job.format;
        let text = self.job.document.text(span);
        let seen = format.comment_text(text);
        if !walk.comment(seen) || seen.is_empty() {
            return Ok(());
        }
        let value = Scalar { kind: ScalarType::Comment, spelling: text.as_bytes() };
        let (document, reuse) = (self.job.document, self.job.reuse.as_mut());
        let earlier = reuse.and_then(|reuse| earlier_comment(reuse, format, document, index, aad));
        // One that the real program made an item of a list stays one.
        let item = earlier
            .filter(Earlier::is_value)
            .and_then(|_| format.comment_as_item(document, &document.comments[index]));
        let piece = self.out.text.begin(item.map_or(span, |(span, _)| span));
        let out = self.out.text.buffer();
        match item {
            Some((_, marker)) => out.extend_from_slice(marker.as_bytes()),
            None => format.open_comment(text, out),
        }
        let start = out.len();
        match earlier {
            Some(earlier) => earlier.push_token(out)?,
            None => self.cipher.seal(value.kind, value.spelling, aad, out)?,
        }
        let mut attempts = 0;
        while switches_off(self.job.select, &out[start..]) {
            attempts += 1;
            if attempts > ATTEMPTS {
                return Err(confusable(self.job.document, span));
            }
            out.truncate(start);
            self.cipher.seal(value.kind, value.spelling, aad, out)?;
        }
        self.sealed_comments.push(span.start);
        self.commented.push(self.job.document.comments[index].parent);
        self.out.text.end(&piece);
        Ok(())
    }
}

impl Sealer<'_, '_> {
    /// A readable block scalar that ends with the file would gain a line break from the metadata
    /// behind it: it is written anew, with the chomping that its value needs.
    fn keep_last_block(&mut self, id: NodeId) -> Result<()> {
        let Job { format, document, last, .. } = self.job;
        let node = document.node(id);
        let is_last =
            self.job.ends_without_break && last.map_or(document.ends_with(node.span), |last| last.node == id);
        if !is_last || !matches!(node.style, Style::Literal | Style::Folded) || node.alias != 0 {
            return Ok(());
        }
        let mut span = format.value_span(document, id);
        // One that keeps its breaks would keep that of a last line of blanks, which ends in none.
        if last.is_none() && keeps_breaks(document.text(node.span)) {
            span.end = document.source.len() as u32;
        }
        let source = document.text(span).as_bytes();
        let value = read(format, document, last, id, &mut self.decoded)?;
        self.written.expose_mut().clear();
        format.write_value(&format.slot(document, id), &value, &mut self.written)?;
        if self.written.expose() != source {
            let header = header_comment(document, id, span, &mut self.out.text)?;
            let piece = self.out.text.begin(span);
            let out = self.out.text.buffer();
            out.extend_from_slice(self.written.expose());
            if let Some(comment) = header {
                put_behind_header(&comment, piece.start(), out);
            }
            self.out.text.end(&piece);
            self.entries.push((span.start, entry(document, id, source)));
        }
        Ok(())
    }

    /// An alias stays as it is unless something in it, or in what it stands for, was encrypted: the
    /// copies have paths of their own, under which the anchored value's tokens do not open.
    fn aliases(&mut self) -> Result<()> {
        let Job { format, document, last, .. } = self.job;
        self.sealed_comments.sort_unstable();
        self.commented.sort_unstable();
        self.refuse_stranded_comments()?;
        for (index, alias) in document.aliases.iter().enumerate() {
            if document.node(alias.node).alias as usize != index + 1
                || !self.is_touched(alias.node, alias.target)
            {
                continue;
            }
            let piece = self.out.text.begin(alias.span);
            let (sealed, reuse) = (&self.sealed, &mut self.job.reuse);
            let (cipher, decoded) = (&mut *self.cipher, &mut self.decoded);
            let mut aad = Vec::new();
            format.expand_alias(document, alias.node, self.out.text.buffer(), &mut |id, out| {
                if !sealed[id as usize] {
                    return Ok(false);
                }
                let value = read(format, document, last, id, decoded)?;
                aad.clear();
                document.push_aad(id, &mut aad);
                match reuse.as_mut().and_then(|reuse| reuse.leaf(id, &value, &aad)) {
                    Some(old) if old.plaintext == value.spelling => old.push_token(out)?,
                    _ => cipher.seal(value.kind, value.spelling, &aad, out)?,
                }
                Ok(true)
            })?;
            self.out.text.end(&piece);
            let source = document.text(alias.span).as_bytes();
            self.entries.push((alias.span.start, entry(document, alias.node, source)));
        }
        Ok(())
    }

    /// Comments at an alias that has to be written out, which readers of the collection that stands there then
    /// find elsewhere: one that stands before the alias and counts as behind it has no path any more, under
    /// which it could be decrypted; one that decides what is encrypted decides about less.
    fn refuse_stranded_comments(&self) -> Result<()> {
        let Job { document, select, .. } = self.job;
        let alias_of = |id: Option<NodeId>| {
            let node = document.nodes.get(id? as usize)?;
            let alias = &document.aliases[node.alias.checked_sub(1)? as usize];
            let is_collection =
                matches!(document.node(alias.node).kind, NodeKind::Mapping | NodeKind::Sequence);
            (is_collection && self.is_touched(alias.node, alias.target)).then_some(alias)
        };
        let is_lost = |comment: &Comment| {
            let Some(alias) = alias_of(comment.before.checked_sub(1)) else { return false };
            let node = document.node(alias.node);
            (comment.parent, comment.before) == (node.parent, node.end)
                && comment.span.end < alias.span.start
                && self.sealed_comments.binary_search(&comment.span.start).is_ok()
        };
        let is_moved = |comment: &Comment| {
            let Some(alias) = alias_of(Some(comment.before)) else { return false };
            let step = document.node(alias.node).step;
            let is_behind_key = matches!(step, Step::Key { span, .. } if span.end <= comment.span.start);
            select.uses_comments() && alias.node == comment.before && is_behind_key
        };
        let is_stranded = |comment: &&Comment| comment.attached && (is_lost(comment) || is_moved(comment));
        let Some(comment) = document.comments.iter().find(is_stranded) else { return Ok(()) };
        Err(Error::new(ErrorKind::Input, "a comment stands at an alias that has to be written out")
            .at(document.place(comment.span.start))
            .hint("Put the comment above the key or the dash"))
    }

    fn is_touched(&self, copy: NodeId, target: NodeId) -> bool {
        let document = self.job.document;
        let any = |id: NodeId| self.sealed[id as usize..document.node(id).end as usize].contains(&true);
        let target_node = document.node(target);
        let first = self.sealed_comments.partition_point(|at| *at < target_node.outer_start);
        let commented = self.sealed_comments.get(first).is_some_and(|at| *at < target_node.span.end);
        // One behind the collection is its own all the same, and then that of each copy.
        let next = self.commented.partition_point(|id| *id < target);
        let owned = self.commented.get(next).is_some_and(|id| *id < target_node.end);
        any(copy) || any(target) || commented || owned
    }

    /// Makes the tokens that have a place, on all cores when there are many.
    fn deferred(&mut self) -> Result<()> {
        let Job { format, document, .. } = self.job;
        let cipher = &*self.cipher;
        let mut text = self.out.text.buffer().as_mut_slice();
        let mut offset = 0;
        let mut batches = Vec::new();
        for batch in self.deferred.chunks(crew::BATCH) {
            let (_, rest) = text.split_at_mut(batch[0].at - offset);
            let last = self.deferred.get(batches.len() * crew::BATCH + batch.len());
            let length = last.map_or(rest.len(), |last| last.at - batch[0].at);
            let (part, rest) = rest.split_at_mut(length);
            offset = batch[0].at + length;
            text = rest;
            batches.push((batch, part));
        }
        crew::run(batches, |(batch, part)| {
            let mut sealer = cipher.sealer();
            let (mut decoded, mut aad) = (Plaintext::with_capacity(256), Vec::with_capacity(256));
            for Deferred { node, at, known } in batch {
                let value = match *known {
                    Some((kind, span)) => Scalar { kind, spelling: document.text(span).as_bytes() },
                    None => format.scalar(document, *node, &mut decoded)?,
                };
                aad.clear();
                document.push_aad(*node, &mut aad);
                sealer.seal(value.kind, value.spelling, &aad, &mut part[at - batch[0].at..])?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn form(&mut self, entry: &Plaintext) -> Result<String> {
        let value = Scalar { kind: ScalarType::Str, spelling: entry.expose() };
        let mut token = Vec::new();
        match self.job.reuse.as_mut().and_then(|reuse| reuse.other(&value, forms::AAD)) {
            Some(earlier) => earlier.push_token(&mut token)?,
            None => self.cipher.seal(value.kind, value.spelling, forms::AAD, &mut token)?,
        }
        Ok(String::from_utf8(token).expect("a token is ASCII"))
    }
}

/// The token of an earlier comment that would be written as `text`: one of ours holds it as it is, one of
/// the real sops may hold what it takes for the text.
fn earlier_comment<'a>(
    reuse: &mut Reuse<'a>,
    format: &dyn Format,
    document: &Document<'_>,
    index: usize,
    aad: &[u8],
) -> Option<Earlier<'a>> {
    let comment = &document.comments[index];
    let text = document.text(comment.span);
    let mut with =
        |text: &str| reuse.other(&Scalar { kind: ScalarType::Comment, spelling: text.as_bytes() }, aad);
    let seen = format.comment_text(text);
    with(text).or_else(|| {
        let mut written = Plaintext::default();
        let same = seen != text
            && format.write_comment(document, comment, seen.as_bytes(), &mut written)
            && written.expose() == text.as_bytes();
        same.then(|| with(seen)).flatten()
    })
}

fn read<'b>(
    format: &dyn Format,
    document: &Document<'b>,
    last: Option<&'b LastValue>,
    id: NodeId,
    decoded: &'b mut Plaintext,
) -> Result<Scalar<'b>> {
    match last {
        Some(last) if last.node == id => Ok(Scalar { kind: last.kind, spelling: last.spelling.expose() }),
        _ => format.scalar(document, id, decoded),
    }
}

/// Where `part` stands in `source`, if it is a piece of that very text.
fn span_in(source: &str, part: &[u8]) -> Option<Span> {
    let start = part.as_ptr().addr().checked_sub(source.as_ptr().addr())?;
    let end = start + part.len();
    (end <= source.len() && source.get(start..end)?.as_bytes() == part).then(|| Span::new(start, end))
}

/// Whether the token of a comment matches `unencrypted_comment_regex`. The real sops looks at comments
/// before it decrypts them, so it would leave the value behind such a one as it is.
pub(super) fn switches_off(select: &Select, token: &[u8]) -> bool {
    let mut walk = select.walk();
    walk.open();
    let is_switch = select.uses_comments() && walk.is_encrypted();
    is_switch && !walk.comment(std::str::from_utf8(token).unwrap_or_default())
}

/// How often a token is made anew when chance made it match.
pub(super) const ATTEMPTS: u32 = 16;

/// The path of a comment behind an alias that is the value of a key: where the alias is expanded, go-yaml
/// takes the comment for one of the collection.
fn path_inside(document: &Document<'_>, index: usize) -> Option<Vec<u8>> {
    let start = document.comments[index].span.start;
    let at = document.aliases.partition_point(|alias| alias.span.end <= start);
    let end = document.aliases[..at].last()?.span.end;
    let between = document.text(Span { start: end, end: start });
    if between.trim_start_matches([' ', '\t']) != "#" {
        return None;
    }
    let here = |alias: &&Alias| alias.span.end == end;
    let alias = document.aliases[..at].iter().rev().take_while(here).last()?;
    let node = document.node(alias.node);
    let is_expanded = node.end > alias.node + 1 && matches!(node.step, Step::Key { .. });
    is_expanded.then(|| {
        let mut aad = Vec::new();
        document.push_aad(alias.node, &mut aad);
        aad
    })
}

/// Chance has no mercy on such an expression.
pub(super) fn confusable(document: &Document<'_>, span: Span) -> Error {
    Error::new(ErrorKind::SealTree, "the encrypted form of a comment would match unencrypted_comment_regex")
        .because("sops would then take the value behind it for a readable one")
        .at(document.place(span.start))
        .hint("Write an expression that cannot match `ENC[AES256_GCM,data:…,iv:…,tag:…,type:comment]`")
}

/// The comment inside of a value, behind its tag or its `|`: the value takes it along. It comes
/// before the value in the walk, so that it is the last piece if it was sealed.
fn header_comment(
    document: &Document<'_>,
    id: NodeId,
    span: Span,
    out: &mut Spliced<'_>,
) -> Result<Option<Vec<u8>>> {
    let node = document.node(id);
    let is_block = matches!(node.style, Style::Literal | Style::Folded);
    if let Some(token) = out.take_back(span) {
        return Ok(is_block.then_some(token));
    }
    let before = &document.source[span.start as usize..node.span.start as usize];
    if !before.is_empty() && before.contains('#') {
        let error = Error::new(ErrorKind::Input, "a comment stands between a tag and its value");
        return Err(at_node(error, document, id).hint("Put the comment on a line of its own, before the key"));
    }
    if !is_block {
        return Ok(None);
    }
    let first_line = document.text(node.span).split(['\r', '\n']).next().unwrap_or_default();
    Ok(first_line.split_once('#').map(|(_, text)| text.as_bytes().to_vec()))
}

/// Puts a comment behind the `|` of the block scalar that `out` has from `start` on, where the real program
/// reads it too.
fn put_behind_header(comment: &[u8], start: usize, out: &mut Vec<u8>) {
    if let Some(at) = out[start..].iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        let text = [b" #", comment].concat();
        out.splice(start + at..start + at, text);
    }
}

/// Whether the header of a block scalar says so.
fn keeps_breaks(block: &str) -> bool {
    block[1..].chars().take_while(char::is_ascii_graphic).any(|indicator| indicator == '+')
}

fn entry(document: &Document<'_>, id: NodeId, source: &[u8]) -> Plaintext {
    let mut entry = Plaintext::with_capacity(64 + source.len());
    forms::start_entry(document, id, &mut entry);
    entry.extend(source);
    entry
}
