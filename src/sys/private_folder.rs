//! A folder for plaintext that another program has to read: in memory where the system allows it, open
//! to its owner alone, and gone afterwards, whatever ends the process. What enters: the places that the
//! user's environment offers. What must never happen here: plaintext under a mode that others can read,
//! or the removal of a folder whose process still lives.
//!
//! A folder is held by a lock on a file in it, which the system lets go of with the process. So a folder
//! that a killed process left behind is known by its free lock, also across containers that share one
//! file system but not their process numbers; the next run that changes a file removes it.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::write::{NewFile, create};
use crate::{
    error::{Error, ErrorKind, Result},
    secret::fill_random,
};

/// How the names of such folders start.
const PREFIX: &str = "sops-rs-";
/// How the names of those start that are to stay.
const KEPT: &str = "kept-sops-rs-";
/// The file whose lock says that the folder is in use.
const LOCK: &str = ".sops-rs-lock";

/// The folders of this process, to be removed when a signal or a panic ends it.
static LIVE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Where private folders may be made.
#[derive(Clone, Debug)]
pub struct Places {
    /// The user's runtime folder, if there is one.
    pub runtime: Option<PathBuf>,
    /// The folder for temporary files, where nothing better is found.
    pub temporary: PathBuf,
}

/// A private folder; it is removed with all that is in it when it is dropped.
pub struct PrivateFolder {
    path: PathBuf,
    in_memory: bool,
    lock: Option<File>,
}

