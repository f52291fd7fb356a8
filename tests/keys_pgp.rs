//! PGP keys with the real `gpg` and, in both directions, with the real sops. Needs `gpg` on the `PATH`
//! and `SOPS_RS_ORACLE`, the path of the real sops (`make test` sets it); without them it fails. Every
//! test has throw-away keyrings of its own.

#![cfg(unix)]

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use sops_rs::{
    Error, ErrorKind,
    format::{FormatName, Limits},
    keys::{
        Attempt, KeyKind, MasterKey, Provider,
        pgp::{Pgp, Settings, split_list},
    },
    ops,
    secret::Plaintext,
    select::Selectors,
};

use crate::support::{
    gpg::{Keyring, finish, write_script},
    oracle::program,
};

/// 2025-06-01T00:00:00Z.
const NOW: i64 = 1_748_736_000;
const SECRET: [u8; 32] = *b"canary canary canary canary cana";
const NOBODY: &str = "1111111111111111111111111111111111111111";

impl Keyring {
    fn provider(&self) -> Pgp {
        self.provider_with(Some(Duration::from_secs(60)))
    }

    fn provider_with(&self, patience: Option<Duration>) -> Pgp {
        Pgp::new(Settings { program: Some(self.program().into()), patience, now: NOW })
    }

    fn encrypt(&self, plain: &str, format: FormatName, keys: &str) -> Result<String, Error> {
        let keys = split_list(keys).into_iter().map(|key| MasterKey::new(KeyKind::Pgp, key));
        let options = ops::EncryptOptions {
            groups: vec![keys.collect()],
            shamir_threshold: None,
            selectors: Selectors::default(),
            mac_only_encrypted: false,
            seal: ops::SealChoice::Add,
            providers: &[&self.provider()],
            now: NOW,
            limits: Limits::default(),
        };
        let encrypted = ops::encrypt(plain.as_bytes(), format.format().unwrap(), &options)?;
        Ok(String::from_utf8(encrypted.bytes).unwrap())
    }

    fn decrypt(&self, encrypted: &str, format: FormatName) -> Result<String, Error> {
        let providers: &[&dyn Provider] = &[&self.provider()];
        let options = ops::DecryptOptions {
            providers,
            ignore_mac: false,
            seal_required: &|| false,
            limits: Limits::default(),
        };
        let decrypted = ops::decrypt(encrypted.as_bytes(), format.format().unwrap(), &options)?;
        Ok(decrypted.bytes.expose_str().unwrap().to_owned())
    }

