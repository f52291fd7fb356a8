//! age recipients and identities.

use super::{Attempt, KeyKind, MasterKey, Provider};
use crate::{error::Result, secret::Plaintext};

/// A place where identities may be found; the program reads the environment, this module the places.
pub enum IdentitySource {
    /// The text of a variable such as `SOPS_AGE_KEY`: identities between lines or spaces.
    Text {
        /// What to call it in a report.
        name: String,
        /// Its content.
        text: Plaintext,
    },
    /// A file of identities, one a line, `#` starts a comment.
    File {
        /// What to call it in a report (`SOPS_AGE_KEY_FILE`, `the default key file`).
        name: String,
        /// Where it is.
        path: std::path::PathBuf,
        /// Whether it may be missing without that being a failure (the default file).
        optional: bool,
    },
    /// A command whose output is identities; it runs with the wanted recipient in `SOPS_AGE_RECIPIENT`.
    Command {
        /// What to call it in a report.
        name: String,
        /// The command line, split as a shell would.
        line: String,
    },
}

/// Wraps for age recipients, unwraps with the identities of its sources (read at the first use).
pub struct Age {
    sources: Vec<IdentitySource>,
}

impl Age {
    /// A provider that will look at `sources` in order.
    pub fn new(sources: Vec<IdentitySource>) -> Self {
        Self { sources }
    }
}

impl Provider for Age {
    fn kind(&self) -> KeyKind {
        KeyKind::Age
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn wrap(&self, _key: &mut MasterKey, _secret: &[u8]) -> Result<()> {
        let _ = &self.sources;
        todo!("keys")
    }

    fn unwrap(&self, _key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        todo!("keys")
    }
}
