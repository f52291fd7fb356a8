//! `exec-env`: decrypted values become the environment of a command, which then replaces us. Values
//! must never reach an argument, a file or a message; the command gets nothing of ours besides.

mod variables;

#[cfg(unix)]
use std::ffi::OsStr;
use std::{ffi::OsString, path::Path, process::ExitCode};

use sops_rs::{
    Error, ErrorKind, Result,
    format::FormatName,
    ops::{self, DecryptOptions},
    sys::{self, Account},
};

use self::variables::Variables;
use crate::{
    args::{ExecEnv, Persona},
    dialect,
    files::{Source, format_named, format_of},
    launch::{self, Words},
    report::{self, Outcome},
    seal,
    session::Session,
};

pub(super) fn run(session: &Session, args: &ExecEnv) -> Outcome {
    let words = Words::new("exec-env", session.persona, &args.files, &args.command)?;
    check_background(session, args)?;
    let account = args.user.as_deref().map(Account::find).transpose()?;
    let mut variables = Variables::new(args.flatten.as_deref(), args.prefix.as_deref(), args.only.as_deref());
    for file in words.files {
        let source = Source::new(Some(Path::new(file)));
        add(session, args, &source, &mut variables).map_err(|error| error.in_file(source.name()))?;
    }
    let mut command = words.command(None);
    if args.pristine {
        command.env_clear();
    }
    if let Some(account) = &account {
        launch::set_owner(&mut command, account);
    }
    for (name, value) in variables.finish()? {
        command.env(name, os_string(value.expose())?);
    }
    account.as_ref().map(Account::assume).transpose()?;
    if args.background {
        launch::leave(&mut command)?;
        return Ok(ExitCode::SUCCESS);
    }
    match sys::replace_process(&mut command) {
        // A code that is not a byte says no more than that something went wrong.
        Ok(code) => Ok(ExitCode::from(u8::try_from(code).unwrap_or(1))),
        Err(error) => Err(launch::not_started(command.get_program(), &error)),
    }
}

fn check_background(session: &Session, args: &ExecEnv) -> Result<()> {
    if !args.background {
        return Ok(());
    }
    if args.same_process {
        let message = "the --same-process flag cannot be used with --background";
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    if session.persona == Persona::Sops {
        report::warn("exec-env's --background option is deprecated");
    }
    Ok(())
}

fn add(session: &Session, args: &ExecEnv, source: &Source, variables: &mut Variables<'_>) -> Result<()> {
    let name = format_named(session.persona, args.input_type.as_deref())
        .unwrap_or_else(|| source.path().map_or(FormatName::Binary, |path| format_of(session.persona, path)));
    let format = name.format()?;
    if name == FormatName::Binary && session.persona == Persona::SopsRs {
        return Err(Error::new(ErrorKind::Generic, "cannot use a binary file in the environment")
            .because("it is one value without a name")
            .hint("Name its format with --input-type, or decrypt it to a file"));
    }
    let bytes = source.read(ErrorKind::Input)?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = DecryptOptions {
        providers: &providers,
        ignore_mac: false,
        seal_required: &|| seal::is_required(session, source.path()),
        limits: session.limits,
    };
    let decrypted = ops::decrypt(bytes.expose(), format, &options)?;
    Session::tell(&decrypted.warnings);
    let trees = dialect::trees(session, &decrypted, name, args.dialect.dotenv_dialect)?;
    match trees.into_iter().next() {
        Some(root) => variables.add(root, session.persona),
        None => Ok(()),
    }
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps)] // elsewhere not all bytes can be passed
fn os_string(value: &[u8]) -> Result<OsString> {
    Ok(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(value).to_owned())
}

#[cfg(not(unix))]
fn os_string(value: &[u8]) -> Result<OsString> {
    let text = std::str::from_utf8(value)
        .map_err(|_| Error::new(ErrorKind::Generic, "a value is not UTF-8 and cannot be passed"))?;
    Ok(text.into())
}
