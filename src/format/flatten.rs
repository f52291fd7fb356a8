//! The flattened notation of the metadata block, for formats without nesting. What enters: a block, or
//! pairs of a key like `age__list_0__map_enc` and a text. What leaves: the other of the two. Types are
//! lost on the way: numbers and booleans come back as texts.

use std::collections::BTreeMap;

use crate::{
    document::Block,
    error::{Error, ErrorKind, Result},
};

const MAP: &str = "__map_";
const LIST: &str = "__list_";

/// No block that sops knows nests deeper than six steps; this bounds hostile keys.
const DEPTH: usize = 64;

/// The pairs of `block`, in its order. Nulls and empty collections have none. A block is refused of which a
/// name would be read as several, or that nests too deep to be read.
pub(super) fn flatten(block: &Block) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    if let Block::Map(_) = block {
        push_pairs(&mut Path::default(), block, &mut pairs)?;
    }
    Ok(pairs)
}

/// Escapes line breaks as the two characters `\n`.
pub(super) fn escape_newlines(text: &str) -> String {
    text.replace('\n', "\\n")
}

/// A block that grows by one pair after the other.
#[derive(Default)]
pub(super) struct Unflatten {
    root: Slot,
    pairs: usize,
}

impl Unflatten {
    /// Adds a pair; the error says why its key cannot stand beside the earlier ones.
    pub(super) fn add(&mut self, key: &str, text: String) -> std::result::Result<(), &'static str> {
        self.pairs += 1;
        let order = self.pairs;
        let mut slot = &mut self.root;
        for step in steps(key)? {
            let branch = slot.branch(matches!(step, Step::Position(_)))?;
            slot = &mut branch.members.entry(step).or_insert((order, Slot::Vacant)).1;
        }
        match slot {
            Slot::Vacant => *slot = Slot::Text(text),
            Slot::Text(_) => return Err("it appears twice"),
            Slot::Branch(_) => return Err(VALUE_AND_COLLECTION),
        }
        Ok(())
    }

    /// The block, in the order in which keys came first. Gaps between positions are closed.
    pub(super) fn finish(self) -> Block {
        self.root.finish()
    }
}

const VALUE_AND_COLLECTION: &str = "it appears as a value and as a collection";

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Position(usize),
}

#[derive(Default)]
struct Branch {
    list: bool,
    /// With the number of the pair that brought each first.
    members: BTreeMap<Step, (usize, Slot)>,
}

#[derive(Default)]
enum Slot {
    #[default]
    Vacant,
    Text(String),
    Branch(Branch),
}

impl Branch {
    fn finish(self) -> Block {
        let mut members: Vec<_> = self.members.into_iter().collect();
        if self.list {
            return Block::List(members.into_iter().map(|(_, (_, slot))| slot.finish()).collect());
        }
        members.sort_by_key(|(_, (order, _))| *order);
        let entry = |(step, (_, slot)): (Step, (usize, Slot))| match step {
            Step::Key(key) => (key, slot.finish()),
            Step::Position(position) => (position.to_string(), slot.finish()),
        };
        Block::Map(members.into_iter().map(entry).collect())
    }
}

impl Slot {
    /// The collection that stands here, new if nothing did.
    fn branch(&mut self, list: bool) -> std::result::Result<&mut Branch, &'static str> {
        if let Self::Vacant = self {
            *self = Self::Branch(Branch { list, ..Branch::default() });
        }
        match self {
            Self::Branch(branch) if branch.list == list => Ok(branch),
            Self::Branch(_) => Err("it is a list in one place and a map in another"),
            Self::Vacant | Self::Text(_) => Err(VALUE_AND_COLLECTION),
        }
    }

    fn finish(self) -> Block {
        match self {
            Self::Vacant => Block::Null,
            Self::Text(text) => Block::Text(text),
            Self::Branch(branch) => branch.finish(),
        }
    }
}

/// The steps of a flattened key; the first one is always a key.
fn steps(key: &str) -> std::result::Result<Vec<Step>, &'static str> {
    let mut steps = Vec::new();
    let (mut rest, mut is_position) = (key, false);
    while steps.len() < DEPTH {
        let next = [(rest.find(MAP), MAP), (rest.find(LIST), LIST)];
        let next = next.into_iter().filter_map(|(at, separator)| Some((at?, separator))).min();
        let name = &rest[..next.map_or(rest.len(), |(at, _)| at)];
        steps.push(if is_position {
            Step::Position(name.parse().map_err(|_| "a position in a list is not a number")?)
        } else {
            Step::Key(name.to_owned())
        });
        let Some((at, separator)) = next else { return Ok(steps) };
        rest = &rest[at + separator.len()..];
        is_position = separator == LIST;
    }
    Err("it nests too deep")
}

fn push_pairs(path: &mut Path, block: &Block, pairs: &mut Vec<(String, String)>) -> Result<()> {
    let text = match block {
        Block::Null => return Ok(()),
        Block::Text(text) => text.clone(),
        Block::Int(number) => number.to_string(),
        Block::Bool(flag) => flag.to_string(),
        Block::Map(entries) => {
            let mut entries = entries.iter();
            return entries.try_for_each(|(name, value)| path.within(Step::Key(name.clone()), value, pairs));
        }
        Block::List(items) => {
            let mut items = items.iter().enumerate();
            return items.try_for_each(|(at, value)| path.within(Step::Position(at), value, pairs));
        }
    };
    let why = match steps(&path.key) {
        Ok(read) if read == path.steps => {
            pairs.push((path.key.clone(), text));
            return Ok(());
        }
        Ok(_) => "a name in it would be read as several",
        Err(why) => why,
    };
    Err(Error::new(ErrorKind::Emit, "the metadata cannot be written in a file without nesting")
        .because(format!("the key {}: {why}", path.key))
        .hint("Choose another output type, or take the entry out of the metadata"))
}

