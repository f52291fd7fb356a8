//! From the wrapped keys of a file to its data key, and back. What enters: the key groups of the
//! metadata, and the providers. What leaves: the data key, or a report of every attempt: group by
//! group, key by key, what was tried, where, why it failed, and the next step. An entry that cannot
//! be read must never hinder another one that can.
//!
//! ```text
//! attempts   from groups to shares: local keys first, then remote ones side by side
//! report     what is said when there are too few
//! ```

mod attempts;
mod report;

use std::time::Duration;

pub use report::{GroupReport, KeyReport, RecoveryReport};

use self::attempts::Search;
use super::{KeyGroup, KeyKind, MasterKey, Provider, shamir, shown};
use crate::{
    error::{Error, ErrorKind, Result},
    secret::{DataKey, Plaintext},
};

/// The order in which the kinds of a group are tried, unless another one is asked for.
pub const DEFAULT_ORDER: &[KeyKind] = &[KeyKind::Age, KeyKind::Pgp];

/// How long all remote keys together may take, unless another time is asked for.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Other programs look for its first six words.
const FAILED: &str = "Failed to get the data key required to decrypt the SOPS file";

const RESTORE: &str = "restore the file from version control";

/// How to recover a data key.
#[derive(Clone, Copy)]
pub struct Recovery<'a> {
    /// Those who unwrap.
    pub providers: &'a [&'a dyn Provider],
    /// The order of the kinds within a group; those that it does not name come last.
    pub order: &'a [KeyKind],
    /// How long all remote keys together may take.
    pub timeout: Duration,
}

impl<'a> Recovery<'a> {
    /// With the default timeout.
    pub fn new(providers: &'a [&'a dyn Provider], order: &'a [KeyKind]) -> Self {
        Self { providers, order, timeout: DEFAULT_TIMEOUT }
    }
}

/// Recovers the data key. In every group one key is enough; of several groups, `threshold` of them are
/// (all, when it is `None` or 0). Local keys are tried before remote ones, then in the order of their
/// kinds, then as they stand in the file; remote ones side by side. Nothing more is tried once there
/// is enough.
pub fn recover(groups: &[KeyGroup], threshold: Option<u32>, recovery: &Recovery<'_>) -> Result<DataKey> {
    let failed = |why: String| Error::new(ErrorKind::DataKey, FAILED).because(why).hint(RESTORE);
    if groups.iter().all(Vec::is_empty) {
        return Err(failed("the file's metadata names no key that this version knows".to_owned()));
    }
    let needed = needed(groups, threshold).map_err(failed)?;
    let shares = Search::new(groups, needed, recovery).run().map_err(RecoveryReport::into_error)?;
    let key = match <[Plaintext; 1]>::try_from(shares) {
        Ok([key]) => key,
        Err(shares) => shamir::combine(&shares.iter().map(Plaintext::expose).collect::<Vec<_>>())
            .map_err(|error| failed(error.to_string()))?,
    };
    // The search has seen to its length.
    DataKey::from_slice(key.expose()).ok_or_else(|| failed("the key has another length".to_owned()))
}

/// Wraps the data key for every key of the group, or for every group its share of it, `threshold` of
/// which are needed. No entry is changed unless every key can be wrapped for.
pub fn wrap(
    groups: &mut [KeyGroup],
    threshold: Option<u32>,
    key: &DataKey,
    providers: &[&dyn Provider],
) -> Result<()> {
    check(groups, threshold, providers)?;
    let shares = match groups {
        [_] => Vec::new(),
        _ => shamir::split(key.expose(), needed(groups, threshold).map_err(unusable)?, groups.len())?,
    };
    let mut wrapped = groups.to_vec();
    for (index, group) in wrapped.iter_mut().enumerate() {
        let secret = shares.get(index).map_or(key.expose().as_slice(), Plaintext::expose);
        for master in group {
            provider_of(master, providers)?.wrap(master, secret)?;
        }
    }
    groups.clone_from_slice(&wrapped);
    Ok(())
}

/// Wraps the data key for those keys of a single group that have no wrapped key yet; the entries of
/// all others stay as they are, also of kinds that no provider serves.
pub fn wrap_new(group: &mut KeyGroup, key: &DataKey, providers: &[&dyn Provider]) -> Result<()> {
    let is_new = |master: &&mut MasterKey| master.enc().is_empty();
    let mut wrapped = group.clone();
    for master in wrapped.iter_mut().filter(is_new) {
        let provider = provider_of(master, providers)?;
        provider.check(master)?;
        provider.wrap(master, key.expose())?;
    }
    *group = wrapped;
    Ok(())
}

/// The keys of `groups` that no provider serves.
pub fn unserved<'a>(groups: &'a [KeyGroup], providers: &[&dyn Provider]) -> Vec<&'a MasterKey> {
    groups.iter().flatten().filter(|master| provider_of(master, providers).is_err()).collect()
}

/// Checks that `wrap` would find every key usable, before any work is done for it.
pub fn check(groups: &[KeyGroup], threshold: Option<u32>, providers: &[&dyn Provider]) -> Result<()> {
    if groups.iter().all(Vec::is_empty) {
        return Err(Error::new(ErrorKind::NoKey, "no key to encrypt with")
            .hint("name one with `--age`, or write a creation rule for the file"));
    }
    needed(groups, threshold).map_err(unusable)?;
    if let Some(empty) = groups.iter().position(Vec::is_empty) {
        return Err(unusable(format!("group {} of {} names no key", empty + 1, groups.len()))
            .hint("give it a key, or remove it"));
    }
    groups.iter().flatten().try_for_each(|master| provider_of(master, providers)?.check(master))
}

/// The threshold that the metadata of `groups` has to name: there is none in a single group, and
/// several name theirs even when it is all of them, as other readers expect.
pub fn stored_threshold(groups: &[KeyGroup], threshold: Option<u32>) -> Option<u32> {
    match groups {
        [] | [_] => None,
        _ => threshold.filter(|&threshold| threshold > 0).or(u32::try_from(groups.len()).ok()),
    }
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

/// How many groups have to give their share. In a single group there are no shares, whatever the
/// threshold says: so the real program has it.
fn needed(groups: &[KeyGroup], threshold: Option<u32>) -> Result<usize, String> {
    let count = groups.len();
    match (count, threshold.unwrap_or_default() as usize) {
        (0 | 1, _) | (_, 0) => Ok(count),
        (_, threshold) if threshold > count => {
            Err(format!("shamir_threshold is {threshold}, but there are only {count} key groups"))
        }
        (_, threshold) if threshold < shamir::MIN_THRESHOLD => Err(format!(
            "shamir_threshold is {threshold}, but with several key groups at least {} are needed",
            shamir::MIN_THRESHOLD
        )),
        (_, threshold) => Ok(threshold),
    }
}

fn unusable(why: String) -> Error {
    Error::new(ErrorKind::NoKey, "the data key cannot be wrapped for these key groups")
        .because(why)
        .hint("correct shamir_threshold or the key groups")
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

#[cfg(test)]
mod tests;
