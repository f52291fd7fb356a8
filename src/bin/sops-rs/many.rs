//! One command for many files. What enters: paths as typed, and what is to be done with a file. What
//! leaves: a line for each file, a summary, and the exit code. All files are found before the first one is
//! touched; each is replaced as a whole or stays as it is, and one that fails does not stop the others.
//! Nobody is asked anything by two files at the same time.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use sops_rs::{
    Error, ErrorKind, Result,
    config::NAMES,
    format::FormatName,
    ops,
    repo::{self, looks_encrypted},
    sys,
};

use crate::{
    args::{Many, Persona},
    files::{self, Source},
    findings::plural,
    names,
    progress::{self, Progress},
    report::{self, Outcome},
    session::Session,
};

/// A command under way.
pub(crate) struct Batch<'s> {
    session: &'s Session,
    /// What is done to a file, as in `3 of 8 files were not encrypted`.
    past: &'static str,
    dry_run: bool,
    changed: usize,
    same: usize,
    failed: usize,
    /// What was said already: a config that is wrong is so for all its files.
    told: HashSet<String>,
}

/// The files of a batch.
pub(crate) struct Selected {
    /// In the order of what was typed.
    pub(crate) files: Vec<PathBuf>,
    /// Those that were named; the others were found.
    pub(crate) named: HashSet<PathBuf>,
    /// What could not be looked at.
    pub(crate) errors: Vec<Error>,
}

/// What came of a file.
pub(crate) enum Done {
    /// It was changed, or would be; more about it, line by line.
    Changed(Vec<String>),
    /// It is as it should be, for that reason.
    Same(String),
}

/// Whether more than one file can be meant. The real program takes the first one and no folders.
pub(crate) fn is_meant(session: &Session, typed: &[PathBuf], flags: &Many) -> bool {
    let several = || typed.len() > 1 || typed.iter().any(|path| path.is_dir() || repo::is_pattern(path));
    session.persona == Persona::SopsRs && (flags.recursive || flags.dry_run || several())
}

/// Refuses what makes sense for one file alone.
pub(crate) fn refuse(given: &[(&str, bool)]) -> Result<()> {
    match given.iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((flag, _)) => {
            Err(Error::new(ErrorKind::Conflict, format!("cannot use {flag} with several files"))
                .hint("Name one file"))
        }
    }
}

/// Demands `-i`, unless nothing will be written: several results cannot go to one place.
pub(crate) fn demand_in_place(in_place: bool, flags: &Many) -> Result<()> {
    if in_place || flags.dry_run {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Conflict, "several files can only be changed in place")
        .because("their texts would run into one another on standard output")
        .hint("Repeat the command with -i, or look at what it would do with --dry-run"))
}

/// Whether a file is encrypted, or damaged so that it needs attention.
pub(crate) fn is_encrypted(session: &Session, file: &Path) -> Result<bool> {
    let bytes = Source::File(file.to_owned()).read(ErrorKind::Input)?;
    if !looks_encrypted(bytes.expose()) {
        return Ok(false);
    }
    let format = FormatName::from_path(file).format();
    Ok(match format.and_then(|format| ops::inspect(bytes.expose(), format, &session.limits)) {
        Ok(metadata) => metadata.is_some(),
        Err(_) => !repo::is_prose(file, bytes.expose()),
    })
}

/// Whether a file steers tools, and is never a secret itself.
pub(crate) fn is_housekeeping(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    let git = [".gitignore", ".gitattributes", ".gitmodules"];
    NAMES.iter().chain(&git).any(|known| *known == name)
}

/// The files that were named, and those below folders and patterns that `is_ours` takes. A config that is
/// wrong is an error here, before anything was done.
pub(crate) fn select(
    typed: &[PathBuf],
    recursive: bool,
    is_ours: impl Fn(&Path) -> Result<bool> + Sync,
) -> Result<Selected> {
    if let Some(folder) = typed.iter().find(|path| !recursive && path.is_dir()) {
        return Err(Error::new(ErrorKind::Input, "it is a folder")
            .in_file(folder)
            .hint("Go through the files in it with -r"));
    }
    let here = [PathBuf::from(".")];
    let mut found = repo::find(if typed.is_empty() { &here } else { typed });
    let mut files = Vec::new();
    let mut broken = None;
    let mut progress = Progress::new(found.files.len());
    let look = |file: &PathBuf| if found.named.contains(file) { Ok(true) } else { is_ours(file) };
    repo::each(&found.files, look, |file, ours| {
        progress.step(file);
        match ours {
            Ok(true) => files.push(file.clone()),
            Ok(false) => {}
            Err(error) if error.kind() == ErrorKind::Config => broken = broken.take().or(Some(error)),
            Err(error) => found.errors.push(error.in_file(file)),
        }
    });
    match broken {
        Some(error) => Err(error),
        None => Ok(Selected { files, named: found.named, errors: found.errors }),
    }
}

