//! What names keys, and what wraps them: recipients, identities, paths, shares, entries of a file.

use sops_rs::{
    document::Path,
    keys::{
        KeyKind, MasterKey, Provider as _,
        age::{self, Age, IdentitySource, Recipient},
        notation, recover, shamir, shown,
    },
    secret::Plaintext,
};

use super::support::show;

/// The file of an identity.
const IDENTITY: &str = include_str!("../../../fixtures/keys/team.txt");

/// Nothing panics; what is split comes together; what is printed is read again.
pub fn holds(input: &[u8]) {
    drop(age::recipients_of(input));
    shares(input);
    let Ok(text) = std::str::from_utf8(input) else { return };
    let _ = Recipient::parse(text);
    let _ = age::split_list(text);
    let _ = shown(text);
    let _ = recover::parse_order(text);
    if let Ok(path) = Path::parse(text)
        && !text.contains('\\')
        && !path.segments.is_empty()
    {
        let printed = path.to_string();
        if !printed.contains('\\') {
            assert_eq!(Path::parse(&printed).expect("what is printed can be read"), path, "{}", show(input));
        }
    }
    for kind in KeyKind::ALL {
        for key in notation::parse_list(kind, text).into_iter().flatten() {
            drop((key.name(), key.is_same_reader(&key)));
            assert!(key.is_same_entry(&key));
        }
    }
    hostile_entry(text);
}

fn shares(secret: &[u8]) {
    if secret.is_empty() || secret.len() > 64 {
        return;
    }
    let threshold = 2 + usize::from(secret[0]) % 3;
    let parts = threshold + secret.len() % 3;
    let shares = shamir::split(secret, threshold, parts).expect("it can be split");
    let some: Vec<_> = shares.iter().skip(parts - threshold).map(Plaintext::expose).collect();
    assert_eq!(shamir::combine(&some).expect("there are enough").expose(), secret);
    // A stranger's shares: the halves of the input.
    let (one, other) = secret.split_at(secret.len() / 2);
    drop(shamir::combine(&[one, other]));
}

/// An entry that anyone may have written.
fn hostile_entry(enc: &str) {
    let identity = Plaintext::new(IDENTITY.as_bytes().to_vec());
    let age = Age::new(vec![IdentitySource::Text { name: "the identity".into(), text: identity }]);
    let mut key = MasterKey::new(KeyKind::Age, "age1fuzz");
    key.set("enc", enc);
    if let Err(attempt) = age.unwrap(&key) {
        let words = format!("{:?} {:?} {:?}", attempt.places, attempt.reason, attempt.hint);
        assert!(!words.contains("AGE-SECRET-KEY-1"), "an identity is told");
    }
}
