//! Tokens of an earlier encryption, to be used again for the values that did not change. What enters:
//! the old document with its opened values, and the new plain document. What leaves: old tokens, each
//! at most once. Never a token under other additional data than its own.
//!
//! A token is bound to the keys on its path, not to positions in lists, so that a list item keeps its
//! token when it moves. A value that stands where it stood takes its own token first: in most files that
//! are all but a few, so that nothing is noted down for them but their place. Values are the same when
//! their canonical bytes are: whoever takes a token looks whether its spelling will do.

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::{BuildHasher as _, RandomState},
};

use super::{
    align::Alignment,
    decrypt::File,
    forms::{self, Form},
    open::Opened,
    place::places,
};
use crate::{
    document::{Document, NodeId, NodeKind, Span, Step},
    error::Result,
    format::{Format, Slot},
    scalar::{self, Scalar, ScalarType},
    secret::Plaintext,
};
use zeroize::Zeroizing;

/// The tokens that are left.
pub(super) struct Reuse<'a> {
    hasher: RandomState,
    /// Those that have to be looked for by what is in them.
    tokens: Vec<Token<'a>>,
    /// The file with the leaves that stand where one of the new document's stands.
    old: Option<Old<'a>>,
    /// For nodes of the new document the leaf of that file at the same place, or `LAST`. Which of them
    /// have another value is found out when that matters.
    unmoved: Vec<u32>,
    /// Whether that was found out.
    is_loose: bool,
    /// The additional data of all tokens, one behind the other.
    aads: Vec<u8>,
    /// By additional data, type and value, in order.
    by_content: HashMap<u64, Chain>,
    /// By content and place.
    by_place: HashMap<u64, u32>,
    /// The new document, and the format whose values are compared with it; `None` without any tokens.
    new: (&'a Document<'a>, Option<&'a dyn Format>),
    /// Content and place of all values of the new document, once somebody asks.
    wanted: Option<HashSet<u64>>,
    /// The places of the new document's nodes, once somebody asks.
    places: OnceCell<Vec<u64>>,
}

/// An opened file.
#[derive(Clone, Copy)]
struct Old<'a> {
    format: &'a dyn Format,
    document: &'a Document<'a>,
    opened: &'a Opened,
}

struct Token<'a> {
    earlier: Earlier<'a>,
    kind: ScalarType,
    /// In `Reuse::aads`.
    aad: Span,
    /// Content and place; `None` for what has no place, and where another value stands there now.
    at: Option<u64>,
    /// The next one with the same content, or `LAST`.
    next: u32,
    used: bool,
}

/// The tokens with one content that nobody asked for yet.
struct Chain {
    first: u32,
    last: u32,
}

/// Ends a chain.
const LAST: u32 = u32::MAX;

/// An old token.
#[derive(Clone, Copy)]
pub(super) struct Earlier<'a> {
    format: &'a dyn Format,
    document: &'a Document<'a>,
    source: Source<'a>,
    same_place: bool,
    /// What is in it.
    pub plaintext: &'a [u8],
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Node(NodeId),
    Text(&'a str),
}

impl<'a> Reuse<'a> {
    /// The tokens of `old`, to be used for `new`.
    pub(super) fn new(
        format: &'a dyn Format,
        old: &'a Document<'a>,
        opened: &'a Opened,
        forms: (&'a [String], &'a [Form]),
        new: &'a Document<'a>,
    ) -> Self {
        let mut reuse = Self::none(new, Some(format));
        reuse.add(format, old, opened, forms, &mut None);
        reuse
    }

    /// The tokens of `files`, which are under one data key. Where several have a token for the same
    /// value, the first file's is taken.
    pub(super) fn of(files: &[&'a File<'a>], new: &'a Document<'a>) -> Self {
        let mut reuse = Self::none(new, files.first().map(|file| file.format));
        // Files of one origin share most tokens, and none may be used twice.
        let mut seen = Some(HashSet::new());
        for file in files {
            let forms = (file.metadata.source_forms.as_slice(), file.forms.as_slice());
            reuse.add(file.format, file.document, &file.opened, forms, &mut seen);
        }
        reuse
    }

