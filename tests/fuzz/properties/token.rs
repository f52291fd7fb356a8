//! Tokens, and the spellings of typed values.

use sops_rs::{
    cipher::{Cipher, Token, looks_like_token, token_len},
    scalar::{ScalarType, canonical},
    secret::{DataKey, Plaintext},
};

use super::support::show;

const KINDS: [ScalarType; 7] = [
    ScalarType::Str,
    ScalarType::Int,
    ScalarType::Float,
    ScalarType::Bool,
    ScalarType::Time,
    ScalarType::Bytes,
    ScalarType::Comment,
];

/// Nothing panics on what claims to be a token; what is sealed opens under its own path alone; a canonical
/// spelling is its own.
pub fn holds(input: &[u8]) {
    let key = DataKey::from_slice(&[7; 32]).expect("a data key has 32 bytes");
    let mut cipher = Cipher::new(key);
    let mut out = Plaintext::default();
    if let Some(token) = Token::parse(input) {
        assert!(looks_like_token(input));
        assert!(cipher.open(token, b"", &mut out).is_err(), "nobody sealed this");
        assert!(out.expose().is_empty(), "what is not authentic is released");
    }
    let (aad, plain) = input.split_at(input.len().min(3));
    for kind in KINDS {
        let mut buffer = String::new();
        if let Some(once) = canonical(kind, input, &mut buffer) {
            let once = once.to_vec();
            let mut buffer = String::new();
            let twice = canonical(kind, &once, &mut buffer);
            assert_eq!(twice, Some(&once[..]), "{}: {}", kind.name(), show(input));
        }
    }
    let kind = KINDS[input.len() % KINDS.len()];
    let mut sealed = b"before".to_vec();
    cipher.seal(kind, plain, aad, &mut sealed).expect("there is randomness");
    let sealed = &sealed[b"before".len()..];
    assert_eq!(sealed.len(), token_len(kind, plain.len()));
    let Some(token) = Token::parse(sealed) else {
        assert!(plain.is_empty(), "a token is none: {}", show(sealed));
        return;
    };
    assert_eq!(token.kind.name(), kind.name());
    cipher.open(token, aad, &mut out).expect("what was sealed opens");
    assert_eq!(out.expose(), plain);
    out.clear();
    assert!(cipher.open(token, &[aad, b"x"].concat(), &mut out).is_err(), "it opens under another path");
    // A change anywhere is found.
    let mut changed = sealed.to_vec();
    let at = input.iter().map(|byte| usize::from(*byte)).sum::<usize>() % changed.len();
    changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
    if let Some(token) = Token::parse(&changed)
        && cipher.open(token, aad, &mut out).is_ok()
    {
        assert_eq!(out.expose(), plain, "another text opens");
    }
}
