//! Starting other programs. What enters: what was typed. What leaves: a command that is ready to run, or
//! why it could not be started. Values of a file must never become arguments here.

use std::{
    ffi::{OsStr, OsString},
    io,
    path::Path,
    process::{Command, Stdio},
};

use sops_rs::{
    Error, ErrorKind,
    sys::{self, Account},
};

use crate::{
    args::Persona,
    report::{Failure, Outcome},
};

/// What is to be run with which files.
pub(crate) struct Words<'a> {
    /// The files.
    pub(crate) files: &'a [OsString],
    what: What<'a>,
}

enum What<'a> {
    /// A line for the shell.
    Line(&'a OsStr),
    /// A program and its arguments.
    Program(&'a OsStr, &'a [OsString]),
}

impl<'a> Words<'a> {
    /// Tells files from commands: `before` and `after` are the words on either side of `--`. Under the
    /// name `sops` two words are always a file and a line, wherever `--` stands, as the real program has it.
    pub(crate) fn new(
        name: &str,
        persona: Persona,
        before: &'a [OsString],
        after: &'a [OsString],
    ) -> Outcome<Self> {
        let sops = persona == Persona::Sops;
        match (before, after) {
            ([_, line], []) => Ok(Self { files: &before[..1], what: What::Line(line) }),
            ([_], [line]) if sops => Ok(Self { files: before, what: What::Line(line) }),
            ([], [_, line]) if sops => Ok(Self { files: &after[..1], what: What::Line(line) }),
            ([], _) => Err(Error::new(ErrorKind::Generic, "missing file to decrypt")
                .hint(format!("Name it first, as in {} {name} FILE -- CMD ARG", persona.as_str()))
                .into()),
            (files, [program, arguments @ ..]) => {
                Ok(Self { files, what: What::Program(program, arguments) })
            }
            (_, []) => Err(Error::new(ErrorKind::Generic, "no command was given")
                .hint(format!(
                    "Put it behind `--`, as in {} {name} FILE -- CMD ARG, or give one file and one line for the shell",
                    persona.as_str()
                ))
                .into()),
        }
    }

    /// The command, with `path` in place of every `{}`.
    pub(crate) fn command(&self, path: Option<&Path>) -> Command {
        let fill = |word: &OsStr| path.map_or_else(|| word.to_owned(), |path| filled(word, path.as_os_str()));
        match &self.what {
            What::Line(line) => shell(&fill(line)),
            What::Program(program, arguments) => {
                let mut command = Command::new(fill(program));
                command.args(arguments.iter().map(|word| fill(word)));
                command
            }
        }
    }
}

/// Gives the command the variables that tell a program whose it is.
pub(crate) fn set_owner(command: &mut Command, account: &Account) {
    command.env("HOME", &account.home).env("USER", &account.name).env("LOGNAME", &account.name);
}

/// Keeps the identities of our own environment from a program that has no use for them: it may leave
/// others behind, which live on with what they were given.
pub(crate) fn withhold_identities(command: &mut Command) -> &mut Command {
    command.env_remove("SOPS_AGE_KEY")
}

/// Starts the command and leaves it to itself, without our streams.
pub(crate) fn leave(command: &mut Command) -> Outcome<()> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match sys::spawn(command) {
        Ok(_) => Ok(()),
        Err(error) => Err(not_started(command.get_program(), &error)),
    }
}

/// The codes are those of a shell.
pub(crate) fn not_started(program: &OsStr, error: &io::Error) -> Failure {
    let name = program.to_string_lossy();
    if error.kind() == io::ErrorKind::NotFound {
        let error = Error::new(ErrorKind::Generic, format!("command not found: {name}"));
        return Failure::WithCode(error, 127);
    }
    Failure::WithCode(Error::new(ErrorKind::Generic, format!("cannot run {name}")).because(error), 126)
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

/// `word` with `path` in place of every `{}`.
#[cfg(unix)]
fn filled(word: &OsStr, path: &OsStr) -> OsString {
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    let (word, path) = (word.as_bytes(), path.as_bytes());
    let mut out = Vec::with_capacity(word.len() + path.len());
    let mut start = 0;
    for at in memchr::memmem::find_iter(word, b"{}") {
        out.extend_from_slice(&word[start..at]);
        out.extend_from_slice(path);
        start = at + 2;
    }
    out.extend_from_slice(&word[start..]);
    OsString::from_vec(out)
}

#[cfg(not(unix))]
fn filled(word: &OsStr, path: &OsStr) -> OsString {
    word.to_string_lossy().replace("{}", &path.to_string_lossy()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(persona: Persona, before: &[&str], after: &[&str]) -> Option<(usize, bool)> {
        let [before, after] =
            [before, after].map(|words| words.iter().map(OsString::from).collect::<Vec<_>>());
        let words = Words::new("exec-env", persona, &before, &after).ok()?;
        Some((words.files.len(), matches!(words.what, What::Line(_))))
    }

    /// Under the name `sops` as the real program reads the same words.
    #[test]
    fn files_are_told_from_commands() {
        use Persona::{Sops, SopsRs};
        for persona in [SopsRs, Sops] {
            assert_eq!(words(persona, &["f", "line"], &[]), Some((1, true)));
            assert_eq!(words(persona, &["f", "g"], &["cmd"]), Some((2, false)));
            assert_eq!(words(persona, &["f"], &["cmd", "arg"]), Some((1, false)));
            for before in [&[][..], &["f"], &["f", "g", "h"]] {
                assert_eq!(words(persona, before, &[]), None);
            }
        }
        assert_eq!(words(SopsRs, &["f"], &["cmd"]), Some((1, false)));
        assert_eq!(words(SopsRs, &[], &["f", "cmd"]), None);
        assert_eq!(words(Sops, &["f"], &["line"]), Some((1, true)));
        assert_eq!(words(Sops, &[], &["f", "line"]), Some((1, true)));
    }

    #[test]
    fn every_pair_of_braces_becomes_the_path() {
        for (word, want) in [("", ""), ("x", "x"), ("{}", "/p"), ("a{}{}b}{", "a/p/pb}{"), ("{{}}", "{/p}")] {
            assert_eq!(filled(word.as_ref(), "/p".as_ref()), want, "{word}");
        }
    }
}
