//! The one way in which files are written. What enters: a path and all bytes of the new content.
//! What leaves: the old file or the new one, whole, whatever happens in between.

use std::{
    collections::BTreeSet,
    fs::{self, File, Metadata, OpenOptions},
    io::{self, BufWriter, Read as _, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::temporary::{Temporary, sweep};
use crate::error::{Error, ErrorKind, Result};

/// Who may read a file that did not exist before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewFile {
    /// Only its owner: for plaintext and identities.
    Private,
    /// Whoever the umask allows: for ciphertext.
    Ordinary,
}

/// How many bytes of a file are compared at a time.
const COMPARED: usize = 64 << 10;

/// How many bytes of small pieces are written at a time.
const GATHERED: usize = 64 << 10;

/// Replaces the content of `path` by `bytes` at once: a temporary file in the same folder is
/// written, synced and renamed over it. Symbolic links are followed to their target; mode and owner
/// of an existing file are kept; pipes and devices are written through.
pub fn replace_file(path: &Path, bytes: &[u8], new: NewFile) -> Result<()> {
    replace_by_pieces(path, &[bytes], new)
}

/// The same with the new content in pieces.
pub fn replace_by_pieces(path: &Path, pieces: &[&[u8]], new: NewFile) -> Result<()> {
    replace(path, pieces, new).map_err(|error| error.in_file(path))
}

/// Fails now where `replace_file` would fail later: for those who have work to do in between.
pub fn check_replaceable(path: &Path) -> Result<()> {
    let check = || {
        let target = match fs::metadata(path) {
            Ok(old) if old.is_file() => {
                let target =
                    fs::canonicalize(path).map_err(|error| failed("cannot follow the link", Some(&error)))?;
                refuse_read_only(&target, &old)?;
                target
            }
            Ok(_) => return Err(failed("cannot write: it is not a regular file", None)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => follow_dangling(path)?,
            Err(error) => return Err(failed("cannot look at the file", Some(&error))),
        };
        check_folder(folder_of(&target))
    };
    check().map_err(|error| error.in_file(path))
}

/// The same for a file that was `read` before, unless it no longer holds that: someone else has changed
/// it since, and their change is not lost. The new content comes in pieces. Programs that write through
/// this function wait for each other; another one can still slip in between the last look and the rename,
/// which takes no time.
pub fn replace_unchanged(path: &Path, read: &[u8], pieces: &[&[u8]]) -> Result<()> {
    let replace = || {
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return replace(path, pieces, NewFile::Ordinary); // it holds nothing that could have changed
        }
        let _lock = lock(path)?;
        match holds(path, read) {
            Ok(true) => replace(path, pieces, NewFile::Ordinary),
            Ok(false) => Err(changed_meanwhile()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(changed_meanwhile()),
            Err(error) => Err(failed("cannot read the file again", Some(&error))),
        }
    };
    replace().map_err(|error| error.in_file(path))
}

/// Writes a file that must not exist yet and that only its owner may read; it is there as a whole or not
/// at all.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let exists = || {
        failed("the file exists already and is not overwritten", None)
            .hint("Choose another name, or move the file away first")
    };
    let write = || {
        if path.symlink_metadata().is_ok() {
            return Err(exists());
        }
        let folder = folder_of(path);
        sweep(folder, None);
        let cannot_create = |error: io::Error| failed("cannot create the file", Some(&error));
        let mut temporary = Temporary::create(folder, NewFile::Private).map_err(cannot_create)?;
        write_and_sync(temporary.file(), &[bytes], None)?;
        match temporary.settle(path) {
            Ok(()) => sync_folder(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists()),
            // A file system without links.
            Err(_) => write_in_place(path, bytes, cannot_create),
        }
    };
    write().map_err(|error| error.in_file(path))
}

/// Where a file cannot get its name at the end, it has it from the beginning.
fn write_in_place(path: &Path, bytes: &[u8], cannot_create: impl Fn(io::Error) -> Error) -> Result<()> {
    let mut file = create(path, NewFile::Private).map_err(cannot_create)?;
    let written = write_and_sync(&mut file, &[bytes], None);
    if written.is_err() {
        // It is ours and not whole; the error that made it so is the one to tell.
        let _ = fs::remove_file(path);
    }
    written.and_then(|()| sync_folder(folder_of(path)))
}

