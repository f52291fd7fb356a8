//! `git`: the drivers and the hook, put into a repository; and the drivers themselves.

mod driver;
pub(super) mod install;
mod textconv;

use crate::{
    args::{Git, GitCommand},
    report::Outcome,
    session::Session,
};

pub(super) fn run(session: &Session, args: &Git) -> Outcome {
    match &args.command {
        GitCommand::Install(args) => install::install(args),
        GitCommand::Uninstall => install::uninstall(),
        GitCommand::Status => install::status(),
        GitCommand::Textconv(args) => textconv::run(session, args),
        GitCommand::MergeDriver(args) => driver::run(session, args),
    }
}
