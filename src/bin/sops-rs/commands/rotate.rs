//! `rotate`: the values of a file under a new data key, wrapped for whom the file names, more, or fewer.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use sops_rs::{
    Error, ErrorKind, Result,
    keys::{Difference, KeyGroup, MasterKey, strangers},
    metadata::Metadata,
    ops::{self, EncryptOptions, RekeyOptions, SealChoice},
    secret::Plaintext,
    sys::{self, NewFile},
};

use super::{no_metadata, now};
use crate::{
    args::{Persona, Rotate},
    files::{Destination, Formats, Source},
    many::{self, Batch, Done},
    names::Names,
    report::{self, Outcome},
    seal::{self, Occasion},
    session::Session,
    whom::{self, Claim},
};

pub(super) fn run(session: &Session, args: &Rotate) -> Outcome {
    if many::is_meant(session, &args.files, &args.many) {
        return several(session, args);
    }
    if args.files.is_empty() {
        return Err(Error::new(ErrorKind::NoFile, "no file was given").hint("Name an encrypted file").into());
    }
    let source = Source::new(args.files.first().map(PathBuf::as_path));
    let destination = Destination::new(&args.target, &source, NewFile::Ordinary)?;
    let rotated = rotate(session, args, &source).map_err(|error| error.in_file(source.name()))?;
    destination.write(&rotated.expect("it is no dry run"))?;
    Ok(ExitCode::SUCCESS)
}

/// Many files, each in its place.
fn several(session: &Session, args: &Rotate) -> Outcome {
    many::refuse(&[
        ("--output", args.target.output.is_some()),
        ("--filename-override", args.types.filename_override.is_some()),
        ("--output-type", args.types.output_type.is_some()),
    ])?;
    many::demand_in_place(args.target.in_place, &args.many)?;
    let selected = many::select(&args.files, args.many.recursive, |file| many::is_encrypted(session, file))?;
    Batch::new(session, args.many.dry_run, "rotated").run(selected, |file| {
        if let Some(rotated) = rotate(session, args, &Source::File(file.to_owned()))? {
            sys::replace_file(file, &rotated, NewFile::Ordinary)?;
        }
        Ok(Done::Changed(Vec::new()))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The rotated file; `None` in a dry run, which ends when all is known that can be known without a key.
fn rotate(session: &Session, args: &Rotate, source: &Source) -> Result<Option<Vec<u8>>> {
    let name = args.types.filename_override.as_deref().or(source.path()).unwrap_or(source.name());
    let formats = Formats::new(session.persona, &args.types, source);
    let format = formats.input.format()?;
    let bytes = source.read(ErrorKind::Input)?;
    let metadata = ops::inspect(bytes.expose(), format, &session.limits)?.ok_or_else(no_metadata)?;
    let (added, removed) = (args.add.keys(&args.aws)?, args.remove.keys(&args.aws)?);
    let groups = changed(session, name, &metadata, &added, &removed)?;
    let threshold = metadata.shamir_threshold;
    let mut unasked = groups.clone();
    if let Some(first) = unasked.first_mut() {
        first.retain(|key| !added.iter().any(|asked| asked.is_same_entry(key)));
    }
    let claim = Claim { groups: &groups, threshold, unasked: &unasked };
    whom::vouch(session, name, &claim, args.consent.accept_recipients)?;
    let difference = Difference::new((&metadata.groups, threshold), (&groups, threshold));
    if args.many.dry_run {
        return Ok(None);
    }
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = RekeyOptions {
        groups,
        shamir_threshold: threshold,
        drop_unsupported: args.consent.drop_unsupported,
        seal: seal::choice(session, Some(name), Occasion::Anew),
        providers: &providers,
        now: now()?,
        limits: session.limits,
    };
    let rotated = if formats.input == formats.output {
        let rotated = ops::rotate(bytes.expose(), format, &options)?;
        Session::tell(&rotated.warnings);
        rotated.bytes
    } else {
        convert(&bytes, formats, &options)?
    };
    // Who calls `sops` does not expect to hear of it.
    if !difference.removed.is_empty() && session.persona == Persona::SopsRs {
        let names = Names::for_file(session, name);
        report::warn(&whom::farewell(&names, &difference.removed, false));
    }
    Ok(Some(rotated))
}

/// The groups with keys added to the first one, and others taken out of all.
fn changed(
    session: &Session,
    name: &Path,
    metadata: &Metadata,
    added: &[MasterKey],
    removed: &[MasterKey],
) -> Result<Vec<KeyGroup>> {
    let mut groups = metadata.groups.clone();
    let unknown = strangers(&[removed.to_vec()], &[groups.concat(), added.to_vec()]);
    // The real program takes no notice of a key that is not there.
    if !unknown.is_empty() && session.persona == Persona::SopsRs {
        return Err(Error::new(
            ErrorKind::Generic,
            "the file is not encrypted to a key that is to be removed",
        )
        .detailed(Names::for_file(session, name).labels(&unknown))
        .hint("Check the key: whom the file is for, `sops-rs recipients FILE` shows"));
    }
    for key in added {
        match groups.first_mut() {
            Some(first) if first.iter().any(|known| known.is_same_entry(key)) => {}
            Some(first) => first.push(key.clone()),
            None => groups.push(vec![key.clone()]),
        }
    }
    for group in &mut groups {
        group.retain(|key| !removed.iter().any(|gone| gone.is_same_reader(key)));
    }
    if groups.iter().all(Vec::is_empty) {
        return Err(Error::new(ErrorKind::Generic, "no key would be left that can read the file")
            .hint("Add one, with --add-age for instance, or remove fewer"));
    }
    Ok(groups)
}

/// The file in another format, which keeps no text: it is encrypted as a new one under its old rules.
fn convert(bytes: &Plaintext, formats: Formats, options: &RekeyOptions<'_>) -> Result<Vec<u8>> {
    let RekeyOptions { providers, limits, now, shamir_threshold, seal, .. } = *options;
    let format = formats.input.format()?;
    let block = format.metadata(&format.parse(bytes.expose_str()?, &limits)?)?;
    let ops::Supported { groups, warnings, .. } = ops::supported(block, options)?;
    Session::tell(&warnings);
    let reading = ops::DecryptOptions { providers, ignore_mac: false, seal_required: &|| false, limits };
    let decrypted = ops::decrypt(bytes.expose(), format, &reading)?;
    let mut plain = Plaintext::default();
    formats.output.format()?.print(&decrypted.trees(format, &limits)?, &mut plain)?;
    let Metadata { selectors, mac_only_encrypted, .. } = decrypted.metadata;
    let seal = match seal {
        SealChoice::Keep if !decrypted.metadata.seal.is_empty() => SealChoice::Add,
        seal => seal,
    };
    let options = EncryptOptions {
        groups,
        shamir_threshold,
        selectors,
        mac_only_encrypted,
        seal,
        providers,
        now,
        limits,
    };
    Ok(ops::encrypt(plain.expose(), formats.output.format()?, &options)?.bytes)
}
