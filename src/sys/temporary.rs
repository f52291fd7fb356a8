//! The file that is written beside its target, and then takes the target's name. What enters: a folder.
//! What leaves: a new file under a name that is told from all others, gone unless it took the target's
//! place. What must never happen here: the removal of a file that another process still writes.
//!
//! Such a file is locked as long as it is written, and the system lets go of the lock with the process. So
//! what a killed process left behind is known by its name and its free lock; whoever writes to the folder
//! next removes it. It may hold plaintext, where that was to be written.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::write::{NewFile, create};
use crate::secret::fill_random;

const PREFIX: &str = ".sops-rs-";
const SUFFIX: &str = ".tmp";

/// A file that has not found its place yet; dropped before that, it is removed.
pub(super) struct Temporary {
    path: Option<PathBuf>,
    file: File,
}

impl Temporary {
    /// Makes one in `folder`, and removes what dead processes left there.
    pub(super) fn create(folder: &Path, new: NewFile) -> io::Result<Self> {
        loop {
            let mut random = [0; 8];
            fill_random(&mut random).map_err(io::Error::other)?;
            let path = folder.join(format!("{PREFIX}{:016x}{SUFFIX}", u64::from_ne_bytes(random)));
            let file = create(&path, new)?;
            let temporary = Self { path: Some(path), file };
            if temporary.is_ours()? {
                return Ok(temporary);
            }
        }
    }

    /// The file, to be written.
    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Gives it the name of `target` in place of what has that name.
    pub(super) fn replace(mut self, target: &Path) -> io::Result<()> {
        if let Some(path) = &self.path {
            fs::rename(path, target)?;
        }
        self.path = None;
        Ok(())
    }

    /// Gives it the name of `target`, which nothing has yet.
    pub(super) fn settle(self, target: &Path) -> io::Result<()> {
        // A rename would go over what is there. Its first name goes when this is dropped.
        self.path.as_deref().map_or(Ok(()), |path| fs::hard_link(path, target))
    }

    /// Locks it. Not ours any more is one that was taken for a leftover before it was locked.
    #[cfg(unix)]
    fn is_ours(&self) -> io::Result<bool> {
        use std::os::unix::fs::MetadataExt as _;
        match self.file.try_lock() {
            Ok(()) => Ok(self.file.metadata()?.nlink() > 0),
            Err(TryLockError::WouldBlock) => Ok(false),
            // A file system without locks: then nobody can tell that it is a leftover either.
            Err(TryLockError::Error(_)) => Ok(true),
        }
    }

    /// Elsewhere a lock would hinder ourselves.
    #[cfg(not(unix))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self)] // one signature for all systems
    fn is_ours(&self) -> io::Result<bool> {
        Ok(true)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // It may be gone with its folder; there is nobody to tell and nothing more to do.
            let _ = fs::remove_file(path);
        }
    }
}

/// Removes from `folder` what dead processes were writing there: files of this user, or of `owner`, whose
/// file was to be replaced. A folder is looked at once in a run.
#[cfg(unix)]
pub(super) fn sweep(folder: &Path, owner: Option<u32>) {
    use std::{
        collections::HashSet,
        sync::{Mutex, PoisonError},
    };
    type Looks = HashSet<(PathBuf, Option<u32>)>;
    static SWEPT: Mutex<Option<Looks>> = Mutex::new(None);

    let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if swept.get_or_insert_default().insert((folder.to_owned(), owner)) {
        drop(swept);
        sweep_now(folder, owner);
    }
}

#[cfg(not(unix))]
pub(super) fn sweep(_folder: &Path, _owner: Option<u32>) {}

#[cfg(unix)]
fn sweep_now(folder: &Path, owner: Option<u32>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if is_name(entry.file_name().as_encoded_bytes()) {
            sweep_one(&entry.path(), owner);
        }
    }
}

#[cfg(unix)]
fn sweep_one(path: &Path, owner: Option<u32>) {
    use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
    let ours = rustix::process::geteuid().as_raw();
    let flags = (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits();
    let Ok(file) = OpenOptions::new().write(true).custom_flags(flags.cast_signed()).open(path) else {
        return;
    };
    let is_ours =
        |found: fs::Metadata| found.is_file() && (found.uid() == ours || Some(found.uid()) == owner);
    if file.metadata().is_ok_and(is_ours) && file.try_lock().is_ok() {
        // If its writer was done just now, the name is gone and this does nothing.
        let _ = fs::remove_file(path);
    }
}

/// Whether we give such names: a prefix, 16 digits, a suffix.
#[cfg(unix)]
fn is_name(name: &[u8]) -> bool {
    let random = name.strip_prefix(PREFIX.as_bytes()).and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()));
    random.is_some_and(|random| {
        random.len() == 16 && random.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_a_dead_process_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let living = Temporary::create(folder.path(), NewFile::Private).unwrap();
        let others = [
            ".sops-rs-0123456789abcde.tmp",
            ".sops-rs-0123456789abcdeF.tmp",
            ".sops-rs-0123456789abcdef.tmp.bak",
            "sops-rs-0123456789abcdef.tmp",
            ".sops-rs.yaml",
        ];
        for name in others {
            fs::write(path(name), "x").unwrap();
        }
        let dead = path(".sops-rs-0123456789abcdef.tmp");
        fs::write(&dead, "x").unwrap();
        let link = path(".sops-rs-0000000000000000.tmp");
        symlink(path(".sops-rs.yaml"), &link).unwrap();
        let below = path(".sops-rs-0000000000000001.tmp");
        fs::create_dir(&below).unwrap();
        sweep(folder.path(), None);
        assert!(!dead.exists());
        assert!(living.path.as_ref().unwrap().exists() && link.is_symlink() && below.is_dir());
        assert!(others.iter().all(|name| path(name).exists()));
        // Once is enough.
        fs::write(&dead, "x").unwrap();
        sweep(folder.path(), None);
        assert!(dead.exists());
    }

    #[test]
    fn one_that_was_swept_before_it_was_locked_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        // Another one sweeps all the while.
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    sweep_now(folder.path(), None);
                }
            });
            for _ in 0..500 {
                let temporary = Temporary::create(folder.path(), NewFile::Private).unwrap();
                temporary.replace(&folder.path().join("target")).unwrap();
            }
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
