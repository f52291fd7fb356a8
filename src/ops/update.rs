//! A changed plaintext against its old encryption: what did not change keeps its token.

use super::EncryptOptions;
use crate::{error::Result, format::Format};

/// The outcome of an update.
pub enum Updated {
    /// Nothing changed: the old file stays.
    Unchanged,
    /// The new encrypted bytes.
    Changed(Vec<u8>),
}

/// Encrypts `plain` with the data key, metadata and unchanged tokens of `old`.
pub fn update(
    _old: &[u8],
    _plain: &[u8],
    _format: &dyn Format,
    _options: &EncryptOptions<'_>,
) -> Result<Updated> {
    todo!()
}
