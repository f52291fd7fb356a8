//! `completion`: the script of a shell, made from the description of the command line.

use std::process::ExitCode;

use clap::Command;
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

/// What is added to the generated scripts, so that they complete what only the program knows.
const KEYS_BASH: &str = include_str!("completion/keys.bash");
const KEYS_FISH: &str = include_str!("completion/keys.fish");
const KEYS_ZSH: &str = include_str!("completion/keys.zsh");

pub(super) fn run(persona: Persona, args: &Completion) -> Outcome {
    let script = match args.shell {
        Shell::Bash => bash(persona),
        Shell::Zsh => zsh(persona),
        Shell::Fish => script(Fish, persona) + &filled(KEYS_FISH, persona, "_"),
        Shell::Pwsh => script(PowerShell, persona),
        Shell::Elvish => script(Elvish, persona),
        Shell::Nushell => script(Nushell, persona),
    };
    files::print(script.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The generated function becomes what the one with key paths falls back to.
fn bash(persona: Persona) -> String {
    let function = persona.as_str().replace('-', "__");
    // The generator separates commands from sub-commands by the name's own dash in one place and not in
    // the other.
    let script = script(Bash, persona).replace(
        &format!("{}__subcmd__", persona.as_str().replace('-', "__subcmd__")),
        &format!("{function}__subcmd__"),
    );
    let (functions, registration) = script.split_once("\nif [[ \"${BASH_VERSINFO").unwrap_or((&script, ""));
    let registration = registration
        .replace(&format!("complete -F _{function} "), &format!("complete -F _{function}_with_keys "));
    format!("{functions}{}\nif [[ \"${{BASH_VERSINFO{registration}", filled(KEYS_BASH, persona, "__"))
}

/// The generated function asks for key paths first.
fn zsh(persona: Persona) -> String {
    let head = format!("_{}() {{\n", persona.as_str());
    let asking = format!("{head}    _{}_keys && return 0\n", persona.as_str());
    script(Zsh, persona).replacen(&head, &(filled(KEYS_ZSH, persona, "_") + &asking), 1)
}

fn filled(template: &str, persona: Persona, joint: &str) -> String {
    let name = persona.as_str();
    template.replace("@name@", name).replace("@function@", &name.replace('-', joint))
}

fn script(shell: impl Generator, persona: Persona) -> String {
    let mut script = Vec::new();
    // Not the original: the generators offer hidden commands as well.
    let command = args::command(persona);
    let mut visible = Command::new(persona.as_str())
        .version(env!("CARGO_PKG_VERSION"))
        .args(command.get_arguments().cloned())
        .subcommands(command.get_subcommands().filter(|command| !command.is_hide_set()).cloned());
    clap_complete::generate(shell, &mut visible, persona.as_str(), &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
