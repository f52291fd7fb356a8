//! An edit under way: the editor runs, and runs again, until what it saved is in the file or given up.
//! What enters: a text on the desk, and how the file is made of a text. What leaves: the file, written last
//! of all. A text that cannot be saved goes back to the editor, or is kept.

use std::{
    io,
    path::Path,
    process::{ExitCode, ExitStatus},
    sync::Arc,
    time::{Duration, Instant},
};

use sops_rs::{
    Error, ErrorKind, Result,
    keys::age::NoAnswer,
    secret::Plaintext,
    sys::{self, NewFile},
};

use super::{desk::Desk, editor::Editor};
use crate::{
    args::Persona,
    report::{self, Failure, Outcome},
    terminal,
};

/// Nobody has edited anything after less.
const AT_ONCE: Duration = Duration::from_secs(2);

/// An edit under way.
pub(in crate::commands) struct Edition<'a> {
    pub(in crate::commands) persona: Persona,
    /// The file.
    pub(in crate::commands) path: &'a Path,
    /// Its bytes when we read them; `None` when there was no file.
    pub(in crate::commands) before: Option<Vec<u8>>,
    pub(in crate::commands) desk: Arc<Desk>,
    /// Whether a text that nobody changed leaves the file as it is; otherwise it is a text like any other.
    pub(in crate::commands) may_stay: bool,
    /// The file with such a text.
    pub(in crate::commands) seal: &'a dyn Fn(&Plaintext) -> Result<Vec<u8>>,
}

/// Why a text was not saved.
enum Refusal {
    /// Something is wrong with it, or with the world.
    Wrong(Error),
    /// The file is another one than we read; this would be written.
    Overtaken(Vec<u8>),
}

impl Edition<'_> {
    /// Back to the editor until the text is saved, or given up.
    pub(in crate::commands) fn run(&self, editor: &Editor) -> Outcome {
        loop {
            let start = Instant::now();
            self.edit(editor)?;
            let text = self.desk.read()?;
            if self.may_stay && self.desk.is_first(&text) {
                let hint = editor.patience().filter(|_| start.elapsed() < AT_ONCE);
                report::note("File has not changed, exiting.", hint.as_deref());
                return Ok(ExitCode::from(200));
            }
            let again = match self.save(&text) {
                Ok(()) => return Ok(ExitCode::SUCCESS),
                Err(Refusal::Wrong(error)) => self.after_error(error.in_file(self.path), &text)?,
                Err(Refusal::Overtaken(bytes)) => self.after_other(&bytes, &text)?,
            };
            if !again {
                return Ok(ExitCode::SUCCESS);
            }
        }
    }

    fn edit(&self, editor: &Editor) -> Outcome<()> {
        let mut command = editor.command(self.desk.text(), self.persona);
        let name = editor.name();
        let status = self.desk.run(&mut command).map_err(|error| {
            let message = match error.kind() {
                io::ErrorKind::NotFound => format!("the editor was not found: {name}"),
                _ => format!("cannot run the editor {name}"),
            };
            Error::new(ErrorKind::NoEditor, message)
                .because(error)
                .hint("Name another one in SOPS_EDITOR or EDITOR")
        })?;
        if status.success() { Ok(()) } else { Err(self.after_failure(&name, status)) }
    }

    /// An editor that says that it failed was told to give up, as in git. One that was ended by a signal
    /// was not: what it saved is kept.
    fn after_failure(&self, name: &str, status: ExitStatus) -> Failure {
        let failed = |how: String| {
            Error::new(ErrorKind::NoEditor, format!("the editor {name} {how}"))
                .because("nothing was saved")
                .in_file(self.path)
        };
        let Some(signal) = signal_of(status) else {
            let code = status.code().map_or_else(String::new, |code| format!(" with exit code {code}"));
            return failed(format!("failed{code}")).into();
        };
        let error = failed(format!("was ended by signal {signal}"));
        if signal == INTERRUPT {
            return Failure::WithCode(error, 130);
        }
        match self.desk.read() {
            Ok(text) if !self.desk.is_first(&text) => self.keep(&text, error),
            _ => error.into(),
        }
    }

    fn save(&self, text: &Plaintext) -> Result<(), Refusal> {
        let bytes = (self.seal)(text).map_err(Refusal::Wrong)?;
        if self.present().map_err(Refusal::Wrong)? != self.before {
            return Err(Refusal::Overtaken(bytes));
        }
        self.write(&bytes).map_err(Refusal::Wrong)
    }

    fn write(&self, bytes: &[u8]) -> Result<()> {
        self.desk.finish(|| sys::replace_file(self.path, bytes, NewFile::Ordinary))
    }

    /// The file as it is now.
    fn present(&self) -> Result<Option<Vec<u8>>> {
        match std::fs::read(self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::new(ErrorKind::Input, "cannot read the file").because(error)),
        }
    }

    /// Whether the user wants to return to the editor. Without a terminal the text is kept.
    fn after_error(&self, error: Error, text: &Plaintext) -> Outcome<bool> {
        if !terminal::is_attended() {
            return Err(self.keep(text, error));
        }
        report::tell(&error);
        match self.desk.ask("Press Enter to return to the editor, or Ctrl-C to give up the changes") {
            Ok(_) => Ok(true),
            Err(NoAnswer::NoTerminal) => Err(self.keep(text, error)),
            Err(NoAnswer::Cancelled) => Err(given_up(self.path)),
        }
    }

    /// Another program has changed the file. Whether to return to the editor; `false` when all is done.
    fn after_other(&self, bytes: &[u8], text: &Plaintext) -> Outcome<bool> {
        let error = || {
            Error::new(ErrorKind::Generic, "the file was changed by another program while it was edited")
                .in_file(self.path)
        };
        if !terminal::is_attended() {
            return Err(self.keep(text, error()));
        }
        report::tell(&error());
        loop {
            let answer = self.desk.ask(
                "  1) keep your text beside the file, encrypted, and leave the file as it is now\n  \
                 2) return to the editor\n  \
                 3) write your text over the other change\n\
                 Which one? (Ctrl-C gives up your changes)",
            );
            match answer.as_deref().map(str::trim) {
                Ok("1") | Err(NoAnswer::NoTerminal) => return Err(self.keep(text, error())),
                Ok("2") => return Ok(true),
                Ok("3") => {
                    return match self.write(bytes) {
                        Ok(()) => Ok(false),
                        Err(error) => self.after_error(error, text),
                    };
                }
                Ok(_) => {}
                Err(NoAnswer::Cancelled) => return Err(given_up(self.path)),
            }
        }
    }

    /// Tells the error, and where the text is kept; one that nobody changed needs no keeping.
    fn keep(&self, text: &Plaintext, error: Error) -> Failure {
        if self.desk.is_first(text) {
            return error.into();
        }
        match self.desk.keep(text) {
            Ok(kept) => {
                let kind = error.kind();
                report::tell(&error);
                Error::new(kind, kept.message()).in_file(self.path).hint(kept.hint()).into()
            }
            Err(other) => {
                report::tell(&error);
                other.into()
            }
        }
    }
}

fn given_up(path: &Path) -> Failure {
    let error = Error::new(ErrorKind::Generic, "the changes were given up").because("the file is as it was");
    Failure::WithCode(error.in_file(path), 85)
}

const INTERRUPT: i32 = 2;

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_status: ExitStatus) -> Option<i32> {
    None
}
