//! The search for the identity that opens an entry. What enters: a wrapped key, and the places where
//! identities may be. What leaves: the secret, or the report of every place. The steps go from what
//! costs nothing to what costs a person's time: known identities, further places, keys under a
//! passphrase that the entry names, plugins that it names, encrypted files, all other plugins.

use std::{borrow::Cow, ops::ControlFlow};

use super::{
    super::{Attempt, shown},
    Age, Reading,
    identity::{Known, Opener},
    plugin,
    prompt::Trouble,
    recipient::RecipientKind,
    source::IdentitySource,
    ssh,
    wrapped::{Refusal, Wrapped},
};
use crate::secret::Plaintext;

pub(super) const RESTORE: &str = "restore the file from version control: this entry was changed or cut";

/// Ends the search with its result, or lets it go on.
type Step = ControlFlow<Result<Plaintext, Attempt>>;

/// A search for the identity of one entry.
pub(super) struct Search<'a> {
    age: &'a Age,
    wrapped: &'a Wrapped,
    /// The recipient that the entry names; it is not authenticated.
    recipient: Cow<'a, str>,
    readings: &'a mut Vec<Reading>,
    /// The readings that were looked at.
    seen: Vec<usize>,
    outcomes: Vec<Outcome>,
    /// Whether the identity of the recipient was there and did not open the entry.
    fits: bool,
}

