//! `completion`: the script of a shell, made from the description of the command line.

use std::process::ExitCode;

use clap_complete::{
    Generator,
    shells::{Bash, Elvish, Fish, PowerShell, Zsh},
};
use clap_complete_nushell::Nushell;

use crate::{
    args::{self, Completion, Persona, Shell},
    files,
    report::Outcome,
};

pub(super) fn run(persona: Persona, args: &Completion) -> Outcome {
    let script = match args.shell {
        Shell::Bash => script(Bash, persona),
        Shell::Zsh => script(Zsh, persona),
        Shell::Fish => script(Fish, persona),
        Shell::Pwsh => script(PowerShell, persona),
        Shell::Elvish => script(Elvish, persona),
        Shell::Nushell => script(Nushell, persona),
    };
    files::print(&script)?;
    Ok(ExitCode::SUCCESS)
}

fn script(shell: impl Generator, persona: Persona) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(persona), persona.as_str(), &mut script);
    script
}
