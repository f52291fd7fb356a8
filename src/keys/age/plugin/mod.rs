//! age plugins: programs called `age-plugin-NAME` that hold keys of their own kinds. What enters: a
//! plugin's recipient or identity. What leaves: a wrapped file key, or an unwrapped one, or why the
//! plugin gave none. To unwrap, only an identity of the user starts a program, never a name that the
//! metadata of a file gives.

mod session;

use std::{
    cell::RefCell,
    collections::HashSet,
    path::{Path, PathBuf},
    time::Duration,
};

use ::age::{EncryptError, secrecy::ExposeSecret as _};
use age_core::{
    format::{FILE_KEY_BYTES, FileKey, Stanza},
    primitives::bech32_decode,
};

use self::session::{Message, Session};
use super::{super::looks_secret, means::Means, prompt::Trouble};

/// Where plugins are found, and how long they are waited for.
#[derive(Clone, Debug)]
pub struct Plugins {
    /// The folders to look in, in order: those of the `PATH`. Relative ones are left out.
    pub folders: Vec<PathBuf>,
    /// How long a plugin may be silent before it is stopped. The time that a person takes to answer
    /// its questions does not count; the time to touch a hardware key does.
    pub patience: Duration,
}

impl Default for Plugins {
    fn default() -> Self {
        Self { folders: Vec::new(), patience: Duration::from_secs(120) }
    }
}

impl Plugins {
    /// The program of a plugin.
    pub(super) fn find(&self, binary: &str) -> Result<PathBuf, Trouble> {
        // The second name is for Windows, and for its programs under Linux.
        let names = [binary.to_owned(), format!("{binary}.exe")];
        let folders = self.folders.iter().filter(|folder| folder.is_absolute());
        folders
            .flat_map(|folder| names.iter().map(|name| folder.join(name)))
            .find(|path| is_program(path))
            .ok_or_else(|| {
                Trouble::new(
                    format!("{binary} was not found on the PATH"),
                    format!("install {binary}, or add its folder to the PATH"),
                )
            })
    }
}

/// The identity of a plugin: a pointer to a key that the plugin holds, or the key itself.
pub(super) struct Identity {
    binary: String,
    text: crate::secret::Plaintext,
    /// Why it is not tried again.
    pub(super) failed: Option<Trouble>,
}

impl Identity {
    /// Reads `AGE-PLUGIN-NAME-1…`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let name = part_of(text)?.strip_prefix("AGE-PLUGIN-")?.strip_suffix('-')?.to_ascii_lowercase();
        is_name(&name).then(|| Self {
            binary: binary(&name),
            text: crate::secret::Plaintext::new(text.as_bytes().to_vec()),
            failed: None,
        })
    }

    /// The name of the plugin's program.
    pub(super) fn binary(&self) -> &str {
        &self.binary
    }

    /// Lets the plugin try all stanzas of a header; `None` when none is for it.
    pub(super) fn unwrap(&self, stanzas: &[Stanza], means: &Means) -> Result<Option<FileKey>, Trouble> {
        let path = means.plugins.find(&self.binary)?;
        let mut session = Session::start(&path, &self.binary, "identity-v1", means)?;
        session.send("add-identity", self.text.expose_str().ok(), b"");
        for stanza in stanzas {
            let words = ["0", &stanza.tag].into_iter().chain(stanza.args.iter().map(String::as_str));
            session.send("recipient-stanza", words, &stanza.body);
        }
        session.send("done", [], b"");
        let mut key = None;
        let mut trouble = None;
        session.converse(|message| match message.tag.as_str() {
            "file-key" => {
                let given = <&[u8; FILE_KEY_BYTES]>::try_from(message.body.expose());
                match given {
                    Ok(given) => key = Some(FileKey::init_with_mut(|key| key.copy_from_slice(given))),
                    Err(_) => {
                        trouble =
                            Some(Trouble::bare(format!("{} gave a key of a wrong length", self.binary)));
                    }
                }
                true
            }
            "error" => {
                trouble.get_or_insert_with(|| failed(&self.binary, &message));
                true
            }
            _ => false,
        })?;
        match (key, trouble) {
            (Some(key), _) => Ok(Some(key)),
            (None, Some(trouble)) => Err(session.explain(trouble)),
            (None, None) => Ok(None),
        }
    }
}

