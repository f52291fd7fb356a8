//! PGP keys, through the `gpg` program and whatever agent, pinentry and smart card it works with. What
//! enters: fingerprints to wrap for, wrapped keys of a file's metadata. What leaves: an armored
//! message, the unwrapped key, or why there is none. `gpg` decides with which secret key a message is
//! opened; a data key must never reach it, or come from it, other than through a pipe.

mod fingerprint;
mod listing;
mod run;
mod transcript;

use std::{
    ffi::{OsStr, OsString},
    time::Duration,
};

pub use fingerprint::split_list;

use self::{
    fingerprint::Fingerprint,
    listing::Fault,
    run::{Failure, MAX_OUTPUT, Output, run},
    transcript::{Reason, Transcript},
};
use super::{Attempt, KeyKind, MasterKey, Provider, shown};
use crate::{
    document::Block,
    error::{Error, ErrorKind, Result},
    secret::Plaintext,
};

/// To encrypt, `gpg` asks nobody and needs milliseconds; a huge keyring or a held lock takes longer.
const PATIENCE_TO_WRAP: Duration = Duration::from_secs(60);

const BEGIN: &str = "-----BEGIN PGP MESSAGE-----";
const END: &str = "-----END PGP MESSAGE-----";

const INSTALL: &str = "install GnuPG, or set SOPS_GPG_EXEC to its program";
const RESTORE: &str = "restore the file from version control: this entry was changed or cut";

/// How to work with `gpg`, as the program found it in its environment.
pub struct Settings {
    /// What to run instead of `gpg` (`SOPS_GPG_EXEC`): a path, or a name to be looked up.
    pub program: Option<OsString>,
    /// How long opening one entry may take. `None` when somebody is there to enter a passphrase, who
    /// must not be hurried.
    pub patience: Option<Duration>,
    /// The time that new entries say they were made at, in seconds since the epoch.
    pub now: i64,
}

/// Wraps and unwraps by running `gpg`.
pub struct Pgp {
    settings: Settings,
}

impl Pgp {
    /// A provider that runs `gpg` as the `settings` say.
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }

    fn program(&self) -> &OsStr {
        let named = self.settings.program.as_deref().filter(|program| !program.is_empty());
        named.unwrap_or_else(|| OsStr::new("gpg"))
    }

    /// Why the key cannot be encrypted to, asked of the keyring after `gpg` refused.
    fn fault(&self, wanted: Fingerprint<'_>) -> Option<Fault> {
        let arguments =
            ["--batch", "--trust-model", "always", "--with-colons", "--list-keys", "--", wanted.text];
        let output =
            run(self.program(), &arguments, Plaintext::default(), Some(PATIENCE_TO_WRAP)).ok()?;
        listing::fault(&String::from_utf8_lossy(output.stdout.expose()), wanted)
    }

    fn unusable(&self, wanted: Fingerprint<'_>, output: &Output) -> Error {
        let error = refused(wanted.text);
        let said = Transcript::read(output.messages.expose(), Some(wanted.text)).said;
        match self.fault(wanted) {
            Some(fault) => {
                let (why, hint) = explain_fault(&fault);
                // Another keyring than expected is the likely cause; what `gpg` says of it is of use.
                let said = if fault == Fault::Missing { said } else { Vec::new() };
                error.because(why).detailed(said).hint(hint)
            }
            None => error
                .because(format!("gpg failed ({})", output.status))
                .detailed(said)
                .hint(format!("see what `gpg --encrypt --recipient {}` says", wanted.text)),
        }
    }
}