    /// The real sops over a file with `content`.
    fn sops(&self, content: &str, format: FormatName, arguments: &[&str]) -> Output {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, content).unwrap();
        let format = format.as_str();
        let mut command = Command::new(program());
        command
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap())
            .env("HOME", folder.path())
            .env("GNUPGHOME", self.path(""))
            .current_dir(folder.path())
            .args(arguments)
            .args(["--input-type", format, "--output-type", format])
            .arg(&file);
        finish(command, b"")
    }

    #[track_caller]
    fn sops_gives(&self, content: &str, format: FormatName, arguments: &[&str]) -> String {
        let output = self.sops(content, format, arguments);
        assert!(output.status.success(), "{}\n{content}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A wrapped key.
    fn wrap(&self, fingerprint: &str) -> MasterKey {
        let mut key = MasterKey::new(KeyKind::Pgp, fingerprint);
        self.provider().wrap(&mut key, &SECRET).unwrap();
        key
    }

    fn opens(&self, key: &MasterKey) -> bool {
        self.provider().unwrap(key).is_ok_and(|secret| secret.expose() == SECRET)
    }

    fn refusal(&self, fingerprint: &str) -> Error {
        let mut key = MasterKey::new(KeyKind::Pgp, fingerprint);
        self.provider().check(&key).unwrap();
        let error = self.provider().wrap(&mut key, &SECRET).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoKey);
        assert!(error.message().contains(fingerprint), "{error}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        assert_eq!(key, MasterKey::new(KeyKind::Pgp, fingerprint), "a refused key is left as it was");
        error
    }

    fn failure(&self, key: &MasterKey) -> Attempt {
        failure(self.provider().unwrap(key))
    }
}

fn failure(outcome: Result<Plaintext, Attempt>) -> Attempt {
    let attempt = outcome.map(drop).expect_err("it should not be opened");
    assert!(!format!("{attempt:?}").contains("canary"), "{attempt:?}");
    attempt
}

/// The lines of a YAML file's list of PGP keys, as its field names and fingerprints.
fn entries(file: &str) -> Vec<&str> {
    let list = file.split("    pgp:\n").nth(1).expect("a list of keys");
    let lines = list.lines().take_while(|line| line.is_empty() || line.starts_with("        "));
    let fields = lines.filter(|line| !line.is_empty() && !line.starts_with("            "));
    let fields = fields.map(|line| line.trim_start_matches(['-', ' ']));
    fields.map(|line| if line.starts_with("created_at:") { "created_at:" } else { line }).collect()
}

const FILES: [(FormatName, &str); 3] = [
    (FormatName::Yaml, "a: 1\nb: [x, true] # c\n"),
    (FormatName::Json, "{\n  \"a\": 1,\n  \"b\": [\"x\"]\n}\n"),
    (FormatName::Dotenv, "A=1\nB=x\n"),
];

#[test]
fn the_real_sops_reads_what_is_written_for_each_of_several_keys() {
    let (ours, mine) = Keyring::with_key("mine@example.com");
    let (theirs, their) = Keyring::with_key("their@example.com");
    ours.import(&theirs, &their);
    for (format, plain) in FILES {
        let encrypted = ours.encrypt(plain, format, &format!("{mine},{their}")).unwrap();
        for keyring in [&ours, &theirs] {
            let read = keyring.sops_gives(&encrypted, format, &["decrypt"]);
            assert!(read.contains('1') && !read.contains("ENC["), "{read}");
            assert_eq!(keyring.decrypt(&encrypted, format).unwrap(), plain);
        }
    }
}

#[test]
fn what_the_real_sops_writes_is_read() {
    let (ours, mine) = Keyring::with_key("mine@example.com");
    let (theirs, their) = Keyring::with_key("their@example.com");
    theirs.import(&ours, &mine);
    for (format, plain) in FILES {
        let encrypted = theirs.sops_gives(plain, format, &["encrypt", "--pgp", &format!("{their},{mine}")]);
        let read = theirs.sops_gives(&encrypted, format, &["decrypt"]);
        assert_eq!(ours.decrypt(&encrypted, format).unwrap().replace(' ', ""), read.replace(' ', ""));
    }
}

#[test]
fn the_metadata_is_that_of_the_program() {
    let (keyring, key) = Keyring::with_key("mine@example.com");
    let all = keyring.fingerprints("mine@example.com");
    let spaced = key.as_bytes().chunks(4).map(|part| std::str::from_utf8(part).unwrap()).collect::<Vec<_>>();
    for given in [
        key.clone(),
        key.to_lowercase(),
        format!("{} ", spaced.join(" ")),
        key[24..].to_owned(),
        format!("0x{key}"),
        all[1].clone(),
        format!("{}!", all[1]),
        format!("{}!", &all[1][24..]),
    ] {
        let ours = keyring.encrypt("a: 1\n", FormatName::Yaml, &given).unwrap();
        let theirs = keyring.sops_gives("a: 1\n", FormatName::Yaml, &["encrypt", "--pgp", &given]);
        assert_eq!(entries(&ours), entries(&theirs), "{given}");
        assert_eq!(entries(&ours).len(), 3);
        assert_eq!(keyring.sops_gives(&ours, FormatName::Yaml, &["decrypt"]), "a: 1\n");
        assert_eq!(keyring.decrypt(&theirs, FormatName::Yaml).unwrap(), "a: 1\n");
    }
}

#[test]
fn a_subkey_that_is_insisted_on_is_used() {
    let (keyring, key) = Keyring::with_key("mine@example.com");
    keyring.gpg(&["--passphrase", "", "--quick-add-key", &key, "cv25519", "encr"], b"");
    let all = keyring.fingerprints("mine@example.com");
    for subkey in &all[1..] {
        let wrapped = keyring.wrap(&format!("{subkey}!"));
        let listed = keyring.gpg(&["--list-packets"], wrapped.enc().as_bytes());
        let listed = String::from_utf8(listed).unwrap();
        assert!(listed.contains(&format!("keyid {}", &subkey[24..])), "{listed}");
        assert!(keyring.opens(&wrapped));
    }
}

#[test]
fn a_key_that_nobody_vouched_for_is_used_without_touching_the_trust_database() {
    let (theirs, their) = Keyring::with_key("their@example.com");
    let ours = Keyring::new();
    ours.import(&theirs, &their);
    let trust = || {
        ours.gpg(&["--export-ownertrust"], b"")
            .split(|&b| b == b'\n')
            .filter(|line| !line.starts_with(b"#"))
            .count()
    };
    let before = trust();
    let key = ours.wrap(&their);
    assert_eq!(trust(), before);
    assert!(theirs.opens(&key));
}

#[test]
fn keys_that_cannot_be_encrypted_to_are_told_apart() {
    let keyring = Keyring::new();
    let missing = keyring.refusal(NOBODY);
    assert_eq!(missing.causes(), ["gpg has no such public key"]);
    assert!(missing.next_step().unwrap().contains("gpg --import"));

    let past = ["--passphrase", "", "--faked-system-time", "20200101T000000"];
    let expired = keyring.generate("expired@example.com", &past, "1y");
    assert_eq!(keyring.refusal(&expired).causes(), ["the key expired on 2020-12-31"]);

    let revoked = keyring.generate("revoked@example.com", &["--passphrase", ""], "never");
    let certificate =
        fs::read_to_string(keyring.path("openpgp-revocs.d").join(format!("{revoked}.rev"))).unwrap();
    keyring.gpg(&["--import"], certificate.replace("\n:---", "\n---").as_bytes());
    assert_eq!(keyring.refusal(&revoked).causes(), ["the key is revoked"]);

    let signing =
        ["--passphrase", "", "--quick-generate-key", "signing@example.com", "ed25519", "sign", "never"];
    keyring.gpg(&signing, b"");
    let signing = keyring.fingerprints("signing@example.com").remove(0);
    assert_eq!(keyring.refusal(&signing).causes(), ["it has no subkey for encryption"]);

    let good = keyring.generate("good@example.com", &["--passphrase", ""], "never");
    let insisted = keyring.refusal(&format!("{good}!"));
    assert_eq!(insisted.causes(), ["the (sub)key that `!` insists on is not for encryption"]);
    // The good one of several is no help: nobody is left out silently.
    let error = keyring.encrypt("a: 1\n", FormatName::Yaml, &format!("{good},{expired}")).unwrap_err();
    assert!(error.message().contains(&expired), "{error}");
}

#[test]
fn an_expired_key_still_opens_what_was_wrapped_for_it() {
    let keyring = Keyring::new();
    let past = ["--passphrase", "", "--faked-system-time", "20200101T000000"];
    let expired = keyring.generate("expired@example.com", &past, "1y");
    let then = ["--faked-system-time", "20200601T000000", "--trust-model", "always", "-ea", "-r", &expired];
    let mut key = MasterKey::new(KeyKind::Pgp, &expired);
    key.set("enc", String::from_utf8(keyring.gpg(&then, &SECRET)).unwrap());
    assert!(keyring.opens(&key));
}

#[test]
fn a_recipient_that_the_message_does_not_name_is_found() {
    let (keyring, key) = Keyring::with_key("mine@example.com");
    fs::write(keyring.path("gpg.conf"), "throw-keyids\n").unwrap();
    let wrapped = keyring.wrap(&key);
    assert!(keyring.opens(&wrapped));
    let attempt = Keyring::new().failure(&wrapped);
    assert_eq!(attempt.reason, "gpg has no secret key that opens it");
}

#[test]
fn who_has_no_secret_key_is_told_so() {
    let (theirs, their) = Keyring::with_key("their@example.com");
    let ours = Keyring::new();
    ours.import(&theirs, &their);
    let encrypted = theirs.encrypt("a: canary\n", FormatName::Yaml, &their).unwrap();
    let error = ours.decrypt(&encrypted, FormatName::Yaml).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataKey);
    assert_eq!(error.details(), [format!("pgp {their}: gpg has no secret key that opens it")]);
    assert!(error.next_step().unwrap().contains("GNUPGHOME"), "{error:?}");
    assert!(!format!("{error:?}").contains("canary"));
}

