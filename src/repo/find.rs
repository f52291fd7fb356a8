//! The files below folders. What enters: paths as typed. What leaves: files, sorted, each once.
//! `.gitignore` is honoured, `.git` never entered, and no symbolic link followed below a folder.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use ignore::WalkBuilder;

use crate::error::{Error, ErrorKind};

/// What a search gave.
#[derive(Debug, Default)]
pub struct Found {
    /// The files, sorted.
    pub files: Vec<PathBuf>,
    /// What could not be looked at.
    pub errors: Vec<Error>,
}

/// The files that `paths` name, and those in the folders among them. A file that is named is taken as it
/// is, whatever `.gitignore` says.
pub fn find(paths: &[PathBuf]) -> Found {
    let mut files = BTreeSet::new();
    let mut errors = Vec::new();
    for path in paths {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => below(path, &mut files, &mut errors),
            Ok(_) => {
                files.insert(path.clone());
            }
            Err(error) => {
                errors.push(
                    Error::new(ErrorKind::Input, "could not read the file").in_file(path).because(error),
                );
            }
        }
    }
    Found { files: files.into_iter().collect(), errors }
}

fn below(folder: &Path, files: &mut BTreeSet<PathBuf>, errors: &mut Vec<Error>) {
    let walk = WalkBuilder::new(folder)
        .hidden(false) // `.env` is the name of many a secret
        .ignore(false) // `.ignore` is for those who search
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                if entry.file_type().is_some_and(|kind| kind.is_file()) {
                    let path = entry.into_path();
                    files.insert(path.strip_prefix(".").map(Path::to_owned).unwrap_or(path));
                }
            }
            Err(error) => errors.push(
                Error::new(ErrorKind::Input, "could not look into a folder").in_file(folder).because(error),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn ignored_files_are_left_out_unless_they_are_named() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        for name in ["a/b.yaml", "a/.env", "a/c.dec.yaml", ".git/config"] {
            fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            fs::write(path(name), "x").unwrap();
        }
        fs::write(path(".gitignore"), "*.dec.yaml\n").unwrap();
        let found = find(&[root.path().to_owned()]);
        assert!(found.errors.is_empty());
        assert_eq!(found.files, [path(".gitignore"), path("a/.env"), path("a/b.yaml")]);
        assert_eq!(find(&[path("a/c.dec.yaml"), path("a/c.dec.yaml")]).files, [path("a/c.dec.yaml")]);
        let missing = find(&[path("nowhere")]);
        assert_eq!((missing.files.len(), missing.errors.len()), (0, 1));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let root = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(root.path(), root.path().join("again")).unwrap();
        fs::write(root.path().join("a.yaml"), "x").unwrap();
        assert_eq!(find(&[root.path().to_owned()]).files, [root.path().join("a.yaml")]);
    }
}
