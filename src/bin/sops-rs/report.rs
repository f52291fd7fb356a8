//! How a run ends: errors and warnings go to stderr, and every kind of failure has its exit code.
//! What enters: outcomes. What must never happen here: a value on stderr, or a panic's message.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
};

use sops_rs::{Error, ErrorKind};

use crate::{args::Refusal, env, progress};

/// How a command ended.
pub(crate) type Outcome<T = ExitCode> = Result<T, Failure>;

/// Why a command did not end well.
pub(crate) enum Failure {
    /// Something to tell; the kind gives the exit code.
    Error(Error),
    /// Something to tell, with an exit code that is not of our own table: 126 and 127, as in shells.
    WithCode(Error, u8),
    /// Whoever read our output went away. That is their choice and no error of ours: nothing is
    /// said, and the code is the one a shell gives to a program that the broken pipe ended.
    BrokenPipe,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Says what there is to say about the outcome, and gives the exit code.
pub(crate) fn finish(outcome: Outcome) -> ExitCode {
    let (error, code) = match outcome {
        Ok(code) => return code,
        Err(Failure::BrokenPipe) => return ExitCode::from(141),
        Err(Failure::WithCode(error, code)) => (error, code),
        Err(Failure::Error(error)) => {
            let code = exit_code(error.kind());
            (error, code)
        }
    };
    print(&render(&error, colour()));
    ExitCode::from(code)
}

/// Prints help and version to stdout, and a command line that cannot be carried out to stderr.
pub(crate) fn refuse(refusal: Refusal) -> ExitCode {
    match refusal {
        Refusal::Usage(error) => {
            // Nothing is left to do when even this cannot be printed.
            let _ = error.print();
            ExitCode::from(u8::from(error.use_stderr()))
        }
        Refusal::Error(error) => finish(Err(error.into())),
    }
}

/// Says that something failed although there is more to do.
pub(crate) fn tell(error: &Error) {
    print(&render(error, colour()));
}

/// Says something that the user should know although all went well.
pub(crate) fn warn(message: &str) {
    let (on, off) = if colour() { ("\x1b[1;33m", "\x1b[0m") } else { ("", "") };
    print(&format!("{on}warning:{off} {}\n", clean(message)));
}

/// Says how it went where that is neither an error nor a payload.
pub(crate) fn note(message: &str, hint: Option<&str>) {
    let (blue, off) = if colour() { ("\x1b[1;36m", "\x1b[0m") } else { ("", "") };
    let hint = hint.map(|hint| format!("{blue}hint:{off} {}\n", clean(hint))).unwrap_or_default();
    print(&format!("{}\n{hint}", clean(message)));
}

/// Says what to do next although nothing failed.
pub(crate) fn hint(message: &str) {
    let (on, off) = if colour() { ("\x1b[1;36m", "\x1b[0m") } else { ("", "") };
    print(&format!("{on}hint:{off} {}\n", clean(message)));
}

/// A panic is a defect of ours. Its message may quote what was being worked on, so only the place is told.
pub(crate) fn tame_panics() {
    std::panic::set_hook(Box::new(|panic| {
        // Where a panic ends the process at once, nothing is dropped.
        sops_rs::sys::remove_private_folders();
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        print(&format!(
            "error: internal error at {place}\nhint: This is a defect of sops-rs; please report it with this line\n"
        ));
    }));
}

/// The exit code of the table in `ErrorKind`'s documentation.
fn exit_code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Input => 2,
        ErrorKind::Output => 3,
        ErrorKind::Emit => 4,
        ErrorKind::Config => 5,
        ErrorKind::KmsContext => 6,
        ErrorKind::SetFormat => 7,
        ErrorKind::Conflict => 8,
        ErrorKind::SealMac => 21,
        ErrorKind::SealTree => 23,
        ErrorKind::OpenMac => 24,
        ErrorKind::OpenTree => 25,
        ErrorKind::MacMismatch => 51,
        ErrorKind::MacMissing => 52,
        ErrorKind::ConfigMissing => 61,
        ErrorKind::TreePath => 91,
        ErrorKind::NoDocument => 92,
        ErrorKind::NoFile => 100,
        ErrorKind::NoKey => 111,
        ErrorKind::DuplicateKeyType => 112,
        ErrorKind::DataKey => 128,
        ErrorKind::Unchanged => 200,
        ErrorKind::NoEditor => 201,
        ErrorKind::Version => 202,
        ErrorKind::AlreadyEncrypted => 203,
        // `Generic`, `MetadataMissing`, and what the library may add before it has a code.
        _ => 1,
    }
}

/// The first line tells what and where, then come the reasons, then what to do.
fn render(error: &Error, colour: bool) -> String {
    let (red, blue, off) = if colour { ("\x1b[1;31m", "\x1b[1;36m", "\x1b[0m") } else { ("", "", "") };
    let mut text = format!("{red}error:{off} ");
    match (error.file(), error.place()) {
        (Some(file), Some(place)) => {
            let _ = write!(text, "{}:{}:{}: ", clean(&file.to_string_lossy()), place.line, place.column);
        }
        (Some(file), None) => {
            let _ = write!(text, "{}: ", clean(&file.to_string_lossy()));
        }
        (None, Some(place)) => {
            let _ = write!(text, "line {}, column {}: ", place.line, place.column);
        }
        (None, None) => {}
    }
    text.push_str(&clean(error.message()));
    if let Some(path) = error.path() {
        let _ = write!(text, " at {}", clean(path));
    }
    text.push('\n');
    for line in error.causes().iter().chain(error.details()).flat_map(|lines| lines.lines()) {
        let _ = writeln!(text, "  {}", clean(line));
    }
    if let Some(hint) = error.next_step() {
        let mut lines = hint.lines();
        let first = capitalised(&clean(lines.next().unwrap_or_default()));
        let _ = writeln!(text, "{blue}hint:{off} {first}");
        for line in lines {
            let _ = writeln!(text, "  {}", clean(line));
        }
    }
    text
}

/// A hint is a sentence to the reader, unlike the clauses before it.
fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// Characters without a shape of their own that change the order in which others are shown, or the line.
const REORDERING: &[char] = &[
    '\u{61c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{202a}', '\u{202b}', '\u{202c}',
    '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

/// Names of files and keys come from others, and must not steer the terminal.
pub(crate) fn clean(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, char| {
        if char.is_control() || REORDERING.contains(&char) {
            out.extend(char.escape_default());
        } else {
            out.push(char);
        }
        out
    })
}

fn colour() -> bool {
    io::stderr().is_terminal() && env::colour_is_welcome()
}

fn print(text: &str) {
    progress::clear();
    // A closed stderr leaves only the exit code to speak.
    let _ = io::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use sops_rs::error::Place;

    use super::*;

    #[test]
    fn an_error_tells_what_where_why_and_what_to_do() {
        let error = Error::new(ErrorKind::Input, "the value does not end")
            .in_file("a\x1b[2J.yaml")
            .at(Place { line: 3, column: 5 })
            .at_path(r#"["a"]"#)
            .because("a quote is open\nsince line 2")
            .hint("close it");
        assert_eq!(
            render(&error, false),
            "error: a\\u{1b}[2J.yaml:3:5: the value does not end at [\"a\"]\n  a quote is open\n  since line 2\nhint: Close it\n"
        );
        assert!(render(&error, true).starts_with("\x1b[1;31merror:\x1b[0m "));
    }
}
