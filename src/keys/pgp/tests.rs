//! The transcripts and listings are those of `GnuPG` 2.2.40, with made-up user IDs.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::{
    Fingerprint, Pgp, Settings,
    listing::{Fault, fault},
    split_list,
    transcript::{Reason, Transcript},
};
use crate::{
    document::Block,
    error::ErrorKind,
    keys::{Attempt, KeyKind, MasterKey, Provider},
    secret::Plaintext,
};

const FP: &str = "D73B57721A4CE3DC7EE1ED90F4C7A634D2CFE284";
/// 2025-06-01T00:00:00Z.
const NOW: i64 = 1_748_736_000;
const SECRET: &[u8] = b"a canary that must not be shown.";

fn provider(program: impl AsRef<Path>, patience: Option<Duration>) -> Pgp {
    Pgp::new(Settings { program: Some(program.as_ref().into()), patience, now: NOW })
}

fn entry(enc: &str) -> MasterKey {
    let mut key = MasterKey::new(KeyKind::Pgp, FP);
    key.set("enc", enc);
    key
}

fn message() -> MasterKey {
    entry("-----BEGIN PGP MESSAGE-----\n\nhF4D\n-----END PGP MESSAGE-----")
}

fn failure(outcome: std::result::Result<Plaintext, Attempt>) -> Attempt {
    let attempt = outcome.map(drop).expect_err("it should not be opened");
    assert!(!format!("{attempt:?}").contains("canary"), "{attempt:?}");
    attempt
}

/// A program in the place of `gpg`. Another process writes it: were it open here, a thread that starts
/// a program at the same moment would keep it busy.
fn script(folder: &Path, body: &str) -> PathBuf {
    let path = folder.join("gpg");
    let mut shell = Command::new("sh")
        .args(["-c", "cat > \"$0\" && chmod +x \"$0\""])
        .arg(&path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    shell.stdin.take().unwrap().write_all(format!("#!/bin/sh\n{body}\n").as_bytes()).unwrap();
    assert!(shell.wait().unwrap().success());
    path
}

#[test]
fn fingerprints_and_long_key_ids_are_read() {
    let v5 = "A".repeat(64);
    for (text, digits, exact) in [
        (FP, FP, false),
        ("d73b57721a4ce3dc7ee1ed90f4c7a634d2cfe284", "d73b57721a4ce3dc7ee1ed90f4c7a634d2cfe284", false),
        ("F4C7A634D2CFE284", "F4C7A634D2CFE284", false),
        ("E04355D77218242A!", "E04355D77218242A", true),
        ("0xE04355D77218242A!", "E04355D77218242A", true),
        (&v5, &v5, false),
    ] {
        assert_eq!(Fingerprint::parse(text).unwrap(), Fingerprint { text, digits, exact });
    }
    let id = Fingerprint::parse("f4c7a634d2cfe284").unwrap();
    assert!(id.names(FP) && !id.names("D2CFE284") && !id.names(""));
}

#[test]
fn what_is_no_fingerprint_never_reaches_gpg() {
    let gpg = provider("/nonexistent/gpg", None);
    for (text, hint) in [
        ("", "40 hexadecimal digits"),
        ("--output=/etc/passwd", "40 hexadecimal digits"),
        ("-o", "40 hexadecimal digits"),
        ("Alice", "40 hexadecimal digits"),
        ("alice@example.com", "of the key that you trust"),
        ("D2CFE284", "the whole fingerprint"),
        ("0xD2CFE284", "the whole fingerprint"),
        ("D73B57721A4CE3DC7EE1ED90F4C7A634D2CFE28", "40 hexadecimal digits"),
        ("D73B57721A4CE3DC7EE1ED90F4C7A634D2CFE28G", "40 hexadecimal digits"),
        ("D73B57721A4CE3DC7EE1ED90F4C7A634D2CFE284!!", "40 hexadecimal digits"),
        ("age1at5u4djxun39tunythz3uhqtgnahxcn05ze7nsgnna3xav9hf4vq3g9crc", "`age`"),
        ("arn:aws:kms:us-east-1:1:key/a", "`kms`"),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----", "gpg --list-keys"),
    ] {
        let mut key = MasterKey::new(KeyKind::Pgp, text);
        for error in [gpg.check(&key).unwrap_err(), gpg.wrap(&mut key, SECRET).unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::NoKey);
            assert!(error.next_step().unwrap().contains(hint), "{text}: {error:?}");
            assert!(!error.message().contains("PRIVATE") && !error.message().contains("wrapped"), "{error}");
        }
    }
}

