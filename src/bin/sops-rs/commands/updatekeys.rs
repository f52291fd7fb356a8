//! `updatekeys`: the keys of files made those of their creation rules. What will change is shown and
//! asked before anything else happens; each file is replaced as a whole or stays as it is.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use sha2::{Digest as _, Sha256};
use sops_rs::{
    Error, ErrorKind, Result,
    format::Format,
    keys::{
        Difference, KeyGroup, MasterKey,
        age::{NoAnswer, Prompt as _},
        strangers,
    },
    ops::{self, RekeyOptions, SealChoice},
    sys::{self, NewFile},
};

use super::{drop_in, no_metadata, now};
use crate::{
    args::{Persona, Updatekeys},
    files::{self, Source, format_named, format_of},
    findings::plural,
    many::{self, Batch, Done},
    names::{self, Names},
    report::{self, Failure, Outcome},
    seal::{self, Occasion},
    session::Session,
    terminal::Terminal,
    whom::{self, Wanted},
};

pub(super) fn run(session: &Session, args: &Updatekeys) -> Outcome {
    if many::is_meant(session, &args.files, &args.many) {
        return several(session, args);
    }
    let mut failed = 0;
    // Under the name `sops` there may be more than one, each of which is asked about.
    for file in &args.files {
        match one(session, args, file) {
            Err(Failure::Error(error)) if args.files.len() > 1 => {
                report::tell(&names::annotate(session, error));
                failed += 1;
            }
            outcome => outcome?,
        }
    }
    match (args.files.len(), failed) {
        (0, _) => {
            let hint = "Name encrypted files, or go through folders with -r";
            Err(Error::new(ErrorKind::NoFile, "no file was given").hint(hint).into())
        }
        (_, 0) => Ok(ExitCode::SUCCESS),
        (all, _) => {
            let message = format!("{failed} of {all} files were not updated");
            Err(Error::new(ErrorKind::Generic, message).into())
        }
    }
}

fn one(session: &Session, args: &Updatekeys, file: &Path) -> Outcome<()> {
    let name = report::clean(&file.to_string_lossy());
    match plan(session, args, file)? {
        Planned::Same(why) => say(session, &format!("{name}: {why}\n")),
        Planned::Change(plan) => {
            files::print(plan.shown.as_bytes())?;
            if !args.yes && !consents(session, &format!("Change the keys of {name}? (y/N)"), Some(file))? {
                return say(session, &format!("{name}: left unchanged\n"));
            }
            apply(session, args, &plan)?;
            say(session, &format!("{name}: updated\n"))
        }
    }
}

