//! The commands, one file each: from what was typed to what is done.

mod check;
mod complete_keys;
mod completion;
mod config;
mod decrypt;
mod diff;
mod drop_in;
mod edit;
mod encrypt;
mod example;
mod exec_env;
mod exec_file;
mod filestatus;
mod get;
mod git;
mod groups;
mod init;
mod keygen;
mod man;
mod merge;
mod recipients;
mod rotate;
mod set;
mod updatekeys;
mod verify;

use std::time::SystemTime;

use sops_rs::{Error, ErrorKind, Result, sys};

use crate::{
    args::{Command, Persona, Typed},
    env, names,
    report::{Failure, Outcome},
    session::Session,
};

/// Runs the command that was typed.
pub(crate) fn run(typed: &Typed) -> Outcome {
    Session::tell(&typed.notes);
    match typed.persona {
        Persona::SopsRs => run_command(typed),
        Persona::Sops => drop_in::recode(typed, drop_in::check(typed).and_then(|()| run_command(typed))),
    }
}

fn run_command(typed: &Typed) -> Outcome {
    if typed.command.needs_keys() {
        env::refuse_key_service()?;
    }
    if typed.command.changes_files() {
        sys::sweep_private_folders(&env::private_places());
    }
    dispatch(typed).map_err(|failure| match failure {
        Failure::Error(error) if error.kind() == ErrorKind::DataKey => {
            match Session::new(typed.persona, &typed.global) {
                Ok(session) => names::annotate(&session, error).into(),
                Err(_) => error.into(),
            }
        }
        other => other,
    })
}

fn dispatch(typed: &Typed) -> Outcome {
    let session = || Session::new(typed.persona, &typed.global);
    match &typed.command {
        Command::Encrypt(args) => encrypt::run(&session()?, args),
        Command::Decrypt(args) => decrypt::run(&session()?, args),
        Command::Edit(args) => edit::run(&session()?, args),
        Command::Get(args) => get::run(&session()?, args),
        Command::Set(args) => set::set(&session()?, args),
        Command::Unset(args) => set::unset(&session()?, args),
        Command::ExecEnv(args) => exec_env::run(&session()?, args),
        Command::ExecFile(args) => exec_file::run(&session()?, args),
        Command::Rotate(args) => rotate::run(&session()?, args),
        Command::Updatekeys(args) => updatekeys::run(&session()?, args),
        Command::Groups(args) => groups::run(&session()?, args),
        Command::Recipients(args) => recipients::run(&session()?, args),
        Command::Check(args) => check::run(&session()?, args),
        Command::Verify(args) => verify::run(&session()?, args),
        Command::Diff(args) => diff::run(&session()?, args),
        Command::Merge(args) => merge::run(&session()?, args),
        Command::Git(args) => git::run(&session()?, args),
        Command::Config(args) => config::run(&session()?, args),
        Command::Init(args) => init::run(&session()?, args),
        Command::Example(args) => example::run(&session()?, args),
        Command::Filestatus(args) => filestatus::run(&session()?, args),
        Command::Keygen(args) => keygen::run(args),
        Command::Completion(args) => completion::run(typed.persona, args),
        Command::Man(args) => man::run(typed.persona, args),
        Command::CompleteKeys(args) => complete_keys::run(args),
    }
}

/// Seconds since the epoch.
fn now() -> Result<i64> {
    let wrong = || Error::new(ErrorKind::Generic, "the system's clock is out of range").hint("Set it right");
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_err(|_| wrong())?;
    i64::try_from(since.as_secs()).map_err(|_| wrong())
}

fn no_metadata() -> Error {
    Error::new(ErrorKind::MetadataMissing, "sops metadata not found")
        .because("the file has no top-level entry `sops`, so it is not encrypted")
}
