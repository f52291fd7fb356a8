//! `edit` without a terminal: nobody can be asked. What is shared with the tests on a terminal is here.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
};

use sops_rs::format::FormatName;

use crate::support::{
    Finished, Run, Sandbox,
    oracle::{self, Oracle},
};

/// Found nowhere but where it belongs.
pub(super) const CANARY: &str = "c4n4ry-in-the-coal-mine";

/// A desk to edit at: a sandbox with a runtime folder in memory and an encrypted file `a.yaml`.
pub(super) struct Desk {
    pub(super) sandbox: Sandbox,
    pub(super) recipient: String,
    pub(super) plain: String,
    runtime: tempfile::TempDir,
    temporary: tempfile::TempDir,
}

impl Desk {
    pub(super) fn new() -> Self {
        let sandbox = Sandbox::new();
        let keys = sandbox.home().join(".config/sops/age/keys.txt");
        sops_rs::sys::create_private_folder(keys.parent().unwrap()).unwrap();
        fs::copy(oracle::key_file(), keys).unwrap();
        let in_memory = Path::new("/dev/shm");
        let runtime = if in_memory.is_dir() { tempfile::tempdir_in(in_memory) } else { tempfile::tempdir() };
        let runtime = runtime.unwrap();
        fs::set_permissions(runtime.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let recipient = oracle::recipient();
        let plain = format!("# note\na: {CANARY}\nb:\n    - one\n    - two\n");
        sandbox.write("a.yaml", &plain);
        sandbox.run(["encrypt", "-i", "--age", &recipient, "a.yaml"]).finish().success();
        Self { sandbox, recipient, plain, runtime, temporary: tempfile::tempdir().unwrap() }
    }

    /// An editor: a script for the shell, whose first argument is the file.
    pub(super) fn editor(&self, name: &str, script: &str) -> PathBuf {
        let path = self.sandbox.home().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// `edit` with the script for an editor.
    pub(super) fn edit(&self, script: &str, args: &[&str]) -> Run {
        let editor = self.editor("editor", script);
        self.surround(self.sandbox.run(["edit"].iter().chain(args))).env("EDITOR", editor)
    }

    /// The same under the name `sops`.
    pub(super) fn sops(&self, script: &str, args: &[&str]) -> Run {
        let editor = self.editor("editor", script);
        self.surround(self.sandbox.sops(args)).env("EDITOR", editor)
    }

    pub(super) fn surround(&self, run: Run) -> Run {
        run.env("XDG_RUNTIME_DIR", self.runtime.path())
            .env("TMPDIR", self.temporary.path())
            .env("CANARY", CANARY)
            .env("NO_COLOR", "1")
    }

    /// What the real program reads in the file.
    pub(super) fn real(&self, name: &str) -> String {
        let bytes =
            Oracle::new().decrypt(self.sandbox.read(name).as_bytes(), FormatName::from_path(Path::new(name)));
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    /// The text that was kept.
    pub(super) fn kept(&self, name: &str) -> String {
        let args = ["decrypt", "--input-type", "binary", name];
        self.sandbox.run(args).stdout()
    }

    /// Expects no plaintext anywhere, and the folders of editors gone.
    #[track_caller]
    pub(super) fn is_clean(&self) {
        for folder in [self.runtime.path(), self.temporary.path()] {
            assert_eq!(fs::read_dir(folder).unwrap().count(), 0, "{}", folder.display());
        }
        for folder in [&self.sandbox.home(), &self.sandbox.path(""), Path::new("/dev/shm")] {
            search(folder);
        }
    }

    /// The private folders that are there.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        fs::read_dir(self.runtime.path()).unwrap().map(|entry| entry.unwrap().path()).collect()
    }
}

#[track_caller]
fn search(folder: &Path) {
    // What other tests have there comes and goes.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if !entry.file_name().to_string_lossy().starts_with(".tmp") {
                search(&path);
            }
        } else if let Ok(bytes) = fs::read(&path) {
            let found = bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
            assert!(!found, "plaintext in {}", path.display());
        }
    }
}

