//! What a three-way merge keeps, by key path. What enters: the base and both sides. What leaves: a plan
//! that names for each value the side it comes from, and the conflicts. No text is made here.
//!
//! A value that one side left alone follows the other; a value that both changed in the same way stays
//! so; anything else is a conflict, and the plan holds the favoured side's value. Entries of mappings
//! are matched by their keys. Items of lists are matched by a field that names them, where all have
//! one, else by their values and places.

use std::collections::{HashMap, HashSet};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::text::{Text, same};
use crate::document::{NodeId, NodeKind, Path};

/// Who has a say in a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What both sides started from.
    Base,
    /// The side that is merged into.
    Ours,
    /// The side that is merged.
    Theirs,
}

/// The nodes that stand for one value on the three sides.
pub(super) type Trio = [Option<NodeId>; 3];

/// What becomes of a value that stays.
#[derive(Debug)]
pub(super) enum Plan {
    /// It is as it stands on that side.
    Keep(Side),
    /// It is an alias, written alike wherever it stands: its value follows the anchor's.
    Alias(Side),
    /// A mapping of these entries.
    Mapping(Vec<Child>),
    /// A list of these items.
    Sequence(Vec<Child>),
}

/// A part of a collection.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) nodes: Trio,
    pub(super) plan: Plan,
}

/// A place where both sides want something else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// Where.
    pub path: Path,
    /// What both did there.
    pub kind: ConflictKind,
}

/// How two sides came to differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// Both changed the value, each in its way.
    Changed,
    /// Both added the key, each with another value.
    Added,
    /// One removed what the other changed.
    Removed,
    /// Both changed a list at the same place.
    List,
    /// Both changed which documents the file has.
    Documents,
}

/// The fields that name the items of a list, in the order in which they are tried.
const NAMES: [&str; 3] = ["name", "id", "key"];

impl Side {
    /// All of them, in the order of a `Trio`.
    pub(super) const ALL: [Self; 3] = [Self::Base, Self::Ours, Self::Theirs];

    /// Its position in a `Trio`.
    pub(super) fn at(self) -> usize {
        self as usize
    }
}

/// The plan of the whole file, document by document.
pub(super) enum Whole {
    /// The documents.
    Documents(Vec<(Trio, Option<Plan>)>),
    /// The file as it stands on that side.
    Keep(Side),
}

/// How to plan.
#[derive(Clone, Copy)]
pub(super) struct Policy {
    /// Whose value the plan holds where there is a conflict.
    pub(super) favour: Side,
    /// Whether a list to which both sides added takes the items of both.
    pub(super) union: bool,
    /// Whether a collection that one side laid out in lines and the other in braces is one value: not every
    /// text can have entries of both.
    pub(super) keep_layouts: bool,
}

/// Plans the merge.
pub(super) fn plan(texts: &[Text<'_>; 3], policy: Policy) -> (Whole, Vec<Conflict>) {
    let mut planner = Planner { texts, policy, conflicts: Vec::new() };
    let whole = planner.documents();
    (whole, planner.conflicts)
}

struct Planner<'a> {
    texts: &'a [Text<'a>; 3],
    policy: Policy,
    conflicts: Vec<Conflict>,
}

impl<'a> Planner<'a> {
    fn documents(&mut self) -> Whole {
        let counts = self.texts.each_ref().map(|text| text.document.roots.len());
        // A text that is empty may become any number of documents.
        let alike = counts[1] == counts[2] && (counts[0] == counts[1] || counts[0] == 0);
        if !alike {
            let roots = |side: Side| -> Vec<_> {
                self.texts[side.at()].document.roots.iter().map(|root| root.node).collect()
            };
            let unchanged = |side: Side| {
                let (base, mine) = (roots(Side::Base), roots(side));
                base.len() == mine.len()
                    && base
                        .iter()
                        .zip(&mine)
                        .all(|(base, mine)| self.is_same((Side::Base, *base), (side, *mine)))
            };
            let kept = if unchanged(Side::Ours) {
                Side::Theirs
            } else if unchanged(Side::Theirs) {
                Side::Ours
            } else {
                self.conflicts.push(Conflict { path: Path::default(), kind: ConflictKind::Documents });
                self.policy.favour
            };
            return Whole::Keep(kept);
        }
        let document = |number: usize| {
            let nodes =
                self.texts.each_ref().map(|text| text.document.roots.get(number).and_then(|root| root.node));
            (nodes, self.value(nodes))
        };
        Whole::Documents((0..counts[1]).map(document).collect())
    }

