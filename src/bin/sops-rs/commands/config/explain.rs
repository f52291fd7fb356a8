//! `config explain`: the way from a file's name to its recipients and to what of it is encrypted, as it is
//! gone when the file is encrypted. Key paths are shown, values never.

use std::{fmt::Write as _, path::Path, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result,
    config::{Config, CreationRule, NAMES, SealRule, redact},
    format::FormatName,
    keys::recover,
    ops,
    select::Selectors,
};

use super::shown;
use crate::{
    args::ConfigExplain,
    files::{self, Source},
    findings::plural,
    names::Names,
    report::{self, Outcome},
    session::Session,
};

pub(super) fn run(session: &Session, args: &ConfigExplain) -> Outcome {
    let mut text = String::new();
    let Some(path) = session.config_path(Some(&args.file))? else {
        return Err(Error::new(ErrorKind::ConfigMissing, "no config file was found")
            .in_file(&args.file)
            .because("neither .sops-rs.yaml nor .sops.yaml is beside it or above it")
            .hint("Make one with `sops-rs init`")
            .into());
    };
    which(&path, session.names_config(), &mut text);
    let config = session.config_for(&args.file)?;
    let config =
        config.as_deref().ok_or_else(|| Error::new(ErrorKind::ConfigMissing, "no config file was found"))?;
    let rule = rules(config, &args.file, &mut text)?;
    if let Some(rule) = rule {
        readers(session, &args.file, rule, &mut text);
    }
    content(session, &args.file, rule, &mut text)?;
    files::print(text.as_bytes())?;
    // What cannot be encrypted by the config is told, and is an outcome.
    Ok(if rule.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn which(path: &Path, named: bool, text: &mut String) {
    let why = if named { " (named by --config or SOPS_CONFIG)" } else { "" };
    let _ = writeln!(text, "config: {}{why}", clean(&shown(path)));
    if let [first, second] = NAMES
        && path.file_name().is_some_and(|name| name == first)
        && path.with_file_name(second).exists()
        && !named
    {
        let _ = writeln!(text, "  {second} beside it is passed over");
    }
}

/// Tells rule by rule; the one that counts.
fn rules<'c>(config: &'c Config, file: &Path, text: &mut String) -> Result<Option<&'c CreationRule>> {
    let (name, steps) = config.trace(file);
    let _ = writeln!(text, "name of the file in it: {}\n\nrules:", report::clean(&redact(&name)));
    let mut found = None;
    for (at, (rule, matches)) in steps.into_iter().enumerate() {
        let pattern = rule.path_regex.as_deref().map(|pattern| report::clean(&redact(pattern)));
        let matches = matches.map_err(|error| error.in_file(&config.path))?;
        let what = match (pattern, matches) {
            (None, _) => "has no path_regex and is for every file".to_owned(),
            (Some(pattern), true) => format!("path_regex `{pattern}` matches"),
            (Some(pattern), false) => format!("path_regex `{pattern}` does not match"),
        };
        let counts = if matches { ": this rule counts" } else { "" };
        let _ = writeln!(text, "  {}. line {}: {what}{counts}", at + 1, rule.line);
        found = matches.then_some(rule);
    }
    let rest = config.rules.iter().filter(|rule| found.is_some_and(|found| rule.line > found.line)).count();
    if rest > 0 {
        let _ = writeln!(text, "  {} after it not asked", plural(rest, "rule"));
    }
    if found.is_none() {
        let _ = writeln!(text, "  no rule is for the file");
    }
    Ok(found)
}

fn readers(session: &Session, file: &Path, rule: &CreationRule, text: &mut String) {
    let names = Names::for_file(session, file);
    let groups = rule.groups.len();
    text.push_str(match groups {
        0 => "\nrecipients: none; they have to be given by flags or variables\n",
        _ => "\nrecipients:\n",
    });
    for (at, group) in rule.groups.iter().enumerate() {
        if groups > 1 {
            let _ = writeln!(text, "  group {}", at + 1);
        }
        for label in names.labels(group) {
            let _ = writeln!(text, "  {}{label}", if groups > 1 { "  " } else { "" });
        }
    }
    if groups > 1 {
        let needed = recover::stored_threshold(&rule.groups, rule.shamir_threshold);
        let needed = needed.map_or(groups, |needed| needed as usize);
        let _ = writeln!(text, "  {needed} of the {groups} groups are needed to read the file");
    }
    if rule.mac_only_encrypted {
        text.push_str("\nthe MAC protects the encrypted values alone (mac_only_encrypted)\n");
    }
    text.push_str(match rule.seal {
        None => "",
        Some(SealRule::On) => "\nthe file gets a seal whenever it is written (seal: on)\n",
        Some(SealRule::Off) => "\nthe file gets no seal (seal: off)\n",
        Some(SealRule::Required) => "\nthe file must have a seal to be read (seal: required)\n",
    });
}

/// What of the file is, or would be, encrypted.
fn content(session: &Session, file: &Path, rule: Option<&CreationRule>, text: &mut String) -> Result<()> {
    let format = FormatName::from_path(file);
    let has_keys = format != FormatName::Binary;
    let by_rule = rule.map(|rule| rule.selectors.clone().or_default(has_keys));
    if !file.exists() {
        if let Some(selectors) = by_rule {
            let _ = writeln!(text, "\nselector: {}\n\nthe file does not exist yet", describe(&selectors));
        }
        return Ok(());
    }
    let Ok(format) = format.format() else {
        text.push_str("\nthe file is encrypted as a whole\n");
        return Ok(());
    };
    let bytes = Source::File(file.to_owned()).read(ErrorKind::Input)?;
    let metadata =
        ops::inspect(bytes.expose(), format, &session.limits).map_err(|error| error.in_file(file))?;
    let (selectors, verb) = match (metadata, by_rule) {
        (Some(metadata), by_rule) => {
            let own = metadata.selectors.or_default(has_keys);
            let differs = by_rule.is_some_and(|by_rule| by_rule != own);
            let _ = writeln!(text, "\nselector: {}, as the encrypted file has it", describe(&own));
            if differs {
                text.push_str(
                    "  the rule says something else: decrypt the file and encrypt it anew to follow it\n",
                );
            }
            (own, "is")
        }
        (None, Some(by_rule)) => {
            let _ = writeln!(text, "\nselector: {}", describe(&by_rule));
            (by_rule, "would be")
        }
        (None, None) => return Ok(()),
    };
    let leaves = ops::outline(bytes.expose(), format, &selectors, &session.limits)
        .map_err(|error| error.in_file(file))?;
    for (wanted, what) in [(true, format!("{verb} encrypted")), (false, "stays readable".to_owned())] {
        let paths = leaves.iter().filter(|leaf| leaf.encrypted == wanted);
        let paths: String = paths.map(|leaf| format!("  {}\n", report::clean(&leaf.path))).collect();
        let nothing = if paths.is_empty() { " nothing" } else { "" };
        let _ = write!(text, "\n{what}:{nothing}\n{paths}");
    }
    Ok(())
}

fn describe(selectors: &Selectors) -> String {
    let given: Vec<_> =
        selectors.given().map(|(name, text)| format!("{name} `{}`", report::clean(text))).collect();
    if given.is_empty() { "none, everything is encrypted".to_owned() } else { given.join(", ") }
}

fn clean(path: &Path) -> String {
    report::clean(&path.to_string_lossy())
}