/// The keys whose lines are others, but for the time, which may be the same.
fn changed(old: &str, new: &str) -> Vec<String> {
    assert_eq!(old.lines().count(), new.lines().count(), "{new}");
    let lines = old.lines().zip(new.lines()).filter(|(old, new)| old != new);
    let keys = lines.map(|(old, _)| old.trim().split(':').next().unwrap().to_owned());
    keys.filter(|key| key != "lastmodified").collect()
}

#[track_caller]
fn nothing_changed(finished: Finished) {
    finished.failure(200, "File has not changed, exiting.\n");
}

const SWAP: &str = "sed -i 's/one/uno/' \"$1\"";

#[test]
fn only_what_was_edited_changes() {
    let desk = Desk::new();
    let old = desk.sandbox.read("a.yaml");
    desk.edit(SWAP, &["a.yaml"]).finish().success();
    let new = desk.sandbox.read("a.yaml");
    assert_eq!(changed(&old, &new), ["- ENC[AES256_GCM,data", "mac", "seal"]);
    assert_eq!(desk.sandbox.run(["decrypt", "a.yaml"]).stdout(), desk.plain.replace("one", "uno"));
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
    desk.is_clean();
}

#[test]
fn the_editor_gets_a_private_file_of_the_same_name() {
    let desk = Desk::new();
    let script = "ls -l \"$1\" | cut -c 1-10; ls -ld \"$(dirname \"$1\")\" | cut -c 1-10; basename \"$1\"; \
                  touch \"$1~\" \"$(dirname \"$1\")/.a.yaml.swp\"";
    let finished = desk.edit(script, &["a.yaml"]).finish();
    assert_eq!(finished.text(), "-rw-------\ndrwx------\na.yaml\n");
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(200), "File has not changed, exiting.\n"));
    desk.is_clean();
}

#[test]
fn nothing_is_written_when_nothing_changed() {
    let desk = Desk::new();
    let old = desk.sandbox.read("a.yaml");
    nothing_changed(desk.edit(":", &["a.yaml"]).finish());
    nothing_changed(desk.sops(":", &["edit", "a.yaml"]).finish());
    nothing_changed(desk.edit(":", &["--age", &desk.recipient, "new.yaml"]).finish());
    assert_eq!(desk.sandbox.read("a.yaml"), old);
    assert_eq!(desk.sandbox.names(), ["a.yaml"]);
    desk.is_clean();
}

#[test]
fn an_editor_that_does_not_wait_is_told_to() {
    let desk = Desk::new();
    let code = desk.editor("code", ":");
    let line = code.display();
    let told = format!(
        "File has not changed, exiting.\nhint: code returned at once; make it wait with SOPS_EDITOR='{line} --wait'\n"
    );
    let edit = |editor: String| desk.edit("exit 9", &["a.yaml"]).env("SOPS_EDITOR", editor).finish();
    edit(line.to_string()).failure(200, &told);
    edit(format!("{line} --wait")).failure(200, "File has not changed, exiting.\n");
}

#[test]
fn the_editor_is_found_as_a_shell_would() {
    let desk = Desk::new();
    let editor = desk.editor("my editor", "printf '%s|' \"$1\" \"$2\" >&2");
    let line = format!("'{}' a\\ b 'c d'", editor.display());
    let finished = desk.edit(":", &["a.yaml"]).env("EDITOR", &line).finish();
    finished.failure(200, "a b|c d|File has not changed, exiting.\n");
    // Without a word about it, the first usual one in the PATH.
    let folder = desk.editor("nano", SWAP).parent().unwrap().to_owned();
    let path = format!("{}:/usr/bin-without:/bin-without", folder.display());
    let run = || desk.surround(desk.sandbox.run(["edit", "a.yaml"]));
    let with_sed = format!("{path}:/usr/bin:/bin");
    // A vim of the machine would come first.
    if !["/usr/bin/vim", "/bin/vim"].iter().any(|vim| Path::new(vim).exists()) {
        run().env("PATH", with_sed).finish().success();
    }
    run().env("PATH", "/without").finish().failure(
        201,
        "error: no editor was found\n  SOPS_EDITOR and EDITOR are not set, and there is no vim, nano, vi\n\
         hint: Name one: EDITOR=nano\n",
    );
    run().env("EDITOR", "'x").finish().fails_with(201, "error: the editor in EDITOR cannot be understood");
    run().env("EDITOR", "/no/editor").finish().fails_with(201, "error: the editor was not found: /no/editor");
    desk.is_clean();
}