impl Provider for Pgp {
    fn kind(&self) -> KeyKind {
        KeyKind::Pgp
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn check(&self, key: &MasterKey) -> Result<()> {
        Fingerprint::parse(key.id()).map(drop)
    }

    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()> {
        let wanted = Fingerprint::parse(key.id())?;
        let now = jiff::Timestamp::from_second(self.settings.now)
            .map_err(|error| Error::new(ErrorKind::Generic, "the time is out of range").because(error))?;
        let arguments = [
            "--status-fd",
            "2",
            "--batch",
            "--yes",
            "--no-default-recipient",
            "--no-encrypt-to",
            // A fingerprint leaves no doubt about the key: whom its owner is known to is another
            // question. Calling it a trusted key instead would change the user's trust database.
            "--trust-model",
            "always",
            "--armor",
            "--recipient",
            wanted.text,
            "--encrypt",
        ];
        let mut input = Plaintext::with_capacity(secret.len());
        input.extend(secret);
        let output = run(self.program(), &arguments, input, Some(PATIENCE_TO_WRAP))
            .map_err(|failure| not_run(wanted.text, self.program(), &failure))?;
        if !output.status.success() {
            return Err(self.unusable(wanted, &output));
        }
        let enc = message_of(&output).ok_or_else(|| {
            refused(wanted.text)
                .because(format!("{} gave no PGP message", shown_program(self.program())))
                .hint(INSTALL)
        })?;
        // The order of the fields in a file that sops wrote.
        for (name, value) in [("created_at", now.to_string()), ("enc", enc)] {
            set_before(key, name, value);
        }
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        let enc = key.enc();
        if !enc.contains(BEGIN) {
            return Err(damaged("no PGP message stands in it"));
        }
        if enc.len() > MAX_OUTPUT {
            return Err(damaged("it is longer than any wrapped key"));
        }
        let mut input = Plaintext::with_capacity(enc.len());
        input.extend(enc.as_bytes());
        // Without `--batch`: `gpg` may be set up to ask for the passphrase by itself.
        let output = run(self.program(), &["--status-fd", "2", "--decrypt"], input, self.settings.patience)
            .map_err(|failure| not_unwrapped(self.program(), &failure))?;
        let transcript = Transcript::read(output.messages.expose(), None);
        // The exit status also tells of what did not matter, such as a smart card that is not there
        // when an unnamed recipient is looked for.
        if output.status.success() || transcript.opened {
            return Ok(output.stdout);
        }
        Err(explain_attempt(&transcript, &output))
    }
}

/// The armored message, as text without a line break at its end.
fn message_of(output: &Output) -> Option<String> {
    let text = output.stdout.expose_str().ok()?.trim();
    // Other programs' output is not put into a file that is going to be published.
    (text.starts_with(BEGIN) && text.ends_with(END)).then(|| text.replace("\r\n", "\n"))
}

/// Sets a field; `created_at` keeps what it says, as the entry is the same. A new field comes before the
/// fingerprint.
fn set_before(key: &mut MasterKey, name: &str, value: String) {
    match key.field(name) {
        Some(old) if name == "created_at" && !old.is_empty() => {}
        Some(_) => key.set(name, value),
        None => {
            let id = key.kind.id_field();
            let at = key.fields.iter().position(|(field, _)| field == id).unwrap_or(key.fields.len());
            key.fields.insert(at, (name.to_owned(), Block::text(value)));
        }
    }
}

fn refused(fingerprint: &str) -> Error {
    Error::new(ErrorKind::NoKey, format!("the PGP key {} cannot be encrypted to", shown(fingerprint)))
}

fn not_run(fingerprint: &str, program: &OsStr, failure: &Failure) -> Error {
    let (why, hint) = explain_failure(program, failure);
    refused(fingerprint).because(why).hint(hint)
}

fn not_unwrapped(program: &OsStr, failure: &Failure) -> Attempt {
    let (reason, hint) = match failure {
        Failure::TooLong => return damaged("it holds more than a key"),
        Failure::Slow(limit) => (
            format!("gpg had not opened it after {} s", limit.as_secs()),
            "unlock the key where you can enter its passphrase, then try again",
        ),
        _ => explain_failure(program, failure),
    };
    Attempt { places: Vec::new(), reason, hint: Some(hint.to_owned()) }
}

fn explain_failure(program: &OsStr, failure: &Failure) -> (String, &'static str) {
    let name = shown_program(program);
    match failure {
        Failure::Missing => (format!("the program {name} was not found"), INSTALL),
        Failure::Broken(why) => (format!("{name} could not be run: {why}"), INSTALL),
        Failure::Slow(limit) => (
            format!("{name} had not ended after {} s", limit.as_secs()),
            "see whether another gpg holds its keyring, then try again",
        ),
        Failure::TooLong => (format!("{name} gave more than a PGP message"), INSTALL),
    }
}

fn explain_fault(fault: &Fault) -> (String, &'static str) {
    const RENEW: &str = "ask its owner to renew it, import it again with `gpg --import`, or name another key";
    let on = |day: &Option<String>| day.as_ref().map(|day| format!(" on {day}")).unwrap_or_default();
    match fault {
        Fault::Missing => (
            "gpg has no such public key".to_owned(),
            "import it with `gpg --import`, or set GNUPGHOME to the folder of the keyring that has it",
        ),
        Fault::Expired(day) => (format!("it expired{}", on(day)), RENEW),
        Fault::Revoked => ("it is revoked".to_owned(), "name the key that its owner uses now"),
        Fault::Disabled => {
            ("it is disabled in your keyring".to_owned(), "enable it with `gpg --edit-key`, or name another key")
        }
        Fault::SubkeyExpired(day) => (format!("its subkey for encryption expired{}", on(day)), RENEW),
        Fault::SubkeyUnusable => ("its subkey for encryption is not valid".to_owned(), RENEW),
        Fault::NoSubkey => ("it has no subkey for encryption".to_owned(), "name another key"),
        Fault::WrongSubkey => (
            "the one that is meant by `!` is not for encryption".to_owned(),
            "leave the `!` out, or name the subkey that is",
        ),
    }
}

fn explain_attempt(transcript: &Transcript, output: &Output) -> Attempt {
    let (reason, hint) = match transcript.reason() {
        Reason::NoSecretKey => (
            "gpg has no secret key that opens it",
            "ask someone who can read the file to add a key of yours, or set GNUPGHOME to the folder of the \
             keyring that has the secret key",
        ),
        Reason::BadPassphrase => ("the passphrase was wrong", "try again with the passphrase of this key"),
        Reason::BadPin => ("the PIN was wrong", "try again with the PIN of the smart card"),
        Reason::Cancelled => {
            ("entering the passphrase was cancelled", "try again and enter the passphrase of this key")
        }
        Reason::Unanswered => {
            ("nobody entered the passphrase in time", "try again and enter the passphrase of this key")
        }
        Reason::NoPinentry => (
            "the passphrase could not be asked for: gpg has no working pinentry",
            "install one (`pinentry-curses`), or name it in gpg-agent.conf as `pinentry-program`",
        ),
        Reason::NoTerminal => (
            "the passphrase could not be asked for: gpg knows no terminal",
            "set GPG_TTY to your terminal (`export GPG_TTY=$(tty)`), or unlock the key beforehand",
        ),
        Reason::Card => ("the smart card could not be used", "insert the card of this key, then try again"),
        Reason::Damaged => return Attempt { places: transcript.said.clone(), ..damaged("gpg does not open it") },
        Reason::Unknown => {
            return Attempt {
                places: transcript.said.clone(),
                reason: format!("gpg failed ({})", output.status),
                hint: None,
            };
        }
    };
    Attempt { places: transcript.said.clone(), reason: reason.to_owned(), hint: Some(hint.to_owned()) }
}

fn damaged(why: &str) -> Attempt {
    Attempt {
        places: Vec::new(),
        reason: format!("this entry is damaged: {why}"),
        hint: Some(RESTORE.to_owned()),
    }
}

fn shown_program(program: &OsStr) -> String {
    format!("`{}`", shown(&program.to_string_lossy()))
}

#[cfg(test)]
mod tests;