/// Creates `path` and the missing folders above it, open to their owner alone.
pub fn create_private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| failed("cannot create the folder", Some(&error)).in_file(path))
}

/// The folders that wait for `sync_folders`; `None` when nobody waits.
static WAITING: Mutex<Option<BTreeSet<PathBuf>>> = Mutex::new(None);

/// From now on what a file is called is not made to last through a power cut at once, but by `sync_folders`:
/// once for a folder instead of once for each of its files. Each is whole until then, the old one or the new.
pub fn sync_folders_later() {
    waiting().get_or_insert_default();
}

/// Makes the names of all files last that were written since `sync_folders_later`.
pub fn sync_folders() -> Result<()> {
    let folders = waiting().take().unwrap_or_default();
    folders.iter().try_for_each(|folder| sync_folder(folder).map_err(|error| error.in_file(folder)))
}

fn waiting() -> MutexGuard<'static, Option<BTreeSet<PathBuf>>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn replace(path: &Path, pieces: &[&[u8]], new: NewFile) -> Result<()> {
    match fs::metadata(path) {
        Ok(old) if old.is_dir() => Err(failed("cannot write: it is a folder", None)),
        Ok(old) if !old.is_file() => write_through(path, pieces),
        Ok(old) => {
            let target =
                fs::canonicalize(path).map_err(|error| failed("cannot follow the link", Some(&error)))?;
            refuse_read_only(&target, &old)?;
            swap(&target, pieces, new, Some(&old))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            swap(&follow_dangling(path)?, pieces, new, None)
        }
        Err(error) => Err(failed("cannot look at the file", Some(&error))),
    }
}

/// Whether these bytes are all of the file, looked at piece by piece: a large file needs no second place.
fn holds(path: &Path, mut bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    // One byte more than there should be, to see the end.
    let mut piece = vec![0; COMPARED.min(bytes.len() + 1)];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(bytes.is_empty()),
            Ok(length) => match bytes.strip_prefix(&piece[..length]) {
                Some(rest) => bytes = rest,
                None => return Ok(false),
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn changed_meanwhile() -> Error {
    failed("the file was changed by another program in the meantime, and is left as it is", None)
        .hint("Run the command again: it starts from the file as it is now")
}

/// Holds others off as long as the result lives. Who waits looks at the file anew afterwards. A file
/// system without locks is written without one.
#[cfg(unix)]
fn lock(path: &Path) -> Result<Option<File>> {
    use rustix::fs::{FlockOperation, flock};
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("cannot read the file again", Some(&error))),
    };
    loop {
        match flock(&file, FlockOperation::LockExclusive) {
            Err(rustix::io::Errno::INTR) => {}
            Ok(()) | Err(_) => return Ok(Some(file)),
        }
    }
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // one signature for all systems
fn lock(_path: &Path) -> Result<()> {
    Ok(())
}

/// A pipe, a terminal, `/dev/null`: there is nothing to keep whole, and nothing to rename over.
fn write_through(path: &Path, pieces: &[&[u8]]) -> Result<()> {
    OpenOptions::new()
        .write(true)
        .open(path)
        .and_then(|mut file| write_pieces(&mut file, pieces))
        .map_err(|error| failed("cannot write", Some(&error)))
}

/// A rename would go over a read-only file without asking; a plain write would not. The mode counts
/// even for root, who could write anyway: someone marked the file on purpose.
fn refuse_read_only(target: &Path, old: &Metadata) -> Result<()> {
    let read_only = || failed("the file is read-only", None).hint("Make it writable first");
    if old.permissions().readonly() {
        return Err(read_only());
    }
    match OpenOptions::new().write(true).open(target) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(read_only()),
        Err(error) => Err(failed("cannot write the file", Some(&error))),
    }
}

/// Where a link that leads to no file yet points: the file is made there, as a plain write would.
fn follow_dangling(path: &Path) -> Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(failed("cannot follow the link: it leads in a circle", None))
}

fn swap(target: &Path, pieces: &[&[u8]], new: NewFile, old: Option<&Metadata>) -> Result<()> {
    let folder = folder_of(target);
    sweep(folder, old.and_then(owner));
    // The content of an existing file may be less public than the umask: its mode comes at the end.
    let new = if old.is_some() { NewFile::Private } else { new };
    let mut temporary = Temporary::create(folder, new).map_err(|error| folder_refuses(folder, &error))?;
    write_and_sync(temporary.file(), pieces, old)?;
    temporary.replace(target).map_err(|error| failed("cannot replace the file", Some(&error)))?;
    if let Some(waiting) = &mut *waiting() {
        waiting.insert(folder.to_owned());
        return Ok(());
    }
    sync_folder(folder)
}

