//! `recipients`: the access matrix of files, from what they say of themselves and what their creation
//! rules say. No key is needed and nothing is decrypted.

use std::{fmt::Write as _, path::Path, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result,
    document::Block,
    format::FormatName,
    keys::{KeyGroup, MasterKey, shown, strangers},
    metadata::Metadata,
    ops, repo,
    secret::Plaintext,
};

use crate::{
    args::{Many, Recipients},
    files::{self, Source, format_named, format_of},
    many,
    names::Names,
    progress::Progress,
    report::{self, Outcome},
    session::Session,
    whom,
};

/// What is known of one file.
struct Access<'a> {
    file: &'a Path,
    /// `None` when it is not encrypted.
    metadata: Option<Metadata>,
    /// Recipients of the file that its rule does not name; `None` without a rule.
    unnamed: Option<Vec<MasterKey>>,
    /// Recipients that the rule names and the file does not have.
    missing: Vec<MasterKey>,
    names: Names,
}

pub(super) fn run(session: &Session, args: &Recipients) -> Outcome {
    if args.files.is_empty() && !args.recursive {
        return Err(Error::new(ErrorKind::NoFile, "no file was given")
            .hint("Name one or more files, or go through folders with -r")
            .into());
    }
    let flags = Many { recursive: args.recursive, dry_run: false };
    let (files, errors) = if many::is_meant(session, &args.files, &flags) {
        let is_ours = |file: &Path| many::is_encrypted(session, file);
        let selected = many::select(&args.files, args.recursive, is_ours)?;
        (selected.files, selected.errors)
    } else {
        (args.files.clone(), Vec::new())
    };
    let mut failed: Option<Error> = None;
    for error in errors {
        if let Some(error) = failed.replace(error) {
            report::tell(&error);
        }
    }
    let mut all = Vec::with_capacity(files.len());
    let mut progress = Progress::new(files.len());
    repo::each(
        &files,
        |file| access(session, args, file).map_err(|error| error.in_file(file)),
        |file, access| {
            progress.step(file);
            match access {
                Ok(access) => all.push(access),
                Err(error) => {
                    if let Some(error) = failed.replace(error) {
                        report::tell(&error);
                    }
                }
            }
        },
    );
    drop(progress);
    if args.json {
        files::print(json(&all)?.expose())?;
    } else {
        files::print(table(&all).as_bytes())?;
    }
    failed.map_or(Ok(ExitCode::SUCCESS), |error| Err(error.into()))
}

fn access<'a>(session: &Session, args: &Recipients, file: &'a Path) -> Result<Access<'a>> {
    let bytes = Source::File(file.to_owned()).read(ErrorKind::Input)?;
    let format = format_named(session.persona, args.input_type.as_deref())
        .unwrap_or_else(|| format_of(session.persona, file))
        .format()?;
    let metadata = ops::inspect(bytes.expose(), format, &session.limits)?;
    let names = Names::for_file(session, file);
    let mut access = Access { file, metadata, unnamed: None, missing: Vec::new(), names };
    if let Some(metadata) = &access.metadata
        && let Some(wanted) = whom::wanted(session, file)?
    {
        access.unnamed = Some(strangers(&metadata.groups, &wanted.groups));
        access.missing = strangers(&wanted.groups, &metadata.groups);
    }
    Ok(access)
}

impl Access<'_> {
    fn groups(&self) -> &[KeyGroup] {
        self.metadata.as_ref().map_or(&[], |metadata| &metadata.groups)
    }

    /// How many groups are needed.
    fn needed(&self) -> usize {
        let threshold = self.metadata.as_ref().and_then(|metadata| metadata.shamir_threshold);
        let count = self.groups().len();
        threshold
            .filter(|threshold| *threshold > 0 && count > 1)
            .map_or(count, |threshold| threshold as usize)
    }

    /// The numbers of the groups that `key` stands in, from 1.
    fn groups_of(&self, key: &MasterKey) -> Vec<usize> {
        let holds = |group: &KeyGroup| group.iter().any(|other| other.is_same_reader(key));
        self.groups().iter().enumerate().filter(|(_, group)| holds(group)).map(|(at, _)| at + 1).collect()
    }

    fn names(&self, key: &MasterKey) -> bool {
        self.unnamed.as_ref().is_none_or(|unnamed| !unnamed.iter().any(|other| other.is_same_reader(key)))
    }

    fn lacks(&self, key: &MasterKey) -> bool {
        self.missing.iter().any(|other| other.is_same_reader(key))
    }

    /// What stands in the table where this file and `key` meet.
    fn mark(&self, key: &MasterKey) -> String {
        let groups = self.groups_of(key);
        if groups.is_empty() {
            return if self.lacks(key) { "+".to_owned() } else { String::new() };
        }
        let share = match self.groups().len() {
            0 | 1 => "x".to_owned(),
            _ => groups.iter().map(ToString::to_string).collect::<Vec<_>>().join("/"),
        };
        if self.names(key) { share } else { format!("{share}!") }
    }
}