    fn none(new: &'a Document<'a>, format: Option<&'a dyn Format>) -> Self {
        let hasher = RandomState::new();
        Self {
            tokens: Vec::new(),
            old: None,
            unmoved: Vec::new(),
            is_loose: false,
            aads: Vec::new(),
            by_content: HashMap::new(),
            by_place: HashMap::new(),
            new: (new, format),
            wanted: None,
            places: OnceCell::new(),
            hasher,
        }
    }

    fn add(
        &mut self,
        format: &'a dyn Format,
        old: &'a Document<'a>,
        opened: &'a Opened,
        (list, forms): (&'a [String], &'a [Form]),
        seen: &mut Option<HashSet<&'a str>>,
    ) {
        let comments = opened.leaves.iter().filter(|leaf| leaf.kind == ScalarType::Comment);
        let items: HashSet<_> = comments.map(|leaf| leaf.node).collect();
        // Several files have no order in common, and items that are comments are none in the new document.
        let aligned = match seen {
            None if items.is_empty() => Alignment::new(old, self.new.0),
            _ => Alignment::default(),
        };
        let this = Old { format, document: old, opened };
        if seen.is_none() {
            self.old = Some(this);
            self.unmoved.resize(self.new.0.nodes.len(), LAST);
        }
        let mut is_first = |text| seen.as_mut().is_none_or(|seen| seen.insert(text));
        let (mut aad, mut old_places) = (Vec::new(), None);
        for (index, leaf) in opened.leaves.iter().enumerate() {
            if !is_first(old.text(old.node(leaf.node).span)) {
                continue;
            }
            if let Some(id) = aligned.of(leaf.node) {
                self.unmoved[id as usize] = index as u32;
                continue;
            }
            aad.clear();
            old.push_aad(leaf.node, &mut aad);
            let of_all = || places(old, &self.hasher, |id| items.contains(&id));
            let place = old_places.get_or_insert_with(of_all)[leaf.node as usize];
            self.add_loose(this.token(index), &aad, Some(place));
        }
        for comment in &opened.comments {
            let text = format.comment_text(old.text(old.comments[comment.index].span));
            if is_first(text) {
                let earlier = this.earlier(Source::Text(text), opened.text(comment.text));
                self.add_loose(Token::new(earlier, ScalarType::Comment), &comment.aad, None);
            }
        }
        for form in forms {
            let text = list[form.index].as_str();
            if is_first(text) {
                let earlier = this.earlier(Source::Text(text), form.entry());
                self.add_loose(Token::new(earlier, ScalarType::Str), forms::AAD, None);
            }
        }
    }

    /// Adds a token that has to be looked for by what is in it.
    fn add_loose(&mut self, mut token: Token<'a>, aad: &[u8], place: Option<u64>) {
        let index = self.tokens.len() as u32;
        let content = content(&self.hasher, &token.value(), aad);
        match self.by_content.entry(content) {
            Entry::Occupied(mut chain) => {
                let previous = std::mem::replace(&mut chain.get_mut().last, index);
                self.tokens[previous as usize].next = index;
            }
            Entry::Vacant(place) => {
                place.insert(Chain { first: index, last: index });
            }
        }
        token.at = place.map(|place| self.hasher.hash_one((place, content)));
        token.at.map(|at| *self.by_place.entry(at).or_insert(index));
        let start = self.aads.len();
        self.aads.extend_from_slice(aad);
        token.aad = Span::new(start, self.aads.len());
        self.tokens.push(token);
    }

