//! `edit`: a file is decrypted, changed by the user in an editor, and encrypted again. The file is
//! written last of all; until then it is as it was, whatever happens. A text that cannot be saved goes
//! back to the editor, or is kept.

mod desk;
mod editor;
mod example;

use std::{
    io,
    path::{Path, PathBuf},
    process::{ExitCode, ExitStatus},
    sync::Arc,
    time::{Duration, Instant},
};

use sops_rs::{
    Error, ErrorKind, Result,
    format::FormatName,
    keys::{
        Provider,
        age::{NoAnswer, Prompt as _},
    },
    ops::{DecryptOptions, Draft, Editing},
    secret::Plaintext,
    sys::{self, Claim, NewFile},
};

use self::{desk::Desk, editor::Editor, example::example};
use super::{
    encrypt::{self, Wishes},
    now,
};
use crate::{
    args::{Edit, Persona},
    files::{Formats, Source},
    report::{self, Failure, Outcome},
    seal::{self, Occasion},
    session::Session,
    terminal::{self, Terminal},
    whom,
};

/// Nobody has edited anything after less.
const AT_ONCE: Duration = Duration::from_secs(2);

/// An edit under way.
struct Edition<'a> {
    session: &'a Session,
    args: &'a Edit,
    path: &'a Path,
    /// The file's bytes when we read them; `None` when there was no file.
    before: Option<Vec<u8>>,
    /// Whether a new file leaves some values readable.
    selective: bool,
    providers: &'a [&'a dyn Provider],
    desk: Arc<Desk>,
}

/// Why a text was not saved.
enum Refusal {
    /// Something is wrong with it, or with the world.
    Wrong(Error),
    /// The file is another one than we read; this would be written.
    Overtaken(Vec<u8>),
}

pub(super) fn run(session: &Session, args: &Edit) -> Outcome {
    let path = target(session, args)?;
    let editor = Editor::find()?;
    let source = Source::File(path.clone());
    let name = args.types.filename_override.as_deref().unwrap_or(&path);
    let formats = Formats::new(session.persona, &args.types, &source);
    let in_file = |error: Error| error.in_file(&path);
    let keyring = session.keyring();
    let providers = keyring.providers();

    let claim = sys::claim(&path);
    if matches!(claim, Claim::Theirs) {
        ask_to_join(session, &path)?;
    }
    let exists = path.exists();
    let (editing, before, selective) = if exists {
        refuse_keys(session, args)?;
        let bytes = source.read(ErrorKind::Input)?.expose().to_vec();
        (open(session, args, bytes.clone(), formats, &providers).map_err(in_file)?, Some(bytes), false)
    } else {
        let (editing, selective) =
            create(session, args, name, formats.output, &providers).map_err(in_file)?;
        (editing, None, selective)
    };
    let title = name.file_name().unwrap_or(path.as_os_str());
    let desk = Desk::new(editing, &path, title, args.show_master_keys, session.persona).map_err(in_file)?;
    let edition = Edition { session, args, path: &path, before, selective, providers: &providers, desk };
    let outcome = edition.run(&editor);
    edition.desk.close();
    drop(claim);
    outcome
}

/// The file to be edited. What could not be saved is told before anything is edited.
fn target(session: &Session, args: &Edit) -> Result<PathBuf> {
    let Source::File(path) = Source::new(args.file.as_deref()) else {
        return Err(match &args.file {
            None => Error::new(ErrorKind::NoFile, "no file was given").hint("Name the file to edit"),
            Some(_) => Error::new(ErrorKind::Conflict, "cannot edit standard input")
                .hint("Name a file; to encrypt what comes from a program, use encrypt"),
        });
    };
    if path.is_dir() {
        return Err(Error::new(ErrorKind::Input, "cannot edit: it is a folder").in_file(path));
    }
    if session.persona == Persona::SopsRs {
        let hint = "Make it writable first; to look at it, use decrypt";
        sys::check_replaceable(&path)
            .map_err(|error| if path.exists() { error.hint(hint) } else { error })?;
    }
    Ok(path)
}

/// Someone else edits the file already: whoever saves last is told then, but may want to know now.
fn ask_to_join(session: &Session, path: &Path) -> Result<()> {
    let message = "the file is being edited by another program";
    if session.persona == Persona::Sops {
        report::warn(&format!("{}: {message}", path.display()));
        return Ok(());
    }
    let question =
        format!("{} is being edited by another program. Edit it all the same? (y/N)", path.display());
    match Terminal.line(&question) {
        Ok(answer) if matches!(answer.trim(), "y" | "Y" | "yes") => Ok(()),
        Ok(_) | Err(_) => Err(Error::new(ErrorKind::Generic, message)
            .in_file(path)
            .hint("Wait until it is done, so that nobody has to merge two edits")),
    }
}

/// An existing file keeps its keys and selectors; a flag that says something else would be passed over.
fn refuse_keys(session: &Session, args: &Edit) -> Result<()> {
    let typed =
        args.keys.is_given() || !args.selectors.is_empty() || args.shamir_secret_sharing_threshold.is_some();
    if session.persona == Persona::SopsRs && typed {
        return Err(Error::new(ErrorKind::Conflict, "keys and selectors count only for a new file")
            .because("the file exists, and keeps its own")
            .hint("Change its keys with rotate, updatekeys, or edit --show-master-keys"));
    }
    Ok(())
}

