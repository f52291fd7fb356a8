//! The place where a text is edited: a file in a private folder, and what becomes of it when a signal
//! ends us. What must never happen here: plaintext that stays behind, or an edit that is lost.
//!
//! A signal is handled on a thread of its own, which takes the desk away from the main thread by setting
//! its phase to `Ending`; the main thread stops at the next change of phase.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sops_rs::{
    Error, ErrorKind, Result,
    keys::age::{NoAnswer, Prompt as _},
    ops::Keeper,
    secret::Plaintext,
    sys::{self, PrivateFolder, Signal},
};

use crate::{args::Persona, commands::now, env, report, terminal::Terminal};

/// How long an editor may take to end when we are told to.
const FAREWELL: Duration = Duration::from_secs(2);

/// A text on the desk.
pub(in crate::commands) struct Desk {
    keeper: Keeper,
    file: PathBuf,
    text: PathBuf,
    first: Plaintext,
    folder: Mutex<Option<PrivateFolder>>,
    phase: Mutex<Phase>,
    changed: Condvar,
}

/// What goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// We work: a signal keeps the edit.
    Working,
    /// We ask, and Ctrl-C is an answer.
    Asking,
    /// The editor runs, as this process: Ctrl-C is its own affair.
    Editor(u32),
    /// The editor is over; a Ctrl-C may still be on its way that was meant for it.
    Left,
    /// A signal ends us; whether the editor still runs.
    Ending { editor: bool },
    /// The edit is where it belongs.
    Done,
}

impl Desk {
    /// Lays out the text `first` of `file` under `name`.
    pub(in crate::commands) fn new(
        first: Plaintext,
        keeper: Keeper,
        file: &Path,
        name: &OsStr,
        persona: Persona,
    ) -> Result<Arc<Self>> {
        let folder = PrivateFolder::new(&env::private_places())?;
        if !folder.is_in_memory() && persona == Persona::SopsRs {
            report::warn(&format!(
                "there is no folder in memory to edit in: the decrypted text is on disk, in {}, until the \
                 editor ends",
                folder.path().display()
            ));
        }
        let desk = Arc::new(Self {
            keeper,
            file: file.to_owned(),
            text: folder.path().join(name),
            first,
            folder: Mutex::new(Some(folder)),
            phase: Mutex::new(Phase::Working),
            changed: Condvar::new(),
        });
        let on_signal = Arc::downgrade(&desk);
        sys::on_signal(move |signal| on_signal.upgrade().is_none_or(|desk| desk.may_end(signal)))?;
        if let Some(folder) = lock(&desk.folder).as_ref() {
            folder.write(name, desk.first.expose())?;
        }
        Ok(desk)
    }

    /// The path of the text.
    pub(super) fn text(&self) -> &Path {
        &self.text
    }

    /// Runs the editor to its end.
    pub(super) fn run(&self, command: &mut Command) -> std::io::Result<ExitStatus> {
        let mut phase = self.phase();
        let mut child = command.spawn()?;
        *phase = Phase::Editor(child.id());
        drop(phase);
        let status = child.wait();
        let mut phase = lock(&self.phase);
        if *phase == (Phase::Ending { editor: true }) {
            *phase = Phase::Ending { editor: false };
            self.changed.notify_all();
        } else {
            *phase = Phase::Left;
        }
        drop(phase);
        // A Ctrl-C that ended the editor is not one that comes after it.
        sys::settle_signals();
        *self.phase() = Phase::Working;
        status
    }

    /// What the editor made of the text.
    pub(super) fn read(&self) -> Result<Plaintext> {
        fs::read(&self.text).map(Plaintext::new).map_err(|error| {
            let message = if error.kind() == std::io::ErrorKind::NotFound {
                "the editor removed the text"
            } else {
                "cannot read the edited text"
            };
            Error::new(ErrorKind::Input, message)
                .because(error)
                .because("nothing was saved")
                .in_file(&self.file)
        })
    }

    /// Whether it is what we gave to the editor.
    pub(super) fn is_first(&self, text: &Plaintext) -> bool {
        text.expose() == self.first.expose()
    }

    /// Asks on the terminal.
    pub(super) fn ask(&self, question: &str) -> Result<String, NoAnswer> {
        *self.phase() = Phase::Asking;
        let answer = Terminal.line(question);
        *self.phase() = Phase::Working;
        answer
    }

