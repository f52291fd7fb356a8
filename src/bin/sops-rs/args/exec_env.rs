//! `exec-env`, as typed.

use std::ffi::OsString;

use clap::{Args, ValueHint};

use super::DialectFlag;

/// Run a command with the values of encrypted files as environment variables
#[derive(Args)]
#[command(
    after_help = "The command replaces this process, so that signals and its exit code are its own. Of several \
    files the later ones win; of several documents in a file the first counts. Numbers, booleans and times \
    are passed as text.

Examples:
  sops-rs exec-env prod.env -- ./server --port 8080
  sops-rs exec-env base.yaml prod.yaml -- printenv DB_PASSWORD
  sops-rs exec-env --flatten _ --prefix APP_ secrets.yaml -- ./server
  sops-rs exec-env --dotenv-dialect shell .env -- docker compose up
  sops-rs exec-env --user app prod.env -- ./server
  sops-rs exec-env prod.env 'psql -h \"$DB_HOST\"'"
)]
pub(crate) struct ExecEnv {
    /// The encrypted files; without `--`, one file and a command line for the shell
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<OsString>,
    /// The program and its arguments, run without a shell
    #[arg(last = true, value_name = "CMD", value_hint = ValueHint::CommandWithArguments)]
    pub(crate) command: Vec<OsString>,
    /// Pass only the values of the files, nothing of the present environment
    #[arg(long)]
    pub(crate) pristine: bool,
    /// Pass only these keys, separated by commas
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    pub(crate) only: Option<Vec<String>>,
    /// Put this before the name of each variable
    #[arg(long, value_name = "PREFIX")]
    pub(crate) prefix: Option<String>,
    /// Name nested values by the keys on the way to them, joined by SEP: with _ the value of host
    /// under db becomes db_host
    #[arg(long, value_name = "SEP")]
    pub(crate) flatten: Option<String>,
    /// Read the files as this format: yaml, json, dotenv (otherwise their names tell)
    #[arg(long, value_name = "TYPE")]
    pub(crate) input_type: Option<String>,
    #[command(flatten)]
    pub(crate) dialect: DialectFlag,
    /// Run the command as this user, with the user's groups and HOME
    #[arg(long, value_name = "NAME", value_hint = ValueHint::Username)]
    pub(crate) user: Option<String>,
    /// Leave the command to itself, without our streams, and do not wait for it
    #[arg(long)]
    pub(crate) background: bool,
    /// Become the command instead of running it beside this process: what is done in any case
    #[arg(long, hide = true)]
    pub(crate) same_process: bool,
}
