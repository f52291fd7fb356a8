//! Where identities come from, through the program: key files with bad lines, under a passphrase, and
//! commands; the order in which keys are tried; keys of kinds that this version does not know.

#![cfg(unix)]

use std::io::Write as _;

use age::{
    Encryptor,
    armor::{ArmoredWriter, Format},
    secrecy::SecretString,
};

use crate::support::{
    Run, Sandbox,
    gpg::{Keyring, write_script},
    terminal::hidden,
};

const PLAIN: &str = "password: canary\nport: 8080\n";
const PASSPHRASE: &str = "open sesame";
/// Of `fixtures/keys/team.txt`, whose names in messages do not change from run to run.
const RECIPIENT: &str = "age1avwexc6aah0vyjpmem8pumurh0mgykzd3l3a9a8h43d3avuknfpq3v979e";
const TEAM: &str = include_str!("../fixtures/keys/team.txt");
const STRANGER: &str = include_str!("../fixtures/keys/stranger.txt");

/// A file for the team, and nobody's keys.
fn place() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("plain.yaml", PLAIN);
    let encrypted = sandbox.run(["encrypt", "--age", RECIPIENT, "plain.yaml"]).stdout();
    sandbox.write("secret.yaml", encrypted);
    sandbox
}

fn decrypt(sandbox: &Sandbox) -> Run {
    sandbox.run(["decrypt", "secret.yaml"]).env("SOPS_AGE_KEY_FILE", "keys.txt")
}

#[test]
fn a_bad_line_is_named_and_hides_nothing() {
    let sandbox = place();
    let bad = "AGE-SECRET-KEY-1CANARYCANARY";
    sandbox.write("keys.txt", format!("# mine\n{bad}\nage1canary\n\u{1}canary\n{TEAM}"));
    assert_eq!(decrypt(&sandbox).stdout(), PLAIN);
    sandbox.write("keys.txt", format!("# mine\n{bad}\n{STRANGER}age1canary\n"));
    decrypt(&sandbox).finish().reports(&sandbox, 128, "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1avwexc6aah0vyjpmem8pumurh0mgykzd3l3a9a8h43d3avuknfpq3v979e: no identity found is for this recipient
    SOPS_AGE_KEY_FILE (keys.txt): 1 identity, not for this recipient but for age1s3lqnlwpl4xevdzjr90tdfklsruakxn50hvhuwwmvd7j3jdgec2qxlg8nn
    SOPS_AGE_KEY_FILE (keys.txt), line 2: an age identity that is mistyped or cut: its checksum does not hold
    SOPS_AGE_KEY_FILE (keys.txt), line 6: a public key, not an identity
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Ask someone who can read the file to add your recipient age1s3lqnlwpl4xevdzjr90tdfklsruakxn50hvhuwwmvd7j3jdgec2qxlg8nn
");
    sandbox.write("keys.txt", format!("{bad}\n"));
    decrypt(&sandbox).finish().reports(
        &sandbox,
        128,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1avwexc6aah0vyjpmem8pumurh0mgykzd3l3a9a8h43d3avuknfpq3v979e: no age identity was found
    SOPS_AGE_KEY_FILE (keys.txt): no identity in it
    SOPS_AGE_KEY_FILE (keys.txt), line 1: an age identity that is mistyped or cut: its checksum does not hold
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Correct SOPS_AGE_KEY_FILE, which could not be used
",
    );
    sandbox.write("keys.txt", "");
    decrypt(&sandbox).finish().reports(
        &sandbox,
        128,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1avwexc6aah0vyjpmem8pumurh0mgykzd3l3a9a8h43d3avuknfpq3v979e: no age identity was found
    SOPS_AGE_KEY_FILE (keys.txt): no identity in it
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Set SOPS_AGE_KEY_FILE to the file that holds the identity of one of the file's recipients
",
    );
}

/// What `age -p` makes, with a small work factor.
fn lock(text: &str) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(PASSPHRASE.to_owned()));
    recipient.set_work_factor(2);
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
    let output = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).unwrap();
    let mut writer = encryptor.wrap_output(output).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap().finish().unwrap()
}

