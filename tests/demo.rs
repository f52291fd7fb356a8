//! `make demo` runs to its end, shows what it says, and leaves nothing behind, also when it fails.

#![cfg(unix)]

use std::{fs, path::Path};

use crate::support::{PROGRAM, Sandbox};

fn demo(sandbox: &Sandbox, program: &Path) -> (Option<i32>, String, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/demo.sh");
    let temporary = sandbox.path("tmp");
    fs::create_dir(&temporary).unwrap();
    let run = sandbox.command(Path::new("/bin/bash"), [script.as_os_str(), program.as_os_str()]);
    let finished = run.env("TMPDIR", &temporary).env("SOPS_AGE_KEY", "not a key").finish();
    let left: Vec<_> = fs::read_dir(&temporary).unwrap().collect();
    assert!(left.is_empty(), "the demo leaves {left:?} behind");
    assert_eq!(fs::read_dir(sandbox.home()).unwrap().count(), 0, "the demo writes to the user's home");
    (finished.code, finished.text(), finished.stderr)
}

#[test]
fn the_demo_shows_the_main_job() {
    let sandbox = Sandbox::new();
    let (code, shown, errors) = demo(&sandbox, Path::new(PROGRAM));
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{shown}");
    assert_eq!(shown.matches("the same, byte for byte\n").count(), 2, "{shown}");
    // The change of one value is a change of four lines, one of which is the value.
    let diff = shown.split("$ git diff --unified=0").nth(1).expect("it shows the change");
    let diff = diff.split("\n8. ").next().unwrap_or_default();
    let added: Vec<_> =
        diff.lines().filter(|line| line.starts_with('+') && !line.starts_with("+++")).collect();
    assert!((3..=4).contains(&added.len()), "{added:#?}");
    assert!(added[0].starts_with("+    password: \"ENC["), "{added:#?}");
    assert!(diff.contains("\nbattery staple\n"), "{diff}");
    // Without the driver the two branches conflict, with it they do not.
    let merges: Vec<_> = shown.split("$ git merge ").skip(1).collect();
    assert_eq!(merges.len(), 3, "{shown}");
    assert!(merges[0].contains("CONFLICT") && !merges[1].contains("CONFLICT"), "{shown}");
    assert!(merges[1].contains("\n2 files: whole, every value and every MAC\n"), "{shown}");
    assert!(merges[2].contains("both sides changed [\"database\"][\"password\"]\n"), "{shown}");
    assert!(merges[2].contains("\n<<<<<<< ours\n    password:"), "{shown}");
    assert!(merges[2].contains("\ntheirs\n"), "{shown}");
}

#[test]
fn a_failing_demo_cleans_up_as_well() {
    let sandbox = Sandbox::new();
    let (code, _, _) = demo(&sandbox, Path::new("/bin/false"));
    assert_ne!(code, Some(0));
}
