//! `filestatus`: whether a file carries SOPS metadata. No key is needed and nothing is decrypted.

use std::process::ExitCode;

use sops_rs::{Error, ErrorKind, Result, format::FormatName};

use crate::{
    args::{Filestatus, Persona},
    files::{self, Source, format_named, format_of},
    report::Outcome,
    session::Session,
};

pub(super) fn run(session: &Session, args: &Filestatus) -> Outcome {
    let Some(file) = &args.file else {
        return Err(Error::new(ErrorKind::NoFile, "no file specified").into());
    };
    let source = Source::new(Some(file));
    let encrypted = is_encrypted(session, args, &source).map_err(|error| error.in_file(source.name()))?;
    files::print(format!("{{\"encrypted\":{encrypted}}}\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn is_encrypted(session: &Session, args: &Filestatus, source: &Source) -> Result<bool> {
    let bytes = source.read(ErrorKind::Input)?;
    let format = format_named(session.persona, args.input_type.as_deref())
        .unwrap_or_else(|| source.path().map_or(FormatName::Binary, |path| format_of(session.persona, path)))
        .format()?;
    let text = std::str::from_utf8(bytes.expose())
        .map_err(|_| Error::new(ErrorKind::Input, "the file is not valid UTF-8"));
    let document = match text.and_then(|text| format.parse(text, &session.limits)) {
        // A binary file may be anything while it is not encrypted.
        Err(_) if format.name() == FormatName::Binary && session.persona == Persona::SopsRs => {
            return Ok(false);
        }
        document => document?,
    };
    Ok(format.metadata(&document)?.is_some())
}
