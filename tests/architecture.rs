//! The rooms and who may enter which: the directions of `docs/design.md`, held by reading the source.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// For each room of the library, the rooms whose items it may name.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("secret", &["error"]),
    ("crew", &["error", "secret"]),
    ("scalar", &["error", "secret"]),
    ("document", &["error", "secret", "scalar"]),
    ("select", &["error"]),
    ("cipher", &["error", "secret", "scalar"]),
    ("mac", &["error", "secret", "scalar"]),
    ("format", &["crew", "document", "error", "metadata", "scalar", "secret"]),
    ("keys", &["document", "error", "secret"]),
    ("metadata", &["document", "error", "keys", "scalar", "secret", "select"]),
    ("config", &["document", "error", "keys", "secret", "select"]),
    ("sys", &["error", "secret"]),
    (
        "ops",
        &[
            "cipher", "crew", "document", "error", "format", "keys", "mac", "metadata", "scalar", "secret",
            "select",
        ],
    ),
    (
        "repo",
        &["config", "crew", "document", "error", "format", "keys", "metadata", "ops", "secret", "select"],
    ),
    ("git", &["document", "error", "format", "keys", "metadata", "ops", "scalar", "secret"]),
];

/// What the library leaves to the program.
const NOT_IN_THE_LIBRARY: &[&str] = &[
    "println!",
    "eprintln!",
    "print!(",
    "eprint!(",
    "dbg!",
    "process::exit",
    "env::var",
    "env::args",
    "env::home_dir",
];

#[test]
fn rooms_import_in_one_direction() {
    let mut wrong = Vec::new();
    for file in sources(&root().join("src")) {
        let Some(room) = room_of(&file) else { continue };
        let allowed = MAY_IMPORT.iter().find(|(name, _)| *name == room);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{room} is a room without a rule"));
        for import in imports(&without_tests(&file)) {
            let is_room = MAY_IMPORT.iter().any(|(name, _)| *name == import);
            if is_room && import != room && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{} imports {import}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_library_leaves_the_outside_world_to_the_program() {
    let mut wrong = Vec::new();
    for file in sources(&root().join("src")) {
        if room_of(&file).is_none() {
            continue;
        }
        let text = without_tests(&file);
        for word in NOT_IN_THE_LIBRARY {
            if text.contains(word) {
                wrong.push(format!("{} uses {word}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_one_file_of_the_program_reads_the_environment() {
    let program = root().join("src/bin/sops-rs");
    let readers: Vec<PathBuf> = sources(&program)
        .into_iter()
        .filter(|file| {
            let text = without_tests(file);
            text.contains("env::var") || text.contains("env::vars")
        })
        .map(|file| file.strip_prefix(&program).expect("a file of the program").to_owned())
        .collect();
    assert_eq!(readers, [PathBuf::from("env.rs")]);
}

#[test]
fn only_one_file_has_unsafe_code() {
    let source = root().join("src");
    let unsafe_files: Vec<PathBuf> = sources(&source)
        .into_iter()
        .filter(|file| {
            let text = fs::read_to_string(file).expect("a source file");
            text.contains("allow(unsafe_code)") || text.contains("unsafe {")
        })
        .map(|file| file.strip_prefix(&source).expect("a source file").to_owned())
        .collect();
    assert_eq!(unsafe_files, [PathBuf::from("secret/memory.rs")]);
}

/// What the allocator does is tested where it is; here, that the program has it before it has a secret.
#[test]
fn the_program_wipes_its_memory() {
    let main = fs::read_to_string(root().join("src/bin/sops-rs/main.rs")).expect("a source file");
    assert!(main.contains("#[global_allocator]\nstatic ALLOCATOR: WipingAllocator"), "{main}");
    let at = |text| main.find(text).unwrap_or_else(|| panic!("{text} is not in {main}"));
    assert!(at("wipe_from_now_on();") < at("commands::run(&typed)"), "{main}");
}

#[test]
fn every_room_says_what_it_is_for() {
    for file in sources(&root().join("src")) {
        let text = fs::read_to_string(&file).expect("a source file");
        assert!(text.starts_with("//!"), "{} has no header", file.display());
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The library's room that a file belongs to; `None` for the program and the crate root.
fn room_of(file: &Path) -> Option<String> {
    let relative = file.strip_prefix(root().join("src")).expect("a source file");
    let first = relative.components().next()?.as_os_str().to_str()?.trim_end_matches(".rs").to_owned();
    (first != "bin" && first != "lib").then_some(first)
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The text before the unit tests, which may use what they like.
fn without_tests(file: &Path) -> String {
    if file.file_name().is_some_and(|name| name == "tests.rs")
        || file.components().any(|c| c.as_os_str() == "tests")
    {
        return String::new();
    }
    let text = fs::read_to_string(file).expect("a source file");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The rooms named in `crate::room` and in `use crate::{room…}` lists.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in list.chars() {
                match c {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 && (c.is_alphanumeric() || c == '_') {
                    word.push(c);
                } else if depth == 0 && matches!(c, ',' | ':') {
                    found.push(std::mem::take(&mut word));
                } else if c == '{' {
                    word.clear();
                }
            }
            found.push(word);
        } else {
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}
