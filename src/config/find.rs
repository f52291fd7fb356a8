//! Where the config for a file is, and what a file is called in it. What enters: paths. What leaves:
//! paths; nothing is read. A file need not exist, and `..` is taken as written, not through symlinks.

use std::path::{Component, Path, PathBuf};

/// The names of a config file, the first one found in a folder wins.
pub const NAMES: [&str; 2] = [".sops-rs.yaml", ".sops.yaml"];

/// The config for a file: `.sops-rs.yaml`, else `.sops.yaml`, from the file's folder upwards, then
/// from `working_directory` upwards.
pub fn find(file: Option<&Path>, working_directory: &Path) -> Option<PathBuf> {
    let working_directory = absolute(working_directory);
    let folder = file.and_then(|file| {
        let mut folder = tidy(&working_directory.join(file));
        folder.pop().then_some(folder)
    });
    // A folder reached through a symlink has two ways up: first the one that was typed.
    let physical = folder.as_deref().map(physical).filter(|physical| Some(physical) != folder.as_ref());
    [folder, physical, Some(working_directory)].into_iter().flatten().find_map(|start| upwards(&start))
}

/// The config as the real program finds it, wherever the file is: `.sops.yaml` from `working_directory`
/// upwards. What it would not look for, `.sops-rs.yaml`, is looked for when there is none.
pub fn find_as_sops(working_directory: &Path) -> Option<PathBuf> {
    let start = absolute(working_directory);
    NAMES.iter().rev().find_map(|name| {
        start.ancestors().map(|folder| folder.join(name)).find(|candidate| is_file(candidate))
    })
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_dir())
}

fn upwards(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .find_map(|folder| NAMES.iter().map(|name| folder.join(name)).find(|candidate| is_file(candidate)))
}

/// What `file` is called in the rules of the config at `config`: its path relative to the config's
/// folder, or its absolute path when it is elsewhere; separated by `/`.
pub(super) fn relative(config: &Path, file: &Path) -> String {
    let mut folder = absolute(config);
    folder.pop();
    let file = absolute(file);
    let below = match file.strip_prefix(&folder) {
        Ok(below) => below.to_owned(),
        // One of the two may have been reached through a symlink.
        Err(_) => match physical(&file).strip_prefix(physical(&folder)) {
            Ok(below) => below.to_owned(),
            Err(_) => file,
        },
    };
    let text = below.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

fn absolute(path: &Path) -> PathBuf {
    tidy(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// Without `.` and `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// With the symlinks of its longest part that exists resolved.
fn physical(path: &Path) -> PathBuf {
    for existing in path.ancestors() {
        if let Ok(real) = existing.canonicalize()
            && let Ok(rest) = path.strip_prefix(existing)
        {
            // Joining an empty rest would add a separator at the end.
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path.to_owned()
}
