//! From trees to environment variables. What enters: decrypted trees, file by file. What leaves:
//! names and values that a process can be given. Errors name keys, never values.

use std::collections::{BTreeMap, BTreeSet};

use sops_rs::{
    Error, ErrorKind, Result,
    document::{Item, Member, Path, Segment, Tree},
    format::dotenv,
    scalar::Scalar,
    secret::Plaintext,
};

use crate::{args::Persona, session::nearest};

/// The variables so far; those of later files replace those of earlier ones.
pub(super) struct Variables<'a> {
    flatten: Option<&'a str>,
    prefix: &'a str,
    only: Option<&'a [String]>,
    values: BTreeMap<String, Plaintext>,
    /// Names that were left out because of `--only`, for a hint when one of its keys is missing.
    passed_over: BTreeSet<String>,
}

impl<'a> Variables<'a> {
    /// None yet.
    pub(super) fn new(flatten: Option<&'a str>, prefix: Option<&'a str>, only: Option<&'a [String]>) -> Self {
        Self {
            flatten,
            prefix: prefix.unwrap_or_default(),
            only,
            values: BTreeMap::new(),
            passed_over: BTreeSet::new(),
        }
    }

    /// Adds those of one file.
    pub(super) fn add(&mut self, root: Tree, persona: Persona) -> Result<()> {
        let mut file = File { variables: self, persona, here: Path::default(), seen: BTreeSet::new() };
        match root {
            Tree::Mapping(members) => file.mapping(members, ""),
            // Every format demands a mapping at the root; an empty document has nothing to add.
            Tree::Sequence(_) | Tree::Scalar(..) | Tree::Null => Ok(()),
        }
    }

    /// All of them, with their prefix; an error when `--only` names one that is not there.
    pub(super) fn finish(self) -> Result<impl Iterator<Item = (String, Plaintext)>> {
        let missing = |name: &&String| !self.values.contains_key(&format!("{}{name}", self.prefix));
        if let Some(name) = self.only.unwrap_or_default().iter().find(missing) {
            let error =
                Error::new(ErrorKind::Generic, format!("no file has the key {name:?} that --only names"));
            return Err(match nearest(name, self.passed_over.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("Did you mean {near}?")),
                None => error,
            });
        }
        Ok(self.values.into_iter())
    }
}

/// The walk through one file.
struct File<'a, 'b> {
    variables: &'a mut Variables<'b>,
    persona: Persona,
    here: Path,
    seen: BTreeSet<String>,
}

impl File<'_, '_> {
    fn mapping(&mut self, members: Vec<Member>, above: &str) -> Result<()> {
        for member in members {
            if let Member::Entry(key, value) = member {
                let name = format!("{above}{key}");
                self.here.segments.push(Segment::Key(key));
                self.value(value, &name)?;
                self.here.segments.pop();
            }
        }
        Ok(())
    }

    fn value(&mut self, tree: Tree, name: &str) -> Result<()> {
        match (tree, self.variables.flatten) {
            (Tree::Mapping(members), Some(separator)) => self.mapping(members, &format!("{name}{separator}")),
            (Tree::Sequence(items), Some(separator)) => {
                let values = items.into_iter().filter_map(|item| match item {
                    Item::Value(value) => Some(value),
                    Item::Comment(_) => None,
                });
                for (index, value) in (0..).zip(values) {
                    self.here.segments.push(Segment::Index(index));
                    self.value(value, &format!("{name}{separator}{index}"))?;
                    self.here.segments.pop();
                }
                Ok(())
            }
            (Tree::Mapping(_) | Tree::Sequence(_), None) => {
                if self.passes_over(name) {
                    return Ok(());
                }
                Err(self
                    .cannot("cannot use a nested value in the environment")
                    .hint("Join the keys on the way to it with --flatten _, or leave it out with --only"))
            }
            (Tree::Null, _) => {
                // The real program passes the text that its language prints for "nothing".
                let text: &[u8] = if self.persona == Persona::Sops { b"<nil>" } else { b"" };
                self.set(name, Plaintext::new(text.to_vec()))
            }
            (Tree::Scalar(kind, canonical), _) => {
                let text = dotenv::text(Scalar { kind, spelling: canonical.expose() });
                self.set(name, text.unwrap_or(canonical))
            }
        }
    }

    fn set(&mut self, name: &str, value: Plaintext) -> Result<()> {
        if self.passes_over(name) {
            return Ok(());
        }
        if name.is_empty() || name.contains(['=', '\0']) {
            return Err(self
                .cannot("cannot name an environment variable after this key")
                .because("the name of a variable is not empty, and has neither `=` nor a zero byte"));
        }
        if value.expose().contains(&0) {
            return Err(self.cannot("cannot pass a value with a zero byte in the environment"));
        }
        if !self.seen.insert(name.to_owned()) {
            return Err(self
                .cannot(&format!("two values of the file would be called {name}"))
                .hint("Join the keys with another separator, as in --flatten __"));
        }
        self.variables.values.insert(format!("{}{name}", self.variables.prefix), value);
        Ok(())
    }

    /// Whether `--only` leaves the name out.
    fn passes_over(&mut self, name: &str) -> bool {
        let out = self.variables.only.is_some_and(|only| !only.iter().any(|wanted| wanted == name));
        if out {
            self.variables.passed_over.insert(name.to_owned());
        }
        out
    }

    fn cannot(&self, message: &str) -> Error {
        Error::new(ErrorKind::Generic, message).at_path(self.here.to_string())
    }
}
