//! Encrypted bytes to plain bytes.

use crate::{
    document::Tree,
    error::Result,
    format::{Format, Limits},
    keys::Provider,
    metadata::Metadata,
    secret::Plaintext,
};

/// How to decrypt.
pub struct DecryptOptions<'a> {
    /// Those who unwrap the data key.
    pub providers: &'a [&'a dyn Provider],
    /// Release the values even if the MAC does not fit.
    pub ignore_mac: bool,
    /// Bounds on the input.
    pub limits: Limits,
}

/// A decrypted file.
pub struct Decrypted {
    /// Its bytes, in the format it came in.
    pub bytes: Plaintext,
    /// The metadata it carried.
    pub metadata: Metadata,
    /// What the user should know (comments that do not authenticate, …).
    pub warnings: Vec<String>,
}

impl Decrypted {
    /// The documents as trees, to convert or to look values up.
    pub fn trees(&self, _format: &dyn Format, _limits: &Limits) -> Result<Vec<Tree>> {
        todo!()
    }
}

/// Decrypts `source`, which is in `format`.
pub fn decrypt(_source: &[u8], _format: &dyn Format, _options: &DecryptOptions<'_>) -> Result<Decrypted> {
    todo!()
}
