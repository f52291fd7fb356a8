//! Plaintext beside its encryption. What enters: the names of files and which of them are encrypted. What
//! leaves: pairs that look like one file decrypted beside the other.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// What people put into the names of decrypted files.
const MARKS: [&str; 6] = ["dec", "decrypted", "plain", "plaintext", "unencrypted", "clear"];

/// What people put into the names of encrypted files.
const SEALED: [&str; 3] = ["enc", "encrypted", "sops"];

/// Each file that is not encrypted and whose name says that it is the plaintext of an encrypted one in the
/// same folder, with that one.
pub fn twins<'a>(files: impl IntoIterator<Item = (&'a Path, bool)>) -> Vec<(&'a Path, &'a Path)> {
    let (encrypted, plain): (Vec<_>, Vec<_>) = files.into_iter().partition(|(_, encrypted)| *encrypted);
    let bases: HashMap<PathBuf, &Path> = encrypted.into_iter().map(|(path, _)| (base(path), path)).collect();
    let is_twin = |path: &'a Path| {
        let sealed = *bases.get(&base(path))?;
        // Without any mark both would have the same name.
        (sealed != path).then_some((path, sealed))
    };
    plain.into_iter().filter_map(|(path, _)| is_twin(path)).collect()
}

/// The name without marks: `a/secrets.dec.yaml` and `a/secrets.enc.yaml` are both `a/secrets.yaml`.
fn base(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_mark = |part: &&str| {
        let part = part.to_ascii_lowercase();
        !MARKS.contains(&part.as_str()) && !SEALED.contains(&part.as_str())
    };
    let parts: Vec<_> = name.split('.').filter(is_mark).collect();
    path.with_file_name(parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_copy_is_told_by_its_name() {
        let twin = |plain: &str, encrypted: &str| {
            let (plain, encrypted) = (Path::new(plain), Path::new(encrypted));
            twins([(encrypted, true), (plain, false)]) == [(plain, encrypted)]
        };
        assert!(twin("a/secrets.dec.yaml", "a/secrets.yaml"));
        assert!(twin("a/secrets.yaml.dec", "a/secrets.yaml"));
        assert!(twin("secrets.yaml", "secrets.enc.yaml"));
        assert!(twin("secrets.decrypted.yaml", "secrets.sops.yaml"));
        assert!(twin(".env.plain", ".env"));
        assert!(!twin("b/secrets.dec.yaml", "a/secrets.yaml"));
        assert!(!twin("values.yaml", "secrets.yaml"));
        assert!(!twin("secrets.dec.json", "secrets.yaml"));
    }
}
