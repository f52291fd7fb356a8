//! What names a PGP key. What enters: the text of a fingerprint, or a comma-separated list of them.
//! What leaves: a text that `gpg` takes for a fingerprint and for nothing else, or an error that names
//! it. A user ID or an option must never reach `gpg` in its place: anyone can make a key with any user
//! ID.

use super::super::{looks_secret, shown};
use crate::error::{Error, ErrorKind, Result};

/// The hexadecimal digits of a long key ID, and of the fingerprints of version 3, 4 and 5 keys.
const LENGTHS: [usize; 4] = [16, 32, 40, 64];

/// A key's fingerprint or long key ID. With `!` behind it, it means that very (sub)key; without, `gpg`
/// chooses among the subkeys of the key to which it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint<'a> {
    /// As it was given.
    pub(super) text: &'a str,
    /// Its digits alone.
    pub(super) digits: &'a str,
    /// Whether it ends with `!`.
    pub(super) exact: bool,
}

impl<'a> Fingerprint<'a> {
    /// Reads a fingerprint without spaces, in capitals or not.
    pub(super) fn parse(text: &'a str) -> Result<Self> {
        let (digits, exact) = text.strip_suffix('!').map_or((text, false), |digits| (digits, true));
        let digits = digits.strip_prefix("0x").unwrap_or(digits);
        if LENGTHS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self { text, digits, exact })
        } else {
            Err(malformed(text, digits))
        }
    }

    /// Whether it ends the fingerprint `other`, as a long key ID does.
    pub(super) fn names(&self, other: &str) -> bool {
        let start = other.len().wrapping_sub(self.digits.len());
        other.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(self.digits))
    }
}

/// The fingerprints of a comma-separated list: without spaces, empty entries and repetitions.
pub fn split_list(text: &str) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for entry in text.split(',') {
        let entry: String = entry.split_whitespace().collect();
        if !entry.is_empty() && !list.contains(&entry) {
            list.push(entry);
        }
    }
    list
}

fn malformed(text: &str, digits: &str) -> Error {
    if looks_secret(text) {
        return Error::new(ErrorKind::NoKey, "a secret key was given where a PGP fingerprint is expected")
            .hint("give the fingerprint that `gpg --list-keys` prints");
    }
    let error = Error::new(ErrorKind::NoKey, format!("not a PGP fingerprint: {}", shown(text)));
    if text.starts_with("age1") {
        error.hint("this looks like an age recipient: give it as `age`")
    } else if text.starts_with("arn:") {
        error.hint("an ARN names an AWS KMS key: give it as `kms`")
    } else if text.contains('@') {
        error
            .because("anyone can make a key with any user ID")
            .hint("give the fingerprint of the key that you trust: `gpg --list-keys` prints it")
    } else if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        error.because("short key IDs are easily forged").hint("give the whole fingerprint, of 40 digits")
    } else {
        error.hint("give the fingerprint of 40 hexadecimal digits that `gpg --list-keys` prints")
    }
}
