//! `completion`, as typed.

use clap::{Args, ValueEnum};

/// Print the completion script of a shell
#[derive(Args)]
#[command(after_help = "Examples:
  sops-rs completion bash > ~/.local/share/bash-completion/completions/sops-rs
  sops-rs completion zsh > ~/.zfunc/_sops-rs
  sops-rs completion fish > ~/.config/fish/completions/sops-rs.fish")]
pub(crate) struct Completion {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// The shells that have one.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Shell {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    Pwsh,
    Elvish,
    Nushell,
}
