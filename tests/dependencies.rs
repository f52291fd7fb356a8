//! What the program is made of is told, and told truly.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The names in the dependency tables of `Cargo.toml`, each with whether it is for the tests alone.
fn declared() -> BTreeMap<String, bool> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let mut found = BTreeMap::new();
    let mut table = "";
    for line in manifest.lines() {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']');
        } else if table.ends_with("dependencies")
            && let Some((name, _)) = line.split_once(" = ")
            && !name.starts_with('#')
        {
            // What the program needs stays that, if the tests need more of it.
            let for_tests = found.entry(name.to_owned()).or_insert(true);
            *for_tests &= table.ends_with("dev-dependencies");
        }
    }
    found
}

/// The packages of each table of the document, with why they are there.
fn told() -> BTreeMap<String, Vec<(String, String)>> {
    let document = fs::read_to_string(root().join("docs/dependencies.md")).expect("the document");
    let mut found = BTreeMap::<String, Vec<_>>::new();
    let mut heading = "";
    for line in document.lines() {
        if let Some(text) = line.strip_prefix("## ") {
            heading = text;
        } else if let Some(row) = line.strip_prefix("| `") {
            let (name, rest) = row.split_once("` |").expect("a name in backticks, alone in its column");
            let why = rest.split('|').next().unwrap_or_default().trim();
            found.entry(heading.to_owned()).or_default().push((name.to_owned(), why.to_owned()));
        }
    }
    found
}

#[test]
fn every_dependency_is_told_with_a_reason() {
    let (declared, told) = (declared(), told());
    assert!(declared.len() > 30, "only {} dependencies were found", declared.len());
    let mut named = BTreeSet::new();
    for (heading, packages) in &told {
        for (name, why) in packages {
            assert!(named.insert(name), "{name} is told twice");
            assert!(!why.is_empty(), "{name} has no reason");
            let for_tests = declared.get(name).unwrap_or_else(|| panic!("{name} is no dependency any more"));
            assert_eq!(*for_tests, heading == "For the tests alone", "{name} stands under {heading:?}");
        }
    }
    let missing: Vec<_> = declared.keys().filter(|name| !named.contains(name)).collect();
    assert!(missing.is_empty(), "docs/dependencies.md does not tell why these are there: {missing:?}");
}

#[test]
fn the_bill_of_materials_holds() {
    let bill = bill();
    assert_eq!((bill["bomFormat"].as_str(), bill["specVersion"].as_str()), (Some("CycloneDX"), Some("1.5")));
    let own = &bill["metadata"]["component"];
    assert_eq!(own["purl"], format!("pkg:cargo/sops-rs@{}", env!("CARGO_PKG_VERSION")));
    let components = bill["components"].as_array().expect("components");
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file");
    for component in components {
        let text = |field: &str| component[field].as_str().unwrap_or_default();
        let (name, version) = (text("name"), text("version"));
        let hash = component["hashes"][0]["content"].as_str().expect("a checksum");
        let entry = format!("name = \"{name}\"\nversion = \"{version}\"");
        let (_, rest) = lock.split_once(&entry).unwrap_or_else(|| panic!("{name} {version} is not locked"));
        let entry = rest.split("[[package]]").next().unwrap_or_default();
        assert!(entry.contains(hash), "{name} {version} has another checksum");
        assert_eq!(text("purl"), format!("pkg:cargo/{name}@{}", version.replace('+', "%2B")));
        assert!(component["licenses"][0]["expression"].is_string(), "{name} has no licence");
    }
    let names: BTreeSet<_> = components.iter().filter_map(|one| one["name"].as_str()).collect();
    for (name, for_tests) in declared() {
        // Some packages are for the tests and come with others as well.
        assert!(for_tests || names.contains(name.as_str()), "{name} is not in the bill");
    }
    assert!(!names.contains("proptest"), "what the tests alone need is in the bill");
}

#[test]
fn the_number_of_packages_is_the_one_that_is_told() {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64", feature = "aws-kms")) {
        return;
    }
    let document = fs::read_to_string(root().join("docs/dependencies.md")).expect("the document");
    let number = bill()["components"].as_array().map_or(0, Vec::len);
    let told = format!("is built by, {number} packages");
    assert!(document.contains(&told), "docs/dependencies.md has to say \"{told}\"");
}

fn bill() -> Value {
    let output = Command::new("python3")
        .arg(Path::new(".ci").join("sbom.py"))
        .current_dir(root())
        .output()
        .expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}