/// Writes all pieces. Small ones are gathered in a buffer that is not wiped: a secret comes in one piece.
pub fn write_pieces(to: &mut impl Write, pieces: &[&[u8]]) -> io::Result<()> {
    if let [all] = pieces {
        return to.write_all(all);
    }
    let mut to = BufWriter::with_capacity(GATHERED, to);
    pieces.iter().try_for_each(|piece| to.write_all(piece))?;
    to.flush()
}

fn write_and_sync(file: &mut File, pieces: &[&[u8]], old: Option<&Metadata>) -> Result<()> {
    let not_written = |error: io::Error| failed("cannot write the file", Some(&error));
    write_pieces(file, pieces).map_err(not_written)?;
    if let Some(old) = old {
        keep_owner_and_mode(file, old)?;
    }
    file.sync_all().map_err(not_written)
}

fn folder_refuses(folder: &Path, error: &io::Error) -> Error {
    failed(&format!("cannot write to the folder {}", folder.display()), Some(error))
        .hint("The folder must exist and be writable: a file is written beside its target first, so that it is never half-written")
}

fn check_folder(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    let found = rustix::fs::access(folder, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK)
        .map_err(io::Error::from);
    #[cfg(not(unix))]
    let found = fs::metadata(folder).map(drop);
    found.map_err(|error| folder_refuses(folder, &error))
}

/// Creates a file that nobody else can have put there.
pub(super) fn create(path: &Path, new: NewFile) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(
        &mut options,
        match new {
            NewFile::Private => 0o600,
            NewFile::Ordinary => 0o666,
        },
    );
    #[cfg(not(unix))]
    let _ = new;
    options.open(path)
}

#[cfg(unix)]
fn keep_owner_and_mode(file: &File, old: &Metadata) -> Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let ours = file.metadata().map_err(|error| failed("cannot look at the new file", Some(&error)))?;
    let uid = (ours.uid() != old.uid()).then(|| old.uid());
    let gid = (ours.gid() != old.gid()).then(|| old.gid());
    if uid.is_some() || gid.is_some() {
        // The owner goes first: changing it clears the set-user-id bits that the mode may hold.
        fchown(file, uid, gid).map_err(|error| {
            failed("cannot keep the owner of the file", Some(&error))
                .hint("Run the command as the owner of the file")
        })?;
    }
    file.set_permissions(old.permissions())
        .map_err(|error| failed("cannot keep the mode of the file", Some(&error)))
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps)] // one signature for all systems
fn owner(file: &Metadata) -> Option<u32> {
    Some(std::os::unix::fs::MetadataExt::uid(file))
}

#[cfg(not(unix))]
fn owner(_file: &Metadata) -> Option<u32> {
    None
}

#[cfg(not(unix))]
fn keep_owner_and_mode(_file: &File, _old: &Metadata) -> Result<()> {
    Ok(())
}