    /// The token for the new document's value at `id`.
    pub(super) fn leaf(&mut self, id: NodeId, value: &Scalar<'_>, aad: &[u8]) -> Option<Earlier<'a>> {
        if let Some(token) = self.unmoved(id)
            && token.has(value)
        {
            debug_assert_eq!(token.earlier.aad().as_deref(), Some(aad), "one place has one path");
            self.unmoved[id as usize] = LAST;
            return Some(Earlier { same_place: true, ..token.earlier });
        }
        if !self.is_loose && self.shares_its_path(id) {
            self.loosen();
        }
        let content = content(&self.hasher, value, aad);
        if !self.by_place.is_empty() {
            let at = self.hasher.hash_one((self.places()[id as usize], content));
            let here = self.by_place.get(&at).copied().and_then(|index| self.take(index, value, aad));
            if let Some(earlier) = here {
                return Some(Earlier { same_place: true, ..earlier });
            }
        }
        self.first(content, value, aad)
    }

    /// The text of the file whose places the new document shares.
    pub(super) fn source(&self) -> Option<&'a str> {
        self.old.map(|old| old.document.source)
    }

    /// The token of the value that stood where the new document's `id` stands, unless it was taken.
    fn unmoved(&self, id: NodeId) -> Option<Token<'a>> {
        let index = *self.unmoved.get(id as usize)?;
        self.old.filter(|_| index != LAST).map(|old| old.token(index as usize))
    }

    /// Whether values at other places have the same additional data: items of a list, and those of
    /// several documents. (Keys with a colon in them could too; then a token is made anew.)
    fn shares_its_path(&self, id: NodeId) -> bool {
        let new = self.new.0;
        let mut above = std::iter::successors(Some(new.node(id)), |node| new.nodes.get(node.parent as usize));
        new.roots.len() > 1 || above.any(|node| matches!(node.step, Step::Index(_)))
    }

    /// Lets the tokens of values that are other ones now be looked for, by values that moved there.
    fn loosen(&mut self) {
        self.is_loose = true;
        let (Some(old), (new, Some(format))) = (self.old, self.new) else { return };
        let (mut aad, mut buffer) = (Vec::new(), Plaintext::default());
        for id in 0..self.unmoved.len() as NodeId {
            let Some(token) = self.unmoved(id) else { continue };
            // A value that cannot be read is an error when it is sealed.
            if format.scalar(new, id, &mut buffer).is_ok_and(|value| token.has(&value)) {
                continue;
            }
            let index = std::mem::replace(&mut self.unmoved[id as usize], LAST);
            aad.clear();
            old.document.push_aad(old.opened.leaves[index as usize].node, &mut aad);
            self.add_loose(token, &aad, None);
        }
    }

    /// The token for a comment or a source form.
    pub(super) fn other(&mut self, value: &Scalar<'_>, aad: &[u8]) -> Option<Earlier<'a>> {
        self.first(content(&self.hasher, value, aad), value, aad)
    }

    fn first(&mut self, content: u64, value: &Scalar<'_>, aad: &[u8]) -> Option<Earlier<'a>> {
        loop {
            let chain = self.by_content.get_mut(&content)?;
            let index = chain.first;
            let token = self.tokens.get(index as usize)?; // none has the number `LAST`
            chain.first = token.next;
            // Its own value stands where it stood and will ask for it.
            let is_wanted = token.at.is_some_and(|at| self.is_wanted(at));
            if !is_wanted && let Some(earlier) = self.take(index, value, aad) {
                return Some(earlier);
            }
        }
    }

    fn take(&mut self, index: u32, value: &Scalar<'_>, aad: &[u8]) -> Option<Earlier<'a>> {
        let token = &mut self.tokens[index as usize];
        let fits = self.aads[token.aad.range()] == *aad && token.has(value);
        (fits && !std::mem::replace(&mut token.used, true)).then_some(token.earlier)
    }

    /// Whether a value of the new document has this content and place. Most files change so little that
    /// nobody asks.
    fn is_wanted(&mut self, at: u64) -> bool {
        if self.wanted.is_none() {
            self.wanted = Some(self.all_wanted());
        }
        self.wanted.as_ref().is_some_and(|wanted| wanted.contains(&at))
    }

    fn places(&self) -> &[u64] {
        self.places.get_or_init(|| places(self.new.0, &self.hasher, |_| false))
    }

    fn all_wanted(&self) -> HashSet<u64> {
        let (new, Some(format)) = self.new else { return HashSet::new() };
        let mut wanted = HashSet::with_capacity(new.nodes.len());
        let (mut aad, mut buffer) = (Vec::new(), Plaintext::default());
        for (id, _) in new.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::Scalar) {
            aad.clear();
            new.push_aad(id as NodeId, &mut aad);
            // A value that cannot be read is an error when it is sealed.
            let Ok(value) = format.scalar(new, id as NodeId, &mut buffer) else { continue };
            let content = content(&self.hasher, &value, &aad);
            wanted.insert(self.hasher.hash_one((self.places()[id], content)));
        }
        wanted
    }
}

impl<'a> Old<'a> {
    /// The token of a leaf.
    fn token(&self, index: usize) -> Token<'a> {
        let leaf = &self.opened.leaves[index];
        Token::new(self.earlier(Source::Node(leaf.node), self.opened.text(leaf.text)), leaf.kind)
    }

    fn earlier(&self, source: Source<'a>, plaintext: &'a [u8]) -> Earlier<'a> {
        let Self { format, document, .. } = *self;
        Earlier { format, document, source, same_place: false, plaintext }
    }
}

