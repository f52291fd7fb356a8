//! The files below folders. What enters: paths and patterns as typed. What leaves: files, each
//! once. `.gitignore` is honoured, `.git` never entered, and no symbolic link followed below a folder. What is
//! found in a repository is in no other one below it.

use std::{
    collections::{BTreeSet, HashSet},
    path::{Component, Path, PathBuf},
};

use ignore::{
    WalkBuilder,
    gitignore::{Gitignore, GitignoreBuilder},
};

use crate::error::{Error, ErrorKind, Result};

/// What a search gave.
#[derive(Debug, Default)]
pub struct Found {
    /// The files, in the order of the paths, and sorted below each.
    pub files: Vec<PathBuf>,
    /// Those of them that were named themselves.
    pub named: HashSet<PathBuf>,
    /// What could not be looked at.
    pub errors: Vec<Error>,
}

/// The files that `paths` name, and those in the folders and under the patterns (`secrets/**/*.yaml`) among
/// them. A file that is named is taken as it is, whatever `.gitignore` says and whether it exists or not.
pub fn find(paths: &[PathBuf]) -> Found {
    let mut search = Search::default();
    for path in paths {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => search.below(path, None),
            Err(_) if has_wildcard(path) => search.pattern(path),
            // What is wrong with it is told when it is its turn.
            Ok(_) | Err(_) => search.name(path),
        }
    }
    let mut found = search.found;
    if paths.len() > 1 {
        // The same file by two names must not be worked on twice at once.
        let mut seen = HashSet::new();
        found.files.retain(|file| seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone())));
    }
    found
}

/// Whether a path stands for others: it holds wildcards, and there is no file of that very name.
pub fn is_pattern(path: &Path) -> bool {
    has_wildcard(path) && !path.exists()
}

fn has_wildcard(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.contains(['*', '?', '[', '{']))
}

/// A search under way.
#[derive(Default)]
struct Search {
    found: Found,
}

impl Search {
    fn name(&mut self, path: &Path) {
        self.found.named.insert(plain(path));
        self.found.files.push(plain(path));
    }

    fn pattern(&mut self, pattern: &Path) {
        let before = (self.found.files.len(), self.found.errors.len());
        match split(pattern) {
            Ok((root, matcher)) if root.is_dir() => self.below(&root, Some(&matcher)),
            Ok(_) => {}
            Err(error) => self.found.errors.push(error.in_file(pattern)),
        }
        if (self.found.files.len(), self.found.errors.len()) == before {
            let message = "no file matches the pattern";
            self.found.errors.push(Error::new(ErrorKind::NoFile, message).in_file(pattern));
        }
    }

    fn below(&mut self, folder: &Path, matcher: Option<&Gitignore>) {
        // Submodules and worktrees are repositories of their own.
        let in_repository = folder.canonicalize().is_ok_and(|folder| folder.ancestors().any(is_repository));
        let walk = WalkBuilder::new(folder)
            .hidden(false) // `.env` is the name of many a secret
            .ignore(false) // `.ignore` is for those who search
            .require_git(false)
            .filter_entry(move |entry| {
                let is_other = entry.depth() > 0 && in_repository && is_repository(entry.path());
                entry.file_name() != ".git" && !is_other
            })
            .build();
        let mut files = BTreeSet::new();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                    if matcher.is_none_or(|matcher| matcher.matched(below, false).is_ignore()) {
                        files.insert(plain(entry.path()));
                    }
                }
                Ok(_) => {}
                Err(error) => self.found.errors.push(
                    Error::new(ErrorKind::Input, "could not look into a folder")
                        .in_file(folder)
                        .because(error),
                ),
            }
        }
        self.found.files.extend(files);
    }
}

/// Whether a folder is the top of a git repository: of a clone, a worktree or a submodule.
fn is_repository(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

/// A pattern as the folder that it starts in and what matches below it.
fn split(pattern: &Path) -> Result<(PathBuf, Gitignore)> {
    let is_plain = |component: &Component<'_>| !has_wildcard(Path::new(component));
    let root: PathBuf = pattern.components().take_while(is_plain).collect();
    let rest: Vec<_> = pattern.components().skip_while(is_plain).collect();
    let rest: Vec<_> = rest.iter().map(|component| component.as_os_str().to_string_lossy()).collect();
    let wrong = |error: ignore::Error| Error::new(ErrorKind::Input, "the pattern is wrong").because(error);
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, &format!("/{}", rest.join("/"))).map_err(wrong)?;
    let matcher = builder.build().map_err(wrong)?;
    let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root };
    Ok((root, matcher))
}

/// Without `./`.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
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
        assert!(found.errors.is_empty() && found.named.is_empty());
        assert_eq!(found.files, [path(".gitignore"), path("a/.env"), path("a/b.yaml")]);
        let named = find(&[path("a/c.dec.yaml"), path("a/../a/c.dec.yaml")]);
        assert_eq!((named.files.len(), named.named.contains(&path("a/c.dec.yaml"))), (1, true));
        let missing = find(&[path("nowhere")]);
        assert_eq!((missing.files.len(), missing.errors.len()), (1, 0));
    }

    #[test]
    fn a_pattern_stands_for_the_files_that_match() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        for name in ["a.yaml", "b.json", "s/c.yaml", "s/t/d.yaml", "s/e.env"] {
            fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            fs::write(path(name), "x").unwrap();
        }
        let found = |pattern: &str| {
            let found = find(&[path(pattern)]);
            assert!(found.named.is_empty());
            let names = found.files.iter().map(|file| file.strip_prefix(root.path()).unwrap());
            (names.map(|name| name.to_str().unwrap().to_owned()).collect::<Vec<_>>(), found.errors.len())
        };
        let files = |names: &[&str]| (names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), 0);
        assert_eq!(found("*.yaml"), files(&["a.yaml"]));
        assert_eq!(found("**/*.yaml"), files(&["a.yaml", "s/c.yaml", "s/t/d.yaml"]));
        assert_eq!(found("s/*.{yaml,env}"), files(&["s/c.yaml", "s/e.env"]));
        assert_eq!(found("s/[c]*"), files(&["s/c.yaml"]));
        assert_eq!(found("*.none"), (vec![], 1));
        assert_eq!(found("nowhere/*"), (vec![], 1));
        assert_eq!(found("{a"), (vec![], 1));
    }

    #[test]
    fn other_repositories_are_left_out_in_a_repository() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        for name in ["a.yaml", "module/.git", "module/b.yaml", "clone/.git/config", "clone/sub/c.yaml"] {
            fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            fs::write(path(name), "x").unwrap();
        }
        let found = |name: &str| find(&[path(name)]).files;
        // A folder of clones is no repository.
        assert_eq!(found("").len(), 3);
        fs::create_dir(path(".git")).unwrap();
        assert_eq!(found(""), [path("a.yaml")]);
        assert_eq!(found("module"), [path("module/b.yaml")]);
        assert_eq!(found("clone/sub"), [path("clone/sub/c.yaml")]);
        assert_eq!(found("clone/*/*.yaml"), [path("clone/sub/c.yaml")]);
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
