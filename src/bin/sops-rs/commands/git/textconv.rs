//! The text that git compares in the place of an encrypted file: its plaintext with whom it is for, or its
//! keys with fingerprints of their tokens. It goes to git alone, which is told to keep none of it.

use std::{fmt::Write as _, process::ExitCode};

use sha2::{Digest as _, Sha256};
use sops_rs::{
    Error, ErrorKind, Result,
    document::{NodeId, NodeKind},
    format::{Format, FormatName},
    keys::shown,
    metadata::Metadata,
    ops::{self, DecryptOptions},
    secret::Plaintext,
};

use crate::{
    args::Textconv,
    commands::merge::format_of,
    files::{self, Source},
    report::{self, Outcome},
    session::Session,
};

pub(super) fn run(session: &Session, args: &Textconv) -> Outcome {
    let bytes = Source::new(Some(&args.file)).read(ErrorKind::Input)?;
    // Most files are not encrypted, and need not be looked at more closely.
    if memchr::memmem::find(bytes.expose(), b"ENC[AES256_GCM,").is_none() {
        files::print(bytes.expose())?;
        return Ok(ExitCode::SUCCESS);
    }
    match converted(session, args, &bytes) {
        Ok(text) => files::print(text.expose())?,
        // One version that cannot be read must not end a whole `git log`.
        Err(error) => {
            let note = format!("# sops-rs cannot show this version: {}\n", report::clean(&reason(&error)));
            files::print(note.as_bytes())?;
            files::print(bytes.expose())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn converted(session: &Session, args: &Textconv, bytes: &Plaintext) -> Result<Plaintext> {
    let mut format = format_of(&args.file, bytes.expose())?;
    // A file that is one value is shown as what it is, without the document around it.
    let is_one_value = memchr::memmem::find(bytes.expose(), b"\"data\": \"ENC[").is_some();
    if is_one_value && FormatName::from_path(&args.file) == FormatName::Binary && !args.keys_only {
        format = FormatName::Binary.format()?;
    }
    let Some(metadata) = ops::inspect(bytes.expose(), format, &session.limits)? else {
        return Ok(Plaintext::new(bytes.expose().to_vec()));
    };
    let mut text = if args.keys_only {
        Plaintext::new(keys(session, format, bytes)?.into_bytes())
    } else {
        let keyring = session.keyring();
        let providers = keyring.providers();
        let options = DecryptOptions {
            providers: &providers,
            ignore_mac: false,
            seal_required: &|| false,
            limits: session.limits,
        };
        ops::decrypt(bytes.expose(), format, &options)?.bytes
    };
    if !text.expose().ends_with(b"\n") && !text.expose().is_empty() {
        text.extend(b"\n");
    }
    text.extend(terms(&metadata).as_bytes());
    Ok(text)
}

/// Whom and what the file is for: a change that no value shows.
fn terms(metadata: &Metadata) -> String {
    let mut text = "# sops: who can read this, and what is encrypted\n".to_owned();
    let several = metadata.groups.len() > 1;
    for (at, group) in metadata.groups.iter().enumerate() {
        let mut names: Vec<_> =
            group.iter().map(|key| format!("{} {}", key.kind.list(), shown(&key.name()))).collect();
        names.sort();
        let group = if several { format!("group {}: ", at + 1) } else { String::new() };
        for name in names {
            text.push_str(&format!("#   {group}{name}\n"));
        }
    }
    if let Some(threshold) = metadata.shamir_threshold.filter(|_| several) {
        let _ = writeln!(text, "#   shamir_threshold: {threshold}");
    }
    for (name, selector) in metadata.selectors.given() {
        let _ = writeln!(text, "#   {name}: {}", report::clean(selector));
    }
    if metadata.mac_only_encrypted {
        text.push_str("#   mac_only_encrypted\n");
    }
    text
}

/// One line a value: its key path, and what changes when the value does.
fn keys(session: &Session, format: &dyn Format, bytes: &Plaintext) -> Result<String> {
    let document = ops::parse(bytes.expose(), format, &session.limits)?;
    let mut text = String::new();
    for id in 0..document.nodes.len() as NodeId {
        let node = document.node(id);
        let is_leaf = !matches!(node.kind, NodeKind::Mapping | NodeKind::Sequence) || node.end == id + 1;
        if is_leaf && !document.in_metadata(id) {
            let digest = Sha256::digest(document.text(node.span).as_bytes());
            let mark: String = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect();
            let _ = writeln!(text, "{} {mark}", report::clean(&document.path(id).to_string()));
        }
    }
    Ok(text)
}

fn reason(error: &Error) -> String {
    let why = error.causes().first().map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{}{why}", error.message())
}