#[test]
fn a_passphrase_is_asked_for_by_pinentry() {
    let keyring = Keyring::new();
    let key = keyring.generate("mine@example.com", &["--passphrase", "open canary"], "never");
    let wrapped = keyring.wrap(&key);
    for (answer, reason, hint) in [
        (
            "echo 'ERR 83886179 Operation cancelled <Pinentry>'",
            "entering the passphrase was cancelled",
            "enter",
        ),
        ("echo 'ERR 83886278 Operation fully cancelled'", "entering the passphrase was cancelled", "enter"),
        ("echo 'D wrong canary'; echo OK", "the passphrase was wrong", "passphrase of this key"),
        ("echo 'ERR 83886142 Timeout <Pinentry>'", "nobody entered the passphrase in time", "enter"),
        (
            "echo 'ERR 83918950 Inappropriate ioctl for device <Pinentry>'",
            "the passphrase could not be asked for: gpg knows no terminal",
            "GPG_TTY",
        ),
    ] {
        keyring.answer(answer);
        let attempt = keyring.failure(&wrapped);
        assert_eq!(attempt.reason, reason);
        assert!(attempt.hint.as_ref().unwrap().contains(hint), "{attempt:?}");
    }
    keyring.answer("echo 'D open canary'; echo OK");
    assert!(keyring.opens(&wrapped));
    // The agent forgets the passphrase when it ends, and looks for another pinentry when it starts.
    keyring.kill_agent();
    keyring.set_pinentry(Path::new("/nonexistent/pinentry"));
    let attempt = keyring.failure(&wrapped);
    assert_eq!(attempt.reason, "the passphrase could not be asked for: gpg has no working pinentry");
}

