//! The fixtures were made by `age-keygen` and `age` 1.1 and by sops 3.11.0; the keys are for tests only.

use std::{fs, path::Path};

use super::*;
use crate::{document::Block, error::ErrorKind};

pub(super) const KEY: &str = "AGE-SECRET-KEY-1T0W9SFAS0SCE6H4D5L7QKNPUN0ADLPX8GXCP3KHKAZXHNR0MLM7QNAWKG5";
pub(super) const RECIPIENT: &str = "age1at5u4djxun39tunythz3uhqtgnahxcn05ze7nsgnna3xav9hf4vq3g9crc";
pub(super) const OTHER_KEY: &str =
    "AGE-SECRET-KEY-10XM5CR5DAXA9CA6ZTRSEVGF8WMXWUZL8U9ZHX57QY2L4RT484UNS5ERWN7";
pub(super) const OTHER: &str = "age1rmwmu2wewh3ulcyhyrsatzn5avj8txgumx0wgalqfps64z6x5c7skwxqu6";

/// `enc` of a file that sops encrypted to `RECIPIENT`, and its data key as `age -d` prints it.
pub(super) const BY_SOPS: &str = "\
-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBkdEN1eXkwaFN3YmIwa2dL
aWpzNVZYcnM4OVBORzNDZENlSWdya21JbkI4CndJbzRXKzBoenpDRDJOYXNTcnBk
OHIzRkFXZ3lQd2pmMHB0Q0hlcnhFa1EKLS0tIDl1V0V3KzZ6SEVGOG1DZHhoK2RO
Sm5yanJKcndoQjNEc2ZGbGIzdjlXU28KtRpTXBaECn1Q9AfkTjLS7ujGoZKf4BmK
Sv+3MoS4Y5lUk3usrHBqlIrEZDeJaRZ8o2iKIh6uMUWNOX5oFiVflw==
-----END AGE ENCRYPTED FILE-----
";
pub(super) const DATA_KEY: [u8; 32] = [
    0xe2, 0xda, 0xf6, 0xdf, 0xad, 0x14, 0xea, 0x02, 0xf6, 0x0a, 0x41, 0x46, 0xaa, 0xb2, 0x75, 0x2e, 0x23,
    0xa4, 0x77, 0x4f, 0x66, 0xd5, 0x10, 0xbd, 0xd0, 0xb3, 0xbf, 0xda, 0x37, 0xc9, 0xb5, 0xfe,
];

/// Answers questions, and remembers them.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) secret: &'static str,
    pub(super) asked: Mutex<Vec<String>>,
}

impl Answers {
    pub(super) fn of(secret: &'static str) -> Arc<Self> {
        Arc::new(Self { secret, asked: Mutex::default() })
    }

    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn note(&self, what: &str, question: &str) {
        self.asked.lock().unwrap().push(format!("{what} {question}"));
    }
}

impl Prompt for Answers {
    fn secret(&self, question: &str) -> std::result::Result<Plaintext, NoAnswer> {
        self.note("secret", question);
        match self.secret {
            "" => Err(NoAnswer::Cancelled),
            secret => Ok(Plaintext::new(secret.as_bytes().to_vec())),
        }
    }

    fn line(&self, question: &str) -> std::result::Result<String, NoAnswer> {
        self.note("line", question);
        Ok("a line".to_owned())
    }

    fn choose(&self, question: &str, yes: &str, no: Option<&str>) -> std::result::Result<bool, NoAnswer> {
        self.note(&format!("choose {yes} or {no:?}"), question);
        Ok(yes == "Yes")
    }

    fn show(&self, message: &str) {
        self.note("show", message);
    }
}

/// 32 times `k`, encrypted to `RECIPIENT` by `age -a`.
const BY_AGE: &str = "\
-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBpSlArbHM1V0pXUExhQ2Zq
RVhqdmJyd2N3aHhWOHdsWGZ2Q1lkRVIybGg4ClFEYndMWCtDTFNxVzVRZlFpMVBC
QUQrbmVNMXA4MnczaXQ2WWZ4Z0pMMzQKLS0tIDdiaFlKMTAxMTFiaGw4M21pdk5X
N3Zrejl2MEo1Q1N3K1VCeDFxUUhURXcK+aMoOlVp5WBqF8ID1wbCQ3MWQT+pKBAW
sEk7hg5h5s9Nn7g8kQuxGSdQ8XNUcngfdJbbeIzzFMLusn8p3u49Gw==
-----END AGE ENCRYPTED FILE-----
";