/// Makes the new name last through a power cut. Some file systems cannot, and some folders may be
/// written but not opened: the file itself is safe then, so this is no failure.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => {
            Err(failed("cannot sync the folder", Some(&error)))
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // one signature for all systems
fn sync_folder(_folder: &Path) -> Result<()> {
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn failed(message: &str, why: Option<&io::Error>) -> Error {
    let error = Error::new(ErrorKind::Output, message);
    match why {
        Some(why) => error.because(why),
        None => error,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_can_wait_for_the_last_of_its_files() {
        let folder = folder();
        sync_folders_later();
        for name in ["a", "b"] {
            replace_file(&folder.path().join(name), b"x", NewFile::Ordinary).unwrap();
        }
        assert_eq!(names(folder.path()), ["a", "b"]);
        assert!(waiting().as_ref().is_some_and(|folders| folders.contains(folder.path())));
        sync_folders().unwrap();
        assert!(waiting().is_none());
        // One that went away in the meantime is nobody's loss.
        sync_folders_later();
        let gone = folder.path().join("gone");
        fs::create_dir(&gone).unwrap();
        replace_file(&gone.join("a"), b"x", NewFile::Ordinary).unwrap();
        fs::remove_dir_all(&gone).unwrap();
        sync_folders().unwrap();
    }

    #[test]
    fn an_existing_file_is_replaced_and_keeps_its_mode() {
        let folder = folder();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let inode = fs::metadata(&path).unwrap().ino();
        replace_file(&path, b"new", NewFile::Ordinary).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(mode(&path), 0o640);
        assert_ne!(fs::metadata(&path).unwrap().ino(), inode, "replaced, not overwritten");
        assert_eq!(names(folder.path()), ["a.yaml"]);
    }

    #[test]
    fn a_new_private_file_is_open_to_its_owner_alone() {
        let folder = folder();
        let path = folder.path().join("a");
        replace_file(&path, b"x", NewFile::Private).unwrap();
        assert_eq!(mode(&path), 0o600);
        let other = folder.path().join("b");
        write_new(&other, b"x").unwrap();
        assert_eq!(mode(&other), 0o600);
    }

    #[test]
    fn links_are_followed_to_their_target_even_when_it_is_missing() {
        let folder = folder();
        let (deep, link) = (folder.path().join("deep"), folder.path().join("link"));
        fs::create_dir(&deep).unwrap();
        symlink("deep/file", &link).unwrap();
        for text in ["first", "second"] {
            replace_file(&link, text.as_bytes(), NewFile::Private).unwrap();
            assert_eq!(fs::read_to_string(deep.join("file")).unwrap(), text);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
        let circle = folder.path().join("circle");
        symlink("circle", &circle).unwrap();
        assert_eq!(replace_file(&circle, b"", NewFile::Private).unwrap_err().kind(), ErrorKind::Output);
    }

    #[test]
    fn what_may_not_be_written_is_refused_and_stays() {
        let folder = folder();
        let path = folder.path().join("a");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let error = replace_file(&path, b"new", NewFile::Private).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Output, "the file is read-only"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        let error = replace_file(folder.path(), b"new", NewFile::Private).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Output);
        let error = replace_file(&folder.path().join("no/where"), b"new", NewFile::Private).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Output);
        for refused in [&path, folder.path(), &folder.path().join("no/where")] {
            assert_eq!(check_replaceable(refused).unwrap_err().kind(), ErrorKind::Output);
        }
        check_replaceable(&folder.path().join("new")).unwrap();
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn what_someone_else_wrote_is_not_overwritten() {
        let folder = folder();
        let path = folder.path().join("a");
        fs::write(&path, "read").unwrap();
        replace_unchanged(&path, b"read", &[b"n", b"ew"]).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let error = replace_unchanged(&path, b"read", &[b"newer"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Output);
        assert_eq!(fs::read(&path).unwrap(), b"new");
        fs::remove_file(&path).unwrap();
        let error = replace_unchanged(&path, b"new", &[b"newer"]).unwrap_err();
        assert!(error.message().contains("changed by another program"));
        assert!(names(folder.path()).is_empty());
    }

    /// Of many who start from the same content one writes, and all others are told.
    #[test]
    fn of_two_who_write_at_once_one_is_told() {
        let folder = folder();
        let path = folder.path().join("a");
        for round in 0..20_u8 {
            fs::write(&path, [round]).unwrap();
            let wrote: usize = std::thread::scope(|scope| {
                let write = |number: u8| replace_unchanged(&path, &[round], &[&[round, number]]).is_ok();
                let threads: Vec<_> = (0..4).map(|number| scope.spawn(move || write(number))).collect();
                threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum()
            });
            assert_eq!(wrote, 1);
            assert_eq!(fs::read(&path).unwrap().len(), 2);
        }
    }

    #[test]
    fn a_new_file_does_not_replace_another() {
        let folder = folder();
        let path = folder.path().join("key");
        fs::write(&path, "old").unwrap();
        assert_eq!(write_new(&path, b"new").unwrap_err().kind(), ErrorKind::Output);
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_an_output_error() {
        let error = replace_file(Path::new("/dev/full"), b"x", NewFile::Private).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Output);
        replace_file(Path::new("/dev/null"), b"x", NewFile::Private).unwrap();
    }

    #[test]
    fn folders_on_the_way_are_private() {
        let folder = folder();
        create_private_folder(&folder.path().join("a/b")).unwrap();
        assert_eq!(mode(&folder.path().join("a")), 0o700);
        assert_eq!(mode(&folder.path().join("a/b")), 0o700);
    }
}
