//! Find, read and explain `.sops-rs.yaml` and `.sops.yaml`. What enters: paths and the bytes of a
//! config file. What leaves: its rules, typed, and the one for a file. A config is not secret, but an
//! identity put there by mistake must never be echoed.

mod find;
mod master_keys;
mod names;
mod node;
mod rule;
#[cfg(test)]
mod tests;
mod yaml;

use std::{
    collections::BTreeSet,
    fmt,
    fs::File,
    io::{ErrorKind as IoErrorKind, Read},
    path::{Path, PathBuf},
};

pub use find::{NAMES, find, find_as_sops};
pub use node::redact;
pub use rule::{CreationRule, SealRule};

/// The JSON Schema of the config, for editors.
pub const SCHEMA: &str = include_str!("../../docs/sops-rs.schema.json");

use crate::{
    error::{Error, ErrorKind, Result},
    keys::MasterKey,
};

/// More than any config needs; keeps a device or a wrong file from filling the memory.
const MAX_BYTES: u64 = 16 << 20;

/// Names an empty config, also where there is no such device.
const NO_CONFIG: &str = "/dev/null";

/// A configuration file, read and checked.
pub struct Config {
    /// Where it is.
    pub path: PathBuf,
    /// Its creation rules, in order; none in an empty file.
    pub rules: Vec<CreationRule>,
    /// By how many spaces new binary files are indented; a tab when `None`.
    pub binary_indent: Option<u8>,
    /// Its text, in which the names of keys are looked up.
    source: String,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the text: an identity could stand in it.
        f.debug_struct("Config").field("path", &self.path).field("rules", &self.rules).finish_non_exhaustive()
    }
}

impl Config {
    /// Reads the file at `path`; `/dev/null` is an empty config.
    pub fn load(path: &Path) -> Result<Self> {
        if path == Path::new(NO_CONFIG) {
            return Ok(Self {
                path: path.to_owned(),
                rules: Vec::new(),
                binary_indent: None,
                source: String::new(),
            });
        }
        let unreadable = |error: &std::io::Error| {
            let kind = match error.kind() {
                IoErrorKind::NotFound => ErrorKind::ConfigMissing,
                _ => ErrorKind::Config,
            };
            Error::new(kind, "could not read the config file").in_file(path).because(error)
        };
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| unreadable(&error))?;
        let wrong = |reason: &str| {
            Error::new(ErrorKind::Config, "could not read the config file").in_file(path).because(reason)
        };
        if bytes.len() as u64 > MAX_BYTES {
            return Err(wrong("it is too big for a config file"));
        }
        let source = std::str::from_utf8(&bytes).map_err(|_| wrong("it is not UTF-8 text"))?;
        Self::parse(path, source)
    }

    /// Reads `source`, the text of the file at `path`.
    pub fn parse(path: &Path, source: &str) -> Result<Self> {
        let (rules, binary_indent) = yaml::parse(source)
            .and_then(|root| rule::rules(&root, source))
            .map_err(|error| error.in_file(path))?;
        Ok(Self { path: path.to_owned(), rules, binary_indent, source: source.to_owned() })
    }

    /// Reads `source` as far as it goes: the rules that are in order, and what is wrong with the others and
    /// with all else, each with its place.
    pub fn lint(path: &Path, source: &str) -> (Self, Vec<Error>) {
        let (rules, binary_indent, mut errors) = match yaml::parse(source) {
            Ok(root) => rule::lint(&root, source),
            Err(error) => (Vec::new(), None, vec![error]),
        };
        errors.extend(rules.iter().flat_map(CreationRule::problems));
        let errors = errors.into_iter().map(|error| error.in_file(path)).collect();
        (Self { path: path.to_owned(), rules, binary_indent, source: source.to_owned() }, errors)
    }

    /// What `file` is called in the rules, and what each rule up to the one that counts says to it.
    pub fn trace(&self, file: &Path) -> (String, Vec<(&CreationRule, Result<bool>)>) {
        let name = find::relative(&self.path, file);
        let mut steps = Vec::new();
        for rule in &self.rules {
            let matches = rule.matches(&name);
            let ends = matches.as_ref().map_or(true, |matches| *matches);
            steps.push((rule, matches));
            if ends {
                break;
            }
        }
        (name, steps)
    }

    /// What people call a key that the rules name: the comment behind it, its anchor, or the comment
    /// above it.
    pub fn name_of(&self, key: &MasterKey) -> Option<String> {
        let same = self.keys().filter(|other| other.is_same_reader(key));
        same.map(MasterKey::id)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .find_map(|id| names::name_of(&self.source, id))
    }

    /// The ids of all keys that have such a name, with it.
    pub fn names(&self) -> Vec<(String, String)> {
        let ids: BTreeSet<&str> = self.keys().map(MasterKey::id).collect();
        let named = |id: &str| Some((id.to_owned(), names::name_of(&self.source, id)?));
        ids.into_iter().filter_map(named).collect()
    }

    fn keys(&self) -> impl Iterator<Item = &MasterKey> {
        self.rules.iter().flat_map(|rule| rule.groups.iter().flatten())
    }

    /// The first rule for `file` (which need not exist), or an error that lists the rules tried.
    pub fn rule_for(&self, file: &Path) -> Result<&CreationRule> {
        if self.rules.is_empty() {
            return Err(Error::new(ErrorKind::Generic, "the config file has no creation rules")
                .in_file(&self.path)
                .hint("Add a rule under `creation_rules`, or name the recipients with --age"));
        }
        let name = find::relative(&self.path, file);
        for rule in &self.rules {
            if rule.matches(&name).map_err(|error| error.in_file(&self.path))? {
                rule.check_selectors().map_err(|error| error.in_file(&self.path))?;
                return Ok(rule);
            }
        }
        let message = format!("no matching creation rules found for `{}`", redact(&name));
        let mut error = Error::new(ErrorKind::Generic, message).in_file(&self.path);
        for rule in &self.rules {
            let pattern = rule.path_regex.as_deref().unwrap_or_default();
            error =
                error.because(format!("line {}: path_regex `{}` does not match", rule.line, redact(pattern)));
        }
        Err(error.hint(
            "Add a rule whose path_regex matches the path as shown, which is relative to the config file, or one \
             without path_regex at the end",
        ))
    }
}
