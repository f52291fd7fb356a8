//! One group, and what holds for all; several groups, remote keys and a real file have rooms of their own.

mod groups;
mod real;
mod remote;

use std::sync::Mutex;

use super::*;
use crate::keys::Attempt;

/// A provider whose entries say how they end: `enc` is `fail`, or the byte to fill the key with and
/// its length.
struct Fake<'a> {
    kind: KeyKind,
    remote: bool,
    holds: &'a [&'a str],
    tried: &'a Mutex<Vec<String>>,
}

impl Provider for Fake<'_> {
    fn kind(&self) -> KeyKind {
        self.kind
    }

    fn is_remote(&self) -> bool {
        self.remote
    }

    fn check(&self, key: &MasterKey) -> Result<()> {
        if key.id() == "bad" { Err(Error::new(ErrorKind::NoKey, "a bad key")) } else { Ok(()) }
    }

    fn has_secret_of(&self, key: &MasterKey) -> bool {
        self.holds.contains(&key.id())
    }

    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()> {
        key.set("enc", format!("{}x{}", secret[0], secret.len()));
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        self.tried.lock().unwrap().push(key.id().to_owned());
        match key.enc().split_once('x') {
            Some((byte, length)) => Ok(Plaintext::new(vec![byte.parse().unwrap(); length.parse().unwrap()])),
            None => Err(Attempt {
                places: vec![format!("{}: place 1", self.kind.list()), "place 2".to_owned()],
                reason: "no fit".to_owned(),
                hint: Some(format!("do {}", self.kind.list())),
            }),
        }
    }
}

fn key(kind: KeyKind, id: &str, enc: &str) -> MasterKey {
    let mut key = MasterKey::new(kind, id);
    key.set("enc", enc);
    key
}

fn fails(result: Result<DataKey>) -> Error {
    let error = result.map(drop).expect_err("it should fail");
    assert_eq!(error.kind(), ErrorKind::DataKey);
    assert!(error.message().starts_with("Failed to get the data key required to decrypt the SOPS file"));
    error
}

/// The ids in the order in which they were tried.
fn tried(group: KeyGroup, order: &[KeyKind], holds: &[&str]) -> Vec<String> {
    let log = Mutex::new(Vec::new());
    let fake = |kind, remote| Fake { kind, remote, holds, tried: &log };
    let (age, pgp, kms) = (fake(KeyKind::Age, false), fake(KeyKind::Pgp, false), fake(KeyKind::Kms, true));
    let _ = recover(&[group], None, &Recovery::new(&[&kms, &pgp, &age], order));
    log.into_inner().unwrap()
}

#[test]
fn local_keys_come_first_then_the_order_of_kinds_then_the_order_of_the_file() {
    let group = || {
        vec![
            key(KeyKind::Kms, "kms1", "fail"),
            key(KeyKind::Pgp, "pgp1", "fail"),
            key(KeyKind::Age, "age1", "fail"),
            key(KeyKind::Age, "age2", "fail"),
        ]
    };
    assert_eq!(tried(group(), DEFAULT_ORDER, &[]), ["age1", "age2", "pgp1", "kms1"]);
    assert_eq!(tried(group(), &[KeyKind::Kms, KeyKind::Pgp], &[]), ["pgp1", "age1", "age2", "kms1"]);
    assert_eq!(tried(group(), DEFAULT_ORDER, &["age2"]), ["age2", "age1", "pgp1", "kms1"]);
}

#[test]
fn the_first_key_that_fits_ends_the_search() {
    let group =
        vec![key(KeyKind::Age, "a", "fail"), key(KeyKind::Age, "b", "7x32"), key(KeyKind::Pgp, "c", "8x32")];
    assert_eq!(tried(group, DEFAULT_ORDER, &[]), ["a", "b"]);
}

#[test]
fn a_key_of_another_length_or_an_unknown_kind_hinders_no_other() {
    let log = Mutex::new(Vec::new());
    let age = Fake { kind: KeyKind::Age, remote: false, holds: &[], tried: &log };
    let mut group =
        vec![key(KeyKind::Pgp, "FP", ""), key(KeyKind::Age, "a", "1x16"), key(KeyKind::Age, "b", "7x32")];
    let found =
        recover(&[group.clone()], None, &Recovery::new(&[&age], DEFAULT_ORDER)).map(|key| *key.expose());
    assert_eq!(found.unwrap(), [7; 32]);

    group.pop();
    let error = fails(recover(&[group], None, &Recovery::new(&[&age], DEFAULT_ORDER)));
    assert_eq!(
        error.details(),
        [
            "pgp FP: pgp keys are not supported by this version yet",
            "age a: the key in this entry has 16 bytes instead of 32",
        ]
    );
    assert_eq!(error.causes(), ["none of its 2 keys could be used"]);
    assert_eq!(error.next_step(), Some("restore the file from version control"));
}