#[test]
fn an_editor_that_fails_saves_nothing() {
    let desk = Desk::new();
    let old = desk.sandbox.read("a.yaml");
    let first = |name: &str, how: &str| {
        let editor = desk.sandbox.home().join(name);
        format!("error: a.yaml: the editor {} {how}", editor.display())
    };
    desk.edit(&format!("{SWAP}; exit 3"), &["a.yaml"])
        .finish()
        .fails_with(201, &first("editor", "failed with exit code 3"));
    desk.edit("kill -KILL $$", &["a.yaml"])
        .finish()
        .fails_with(201, &first("editor", "was ended by signal 9"));
    desk.edit("rm \"$1\"", &["a.yaml"]).finish().fails_with(2, "error: a.yaml: the editor removed the text");
    assert_eq!((desk.sandbox.read("a.yaml"), desk.sandbox.names()), (old, vec!["a.yaml".to_owned()]));
    // One that crashes after saving was not told to give up.
    desk.edit(&format!("{SWAP}; kill -KILL $$"), &["a.yaml"])
        .finish()
        .fails_with(201, &first("editor", "was ended by signal 9"));
    assert_eq!(desk.kept("a.yaml.unsaved"), desk.plain.replace("one", "uno"));
    desk.is_clean();
}

#[test]
fn an_editor_may_replace_the_file() {
    let desk = Desk::new();
    desk.edit("sed 's/one/uno/' \"$1\" > \"$1.new\"; mv \"$1.new\" \"$1\"", &["a.yaml"]).finish().success();
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
    desk.is_clean();
}

#[test]
fn what_cannot_be_saved_is_kept_encrypted() {
    let desk = Desk::new();
    let old = desk.sandbox.read("a.yaml");
    for (number, (script, code, first)) in [
        ("echo '  - [' >> \"$1\"", 2, "error: a.yaml:6:"),
        ("echo 'a: 2' >> \"$1\"", 2, "error: a.yaml:6:1: the key \"a\" stands twice"),
        (": > \"$1\"", 92, "error: a.yaml: the file holds no document"),
    ]
    .into_iter()
    .enumerate()
    {
        let finished = desk.edit(script, &["a.yaml"]).finish();
        assert_eq!(finished.code, Some(code), "{}", finished.stderr);
        assert!(finished.stderr.starts_with(first), "{}", finished.stderr);
        assert!(!finished.stderr.contains(CANARY));
        let name =
            if number == 0 { "a.yaml.unsaved".to_owned() } else { format!("a.yaml.unsaved-{}", number + 1) };
        let told = format!(
            "error: a.yaml: your text was not saved; it is kept, encrypted, in {name}\n\
             hint: Show it with sops-rs decrypt --input-type binary {name}\n"
        );
        assert!(finished.stderr.ends_with(&told), "{}", finished.stderr);
    }
    assert_eq!(desk.sandbox.read("a.yaml"), old);
    assert_eq!(desk.kept("a.yaml.unsaved"), format!("{}  - [\n", desk.plain));
    let aside = desk.sandbox.read("a.yaml.unsaved-2");
    let real = Oracle::new().decrypt_to(aside.as_bytes(), FormatName::Binary, FormatName::Binary).unwrap();
    assert_eq!(String::from_utf8(real).unwrap(), format!("{}a: 2\n", desk.plain));
    desk.is_clean();
}

#[test]
fn a_text_that_is_not_even_text_is_kept_as_well() {
    let desk = Desk::new();
    let finished = desk.edit("printf '\\377\\376\\n' > \"$1\"", &["a.yaml"]).finish();
    finished.fails_with(2, "error: a.yaml: the file is UTF-16, and only UTF-8 is read");
    let args = ["decrypt", "--input-type", "binary", "a.yaml.unsaved"];
    assert_eq!(desk.sandbox.run(args).finish().success().stdout, b"\xff\xfe\n");
    desk.is_clean();
}

