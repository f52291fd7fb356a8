//! `config recipients`: a recipient more or less in the config, and in the files that it is for. The config
//! is written first: the files follow it, and can do so later as well.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use sops_rs::{
    Error, ErrorKind, Result,
    config::Config,
    format::FormatName,
    keys::{KeyKind, MasterKey, age, aws_kms, notation, shown as short},
    ops,
    repo::{self, Added},
    sys::{self, NewFile},
};

use super::{super::updatekeys, here, shown};
use crate::{
    args::{AddRecipient, Consent, HowRecipients, Many, RecipientsCommand, RemoveRecipient, Updatekeys},
    files::{self, Source},
    many,
    report::{self, Outcome},
    session::Session,
    terminal,
};

pub(super) fn run(session: &Session, command: &RecipientsCommand) -> Outcome {
    let (path, source) = here(session)?;
    let config = Config::parse(&path, &source)?;
    if config.rules.is_empty() {
        return Err(Error::new(ErrorKind::Config, "the config file has no creation rules")
            .in_file(&path)
            .hint("Make one with `sops-rs init`")
            .into());
    }
    match command {
        RecipientsCommand::Add(args) => add(session, args, &config, &source),
        RecipientsCommand::Remove(args) => remove(session, args, &config, &source),
    }
}

fn add(session: &Session, args: &AddRecipient, config: &Config, source: &str) -> Outcome {
    let key = typed(&args.recipient)?;
    let rules =
        if args.all_rules { (0..config.rules.len()).collect() } else { numbered(config, &args.rule)? };
    let rules = match (rules.as_slice(), config.rules.len()) {
        ([], 1) => vec![0],
        ([], _) => {
            return Err(Error::new(ErrorKind::Conflict, "the config has several rules")
                .in_file(&config.path)
                .detailed(list(config))
                .hint("Say which one is meant with --rule, or take --all-rules")
                .into());
        }
        _ => rules,
    };
    let mut edited = source.to_owned();
    let mut lines = String::new();
    for rule in rules {
        let group = args.group.map(|group| group as usize - 1);
        let added = Added { key: &key, text: &args.recipient, name: args.name.as_deref(), rule, group };
        let line = config.rules[rule].line;
        match repo::add_recipient(&config.path, &edited, &added)? {
            Some(new) => {
                edited = new;
                let _ = writeln!(
                    lines,
                    "{}: rule {} in line {line}: + {}",
                    name(&config.path),
                    rule + 1,
                    label(config, &key)
                );
            }
            None => {
                let _ = writeln!(
                    lines,
                    "{}: rule {} in line {line} names {} already",
                    name(&config.path),
                    rule + 1,
                    label(config, &key)
                );
            }
        }
    }
    write(session, &args.how, config, source, &edited, &lines)?;
    follow(session, &args.how, config)
}

fn remove(session: &Session, args: &RemoveRecipient, config: &Config, source: &str) -> Outcome {
    let key = known(config, &args.recipient)?;
    let names =
        |rule: &usize| config.rules[*rule].groups.iter().flatten().any(|other| other.is_same_reader(&key));
    let asked = numbered(config, &args.rule)?;
    let rules: Vec<usize> = match asked.as_slice() {
        [] => (0..config.rules.len()).filter(names).collect(),
        asked => asked.to_vec(),
    };
    if !rules.iter().any(names) {
        let message = format!("no such rule names {}", label(config, &key));
        return Err(Error::new(ErrorKind::Generic, message)
            .in_file(&config.path)
            .detailed(list(config))
            .into());
    }
    let rules: Vec<usize> = rules.into_iter().filter(names).collect();
    let edited = repo::remove_recipient(&config.path, source, &key, &rules)?;
    let label = label(config, &key);
    let mut lines = String::new();
    for rule in &rules {
        let line = config.rules[*rule].line;
        let _ = writeln!(lines, "{}: rule {} in line {line}: - {label}", name(&config.path), rule + 1);
    }
    let known = readable(session, config, &key)?;
    write(session, &args.how, config, source, &edited, &lines)?;
    let followed = follow(session, &args.how, config);
    if !known.is_empty() {
        let text = format!(
            "\n{label} could read these values, and can read them in old versions of the files: change them where they \
             come from.\n{known}"
        );
        files::print(text.as_bytes())?;
    }
    followed
}

/// Writes the config, unless it is only to be shown what would change.
fn write(
    session: &Session,
    how: &HowRecipients,
    config: &Config,
    old: &str,
    new: &str,
    lines: &str,
) -> Outcome<()> {
    if old != new && !how.dry_run {
        let now = Source::File(config.path.clone()).read(ErrorKind::Input)?;
        if now.expose() != old.as_bytes() {
            return Err(Error::new(ErrorKind::Generic, "the config was changed in the meantime")
                .in_file(&config.path)
                .hint("Run the command again")
                .into());
        }
        sys::replace_file(&config.path, new.as_bytes(), NewFile::Ordinary)?;
        session.forget_configs();
    }
    files::print(lines.as_bytes())
}

/// The files below the config are made to follow it, if the user wants that now.
fn follow(session: &Session, how: &HowRecipients, config: &Config) -> Outcome {
    if how.no_updatekeys || how.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    let may_ask = terminal::is_attended();
    let args = Updatekeys {
        files: vec![folder(config)],
        many: Many { recursive: true, dry_run: !how.yes && !may_ask },
        yes: how.yes,
        input_type: None,
        keep_data_key: false,
        consent: Consent { accept_recipients: false, drop_unsupported: false },
    };
    let outcome = updatekeys::run(session, &args)?;
    if args.many.dry_run {
        files::print(b"Let the files follow the config with `sops-rs updatekeys -r`.\n")?;
    }
    Ok(outcome)
}