impl<'a> Token<'a> {
    fn new(earlier: Earlier<'a>, kind: ScalarType) -> Self {
        Self { earlier, kind, aad: Span::new(0, 0), at: None, next: LAST, used: false }
    }
}

impl Token<'_> {
    fn value(&self) -> Scalar<'_> {
        Scalar { kind: self.kind, spelling: self.earlier.plaintext }
    }

    /// Whether this is what is in it.
    fn has(&self, value: &Scalar<'_>) -> bool {
        self.value().is_same(value)
    }
}

impl<'a> Earlier<'a> {
    /// The additional data of a value.
    fn aad(&self) -> Option<Vec<u8>> {
        let Source::Node(node) = self.source else { return None };
        let mut aad = Vec::new();
        self.document.push_aad(node, &mut aad);
        Some(aad)
    }

    /// The text of its file.
    pub(super) fn source(&self) -> &'a str {
        self.document.source
    }

    /// The slot that it stands in, and where in its file its text does, quotes and all, if the new
    /// value at `id` stands at the same place and in like surroundings.
    pub(super) fn slot(&self, format: &dyn Format, new: &Document<'_>, id: NodeId) -> Option<(Slot, Span)> {
        let Source::Node(node) = self.source else { return None };
        if !self.same_place || self.document.node(node).alias != 0 {
            return None;
        }
        let (old, new) = (self.format.slot(self.document, node), format.token_slot(new, id));
        let alike = old.in_flow == new.in_flow
            && old.indent == new.indent
            && old.crlf == new.crlf
            && old.follows == new.follows;
        alike.then(|| (old, self.format.value_span(self.document, node)))
    }

    /// Whether it is a value of the old document, as comments in lists are to the real program.
    pub(super) fn is_value(&self) -> bool {
        matches!(self.source, Source::Node(_))
    }

    /// The token alone.
    pub(super) fn push_token(&self, out: &mut Vec<u8>) -> Result<()> {
        match self.source {
            Source::Node(node) => {
                let mut buffer = Plaintext::default();
                out.extend_from_slice(self.format.scalar(self.document, node, &mut buffer)?.spelling);
            }
            Source::Text(text) => out.extend_from_slice(text.as_bytes()),
        }
        Ok(())
    }
}

fn content(hasher: &RandomState, value: &Scalar<'_>, aad: &[u8]) -> u64 {
    let mut buffer = Zeroizing::new(String::new());
    let canonical = scalar::canonical(value.kind, value.spelling, &mut buffer);
    hasher.hash_one((aad, value.kind.compared(), canonical))
}
