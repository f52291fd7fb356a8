//! The `ENC[AES256_GCM,…]` token. What enters: plaintext bytes, their type and the additional data
//! (the path). What leaves: the token, or the plaintext. Never a message that holds either.

use aes_gcm::{
    AesGcm, KeyInit as _,
    aead::{AeadInPlace as _, consts::U32, generic_array::GenericArray},
    aes::Aes256,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20::{
    ChaCha20,
    cipher::{KeyIvInit as _, StreamCipher as _},
};
use zeroize::Zeroizing;

use crate::{
    error::Result,
    scalar::ScalarType,
    secret::{DataKey, Plaintext, fill_random, wipe_stack},
};

const PREFIX: &[u8] = b"ENC[AES256_GCM,data:";
const IV: &[u8] = b",iv:";
const TAG: &[u8] = b",tag:";
const TYPE: &[u8] = b",type:";
const IV_LEN: usize = 32;
const TAG_LEN: usize = 16;

/// AES-256-GCM under one data key; the key schedule is made once.
pub struct Cipher {
    /// The round keys begin with the key itself, and may not be moved about.
    aes: Box<AesGcm<Aes256, U32>>,
    key: DataKey,
    scratch: Scratch,
}

/// Seals under a cipher's key beside others, one for each thread.
pub struct Sealer<'a> {
    aes: &'a AesGcm<Aes256, U32>,
    scratch: Scratch,
}

/// What sealing needs from call to call.
#[derive(Default)]
struct Scratch {
    random: Random,
    /// Where values are encrypted in place.
    work: Plaintext,
}

/// The parts of a token, still in base64.
#[derive(Clone, Copy)]
pub struct Token<'a> {
    data: &'a [u8],
    iv: &'a [u8],
    tag: &'a [u8],
    /// The type of the plaintext; not authenticated by the format.
    pub kind: ScalarType,
}

/// Why a token could not be opened; says nothing of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Not the shape of a token, or not base64.
    Malformed,
    /// Another key, another path, or changed bytes.
    NotAuthentic,
}

/// Each use leaves round keys on the stack, where the processor's registers were put aside.
impl Drop for Cipher {
    fn drop(&mut self) {
        // The cipher wipes its round keys, but not the key of its authentication.
        *self.aes = AesGcm::new(&[0; DataKey::LEN].into());
        wipe_stack();
    }
}

/// As for the cipher, on a thread of its own.
impl Drop for Sealer<'_> {
    fn drop(&mut self) {
        wipe_stack();
    }
}

impl Cipher {
    /// A cipher under `key`.
    pub fn new(key: DataKey) -> Self {
        let aes = schedule(&key);
        wipe_stack();
        Self { aes, key, scratch: Scratch::default() }
    }

    /// Another cipher under the same key.
    #[must_use]
    pub fn again(&self) -> Self {
        Self::new(self.key.again())
    }

    /// The data key, to wrap it for recipients.
    pub fn data_key(&self) -> &DataKey {
        &self.key
    }

    /// Appends the token of `plaintext` to `out`.
    pub fn seal(&mut self, kind: ScalarType, plaintext: &[u8], aad: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        out.resize(start + token_len(kind, plaintext.len()), 0);
        self.scratch.seal(&self.aes, kind, plaintext, aad, &mut out[start..])
    }

    /// One who seals beside this.
    pub fn sealer(&self) -> Sealer<'_> {
        Sealer { aes: &self.aes, scratch: Scratch::default() }
    }

    /// Appends the plaintext of `token` to `out`.
    pub fn open(&self, token: Token<'_>, aad: &[u8], out: &mut Plaintext) -> Result<(), OpenError> {
        let mut iv = [0; 128];
        let iv = decode_into(token.iv, &mut iv)?;
        let mut tag = [0; TAG_LEN + 2];
        let tag = decode_into(token.tag, &mut tag)?;
        if tag.len() != TAG_LEN || iv.is_empty() {
            return Err(OpenError::Malformed);
        }
        let start = out.expose().len();
        out.reserve(token.data.len() / 4 * 3 + 3);
        let buffer = out.expose_mut();
        if STANDARD.decode_vec(token.data, buffer).is_err() {
            buffer.truncate(start);
            return Err(OpenError::Malformed);
        }
        let opened = if iv.len() == IV_LEN {
            let iv = GenericArray::from_slice(iv);
            let tag = GenericArray::from_slice(tag);
            self.aes.decrypt_in_place_detached(iv, aad, &mut buffer[start..], tag).map_err(drop)
        } else {
            open_with_other_iv(&self.key, iv, aad, &mut buffer[start..], tag)
        };
        opened.map_err(|()| {
            buffer.truncate(start);
            OpenError::NotAuthentic
        })
    }
}

