//! From key groups to shares. What enters: the groups and the providers. What leaves: as many shares as
//! are needed, or the report of every attempt. What one key or provider does (fail, give nonsense,
//! never answer) must not keep another from being tried.

use std::{
    collections::VecDeque,
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::Instant,
};

use super::{GroupReport, KeyReport, RESTORE, Recovery, RecoveryReport};
use crate::{
    keys::{Attempt, KeyGroup, MasterKey, Provider, UnwrapJob, in_seconds, shown},
    secret::{DataKey, Plaintext},
};

/// How many remote keys are tried at once: more than a sane file has.
const AT_ONCE: usize = 16;

type Outcome = Result<Plaintext, Attempt>;

/// The search for shares.
pub(super) struct Search<'a> {
    recovery: &'a Recovery<'a>,
    needed: usize,
    groups: Vec<Group<'a>>,
}

struct Group<'a> {
    keys: &'a [MasterKey],
    /// The share, and the key that gave it.
    share: Option<(Plaintext, usize)>,
    /// By key: why it gave none.
    failed: Vec<Option<Attempt>>,
}

/// A key by its group and its place in it.
#[derive(Clone, Copy, PartialEq)]
struct At {
    group: usize,
    key: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(groups: &'a [KeyGroup], needed: usize, recovery: &'a Recovery<'a>) -> Self {
        let group = |keys: &'a KeyGroup| Group { keys, share: None, failed: vec![None; keys.len()] };
        Self { recovery, needed, groups: groups.iter().map(group).collect() }
    }

    /// The shares, as many as are needed; the data key itself when there is but one group.
    pub(super) fn run(mut self) -> Result<Vec<Plaintext>, RecoveryReport> {
        self.try_local();
        self.try_remote();
        if !self.is_enough() {
            return Err(self.report());
        }
        Ok(self.groups.into_iter().filter_map(|group| group.share).map(|(share, _)| share).collect())
    }

    fn try_local(&mut self) {
        let mut groups: Vec<usize> = (0..self.groups.len()).collect();
        if self.needed < groups.len() {
            // Some can be spared: those that may have to ask a person.
            groups.sort_by_cached_key(|&group| {
                let keys = self.groups[group].keys.iter();
                !keys.filter(|key| !self.is_remote(key)).any(|key| self.is_at_hand(key))
            });
        }
        for group in groups {
            if self.is_enough() {
                return;
            }
            self.try_local_of(group);
        }
    }

    fn try_local_of(&mut self, group: usize) {
        let keys = self.groups[group].keys;
        let sequence = self.sequence(group, false);
        for class in sequence.chunk_by(|&a, &b| keys[a].kind == keys[b].kind) {
            let mut waiting: VecDeque<usize> = class.iter().copied().collect();
            for tried in 0.. {
                // Asked again after the first attempt, by which an identity command has run.
                if tried < 2 && waiting.len() > 1 {
                    waiting.make_contiguous().sort_by_cached_key(|&key| !self.is_at_hand(&keys[key]));
                }
                let Some(key) = waiting.pop_front() else { break };
                let unsupported = || {
                    let list = keys[key].kind.list();
                    Err(failed(format!("{list} keys are not supported by this version yet")))
                };
                let outcome = self
                    .provider(&keys[key])
                    .map_or_else(unsupported, |provider| provider.unwrap(&keys[key]));
                self.settle(At { group, key }, outcome);
                if self.groups[group].share.is_some() {
                    return;
                }
            }
        }
    }

    /// All groups side by side, the first keys of each before the second ones.
    fn try_remote(&mut self) {
        let mut waiting = Vec::new();
        for group in (0..self.groups.len()).filter(|&group| self.groups[group].share.is_none()) {
            waiting.extend(self.sequence(group, true).into_iter().map(|key| At { group, key }).enumerate());
        }
        waiting.sort_by_key(|&(place, at)| (place, at.group));
        let mut waiting: VecDeque<At> = waiting.into_iter().map(|(_, at)| at).collect();
        if self.is_enough() || waiting.is_empty() {
            return;
        }
        // A time that is too long for the clock is none.
        let deadline = Instant::now().checked_add(self.recovery.timeout);
        let (sender, receiver) = mpsc::channel();
        let mut running = Vec::new();
        loop {
            while running.len() < AT_ONCE
                && !self.is_enough()
                && !is_over(deadline)
                && let Some(at) = waiting.pop_front()
            {
                if self.groups[at.group].share.is_some() {
                    continue;
                }
                let key = &self.groups[at.group].keys[at.key];
                let Some(provider) = self.provider(key) else { continue };
                match provider.unwrap_job(key).map(|job| start(job, at, &sender)) {
                    Some(Ok(())) => running.push(at),
                    Some(Err(attempt)) => self.settle(at, Err(attempt)),
                    None => self.settle(at, provider.unwrap(key)),
                }
            }
            if self.is_enough() || (running.is_empty() && waiting.is_empty()) {
                return;
            }
            // Whatever is still running is left behind.
            let Some((at, outcome)) = wait(&receiver, deadline) else { break };
            running.retain(|&other| other != at);
            if self.groups[at.group].share.is_none() {
                self.settle(at, outcome);
            }
        }
        let within = in_seconds(self.recovery.timeout);
        for at in running {
            self.settle(at, Err(late(format!("there was no answer within {within}"))));
        }
        for at in waiting {
            self.settle(at, Err(late(format!("it was not tried: others took {within}"))));
        }
    }

