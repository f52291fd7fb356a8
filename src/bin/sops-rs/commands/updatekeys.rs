//! `updatekeys`: the keys of files made those of their creation rules. What will change is shown and
//! asked before anything else happens; each file is replaced as a whole or stays as it is.

use std::{path::Path, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result,
    keys::{Difference, KeyGroup, MasterKey, age::Prompt as _, shown, strangers},
    ops::{self, RekeyOptions},
    sys::{self, NewFile},
};

use super::{no_metadata, now};
use crate::{
    args::Updatekeys,
    files::{self, Source, format_named, format_of},
    report::{self, Failure, Outcome},
    session::Session,
    terminal::Terminal,
    whom::{self, Wanted},
};

pub(super) fn run(session: &Session, args: &Updatekeys) -> Outcome {
    let mut failed = 0;
    for file in &args.files {
        match update(session, args, file) {
            Ok(()) => {}
            Err(Failure::Error(error)) if args.files.len() > 1 => {
                report::tell(&error);
                failed += 1;
            }
            Err(failure) => return Err(failure),
        }
    }
    match (args.files.len(), failed) {
        (0, _) => Err(Error::new(ErrorKind::NoFile, "no file was given").hint("Name encrypted files").into()),
        (_, 0) => Ok(ExitCode::SUCCESS),
        (all, _) => {
            let message = format!("{failed} of {all} files were not updated");
            Err(Error::new(ErrorKind::Generic, message).into())
        }
    }
}

fn update(session: &Session, args: &Updatekeys, file: &Path) -> Outcome<()> {
    let in_file = |error: Error| error.in_file(file);
    let bytes = Source::File(file.to_owned()).read(ErrorKind::Generic)?;
    let format = format_named(session.persona, args.input_type.as_deref())
        .unwrap_or_else(|| format_of(session.persona, file))
        .format()
        .map_err(in_file)?;
    let metadata = ops::inspect(bytes.expose(), format, &session.limits)
        .and_then(|metadata| metadata.ok_or_else(no_metadata))
        .map_err(in_file)?;
    let wanted = wanted(session, args, file, &metadata.groups)?;
    let threshold = wanted.shamir_threshold;
    let difference =
        Difference::new((&metadata.groups, metadata.shamir_threshold), (&wanted.groups, threshold));
    let name = file.display();
    if difference.is_empty() {
        let order = if difference.reordered { ", in another order" } else { "" };
        return files::print(format!("{name}: already up to date{order}\n").as_bytes());
    }
    let new_key = difference.narrows() && !args.keep_data_key;
    files::print(render(&name.to_string(), &difference, new_key).as_bytes())?;
    if !args.yes && !consents(file)? {
        return files::print(format!("{name}: left unchanged\n").as_bytes());
    }
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = RekeyOptions {
        groups: wanted.groups,
        shamir_threshold: threshold,
        drop_unsupported: args.drop_unsupported,
        providers: &providers,
        now: now()?,
        limits: session.limits,
    };
    let rekey = if new_key { ops::rotate } else { ops::rewrap };
    let rekeyed = rekey(bytes.expose(), format, &options).map_err(in_file)?;
    Session::tell(&rekeyed.warnings);
    sys::replace_file(file, &rekeyed.bytes, NewFile::Ordinary)?;
    files::print(format!("{name}: updated\n").as_bytes())
}

/// Whom the rule names, and those of the file whom the user accepts.
fn wanted(session: &Session, args: &Updatekeys, file: &Path, old: &[KeyGroup]) -> Result<Wanted> {
    let mut wanted = whom::wanted(session, file)?.ok_or_else(|| no_rule(session, file))?;
    if args.accept_recipients {
        let strangers = strangers(old, &wanted.groups);
        let last = wanted.groups.len() - 1;
        for (at, group) in old.iter().enumerate() {
            let stay =
                group.iter().filter(|key| strangers.iter().any(|stranger| stranger.is_same_entry(key)));
            wanted.groups[at.min(last)].extend(stay.cloned());
        }
    }
    Ok(wanted)
}

/// Says why there is no rule: the config knows best.
fn no_rule(session: &Session, file: &Path) -> Error {
    let hint = "Write a creation rule with keys for the file into .sops-rs.yaml; to add or remove single keys, \
                use rotate";
    match session.config_for(file) {
        Ok(None) => Error::new(ErrorKind::ConfigMissing, "no config file was found").in_file(file).hint(hint),
        Ok(Some(config)) => match config.rule_for(file) {
            Ok(rule) => {
                let message = format!("the creation rule in line {} names no keys", rule.line);
                Error::new(ErrorKind::Generic, message).in_file(&config.path).hint(hint)
            }
            Err(error) => error,
        },
        Err(error) => error,
    }
}

fn consents(file: &Path) -> Result<bool> {
    let question = format!("Change the keys of {}? (y/N)", file.display());
    match Terminal.line(&question) {
        Ok(answer) => Ok(matches!(answer.trim(), "y" | "Y" | "yes")),
        Err(sops_rs::keys::age::NoAnswer::Cancelled) => Ok(false),
        Err(sops_rs::keys::age::NoAnswer::NoTerminal) => {
            Err(Error::new(ErrorKind::Generic, "nobody can be asked: there is no terminal")
                .in_file(file)
                .hint("Look at the changes above, and approve them with -y"))
        }
    }
}

/// The difference as it is shown.
fn render(name: &str, difference: &Difference, new_key: bool) -> String {
    let mut lines = vec![format!("{name}: its keys will change:")];
    let several = difference.groups.len() > 1;
    for (at, group) in difference.groups.iter().enumerate() {
        if several {
            lines.push(format!("  group {}", at + 1));
        }
        for (mark, keys) in [("   ", &group.kept), ("+++", &group.added), ("---", &group.removed)] {
            let line = |key: &MasterKey| format!("  {mark} {} {}", key.kind.list(), shown(&key.name()));
            lines.extend(keys.iter().map(line));
        }
    }
    let (old, new) = difference.threshold;
    if old != new {
        lines.push(format!("  groups that are needed to read it: {old} before, {new} from now on"));
    }
    if !difference.removed.is_empty() {
        lines.push(format!("  {}", whom::farewell(&difference.removed, !new_key)));
    } else if difference.narrows() {
        let key = if new_key { "a new data key holds this for later values" } else { "the data key stays" };
        lines.push(format!("  who could read it alone still knows its values and its data key; {key}"));
    }
    lines.push(String::new());
    lines.join("\n")
}
