//! The report of a recovery that failed. What enters: every attempt, group by group. What leaves: the
//! lines that the user reads, and the error that carries them. Never a piece of a key: names and
//! places only.

use super::{FAILED, RESTORE};
use crate::{
    error::{Error, ErrorKind},
    keys::{Attempt, KeyKind},
};

/// Every attempt to recover a data key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryReport {
    /// How many groups have to be opened.
    pub needed: usize,
    /// All groups, in the order of the file.
    pub groups: Vec<GroupReport>,
}

/// What became of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupReport {
    /// The key that opened it, as `keys` would name it.
    pub opened_with: Option<String>,
    /// The attempts that failed, in the order of the file.
    pub keys: Vec<KeyReport>,
}

/// An attempt at one key that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyReport {
    /// The kind of the key.
    pub kind: KeyKind,
    /// Its id as it is shown.
    pub name: String,
    /// How the attempt ended.
    pub attempt: Attempt,
}

/// How many lines a report has at most: whoever writes a file may name any number of keys in it.
const MAX_LINES: usize = 200;

impl RecoveryReport {
    /// The report as indented lines.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let one_hint = self.common_hint().is_some();
        let several = self.groups.len() > 1;
        let indent = if several { "  " } else { "" };
        let mut places_before: &[String] = &[];
        for (index, group) in self.groups.iter().enumerate() {
            if several {
                let title = format!("group {} of {}:", index + 1, self.groups.len());
                match &group.opened_with {
                    Some(name) => {
                        lines.push(format!("{title} opened with {name}"));
                        continue;
                    }
                    None if group.keys.is_empty() => {
                        lines.push(format!("{title} it names no key that this version knows"));
                    }
                    None => lines.push(title),
                }
            }
            for KeyReport { kind, name, attempt } in &group.keys {
                lines.push(format!("{indent}{} {name}: {}", kind.list(), attempt.reason));
                if attempt.places.len() > 1 && attempt.places == places_before {
                    lines.push(format!("{indent}  the same places as above"));
                } else {
                    lines.extend(attempt.places.iter().map(|place| format!("{indent}  {place}")));
                }
                places_before = &attempt.places;
                if let Some(hint) = attempt.hint.as_ref().filter(|_| !one_hint) {
                    lines.push(format!("{indent}  next: {hint}"));
                }
            }
        }
        if lines.len() > MAX_LINES {
            let more = lines.len() - MAX_LINES;
            lines.truncate(MAX_LINES);
            lines.push(format!("and {more} more lines"));
        }
        lines
    }

    /// As the error that the user sees.
    pub fn into_error(self) -> Error {
        let cause = match self.groups.as_slice() {
            [GroupReport { keys, .. }] => match keys.len() {
                1 => "its one key could not be used".to_owned(),
                count => format!("none of its {count} keys could be used"),
            },
            groups => {
                let opened = match self.opened() {
                    0 => "none".to_owned(),
                    opened => format!("only {opened}"),
                };
                let needed = self.needed;
                format!(
                    "of its {} key groups {needed} are needed, and {opened} could be opened",
                    groups.len()
                )
            }
        };
        let error = Error::new(ErrorKind::DataKey, FAILED).because(cause).detailed(self.lines());
        let ask = "or ask someone who can read the file to add a key of yours";
        match self.common_hint() {
            Some(hint) => error.hint(hint),
            None if self.failed().next().is_none() => error.hint(RESTORE),
            None if self.failed().count() == 1 && self.groups.len() == 1 => {
                error.hint(format!("make this key work, {ask}"))
            }
            None if self.groups.len() > 1 => error.hint(format!(
                "in each group one key is enough: make one of them work in {} more of the groups, {ask}",
                self.needed - self.opened()
            )),
            None => error.hint(format!("one of these keys is enough: make one of them work, {ask}")),
        }
    }

    fn opened(&self) -> usize {
        self.groups.iter().filter(|group| group.opened_with.is_some()).count()
    }

    fn failed(&self) -> impl Iterator<Item = &KeyReport> {
        self.groups.iter().filter(|group| group.opened_with.is_none()).flat_map(|group| &group.keys)
    }

    /// The next step when it is the same one for all keys. Where a group was opened there are other
    /// ways as well: it stays with the keys.
    fn common_hint(&self) -> Option<&str> {
        if self.opened() > 0 {
            return None;
        }
        let mut hints = self.failed().filter_map(|key| key.attempt.hint.as_deref());
        let first = hints.next()?;
        hints.all(|hint| hint == first).then_some(first)
    }
}