#[test]
fn a_pinentry_that_nobody_answers_is_not_waited_for_forever() {
    let keyring = Keyring::new();
    let key = keyring.generate("mine@example.com", &["--passphrase", "open canary"], "never");
    let wrapped = keyring.wrap(&key);
    keyring.answer("exec sleep 10");
    let start = Instant::now();
    let attempt = failure(keyring.provider_with(Some(Duration::from_secs(2))).unwrap(&wrapped));
    assert_eq!(attempt.reason, "gpg had not opened it after 2 s");
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_damaged_message_gives_no_key() {
    let (keyring, key) = Keyring::with_key("mine@example.com");
    let wrapped = keyring.wrap(&key);
    let enc = wrapped.enc();
    let lines: Vec<&str> = enc.lines().collect();
    let without = |line: usize| {
        let kept = lines.iter().enumerate().filter(|(at, _)| *at != line).map(|(_, line)| *line);
        kept.collect::<Vec<_>>().join("\n")
    };
    for damaged in
        [enc[..enc.len() / 2].to_owned(), without(3), without(lines.len() - 3), lines[0].to_owned()]
    {
        let mut key = wrapped.clone();
        key.set("enc", damaged);
        let attempt = keyring.failure(&key);
        assert!(attempt.reason.starts_with("this entry is damaged"), "{attempt:?}");
        assert!(attempt.hint.unwrap().contains("version control"));
    }
    // A flipped character: wherever it is, no other key comes out.
    for at in (28..enc.len() - 26).step_by(23) {
        let mut bytes = enc.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let mut key = wrapped.clone();
        key.set("enc", String::from_utf8(bytes).unwrap());
        let outcome = keyring.provider().unwrap(&key);
        assert!(outcome.is_err() || outcome.is_ok_and(|secret| secret.expose() == SECRET), "{at}");
    }
}

#[test]
fn a_keyring_that_is_not_there_is_named() {
    let (theirs, their) = Keyring::with_key("their@example.com");
    let key = theirs.wrap(&their);
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("gpg");
    write_script(&program, "exec gpg --homedir /nonexistent/home \"$@\"");
    let provider = Pgp::new(Settings { program: Some(program.into()), patience: None, now: NOW });
    let attempt = failure(provider.unwrap(&key));
    assert_eq!(attempt.reason, "gpg has no secret key that opens it");
    assert!(attempt.places.iter().any(|line| line.contains("/nonexistent/home")), "{attempt:?}");
    let error = provider.wrap(&mut MasterKey::new(KeyKind::Pgp, &their), &SECRET).unwrap_err();
    assert!(error.details().iter().any(|line| line.contains("/nonexistent/home")), "{error:?}");
}
