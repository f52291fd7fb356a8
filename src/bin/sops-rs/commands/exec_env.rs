//! `exec-env`: decrypted values become the environment of a command, which then replaces us. Values
//! must never reach an argument, a file or a message; the command gets nothing of ours besides.

mod variables;

use std::{
    ffi::{OsStr, OsString},
    io,
    process::{Command, ExitCode},
};

use sops_rs::{
    Error, ErrorKind, Result,
    format::FormatName,
    ops::{self, DecryptOptions},
    sys,
};

use self::variables::Variables;
use crate::{
    args::{ExecEnv, Persona},
    files::{Source, format_named, format_of},
    report::{Failure, Outcome},
    session::Session,
};

pub(super) fn run(session: &Session, args: &ExecEnv) -> Outcome {
    let (count, mut command) = command(args)?;
    let mut variables = Variables::new(args.flatten.as_deref(), args.prefix.as_deref(), args.only.as_deref());
    for path in args.paths(count) {
        let source = Source::new(Some(&path));
        add(session, args, &source, &mut variables).map_err(|error| error.in_file(source.name()))?;
    }
    if args.pristine {
        command.env_clear();
    }
    for (name, value) in variables.finish()? {
        command.env(name, os_string(value.expose())?);
    }
    match sys::replace_process(&mut command) {
        // A code that is not a byte says no more than that something went wrong.
        Ok(code) => Ok(ExitCode::from(u8::try_from(code).unwrap_or(1))),
        Err(error) => Err(not_started(command.get_program(), &error)),
    }
}

/// How many of the words are files, and the command to run.
fn command(args: &ExecEnv) -> Result<(usize, Command)> {
    if let Some((program, arguments)) = args.command.split_first() {
        let mut command = Command::new(program);
        command.args(arguments);
        return Ok((args.files.len(), command));
    }
    match args.files.as_slice() {
        [_, line] => Ok((1, shell(line))),
        _ => Err(Error::new(ErrorKind::Generic, "no command was given").hint(
            "Put it behind `--`, as in sops-rs exec-env FILE -- CMD ARG, or give one file and one line for the shell",
        )),
    }
}

#[cfg(unix)]
fn shell(line: &OsStr) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(line);
    command
}

#[cfg(not(unix))]
fn shell(line: &OsStr) -> Command {
    let mut command = Command::new("cmd.exe");
    command.arg("/C").arg(line);
    command
}

fn add(session: &Session, args: &ExecEnv, source: &Source, variables: &mut Variables<'_>) -> Result<()> {
    let format = format_named(session.persona, args.input_type.as_deref())
        .unwrap_or_else(|| source.path().map_or(FormatName::Binary, |path| format_of(session.persona, path)))
        .format()?;
    if format.name() == FormatName::Binary && session.persona == Persona::SopsRs {
        return Err(Error::new(ErrorKind::Generic, "cannot use a binary file in the environment")
            .because("it is one value without a name")
            .hint("Name its format with --input-type, or decrypt it to a file"));
    }
    let bytes = source.read(ErrorKind::Input)?;
    let keyring = session.keyring();
    let providers = keyring.providers();
    let options = DecryptOptions { providers: &providers, ignore_mac: false, limits: session.limits };
    let decrypted = ops::decrypt(bytes.expose(), format, &options)?;
    Session::tell(&decrypted.warnings);
    match decrypted.trees(format, &session.limits)?.into_iter().next() {
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

/// The codes are those of a shell.
fn not_started(program: &OsStr, error: &io::Error) -> Failure {
    let name = program.to_string_lossy();
    if error.kind() == io::ErrorKind::NotFound {
        let error = Error::new(ErrorKind::Generic, format!("command not found: {name}"));
        return Failure::WithCode(error, 127);
    }
    Failure::WithCode(Error::new(ErrorKind::Generic, format!("cannot run {name}")).because(error), 126)
}
