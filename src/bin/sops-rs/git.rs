//! The git program. What enters: arguments, and the folder to run it in. What leaves: what it printed.
//! It decides for itself where its repository is, from the folder and its own variables.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use sops_rs::{Error, ErrorKind, Result};

use crate::launch;

/// A repository with a working tree.
pub(crate) struct Repository {
    /// The top of the working tree.
    pub(crate) top: PathBuf,
}

impl Repository {
    /// The repository that `folder` is in.
    pub(crate) fn around(folder: &Path) -> Result<Self> {
        let output = run(folder, ["rev-parse", "--show-toplevel"])?;
        if let Some(top) = path(&output) {
            return Ok(Self { top });
        }
        let is_bare = run(folder, ["rev-parse", "--is-bare-repository"])?.stdout.starts_with(b"true");
        if is_bare {
            return Err(Error::new(ErrorKind::Generic, "this is a bare repository")
                .because("it has no files to show or to merge")
                .hint("Run the command in a clone of it"));
        }
        let is_inside = run(folder, ["rev-parse", "--git-dir"])?.status.success();
        let why = if is_inside {
            "this is the folder in which git keeps a repository".to_owned()
        } else {
            complaint(&output)
        };
        Err(Error::new(ErrorKind::Generic, "not in the files of a git repository")
            .because(why)
            .hint("Go to the files of a repository, or make one with `git init`"))
    }

    /// Runs git at the top; fails when git does.
    pub(crate) fn git<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Result<Output> {
        let output = self.try_git(args)?;
        if output.status.success() {
            return Ok(output);
        }
        Err(Error::new(ErrorKind::Generic, "git refused").because(complaint(&output)))
    }

    /// Runs git at the top, whatever comes of it.
    pub(crate) fn try_git<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Result<Output> {
        run(&self.top, args)
    }

    /// A path that git names, such as that of a hook.
    pub(crate) fn git_path(&self, args: &[&str]) -> Result<PathBuf> {
        let named = path(&self.git(args)?).unwrap_or_default();
        Ok(self.top.join(named))
    }
}

/// The versions of `file` that git could not merge: base, ours and theirs. `None` when it has none, or is
/// in no repository.
pub(crate) fn stages(file: &Path) -> Result<Option<[Vec<u8>; 3]>> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = file.file_name() else { return Ok(None) };
    if !run(folder, ["rev-parse", "--is-inside-work-tree"])?.stdout.starts_with(b"true") {
        return Ok(None);
    }
    let stage = |number: u8| -> Result<Option<Vec<u8>>> {
        let mut object = std::ffi::OsString::from(format!(":{number}:./"));
        object.push(name);
        let output = run(folder, [OsStr::new("cat-file"), OsStr::new("blob"), &object])?;
        Ok(output.status.success().then_some(output.stdout))
    };
    let (Some(ours), Some(theirs)) = (stage(2)?, stage(3)?) else { return Ok(None) };
    Ok(Some([stage(1)?.unwrap_or_default(), ours, theirs]))
}

/// What git has under a name such as `HEAD:file`; `None` when it has nothing of that name.
pub(crate) fn blob(name: &str) -> Result<Option<Vec<u8>>> {
    if name.starts_with('-') {
        return Ok(None);
    }
    let output = run(Path::new("."), ["cat-file", "blob", name])?;
    Ok(output.status.success().then_some(output.stdout))
}

/// Merges three files by their lines into `ours`, as git does without a driver; whether no conflict is left.
pub(crate) fn merge_lines([base, ours, theirs]: [&Path; 3], marker_size: usize) -> Result<bool> {
    let size = format!("--marker-size={marker_size}");
    let labels = ["-L", "ours", "-L", "base", "-L", "theirs"].map(OsStr::new);
    let options = [OsStr::new("merge-file"), OsStr::new("-q"), OsStr::new(&size)];
    let files = [OsStr::new("--"), ours.as_os_str(), base.as_os_str(), theirs.as_os_str()];
    let output = run(Path::new("."), options.into_iter().chain(labels).chain(files))?;
    Ok(output.status.success())
}

fn run<A: AsRef<OsStr>>(folder: &Path, args: impl IntoIterator<Item = A>) -> Result<Output> {
    let mut git = Command::new("git");
    launch::withhold_identities(&mut git).args(args).current_dir(folder).stdin(Stdio::null());
    git.output().map_err(|error| {
        let missing = Error::new(ErrorKind::Generic, "cannot run git").because(&error);
        match error.kind() {
            io::ErrorKind::NotFound => missing.hint("Install git, or put it on the PATH"),
            _ => missing,
        }
    })
}

fn path(output: &Output) -> Option<PathBuf> {
    let text = std::str::from_utf8(&output.stdout).ok()?.trim_end_matches(['\r', '\n']);
    (output.status.success() && !text.is_empty()).then(|| PathBuf::from(text))
}

/// What git had to say.
fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}
