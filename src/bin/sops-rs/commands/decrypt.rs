//! `decrypt`: from an encrypted file to its plaintext, as a whole, converted, or one value of it.

use std::process::ExitCode;

use sops_rs::{
    Error, ErrorKind, Result,
    document::Path,
    ops::{self, DecryptOptions, Decrypted},
    secret::Plaintext,
    sys::NewFile,
};

use crate::{
    args::Decrypt,
    extract,
    files::{Destination, Formats, Source},
    report::Outcome,
    session::Session,
};

pub(super) fn run(session: &Session, args: &Decrypt) -> Outcome {
    let source = Source::new(args.file.as_deref());
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

fn plain(session: &Session, args: &Decrypt, source: &Source, path: Option<&Path>) -> Result<Plaintext> {
    let formats = Formats::new(session.persona, &args.types, source);
    // An output format that we do not have is told before anyone is asked for a key.
    let output = formats.output.format()?;
    let bytes = source.read(ErrorKind::NoFile)?;
    let decrypted = decrypt(session, &bytes, formats, args.ignore_mac)?;
    if path.is_none() && formats.input == formats.output {
        return Ok(decrypted.bytes);
    }
    let trees = decrypted.trees(formats.input.format()?, &session.limits)?;
    if let Some(path) = path {
        let root = trees.first().ok_or_else(|| Error::new(ErrorKind::NoDocument, "the file is empty"))?;
        return extract::render(root, path, formats.output);
    }
    let mut converted = Plaintext::default();
    output.print(&trees, &mut converted)?;
    Ok(converted)
}

fn decrypt(session: &Session, bytes: &Plaintext, formats: Formats, ignore_mac: bool) -> Result<Decrypted> {
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = DecryptOptions { providers: &providers, ignore_mac, limits: session.limits };
    let decrypted = ops::decrypt(bytes.expose(), formats.input.format()?, &options)?;
    Session::tell(&decrypted.warnings);
    Ok(decrypted)
}
