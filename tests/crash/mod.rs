//! Whatever happens while a file is changed, it is the old one or the new one, whole, and nothing readable
//! stays behind: the program is killed at its system calls, and its system calls fail.
//!
//! `make crash` does so at every single call that touches files, with every error; the tests that always
//! run do it at the calls that change something.

mod scenes;
mod writes;

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use nix::errno::Errno;

use self::scenes::Scene;
use crate::support::tracer::{Call, Traced, Verdict, trace};

/// At which calls something happens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// At all that touch files.
    Every,
    /// At those that change something, and where a changed file is closed.
    Changing,
}

/// What happened.
#[derive(Default)]
struct Count {
    kills: usize,
    faults: usize,
    /// How many of them left the old file.
    old: usize,
    swept: usize,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, faults, old, swept } = self;
        write!(
            f,
            "{kills} kill points, {faults} faults, 0 torn files ({old} old, {} new; {swept} leftovers swept)",
            kills + faults - old
        )
    }
}

/// The errors that a file system gives, besides one that tells nothing.
const ERRORS: [Errno; 4] = [Errno::ENOSPC, Errno::EIO, Errno::EACCES, Errno::EINTR];

/// Plays the scene once for each kill point and each fault.
fn sweep(scene: &Scene, reach: Reach) -> Count {
    let mut count = Count::default();
    let calls = calls(scene, reach);
    let errors = if reach == Reach::Every { &ERRORS[..] } else { &ERRORS[..1] };
    let failures = errors.iter().map(|error| Verdict::Fail(*error as i32));
    for verdict in [Verdict::Kill].into_iter().chain(failures).chain([Verdict::Short]) {
        // The program may make a few calls more than the first time.
        for number in 0..calls.len() + 3 {
            if verdict == Verdict::Short && calls.get(number).is_none_or(|can_be_short| !can_be_short) {
                continue;
            }
            let before = scene.reset();
            let (ended, hit) = play(scene, reach, number, verdict);
            let Some(hit) = hit else { continue };
            let what = || format!("{}: {verdict:?} at {hit}", scene.name);
            if verdict == Verdict::Kill {
                count.kills += 1;
            } else {
                count.faults += 1;
            }
            count.old += usize::from(scene.check(&before, &ended, verdict, &what));
            count.swept += usize::from(scene.rerun(&what));
        }
    }
    count
}

/// The calls of an undisturbed run, in order: whether each could write less than it is given.
fn calls(scene: &Scene, reach: Reach) -> Vec<bool> {
    let before = scene.reset();
    let mut calls = Vec::new();
    let ended = trace(scene.run(), &mut |call| {
        if is_reached(scene, reach, call) {
            calls.push(call.can_be_short());
        }
        Verdict::Go
    });
    assert_eq!(ended.code, Some(0), "{}: {}", scene.name, ended.stderr);
    assert!(!scene.check(&before, &ended, Verdict::Go, &|| scene.name.to_owned()), "{}", scene.name);
    calls
}

/// Runs the scene's command, with the verdict at the call of that number; also returns that call, if it got
/// there.
fn play(scene: &Scene, reach: Reach, number: usize, verdict: Verdict) -> (Traced, Option<String>) {
    let (mut at, mut hit) = (0, None);
    let ended = trace(scene.run(), &mut |call| {
        if hit.is_some() || !is_reached(scene, reach, call) {
            return Verdict::Go;
        }
        at += 1;
        let is_possible = match verdict {
            Verdict::Short => call.can_be_short(),
            Verdict::Fail(_) => !call.closes() || call.closes_a_file(),
            Verdict::Go | Verdict::Kill => true,
        };
        if at - 1 != number || !is_possible {
            return Verdict::Go;
        }
        hit = Some(shown(call));
        verdict
    });
    (ended, hit)
}

fn shown(call: &Call<'_>) -> String {
    format!("{}({})", call.name, call.path().unwrap_or_default().display())
}

fn is_reached(scene: &Scene, reach: Reach, call: &Call<'_>) -> bool {
    reach == Reach::Every
        || call.changes()
        || (call.closes() && call.path().is_some_and(|path| scene.is_inside(&path)))
}

fn report(counts: &BTreeMap<&str, Count>) {
    for (name, count) in counts {
        println!("{name}: {count}");
    }
}

fn changing(scene: &Scene) {
    let count = sweep(scene, Reach::Changing);
    assert!(count.kills >= 8 && count.old >= 4, "{}: {count}", scene.name);
    report(&BTreeMap::from([(scene.name, count)]));
}

#[test]
fn encrypt_in_place() {
    changing(&Scene::encrypt());
}

#[test]
fn set() {
    changing(&Scene::set());
}

#[test]
fn edit() {
    changing(&Scene::edit());
}

#[test]
fn rotate() {
    changing(&Scene::rotate());
}

#[test]
fn updatekeys() {
    changing(&Scene::updatekeys());
}

#[test]
fn decrypt_in_place() {
    changing(&Scene::decrypt());
}

#[test]
fn keygen() {
    changing(&Scene::keygen());
}

#[test]
#[ignore = "takes minutes: make crash"]
fn at_every_call() {
    let mut total = Count::default();
    let scenes = [
        Scene::encrypt(),
        Scene::set(),
        Scene::edit(),
        Scene::rotate(),
        Scene::updatekeys(),
        Scene::decrypt(),
        Scene::keygen(),
    ];
    let counts: BTreeMap<_, _> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            scenes.iter().map(|scene| scope.spawn(|| (scene.name, sweep(scene, Reach::Every)))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for count in counts.values() {
        total.kills += count.kills;
        total.faults += count.faults;
        total.old += count.old;
        total.swept += count.swept;
    }
    report(&counts);
    println!("in all: {total}");
}

/// All files below the folders, with their content; where they are hard links, each by each.
fn files(folders: &[PathBuf]) -> BTreeMap<PathBuf, Vec<u8>> {
    fn look(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                look(&entry.path(), found);
            } else {
                found.insert(entry.path(), std::fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    for folder in folders {
        look(folder, &mut found);
    }
    found
}