#[test]
fn the_report_lists_key_by_key_what_was_tried() {
    let log = Mutex::new(Vec::new());
    let age = Fake { kind: KeyKind::Age, remote: false, holds: &[], tried: &log };
    let pgp = Fake { kind: KeyKind::Pgp, remote: false, holds: &[], tried: &log };
    let group = vec![
        key(KeyKind::Pgp, "FP", "fail"),
        key(KeyKind::Age, "a", "fail"),
        key(KeyKind::Age, &"b".repeat(200), "fail"),
        key(KeyKind::Age, "AGE-SECRET-KEY-1CANARY", "fail"),
    ];
    let error = fails(recover(&[group], None, &Recovery::new(&[&age, &pgp], DEFAULT_ORDER)));
    let cut = format!("age {}…{}: no fit", "b".repeat(44), "b".repeat(30));
    assert_eq!(
        error.details(),
        [
            "pgp FP: no fit",
            "  pgp: place 1",
            "  place 2",
            "  next: do pgp",
            "age a: no fit",
            "  age: place 1",
            "  place 2",
            "  next: do age",
            &cut,
            "  the same places as above",
            "  next: do age",
            "age (not shown: it looks like a secret key): no fit",
            "  the same places as above",
            "  next: do age",
        ]
    );
    assert!(error.next_step().unwrap().starts_with("one of these keys is enough"));
}

#[test]
fn metadata_without_keys_is_refused() {
    for groups in [vec![], vec![vec![]], vec![vec![], vec![]]] {
        let error = fails(recover(&groups, None, &Recovery::new(&[], DEFAULT_ORDER)));
        assert_eq!(error.causes(), ["the file's metadata names no key that this version knows"]);
    }
}

#[test]
fn wrapping_serves_every_key_or_none() {
    let log = Mutex::new(Vec::new());
    let age = Fake { kind: KeyKind::Age, remote: false, holds: &[], tried: &log };
    let data_key = DataKey::from_slice(&[9; 32]).unwrap();
    let age_key = |id: &str| MasterKey::new(KeyKind::Age, id);

    let mut groups = [vec![age_key("a"), age_key("b")]];
    wrap(&mut groups, None, &data_key, &[&age]).unwrap();
    assert_eq!(groups[0].iter().map(MasterKey::enc).collect::<Vec<_>>(), ["9x32", "9x32"]);

    for (mut groups, kind, what) in [
        (vec![], ErrorKind::NoKey, "no key to encrypt with"),
        (vec![vec![]], ErrorKind::NoKey, "no key to encrypt with"),
        (vec![vec![age_key("a"), age_key("bad")]], ErrorKind::NoKey, "a bad key"),
        (
            vec![vec![age_key("a"), MasterKey::new(KeyKind::Kms, "arn:aws:kms:x")]],
            ErrorKind::NoKey,
            "kms keys are not supported by this version yet: arn:aws:kms:x",
        ),
    ] {
        let error = wrap(&mut groups, None, &data_key, &[&age]).unwrap_err();
        assert_eq!((error.kind(), error.message()), (kind, what));
        assert!(groups.iter().flatten().all(|key| key.enc().is_empty()), "{what}");
    }
}

#[test]
fn a_decryption_order_is_read() {
    let order = |text: &str| parse_order(text).unwrap();
    assert_eq!(order("pgp,age"), [KeyKind::Pgp, KeyKind::Age]);
    assert_eq!(order(" age , hckms,"), [KeyKind::Age, KeyKind::HcKms]);
    assert_eq!(order(""), DEFAULT_ORDER);
    assert_eq!(order("kms,hckms,gcp_kms,azure_kv,hc_vault,pgp,age").len(), 7);
    assert_eq!(parse_order("age,pgp,age").unwrap_err().kind(), ErrorKind::DuplicateKeyType);
    let unknown = parse_order("age,gpg").unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::Generic);
    assert!(unknown.message().ends_with(": gpg") && unknown.next_step().unwrap().contains("pgp"));
}
