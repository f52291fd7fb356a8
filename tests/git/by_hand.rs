//! Conflicts settled by a person: the editor shows both plain texts, and nothing else ever holds them.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use super::Repository;
use crate::support::Run;

const BASE: &str = "a: 1\nsame: s\nsecret: base-canary # c\nz: 9\n";
const OURS: &str = "a: 2\nsame: s\nsecret: ours-canary # c\nz: 9\n";
const THEIRS: &str = "a: 1\nsame: s\nsecret: theirs-canary # c\nz: 8\n";
const MARKED: &str = "a: 2\nsame: s\n<<<<<<< ours\nsecret: ours-canary # c\n=======\nsecret: theirs-canary # c\n\
                      >>>>>>> theirs\nz: 8\n";

/// Settles the conflict, as a person would.
const SETTLE: &str = "sed -i '/^[<=>]\\{7\\}/d; /theirs-canary/d; s/ours-canary/both-canary/' \"$1\"";
const SETTLED: &str = "a: 2\nsame: s\nsecret: both-canary # c\nz: 8\n";

const BACK: &str = "Press Enter to return to the editor, or Ctrl-C to give up the changes: ";

/// A repository in the middle of a merge with one conflict.
struct Merging {
    repository: Repository,
    runtime: tempfile::TempDir,
    temporary: tempfile::TempDir,
}

impl Merging {
    /// `ours` and `theirs` of `name`, brought together with our driver or without.
    fn new(name: &str, versions: [&str; 3], installed: bool) -> Self {
        let repository = if installed { Repository::installed() } else { Repository::new() };
        let [base, ours, theirs] = versions;
        repository.secret(name, base);
        repository.commit("base");
        repository.git(&["checkout", "-q", "-b", "topic"]);
        repository.secret(name, theirs);
        repository.commit("theirs");
        repository.git(&["checkout", "-q", "main"]);
        repository.secret(name, ours);
        repository.commit("ours");
        assert_eq!(repository.try_git(&["merge", "-q", "topic"]).code, Some(1));
        let runtime = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        fs::set_permissions(runtime.path(), fs::Permissions::from_mode(0o700)).unwrap();
        Self { repository, runtime, temporary: tempfile::tempdir().unwrap() }
    }

    /// `merge --resolve` of the files with the script for an editor.
    fn resolve(&self, script: &str, names: &str) -> Run {
        let editor = self.outside("editor");
        fs::write(&editor, format!("#!/bin/sh\ncp \"$1\" {}\n{script}\n", self.outside("seen").display()))
            .unwrap();
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
        self.repository
            .run(&["merge", "--resolve"].into_iter().chain(names.split(' ')).collect::<Vec<_>>())
            .env("EDITOR", editor)
            .env("XDG_RUNTIME_DIR", self.runtime.path())
            .env("TMPDIR", self.temporary.path())
            .env("NO_COLOR", "1")
    }

    /// A path that is no part of the repository.
    fn outside(&self, name: &str) -> PathBuf {
        self.repository.sandbox().home().join(name)
    }

    /// What the editor showed at first.
    fn seen(&self) -> String {
        fs::read_to_string(self.outside("seen")).unwrap()
    }

    /// Expects no plaintext in the repository, and none where it was edited.
    #[track_caller]
    fn is_clean(&self) {
        for folder in [self.runtime.path(), self.temporary.path()] {
            assert_eq!(fs::read_dir(folder).unwrap().count(), 0, "{}", folder.display());
        }
        self.repository.holds_none_of(&["-canary"]);
    }
}

#[test]
fn the_editor_shows_the_values_that_are_in_conflict_and_its_text_is_taken() {
    // With our driver's markers, and with git's own.
    for installed in [true, false] {
        let merging = Merging::new("s.yaml", [BASE, OURS, THEIRS], installed);
        let repository = &merging.repository;
        merging.resolve(SETTLE, "s.yaml").stdout();
        assert_eq!(merging.seen(), MARKED);
        assert_eq!(repository.plain("s.yaml"), SETTLED);
        assert!(!repository.read("s.yaml").contains("merge_conflict"));
        repository.run(&["verify", "s.yaml"]).stdout();
        repository.commit("merged");
        merging.is_clean();
        let none = merging.resolve(SETTLE, "s.yaml").finish();
        none.fails_with(1, "error: s.yaml: the file has no conflict to settle");
    }
}

