//! `updatekeys`: the keys of files made those of their creation rules. What will change is shown and
//! asked before anything else happens; each file is replaced as a whole or stays as it is.

use std::{path::Path, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result,
    keys::{
        Difference, KeyGroup, MasterKey,
        age::{NoAnswer, Prompt as _},
        strangers,
    },
    ops::{self, RekeyOptions},
    sys::{self, NewFile},
};

use super::{drop_in, no_metadata, now};
use crate::{
    args::{Persona, Updatekeys},
    files::{self, Source, format_named, format_of},
    names::{self, Names},
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
                report::tell(&names::annotate(session, error));
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
    let source = Source::File(file.to_owned());
    let bytes = source.read(ErrorKind::Generic)?;
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
    let name = report::clean(&file.to_string_lossy());
    if difference.is_empty() {
        let order = if difference.reordered { ", in another order" } else { "" };
        return say(session, &format!("{name}: already up to date{order}\n"));
    }
    // The real program always keeps it.
    let new_key = difference.narrows && !args.keep_data_key && session.persona == Persona::SopsRs;
    let names = Names::for_file(session, file);
    let shown = match session.persona {
        Persona::SopsRs => render(&name, &names, &difference, new_key),
        Persona::Sops => drop_in::changes(&difference),
    };
    files::print(shown.as_bytes())?;
    if !args.yes {
        if !consents(session, file)? {
            return say(session, &format!("{name}: left unchanged\n"));
        }
        if source.read(ErrorKind::Input)?.expose() != bytes.expose() {
            let error = Error::new(ErrorKind::Generic, "the file was changed while the answer was awaited");
            return Err(error
                .in_file(file)
                .hint("Run the command again, and look at the changes anew")
                .into());
        }
    }
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = RekeyOptions {
        groups: wanted.groups,
        shamir_threshold: threshold,
        drop_unsupported: args.consent.drop_unsupported,
        providers: &providers,
        now: now()?,
        limits: session.limits,
    };
    let rekey = if new_key { ops::rotate } else { ops::rewrap };
    let rekeyed = rekey(bytes.expose(), format, &options).map_err(in_file)?;
    Session::tell(&rekeyed.warnings);
    sys::replace_file(file, &rekeyed.bytes, NewFile::Ordinary)?;
    say(session, &format!("{name}: updated\n"))
}

/// What became of the file. The real program says it on stderr, where its callers are to hear nothing.
fn say(session: &Session, outcome: &str) -> Outcome<()> {
    match session.persona {
        Persona::SopsRs => files::print(outcome.as_bytes()),
        Persona::Sops => Ok(()),
    }
}

/// Whom the rule names, and those of the file whom the user accepts.
fn wanted(session: &Session, args: &Updatekeys, file: &Path, old: &[KeyGroup]) -> Result<Wanted> {
    let mut wanted = whom::wanted(session, file)?.ok_or_else(|| no_rule(session, file))?;
    whom::adopt_contexts(&mut wanted.groups, old);
    if args.consent.accept_recipients {
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

fn consents(session: &Session, file: &Path) -> Outcome<bool> {
    let answer = match session.persona {
        Persona::SopsRs => {
            Terminal.line(&format!("Change the keys of {}? (y/N)", report::clean(&file.to_string_lossy())))
        }
        Persona::Sops => drop_in::ask()?.ok_or(NoAnswer::NoTerminal),
    };
    match answer {
        Ok(answer) => Ok(matches!(answer.trim(), "y" | "Y" | "yes")),
        Err(NoAnswer::Cancelled) => Ok(false),
        Err(NoAnswer::NoTerminal) => {
            Err(Error::new(ErrorKind::Generic, "nobody can be asked: there is no terminal")
                .in_file(file)
                .hint("Look at the changes above, and approve them with -y")
                .into())
        }
    }
}

/// The difference as it is shown.
fn render(name: &str, names: &Names, difference: &Difference, new_key: bool) -> String {
    let mut lines = vec![format!("{name}: its keys will change:")];
    let several = difference.groups.len() > 1;
    for (at, group) in difference.groups.iter().enumerate() {
        if several {
            lines.push(format!("  group {}", at + 1));
        }
        for (mark, keys) in [("   ", &group.kept), ("+++", &group.added), ("---", &group.removed)] {
            let line = |key: &MasterKey| format!("  {mark} {}", names.label(key));
            lines.extend(keys.iter().map(line));
        }
    }
    let (old, new) = difference.threshold;
    if old != new {
        lines.push(format!("  groups that are needed to read it: {old} before, {new} from now on"));
    }
    if !difference.removed.is_empty() {
        lines.push(format!("  {}", whom::farewell(names, &difference.removed, !new_key)));
    } else if difference.narrows {
        let key =
            if new_key { "what is written from now on is under a new one" } else { "it stays the same" };
        lines.push(format!(
            "  some who could read it no longer can alone, and still know its data key: {key}"
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}