/// Many files: first all that will change is shown, then asked once, then done.
fn several(session: &Session, args: &Updatekeys) -> Outcome {
    let selected = many::select(&args.files, args.many.recursive, |file| many::is_encrypted(session, file))?;
    let mut batch = Batch::new(session, args.many.dry_run, "updated");
    selected.errors.into_iter().for_each(|error| batch.fail(error));
    let mut plans = Vec::new();
    let look = |file: &PathBuf| {
        if selected.named.contains(file) || whom::wanted(session, file)?.is_some() {
            return plan(session, args, file).map(Some);
        }
        Ok(None)
    };
    batch.each(
        &selected.files,
        |file| file,
        look,
        |batch, file, planned| match planned {
            Some(Planned::Same(why)) => batch.tell(file, Done::Same(why), selected.named.contains(file)),
            None => {
                let why = "left as it is: no creation rule says whom it is for";
                batch.tell(file, Done::Same(why.to_owned()), true)
            }
            Some(Planned::Change(plan)) => {
                Batch::print(&plan.shown)?;
                plans.push(plan);
                Ok(())
            }
        },
    )?;
    if args.many.dry_run {
        batch.count_changed(plans.len());
    } else if !plans.is_empty() {
        let what = plural(plans.len(), "file");
        if args.yes || consents(session, &format!("Change the keys of {what}? (y/N)"), None)? {
            batch.each(
                &plans,
                |plan| &plan.file,
                |plan| apply(session, args, plan),
                |batch, plan, ()| batch.tell(&plan.file, Done::Changed(Vec::new()), true),
            )?;
        } else {
            Batch::print(&format!("{what} left unchanged\n"))?;
            return Ok(ExitCode::SUCCESS);
        }
    }
    batch.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// What is to be done with a file.
enum Planned {
    /// Nothing, for that reason.
    Same(String),
    Change(Plan),
}

/// What will change in a file.
struct Plan {
    file: PathBuf,
    /// The difference, as it is shown.
    shown: String,
    /// Of the bytes that it was made for.
    digest: [u8; 32],
    format: &'static dyn Format,
    wanted: Wanted,
    new_key: bool,
}

fn plan(session: &Session, args: &Updatekeys, file: &Path) -> Result<Planned> {
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
    let name = report::clean(&file.to_string_lossy());
    // A seal of a later version is one, unless it has to be verified here.
    let has_seal =
        !metadata.seal.is_empty() && (metadata.has_seal() || !seal::is_required(session, Some(file)));
    let gets_seal = !has_seal
        && session.persona == Persona::SopsRs
        && seal::choice(session, Some(file), Occasion::Keys) == SealChoice::Add;
    if difference.is_empty() && !gets_seal {
        let order = if difference.reordered { ", in another order" } else { "" };
        return Ok(Planned::Same(format!("already up to date{order}")));
    }
    // The real program always keeps it.
    let new_key = difference.narrows && !args.keep_data_key && session.persona == Persona::SopsRs;
    let names = Names::for_file(session, file);
    let shown = match session.persona {
        Persona::SopsRs if difference.is_empty() => format!("{name}: it gets a seal, its keys stay\n"),
        Persona::SopsRs => render(&name, &names, &difference, new_key),
        Persona::Sops => drop_in::changes(&difference),
    };
    let digest = Sha256::digest(bytes.expose()).into();
    Ok(Planned::Change(Plan { file: file.to_owned(), shown, digest, format, wanted, new_key }))
}

/// Changes the keys of a file as it was shown.
fn apply(session: &Session, args: &Updatekeys, plan: &Plan) -> Result<()> {
    let in_file = |error: Error| error.in_file(&plan.file);
    let bytes = Source::File(plan.file.clone()).read(ErrorKind::Input)?;
    if <[u8; 32]>::from(Sha256::digest(bytes.expose())) != plan.digest {
        let error = Error::new(ErrorKind::Generic, "the file was changed while the answer was awaited");
        return Err(in_file(error).hint("Run the command again, and look at the changes anew"));
    }
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = RekeyOptions {
        groups: plan.wanted.groups.clone(),
        shamir_threshold: plan.wanted.shamir_threshold,
        drop_unsupported: args.consent.drop_unsupported,
        seal: seal::choice(session, Some(&plan.file), Occasion::Keys),
        providers: &providers,
        now: now()?,
        limits: session.limits,
    };
    let rekey = if plan.new_key { ops::rotate } else { ops::rewrap };
    let rekeyed = rekey(bytes.expose(), plan.format, &options).map_err(in_file)?;
    Session::tell(&rekeyed.warnings);
    sys::replace_file(&plan.file, &rekeyed.bytes, NewFile::Ordinary)
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

fn consents(session: &Session, question: &str, file: Option<&Path>) -> Outcome<bool> {
    let answer = match session.persona {
        Persona::SopsRs => Terminal.line(question),
        Persona::Sops => drop_in::ask()?.ok_or(NoAnswer::NoTerminal),
    };
    match answer {
        Ok(answer) => Ok(matches!(answer.trim(), "y" | "Y" | "yes")),
        Err(NoAnswer::Cancelled) => Ok(false),
        Err(NoAnswer::NoTerminal) => {
            let error = Error::new(ErrorKind::Generic, "nobody can be asked: there is no terminal")
                .hint("Look at the changes above, and approve them with -y");
            Err(match file {
                Some(file) => error.in_file(file),
                None => error,
            }
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
