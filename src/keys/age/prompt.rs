//! Questions to the person at the terminal. What enters: the program's way to ask. What leaves: the
//! answers, as secrets where they are. Nothing may wait here without a terminal: the program says so
//! at once, and the search goes on.

use crate::secret::Plaintext;

/// How the program asks the person who runs it; the library never touches a terminal itself.
pub trait Prompt: Send + Sync {
    /// Asks for a secret, whose letters are not shown: `passphrase of ~/.ssh/id_ed25519`.
    fn secret(&self, question: &str) -> Result<Plaintext, NoAnswer>;

    /// Asks for a line that may be seen.
    fn line(&self, question: &str) -> Result<String, NoAnswer>;

    /// Asks to choose `yes` (true) or `no`; without `no`, the other choice is to refuse.
    fn choose(&self, question: &str, yes: &str, no: Option<&str>) -> Result<bool, NoAnswer>;

    /// Shows a message, such as the demand to touch a hardware key; it may come to nothing.
    fn show(&self, message: &str);
}

/// Why a question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// There is no terminal to ask on.
    NoTerminal,
    /// The person refused to answer.
    Cancelled,
}

/// For a program that never asks.
pub(super) struct Silent;

impl Prompt for Silent {
    fn secret(&self, _: &str) -> Result<Plaintext, NoAnswer> {
        Err(NoAnswer::NoTerminal)
    }

    fn line(&self, _: &str) -> Result<String, NoAnswer> {
        Err(NoAnswer::NoTerminal)
    }

    fn choose(&self, _: &str, _: &str, _: Option<&str>) -> Result<bool, NoAnswer> {
        Err(NoAnswer::NoTerminal)
    }

    fn show(&self, _: &str) {}
}

/// Why an identity that is at hand could not be used.
#[derive(Clone)]
pub(super) struct Trouble {
    /// What happened, in one clause.
    pub(super) what: String,
    /// What the user can do.
    pub(super) next: Option<String>,
    /// Whether another attempt would only cost time.
    pub(super) lasting: bool,
}

impl Trouble {
    pub(super) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: Some(next.into()), lasting: false }
    }

    pub(super) fn bare(what: impl Into<String>) -> Self {
        Self { what: what.into(), next: None, lasting: false }
    }

    pub(super) fn lasting(self) -> Self {
        Self { lasting: true, ..self }
    }

    /// A passphrase was not given.
    pub(super) fn unanswered(why: NoAnswer) -> Self {
        match why {
            NoAnswer::NoTerminal => Self::new(
                "it is locked with a passphrase, and there is no terminal to ask for it",
                "run this in a terminal, or use an identity without a passphrase",
            ),
            NoAnswer::Cancelled => Self::new("its passphrase was not given", "try again with its passphrase"),
        }
        .lasting()
    }

    pub(super) fn wrong_passphrase() -> Self {
        Self::new("the passphrase is wrong", "try again with the right passphrase").lasting()
    }
}

/// A text of another program, made fit for a terminal: what could steer it is replaced, line breaks
/// become spaces, and it is cut to a few lines.
pub(super) fn readable(text: &str) -> String {
    const MOST: usize = 400;
    let safe = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    let text = text.trim();
    let mut shown: String = text.chars().take(MOST).map(safe).collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_program_says_cannot_steer_the_terminal() {
        assert_eq!(readable(" a\u{1b}[31m\nb\u{202e}é…\u{7}\n"), "a\u{fffd}[31m b\u{fffd}é…\u{fffd}");
        let long = readable(&"x".repeat(10_000));
        assert!(long.chars().count() == 401 && long.ends_with('…'));
    }
}
