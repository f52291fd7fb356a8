//! age identities as text. What enters: the content of a key file, a variable or a command's output.
//! What leaves: the identities in it, and the number of every line that is none. The content of a
//! line must never appear in a message.

use ::age::{secrecy::ExposeSecret, x25519};

use super::{hybrid, locked, plugin, ssh};
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
    let Parsed { identities, locked, notes, .. } = parse(text);
    if locked.is_some() {
        return Err(Error::new(ErrorKind::Input, "the identity file is encrypted")
            .hint("decrypt it first with `age -d`"));
    }
    if let Some(note) = notes.first() {
        return Err(Error::new(ErrorKind::Input, note.what).at(Place { line: note.line, column: 1 }));
    }
    if identities.is_empty() {
        return Err(Error::new(ErrorKind::Input, "no age identity is in it")
            .hint("make one with `keygen`; its line starts with `AGE-SECRET-KEY-1`"));
    }
    let recipient = |known: Known| {
        known.recipient.ok_or_else(|| {
            Error::new(ErrorKind::Input, "the recipient of a plugin's identity is known to the plugin alone")
                .at(Place { line: known.line, column: 1 })
                .hint("leave the line out, and ask the plugin for its recipient")
        })
    };
    identities.into_iter().map(recipient).collect()
}

/// An identity.
pub(super) struct Known {
    pub(super) opener: Opener,
    /// Its public half; that of a plugin's identity is not known.
    pub(super) recipient: Option<String>,
    /// The line where it starts.
    pub(super) line: u32,
}

impl Known {
    /// The identity, if it opens what is for it by computation alone.
    pub(super) fn plain(&self) -> Option<&dyn ::age::Identity> {
        match &self.opener {
            Opener::Plain(identity) => Some(identity.as_ref()),
            Opener::Ssh(_) | Opener::Plugin(_) => None,
        }
    }
}

/// What an identity needs to open what is for it.
pub(super) enum Opener {
    /// Nothing else.
    Plain(Box<dyn ::age::Identity + Send + Sync>),
    /// A passphrase.
    Ssh(ssh::Locked),
    /// Another program.
    Plugin(plugin::Identity),
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
    /// The text as a whole, when it is encrypted.
    pub(super) locked: Option<locked::Locked>,
    /// The first lines that gave none.
    pub(super) notes: Vec<Note>,
    /// How many further lines gave none.
    pub(super) more: usize,
}

impl Parsed {
    fn note(&mut self, line: usize, what: &'static str) {
        if self.notes.len() < MAX_NOTES {
            self.notes.push(Note { line: number(line), what });
        } else {
            self.more += 1;
        }
    }

    fn add(&mut self, line: usize, opener: Opener, recipient: Option<String>) {
        let known = |old: &Known| recipient.is_some() && old.recipient == recipient;
        if !self.identities.iter().any(known) {
            self.identities.push(Known { opener, recipient, line: number(line) });
        }
    }
}

fn number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// Reads identities: one or several a line, `#` starts a comment; SSH private keys as PEM blocks; or
/// an encrypted file as a whole.
pub(super) fn parse(text: &[u8]) -> Parsed {
    let mut parsed = Parsed::default();
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        parsed.note(1, "the text is UTF-16: save it as UTF-8");
        return parsed;
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    parsed.locked = locked::Locked::recognise(text);
    if parsed.locked.is_some() {
        return parsed;
    }
    let mut rest = text;
    let mut line = 0;
    while !rest.is_empty() {
        line += 1;
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        if rest.trim_ascii_start().starts_with(b"-----BEGIN ") && !rest[..end].trim_ascii().is_empty() {
            let length = pem_length(rest);
            let (block, after) = rest.split_at(length);
            match ssh::identity(block.trim_ascii()) {
                Ok((opener, recipient)) => parsed.add(line, opener, Some(recipient)),
                Err(_) if contains(block, b"AGE ENCRYPTED FILE") => {
                    parsed.note(line, "an encrypted identity file, which must stand alone");
                }
                Err(what) => parsed.note(line, what),
            }
            line += memchr::memchr_iter(b'\n', block.strip_suffix(b"\n").unwrap_or(block)).count();
            rest = after;
            continue;
        }
        match std::str::from_utf8(rest[..end].trim_ascii()) {
            Ok(words) => parse_line(&mut parsed, line, words),
            Err(_) => parsed.note(line, "not an age identity"),
        }
        rest = &rest[end..];
    }
    parsed
}

/// The length of the PEM block that a text starts with, to the end of its last line; of the first line
/// alone when the block has no end.
fn pem_length(text: &[u8]) -> usize {
    let line_end = |at: usize| memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1);
    match memchr::memmem::find(text, b"-----END ") {
        // The end of another block is not the end of this one.
        Some(end) if memchr::memmem::find_iter(&text[..end], b"-----BEGIN ").count() == 1 => line_end(end),
        _ => line_end(0),
    }
}

fn parse_line(parsed: &mut Parsed, line: usize, words: &str) {
    let mut bad = None;
    for word in words.split_whitespace().take_while(|word| !word.starts_with('#')) {
        match parse_word(word) {
            Ok((opener, recipient)) => parsed.add(line, opener, recipient),
            Err(what) => bad = bad.or(Some(what)),
        }
    }
    if let Some(what) = bad {
        parsed.note(line, what);
    }
}

fn parse_word(word: &str) -> std::result::Result<(Opener, Option<String>), &'static str> {
    if word.starts_with("AGE-SECRET-KEY-PQ-1") {
        let identity = hybrid::Identity::parse(word)?;
        let recipient = identity.to_public().to_string();
        Ok((Opener::Plain(Box::new(identity)), Some(recipient)))
    } else if word.starts_with("AGE-PLUGIN-") {
        let identity = plugin::Identity::parse(word)
            .ok_or("the identity of an age plugin, mistyped or cut: its checksum does not hold")?;
        Ok((Opener::Plugin(identity), None))
    } else if word.starts_with("AGE-SECRET-KEY-1") {
        let identity: x25519::Identity = word
            .parse()
            .map_err(|_| "an age identity that is mistyped or cut: its checksum does not hold")?;
        let recipient = identity.to_public().to_string();
        Ok((Opener::Plain(Box::new(identity)), Some(recipient)))
    } else if word.starts_with("age1") || word.starts_with("ssh-") {
        Err("a public key, not an identity")
    } else if word.starts_with("age-secret-key-") || word.starts_with("age-plugin-") {
        Err("an age identity in lower case: it must be in capitals")
    } else {
        Err("not an age identity")
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}
