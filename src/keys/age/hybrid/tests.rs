//! The keys are for tests only. Files and recipients of another implementation were made by npm's
//! age-encryption 0.3.1 (with noble-post-quantum 0.5.4), the work of age's own author.

use std::io::Read;

use ::age::{Decryptor, Encryptor, Identity as _, Recipient as _, armor::ArmoredReader};
use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};
use sha2::{Digest, Sha256};

use super::{super::Age, *};
use crate::{
    keys::{
        KeyKind, MasterKey, Provider,
        age::{self, IdentitySource},
    },
    secret::Plaintext,
};

const KEY: &str = "AGE-SECRET-KEY-PQ-1TZDYS7DF3FH44FWAMJH6KXSNGVZRL8GPYYJ8ERL9G467QCSMZJCQ5RY8RV";
/// SHA-256 of its recipient's text.
const RECIPIENT_DIGEST: &str = "7dc9c5062882b20a40a62e0ba9d403a1688a2e3d47051ed5364d6552a74cda6b";
const OTHER_KEY: &str = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR";

/// The bytes 0, 7, 14… 217, encrypted to the recipient of `KEY` and armored by age-encryption.
const BY_AGE_ENCRYPTION: &str = "\
-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IG1sa2VtNzY4eDI1NTE5IE1iaTNNODJU
em1tdTRzN3dXa0Y0eEp5d2FDZzFBYkJEUG5PdDBqRnplWVk4d3IxSHZpVERzKzd5
ZGc4SkxWRXhjaXlJMHg0QkI1cFdYbWxMeFJweFZWMXpxanlReG0xYXYvS2lKamQ4
NnJPdlZ0Mm0rcmdWMXczK0lpWkQ2cXBPdlJGWVdPeW42bkpsemgvWFgwdTRsVitt
MlRPelMyZW5BV05WMlRXQmNRc0M2T0FPeDRhK2VUb3IwaFhVS1FMSElLWjNHZDRm
S0s1djJ6dzM4TTNsT1lhTml6TUNvTmkrS2VhWHUxWDRvRU4zVC9kR2NkMVpUNXpB
dTJBRHNjSnpYbEpZMHV5TzhNMEd6SGFBTTJjd0NBT0hwVGs3ejQ5ZUFXQ0hHREda
dDFySk54dWZPaGRLZXUyR0VzVm9QaEZLbkhSMFJQMVVZaElzdk1EZm5NRXJ0elcy
STk5Y1hLaGtJeTY1SUYvSnhDMlNNWU1Kb3dyaGw3UWRjaDJxZ2pUSzJNdlZYOVFh
SjBWTTJ0M21DS3E5Kyt5OGpJc2pnb0tzQlRSNThNT0FPMkJEaXN3cWxOUkJROGo0
cFJLNDVOSy94S09QM20zUVhVNEdjMTB0WE9Say9mU25kbEgwWG5WcnQ4NTdxQU84
em9NS2NEaWkrT0tJOUptK3V1a0VweFR1dlVXQVRNT0xiQWYwWkVrNkZSUHhvcGt3
UzkrRmNNMVUzdDVkY3ZXbW9xM01XUjR6T1p2VE9GYnhEeFh2SUo2V2h6QmJ0MWkv
UkVjZ0h4aHNlbkY5WnBVZlZOVDdmM092RGk3cmFEeUdrNkhWampJWkN0U3dTYVV0
WjYvY3IxZUxGSnI1VVcrTnRjc0VwNFIzemdPU1NwVERucU5PaDBFZG14eXAyN0pH
ZGNQczdkNFVkM2dUZjBrWTV0aTlpY0FKVDFhcHhydlZ1NWZOY25UZEF2U0FuRHgw
a3BYSkM2SWpVYm9LVDVlWlZCN3VUK3d2dS91cmpLUU5leUJGWXhNOWlmcFVUR3Vw
MWhHSVkyOGRUQVRYZUVPUWZ5cXJJNGo5RFRoa29odm1nY3FpRGd0aG10R043MjdW
eGpybGZiN28za0xsM1NBRUp1SCtiQ3pVL3lIaEpjcmJldk9TbVhGRTNKMkxmc04v
NmhFajkvTkJBYUgvdEdIaWtGeXlSOWJZQnMyL2RvVjB0bHQxemZ3YVhkZ1VjcEZz
ckN6ZmNhSFVUV3hrL3F5L2pNZHk1MmczQjNOTVNORm1WMjB4RXN1Tnhwb1hpOTVy
TnpYVjhpdEdJZU02b3hveGpiWGtFNGV1Q3pNUXhLaVN3TC92TTRhSzBXeWU2cWIw
cFFFL01rWE83cDBrMllBRXlDSlpSQ1VyTnV1TnM4NVB2ZkNEaGJidXh5UjZVdU1O
b21ubFo5NTVucjNCMXJYVXk4enFEUG1yRlNTMGozSnlwR0hwY0NxMUNsckRaL3J5
MFhwUXQ5dWxZZjBPTGdLMWVFZHd5czA5QzZLUWdIOWw5eFl2NzZETnllaEZKKzYv
UGVCODJyUEhva2tvY1RqZUlSWVpaakI1c2JxY0Y1RTE2c25VSXZMVzJVdDFOaXNL
TGRVNmpYbC9sTWRoKy9WNDZ3R2JTdjRkZVpyZnNIam1neFFmaFdpRFZ2UXZsd2d6
NFF1RGxsOUhoQ2NjdnhvbGJQTTRCZDYyUjVvYk81bWY3bit6U0JLNUg3MDR4NytY
aStKcWJEYzBqWGVYOEFoK08xVHQxOFlObHlPZ2N2b0gxN2FDWXR3QmlscDRLajJF
Z0dwdmNHYnAwZXE3Q2g5a1JQK1FPVytMaVp1eHhjdmR0MmlFTlZOQnpwWnFzNEZq
cjJoaURRQmI2TFQwMHg1VU0vV0k4R2M1M3dRbVZiMGxZUW9hWk0wMFE2SW5xTjlk
K3VtSVRDQlU2ZG5hRDlaMTh2dm1Gd085YU80T1llbzVWY3lwa3ZSTTMxOGdQZwpI
UXpkU1I2TytaQnBwWWFzOS84Q1FleDRwNTFEZ2VOM2ZMRXFRbzNhRFQ0Ci0tLSBM
S2tpRXFiVkNZL0ZZOU0zSWN4bUowbU55WnlzTW5kWmZqbEtWVDVESmY0CoD2PDPa
ebY3S3Nw/YtGDt3x/pDrrW1HBK6uP105BzUgAgRe1ZLEHz1mTXl75Co7rWWgNIqf
mWyrjgz5GgWANq8=
-----END AGE ENCRYPTED FILE-----
";

