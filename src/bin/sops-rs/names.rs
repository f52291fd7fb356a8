//! What people call the keys: names from the config beside raw recipients. What enters: keys, and the
//! config for a file, which is read only when there is something to show. What leaves: texts. Nothing
//! is decided by a name.

use std::path::Path;

use sops_rs::{
    Error,
    config::Config,
    keys::{MasterKey, shown},
};

use crate::session::Session;

/// The names in the config for one file.
pub(crate) struct Names(Option<Config>);

impl Names {
    /// Those for `file`; none when there is no config, or one that cannot be read.
    pub(crate) fn for_file(session: &Session, file: &Path) -> Self {
        Self(session.config_for(file).ok().flatten())
    }

    /// The name of one key.
    pub(crate) fn of(&self, key: &MasterKey) -> Option<String> {
        self.0.as_ref().and_then(|config| config.name_of(key)).map(|name| shown(&name))
    }

    /// A key as messages show it: kind, recipient, name.
    pub(crate) fn label(&self, key: &MasterKey) -> String {
        let label = format!("{} {}", key.kind.list(), shown(&key.name()));
        self.of(key).map_or(label.clone(), |name| format!("{label} ({name})"))
    }

    /// Several of them.
    pub(crate) fn labels(&self, keys: &[MasterKey]) -> Vec<String> {
        keys.iter().map(|key| self.label(key)).collect()
    }
}

/// The report of a recovery that failed, with names behind the recipients.
pub(crate) fn annotate(session: &Session, error: Error) -> Error {
    let names = Names::for_file(session, error.file().unwrap_or_else(|| Path::new("")));
    let known: Vec<_> = names.0.iter().flat_map(Config::names).collect();
    error.map_details(|line| {
        known.iter().fold(line, |line, (id, name)| {
            let id = shown(id);
            let ends_here = |rest: &str| rest.is_empty() || rest.starts_with(':');
            match line.split_once(&id) {
                Some((before, rest)) if before.ends_with(' ') && ends_here(rest) => {
                    format!("{before}{id} ({}){rest}", shown(name))
                }
                _ => line,
            }
        })
    })
}
