//! `merge`: three encrypted files into one, and the conflicts that this leaves, settled.

mod by_hand;

use std::{path::Path, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result,
    format::{Format, FormatName},
    git::{
        self as by_key, Conflict, ConflictKind, Conflicted, MARKER_SIZE, MarkerStyle, MergeOptions,
        MergedFile,
    },
    keys::{MasterKey, strangers},
    secret::Plaintext,
    sys::{self, NewFile},
};

use super::now;
use crate::{
    args::Merge,
    files::{self, Source},
    git,
    names::Names,
    report::{self, Outcome},
    seal,
    session::Session,
    whom::{self, Wanted},
};

pub(super) fn run(session: &Session, args: &Merge) -> Outcome {
    if args.resolve {
        for file in &args.files {
            let name = args.filename_override.as_deref().unwrap_or(file);
            resolve(session, args, file, name)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let [base, ours, theirs] = args.files.as_slice() else {
        let message = "three files are needed: the common ancestor, our version and their version";
        return Err(Error::new(ErrorKind::NoFile, message)
            .hint("To settle the conflicts in a file, use --resolve")
            .into());
    };
    let name = args.filename_override.as_deref().unwrap_or(ours);
    let read = |file: &Path| Source::new(Some(file)).read(ErrorKind::NoFile);
    let versions = [read(base)?, read(ours)?, read(theirs)?];
    let format = format_of(name, versions[1].expose())?;
    let versions = versions.each_ref().map(Plaintext::expose);
    let merged =
        merge(session, versions, format, name, MARKER_SIZE, false).map_err(|error| error.in_file(name))?;
    match &args.output {
        Some(output) => sys::replace_file(output, &merged.bytes, NewFile::Ordinary)?,
        None => files::print(&merged.bytes)?,
    }
    tell(session, name, &merged)?;
    Ok(ExitCode::from(u8::from(!merged.conflicts.is_empty())))
}

/// Merges `[base, ours, theirs]` of the file of that name.
pub(super) fn merge(
    session: &Session,
    versions: [&[u8]; 3],
    format: &dyn Format,
    name: &Path,
    marker_size: usize,
    ancestor: bool,
) -> Result<MergedFile> {
    with_options(session, name, marker_size, |options| by_key::merge(versions, format, ancestor, options))
}

/// Says what there is to say about a merge.
pub(super) fn tell(session: &Session, name: &Path, merged: &MergedFile) -> Result<()> {
    let file = name.display();
    let names = Names::for_file(session, name);
    Session::tell(&merged.warnings);
    if !merged.left_out.is_empty() {
        report::warn(&format!(
            "{file}: the file has a new data key, which was not wrapped for whom one side added, as the creation \
             rule does not name them: {}; if it shall, `sops-rs updatekeys` lets them in",
            names.labels(&merged.left_out).join(", ")
        ));
    }
    if let Some(wanted) = whom::wanted(session, name)? {
        let unknown = strangers(std::slice::from_ref(&merged.added), &wanted.groups);
        if !unknown.is_empty() {
            report::warn(&format!(
                "{file}: one side added recipients that the creation rule at {} does not name: {}",
                wanted.place,
                names.labels(&unknown).join(", ")
            ));
        }
    }
    for Conflict { path, kind } in &merged.conflicts {
        let what = match kind {
            ConflictKind::Changed => "both sides changed",
            ConflictKind::Added => "both sides added another",
            ConflictKind::Removed => "one side removed what the other changed:",
            ConflictKind::List => "both sides changed the same place of the list",
            ConflictKind::Documents => "both sides changed the number of documents:",
        };
        report::warn(&format!("{file}: {what} {path}"));
    }
    if !merged.conflicts.is_empty() {
        report::hint(&format!(
            "Settle this in the editor with `sops-rs merge --resolve {file}`, or with --ours, --theirs, or --union"
        ));
    }
    Ok(())
}

fn with_options<T>(
    session: &Session,
    name: &Path,
    marker_size: usize,
    run: impl FnOnce(&MergeOptions<'_>) -> Result<T>,
) -> Result<T> {
    let wanted = whom::wanted(session, name)?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = MergeOptions {
        providers: &providers,
        now: now()?,
        limits: session.limits,
        seal_required: seal::is_required(session, Some(name)),
        may_wrap: &|key| may_wrap(wanted.as_ref(), key),
        style: MarkerStyle { size: marker_size, names: ["ours", "theirs"] },
    };
    run(&options)
}

/// Without a rule, all that is known of whom a file is for is what the file says.
fn may_wrap(wanted: Option<&Wanted>, key: &MasterKey) -> bool {
    wanted.is_none_or(|wanted| wanted.groups.iter().flatten().any(|named| named.is_same_reader(key)))
}

fn resolve(session: &Session, args: &Merge, file: &Path, name: &Path) -> Outcome<()> {
    let in_file = |error: Error| error.in_file(file);
    let bytes = Source::new(Some(file)).read(ErrorKind::NoFile)?;
    let format = format_of(name, bytes.expose()).map_err(in_file)?;
    let of_a_merge = Conflicted::read(bytes.expose())
        .filter(|conflicted| conflicted.is_of_a_merge(format, &session.limits));
    if let Some(conflicted) = of_a_merge {
        return settle(session, args, &conflicted, format, (file, name), &bytes, &[]);
    }
    // Merged by lines, or not at all: git still has what there was.
    let Some(versions) = git::stages(file)? else {
        return Err(in_file(nothing_to_settle(bytes.expose())).into());
    };
    let versions = versions.each_ref().map(Vec::as_slice);
    let format = format_of(name, versions[1]).map_err(in_file)?;
    let merged = merge(session, versions, format, name, MARKER_SIZE, false).map_err(in_file)?;
    match Conflicted::read(&merged.bytes) {
        Some(conflicted) if !merged.conflicts.is_empty() => {
            settle(session, args, &conflicted, format, (file, name), &bytes, &merged.conflicts)?;
        }
        _ => sys::replace_file(file, &merged.bytes, NewFile::Ordinary).map_err(in_file)?,
    }
    tell(session, name, &MergedFile { conflicts: Vec::new(), ..merged })?;
    Ok(())
}

/// Writes the file with its conflicts settled, as the flags say or as a person does.
fn settle(
    session: &Session,
    args: &Merge,
    conflicted: &Conflicted,
    format: &dyn Format,
    (file, name): (&Path, &Path),
    before: &Plaintext,
    conflicts: &[Conflict],
) -> Outcome<()> {
    let is_told = args.ours || args.theirs || args.union;
    if !is_told && by_hand::is_possible() {
        return by_hand::settle(session, conflicted, format, (file, name), before.expose().to_vec());
    }
    let taken = |text: &str| Plaintext::new(text.as_bytes().to_vec());
    let limits = &session.limits;
    let settled = with_options(session, name, MARKER_SIZE, |options| {
        conflicted.settle(format, options, |ours, theirs| {
            if args.ours {
                Ok(taken(ours))
            } else if args.theirs {
                Ok(taken(theirs))
            } else if args.union {
                by_key::union(ours, theirs, format, limits)
            } else {
                Err(Error::new(ErrorKind::Conflict, "both sides changed the same values")
                    .detailed(paths(conflicts))
                    .because("there is no terminal, and no editor is named, to settle it by hand")
                    .hint("Say which to take: --ours, --theirs, or --union"))
            }
        })
    });
    let in_file = |error: Error| error.in_file(file);
    let settled = settled.map_err(in_file)?;
    sys::replace_file(file, &settled, NewFile::Ordinary).map_err(in_file)?;
    Ok(())
}

fn paths(conflicts: &[Conflict]) -> Vec<String> {
    conflicts.iter().map(|conflict| conflict.path.to_string()).collect()
}

fn nothing_to_settle(bytes: &[u8]) -> Error {
    if Conflicted::read(bytes).is_some() {
        return Error::new(
            ErrorKind::Generic,
            "the conflict was made by lines, and git no longer has both versions",
        )
        .because(
            "they are in git's index until `git add`; what is between the markers is not enough, since \
                      the MAC of either side covers the whole file",
        )
        .hint("Merge the versions anew: sops-rs merge BASE OURS THEIRS (git show COMMIT:FILE prints each)");
    }
    Error::new(ErrorKind::Generic, "the file has no conflict to settle")
}

/// The format of the file: by its name or, where that says nothing, by its content.
pub(super) fn format_of(name: &Path, bytes: &[u8]) -> Result<&'static dyn Format> {
    let by_name = FormatName::from_path(name);
    if by_name != FormatName::Binary {
        return by_name.format();
    }
    let has = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    let guess = if bytes.trim_ascii_start().starts_with(b"{") {
        FormatName::Json
    } else if has("\nsops_mac=") {
        FormatName::Dotenv
    } else if has("\n[sops]") {
        FormatName::Ini
    } else if has("\nsops:") {
        FormatName::Yaml
    } else {
        FormatName::Binary
    };
    guess.format()
}
