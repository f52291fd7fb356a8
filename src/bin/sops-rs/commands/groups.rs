//! `groups add` and `groups delete`: one group more or fewer among which the data key is shared.

use std::process::ExitCode;

use sops_rs::{
    Error, ErrorKind, Result,
    keys::{Difference, KeyGroup},
    metadata::Metadata,
    ops::{self, RekeyOptions},
    secret::Plaintext,
    sys::NewFile,
};

use super::{no_metadata, now};
use crate::{
    args::{AddGroup, DeleteGroup, GroupTarget, Groups, GroupsCommand, Persona, Target},
    files::{Destination, Source, format_of},
    names::Names,
    report::{self, Outcome},
    seal::{self, Occasion},
    session::Session,
    whom::{self, Claim},
};

pub(super) fn run(session: &Session, args: &Groups) -> Outcome {
    match &args.command {
        GroupsCommand::Add(args) => add(session, args),
        GroupsCommand::Delete(args) => delete(session, args),
    }
}

fn add(session: &Session, args: &AddGroup) -> Outcome {
    let group = args.keys.group()?;
    if group.is_empty() {
        return Err(Error::new(ErrorKind::NoKey, "the new group has no keys")
            .hint("Name its keys, with --age for instance")
            .into());
    }
    change(session, &args.common, 1, |metadata| {
        let mut groups = metadata.groups.clone();
        // With one group the threshold says nothing, whatever it is.
        let old = metadata.shamir_threshold.filter(|_| groups.len() > 1);
        groups.push(group);
        Ok((groups, args.common.shamir_secret_sharing_threshold.or(old)))
    })
}

fn delete(session: &Session, args: &DeleteGroup) -> Outcome {
    change(session, &args.common, 0, |metadata| {
        let mut groups = metadata.groups.clone();
        let count = groups.len();
        if args.index >= count {
            let message = format!("there is no group {}: the file has {count}", args.index);
            return Err(Error::new(ErrorKind::Generic, message).hint("Groups are counted from 0"));
        }
        groups.remove(args.index);
        let wanted = args.common.shamir_secret_sharing_threshold;
        let threshold = wanted.or(metadata.shamir_threshold).filter(|threshold| *threshold > 0);
        if groups.is_empty() {
            return Err(Error::new(ErrorKind::Generic, "no key would be left that can read the file"));
        }
        if threshold.is_some_and(|threshold| threshold as usize > groups.len()) {
            let message = "removing this key group will make the Shamir threshold impossible to satisfy";
            let left = groups.len();
            return Err(Error::new(ErrorKind::Generic, message)
                .because(format!(
                    "the threshold is {}, and {left} would be left",
                    threshold.unwrap_or_default()
                ))
                .hint("Choose another one with --shamir-secret-sharing-threshold"));
        }
        Ok((groups, threshold))
    })
}

/// Gives the file `groups`, of which the last `asked` are what the user asked for.
fn change(
    session: &Session,
    args: &GroupTarget,
    asked: usize,
    groups: impl FnOnce(&Metadata) -> Result<(Vec<KeyGroup>, Option<u32>)>,
) -> Outcome {
    if args.file.is_none() {
        return Err(Error::new(ErrorKind::NoFile, "no file was given").hint("Name it with --file").into());
    }
    let source = Source::new(args.file.as_deref());
    let target = Target { in_place: args.in_place, output: None };
    let destination = Destination::new(&target, &source, NewFile::Ordinary)?;
    let bytes = source.read(ErrorKind::Input)?;
    let changed =
        rekey(session, args, &source, &bytes, asked, groups).map_err(|error| error.in_file(source.name()))?;
    destination.write(&changed)?;
    Ok(ExitCode::SUCCESS)
}

fn rekey(
    session: &Session,
    args: &GroupTarget,
    source: &Source,
    bytes: &Plaintext,
    asked: usize,
    groups: impl FnOnce(&Metadata) -> Result<(Vec<KeyGroup>, Option<u32>)>,
) -> Result<Vec<u8>> {
    let format = format_of(session.persona, source.name()).format()?;
    let metadata = ops::inspect(bytes.expose(), format, &session.limits)?.ok_or_else(no_metadata)?;
    let (groups, shamir_threshold) = groups(&metadata)?;
    let unasked = &groups[..groups.len() - asked];
    let claim = Claim { groups: &groups, threshold: shamir_threshold, unasked };
    whom::vouch(session, source.name(), &claim, args.consent.accept_recipients)?;
    let difference =
        Difference::new((&metadata.groups, metadata.shamir_threshold), (&groups, shamir_threshold));
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = RekeyOptions {
        groups,
        shamir_threshold,
        drop_unsupported: args.consent.drop_unsupported,
        seal: seal::choice(session, source.path(), Occasion::Keys),
        providers: &providers,
        now: now()?,
        limits: session.limits,
    };
    // The real program always keeps it.
    let new_key = difference.narrows && !args.keep_data_key && session.persona == Persona::SopsRs;
    let rekeyed = (if new_key { ops::rotate } else { ops::rewrap })(bytes.expose(), format, &options)?;
    Session::tell(&rekeyed.warnings);
    // Who calls `sops` does not expect to hear of it.
    if !difference.removed.is_empty() && session.persona == Persona::SopsRs {
        let names = Names::for_file(session, source.name());
        report::warn(&whom::farewell(&names, &difference.removed, !new_key));
    }
    Ok(rekeyed.bytes)
}