fn open(
    session: &Session,
    args: &Edit,
    bytes: Vec<u8>,
    formats: Formats,
    providers: &[&dyn Provider],
) -> Result<Editing> {
    let name = args.file.as_deref();
    let options = DecryptOptions {
        providers,
        ignore_mac: args.ignore_mac,
        seal_required: &|| seal::is_required(session, name),
        limits: session.limits,
    };
    let output = formats.output.format()?;
    let editing = Editing::open(bytes, formats.input.format()?, &options).map_err(|error| {
        if error.kind() == ErrorKind::MetadataMissing {
            error.hint("Encrypt it first, with sops-rs encrypt -i FILE")
        } else {
            error
        }
    })?;
    Session::tell(editing.warnings());
    let editing = editing.sealed(seal::choice(session, name, Occasion::Change));
    if formats.input == formats.output { Ok(editing) } else { editing.convert(output, now()?) }
}

/// A new file, and whether its selector leaves some values readable.
fn create(
    session: &Session,
    args: &Edit,
    name: &Path,
    format: FormatName,
    providers: &[&dyn Provider],
) -> Result<(Editing, bool)> {
    let wishes = Wishes {
        keys: &args.keys,
        selectors: &args.selectors,
        shamir_threshold: args.shamir_secret_sharing_threshold,
        mac_only_encrypted: false,
    };
    let recipe = encrypt::recipe(session, &wishes, name)?;
    let selective = recipe.is_selective();
    let options = encrypt::options(session, recipe, providers)?;
    Ok((Editing::create(example(format).as_bytes(), format.format()?, &options)?, selective))
}

impl Edition<'_> {
    /// Back to the editor until the text is saved, or given up.
    fn run(&self, editor: &Editor) -> Outcome {
        loop {
            let start = Instant::now();
            self.edit(editor)?;
            let text = self.desk.read()?;
            if self.desk.is_first(&text) {
                let hint = editor.patience().filter(|_| start.elapsed() < AT_ONCE);
                report::note("File has not changed, exiting.", hint.as_deref());
                return Ok(ExitCode::from(200));
            }
            let again = match self.save(&text) {
                Ok(()) => return Ok(ExitCode::SUCCESS),
                Err(Refusal::Wrong(error)) => self.after_error(&error.in_file(self.path), &text)?,
                Err(Refusal::Overtaken(bytes)) => self.after_other(&bytes, &text)?,
            };
            if !again {
                return Ok(ExitCode::SUCCESS);
            }
        }
    }

    fn edit(&self, editor: &Editor) -> Outcome<()> {
        let mut command = editor.command(self.desk.text(), self.session.persona);
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
            Ok(text) if !self.desk.is_first(&text) => self.keep(&text, &error),
            _ => error.into(),
        }
    }

    fn save(&self, text: &Plaintext) -> Result<(), Refusal> {
        let bytes = self.encrypt(text).map_err(Refusal::Wrong)?;
        if self.present().map_err(Refusal::Wrong)? != self.before {
            return Err(Refusal::Overtaken(bytes));
        }
        self.write(&bytes).map_err(Refusal::Wrong)
    }

    fn encrypt(&self, text: &Plaintext) -> Result<Vec<u8>> {
        let draft = Draft { text: text.expose(), with_metadata: self.args.show_master_keys };
        let editing = &self.desk.editing;
        let newcomers = editing.newcomers(draft)?;
        if newcomers.iter().any(|group| !group.is_empty()) {
            let name = self.args.types.filename_override.as_deref().unwrap_or(self.path);
            let claim = whom::Claim { groups: &newcomers, threshold: None, unasked: &newcomers };
            whom::vouch(self.session, name, &claim, self.args.accept_recipients)?;
        }
        let saved = editing.save(draft, self.providers, now()?)?;
        if saved.values == 0 && self.selective && !self.args.allow_unencrypted {
            encrypt::nothing_encrypted(self.session.persona)?;
        }
        Ok(saved.bytes)
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
    fn after_error(&self, error: &Error, text: &Plaintext) -> Outcome<bool> {
        if !terminal::is_attended() {
            return Err(self.keep(text, error));
        }
        report::tell(error);
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
            return Err(self.keep(text, &error()));
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
                Ok("1") | Err(NoAnswer::NoTerminal) => return Err(self.keep(text, &error())),
                Ok("2") => return Ok(true),
                Ok("3") => {
                    return match self.write(bytes) {
                        Ok(()) => Ok(false),
                        Err(error) => self.after_error(&error, text),
                    };
                }
                Ok(_) => {}
                Err(NoAnswer::Cancelled) => return Err(given_up(self.path)),
            }
        }
    }

    /// Tells the error, and where the text is kept.
    fn keep(&self, text: &Plaintext, error: &Error) -> Failure {
        match self.desk.keep(text) {
            Ok(kept) => {
                let kind = error.kind();
                report::tell(error);
                Error::new(kind, kept.message()).in_file(self.path).hint(kept.hint()).into()
            }
            Err(other) => {
                report::tell(error);
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