#[test]
fn values_of_either_side_keep_their_tokens() {
    let merging = Merging::new("s.yaml", [BASE, OURS, THEIRS], true);
    let conflict = merging.repository.read("s.yaml");
    let script = "sed -i '/^[<=>]\\{7\\}/d; /ours-canary/d' \"$1\"";
    merging.resolve(script, "s.yaml").stdout();
    let settled = merging.repository.read("s.yaml");
    let own = ["mac:", "lastmodified:", "seal:"];
    let values = |line: &&str| !own.iter().any(|name| line.contains(name));
    for line in settled.lines().filter(values) {
        assert!(conflict.contains(line), "{line}");
    }
    assert_eq!(merging.repository.plain("s.yaml"), THEIRS.replace("a: 1", "a: 2"));
}

#[test]
fn a_third_value_may_be_one_that_stays_readable() {
    let versions = ["80", "81", "82"].map(|port| format!("a: x-canary\nport_unencrypted: {port} # c\n"));
    let merging = Merging::new("s.yaml", versions.each_ref().map(String::as_str), true);
    merging
        .resolve(
            "sed -i '/^[<=>]\\{7\\}/d; /81/d; s/82/83/' \"$1\"; echo 'new: y-canary' >> \"$1\"",
            "s.yaml",
        )
        .stdout();
    let plain = "a: x-canary\nport_unencrypted: 83 # c\nnew: y-canary\n";
    assert_eq!(merging.repository.plain("s.yaml"), plain);
    assert!(merging.repository.read("s.yaml").contains("\nport_unencrypted: 83 #"));
    merging.is_clean();
}

#[test]
fn every_format_can_be_settled_by_hand() {
    let settle = "sed -i '/^[<=>]\\{7\\}/d; /theirs-canary/d' \"$1\"";
    for (name, text) in [
        ("s.json", "{\n  \"k\": \"V-canary\",\n  \"z\": 1\n}\n"),
        ("s.env", "A=1\nK=V-canary\nZ=1\n"),
        ("s.ini", "[a]\nk = V-canary\nz = 1\n"),
        ("s.toml", "[a]\nk = \"V-canary\"\nz = 1\n"),
    ] {
        let versions = ["base", "ours", "theirs"].map(|side| text.replace('V', side));
        let merging = Merging::new(name, versions.each_ref().map(String::as_str), true);
        merging.resolve(settle, name).stdout();
        assert_eq!(merging.repository.plain(name), versions[1], "{name}");
        merging.is_clean();
    }
}

#[test]
fn a_marker_that_is_left_is_asked_about_again() {
    let merging = Merging::new("s.yaml", [BASE, OURS, THEIRS], true);
    // First nothing is done, then half of it, then a slip, then all.
    let script = format!(
        "step=$(ls \"$HOME\" | grep -c '^step'); touch \"$HOME/step$step\"\ncase $step in\n0) ;;\n1) sed -i 1,3d \"$1\";;\n\
         2) sed -i '/^[<=>]\\{{7\\}}/d; s/^secret/[/' \"$1\";;\n*) cp \"$HOME/seen\" \"$1\"; cat \"$HOME/first\" > \"$1\"; {SETTLE};;\nesac"
    );
    fs::write(merging.outside("first"), MARKED).unwrap();
    let session = merging.resolve(&script, "s.yaml").on_terminal();
    let shown = session
        .expect("error: s.yaml: line 3 of the text is a conflict marker still")
        .expect(BACK)
        .keys("\n")
        .expect("error: s.yaml: line 2 of the text is a conflict marker still")
        .expect(BACK)
        .keys("\n")
        .expect("error: s.yaml:")
        .expect(BACK)
        .keys("\n")
        .finish();
    assert_eq!(shown.code, 0, "{}", shown.output);
    assert!(!shown.output.contains("-canary"), "{}", shown.output);
    assert_eq!(merging.repository.plain("s.yaml"), SETTLED);
    merging.is_clean();
}