pub(super) fn text(content: &str) -> IdentitySource {
    IdentitySource::Text { name: "SOPS_AGE_KEY".into(), text: Plaintext::new(content.as_bytes().to_vec()) }
}

pub(super) fn file(path: &Path, optional: bool) -> IdentitySource {
    let name = if optional { "the default key file" } else { "SOPS_AGE_KEY_FILE" };
    IdentitySource::File { name: name.into(), path: path.to_owned(), optional }
}

pub(super) fn entry(recipient: &str, enc: &str) -> MasterKey {
    let mut key = MasterKey::new(KeyKind::Age, recipient);
    key.set("enc", enc);
    key
}

pub(super) fn failure(age: &Age, key: &MasterKey) -> Attempt {
    let attempt = age.unwrap(key).map(drop).expect_err("it should not be opened");
    let all = format!("{attempt:?}");
    assert!(!all.contains("SECRET-KEY-1"), "an identity in a report: {all}");
    attempt
}

#[test]
fn what_sops_and_age_wrapped_is_opened() {
    let age = Age::new(vec![text(KEY)]);
    assert_eq!(age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(), DATA_KEY);
    assert_eq!(age.unwrap(&entry(RECIPIENT, BY_AGE)).unwrap().expose(), [b'k'; 32]);
}

#[test]
fn indentation_blank_ends_and_crlf_do_not_matter() {
    let age = Age::new(vec![text(KEY)]);
    for enc in [
        BY_SOPS.trim_end().to_owned(),
        format!("\n  \n{BY_SOPS}\n \n"),
        BY_SOPS.replace('\n', "\r\n"),
        format!("    {}  ", BY_SOPS.trim_end().replace('\n', "  \n    ")),
    ] {
        assert_eq!(age.unwrap(&entry(RECIPIENT, &enc)).unwrap().expose(), DATA_KEY, "{enc:?}");
    }
}

#[test]
fn what_is_wrapped_is_unwrapped_and_looks_as_in_a_sops_file() {
    let age = Age::new(vec![text(KEY)]);
    let mut key = MasterKey::new(KeyKind::Age, RECIPIENT);
    age.wrap(&mut key, &DATA_KEY).unwrap();
    let names: Vec<&str> = key.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["recipient", "enc"]);
    let enc = key.enc();
    assert!(enc.starts_with("-----BEGIN AGE ENCRYPTED FILE-----\n"));
    assert!(enc.ends_with("\n-----END AGE ENCRYPTED FILE-----\n"));
    assert!(!enc.contains('\r') && enc.lines().all(|line| line.len() <= 64));
    assert_eq!(age.unwrap(&key).unwrap().expose(), DATA_KEY);
    // A share of a divided key is longer.
    age.wrap(&mut key, &[7; 33]).unwrap();
    assert_eq!(age.unwrap(&key).unwrap().expose(), [7; 33]);
}

#[test]
fn a_wrapped_key_keeps_its_other_fields() {
    let mut key = MasterKey {
        kind: KeyKind::Age,
        fields: ["enc", "recipient", "note"].map(|name| (name.to_owned(), Block::text(RECIPIENT))).to_vec(),
    };
    Age::new(Vec::new()).wrap(&mut key, &DATA_KEY).unwrap();
    let names: Vec<&str> = key.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["enc", "recipient", "note"]);
}

#[test]
fn lists_of_recipients_are_split() {
    assert_eq!(
        split_list(" age1a,\n  age1b ,,age1a,\r\nssh-ed25519 AAAA me\n"),
        ["age1a", "age1b", "ssh-ed25519 AAAA me"]
    );
    assert!(split_list(" ,\n, ").is_empty());
}

