//! The commands that change a file, each with all that it needs, and what has to hold after each of them.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use super::{Traced, Verdict, files};
use crate::support::{Run, Sandbox};

/// Found nowhere but where it belongs.
const CANARY: &str = "c4n4ry-on-the-wire";

/// A command that changes one file.
pub(super) struct Scene {
    pub(super) name: &'static str,
    sandbox: Sandbox,
    runtime: tempfile::TempDir,
    temporary: tempfile::TempDir,
    args: Vec<String>,
    stdin: String,
    target: &'static str,
    /// What the target is before; `None` when it is not there.
    old: Option<String>,
    /// What the new target holds, decrypted.
    new: New,
    /// What else is in the sandbox.
    rest: BTreeMap<PathBuf, Vec<u8>>,
}

enum New {
    /// An encrypted file of this content.
    Encrypted(String),
    /// This, as it is.
    Plain(String),
    /// An age identity.
    Identity,
}

impl Scene {
    pub(super) fn encrypt() -> Self {
        let stage = Stage::new("encrypt -i");
        let plain = stage.plain.clone();
        let args = ["encrypt", "-i", "--age", &stage.recipient, "a.yaml"].map(str::to_owned);
        stage.scene(&args, Some(plain.clone()), New::Encrypted(plain))
    }

    pub(super) fn decrypt() -> Self {
        let stage = Stage::new("decrypt -i");
        let (old, new) = (stage.encrypted(), New::Plain(stage.plain.clone()));
        stage.scene(&["decrypt", "-i", "a.yaml"].map(str::to_owned), Some(old), new)
    }

    pub(super) fn set() -> Self {
        let stage = Stage::new("set");
        let (old, new) = (stage.encrypted(), stage.plain.replace("one", &format!("uno {CANARY}")));
        let args = ["set", "--value-stdin", "a.yaml", "[\"b\"][0]"].map(str::to_owned);
        let mut scene = stage.scene(&args, Some(old), New::Encrypted(new));
        scene.stdin = format!("\"uno {CANARY}\"");
        scene
    }

    pub(super) fn edit() -> Self {
        let stage = Stage::new("edit");
        let editor = stage.sandbox.home().join("editor");
        fs::write(&editor, "#!/bin/sh\nsed -i s/one/uno/ \"$1\"\n").unwrap();
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
        let (old, new) = (stage.encrypted(), stage.plain.replace("one", "uno"));
        stage.scene(&["edit", "a.yaml"].map(str::to_owned), Some(old), New::Encrypted(new))
    }

    pub(super) fn rotate() -> Self {
        let stage = Stage::new("rotate");
        let (old, new) = (stage.encrypted(), New::Encrypted(stage.plain.clone()));
        stage.scene(&["rotate", "-i", "a.yaml"].map(str::to_owned), Some(old), new)
    }

    pub(super) fn updatekeys() -> Self {
        let stage = Stage::new("updatekeys");
        let other = stage.sandbox.run(["keygen", "-o", "other.txt"]).stdout();
        let config = format!("creation_rules:\n  - age: {},{}\n", stage.recipient, other.trim());
        let (old, new) = (stage.encrypted(), New::Encrypted(stage.plain.clone()));
        stage.sandbox.write(".sops-rs.yaml", config);
        stage.scene(&["updatekeys", "-y", "a.yaml"].map(str::to_owned), Some(old), new)
    }

    pub(super) fn keygen() -> Self {
        let mut stage = Stage::new("keygen");
        stage.target = "key.txt";
        stage.scene(&["keygen", "-o", "key.txt"].map(str::to_owned), None, New::Identity)
    }

    /// Puts the old file in place; returns what is there then.
    pub(super) fn reset(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let target = self.sandbox.path(self.target);
        match &self.old {
            Some(old) => fs::write(&target, old).unwrap(),
            None => drop(fs::remove_file(&target)),
        }
        let before = files(&self.folders());
        let rest: Vec<_> = before.keys().filter(|path| **path != target).collect();
        assert_eq!(rest, self.rest.keys().collect::<Vec<_>>(), "{}: left behind", self.name);
        before
    }

    /// The command.
    pub(super) fn run(&self) -> Run {
        self.surround(self.sandbox.run(&self.args)).stdin(self.stdin.clone())
    }

    /// Whether a path is one of those that the command can change.
    pub(super) fn is_inside(&self, path: &Path) -> bool {
        self.folders().iter().any(|folder| path.starts_with(folder))
    }

    /// What must hold, whatever happened. Returns whether the file is the old one.
    pub(super) fn check(
        &self,
        before: &BTreeMap<PathBuf, Vec<u8>>,
        ended: &Traced,
        verdict: Verdict,
        what: &dyn Fn() -> String,
    ) -> bool {
        let what = || format!("{}\n{:?} {}", what(), ended.code, ended.stderr);
        let target = self.sandbox.path(self.target);
        let now = files(&self.folders());
        let is_old = now.get(&target) == before.get(&target);
        if !is_old {
            let text = String::from_utf8(now[&target].clone()).unwrap();
            assert!(self.is_new(&text), "{}: neither old nor new: {text}", what());
        }
        if verdict == Verdict::Kill {
            assert_eq!(ended.code, None, "{}", what());
        } else {
            // An orderly end: success means the new file, failure is told, and nothing lies about.
            match ended.code {
                Some(0) => assert!(!is_old, "{}: it claims to be done", what()),
                Some(code) => {
                    assert!(code < 100 || [128, 201].contains(&code), "{}", what());
                    let told = |line: &str| line.starts_with("error: ") || line.starts_with("thread '");
                    assert!(ended.stderr.lines().any(told), "{}: nothing is told", what());
                    assert!(!ended.stderr.contains("internal error"), "{}", what());
                }
                None => panic!("{}: it was ended", what()),
            }
        }
        assert!(!ended.stderr.contains(CANARY), "{}", what());
        let is_orderly = verdict != Verdict::Kill && !what().contains(" at unlink");
        for (path, content) in &now {
            assert!(!(is_orderly && is_temporary(path)), "{}: {} stays", what(), path.display());
            let may_be_plain = *path == target
                || before.contains_key(path)
                // These are swept by the next run.
                || (verdict != Verdict::Go && (path.starts_with(self.runtime.path()) || is_temporary(path)));
            let is_plain = memchr(content, CANARY.as_bytes()) || memchr(content, b"AGE-SECRET-KEY-");
            assert!(may_be_plain || !is_plain, "{}: plaintext in {}", what(), path.display());
        }
        is_old
    }

