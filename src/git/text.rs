//! A plain text, parsed, whose values can be compared with those of another. What enters: the text.
//! What leaves: whether two values are the same to their readers, however they are written. Numbers
//! that stand for values (hashes under a random key) never leave this room.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _, RandomState};

use zeroize::Zeroizing;

use crate::{
    document::{Document, NodeId, NodeKind},
    error::Result,
    format::{Format, Limits},
    scalar::{self, ScalarType},
    secret::Plaintext,
};

/// A parsed text.
pub(super) struct Text<'a> {
    pub(super) format: &'a dyn Format,
    pub(super) document: Document<'a>,
    /// One hash a node: different hashes are different values.
    hashes: Vec<u64>,
}

impl<'a> Text<'a> {
    /// Parses `source`. Texts that are to be compared need the same `hasher`. An empty text has no
    /// nodes, in every format.
    pub(super) fn new(
        source: &'a str,
        format: &'a dyn Format,
        limits: &Limits,
        hasher: &RandomState,
    ) -> Result<Self> {
        let document =
            if source.is_empty() { Document::new(source) } else { format.parse(source, limits)? };
        let mut text = Self { format, hashes: vec![0; document.nodes.len()], document };
        for id in (0..text.document.nodes.len() as NodeId).rev() {
            text.hashes[id as usize] = text.hash(id, hasher)?;
        }
        Ok(text)
    }

    /// The node's hash, to compare many at once; equal ones have to be looked at.
    pub(super) fn hash_of(&self, id: NodeId) -> u64 {
        self.hashes[id as usize]
    }

    fn hash(&self, id: NodeId, hasher: &RandomState) -> Result<u64> {
        let mut state = hasher.build_hasher();
        let kind = self.document.node(id).kind;
        std::mem::discriminant(&kind).hash(&mut state);
        match kind {
            NodeKind::Null => {}
            NodeKind::Scalar => self.with_value(id, |kind, value| (kind, value).hash(&mut state))?,
            // The order of a mapping's keys means nothing.
            NodeKind::Mapping => {
                let child = |child| hasher.hash_one((self.key(child), self.hash_of(child)));
                self.document.children(id).map(child).fold(0_u64, u64::wrapping_add).hash(&mut state);
            }
            NodeKind::Sequence => {
                self.document.children(id).for_each(|child| self.hash_of(child).hash(&mut state));
            }
        }
        Ok(state.finish())
    }

    /// Shows the type and the canonical bytes of a scalar.
    pub(super) fn with_value<T>(&self, id: NodeId, look: impl FnOnce(ScalarType, &[u8]) -> T) -> Result<T> {
        let mut buffer = Plaintext::default();
        let value = self.format.scalar(&self.document, id, &mut buffer)?;
        let mut canonical = Zeroizing::new(String::new());
        let bytes = scalar::canonical(value.kind, value.spelling, &mut canonical).unwrap_or(value.spelling);
        Ok(look(value.kind, bytes))
    }

    /// The key that `id` stands under; empty for what has none.
    pub(super) fn key(&self, id: NodeId) -> &str {
        self.document.key(self.document.node(id).step).unwrap_or_default()
    }

    /// The children of a mapping with their keys, each with how often the key came before: `.env` files
    /// may repeat one.
    pub(super) fn entries(&self, id: NodeId) -> Vec<((&str, usize), NodeId)> {
        let mut seen = std::collections::HashMap::new();
        let entry = |child| {
            let key = self.key(child);
            let count: &mut usize = seen.entry(key).or_default();
            *count += 1;
            ((key, *count - 1), child)
        };
        self.document.children(id).map(entry).collect()
    }

    /// The alias that brought `id` here, if `id` is all that it stands for.
    pub(super) fn alias_text(&self, id: NodeId) -> Option<&'a str> {
        let alias = self.document.node(id).alias.checked_sub(1)?;
        let alias = &self.document.aliases[alias as usize];
        (alias.node == id).then(|| self.document.text(alias.span))
    }
}

/// Whether two values are the same.
pub(super) fn same(left: (&Text<'_>, NodeId), right: (&Text<'_>, NodeId)) -> bool {
    let ((one, id), (other, other_id)) = (left, right);
    if one.hash_of(id) != other.hash_of(other_id) {
        return false;
    }
    let kind = one.document.node(id).kind;
    if kind != other.document.node(other_id).kind {
        return false;
    }
    match kind {
        NodeKind::Null => true,
        NodeKind::Scalar => {
            let equal = one.with_value(id, |kind, value| {
                other.with_value(other_id, |other_kind, other| kind == other_kind && value == other)
            });
            matches!(equal, Ok(Ok(true)))
        }
        NodeKind::Mapping => {
            let (entries, mut others) = (one.entries(id), other.entries(other_id));
            // Mostly they are in the same order.
            if entries.iter().map(|(key, _)| key).ne(others.iter().map(|(key, _)| key)) {
                let by_key: std::collections::HashMap<_, _> = others.iter().copied().collect();
                let Some(sorted) = entries.iter().map(|(key, _)| Some((*key, *by_key.get(key)?))).collect()
                else {
                    return false;
                };
                others = sorted;
            }
            entries.len() == other.document.children(other_id).count()
                && entries
                    .iter()
                    .zip(&others)
                    .all(|((_, id), (_, other_id))| same((one, *id), (other, *other_id)))
        }
        NodeKind::Sequence => {
            let (items, others) = (one.document.children(id), other.document.children(other_id));
            one.document.children(id).count() == other.document.children(other_id).count()
                && items.zip(others).all(|(id, other_id)| same((one, id), (other, other_id)))
        }
    }
}