#[test]
fn of_several_files_each_has_an_editor_of_its_own() {
    let merging = Merging::new("s.yaml", [BASE, OURS, THEIRS], true);
    let repository = &merging.repository;
    repository.sandbox().write("t.yaml", repository.read("s.yaml"));
    // In the second one Ctrl-C is a character.
    let script =
        format!("if [ -e first ]; then trap '' INT; touch ready; read line; fi; touch first; {SETTLE}");
    let ready = repository.sandbox().path("ready");
    let session = merging.resolve(&script, "s.yaml t.yaml").on_terminal();
    let shown = session.wait(&ready).keys("\u{3}").expect("^C").keys("\n").finish();
    assert_eq!(shown.code, 0, "{}", shown.output);
    assert_eq!([repository.plain("s.yaml"), repository.plain("t.yaml")], [SETTLED, SETTLED]);
    for name in ["first", "ready"] {
        fs::remove_file(repository.sandbox().path(name)).unwrap();
    }
    merging.is_clean();
}

#[test]
fn whoever_gives_up_finds_the_conflict_as_it_was() {
    for (script, keys, code) in
        [(":", "\u{4}", 85), (":", "\u{3}", -2), ("sed -i s/ours/x/ \"$1\"; exit 3", "", 201)]
    {
        let merging = Merging::new("s.yaml", [BASE, OURS, THEIRS], true);
        let conflict = merging.repository.read("s.yaml");
        let session = merging.resolve(script, "s.yaml").on_terminal();
        let session = if keys.is_empty() { session } else { session.expect(BACK).keys(keys) };
        let shown = session.finish();
        assert_eq!(shown.code, code, "{}", shown.output);
        assert_eq!(merging.repository.read("s.yaml"), conflict);
        assert_eq!(merging.repository.git(&["ls-files", "-u"]).lines().count(), 3);
        merging.is_clean();
    }
}

#[test]
fn without_a_terminal_nobody_is_asked_and_no_work_is_lost() {
    let merging = Merging::new("s.yaml", [BASE, OURS, THEIRS], true);
    let repository = &merging.repository;
    let conflict = repository.read("s.yaml");
    let marker = "error: s.yaml: line 3 of the text is a conflict marker still";
    merging.resolve(":", "s.yaml").finish().fails_with(8, marker);
    assert!(!repository.sandbox().path("s.yaml.unsaved").exists());
    let kept = merging.resolve("sed -i s/ours-canary/more-canary/ \"$1\"", "s.yaml").finish();
    assert!(kept.stderr.contains("it is kept, encrypted, in s.yaml.unsaved"), "{}", kept.stderr);
    kept.fails_with(8, marker);
    assert_eq!(repository.read("s.yaml"), conflict);
    let text = repository
        .run(&["decrypt", "--input-type", "json", "--extract", "[\"data\"]", "s.yaml.unsaved"])
        .stdout();
    assert_eq!(text, MARKED.replace("ours-canary", "more-canary"));
    merging.is_clean();
    let nobody = repository.run(&["merge", "--resolve", "s.yaml"]).finish();
    nobody.fails_with(8, "error: s.yaml: both sides changed the same values");
}

#[test]
fn what_ends_the_run_leaves_no_plaintext() {
    let merging = Merging::new("s.yaml", [BASE, OURS, THEIRS], true);
    let conflict = merging.repository.read("s.yaml");
    let ready = merging.outside("ready");
    let script =
        format!("sed -i s/ours-canary/more-canary/ \"$1\"; touch {}; exec sleep 60", ready.display());
    let shown = merging.resolve(&script, "s.yaml").on_terminal().wait(&ready).signal("TERM").finish();
    assert_eq!(shown.code, -15, "{}", shown.output);
    assert!(shown.output.contains("it is kept, encrypted, in s.yaml.unsaved"), "{}", shown.output);
    assert_eq!(merging.repository.read("s.yaml"), conflict);
    merging.is_clean();
}
