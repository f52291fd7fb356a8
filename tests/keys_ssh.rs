//! SSH keys as age keys, through the program, with the real one in both directions. The keys and the
//! passphrase of the locked ones are those of `src/keys/age/fixtures`.

#![cfg(unix)]

use std::fs;

use crate::support::{
    Run, Sandbox,
    terminal::{Typed, hidden},
};

const PLAIN: &str = "password: canary\nport: 8080\n";
const PASSPHRASE: &str = "open sesame";
const VARIABLE: &str = "SOPS_AGE_SSH_PRIVATE_KEY_FILE";

struct Pair {
    /// Where `ssh-keygen` puts such a key.
    name: &'static str,
    public: &'static str,
    private: &'static str,
}

macro_rules! pair {
    ($name:literal, $public:literal, $private:literal) => {
        Pair {
            name: $name,
            public: include_str!(concat!("../src/keys/age/fixtures/", $public)).trim_ascii_end(),
            private: include_str!(concat!("../src/keys/age/fixtures/", $private)),
        }
    };
}

const ED25519: Pair = pair!("id_ed25519", "ed25519.pub", "ed25519.key");
const RSA: Pair = pair!("id_rsa", "rsa.pub", "rsa.key");
const RSA_PEM: Pair = pair!("id_rsa", "rsa.pub", "rsa-pem.key");
const LOCKED: Pair = pair!("id_ed25519", "ed25519-locked.pub", "ed25519-locked.key");
const RSA_LOCKED: Pair = pair!("id_rsa", "rsa.pub", "rsa-locked.key");

struct Place {
    sandbox: Sandbox,
}

impl Place {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("plain.yaml", PLAIN);
        fs::create_dir(sandbox.home().join(".ssh")).unwrap();
        Self { sandbox }
    }

    /// With a file for the key in the working folder.
    fn with(pair: &Pair) -> Self {
        let place = Self::new();
        place.sandbox.write("key", pair.private);
        place.encrypt(pair.public);
        place
    }

    fn encrypt(&self, recipients: &str) {
        let encrypted = self.sandbox.run(["encrypt", "--age", recipients, "plain.yaml"]).stdout();
        self.sandbox.write("secret.yaml", encrypted);
    }

    fn decrypt(&self) -> Run {
        self.sandbox.run(["decrypt", "secret.yaml"])
    }

    /// What fails, on a terminal or without one, says so and nothing else.
    #[track_caller]
    fn fails(&self, run: Run, typed: &[Typed], report: &str) -> String {
        let before = self.sandbox.read("secret.yaml");
        let (finished, shown) = run.on_terminal(typed);
        finished.reports(&self.sandbox, 128, report);
        assert_eq!(self.sandbox.read("secret.yaml"), before);
        assert!(!shown.contains(PASSPHRASE) && !shown.contains("wrong canary"), "{shown}");
        shown
    }
}

