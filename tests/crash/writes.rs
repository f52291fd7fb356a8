//! What is written where: each write of the program is looked at, and no plaintext goes to any file but the
//! one that was asked for.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use crate::support::{
    Run, Sandbox,
    tracer::{Traced, Verdict, trace},
};

/// In the content of the file, and nowhere else.
const CANARY: &str = "c4n4ry-in-the-pipes";

/// A sandbox with an encrypted file, and a private place in memory.
struct Stage {
    sandbox: Sandbox,
    recipient: String,
    runtime: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let (sandbox, recipient) = Sandbox::with_key();
        let runtime = tempfile::tempdir_in("/dev/shm").expect("Linux has memory for files");
        fs::set_permissions(runtime.path(), fs::Permissions::from_mode(0o700)).unwrap();
        sandbox.write("a.yaml", format!("a: {CANARY}\nb: {CANARY} too\n"));
        sandbox.run(["encrypt", "-i", "--age", &recipient, "a.yaml"]).finish().success();
        Self { sandbox, recipient, runtime }
    }

    fn run(&self, args: &[&str]) -> Run {
        self.sandbox.run(args).env("XDG_RUNTIME_DIR", self.runtime.path())
    }

    fn editor(&self, script: &str) -> PathBuf {
        let path = self.sandbox.home().join("editor");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }
}

/// Runs it; it must succeed, and write no plaintext at all.
#[track_caller]
fn writes_nothing(run: Run) {
    let (ended, places) = watched(run);
    assert_eq!((ended.code, places), (Some(0), Vec::new()), "{}", ended.stderr);
}

/// Runs it; returns how it ended, and the places that it wrote the canary, or part of it, to.
fn watched(run: Run) -> (Traced, Vec<PathBuf>) {
    let mut places = Vec::new();
    let ended = trace(run, &mut |call| {
        let written = call.written();
        if written.windows(6).any(|window| window == &CANARY.as_bytes()[..6]) {
            places.push(call.path().expect("what is written to is open"));
        }
        // A file could also be changed through memory; nothing of ours does.
        Verdict::Go
    });
    places.dedup();
    assert!(!ended.stderr.contains(&CANARY[..6]), "{}", ended.stderr);
    (ended, places)
}

#[test]
fn decrypt_writes_to_standard_output_alone() {
    let stage = Stage::new();
    let (ended, places) = watched(stage.run(&["decrypt", "a.yaml"]));
    assert_eq!(ended.stdout, format!("a: {CANARY}\nb: {CANARY} too\n").into_bytes());
    // The tracer's file for it has no name any more.
    assert_eq!(places.len(), 1);
    assert!(places[0].to_string_lossy().ends_with(" (deleted)"), "{places:?}");
}

#[test]
fn decrypt_writes_beside_the_output_that_was_asked_for() {
    let stage = Stage::new();
    let (ended, places) = watched(stage.run(&["decrypt", "--output", "plain.yaml", "a.yaml"]));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let [place] = &places[..] else { panic!("{places:?}") };
    assert_eq!(place.parent(), stage.sandbox.path("plain.yaml").parent());
    let name = place.file_name().unwrap().to_string_lossy();
    assert!(name.starts_with(".sops-rs-") && name.ends_with(".tmp"), "{name}");
}

#[test]
fn what_changes_an_encrypted_file_writes_no_plaintext() {
    let stage = Stage::new();
    let value = format!("\"{CANARY} new\"");
    writes_nothing(stage.run(&["set", "--value-stdin", "a.yaml", "[\"a\"]"]).stdin(value));
    writes_nothing(stage.run(&["unset", "a.yaml", "[\"b\"]"]));
    writes_nothing(stage.run(&["rotate", "-i", "a.yaml"]));
    let other = stage.sandbox.run(["keygen", "-o", "other.txt"]).stdout();
    let config = format!("creation_rules:\n  - age: {},{}\n", stage.recipient, other.trim());
    stage.sandbox.write(".sops-rs.yaml", config);
    writes_nothing(stage.run(&["updatekeys", "-y", "a.yaml"]));
    writes_nothing(stage.run(&["verify", "a.yaml"]));
    stage.sandbox.write("plain.yaml", format!("a: {CANARY}\n"));
    writes_nothing(stage.run(&["encrypt", "--output", "b.yaml", "plain.yaml"]));
    writes_nothing(stage.run(&["encrypt", "-i", "plain.yaml"]));
}

#[test]
fn edit_writes_to_its_folder_in_memory_alone() {
    let stage = Stage::new();
    let editor = stage.editor("sed -i '/^b/d' \"$1\"");
    let (ended, places) = watched(stage.run(&["edit", "a.yaml"]).env("EDITOR", editor));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let [place] = &places[..] else { panic!("{places:?}") };
    assert!(place.starts_with(stage.runtime.path()), "{}", place.display());
    assert_eq!(fs::read_dir(stage.runtime.path()).unwrap().count(), 0);
}

#[test]
fn exec_env_writes_nothing_and_exec_file_to_its_pipe_alone() {
    let stage = Stage::new();
    // Without a program in between, which would write itself.
    writes_nothing(stage.run(&["exec-env", "a.yaml", "--", "/bin/sh", "-c", "test -n \"$a\""]));
    let read = ["--", "/bin/sh", "-c", "test -n \"$(cat {})\""];
    let (ended, places) = watched(stage.run(&[&["exec-file", "a.yaml"], &read[..]].concat()));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(places.iter().all(|place| place.starts_with(stage.runtime.path())), "{places:?}");
    assert!(!places.is_empty());
    let args = [&["exec-file", "--no-fifo", "a.yaml"], &read[..]].concat();
    let (ended, places) = watched(stage.run(&args));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let [place] = &places[..] else { panic!("{places:?}") };
    assert!(place.starts_with(stage.runtime.path()), "{}", place.display());
}

#[test]
fn a_text_whose_editor_took_us_along_is_swept_by_the_next_run_of_any_kind() {
    let stage = Stage::new();
    let left = || files_with_the_canary(stage.runtime.path());
    let run = |args: &[&str]| stage.run(args).env("EDITOR", stage.editor("kill -9 $PPID")).finish();
    for (name, stdin, next) in [
        ("set", "1", &["set", "--value-stdin", "a.yaml", "[\"a\"]"][..]),
        ("rotate", "", &["rotate", "-i", "a.yaml"]),
        ("encrypt", "x: 1\n", &["encrypt", "--age", &stage.recipient, "--filename-override", "b.yaml"]),
        ("exec-file", "", &["exec-file", "a.yaml", "--", "/bin/true"]),
    ] {
        assert_eq!(run(&["edit", "a.yaml"]).code, None, "it was killed");
        assert_eq!(left(), 1, "{name}");
        // What only reads has no time to look.
        stage.run(&["decrypt", "a.yaml"]).finish().success();
        assert_eq!(left(), 1, "{name}");
        let ended = stage.run(next).stdin(stdin).finish();
        assert_eq!(ended.code, Some(0), "{name}: {}", ended.stderr);
        assert_eq!(left(), 0, "{name}");
    }
    assert_eq!(fs::read_dir(stage.runtime.path()).unwrap().count(), 0);
}

fn files_with_the_canary(folder: &Path) -> usize {
    let files = super::files(&[folder.to_owned()]);
    files.values().filter(|content| content.windows(6).any(|w| w == &CANARY.as_bytes()[..6])).count()
}
