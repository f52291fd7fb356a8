//! Memory that holds secrets: wiped on drop, and without `Debug`, `Display` or `Clone`, so that
//! nothing can print or copy it by accident.

mod memory;

use self::memory::Slot;
pub use self::memory::{WipingAllocator, wipe_from_now_on};
use crate::error::{Error, ErrorKind, Result};

/// The 32-byte key under which all values of one file are encrypted. It has one place in memory for as
/// long as it lives, which the system does not write to its swap space where that can be had.
pub struct DataKey(Slot);

impl DataKey {
    /// Its length in bytes.
    pub const LEN: usize = 32;

    /// A new random key.
    pub fn generate() -> Result<Self> {
        let mut key = Self(Slot::new());
        fill_random(key.0.expose_mut())?;
        Ok(key)
    }

    /// The key in `bytes`; `None` when it has another length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == Self::LEN).then(|| {
            let mut key = Self(Slot::new());
            key.0.expose_mut().copy_from_slice(bytes);
            key
        })
    }

    /// The same key once more.
    #[must_use]
    pub fn again(&self) -> Self {
        let mut key = Self(Slot::new());
        key.0.expose_mut().copy_from_slice(self.expose());
        key
    }

    /// The raw key, for a cipher or a key provider.
    pub fn expose(&self) -> &[u8; Self::LEN] {
        self.0.expose()
    }
}

/// Decrypted bytes, or the text of an identity.
#[derive(Default)]
pub struct Plaintext(Vec<u8>);

impl Plaintext {
    /// Takes the buffer over; it is wiped when the value is dropped.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// An empty buffer that holds `capacity` bytes without growing: a grown buffer leaves its old
    /// bytes behind in freed memory.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// The bytes.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as text.
    pub fn expose_str(&self) -> Result<&str> {
        std::str::from_utf8(&self.0)
            .map_err(|_| Error::new(ErrorKind::Generic, "a secret that should be text is not valid UTF-8"))
    }

    /// Appends, wiping the old buffer when it has to grow.
    pub fn extend(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// Makes room for `more` bytes, wiping the old buffer when it has to move.
    pub fn reserve(&mut self, more: usize) {
        if self.0.capacity() - self.0.len() < more {
            let mut grown = Vec::with_capacity((self.0.capacity() * 2).max(self.0.len() + more));
            grown.extend_from_slice(&self.0);
            wipe(&mut self.0);
            self.0 = grown;
        }
    }

    /// The buffer, for code that writes in place; it must not outgrow its capacity.
    pub fn expose_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    /// Wipes and empties.
    pub fn clear(&mut self) {
        // To fill nothing where there is no memory yet is what a C library may be slowest at.
        if !self.0.is_empty() {
            // Not the whole capacity each time: what lies behind the content is wiped at the end.
            self.0.fill(0);
            zeroize::optimization_barrier(self.0.as_slice());
            self.0.clear();
        }
    }
}

impl Drop for Plaintext {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// Overwrites what calls that are over left on the stack: a value that is moved leaves its bytes behind
/// where it was. To be called where the calls that had the secret have just returned.
#[inline(never)]
#[allow(clippy::large_stack_arrays)] // the stack is what it is about; the smallest has 2 MiB
pub(crate) fn wipe_stack() {
    let mut below = [0_u8; 64 << 10];
    below.fill(0);
    zeroize::optimization_barrier(&below);
}

/// Overwrites the whole buffer, also what lies behind its content, and empties it. `Vec::zeroize` does the
/// same byte by byte, and twice: for a large file that is a tenth of all the time.
fn wipe(buffer: &mut Vec<u8>) {
    let capacity = buffer.capacity();
    if capacity == 0 {
        return;
    }
    buffer.clear();
    buffer.resize(capacity, 0);
    zeroize::optimization_barrier(buffer.as_slice());
    buffer.clear();
}

/// Fills `buffer` from the operating system's generator.
pub fn fill_random(buffer: &mut [u8]) -> Result<()> {
    getrandom::getrandom(buffer).map_err(|error| {
        Error::new(ErrorKind::Generic, "the operating system gave no random bytes").because(error)
    })
}
