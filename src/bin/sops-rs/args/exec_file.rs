//! `exec-file`, as typed.

use std::ffi::OsString;

use clap::{Args, ValueHint};

use super::DialectFlag;

/// Run a command with a decrypted file that is there for as long as the command runs
#[derive(Args)]
#[command(
    after_help = "{} in the command stands for the path of the decrypted file. It is a named pipe: the text is never \
    in a file, and every program that opens the path reads all of it, once from start to end. Programs that \
    seek in a file, or look at its size, need --no-fifo: a file in a memory-backed folder, where the system has \
    one. Either is open to its owner alone, and is gone when the command ends, however it ends. Signals are \
    passed on to the command, and its exit code is passed back.

Examples:
  sops-rs exec-file prod.yaml -- helm upgrade shop ./chart -f {}
  sops-rs exec-file --output-type json prod.yaml -- jq .db.host {}
  sops-rs exec-file --no-fifo --filename id_ed25519 key.enc 'ssh -i {} host'"
)]
pub(crate) struct ExecFile {
    /// The encrypted file; without `--`, followed by a command line for the shell
    #[arg(value_name = "FILE", num_args = 0..=2, value_hint = ValueHint::FilePath)]
    pub(crate) words: Vec<OsString>,
    /// The program and its arguments, run without a shell
    #[arg(last = true, value_name = "CMD", value_hint = ValueHint::CommandWithArguments)]
    pub(crate) command: Vec<OsString>,
    /// Use a file instead of a named pipe
    #[arg(long)]
    pub(crate) no_fifo: bool,
    /// The name of the decrypted file
    #[arg(long, value_name = "NAME", default_value = "tmp-file")]
    pub(crate) filename: OsString,
    #[command(flatten)]
    pub(crate) dialect: DialectFlag,
    /// Run the command as this user, with the user's groups and HOME
    #[arg(long, value_name = "NAME", value_hint = ValueHint::Username)]
    pub(crate) user: Option<String>,
    /// Do not wait for the command; only for callers of the real program: the file is gone at once
    #[arg(long, hide = true)]
    pub(crate) background: bool,
    /// Read the file as this format: yaml, json, dotenv (otherwise its name tells)
    #[arg(long, value_name = "TYPE")]
    pub(crate) input_type: Option<String>,
    /// Give the command this format: yaml, json, dotenv (otherwise that of the file)
    #[arg(long, value_name = "TYPE")]
    pub(crate) output_type: Option<String>,
}
