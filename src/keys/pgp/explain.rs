//! Failures in words. What enters: how `gpg` failed. What leaves: why, and what to do next. What `gpg`
//! itself says stands below that, shortened; never a text that it was given to read.

use std::{ffi::OsStr, process::ExitStatus};

use super::{
    super::{Attempt, shown},
    fingerprint::Fingerprint,
    listing::Fault,
    run::{Failure, Output},
    transcript::{Reason, Transcript},
};
use crate::error::{Error, ErrorKind};

const INSTALL: &str = "install GnuPG, or set SOPS_GPG_EXEC to its program";
const RESTORE: &str = "restore the file from version control: this entry was changed or cut";
const RENEW: &str = "ask its owner to renew it, import it again with `gpg --import`, or name another key";
const ENTER: &str = "try again and enter the passphrase of this key";

/// `gpg` gave no answer when it was to wrap.
pub(super) fn not_run(wanted: Fingerprint<'_>, program: &OsStr, failure: &Failure) -> Error {
    let (why, hint) = no_answer(program, failure);
    refused(wanted).because(why).hint(hint)
}

/// `gpg` refused to wrap.
pub(super) fn not_wrapped(wanted: Fingerprint<'_>, fault: Option<&Fault>, output: &Output) -> Error {
    let said = || Transcript::read(output.messages.expose(), Some(wanted.digits)).said;
    match fault {
        Some(fault) => {
            let (why, hint) = of_key(fault);
            // Another keyring than expected is a likely cause; what `gpg` says of it is of use.
            let said = if *fault == Fault::Missing { said() } else { Vec::new() };
            refused(wanted).because(why).detailed(said).hint(hint)
        }
        None => refused(wanted)
            .because(failed(output.status))
            .detailed(said())
            .hint(format!("see what `gpg --encrypt --recipient {}` says", wanted.text)),
    }
}

/// What came from the program is not what `gpg` gives.
pub(super) fn no_message(wanted: Fingerprint<'_>, program: &OsStr) -> Error {
    refused(wanted).because(format!("{} gave no PGP message", named(program))).hint(INSTALL)
}

/// `gpg` gave no answer when it was to unwrap.
pub(super) fn unwrapping_failed(program: &OsStr, failure: &Failure) -> Attempt {
    let (reason, hint) = match failure {
        Failure::TooLong => return damaged("it holds more than a key"),
        Failure::Slow(limit) => (
            format!("gpg had not opened it after {} s", limit.as_secs()),
            "unlock the key where you can enter its passphrase, then try again",
        ),
        Failure::Missing | Failure::Broken(_) => no_answer(program, failure),
    };
    Attempt { places: Vec::new(), reason, hint: Some(hint.to_owned()) }
}

/// `gpg` refused to unwrap.
pub(super) fn not_unwrapped(transcript: &Transcript, status: ExitStatus) -> Attempt {
    let (reason, hint) = match transcript.reason() {
        Reason::NoSecretKey => (
            "gpg has no secret key that opens it",
            "ask someone who can read the file to add a key of yours, or set GNUPGHOME to the folder of the \
             keyring that has the secret key",
        ),
        Reason::BadPassphrase => ("the passphrase was wrong", ENTER),
        Reason::BadPin => ("the PIN was wrong", "try again and enter the PIN of the smart card"),
        Reason::Cancelled => ("entering the passphrase was cancelled", ENTER),
        Reason::Unanswered => ("nobody entered the passphrase in time", ENTER),
        Reason::NoPinentry => (
            "the passphrase could not be asked for: gpg has no working pinentry",
            "install one (`pinentry-curses`), or name it in gpg-agent.conf as `pinentry-program`",
        ),
        Reason::NoTerminal => (
            "the passphrase could not be asked for: gpg knows no terminal",
            "set GPG_TTY to your terminal (`export GPG_TTY=$(tty)`), or unlock the key beforehand",
        ),
        Reason::Card => ("the smart card could not be used", "insert the card of this key, then try again"),
        Reason::Damaged => {
            return Attempt { places: transcript.said.clone(), ..damaged("gpg cannot open it") };
        }
        Reason::Unknown => {
            return Attempt { places: transcript.said.clone(), reason: failed(status), hint: None };
        }
    };
    Attempt { places: transcript.said.clone(), reason: reason.to_owned(), hint: Some(hint.to_owned()) }
}

/// The entry is not what was written.
pub(super) fn damaged(why: &str) -> Attempt {
    Attempt {
        places: Vec::new(),
        reason: format!("this entry is damaged: {why}"),
        hint: Some(RESTORE.to_owned()),
    }
}

fn refused(wanted: Fingerprint<'_>) -> Error {
    let name = shown(wanted.text);
    Error::new(ErrorKind::NoKey, format!("the data key cannot be wrapped for the PGP key {name}"))
}

fn no_answer(program: &OsStr, failure: &Failure) -> (String, &'static str) {
    let program = named(program);
    match failure {
        Failure::Missing => (format!("the program {program} was not found"), INSTALL),
        Failure::Broken(why) => (format!("the program {program} could not be run: {why}"), INSTALL),
        Failure::Slow(limit) => (
            format!("{program} had not ended after {} s", limit.as_secs()),
            "see whether another gpg holds its keyring, then try again",
        ),
        Failure::TooLong => (format!("{program} gave more than a PGP message"), INSTALL),
    }
}

fn of_key(fault: &Fault) -> (String, &'static str) {
    let on = |day: &Option<String>| day.as_ref().map(|day| format!(" on {day}")).unwrap_or_default();
    match fault {
        Fault::Missing => (
            "gpg has no such public key".to_owned(),
            "import it with `gpg --import`, or set GNUPGHOME to the folder of the keyring that has it",
        ),
        Fault::Expired(day) => (format!("the key expired{}", on(day)), RENEW),
        Fault::Revoked => ("the key is revoked".to_owned(), "name the key that its owner uses now"),
        Fault::SubkeyExpired(day) => (format!("its subkey for encryption expired{}", on(day)), RENEW),
        Fault::SubkeyUnusable => ("its subkey for encryption is revoked or not valid".to_owned(), RENEW),
        Fault::NoSubkey => ("it has no subkey for encryption".to_owned(), "name another key"),
        Fault::WrongSubkey => (
            "the (sub)key that `!` insists on is not for encryption".to_owned(),
            "leave the `!` out, or name the subkey that is",
        ),
    }
}

fn failed(status: ExitStatus) -> String {
    format!("gpg failed ({status})")
}

fn named(program: &OsStr) -> String {
    format!("`{}`", shown(&program.to_string_lossy()))
}
