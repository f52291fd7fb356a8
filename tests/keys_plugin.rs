//! age plugins through the program, with the real one in both directions. The plugin is
//! `tests/support/age-plugin-proof.py`, which behaves as its variable says.

#![cfg(unix)]

use std::time::{Duration, Instant};

use crate::support::{
    Run, Sandbox,
    gpg::write_program,
    terminal::{hidden, python},
};

const PLAIN: &str = "password: canary\nport: 8080\n";
const RECIPIENT: &str = "age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz";
const IDENTITY: &str = "AGE-PLUGIN-PROOF-1QQQSYQCYQ5RQWZQFPG9SCRGWPU5FDU90";

struct Place {
    sandbox: Sandbox,
}

impl Place {
    /// With the plugin on the PATH, its identity in a file, and files that both programs wrote.
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let source = include_str!("support/age-plugin-proof.py");
        let program = format!("#!{}\n{source}", python().display());
        write_program(&sandbox.bin().join("age-plugin-proof"), &program);
        sandbox.write("plain.yaml", PLAIN).write("keys.txt", format!("# canary\n{IDENTITY}\n"));
        let place = Self { sandbox };
        let args = ["encrypt", "--age", RECIPIENT, "plain.yaml"];
        place.sandbox.write("ours.yaml", place.ours(args).stdout());
        place.sandbox.write("theirs.yaml", place.here(place.sandbox.real(args)).stdout());
        place
    }

    fn here(&self, run: Run) -> Run {
        run.env("PATH", format!("{}:/usr/bin:/bin", self.sandbox.bin().display()))
            .env("SOPS_AGE_KEY_FILE", "keys.txt")
    }

    fn ours<const N: usize>(&self, args: [&str; N]) -> Run {
        self.here(self.sandbox.run(args))
    }

    /// What a bad plugin makes of wrapping and unwrapping: nothing, but words.
    #[track_caller]
    fn fails(&self, mood: &str, wrapping: &str, unwrapping: &str) {
        let encrypt = self.ours(["encrypt", "--age", RECIPIENT, "-i", "plain.yaml"]);
        self.failed(encrypt.env("PROOF_MOOD", mood), 111, wrapping);
        let decrypt = self.ours(["decrypt", "-i", "ours.yaml"]);
        self.failed(decrypt.env("PROOF_MOOD", mood), 128, unwrapping);
    }

    #[track_caller]
    fn failed(&self, run: Run, code: i32, report: &str) {
        let (plain, ours) = (self.sandbox.read("plain.yaml"), self.sandbox.read("ours.yaml"));
        let finished = run.finish().reports(&self.sandbox, code, report);
        assert!(!finished.stderr.contains("AGE-PLUGIN-") && !finished.stderr.contains("canary"));
        assert_eq!((self.sandbox.read("plain.yaml"), self.sandbox.read("ours.yaml")), (plain, ours));
    }
}

#[test]
fn files_cross_over_in_both_directions() {
    let place = Place::new();
    for file in ["ours.yaml", "theirs.yaml"] {
        assert_eq!(place.ours(["decrypt", file]).stdout(), PLAIN);
        assert_eq!(place.here(place.sandbox.real(["decrypt", file])).stdout(), PLAIN);
    }
    // From every place where identities may be.
    let decrypt = || place.ours(["decrypt", "ours.yaml"]).env("SOPS_AGE_KEY_FILE", "");
    assert_eq!(decrypt().env("SOPS_AGE_KEY", IDENTITY).stdout(), PLAIN);
    assert_eq!(decrypt().env("SOPS_AGE_KEY_CMD", "/bin/cat keys.txt").stdout(), PLAIN);
}

