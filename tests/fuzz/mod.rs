//! What fuzzing found, and where it starts: every input of `tests/fuzz/corpus`, and every fixture, run through
//! the properties. `docs/fuzzing.md` tells how to look for more.

mod properties;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Runs the property over the files, and names those for which it does not hold.
fn hold(name: &str, files: &[PathBuf]) {
    let failed: Vec<_> = files
        .iter()
        .filter(|file| {
            let input = fs::read(file).expect("the file can be read");
            catch_unwind(AssertUnwindSafe(|| properties::run(name, &input))).is_err()
        })
        .collect();
    assert!(failed.is_empty(), "the property `{name}` does not hold for {failed:?}");
}

#[test]
fn all_that_was_found_holds() {
    for (name, _) in properties::ALL {
        let corpus = files(&root().join("tests/fuzz/corpus").join(name));
        assert!(!corpus.is_empty(), "`{name}` has nothing to start from");
        hold(name, &corpus);
    }
}

#[test]
fn the_fixtures_hold() {
    for name in ["yaml", "json", "dotenv", "ini", "toml", "binary"] {
        hold(name, &files(&root().join("fixtures").join(name)));
    }
}

#[test]
fn every_property_is_a_fuzz_target() {
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).expect("the manifest of the targets");
    let targets: Vec<_> =
        manifest.split("[[bin]]").skip(1).map(|entry| entry.split('"').nth(1).expect("a name")).collect();
    assert_eq!(targets, properties::ALL.map(|(name, _)| name));
    for (name, _) in properties::ALL {
        let target = root().join(format!("fuzz/fuzz_targets/{name}.rs"));
        let target = fs::read_to_string(target).expect("the target");
        assert!(target.contains(&format!("target!(\"{name}\")")), "{target}");
    }
}
