//! A named pipe that gives every reader the same plaintext, so that the text is never in a file. What
//! enters: a path in a private folder, and bytes. What must never happen here: a wait that keeps the
//! process from ending.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use crate::{
    error::{Error, ErrorKind, Result},
    secret::Plaintext,
};

/// Makes a pipe at `path` that only its owner may open, and serves `bytes` to whoever opens it, for as
/// long as the process and the folder live. Nobody has to.
pub fn serve(path: PathBuf, bytes: Plaintext) -> Result<()> {
    let failed = |error| Error::new(ErrorKind::Output, "cannot make a named pipe").because(error);
    make(&path).map_err(|error| failed(error).in_file(&path))?;
    let bytes = Arc::new(bytes);
    let accept = move || {
        while let Ok(pipe) = next_reader(&path) {
            let bytes = Arc::clone(&bytes);
            // A reader that takes its time does not keep the next one waiting; one that goes away before
            // it has read everything is free to.
            let _ = thread::Builder::new().spawn(move || give(pipe, &bytes));
        }
    };
    thread::Builder::new().name("pipe".to_owned()).spawn(accept).map(|_| ()).map_err(failed)
}

/// Waits for a reader. Before it gets anything, another pipe takes the place of its own: so the next one
/// to open the path meets a fresh pipe, and cannot read the rest, or the end, that is meant for this one.
fn next_reader(path: &Path) -> io::Result<File> {
    let pipe = OpenOptions::new().write(true).open(path)?;
    let mut next = path.as_os_str().to_owned();
    next.push(".next");
    make(Path::new(&next))?;
    fs::rename(next, path)?;
    Ok(pipe)
}

fn give(mut pipe: File, bytes: &Plaintext) {
    let _ = pipe.write_all(bytes.expose());
}

fn make(path: &Path) -> io::Result<()> {
    let mode = nix::sys::stat::Mode::S_IRUSR | nix::sys::stat::Mode::S_IWUSR;
    Ok(nix::unistd::mkfifo(path, mode)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reader_gets_everything() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        // More than a pipe holds.
        let bytes = vec![b'x'; 200_000];
        serve(path.clone(), Plaintext::new(bytes.clone())).unwrap();
        drop(File::open(&path).unwrap());
        for _ in 0..20 {
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
    }
}
