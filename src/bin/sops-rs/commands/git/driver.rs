//! The merge driver, as git calls it: the result goes over our version, and the exit code says whether a
//! conflict is left. What cannot be merged by key path is merged as git would have done it, and stays in
//! conflict if it is encrypted.

use std::{path::Path, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result, ops,
    secret::Plaintext,
    sys::{self, NewFile},
};

use crate::{
    args::MergeDriver,
    commands::merge::{format_of, merge, tell},
    files::Source,
    git,
    report::{self, Outcome},
    session::Session,
};

pub(super) fn run(session: &Session, args: &MergeDriver) -> Outcome {
    let files = [&args.base, &args.ours, &args.theirs].map(std::path::PathBuf::as_path);
    let read = |file: &Path| Source::new(Some(file)).read(ErrorKind::Input);
    let versions = [read(files[0])?, read(files[1])?, read(files[2])?];
    let is_encrypted = versions.each_ref().map(|version| is_encrypted(session, &args.name, version));
    if !is_encrypted.contains(&true) {
        return Ok(ExitCode::from(u8::from(!git::merge_lines(files, args.marker_size)?)));
    }
    match merged(session, args, &versions, is_encrypted) {
        Ok(code) => Ok(code),
        Err(error) => {
            report::tell(&error.in_file(&args.name));
            git::merge_lines(files, args.marker_size)?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn merged(
    session: &Session,
    args: &MergeDriver,
    versions: &[Plaintext; 3],
    is_encrypted: [bool; 3],
) -> Result<ExitCode> {
    let names = ["the common ancestor", "our version", "their version"];
    for at in [1, 2, 0] {
        let is_none = at == 0 && versions[0].expose().is_empty();
        if !is_encrypted[at] && !is_none {
            let message = format!("{} of the file is not encrypted, and another one is", names[at]);
            return Err(Error::new(ErrorKind::Generic, message)
                .because("what was readable in one version is not mixed with what is secret in another")
                .hint("Take one version with `git checkout --ours` or `--theirs`, and bring the other's changes over"));
        }
    }
    let format = format_of(&args.name, versions[1].expose())?;
    let versions = versions.each_ref().map(Plaintext::expose);
    let merged = merge(session, versions, format, &args.name, args.marker_size, args.ancestor)?;
    sys::replace_file(&args.ours, &merged.bytes, NewFile::Ordinary)?;
    tell(session, &args.name, &merged)?;
    Ok(ExitCode::from(u8::from(!merged.conflicts.is_empty())))
}

/// Whether a version is encrypted, or was before somebody broke it.
fn is_encrypted(session: &Session, name: &Path, version: &Plaintext) -> bool {
    let bytes = version.expose();
    let has_tokens = memchr::memmem::find(bytes, b"ENC[AES256_GCM,").is_some();
    let metadata = format_of(name, bytes).and_then(|format| ops::inspect(bytes, format, &session.limits));
    match metadata {
        Ok(metadata) => metadata.is_some(),
        Err(_) => has_tokens,
    }
}