#[test]
fn lists_of_fingerprints_are_split() {
    assert_eq!(split_list(" 85D7 7543  B3D6,f4c7!,\n,85D77543B3D6, "), ["85D77543B3D6", "f4c7!"]);
    assert!(split_list(" , ").is_empty());
}

#[test]
fn failures_are_told_apart_by_status_lines() {
    let no_secret = "[GNUPG:] ENC_TO E04355D77218242A 18 0\n\
        gpg: encrypted with ECDH key, ID E04355D77218242A\n\
        [GNUPG:] NO_SECKEY E04355D77218242A\n\
        [GNUPG:] BEGIN_DECRYPTION\n[GNUPG:] DECRYPTION_FAILED\n\
        gpg: decryption failed: No secret key\n[GNUPG:] END_DECRYPTION\n";
    let refused = |code: &str| {
        format!(
            "[GNUPG:] ENC_TO B279EE9F2BBD834B 18 0\n[GNUPG:] PINENTRY_LAUNCHED 3   \n\
             gpg: encrypted with 255-bit ECDH key, ID B279EE9F2BBD834B, created 2026-11-21\n      \"p <p@x>\"\n\
             [GNUPG:] ERROR pkdecrypt_failed {code}\n[GNUPG:] BEGIN_DECRYPTION\n\
             [GNUPG:] DECRYPTION_FAILED\ngpg: decryption failed: No secret key\n"
        )
    };
    let cut = "[GNUPG:] ENC_TO E04355D77218242A 18 0\n\
        [GNUPG:] DECRYPTION_KEY 5ECF6E71859D5A07E5D7A17AE04355D77218242A D73B57721A4CE3DC7EE1ED90F4C7A634D2CFE284 u\n\
        [GNUPG:] BEGIN_DECRYPTION\n[GNUPG:] DECRYPTION_INFO 2 9 0\ngpg: no valid OpenPGP data found.\n\
        [GNUPG:] NODATA 1\n[GNUPG:] DECRYPTION_FAILED\ngpg: decryption failed: Invalid packet\n";
    let symmetric = "gpg: AES256.CFB encrypted data\n[GNUPG:] NEED_PASSPHRASE_SYM 9 3 2\n\
        [GNUPG:] PINENTRY_LAUNCHED 3   \ngpg: cancelled by user\n[GNUPG:] CANCELED_BY_USER\n\
        [GNUPG:] BEGIN_DECRYPTION\n[GNUPG:] DECRYPTION_FAILED\n";
    let loopback = "[GNUPG:] ENC_TO B279EE9F2BBD834B 18 0\n[GNUPG:] USERID_HINT B279EE9F2BBD834B p <p@x>\n\
        [GNUPG:] NEED_PASSPHRASE B279EE9F2BBD834B 2A7311983E95FE92 18 0\n[GNUPG:] INQUIRE_MAXLEN 100\n\
        gpg: cannot open '/dev/tty': No such device or address\n";
    for (text, reason) in [
        (no_secret.to_owned(), Reason::NoSecretKey),
        (refused("83886179"), Reason::Cancelled),
        (refused("83886278"), Reason::Cancelled),
        (refused("67108875"), Reason::BadPassphrase),
        (refused("100663383"), Reason::BadPin),
        (refused("67108926"), Reason::Unanswered),
        (refused("67108949"), Reason::NoPinentry),
        (refused("83918950"), Reason::NoTerminal),
        (refused("100663408"), Reason::Card),
        (refused("1"), Reason::Unknown),
        // Another recipient's key is not there; that of this one is.
        (format!("{no_secret}{}", refused("83886179")), Reason::Cancelled),
        (cut.to_owned(), Reason::Damaged),
        ("gpg: no valid OpenPGP data found.\n[GNUPG:] NODATA 1\n".to_owned(), Reason::Damaged),
        ("gpg: CRC-Fehler; ACBA5C - 0A30FF\n".to_owned(), Reason::Damaged),
        (symmetric.to_owned(), Reason::Cancelled),
        (loopback.to_owned(), Reason::NoTerminal),
        (String::new(), Reason::Unknown),
        ("sh: gpg: not found\n[GNUPG:]\n[GNUPG:] ERROR\n".to_owned(), Reason::Unknown),
    ] {
        let transcript = Transcript::read(text.as_bytes(), None);
        assert_eq!(transcript.reason(), reason, "{text}");
        assert!(!transcript.opened);
        assert!(transcript.said.iter().all(|line| !line.contains("p@x")), "{transcript:?}");
    }
}

