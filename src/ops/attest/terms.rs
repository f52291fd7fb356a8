//! The metadata of a file, as its seal covers them. What enters: the block. What leaves: one digest each
//! over the recipients, the selectors and the rest; and one over what dates the file. The order of the
//! entries and the type in which a notation has a number say nothing.

use super::Part;
use crate::{
    document::Block,
    keys::KeyKind,
    metadata::{Metadata, SEAL, unknown_kinds},
};

/// The digests, in the order of `PARTS`.
pub(super) fn digest(block: &Block) -> [[u8; 32]; 3] {
    let unknown = unknown_kinds(block);
    let is_key = |name: &str| {
        KeyKind::ALL.iter().any(|kind| kind.list() == name)
            || matches!(name, "key_groups" | "shamir_threshold")
            || unknown.iter().any(|unknown| unknown == name)
    };
    let is_rule = |name: &str| name == "mac_only_encrypted" || name.contains("encrypted_");
    let mut parts = [Part::new(), Part::new(), Part::new()];
    for (name, value) in sorted(block) {
        let at = match name {
            SEAL | "mac" | "lastmodified" => continue, // `state` is in all digests
            name if is_key(name) => 0,
            name if is_rule(name) => 1,
            _ => 2,
        };
        parts[at].bytes(name.as_bytes());
        push(&mut parts[at], value);
    }
    parts.map(Part::finish)
}

/// What ties a seal to the values that it was made for: to their MAC.
pub(super) fn state(metadata: &Metadata) -> [u8; 32] {
    let mut part = Part::new();
    part.bytes(metadata.lastmodified.as_bytes());
    part.bytes(metadata.mac.trim_end().as_bytes());
    part.finish()
}

fn push(part: &mut Part, block: &Block) {
    match block {
        Block::Map(_) => {
            part.mark(b'{');
            for (name, value) in sorted(block) {
                part.mark(b'k');
                part.bytes(name.as_bytes());
                push(part, value);
            }
            part.mark(b'}');
        }
        Block::List(items) => {
            part.mark(b'[');
            for item in items {
                push(part, item);
            }
            part.mark(b']');
        }
        Block::Text(text) => push_text(part, text),
        Block::Int(number) => push_text(part, &number.to_string()),
        Block::Bool(flag) => push_text(part, &flag.to_string()),
        Block::Null => push_text(part, ""),
    }
}

fn push_text(part: &mut Part, text: &str) {
    part.mark(b'=');
    part.bytes(text.trim_end().as_bytes());
}

/// The entries of a map by name; those that say nothing are left out, as some writers do.
fn sorted(block: &Block) -> Vec<(&str, &Block)> {
    let Block::Map(entries) = block else { return Vec::new() };
    let is_empty = |value: &Block| match value {
        Block::Map(entries) => entries.is_empty(),
        Block::List(items) => items.is_empty(),
        Block::Text(text) => text.is_empty(),
        Block::Null => true,
        Block::Int(_) | Block::Bool(_) => false,
    };
    let mut entries: Vec<_> = entries
        .iter()
        .filter(|(_, value)| !is_empty(value))
        .map(|(name, value)| (name.as_str(), value))
        .collect();
    entries.sort_by_key(|(name, _)| *name);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, Block)]) -> Block {
        Block::Map(entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    #[test]
    fn the_notation_of_the_block_says_nothing() {
        let one = map(&[
            ("shamir_threshold", Block::Int(2)),
            ("mac_only_encrypted", Block::Bool(true)),
            ("pgp", Block::List(vec![])),
            ("version", Block::text("3.11.0")),
        ]);
        let other = map(&[
            ("version", Block::text("3.11.0")),
            ("mac_only_encrypted", Block::text("true")),
            ("shamir_threshold", Block::text("2")),
        ]);
        assert_eq!(digest(&one), digest(&other));
    }

    #[test]
    fn each_entry_has_its_part() {
        let plain = [
            ("age", Block::List(vec![map(&[("recipient", Block::text("a")), ("enc", Block::text("e"))])])),
            ("unencrypted_suffix", Block::text("_unencrypted")),
            ("version", Block::text("3.11.0")),
        ];
        let before = digest(&map(&plain));
        let differ = |extra: (&'static str, Block)| {
            let mut entries: Vec<_> = plain.iter().filter(|(name, _)| *name != extra.0).cloned().collect();
            entries.push(extra);
            let after = digest(&map(&entries));
            (0..3).filter(|at| before[*at] != after[*at]).collect::<Vec<_>>()
        };
        let key =
            |field: &str| Block::List(vec![map(&[(field, Block::text("x")), ("enc", Block::text("e"))])]);
        assert_eq!(differ(("age", key("recipient"))), [0]);
        assert_eq!(differ(("kms", key("role"))), [0]);
        assert_eq!(differ(("later_kind", key("id"))), [0]);
        assert_eq!(differ(("shamir_threshold", Block::Int(1))), [0]);
        assert_eq!(differ(("unencrypted_suffix", Block::text("x"))), [1]);
        assert_eq!(differ(("mac_only_encrypted", Block::Bool(true))), [1]);
        assert_eq!(differ(("version", Block::text("3.10.0"))), [2]);
        assert_eq!(differ(("later", Block::text("x"))), [2]);
        assert_eq!(differ(("mac", Block::text("x"))), [0; 0]);
        assert_eq!(differ(("seal", Block::text("x"))), [0; 0]);
    }
}
