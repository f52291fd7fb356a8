//! Throw-away PGP keyrings, with the real `gpg` of the `PATH`; without it the tests fail.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A keyring with its agent, which both end with it.
pub struct Keyring {
    /// Short, as the path of the agent's socket must be.
    home: tempfile::TempDir,
}

impl Keyring {
    pub fn new() -> Self {
        let mut private = tempfile::Builder::new();
        let private = private.prefix("pgp").permissions(fs::Permissions::from_mode(0o700));
        let home = private.tempdir_in("/tmp").unwrap();
        let keyring = Self { home };
        // GNUPGHOME cannot be set for this process alone: the tests run in threads.
        let line = format!("exec gpg --homedir '{}' \"$@\"", keyring.path("").display());
        write_script(&keyring.program(), &line);
        keyring.set_pinentry(&keyring.path("pinentry.sh"));
        keyring
    }

    /// One with a key of `user`, and the key's fingerprint.
    pub fn with_key(user: &str) -> (Self, String) {
        let keyring = Self::new();
        let fingerprint = keyring.generate(user, &["--passphrase", ""], "never");
        (keyring, fingerprint)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn program(&self) -> PathBuf {
        self.path("gpg.sh")
    }

    pub fn gpg(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let mut command = Command::new("gpg");
        command.arg("--homedir").arg(self.path("")).arg("--batch").args(arguments);
        let output = finish(command, input);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    pub fn generate(&self, user: &str, more: &[&str], expires: &str) -> String {
        let key = ["--quick-generate-key", user, "future-default", "default", expires];
        self.gpg(&[more, &key].concat(), b"");
        self.fingerprints(user).remove(0)
    }

    /// Of the key and its subkeys.
    pub fn fingerprints(&self, user: &str) -> Vec<String> {
        let listing = String::from_utf8(self.gpg(&["--with-colons", "--list-keys", user], b"")).unwrap();
        let records = listing.lines().filter(|line| line.starts_with("fpr:"));
        records.map(|line| line.split(':').nth(9).unwrap().to_owned()).collect()
    }

    /// Takes the public key over from another keyring.
    pub fn import(&self, from: &Self, fingerprint: &str) {
        self.gpg(&["--import"], &from.gpg(&["--export", fingerprint], b""));
    }

    pub fn set_pinentry(&self, program: &Path) {
        // The count is small, since the agent would else measure for seconds what this machine bears.
        let lines = format!("pinentry-program {}\ns2k-count 65536\n", program.display());
        fs::write(self.path("gpg-agent.conf"), lines).unwrap();
    }

    /// A pinentry that gives `answer` when it is asked for a passphrase.
    pub fn answer(&self, answer: &str) {
        let body = format!(
            "echo OK\nwhile read -r command rest; do case $command in GETPIN) {answer};; BYE) echo OK; exit;; \
             *) echo OK;; esac; done"
        );
        write_script(&self.path("pinentry.sh"), &body);
    }

    pub fn kill_agent(&self) {
        let mut command = Command::new("gpgconf");
        command.arg("--homedir").arg(self.path("")).args(["--kill", "all"]);
        finish(command, b"");
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        self.kill_agent();
    }
}

/// Runs it to its end.
pub fn finish(mut command: Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let name = command.get_program().to_owned();
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", name.display()));
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// Writes a shell script.
pub fn write_script(path: &Path, body: &str) {
    write_program(path, &format!("#!/bin/sh\n{body}\n"));
}

/// Writes a program. Another process does: were it open here, a thread that starts a program at the
/// same moment would keep it busy.
pub fn write_program(path: &Path, text: &str) {
    let mut command = Command::new("sh");
    command.args(["-c", "cat > \"$0\" && chmod 700 \"$0\""]).arg(path);
    assert!(finish(command, text.as_bytes()).status.success());
}
