//! age keys. What enters: recipients to wrap for, wrapped keys of a file's metadata, and the places
//! where identities may be found. What leaves: an armored age file, the unwrapped key, or the report
//! of every place that was looked at. An identity must never leave this room, not even a piece of
//! it: reports name places, line numbers and public keys.

mod hybrid;
mod identity;
mod recipient;
mod source;
mod wrapped;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use identity::{generate, generate_pq, recipients_of};
pub use recipient::{Recipient, split_list};
pub use source::IdentitySource;

use self::{
    identity::Known,
    recipient::RecipientKind,
    source::Findings,
    wrapped::{Refusal, Wrapped},
};
use super::{Attempt, KeyKind, MasterKey, Provider, shown};
use crate::{error::Result, secret::Plaintext};

const RESTORE: &str = "restore the file from version control: this entry was changed or cut";

/// Wraps for age recipients, unwraps with the identities of its sources. A source is read when it is
/// first needed, and only once; a command once for each recipient that it is asked for.
pub struct Age {
    sources: Vec<IdentitySource>,
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
    /// A provider that will look at `sources` in order.
    pub fn new(sources: Vec<IdentitySource>) -> Self {
        Self { sources, read: Mutex::new(Vec::new()) }
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
        Recipient::parse(key.id()).map(drop)
    }

    fn has_secret_of(&self, key: &MasterKey) -> bool {
        let recipient = key.id();
        let mut readings = self.readings();
        find(&readings, recipient).is_some()
            || (0..self.sources.len()).filter(|&source| !self.sources[source].is_command()).any(|source| {
                let at = self.reading(&mut readings, source, recipient);
                readings[at].findings.find(recipient).is_some()
            })
    }

    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()> {
        let enc = Recipient::parse(key.id())?.wrap(secret)?;
        key.set("enc", enc);
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        let recipient = key.id();
        if let Some(what) = RecipientKind::of(recipient).unsupported() {
            return Err(Attempt {
                places: Vec::new(),
                reason: format!("{what} are not supported yet"),
                hint: None,
            });
        }
        let wrapped = Wrapped::parse(key.enc()).map_err(|why| damaged(Vec::new(), why))?;
        let mut readings = self.readings();
        // An identity that an earlier entry brought up: no further source needs to be read.
        if let Some(known) = find(&readings, recipient)
            && let Ok(secret) = wrapped.open([known])
        {
            return Ok(secret);
        }
        let mut seen = Vec::with_capacity(self.sources.len());
        let mut fits = false;
        for source in 0..self.sources.len() {
            let at = self.reading(&mut readings, source, recipient);
            seen.push(at);
            if let Some(known) = readings[at].findings.find(recipient) {
                match wrapped.open([known]) {
                    Ok(secret) => return Ok(secret),
                    Err(_) => fits = true,
                }
            }
        }
        // The entry's `recipient` is not authenticated: any of the identities may fit all the same.
        let all = seen.iter().flat_map(|&at| &readings[at].findings.identities);
        let places = || -> Vec<String> {
            let of =
                |&at: &usize| readings[at].findings.places(&self.sources[readings[at].source], recipient);
            seen.iter().flat_map(of).collect()
        };
        match wrapped.open(all) {
            Ok(secret) => Ok(secret),
            Err(Refusal::Damaged(why)) => Err(damaged(places(), why)),
            Err(Refusal::NotMine) if fits => {
                Err(damaged(places(), "the identity of this recipient does not open it"))
            }
            Err(Refusal::NotMine) => {
                let found =
                    seen.iter().map(|&at| (&self.sources[readings[at].source], &readings[at].findings));
                Err(not_mine(&found.collect::<Vec<_>>(), places()))
            }
        }
    }
}

fn find<'a>(readings: &'a [Reading], recipient: &str) -> Option<&'a Known> {
    readings.iter().find_map(|reading| reading.findings.find(recipient))
}

fn damaged(places: Vec<String>, why: &str) -> Attempt {
    Attempt { places, reason: format!("this entry is damaged: {why}"), hint: Some(RESTORE.to_owned()) }
}

/// Nothing fits. The hint is about the place that failed although the user named it, else about the
/// identities that there are.
fn not_mine(found: &[(&IdentitySource, &Findings)], places: Vec<String>) -> Attempt {
    let mut own: Vec<&str> = Vec::new();
    for known in found.iter().flat_map(|(_, findings)| &findings.identities) {
        if !own.contains(&known.recipient.as_str()) {
            own.push(&known.recipient);
        }
    }
    let reason = match own.len() {
        0 if found.is_empty() => "no place to find an age identity in is known",
        0 => "no age identity was found",
        _ => "no identity found is for this recipient",
    };
    let broken = found.iter().find(|(source, findings)| findings.failure.is_some() && !source.is_optional());
    let hint = match (broken, own.first()) {
        (Some((source, _)), _) => format!("correct {}, which could not be used", source.name()),
        (None, Some(first)) => {
            format!("ask someone who can read the file to add your recipient {}", shown(first))
        }
        (None, None) => "set SOPS_AGE_KEY_FILE to the file that holds the identity of one of the file's \
                         recipients"
            .to_owned(),
    };
    Attempt { places, reason: reason.to_owned(), hint: Some(hint) }
}

#[cfg(test)]
mod tests;
