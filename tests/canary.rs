//! No value leaves by an error: files of distinctive values are driven through every way in which
//! input can be bad, and none of the values appears on stdout, on stderr or in a new file.

#![cfg(unix)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::support::{Finished, Sandbox};

/// What must not be seen. Whatever is secret in the inputs below contains one of them; keys do not.
const CANARIES: [&str; 3] = ["canary", "CANARY", "918273645"];

/// A value of each kind.
const PLAIN: &str = "# canary comment\ntext: canary text\nnumber: 918273645\nlist: ['canary item', {deep: \"canary \\u0041\"}]\nblock: |\n  canary block\nopen_unencrypted: readable\n";

struct Cage {
    sandbox: Sandbox,
    recipient: String,
    other: String,
}

impl Cage {
    fn new() -> Self {
        let (sandbox, recipient) = Sandbox::with_key();
        let other = Sandbox::with_key().1;
        Self { sandbox, recipient, other }
    }

    /// All files of the sandbox with their content.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.sandbox.path(""), self.sandbox.home()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    found.insert(path, bytes);
                }
            }
        }
        found
    }

    /// Runs a command that must fail with `code`, change no file and show no value.
    #[track_caller]
    fn fails(&self, what: &str, code: i32, run: crate::support::Run) {
        let before = self.files();
        let Finished { stdout, stderr, code: ended, .. } = run.finish();
        assert_eq!(ended, Some(code), "{what}: {stderr}");
        let stdout = String::from_utf8_lossy(&stdout);
        for canary in CANARIES {
            assert!(!stderr.contains(canary), "{what}: a value on stderr: {stderr}");
            assert!(!stdout.contains(canary), "{what}: a value on stdout: {stdout}");
        }
        assert!(stderr.starts_with("error: "), "{what}: {stderr}");
        assert_eq!(self.files(), before, "{what}: files were changed");
    }

    /// Encrypts a plain file in place, which must fail.
    #[track_caller]
    fn refused(&self, code: i32, name: &str, plain: impl AsRef<[u8]>) {
        let what = String::from_utf8_lossy(plain.as_ref()).chars().take(60).collect::<String>();
        self.sandbox.write(name, plain);
        let args = ["encrypt", "--age", &self.recipient, "--in-place", name];
        self.fails(&what, code, self.sandbox.run(args));
    }

    /// Decrypts a file that `change` made of an encrypted one, which must fail in all ways of reading it.
    #[track_caller]
    fn unreadable(&self, what: &str, code: i32, change: impl Fn(&str) -> String) {
        self.sandbox.write("plain.yaml", PLAIN);
        let encrypted = self.sandbox.run(["encrypt", "--age", &self.recipient, "plain.yaml"]).stdout();
        let changed = change(&encrypted);
        assert_ne!(changed, encrypted, "{what}: nothing was changed");
        self.sandbox.write("changed.yaml", changed);
        // A rule by which somebody comes, so that there is something to do.
        let rule = format!("creation_rules:\n  - age: {},{}\n", self.recipient, self.other);
        self.sandbox.write("rule.yaml", rule);
        for args in [
            &["decrypt", "changed.yaml"][..],
            &["decrypt", "--in-place", "changed.yaml"],
            &["decrypt", "--output-type", "json", "changed.yaml"],
            &["decrypt", "--extract", "[\"text\"]", "changed.yaml"],
            &["exec-env", "--flatten", "_", "changed.yaml", "--", "true"],
            &["encrypt", "--update", "changed.yaml", "plain.yaml"],
            &["rotate", "-i", "--accept-recipients", "changed.yaml"],
            &["rotate", "--accept-recipients", "--output-type", "json", "changed.yaml"],
            &["groups", "add", "-i", "--accept-recipients", "-f", "changed.yaml", "--age", &self.recipient],
            &["--config", "rule.yaml", "updatekeys", "-y", "changed.yaml"],
        ] {
            self.fails(&format!("{what}: {args:?}"), code, self.sandbox.run(args));
        }
    }
}

/// Cuts the ciphertext in the token of the first line that starts with `key`.
fn cut(text: &str, key: &str) -> String {
    let at = text.find(key).expect("the key is there") + key.len();
    let data = at + text[at..].find("data:").expect("it has a token") + 5;
    format!("{}{}", &text[..data], &text[data + 4..])
}