    /// The same command once more, undisturbed, brings the new file and leaves nothing else, whatever the
    /// last run left. Returns whether there was something to sweep.
    pub(super) fn rerun(&self, what: &dyn Fn() -> String) -> bool {
        let target = self.sandbox.path(self.target);
        let is_rest = |path: &PathBuf| *path == target || self.rest.contains_key(path);
        // An edit that could not be saved is kept, encrypted, and that is told.
        let unsaved = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "unsaved");
        files(&self.folders()).keys().filter(unsaved).for_each(|path| fs::remove_file(path).unwrap());
        let left = files(&self.folders()).keys().any(|path| !is_rest(path));
        let is_done = fs::read_to_string(&target).is_ok_and(|text| self.is_new(&text));
        // What is done cannot be done again by each of them; then another command sweeps.
        let ended = if is_done && self.old.is_some() {
            let path = self.sandbox.path("x.yaml");
            fs::write(&path, "x: 1\n").unwrap();
            let keys = fs::read_to_string(self.sandbox.home().join("recipient")).unwrap();
            let ended = self.surround(self.sandbox.run(["encrypt", "-i", "--age", &keys, "x.yaml"])).finish();
            fs::remove_file(path).unwrap();
            ended
        } else if is_done {
            fs::remove_file(&target).unwrap();
            self.run().finish()
        } else {
            self.run().finish()
        };
        assert_eq!(ended.code, Some(0), "{}: the next run: {}", what(), ended.stderr);
        let text = fs::read_to_string(&target).unwrap();
        assert!(self.is_new(&text), "{}: the next run", what());
        let now = files(&self.folders());
        let strange: Vec<_> = now.keys().filter(|path| !is_rest(path)).collect();
        assert!(strange.is_empty(), "{}: the next run leaves {strange:?}", what());
        for folder in [self.runtime.path(), self.temporary.path()] {
            assert_eq!(fs::read_dir(folder).unwrap().count(), 0, "{}: {}", what(), folder.display());
        }
        left
    }

    fn is_new(&self, text: &str) -> bool {
        match &self.new {
            New::Plain(plain) => text == plain,
            New::Identity => {
                let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
                matches!(lines[..], [key] if key.starts_with("AGE-SECRET-KEY-1") && key.len() == 74)
                    && text.ends_with('\n')
            }
            New::Encrypted(plain) => {
                if self.old.as_deref() == Some(text) {
                    return false;
                }
                let args = ["decrypt", "--input-type", "yaml", "--output-type", "yaml"];
                let decrypted = self.sandbox.run(args).stdin(text).finish();
                decrypted.code == Some(0) && decrypted.text() == *plain
            }
        }
    }

    fn folders(&self) -> [PathBuf; 4] {
        [
            self.sandbox.path(""),
            self.sandbox.home(),
            self.runtime.path().to_owned(),
            self.temporary.path().to_owned(),
        ]
    }

    fn surround(&self, run: Run) -> Run {
        run.env("XDG_RUNTIME_DIR", self.runtime.path())
            .env("TMPDIR", self.temporary.path())
            .env("EDITOR", self.sandbox.home().join("editor"))
    }
}

/// What all scenes start from.
struct Stage {
    name: &'static str,
    sandbox: Sandbox,
    recipient: String,
    plain: String,
    target: &'static str,
}

impl Stage {
    fn new(name: &'static str) -> Self {
        let (sandbox, recipient) = Sandbox::with_key();
        fs::write(sandbox.home().join("recipient"), &recipient).unwrap();
        let plain = format!("# note\na: {CANARY}\nb:\n    - one\n    - two\n");
        Self { name, sandbox, recipient, plain, target: "a.yaml" }
    }

    fn encrypted(&self) -> String {
        let args = ["encrypt", "--age", &self.recipient, "--filename-override", "a.yaml"];
        self.sandbox.run(args).stdin(self.plain.clone()).stdout()
    }

    fn scene(self, args: &[String], old: Option<String>, new: New) -> Scene {
        let in_memory = Path::new("/dev/shm");
        let runtime = if in_memory.is_dir() { tempfile::tempdir_in(in_memory) } else { tempfile::tempdir() };
        let runtime = runtime.unwrap();
        fs::set_permissions(runtime.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let mut scene = Scene {
            name: self.name,
            sandbox: self.sandbox,
            runtime,
            temporary: tempfile::tempdir().unwrap(),
            args: args.to_vec(),
            stdin: String::new(),
            target: self.target,
            old,
            new,
            rest: BTreeMap::new(),
        };
        scene.rest = files(&scene.folders());
        scene
    }
}

fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(".sops-rs-") && name.ends_with(".tmp")
}

fn memchr(content: &[u8], word: &[u8]) -> bool {
    content.windows(word.len()).any(|window| window == word)
}
