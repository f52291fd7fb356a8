//! `init`: from a fresh clone to a repository whose files can be encrypted. All that is missing is found
//! first and shown; then it is done, each file as a whole. What is there is never changed, except that lines
//! are added to `.gitignore`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use sops_rs::{
    Error, ErrorKind, Result,
    config::{Config, NAMES},
    keys::{
        KeyKind, MasterKey,
        age::{self, IdentitySource, NoAnswer, Prompt as _},
    },
    sys::{self, NewFile},
};

use super::{git::install, now};
use crate::{
    args::{GitInstall, Init},
    env,
    files::{self, Source},
    git::Repository,
    report::{self, Outcome},
    session::{Session, working_directory},
    terminal::Terminal,
};

/// What decrypted copies are called.
const PLAIN_NAMES: [&str; 4] = ["*.dec.*", "*.decrypted.*", "*.plaintext.*", "*.unencrypted.*"];
/// What `git install` does.
const GIT: &str =
    "let git show and merge encrypted files (.git/config, .gitattributes), and check them before each commit";
const PLAIN_HEAD: &str = "# decrypted copies of secrets";

/// The files of the first rule: one can tell from their names that they hold secrets.
const PATH_REGEX: &str = r"(^|/)secrets/.*\.(ya?ml|json|env|ini|toml)$|(^|/)secrets\.(ya?ml|json|env|ini|toml)$|\.enc\.(ya?ml|json|env|ini|toml)$";

/// Whom the first rule is for.
enum Reader {
    /// These, of an identity that is at hand or of the command line.
    Known(Vec<String>),
    /// Whoever has the identity that is made there.
    Made(PathBuf),
}

/// Something that is missing.
enum Step {
    Identity(PathBuf),
    Config(PathBuf),
    Ignore(PathBuf, Vec<u8>),
    Git(Repository),
}