    /// What becomes of a value; `None` when it goes.
    fn value(&mut self, nodes: Trio) -> Option<Plan> {
        let [base, ours, theirs] = nodes;
        match (ours, theirs) {
            (None, None) => None,
            (Some(_), None) => self.one_sided(nodes, Side::Ours),
            (None, Some(_)) => self.one_sided(nodes, Side::Theirs),
            (Some(_), Some(_)) => {
                if let Some(plan) = self.alias(nodes) {
                    return Some(plan);
                }
                match self.common_kind(nodes) {
                    Some(NodeKind::Mapping) => return Some(Plan::Mapping(self.mapping(nodes))),
                    Some(NodeKind::Sequence) => return Some(Plan::Sequence(self.sequence(nodes))),
                    _ => {}
                }
                Some(Plan::Keep(
                    match (self.unchanged(nodes, Side::Ours), self.unchanged(nodes, Side::Theirs)) {
                        _ if self.is_same((Side::Ours, ours), (Side::Theirs, theirs)) => Side::Ours,
                        (true, _) => Side::Theirs,
                        (_, true) => Side::Ours,
                        _ => {
                            let kind =
                                if base.is_some() { ConflictKind::Changed } else { ConflictKind::Added };
                            self.conflict(nodes, kind);
                            if self.policy.favour == Side::Base && base.is_none() {
                                return None;
                            }
                            self.policy.favour
                        }
                    },
                ))
            }
        }
    }

    /// A value that only `side` has.
    fn one_sided(&mut self, nodes: Trio, side: Side) -> Option<Plan> {
        if nodes[0].is_none() {
            return Some(Plan::Keep(side));
        }
        if self.unchanged(nodes, side) {
            return None;
        }
        self.conflict(nodes, ConflictKind::Removed);
        nodes[self.policy.favour.at()].is_some().then_some(Plan::Keep(self.policy.favour))
    }

    fn alias(&self, nodes: Trio) -> Option<Plan> {
        let text = |side: Side| self.texts[side.at()].alias_text(nodes[side.at()]?);
        let ours = text(Side::Ours)?;
        (text(Side::Theirs) == Some(ours)).then_some(Plan::Alias(Side::Ours))
    }

    /// The kind of the value, when it is a collection on both sides that is written out there.
    fn common_kind(&self, nodes: Trio) -> Option<NodeKind> {
        let kind = |side: Side| {
            let (text, id) = (&self.texts[side.at()], nodes[side.at()]?);
            let node = text.document.node(id);
            let layout = self.policy.keep_layouts.then(|| (text.is_block(id), text.is_section(id)));
            (node.alias == 0).then_some((node.kind, layout))
        };
        let ours = kind(Side::Ours)?;
        (kind(Side::Theirs) == Some(ours)).then_some(ours.0)
    }

    fn mapping(&mut self, nodes: Trio) -> Vec<Child> {
        let entries = Side::ALL.map(|side| self.entries(side, nodes[side.at()]));
        self.keyed(&entries)
    }

