//! `encrypt`: from plaintext to an encrypted file. Which keys and which selector count is decided
//! here: what was typed, else the environment, else the creation rule.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use sops_rs::{
    Error, ErrorKind, Result,
    format::{Format, FormatName, binary::Binary},
    keys::KeyGroup,
    metadata::Metadata,
    ops::{self, Decrypted, EncryptOptions, SealChoice, Updated},
    repo,
    secret::Plaintext,
    select::Selectors,
    sys::{self, NewFile},
};

use super::now;
use crate::{
    args::{Encrypt, KeyFlags, Persona, SelectorFlags},
    dialect,
    files::{Destination, Formats, Source, format_named, format_of, must_be_readable},
    many::{self, Batch, Done},
    names::Names,
    report::{self, Outcome},
    seal::{self, Occasion},
    session::Session,
    whom,
};

/// To whom and what: the part of a creation rule that encryption needs.
#[derive(Default)]
pub(super) struct Recipe {
    groups: Vec<KeyGroup>,
    shamir_threshold: Option<u32>,
    selectors: Selectors,
    mac_only_encrypted: bool,
    seal: SealChoice,
    binary_indent: Option<u8>,
}

/// What was typed that counts for a recipe.
pub(super) struct Wishes<'a> {
    /// Keys.
    pub(super) keys: &'a KeyFlags,
    /// Selectors.
    pub(super) selectors: &'a SelectorFlags,
    /// How many groups are needed.
    pub(super) shamir_threshold: Option<u32>,
    /// Whether only encrypted values enter the MAC.
    pub(super) mac_only_encrypted: bool,
}

impl Recipe {
    /// Whether it leaves some values readable, beyond what every file does.
    pub(super) fn is_selective(&self) -> bool {
        self.selectors != Selectors::default()
    }
}

