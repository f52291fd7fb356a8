//! Killed at any moment, `updatekeys` leaves every file old or new, whole and readable.

#![cfg(unix)]

use std::{
    fs,
    io::{Read as _, Write as _},
    process::Stdio,
    time::{Duration, Instant},
};

use super::team::{Team, recipients};

const FILES: usize = 6;
const PLAIN: &str = "# CANARY\npassword: CANARY-s3cret\nlist: [CANARY-one, CANARY-two]\n";

struct Folder {
    team: Team,
    names: Vec<String>,
    old: Vec<String>,
}

impl Folder {
    fn new() -> Self {
        let team = Team::new();
        team.rule_for(&[&team.me, &team.alice]);
        let names: Vec<_> = (0..FILES).map(|number| format!("{number}.yaml")).collect();
        let old = names.iter().map(|name| team.encrypted(name, PLAIN)).collect();
        // One goes and one comes: every file gets a new data key.
        team.rule_for(&[&team.me, &team.bob]);
        Self { team, names, old }
    }

    fn restore(&self) {
        for entry in fs::read_dir(self.team.sandbox.path("")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "tmp") {
                fs::remove_file(path).unwrap();
            }
        }
        for (name, old) in self.names.iter().zip(&self.old) {
            self.team.sandbox.write(name, old);
        }
    }

    /// Kills it so long after its start; returns how many files are new.
    fn kill_after(&self, delay: Duration) -> usize {
        let args = ["updatekeys", "-y"].into_iter().chain(self.names.iter().map(String::as_str));
        let mut command = self.team.sandbox.run(args).into_command();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();
        self.look()
    }

    /// Kills it when it asks whether to change the file of that number, which it does under the name `sops`
    /// on the standard streams.
    fn kill_at(&self, number: usize) -> usize {
        let args = ["updatekeys"].into_iter().chain(self.names.iter().map(String::as_str));
        let mut command = self.team.sandbox.sops(args).into_command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let (mut answers, mut out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut shown = Vec::new();
        for _ in 0..=number {
            if !shown.is_empty() {
                answers.write_all(b"y\n").unwrap();
            }
            shown.clear();
            while !shown.ends_with(b"(y/n):") {
                let mut byte = [0];
                out.read_exact(&mut byte).unwrap();
                shown.push(byte[0]);
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        self.look()
    }

    /// Every file is the old one, byte for byte, or a whole new one.
    fn look(&self) -> usize {
        let mut new = 0;
        for (name, old) in self.names.iter().zip(&self.old) {
            let text = self.team.sandbox.read(name);
            if text != *old {
                new += 1;
                assert_eq!(recipients(&text), [&self.team.me, &self.team.bob]);
                assert_eq!(self.team.run(&["decrypt", name]), PLAIN);
            }
        }
        for entry in fs::read_dir(self.team.sandbox.path("")).unwrap() {
            let path = entry.unwrap().path();
            let content = fs::read_to_string(&path).unwrap();
            assert!(!content.contains("CANARY"), "plain text in {}", path.display());
        }
        new
    }
}

#[test]
fn killed_at_any_moment_it_leaves_each_file_old_or_new() {
    let folder = Folder::new();
    let args = ["updatekeys", "-y"].into_iter().chain(folder.names.iter().map(String::as_str));
    let start = Instant::now();
    folder.team.sandbox.run(args).stdout();
    let whole = start.elapsed();
    assert_eq!(folder.look(), FILES);
    folder.restore();
    for number in 0..FILES {
        assert_eq!(folder.kill_at(number), number);
        folder.restore();
    }
    let mut counts = [0; FILES + 1];
    for step in 0..32 {
        counts[folder.kill_after(whole * step / 25)] += 1;
        folder.restore();
    }
    println!("runs by the number of files that were new: {counts:?}");
}
