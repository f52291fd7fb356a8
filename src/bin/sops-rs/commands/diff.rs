//! `diff`: what differs between two files, by key path, with as little of the values as was asked for.

use std::{
    collections::HashSet,
    path::{Path as FilePath, PathBuf},
    process::ExitCode,
};

use sops_rs::{
    ErrorKind, Result,
    document::{NodeId, NodeKind, Path},
    format::{Format, FormatName},
    git::{self as by_key, Change},
    keys::{KeyGroup, shown},
    metadata::Metadata,
    ops::{self, DecryptOptions},
    secret::Plaintext,
};

use super::merge::format_of;
use crate::{
    args::Diff,
    files::{self, Source},
    git,
    report::{self, Failure, Outcome},
    session::Session,
};

/// Not 1, which says that the files differ.
const TROUBLE: u8 = 2;

/// A file, decrypted if it has to be.
struct File {
    plain: Plaintext,
    format: &'static dyn Format,
    metadata: Option<Metadata>,
    /// The places whose values everybody can read in the file.
    in_clear: HashSet<Path>,
}

pub(super) fn run(session: &Session, args: &Diff) -> Outcome {
    let trouble = |error| Failure::WithCode(error, TROUBLE);
    let open = |path: &PathBuf| File::open(session, args, path).map_err(|error| error.in_file(path));
    let (old, new) = (open(&args.old).map_err(trouble)?, open(&args.new).map_err(trouble)?);
    let text = compare(session, args, &old, &new).map_err(trouble)?;
    files::print(text.expose())?;
    Ok(ExitCode::from(u8::from(!text.expose().is_empty())))
}

impl File {
    fn open(session: &Session, args: &Diff, path: &FilePath) -> Result<Self> {
        let bytes = read(path)?;
        let named = args.input_type.as_deref().and_then(FormatName::from_type);
        let format = match named {
            Some(name) => name.format()?,
            None => format_of(name_of(path), bytes.expose())?,
        };
        let Some(metadata) = ops::inspect(bytes.expose(), format, &session.limits)? else {
            return Ok(Self { plain: bytes, format, metadata: None, in_clear: HashSet::new() });
        };
        let keyring = session.keyring();
        let providers = keyring.providers();
        let options = DecryptOptions {
            providers: &providers,
            ignore_mac: false,
            seal_required: &|| false,
            limits: session.limits,
        };
        let decrypted = ops::decrypt(bytes.expose(), format, &options)?;
        Session::tell(&decrypted.warnings);
        let in_clear = in_clear(session, format, &bytes)?;
        Ok(Self { plain: decrypted.bytes, format, metadata: Some(metadata), in_clear })
    }
}

fn read(path: &FilePath) -> Result<Plaintext> {
    if path.exists() || path == FilePath::new("-") {
        return Source::new(Some(path)).read(ErrorKind::NoFile);
    }
    match path.to_str().filter(|name| name.contains(':')).map(git::blob).transpose()?.flatten() {
        Some(bytes) => Ok(Plaintext::new(bytes)),
        None => Source::new(Some(path)).read(ErrorKind::NoFile),
    }
}

/// The part of `COMMIT:FILE` that tells the format.
fn name_of(path: &FilePath) -> &FilePath {
    let name = path.to_str().filter(|_| !path.exists()).and_then(|name| name.split_once(':'));
    name.map_or(path, |(_, name)| FilePath::new(name))
}

fn in_clear(session: &Session, format: &dyn Format, bytes: &Plaintext) -> Result<HashSet<Path>> {
    let document = ops::parse(bytes.expose(), format, &session.limits)?;
    let mut buffer = Plaintext::default();
    let mut found = HashSet::new();
    for id in 0..document.nodes.len() as NodeId {
        if document.node(id).kind == NodeKind::Scalar && !document.in_metadata(id) {
            let value = format.scalar(&document, id, &mut buffer)?;
            if !value.spelling.starts_with(b"ENC[") {
                found.insert(document.path(id));
            }
        }
    }
    Ok(found)
}

fn compare(session: &Session, args: &Diff, old: &File, new: &File) -> Result<Plaintext> {
    let texts = ((old.plain.expose_str()?, old.format), (new.plain.expose_str()?, new.format));
    let changes = by_key::changes(texts.0, texts.1, &session.limits)?;
    let mut out = Plaintext::default();
    if let (Some(old), Some(new)) = (&old.metadata, &new.metadata) {
        out.extend(terms(old, new).as_bytes());
    }
    for change in &changes {
        let is_shown = |file: &File| args.show || file.in_clear.contains(&change.path);
        let old_value = change.old.as_ref().filter(|_| is_shown(old));
        let new_value = change.new.as_ref().filter(|_| is_shown(new));
        describe(change, [old_value, new_value], &mut out)?;
    }
    Ok(out)
}

fn describe(change: &Change, values: [Option<&Plaintext>; 2], out: &mut Plaintext) -> Result<()> {
    let mark = match (&change.old, &change.new) {
        (Some(_), Some(_)) => "~",
        (Some(_), None) => "-",
        _ => "+",
    };
    out.extend(format!("{mark} {}", report::clean(&change.path.to_string())).as_bytes());
    let [old, new] = values.map(|value| value.map(|value| String::from_utf8_lossy(value.expose())));
    match (old.as_deref(), new.as_deref()) {
        (None, None) => {}
        (Some(old), Some(new)) if old.contains('\n') || new.contains('\n') => {
            out.extend(b":\n");
            for line in by_key::lines(old, new).expose_str()?.lines() {
                out.extend(format!("    {}\n", report::clean(line)).as_bytes());
            }
            return Ok(());
        }
        (Some(old), Some(new)) => {
            out.extend(format!(": {} -> {}", report::clean(old), report::clean(new)).as_bytes());
        }
        (Some(value), None) | (None, Some(value)) if change.old.is_none() || change.new.is_none() => {
            out.extend(format!(": {}", report::clean(value)).as_bytes());
        }
        (Some(old), None) => out.extend(format!(": {} -> (encrypted)", report::clean(old)).as_bytes()),
        (None, Some(new)) => out.extend(format!(": (encrypted) -> {}", report::clean(new)).as_bytes()),
    }
    out.extend(b"\n");
    Ok(())
}

/// Whom and what the files are for.
fn terms(old: &Metadata, new: &Metadata) -> String {
    let mut text = String::new();
    let names = |metadata: &Metadata| -> Vec<String> {
        let several = metadata.groups.len() > 1;
        let group = |(at, keys): (usize, &KeyGroup)| {
            let place = if several { format!("group {}: ", at + 1) } else { String::new() };
            keys.iter()
                .map(|key| format!("{place}{} {}", key.kind.list(), shown(&key.name())))
                .collect::<Vec<_>>()
        };
        let threshold =
            metadata.shamir_threshold.filter(|_| several).map(|count| format!("groups needed: {count}"));
        let selectors =
            metadata.selectors.given().map(|(name, text)| format!("{name}: {}", report::clean(text)));
        let mac = metadata.mac_only_encrypted.then(|| "mac_only_encrypted".to_owned());
        let keys = metadata.groups.iter().enumerate().flat_map(group).map(|name| format!("recipient {name}"));
        keys.chain(threshold).chain(selectors).chain(mac).collect()
    };
    let (old, new) = (names(old), names(new));
    for (mark, lines, others) in [("-", &old, &new), ("+", &new, &old)] {
        for line in lines.iter().filter(|line| !others.contains(line)) {
            text.push_str(&format!("{mark} {line}\n"));
        }
    }
    text
}
