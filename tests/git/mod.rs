//! The drivers and the hook with the real git: what it merges, what it shows, and what it keeps.

#[cfg(unix)]
mod by_hand;
mod drivers;
mod install;
mod merges;

use std::path::Path;

use crate::support::{Finished, PROGRAM, Run, Sandbox};

/// A repository of its own, with an identity that reads its files.
pub struct Repository {
    sandbox: Sandbox,
    /// Whom its files are for.
    pub recipient: String,
}

impl Repository {
    /// An empty repository.
    pub fn new() -> Self {
        let (sandbox, recipient) = Sandbox::with_key();
        let repository = Self { sandbox, recipient };
        repository.git(&["init", "-q", "-b", "main"]);
        for (name, value) in [
            ("user.name", "t"),
            ("user.email", "t@example.com"),
            ("commit.gpgsign", "false"),
            ("merge.conflictStyle", "merge"),
        ] {
            repository.git(&["config", name, value]);
        }
        repository
    }

    /// One with the drivers installed and committed.
    pub fn installed() -> Self {
        let repository = Self::new();
        repository.run(&["git", "install", "--no-hook"]).stdout();
        repository.commit("attributes");
        repository
    }

    /// The program, where git finds it as well.
    pub fn run(&self, args: &[&str]) -> Run {
        self.sandbox.run(args).env("PATH", search_path())
    }

    /// Git, which must succeed; what it printed.
    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        let finished = self.try_git(args);
        assert_eq!(finished.code, Some(0), "git {args:?}: {}{}", finished.text(), finished.stderr);
        finished.text()
    }

    /// Git, whatever comes of it.
    pub fn try_git(&self, args: &[&str]) -> Finished {
        self.sandbox
            .command(Path::new("/usr/bin/git"), args)
            .env("PATH", search_path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_EDITOR", "true")
            .finish()
    }

    /// Commits all that there is.
    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// Writes a file encrypted, as a new one or over the old one.
    pub fn secret(&self, name: &str, plain: &str) {
        let sandbox = &self.sandbox;
        let (old, kind) = (sandbox.path(name), kind(name));
        if old.exists() {
            let update = ["encrypt", "--update", name, "--output", name, "--input-type", kind];
            self.run(&update).stdin(plain).stdout();
        } else {
            let new = ["encrypt", "--age", &self.recipient, "--filename-override", name, "--output", name];
            self.run(&new).stdin(plain).stdout();
        }
    }

    /// A file of the working tree, decrypted.
    #[track_caller]
    pub fn plain(&self, name: &str) -> String {
        self.run(&["decrypt", name]).stdout()
    }

    /// A file of the working tree as it is.
    pub fn read(&self, name: &str) -> String {
        self.sandbox.read(name)
    }

    /// Its sandbox.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Fails if one of the words is anywhere in the repository: in files, index, objects or logs.
    #[track_caller]
    pub fn holds_none_of(&self, words: &[&str]) {
        let mut seen = 0;
        let mut folders = vec![self.sandbox.path("")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).unwrap_or_default();
                seen += 1;
                for word in words {
                    assert!(
                        memchr::memmem::find(&bytes, word.as_bytes()).is_none(),
                        "{word} in {}",
                        path.display()
                    );
                }
            }
        }
        assert!(seen > 10);
        // What git compressed.
        let objects = self.try_git(&["cat-file", "--batch-all-objects", "--batch"]).stdout;
        for word in words {
            assert!(memchr::memmem::find(&objects, word.as_bytes()).is_none(), "{word} in an object");
        }
    }
}

/// Where git and the program are found.
pub fn search_path() -> String {
    format!("{}:/usr/bin:/bin", Path::new(PROGRAM).parent().unwrap().display())
}

fn kind(name: &str) -> &'static str {
    match Path::new(name).extension().and_then(|ending| ending.to_str()) {
        Some("json") => "json",
        Some("env") => "dotenv",
        Some("ini") => "ini",
        Some("toml") => "toml",
        Some("pem") => "binary",
        _ => "yaml",
    }
}
