//! `config check`: all that is wrong with a config, at once.

use std::process::ExitCode;

use sops_rs::{
    keys::KeyKind,
    repo::{CONFIG_IDS, Level, check_config},
};

use super::{here, shown};
use crate::{args::ConfigCheck, files, findings::Findings, report::Outcome, session::Session};

pub(super) fn run(session: &Session, args: &ConfigCheck) -> Outcome {
    let (path, source) = here(session)?;
    let served: Vec<KeyKind> = session.keyring().providers().iter().map(|provider| provider.kind()).collect();
    let mut findings = Findings::default();
    findings.files = 1;
    findings.add(&shown(&path), check_config(&path, &source, &served));
    let wrong = findings.count(if args.strict { Level::Warning } else { Level::Error });
    let text = findings.render(args.format, &CONFIG_IDS, "all rules are as they should be")?;
    files::print(text.expose())?;
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
