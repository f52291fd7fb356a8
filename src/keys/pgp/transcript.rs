//! What `gpg` says while it works. What enters: its status lines (`[GNUPG:] …`, in GnuPG's
//! `doc/DETAILS`) mixed with its messages for people, in whatever language. What leaves: how it went
//! and why, from the status lines alone, and the few messages that are worth showing.

use super::super::shown;

const STATUS: &str = "[GNUPG:] ";
const MESSAGE: &str = "gpg: ";
/// How many messages are kept.
const MAX_SAID: usize = 3;

/// The codes of libgpg-error that are told apart; its upper half says which part of GnuPG met it.
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
    asked: bool,
    cancelled: bool,
    no_secret: bool,
    has_key: bool,
    failed: bool,
    no_message: bool,
    code: Option<u32>,
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
            "NEED_PASSPHRASE" | "NEED_PASSPHRASE_SYM" | "PINENTRY_LAUNCHED" => self.asked = true,
            "CANCELED_BY_USER" => self.cancelled = true,
            "NO_SECKEY" => self.no_secret = true,
            "DECRYPTION_KEY" => self.has_key = true,
            "DECRYPTION_OKAY" => self.opened = !self.failed,
            "DECRYPTION_FAILED" => (self.opened, self.failed) = (false, true),
            "NODATA" | "BADARMOR" | "UNEXPECTED" => self.no_message = true,
            "ERROR" if words.next() == Some("pkdecrypt_failed") => {
                self.code = words.next().and_then(|code| code.parse::<u32>().ok()).map(|all| all & code::MASK);
            }
            _ => {}
        }
    }

    /// Why the message was not opened.
    pub(super) fn reason(&self) -> Reason {
        match self.code {
            Some(code::BAD_PASSPHRASE) => Reason::BadPassphrase,
            Some(code::BAD_PIN) => Reason::BadPin,
            Some(code::CANCELED | code::FULLY_CANCELED) => Reason::Cancelled,
            Some(code::TIMEOUT) => Reason::Unanswered,
            Some(code::NO_PINENTRY | code::PINENTRY) => Reason::NoPinentry,
            Some(code::NO_TERMINAL) => Reason::NoTerminal,
            Some(code) if code::CARDS.contains(&code) => Reason::Card,
            Some(_) => Reason::Unknown,
            None if self.cancelled => Reason::Cancelled,
            // A key was found, so what it was given to open is wrong.
            None if self.has_key => Reason::Damaged,
            None if self.no_secret => Reason::NoSecretKey,
            None if self.no_message => Reason::Damaged,
            // It wanted to ask by itself, on a terminal, and came no further.
            None if self.asked => Reason::NoTerminal,
            None => Reason::Unknown,
        }
    }
}