/// Where a pair comes from, and its key.
#[derive(Default)]
struct Path {
    steps: Vec<Step>,
    key: String,
}

impl Path {
    /// Adds the pairs of what stands behind `step`.
    fn within(&mut self, step: Step, block: &Block, pairs: &mut Vec<(String, String)>) -> Result<()> {
        let length = self.key.len();
        match &step {
            Step::Key(name) if self.steps.is_empty() => self.key.push_str(name),
            Step::Key(name) => self.key.extend([MAP, name]),
            Step::Position(at) => self.key.extend([LIST, &at.to_string()]),
        }
        self.steps.push(step);
        push_pairs(self, block, pairs)?;
        self.steps.pop();
        self.key.truncate(length);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Block {
        let recipient = |name: &str| {
            Block::Map(vec![
                ("recipient".into(), Block::text(name)),
                ("enc".into(), Block::text("-----BEGIN\nx\n")),
            ])
        };
        Block::Map(vec![
            ("age".into(), Block::List((0..11).map(|n| recipient(&n.to_string())).collect())),
            ("key_groups".into(), Block::List(vec![Block::Map(vec![("age".into(), Block::List(vec![]))])])),
            ("mac_only_encrypted".into(), Block::Bool(true)),
            ("shamir_threshold".into(), Block::Int(2)),
            ("nothing".into(), Block::Null),
        ])
    }

    fn unflatten(pairs: &[(&str, &str)]) -> std::result::Result<Block, &'static str> {
        let mut block = Unflatten::default();
        for (key, text) in pairs {
            block.add(key, (*text).to_owned())?;
        }
        Ok(block.finish())
    }

    #[test]
    fn keys_are_those_of_sops() {
        let pairs = flatten(&sample()).unwrap();
        assert_eq!(pairs[0], ("age__list_0__map_recipient".to_owned(), "0".to_owned()));
        assert_eq!(pairs[1].0, "age__list_0__map_enc");
        assert_eq!(pairs[20].0, "age__list_10__map_recipient");
        assert_eq!(pairs[22], ("mac_only_encrypted".to_owned(), "true".to_owned()));
        assert_eq!(pairs[23], ("shamir_threshold".to_owned(), "2".to_owned()));
        assert_eq!(pairs.len(), 24);
    }

    #[test]
    fn unflattening_gives_the_block_back_as_texts() {
        let pairs = flatten(&sample()).unwrap();
        let pairs: Vec<_> = pairs.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        let block = unflatten(&pairs).unwrap();
        let Block::Map(entries) = &block else { panic!("not a map") };
        let names: Vec<_> = entries.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["age", "mac_only_encrypted", "shamir_threshold"]);
        assert_eq!(block.get("age"), sample().get("age"));
        assert_eq!(block.get("shamir_threshold").unwrap().as_text(), Some("2"));
    }

    #[test]
    fn names_that_would_be_read_as_several_are_refused() {
        let block = |name: &str| {
            let entry = Block::Map(vec![(name.to_owned(), Block::text("canary"))]);
            Block::Map(vec![("age".into(), Block::List(vec![entry]))])
        };
        for name in ["__list_", "a__map_b", "__map_"] {
            let error = flatten(&block(name)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Emit, "{name}");
            assert!(!error.to_string().contains("canary"));
        }
        for name in ["_", "a_", "_map_b", "__lis"] {
            let pairs = flatten(&block(name)).unwrap();
            let pairs: Vec<_> = pairs.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
            assert_eq!(unflatten(&pairs).unwrap(), block(name));
        }
        let inner = Block::Map(vec![("y".into(), Block::text("canary"))]);
        assert!(flatten(&Block::Map(vec![("x__map".into(), inner.clone())])).is_err());
        assert!(flatten(&Block::Map(vec![("x__map".into(), Block::List(vec![inner]))])).is_err());
        let deep = (0..DEPTH).fold(Block::text("x"), |inner, _| Block::Map(vec![("a".into(), inner)]));
        assert!(flatten(&deep).is_ok());
        assert!(flatten(&Block::Map(vec![("a".into(), deep)])).is_err());
    }

    #[test]
    fn a_list_may_hold_lists_and_positions_come_in_any_order() {
        let block = unflatten(&[("a__list_2__list_0", "z"), ("a__list_0__map_k", "y")]).unwrap();
        let first = Block::Map(vec![("k".into(), Block::text("y"))]);
        assert_eq!(block.get("a"), Some(&Block::List(vec![first, Block::List(vec![Block::text("z")])])));
    }

    #[test]
    fn contradictions_and_hostile_keys_are_refused() {
        assert!(unflatten(&[("a", "1"), ("a", "2")]).is_err());
        assert!(unflatten(&[("a", "1"), ("a__map_b", "2")]).is_err());
        assert!(unflatten(&[("a__map_b", "1"), ("a", "2")]).is_err());
        assert!(unflatten(&[("a__map_0", "1"), ("a__list_0", "2")]).is_err());
        assert!(unflatten(&[("a__list_x", "1")]).is_err());
        assert!(unflatten(&[(&format!("a{}", "__map_b".repeat(100_000)), "1")]).is_err());
        assert_eq!(
            unflatten(&[("a__list_4000000000", "1")])
                .unwrap()
                .get("a")
                .map(|list| matches!(list, Block::List(items) if items.len() == 1)),
            Some(true)
        );
    }
}
