//! What the programs get that are started on the way, besides what they are for; and what others can see of
//! a process that holds secrets.

use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt as _, path::Path};

use crate::support::{PROGRAM, Run, Sandbox};

/// Not a real one; the real one is in the default key file.
const IDENTITY: &str = "AGE-SECRET-KEY-1CANARY";
/// A recipient of a plugin, of which only the name counts.
const PLUGIN: &str = "age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz";

struct Stage {
    sandbox: Sandbox,
    recipient: String,
}

impl Stage {
    fn new() -> Self {
        let (sandbox, recipient) = Sandbox::with_key();
        sandbox.write("a.yaml", "a: secret\nb: 1\n");
        sandbox.run(["encrypt", "-i", "--age", &recipient, "a.yaml"]).finish().success();
        Self { sandbox, recipient }
    }

    /// A program that writes its environment to a file, and ends with the code.
    fn teller(&self, name: &str, code: u8) -> String {
        let path = self.sandbox.bin().join(name);
        let dump = self.dump();
        fs::write(&path, format!("#!/bin/sh\n/usr/bin/env > '{}'\nexit {code}\n", dump.display())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn dump(&self) -> std::path::PathBuf {
        self.sandbox.home().join("environment")
    }

    /// What the last program was told, without what a shell adds.
    fn told(&self) -> BTreeMap<String, String> {
        let text = fs::read_to_string(self.dump()).expect("the program has run");
        fs::remove_file(self.dump()).unwrap();
        let lines = text.lines().filter_map(|line| line.split_once('='));
        let own = |name: &str| ["PWD", "OLDPWD", "SHLVL", "_"].contains(&name);
        lines.filter(|(name, _)| !own(name)).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    fn surround(&self, run: Run) -> Run {
        let path = format!("{}:/usr/bin:/bin", self.sandbox.bin().display());
        run.env("PATH", path).env("SOPS_AGE_KEY", IDENTITY).env("SOPS_AGE_RECIPIENTS", "").env("OTHER", "x")
    }

    /// What a program is told that was started on the way.
    fn tells<const N: usize>(&self, args: [&str; N], more: &[(&str, &str)]) -> BTreeMap<String, String> {
        let run = self.surround(self.sandbox.run(args));
        more.iter().fold(run, |run, (name, value)| run.env(name, value)).finish();
        self.told()
    }
}

fn names(told: &BTreeMap<String, String>) -> Vec<&str> {
    told.keys().map(String::as_str).collect()
}

#[test]
fn who_has_no_use_for_identities_gets_none() {
    let stage = Stage::new();
    let editor = stage.teller("editor", 0);
    let told = stage.tells(["edit", "a.yaml"], &[("EDITOR", &editor)]);
    assert_eq!(names(&told), ["EDITOR", "HOME", "OTHER", "PATH", "SOPS_AGE_RECIPIENTS"]);

    stage.sandbox.write("plain.yaml", "a: 1\n");
    stage.teller("age-plugin-proof", 1);
    let told = stage.tells(["encrypt", "--age", PLUGIN, "plain.yaml"], &[]);
    assert_eq!(names(&told), ["HOME", "OTHER", "PATH", "SOPS_AGE_RECIPIENTS"]);

    let gpg = stage.teller("gpg", 1);
    let fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567";
    let told = stage.tells(["encrypt", "--pgp", fingerprint, "plain.yaml"], &[("SOPS_GPG_EXEC", &gpg)]);
    assert_eq!(names(&told), ["HOME", "OTHER", "PATH", "SOPS_AGE_RECIPIENTS", "SOPS_GPG_EXEC"]);

    stage.teller("git", 1);
    for args in [["check", "--staged"], ["git", "install"]] {
        let told = stage.tells(args, &[]);
        assert_eq!(names(&told), ["HOME", "OTHER", "PATH", "SOPS_AGE_RECIPIENTS"], "{args:?}");
    }
}

/// A command that finds identities may be a `sops` itself.
#[test]
fn an_identity_command_gets_all_and_for_whom() {
    let stage = Stage::new();
    let finder = stage.teller("finder", 1);
    let told = stage.tells(["decrypt", "a.yaml"], &[("SOPS_AGE_KEY_CMD", &finder)]);
    assert_eq!(told["SOPS_AGE_RECIPIENT"], stage.recipient);
    assert_eq!(told["SOPS_AGE_KEY"], IDENTITY);
    assert_eq!(told.len(), 7, "{told:?}");
}

/// As the real program has it: callers count on it.
#[test]
fn a_command_gets_the_environment_and_the_values_and_nothing_else() {
    let stage = Stage::new();
    let teller = stage.teller("teller", 0);
    let all = ["HOME", "OTHER", "PATH", "SOPS_AGE_KEY", "SOPS_AGE_RECIPIENTS"];
    let told = stage.tells(["exec-env", "a.yaml", "--", &teller], &[]);
    assert_eq!(names(&told), [&all[..], &["a", "b"]].concat());
    assert_eq!((told["a"].as_str(), told["b"].as_str()), ("secret", "1"));
    let told = stage.tells(["exec-env", "--pristine", "a.yaml", "--", &teller], &[]);
    assert_eq!(names(&told), ["a", "b"]);
    let told = stage.tells(["exec-file", "a.yaml", "--", &teller], &[]);
    assert_eq!(names(&told), all);
    // Under the name `sops` the editor gets it too.
    let run = stage.surround(stage.sandbox.sops(["a.yaml"])).env("EDITOR", &teller);
    run.finish();
    assert_eq!(stage.told()["SOPS_AGE_KEY"], IDENTITY);
}

#[test]
fn a_command_gets_no_file_of_ours() {
    let stage = Stage::new();
    let list = "ls /proc/self/fd | tr '\\n' ' '";
    // The tests have some from whoever started them.
    let before = stage.sandbox.command(Path::new("/bin/sh"), ["-c", list]).stdout();
    for command in ["exec-env", "exec-file"] {
        let open = stage.sandbox.run([command, "a.yaml", "--", "/bin/sh", "-c", list]).stdout();
        assert_eq!(open, before, "{command}");
    }
}

/// The program leaves no core dump; the command that it starts may, if the user's may.
#[test]
fn a_command_gets_the_limits_of_the_user() {
    let stage = Stage::new();
    let limited = |command: &str, script: &str| {
        let script = format!(
            "ulimit -S -c \"$(ulimit -H -c)\"; ulimit -S -c; exec \"$@\" {command} a.yaml -- /bin/sh -c '{script}'"
        );
        stage.sandbox.command(Path::new("/bin/sh"), ["-c", &script, "sh", PROGRAM]).stdout()
    };
    for command in ["exec-env", "exec-file", "exec-file --no-fifo"] {
        let told = limited(command, "ulimit -S -c");
        let (before, within) = told.split_once('\n').unwrap();
        assert_eq!(before, within.trim(), "{command}");
    }
    // It is put back as soon as the command runs.
    let wait = "for i in 1 2 3 4 5 6 7 8 9; do \
                grep -q \"core file size *0 \" /proc/$PPID/limits || sleep 0.2; done";
    let told = limited("exec-file", &format!("{wait}; grep \"core file\" /proc/$PPID/limits"));
    let words: Vec<_> = told.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(words[..5], ["Max", "core", "file", "size", "0"], "{told}");
}

/// Others of the same user cannot read its memory, nor its environment; root still can.
#[test]
fn a_process_that_holds_secrets_is_not_to_be_looked_into() {
    let stage = Stage::new();
    let look = "for file in environ maps mem; do \
                for process in $$ $PPID; do (exec 3< /proc/$process/$file) 2>/dev/null && \
                echo $process $file; done; done | sed s/$PPID/parent/\\;s/$$/self/";
    let program = [PROGRAM, "exec-file", "a.yaml", "--", "/bin/sh", "-c", look];
    let is_root = rustix::process::geteuid().is_root();
    // Root without the right to trace is as anybody else.
    let bounds: &[&str] =
        if is_root { &["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"] } else { &[] };
    let words = [bounds, &program].concat();
    let readable = stage.sandbox.command(Path::new(words[0]), &words[1..]).stdout();
    assert_eq!(readable, "self environ\nself maps\nself mem\n");
}
