//! age keys. What enters: recipients to wrap for, wrapped keys of a file's metadata, and the places
//! where identities may be found. What leaves: an armored age file, the unwrapped key, or the report
//! of every place that was looked at. An identity must never leave this room, not even a piece of
//! it: reports name places, line numbers and public keys.

mod hybrid;
mod identity;
mod locked;
mod means;
mod plugin;
mod prompt;
mod recipient;
mod search;
mod source;
mod ssh;
mod wrapped;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use identity::{generate, generate_pq, recipients_of};
pub use plugin::Plugins;
pub use prompt::{NoAnswer, Prompt};
pub use recipient::{Recipient, split_list};
pub use source::IdentitySource;

use self::{means::Means, search::Search, source::Findings, wrapped::Wrapped};
use super::{Attempt, KeyKind, MasterKey, Provider};
use crate::{error::Result, secret::Plaintext};

/// Wraps for age recipients, unwraps with the identities of its sources. A source is read when it is
/// first needed, and only once; a command once for each recipient that it is asked for.
pub struct Age {
    sources: Vec<IdentitySource>,
    means: Means,
    read: Mutex<Vec<Reading>>,
}

/// What one source gave.
struct Reading {
    source: usize,
    /// The recipient that a command was asked for.
    asked: Option<String>,
    findings: Findings,
}

impl Age {
    /// A provider that will look at `sources` in order. It asks nobody, and knows no plugins.
    pub fn new(sources: Vec<IdentitySource>) -> Self {
        Self { sources, means: Means::default(), read: Mutex::new(Vec::new()) }
    }

    /// Asks for passphrases, and what plugins want to know, by `prompt`.
    #[must_use]
    pub fn with_prompt(mut self, prompt: Arc<dyn Prompt>) -> Self {
        self.means.prompt = Some(prompt);
        self
    }

    /// Finds plugins by `plugins`.
    #[must_use]
    pub fn with_plugins(mut self, plugins: Plugins) -> Self {
        self.means.plugins = plugins;
        self
    }

    fn readings(&self) -> MutexGuard<'_, Vec<Reading>> {
        // Readings are pushed whole, so those of a thread that panicked are as good as any.
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The position in `readings` of what `source` gives when asked for `recipient`.
    fn reading(&self, readings: &mut Vec<Reading>, source: usize, recipient: &str) -> usize {
        let asked = self.sources[source].is_command().then(|| recipient.to_owned());
        readings.iter().position(|old| old.source == source && old.asked == asked).unwrap_or_else(|| {
            let findings = self.sources[source].read(recipient);
            readings.push(Reading { source, asked, findings });
            readings.len() - 1
        })
    }
}

impl Provider for Age {
    fn kind(&self) -> KeyKind {
        KeyKind::Age
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn check(&self, key: &MasterKey) -> Result<()> {
        Recipient::parse(key.id())?.check(&self.means)
    }

    fn has_secret_of(&self, key: &MasterKey) -> bool {
        let recipient = ssh::public_half(key.id());
        let is_known = |reading: &Reading| {
            reading.findings.find(&recipient).is_some_and(|known| known.plain().is_some())
        };
        let is_at_hand = |source: &IdentitySource| {
            !source.is_command() && (!source.is_for_ssh() || ssh::is_public(&recipient))
        };
        let mut readings = self.readings();
        readings.iter().any(is_known)
            || (0..self.sources.len()).filter(|&source| is_at_hand(&self.sources[source])).any(|source| {
                let at = self.reading(&mut readings, source, &recipient);
                is_known(&readings[at])
            })
    }

    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()> {
        let enc = Recipient::parse(key.id())?.wrap(secret, &self.means)?;
        key.set("enc", enc);
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        let wrapped = Wrapped::parse(key.enc()).map_err(|why| search::damaged(Vec::new(), why))?;
        Search::new(self, key.id(), &wrapped, &mut self.readings()).run()
    }
}

#[cfg(test)]
mod tests;