pub(super) fn run(session: &Session, args: &Init) -> Outcome {
    let here = working_directory()?;
    let (root, is_repository) = root(&here)?;
    let reader = reader(args)?;
    let (mut steps, mut facts) = plan(session, args, &root, &reader)?;
    if is_repository && !args.no_git {
        match integration(&root) {
            Ok(step) => steps.extend(step),
            Err(error) => facts.push(format!(
                "Git is left out: {}. Set it up later with `sops-rs git install`.",
                report::clean(error.message())
            )),
        }
    }
    let mut text: String = facts.iter().map(|fact| format!("{fact}\n")).collect();
    if !is_repository {
        text.push_str("This folder is in no git repository: run init again after `git init`.\n");
    }
    if steps.is_empty() {
        text.push_str("Everything is set up.\n");
        files::print(text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    text.push_str(if args.dry_run { "It would be done:\n" } else { "To be done:\n" });
    for step in &steps {
        text.push_str(&format!("  {}\n", step.describe(&root)));
    }
    files::print(text.as_bytes())?;
    if args.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes && !consents()? {
        files::print(b"Nothing was done.\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let recipients = carry_out(args, &steps, reader)?;
    files::print(next(&steps, &root, &recipients).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The top of the repository, and whether it is one.
fn root(here: &Path) -> Result<(PathBuf, bool)> {
    let is_git_folder = |folder: &Path| {
        folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
    };
    if here.ancestors().any(is_git_folder) {
        return Err(Error::new(ErrorKind::Generic, "this is a bare repository, or the inside of one")
            .hint("Go to the files of a repository"));
    }
    Ok(match here.ancestors().find(|folder| folder.join(".git").exists()) {
        Some(top) => (top.to_owned(), true),
        None => (here.to_owned(), false),
    })
}

/// The recipients that are at hand; nothing that costs a person's time is asked.
fn reader(args: &Init) -> Result<Reader> {
    if let Some(list) = &args.age {
        let recipients = age::split_list(list);
        for recipient in &recipients {
            age::Recipient::parse(recipient)?;
        }
        if !recipients.is_empty() {
            return Ok(Reader::Known(recipients));
        }
    }
    let unknown = |error: Error| error.hint("Say whom files shall be for with --age: your recipient (age1…)");
    let mut place = None;
    for source in env::identity_sources() {
        match source {
            IdentitySource::Text { name, text } => {
                let recipients = age::recipients_of(text.expose());
                return recipients
                    .map(Reader::Known)
                    .map_err(|error| unknown(error.because(format!("in {name}"))));
            }
            IdentitySource::File { path, .. } if path.exists() => {
                let bytes = Source::File(path.clone()).read(ErrorKind::Input)?;
                let recipients = age::recipients_of(bytes.expose());
                return recipients.map(Reader::Known).map_err(|error| unknown(error.in_file(&path)));
            }
            IdentitySource::File { path, .. } => place = place.or(Some(path)),
            IdentitySource::Command { name, .. } => {
                let message = format!("the identity comes from {name}, which is not asked for its recipient");
                return Err(unknown(Error::new(ErrorKind::Generic, message)));
            }
            IdentitySource::SshFile { .. } | IdentitySource::SshCommand { .. } => {}
        }
    }
    place.map(Reader::Made).ok_or_else(|| {
        unknown(Error::new(ErrorKind::Generic, "there is no home folder to keep an identity in"))
    })
}

/// What is missing, and what is there.
fn plan(session: &Session, args: &Init, root: &Path, reader: &Reader) -> Result<(Vec<Step>, Vec<String>)> {
    let (mut steps, mut facts) = (Vec::new(), Vec::new());
    match reader {
        Reader::Known(recipients) => facts.push(format!("Your recipient is {}.", recipients.join(", "))),
        Reader::Made(path) => steps.push(Step::Identity(path.clone())),
    }
    let counts = |path: &PathBuf| session.names_config() || path.starts_with(root);
    if let Some(path) = session.config_path(None)?.filter(counts) {
        let config = Config::load(&path)?;
        facts.push(format!("{} is there, and counts.", shown(&path, root)));
        facts.extend(outsider(&config, reader, root));
    } else {
        if let Some(regex) = &args.path_regex {
            let text = format!("creation_rules:\n  - path_regex: {}\n", quoted(regex));
            let (_, errors) = Config::lint(Path::new("--path-regex"), &text);
            if let Some(error) = errors.into_iter().next() {
                return Err(error);
            }
        }
        steps.push(Step::Config(root.join(NAMES[0])));
    }
    let ignore = root.join(".gitignore");
    let old = match fs::read(&ignore) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            return Err(Error::new(ErrorKind::Input, "cannot read the file").because(error).in_file(ignore));
        }
    };
    let text = String::from_utf8_lossy(&old);
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let missing: Vec<_> = PLAIN_NAMES.iter().filter(|name| !lines.contains(*name)).collect();
    if !missing.is_empty() {
        let mut new = old.clone();
        if !new.is_empty() {
            new.extend_from_slice(if new.ends_with(b"\n") { b"\n" } else { b"\n\n" });
        }
        new.extend_from_slice(PLAIN_HEAD.as_bytes());
        new.push(b'\n');
        for name in missing {
            new.extend_from_slice(format!("{name}\n").as_bytes());
        }
        steps.push(Step::Ignore(ignore, new));
    }
    Ok((steps, facts))
}

/// What git needs to know, unless it knows.
fn integration(root: &Path) -> Result<Option<Step>> {
    let repository = Repository::around(root)?;
    Ok(if install::is_set_up(&repository)? { None } else { Some(Step::Git(repository)) })
}

/// What somebody is told whom the config does not know.
fn outsider(config: &Config, reader: &Reader, root: &Path) -> Option<String> {
    let Reader::Known(recipients) = reader else {
        return Some(
            "Its rules do not name you yet: the recipient that is made now has to be added to them."
                .to_owned(),
        );
    };
    let is_named = |recipient: &String| {
        let key = MasterKey::new(KeyKind::Age, recipient.as_str());
        config.rules.iter().any(|rule| rule.groups.iter().flatten().any(|other| other.is_same_reader(&key)))
    };
    if recipients.iter().any(is_named) || config.rules.is_empty() {
        return None;
    }
    Some(format!(
        "{} does not name you. Somebody whom it names lets you in with:\n  sops-rs config recipients add {} --name NAME",
        shown(&config.path, root),
        recipients[0]
    ))
}

impl Step {
    fn describe(&self, root: &Path) -> String {
        match self {
            Self::Identity(path) => {
                format!("make an age identity in {}", report::clean(&path.to_string_lossy()))
            }
            Self::Config(path) => format!("write {}", shown(path, root)),
            Self::Ignore(path, _) => format!("add the names of decrypted copies to {}", shown(path, root)),
            Self::Git(_) => GIT.to_owned(),
        }
    }
}

fn consents() -> Result<bool> {
    match Terminal.line("Go on? (Y/n)") {
        Ok(answer) => Ok(matches!(answer.trim(), "" | "y" | "Y" | "yes")),
        Err(NoAnswer::Cancelled) => Ok(false),
        Err(NoAnswer::NoTerminal) => {
            Err(Error::new(ErrorKind::Generic, "nobody can be asked: there is no terminal")
                .hint("Look at the plan above, and approve it with -y"))
        }
    }
}

/// Does what was planned; whom files are for from now on.
fn carry_out(args: &Init, steps: &[Step], reader: Reader) -> Result<Vec<String>> {
    let mut recipients = match reader {
        Reader::Known(recipients) => recipients,
        Reader::Made(_) => Vec::new(),
    };
    for step in steps {
        match step {
            Step::Identity(path) => {
                let (identity, recipient) = age::generate(now()?)?;
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    sys::create_private_folder(folder)?;
                }
                sys::write_new(path, identity.expose())?;
                recipients = vec![recipient];
            }
            Step::Config(path) => {
                sys::replace_file(path, config(args, &recipients).as_bytes(), NewFile::Ordinary)?;
            }
            Step::Ignore(path, text) => sys::replace_file(path, text, NewFile::Ordinary)?,
            Step::Git(repository) => install::set_up(repository, &GitInstall::default())?,
        }
    }
    Ok(recipients)
}

/// The first config.
fn config(args: &Init, recipients: &[String]) -> String {
    let name = args.name.clone().or_else(env::user).unwrap_or_default();
    let name: String = name.chars().filter(|char| !char.is_control()).take(40).collect();
    // What is said of several is the name of none.
    let name = if name.trim().is_empty() || recipients.len() > 1 {
        String::new()
    } else {
        format!(" # {}", name.trim())
    };
    let keys: String =
        recipients.iter().map(|recipient| format!("      - {}{name}\n", plain(recipient))).collect();
    let regex = quoted(args.path_regex.as_deref().unwrap_or(PATH_REGEX));
    format!(
        "\
# Which files are encrypted, and who can read them. The first rule that fits a file counts.
#   sops-rs config explain FILE               which rule that is, and what of the file is encrypted
#   sops-rs config recipients add age1… --name NAME   lets somebody in
#   sops-rs check                             finds files that are not as the rules say
creation_rules:
  - path_regex: {regex}
    age:
{keys}    # Only values under keys that match are encrypted; without it, all of them are:
    # encrypted_regex: ^(data|stringData|.*password.*)$
"
    )
}

fn next(steps: &[Step], root: &Path, recipients: &[String]) -> String {
    let mut text = String::from("Done. Next:\n");
    for step in steps {
        match step {
            Step::Identity(path) => text.push_str(&format!(
                "  keep a copy of {} in a safe place: without it nobody can read what is encrypted to it\n",
                report::clean(&path.to_string_lossy())
            )),
            Step::Config(path) | Step::Ignore(path, _) => {
                text.push_str(&format!("  git add {}\n", shown(path, root)));
            }
            Step::Git(_) => text.push_str("  git add .gitattributes\n"),
        }
    }
    text.push_str("  sops-rs encrypt -r -i       encrypts the files that the rules are for\n");
    if let [recipient] = recipients
        && !steps.iter().any(|step| matches!(step, Step::Config(_)))
        && steps.iter().any(|step| matches!(step, Step::Identity(_)))
    {
        text.push_str(&format!(
            "  sops-rs config recipients add {recipient} --name NAME\n                              run by somebody who can \
             read the files, it lets you in\n"
        ));
    }
    text
}

fn shown(path: &Path, root: &Path) -> String {
    report::clean(&path.strip_prefix(root).unwrap_or(path).to_string_lossy())
}

/// A text in YAML.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A recipient in YAML: SSH keys have blanks and may have any comment.
fn plain(recipient: &str) -> String {
    if recipient.chars().all(|char| char.is_ascii_alphanumeric()) {
        recipient.to_owned()
    } else {
        quoted(recipient)
    }
}
