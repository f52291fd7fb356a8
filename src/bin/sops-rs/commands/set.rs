//! `set` and `unset`: one entry of an encrypted file, changed where it stands. What enters: a path and a
//! value. What leaves: the file with that change, if nobody else changed it meanwhile.

use std::{path::Path as FilePath, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result,
    document::{Path, Tree},
    ops::{self, SetOptions, Updated},
    scalar::ScalarType,
    secret::{Plaintext, fill_random},
    sys,
};

use super::now;
use crate::{
    args::{Change, Persona, Set, Types, Unset},
    files::{Formats, Source},
    report::{self, Outcome},
    seal::{self, Occasion},
    session::Session,
};

/// What a generated secret is made of: it needs quotes in no shell and no format.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub(super) fn set(session: &Session, args: &Set) -> Outcome {
    if args.value_file && args.value_stdin {
        return Err(Error::new(ErrorKind::Generic, "cannot use both --value-file and --value-stdin").into());
    }
    let needs_value = !args.value_stdin && args.generate.is_none();
    let (Some(file), Some(path)) = (&args.file, &args.path) else { return Err(incomplete(SET).into()) };
    if needs_value != args.value.is_some() {
        return Err(if needs_value {
            incomplete(SET)
        } else {
            Error::new(ErrorKind::NoFile, "there is one argument too many")
                .because("the value comes from elsewhere")
                .hint("Name the file and the key path, and nothing else")
        }
        .into());
    }
    let path = parse_path(session, path, "set")?;
    let value = value(session, args)?;
    run(session, file, &path, Some(&value), &args.common)
}

pub(super) fn unset(session: &Session, args: &Unset) -> Outcome {
    let (Some(file), Some(path)) = (&args.file, &args.path) else { return Err(incomplete(UNSET).into()) };
    let path = parse_path(session, path, "unset")?;
    run(session, file, &path, None, &args.common)
}

/// What is needed, and how to write it.
const SET: (&str, &str) = (
    "the file, the key path or the value",
    "Name the file, the key path and the value: sops-rs set FILE '[\"key\"]' '\"text\"'",
);
const UNSET: (&str, &str) =
    ("the file or the key path", "Name the file and the key path: sops-rs unset FILE '[\"key\"]'");

fn run(session: &Session, file: &FilePath, path: &Path, value: Option<&Tree>, args: &Change) -> Outcome {
    let changed = change(session, file, path, value, args).map_err(|error| error.in_file(file))?;
    Session::tell(&changed.warnings);
    if changed.readable && session.persona == Persona::SopsRs {
        report::warn(&format!(
            "{}: the value at {path} stays readable: the file's selectors leave it unencrypted",
            file.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn change(
    session: &Session,
    file: &FilePath,
    path: &Path,
    value: Option<&Tree>,
    args: &Change,
) -> Result<ops::Set> {
    let source = Source::File(file.to_owned());
    let types = Types {
        input_type: args.input_type.clone(),
        output_type: args.output_type.clone(),
        filename_override: None,
    };
    let formats = Formats::new(session.persona, &types, &source);
    let (format, output) = (formats.input.format()?, formats.output.format()?);
    let bytes = source.read(ErrorKind::Input)?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = SetOptions {
        providers: &providers,
        ignore_mac: args.ignore_mac,
        lenient: session.persona == Persona::Sops,
        idempotent: args.idempotent,
        output: Some(output),
        seal: seal::choice(session, Some(file), Occasion::Change),
        now: now()?,
        limits: session.limits,
    };
    let changed = match value {
        Some(value) => ops::set(bytes.expose(), format, path, value, &options),
        None => ops::unset(bytes.expose(), format, path, &options),
    };
    let changed = changed.map_err(|error| as_the_real_one(session, error))?;
    if let Updated::Changed(new) = &changed.updated {
        sys::replace_unchanged(file, bytes.expose(), &new.pieces(bytes.expose()))?;
    }
    Ok(changed)
}

/// The value, wherever it comes from.
fn value(session: &Session, args: &Set) -> Result<Tree> {
    if let Some(length) = args.generate {
        return Ok(Tree::Scalar(ScalarType::Str, generate(length as usize)?));
    }
    let typed = args.value.as_deref().unwrap_or_default();
    let text = if args.value_stdin {
        Source::Stdin { asked: true }.read(ErrorKind::Input)?
    } else if args.value_file {
        Source::new(Some(FilePath::new(typed))).read(ErrorKind::Generic)?
    } else {
        Plaintext::new(typed.as_bytes().to_vec())
    };
    ops::parse_value(text.expose(), &session.limits)
}

/// A random secret; each character is as likely as any other.
fn generate(length: usize) -> Result<Plaintext> {
    // The largest multiple of the alphabet's length that a byte can count to.
    let fair = 256 / ALPHABET.len() * ALPHABET.len();
    let mut secret = Plaintext::with_capacity(length);
    let mut random = Plaintext::new(vec![0; 64]);
    while secret.expose().len() < length {
        fill_random(random.expose_mut())?;
        let fair_bytes = random.expose().iter().filter(|byte| usize::from(**byte) < fair);
        for byte in fair_bytes.take(length - secret.expose().len()) {
            secret.expose_mut().push(ALPHABET[usize::from(*byte) % ALPHABET.len()]);
        }
    }
    Ok(secret)
}

fn parse_path(session: &Session, path: &str, verb: &str) -> Result<Path> {
    Path::parse(path).map_err(|error| match session.persona {
        Persona::SopsRs => error,
        Persona::Sops => Error::new(ErrorKind::SetFormat, format!("Invalid {verb} index format")),
    })
}

/// To the real program a path that leads nowhere is an error like others.
fn as_the_real_one(session: &Session, error: Error) -> Error {
    if session.persona == Persona::SopsRs || error.kind() != ErrorKind::TreePath {
        return error;
    }
    let mut real = Error::new(ErrorKind::Generic, error.message());
    if let Some(path) = error.path() {
        real = real.at_path(path);
    }
    error.causes().iter().fold(real, Error::because)
}

fn incomplete((what, hint): (&str, &str)) -> Error {
    Error::new(ErrorKind::NoFile, format!("{what} is missing")).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_secret_has_its_length_and_alphabet() {
        for length in [1, 32, 1000] {
            let secret = generate(length).unwrap();
            assert_eq!(secret.expose().len(), length);
            assert!(secret.expose().iter().all(|byte| ALPHABET.contains(byte)));
        }
        let secret = generate(10_000).unwrap();
        assert!(ALPHABET.iter().all(|byte| secret.expose().contains(byte)));
        assert!(generate(32).unwrap().expose() != generate(32).unwrap().expose());
    }
}
