//! From the wrapped keys of a file to its data key, and back. What enters: the key groups of the
//! metadata, and the providers. What leaves: the data key, or a report of every attempt: group by
//! group, key by key, what was tried, where, why it failed, and the next step. An entry that cannot
//! be read must never hinder another one that can.

use std::collections::VecDeque;

use super::{Attempt, KeyGroup, KeyKind, MasterKey, Provider, shown};
use crate::{
    error::{Error, ErrorKind, Result},
    secret::{DataKey, Plaintext},
};

/// The order in which the kinds of a group are tried, unless another one is asked for.
pub const DEFAULT_ORDER: &[KeyKind] = &[KeyKind::Age, KeyKind::Pgp];

/// Other programs look for its first six words.
const FAILED: &str = "Failed to get the data key required to decrypt the SOPS file";

/// Recovers the data key. Within a group, local keys are tried before remote ones, then in the
/// `order` of their kinds (those that it does not name come last), then as they stand in the file.
pub fn recover(
    groups: &[KeyGroup],
    _threshold: Option<u32>,
    providers: &[&dyn Provider],
    order: &[KeyKind],
) -> Result<DataKey> {
    let group = match groups {
        [group] if !group.is_empty() => group,
        [] | [_] => {
            return Err(Error::new(ErrorKind::DataKey, FAILED)
                .because("the file's metadata names no key")
                .hint("restore the file from version control"));
        }
        _ => return Err(several_groups(FAILED)),
    };
    let key = share_of(group, DataKey::LEN, providers, order)
        .map_err(|failed| RecoveryReport { groups: vec![failed] }.into_error())?;
    // `share_of` has checked the length already.
    DataKey::from_slice(key.expose()).ok_or_else(|| Error::new(ErrorKind::DataKey, FAILED))
}

/// Wraps the data key for every key of every group. Nothing is wrapped unless every key can be.
pub fn wrap(groups: &mut [KeyGroup], key: &DataKey, providers: &[&dyn Provider]) -> Result<()> {
    check(groups, providers)?;
    for master in groups.iter_mut().flatten() {
        provider_of(master, providers)?.wrap(master, key.expose())?;
    }
    Ok(())
}

/// Checks that `wrap` would find every key usable, before any work is done for it.
pub fn check(groups: &[KeyGroup], providers: &[&dyn Provider]) -> Result<()> {
    if groups.iter().all(Vec::is_empty) {
        return Err(Error::new(ErrorKind::NoKey, "no key to encrypt with")
            .hint("name one with `--age`, or write a creation rule for the file"));
    }
    if groups.len() > 1 {
        return Err(several_groups("the data key cannot be wrapped"));
    }
    groups.iter().flatten().try_for_each(|master| provider_of(master, providers)?.check(master))
}

/// Reads a decryption order, `age,pgp,…`; the default one when it names nothing.
pub fn parse_order(text: &str) -> Result<Vec<KeyKind>> {
    let mut order = Vec::new();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let kind = KeyKind::ALL.into_iter().find(|kind| kind.list() == name).ok_or_else(|| {
            let names = KeyKind::ALL.map(KeyKind::list).join(", ");
            Error::new(
                ErrorKind::Generic,
                format!("unknown key type in the decryption order: {}", shown(name)),
            )
            .hint(format!("the key types are {names}"))
        })?;
        if order.contains(&kind) {
            return Err(Error::new(
                ErrorKind::DuplicateKeyType,
                format!("duplicate key type in the decryption order: {name}"),
            )
            .hint("name each key type once"));
        }
        order.push(kind);
    }
    Ok(if order.is_empty() { DEFAULT_ORDER.to_vec() } else { order })
}

/// Every attempt to recover a data key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryReport {
    /// The groups that gave no share, in the order of the file.
    pub groups: Vec<GroupReport>,
}

/// Every attempt to recover the share of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupReport {
    /// Its keys, in the order of the file.
    pub keys: Vec<KeyReport>,
}

/// The attempt at one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyReport {
    /// The kind of the key.
    pub kind: KeyKind,
    /// Its name as it is shown.
    pub name: String,
    /// How the attempt ended.
    pub attempt: Attempt,
}

