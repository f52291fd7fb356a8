//! `edit`: a file is decrypted, changed by the user in an editor, and encrypted again. The file is
//! written last of all; until then it is as it was, whatever happens.

pub(super) mod desk;
pub(super) mod edition;
pub(super) mod editor;
mod example;

use std::path::{Path, PathBuf};

use sops_rs::{
    Error, ErrorKind, Result,
    format::FormatName,
    keys::{Provider, age::Prompt as _},
    ops::{DecryptOptions, Draft, Editing, Saved},
    secret::Plaintext,
    sys::{self, Claim},
};

use self::{desk::Desk, edition::Edition, editor::Editor, example::example};
use super::{
    encrypt::{self, Wishes},
    now,
};
use crate::{
    args::{Edit, Persona},
    files::{Formats, Source},
    report::{self, Outcome},
    seal::{self, Occasion},
    session::Session,
    terminal::Terminal,
    whom,
};

pub(super) fn run(session: &Session, args: &Edit) -> Outcome {
    let path = target(session, args)?;
    let editor = Editor::find()?;
    let source = Source::File(path.clone());
    let name = args.types.filename_override.as_deref().unwrap_or(&path);
    let formats = Formats::new(session.persona, &args.types, &source);
    let in_file = |error: Error| error.in_file(&path);
    let keyring = session.keyring();
    let providers = keyring.providers();

    let claim = claim(session, &path)?;
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
    let first = editing.text(args.show_master_keys).map_err(in_file)?;
    let desk = Desk::new(first, editing.keeper(), &path, title, session.persona).map_err(in_file)?;
    let seal = |text: &Plaintext| {
        let saved = encrypted(session, args, name, &editing, &providers, text)?;
        if saved.values == 0 && selective && !args.allow_unencrypted {
            encrypt::nothing_encrypted(session.persona)?;
        }
        Ok(saved.bytes)
    };
    let persona = session.persona;
    let edition = Edition { persona, path: &path, before, desk, may_stay: true, seal: &seal };
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

/// Claims the file for an edit.
pub(super) fn claim(session: &Session, path: &Path) -> Result<Claim> {
    let claim = sys::claim(path);
    if matches!(claim, Claim::Theirs) {
        ask_to_join(session, path)?;
    }
    Ok(claim)
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

/// The file with what the editor made of its text.
fn encrypted(
    session: &Session,
    args: &Edit,
    name: &Path,
    editing: &Editing,
    providers: &[&dyn Provider],
    text: &Plaintext,
) -> Result<Saved> {
    let draft = Draft { text: text.expose(), with_metadata: args.show_master_keys };
    let newcomers = editing.newcomers(draft)?;
    if newcomers.iter().any(|group| !group.is_empty()) {
        let claim = whom::Claim { groups: &newcomers, threshold: None, unasked: &newcomers };
        whom::vouch(session, name, &claim, args.accept_recipients)?;
    }
    editing.save(draft, providers, now()?)
}