#[test]
fn only_what_status_lines_do_not_say_is_passed_on() {
    let text = "gpg: keyblock resource '/gone/pubring.kbx': No such file or directory\n\
        [GNUPG:] ERROR add_keyblock_resource 33587281\n[GNUPG:] ENC_TO E04355D77218242A 18 0\n\
        gpg: verschlüsselt mit ECDH Schlüssel, ID E04355D77218242A\n      \"x <x@x>\"\n\
        [GNUPG:] NO_SECKEY E04355D77218242A\n[GNUPG:] DECRYPTION_FAILED\n\
        gpg: Entschlüsselung fehlgeschlagen: Kein geheimer Schlüssel\n[GNUPG:] END_DECRYPTION\n";
    let said = Transcript::read(text.as_bytes(), None).said;
    assert_eq!(said, ["gpg: keyblock resource '/gone/pubring.kbx': No such file or directory"]);
    let refused = format!("gpg: {FP}: skipped: No public key\n[GNUPG:] FAILURE encrypt 9\ngpg: failed\n");
    assert!(Transcript::read(refused.as_bytes(), Some(FP)).said.is_empty());
    let hostile = format!("gpg: \u{1b}[2Jx{}\n{}", "y".repeat(500), "gpg: again\n".repeat(50));
    let said = Transcript::read(hostile.as_bytes(), None).said;
    assert_eq!(said.len(), 3);
    assert!(said[0].len() < 120 && !said[0].contains('\u{1b}'), "{said:?}");
    assert!(Transcript::read(b"\xff\xfe[GNUPG:] \xff\n", None).said.is_empty());
}

#[test]
fn an_opened_message_is_one_whose_integrity_held() {
    let opened = |lines: &str| Transcript::read(lines.as_bytes(), None).opened;
    assert!(opened("[GNUPG:] NO_SECKEY 0000000000000000\n[GNUPG:] DECRYPTION_OKAY\n[GNUPG:] GOODMDC\n"));
    assert!(!opened("[GNUPG:] DECRYPTION_OKAY\n[GNUPG:] DECRYPTION_FAILED\n"));
    assert!(!opened("[GNUPG:] DECRYPTION_FAILED\n[GNUPG:] DECRYPTION_OKAY\n"));
    assert!(!opened("gpg: [GNUPG:] DECRYPTION_OKAY\n"));
}

