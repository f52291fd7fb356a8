//! Other keys in a block that is there. What enters: the block of a file, and metadata with the keys that
//! it shall have. What leaves: the block with them; whatever does not speak of keys keeps its place and
//! content. Keys of kinds that this version does not know are told apart here, and stay.

use super::{Metadata, group_lists, put};
use crate::{
    document::Block,
    error::Result,
    keys::{KeyGroup, KeyKind},
};

const GROUPS: &str = "key_groups";

impl Metadata {
    /// `old` with the keys, the threshold and all that every writing changes brought up to this
    /// metadata.
    pub fn rekey(&self, old: &Block) -> Block {
        let mut entries = match self.refresh(old) {
            Block::Map(entries) => entries,
            _ => Vec::new(),
        };
        let several = self.groups.len() > 1;
        let none = KeyGroup::new();
        let direct = if several { &none } else { self.groups.first().unwrap_or(&none) };
        put_lists(&mut entries, direct);
        let groups = several.then(|| {
            let old = match old.get(GROUPS) {
                Some(Block::List(groups)) => groups.as_slice(),
                _ => &[],
            };
            let group = |(at, group): (usize, &KeyGroup)| {
                let mut lists = match old.get(at) {
                    Some(Block::Map(lists)) => lists.clone(),
                    _ => Vec::new(),
                };
                put_lists(&mut lists, group);
                Block::Map(lists)
            };
            Block::List(self.groups.iter().enumerate().map(group).collect())
        });
        if several || old.get(GROUPS).is_some_and(|groups| !is_empty(groups)) {
            put(&mut entries, GROUPS, groups);
        }
        let threshold = self.shamir_threshold.filter(|threshold| *threshold > 0);
        // A file that has none and needs none may say 0.
        if threshold.is_some() || several || old.get("shamir_threshold").is_some_and(|old| !is_zero(old)) {
            put(&mut entries, "shamir_threshold", threshold.map(|threshold| Block::Int(threshold.into())));
        }
        Block::Map(entries)
    }
}

impl Metadata {
    /// `old` with everything brought up to this metadata: what `rekey` changes, the selectors, and the
    /// entries that this version does not know.
    pub fn restate(&self, old: &Block) -> Result<Block> {
        let mut entries = match self.rekey(old) {
            Block::Map(entries) => entries,
            _ => Vec::new(),
        };
        let before = Self::from_block(old)?;
        if before.selectors != self.selectors {
            before.selectors.given().for_each(|(name, _)| put(&mut entries, name, None));
            self.selectors.given().for_each(|(name, text)| put(&mut entries, name, Some(Block::text(text))));
        }
        if before.mac_only_encrypted != self.mac_only_encrypted {
            let flag = self.mac_only_encrypted.then_some(Block::Bool(true));
            put(&mut entries, "mac_only_encrypted", flag);
        }
        let stays = |name: &str| self.unknown.iter().any(|(known, _)| known == name);
        for (name, _) in before.unknown.iter().filter(|(name, _)| !stays(name)) {
            put(&mut entries, name, None);
        }
        for (name, value) in &self.unknown {
            put(&mut entries, name, Some(value.clone()));
        }
        Ok(Block::Map(entries))
    }
}

/// The names of lists in `block` that hold wrapped keys of kinds that this version does not know.
pub fn unknown_kinds(block: &Block) -> Vec<String> {
    let mut found = Vec::new();
    let groups = match block.get(GROUPS) {
        Some(Block::List(groups)) => groups.as_slice(),
        _ => &[],
    };
    for entries in [block].into_iter().chain(groups) {
        let Block::Map(entries) = entries else { continue };
        for (name, value) in entries {
            if is_unknown_kind(name, value) && !found.contains(name) {
                found.push(name.clone());
            }
        }
    }
    found
}

/// `block` without the lists that `unknown_kinds` names.
pub fn without_unknown_kinds(block: &Block) -> Block {
    let Block::Map(entries) = block else { return block.clone() };
    let keep = |(name, value): &&(String, Block)| !is_unknown_kind(name, value);
    let entry = |(name, value): &(String, Block)| {
        let value = match value {
            Block::List(groups) if name == GROUPS => {
                Block::List(groups.iter().map(without_unknown_kinds).collect())
            }
            other => other.clone(),
        };
        (name.clone(), value)
    };
    Block::Map(entries.iter().filter(keep).map(entry).collect())
}