/// The points of low order on Curve25519 and its twist, by u-coordinate; -1, 0 and 1 also as numbers
/// above the modulus, and with the bit set that is to be ignored.
const LOW_ORDER: [&str; 9] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Opened([u8; FILE_KEY_BYTES]),
    NotMine,
    Malformed,
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().unwrap()
}

fn digest(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

fn identity(text: &str) -> Identity {
    Identity::parse(text).unwrap_or_else(|why| panic!("{why}"))
}

/// What is wrong with a recipient.
fn flaw(text: &str) -> String {
    let error = Recipient::parse(text).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoKey);
    assert!(error.next_step().unwrap().contains("# public key:"));
    error.to_string()
}

fn wrapped() -> Stanza {
    let (mut stanzas, _) =
        identity(KEY).to_public().wrap_file_key(&FileKey::new(Box::new([7; FILE_KEY_BYTES]))).unwrap();
    assert_eq!(stanzas.len(), 1);
    stanzas.remove(0)
}

fn unwrap(key: &str, stanza: &Stanza) -> Outcome {
    match identity(key).unwrap_stanza(stanza) {
        None => Outcome::NotMine,
        Some(Ok(key)) => Outcome::Opened(*key.expose_secret()),
        Some(Err(DecryptError::InvalidHeader)) => Outcome::Malformed,
        Some(Err(error)) => panic!("{error}"),
    }
}

fn copy(stanza: &Stanza) -> Stanza {
    Stanza { tag: stanza.tag.clone(), args: stanza.args.clone(), body: stanza.body.clone() }
}

/// The stanza with its encapsulation changed.
fn with_encapsulation(stanza: &Stanza, change: impl FnOnce(&mut Vec<u8>)) -> Stanza {
    let mut bytes = BASE64_STANDARD_NO_PAD.decode(&stanza.args[0]).unwrap();
    change(&mut bytes);
    Stanza { args: vec![BASE64_STANDARD_NO_PAD.encode(bytes)], ..copy(stanza) }
}