impl RecoveryReport {
    /// The report as indented lines.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let one_hint = self.common_hint().is_some();
        let several = self.groups.len() > 1;
        let indent = if several { "  " } else { "" };
        for (index, group) in self.groups.iter().enumerate() {
            if several {
                lines.push(format!("group {} of {}:", index + 1, self.groups.len()));
            }
            let mut places_before: &[String] = &[];
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
        lines
    }

    /// As the error that the user sees.
    pub fn into_error(self) -> Error {
        let count: usize = self.groups.iter().map(|group| group.keys.len()).sum();
        let error = Error::new(ErrorKind::DataKey, FAILED)
            .because(match count {
                1 => "its one key could not be used".to_owned(),
                _ => format!("none of its {count} keys could be used"),
            })
            .detailed(self.lines());
        match self.common_hint() {
            Some(hint) => error.hint(hint),
            None => error.hint(
                "one of these keys is enough: make one of them work, or ask someone who can read the file to \
                 add a key of yours",
            ),
        }
    }

    /// The next step when it is the same one for all keys.
    fn common_hint(&self) -> Option<&str> {
        let mut hints =
            self.groups.iter().flat_map(|group| &group.keys).filter_map(|key| key.attempt.hint.as_deref());
        let first = hints.next()?;
        hints.all(|hint| hint == first).then_some(first)
    }
}

/// The share of one group: `length` bytes, from the first of its keys that gives them.
fn share_of(
    group: &[MasterKey],
    length: usize,
    providers: &[&dyn Provider],
    order: &[KeyKind],
) -> std::result::Result<Plaintext, GroupReport> {
    let provider = |index: usize| providers.iter().find(|provider| provider.kind() == group[index].kind);
    let rank = |index: usize| {
        let remote = provider(index).is_some_and(|provider| provider.is_remote());
        let kind = group[index].kind;
        let place = order.iter().position(|&named| named == kind).unwrap_or(order.len());
        (remote, place, kind)
    };
    let mut reports: Vec<Option<KeyReport>> = group.iter().map(|_| None).collect();
    let mut sequence: Vec<usize> = (0..group.len()).collect();
    sequence.sort_by_key(|&index| rank(index));
    for class in sequence.chunk_by(|&a, &b| rank(a) == rank(b)) {
        let mut waiting: VecDeque<usize> = class.iter().copied().collect();
        for tried in 0.. {
            // Asked again after the first attempt, by which an identity command has run.
            if tried < 2 && waiting.len() > 1 {
                waiting.make_contiguous().sort_by_cached_key(|&index| {
                    !provider(index).is_some_and(|provider| provider.has_secret_of(&group[index]))
                });
            }
            let Some(index) = waiting.pop_front() else { break };
            let master = &group[index];
            let outcome = match provider(index) {
                Some(provider) => provider.unwrap(master).and_then(|share| of_length(share, length)),
                None => {
                    Err(failed(format!("{} keys are not supported by this version yet", master.kind.list())))
                }
            };
            match outcome {
                Ok(share) => return Ok(share),
                Err(attempt) => {
                    reports[index] = Some(KeyReport { kind: master.kind, name: shown(master.id()), attempt });
                }
            }
        }
    }
    Err(GroupReport { keys: reports.into_iter().flatten().collect() })
}

fn of_length(share: Plaintext, length: usize) -> std::result::Result<Plaintext, Attempt> {
    match share.expose().len() {
        found if found == length => Ok(share),
        found => Err(Attempt {
            hint: Some("restore the file from version control".to_owned()),
            ..failed(format!("the key in this entry has {found} bytes instead of {length}"))
        }),
    }
}

fn failed(reason: String) -> Attempt {
    Attempt { places: Vec::new(), reason, hint: None }
}

fn provider_of<'a>(master: &MasterKey, providers: &[&'a dyn Provider]) -> Result<&'a dyn Provider> {
    providers.iter().copied().find(|provider| provider.kind() == master.kind).ok_or_else(|| {
        let kind = master.kind.list();
        Error::new(
            ErrorKind::NoKey,
            format!("{kind} keys are not supported by this version yet: {}", shown(master.id())),
        )
        .hint("encrypt to age recipients")
    })
}

fn several_groups(message: &str) -> Error {
    Error::new(ErrorKind::DataKey, message)
        .because("key groups are not supported yet")
        .hint("use a file whose keys stand in one group")
}

#[cfg(test)]
mod tests;