#[test]
fn changed_files() {
    let cage = Cage::new();
    cage.unreadable("a truncated token", 25, |text| cut(text, "\ntext:"));
    cage.unreadable("a tampered tag", 25, |text| {
        let at = text.find("tag:").expect("a token has a tag") + 4;
        let other = if &text[at..=at] == "A" { "B" } else { "A" };
        // The first token is the comment's; take the one behind it.
        let at = at + text[at..].find("tag:").expect("there are several") + 4;
        format!("{}{other}{}", &text[..at], &text[at + 1..])
    });
    cage.unreadable("tokens that were swapped", 25, |text| {
        text.replacen("\ntext:", "\nx:", 1).replacen("\nnumber:", "\ntext:", 1).replacen(
            "\nx:",
            "\nnumber:",
            1,
        )
    });
    cage.unreadable("a changed readable value", 51, |text| text.replace("readable", "something else"));
    cage.unreadable("an entry more", 51, |text| format!("more_unencrypted: x\n{text}"));
    cage.unreadable("no MAC", 52, |text| {
        text.lines()
            .filter(|line| !line.trim_start().starts_with("mac:"))
            .map(|line| format!("{line}\n"))
            .collect()
    });
    cage.unreadable("a tampered MAC", 24, |text| cut(text, "\n    mac:"));
}

#[test]
fn wrong_and_broken_keys() {
    let cage = Cage::new();
    let plain = cage.sandbox.write("plain.yaml", PLAIN);
    let encrypted = plain.run(["encrypt", "--age", &cage.recipient, "plain.yaml"]).stdout();
    cage.sandbox.write("secret.yaml", encrypted);
    fs::remove_dir_all(cage.sandbox.home().join(".config")).unwrap();
    let decrypt = || cage.sandbox.run(["decrypt", "secret.yaml"]);

    cage.fails("no key", 128, decrypt());
    let (_elsewhere, _) = Sandbox::with_key();
    let stranger = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keys/stranger.txt");
    cage.fails("another key", 128, decrypt().env("SOPS_AGE_KEY_FILE", stranger));
    cage.fails("a missing key file", 128, decrypt().env("SOPS_AGE_KEY_FILE", "none"));
    for key in [
        "canary",
        "AGE-SECRET-KEY-1CANARY",
        "AGE-SECRET-KEY-1QQQQCANARYQQQQ canary",
        "age1canary",
        "\u{1}canary",
    ] {
        cage.fails(key, 128, decrypt().env("SOPS_AGE_KEY", key));
        cage.sandbox.write("key.txt", format!("# canary\n{key}\n"));
        cage.fails(key, 128, decrypt().env("SOPS_AGE_KEY_FILE", "key.txt"));
        cage.fails(key, 128, decrypt().env("SOPS_AGE_KEY_CMD", "/bin/cat key.txt"));
    }
    cage.fails("a failing command", 128, decrypt().env("SOPS_AGE_KEY_CMD", "/bin/false canary"));
    cage.fails("no command", 128, decrypt().env("SOPS_AGE_KEY_CMD", "/no/such/canary"));
}

#[test]
fn plain_files_that_are_no_valid_yaml() {
    let cage = Cage::new();
    for text in [
        "password: \"canary\n",
        "password: 'canary\n",
        "password: \"canary\\q\"\n",
        "password: \"\\xZZcanary\"\n",
        "password: \"a\" canary\n",
        "password: 'a'canary\n",
        "password: [canary\n",
        "password: {canary: canary\n",
        "password: [canary}\n",
        "password: canary: canary\n",
        "password: canary\ncanary\n",
        "password: canary\n  other: x\n",
        "password:\n  - canary\n other: x\n",
        "password: *canary\n",
        "password: &canary *canary\n",
        "password: @canary\n",
        "password: `canary\n",
        "password: %canary\n",
        "password: !canary! x\n",
        "password: !<canary x\n",
        "password: |canary\n",
        "password: >9canary\n",
        "password: !!int canary\n",
        "password: !!float canary\n",
        "password: !!bool canary\n",
        "password: !!binary canary%\n",
        "password: canary\npassword: canary\n",
        "password: canary\u{0}\n",
        "a:\n\t- canary\n",
        "- canary\n",
        "canary\n",
        "[canary, canary]\n",
        "canary\n...\ncanary\n",
        "a: 1\n--- canary\n",
        "%YAML 9.9\n---\na: canary\n",
    ] {
        cage.refused(2, "a.yaml", text);
    }
    for text in
        ["password: 9918273645000000000\n", "? [canary]\n: x\n", "? {canary: x}\n: x\n", "918273645: x\n"]
    {
        cage.refused(23, "a.yaml", text);
    }
    cage.refused(2, "a.yaml", b"password: canary\xff\n");
    cage.refused(2, "a.yaml", b"\xff\xfep\0:\0 \0\"\0c\0");
    cage.refused(2, "a.yaml", format!("password: {}canary\n", "[".repeat(100_000)));
    cage.refused(2, "a.yaml", format!("a: canary\n{}", "- ".repeat(100_000)));
    let bomb: String =
        (1..10).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", "))).collect();
    cage.refused(2, "a.yaml", format!("a0: &a0 canary\n{bomb}"));
}

