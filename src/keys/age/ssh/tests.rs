//! See `fixtures/README.md` for the keys.

use std::fs;

use super::*;
use crate::keys::{
    KeyKind, MasterKey, Provider as _,
    age::{
        Age, IdentitySource, Recipient as AgeRecipient,
        tests::{Answers, BY_SOPS, DATA_KEY, KEY, RECIPIENT, entry, failure, file, text},
    },
};

const ED25519: &str = include_str!("../fixtures/ed25519.key");
const ED25519_LOCKED: &str = include_str!("../fixtures/ed25519-locked.key");
const RSA: &str = include_str!("../fixtures/rsa.key");
const RSA_LOCKED: &str = include_str!("../fixtures/rsa-locked.key");
const RSA_PEM: &str = include_str!("../fixtures/rsa-pem.key");
const ED25519_PUB: &str = include_str!("../fixtures/ed25519.pub");
const ED25519_LOCKED_PUB: &str = include_str!("../fixtures/ed25519-locked.pub");
const RSA_PUB: &str = include_str!("../fixtures/rsa.pub");

/// The data key of the file that sops made, as `age -d` prints it.
const SHARED_KEY: [u8; 32] = [
    0xaa, 0x9e, 0x2f, 0xe1, 0x7c, 0x1e, 0x7c, 0xbb, 0xb2, 0xf1, 0x4b, 0xac, 0xd6, 0x8a, 0x3f, 0x9a, 0x05,
    0x3d, 0x0a, 0x1c, 0x2d, 0xee, 0x8f, 0x83, 0xf2, 0xa8, 0x2b, 0x08, 0xaa, 0x4a, 0xf2, 0x51,
];

fn for_ed25519() -> MasterKey {
    entry(ED25519_PUB.trim(), include_str!("../fixtures/ed25519.enc"))
}

fn for_locked() -> MasterKey {
    entry(ED25519_LOCKED_PUB.trim(), include_str!("../fixtures/ed25519-locked.enc"))
}

fn for_rsa() -> MasterKey {
    entry(RSA_PUB.trim(), include_str!("../fixtures/rsa.enc"))
}

#[test]
fn what_sops_wrapped_for_ssh_keys_is_opened() {
    for (private, key) in [(ED25519, for_ed25519()), (RSA, for_rsa()), (RSA_PEM, for_rsa())] {
        let age = Age::new(vec![text(private)]);
        assert!(age.has_secret_of(&key));
        assert_eq!(age.unwrap(&key).unwrap().expose(), SHARED_KEY);
        // As the output of a command, or a variable, may have it.
        let age = Age::new(vec![text(&private.replace('\n', " "))]);
        assert_eq!(age.unwrap(&key).unwrap().expose(), SHARED_KEY);
        let age = Age::new(vec![text(&private.replace('\n', "\r\n"))]);
        assert_eq!(age.unwrap(&key).unwrap().expose(), SHARED_KEY);
    }
}

#[test]
fn what_is_wrapped_for_ssh_keys_is_unwrapped() {
    for (private, public) in [(ED25519, ED25519_PUB), (RSA, RSA_PUB)] {
        let age = Age::new(vec![text(private)]);
        // The comment is not part of the key, but stays in the entry.
        let words: Vec<&str> = public.split_whitespace().take(2).collect();
        for public in [public.trim().to_owned(), words.join(" "), words.join("  ") + "\tme@here, there"] {
            let mut key = MasterKey::new(KeyKind::Age, public.clone());
            age.check(&key).unwrap();
            age.wrap(&mut key, &DATA_KEY).unwrap();
            assert_eq!(key.id(), public);
            assert!(age.has_secret_of(&key));
            assert_eq!(age.unwrap(&key).unwrap().expose(), DATA_KEY);
        }
    }
}

#[test]
fn ssh_keys_stand_among_others() {
    let age = Age::new(vec![text(&format!("# mine\n{ED25519}\n{KEY}\nnonsense\n{RSA}oops\n"))]);
    assert_eq!(age.unwrap(&for_rsa()).unwrap().expose(), SHARED_KEY);
    assert_eq!(age.unwrap(&for_ed25519()).unwrap().expose(), SHARED_KEY);
    assert_eq!(age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(), DATA_KEY);
    let attempt = failure(&age, &for_locked());
    assert!(
        attempt.places[0]
            .starts_with("SOPS_AGE_KEY: 3 identities, none for this recipient but for ssh-ed25519 AAAA")
    );
    assert_eq!(attempt.places[1], "SOPS_AGE_KEY, line 11: not an age identity");
    let last = format!("SOPS_AGE_KEY, line {}: not an age identity", 12 + RSA.lines().count());
    assert_eq!(attempt.places[2..], [last]);
}

