//! Each row of the table, tried; and the table itself against the real program's help.

use std::collections::BTreeSet;

use super::{
    PLAIN, Place,
    rows::{Outcome, ROWS, Row},
};
use crate::support::Finished;

const OTHER: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

/// Names for the values of the table.
fn value(place: &Place, value: &str) -> String {
    match value {
        "{age}" => &place.recipient,
        "{other}" => OTHER,
        "{gcp}" => "projects/p/locations/global/keyRings/r/cryptoKeys/k",
        "{hckms}" => "region:id",
        "{azure}" => "https://v.vault.azure.net/keys/k/1",
        "{vault}" => "https://v.example.org:8200/v1/transit/keys/k",
        "{service}" => "tcp://127.0.0.1:1",
        other => other,
    }
    .to_owned()
}

/// A command line that does something; `@` is where the flag goes.
fn base<'a>(place: &'a Place, command: &str, flag: &str) -> Vec<&'a str> {
    let age = place.recipient.as_str();
    match (command, flag) {
        ("completion" | "completion bash", _) => vec!["completion", "bash"],
        ("completion zsh", _) => vec!["completion", "zsh"],
        ("exec-env", _) => vec!["exec-env", "@", "e.yaml", "true"],
        ("exec-file", _) => vec!["exec-file", "@", "e.yaml", "true"],
        ("publish", _) => vec!["publish", "@", "e.yaml"],
        ("keyservice", _) => vec!["keyservice", "@"],
        ("filestatus", _) => vec!["filestatus", "@", "e.yaml"],
        ("groups", _) => vec!["groups", "--help"],
        ("groups add", _) => vec!["groups", "add", "--file", "e.yaml", "--age", OTHER, "@"],
        ("groups delete", _) => vec!["groups", "delete", "--file", "three.yaml", "@", "1"],
        ("updatekeys", _) => vec!["updatekeys", "--yes", "@", "e.yaml"],
        ("decrypt", _) => vec!["decrypt", "@", "e.yaml"],
        ("encrypt", _) => vec!["encrypt", "--age", age, "@", "p.yaml"],
        ("rotate", _) => vec!["rotate", "@", "e.yaml"],
        ("edit", _) => vec!["edit", "@", "e.yaml"],
        ("set", _) => vec!["set", "@", "e.yaml", r#"["a"]"#, "7"],
        ("unset", _) => vec!["unset", "@", "e.yaml", r#"["a"]"#],
        ("", "--encrypt") => vec!["@", "p.yaml"],
        ("", "--decrypt" | "--rotate" | "--set" | "--show-master-keys") => vec!["@", "e.yaml"],
        ("", "--disable-version-check" | "--check-for-updates") => vec!["@", "--version"],
        ("", flag) if flag.starts_with("--add-") || flag.starts_with("--rm-") => {
            vec!["--rotate", "@", "e.yaml"]
        }
        (
            "",
            "--extract"
            | "--input-type"
            | "--output-type"
            | "--ignore-mac"
            | "--in-place"
            | "--indent"
            | "--verbose"
            | "--output"
            | "--filename-override"
            | "--decryption-order"
            | "--enable-local-keyservice"
            | "--keyservice",
        ) => vec!["--decrypt", "@", "e.yaml"],
        ("", _) => vec!["--encrypt", "--age", age, "@", "p.yaml"],
        _ => panic!("{command} has no base"),
    }
}

/// All ways to write a flag.
fn spellings(flag: &str, other: &str, value: &str) -> Vec<Vec<String>> {
    let names = [flag, &flag[1..], other].into_iter().filter(|name| !name.is_empty());
    let spell = |name: &str| match value.strip_prefix('=') {
        Some(_) => vec![vec![format!("{name}{value}")]],
        None if value.is_empty() => vec![vec![name.to_owned()], vec![format!("{name}=true")]],
        None => vec![vec![name.to_owned(), value.to_owned()], vec![format!("{name}={value}")]],
    };
    names.flat_map(spell).collect()
}

#[track_caller]
fn check(row: &Row, line: &[&str], finished: &Finished) {
    let (code, words) = match row.5 {
        Outcome::Done => (0, ""),
        Outcome::Refused(name) => (1, name),
        Outcome::Fails(code, words) => (code, words),
    };
    let told = format!("{line:?}: {}", finished.stderr);
    assert_eq!(finished.code, Some(code), "{told}");
    assert!(finished.stderr.contains(words), "{told}");
    if row.5 == Outcome::Done && row.1 != "--background" {
        assert_eq!(finished.stderr, "", "{told}");
    } else if code != 0 {
        assert_eq!(finished.text(), "", "{told}");
    }
}

fn try_rows(wanted: impl Fn(&str) -> bool) {
    let place = Place::new();
    let editor = place.editor("c: 1");
    place.encrypted("kept.yaml", PLAIN);
    let age = place.recipient.clone();
    let add =
        ["groups", "add", "--file", "kept.yaml", "--age", &age, "--shamir-secret-sharing-threshold", "2"];
    let two = place.sops(&add).stdout();
    place.sandbox.write("two.yaml", two);
    let three = place.sops(&["groups", "add", "--file", "two.yaml", "--age", &age]).stdout();
    let encrypted = place.sandbox.read("kept.yaml");
    let mut tried = 0;
    for row @ (command, flag, other, _, _, _) in ROWS.iter().filter(|row| wanted(row.0)) {
        let value = value(&place, row.3);
        let spellings = if flag.is_empty() { vec![Vec::new()] } else { spellings(flag, other, &value) };
        for spelling in spellings {
            place.sandbox.write("p.yaml", PLAIN).write("e.yaml", &encrypted).write("three.yaml", &three);
            place.sandbox.write("7", "\"z\"");
            let words = base(&place, command, flag);
            let line: Vec<&str> = words
                .iter()
                .flat_map(|word| match *word {
                    "@" => spelling.iter().map(String::as_str).collect(),
                    word => vec![word],
                })
                .collect();
            check(row, &line, &place.sops(&line).env("EDITOR", &editor).finish());
            tried += 1;
        }
    }
    assert!(tried > 0);
}

#[test]
fn commands_take_their_flags() {
    try_rows(|command| !matches!(command, "" | "encrypt" | "rotate" | "edit"));
}

#[test]
fn encrypt_rotate_and_edit_take_their_flags() {
    try_rows(|command| matches!(command, "encrypt" | "rotate" | "edit"));
}

#[test]
fn flags_without_a_command_are_taken() {
    try_rows(str::is_empty);
}

/// A flag that the real program has behind one of its commands, with its variable, is in the table.
#[test]
fn the_table_has_all_that_the_real_program_has() {
    let place = Place::new();
    let commands: BTreeSet<&str> = ROWS.iter().map(|row| row.0).collect();
    for command in commands {
        let mut line: Vec<&str> = command.split_whitespace().collect();
        line.push("--help");
        let help = place.real(&line).finish().text();
        let options = help.split("OPTIONS:\n").nth(1).unwrap_or_default();
        for option in options.lines().map(str::trim).filter(|line| line.starts_with("--")) {
            let spelled = option.split("  ").next().unwrap();
            let names: Vec<&str> = spelled.split(", ").map(|name| name.split(' ').next().unwrap()).collect();
            if matches!(names[0], "--help" | "--version") {
                continue;
            }
            let known = ROWS.iter().find(|row| row.0 == command && row.1 == names[0]);
            let known = known.unwrap_or_else(|| panic!("{command} {option}"));
            assert_eq!(known.2, names.get(1).copied().unwrap_or_default(), "{command} {option}");
            let variable = option.split("[$").nth(1).map_or("", |rest| rest.trim_end_matches(']'));
            assert_eq!(known.4, variable, "{command} {option}");
        }
    }
    // What 3.12 and 3.13 added stands there as well.
    assert_eq!(ROWS.len(), 213);
    let all: BTreeSet<_> = ROWS.iter().map(|row| (row.0, row.1)).collect();
    assert_eq!(all.len(), ROWS.len(), "a row stands there twice");
}

/// What is refused stands in the documentation, by its name.
#[test]
fn what_is_refused_is_documented() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/compatibility.md");
    let page = std::fs::read_to_string(page).unwrap();
    let section = page.split("## Under the name `sops`").nth(1).unwrap().split("\n## ").next().unwrap();
    for row in ROWS {
        if let Outcome::Refused(name) = row.5 {
            assert!(section.contains(&format!("`{name}`")), "{name} of {} {}", row.0, row.1);
        }
    }
}

/// Its commands are ours, or refused by name.
#[test]
fn the_table_has_all_commands_of_the_real_program() {
    let place = Place::new();
    let help = place.real(&["--help"]).finish().text();
    let commands = help.split("COMMANDS:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for line in commands.lines() {
        let command = line.split_whitespace().next().unwrap().trim_end_matches(',');
        assert!(command == "help" || ROWS.iter().any(|row| row.0 == command), "{command}");
    }
}
