//! Which leaves are encrypted. What enters: the file's selectors, paths and comments. What leaves:
//! yes or no.

use crate::error::Result;

/// The six selectors as they stand in a file or in a rule; at most one is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selectors {
    /// Keys that end so stay readable, with all below them.
    pub unencrypted_suffix: Option<String>,
    /// Only keys that end so are encrypted, with all below them.
    pub encrypted_suffix: Option<String>,
    /// Keys that match stay readable.
    pub unencrypted_regex: Option<String>,
    /// Only keys that match are encrypted.
    pub encrypted_regex: Option<String>,
    /// Values under a comment that matches stay readable.
    pub unencrypted_comment_regex: Option<String>,
    /// Only values under a comment that matches are encrypted.
    pub encrypted_comment_regex: Option<String>,
}
