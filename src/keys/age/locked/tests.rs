//! The files are made with a small work factor; those of `age -p` take a second and 256 MiB each.

use std::io::Write as _;

use ::age::{
    Encryptor,
    armor::{ArmoredWriter, Format},
    secrecy::SecretString,
};

use super::*;
use crate::keys::{
    Provider as _,
    age::{
        Age, IdentitySource, recipients_of,
        tests::{Answers, BY_SOPS, DATA_KEY, KEY, OTHER, OTHER_KEY, RECIPIENT, entry, failure},
    },
};

/// `age -p` with a small work factor.
fn lock(text: &str, armor: bool) -> Vec<u8> {
    let mut recipient = scrypt::Recipient::new(SecretString::from("open sesame".to_owned()));
    recipient.set_work_factor(2);
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn ::age::Recipient)).unwrap();
    let format = if armor { Format::AsciiArmor } else { Format::Binary };
    let output = ArmoredWriter::wrap_output(Vec::new(), format).unwrap();
    let mut writer = encryptor.wrap_output(output).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap().finish().unwrap()
}

fn source(content: Vec<u8>) -> IdentitySource {
    IdentitySource::Text { name: "the key file".to_owned(), text: Plaintext::new(content) }
}

#[test]
fn an_encrypted_identity_file_is_opened_once() {
    let content = format!("# mine\n{OTHER_KEY}\n{KEY}\n");
    let armored = String::from_utf8(lock(&content, true)).unwrap();
    for locked in [
        lock(&content, false),
        armored.clone().into_bytes(),
        format!("\n\n{}", armored.replace('\n', "\r\n")).into_bytes(),
    ] {
        let answers = Answers::of("open sesame");
        let age = Age::new(vec![source(locked)]).with_prompt(answers.clone());
        assert!(!age.has_secret_of(&entry(RECIPIENT, BY_SOPS)));
        for _ in 0..3 {
            assert_eq!(age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(), DATA_KEY);
        }
        assert!(age.has_secret_of(&entry(RECIPIENT, BY_SOPS)));
        assert_eq!(answers.asked(), ["secret passphrase of the key file"]);
    }
}

#[test]
fn nobody_is_asked_while_another_identity_will_do() {
    let answers = Answers::of("open sesame");
    let plain = source(KEY.as_bytes().to_vec());
    let age = Age::new(vec![source(lock(OTHER_KEY, true)), plain]).with_prompt(answers.clone());
    assert_eq!(age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap().expose(), DATA_KEY);
    assert!(answers.asked().is_empty());
}

#[test]
fn what_is_in_it_is_reported_as_usual() {
    let content = format!("{OTHER_KEY}\nnonsense\n");
    let age = Age::new(vec![source(lock(&content, true))]).with_prompt(Answers::of("open sesame"));
    let attempt = failure(&age, &entry(RECIPIENT, BY_SOPS));
    assert_eq!(
        attempt.places,
        [
            format!("the key file: 1 identity, not for this recipient but for {OTHER}"),
            "the key file, line 2: not an age identity".to_owned(),
        ]
    );
    let twice = String::from_utf8(lock(KEY, true)).unwrap();
    let age = Age::new(vec![source(lock(&twice, true))]).with_prompt(Answers::of("open sesame"));
    let attempt = failure(&age, &entry(RECIPIENT, BY_SOPS));
    assert!(attempt.places[1].contains("an encrypted identity file in an encrypted one"));
}

#[test]
fn a_file_that_stays_locked_is_the_reason() {
    for (secret, what) in [
        ("wrong", "the passphrase is wrong"),
        ("", "its passphrase was not given"),
        ("no terminal", "it is locked with a passphrase, and there is no terminal to ask for it"),
    ] {
        let answers = Answers::of(secret);
        let mut age = Age::new(vec![source(lock(KEY, true))]);
        if secret != "no terminal" {
            age = age.with_prompt(answers.clone());
        }
        for _ in 0..2 {
            let attempt = failure(&age, &entry(RECIPIENT, BY_SOPS));
            assert_eq!(attempt.places, [format!("the key file: {what}")]);
            assert_eq!(attempt.reason, format!("an identity could not be used: {what}"));
            assert!(attempt.hint.is_some());
        }
        assert!(answers.asked().len() <= 1, "asked again");
    }
}

#[test]
fn what_cannot_be_opened_asks_nothing() {
    let work = |factor: &str| {
        format!(
            "age-encryption.org/v1\n-> scrypt bBjlhJVYZeE4aqUdmtRHfw {factor}\n\
             ZV/AhotwSGqaPCU43cepl4WYUouAa17a3xpu4G2yi5k\n--- {}\n0123456789abcdef0123456789abcdef",
            "A".repeat(43)
        )
    };
    for (content, what) in [
        (work("23"), "it demands too much work"),
        (work("63"), "it demands too much work"),
        (work("300"), "damaged"),
        (BY_SOPS.to_owned(), "an age file for recipients"),
        ("age-encryption.org/v1\n".to_owned(), "damaged"),
        ("age-encryption.org/v9\nCANARY".to_owned(), "damaged"),
        ("-----BEGIN AGE ENCRYPTED FILE-----\nCANARY".to_owned(), "damaged"),
    ] {
        let answers = Answers::of("open sesame");
        let age = Age::new(vec![source(content.into_bytes())]).with_prompt(answers.clone());
        let attempt = failure(&age, &entry(RECIPIENT, BY_SOPS));
        let what = what.replace("it demands", "its passphrase demands");
        assert!(attempt.places[0].contains(&what), "{what}: {:?}", attempt.places);
        assert!(answers.asked().is_empty());
        assert!(!format!("{attempt:?}").contains("CANARY"));
    }
    // Within the bound, a wrong header is found out only with the passphrase.
    let age = Age::new(vec![source(work("2").into_bytes())]).with_prompt(Answers::of("open sesame"));
    assert!(failure(&age, &entry(RECIPIENT, BY_SOPS)).reason.ends_with("the passphrase is wrong"));
}

#[test]
fn its_recipients_are_not_known() {
    let error = recipients_of(&lock(KEY, true)).unwrap_err();
    assert!(error.next_step().unwrap().contains("age -d"));
}