#[test]
fn a_listing_tells_why_a_key_is_refused() {
    let listing = |primary: &str, subkeys: &str| {
        format!(
            "tru::1:1795261366:1:3:1:5\npub:{primary}:::::ed25519:::0:\nfpr:::::::::{FP}:\n\
             uid:-::::1795261271::ABCD::x <x@x>::::::::::0:\n{subkeys}"
        )
    };
    let subkey = |validity: &str, expires: &str, does: &str, fingerprint: &str| {
        format!(
            "sub:{validity}:255:18:E04355D77218242A:1577836800:{expires}:::::{does}:::::cv25519::\n\
             fpr:::::::::{fingerprint}:\n"
        )
    };
    let good = "-:255:22:F4C7A634D2CFE284:1795261271:::-:::scESC";
    let (one, two) = ("5ECF6E71859D5A07E5D7A17AE04355D77218242A", "1111111111111111111111111111111111111111");
    let of = |text: &str, wanted: &str| fault(text, Fingerprint::parse(wanted).unwrap());
    let whole = listing(good, &subkey("-", "", "e", one));
    assert_eq!(of(&whole, FP), None);
    assert_eq!(of(&whole, "E04355D77218242A!"), None);
    assert_eq!(of(&whole, &format!("{FP}!")), Some(Fault::WrongSubkey));
    assert_eq!(of("", FP), Some(Fault::Missing));
    assert_eq!(of("tru::1:1795261366:1:3:1:5\n", FP), Some(Fault::Missing));
    assert_eq!(of(&listing(good, ""), FP), Some(Fault::NoSubkey));
    let expired = listing("e:255:22:19D2B49852399E17:1577836800:1609372800::u:::sc", "");
    assert_eq!(of(&expired, FP), Some(Fault::Expired(Some("2020-12-31".to_owned()))));
    let revoked = listing("r:255:22:AF31566D3132F9AF:1795261271:::-:::sc", &subkey("r", "", "e", one));
    assert_eq!(of(&revoked, FP), Some(Fault::Revoked));
    let old = listing(good, &(subkey("e", "1577836801", "e", one) + &subkey("e", "1609372800", "e", two)));
    assert_eq!(of(&old, FP), Some(Fault::SubkeyExpired(Some("2020-12-31".to_owned()))));
    assert_eq!(of(&old, &format!("{one}!")), Some(Fault::SubkeyExpired(Some("2020-01-01".to_owned()))));
    let renewed = listing(good, &(subkey("e", "1577836801", "e", one) + &subkey("-", "", "e", two)));
    assert_eq!(of(&renewed, FP), None);
    let gone = listing(good, &subkey("r", "", "e", one));
    assert_eq!(of(&gone, FP), Some(Fault::SubkeyUnusable));
    assert_eq!(of("pub\nsub:e\nfpr:::\n:::", FP), Some(Fault::NoSubkey));
}

#[test]
fn a_missing_program_is_named_with_the_way_out() {
    let gpg = provider("/nonexistent/gpg", None);
    let mut key = MasterKey::new(KeyKind::Pgp, FP);
    let error = gpg.wrap(&mut key, SECRET).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoKey);
    assert!(error.message().contains(FP), "{error}");
    assert_eq!(error.causes(), ["the program `/nonexistent/gpg` was not found"]);
    assert!(error.next_step().unwrap().contains("SOPS_GPG_EXEC"));
    assert_eq!(key, MasterKey::new(KeyKind::Pgp, FP));
    let attempt = failure(gpg.unwrap(&message()));
    assert_eq!(attempt.reason, "the program `/nonexistent/gpg` was not found");
    assert!(attempt.hint.unwrap().contains("SOPS_GPG_EXEC"));
}

#[test]
fn what_is_no_message_is_not_given_to_gpg() {
    let gpg = provider("/nonexistent/gpg", None);
    let long = format!("-----BEGIN PGP MESSAGE-----\n{}", "A".repeat(65 * 1024));
    for enc in ["", "canary", "-----BEGIN AGE ENCRYPTED FILE-----", &long] {
        let attempt = failure(gpg.unwrap(&entry(enc)));
        assert!(attempt.reason.starts_with("this entry is damaged"), "{attempt:?}");
    }
}