/// What a key can read: files with the key paths of their encrypted values.
fn readable(session: &Session, config: &Config, key: &MasterKey) -> Result<String> {
    let selected = many::select(&[folder(config)], true, |file| many::is_encrypted(session, file))?;
    selected.errors.iter().for_each(report::tell);
    let mut text = String::new();
    for file in &selected.files {
        let bytes = Source::File(file.clone()).read(ErrorKind::Input)?;
        let format = FormatName::from_path(file).format().map_err(|error| error.in_file(file));
        let limits = &session.limits;
        let looked = format.and_then(|format| {
            let Some(metadata) = ops::inspect(bytes.expose(), format, limits)? else { return Ok(None) };
            let leaves = ops::outline(bytes.expose(), format, &metadata.selectors, limits)?;
            Ok(Some((metadata, leaves)))
        });
        let (metadata, leaves) = match looked {
            Ok(Some(looked)) => looked,
            Ok(None) => continue,
            Err(error) => {
                report::tell(&error.in_file(file));
                continue;
            }
        };
        if !metadata.groups.iter().flatten().any(|other| other.is_same_reader(key)) {
            continue;
        }
        let together = if metadata.groups.len() > 1 { " (with keys of other groups)" } else { "" };
        let _ = writeln!(text, "{}{together}", name(file));
        for leaf in leaves.iter().filter(|leaf| leaf.encrypted) {
            let _ = writeln!(text, "  {}", report::clean(&leaf.path));
        }
    }
    Ok(text)
}

fn folder(config: &Config) -> PathBuf {
    let folder = config.path.parent().map(shown).unwrap_or_default();
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder }
}

/// The rules of those numbers, counted from 0.
fn numbered(config: &Config, numbers: &[u32]) -> Result<Vec<usize>> {
    let rules: Vec<usize> = numbers.iter().map(|number| *number as usize - 1).collect();
    match rules.iter().find(|rule| **rule >= config.rules.len()) {
        None => Ok(rules),
        Some(rule) => Err(Error::new(ErrorKind::Conflict, format!("there is no rule {}", rule + 1))
            .in_file(&config.path)
            .detailed(list(config))),
    }
}

fn list(config: &Config) -> Vec<String> {
    let rule = |(at, rule): (usize, &sops_rs::config::CreationRule)| {
        let what = rule
            .path_regex
            .as_ref()
            .map_or("for every file".to_owned(), |regex| format!("path_regex `{regex}`"));
        format!("{}. line {}: {what}", at + 1, rule.line)
    };
    config.rules.iter().enumerate().map(rule).collect()
}

/// A key as it was typed; its form tells its kind.
fn typed(text: &str) -> Result<MasterKey> {
    let is_url = text.starts_with("https://") || text.starts_with("http://");
    let hex = text.replace(' ', "");
    let is_hex = hex.len() >= 8 && hex.chars().all(|char| char.is_ascii_hexdigit());
    if text.starts_with("age1") || text.starts_with("ssh-") || text.to_ascii_uppercase().starts_with("AGE-") {
        age::Recipient::parse(text)?;
        Ok(MasterKey::new(KeyKind::Age, text))
    } else if text.starts_with("arn:") {
        let (arn, role) = aws_kms::split_role(text);
        Ok(aws_kms::master_key(arn, role, &[], ""))
    } else if text.starts_with("projects/") {
        notation::parse(KeyKind::GcpKms, text)
    } else if is_url && text.contains("/v1/") {
        notation::parse(KeyKind::HcVault, text)
    } else if is_url {
        notation::parse(KeyKind::AzureKv, text)
    } else if is_hex {
        notation::parse(KeyKind::Pgp, text)
    } else if text.contains(':') {
        notation::parse(KeyKind::HcKms, text)
    } else {
        let message = format!("it is not clear what kind of recipient `{}` is", short(text));
        Err(Error::new(ErrorKind::Generic, message)
            .hint("Write an age recipient (age1…), a PGP fingerprint, an ARN, a resource ID or a URL"))
    }
}

/// A key that the config names, by itself or by what people call it.
fn known(config: &Config, text: &str) -> Result<MasterKey> {
    let keys = || config.rules.iter().flat_map(|rule| rule.groups.iter().flatten());
    let mut named: Vec<&MasterKey> = Vec::new();
    for key in keys().filter(|key| config.name_of(key).as_deref() == Some(text)) {
        if !named.iter().any(|known| known.is_same_reader(key)) {
            named.push(key);
        }
    }
    match named.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let typed = typed(text).map_err(|error| {
                if error.message().starts_with("it is not clear") {
                    let message = format!("the config names nobody `{}`", short(text));
                    return Error::new(ErrorKind::Generic, message)
                        .in_file(&config.path)
                        .hint("Give the recipient itself: `sops-rs config explain FILE` shows them");
                }
                error
            })?;
            keys().find(|key| key.is_same_reader(&typed)).cloned().ok_or_else(|| {
                let message = format!("no rule names {}", label(config, &typed));
                Error::new(ErrorKind::Generic, message).in_file(&config.path).detailed(list(config))
            })
        }
        several => Err(Error::new(ErrorKind::Conflict, format!("several recipients are called `{text}`"))
            .in_file(&config.path)
            .detailed(several.iter().map(|key| label(config, key)))
            .hint("Give the recipient itself")),
    }
}

fn label(config: &Config, key: &MasterKey) -> String {
    let label = format!("{} {}", key.kind.list(), short(&key.name()));
    config.name_of(key).map_or(label.clone(), |name| format!("{label} ({})", short(&name)))
}

fn name(path: &Path) -> String {
    report::clean(&shown(path).to_string_lossy())
}
