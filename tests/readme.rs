//! The README and the guides are true to the letter: their `sh` blocks run one after the other in an empty home, and a
//! `text` block behind one is its output (`…` stands for anything within a line, or for more lines).

#![cfg(unix)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::{PROGRAM, Sandbox};

/// A fenced block: its language and its text.
type Block<'a> = (&'a str, &'a str);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, block)) = rest.split_once("\n```") {
        let (language, block) = block.split_once('\n').expect("a fence has a line");
        let (body, after) = block.split_once("```").expect("a fence is closed");
        found.push((language, body));
        rest = after;
    }
    found
}

/// Whether `output` is `expected`, where `…` stands for anything.
fn fits(expected: &str, output: &str) -> bool {
    let pattern: Vec<_> = expected.trim_end().split('…').map(regex::escape).collect();
    let pattern = format!(r"\A{}\z", pattern.join(r"(?s:.*)"));
    regex::Regex::new(&pattern).expect("it is escaped").is_match(output.trim_end())
}

#[test]
fn the_first_five_minutes_are_as_told() {
    let sandbox = Sandbox::new();
    let (scripts, outputs) = walk_through(&sandbox, &readme());
    assert!(scripts >= 6 && outputs >= 3, "{scripts} scripts and {outputs} outputs were found");
    let decrypted = sandbox.run(["decrypt", "secrets.yaml"]).stdout();
    assert_eq!(decrypted, sandbox.read("before.yaml").replace("correct horse", "battery staple"));
}

#[test]
fn the_guide_to_keys_is_as_told() {
    let guide = fs::read_to_string(root().join("docs/keys.md")).unwrap();
    let (scripts, outputs) = walk_through(&Sandbox::new(), &guide);
    assert!(scripts >= 7 && outputs >= 7, "{scripts} scripts and {outputs} outputs were found");
}

#[test]
fn the_guide_to_daily_work_is_as_told() {
    let guide = fs::read_to_string(root().join("docs/daily-work.md")).unwrap();
    let (scripts, outputs) = walk_through(&Sandbox::new(), &guide);
    assert!(scripts >= 4 && outputs >= 3, "{scripts} scripts and {outputs} outputs were found");
}

#[test]
fn the_guide_to_a_repository_is_as_told() {
    let guide = fs::read_to_string(root().join("docs/repository.md")).unwrap();
    let (scripts, outputs) = walk_through(&Sandbox::new(), &guide);
    assert!(scripts >= 7 && outputs >= 5, "{scripts} scripts and {outputs} outputs were found");
}

/// Runs the scripts of a text and compares their outputs; how many there were.
fn walk_through(sandbox: &Sandbox, text: &str) -> (usize, usize) {
    let blocks = blocks(text);
    let folder = Path::new(PROGRAM).parent().expect("a program is in a folder");
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let (mut scripts, mut outputs) = (0, 0);
    for (position, (language, script)) in blocks.iter().enumerate() {
        if *language != "sh" {
            continue;
        }
        let run = sandbox.command(Path::new("/bin/bash"), ["-euo", "pipefail", "-c", script]);
        let output = run.env("PATH", &path).finish().success().text();
        scripts += 1;
        if let Some(("text", expected)) = blocks.get(position + 1) {
            assert!(fits(expected, &output), "{script}gives\n{output}and not\n{expected}");
            outputs += 1;
        }
    }
    (scripts, outputs)
}

#[test]
fn its_make_targets_and_links_exist() {
    let (readme, makefile) = (readme(), fs::read_to_string(root().join("Makefile")).unwrap());
    for (_, block) in blocks(&readme).iter().filter(|(language, _)| *language == "console") {
        for target in block.lines().filter_map(|line| line.strip_prefix("make ")) {
            let target = target.split_whitespace().next().unwrap_or_default();
            assert!(makefile.contains(&format!("\n{target}:")), "there is no make {target}");
        }
    }
    let links: Vec<_> = readme.split("](").skip(1).filter_map(|rest| rest.split_once(')')).collect();
    assert!(links.len() >= 6, "{links:?}");
    for (link, _) in links.iter().filter(|(link, _)| !link.contains("://")) {
        assert!(root().join(link).is_file(), "{link} does not exist");
    }
}