    /// Writes the file; no signal comes in between.
    pub(super) fn finish(&self, write: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut phase = self.phase();
        write()?;
        *phase = Phase::Done;
        Ok(())
    }

    /// Keeps a text that is not saved, and says where: encrypted beside the file or, where that cannot be,
    /// with the other temporary files; if it cannot be encrypted, where it is.
    pub(super) fn keep(&self, text: &Plaintext) -> Result<Kept> {
        match self.set_aside(text) {
            Ok(path) => Ok(Kept::Encrypted(path)),
            Err(error) => {
                let Some(folder) = lock(&self.folder).take() else { return Err(error) };
                let name = self.text.file_name().unwrap_or_default().to_owned();
                Ok(Kept::Plain(folder.keep()?.join(name)))
            }
        }
    }

    /// Clears the desk.
    pub(in crate::commands) fn close(&self) {
        let folder = lock(&self.folder).take();
        if let Some(Err(error)) = folder.map(PrivateFolder::remove) {
            report::tell(&error);
        }
    }

    fn set_aside(&self, text: &Plaintext) -> Result<PathBuf> {
        let bytes = self.keeper.set_aside(text.expose(), now()?)?;
        let name = self.file.file_name().unwrap_or_default();
        let beside = self.file.with_file_name("");
        let mut result = Err(Error::new(ErrorKind::Output, "no name was free"));
        for folder in [beside, env::private_places().temporary] {
            for number in 1..100 {
                let mut name = name.to_owned();
                name.push(".unsaved");
                if number > 1 {
                    name.push(format!("-{number}"));
                }
                let path = folder.join(name);
                if path.symlink_metadata().is_ok() {
                    continue;
                }
                result = sys::write_new(&path, &bytes).map(|()| path);
                if result.is_ok() {
                    return result;
                }
                break;
            }
        }
        result
    }

    /// Called on the thread for signals.
    fn may_end(&self, signal: Signal) -> bool {
        let typed = matches!(signal, Signal::Interrupt | Signal::Quit);
        let mut phase = lock(&self.phase);
        let before = *phase;
        if typed && matches!(before, Phase::Editor(_) | Phase::Left) {
            return false;
        }
        *phase = Phase::Ending { editor: matches!(before, Phase::Editor(_)) };
        if let Phase::Editor(process) = before {
            end(process);
            let runs = |phase: &mut Phase| *phase == Phase::Ending { editor: true };
            let waited = self.changed.wait_timeout_while(phase, FAREWELL, runs);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        } else {
            drop(phase);
        }
        let gives_up = before == Phase::Asking && typed;
        if before != Phase::Done
            && !gives_up
            && let Ok(text) = self.read()
            && !self.is_first(&text)
        {
            match self.keep(&text) {
                Ok(kept) => report::note(&kept.message(), Some(&kept.hint())),
                Err(error) => report::tell(&error),
            }
        }
        true
    }

    /// The phase, for the main thread, which has nothing more to do once a signal ends us.
    fn phase(&self) -> MutexGuard<'_, Phase> {
        let phase = lock(&self.phase);
        if matches!(*phase, Phase::Ending { .. }) {
            drop(phase);
            loop {
                std::thread::park();
            }
        }
        phase
    }
}

/// Where a text is kept.
pub(super) enum Kept {
    /// In a file of its own, encrypted.
    Encrypted(PathBuf),
    /// In a private folder, as it is.
    Plain(PathBuf),
}

impl Kept {
    /// Says where.
    pub(super) fn message(&self) -> String {
        match self {
            Self::Encrypted(path) => {
                format!("your text was not saved; it is kept, encrypted, in {}", path.display())
            }
            Self::Plain(path) => format!(
                "your text was not saved; it is kept, NOT encrypted and perhaps not beyond the next restart, in {}",
                path.display()
            ),
        }
    }

    /// Says what to do with it.
    pub(super) fn hint(&self) -> String {
        match self {
            Self::Encrypted(path) => format!(
                "Show it with sops-rs decrypt --input-type binary {}",
                shell_words::quote(&path.to_string_lossy())
            ),
            Self::Plain(_) => "Take from it what you need, and remove its folder".to_owned(),
        }
    }
}

/// Asks the editor to end.
#[cfg(unix)]
fn end(process: u32) {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(process) = process {
        // It may have ended by itself.
        let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
    }
}

#[cfg(not(unix))]
fn end(_process: u32) {}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
