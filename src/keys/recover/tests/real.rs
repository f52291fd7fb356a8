//! What the real program wrote.

use super::*;
use crate::{
    cipher::{Cipher, Token},
    keys::age::{Age, IdentitySource},
};

/// A file by sops 3.11.0, of three groups with `shamir_threshold: 2`: `a: secret`. Its keys are for
/// this test only: identity, recipient, wrapped share.
const VALUE: &str = "ENC[AES256_GCM,data:m9xrNpqE,iv:WpxV5hz72P6OvS82+Ux+aTlxVRh/U13c3L3rMWcb+XE=,tag:9co6N9KdxKCTVmNszpJn4Q==,type:str]";
const KEYS: [(&str, &str, &str); 3] = [
    (
        "AGE-SECRET-KEY-17ST6Q4ASLW2X0V9S72P00DJ384MVSNYU8FTUGZSERJD08NQW52DSFT6QS8",
        "age12wql9u2u8cyn8rmhyadrux4uk64dtt09a70sjn472uqmnrvqfyesef3udk",
        "-----BEGIN AGE ENCRYPTED FILE-----\n \
         YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSB1RVhac0s5eCsyYXBpbkxB\n \
         Q2lYd3IwelUwazNjd0Y3Vi9lVmlIdStzZTNNCmFsMDljL1ZvcTFHd2JpeGZxMHNT\n \
         VnJoTDJNTTlLTkJ5S0V5aFJ0SDBmWEEKLS0tIGo1L2hoSjFCQi9pOWJ2V25reVlr\n \
         QkhsRDk1Y1U0S2V6NW5mYlEwWE5FTW8K7B3vU+1a4TyUMbA9HMDcilki57vDjYYe\n \
         gzgXUyXMNWm+VMtKraVEStTv7rQatskbYpElykP/kk62RhikZw7+9Vg=\n \
         -----END AGE ENCRYPTED FILE-----",
    ),
    (
        "AGE-SECRET-KEY-1L8WGP9KJE4VFLJ0THR3F0TFATG4EX7TYAZ0RGYKQKM94LA3U9PSS3EP7KV",
        "age198x8fjnca2tzlkpc3ltue4r5nx3plysk6737vm778dtg27md9c9qk3uj0l",
        "-----BEGIN AGE ENCRYPTED FILE-----\n \
         YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSB0WHR0Q29QZlhQY29qZmxK\n \
         bDVOQ1RLblJpZG1qSnRuWG01eVBLM0E4V1dNCkdLakJlRDM5a2pmM1VkeHhCV3Vz\n \
         UmlpMktxV0ZZOWI0bkNsdTJ3WmgwR28KLS0tIHgvMzdHM3A1QngzRkxlQ1hyQWRh\n \
         QlUrUGRZNUJDc3RGYlRFcHNTd0ZGQTgKAXsY4D3iahIUWIAmS3MdJCermQGGFxmr\n \
         RyJLlyAYYPVjqFp7GwO3TNtqCcWz1JMDBjSznlbqA5nFXzSGUI4FZ0M=\n \
         -----END AGE ENCRYPTED FILE-----",
    ),
    (
        "AGE-SECRET-KEY-1VWKC2G4TX65V77RTKR535XNPWVPM87TR4FULT9JQ0KUV5WHLZF7SL3EM2D",
        "age1v6c2wp6l5mmsntcp3u7lr9f6uts423l4amvsn366pg6kawjq0s4snlv4p8",
        "-----BEGIN AGE ENCRYPTED FILE-----\n \
         YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSB4OEc2M3dyTitYU0JTMmlY\n \
         VGRscnBNdnNlRUMweFFIRGJ4bkZZaVlabTFvCnpFUWp6L0gwc3hiMGl0U0Qyb3ZT\n \
         V1Zmd3JQU05sQlNoVnRsa1htc0ExZVUKLS0tIHBrN3Btc3Zoc3JhVUNibGRnS2Nx\n \
         MUo1aU1TUnI0T3lCODF2SlVJQ3dyYjgKIodIm4zpf7Yr/qbc06c7xCxi/00foe5A\n \
         faBsOlM5P+L7UaO4xibKkEyf0nQ6WTDBohYUhNZW5FE/paylWBKxe90=\n \
         -----END AGE ENCRYPTED FILE-----",
    ),
];

fn groups() -> Vec<KeyGroup> {
    KEYS.iter().map(|(_, recipient, enc)| vec![key(KeyKind::Age, recipient, enc)]).collect()
}

fn with(identities: &[usize]) -> Result<DataKey> {
    let text = identities.iter().map(|&at| KEYS[at].0).collect::<Vec<_>>().join("\n");
    let source = IdentitySource::Text { name: "the test".to_owned(), text: Plaintext::new(text.into()) };
    recover(&groups(), Some(2), &Recovery::new(&[&Age::new(vec![source])], DEFAULT_ORDER))
}

#[test]
fn any_two_identities_open_it() {
    for identities in [&[0, 1][..], &[0, 2], &[1, 2], &[2, 0], &[0, 1, 2]] {
        let mut value = Plaintext::default();
        let cipher = Cipher::new(with(identities).unwrap());
        cipher.open(Token::parse(VALUE.as_bytes()).unwrap(), b"a:", &mut value).ok().unwrap();
        assert_eq!(value.expose(), b"secret", "{identities:?}");
    }
}

#[test]
fn one_identity_does_not() {
    let error = fails(with(&[1]));
    assert_eq!(error.causes(), ["of its 3 key groups 2 are needed, and only 1 could be opened"]);
    let titles: Vec<_> = error.details().iter().filter(|line| line.starts_with("group")).collect();
    let opened = format!("group 2 of 3: opened with age {}", KEYS[1].1);
    assert_eq!(titles, ["group 1 of 3:", &opened, "group 3 of 3:"]);
}
