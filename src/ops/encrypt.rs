//! Plain bytes to encrypted bytes.

use crate::{
    error::Result,
    format::{Format, Limits},
    keys::{KeyGroup, Provider},
    select::Selectors,
};

/// How to encrypt.
pub struct EncryptOptions<'a> {
    /// The keys to encrypt to.
    pub groups: Vec<KeyGroup>,
    /// How many groups are needed.
    pub shamir_threshold: Option<u32>,
    /// What is encrypted.
    pub selectors: Selectors,
    /// Whether only encrypted values enter the MAC.
    pub mac_only_encrypted: bool,
    /// Those who wrap the data key.
    pub providers: &'a [&'a dyn Provider],
    /// Seconds since the epoch.
    pub now: i64,
    /// Bounds on the input.
    pub limits: Limits,
}

/// An encrypted file.
#[derive(Debug)]
pub struct Encrypted {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many values were encrypted; 0 when the selector matched nothing (or there was nothing).
    pub values: usize,
}

/// Encrypts `source`, which is in `format`.
pub fn encrypt(_source: &[u8], _format: &dyn Format, _options: &EncryptOptions<'_>) -> Result<Encrypted> {
    todo!()
}
