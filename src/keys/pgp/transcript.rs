//! What `gpg` says while it works. What enters: its status lines (`[GNUPG:] …`, in `GnuPG`'s
//! `doc/DETAILS`) mixed with its messages for people, in whatever language. What leaves: how it went
//! and why, as the status lines tell it, and the few messages that are worth showing.

use super::super::shown;

const STATUS: &str = "[GNUPG:] ";
const MESSAGE: &str = "gpg: ";
/// Stands in the message about a wrong checksum in all languages; there is no status line for it.
const CHECKSUM: &str = "CRC";
/// How many messages are kept.
const MAX_SAID: usize = 3;

/// The codes of libgpg-error that are told apart; its upper half says which part of `GnuPG` met it.
mod code {
    pub(super) const MASK: u32 = 0xffff;
    pub(super) const BAD_PASSPHRASE: u32 = 11;
    pub(super) const TIMEOUT: u32 = 62;
    pub(super) const NO_PINENTRY: u32 = 85;
    pub(super) const PINENTRY: u32 = 86;
    pub(super) const BAD_PIN: u32 = 87;
    pub(super) const CANCELED: u32 = 99;
    pub(super) const CARDS: [u32; 7] = [108, 109, 110, 111, 112, 119, 120];
    pub(super) const FULLY_CANCELED: u32 = 198;
    /// `ENOTTY`: the terminal that pinentry was sent to is none.
    pub(super) const NO_TERMINAL: u32 = 0x8000 + 102;
}

/// Why a message was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    NoSecretKey,
    BadPassphrase,
    BadPin,
    Cancelled,
    /// Nobody answered the pinentry.
    Unanswered,
    NoPinentry,
    NoTerminal,
    Card,
    /// The message is no message, or not the one that was written.
    Damaged,
    /// No status line tells.
    Unknown,
}

/// What `gpg` said.
#[derive(Debug, Default)]
pub(super) struct Transcript {
    /// The message was opened, and its integrity held.
    pub(super) opened: bool,
    /// Messages for people that say more than the status lines.
    pub(super) said: Vec<String>,
    /// The IDs of the keys that the message is for.
    wrapped_for: Vec<String>,
    failed: bool,
    clue: Option<Clue>,
}

/// What a status line says about a failure, the most telling one last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Clue {
    /// A passphrase was asked for.
    Asked,
    /// There was no message, or only a part of one.
    NoMessage,
    /// A secret key of the message is not there; there may be another one.
    NoSecretKey,
    /// A secret key opened the first part of the message.
    KeyUsed,
    Cancelled,
    /// A secret key could not be used, with the code of the error.
    Code(u32),
}

impl Transcript {
    /// Reads what `gpg` wrote to its standard error. `noise` is what the messages worth showing do not
    /// name, such as the key that the report names anyway.
    pub(super) fn read(text: &[u8], noise: Option<&str>) -> Self {
        let text = String::from_utf8_lossy(text);
        let mut transcript = Self::default();
        let mut messages = Vec::new();
        let mut summing_up = false;
        for line in text.lines() {
            if let Some(status) = line.strip_prefix(STATUS) {
                let mut words = status.split_whitespace();
                let keyword = words.next().unwrap_or_default();
                transcript.note(keyword, words);
                // What follows these only repeats the last failure.
                summing_up = matches!(keyword, "DECRYPTION_FAILED" | "FAILURE");
            } else if line.starts_with(MESSAGE) && !summing_up {
                messages.push(line);
                if line.contains(CHECKSUM) {
                    transcript.clue = transcript.clue.max(Some(Clue::NoMessage));
                }
            }
        }
        let is_noise = |line: &str| {
            noise.is_some_and(|noise| line.contains(noise))
                || transcript.wrapped_for.iter().any(|id| line.contains(id.as_str()))
        };
        messages.retain(|line| !is_noise(line));
        transcript.said = messages.into_iter().take(MAX_SAID).map(shown).collect();
        transcript
    }

    fn note<'a>(&mut self, keyword: &str, mut words: impl Iterator<Item = &'a str>) {
        match keyword {
            "ENC_TO" => self.wrapped_for.extend(words.next().map(str::to_owned)),
            "DECRYPTION_OKAY" => self.opened = !self.failed,
            "DECRYPTION_FAILED" => (self.opened, self.failed) = (false, true),
            _ => self.clue = self.clue.max(clue(keyword, words)),
        }
    }

    /// Why the message was not opened.
    pub(super) fn reason(&self) -> Reason {
        match self.clue {
            Some(Clue::Code(code::BAD_PASSPHRASE)) => Reason::BadPassphrase,
            Some(Clue::Code(code::BAD_PIN)) => Reason::BadPin,
            Some(Clue::Code(code::CANCELED | code::FULLY_CANCELED) | Clue::Cancelled) => Reason::Cancelled,
            Some(Clue::Code(code::TIMEOUT)) => Reason::Unanswered,
            Some(Clue::Code(code::NO_PINENTRY | code::PINENTRY)) => Reason::NoPinentry,
            // After it asked, `gpg` itself came no further: it wanted to read from a terminal.
            Some(Clue::Code(code::NO_TERMINAL) | Clue::Asked) => Reason::NoTerminal,
            Some(Clue::Code(code)) if code::CARDS.contains(&code) => Reason::Card,
            // Where the key fits, the rest of the message is wrong.
            Some(Clue::KeyUsed | Clue::NoMessage) => Reason::Damaged,
            Some(Clue::NoSecretKey) => Reason::NoSecretKey,
            Some(Clue::Code(_)) | None => Reason::Unknown,
        }
    }
}

fn clue<'a>(keyword: &str, mut words: impl Iterator<Item = &'a str>) -> Option<Clue> {
    Some(match keyword {
        "NEED_PASSPHRASE" | "NEED_PASSPHRASE_SYM" | "PINENTRY_LAUNCHED" => Clue::Asked,
        "NODATA" | "BADARMOR" | "UNEXPECTED" => Clue::NoMessage,
        "NO_SECKEY" => Clue::NoSecretKey,
        "DECRYPTION_KEY" => Clue::KeyUsed,
        "CANCELED_BY_USER" => Clue::Cancelled,
        "ERROR" if words.next() == Some("pkdecrypt_failed") => {
            Clue::Code(words.next()?.parse::<u32>().ok()? & code::MASK)
        }
        _ => return None,
    })
}