#[test]
fn files_cross_over_in_both_directions() {
    for pair in [ED25519, RSA, RSA_PEM] {
        let place = Place::with(&pair);
        let sandbox = &place.sandbox;
        let theirs = sandbox.real(["encrypt", "--age", pair.public, "plain.yaml"]).stdout();
        sandbox.write("theirs.yaml", theirs);
        for file in ["secret.yaml", "theirs.yaml"] {
            let ours = || sandbox.run(["decrypt", file]);
            assert_eq!(ours().env(VARIABLE, "key").stdout(), PLAIN);
            assert_eq!(sandbox.real(["decrypt", file]).env(VARIABLE, "key").stdout(), PLAIN);
            // 3.11 does not know this variable yet.
            assert_eq!(ours().env("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "/bin/cat key").stdout(), PLAIN);
        }
        fs::write(sandbox.home().join(".ssh").join(pair.name), pair.private).unwrap();
        for file in ["secret.yaml", "theirs.yaml"] {
            assert_eq!(sandbox.run(["decrypt", file]).stdout(), PLAIN);
            assert_eq!(sandbox.real(["decrypt", file]).stdout(), PLAIN);
        }
    }
}

#[test]
fn a_passphrase_is_asked_for_on_the_terminal() {
    for pair in [LOCKED, RSA_LOCKED] {
        let place = Place::with(&pair);
        let typed = [hidden("passphrase", PASSPHRASE)];
        let (finished, shown) = place.decrypt().env(VARIABLE, "key").on_terminal(&typed);
        assert_eq!(finished.success().text(), PLAIN);
        assert_eq!(shown, "passphrase of the SSH key in SOPS_AGE_SSH_PRIVATE_KEY_FILE (key): \r\n");
        // The real program reads the same file with the same passphrase.
        let typed = [hidden("passphrase", PASSPHRASE)];
        let real = place.sandbox.real(["decrypt", "secret.yaml"]).env(VARIABLE, "key");
        let (finished, _) = real.on_terminal(&typed);
        assert_eq!((finished.text().as_str(), finished.code), (PLAIN, Some(0)), "{}", finished.stderr);
    }
}

#[test]
fn a_wrong_passphrase_is_told() {
    let place = Place::with(&LOCKED);
    let run = place.decrypt().env(VARIABLE, "key");
    let shown = place.fails(run, &[hidden("passphrase", "wrong canary")], "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKRwESBJ…CkYBIopg2wvLAkqP5F2 tests only: an identity could not be used: the passphrase is wrong
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (key): the identity of this recipient
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (key), line 1: the passphrase is wrong
    the default SSH key (~/.ssh/id_ed25519): no such file
    the default SSH key (~/.ssh/id_rsa): no such file
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Try again with the right passphrase
");
    assert_eq!(shown.matches("passphrase").count(), 1, "{shown}");
    // Nothing typed is a refusal.
    let run = place.decrypt().env(VARIABLE, "key");
    place.fails(run, &[hidden("passphrase", "")], "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKRwESBJ…CkYBIopg2wvLAkqP5F2 tests only: an identity could not be used: its passphrase was not given
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (key): the identity of this recipient
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (key), line 1: its passphrase was not given
    the default SSH key (~/.ssh/id_ed25519): no such file
    the default SSH key (~/.ssh/id_rsa): no such file
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Try again with its passphrase
");
}

#[test]
fn nobody_is_asked_without_a_terminal() {
    let place = Place::with(&LOCKED);
    place.decrypt().env(VARIABLE, "key").finish().reports(&place.sandbox, 128, "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKRwESBJ…CkYBIopg2wvLAkqP5F2 tests only: an identity could not be used: it is locked with a passphrase, and there is no terminal to ask for it
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (key): the identity of this recipient
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (key), line 1: it is locked with a passphrase, and there is no terminal to ask for it
    the default SSH key (~/.ssh/id_ed25519): no such file
    the default SSH key (~/.ssh/id_rsa): no such file
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Run this in a terminal, or use an identity without a passphrase
");
}

#[test]
fn nobody_is_asked_for_what_is_not_needed() {
    let place = Place::with(&ED25519);
    let home = place.sandbox.home().join(".ssh");
    fs::write(home.join("id_ed25519"), LOCKED.private).unwrap();
    fs::write(home.join("id_rsa"), RSA_LOCKED.private).unwrap();
    // The key that opens it is there as well.
    let (finished, shown) = place.decrypt().env(VARIABLE, "key").on_terminal(&[]);
    assert_eq!((finished.success().text().as_str(), shown.as_str()), (PLAIN, ""));
    // It is not there, and the locked ones are for others.
    let shown = place.fails(place.decrypt(), &[], "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHSX12dX…osF7hFZnYbtkon7FkNO tests only: no identity found is for this recipient
    the default SSH key (~/.ssh/id_ed25519): 1 identity, not for this recipient but for ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKRwESBJk6BbVmpXmO34gDfZFCkYBIopg2wvLAkqP5F2
    the default SSH key (~/.ssh/id_rsa): 1 identity, not for this recipient but for ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC1yoqC…ziulX0Gt8J/j9K2zptbwI5zVmFiyNH
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Ask someone who can read the file to add your recipient ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKRwESBJk6BbVmpXmO34gDfZFCkYBIopg2wvLAkqP5F2
");
    assert_eq!(shown, "");
}

#[test]
fn a_key_that_cannot_be_read_is_named() {
    let place = Place::with(&ED25519);
    place.decrypt().env(VARIABLE, "gone").finish().reports(
        &place.sandbox,
        128,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHSX12dX…osF7hFZnYbtkon7FkNO tests only: no age identity was found
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (gone): no such file
    the default SSH key (~/.ssh/id_ed25519): no such file
    the default SSH key (~/.ssh/id_rsa): no such file
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Correct SOPS_AGE_SSH_PRIVATE_KEY_FILE, which could not be used
",
    );
    place.sandbox.write("cut", &ED25519.private[..200]);
    place.decrypt().env(VARIABLE, "cut").finish().reports(
        &place.sandbox,
        128,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHSX12dX…osF7hFZnYbtkon7FkNO tests only: no age identity was found
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (cut): no identity in it
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (cut), line 1: an SSH private key that is damaged or cut
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (cut), line 2: not an age identity
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (cut), line 3: not an age identity
    SOPS_AGE_SSH_PRIVATE_KEY_FILE (cut), line 4: not an age identity
    the default SSH key (~/.ssh/id_ed25519): no such file
    the default SSH key (~/.ssh/id_rsa): no such file
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Correct SOPS_AGE_SSH_PRIVATE_KEY_FILE, which could not be used
",
    );
    place.decrypt().env("SOPS_AGE_SSH_PRIVATE_KEY_CMD", "/bin/false canary").finish().reports(
        &place.sandbox,
        128,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHSX12dX…osF7hFZnYbtkon7FkNO tests only: no age identity was found
    SOPS_AGE_SSH_PRIVATE_KEY_CMD: the command failed (exit status: 1)
    the default SSH key (~/.ssh/id_ed25519): no such file
    the default SSH key (~/.ssh/id_rsa): no such file
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Correct SOPS_AGE_SSH_PRIVATE_KEY_CMD, which could not be used
",
    );
    place.decrypt().finish().reports(
        &place.sandbox,
        128,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHSX12dX…osF7hFZnYbtkon7FkNO tests only: no age identity was found
    the default SSH key (~/.ssh/id_ed25519): no such file
    the default SSH key (~/.ssh/id_rsa): no such file
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Set SOPS_AGE_SSH_PRIVATE_KEY_FILE to the file of the SSH private key of one of the file's recipients
",
    );
    let malformed = &ED25519.public[..40];
    place.sandbox.run(["encrypt", "--age", malformed, "-i", "plain.yaml"]).finish().reports(
        &place.sandbox,
        111,
        "\
error: plain.yaml: not a usable SSH recipient: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHSX
  it is cut or mistyped
hint: Copy the whole line of the `.pub` file, `ssh-ed25519 AAAA…`
",
    );
    assert_eq!(place.sandbox.read("plain.yaml"), PLAIN);
}