#[test]
fn a_text_that_can_be_written_nowhere_is_kept_where_it_is() {
    let desk = Desk::new();
    fs::create_dir(desk.sandbox.path("deep")).unwrap();
    desk.sandbox.write("deep/a.yaml", desk.sandbox.read("a.yaml"));
    let script = "echo 'a: 2' > \"$1\"; rm -r deep";
    let finished = desk.edit(script, &["deep/a.yaml"]).env("TMPDIR", "/nowhere").finish();
    assert_eq!(finished.code, Some(1));
    let [folder] = desk.folders().try_into().unwrap();
    assert!(finished.stderr.contains("NOT encrypted"), "{}", finished.stderr);
    assert!(finished.stderr.contains(folder.to_str().unwrap()), "{}", finished.stderr);
    assert_eq!(fs::read(folder.join("a.yaml")).unwrap(), b"a: 2\n");
    // The next run takes it for no leftover.
    nothing_changed(desk.edit(":", &["a.yaml"]).finish());
    assert_eq!(desk.folders(), [folder]);
}

#[test]
fn an_edit_that_was_overtaken_is_kept_and_the_other_change_stays() {
    let desk = Desk::new();
    let other = desk.sandbox.read("a.yaml") + "# by another program\n";
    desk.sandbox.write("other.yaml", &other);
    let script = format!("{SWAP}; cp other.yaml a.yaml");
    desk.edit(&script, &["a.yaml"])
        .finish()
        .fails_with(1, "error: a.yaml: the file was changed by another program while it was edited");
    assert_eq!(desk.sandbox.read("a.yaml"), other);
    assert_eq!(desk.kept("a.yaml.unsaved"), desk.plain.replace("one", "uno"));
    let script = "echo 'x: 1' > \"$1\"; cp other.yaml new.yaml";
    desk.edit(script, &["--age", &desk.recipient, "new.yaml"])
        .finish()
        .fails_with(1, "error: new.yaml: the file was changed by another program while it was edited");
    assert_eq!(desk.sandbox.read("new.yaml"), other);
    desk.is_clean();
}

#[test]
fn the_second_editor_of_a_file_is_told() {
    let desk = Desk::new();
    let program = crate::support::PROGRAM;
    let inner = desk.editor("inner", "sed -i 's/two/due/' \"$1\"");
    let script = format!("EDITOR={} {program} edit a.yaml; {SWAP}", inner.display());
    let finished = desk.edit(&script, &["a.yaml"]).finish();
    let told = "error: a.yaml: the file is being edited by another program\n\
                hint: Wait until it is done, so that nobody has to merge two edits\n";
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), told));
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
    // Under the name `sops` it goes on; who saves last is told.
    let link = desk.sandbox.path("sops");
    symlink(program, &link).unwrap();
    let script = format!("EDITOR={} ./sops edit a.yaml; sed -i s/uno/eins/ \"$1\"", inner.display());
    let finished = desk.edit(&script, &["a.yaml"]).finish();
    assert_eq!(finished.code, Some(1));
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno").replace("two", "due"));
    assert_eq!(desk.kept("a.yaml.unsaved"), desk.plain.replace("one", "eins"));
    desk.is_clean();
}

#[test]
fn what_cannot_be_edited_is_told_before_the_editor_opens() {
    let desk = Desk::new();
    let refused = |args: &[&str]| desk.edit("echo opened >&2; exit 9", args).finish();
    refused(&[]).failure(100, "error: no file was given\nhint: Name the file to edit\n");
    for stdin in ["-", "/dev/stdin"] {
        refused(&[stdin]).fails_with(8, "error: cannot edit standard input");
    }
    refused(&["."]).failure(2, "error: .: cannot edit: it is a folder\n");
    refused(&["no/where.yaml"]).fails_with(3, "error: no/where.yaml: cannot write to the folder no");
    let mode =
        |mode| fs::set_permissions(desk.sandbox.path("a.yaml"), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o444);
    refused(&["a.yaml"]).failure(
        3,
        "error: a.yaml: the file is read-only\nhint: Make it writable first; to look at it, use decrypt\n",
    );
    mode(0o644);
    refused(&["--age", &desk.recipient, "a.yaml"])
        .fails_with(8, "error: keys and selectors count only for a new file");
    desk.sandbox.write("plain.yaml", "a: 1\n");
    refused(&["plain.yaml"]).failure(
        1,
        "error: plain.yaml: sops metadata not found\n  the file has no top-level entry `sops`, so it is not encrypted\n\
         hint: Encrypt it first, with sops-rs encrypt -i FILE\n",
    );
    refused(&["new.yaml"]).fails_with(
        1,
        "error: new.yaml: config file not found, or has no creation rules, and no keys provided through command line options",
    );
}