pub(super) fn run(session: &Session, args: &Encrypt) -> Outcome {
    if many::is_meant(session, &args.files, &args.many) {
        return several(session, args);
    }
    let source = Source::new(args.files.first().map(PathBuf::as_path));
    let destination = Destination::new(&args.target, &source, NewFile::Ordinary)?;
    if let Some(old) = &args.update {
        refuse_with_update(args)?;
        return update(session, args, &source, old, &destination);
    }
    // Under the name of the real program the place has a name like any file, when it is named.
    let stdin = (session.persona == Persona::Sops && source == Source::Stdin { asked: true })
        .then_some(Path::new("/dev/stdin"));
    let name = args.types.filename_override.as_deref().or(source.path()).or(stdin).ok_or_else(|| {
        Error::new(ErrorKind::Conflict, "must specify --filename-override when reading from stdin")
            .hint("The name tells the format and the creation rule; no file of that name is touched")
    })?;
    source.must_exist()?;
    let recipe = recipe(session, &wishes(args), name)?;
    let encrypted = encrypt(session, args, &source, recipe).map_err(|error| error.in_file(source.name()))?;
    destination.write(&encrypted)?;
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
    if selected.files.is_empty() && selected.errors.is_empty() {
        nothing_due(session, args.files.first().map(PathBuf::as_path))?;
    }
    Batch::new(session, args.many.dry_run, "encrypted").run(selected, |file| {
        let source = Source::File(file.to_owned());
        source.must_exist()?;
        let recipe = recipe(session, &wishes(args), file)?;
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

/// Without a config nothing can be due, which is not the same as that all is done.
fn nothing_due(session: &Session, typed: Option<&Path>) -> Result<()> {
    // The config of a folder is looked for as for a file in it.
    let file = typed.map(|folder| folder.join("*"));
    if session.config_path(file.as_deref())?.is_some() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::ConfigMissing, "no config file was found")
        .because("the rules of .sops-rs.yaml say which files are to be encrypted, and to whom")
        .hint("Make one with `sops-rs init`, or name files and keys: sops-rs encrypt -i --age age1… FILE"))
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

fn encrypt(session: &Session, args: &Encrypt, source: &Source, mut recipe: Recipe) -> Result<Vec<u8>> {
    let mut formats = Formats::new(session.persona, &args.types, source);
    if formats.output == FormatName::Binary && formats.input != FormatName::Binary {
        formats.output = FormatName::Json; // data with structure keep it
    }
    let binary = Binary { indent: recipe.binary_indent };
    let format: &dyn Format =
        if formats.output == FormatName::Binary { &binary } else { formats.output.format()? };
    if formats.output == FormatName::Binary && recipe.selectors != Selectors::default() {
        report::warn("the selector is ignored: a binary file is one value, which is encrypted");
        recipe.selectors = Selectors::default();
    }
    let selective = recipe.is_selective();
    let plain = read_plain(session, args, source, formats)?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = options(session, recipe, &providers)?;
    let encrypted = ops::encrypt(plain.expose(), format, &options)?;
    if encrypted.values == 0 && selective && !args.allow_unencrypted {
        nothing_encrypted(session.persona)?;
    }
    must_be_readable(&encrypted.bytes)?;
    Ok(encrypted.bytes)
}

/// Refuses a file that would be in plain text by mistake; under the name `sops` it warns.
pub(super) fn nothing_encrypted(persona: Persona) -> Result<()> {
    let message = "nothing was encrypted: the selector matches no value";
    if persona == Persona::SopsRs {
        return Err(Error::new(ErrorKind::Generic, message)
            .hint("Check the selector, or accept a file in plain text with --allow-unencrypted"));
    }
    report::warn(message);
    Ok(())
}

/// Writes the file of `args` in the clothes of `old`, but not over itself unchanged.
fn update(
    session: &Session,
    args: &Encrypt,
    source: &Source,
    old: &Path,
    destination: &Destination,
) -> Outcome {
    let old_source = Source::new(Some(old));
    let format = format_named(session.persona, args.types.output_type.as_deref())
        .unwrap_or_else(|| format_of(session.persona, old));
    // Without a name of its own the plaintext is taken for what the old file is.
    let by_name = args
        .types
        .filename_override
        .as_deref()
        .or(source.path())
        .map(|path| format_of(session.persona, path));
    let input = format_named(session.persona, args.types.input_type.as_deref())
        .or(by_name.filter(|format| *format != FormatName::Binary))
        .unwrap_or(format);
    let encrypted = old_source.read(ErrorKind::NoFile)?;
    let plain = read_plain(session, args, source, Formats { input, output: format })
        .map_err(|error| error.in_file(source.name()))?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let seal = seal::choice(session, old_source.path(), Occasion::Change);
    let options = options(session, Recipe { seal, ..Recipe::default() }, &providers)?;
    let updated = ops::update(encrypted.expose(), plain.expose(), format.format()?, &options)
        .map_err(|error| error.in_file(old_source.name()))?;
    match updated {
        Updated::Changed(new) => destination.write_pieces(&new.pieces(encrypted.expose()))?,
        Updated::Unchanged if args.target.output.as_deref() == Some(old) => {}
        Updated::Unchanged => destination.write(encrypted.expose())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The recipe as the library takes it.
pub(super) fn options<'a>(
    session: &Session,
    recipe: Recipe,
    providers: &'a [&'a dyn sops_rs::keys::Provider],
) -> Result<EncryptOptions<'a>> {
    let Recipe { groups, shamir_threshold, selectors, mac_only_encrypted, seal, .. } = recipe;
    let limits = session.limits;
    Ok(EncryptOptions {
        groups,
        shamir_threshold,
        selectors,
        mac_only_encrypted,
        seal,
        providers,
        now: now()?,
        limits,
    })
}

/// The plaintext, in the format that it will be encrypted in.
fn read_plain(session: &Session, args: &Encrypt, source: &Source, formats: Formats) -> Result<Plaintext> {
    // Formats that we do not have are told before anything is read.
    formats.input.format()?;
    formats.output.format()?;
    let bytes = source.read(ErrorKind::NoFile)?;
    if formats.input == formats.output {
        return Ok(bytes);
    }
    let plain = Decrypted { bytes, metadata: Metadata::default(), warnings: Vec::new() };
    let trees = dialect::trees(session, &plain, formats.input, args.dialect.dotenv_dialect)?;
    // What is encrypted is written as sops reads it.
    dialect::print(&trees, formats.output, None)
}

fn wishes(args: &Encrypt) -> Wishes<'_> {
    Wishes {
        keys: &args.keys,
        selectors: &args.selectors,
        shamir_threshold: args.shamir_secret_sharing_threshold,
        mac_only_encrypted: args.mac_only_encrypted,
    }
}

/// The recipe for the file of that name.
pub(super) fn recipe(session: &Session, wishes: &Wishes<'_>, name: &Path) -> Result<Recipe> {
    let selectors = selectors(wishes.selectors)?;
    let group = wishes.keys.or_environment()?;
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
            ..Recipe::default()
        },
    };
    recipe.seal = seal::by_rule(session.persona, rule.and_then(|rule| rule.seal), Occasion::Anew);
    if !group.is_empty() {
        recipe.groups = vec![group];
        recipe.shamir_threshold = None;
    }
    wishes.keys.aws.set_context(&mut recipe.groups)?;
    recipe.shamir_threshold = wishes.shamir_threshold.or(recipe.shamir_threshold);
    if selectors != Selectors::default() {
        recipe.selectors = selectors;
    }
    recipe.binary_indent = config.as_ref().and_then(|config| config.binary_indent);
    recipe.mac_only_encrypted |= wishes.mac_only_encrypted;
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