/// A list of mappings, one of which has a wrapped key.
fn is_unknown_kind(name: &str, value: &Block) -> bool {
    let Block::List(items) = value else { return false };
    let is_known = name == GROUPS || KeyKind::ALL.iter().any(|kind| kind.list() == name);
    !is_known && items.iter().any(|item| item.get("enc").is_some())
}

/// Sets the lists of `group`. Lists that become empty go; empty ones that are there stay.
fn put_lists(entries: &mut Vec<(String, Block)>, group: &KeyGroup) {
    let lists = group_lists(group);
    for kind in KeyKind::ALL {
        let name = kind.list();
        let list = lists.iter().find(|(list, _)| *list == name).map(|(_, keys)| keys.clone());
        let was_empty = entries.iter().any(|(entry, value)| entry == name && is_empty(value));
        if list.is_some() || !was_empty {
            put(entries, name, list);
        }
    }
}

fn is_empty(value: &Block) -> bool {
    matches!(value, Block::Null) || matches!(value, Block::List(items) if items.is_empty())
}

fn is_zero(value: &Block) -> bool {
    matches!(value, Block::Null | Block::Int(0)) || value.as_text() == Some("0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::MasterKey;

    fn map(entries: &[(&str, Block)]) -> Block {
        Block::Map(entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    fn entry(id: &str) -> Block {
        map(&[("recipient", Block::text(id)), ("enc", Block::text("E")), ("note", Block::Int(1))])
    }

    fn names(block: &Block) -> Vec<&str> {
        let Block::Map(entries) = block else { panic!("not a map") };
        entries.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn future() -> Block {
        Block::List(vec![map(&[("id", Block::text("x")), ("enc", Block::text("E"))])])
    }

    fn flat() -> Block {
        map(&[
            ("version", Block::text("3.9.0")),
            ("kms", Block::List(vec![])),
            ("age", Block::List(vec![entry("a")])),
            ("zz_future", future()),
            ("mac", Block::text("M")),
            ("lastmodified", Block::text("L")),
        ])
    }

    #[test]
    fn nothing_changes_when_the_keys_are_the_same() {
        let metadata = Metadata::from_block(&flat()).unwrap();
        assert_eq!(metadata.rekey(&flat()), flat());
    }

    #[test]
    fn one_group_becomes_two_and_one_again() {
        let mut metadata = Metadata::from_block(&flat()).unwrap();
        metadata.groups.push(vec![MasterKey::new(KeyKind::Pgp, "F")]);
        metadata.shamir_threshold = Some(2);
        let two = metadata.rekey(&flat());
        assert_eq!(
            names(&two),
            ["key_groups", "shamir_threshold", "version", "kms", "zz_future", "mac", "lastmodified"]
        );
        let again = Metadata::from_block(&two).unwrap();
        assert_eq!(again.groups, metadata.groups);
        metadata.groups.pop();
        metadata.shamir_threshold = None;
        let one = metadata.rekey(&two);
        assert_eq!(one.get("age"), flat().get("age"));
        assert_eq!((one.get("key_groups"), one.get("shamir_threshold")), (None, None));
    }

    #[test]
    fn lists_keep_their_place_and_empty_ones_stay() {
        let group = map(&[("hc_vault", Block::List(vec![])), ("age", Block::List(vec![entry("a")]))]);
        let old = map(&[
            ("shamir_threshold", Block::Int(2)),
            ("key_groups", Block::List(vec![group.clone(), group])),
            ("version", Block::text("3.9.0")),
            ("lastmodified", Block::text("L")),
            ("mac", Block::text("M")),
        ]);
        let mut metadata = Metadata::from_block(&old).unwrap();
        metadata.groups[1] = vec![MasterKey::new(KeyKind::Kms, "K")];
        let Some(Block::List(groups)) = metadata.rekey(&old).get("key_groups").cloned() else { panic!() };
        assert_eq!(names(&groups[0]), ["hc_vault", "age"]);
        assert_eq!(names(&groups[1]), ["hc_vault", "kms"]);
    }

    #[test]
    fn unknown_kinds_are_found_wherever_they_stand() {
        assert_eq!(unknown_kinds(&flat()), ["zz_future"]);
        let group = map(&[("age", Block::List(vec![])), ("tpm", future())]);
        let block = map(&[("key_groups", Block::List(vec![group])), ("x", Block::List(vec![]))]);
        assert_eq!(unknown_kinds(&block), ["tpm"]);
        let without = without_unknown_kinds(&block);
        assert!(unknown_kinds(&without).is_empty());
        assert_eq!(names(&without), ["key_groups", "x"]);
        assert_eq!(names(&without_unknown_kinds(&flat())).len(), 5);
    }
}