#[test]
fn a_key_file_under_a_passphrase_is_opened_on_the_terminal() {
    let sandbox = place();
    sandbox.write("keys.txt", lock(TEAM));
    let (finished, shown) = decrypt(&sandbox).with_answers(&[hidden("passphrase", PASSPHRASE)]);
    assert_eq!(finished.success().text(), PLAIN);
    assert_eq!(shown, "passphrase of SOPS_AGE_KEY_FILE (keys.txt): \r\n");
    let real = sandbox.real(["decrypt", "secret.yaml"]).env("SOPS_AGE_KEY_FILE", "keys.txt");
    let (finished, _) = real.with_answers(&[hidden("passphrase", PASSPHRASE)]);
    assert_eq!((finished.text().as_str(), finished.code), (PLAIN, Some(0)), "{}", finished.stderr);
    // Once for any number of files.
    let files = ["exec-env", "secret.yaml", "secret.yaml", "--", "/bin/true"];
    let run = sandbox.run(files).env("SOPS_AGE_KEY_FILE", "keys.txt");
    let (finished, shown) = run.with_answers(&[hidden("passphrase", PASSPHRASE)]);
    finished.success();
    assert_eq!(shown.matches("passphrase").count(), 1, "{shown}");

    let (finished, shown) = decrypt(&sandbox).with_answers(&[hidden("passphrase", "wrong canary")]);
    finished.reports(&sandbox, 128, "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1avwexc6aah0vyjpmem8pumurh0mgykzd3l3a9a8h43d3avuknfpq3v979e: an identity could not be used: the passphrase is wrong
    SOPS_AGE_KEY_FILE (keys.txt): the passphrase is wrong
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Try again with the right passphrase
");
    assert!(!shown.contains("canary"), "{shown}");
    let (finished, _) = decrypt(&sandbox).with_answers(&[hidden("passphrase", "")]);
    finished.reports(&sandbox, 128, "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1avwexc6aah0vyjpmem8pumurh0mgykzd3l3a9a8h43d3avuknfpq3v979e: an identity could not be used: its passphrase was not given
    SOPS_AGE_KEY_FILE (keys.txt): its passphrase was not given
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Try again with its passphrase
");
    decrypt(&sandbox).finish().reports(&sandbox, 128, "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1avwexc6aah0vyjpmem8pumurh0mgykzd3l3a9a8h43d3avuknfpq3v979e: an identity could not be used: it is locked with a passphrase, and there is no terminal to ask for it
    SOPS_AGE_KEY_FILE (keys.txt): it is locked with a passphrase, and there is no terminal to ask for it
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Run this in a terminal, or use an identity without a passphrase
");
    // Not a file that a passphrase opens.
    let encrypted = sandbox.read("secret.yaml");
    let armor = encrypted.split_once("enc: |\n").unwrap().1;
    let armor: String = armor.lines().map(|line| format!("{}\n", line.trim())).collect();
    sandbox.write("keys.txt", armor.split_once("-----END AGE ENCRYPTED FILE-----").unwrap().0);
    decrypt(&sandbox).finish().reports(&sandbox, 128, "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1avwexc6aah0vyjpmem8pumurh0mgykzd3l3a9a8h43d3avuknfpq3v979e: an identity could not be used: it is an age file for recipients, not one under a passphrase
    SOPS_AGE_KEY_FILE (keys.txt): it is an age file for recipients, not one under a passphrase
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Decrypt it first with `age -d`, for example by `SOPS_AGE_KEY_CMD`
");
}

#[test]
fn an_identity_command_runs_once_in_a_process() {
    let sandbox = place();
    sandbox.write("team.txt", TEAM).write("stranger.txt", STRANGER);
    let script = sandbox.path("keys.sh");
    write_script(&script, "echo \"$SOPS_AGE_RECIPIENT\" >> log\ncat team.txt");
    let runs = |files: &[&str]| {
        drop(std::fs::remove_file(sandbox.path("log")));
        let args = [&["exec-env"], files, &["--", "/bin/true"]].concat();
        sandbox.run(args).env("SOPS_AGE_KEY_CMD", script.to_str().unwrap()).finish().success();
        sandbox.read("log").lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(runs(&["secret.yaml"]), [RECIPIENT]);
    assert_eq!(runs(&["secret.yaml", "secret.yaml", "secret.yaml"]), [RECIPIENT]);
    // A failing one is not tried again either.
    write_script(&script, "echo run >> log\nexit 7");
    drop(std::fs::remove_file(sandbox.path("log")));
    let two = format!("{RECIPIENT},{RECIPIENT}");
    let args = ["encrypt", "--age", &two, "-i", "plain.yaml"];
    sandbox.run(args).finish().success();
    let run = sandbox.run(["decrypt", "plain.yaml"]).env("SOPS_AGE_KEY_CMD", script.to_str().unwrap());
    run.finish().reports(
        &sandbox,
        128,
        "\
error: plain.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  age age1avwexc6aah0vyjpmem8pumurh0mgykzd3l3a9a8h43d3avuknfpq3v979e: no age identity was found
    SOPS_AGE_KEY_CMD: the command failed (exit status: 7)
    the default key file (~/.config/sops/age/keys.txt): no such file
hint: Correct SOPS_AGE_KEY_CMD, which could not be used
",
    );
    assert_eq!(sandbox.read("log"), "run\n");
}

#[test]
fn keys_are_tried_in_the_order_that_is_asked_for() {
    let sandbox = place();
    let (keyring, fingerprint) = Keyring::with_key("mine@example.com");
    let script = sandbox.path("gpg.sh");
    let home = keyring.path("").to_str().unwrap().to_owned();
    write_script(&script, &format!("echo run >> log\nexec gpg --homedir '{home}' \"$@\""));
    let args = ["encrypt", "--age", RECIPIENT, "--pgp", &fingerprint, "plain.yaml"];
    sandbox.write("both.yaml", sandbox.run(args).env("GNUPGHOME", &home).stdout());
    sandbox.write("keys.txt", TEAM);
    let asks_gpg = |args: &[&str], order: &str| {
        drop(std::fs::remove_file(sandbox.path("log")));
        for run in [sandbox.run(args), sandbox.real(args)] {
            let run = run.env("SOPS_AGE_KEY_FILE", "keys.txt").env("SOPS_GPG_EXEC", &script);
            let run = run.env("SOPS_DECRYPTION_ORDER", order);
            assert_eq!(run.stdout(), PLAIN);
        }
        sandbox.path("log").exists()
    };
    let decrypt = ["decrypt", "both.yaml"];
    assert!(!asks_gpg(&decrypt, ""));
    assert!(!asks_gpg(&decrypt, "age,pgp"));
    assert!(asks_gpg(&decrypt, "pgp,age"));
    assert!(asks_gpg(&decrypt, "kms,pgp"));
    assert!(!asks_gpg(&["decrypt", "--decryption-order", "age,pgp", "both.yaml"], "pgp,age"));
}

// ---- Kinds that this version does not know ----

/// Entries of a service that this version does not speak to, and of one that nobody knows yet.
const VAULT: &str = "    hc_vault:\n        - vault_address: https://vault.example\n          engine_path: transit\n          \
                     key_name: team\n          created_at: \"2025-01-01T00:00:00Z\"\n          enc: vault:v1:AAAA\n";
const FUTURE: &str =
    "    future_kms:\n        - moon: dark side # kept\n          enc: [1, 'two', {three: 3}]\n";

#[test]
fn unknown_kinds_hinder_nobody_and_stay() {
    let sandbox = place();
    sandbox.write("keys.txt", TEAM).write("new.yaml", "password: other\nport: 8080\n");
    let known = crate::support::without_seal(&sandbox.read("secret.yaml"));
    let mixed = known.replacen("    lastmodified:", &format!("{VAULT}{FUTURE}    lastmodified:"), 1);
    let mixed = mixed.replacen("sops:\n", "sops:\n    # a note\n", 1);
    sandbox.write("secret.yaml", &mixed);
    assert_eq!(decrypt(&sandbox).stdout(), PLAIN);
    let run = |args: &[&str]| {
        let ended = sandbox.run(args).env("SOPS_AGE_KEY_FILE", "keys.txt").finish();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended
    };
    let kept = |what: &str| {
        let text = sandbox.read("secret.yaml");
        for part in [VAULT, FUTURE, "    # a note\n"] {
            assert!(text.contains(part), "{what} lost\n{part}of\n{text}");
        }
    };
    run(&["encrypt", "--update", "secret.yaml", "new.yaml", "--output", "secret.yaml"]).success();
    kept("update");
    assert_eq!(decrypt(&sandbox).stdout(), "password: other\nport: 8080\n");

    // A key more, for whom the rule names as well.
    let stranger = STRANGER.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();
    let rule = format!(
        "creation_rules:\n  - age: [{RECIPIENT}, {stranger}]\n    hc_vault_transit_uri: \
         https://vault.example/v1/transit/keys/team\n"
    );
    sandbox.write(".sops-rs.yaml", rule);
    run(&["updatekeys", "-y", "secret.yaml"]);
    kept("updatekeys");
    let reader = sandbox.run(["decrypt", "secret.yaml"]).env("SOPS_AGE_KEY", STRANGER);
    assert_eq!(reader.stdout(), "password: other\nport: 8080\n");

    // A new data key cannot be wrapped for them.
    let before = sandbox.read("secret.yaml");
    let rotate = sandbox.run(["rotate", "-i", "secret.yaml"]).env("SOPS_AGE_KEY_FILE", "keys.txt");
    rotate.finish().reports(
        &sandbox,
        111,
        "\
error: secret.yaml: the file has keys that this version cannot wrap for
  a new data key, or new shares of it, would shut them out
  hc_vault https://vault.example/v1/transit/keys/team
  future_kms (a list of keys of an unknown kind)
hint: Use a program that knows them, or let them go with --drop-unsupported
",
    );
    assert_eq!(sandbox.read("secret.yaml"), before);
    let removed = run(&["rotate", "-i", "--drop-unsupported", "secret.yaml"]);
    assert!(removed.stderr.contains("hc_vault"), "{}", removed.stderr);
    let text = sandbox.read("secret.yaml");
    assert!(!text.contains("vault_address"), "{text}");
    assert_eq!(decrypt(&sandbox).stdout(), "password: other\nport: 8080\n");
}

#[test]
fn when_only_unknown_kinds_are_left_the_report_says_so() {
    let sandbox = place();
    let known = sandbox.read("secret.yaml");
    let (head, tail) =
        (known.split_once("    age:\n").unwrap().0, known.split_once("    lastmodified:").unwrap().1);
    sandbox.write("secret.yaml", format!("{head}{VAULT}{FUTURE}    lastmodified:{tail}"));
    sandbox.write("keys.txt", TEAM);
    decrypt(&sandbox).finish().reports(
        &sandbox,
        128,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  its one key could not be used
  hc_vault team: hc_vault keys are not supported by this version yet
hint: Make this key work, or ask someone who can read the file to add a key of yours
",
    );
    sandbox.write("secret.yaml", format!("{head}{FUTURE}    lastmodified:{tail}"));
    decrypt(&sandbox).finish().reports(
        &sandbox,
        128,
        "\
error: secret.yaml: Failed to get the data key required to decrypt the SOPS file
  the file's metadata names no key that this version knows
hint: Restore the file from version control
",
    );
}