fn encode(prefix: &str, bytes: &[u8]) -> String {
    let prefix = Hrp::parse(prefix).unwrap();
    let symbols = bytes.iter().copied().bytes_to_fes();
    symbols.with_checksum::<bech32::Bech32>(&prefix).chars().collect()
}

/// The same key with a padding bit set, and the checksum of that.
fn with_padding(text: &str) -> String {
    let lower = text.to_lowercase();
    let (prefix, data) = lower.rsplit_once('1').unwrap();
    let mut symbols: Vec<_> =
        data[..data.len() - 6].chars().map(|c| bech32::Fe32::from_char(c).unwrap()).collect();
    let last = symbols.pop().unwrap().to_u8();
    symbols.push(bech32::Fe32::try_from(last | 1).unwrap());
    let prefix = Hrp::parse(prefix).unwrap();
    let changed: String = symbols.into_iter().with_checksum::<bech32::Bech32>(&prefix).chars().collect();
    if text.starts_with('A') { changed.to_uppercase() } else { changed }
}

/// Seed, randomness and secret from appendix C of draft-connolly-cfrg-xwing-kem-08; of the public key
/// and the encapsulation only the SHA-256.
#[test]
fn the_encapsulation_is_that_of_the_draft() {
    for [seed, message, ephemeral, secret, public, encapsulated] in [
        [
            "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
            "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2",
            "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
            "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384",
            "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb",
            "17cd532d657e44c897ca6583e548a5424fc70bf54f99515a4d2bcf99e3469f33",
        ],
        [
            "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
            "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdef",
            "aee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d",
            "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150",
            "c42ba5f8430d7d2c83739338203819f090e8303ce9c8b02107c272bfa5376916",
            "1661ea86d608a1924ba30840cb0a65f13ae051e3aec9cf0f064efc0bc92f2154",
        ],
        [
            "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9",
            "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619",
            "f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b",
            "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f",
            "6b080d6b84f095342092fa7a22423e58bd681397ad0ef00eac92bd254db4fa95",
            "d3ca5578500344b5896cffc4fd740c9311946b82951df155e6fd86a7966b43c6",
        ],
    ] {
        let key = xwing::SecretKey::from_seed(&array(seed));
        assert_eq!(digest(key.public_key().to_bytes()), hex(public));
        let sender = xwing::PublicKey::from_bytes(&key.public_key().to_bytes()).ok().unwrap();
        let (sent, shared) = sender.encapsulate(&[array(message), array(ephemeral)]).unwrap();
        assert_eq!(digest(sent), hex(encapsulated));
        assert_eq!(*shared.expose(), array(secret));
        assert_eq!(*key.decapsulate(&sent).unwrap().expose(), array(secret));
    }
}

/// The second pair is the example of the age specification.
#[test]
fn recipients_are_those_that_other_implementations_derive() {
    for (key, recipient) in [
        (KEY, RECIPIENT_DIGEST),
        (OTHER_KEY, "a091dd7e0ee9d62b75173dcc98441a0424baa941e66a8776e570a4ae60ff61ea"),
    ] {
        let text = identity(key).to_public().to_string();
        assert_eq!(text.len(), RECIPIENT_CHARS);
        assert_eq!(digest(&text), hex(recipient));
        assert_eq!(Recipient::parse(&text).unwrap().to_string(), text);
        assert_eq!(*identity(key).to_text(), key);
    }
}

#[test]
fn a_file_of_another_implementation_is_opened() {
    let identity = identity(KEY);
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(BY_AGE_ENCRYPTION.as_bytes())).unwrap();
    let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn ::age::Identity)).unwrap();
    let mut content = Vec::new();
    reader.read_to_end(&mut content).unwrap();
    assert_eq!(content, (0..32).map(|n| n * 7).collect::<Vec<u8>>());
}

#[test]
fn what_is_wrapped_has_the_shape_of_the_specification_and_is_opened() {
    let stanza = wrapped();
    assert_eq!((stanza.tag.as_str(), stanza.args.len(), stanza.body.len()), ("mlkem768x25519", 1, 32));
    assert_eq!(stanza.args[0].len(), 1494);
    assert_eq!(unwrap(KEY, &stanza), Outcome::Opened([7; FILE_KEY_BYTES]));
    let again = wrapped();
    assert!(again.args != stanza.args && again.body != stanza.body);
}

