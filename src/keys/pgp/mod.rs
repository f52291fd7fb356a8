//! PGP keys, through the `gpg` program and whatever agent, pinentry and smart card it works with. What
//! enters: fingerprints to wrap for, wrapped keys of a file's metadata. What leaves: an armored
//! message, the unwrapped key, or why there is none. `gpg` decides with which secret key a message is
//! opened; a data key must never reach it, or come from it, other than through a pipe.

mod explain;
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
    run::{MAX_OUTPUT, Output, run},
    transcript::Transcript,
};
use super::{Attempt, KeyKind, MasterKey, Provider};
use crate::{
    document::Block,
    error::{Error, ErrorKind, Result},
    secret::Plaintext,
};

/// To encrypt, `gpg` asks nobody and needs milliseconds; a huge keyring or a held lock takes longer.
const PATIENCE_TO_WRAP: Duration = Duration::from_secs(60);

const BEGIN: &str = "-----BEGIN PGP MESSAGE-----";
const END: &str = "-----END PGP MESSAGE-----";

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
        let output = run(self.program(), &arguments, Plaintext::default(), Some(PATIENCE_TO_WRAP)).ok()?;
        listing::fault(&String::from_utf8_lossy(output.stdout.expose()), wanted)
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
            .map_err(|failure| explain::not_run(wanted, self.program(), &failure))?;
        if !output.status.success() {
            return Err(explain::not_wrapped(wanted, self.fault(wanted).as_ref(), &output));
        }
        let enc = message_of(&output).ok_or_else(|| explain::no_message(wanted, self.program()))?;
        // An entry that is wrapped anew is still the same entry.
        if key.field("created_at").is_none_or(str::is_empty) {
            set(key, "created_at", now.to_string());
        }
        set(key, "enc", enc);
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        let enc = key.enc();
        if !enc.contains(BEGIN) {
            return Err(explain::damaged("no PGP message stands in it"));
        }
        if enc.len() > MAX_OUTPUT {
            return Err(explain::damaged("it is longer than any wrapped key"));
        }
        let mut input = Plaintext::with_capacity(enc.len());
        input.extend(enc.as_bytes());
        // Without `--batch`: `gpg` may be set up to ask for the passphrase by itself.
        let output = run(self.program(), &["--status-fd", "2", "--decrypt"], input, self.settings.patience)
            .map_err(|failure| explain::unwrapping_failed(self.program(), &failure))?;
        let transcript = Transcript::read(output.messages.expose(), None);
        // The exit status also tells of what did not matter, such as a smart card that is not there
        // when an unnamed recipient is looked for.
        if output.status.success() || transcript.opened {
            return Ok(output.stdout);
        }
        Err(explain::not_unwrapped(&transcript, output.status))
    }
}

/// The armored message, as text without a line break at its end.
fn message_of(output: &Output) -> Option<String> {
    let text = output.stdout.expose_str().ok()?.trim();
    // Other programs' output is not put into a file that is going to be published.
    (text.starts_with(BEGIN) && text.ends_with(END)).then(|| text.replace("\r\n", "\n"))
}

/// Sets a field where it stands; a new one comes before the fingerprint, as sops writes it.
fn set(key: &mut MasterKey, name: &str, value: String) {
    let at = |wanted: &str| key.fields.iter().position(|(field, _)| field == wanted);
    if at(name).is_none() {
        let at = at(key.kind.id_field()).unwrap_or(key.fields.len());
        key.fields.insert(at, (name.to_owned(), Block::Null));
    }
    key.set(name, value);
}

#[cfg(test)]
mod tests;