/// The recipient of a plugin.
pub(super) struct Recipient {
    binary: String,
    text: String,
}

impl Recipient {
    /// Reads `age1NAME1…`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let name = part_of(text)?.strip_prefix("age1")?.to_owned();
        is_name(&name).then(|| Self { binary: binary(&name), text: text.to_owned() })
    }

    /// The name of the plugin's program.
    pub(super) fn binary(&self) -> &str {
        &self.binary
    }

    /// The recipient as the `age` crate wants it.
    pub(super) fn with<'a>(&'a self, means: &'a Means) -> Connected<'a> {
        Connected { recipient: self, means, trouble: RefCell::new(None) }
    }

    fn wrap(&self, key: &FileKey, means: &Means) -> Result<(Vec<Stanza>, HashSet<String>), Trouble> {
        let path = means.plugins.find(&self.binary)?;
        let mut session = Session::start(&path, &self.binary, "recipient-v1", means)?;
        session.send("add-recipient", [self.text.as_str()], b"");
        session.send("extension-labels", [], b"");
        session.send("wrap-file-key", [], key.expose_secret());
        session.send("done", [], b"");
        let mut stanzas = Vec::new();
        let mut labels = HashSet::new();
        let mut trouble = None;
        session.converse(|mut message| match message.tag.as_str() {
            "recipient-stanza" if message.args.len() >= 2 && message.args[0] == "0" => {
                let args = message.args.split_off(2);
                let tag = message.args.swap_remove(1);
                stanzas.push(Stanza { tag, args, body: message.body.expose().to_vec() });
                true
            }
            "labels" => {
                labels.extend(message.args);
                true
            }
            "error" => {
                trouble.get_or_insert_with(|| failed(&self.binary, &message));
                true
            }
            _ => false,
        })?;
        match trouble {
            Some(trouble) => Err(session.explain(trouble)),
            None if stanzas.is_empty() => {
                Err(Trouble::bare(format!("{} wrapped nothing and gave no reason", self.binary)))
            }
            None => Ok((stanzas, labels)),
        }
    }
}

/// A plugin's recipient with the means to run the plugin.
pub(super) struct Connected<'a> {
    recipient: &'a Recipient,
    means: &'a Means,
    trouble: RefCell<Option<Trouble>>,
}

impl Connected<'_> {
    /// Why wrapping failed, where the plugin is the reason.
    pub(super) fn into_trouble(self) -> Option<Trouble> {
        self.trouble.into_inner()
    }
}

impl ::age::Recipient for Connected<'_> {
    fn wrap_file_key(&self, key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        self.recipient.wrap(key, self.means).map_err(|trouble| {
            let error = std::io::Error::other(trouble.what.clone());
            *self.trouble.borrow_mut() = Some(trouble);
            EncryptError::Io(error)
        })
    }
}

/// The name of the program of the plugin that a recipient belongs to, if it does; nothing is checked
/// beyond that.
pub(super) fn binary_of(recipient: &str) -> Option<String> {
    let (prefix, _) = recipient.rsplit_once('1')?;
    prefix.strip_prefix("age1").filter(|name| is_name(name)).map(binary)
}

/// What a plugin says of itself in an `error`.
fn failed(binary: &str, message: &Message) -> Trouble {
    let text = message.text();
    // It may repeat what it was given.
    let said = match text.as_str() {
        "" => "it gave no reason",
        text if looks_secret(text) || text.to_ascii_uppercase().contains("AGE-PLUGIN-") => {
            "its message is not shown, since it names an identity"
        }
        text => text,
    };
    Trouble::bare(format!("{binary} failed: {said}"))
}

fn binary(name: &str) -> String {
    format!("age-plugin-{name}")
}

/// The human-readable part of a Bech32 text whose checksum holds.
fn part_of(text: &str) -> Option<String> {
    bech32_decode(text, |_| (), |_| Ok(()), |part, _| Ok(part.as_str().to_owned())).ok()
}

/// Names end up in paths: they hold nothing that a path could be led astray by.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-._".contains(&b))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests;