#[test]
fn a_key_is_never_wrapped_for_a_weaker_recipient_as_well() {
    let hybrid = identity(KEY).to_public();
    let (_, labels) = hybrid.wrap_file_key(&FileKey::new(Box::new([7; FILE_KEY_BYTES]))).unwrap();
    assert_eq!(labels, HashSet::from(["postquantum".to_owned()]));
    let weaker = ::age::x25519::Identity::generate().to_public();
    let both: [&dyn ::age::Recipient; 2] = [&hybrid, &weaker];
    let mixed = Encryptor::with_recipients(both.into_iter()).map(drop);
    assert!(matches!(mixed, Err(EncryptError::IncompatibleRecipients { .. })));
    let alike: [&dyn ::age::Recipient; 2] = [&hybrid, &identity(OTHER_KEY).to_public()];
    assert!(Encryptor::with_recipients(alike.into_iter()).is_ok());
}

#[test]
fn a_stanza_for_someone_else_is_no_error() {
    let stanza = wrapped();
    assert_eq!(unwrap(OTHER_KEY, &stanza), Outcome::NotMine);
    for tag in ["MLKEM768X25519", "X25519", "mlkem768p256tag", "grease"] {
        assert_eq!(unwrap(KEY, &Stanza { tag: tag.into(), ..copy(&stanza) }), Outcome::NotMine);
    }
    // A changed one cannot be told from a foreign one, whichever half was changed.
    for at in [0, 1087, 1088, 1119] {
        let changed = with_encapsulation(&stanza, |bytes| bytes[at] ^= 1);
        assert_eq!(unwrap(KEY, &changed), Outcome::NotMine, "byte {at}");
    }
    for at in [0, 15, 16, 31] {
        let mut changed = copy(&stanza);
        changed.body[at] ^= 1;
        assert_eq!(unwrap(KEY, &changed), Outcome::NotMine, "byte {at}");
    }
}

#[test]
fn a_malformed_stanza_is_refused_before_any_key_is_tried() {
    let good = wrapped();
    let argument = &good.args[0];
    let (head, last) = argument.split_at(argument.len() - 1);
    // 1120 bytes leave four bits of the last character unused.
    let unused_bit = format!("{head}{}", char::from(last.as_bytes()[0] + 1));
    for args in [
        vec![],
        vec![argument.clone(), "1234".into()],
        vec![argument.clone(), argument.clone()],
        vec![String::new()],
        vec![format!("{argument}==")],
        vec![format!("{argument}\n")],
        vec![argument.replacen(|c: char| c.is_ascii(), "-", 1)],
        vec![head.to_owned()],
        vec![unused_bit],
    ] {
        assert_eq!(unwrap(KEY, &Stanza { args, ..copy(&good) }), Outcome::Malformed);
    }
    for length in [0, 32, 1088, 1119, 1121, 1152, 5000] {
        let changed = with_encapsulation(&good, |bytes| bytes.resize(length, 0));
        assert_eq!(unwrap(KEY, &changed), Outcome::Malformed, "{length} bytes");
        assert_eq!(unwrap(OTHER_KEY, &changed), Outcome::Malformed, "{length} bytes");
    }
    for length in [0, 16, 31, 33, 40, 48, 4096] {
        let mut changed = copy(&good);
        changed.body.resize(length, 0);
        assert_eq!(unwrap(KEY, &changed), Outcome::Malformed, "{length} bytes");
    }
}

#[test]
fn a_stanza_with_a_point_of_low_order_is_refused() {
    let stanza = wrapped();
    for point in LOW_ORDER {
        let changed = with_encapsulation(&stanza, |bytes| bytes[1088..].copy_from_slice(&hex(point)));
        assert_eq!(unwrap(KEY, &changed), Outcome::Malformed, "{point}");
    }
    // u = 2 is of full order.
    let two = with_encapsulation(&stanza, |bytes| {
        bytes[1088..].fill(0);
        bytes[1088] = 2;
    });
    assert_eq!(unwrap(KEY, &two), Outcome::NotMine);
}

#[test]
fn a_recipient_with_a_point_of_low_order_is_refused() {
    let mut bytes = identity(KEY).to_public().0.to_bytes();
    for point in LOW_ORDER {
        bytes[1184..].copy_from_slice(&hex(point));
        assert_eq!(xwing::PublicKey::from_bytes(&bytes).err(), Some(xwing::Flaw::LowOrder));
        assert!(flaw(&encode("age1pq", &bytes)).contains("low order"), "{point}");
    }
    bytes[1184..].fill(0);
    bytes[1184] = 2;
    Recipient::parse(&encode("age1pq", &bytes)).unwrap();
}

