//! Keys that stand twice. What enters: a parsed document, and one of its collections. What leaves: the first entry
//! of it whose key an earlier one has, or the refusal.

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

use crate::{
    crew,
    document::{Document, NodeId, Step},
    error::{Error, ErrorKind, Result},
};

/// Up to so many keys each is compared with all before it.
const FEW: usize = 8;

/// From so many keys on a table of them is larger than what the processor keeps at hand. Less is tried in tests.
const MANY: usize = if cfg!(any(test, fuzzing)) { 12 } else { 16 << 10 };

/// The first entry whose key stands before it in the same collection.
pub(super) fn repeated_key(document: &Document<'_>, collection: NodeId) -> Option<NodeId> {
    let key = |id: NodeId| document.key(document.node(id).step).unwrap_or_default();
    let children = document.children(collection);
    if document.children(collection).take(FEW + 1).count() <= FEW {
        let mut children = children.enumerate();
        let before = |n| document.children(collection).take(n);
        return children.find(|(n, id)| before(*n).any(|other| key(other) == key(*id))).map(|(_, id)| id);
    }
    let children: Vec<_> = children.collect();
    if children.len() >= MANY && all_differ(&children, key) {
        return None;
    }
    let mut seen = HashSet::with_capacity(children.len());
    children.into_iter().find(|id| !seen.insert(key(*id)))
}

/// Refuses a collection with such an entry; `message` says what it is.
pub(super) fn refuse_repeated(document: &Document<'_>, collection: NodeId, message: &str) -> Result<()> {
    let Some(id) = repeated_key(document, collection) else { return Ok(()) };
    let node = document.node(id);
    let start = if let Step::Key { span, .. } = node.step { span.start } else { node.span.start };
    Err(Error::new(ErrorKind::Input, message)
        .at(document.place(start))
        .at_path(document.path(id).to_string())
        .hint("Remove or rename one of the two"))
}

/// Whether it is certain that all keys differ: their hashes do, which are sorted to see it.
fn all_differ<'k>(ids: &[NodeId], key: impl Fn(NodeId) -> &'k str + Sync) -> bool {
    let state = RandomState::new();
    let sorted = |ids: &[NodeId]| {
        let mut hashes: Vec<_> = ids.iter().map(|id| state.hash_one(key(*id))).collect();
        hashes.sort_unstable();
        Ok(hashes)
    };
    let shares = ids.chunks(ids.len().div_ceil(crew::cores()));
    let Ok(sorted) = crew::run(shares.collect(), sorted) else { return false };
    let mut hashes = sorted.concat();
    #[expect(clippy::stable_sort_primitive, reason = "it makes use of the runs that are sorted already")]
    hashes.sort();
    hashes.windows(2).all(|pair| pair[0] != pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Format as _, Limits, json::Json, parts::dice};

    #[test]
    fn the_first_of_all_repetitions_is_found() {
        let mut chance = dice();
        let (mut found, mut clean) = (0, 0);
        for _ in 0..3_000 {
            let count = 1 + chance(40);
            let many = if chance(2) == 0 { 40 } else { 4_000 };
            let keys: Vec<_> = (0..count).map(|_| chance(many)).collect();
            // Different texts, so that they can be parsed; made the same by what they stand for.
            let members: Vec<_> = (0..count).map(|at| format!("\"{at}\": {at}")).collect();
            let source = format!("{{{}}}", members.join(","));
            let mut document = Json.parse(&source, &Limits::default()).unwrap();
            let ids: Vec<_> = document.children(0).collect();
            for (id, key) in ids.iter().zip(&keys) {
                let text = document.intern(&format!("k{key}"));
                let step = &mut document.nodes[*id as usize].step;
                let crate::document::Step::Key { text: known, .. } = step else { panic!("no key") };
                *known = Some(text);
            }
            let expected = (0..count).find(|at| keys[..*at].contains(&keys[*at])).map(|at| ids[at]);
            assert_eq!(repeated_key(&document, 0), expected, "{keys:?}");
            *(if expected.is_some() { &mut found } else { &mut clean }) += 1;
        }
        assert!(found > 500 && clean > 500, "{found} with a repetition, {clean} without");
    }
}