#[test]
fn tag_recipients_are_wrapped_for() {
    let recipient = "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e";
    let age = Age::new(vec![text(KEY)]);
    let mut key = MasterKey::new(KeyKind::Age, recipient);
    age.check(&key).unwrap();
    age.wrap(&mut key, &DATA_KEY).unwrap();
    let wrapped = Wrapped::parse(key.enc()).unwrap_or_else(|why| panic!("{why}"));
    assert!(wrapped.stanzas().iter().any(|stanza| stanza.tag == "p256tag"));
    let attempt = failure(&age, &key);
    assert_eq!(attempt.reason, "no identity found is for this recipient");
    let attempt = failure(&Age::new(Vec::new()), &key);
    assert!(attempt.hint.unwrap().contains("AGE-PLUGIN-"));

    // The key is all zeros for ML-KEM, and the base point of P-256: it is valid, and nobody's.
    let hybrid = format!(
        "age1tagpq1{}ydvtaruhp93py079uumjk8fzq7fmsxlvp9h4n8g855yu5tkycc2tylc6zutlp5lum3mn7kjnup70pv27wxdtkkv27e\
         m9mvsrgx7l4rag8q3agq",
        "q".repeat(1895)
    );
    let mut key = MasterKey::new(KeyKind::Age, hybrid.as_str());
    age.wrap(&mut key, &DATA_KEY).unwrap();
    let wrapped = Wrapped::parse(key.enc()).unwrap_or_else(|why| panic!("{why}"));
    assert!(wrapped.stanzas().iter().any(|stanza| stanza.tag == "mlkem768p256tag"));

    let bad = recipient.replace("8lw0", "8lw1");
    let error = Recipient::parse(&bad).map(drop).unwrap_err();
    assert!(error.next_step().unwrap().contains("checksum"), "{error:?}");
    assert!(Recipient::parse("age1tagpq1qqqq").is_err());
}

#[test]
fn malformed_recipients_are_named_and_explained() {
    for (recipient, hint) in [
        (&RECIPIENT[..61], "has 62 characters"),
        (&RECIPIENT.replace("at5u", "at5v"), "checksum"),
        (&RECIPIENT.to_uppercase(), "lower case"),
        (&format!("{RECIPIENT} {OTHER}"), "62 characters"),
        ("arn:aws:kms:us-east-1:1:key/a", "`kms`"),
        ("85D77543B3D624B63CEA9E6DBC17301B491B3F21", "`pgp`"),
        ("keys.txt", "starts with `age1`"),
        ("", "starts with `age1`"),
    ] {
        let error = Recipient::parse(recipient).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NoKey);
        assert!(recipient.len() > 80 || error.message().contains(recipient), "{error}");
        assert!(error.next_step().unwrap().contains(hint), "{recipient}: {:?}", error.next_step());
    }
}

#[test]
fn a_secret_key_given_as_recipient_is_not_echoed() {
    let lower = KEY.to_lowercase();
    let cut = &KEY[..40];
    for secret in [KEY, &lower, cut] {
        let error = Recipient::parse(secret).map(drop).unwrap_err();
        let all = format!("{error} {error:?}").to_uppercase();
        assert!(!all.contains(&KEY[16..30]), "{all}");
        assert!(error.next_step().unwrap().contains("age-keygen -y"));
    }
}

/// The seven points of low order, -1, 0 and 1 also as numbers above the modulus.
#[test]
fn recipients_for_which_anyone_can_decrypt_are_refused() {
    for point in [
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",
        "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya",
        "age1anlllllllllllllllllllllllllllllllllllllllllllllllals4n2t7m",
        "age1ahlllllllllllllllllllllllllllllllllllllllllllllllalsn46ayy",
        "age1amlllllllllllllllllllllllllllllllllllllllllllllllalselrwrv",
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqzqqsuwj9m",
        "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9",
        "age1t7wft09r2zxzfvwsk92eeql0tvzyghxytqwgapkcyf8dm5ylz9ts6wm9s8",
    ] {
        let error = Recipient::parse(point).map(drop).unwrap_err();
        assert!(error.message().contains("protects nothing"), "{error}");
    }
    // u = 2 is of full order.
    let two = "age1qgqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc54sr4";
    Recipient::parse(two).unwrap().wrap(&DATA_KEY, &Means::default()).unwrap();
}

#[test]
fn identities_stand_on_lines_or_between_spaces() {
    for content in [
        format!("{OTHER_KEY} {KEY}"),
        format!("{OTHER_KEY}\n{KEY}"),
        format!("# mine\r\n\r\n{OTHER_KEY}\r\n  {KEY}  # work\r\n"),
        format!("\u{feff}{KEY}"),
    ] {
        let age = Age::new(vec![text(&content)]);
        assert_eq!(age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(), DATA_KEY, "{content:?}");
    }
    let found = recipients_of(format!("{KEY} {OTHER_KEY} {KEY}").as_bytes()).unwrap();
    assert_eq!(found, [RECIPIENT, OTHER]);
}