    /// The local or remote keys of a group in the order in which they are tried. A key without a
    /// provider counts as local: nothing is asked for it.
    fn sequence(&self, group: usize, remote: bool) -> Vec<usize> {
        let keys = self.groups[group].keys;
        let order = self.recovery.order;
        let mut sequence: Vec<usize> =
            (0..keys.len()).filter(|&key| self.is_remote(&keys[key]) == remote).collect();
        sequence.sort_by_key(|&key| {
            let kind = keys[key].kind;
            (order.iter().position(|&named| named == kind).unwrap_or(order.len()), kind)
        });
        sequence
    }

    /// Keeps a share, if it can be one, or the reason why there is none.
    fn settle(&mut self, at: At, outcome: Outcome) {
        match outcome.and_then(|share| self.checked(share)) {
            Ok(share) => self.groups[at.group].share = Some((share, at.key)),
            Err(attempt) => self.groups[at.group].failed[at.key] = Some(attempt),
        }
    }

    fn checked(&self, share: Plaintext) -> Outcome {
        let damaged = |reason| Err(Attempt { hint: Some(RESTORE.to_owned()), ..failed(reason) });
        let several = self.groups.len() > 1;
        let what = if several { "share of the key" } else { "key" };
        let length = DataKey::LEN + usize::from(several);
        let found = share.expose().len();
        if found != length {
            return damaged(format!("the {what} in this entry has {found} bytes instead of {length}"));
        }
        if several {
            let number = share.expose()[DataKey::LEN];
            if number == 0 {
                return damaged("the share of the key in this entry has the number 0".to_owned());
            }
            let same = |group: &Group<'_>| {
                group.share.as_ref().is_some_and(|(other, _)| other.expose()[DataKey::LEN] == number)
            };
            if let Some(other) = self.groups.iter().position(same) {
                return damaged(format!(
                    "the share of the key in this entry has the same number as that of group {}",
                    other + 1
                ));
            }
        }
        Ok(share)
    }

    fn is_enough(&self) -> bool {
        self.groups.iter().filter(|group| group.share.is_some()).count() >= self.needed
    }

    fn provider(&self, key: &MasterKey) -> Option<&'a dyn Provider> {
        self.recovery.providers.iter().copied().find(|provider| provider.kind() == key.kind)
    }

    fn is_remote(&self, key: &MasterKey) -> bool {
        self.provider(key).is_some_and(Provider::is_remote)
    }

    fn is_at_hand(&self, key: &MasterKey) -> bool {
        self.provider(key).is_some_and(|provider| provider.has_secret_of(key))
    }

    fn report(self) -> RecoveryReport {
        let groups = self.groups.iter().map(|group| {
            let opened_with = group.share.as_ref().map(|&(_, key)| {
                let key = &group.keys[key];
                format!("{} {}", key.kind.list(), shown(key.id()))
            });
            let keys = group.keys.iter().zip(&group.failed).filter_map(|(key, attempt)| {
                Some(KeyReport { kind: key.kind, name: shown(key.id()), attempt: attempt.clone()? })
            });
            GroupReport { opened_with, keys: keys.collect() }
        });
        RecoveryReport { needed: self.needed, groups: groups.collect() }
    }
}

fn start(job: UnwrapJob, at: At, sender: &Sender<(At, Outcome)>) -> Result<(), Attempt> {
    let sender = sender.clone();
    // Nobody listens any more when others were faster; the share is wiped then.
    let run = move || drop(sender.send((at, job())));
    match thread::Builder::new().name("unwrap".to_owned()).spawn(run) {
        Ok(_) => Ok(()),
        Err(error) => Err(failed(format!("no thread could be started for it: {error}"))),
    }
}

/// The next outcome; `None` when there was none in time.
fn wait(receiver: &Receiver<(At, Outcome)>, deadline: Option<Instant>) -> Option<(At, Outcome)> {
    match deadline {
        Some(deadline) => receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok(),
        None => receiver.recv().ok(),
    }
}

fn is_over(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| deadline <= Instant::now())
}

fn late(reason: String) -> Attempt {
    let hint = "check the connection to its server, or allow more time with --timeout".to_owned();
    Attempt { hint: Some(hint), ..failed(reason) }
}

fn failed(reason: String) -> Attempt {
    Attempt { places: Vec::new(), reason, hint: None }
}
