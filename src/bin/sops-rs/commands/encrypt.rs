//! `encrypt`: from plaintext to an encrypted file. Which keys and which selector count is decided
//! here: what was typed, else the environment, else the creation rule.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use sops_rs::{
    Error, ErrorKind, Result,
    format::FormatName,
    keys::KeyGroup,
    metadata::Metadata,
    ops::{self, Decrypted, EncryptOptions, Updated},
    repo,
    secret::Plaintext,
    select::Selectors,
    sys::{self, NewFile},
};

use super::now;
use crate::{
    args::{Encrypt, Persona, SelectorFlags},
    files::{Destination, Formats, Source},
    many::{self, Batch, Done},
    names::Names,
    report::{self, Outcome},
    session::Session,
    whom,
};

/// To whom and what: the part of a creation rule that encryption needs.
#[derive(Default)]
struct Recipe {
    groups: Vec<KeyGroup>,
    shamir_threshold: Option<u32>,
    selectors: Selectors,
    mac_only_encrypted: bool,
}

pub(super) fn run(session: &Session, args: &Encrypt) -> Outcome {
    if many::is_meant(session, &args.files, &args.many) {
        return several(session, args);
    }
    let source = Source::new(args.files.first().map(PathBuf::as_path));
    let destination = Destination::new(&args.target, &source, NewFile::Ordinary)?;
    let encrypted = if let Some(old) = &args.update {
        refuse_with_update(args)?;
        update(session, args, &source, old)?
    } else {
        let name = args.types.filename_override.as_deref().or(source.path()).ok_or_else(|| {
            Error::new(ErrorKind::Conflict, "must specify --filename-override when reading from stdin")
                .hint("The name tells the format and the creation rule; no file of that name is touched")
        })?;
        source.must_exist()?;
        let recipe = recipe(session, args, name)?;
        Some(encrypt(session, args, &source, recipe).map_err(|error| error.in_file(source.name()))?)
    };
    if let Some(encrypted) = encrypted {
        destination.write(&encrypted)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Many files, each in its place: those that are named, and in folders those that a rule with a pattern
/// covers and that are not encrypted yet.
fn several(session: &Session, args: &Encrypt) -> Outcome {
    many::refuse(&[
        ("--output", args.target.output.is_some()),
        ("--update", args.update.is_some()),
        ("--filename-override", args.types.filename_override.is_some()),
        ("--output-type", args.types.output_type.is_some()),
    ])?;
    many::demand_in_place(args.target.in_place, &args.many)?;
    let selected = many::select(&args.files, args.many.recursive, |file| is_due(session, file))?;
    Batch::new(session, args.many.dry_run, "encrypted").run(selected, |file| {
        let source = Source::File(file.to_owned());
        source.must_exist()?;
        let recipe = recipe(session, args, file)?;
        let readers = if args.many.dry_run {
            let names = Names::for_file(session, file);
            recipe.groups.iter().map(|group| format!("for {}", names.labels(group).join(", "))).collect()
        } else {
            Vec::new()
        };
        if args.many.dry_run && many::is_encrypted(session, file)? {
            let message = "the file is encrypted already";
            return Err(Error::new(ErrorKind::AlreadyEncrypted, message));
        }
        if !args.many.dry_run {
            let encrypted = encrypt(session, args, &source, recipe)?;
            sys::replace_file(file, &encrypted, NewFile::Ordinary)?;
        }
        Ok(Done::Changed(readers))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A rule without a pattern covers every file, and so asks for none in particular.
fn is_due(session: &Session, file: &Path) -> Result<bool> {
    if many::is_housekeeping(file) {
        return Ok(false);
    }
    let config = session.config_for(file)?;
    let rule = whom::rule_for(config.as_deref(), file)?;
    if rule.is_none_or(|rule| rule.path_regex.is_none()) {
        return Ok(false);
    }
    let bytes = Source::File(file.to_owned()).read(ErrorKind::Input)?;
    Ok(!repo::looks_encrypted(bytes.expose()) || !many::is_encrypted(session, file)?)
}

fn encrypt(session: &Session, args: &Encrypt, source: &Source, recipe: Recipe) -> Result<Vec<u8>> {
    let formats = Formats::new(&args.types, source);
    let selective = recipe.selectors != Selectors::default();
    let plain = read_plain(session, source, formats)?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = options(session, recipe, &providers)?;
    let encrypted = ops::encrypt(plain.expose(), formats.output.format()?, &options)?;
    if encrypted.values == 0 && selective && !args.allow_unencrypted {
        let message = "nothing was encrypted: the selector matches no value";
        if session.persona == Persona::SopsRs {
            return Err(Error::new(ErrorKind::Generic, message)
                .hint("Check the selector, or accept a file in plain text with --allow-unencrypted"));
        }
        report::warn(message);
    }
    Ok(encrypted.bytes)
}

/// The file of `args` in the clothes of `old`; `None` when it would be written over itself unchanged.
fn update(session: &Session, args: &Encrypt, source: &Source, old: &Path) -> Result<Option<Vec<u8>>> {
    let old_source = Source::new(Some(old));
    let format = FormatName::from_type(args.types.output_type.as_deref().unwrap_or_default())
        .unwrap_or_else(|| FormatName::from_path(old));
    // Without a name of its own the plaintext is taken for what the old file is.
    let by_name = args.types.filename_override.as_deref().or(source.path()).map(FormatName::from_path);
    let input = FormatName::from_type(args.types.input_type.as_deref().unwrap_or_default())
        .or(by_name.filter(|format| *format != FormatName::Binary))
        .unwrap_or(format);
    let encrypted = old_source.read(ErrorKind::NoFile)?;
    let plain = read_plain(session, source, Formats { input, output: format })
        .map_err(|error| error.in_file(source.name()))?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = options(session, Recipe::default(), &providers)?;
    match ops::update(encrypted.expose(), plain.expose(), format.format()?, &options)
        .map_err(|error| error.in_file(old_source.name()))?
    {
        Updated::Changed(bytes) => Ok(Some(bytes)),
        Updated::Unchanged if args.target.output.as_deref() == Some(old) => Ok(None),
        Updated::Unchanged => Ok(Some(encrypted.expose().to_vec())),
    }
}

fn options<'a>(
    session: &Session,
    recipe: Recipe,
    providers: &'a [&'a dyn sops_rs::keys::Provider],
) -> Result<EncryptOptions<'a>> {
    let Recipe { groups, shamir_threshold, selectors, mac_only_encrypted } = recipe;
    let limits = session.limits;
    Ok(EncryptOptions {
        groups,
        shamir_threshold,
        selectors,
        mac_only_encrypted,
        providers,
        now: now()?,
        limits,
    })
}

/// The plaintext, in the format that it will be encrypted in.
fn read_plain(session: &Session, source: &Source, formats: Formats) -> Result<Plaintext> {
    let (input, output) = (formats.input.format()?, formats.output.format()?);
    let bytes = source.read(ErrorKind::NoFile)?;
    if formats.input == formats.output {
        return Ok(bytes);
    }
    let plain = Decrypted { bytes, metadata: Metadata::default(), warnings: Vec::new() };
    let trees = plain.trees(input, &session.limits)?;
    let mut converted = Plaintext::default();
    output.print(&trees, &mut converted)?;
    Ok(converted)
}

fn recipe(session: &Session, args: &Encrypt, name: &Path) -> Result<Recipe> {
    let selectors = selectors(&args.selectors)?;
    let group = args.keys.or_environment()?;
    let config = session.config_for(name)?;
    let rule = match config.as_deref().filter(|config| !config.rules.is_empty()) {
        // Keys that were named need no rule.
        Some(config) if group.is_empty() => Some(config.rule_for(name)?),
        config => whom::rule_for(config, name)?,
    };
    let mut recipe = match rule {
        None if group.is_empty() => return Err(no_keys(name)),
        None => Recipe::default(),
        Some(rule) => Recipe {
            groups: rule.groups.clone(),
            shamir_threshold: rule.shamir_threshold,
            selectors: rule.selectors.clone(),
            mac_only_encrypted: rule.mac_only_encrypted,
        },
    };
    if !group.is_empty() {
        recipe.groups = vec![group];
        recipe.shamir_threshold = None;
    }
    args.keys.aws.set_context(&mut recipe.groups)?;
    recipe.shamir_threshold = args.shamir_secret_sharing_threshold.or(recipe.shamir_threshold);
    if selectors != Selectors::default() {
        recipe.selectors = selectors;
    }
    recipe.mac_only_encrypted |= args.mac_only_encrypted;
    Ok(recipe)
}

fn no_keys(name: &Path) -> Error {
    Error::new(
        ErrorKind::Generic,
        "config file not found, or has no creation rules, and no keys provided through command line options",
    )
    .in_file(name)
    .hint(
        "Name a recipient with --age, or write a file .sops-rs.yaml beside it:\n\
         creation_rules:\n  - age: age1…\nsops-rs keygen -o ~/.config/sops/age/keys.txt makes a key and prints its recipient",
    )
}

/// The selector that was typed; an empty one counts as none, as in the real program.
fn selectors(flags: &SelectorFlags) -> Result<Selectors> {
    let set = |flag: &Option<String>| flag.clone().filter(|text| !text.is_empty());
    let selectors = Selectors {
        unencrypted_suffix: set(&flags.unencrypted_suffix),
        encrypted_suffix: set(&flags.encrypted_suffix),
        unencrypted_regex: set(&flags.unencrypted_regex),
        encrypted_regex: set(&flags.encrypted_regex),
        unencrypted_comment_regex: set(&flags.unencrypted_comment_regex),
        encrypted_comment_regex: set(&flags.encrypted_comment_regex),
    };
    let typed = [
        ("--unencrypted-suffix", &selectors.unencrypted_suffix),
        ("--encrypted-suffix", &selectors.encrypted_suffix),
        ("--unencrypted-regex", &selectors.unencrypted_regex),
        ("--encrypted-regex", &selectors.encrypted_regex),
        ("--unencrypted-comment-regex", &selectors.unencrypted_comment_regex),
        ("--encrypted-comment-regex", &selectors.encrypted_comment_regex),
    ];
    let typed: Vec<_> = typed.iter().filter(|(_, text)| text.is_some()).map(|(flag, _)| *flag).collect();
    if typed.len() > 1 {
        return Err(Error::new(
            ErrorKind::Conflict,
            format!("cannot use more than one selector in the same file: {}", typed.join(", ")),
        ));
    }
    Ok(selectors)
}

/// The old file says to whom and what; a flag that says something else would be passed over.
fn refuse_with_update(args: &Encrypt) -> Result<()> {
    if args.keys.is_given() || args.mac_only_encrypted || selectors(&args.selectors)? != Selectors::default()
    {
        return Err(Error::new(ErrorKind::Conflict, "cannot use --update with keys or selectors")
            .because("the file that is updated keeps its own")
            .hint("Leave --update out to encrypt anew"));
    }
    Ok(())
}