/// What came of an identity that needs more than computation.
struct Outcome {
    reading: usize,
    /// Which of its identities, unless the place as a whole is meant.
    identity: Option<usize>,
    what: String,
    /// Why it could not be used, and whether it very probably is the one.
    trouble: Option<(Trouble, bool)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        age: &'a Age,
        recipient: &'a str,
        wrapped: &'a Wrapped,
        readings: &'a mut Vec<Reading>,
    ) -> Self {
        let recipient = ssh::public_half(recipient);
        Self { age, wrapped, recipient, readings, seen: Vec::new(), outcomes: Vec::new(), fits: false }
    }

    pub(super) fn run(mut self) -> Result<Plaintext, Attempt> {
        match self.search() {
            ControlFlow::Break(result) => result,
            ControlFlow::Continue(()) => Err(self.not_mine()),
        }
    }

    fn search(&mut self) -> Step {
        self.known()?;
        self.places()?;
        self.plain()?;
        self.passphrases()?;
        self.plugins(true)?;
        self.encrypted()?;
        self.plugins(false)
    }

    /// An identity that an earlier entry brought up: no further place needs to be read.
    fn known(&mut self) -> Step {
        let mut known = self.readings.iter().filter_map(|reading| reading.findings.find(&self.recipient));
        match known.find_map(Known::plain).map(|identity| self.wrapped.open([identity])) {
            Some(Ok(secret)) => ControlFlow::Break(Ok(secret)),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Reads the places, up to the one that holds the identity.
    fn places(&mut self) -> Step {
        let ssh = ssh::is_public(&self.recipient) || self.wrapped.stanzas().iter().any(ssh::is_ssh);
        for source in 0..self.age.sources.len() {
            if self.age.sources[source].is_for_ssh() && !ssh {
                continue;
            }
            let at = self.age.reading(self.readings, source, &self.recipient);
            self.seen.push(at);
            if let Some(identity) = self.readings[at].findings.find(&self.recipient).and_then(Known::plain) {
                match self.wrapped.open([identity]) {
                    Ok(secret) => return ControlFlow::Break(Ok(secret)),
                    Err(_) => self.fits = true,
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Tries every identity that needs nothing else: the entry may name the wrong recipient.
    fn plain(&mut self) -> Step {
        let all = self.seen.iter().flat_map(|&at| &self.readings[at].findings.identities);
        match self.wrapped.open(all.filter_map(Known::plain)) {
            Ok(secret) => ControlFlow::Break(Ok(secret)),
            Err(Refusal::Damaged(why)) => self.damaged(why),
            Err(Refusal::NotMine) => ControlFlow::Continue(()),
        }
    }

    /// Asks for the passphrases of the SSH keys that the entry is for.
    fn passphrases(&mut self) -> Step {
        let stanzas = self.wrapped.stanzas();
        for (at, index) in self.untried(|opener| matches!(opener, Opener::Ssh(key) if key.is_for(stanzas))) {
            let label = self.label(at);
            // The same key may be in several places.
            let public = &self.readings[at].findings.identities[index].recipient;
            let all = self.seen.iter().flat_map(|&at| &self.readings[at].findings.identities);
            let failed =
                all.filter(|known| known.recipient == *public).find_map(|known| match &known.opener {
                    Opener::Ssh(key) => key.failed.clone(),
                    Opener::Plain(_) | Opener::Plugin(_) => None,
                });
            let known = &mut self.readings[at].findings.identities[index];
            let Opener::Ssh(key) = &mut known.opener else { continue };
            let unlocked = match failed {
                Some(trouble) => Err(trouble),
                None => key.unlock(&label, self.age.means.prompt()),
            };
            match unlocked {
                Ok(opener) => {
                    known.opener = opener;
                    match self.wrapped.open(known.plain()) {
                        Ok(secret) => return ControlFlow::Break(Ok(secret)),
                        Err(Refusal::Damaged(why)) => return self.damaged(why),
                        Err(Refusal::NotMine) => {}
                    }
                }
                Err(trouble) => {
                    key.failed = Some(trouble.clone());
                    self.failed(at, Some(index), trouble, true);
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Runs the plugins that the entry names, or all others.
    fn plugins(&mut self, named: bool) -> Step {
        let binary = plugin::binary_of(&self.recipient);
        let is_named = |identity: &plugin::Identity| binary.as_deref() == Some(identity.binary());
        let probable = named || matches!(RecipientKind::of(&self.recipient), RecipientKind::Tag);
        for (at, index) in self.untried(|opener| match opener {
            Opener::Plugin(identity) => !named || is_named(identity),
            _ => false,
        }) {
            let Opener::Plugin(identity) = &mut self.readings[at].findings.identities[index].opener else {
                continue;
            };
            let binary = identity.binary().to_owned();
            let unwrapped = match identity.failed.clone() {
                Some(trouble) => Err(trouble),
                None => identity.unwrap(self.wrapped.stanzas(), &self.age.means),
            };
            let trouble = match unwrapped {
                Ok(None) => {
                    let what = format!("an identity of {binary}, which does not open this entry");
                    self.outcomes.push(Outcome { reading: at, identity: Some(index), what, trouble: None });
                    continue;
                }
                Ok(Some(key)) => match self.wrapped.open_with(key) {
                    Ok(secret) => return ControlFlow::Break(Ok(secret)),
                    Err(_) => Trouble::bare(format!("the key that {binary} gave does not open the entry")),
                },
                Err(trouble) => trouble,
            };
            if trouble.lasting {
                identity.failed = Some(trouble.clone());
            }
            self.failed(at, Some(index), trouble, probable);
        }
        ControlFlow::Continue(())
    }

    /// Asks for the passphrases of encrypted files, and tries what is in them.
    fn encrypted(&mut self) -> Step {
        for at in self.seen.clone() {
            let label = self.label(at);
            let findings = &mut self.readings[at].findings;
            if let Some(trouble) = findings.trouble.clone() {
                self.failed(at, None, trouble, true);
                continue;
            }
            let Some(locked) = &findings.locked else { continue };
            match locked.open(&label, self.age.means.prompt()) {
                Ok(text) => {
                    findings.unlocked(&text);
                    self.plain()?;
                    self.passphrases()?;
                    self.plugins(true)?;
                }
                Err(trouble) => {
                    findings.trouble = Some(trouble.clone());
                    self.failed(at, None, trouble, true);
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// The identities that were not tried yet and that `wanted` names.
    fn untried(&self, wanted: impl Fn(&Opener) -> bool) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for &at in &self.seen {
            for (index, known) in self.readings[at].findings.identities.iter().enumerate() {
                let tried = |outcome: &Outcome| outcome.reading == at && outcome.identity == Some(index);
                if wanted(&known.opener) && !self.outcomes.iter().any(tried) {
                    found.push((at, index));
                }
            }
        }
        found
    }

    fn failed(&mut self, reading: usize, identity: Option<usize>, trouble: Trouble, probable: bool) {
        let what = trouble.what.clone();
        self.outcomes.push(Outcome { reading, identity, what, trouble: Some((trouble, probable)) });
    }

    fn source(&self, reading: usize) -> &'a IdentitySource {
        &self.age.sources[self.readings[reading].source]
    }

    fn label(&self, reading: usize) -> String {
        self.source(reading).label()
    }

    /// Every place that was looked at, with what came of what was found there.
    fn report(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for &at in &self.seen {
            let findings = &self.readings[at].findings;
            lines.extend(findings.places(self.source(at), &self.recipient));
            for outcome in self.outcomes.iter().filter(|outcome| outcome.reading == at) {
                // The place as a whole has its line already.
                if let Some(index) = outcome.identity {
                    let line = findings.identities[index].line;
                    lines.push(format!("{}, line {line}: {}", self.label(at), outcome.what));
                }
            }
        }
        lines
    }

    fn damaged(&self, why: &str) -> Step {
        ControlFlow::Break(Err(damaged(self.report(), why)))
    }

    /// Nothing fits. The reason is what kept an identity from being used that probably is the one; the
    /// hint is about that, else about the place that failed although the user named it, else about the
    /// identities that there are.
    fn not_mine(&self) -> Attempt {
        let places = self.report();
        if self.fits {
            return damaged(places, "the identity of this recipient does not open it");
        }
        let probable = self.outcomes.iter().filter_map(|outcome| outcome.trouble.as_ref());
        if let Some((trouble, _)) = probable.into_iter().find(|(_, probable)| *probable) {
            let reason = format!("an identity could not be used: {}", trouble.what);
            return Attempt { places, reason, hint: trouble.next.clone() };
        }
        let mut own: Vec<&str> = Vec::new();
        for recipient in self.seen.iter().flat_map(|&at| self.readings[at].findings.recipients()) {
            if !own.contains(&recipient) {
                own.push(recipient);
            }
        }
        let plugins = !self.outcomes.is_empty();
        let reason = match own.len() {
            0 if self.seen.is_empty() => "no place to find an age identity in is known",
            0 if !plugins => "no age identity was found",
            _ => "no identity found is for this recipient",
        };
        let broken = self.seen.iter().map(|&at| (self.source(at), &self.readings[at].findings));
        let mut broken = broken.filter(|(source, findings)| findings.is_broken() && !source.is_optional());
        let hint = match (broken.next(), own.first()) {
            (Some((source, _)), _) => format!("correct {}, which could not be used", source.name()),
            (None, Some(first)) => {
                format!("ask someone who can read the file to add your recipient {}", shown(first))
            }
            (None, None) => where_to_put(&self.recipient),
        };
        Attempt { places, reason: reason.to_owned(), hint: Some(hint) }
    }
}

/// An entry that no identity will open.
pub(super) fn damaged(places: Vec<String>, why: &str) -> Attempt {
    Attempt { places, reason: format!("this entry is damaged: {why}"), hint: Some(RESTORE.to_owned()) }
}

/// How to give the identity of a recipient.
fn where_to_put(recipient: &str) -> String {
    match (RecipientKind::of(recipient), plugin::binary_of(recipient)) {
        (RecipientKind::Ssh, _) => {
            "set SOPS_AGE_SSH_PRIVATE_KEY_FILE to the file of the SSH private key of one of the file's \
             recipients"
                .to_owned()
        }
        (RecipientKind::Tag, _) => {
            "set SOPS_AGE_KEY_FILE to a file that holds the identity which the plugin of \
                                    the hardware key gives (`AGE-PLUGIN-…`)"
                .to_owned()
        }
        (RecipientKind::Plugin, Some(binary)) => {
            format!("set SOPS_AGE_KEY_FILE to a file that holds the identity which {binary} gives")
        }
        _ => "set SOPS_AGE_KEY_FILE to the file that holds the identity of one of the file's recipients"
            .to_owned(),
    }
}