impl PrivateFolder {
    /// Makes one in the first place that will do: the runtime folder when it is in memory and nobody
    /// else's, `/dev/shm`, the folder for temporary files.
    pub fn new(places: &Places) -> Result<Self> {
        let mut why = None;
        for place in places.in_order() {
            match Self::make(&place) {
                Ok(folder) => return Ok(folder),
                Err(error) => why = Some((place, error)),
            }
        }
        let error = Error::new(ErrorKind::Output, "cannot make a private folder for the decrypted text")
            .hint("Name a folder that you can write to in TMPDIR");
        Err(match why {
            Some((place, why)) => error.in_file(place).because(why),
            None => error,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is in memory: if not, the user should know that plaintext touches a disk.
    pub fn is_in_memory(&self) -> bool {
        self.in_memory
    }

    /// Writes a new file that only its owner may read, and returns its path. An error never quotes
    /// `bytes`.
    pub fn write(&self, name: impl AsRef<Path>, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.path.join(name);
        let written = create(&path, NewFile::Private).and_then(|mut file| file.write_all(bytes));
        written.map(|()| path).map_err(|error| {
            Error::new(ErrorKind::Output, "cannot write the decrypted text")
                .because(error)
                .in_file(&self.path)
        })
    }

    /// Lets the folder stay, under a name by which nobody takes it for a leftover; returns its path.
    pub fn keep(mut self) -> Result<PathBuf> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().replacen(PREFIX, KEPT, 1);
        let kept = self.path.with_file_name(name);
        fs::rename(&self.path, &kept).map_err(|error| {
            Error::new(ErrorKind::Output, "cannot rename the folder").because(error).in_file(&self.path)
        })?;
        forget(&self.path);
        // Not to be swept: the lock has nothing to say any more.
        let _ = fs::remove_file(kept.join(LOCK));
        self.lock = None;
        Ok(kept)
    }

    /// Removes it, and says if that failed.
    pub fn remove(mut self) -> Result<()> {
        self.erase().map_err(|error| {
            Error::new(ErrorKind::Output, "cannot remove the private folder")
                .because(error)
                .in_file(&self.path)
                .hint("Remove it by hand: it holds decrypted values")
        })
    }

    fn make(place: &Path) -> io::Result<Self> {
        loop {
            let mut random = [0; 8];
            fill_random(&mut random).map_err(io::Error::other)?;
            let path = place.join(format!("{PREFIX}{:016x}", u64::from_ne_bytes(random)));
            // Known before it is there, so that a signal in between finds it.
            live().push(path.clone());
            let made = create_folder(&path).and_then(|()| hold(&path));
            match made {
                Ok(Some(lock)) => {
                    let in_memory = is_in_memory(&path);
                    return Ok(Self { path, in_memory, lock: Some(lock) });
                }
                // Someone took it for a leftover in the moment before it was locked.
                Ok(None) => forget(&path),
                Err(error) => {
                    forget(&path);
                    let _ = fs::remove_dir_all(&path);
                    return Err(error);
                }
            }
        }
    }

    fn erase(&mut self) -> io::Result<()> {
        if self.lock.is_none() {
            return Ok(());
        }
        let removed = remove_tree(&self.path);
        if removed.is_ok() {
            forget(&self.path);
            self.lock = None;
        }
        removed
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        // Who wants to know calls `remove`; the next run tries again.
        let _ = self.erase();
    }
}

/// Removes all private folders of this process: for its last moments, when nothing is dropped.
pub fn remove_private_folders() {
    for path in std::mem::take(&mut *live()) {
        let _ = remove_tree(&path);
    }
}

impl Places {
    fn in_order(&self) -> impl Iterator<Item = PathBuf> {
        let runtime = self.runtime.clone().filter(|path| is_private(path) && is_in_memory(path));
        let shared = PathBuf::from("/dev/shm");
        let shared = Some(shared).filter(|path| is_in_memory(path));
        runtime.into_iter().chain(shared).chain([self.temporary.clone()])
    }
}

/// Takes the lock of a new folder; `None` when it was swept away.
fn hold(folder: &Path) -> io::Result<Option<File>> {
    let path = folder.join(LOCK);
    let lock = match create(&path, NewFile::Private) {
        Ok(lock) => lock,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match lock.try_lock() {
        Ok(()) => Ok(path.exists().then_some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        // A file system without locks: then nobody can sweep there either.
        Err(TryLockError::Error(_)) => Ok(Some(lock)),
    }
}

/// Removes the folders that dead processes left behind, with the plaintext in them. What is in use stays,
/// and so does what cannot be removed.
pub fn sweep_private_folders(places: &Places) {
    for place in places.in_order() {
        sweep(&place);
    }
}

/// Removes the folders in `place` that are ours and whose process is dead.
fn sweep(place: &Path) {
    let Ok(entries) = fs::read_dir(place) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && is_private(&entry.path()) {
            sweep_one(&entry.path());
        }
    }
}

fn sweep_one(folder: &Path) {
    match OpenOptions::new().write(true).open(folder.join(LOCK)) {
        Ok(lock) => {
            if lock.try_lock().is_ok() {
                let _ = remove_tree(folder);
            }
        }
        // Being made or being removed at this moment: it may go while it is empty.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let _ = fs::remove_dir(folder);
        }
        Err(_) => {}
    }
}

/// Removes a folder in which another program may just be writing. The lock goes last: as long as anything
/// is left, the next run finds the folder by it.
fn remove_tree(folder: &Path) -> io::Result<()> {
    let mut result = Ok(());
    for _ in 0..5 {
        result = remove_content(folder).and_then(|()| fs::remove_dir_all(folder));
        match &result {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !folder.exists() => return Ok(()),
            Err(error)
                if matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotFound) => {}
            _ => return result,
        }
    }
    result
}

fn remove_content(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == LOCK {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether it is a folder of this user that nobody else can look into.
#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let ours = rustix::process::geteuid().as_raw();
    path.is_absolute()
        && fs::symlink_metadata(path).is_ok_and(|folder| {
            folder.is_dir() && folder.uid() == ours && folder.mode().trailing_zeros() >= 6
        })
}

/// Elsewhere the folder for temporary files is the user's own.
#[cfg(not(unix))]
fn is_private(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|folder| folder.is_dir())
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_in_memory(path: &Path) -> bool {
    const TMPFS: u32 = 0x0102_1994;
    const RAMFS: u32 = 0x8584_58f6;
    rustix::fs::statfs(path).is_ok_and(|system| matches!(system.f_type as u32, TMPFS | RAMFS))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn is_in_memory(_path: &Path) -> bool {
    false
}

fn live() -> MutexGuard<'static, Vec<PathBuf>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn forget(path: &Path) {
    live().retain(|live| live != path);
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn places(temporary: &Path) -> Places {
        Places { runtime: None, temporary: temporary.to_owned() }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn only_its_owner_looks_into_it_and_it_goes() {
        let place = tempfile::tempdir().unwrap();
        let folder = PrivateFolder::make(place.path()).unwrap();
        let file = folder.write("a.yaml", b"x").unwrap();
        assert_eq!((mode(folder.path()), mode(&file)), (0o700, 0o600));
        assert_eq!(fs::read(&file).unwrap(), b"x");
        fs::write(folder.path().join(".a.yaml.swp"), "x").unwrap();
        let path = folder.path().to_owned();
        drop(folder);
        assert!(!path.exists());
        assert!(!live().contains(&path));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn it_is_in_memory_where_memory_is_to_be_had() {
        let disk = tempfile::tempdir().unwrap();
        let folder = PrivateFolder::new(&places(disk.path())).unwrap();
        assert!(folder.is_in_memory() && folder.path().starts_with("/dev/shm"));
        let runtime = tempfile::tempdir_in("/dev/shm").unwrap();
        fs::set_permissions(runtime.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let both = Places { runtime: Some(runtime.path().to_owned()), ..places(disk.path()) };
        assert!(PrivateFolder::new(&both).unwrap().path().starts_with(runtime.path()));
        // One that others can look into is not taken.
        fs::set_permissions(runtime.path(), fs::Permissions::from_mode(0o755)).unwrap();
        assert!(!PrivateFolder::new(&both).unwrap().path().starts_with(runtime.path()));
    }

    #[test]
    fn what_a_dead_process_left_is_swept_and_a_living_one_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let living = PrivateFolder::make(place.path()).unwrap();
        let dead = place.path().join("sops-rs-dead");
        let other = place.path().join("else");
        for folder in [&dead, &other] {
            create_folder(folder).unwrap();
            fs::write(folder.join(LOCK), "").unwrap();
            fs::write(folder.join("secret"), "x").unwrap();
        }
        let link = place.path().join("sops-rs-link");
        symlink(&other, &link).unwrap();
        sweep(place.path());
        assert!(living.path().exists() && other.join("secret").exists() && link.exists());
        assert!(!dead.exists());
    }

    #[test]
    fn one_that_is_kept_stays() {
        let place = tempfile::tempdir().unwrap();
        let folder = PrivateFolder::make(place.path()).unwrap();
        folder.write("a.yaml", b"x").unwrap();
        let kept = folder.keep().unwrap();
        sweep(place.path());
        assert_eq!(fs::read(kept.join("a.yaml")).unwrap(), b"x");
        assert_eq!(fs::read_dir(&kept).unwrap().count(), 1);
    }
}
