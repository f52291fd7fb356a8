//! What a run under the name `sops` has of its own: checks that the real program makes before all else,
//! its exit codes where ours tell more, and what its callers read and answer. What enters: what was typed,
//! and errors. What leaves: the same errors, with the code that a caller of the real program knows.

use std::path::Path;

use sops_rs::{Error, ErrorKind, keys::Difference};

use crate::{
    args::{Command, Typed},
    files,
    report::{self, Failure, Outcome},
};

/// The code for keys that are to be added to a file that is not there, or removed from it.
const KEYS_OF_A_MISSING_FILE: u8 = 49;

/// What the real program looks at before it opens anything.
pub(super) fn check(typed: &Typed) -> Outcome<()> {
    let Command::Rotate(args) = &typed.command else { return Ok(()) };
    let Some(file) = args.files.first().filter(|file| !exists(file)) else { return Ok(()) };
    if args.add.is_given() || args.remove.is_given() {
        let message = "cannot add or remove keys on a file that does not exist";
        let error = Error::new(ErrorKind::NoFile, message).in_file(file);
        return Err(Failure::WithCode(error, KEYS_OF_A_MISSING_FILE));
    }
    if typed.old_form {
        let message = "cannot operate on a file that does not exist";
        return Err(Error::new(ErrorKind::NoFile, message).in_file(file).into());
    }
    Ok(())
}

/// The outcome with the exit code of the real program.
pub(super) fn recode(typed: &Typed, outcome: Outcome) -> Outcome {
    outcome.map_err(|failure| match failure {
        Failure::Error(error) => match code(&typed.command, &error) {
            Some(code) => Failure::WithCode(error, code),
            None => Failure::Error(error),
        },
        other => other,
    })
}

/// The code of the real program, where it is another than ours.
fn code(command: &Command, error: &Error) -> Option<u8> {
    let generic = match error.kind() {
        ErrorKind::NoFile => false,
        _ if matches!(command, Command::Filestatus(_)) => true,
        ErrorKind::Input => error.place().is_some() && !matches!(command, Command::Encrypt(_)),
        // A path that leads nowhere; one that cannot be read is told as we do.
        ErrorKind::TreePath => error.path().is_some(),
        kind => {
            matches!(
                kind,
                ErrorKind::NoKey | ErrorKind::Config | ErrorKind::ConfigMissing | ErrorKind::Version
            )
        }
    };
    match error.kind() {
        _ if generic => Some(1),
        ErrorKind::MacMissing => Some(51),
        _ => None,
    }
}

/// What `updatekeys` is about to change, in the words of the real program.
pub(super) fn changes(difference: &Difference) -> String {
    let mut lines = vec!["The following changes will be made to the file's groups:".to_owned()];
    let (old, new) = difference.threshold;
    if old != new {
        lines.push(format!("+++ shamir_threshold: {new}"));
        lines.push(format!("--- shamir_threshold: {old}"));
    }
    for (at, group) in difference.groups.iter().enumerate() {
        lines.push(format!("Group {}", at + 1));
        for (mark, keys) in [("   ", &group.kept), ("+++", &group.added), ("---", &group.removed)] {
            lines.extend(keys.iter().map(|key| format!("{mark} {}", report::clean(&key.name()))));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Asks as the real program does: on the standard streams, and again until it is yes or no. `None` where
/// the input ends.
pub(super) fn ask() -> Outcome<Option<String>> {
    loop {
        files::print(b"Is this okay? (y/n):")?;
        let mut line = String::new();
        match std::io::stdin().read_line(&mut line) {
            Ok(1..) if matches!(line.trim(), "y" | "n") => return Ok(Some(line)),
            Ok(1..) => {}
            Ok(0) | Err(_) => return Ok(None),
        }
    }
}

fn exists(file: &Path) -> bool {
    file.try_exists().unwrap_or(true)
}