#[test]
fn a_block_without_an_end_hides_nothing() {
    let cut = &ED25519[..200];
    let age = Age::new(vec![text(&format!("{cut}\n{KEY}\n{RSA}"))]);
    assert_eq!(age.unwrap(&for_rsa()).unwrap().expose(), SHARED_KEY);
    assert_eq!(age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(), DATA_KEY);
    let attempt = failure(&age, &for_ed25519());
    assert_eq!(attempt.places[1], "SOPS_AGE_KEY, line 1: an SSH private key that is damaged or cut");
    assert!(attempt.places.iter().all(|place| !place.contains(&cut[100..110])));
}

#[test]
fn a_locked_key_asks_only_when_the_entry_is_for_it() {
    for (private, key) in [
        (ED25519_LOCKED, entry(ED25519_LOCKED_PUB.trim(), for_locked().enc())),
        (RSA_LOCKED, for_rsa()),
        // The name of an entry is not authenticated: its header says what it is for.
        (ED25519_LOCKED, entry(RECIPIENT, for_locked().enc())),
    ] {
        let answers = Answers::of("open sesame");
        let age = Age::new(vec![text(KEY), text(private)]).with_prompt(answers.clone());
        assert_eq!(age.has_secret_of(&key), key.id() == RECIPIENT);
        let _ = failure(&age, &for_ed25519());
        age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap();
        assert!(answers.asked().is_empty());
        for _ in 0..2 {
            assert_eq!(age.unwrap(&key).unwrap().expose(), SHARED_KEY);
        }
        assert_eq!(answers.asked(), ["secret passphrase of the SSH key in SOPS_AGE_KEY"]);
    }
}

#[test]
fn a_locked_key_that_stays_locked_is_the_reason() {
    for (secret, reason, hint) in [
        ("wrong", "an identity could not be used: the passphrase is wrong", "try again"),
        ("", "an identity could not be used: its passphrase was not given", "try again"),
    ] {
        let answers = Answers::of(secret);
        // The same key in two places is asked for once.
        let age = Age::new(vec![text(ED25519_LOCKED), text(ED25519_LOCKED)]).with_prompt(answers.clone());
        for _ in 0..2 {
            let attempt = failure(&age, &for_locked());
            assert_eq!(attempt.reason, reason);
            assert!(attempt.hint.unwrap().starts_with(hint));
            assert_eq!(attempt.places[0], "SOPS_AGE_KEY: the identity of this recipient");
            assert!(attempt.places[1].starts_with("SOPS_AGE_KEY, line 1: "));
        }
        assert_eq!(answers.asked().len(), 1);
    }
    let attempt = failure(&Age::new(vec![text(ED25519_LOCKED)]), &for_locked());
    assert!(attempt.reason.ends_with("there is no terminal to ask for it"), "{}", attempt.reason);
}

#[test]
fn ssh_files_are_looked_at_only_for_ssh_entries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("id_ed25519");
    let ssh = || IdentitySource::SshFile {
        name: "the default SSH key".to_owned(),
        path: path.clone(),
        optional: true,
    };
    let plain = folder.path().join("none");
    let age = Age::new(vec![ssh(), file(&plain, true)]);
    assert!(!age.has_secret_of(&entry(RECIPIENT, BY_SOPS)));
    assert_eq!(failure(&age, &entry(RECIPIENT, BY_SOPS)).places.len(), 1);
    assert!(age.readings().iter().all(|reading| reading.source == 1));

    let attempt = failure(&Age::new(vec![ssh()]), &for_ed25519());
    assert_eq!(attempt.places, [format!("the default SSH key ({}): no such file", path.display())]);
    assert!(attempt.hint.unwrap().starts_with("set SOPS_AGE_SSH_PRIVATE_KEY_FILE"));

    fs::write(&path, ED25519).unwrap();
    assert_eq!(Age::new(vec![ssh()]).unwrap(&for_ed25519()).unwrap().expose(), SHARED_KEY);
    let renamed = entry(RECIPIENT, for_ed25519().enc());
    assert_eq!(Age::new(vec![ssh()]).unwrap(&renamed).unwrap().expose(), SHARED_KEY);
}

#[cfg(unix)]
#[test]
fn an_ssh_command_runs_only_for_ssh_entries() {
    let folder = tempfile::tempdir().unwrap();
    let (key, log) = (folder.path().join("key"), folder.path().join("log"));
    fs::write(&key, ED25519).unwrap();
    let script = format!("echo \"$SOPS_AGE_RECIPIENT\" >> {}; cat {}", log.display(), key.display());
    let age = Age::new(vec![IdentitySource::SshCommand {
        name: "SOPS_AGE_SSH_PRIVATE_KEY_CMD".to_owned(),
        line: shell_words::join(["sh", "-c", &script]),
    }]);
    let _ = failure(&age, &entry(RECIPIENT, BY_SOPS));
    assert!(!log.exists());
    for _ in 0..2 {
        assert_eq!(age.unwrap(&for_ed25519()).unwrap().expose(), SHARED_KEY);
    }
    assert_eq!(fs::read_to_string(&log).unwrap().trim(), public_half(ED25519_PUB));
}