#[cfg(unix)]
#[test]
fn only_a_message_is_put_into_a_file() {
    let folder = tempfile::tempdir().unwrap();
    for body in ["exit 0", "cat", "echo -----BEGIN PGP PUBLIC KEY BLOCK-----", "cat /dev/zero"] {
        let mut key = MasterKey::new(KeyKind::Pgp, FP);
        let error = provider(script(folder.path(), body), None).wrap(&mut key, SECRET).unwrap_err();
        assert!(format!("{error}").contains("PGP message"), "{error}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        assert_eq!(key, MasterKey::new(KeyKind::Pgp, FP));
    }
}

#[cfg(unix)]
#[test]
fn a_wrapped_key_has_the_fields_that_sops_writes() {
    let folder = tempfile::tempdir().unwrap();
    let body = "cat > /dev/null; printf -- '-----BEGIN PGP MESSAGE-----\\r\\n\\r\\nabc\\r\\n-----END PGP MESSAGE-----\\r\\n'";
    let gpg = provider(script(folder.path(), body), None);
    let mut key = MasterKey::new(KeyKind::Pgp, FP);
    gpg.wrap(&mut key, SECRET).unwrap();
    let names = |key: &MasterKey| key.fields.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&key), ["created_at", "enc", "fp"]);
    assert_eq!(key.field("created_at"), Some("2025-06-01T00:00:00Z"));
    assert_eq!(key.enc(), "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----");
    // An entry of a file keeps its date, its order, and what is not known here.
    let fields = [("note", "mine"), ("fp", FP), ("enc", "old"), ("created_at", "2020-01-01T00:00:00Z")];
    let fields = fields.map(|(name, text)| (name.to_owned(), Block::text(text)));
    let mut key = MasterKey { kind: KeyKind::Pgp, fields: fields.to_vec() };
    gpg.wrap(&mut key, SECRET).unwrap();
    assert_eq!(names(&key), ["note", "fp", "enc", "created_at"]);
    assert_eq!(key.field("created_at"), Some("2020-01-01T00:00:00Z"));
    assert!(key.enc().starts_with("-----BEGIN"));
}

#[cfg(unix)]
#[test]
fn gpg_is_not_waited_for_longer_than_allowed() {
    let folder = tempfile::tempdir().unwrap();
    // The second one leaves a program behind that keeps the pipes open.
    for body in ["exec sleep 20", "sleep 20; :", "sleep 20 & exec sleep 20", "exec 1>&- 2>&-; exec sleep 20"]
    {
        let gpg = provider(script(folder.path(), body), Some(Duration::from_millis(300)));
        let start = Instant::now();
        let attempt = failure(gpg.unwrap(&message()));
        assert!(start.elapsed() < Duration::from_secs(10), "{body}");
        assert_eq!(attempt.reason, "gpg had not opened it after 0 s");
        assert!(attempt.hint.unwrap().contains("unlock"));
    }
}

#[cfg(unix)]
#[test]
fn more_than_a_key_is_refused_without_waiting_for_all_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let gpg = provider(script(folder.path(), "exec cat /dev/zero"), None);
    assert_eq!(failure(gpg.unwrap(&message())).reason, "this entry is damaged: it holds more than a key");
}

#[cfg(unix)]
#[test]
fn a_failed_gpg_gives_no_key_and_its_words_are_not_repeated_unfiltered() {
    let folder = tempfile::tempdir().unwrap();
    let body = "echo canary; echo 'canary of a wrapper' >&2; echo 'gpg: out of secure memory' >&2; exit 2";
    let attempt = failure(provider(script(folder.path(), body), None).unwrap(&message()));
    assert_eq!(attempt.reason, "gpg failed (exit status: 2)");
    assert_eq!(attempt.places, ["gpg: out of secure memory"]);
    // Messages without end are no reason to stall.
    let body = "dd if=/dev/zero bs=1024 count=4096 >&2 2>/dev/null; exit 3";
    let attempt = failure(provider(script(folder.path(), body), None).unwrap(&message()));
    assert_eq!(attempt.reason, "gpg failed (exit status: 3)");
}
