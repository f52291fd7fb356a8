//! Positions as numbers, to look many of them up at once. What enters: documents and paths. What
//! leaves: one keyed hash a node; equal ones are the same place as far as chance goes, so whoever must
//! be certain compares the paths as well.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
};

use crate::document::{Document, NO_NODE, NodeId, Path, Segment, Step};

/// The hash of every node's place. List items that are `unseen` do not count: the real program has
/// comments for items, which have no place of their own in the plain text.
pub(super) fn places(
    document: &Document<'_>,
    hasher: &RandomState,
    unseen: impl Fn(NodeId) -> bool,
) -> Vec<u64> {
    let mut places = Vec::with_capacity(document.nodes.len());
    let mut skipped: HashMap<NodeId, u32> = HashMap::new();
    for (id, node) in document.nodes.iter().enumerate() {
        let place = match node.step {
            Step::Document(number) => root(number, hasher),
            Step::Index(index) => {
                let before = skipped.get(&node.parent).copied().unwrap_or_default();
                if unseen(id as NodeId) {
                    skipped.insert(node.parent, before + 1);
                }
                hasher.hash_one((places[node.parent as usize], index - before))
            }
            step @ Step::Key { .. } => {
                let parent: u64 = if node.parent == NO_NODE { 0 } else { places[node.parent as usize] };
                hasher.hash_one((parent, document.key(step)))
            }
        };
        places.push(place);
    }
    places
}

/// The nodes at `paths`; `None` for those that lead nowhere.
pub(super) fn find_all(document: &Document<'_>, paths: &[&Path]) -> Vec<Option<NodeId>> {
    let hasher = RandomState::new();
    let mut wanted: HashMap<u64, Option<NodeId>> =
        paths.iter().map(|path| (of_path(path, &hasher), None)).collect();
    for (id, place) in places(document, &hasher, |_| false).into_iter().enumerate() {
        wanted.entry(place).and_modify(|found| *found = Some(id as NodeId));
    }
    let find = |path: &&Path| {
        let found = wanted.get(&of_path(path, &hasher)).copied().flatten()?;
        (document.path(found) == **path).then_some(found)
    };
    paths.iter().map(find).collect()
}

fn root(number: u32, hasher: &RandomState) -> u64 {
    hasher.hash_one(number)
}

fn of_path(path: &Path, hasher: &RandomState) -> u64 {
    path.segments.iter().fold(root(path.document, hasher), |parent, segment| match segment {
        Segment::Key(key) => hasher.hash_one((parent, Some(key.as_str()))),
        Segment::Index(index) => hasher.hash_one((parent, *index)),
    })
}