#[test]
fn a_bad_line_is_numbered_and_hides_nothing() {
    let content = format!("# a comment\nCANARY\n{}\n{KEY}\n", &OTHER_KEY[..50]);
    let age = Age::new(vec![text(&content)]);
    assert_eq!(age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(), DATA_KEY);

    let mut foreign = MasterKey::new(KeyKind::Age, OTHER);
    age.wrap(&mut foreign, &DATA_KEY).unwrap();
    let attempt = failure(&age, &foreign);
    assert_eq!(
        attempt.places,
        [
            format!("SOPS_AGE_KEY: 1 identity, not for this recipient but for {RECIPIENT}"),
            "SOPS_AGE_KEY, line 2: not an age identity".to_owned(),
            "SOPS_AGE_KEY, line 3: an age identity that is mistyped or cut: its checksum does not hold"
                .to_owned(),
        ]
    );
    assert_eq!(attempt.reason, "no identity found is for this recipient");
    assert!(attempt.hint.unwrap().contains(RECIPIENT));
    assert_eq!(recipients_of(content.as_bytes()).unwrap_err().place().unwrap().line, 2);
}

#[test]
fn known_kinds_of_identities_are_named() {
    let pem = "-----BEGIN OPENSSH PRIVATE KEY-----\nCANARY\nCANARY\n-----END OPENSSH PRIVATE KEY-----";
    for (content, what) in [
        (
            "AGE-PLUGIN-YUBIKEY-1CANARY",
            "the identity of an age plugin, mistyped or cut: its checksum does not hold",
        ),
        (pem, "an SSH private key that is damaged or cut"),
        (&pem.replace('\n', " "), "an SSH private key that is damaged or cut"),
        (&format!("# mine\n{BY_AGE}"), "an encrypted identity file, which must stand alone"),
        (RECIPIENT, "a public key, not an identity"),
        (&KEY.to_lowercase(), "an age identity in lower case: it must be in capitals"),
    ] {
        let attempt = failure(&Age::new(vec![text(content)]), &entry(RECIPIENT, BY_SOPS));
        let line = format!("SOPS_AGE_KEY, line {}: {what}", if content.starts_with('#') { 2 } else { 1 });
        assert_eq!(attempt.places, ["SOPS_AGE_KEY: no identity in it".to_owned(), line]);
        assert!(!format!("{attempt:?}").contains("CANARY"));
    }
    // A block among good lines hides nothing either.
    let age = Age::new(vec![text(&format!("{pem}\n{KEY}"))]);
    assert_eq!(age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(), DATA_KEY);
}

#[test]
fn a_text_of_something_else_is_not_reported_line_by_line() {
    let attempt = failure(&Age::new(vec![text(&"CANARY\n".repeat(1000))]), &entry(RECIPIENT, BY_SOPS));
    assert_eq!(attempt.places.len(), 7);
    assert_eq!(attempt.places[6], "SOPS_AGE_KEY, 995 more lines: not identities either");
    let utf16: Vec<u8> = KEY.bytes().fold(vec![0xff, 0xfe], |text, b| [text, vec![b, 0]].concat());
    let source = IdentitySource::Text { name: "SOPS_AGE_KEY".into(), text: Plaintext::new(utf16) };
    let attempt = failure(&Age::new(vec![source]), &entry(RECIPIENT, BY_SOPS));
    assert!(attempt.places[1].contains("UTF-16"), "{attempt:?}");
}

#[test]
fn every_place_is_listed_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.txt");
    let keys = folder.path().join("keys.txt");
    fs::write(&keys, format!("# public key: {OTHER}\n{OTHER_KEY}\n")).unwrap();
    let age = Age::new(vec![text(""), file(&keys, false), file(&missing, true)]);
    let attempt = failure(&age, &entry(RECIPIENT, BY_SOPS));
    assert_eq!(
        attempt.places,
        [
            "SOPS_AGE_KEY: no identity in it".to_owned(),
            format!(
                "SOPS_AGE_KEY_FILE ({}): 1 identity, not for this recipient but for {OTHER}",
                keys.display()
            ),
            format!("the default key file ({}): no such file", missing.display()),
        ]
    );
    assert!(attempt.hint.unwrap().contains(OTHER));
}

