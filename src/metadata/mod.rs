//! The `sops` block, typed. What enters: a `Block` as a format's notation gave it. What leaves: the
//! same information by name, and a `Block` to write. Never plaintext.

mod read;
mod rekey;

pub use rekey::{unknown_kinds, without_unknown_kinds};

use crate::{
    document::Block,
    keys::{KeyGroup, KeyKind},
    select::Selectors,
};

/// The name of the entry.
pub const ENTRY: &str = "sops";

/// The name of the entry of the metadata that holds the seal.
pub const SEAL: &str = "seal";

/// What the seals begin with that this version makes and verifies.
pub const SEAL_VERSION: &str = "v1:";

/// The version that new files claim: the newest whose metadata this program writes.
pub const VERSION: &str = "3.11.0";

/// The metadata of a file.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// One group, or several when the data key is shared.
    pub groups: Vec<KeyGroup>,
    /// How many groups are needed; `None` or 0 for all.
    pub shamir_threshold: Option<u32>,
    /// RFC 3339, UTC, seconds: exactly as stored, since the MAC is bound to it.
    pub lastmodified: String,
    /// The MAC's token; empty when the file has none.
    pub mac: String,
    /// What is encrypted.
    pub selectors: Selectors,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
    /// The version of the program that wrote it.
    pub version: String,
    /// Tokens that say how the author wrote a value (`ops::forms`).
    pub source_forms: Vec<String>,
    /// The seal over what the MAC leaves open (`ops::attest`); empty when the file has none.
    pub seal: String,
    /// Entries that this version does not know, kept as they are.
    pub unknown: Vec<(String, Block)>,
}

impl Metadata {
    /// Whether there is a seal that this version can verify. Any other is as good as none where one is required:
    /// whoever took a seal away could have put it there.
    pub fn has_seal(&self) -> bool {
        self.seal.starts_with(SEAL_VERSION)
    }

    /// The block to write, sorted by name as 3.13 does.
    pub fn to_block(&self) -> Block {
        let mut entries = self.unknown.clone();
        let mut add = |name: &str, value: Block| entries.push((name.to_owned(), value));
        match self.groups.as_slice() {
            [group] => group_lists(group).into_iter().for_each(|(list, keys)| add(list, keys)),
            [] => {}
            groups => {
                let map = |group| {
                    let lists = group_lists(group).into_iter();
                    Block::Map(lists.map(|(list, keys)| (list.to_owned(), keys)).collect())
                };
                add("key_groups", Block::List(groups.iter().map(map).collect()));
            }
        }
        if let Some(threshold) = self.shamir_threshold.filter(|threshold| *threshold > 0) {
            add("shamir_threshold", Block::Int(threshold.into()));
        }
        self.selectors.given().for_each(|(name, selector)| add(name, Block::text(selector)));
        if self.mac_only_encrypted {
            add("mac_only_encrypted", Block::Bool(true));
        }
        add("lastmodified", Block::text(&self.lastmodified));
        add("version", Block::text(&self.version));
        if !self.mac.is_empty() {
            add("mac", Block::text(&self.mac));
        }
        if !self.source_forms.is_empty() {
            add("source_forms", form_list(&self.source_forms));
        }
        if !self.seal.is_empty() {
            add(SEAL, Block::text(&self.seal));
        }
        entries.sort_by(|left, right| left.0.cmp(&right.0));
        Block::Map(entries)
    }

    /// `old` with the entries that every writing changes brought up to this metadata; all others
    /// keep their place and content.
    pub fn refresh(&self, old: &Block) -> Block {
        let mut entries = match old {
            Block::Map(entries) => entries.clone(),
            _ => Vec::new(),
        };
        let forms = (!self.source_forms.is_empty()).then(|| form_list(&self.source_forms));
        put(&mut entries, "lastmodified", Some(Block::text(&self.lastmodified)));
        put(&mut entries, "mac", Some(Block::text(&self.mac)));
        put(&mut entries, "source_forms", forms);
        put(&mut entries, SEAL, (!self.seal.is_empty()).then(|| Block::text(&self.seal)));
        Block::Map(entries)
    }
}