#[test]
fn malformed_recipients_are_named_and_explained() {
    let good = identity(KEY).to_public().to_string();
    let bytes = identity(KEY).to_public().0.to_bytes();
    // The first coefficient of ML-KEM's key, as q and as the largest number of 12 bits.
    let mut unreduced = bytes;
    (unreduced[0], unreduced[1]) = (0x01, unreduced[1] & 0xf0 | 0x0d);
    let mut large = bytes;
    (large[0], large[1]) = (0xff, large[1] | 0x0f);
    let typo = if good[900..].starts_with('q') { "p" } else { "q" };
    let mistyped = format!("{}{typo}{}", &good[..900], &good[901..]);
    for (text, why) in [
        (good[..1958].to_owned(), "1959 characters"),
        (format!("{good}q"), "1959 characters"),
        ("age1pq1".to_owned(), "1959 characters"),
        (encode("age1pq", &bytes[1..]), "1959 characters"),
        (encode("age1pq", &[&bytes[..], &[0]].concat()), "1959 characters"),
        (mistyped, "checksum"),
        (good.replacen('a', "A", 1), "checksum"),
        (encode("age1pr", &bytes), "checksum"),
        (good.to_uppercase(), "one valid way"),
        (with_padding(&good), "one valid way"),
        (encode("age1pq", &unreduced), "does not encode a key"),
        (encode("age1pq", &large), "does not encode a key"),
    ] {
        let found = flaw(&text);
        assert!(found.starts_with("not a post-quantum age recipient: ") && found.contains(why), "{found}");
        assert!(found.len() < 250, "{found}");
    }
}

#[test]
fn malformed_identities_are_refused() {
    let bytes = hex("58912a79");
    let cut = encode("age-secret-key-pq-", &bytes).to_uppercase();
    for text in [
        &KEY[..76],
        &format!("{KEY}Q"),
        &KEY.replace("TZDY", "TZDZ"),
        &KEY.to_lowercase(),
        &KEY.replacen('A', "a", 1),
        &KEY.replace("-PQ-", "-PR-"),
        &with_padding(KEY),
        &cut,
        "AGE-SECRET-KEY-PQ-1",
        "",
    ] {
        let why = Identity::parse(text).map(drop).unwrap_err();
        assert!(why.contains("post-quantum identity that is mistyped or cut"));
    }
}

#[test]
fn it_serves_as_a_master_key() {
    let source = |text: &str| IdentitySource::Text {
        name: "SOPS_AGE_KEY".into(),
        text: Plaintext::new(text.as_bytes().to_vec()),
    };
    let recipient = identity(KEY).to_public().to_string();
    let mut key = MasterKey::new(KeyKind::Age, &recipient);
    let age = Age::new(vec![source(KEY)]);
    age.check(&key).unwrap();
    assert!(age.has_secret_of(&key));
    age.wrap(&mut key, &[5; 32]).unwrap();
    assert_eq!(age.unwrap(&key).unwrap().expose(), [5; 32]);
    key.set("enc", BY_AGE_ENCRYPTION);
    assert_eq!(age.unwrap(&key).unwrap().expose().len(), 32);

    let other = Age::new(vec![source(OTHER_KEY)]).unwrap(&key).map(drop).unwrap_err();
    assert_eq!(other.reason, "no identity found is for this recipient");
    let report = format!("{other:?}");
    assert!(report.contains("age1pq1x34nzsvr") && report.len() < 500, "{report}");
    let broken = Age::new(vec![source(&KEY[..70])]).unwrap(&key).map(drop).unwrap_err();
    assert!(
        broken.places[1]
            .ends_with("line 1: a post-quantum identity that is mistyped or cut: its checksum does not hold")
    );
}

#[test]
fn a_new_identity_has_the_shape_that_age_keygen_gives() {
    let (file, recipient) = age::generate_pq(1_700_000_000).unwrap();
    let lines: Vec<&str> = file.expose_str().unwrap().split('\n').collect();
    assert_eq!(lines[0], "# created: 2023-11-14T22:13:20Z");
    assert_eq!(lines[1], format!("# public key: {recipient}"));
    assert!(lines[2].starts_with("AGE-SECRET-KEY-PQ-1") && lines[2].len() == KEY.len());
    assert_eq!((lines[3], lines.len()), ("", 4));
    assert_eq!(age::recipients_of(file.expose()).unwrap(), std::slice::from_ref(&recipient));
    assert_ne!(age::generate_pq(1_700_000_000).unwrap().1, recipient);
}