#[test]
fn a_place_that_the_user_named_and_that_fails_is_the_next_step() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().join("missing.txt"), folder.path().to_owned()] {
        let attempt = failure(&Age::new(vec![file(&path, false), text("")]), &entry(RECIPIENT, BY_SOPS));
        assert_eq!(attempt.reason, "no age identity was found");
        assert_eq!(attempt.hint.as_deref(), Some("correct SOPS_AGE_KEY_FILE, which could not be used"));
        // It hinders no other place.
        let age = Age::new(vec![file(&path, false), text(KEY)]);
        assert_eq!(age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(), DATA_KEY);
    }
    let none = failure(&Age::new(Vec::new()), &entry(RECIPIENT, BY_SOPS));
    assert!(none.places.is_empty() && none.hint.unwrap().contains("SOPS_AGE_KEY_FILE"));
}

#[test]
fn an_identity_in_place_of_a_path_is_not_echoed() {
    let attempt = failure(&Age::new(vec![file(Path::new(KEY), false)]), &entry(RECIPIENT, BY_SOPS));
    assert_eq!(
        attempt.places,
        ["SOPS_AGE_KEY_FILE: it holds an identity, not the path of a file (that is `SOPS_AGE_KEY`)"]
    );
}

#[test]
fn a_source_is_read_once_and_only_when_it_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.txt");
    fs::write(&keys, KEY).unwrap();
    let age = Age::new(vec![file(&keys, false)]);
    age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap();
    fs::remove_file(&keys).unwrap();
    assert_eq!(age.unwrap(&entry(RECIPIENT, BY_AGE)).unwrap().expose(), [b'k'; 32]);

    let age = Age::new(vec![text(KEY), file(&keys, false)]);
    age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap();
    assert_eq!(age.readings().len(), 1, "the file was not needed");
}

#[test]
fn the_recipient_of_an_entry_may_be_wrong() {
    // It is not authenticated, and sops opens such a file as well.
    let age = Age::new(vec![text(OTHER_KEY), text(KEY)]);
    for recipient in [OTHER, "", "age1nonsense"] {
        assert_eq!(age.unwrap(&entry(recipient, BY_SOPS)).unwrap().expose(), DATA_KEY);
    }
}

#[test]
fn a_damaged_entry_is_told_from_a_foreign_one() {
    let age = Age::new(vec![text(KEY)]);
    let scrypt = "-----BEGIN AGE ENCRYPTED FILE-----\n\
                  YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBIWnZFTTdiOUtzS2k5ZkFr\n\
                  TUR1Ym53IDMwCkhadkVNN2I5S3NLaTlmQWtNRHVibndIWnZFTTdiOUtzS2k5ZkFr\n\
                  TUR1Ym5nCi0tLSBIWnZFTTdiOUtzS2k5ZkFrTUR1Ym53SFp2RU03YjlLc0tpOWZB\n\
                  a01EdWI4CjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm\n\
                  -----END AGE ENCRYPTED FILE-----\n";
    let long = format!("{}{BY_SOPS}", "-----BEGIN AGE ENCRYPTED FILE-----\n".repeat(1000));
    for (enc, why) in [
        ("", "it has no wrapped key"),
        ("CANARY", "not an armored age file"),
        ("-----BEGIN AGE ENCRYPTED FILE-----", "cut or is not proper armor"),
        (&BY_SOPS[..200], "cut or is not proper armor"),
        (&BY_SOPS.replace("MoS4Y5l", "MoS4Y5m"), "changed or cut"),
        (&BY_SOPS.replace("Sm5yanJK", "Sm5yanJL"), "header of its wrapped key was changed"),
        (&BY_SOPS.replace("OHIzRkFX", "OHIzRkFY"), "the identity of this recipient does not open it"),
        (scrypt, "wrapped with a passphrase"),
        (&long, "too long"),
    ] {
        let attempt = failure(&age, &entry(RECIPIENT, enc));
        assert!(attempt.reason.starts_with("this entry is damaged: "), "{attempt:?}");
        assert!(attempt.reason.contains(why), "{why}: {attempt:?}");
        assert_eq!(attempt.hint.as_deref(), Some(search::RESTORE));
        assert!(!attempt.reason.contains("CANARY"));
    }
}