/// All recipients, each once, in the order in which they first come up.
fn everyone(all: &[Access<'_>]) -> Vec<MasterKey> {
    let groups: Vec<_> = all.iter().flat_map(|access| access.groups().iter().cloned()).collect();
    let missing: Vec<_> = all.iter().map(|access| access.missing.clone()).collect();
    strangers(&[groups, missing].concat(), &[])
}

/// What people call a recipient, by the first config that tells.
fn name_of(all: &[Access<'_>], key: &MasterKey) -> Option<String> {
    all.iter().find_map(|access| access.names.of(key))
}

/// The recipients with numbers, then a line for each file.
fn table(all: &[Access<'_>]) -> String {
    let everyone = everyone(all);
    let mut text = String::new();
    let digits = everyone.len().to_string().len();
    let kind = everyone.iter().map(|key| key.kind.list().len()).max().unwrap_or_default();
    for (at, key) in everyone.iter().enumerate() {
        let name = name_of(all, key).map(|name| format!("  {name}")).unwrap_or_default();
        let _ =
            writeln!(text, "{:>digits$}  {:kind$}  {}{name}", at + 1, key.kind.list(), shown(&key.name()));
    }
    if !everyone.is_empty() {
        text.push('\n');
    }
    let rows: Vec<_> =
        all.iter().map(|access| (report::clean(&access.file.to_string_lossy()), access)).collect();
    let name = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let column = |key: &MasterKey| all.iter().map(|access| access.mark(key).len()).max().unwrap_or_default();
    let widths: Vec<_> = everyone.iter().map(|key| column(key).max(digits)).collect();
    let mut line = format!("{:name$}", "");
    for (at, width) in widths.iter().enumerate() {
        let _ = write!(line, "  {:>width$}", at + 1);
    }
    if !everyone.is_empty() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    for (file, access) in rows {
        let mut line = format!("{file:name$}");
        for (key, width) in everyone.iter().zip(&widths) {
            let _ = write!(line, "  {:>width$}", access.mark(key));
        }
        if access.metadata.is_none() {
            line = format!("{file:name$}  not encrypted");
        } else if access.groups().len() > 1 {
            let _ = write!(line, "  {} of {} groups", access.needed(), access.groups().len());
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let marks =
        |mark: &str| all.iter().any(|access| everyone.iter().any(|key| access.mark(key).contains(mark)));
    let mut legend = Vec::new();
    if all.iter().any(|access| access.groups().len() > 1) {
        legend.push("a number: the key group, counted from 1, that the key opens");
    }
    if marks("!") {
        legend.push("!: the creation rule for the file does not name this recipient");
    }
    if marks("+") {
        legend.push("+: the creation rule names this recipient, and the file is not encrypted to it");
    }
    if !legend.is_empty() {
        let _ = write!(text, "\n{}\n", legend.join("\n"));
    }
    text
}

fn json(all: &[Access<'_>]) -> Result<Plaintext> {
    let recipients = everyone(all).into_iter().map(|key| {
        let read = all.iter().filter(|access| !access.groups_of(&key).is_empty());
        let files = read.map(|access| Block::text(access.file.to_string_lossy())).collect();
        let name = name_of(all, &key).map_or(Block::Null, Block::text);
        entry(&key, [("name", name), ("files", Block::List(files))])
    });
    let recipients = recipients.collect();
    let files = all.iter().map(Access::to_block).collect();
    let report = map([("recipients", Block::List(recipients)), ("files", Block::List(files))]);
    let mut text = Plaintext::default();
    FormatName::Json.format()?.print(&[report.to_tree()], &mut text)?;
    Ok(text)
}

impl Access<'_> {
    /// `threshold`: how many groups are needed. `in_rule`: whether the rule names the recipient;
    /// `missing`: whom it names in vain. Both are null where there is no rule.
    fn to_block(&self) -> Block {
        let has_rule = self.unnamed.is_some();
        let recipient = |key: &MasterKey| {
            let in_rule = if has_rule { Block::Bool(self.names(key)) } else { Block::Null };
            entry(key, [("in_rule", in_rule)])
        };
        let group = |group: &KeyGroup| Block::List(group.iter().map(recipient).collect());
        let missing = || Block::List(self.missing.iter().map(|key| entry(key, [])).collect());
        map([
            ("file", Block::text(self.file.to_string_lossy())),
            ("encrypted", Block::Bool(self.metadata.is_some())),
            ("threshold", Block::Int(self.needed() as i64)),
            ("groups", Block::List(self.groups().iter().map(group).collect())),
            ("missing", if has_rule { missing() } else { Block::Null }),
        ])
    }
}

fn entry<const N: usize>(key: &MasterKey, more: [(&str, Block); N]) -> Block {
    let of_key = [("kind", Block::text(key.kind.list())), ("id", Block::text(id(key)))];
    map(of_key.into_iter().chain(more))
}

fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Block)>) -> Block {
    Block::Map(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The name of a key, unless it is a secret one that stands there by mistake.
fn id(key: &MasterKey) -> String {
    let name = key.name();
    let shown = shown(&name);
    if shown.starts_with("(not shown") { shown } else { name }
}
