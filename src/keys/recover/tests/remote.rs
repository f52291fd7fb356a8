//! Keys that are asked for over the network, each on a thread of its own.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use super::{
    groups::{Open, unhex, wrapped},
    *,
};
use crate::keys::UnwrapJob;

/// A provider whose keys say by their id how they behave.
#[derive(Clone)]
struct Cloud {
    /// Where those meet that are only answered together.
    meeting: Arc<Barrier>,
    started: Arc<AtomicUsize>,
    running: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    detached: bool,
}

impl Cloud {
    fn new(meeting: usize) -> Self {
        let zero = || Arc::new(AtomicUsize::new(0));
        let (started, running, most) = (zero(), zero(), zero());
        Self { meeting: Arc::new(Barrier::new(meeting)), started, running, most, detached: true }
    }

    fn answer(&self, id: &str, enc: &str) -> Result<Plaintext, Attempt> {
        self.started.fetch_add(1, Ordering::SeqCst);
        let refused = |reason: &str| Attempt {
            places: Vec::new(),
            reason: reason.to_owned(),
            hint: Some("ask for access".to_owned()),
        };
        match id.split('-').next().unwrap_or_default() {
            "together" => {
                self.meeting.wait();
            }
            "hang" => loop {
                thread::park();
            },
            "denied" => {
                let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
                self.most.fetch_max(running, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(5));
                self.running.fetch_sub(1, Ordering::SeqCst);
                return Err(refused("access was denied"));
            }
            _ => {}
        }
        Ok(unhex(enc))
    }
}

impl Provider for Cloud {
    fn kind(&self) -> KeyKind {
        KeyKind::Kms
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn wrap(&self, _: &mut MasterKey, _: &[u8]) -> Result<()> {
        unreachable!("nothing is wrapped here")
    }

    fn unwrap(&self, key: &MasterKey) -> Result<Plaintext, Attempt> {
        self.answer(key.id(), key.enc())
    }

    fn unwrap_job(&self, key: &MasterKey) -> Option<UnwrapJob> {
        let (cloud, id, enc) = (self.clone(), key.id().to_owned(), key.enc().to_owned());
        self.detached.then(|| Box::new(move || cloud.answer(&id, &enc)) as UnwrapJob)
    }
}

/// The groups, with all keys that are not called `local` in the cloud.
fn in_the_cloud<const N: usize>(groups: [KeyGroup; N]) -> [KeyGroup; N] {
    groups.map(|group| {
        let remote = |master: MasterKey| match master.id() {
            "local" => master,
            id => key(KeyKind::Kms, id, master.enc()),
        };
        group.into_iter().map(remote).collect()
    })
}

fn within(milliseconds: u64, groups: &[KeyGroup], threshold: u32, cloud: &Cloud) -> Result<DataKey> {
    let local = Open::holding(&["local"]);
    let providers: [&dyn Provider; 2] = [cloud, &local];
    let recovery =
        Recovery { timeout: Duration::from_millis(milliseconds), ..Recovery::new(&providers, DEFAULT_ORDER) };
    let start = Instant::now();
    let result = recover(groups, Some(threshold), &recovery);
    assert!(start.elapsed() < Duration::from_secs(20), "it waits for none that hangs");
    result
}

#[test]
fn groups_are_asked_side_by_side() {
    let groups = in_the_cloud(wrapped([&["together-1"], &["together-2"], &["hang", "together-3"]], Some(3)));
    assert_eq!(*within(60_000, &groups, 3, &Cloud::new(3)).unwrap().expose(), [9; 32]);
}

#[test]
fn the_first_answer_is_enough_for_a_group() {
    let groups = in_the_cloud(wrapped([&["hang-1", "denied", "good", "hang-2"]], None));
    assert_eq!(*within(60_000, &groups, 0, &Cloud::new(1)).unwrap().expose(), [9; 32]);
}

#[test]
fn no_server_is_asked_when_local_keys_are_enough() {
    let groups = in_the_cloud(wrapped([&["hang", "local"], &["good"], &["local"]], Some(2)));
    let cloud = Cloud::new(1);
    within(60_000, &groups, 2, &cloud).unwrap();
    assert_eq!(cloud.started.load(Ordering::SeqCst), 0);
}

#[test]
fn local_and_remote_shares_go_together() {
    let groups = in_the_cloud(wrapped([&["hang"], &["denied", "good"], &["local"]], Some(2)));
    assert_eq!(*within(60_000, &groups, 2, &Cloud::new(1)).unwrap().expose(), [9; 32]);
}

#[test]
fn one_that_never_answers_is_reported_when_the_time_is_over() {
    let groups = in_the_cloud(wrapped([&["hang", "denied"], &["local"]], None));
    let error = fails(within(200, &groups, 2, &Cloud::new(1)));
    assert_eq!(
        error.details(),
        [
            "group 1 of 2:",
            "  kms hang: there was no answer within 0.2 seconds",
            "    next: check the connection to its server, or allow more time with --timeout",
            "  kms denied: access was denied",
            "    next: ask for access",
            "group 2 of 2: opened with age local",
        ]
    );
}

#[test]
fn without_time_nothing_is_asked() {
    let groups = in_the_cloud(wrapped([&["good"]], None));
    let cloud = Cloud::new(1);
    let error = fails(within(0, &groups, 0, &cloud));
    assert_eq!(error.details(), ["kms good: it was not tried: others took 0 seconds"]);
    assert_eq!(cloud.started.load(Ordering::SeqCst), 0);
}

#[test]
fn a_timeout_beyond_the_clock_is_none() {
    let groups = in_the_cloud(wrapped([&["denied", "good"]], None));
    let recovery_of = |cloud: &Cloud| {
        let providers: [&dyn Provider; 1] = [cloud];
        let recovery = Recovery { timeout: Duration::MAX, ..Recovery::new(&providers, DEFAULT_ORDER) };
        recover(&groups, None, &recovery).map(|key| *key.expose())
    };
    assert_eq!(recovery_of(&Cloud::new(1)).unwrap(), [9; 32]);
}

#[test]
fn many_keys_wait_for_their_turn_and_are_all_asked() {
    let ids: Vec<String> = (0..40).map(|number| format!("denied-{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let groups = in_the_cloud(wrapped([&ids], None));
    let cloud = Cloud::new(1);
    let error = fails(within(60_000, &groups, 0, &cloud));
    assert_eq!(error.details().len(), 40);
    assert_eq!(error.next_step(), Some("ask for access"));
    assert_eq!(cloud.started.load(Ordering::SeqCst), 40);
    assert!((2..=16).contains(&cloud.most.load(Ordering::SeqCst)));
}

#[test]
fn a_provider_without_jobs_is_waited_for() {
    let groups = in_the_cloud(wrapped([&["denied", "good"], &["denied", "good"]], None));
    let cloud = Cloud { detached: false, ..Cloud::new(1) };
    assert_eq!(*within(60_000, &groups, 0, &cloud).unwrap().expose(), [9; 32]);
    assert_eq!(cloud.most.load(Ordering::SeqCst), 1);
}
