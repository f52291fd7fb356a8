//! The same command lines, given to the real program and to ours, in the same files: exit codes, what is
//! printed, what is written, and the words that callers look for.

use std::collections::BTreeMap;

use super::{PLAIN, Place};
use crate::support::{Finished, Run};

/// What of the two runs is compared, beside the exit code.
#[derive(Clone, Copy, Debug)]
enum Compare {
    /// What is printed, byte by byte, and all files.
    All,
    /// What the real program decrypts from what is printed (yaml).
    Plain,
    /// Both say this on stderr and print nothing.
    Says(&'static str),
    /// Nothing else, and nothing is printed on stdout.
    Code,
}

use Compare::{All, Code, Plain, Says};

const NO_METADATA: Compare = Says("sops metadata not found");
const NO_KEY: Compare = Says("Failed to get the data key");

/// Files with everything that goes wrong.
fn files(place: &Place) {
    place.encrypted("e.yaml", PLAIN);
    place.encrypted("e.json", "{\"a\": \"x\", \"list\": [\"one\", true, null]}");
    place.encrypted("e.env", "A=1\nB=x y\n");
    place.encrypted("e.ini", "[db]\nuser = me\nport = 5432\n");
    place.encrypted("e.txt", "any text\nat all\n");
    place.encrypted("nested.yaml", "db:\n    user: me\n    ports:\n        - 80\n        - 443\n");
    place.encrypted("rules.yaml", "a_unencrypted: open\nb: y\n");
    let rules = place.sandbox.read("rules.yaml");
    let nested = place.sandbox.read("nested.yaml");
    let token = nested.lines().find(|line| line.contains("user:")).unwrap();
    let moved = token.replace("user", "other");
    place
        .sandbox
        .write("p.yaml", PLAIN)
        .write("p.json", "{\"a\": 1}")
        .write("bad.yaml", "a: [\n")
        .write("bad.json", "{")
        .write("empty.yaml", "")
        .write("mac.yaml", rules.replace("open", "changed"))
        .write("moved.yaml", nested.replace(token, &moved))
        .write("p.txt", "any text\n")
        .write("no-mac.yaml", without(&rules, "    mac: "))
        .write("version.yaml", rules.replace("    version: ", "    version: x"))
        .write("stranger.yaml", strange(&place.sandbox.read("e.yaml")))
        .write("folder/in.yaml", PLAIN);
}

fn without(text: &str, start: &str) -> String {
    text.lines().filter(|line| !line.starts_with(start)).flat_map(|line| [line, "\n"]).collect()
}

/// The same file, for somebody else: the wrapped key is cut.
fn strange(encrypted: &str) -> String {
    let line = encrypted
        .lines()
        .find(|line| line.contains("-> X25519"))
        .or_else(|| encrypted.lines().find(|line| line.contains("YWdlLWVuY3J5cHRpb24")));
    let line = line.expect("an age file starts so");
    let indent = &line[..line.len() - line.trim_start().len()];
    let upper: String = line.trim().chars().rev().collect();
    encrypted.replace(line, &format!("{indent}{upper}"))
}

#[rustfmt::skip]
const LINES: &[(&[&str], &str, Compare)] = &[
    // Decryption, old and new.
    (&["-d", "e.yaml"], "", All),
    (&["--decrypt", "e.yaml"], "", All),
    (&["-decrypt", "e.yaml"], "", All),
    (&["-d=true", "e.yaml"], "", All),
    (&["decrypt", "e.yaml"], "", All),
    (&["decrypt", "e.json"], "", All),
    (&["decrypt", "e.env"], "", All),
    (&["decrypt", "e.ini"], "", All),
    (&["decrypt", "e.txt"], "", All),
    (&["decrypt"], "e.txt", All),
    (&["-d", "--input-type", "binary", "--output-type", "binary", "/dev/stdin"], "e.txt", All),
    (&["decrypt", "--", "e.yaml"], "", All),
    (&["decrypt", "e.yaml", "--output", "out.yaml"], "", All),
    (&["-d", "--output", "out.yaml", "e.yaml"], "", All),
    (&["decrypt", "-i", "e.yaml"], "", All),
    (&["-d", "--in-place", "e.yaml"], "", All),
    (&["decrypt", "--in-place=false", "e.yaml"], "", All),
    (&["decrypt", "--extract", r#"["a"]"#, "e.yaml"], "", All),
    (&["-d", "--extract", r#"["db"]["ports"][1]"#, "nested.yaml"], "", All),
    (&["-d", "--extract", r#"["db"]"#, "nested.yaml"], "", All),
    (&["-d", "--extract", "['db']['user']", "nested.yaml"], "", All),
    (&["-d", "--extract", r#"["b"]"#, "--extract", r#"["a"]"#, "e.yaml"], "", All),
    (&["decrypt", "--output-type", "json", "e.yaml"], "", All),
    (&["decrypt", "--output-type", "yaml", "e.json"], "", All),
    (&["decrypt", "--output-type", "json", "e.env"], "", All),
    (&["decrypt", "--output-type", "dotenv", "e.yaml"], "", All),
    (&["decrypt", "--input-type", "plaintext", "--output-type", "plaintext", "e.yaml"], "", All),
    (&["decrypt", "--ignore-mac", "mac.yaml"], "", All),
    (&["--config", "/dev/null", "decrypt", "e.yaml"], "", All),
    (&["--verbose", "decrypt", "e.yaml"], "", All),
    (&["decrypt", "--input-type", "yaml", "--output-type", "yaml", "/dev/stdin"], "e.yaml", All),
    (&["decrypt", "--input-type", "yaml", "--output-type", "yaml"], "e.yaml", All),
    (&["decrypt", "--filename-override", "x.yaml"], "e.yaml", All),
    (&["-d", "--input-type", "json", "--output-type", "json", "/dev/stdin"], "e.json", All),
    // Encryption.
    (&["-e", "p.yaml"], "", Plain),
    (&["encrypt", "p.yaml"], "", Plain),
    (&["--encrypt", "--input-type", "json", "--output-type", "yaml", "p.json"], "", Plain),
    (&["encrypt", "--filename-override", "x.yaml"], "p.yaml", Plain),
    (&["encrypt", "--filename-override", "x.yaml", "/dev/stdin"], "p.yaml", Plain),
    (&["encrypt", "--input-type", "yaml", "--output-type", "yaml", "/dev/stdin"], "p.yaml", Plain),
    (&["encrypt", "--encrypted-regex", "^a$", "p.yaml"], "", Plain),
    (&["rotate", "e.yaml"], "", Plain),
    (&["-r", "e.yaml"], "", Plain),
    // What tells.
    (&["filestatus", "e.yaml"], "", All),
    (&["filestatus", "p.yaml"], "", All),
    (&["filestatus", "e.json"], "", All),
    (&["filestatus", "e.ini"], "", All),
    (&["filestatus", "e.txt"], "", All),
    (&["filestatus", "no-mac.yaml"], "", All),
    (&["filestatus", "--input-type", "yaml", "p.yaml"], "", All),
    (&["exec-env", "e.yaml", "echo $a; exit 7"], "", All),
    (&["exec-env", "--pristine", "e.env", "echo $A; echo ${HOME:-none}"], "", All),
    (&["exec-file", "e.yaml", "cat {}"], "", All),
    (&["exec-file", "--no-fifo", "--filename", "x.env", "e.env", "basename {}; cat {}; exit 3"], "", All),
    (&["updatekeys", "-y", "e.yaml"], "", All),
    // What goes wrong.
    (&["decrypt", "p.yaml"], "", NO_METADATA),
    (&["-d", "p.yaml"], "", NO_METADATA),
    (&["rotate", "p.yaml"], "", NO_METADATA),
    (&["set", "p.yaml", r#"["a"]"#, "1"], "", NO_METADATA),
    (&["exec-env", "p.yaml", "true"], "", NO_METADATA),
    (&["decrypt", "mac.yaml"], "", Says("MAC mismatch")),
    (&["rotate", "mac.yaml"], "", Says("MAC mismatch")),
    (&["decrypt", "stranger.yaml"], "", NO_KEY),
    (&["exec-env", "stranger.yaml", "true"], "", NO_KEY),
    (&["set", "stranger.yaml", r#"["a"]"#, "1"], "", NO_KEY),
    (&["decrypt", "--enable-local-keyservice=false", "e.yaml"], "", NO_KEY),
    (&["encrypt", "--enable-local-keyservice=false", "p.yaml"], "", Code),
    (&["decrypt", "moved.yaml"], "", Code),
    (&["decrypt", "no-mac.yaml"], "", Code),
    (&["decrypt", "version.yaml"], "", Code),
    (&["decrypt", "p.txt"], "", Code),
    (&["filestatus", "p.txt"], "", Code),
    (&["decrypt", "bad.yaml"], "", Code),
    (&["decrypt", "bad.json"], "", Code),
    (&["filestatus", "bad.yaml"], "", Code),
    (&["encrypt", "bad.yaml"], "", Code),
    (&["encrypt", "empty.yaml"], "", Code),
    (&["decrypt", "folder"], "", Code),
    (&["encrypt", "folder"], "", Code),
    (&["encrypt", "e.yaml"], "", Code),
    (&["-e", "e.yaml"], "", Code),
    (&["encrypt"], "p.yaml", Says("must specify --filename-override when reading from stdin")),
    (&["encrypt", "--age", "zz", "p.yaml"], "", Code),
    (&["encrypt", "--encrypted-regex", "a", "--unencrypted-regex", "b", "p.yaml"], "", Code),
    (&["encrypt", "--encryption-context", "zz", "p.yaml"], "", Code),
    (&["encrypt", "--output", "no/where.yaml", "p.yaml"], "", Code),
    (&["--config", "none.yaml", "encrypt", "p.yaml"], "", Code),
    (&["--config", "bad.yaml", "encrypt", "p.yaml"], "", Code),
    (&["decrypt", "none.yaml"], "", Code),
    (&["-d", "none.yaml"], "", Code),
    (&["-e", "none.yaml"], "", Code),
    (&["-r", "none.yaml"], "", Code),
    (&["rotate", "none.yaml"], "", Code),
    (&["rotate", "--add-age", "zz", "none.yaml"], "", Code),
    (&["filestatus", "none.yaml"], "", Code),
    (&["filestatus"], "", Code),
    (&["rotate"], "", Code),
    (&["edit"], "", Code),
    (&[], "", Code),
    (&["set", "e.yaml"], "", Code),
    (&["unset", "e.yaml"], "", Code),
    (&["exec-env", "e.yaml"], "", Code),
    (&["exec-file", "e.yaml"], "", Code),
    (&["updatekeys"], "", Code),
    (&["updatekeys", "none.yaml"], "", Code),
    (&["updatekeys", "p.yaml"], "", Code),
    (&["-i", "--output", "x", "-d", "e.yaml"], "", Says("cannot operate on both --output and --in-place")),
    (&["decrypt", "--decryption-order", "age,age", "e.yaml"], "", Code),
    (&["-d", "--extract", r#"["zz"]"#, "e.yaml"], "", Code),
    (&["-d", "--extract", r#"["a"#, "e.yaml"], "", Code),
    (&["-d", "--extract", "a", "e.yaml"], "", Code),
    (&["--set", "a 1", "e.yaml"], "", Code),
    (&["--set", r#"["a"] x"#, "e.yaml"], "", Code),
    (&["set", "e.yaml", "a", "1"], "", Code),
    (&["set", "e.yaml", r#"["a"]"#, "x"], "", Code),
    (&["set", "--value-file", "e.yaml", r#"["a"]"#, "none"], "", Code),
    (&["unset", "e.yaml", r#"["zz"]"#], "", Code),
    (&["unset", "--idempotent", "e.yaml", r#"["zz"]"#], "", All),
    (&["set", "--idempotent", "e.yaml", r#"["a"]"#, "\"x\""], "", All),
    (&["set", "none.yaml", r#"["a"]"#, "1"], "", Code),
    (&["e.yaml"], "", Code), // an editor that changes nothing
    (&["edit", "e.yaml"], "", Code),
];

/// The files that a run left.
fn left(place: &Place) -> BTreeMap<String, String> {
    let names = place.sandbox.names();
    let files = names.iter().filter(|name| place.sandbox.path(name).is_file());
    files.map(|name| (name.clone(), place.sandbox.read(name))).collect()
}

#[test]
fn the_same_command_line_comes_to_the_same() {
    let place = Place::new();
    files(&place);
    let before = left(&place);
    let run = |run: Run, input: &str| -> (Finished, BTreeMap<String, String>) {
        let input = if input.is_empty() { String::new() } else { before[input].clone() };
        let finished = run.stdin(input).env("EDITOR", "true").finish();
        let after = left(&place);
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            std::fs::remove_file(place.sandbox.path(name)).unwrap();
        }
        for (name, text) in before.iter().filter(|(name, text)| after.get(*name) != Some(text)) {
            place.sandbox.write(name, text);
        }
        (finished, after)
    };
    for (line, input, compare) in LINES {
        let (real, real_files) = run(place.real(line), input);
        let (ours, our_files) = run(place.sops(line), input);
        let told = format!("{line:?}\nreal: {}\nours: {}", real.stderr, ours.stderr);
        assert_eq!(ours.code, real.code, "{told}");
        match compare {
            All => {
                assert_eq!(ours.text(), real.text(), "{told}");
                assert_eq!(our_files, real_files, "{told}");
                if real.code == Some(0) {
                    assert_eq!(ours.stderr, "", "{told}");
                }
            }
            Plain => {
                let plain = |finished: &Finished| {
                    let line = ["decrypt", "--input-type", "yaml", "--output-type", "yaml", "/dev/stdin"];
                    place.real(&line).stdin(finished.stdout.clone()).stdout()
                };
                assert_eq!(plain(&ours), plain(&real), "{told}");
                assert_eq!(ours.stderr, "", "{told}");
            }
            Says(words) => {
                assert!(real.stderr.contains(words) && ours.stderr.contains(words), "{told}");
                assert_eq!(ours.text(), "", "{told}");
                assert_eq!(our_files, before, "{told}");
            }
            Code => {
                assert_eq!(ours.text(), "", "{told}");
                assert_eq!(our_files, before, "{told}");
            }
        }
    }
}
