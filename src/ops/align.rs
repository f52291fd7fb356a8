//! What stands at the same place in two versions of a file. What enters: the documents. What leaves: for
//! nodes of the old one those of the new one, as far as both have the same keys in the same order, counted
//! from the start and from the end. Most changes are that small, and then no place has to be looked up.

use std::ops::Range;

use crate::document::{Document, NO_NODE, Node, NodeId, Step};

/// Pairs of nodes: each pair has the same path, and all paths above it are pairs as well.
#[derive(Default)]
pub(super) struct Alignment {
    /// So many nodes from the start.
    head: NodeId,
    /// Nodes of the old document up to its metadata.
    tail: Range<NodeId>,
    /// What to add to one of the tail for its counterpart.
    shift: i64,
}

impl Alignment {
    /// Compares `old`, whose metadata are the last of it or do not count as nodes, with `new`.
    pub(super) fn new(old: &Document<'_>, new: &Document<'_>) -> Self {
        let end = match old.roots.as_slice() {
            [root] => root.sops.filter(|sops| old.node(*sops).end as usize == old.nodes.len()),
            _ => None,
        };
        let olds = &old.nodes[..end.unwrap_or(old.nodes.len() as NodeId) as usize];
        let news = new.nodes.as_slice();
        let is_same = |one: &Node, other: &Node| {
            one.kind == other.kind
                && match (one.step, other.step) {
                    (Step::Key { .. }, Step::Key { .. }) => old.key(one.step) == new.key(other.step),
                    (Step::Index(one), Step::Index(other)) | (Step::Document(one), Step::Document(other)) => {
                        one == other
                    }
                    _ => false,
                }
        };
        let is_head = |(one, other): &(&Node, &Node)| one.parent == other.parent && is_same(one, other);
        let head = olds.iter().zip(news).take_while(is_head).count();

        let shift = news.len() as i64 - olds.len() as i64;
        let is_outer = |one: &Node, other: &Node| {
            one.parent == other.parent && (one.parent == NO_NODE || one.parent < head as NodeId)
        };
        let is_tail = |(one, other): &(&Node, &Node)| {
            let shifted = i64::from(one.parent) + shift == i64::from(other.parent);
            (is_outer(one, other) || shifted) && is_same(one, other)
        };
        let tail = olds[head..].iter().rev().zip(news[head..].iter().rev()).take_while(is_tail).count();
        let mut start = olds.len() - tail;
        // What stands in a node before the tail is no part of it: such nodes come first, with all below them.
        while let Some(one) = olds.get(start) {
            let other = &news[(start as i64 + shift) as usize];
            if is_outer(one, other) {
                break;
            }
            start = one.end as usize;
        }
        Self { head: head as NodeId, tail: start as NodeId..olds.len() as NodeId, shift }
    }

    /// The node of the new document at the place of the old one's `id`.
    pub(super) fn of(&self, id: NodeId) -> Option<NodeId> {
        if id < self.head {
            return Some(id);
        }
        self.tail.contains(&id).then(|| (i64::from(id) + self.shift) as NodeId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{FormatName, Limits};

    /// The paths of the old document's nodes, each with that of its counterpart.
    fn pairs(old: &str, new: &str) -> Vec<(String, Option<String>)> {
        let format = FormatName::Yaml.format().unwrap();
        let parse = |text| format.parse(text, &Limits::default()).unwrap();
        let (old, new) = (parse(old), parse(new));
        let alignment = Alignment::new(&old, &new);
        let pair = |id| (old.path(id).to_string(), alignment.of(id).map(|id| new.path(id).to_string()));
        (0..old.nodes.len() as NodeId).map(pair).collect()
    }

    #[test]
    fn pairs_have_one_path() {
        let texts = [
            "a: 1\nb: {c: 2, d: [3, 4]}\ne: 5\n",
            "a: 9\nb: {c: 2, d: [3, 4]}\ne: 5\n",
            "a: 1\nb: {c: 2, x: 0, d: [3, 4]}\ne: 5\n",
            "a: 1\nb: {c: 2, d: [0, 3, 4]}\ne: 5\n",
            "a: 1\nx: {c: 2, d: [3, 4]}\ne: 5\n",
            "b: {c: 2, d: [3, 4]}\ne: 5\n",
            "a: 1\nb: [2]\ne: 5\n",
            "a: 1\nb: {d: [3, 4]}\nc: {d: [3, 4]}\ne: 5\n",
            "a: 1\n---\na: 1\n",
            "{}\n",
            "",
        ];
        for old in texts {
            for new in texts {
                for (path, other) in pairs(old, new) {
                    assert!(other.as_ref().is_none_or(|other| *other == path), "{old}{new}{path} {other:?}");
                }
            }
            assert!(pairs(old, old).iter().all(|(path, other)| Some(path) == other.as_ref()), "{old}");
        }
    }

    #[test]
    fn a_new_name_leaves_all_others_paired() {
        let found =
            pairs("a: 1\nweb: {x: 1, y: {z: 2}}\nb: {c: 3}\n", "a: 1\nwww: {x: 1, y: {z: 2}}\nb: {c: 3}\n");
        let lone: Vec<_> =
            found.iter().filter(|(_, other)| other.is_none()).map(|(path, _)| path.as_str()).collect();
        let web = r#"["web"]"#;
        let lone_ones = ["", r#"["x"]"#, r#"["y"]"#, r#"["y"]["z"]"#].map(|below| format!("{web}{below}"));
        assert_eq!(lone, lone_ones);
    }

    #[test]
    fn a_new_key_leaves_all_others_paired() {
        let lone = |(_, other): &(String, Option<String>)| other.is_none();
        let old = "a: 1\nb:\n  c: 2\n  d: 3\ne: {f: 4}\nsops:\n  mac: x\n";
        let found = pairs(old, "a: 1\nb:\n  c: 2\n  x: 0\n  d: 3\ne: {f: 4}\n");
        let lone: Vec<_> = found.iter().filter(|pair| lone(pair)).map(|(path, _)| path.as_str()).collect();
        assert_eq!(lone, ["[\"sops\"]", "[\"sops\"][\"mac\"]"]);
    }
}