#[test]
fn plain_files_that_are_no_valid_json() {
    let cage = Cage::new();
    for text in [
        "{\"password\": \"canary",
        "{\"password\": \"canary\n\"}",
        "{\"password\": \"canary\\q\"}",
        "{\"password\": \"\\ud800canary\\uZ\"}",
        "{\"password\": canary}",
        "{\"password\": 918273645x}",
        "{\"password\": 0918273645}",
        "{\"password\": 918273645e}",
        "{\"password\": 918273645e918273645}",
        "{\"password\": \"canary\",}",
        "{\"password\": \"canary\" \"x\": 1}",
        "{\"password\": [\"canary\"}",
        "{password: \"canary\"}",
        "{\"a\": \"canary\"} canary",
        "{\"a\": \"canary\", \"a\": \"canary\"}",
        "[\"canary\"]",
        "\"canary\"",
        "918273645",
        "",
    ] {
        cage.refused(2, "a.json", text);
    }
    cage.refused(2, "a.json", b"{\"password\": \"canary\xff\"}");
    cage.refused(2, "a.json", format!("{{\"password\": {}\"canary\"", "[".repeat(100_000)));
}

#[test]
fn plain_files_that_are_no_valid_dotenv() {
    let cage = Cage::new();
    cage.refused(2, "a.env", "A=canary\ncanary\n");
    cage.refused(2, "a.env", " canary\n");
    cage.refused(2, "a.env", b"A=canary\xff\n");
}

#[test]
fn files_in_the_wrong_place() {
    let cage = Cage::new();
    cage.sandbox.write("plain.yaml", PLAIN).write("nested.yaml", "a: {b: canary}\n");
    let encrypt = |args: &[&str]| {
        let args = ["encrypt", "--age", &cage.recipient].into_iter().chain(args.iter().copied());
        cage.sandbox.run(args)
    };
    let read = |args: &[&str]| cage.sandbox.run(args.iter().copied());
    let encrypted = encrypt(&["plain.yaml"]).stdout();
    cage.sandbox.write("secret.yaml", encrypted);
    let nested = encrypt(&["nested.yaml"]).stdout();
    cage.sandbox.write("nested.enc.yaml", nested);
    let nul = encrypt(&["--filename-override", "a.yaml"]).stdin("A: \"canary\\0\"\nB: canary\n").stdout();
    cage.sandbox.write("nul.yaml", nul);

    cage.fails("encrypted already", 203, encrypt(&["-i", "secret.yaml"]));
    cage.fails("not encrypted", 1, cage.sandbox.run(["decrypt", "plain.yaml"]));
    cage.fails("no rule and no key", 1, cage.sandbox.run(["encrypt", "-i", "plain.yaml"]));
    cage.sandbox.write(
        ".sops-rs.yaml",
        format!("creation_rules:\n  - path_regex: no\n    age: {}\n", cage.recipient),
    );
    cage.fails("no rule that fits", 1, cage.sandbox.run(["encrypt", "-i", "plain.yaml"]));
    for recipient in ["canary", "age1canary", "AGE-SECRET-KEY-1CANARY"] {
        let run = cage.sandbox.run(["encrypt", "--age", recipient, "-i", "plain.yaml"]);
        // A recipient is no secret, but an identity in its place is; that one must not be repeated.
        if recipient.starts_with("AGE") {
            cage.fails(recipient, 111, run);
        }
    }
    cage.fails("a full disk", 3, encrypt(&["plain.yaml", "--output", "/dev/full"]));
    cage.fails("no such folder", 3, encrypt(&["plain.yaml", "--output", "no/such/folder"]));
    cage.fails("a plain file to update", 1, read(&["encrypt", "--update", "plain.yaml", "plain.yaml"]));
    cage.fails(
        "a selector that matches nothing",
        1,
        encrypt(&["--encrypted-regex", "^no$", "-i", "plain.yaml"]),
    );

    cage.fails("no such key", 91, read(&["decrypt", "--extract", "[\"no\"]", "secret.yaml"]));
    cage.fails("through a value", 91, read(&["decrypt", "--extract", "[\"text\"][0]", "secret.yaml"]));
    cage.fails("nested to dotenv", 4, read(&["decrypt", "--output-type", "dotenv", "nested.enc.yaml"]));
    cage.fails("output to a full disk", 3, read(&["decrypt", "secret.yaml", "--output", "/dev/full"]));
    cage.fails("nested to variables", 1, read(&["exec-env", "nested.enc.yaml", "--", "true"]));
    cage.fails("a value that is no variable", 1, read(&["exec-env", "nul.yaml", "--", "true"]));
    cage.fails(
        "no command",
        127,
        read(&["exec-env", "--flatten", "_", "nested.enc.yaml", "--", "no-such-command"]),
    );
}

/// Whoever reads our output may go away, at any moment.
#[test]
fn a_closed_pipe() {
    let cage = Cage::new();
    let long: String = (0..20_000).map(|n| format!("k{n}: canary\n")).collect();
    cage.sandbox.write("long.yaml", long);
    cage.sandbox.run(["encrypt", "--age", &cage.recipient, "-i", "long.yaml"]).finish().success();
    let mut command = cage.sandbox.run(["decrypt", "long.yaml"]).into_command();
    let mut child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
