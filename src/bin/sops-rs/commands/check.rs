//! `check`: what can be said of all files of a repository without a key.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use sops_rs::{
    Error, ErrorKind, Result,
    config::CreationRule,
    document::Path as KeyPath,
    error::Place,
    format::FormatName,
    ops,
    repo::{self, Checked, Level, Subject},
    secret::Plaintext,
};

use super::{example::format_of as example_format, now};
use crate::{
    args::Check,
    files::{self, Source},
    findings::Findings,
    git::Repository,
    launch, many,
    progress::Progress,
    report::{self, Outcome},
    session::{Session, working_directory},
    whom,
};

/// Said of the files that could be looked at, when there were others.
pub(super) const INCOMPLETE: &str = "nothing was found, but not everything could be looked at";

pub(super) fn run(session: &Session, args: &Check) -> Outcome {
    let rules = repo::Rules { max_age: args.max_age, now: now()?, limits: session.limits };
    let staged = if args.staged { staged()? } else { Vec::new() };
    let contents: HashMap<_, _> = staged.iter().map(|(file, object)| (file, object)).collect();
    let (files, mut failed) = if args.staged {
        (staged.iter().map(|(file, _)| file.clone()).collect(), 0)
    } else {
        below(&args.paths)?
    };
    let read = |file: &PathBuf| -> Result<Plaintext> {
        match contents.get(file) {
            Some(object) => git(&["cat-file", "blob", object]),
            None => Source::File(file.clone()).read(ErrorKind::Input),
        }
    };
    let mut findings = Findings::default();
    let mut known = Vec::new();
    let mut told = HashSet::new();
    let mut progress = Progress::new(files.len());
    let required = args.requires.as_deref().map(|example| keys(session, example)).transpose()?;
    let look = |file: &PathBuf| -> Result<Checked> {
        let mut checked = look(session, file, &rules, &read)?;
        if let Some((example, required)) = args.requires.as_deref().zip(required.as_ref()) {
            checked.findings.extend(repo::compare_keys(example, required, &keys(session, file)?));
        }
        Ok(checked)
    };
    repo::each(&files, look, |file, checked| {
        progress.step(file);
        match checked {
            Ok(checked) => {
                known.push((file.as_path(), checked.encrypted));
                let counts = checked.encrypted || required.is_some() || !checked.findings.is_empty();
                findings.files += usize::from(counts);
                findings.add(file, checked.findings);
            }
            Err(error) => {
                failed += 1;
                let error = error.in_file(file);
                // A config that is wrong is so for all its files.
                if told.insert(error.to_string()) {
                    report::tell(&error);
                }
            }
        }
    });
    drop(progress);
    for (plain, encrypted) in repo::twins(known) {
        findings.add(plain, [repo::Finding {
            id: "plaintext-twin",
            level: Level::Error,
            message: format!("it looks like the plaintext of {}", encrypted.display()),
            place: None,
            hint: "Remove it, and add its name to .gitignore; if it was committed, change the values at their source"
                .to_owned(),
        }]);
    }
    let wrong = failed + findings.count(if args.strict { Level::Warning } else { Level::Error });
    let good = if failed == 0 { "all is as it should be" } else { INCOMPLETE };
    let text = findings.render(args.format, &repo::IDS, good)?;
    files::print(text.expose())?;
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn look(
    session: &Session,
    file: &Path,
    rules: &repo::Rules,
    read: &impl Fn(&PathBuf) -> Result<Plaintext>,
) -> Result<Checked> {
    if many::is_housekeeping(file) {
        return Ok(Checked::default());
    }
    let config = session.config_for(file)?;
    let rule: Option<&CreationRule> = whom::rule_for(config.as_deref(), file)?;
    let bytes = read(&file.to_owned())?;
    if rule.is_none_or(|rule| rule.path_regex.is_none()) && !repo::looks_encrypted(bytes.expose()) {
        return Ok(Checked::default());
    }
    let subject = Subject { name: file, bytes: bytes.expose(), format: FormatName::from_path(file) };
    Ok(repo::check(&subject, rule, rules))
}

/// The files that `paths` stand for, and how many folders could not be looked into: these are told.
pub(super) fn below(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, usize)> {
    for path in paths.iter().filter(|path| !repo::is_pattern(path)) {
        path.metadata().map_err(|error| {
            Error::new(ErrorKind::Input, "could not read the file").in_file(path).because(error)
        })?;
    }
    let here = [PathBuf::from(".")];
    let found = repo::find(if paths.is_empty() { &here } else { paths });
    found.errors.iter().for_each(report::tell);
    Ok((found.files, found.errors.len()))
}

/// The paths of the values of a file, encrypted or not.
fn keys(session: &Session, file: &Path) -> Result<Vec<(KeyPath, Place)>> {
    let bytes = Source::File(file.to_owned()).read(ErrorKind::Input)?;
    let format = example_format(file).format().map_err(|error| error.in_file(file))?;
    ops::key_paths(bytes.expose(), format, &session.limits).map_err(|error| error.in_file(file))
}

/// The files that the next commit changes, with what git calls their new content. Links and submodules hold
/// nothing of their own.
fn staged() -> Result<Vec<(PathBuf, String)>> {
    Repository::around(&working_directory()?)?;
    let changes = git(&[
        "diff",
        "--cached",
        "--raw",
        "--no-abbrev",
        "--relative",
        "-z",
        "--no-renames",
        "--diff-filter=d",
    ])?;
    let mut fields = changes.expose().split(|byte| *byte == 0);
    let mut files = Vec::new();
    while let (Some(change), Some(name)) = (fields.next(), fields.next()) {
        // :100644 100644 OLD NEW M
        let change = String::from_utf8_lossy(change);
        let mut parts = change.split(' ').skip(1);
        if let (Some(mode), Some(object)) = (parts.next(), parts.nth(1))
            && mode.starts_with("100")
        {
            files.push((path(name), object.to_owned()));
        }
    }
    Ok(files)
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}

fn git(args: &[&str]) -> Result<Plaintext> {
    let failed = |why: String| {
        Error::new(ErrorKind::Input, "git could not tell what is staged")
            .because(why)
            .hint("Run it inside of a git repository")
    };
    let output = launch::withhold_identities(&mut Command::new("git"))
        .args(args)
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        Ok(Plaintext::new(output.stdout))
    } else {
        Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
    }
}