/// The non-empty lists of a group, sorted by name.
fn group_lists(group: &KeyGroup) -> Vec<(&'static str, Block)> {
    let lists = KeyKind::ALL.into_iter().map(|kind| {
        let keys = group.iter().filter(|key| key.kind == kind);
        (kind.list(), keys.map(|key| Block::Map(key.fields.clone())).collect::<Vec<_>>())
    });
    lists.filter(|(_, keys)| !keys.is_empty()).map(|(list, keys)| (list, Block::List(keys))).collect()
}

/// Sets an entry at its place, sorts a new one in where the file is sorted (else somewhere: the order
/// means nothing), or takes it out.
fn put(entries: &mut Vec<(String, Block)>, name: &str, value: Option<Block>) {
    let at = entries.iter().position(|(entry, _)| entry == name);
    match (at, value) {
        (Some(at), Some(value)) => entries[at].1 = value,
        (Some(at), None) => drop(entries.remove(at)),
        (None, None) => {}
        (None, Some(value)) => {
            let at = entries.iter().position(|(entry, _)| entry.as_str() > name);
            entries.insert(at.unwrap_or(entries.len()), (name.to_owned(), value));
        }
    }
}

fn form_list(forms: &[String]) -> Block {
    Block::List(forms.iter().map(Block::text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, keys::MasterKey, select::DEFAULT_UNENCRYPTED_SUFFIX};

    fn map(entries: &[(&str, Block)]) -> Block {
        Block::Map(entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    fn age(recipient: &str) -> Block {
        map(&[("recipient", Block::text(recipient)), ("enc", Block::text("E")), ("new_field", Block::Int(1))])
    }

    fn plain() -> Vec<(&'static str, Block)> {
        vec![
            ("kms", Block::List(vec![])),
            ("pgp", Block::Null),
            ("age", Block::List(vec![age("age1a"), age("age1b")])),
            ("lastmodified", Block::text("2025-01-01T00:00:00Z")),
            ("mac", Block::text("ENC[M]")),
            ("version", Block::text("3.11.0")),
        ]
    }

    fn with(extra: &[(&'static str, Block)]) -> Block {
        map(&plain().into_iter().chain(extra.iter().cloned()).collect::<Vec<_>>())
    }

    #[test]
    fn direct_lists_make_one_group_with_all_fields() {
        let metadata = Metadata::from_block(&with(&[])).unwrap();
        assert_eq!(metadata.groups.len(), 1);
        let ids: Vec<_> = metadata.groups[0].iter().map(MasterKey::id).collect();
        assert_eq!(ids, ["age1a", "age1b"]);
        assert_eq!(metadata.groups[0][0].fields.len(), 3);
        assert_eq!(metadata.mac, "ENC[M]");
        assert_eq!(metadata.selectors.unencrypted_suffix.as_deref(), Some(DEFAULT_UNENCRYPTED_SUFFIX));
    }

    #[test]
    fn several_groups_come_from_key_groups() {
        let group = |id| map(&[("age", Block::List(vec![age(id)])), ("pgp", Block::List(vec![]))]);
        let block = map(&[
            ("shamir_threshold", Block::text("2")),
            ("key_groups", Block::List(vec![group("age1a"), group("age1b")])),
            ("age", Block::List(vec![])),
            ("version", Block::text("3.9.0")),
        ]);
        let metadata = Metadata::from_block(&block).unwrap();
        assert_eq!(metadata.groups.len(), 2);
        assert_eq!(metadata.shamir_threshold, Some(2));
        assert_eq!(metadata.mac, "");
        let again = metadata.to_block();
        assert_eq!(again.get("shamir_threshold"), Some(&Block::Int(2)));
        let Some(Block::List(groups)) = again.get("key_groups") else { panic!() };
        assert_eq!(groups[1], map(&[("age", Block::List(vec![age("age1b")]))]));
    }

    #[test]
    fn flattened_texts_are_read_as_what_they_mean() {
        let block =
            with(&[("mac_only_encrypted", Block::text("true")), ("encrypted_regex", Block::text("^data$"))]);
        let metadata = Metadata::from_block(&block).unwrap();
        assert!(metadata.mac_only_encrypted);
        assert_eq!(metadata.selectors.encrypted_regex.as_deref(), Some("^data$"));
        assert_eq!(metadata.selectors.unencrypted_suffix, None);
    }

    #[test]
    fn two_selectors_are_refused_as_the_real_program_does() {
        let block = with(&[
            ("encrypted_regex", Block::text("a")),
            ("unencrypted_suffix", Block::text("_unencrypted")),
        ]);
        let error = Metadata::from_block(&block).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Generic);
        assert!(error.message().contains("more than one selector"), "{error}");
        let block = with(&[
            ("encrypted_regex", Block::text("a")),
            ("unencrypted_suffix", Block::text("")), // an empty one counts for none
        ]);
        assert!(Metadata::from_block(&block).is_ok());
    }

    #[test]
    fn the_version_must_have_three_numbers() {
        for (version, good) in [
            ("3.9.0", true),
            ("v3.9.0-rc1", true),
            ("3.13.2+build", true),
            ("3.9", false),
            ("3", false),
            ("", false),
            ("foo", false),
            ("3.9.x", false),
        ] {
            let mut entries = plain();
            entries.last_mut().unwrap().1 = Block::text(version);
            let result = Metadata::from_block(&map(&entries));
            assert_eq!(result.is_ok(), good, "{version}");
            if let Err(error) = result {
                assert_eq!(error.kind(), ErrorKind::Version);
            }
        }
    }

    #[test]
    fn unknown_entries_survive_sorted_in() {
        let extra = [("later", map(&[("x", Block::Int(1))])), ("zz", Block::text("y"))];
        let metadata = Metadata::from_block(&with(&extra)).unwrap();
        let Block::Map(entries) = metadata.to_block() else { panic!() };
        let names: Vec<_> = entries.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["age", "lastmodified", "later", "mac", "unencrypted_suffix", "version", "zz"],
            "sorted, empty lists left out"
        );
        assert_eq!(entries[2].1, extra[0].1);
    }

    #[test]
    fn a_refreshed_block_keeps_its_order() {
        let old = with(&[("zz", Block::Int(1))]);
        let mut metadata = Metadata::from_block(&old).unwrap();
        metadata.lastmodified = "2026-01-01T00:00:00Z".to_owned();
        metadata.mac = "ENC[N]".to_owned();
        metadata.source_forms = vec!["ENC[F]".to_owned()];
        let Block::Map(entries) = metadata.refresh(&old) else { panic!() };
        let names: Vec<_> = entries.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["kms", "pgp", "age", "lastmodified", "mac", "source_forms", "version", "zz"]);
        assert_eq!(entries[4].1, Block::text("ENC[N]"));
        metadata.source_forms.clear();
        let without = metadata.refresh(&Block::Map(entries));
        assert_eq!(without.get("source_forms"), None);
    }

    #[test]
    fn a_malformed_block_is_refused_by_name() {
        for (name, value) in [
            ("age", Block::text("age1a")),
            ("age", Block::List(vec![Block::text("age1a")])),
            ("key_groups", Block::Int(1)),
            ("key_groups", Block::List(vec![Block::Int(1)])),
            ("mac", Block::List(vec![])),
            ("shamir_threshold", Block::text("two")),
            ("mac_only_encrypted", Block::text("perhaps")),
        ] {
            let block = map(&[("version", Block::text("3.9.0")), (name, value)]);
            let error = Metadata::from_block(&block).unwrap_err();
            assert_eq!(error.path(), Some(format!("[\"sops\"][\"{name}\"]").as_str()));
        }
        assert!(Metadata::from_block(&Block::Null).is_err());
    }
}
