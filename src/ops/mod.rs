//! The main flow, one file a verb, over bytes. What enters: source bytes, a format, keys. What
//! leaves: new bytes. Never a path of a file, never output.

mod decrypt;
mod encrypt;
pub mod forms;
mod update;

pub use decrypt::{DecryptOptions, Decrypted, decrypt};
pub use encrypt::{EncryptOptions, Encrypted, encrypt};
pub use update::{Updated, update};