#[test]
fn a_link_is_followed_and_stays() {
    let desk = Desk::new();
    symlink("a.yaml", desk.sandbox.path("link.yaml")).unwrap();
    desk.edit(SWAP, &["link.yaml"]).finish().success();
    assert!(desk.sandbox.path("link.yaml").is_symlink());
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
}

#[test]
fn a_new_file_starts_from_the_example_of_the_real_program() {
    let desk = Desk::new();
    let oracle = std::env::var_os("SOPS_RS_ORACLE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin/sops"), PathBuf::from);
    for name in ["new.yaml", "new.json", "new.env", "new.ini", "new.bin"] {
        let args = ["edit", "--age", &desk.recipient, name];
        let ours = desk.edit("cat \"$1\"", &args[1..]).finish();
        let editor = desk.editor("editor", "cat \"$1\"");
        let real = desk.surround(desk.sandbox.command(&oracle, args)).env("EDITOR", editor).finish();
        assert_eq!((ours.text(), ours.code), (real.text(), real.code));
        assert!(!ours.text().is_empty());
    }
}

#[test]
fn a_file_is_edited_in_the_bytes_of_its_format() {
    let desk = Desk::new();
    let files: [(&str, &[u8]); 3] = [
        ("a.toml", b"# c\n[a]\nk = 'one' # d\n"),
        ("a.ini", b"; c\n[a]\nk  = one\n"),
        ("a.bin", b"one\xff\xfe\0\r\n"),
    ];
    for (name, plain) in files {
        desk.sandbox.write(name, plain);
        desk.sandbox.run(["encrypt", "-i", "--age", &desk.recipient, name]).finish().success();
        let seen = desk.edit("cat \"$1\"", &[name]).finish();
        assert_eq!((seen.stdout.as_slice(), seen.code), (plain, Some(200)), "{name}");
        desk.edit(SWAP, &[name]).finish().success();
        let at = plain.windows(3).position(|bytes| bytes == b"one").unwrap();
        let new = [&plain[..at], b"uno", &plain[at + 3..]].concat();
        assert_eq!(desk.sandbox.run(["decrypt", name]).finish().success().stdout, new, "{name}");
    }
    desk.is_clean();
}

#[test]
fn a_new_file_follows_its_creation_rule() {
    let desk = Desk::new();
    let config = format!(
        "creation_rules:\n  - path_regex: new\n    encrypted_regex: ^secret$\n    age: {}\n",
        desk.recipient
    );
    desk.sandbox.write(".sops-rs.yaml", config);
    let script = "printf 'open: 1\\nsecret: %s\\n' \"$CANARY\" > \"$1\"";
    desk.edit(script, &["new.yaml"]).finish().success();
    let encrypted = desk.sandbox.read("new.yaml");
    assert!(encrypted.starts_with("open: 1\nsecret: ENC["), "{encrypted}");
    assert_eq!(desk.real("new.yaml"), format!("open: 1\nsecret: {CANARY}\n"));
    desk.is_clean();
    // A file in which nothing would be secret is a slip.
    desk.edit("echo 'open: 1' > \"$1\"", &["new2.yaml"])
        .finish()
        .fails_with(1, "error: new2.yaml: nothing was encrypted: the selector matches no value");
    assert!(!desk.sandbox.path("new2.yaml").exists());
    desk.edit("echo 'open: 1' > \"$1\"", &["--allow-unencrypted", "new2.yaml"]).finish().success();
}

#[test]
fn keys_that_are_added_in_the_block_are_taken() {
    let desk = Desk::new();
    let new = desk.sandbox.run(["keygen", "-o", "new.txt"]).stdout();
    let new = new.trim();
    let script = format!("sed -i 's/^\\( *\\)- recipient: .*/\\1- recipient: {new}\\n&/; s/one/uno/' \"$1\"");
    let config = format!("creation_rules:\n  - age: {}\n", desk.recipient);
    desk.sandbox.write(".sops-rs.yaml", config);
    let finished = desk.edit(&script, &["-s", "a.yaml"]).finish();
    finished.fails_with(1, "error: a.yaml: the file names recipients that its creation rule does not");
    desk.edit(&script, &["-s", "--accept-recipients", "a.yaml"]).finish().success();
    let text = desk.plain.replace("one", "uno");
    assert_eq!(desk.real("a.yaml"), text);
    let as_new =
        desk.sandbox.run(["decrypt", "a.yaml"]).env("SOPS_AGE_KEY_FILE", desk.sandbox.path("new.txt"));
    assert_eq!(as_new.env("HOME", desk.sandbox.path("")).stdout(), text);
    desk.is_clean();
}