#[test]
fn keys_that_age_cannot_use_are_named() {
    for (content, what) in [
        (include_str!("../fixtures/ecdsa.key"), "neither Ed25519 nor RSA"),
        (include_str!("../fixtures/rsa-pem-locked.key"), "an old kind of passphrase"),
        (include_str!("../fixtures/rsa-pkcs8.key"), "in a form that age does not read"),
        (&ED25519.replace("b3BlbnNzaC1r", "b3BlbnNzaC1s"), "damaged or cut"),
        (&RSA_PEM.replace("\nM", "\nN"), "damaged or cut"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "not an age identity"),
    ] {
        let attempt = failure(&Age::new(vec![text(content)]), &for_ed25519());
        assert!(attempt.places[1].contains(what), "{what}: {:?}", attempt.places);
        assert_eq!(attempt.places.len(), 2);
    }
}

#[test]
fn malformed_recipients_are_refused() {
    let encode = |fields: &[&[u8]]| {
        let mut data = Vec::new();
        for field in fields {
            data.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
            data.extend(*field);
        }
        format!("{} {}", std::str::from_utf8(fields[0]).unwrap(), BASE64_STANDARD.encode(data))
    };
    let odd: &[u8] = &[&[0][..], &[0xff; 256]].concat();
    let even: &[u8] = &[&odd[..256], &[0xfe]].concat();
    let mut low = [0; 32];
    low[0] = 1;
    for (line, why) in [
        (ED25519_PUB[..60].to_owned(), "cut or mistyped"),
        (ED25519_PUB.replace(" tests", "!tests"), "cut or mistyped"),
        ("ssh-ed25519".to_owned(), "cut or mistyped"),
        ("ssh-rsa AAAA".to_owned(), "cut or mistyped"),
        (RSA_PUB.replace("ssh-rsa ", "ssh-ed25519 "), "cut or mistyped"),
        (encode(&[b"ssh-ed25519", &low]), "low order"),
        (encode(&[b"ssh-ed25519", &[0; 32]]), "low order"),
        (encode(&[b"ssh-ed25519", &[0xff; 31]]), "cut or mistyped"),
        // All zeros, too short, negative, without an odd number, too long.
        (encode(&[b"ssh-rsa", &[0], &[0]]), "cut or mistyped"),
        (encode(&[b"ssh-rsa", &[3], &[0, 0, 0]]), "cut or mistyped"),
        (encode(&[b"ssh-rsa", &[3], &[]]), "cut or mistyped"),
        (encode(&[b"ssh-rsa", &[3], &[0x80; 256]]), "cut or mistyped"),
        (encode(&[b"ssh-rsa", &[1, 0, 1], &[0x7f; 128]]), "2048 bits"),
        (encode(&[b"ssh-rsa", &[1, 0, 1], &[0x7f; 1024]]), "4096 bits"),
        (encode(&[b"ssh-rsa", &[1], odd]), "cut or mistyped"),
        (encode(&[b"ssh-rsa", &[2], odd]), "cut or mistyped"),
        (encode(&[b"ssh-rsa", &[1, 0, 1], even]), "cut or mistyped"),
        (encode(&[b"ssh-rsa", &[1, 0, 1], odd, b"more"]), "cut or mistyped"),
    ] {
        let found = recipient(&line).map(drop);
        assert!(found.is_err_and(|found| found.contains(why)), "{line}: {found:?}");
    }
    // A modulus that is no product of primes protects nothing, but does not make us panic.
    let mut key = MasterKey::new(KeyKind::Age, encode(&[b"ssh-rsa", &[1, 0, 1], odd]));
    Age::new(Vec::new()).wrap(&mut key, &DATA_KEY).unwrap();
    let error = AgeRecipient::parse(&ED25519_PUB[..60]).map(drop).unwrap_err();
    assert!(error.message().starts_with("not a usable SSH recipient: ssh-ed25519 AAAA"));
    assert!(error.next_step().unwrap().contains(".pub"));
    let error = AgeRecipient::parse("ssh-dss AAAA").map(drop).unwrap_err();
    assert!(error.next_step().unwrap().contains("`ssh-rsa`"));
    let error = AgeRecipient::parse(ED25519).map(drop).unwrap_err();
    assert!(!format!("{error:?}").contains("b3Blb"));
}
