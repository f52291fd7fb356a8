//! Trees of files that are large, unreadable or not what their names say: a finding or a clear error, and
//! all else is done.

#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink},
    path::Path,
};

use super::team::Team;
use crate::support::{Finished, PROGRAM};

const PLAIN: &str = "password: canary\n";

fn team() -> Team {
    let team = Team::new();
    team.sandbox.write(
        ".sops-rs.yaml",
        format!("creation_rules:\n  - path_regex: ^secrets/\n    age: {},{}\n", team.me, team.alice),
    );
    team
}

#[test]
fn ten_thousand_files() {
    let team = team();
    let secret = team.encrypted("secrets/s.yaml", PLAIN);
    for folder in 0..100 {
        let path = team.sandbox.path(&format!("tree/{folder}"));
        fs::create_dir_all(&path).unwrap();
        for file in 0..99 {
            fs::write(path.join(format!("{file}.yaml")), "a: 1\n").unwrap();
        }
        team.sandbox.write(&format!("secrets/{folder}.yaml"), &secret);
    }
    assert_eq!(team.run(&["check"]), "101 files: all is as it should be\n");
    assert_eq!(team.run(&["verify"]), "101 files: whole, every value and every MAC\n");
    team.sandbox.write("secrets/plain.yaml", PLAIN);
    let found = team.sandbox.run(["check"]).finish();
    assert_eq!((found.code, found.text().lines().count()), (Some(1), 3), "{}", found.text());
    let rotated = team.run(&["rotate", "-r", "-i"]);
    assert!(rotated.ends_with("\n101 files: 101 rotated\n"), "{rotated}");
    assert_eq!(team.sandbox.read("tree/7/7.yaml"), "a: 1\n");
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

/// A run by somebody whom the permissions of a folder keep out, also when the tests are run by root.
fn as_a_user(team: &Team, args: &[&str]) -> Finished {
    if !is_root() {
        return team.sandbox.run(args).finish();
    }
    let user = ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", PROGRAM];
    team.sandbox.command(Path::new("/usr/bin/setpriv"), [&user, args].concat()).finish()
}

#[test]
fn a_folder_that_cannot_be_entered_is_told_and_the_rest_is_done() {
    let team = team();
    for name in ["secrets/a.yaml", "secrets/locked/b.yaml", "secrets/z.yaml"] {
        team.encrypted(name, PLAIN);
    }
    let locked = team.sandbox.path("secrets/locked");
    let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    // The rest is the user's.
    let root = team.sandbox.path("").parent().unwrap().to_owned();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let own = |path: &Path| {
            if is_root() {
                chown(path, Some(65534), Some(65534)).unwrap();
            }
        };
        own(&folder);
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { own(&path) }
        }
    }
    open(&locked, 0o000);
    let (check, verify, rotate) =
        (as_a_user(&team, &["check"]), as_a_user(&team, &["verify"]), as_a_user(&team, &["rotate", "-ri"]));
    open(&locked, 0o755);
    for finished in [&check, &verify, &rotate] {
        let told = finished.stderr.lines().next();
        assert_eq!((finished.code, told), (Some(1), Some("error: .: could not look into a folder")));
        assert!(finished.stderr.contains("secrets/locked"), "{}", finished.stderr);
    }
    let incomplete = "2 files: nothing was found, but not everything could be looked at\n";
    assert_eq!((check.text().as_str(), verify.text().as_str()), (incomplete, incomplete));
    let done = "secrets/a.yaml: rotated\nsecrets/z.yaml: rotated\n3 files: 2 rotated, 1 failed\n";
    assert_eq!(rotate.text(), done);
}

#[test]
fn binary_empty_and_linked_files_are_found_out() {
    let team = team();
    let good = team.encrypted("secrets/good.yaml", PLAIN);
    team.sandbox
        .write("secrets/bytes.yaml", [0xff, 0, 0xfe].repeat(99))
        .write("secrets/empty.yaml", "")
        .write("secrets/cut.yaml", &good.as_bytes()[..good.len() / 2])
        .write("secrets/nul.yaml", [good.as_bytes(), &[0; 9]].concat())
        .write("elsewhere/plain.yaml", PLAIN)
        .write("elsewhere/bytes.yaml", [0xff, 0, 0xfe].repeat(99));
    symlink("../elsewhere", team.sandbox.path("secrets/folder")).unwrap();
    symlink("good.yaml", team.sandbox.path("secrets/link.yaml")).unwrap();
    symlink("nowhere", team.sandbox.path("secrets/dangling.yaml")).unwrap();
    symlink("loop.yaml", team.sandbox.path("secrets/loop.yaml")).unwrap();
    let found = team.sandbox.run(["check"]).finish();
    assert_eq!((found.code, found.stderr.as_str()), (Some(1), ""));
    let ids: Vec<_> = (found.text().lines())
        .filter_map(|line| {
            Some((line.split([':', ' ']).next()?.to_owned(), line.split_once(" [")?.1.to_owned()))
        })
        .collect();
    let want = [
        ("secrets/bytes.yaml", "not-encrypted]"),
        ("secrets/cut.yaml", "metadata]"),
        ("secrets/empty.yaml", "not-encrypted]"),
        ("secrets/nul.yaml", "metadata]"),
    ];
    assert_eq!(ids, want.map(|(name, id)| (name.to_owned(), id.to_owned())), "{}", found.text());
    let before = team.sandbox.read("secrets/cut.yaml");
    let rotated = team.sandbox.run(["rotate", "-r", "-i"]).finish();
    assert_eq!(rotated.code, Some(1));
    assert_eq!(
        rotated.text(),
        "secrets/good.yaml: rotated\n3 files: 1 rotated, 2 failed\n",
        "{}",
        rotated.stderr
    );
    assert_eq!(team.sandbox.read("secrets/cut.yaml"), before);
    assert!(team.sandbox.path("secrets/link.yaml").is_symlink());
    for name in ["secrets/dangling.yaml", "secrets/loop.yaml", "secrets/folder"] {
        let finished = team.sandbox.run(["rotate", "-i", name]).finish();
        assert!(finished.stderr.starts_with(&format!("error: {name}: ")), "{}", finished.stderr);
        assert_ne!(finished.code, Some(0));
    }
}
