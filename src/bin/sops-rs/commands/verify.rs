//! `verify`: whether encrypted files are whole. They are decrypted in memory, and nothing is shown.

use std::{path::Path, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result,
    format::FormatName,
    keys::Provider,
    ops,
    repo::{self, Finding, Level},
};

use super::check;
use crate::{
    args::Verify,
    files::{self, Source},
    findings::Findings,
    progress::Progress,
    report::Outcome,
    seal,
    session::Session,
};

/// What can be found, and what it is about.
const IDS: [(&str, &str); 3] = [
    ("damaged", "A value or the MAC does not authenticate, or the file cannot be read"),
    ("no-key", "The data key could not be recovered"),
    ("warning", "Something that a reader of the file should know"),
];

pub(super) fn run(session: &Session, args: &Verify) -> Outcome {
    let (files, failed) = check::below(&args.paths)?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let mut findings = Findings::default();
    let mut progress = Progress::new(files.len());
    repo::each(
        &files,
        |file| verify(session, file, &providers),
        |file, verified| {
            progress.step(file);
            match verified {
                Ok(None) => {}
                Ok(Some(warnings)) => {
                    findings.files += 1;
                    findings.add(file, warnings.into_iter().map(warning));
                }
                Err(error) => {
                    findings.files += 1;
                    findings.add(file, [finding(&error)]);
                }
            }
        },
    );
    drop(progress);
    let wrong = failed + findings.count(Level::Error);
    let good = if failed == 0 { "whole, every value and every MAC" } else { check::INCOMPLETE };
    let text = findings.render(args.format, &IDS, good)?;
    files::print(text.expose())?;
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The warnings for a file that is whole; `None` when it is not encrypted.
fn verify(session: &Session, file: &Path, providers: &[&dyn Provider]) -> Result<Option<Vec<String>>> {
    let options = ops::DecryptOptions {
        providers,
        ignore_mac: false,
        seal_required: &|| seal::is_required(session, Some(file)),
        limits: session.limits,
    };
    let bytes = Source::File(file.to_owned()).read(ErrorKind::Input)?;
    if !repo::looks_encrypted(bytes.expose()) {
        return Ok(None);
    }
    let format = FormatName::from_path(file).format()?;
    let has_metadata = ops::inspect(bytes.expose(), format, &options.limits);
    if matches!(has_metadata, Ok(None)) || (has_metadata.is_err() && repo::is_prose(file, bytes.expose())) {
        return Ok(None); // it only speaks of such files
    }
    Ok(Some(ops::decrypt(bytes.expose(), format, &options)?.warnings))
}

fn finding(error: &Error) -> Finding {
    let mut message = error.message().to_owned();
    if let Some(path) = error.path() {
        message = format!("{message} at {path}");
    }
    for cause in error.causes() {
        message = format!("{message}: {cause}");
    }
    let id = if error.kind() == ErrorKind::DataKey { "no-key" } else { "damaged" };
    let hint = error.next_step().unwrap_or("Restore the file from an earlier version").to_owned();
    Finding { id, level: Level::Error, message, place: error.place(), hint }
}

fn warning(message: String) -> Finding {
    let hint = "Look at the file with `sops-rs decrypt`".to_owned();
    Finding { id: "warning", level: Level::Warning, message, place: None, hint }
}