#[test]
fn a_file_with_a_wrong_mac_is_edited_only_on_demand() {
    let desk = Desk::new();
    let text = crate::support::without_seal(&desk.sandbox.read("a.yaml"));
    let line = text.lines().find(|line| line.contains("- ENC[")).unwrap();
    desk.sandbox.write("a.yaml", text.replacen(&format!("{line}\n"), "", 1));
    desk.edit(SWAP, &["a.yaml"]).finish().fails_with(51, "error: a.yaml: MAC mismatch");
    desk.edit("sed -i s/two/due/ \"$1\"", &["--ignore-mac", "a.yaml"]).finish().success();
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("    - one\n", "").replace("two", "due"));
}

#[test]
fn names_and_types_are_as_typed() {
    let desk = Desk::new();
    fs::rename(desk.sandbox.path("a.yaml"), desk.sandbox.path("tmp")).unwrap();
    let types = ["--input-type", "yaml", "--output-type", "yaml", "tmp"];
    desk.edit(SWAP, &types).finish().success();
    fs::rename(desk.sandbox.path("tmp"), desk.sandbox.path("a.yaml")).unwrap();
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
    // As JSON, which the file then is.
    let script = "sed -i 's/uno/one/' \"$1\"";
    desk.edit(script, &["--output-type", "json", "a.yaml"]).finish().success();
    fs::rename(desk.sandbox.path("a.yaml"), desk.sandbox.path("a.json")).unwrap();
    let tree: serde_json::Value = serde_json::from_str(&desk.real("a.json")).unwrap();
    assert_eq!(tree, serde_json::json!({"a": CANARY, "b": ["one", "two"]}));
}

#[test]
fn a_file_that_cannot_be_written_any_more_costs_no_edit() {
    let desk = Desk::new();
    let old = desk.sandbox.read("a.yaml");
    desk.edit(&format!("{SWAP}; chmod 444 a.yaml"), &["a.yaml"])
        .finish()
        .fails_with(3, "error: a.yaml: the file is read-only");
    assert_eq!(desk.sandbox.read("a.yaml"), old);
    assert_eq!(desk.kept("a.yaml.unsaved"), desk.plain.replace("one", "uno"));
    // Where nothing can be written beside it, the text goes to the other temporary files.
    fs::create_dir(desk.sandbox.path("deep")).unwrap();
    desk.sandbox.write("deep/a.yaml", &old);
    let finished = desk.edit(&format!("{SWAP}; rm -r deep"), &["deep/a.yaml"]).finish();
    assert_eq!(finished.code, Some(1));
    let elsewhere = desk.temporary.path().join("a.yaml.unsaved");
    assert!(finished.stderr.contains(elsewhere.to_str().unwrap()), "{}", finished.stderr);
    assert_eq!(desk.kept(elsewhere.to_str().unwrap()), desk.plain.replace("one", "uno"));
    fs::remove_file(elsewhere).unwrap();
    desk.is_clean();
}

#[test]
fn a_vim_is_told_to_write_nothing_elsewhere() {
    let desk = Desk::new();
    let vim = desk.editor("vim", "printf '%s|' \"$@\" | sed 's/|[^|]*|$//' >&2; echo >&2");
    let edit = |run: Run| desk.surround(run).env("EDITOR", format!("{} -R", vim.display())).finish();
    let flags = "-n|-i|NONE|-c|silent! set noundofile nobackup nowritebackup|";
    edit(desk.sandbox.run(["edit", "a.yaml"]))
        .failure(200, &format!("{flags}-R\nFile has not changed, exiting.\n"));
    // The real program does not.
    edit(desk.sandbox.sops(["edit", "a.yaml"])).failure(200, "-R\nFile has not changed, exiting.\n");
}
