//! What differs between two plain texts, by key path. What enters: both texts, which may be of different
//! formats. What leaves: the places, each with the values there, in memory that is wiped. Which of them
//! may be shown is the caller's matter.

use std::hash::RandomState;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::text::{Text, same};
use crate::{
    document::{NodeId, NodeKind, Path},
    error::Result,
    format::{Format, Limits},
    secret::Plaintext,
};

/// A place where two files differ: a value that is there in one of them, or in both and not the same.
pub struct Change {
    /// Where: in the new file or, for what is gone, in the old one.
    pub path: Path,
    /// The old value as text; `None` when it was added.
    pub old: Option<Plaintext>,
    /// The new value as text; `None` when it was removed.
    pub new: Option<Plaintext>,
}

/// The changes from one text to another, in the order of the new one; what is gone comes where it was.
pub fn changes(
    (old, old_format): (&str, &dyn Format),
    (new, new_format): (&str, &dyn Format),
    limits: &Limits,
) -> Result<Vec<Change>> {
    let hasher = RandomState::new();
    let (old, new) =
        (Text::new(old, old_format, limits, &hasher)?, Text::new(new, new_format, limits, &hasher)?);
    let mut differ = Differ { old: &old, new: &new, changes: Vec::new() };
    let (roots, others) = (&old.document.roots, &new.document.roots);
    for number in 0..roots.len().max(others.len()) {
        let root = |roots: &[crate::document::Root]| roots.get(number).and_then(|root| root.node);
        differ.pair(root(roots), root(others))?;
    }
    Ok(differ.changes)
}

struct Differ<'a> {
    old: &'a Text<'a>,
    new: &'a Text<'a>,
    changes: Vec<Change>,
}

impl Differ<'_> {
    fn pair(&mut self, old: Option<NodeId>, new: Option<NodeId>) -> Result<()> {
        let (old, new) = match (old, new) {
            (Some(old), Some(new)) => (old, new),
            (Some(old), None) => return self.all(self.old, old, true),
            (None, Some(new)) => return self.all(self.new, new, false),
            (None, None) => return Ok(()),
        };
        if same((self.old, old), (self.new, new)) {
            return Ok(());
        }
        let kinds = (self.old.document.node(old).kind, self.new.document.node(new).kind);
        match kinds {
            (NodeKind::Mapping, NodeKind::Mapping) => self.mappings(old, new),
            (NodeKind::Sequence, NodeKind::Sequence) => self.sequences(old, new),
            (NodeKind::Scalar | NodeKind::Null, NodeKind::Scalar | NodeKind::Null) => {
                let path = self.new.document.path(new);
                let (old, new) = (written(self.old, old)?, written(self.new, new)?);
                self.changes.push(Change { path, old: Some(old), new: Some(new) });
                Ok(())
            }
            _ => {
                self.all(self.old, old, true)?;
                self.all(self.new, new, false)
            }
        }
    }

    fn mappings(&mut self, old: NodeId, new: NodeId) -> Result<()> {
        let (before, after) = (self.old.entries(old), self.new.entries(new));
        let known: std::collections::HashMap<_, _> = before.iter().copied().collect();
        let stays: std::collections::HashSet<_> = after.iter().map(|(key, _)| *key).collect();
        // What is gone is told where it stood: behind the entry before it.
        let mut gone = before.iter().filter(|(key, _)| !stays.contains(key)).peekable();
        for (key, id) in &after {
            if let Some(old) = known.get(key) {
                while let Some((_, lost)) = gone.next_if(|(_, lost)| lost < old) {
                    self.pair(Some(*lost), None)?;
                }
            }
            self.pair(known.get(key).copied(), Some(*id))?;
        }
        gone.try_for_each(|(_, lost)| self.pair(Some(*lost), None))
    }

    fn sequences(&mut self, old: NodeId, new: NodeId) -> Result<()> {
        let before: Vec<_> = self.old.document.children(old).collect();
        let after: Vec<_> = self.new.document.children(new).collect();
        let hashes =
            |text: &Text<'_>, items: &[NodeId]| items.iter().map(|id| text.hash_of(*id)).collect::<Vec<_>>();
        let (left, right) = (hashes(self.old, &before), hashes(self.new, &after));
        for op in capture_diff_slices(Algorithm::Myers, &left, &right) {
            if let DiffOp::Equal { .. } = op {
                continue;
            }
            let (lost, found) = (&before[op.old_range()], &after[op.new_range()]);
            let shared = if lost.len() == found.len() { lost.len() } else { 0 };
            for at in 0..shared {
                self.pair(Some(lost[at]), Some(found[at]))?;
            }
            lost[shared..].iter().try_for_each(|id| self.pair(Some(*id), None))?;
            found[shared..].iter().try_for_each(|id| self.pair(None, Some(*id)))?;
        }
        Ok(())
    }

    /// All values below `id` as removed or added.
    fn all(&mut self, text: &Text<'_>, id: NodeId, removed: bool) -> Result<()> {
        let is_collection = !matches!(text.document.node(id).kind, NodeKind::Scalar | NodeKind::Null);
        let mut children = text.document.children(id).peekable();
        if is_collection && children.peek().is_some() {
            return children.try_for_each(|child| self.all(text, child, removed));
        }
        let value = Some(written(text, id)?);
        let (old, new) = if removed { (value, None) } else { (None, value) };
        self.changes.push(Change { path: text.document.path(id), old, new });
        Ok(())
    }
}