    fn entries(&self, side: Side, node: Option<NodeId>) -> Vec<((&'a str, usize), NodeId)> {
        let text: &'a Text<'a> = &self.texts[side.at()];
        let node = node.filter(|id| text.document.node(*id).kind == NodeKind::Mapping);
        node.map_or_else(Vec::new, |id| text.entries(id))
    }

    /// Children that are matched by something that names them.
    fn keyed<K: Copy + Eq + std::hash::Hash>(&mut self, entries: &[Vec<(K, NodeId)>; 3]) -> Vec<Child> {
        let maps = entries.each_ref().map(|entries| entries.iter().copied().collect::<HashMap<_, _>>());
        let orders =
            entries.each_ref().map(|entries| entries.iter().map(|(key, _)| *key).collect::<Vec<_>>());
        let mut children = HashMap::new();
        for key in order(&orders) {
            let nodes = maps.each_ref().map(|map| map.get(&key).copied());
            if let Some(plan) = self.value(nodes) {
                children.insert(key, Child { nodes, plan });
            }
        }
        let mut ordered: Vec<_> =
            order(&orders).into_iter().filter_map(|key| children.remove(&key)).collect();
        ordered.sort_by_key(|child| self.is_section(child));
        ordered
    }

    fn is_section(&self, child: &Child) -> bool {
        let is_section =
            |side: Side| child.nodes[side.at()].is_some_and(|node| self.texts[side.at()].is_section(node));
        match child.plan {
            Plan::Keep(side) | Plan::Alias(side) => is_section(side),
            _ => is_section(Side::Ours) || is_section(Side::Theirs),
        }
    }

    fn sequence(&mut self, nodes: Trio) -> Vec<Child> {
        let items = Side::ALL.map(|side| self.items(side, nodes[side.at()]));
        if let Some(named) = NAMES.iter().find_map(|name| self.named(&items, name)) {
            return self.keyed(&named);
        }
        let hashes = Side::ALL.map(|side| {
            let hash = |id: &NodeId| self.texts[side.at()].hash_of(*id);
            items[side.at()].iter().map(hash).collect::<Vec<_>>()
        });
        let matched = [Side::Ours, Side::Theirs].map(|side| matches(&hashes[0], &hashes[side.at()]));
        let mut children = Vec::new();
        let (mut from, mut next) = ([0, 0, 0], 0);
        loop {
            // The next item of the base that both sides kept.
            let stable = (next..items[0].len()).find_map(|at| Some([at, matched[0][at]?, matched[1][at]?]));
            let to = stable.unwrap_or_else(|| items.each_ref().map(Vec::len));
            let part = Side::ALL.map(|side| &items[side.at()][from[side.at()]..to[side.at()]]);
            self.part(nodes, part, &mut children);
            let Some(stable) = stable else { return children };
            let item = Side::ALL.map(|side| Some(items[side.at()][stable[side.at()]]));
            children.extend(self.value(item).map(|plan| Child { nodes: item, plan }));
            (from, next) = (stable.map(|at| at + 1), stable[0] + 1);
        }
    }

    /// The items between two that both sides kept.
    fn part(&mut self, list: Trio, part: [&[NodeId]; 3], children: &mut Vec<Child>) {
        let [base, ours, theirs] = part;
        if base.len() == ours.len() && base.len() == theirs.len() {
            for ((base, ours), theirs) in base.iter().zip(ours).zip(theirs) {
                let nodes = [Some(*base), Some(*ours), Some(*theirs)];
                children.extend(self.value(nodes).map(|plan| Child { nodes, plan }));
            }
            return;
        }
        let equal = |one: Side, other: Side| {
            let (left, right) = (part[one.at()], part[other.at()]);
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| self.is_same((one, Some(*left)), (other, Some(*right))))
        };
        let side = if equal(Side::Ours, Side::Theirs) || equal(Side::Base, Side::Theirs) {
            Side::Ours
        } else if equal(Side::Base, Side::Ours) {
            Side::Theirs
        } else if self.policy.union {
            let is_new = |item: &&NodeId| {
                !ours.iter().any(|mine| self.is_same((Side::Ours, Some(*mine)), (Side::Theirs, Some(**item))))
            };
            let mine = ours.iter().map(|item| (Side::Ours, *item));
            let added: Vec<_> = theirs.iter().filter(is_new).map(|item| (Side::Theirs, *item)).collect();
            children.extend(mine.chain(added).map(|(side, item)| kept(side, item)));
            return;
        } else {
            self.conflict(list, ConflictKind::List);
            self.policy.favour
        };
        children.extend(part[side.at()].iter().map(|item| kept(side, *item)));
    }

    fn items(&self, side: Side, node: Option<NodeId>) -> Vec<NodeId> {
        let document = &self.texts[side.at()].document;
        let node = node.filter(|id| document.node(*id).kind == NodeKind::Sequence);
        node.map_or_else(Vec::new, |id| document.children(id).collect())
    }