#[test]
fn a_new_identity_has_the_shape_that_age_keygen_gives() {
    let (file, recipient) = generate(1_700_000_000).unwrap();
    let content = file.expose_str().unwrap();
    let lines: Vec<&str> = content.split('\n').collect();
    assert_eq!(lines[0], "# created: 2023-11-14T22:13:20Z");
    assert_eq!(lines[1], format!("# public key: {recipient}"));
    assert!(lines[2].starts_with("AGE-SECRET-KEY-1") && lines[2].len() == KEY.len());
    assert_eq!((lines[3], lines.len()), ("", 4));
    assert_eq!(recipients_of(content.as_bytes()).unwrap(), [recipient]);
    assert_eq!(recipients_of(KEY.as_bytes()).unwrap(), [RECIPIENT]);
    assert!(recipients_of(b"# nothing\n").is_err());
}

#[test]
fn the_secret_half_is_known_from_texts_and_files_but_never_asked_from_commands() {
    let command = IdentitySource::Command { name: "SOPS_AGE_KEY_CMD".into(), line: "/nonexistent".into() };
    let age = Age::new(vec![command, text(KEY)]);
    assert!(age.has_secret_of(&MasterKey::new(KeyKind::Age, RECIPIENT)));
    assert!(!age.has_secret_of(&MasterKey::new(KeyKind::Age, OTHER)));
    assert!(age.readings().iter().all(|reading| reading.asked.is_none()));
}

#[test]
fn a_command_line_that_cannot_run_is_reported_without_its_words() {
    for (line, what) in [
        ("", "the command is empty"),
        ("echo 'CANARY", "a quote in the command is not closed"),
        ("/nonexistent/CANARY --token CANARY", "the program was not found"),
    ] {
        let source = IdentitySource::Command { name: "SOPS_AGE_KEY_CMD".into(), line: line.into() };
        let attempt = failure(&Age::new(vec![source]), &entry(RECIPIENT, BY_SOPS));
        assert!(attempt.places[0].starts_with(&format!("SOPS_AGE_KEY_CMD: {what}")), "{attempt:?}");
        assert!(!format!("{attempt:?}").contains("CANARY"));
        assert_eq!(attempt.hint.as_deref(), Some("correct SOPS_AGE_KEY_CMD, which could not be used"));
    }
}

#[cfg(unix)]
mod commands {
    use super::*;

    fn command(script: &str) -> Age {
        let line = shell_words::join(["sh", "-c", script]);
        Age::new(vec![IdentitySource::Command { name: "SOPS_AGE_KEY_CMD".into(), line }])
    }

    #[test]
    fn it_is_asked_for_the_recipient_once_and_has_no_input() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let age =
            command(&format!("cat; echo \"$SOPS_AGE_RECIPIENT\" >> {}; echo {OTHER_KEY}", log.display()));
        for _ in 0..2 {
            let attempt = failure(&age, &entry(RECIPIENT, BY_SOPS));
            assert_eq!(
                attempt.places,
                [format!("SOPS_AGE_KEY_CMD: 1 identity, not for this recipient but for {OTHER}")]
            );
        }
        assert_eq!(fs::read_to_string(&log).unwrap(), format!("{RECIPIENT}\n"));
        // What it gave is used for the other recipient without running it again.
        let mut other = MasterKey::new(KeyKind::Age, OTHER);
        age.wrap(&mut other, &DATA_KEY).unwrap();
        assert!(age.has_secret_of(&other));
        assert_eq!(age.unwrap(&other).unwrap().expose(), DATA_KEY);
        assert_eq!(fs::read_to_string(&log).unwrap(), format!("{RECIPIENT}\n"));
    }

    #[test]
    fn its_output_counts_only_when_it_succeeds() {
        assert_eq!(
            command(&format!("echo {KEY}")).unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(),
            DATA_KEY
        );
        let attempt = failure(&command(&format!("echo {KEY}; exit 3")), &entry(RECIPIENT, BY_SOPS));
        assert_eq!(attempt.places, ["SOPS_AGE_KEY_CMD: the command failed (exit status: 3)"]);
    }

    #[test]
    fn endless_output_is_stopped() {
        let attempt = failure(
            &command("while :; do echo 0123456789abcdef0123456789abcdef; done | cat"),
            &entry(RECIPIENT, BY_SOPS),
        );
        assert_eq!(
            attempt.places,
            ["SOPS_AGE_KEY_CMD: its output could not be read: longer than any identity file"]
        );
    }
}