impl Sealer<'_> {
    /// Writes the token of `plaintext` to the start of `out`, which has room for its `token_len`.
    pub fn seal(&mut self, kind: ScalarType, plaintext: &[u8], aad: &[u8], out: &mut [u8]) -> Result<()> {
        self.scratch.seal(self.aes, kind, plaintext, aad, out)
    }
}

/// How long the token of a value of that length is.
pub fn token_len(kind: ScalarType, plaintext: usize) -> usize {
    let base64 = |bytes: usize| bytes.div_ceil(3) * 4;
    let labels = PREFIX.len() + IV.len() + TAG.len() + TYPE.len();
    labels + base64(plaintext) + base64(IV_LEN) + base64(TAG_LEN) + kind.name().len() + 1
}

impl Scratch {
    /// Writes a token to the start of `out`.
    ///
    /// # Panics
    /// When `plaintext` is longer than AES-GCM takes, which is 16 times what a file may hold.
    fn seal(
        &mut self,
        aes: &AesGcm<Aes256, U32>,
        kind: ScalarType,
        plaintext: &[u8],
        aad: &[u8],
        out: &mut [u8],
    ) -> Result<()> {
        let mut iv = [0; IV_LEN];
        self.random.fill(&mut iv)?;
        self.work.expose_mut().clear(); // what it held is a ciphertext
        self.work.extend(plaintext);
        let tag = aes
            .encrypt_in_place_detached(&iv.into(), aad, self.work.expose_mut())
            .expect("AES-GCM takes up to 64 GiB, a file at most 4");
        let out = put(PREFIX, out);
        let out = put_base64(self.work.expose(), out);
        let out = put(IV, out);
        let out = put_base64(&iv, out);
        let out = put(TAG, out);
        let out = put_base64(&tag, out);
        let out = put(TYPE, out);
        let out = put(kind.name().as_bytes(), out);
        put(b"]", out);
        Ok(())
    }
}

impl<'a> Token<'a> {
    /// The token that `text` starts with, as the real reader finds it: the pattern
    /// `^ENC\[AES256_GCM,data:(.+),iv:(.+),tag:(.+),type:(.+)\]` over the decoded scalar.
    pub fn parse(text: &'a [u8]) -> Option<Self> {
        // Base64 has no commas, so each part ends at the next one.
        let (data, rest) = split(text.strip_prefix(PREFIX)?)?;
        let (iv, rest) = split(rest.strip_prefix(b"iv:")?)?;
        let (tag, rest) = split(rest.strip_prefix(b"tag:")?)?;
        let rest = rest.strip_prefix(b"type:")?;
        let end = memchr::memchr(b']', rest)?;
        Some(Self { data, iv, tag, kind: ScalarType::from_name(&rest[..end])? })
    }

    /// What authenticates its content and its path, in base64.
    pub fn tag(&self) -> &'a [u8] {
        self.tag
    }
}

/// Whether `text` claims to be a token, well-formed or not.
pub fn looks_like_token(text: &[u8]) -> bool {
    text.starts_with(b"ENC[AES256_GCM,")
}

/// What stands before the first comma and after it; neither token part may be empty.
fn split(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(b',', text).filter(|at| *at > 0)?;
    Some((&text[..at], &text[at + 1..]))
}

/// Writes to the start of `out`, and returns the rest of it.
fn put<'o>(bytes: &[u8], out: &'o mut [u8]) -> &'o mut [u8] {
    let (place, rest) = out.split_at_mut(bytes.len());
    place.copy_from_slice(bytes);
    rest
}

fn put_base64<'o>(bytes: &[u8], out: &'o mut [u8]) -> &'o mut [u8] {
    let written = STANDARD.encode_slice(bytes, out).expect("there is room for the token");
    &mut out[written..]
}

fn decode_into<'a>(text: &[u8], buffer: &'a mut [u8]) -> Result<&'a [u8], OpenError> {
    let length = STANDARD.decode_slice(text, buffer).map_err(|_| OpenError::Malformed)?;
    Ok(&buffer[..length])
}

/// The round keys, which are made on the stack: on that of this call alone, to be wiped by the caller.
#[inline(never)]
fn schedule(key: &DataKey) -> Box<AesGcm<Aes256, U32>> {
    Box::new(AesGcm::new(key.expose().into()))
}

