//! `config`: the rules checked, explained and changed.

mod check;
mod explain;
mod recipients;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use sops_rs::{Error, ErrorKind, Result, config::SCHEMA};

use crate::{
    args::{Config, ConfigCommand},
    files::{self, Source},
    report::Outcome,
    session::Session,
};

pub(super) fn run(session: &Session, args: &Config) -> Outcome {
    match &args.command {
        ConfigCommand::Check(args) => check::run(session, args),
        ConfigCommand::Explain(args) => explain::run(session, args),
        ConfigCommand::Schema => {
            files::print(SCHEMA.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        ConfigCommand::Recipients(args) => recipients::run(session, &args.command),
    }
}

/// The config that counts in this folder, and its text.
fn here(session: &Session) -> Result<(PathBuf, String)> {
    let path = session.config_path(None)?.ok_or_else(|| {
        Error::new(ErrorKind::ConfigMissing, "no config file was found")
            .because("neither .sops-rs.yaml nor .sops.yaml is in this folder or in one above it")
            .hint("Make one with `sops-rs init`, or name it with --config")
    })?;
    let bytes = Source::File(path.clone()).read(ErrorKind::ConfigMissing)?;
    let text = bytes
        .expose_str()
        .map_err(|_| Error::new(ErrorKind::Config, "the config file is not UTF-8 text").in_file(&path))?;
    Ok((path.clone(), text.to_owned()))
}

/// A path as people would write it: relative to this folder where it is below it.
fn shown(path: &Path) -> PathBuf {
    let below = crate::session::working_directory().ok();
    below.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path).to_owned()
}