impl<'s> Batch<'s> {
    /// Nothing is done yet.
    pub(crate) fn new(session: &'s Session, dry_run: bool, past: &'static str) -> Self {
        Self { session, past, dry_run, changed: 0, same: 0, failed: 0, told: HashSet::new() }
    }

    /// Does `work` for all of `items`: for the first one alone, so that what has to be asked is asked once,
    /// then on all cores. `tell` is called in the order of the items.
    pub(crate) fn each<T: Sync, R: Send>(
        &mut self,
        items: &[T],
        file: impl Fn(&T) -> &Path,
        work: impl Fn(&T) -> Result<R> + Sync,
        mut tell: impl FnMut(&mut Self, &T, R) -> Outcome<()>,
    ) -> Outcome<()> {
        let mut progress = Progress::new(items.len());
        let mut outcome = Ok(());
        sys::sync_folders_later();
        let (first, rest) = items.split_at(items.len().min(1));
        for items in [first, rest] {
            repo::each(items, &work, |item, result| {
                progress.step(file(item));
                match result {
                    Ok(result) if outcome.is_ok() => outcome = tell(self, item, result),
                    Ok(_) => {}
                    Err(error) => self.fail(error.in_file(file(item))),
                }
            });
        }
        if let Err(error) = sys::sync_folders() {
            self.fail(error);
        }
        outcome
    }

    /// The whole of a command that needs no more than one step for a file.
    pub(crate) fn run(
        mut self,
        selected: Selected,
        work: impl Fn(&Path) -> Result<Done> + Sync,
    ) -> Outcome<Counts> {
        selected.errors.into_iter().for_each(|error| self.fail(error));
        self.each(
            &selected.files,
            |file| file,
            |file| work(file),
            |batch, file, done| batch.tell(file, done, true),
        )?;
        self.finish()
    }

    /// Counts and shows what came of a file; `show_same` also when nothing did.
    pub(crate) fn tell(&mut self, file: &Path, done: Done, show_same: bool) -> Outcome<()> {
        let name = report::clean(&file.to_string_lossy());
        let text = match done {
            Done::Changed(details) => {
                self.changed += 1;
                let would = if self.dry_run { "would be " } else { "" };
                let details: String = details.iter().map(|line| format!("  {line}\n")).collect();
                format!("{name}: {would}{}\n{details}", self.past)
            }
            Done::Same(why) => {
                self.same += 1;
                if !show_same {
                    return Ok(());
                }
                format!("{name}: {why}\n")
            }
        };
        Self::print(&text)
    }

    /// Counts files that would be changed and were shown already.
    pub(crate) fn count_changed(&mut self, count: usize) {
        self.changed += count;
    }

    /// Prints while there may be a progress line.
    pub(crate) fn print(text: &str) -> Outcome<()> {
        progress::clear();
        files::print(text.as_bytes())
    }

    /// Counts and shows a failure.
    pub(crate) fn fail(&mut self, error: Error) {
        self.failed += 1;
        if !self.told.insert(error.to_string()) {
            return;
        }
        report::tell(&names::annotate(self.session, error));
    }

    /// The summary; an error when a file failed.
    pub(crate) fn finish(self) -> Outcome<Counts> {
        let all = self.changed + self.same + self.failed;
        let would = if self.dry_run { "would be " } else { "" };
        let mut parts = vec![format!("{} {would}{}", self.changed, self.past)];
        if self.same > 0 {
            parts.push(format!("{} unchanged", self.same));
        }
        if self.failed > 0 {
            parts.push(format!("{} failed", self.failed));
        }
        Self::print(&format!("{}: {}\n", plural(all, "file"), parts.join(", ")))?;
        if self.failed == 0 {
            return Ok(Counts { changed: self.changed });
        }
        let were = if self.failed == 1 { "was" } else { "were" };
        let message = format!("{} of {} {were} not {}", self.failed, plural(all, "file"), self.past);
        Err(Error::new(ErrorKind::Generic, message)
            .because("each of them is as it was before; the others are done")
            .into())
    }
}

/// How a batch went that went well.
pub(crate) struct Counts {
    /// How many files were changed, or would be.
    pub(crate) changed: usize,
}
