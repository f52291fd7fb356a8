//! Whether a file has the keys that a program needs. What enters: the key paths of an example and of a file.
//! What leaves: findings. Where a list stands, any item counts for all of them.

use std::{collections::BTreeMap, path::Path as FilePath};

use super::check::{Finding, error, warning};
use crate::{
    document::{Path, Segment},
    error::Place,
};

/// What `file` lacks of `example`, which is in the file of that name, and what it has beyond it.
pub fn compare_keys(name: &FilePath, example: &[(Path, Place)], file: &[(Path, Place)]) -> Vec<Finding> {
    let (wanted, there) = (general(example), general(file));
    let name = name.display();
    let missing = wanted.iter().filter(|(path, _)| !has(&there, path)).map(|(_, (path, place))| {
        let message = format!("it has no value at {path}, which {name} names in line {}", place.line);
        error("missing-key", message, "Add the value with `sops-rs edit`, or take the key out of the example")
    });
    let extra = there.iter().filter(|(path, _)| !has(&wanted, path)).map(|(_, (path, place))| {
        let message = format!("{name} does not name {path}");
        let hint = "Make the example anew with `sops-rs example`, or remove the value";
        Finding { place: Some(*place), ..warning("extra-key", message, hint) }
    });
    missing.chain(extra).collect()
}

type General = Vec<Option<String>>;

/// Paths in which all items of a list are one, with the first of each.
fn general(paths: &[(Path, Place)]) -> BTreeMap<General, (&Path, Place)> {
    let mut all = BTreeMap::new();
    for (path, place) in paths {
        let key = |segment: &Segment| match segment {
            Segment::Key(key) => Some(key.clone()),
            Segment::Index(_) => None,
        };
        all.entry(path.segments.iter().map(key).collect()).or_insert((path, *place));
    }
    all
}

/// Whether there is a value at the path, below it, or at a place above it that is empty.
fn has(all: &BTreeMap<General, (&Path, Place)>, path: &General) -> bool {
    all.contains_key(path)
        || all.range(path.clone()..).next().is_some_and(|(other, _)| other.starts_with(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        format::{FormatName, Limits},
        ops::key_paths,
    };

    fn compared(example: &str, file: &str) -> Vec<String> {
        let paths = |source: &str| {
            key_paths(source.as_bytes(), FormatName::Yaml.format().unwrap(), &Limits::default()).unwrap()
        };
        let findings = compare_keys(FilePath::new("e"), &paths(example), &paths(file));
        findings.iter().map(|finding| format!("{}: {}", finding.id, finding.message)).collect()
    }

    #[test]
    fn keys_count_and_items_do_not() {
        assert_eq!(
            compared("a: 1\nb: [1]\nc: {}\n", "b: [1, 2, 3]\na: x\nc: {d: 1}\n"),
            ["extra-key: e does not name [\"c\"][\"d\"]"]
        );
        assert_eq!(
            compared("a: {x: 1, y: 2}\nb:\n", "a: {x: 1}\n"),
            [
                "missing-key: it has no value at [\"a\"][\"y\"], which e names in line 1",
                "missing-key: it has no value at [\"b\"], which e names in line 2"
            ]
        );
        assert_eq!(compared("l:\n  - {n: 1}\n", "l:\n  - {n: 1}\n  - {n: 2}\n"), [] as [&str; 0]);
    }
}
