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

/// The framework `pre-commit` with the hook that this repository offers: as it is before a commit, and for
/// all files.
#[test]
#[ignore = "needs the programs of `make callers`"]
fn pre_commit_with_our_hook() {
    let place = Place::new();
    let sandbox = &place.sandbox;
    std::os::unix::fs::symlink(crate::support::PROGRAM, sandbox.bin().join("sops-rs")).unwrap();
    let git = |folder: &str, args: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        let at = ["-C", folder];
        let run = caller(&place, "python", &[]).into_command();
        let path = run.get_envs().find(|(name, _)| *name == "PATH").unwrap().1.unwrap().to_owned();
        sandbox
            .command(Path::new("/usr/bin/git"), [&at, &identity[..], args].concat())
            .env("PATH", path)
            .finish()
    };
    let hooks = concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml");
    sandbox.write("hooks/.pre-commit-hooks.yaml", std::fs::read(hooks).unwrap());
    for args in [&["init", "-q"][..], &["add", "-A"], &["commit", "-q", "-m", "hooks"]] {
        assert_eq!(git("hooks", args).code, Some(0));
    }
    let revision = git("hooks", &["rev-parse", "HEAD"]).text();
    let config = format!(
        "repos:\n  - repo: {}\n    rev: {revision}    hooks:\n      - id: sops-rs-system\n",
        sandbox.path("hooks").display()
    );
    let rule = format!("creation_rules:\n  - path_regex: ^secrets/\n    age: {}\n", place.recipient);
    sandbox
        .write("work/.pre-commit-config.yaml", config)
        .write("work/.sops-rs.yaml", rule)
        .write("work/secrets/a b.yaml", PLAIN)
        .write("work/other.yaml", PLAIN);
    assert_eq!(git("work", &["init", "-q"]).code, Some(0));
    let hooked = |args: &[&str]| {
        let mut command = caller(&place, "pre-commit", args).into_command();
        command.current_dir(sandbox.path("work")).output().unwrap()
    };
    assert!(hooked(&["install"]).status.success());
    git("work", &["add", "-A"]);
    let refused = git("work", &["commit", "-q", "-m", "plain"]);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains("secrets/a b.yaml: error: it is not encrypted"), "{}", refused.stderr);
    let encrypted = sandbox.run(["encrypt", "-i", "work/secrets/a b.yaml"]).finish();
    assert_eq!(encrypted.code, Some(0), "{}", encrypted.stderr);
    // What is staged counts, not what lies in the folder.
    assert_eq!(git("work", &["commit", "-q", "-m", "plain"]).code, Some(1));
    git("work", &["add", "-A"]);
    let taken = git("work", &["commit", "-q", "-m", "encrypted"]);
    assert_eq!(taken.code, Some(0), "{}", taken.stderr);
    let all = hooked(&["run", "--all-files"]);
    assert!(all.status.success(), "{}", String::from_utf8_lossy(&all.stdout));
}
