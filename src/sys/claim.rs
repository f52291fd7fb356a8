//! Who edits a file at present. What enters: a path. What leaves: a claim on the file, for as long as it
//! is held, or that someone else has it. A claim hinders nobody who does not ask.

use std::{fs::File, path::Path};

/// The right to edit a file.
pub enum Claim {
    /// It is ours until this is dropped.
    Ours(File),
    /// Another process has it.
    Theirs,
    /// The system cannot tell.
    Unknown,
}

/// Claims the file at `path`.
pub fn claim(path: &Path) -> Claim {
    // Elsewhere such a lock would keep others from reading.
    if !cfg!(unix) {
        return Claim::Unknown;
    }
    let Ok(file) = File::open(path) else { return Claim::Unknown };
    match file.try_lock() {
        Ok(()) => Claim::Ours(file),
        Err(std::fs::TryLockError::WouldBlock) => Claim::Theirs,
        Err(std::fs::TryLockError::Error(_)) => Claim::Unknown,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_one_has_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let first = claim(file.path());
        assert!(matches!(first, Claim::Ours(_)));
        assert!(matches!(claim(file.path()), Claim::Theirs));
        drop(first);
        assert!(matches!(claim(file.path()), Claim::Ours(_)));
        assert!(matches!(claim(Path::new("/nowhere/at/all")), Claim::Unknown));
    }
}
