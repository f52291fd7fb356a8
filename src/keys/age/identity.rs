//! age identities as text. What enters: the content of a key file, a variable or a command's output.
//! What leaves: the identities in it, and the number of every line that is none. The content of a
//! line must never appear in a message.

use ::age::{secrecy::ExposeSecret, x25519};

use super::hybrid;
use crate::{
    error::{Error, ErrorKind, Place, Result},
    secret::Plaintext,
};

/// How many lines a report names; a file of something else altogether would name all of its lines.
const MAX_NOTES: usize = 5;

/// Makes an identity. Returns the text of its file, in the shape that `age-keygen` gives it, and its
/// recipient. `now` is in seconds since the epoch.
pub fn generate(now: i64) -> Result<(Plaintext, String)> {
    let identity = x25519::Identity::generate();
    file_of(now, identity.to_public().to_string(), identity.to_string().expose_secret())
}

/// Makes a post-quantum identity, in the shape that `age-keygen -pq` gives its file.
pub fn generate_pq(now: i64) -> Result<(Plaintext, String)> {
    let identity = hybrid::Identity::generate()?;
    file_of(now, identity.to_public().to_string(), &identity.to_text())
}

fn file_of(now: i64, recipient: String, secret: &str) -> Result<(Plaintext, String)> {
    let created = jiff::Timestamp::from_second(now)
        .map_err(|error| Error::new(ErrorKind::Generic, "the time is out of range").because(error))?;
    let head = format!("# created: {created}\n# public key: {recipient}\n");
    let mut text = Plaintext::with_capacity(head.len() + secret.len() + 1);
    text.extend(head.as_bytes());
    text.extend(secret.as_bytes());
    text.extend(b"\n");
    Ok((text, recipient))
}

/// The recipients of the identities in the text of an identity file; a line that is no identity is
/// an error that names the line.
pub fn recipients_of(text: &[u8]) -> Result<Vec<String>> {
    let Parsed { identities, notes, .. } = parse(text);
    if let Some(note) = notes.first() {
        return Err(Error::new(ErrorKind::Input, note.what).at(Place { line: note.line, column: 1 }));
    }
    if identities.is_empty() {
        return Err(Error::new(ErrorKind::Input, "no age identity is in it")
            .hint("make one with `keygen`; its line starts with `AGE-SECRET-KEY-1`"));
    }
    Ok(identities.into_iter().map(|known| known.recipient).collect())
}

/// An identity and its public half.
pub(super) struct Known {
    pub(super) identity: Box<dyn ::age::Identity + Send + Sync>,
    pub(super) recipient: String,
}

impl From<x25519::Identity> for Known {
    fn from(identity: x25519::Identity) -> Self {
        let recipient = identity.to_public().to_string();
        Self { identity: Box::new(identity), recipient }
    }
}

impl From<hybrid::Identity> for Known {
    fn from(identity: hybrid::Identity) -> Self {
        let recipient = identity.to_public().to_string();
        Self { identity: Box::new(identity), recipient }
    }
}

/// A line that gave no identity.
pub(super) struct Note {
    pub(super) line: u32,
    pub(super) what: &'static str,
}

/// What a text of identities holds.
#[derive(Default)]
pub(super) struct Parsed {
    pub(super) identities: Vec<Known>,
    /// The first lines that gave none.
    pub(super) notes: Vec<Note>,
    /// How many further lines gave none.
    pub(super) more: usize,
}

impl Parsed {
    fn note(&mut self, line: usize, what: &'static str) {
        if self.notes.len() < MAX_NOTES {
            self.notes.push(Note { line: u32::try_from(line).unwrap_or(u32::MAX), what });
        } else {
            self.more += 1;
        }
    }

    fn add(&mut self, known: Known) {
        if !self.identities.iter().any(|old| old.recipient == known.recipient) {
            self.identities.push(known);
        }
    }
}

/// Reads identities, one or several a line; `#` starts a comment.
pub(super) fn parse(text: &[u8]) -> Parsed {
    let mut parsed = Parsed::default();
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        parsed.note(1, "the text is UTF-16: save it as UTF-8");
        return parsed;
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    if text.trim_ascii_start().starts_with(b"age-encryption.org/") {
        parsed.note(1, "an encrypted identity file, which is not supported yet");
        return parsed;
    }
    let mut in_pem = false;
    for (index, line) in text.split(|&b| b == b'\n').enumerate() {
        let number = index + 1;
        let line = line.trim_ascii();
        let ends_pem = contains(line, b"-----END ");
        if in_pem {
            in_pem = !ends_pem;
        } else if line.starts_with(b"-----BEGIN ") {
            parsed.note(number, pem_kind(line));
            in_pem = !ends_pem;
        } else if let Ok(line) = std::str::from_utf8(line) {
            let words = line.split_whitespace().take_while(|word| !word.starts_with('#'));
            let mut bad = None;
            for word in words {
                match parse_word(word) {
                    Ok(known) => parsed.add(known),
                    Err(what) => bad = bad.or(Some(what)),
                }
            }
            if let Some(what) = bad {
                parsed.note(number, what);
            }
        } else {
            parsed.note(number, "not an age identity");
        }
    }
    parsed
}

fn parse_word(word: &str) -> std::result::Result<Known, &'static str> {
    if word.starts_with("AGE-SECRET-KEY-PQ-1") {
        hybrid::Identity::parse(word).map(Known::from)
    } else if word.starts_with("AGE-PLUGIN-") {
        Err("the identity of an age plugin, which is not supported yet")
    } else if word.starts_with("AGE-SECRET-KEY-1") {
        word.parse::<x25519::Identity>()
            .map(Known::from)
            .map_err(|_| "an age identity that is mistyped or cut: its checksum does not hold")
    } else if word.starts_with("age1") || word.starts_with("ssh-") {
        Err("a public key, not an identity")
    } else if word.starts_with("age-secret-key-") {
        Err("an age identity in lower case: it must be in capitals")
    } else {
        Err("not an age identity")
    }
}

fn pem_kind(line: &[u8]) -> &'static str {
    if contains(line, b"AGE ENCRYPTED FILE") {
        "an encrypted identity file, which is not supported yet"
    } else if contains(line, b"PRIVATE KEY") {
        "an SSH private key, which is not supported yet"
    } else {
        "not an age identity"
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}
