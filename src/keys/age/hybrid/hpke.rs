//! HPKE (RFC 9180) as age uses it: base mode, HKDF-SHA256, ChaCha20-Poly1305, one message for each
//! shared secret. What enters: a shared secret and a file key, or one that is sealed. What leaves:
//! the other of the two. Never two messages under one secret: the nonce would be the same.

use age_core::format::{FILE_KEY_BYTES, FileKey};
use chacha20poly1305::{AeadInPlace, ChaCha20Poly1305, KeyInit, Nonce, Tag};
use hkdf::{Hkdf, HkdfExtract};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::xwing::SharedSecret;

/// Bytes that sealing adds.
pub(super) const TAG: usize = 16;

const VERSION: &[u8] = b"HPKE-v1";
const KDF_ID: u16 = 0x0001;
const AEAD_ID: u16 = 0x0003;
const MODE_BASE: u8 = 0;

/// The key of one message.
pub(super) struct Context {
    cipher: ChaCha20Poly1305,
    nonce: Nonce,
}

impl Context {
    /// The key schedule (section 5.1), without a pre-shared key.
    pub(super) fn new(kem_id: u16, secret: &SharedSecret, info: &[u8]) -> Self {
        let suite = Suite::new(kem_id);
        let (psk_id_hash, _) = suite.extract(&[], b"psk_id_hash", &[]);
        let (info_hash, _) = suite.extract(&[], b"info_hash", info);
        let context = [&[MODE_BASE][..], &*psk_id_hash, &*info_hash].concat();
        let (_, secret) = suite.extract(secret.expose(), b"secret", &[]);
        let mut key = Zeroizing::new([0; 32]);
        suite.expand(&secret, b"key", &context, &mut *key);
        let mut nonce = Nonce::default();
        suite.expand(&secret, b"base_nonce", &context, &mut nonce);
        Self { cipher: ChaCha20Poly1305::new((&*key).into()), nonce }
    }

    /// Seals a file key.
    pub(super) fn seal(self, file_key: &[u8; FILE_KEY_BYTES]) -> Vec<u8> {
        // It must not grow while it holds the key in the clear.
        let mut sealed = Vec::with_capacity(FILE_KEY_BYTES + TAG);
        sealed.extend_from_slice(file_key);
        let tag = self
            .cipher
            .encrypt_in_place_detached(&self.nonce, &[], &mut sealed)
            .expect("16 bytes are within the cipher's limit");
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// Opens a sealed file key; none if it was sealed under another secret.
    pub(super) fn open(self, sealed: &[u8; FILE_KEY_BYTES + TAG]) -> Option<FileKey> {
        let (sealed, tag) = sealed.split_at(FILE_KEY_BYTES);
        FileKey::try_init_with_mut(|file_key| {
            file_key.copy_from_slice(sealed);
            self.cipher.decrypt_in_place_detached(&self.nonce, &[], file_key, Tag::from_slice(tag))
        })
        .ok()
    }
}

/// The algorithms' numbers, which every derivation is bound to.
struct Suite([u8; 10]);

impl Suite {
    fn new(kem_id: u16) -> Self {
        let mut id = *b"HPKE\0\0\0\0\0\0";
        for (at, number) in [(4, kem_id), (6, KDF_ID), (8, AEAD_ID)] {
            id[at..at + 2].copy_from_slice(&number.to_be_bytes());
        }
        Self(id)
    }

    /// `LabeledExtract`: the key in bytes, and ready to expand.
    fn extract(&self, salt: &[u8], label: &[u8], input: &[u8]) -> (Zeroizing<[u8; 32]>, Hkdf<Sha256>) {
        let mut extract = HkdfExtract::<Sha256>::new(Some(salt));
        for part in [VERSION, &self.0, label, input] {
            extract.input_ikm(part);
        }
        let (bytes, key) = extract.finalize();
        (Zeroizing::new(bytes.into()), key)
    }

    /// `LabeledExpand`
    fn expand(&self, key: &Hkdf<Sha256>, label: &[u8], info: &[u8], output: &mut [u8]) {
        let length = u16::try_from(output.len()).expect("at most a key of 32 bytes").to_be_bytes();
        key.expand_multi_info(&[&length, VERSION, &self.0, label, info], output)
            .expect("at most a key of 32 bytes, HKDF makes 255 times as much");
    }
}
