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
#[value(rename_all = "lowercase")]
#[allow(missing_docs)]
pub(crate) enum Shell {
    Bash,
    Zsh,
    Fish,
    PowerShell,
    Elvish,
    Nushell,
}
