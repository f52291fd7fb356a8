//! The digest over all values of a file, in document order over all documents.

use sha2::{Digest as _, Sha512};

/// Hashed first when only encrypted values count, so that the two kinds never agree.
const ONLY_ENCRYPTED: [u8; 32] = [
    0x8a, 0x3f, 0xd2, 0xad, 0x54, 0xce, 0x66, 0x52, 0x7b, 0x10, 0x34, 0xf3, 0xd1, 0x47, 0xbe, 0x0b, 0x0b,
    0x97, 0x5b, 0x3b, 0xf4, 0x4f, 0x72, 0xc6, 0xfd, 0xad, 0xec, 0x81, 0x76, 0xf2, 0x7d, 0x69,
];

/// SHA-512 over the canonical bytes of the values.
pub struct Mac(Sha512);

impl Mac {
    /// An empty digest; `only_encrypted` is the file's `mac_only_encrypted`.
    pub fn new(only_encrypted: bool) -> Self {
        let mut hash = Sha512::new();
        if only_encrypted {
            hash.update(ONLY_ENCRYPTED);
        }
        Self(hash)
    }

    /// Adds the canonical bytes of one value.
    pub fn add(&mut self, canonical: &[u8]) {
        self.0.update(canonical);
    }

    /// Upper-case hex, as it is encrypted into the metadata.
    pub fn finish(self) -> String {
        use std::fmt::Write as _;
        self.0.finalize().iter().fold(String::with_capacity(128), |mut hex, byte| {
            write!(hex, "{byte:02X}").expect("writing to a String cannot fail");
            hex
        })
    }
}