#[test]
fn a_plugin_asks_on_the_terminal() {
    let place = Place::new();
    let decrypt = || place.ours(["decrypt", "ours.yaml"]).env("PROOF_MOOD", "ask");
    let (finished, shown) = decrypt().on_terminal(&[hidden("PIN of the card", "1234")]);
    assert_eq!(finished.success().text(), PLAIN);
    assert_eq!(shown, "age-plugin-proof: PIN of the card: \r\n");
    let (finished, _) = decrypt().on_terminal(&[hidden("PIN of the card", "4321")]);
    finished.reports(&place.sandbox, 128, "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: an identity could not be used: age-plugin-proof failed: the PIN is wrong
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity of a plugin
    SOPS_AGE_KEY_FILE (keys.txt), line 2: age-plugin-proof failed: the PIN is wrong
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Make this key work, or ask someone who can read the file to add a key of yours
");
    place.failed(decrypt(), 128, "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: an identity could not be used: age-plugin-proof asks a question, and there is no terminal to ask it on
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity of a plugin
    SOPS_AGE_KEY_FILE (keys.txt), line 2: age-plugin-proof asks a question, and there is no terminal to ask it on
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Run this in a terminal
");
}

#[test]
fn a_plugin_that_is_missing_is_named() {
    let place = Place::new();
    let bare = |run: Run| run.env("PATH", "/usr/bin:/bin");
    let encrypt = ["encrypt", "--age", RECIPIENT, "-i", "plain.yaml"];
    place.failed(
        bare(place.ours(encrypt)),
        111,
        "\
error: plain.yaml: the data key could not be wrapped for age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz
  age-plugin-proof was not found on the PATH
hint: Install age-plugin-proof, or add its folder to the PATH
",
    );
    place.failed(bare(place.ours(["decrypt", "-i", "ours.yaml"])), 128, "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: an identity could not be used: age-plugin-proof was not found on the PATH
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity of a plugin
    SOPS_AGE_KEY_FILE (keys.txt), line 2: age-plugin-proof was not found on the PATH
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Install age-plugin-proof, or add its folder to the PATH
");
    // Without an identity no program is started on the word of a file.
    place.sandbox.write("keys.txt", "");
    place.failed(
        place.ours(["decrypt", "-i", "ours.yaml"]),
        128,
        "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: no age identity was found
    SOPS_AGE_KEY_FILE (keys.txt): no identity in it
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Set SOPS_AGE_KEY_FILE to a file that holds the identity which age-plugin-proof gives
",
    );
}

#[test]
fn a_plugin_that_crashes_is_named() {
    let place = Place::new();
    place.fails("crash", "\
error: plain.yaml: the data key could not be wrapped for age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz
  age-plugin-proof ended before it was done (exit status: 3)
hint: See whether age-plugin-proof runs by itself, and is up to date
", "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: an identity could not be used: age-plugin-proof ended before it was done (exit status: 3)
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity of a plugin
    SOPS_AGE_KEY_FILE (keys.txt), line 2: age-plugin-proof ended before it was done (exit status: 3)
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: See whether age-plugin-proof runs by itself, and is up to date
");
}

#[test]
fn a_plugin_that_talks_nonsense_is_named() {
    let place = Place::new();
    place.fails("nonsense", "\
error: plain.yaml: the data key could not be wrapped for age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz
  age-plugin-proof says something else than the protocol of age plugins
hint: See whether age-plugin-proof is a plugin of this age, and up to date
", "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: an identity could not be used: age-plugin-proof says something else than the protocol of age plugins
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity of a plugin
    SOPS_AGE_KEY_FILE (keys.txt), line 2: age-plugin-proof says something else than the protocol of age plugins
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: See whether age-plugin-proof is a plugin of this age, and up to date
");
    let decrypt = place.ours(["decrypt", "-i", "ours.yaml"]).env("PROOF_MOOD", "cut");
    place.failed(decrypt, 128, "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: an identity could not be used: age-plugin-proof gave a key of a wrong length
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity of a plugin
    SOPS_AGE_KEY_FILE (keys.txt), line 2: age-plugin-proof gave a key of a wrong length
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Make this key work, or ask someone who can read the file to add a key of yours
");
}

#[test]
fn a_plugin_that_refuses_says_why() {
    let place = Place::new();
    place.fails("refuse", "\
error: plain.yaml: the data key could not be wrapped for age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz
  age-plugin-proof failed: this card is not yours
", "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: an identity could not be used: age-plugin-proof failed: the card is locked
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity of a plugin
    SOPS_AGE_KEY_FILE (keys.txt), line 2: age-plugin-proof failed: the card is locked
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Make this key work, or ask someone who can read the file to add a key of yours
");
    // But not by naming the identity.
    let decrypt = place.ours(["decrypt", "-i", "ours.yaml"]).env("PROOF_MOOD", "babble");
    place.failed(decrypt, 128, "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: an identity could not be used: age-plugin-proof failed: its message is not shown, since it names an identity
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity of a plugin
    SOPS_AGE_KEY_FILE (keys.txt), line 2: age-plugin-proof failed: its message is not shown, since it names an identity
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Make this key work, or ask someone who can read the file to add a key of yours
");
}

#[test]
fn a_plugin_that_hangs_is_stopped_in_time() {
    let place = Place::new();
    let start = Instant::now();
    let hanging = |run: Run| run.env("PROOF_MOOD", "hang");
    let encrypt = place.ours(["--timeout", "2", "encrypt", "--age", RECIPIENT, "-i", "plain.yaml"]);
    place.failed(
        hanging(encrypt),
        111,
        "\
error: plain.yaml: the data key could not be wrapped for age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz
  age-plugin-proof said nothing for 2 seconds and was stopped
hint: See what age-plugin-proof is waiting for
",
    );
    place.failed(hanging(place.ours(["--timeout", "2", "decrypt", "-i", "ours.yaml"])), 128, "\
error: ours.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1proof1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz: an identity could not be used: age-plugin-proof said nothing for 2 seconds and was stopped
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity of a plugin
    SOPS_AGE_KEY_FILE (keys.txt), line 2: age-plugin-proof said nothing for 2 seconds and was stopped
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: See what age-plugin-proof is waiting for
");
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn a_bad_plugin_hinders_no_other_key() {
    let place = Place::new();
    let (other, recipient) = Sandbox::with_key();
    let both = format!("{RECIPIENT},{recipient}");
    place.sandbox.write("both.yaml", place.ours(["encrypt", "--age", &both, "plain.yaml"]).stdout());
    let keys = other.home().join(".config/sops/age/keys.txt");
    let keys = format!("{IDENTITY}\n{}", std::fs::read_to_string(keys).unwrap());
    place.sandbox.write("keys.txt", keys);
    for mood in ["crash", "nonsense", "refuse", "cut", "hang"] {
        assert_eq!(place.ours(["decrypt", "both.yaml"]).env("PROOF_MOOD", mood).stdout(), PLAIN, "{mood}");
    }
}