fn written(text: &Text<'_>, id: NodeId) -> Result<Plaintext> {
    let fixed = |text: &str| Ok(Plaintext::new(text.as_bytes().to_vec()));
    match text.document.node(id).kind {
        NodeKind::Null => fixed("null"),
        NodeKind::Mapping => fixed("{}"),
        NodeKind::Sequence => fixed("[]"),
        NodeKind::Scalar => text.with_value(id, |_, bytes| Plaintext::new(bytes.to_vec())),
    }
}

/// Two texts line by line, each line behind `- `, `+ ` or two blanks.
pub fn lines(old: &str, new: &str) -> Plaintext {
    let mut out = Plaintext::with_capacity((old.len() + new.len()) * 2 + 16);
    for change in similar::TextDiff::from_lines(old, new).iter_all_changes() {
        out.extend(match change.tag() {
            similar::ChangeTag::Equal => b"  ",
            similar::ChangeTag::Delete => b"- ",
            similar::ChangeTag::Insert => b"+ ",
        });
        out.extend(change.value().trim_end_matches('\n').as_bytes());
        out.extend(b"\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::FormatName;

    fn told(old: &str, new: &str) -> Vec<String> {
        let yaml = FormatName::Yaml.format().unwrap();
        let tell = |change: Change| {
            let text = |value: Option<Plaintext>| value.map(|value| value.expose_str().unwrap().to_owned());
            match (text(change.old), text(change.new)) {
                (Some(old), Some(new)) => format!("{} {old}>{new}", change.path),
                (Some(old), None) => format!("{} -{old}", change.path),
                (_, new) => format!("{} +{}", change.path, new.unwrap()),
            }
        };
        changes((old, yaml), (new, yaml), &Limits::default()).unwrap().into_iter().map(tell).collect()
    }

    #[test]
    fn changes_are_told_by_key_path() {
        let old = "a: 1\nb:\n  c: x\n  d: ~\nl: [1, 2, 3]\ng: {x: {y: 1}, z: []}\n";
        let new = "b:\n  d: \"1\"\n  c: x\nl: [1, 3, 4]\nn: {}\na: 1 # same\n";
        assert_eq!(
            told(old, new),
            [
                r#"["b"]["d"] null>1"#,
                r#"["l"][1] -2"#,
                r#"["l"][2] +4"#,
                r#"["n"] +{}"#,
                r#"["g"]["x"]["y"] -1"#,
                r#"["g"]["z"] -[]"#
            ]
        );
        assert!(told(old, old).is_empty());
    }

    #[test]
    fn long_texts_are_told_line_by_line() {
        assert_eq!(lines("a\nb\nc\n", "a\nc\nd").expose_str().unwrap(), "  a\n- b\n  c\n+ d\n");
    }
}
