//! Programs that call `sops`, as their authors publish them, with ours in its place. `make callers` installs
//! them.

use std::path::{Path, PathBuf};

use super::{PLAIN, Place};
use crate::support::{Run, oracle};

/// The folder of the tools: the real program lies in its `bin`.
fn tools() -> PathBuf {
    oracle::program().parent().and_then(Path::parent).unwrap().to_owned()
}

/// A program of the tools, with ours as the only `sops` that it can find.
#[track_caller]
fn caller(place: &Place, program: &str, args: &[&str]) -> Run {
    place.sops(&["--version"]).stdout();
    let program = tools().join("venv/bin").join(program);
    assert!(program.exists(), "{} is missing: run `make callers`", program.display());
    let bin = place.sandbox.path("").parent().unwrap().join("bin");
    let run = place.sandbox.command(&program, args);
    run.env("PATH", format!("{}:/usr/bin:/bin", bin.display())).env("LC_ALL", "C.UTF-8")
}

const PLAYBOOK: &str = include_str!("play.yaml");

/// The lookup, the filter, both modules and the plugin for variables.
#[test]
#[ignore = "needs the programs of `make callers`"]
fn ansible_with_community_sops() {
    let place = Place::new();
    let sandbox = &place.sandbox;
    place.encrypted("e.yaml", PLAIN);
    place.encrypted("e.json", "{\"a\": \"x\"}");
    sandbox.write("group_vars/x", "");
    place.encrypted("group_vars/all.sops.yaml", "from_group: of the group\n");
    sandbox.write("p.yaml", PLAIN).write("play.yaml", PLAYBOOK.replace("RECIPIENT", &place.recipient));
    let finished = caller(&place, "ansible-playbook", &["-i", "localhost,", "play.yaml"])
        .env("ANSIBLE_COLLECTIONS_PATH", tools().join("collections"))
        .env("ANSIBLE_VARS_ENABLED", "host_group_vars,community.sops.sops")
        .env("ANSIBLE_LOCALHOST_WARNING", "false")
        .finish();
    assert_eq!(finished.code, Some(0), "{}\n{}", finished.text(), finished.stderr);
    assert!(finished.text().contains("failed=0"), "{}", finished.text());
    assert_eq!(place.real(&["-d", "new.sops.yaml"]).stdout(), "password: s3cret\n");
}

const CLIENT: &str = include_str!("client.py");

/// A library for Python that calls the program.
#[test]
#[ignore = "needs the programs of `make callers`"]
fn sopsy() {
    let place = Place::new();
    place.encrypted("e.yaml", PLAIN);
    place.sandbox.write("p.yaml", PLAIN).write("plain.yaml", PLAIN).write("client.py", CLIENT);
    let finished = caller(&place, "python", &["client.py"]).finish();
    assert_eq!(finished.code, Some(0), "{}\n{}", finished.text(), finished.stderr);
}

/// A hook that lets no plain text into a repository; it reads the bytes.
#[test]
#[ignore = "needs the programs of `make callers`"]
fn pre_commit_hook_ensure_sops() {
    let place = Place::new();
    for (name, plain) in [("a.yaml", PLAIN), ("a.json", "{\"a\": \"x\"}")] {
        place.sandbox.write(name, plain);
        let hook = || caller(&place, "python", &["-m", "pre_commit_hook_ensure_sops", name]).finish();
        assert_ne!(hook().code, Some(0), "{name}");
        place.sops(&["encrypt", "-i", name]).stdout();
        let ensured = hook();
        assert_eq!(ensured.code, Some(0), "{name}: {}{}", ensured.text(), ensured.stderr);
    }
}