/// Files of other writers may carry the usual 12-byte IV, or 16 bytes.
#[inline(never)] // its stack is wiped by the caller
fn open_with_other_iv(key: &DataKey, iv: &[u8], aad: &[u8], text: &mut [u8], tag: &[u8]) -> Result<(), ()> {
    use aes_gcm::aead::consts::{U12, U16};
    let tag = GenericArray::from_slice(tag);
    let result = match iv.len() {
        12 => AesGcm::<Aes256, U12>::new(key.expose().into()).decrypt_in_place_detached(
            GenericArray::from_slice(iv),
            aad,
            text,
            tag,
        ),
        16 => AesGcm::<Aes256, U16>::new(key.expose().into()).decrypt_in_place_detached(
            GenericArray::from_slice(iv),
            aad,
            text,
            tag,
        ),
        _ => return Err(()),
    };
    result.map_err(drop)
}

/// How many random bytes are made at once.
const POOL: usize = 2 << 10;

/// Random bytes for IVs: the stream of a `ChaCha20` whose key comes from the operating system. Asking the
/// system for each of them, or even for all in bulk, takes longer than all else that a token needs.
struct Random {
    stream: Option<ChaCha20>,
    pool: [u8; POOL],
    used: usize,
}

impl Default for Random {
    fn default() -> Self {
        Self { stream: None, pool: [0; POOL], used: POOL }
    }
}

impl Random {
    fn fill(&mut self, out: &mut [u8; IV_LEN]) -> Result<()> {
        if self.used == POOL {
            self.refill()?;
        }
        out.copy_from_slice(&self.pool[self.used..self.used + IV_LEN]);
        self.used += IV_LEN;
        Ok(())
    }

    fn refill(&mut self) -> Result<()> {
        let stream = if let Some(stream) = &mut self.stream {
            stream
        } else {
            let mut seed = Zeroizing::new([0; IV_LEN]);
            fill_random(&mut *seed)?;
            // Each key is used for one stream, so that its nonce may be any.
            self.stream.insert(ChaCha20::new((&*seed).into(), (&[0; 12]).into()))
        };
        self.pool.fill(0);
        // The stream ends after 256 GiB, which are more IVs than a file can hold values.
        stream.apply_keystream(&mut self.pool);
        self.used = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher() -> Cipher {
        Cipher::new(DataKey::from_slice(&[7; 32]).unwrap())
    }

    #[test]
    fn a_token_opens_only_under_its_own_path() {
        let mut cipher = cipher();
        let mut token = Vec::new();
        cipher.seal(ScalarType::Str, b"hunter2", b"a:b:", &mut token).unwrap();
        let parsed = Token::parse(&token).unwrap();
        let mut out = Plaintext::default();
        assert_eq!(cipher.open(parsed, b"a:c:", &mut out), Err(OpenError::NotAuthentic));
        assert!(out.expose().is_empty());
        cipher.open(parsed, b"a:b:", &mut out).unwrap();
        assert_eq!(out.expose(), b"hunter2");
    }

    #[test]
    fn the_length_of_a_token_is_known_before() {
        for length in [1, 2, 3, 100] {
            let mut token = Vec::new();
            cipher().seal(ScalarType::Bytes, &vec![1; length], b"a:", &mut token).unwrap();
            assert_eq!(token.len(), token_len(ScalarType::Bytes, length));
            let mut beside = vec![0; token.len()];
            cipher().sealer().seal(ScalarType::Bytes, &vec![1; length], b"a:", &mut beside).unwrap();
            let mut out = Plaintext::default();
            cipher().open(Token::parse(&beside).unwrap(), b"a:", &mut out).unwrap();
            assert_eq!(out.expose(), vec![1; length]);
        }
    }

    #[test]
    fn no_iv_comes_twice() {
        let mut seen = std::collections::HashSet::new();
        for mut random in [Random::default(), Random::default()] {
            for _ in 0..3 * POOL / IV_LEN {
                let mut iv = [0; IV_LEN];
                random.fill(&mut iv).unwrap();
                assert!(iv != [0; IV_LEN] && seen.insert(iv));
            }
        }
    }

    #[test]
    fn a_malformed_token_is_told_apart() {
        assert!(Token::parse(b"ENC[AES256_GCM,data:xx,iv:yy,tag:zz]").is_none());
        let token = Token::parse(b"ENC[AES256_GCM,data:x,iv:AAAA,tag:AAAA,type:str]").unwrap();
        assert_eq!(cipher().open(token, b"", &mut Plaintext::default()), Err(OpenError::Malformed));
    }
}
