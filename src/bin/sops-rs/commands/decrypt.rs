//! `decrypt`: from an encrypted file to its plaintext, as a whole, converted, or one value of it.

use std::{path::PathBuf, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result,
    document::Path,
    ops::{self, DecryptOptions, Decrypted},
    secret::Plaintext,
    sys::{self, NewFile},
};

use crate::{
    args::Decrypt,
    dialect, extract,
    files::{Destination, Formats, Source},
    many::{self, Batch, Done},
    report::{self, Outcome},
    seal,
    session::Session,
};

pub(super) fn run(session: &Session, args: &Decrypt) -> Outcome {
    if many::is_meant(session, &args.files, &args.many) {
        return several(session, args);
    }
    let source = Source::new(args.files.first().map(PathBuf::as_path));
    let destination = Destination::new(&args.target, &source, NewFile::Private)?;
    let path = args.extract.as_deref().map(Path::parse).transpose()?.filter(|path| !path.segments.is_empty());
    if path.is_some() && args.target.in_place {
        return Err(Error::new(ErrorKind::Conflict, "cannot use --extract with --in-place")
            .because("the file would be replaced by one of its values")
            .hint("Write the value elsewhere with --output")
            .into());
    }
    let plain = plain(session, args, &source, path.as_ref()).map_err(|error| error.in_file(source.name()))?;
    destination.write(plain.expose())?;
    Ok(ExitCode::SUCCESS)
}

/// Many files, each in its place.
fn several(session: &Session, args: &Decrypt) -> Outcome {
    many::refuse(&[
        ("--output", args.target.output.is_some()),
        ("--extract", args.extract.is_some()),
        ("--filename-override", args.types.filename_override.is_some()),
        ("--output-type", args.types.output_type.is_some()),
    ])?;
    many::demand_in_place(args.target.in_place, &args.many)?;
    let selected = many::select(&args.files, args.many.recursive, |file| many::is_encrypted(session, file))?;
    let decrypted = Batch::new(session, args.many.dry_run, "decrypted").run(selected, |file| {
        if args.many.dry_run {
            return if many::is_encrypted(session, file)? {
                Ok(Done::Changed(Vec::new()))
            } else {
                Err(super::no_metadata())
            };
        }
        let plain = plain(session, args, &Source::File(file.to_owned()), None)?;
        sys::replace_file(file, plain.expose(), NewFile::Private)?;
        Ok(Done::Changed(Vec::new()))
    })?;
    if decrypted.changed > 0 && !args.many.dry_run {
        report::warn(
            "these files are readable now: do not commit them, and encrypt them again with \
             `sops-rs encrypt -i`",
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn plain(session: &Session, args: &Decrypt, source: &Source, path: Option<&Path>) -> Result<Plaintext> {
    let formats = Formats::new(session.persona, &args.types, source);
    // An output format that we do not have is told before anyone is asked for a key.
    formats.output.format()?;
    let bytes = source.read(ErrorKind::NoFile)?;
    let decrypted = decrypt(session, args, source, &bytes, formats)?;
    if path.is_none() && formats.input == formats.output {
        return Ok(decrypted.bytes);
    }
    let dialect = args.dialect.dotenv_dialect;
    let trees = dialect::trees(session, &decrypted, formats.input, dialect)?;
    if let Some(path) = path {
        let root = trees.first().ok_or_else(|| Error::new(ErrorKind::NoDocument, "the file is empty"))?;
        return extract::render(root, path, formats.output);
    }
    dialect::print(&trees, formats.output, dialect)
}

fn decrypt(
    session: &Session,
    args: &Decrypt,
    source: &Source,
    bytes: &Plaintext,
    formats: Formats,
) -> Result<Decrypted> {
    let name = args.types.filename_override.as_deref().or(source.path());
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = DecryptOptions {
        providers: &providers,
        ignore_mac: args.ignore_mac,
        seal_required: &|| seal::is_required(session, name),
        limits: session.limits,
    };
    let decrypted = ops::decrypt(bytes.expose(), formats.input.format()?, &options)?;
    Session::tell(&decrypted.warnings);
    Ok(decrypted)
}