    /// The items by what the field `name` of each says, if each has one of its own, and if no side
    /// moved them about where the other did too.
    fn named(&self, items: &[Vec<NodeId>; 3], name: &str) -> Option<[Vec<(u64, NodeId)>; 3]> {
        let named = |side: Side| {
            let text = &self.texts[side.at()];
            let mut seen = HashSet::new();
            let name = |id: &NodeId| {
                let node = text.document.node(*id);
                let field = (node.kind == NodeKind::Mapping && node.alias == 0)
                    .then(|| text.document.child(*id, name))??;
                let hash = text.hash_of(field);
                (text.document.node(field).kind == NodeKind::Scalar && seen.insert(hash))
                    .then_some((hash, *id))
            };
            items[side.at()].iter().map(name).collect::<Option<Vec<_>>>()
        };
        let [base, ours, theirs] = Side::ALL.map(named);
        let named = [base?, ours?, theirs?];
        let orders = named.each_ref().map(|items| items.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        is_order_certain(&orders).then_some(named)
    }

    fn unchanged(&self, nodes: Trio, side: Side) -> bool {
        self.is_same((Side::Base, nodes[0]), (side, nodes[side.at()]))
    }

    fn is_same(&self, (one, left): (Side, Option<NodeId>), (other, right): (Side, Option<NodeId>)) -> bool {
        match (left, right) {
            (None, None) => true,
            (Some(left), Some(right)) => {
                same((&self.texts[one.at()], left), (&self.texts[other.at()], right))
            }
            _ => false,
        }
    }

    fn conflict(&mut self, nodes: Trio, kind: ConflictKind) {
        let side = [Side::Ours, Side::Theirs].into_iter().find(|side| nodes[side.at()].is_some());
        let path = side.and_then(|side| Some(self.texts[side.at()].document.path(nodes[side.at()]?)));
        self.conflicts.push(Conflict { path: path.unwrap_or_default(), kind });
    }
}

/// An item of one side alone.
fn kept(side: Side, item: NodeId) -> Child {
    let mut nodes = [None; 3];
    nodes[side.at()] = Some(item);
    Child { nodes, plan: Plan::Keep(side) }
}

/// For each element of `left` the position of its like in `right`, in order.
fn matches(left: &[u64], right: &[u64]) -> Vec<Option<usize>> {
    let mut found = vec![None; left.len()];
    for op in capture_diff_slices(Algorithm::Myers, left, right) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            (0..len).for_each(|at| found[old_index + at] = Some(new_index + at));
        }
    }
    found
}

/// The keys of all sides in one order: that of ours, unless only theirs put them into another; what
/// ours does not have comes behind what it follows in theirs.
fn order<K: Copy + Eq + std::hash::Hash>([base, ours, theirs]: &[Vec<K>; 3]) -> Vec<K> {
    let (host, guest) =
        if is_moved(base, theirs) && !is_moved(base, ours) { (theirs, ours) } else { (ours, theirs) };
    let (in_host, in_guest): (HashSet<K>, HashSet<K>) =
        (host.iter().copied().collect(), guest.iter().copied().collect());
    // What the guest puts behind each of the host's keys; first what stands before all of them.
    let mut behind: HashMap<Option<K>, Vec<K>> = HashMap::new();
    let mut last = None;
    for key in guest {
        if in_host.contains(key) {
            last = Some(*key);
        } else {
            behind.entry(last).or_default().push(*key);
        }
    }
    let mut waiting = behind.remove(&None).unwrap_or_default();
    let mut merged = Vec::with_capacity(host.len() + guest.len());
    for key in host {
        // The host's own additions stay with what they were added to.
        if in_guest.contains(key) {
            merged.append(&mut waiting);
            waiting = behind.remove(&Some(*key)).unwrap_or_default();
        }
        merged.push(*key);
    }
    merged.append(&mut waiting);
    merged
}

/// Whether the keys that both have are in another order.
fn is_moved<K: Copy + Eq + std::hash::Hash>(base: &[K], side: &[K]) -> bool {
    let (in_base, in_side): (HashSet<&K>, HashSet<&K>) = (base.iter().collect(), side.iter().collect());
    base.iter().filter(|key| in_side.contains(key)).ne(side.iter().filter(|key| in_base.contains(key)))
}

/// Whether the order of the merged list does not depend on which side is which: at most one side moved
/// items, and no place got new ones from both.
fn is_order_certain(orders: &[Vec<u64>; 3]) -> bool {
    let [base, ours, theirs] = orders;
    order(orders) == order(&[base.clone(), theirs.clone(), ours.clone()])
        && !(is_moved(base, ours) && is_moved(base, theirs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(base: &str, ours: &str, theirs: &str) -> String {
        order(&[base, ours, theirs].map(|text| text.chars().collect())).into_iter().collect()
    }

    #[test]
    fn additions_stay_behind_what_they_follow() {
        assert_eq!(ordered("abc", "abxc", "abyc"), "abxyc");
        assert_eq!(ordered("ab", "abx", "yab"), "yabx");
        assert_eq!(ordered("ab", "xab", "yab"), "xyab");
        assert_eq!(ordered("", "ab", "bc"), "abc");
    }

    #[test]
    fn the_side_that_moved_keys_gives_the_order() {
        assert_eq!(ordered("abc", "abcx", "cab"), "cxab");
        assert_eq!(ordered("abc", "cab", "abcx"), "cxab");
        assert!(is_order_certain(&[vec![1, 2], vec![1, 2, 3], vec![0, 1, 2]]));
        assert!(!is_order_certain(&[vec![1, 2], vec![1, 2, 3], vec![1, 2, 4]]));
    }
}
