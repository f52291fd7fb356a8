//! Whether a file gets a seal, and whether it must have one: what its creation rule says, and what is
//! customary without a word from it. Under the name `sops` a file never comes to a seal by itself.

use std::path::Path;

use sops_rs::{config::SealRule, ops::SealChoice};

use crate::{args::Persona, report, session::Session, whom};

/// On what occasion a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// All of it is encrypted anew.
    Anew,
    /// Its values change.
    Change,
    /// Its keys change.
    Keys,
}

/// Whether the file of that name gets a seal.
pub(crate) fn choice(session: &Session, name: Option<&Path>, occasion: Occasion) -> SealChoice {
    by_rule(session.persona, name.and_then(|name| rule(session, name)), occasion)
}

/// The same when the rule is known.
pub(crate) fn by_rule(persona: Persona, rule: Option<SealRule>, occasion: Occasion) -> SealChoice {
    match (rule, persona, occasion) {
        (Some(SealRule::Required), Persona::SopsRs, Occasion::Change) => SealChoice::Require,
        (Some(SealRule::Required | SealRule::On), ..) | (None, Persona::SopsRs, Occasion::Anew) => {
            SealChoice::Add
        }
        (Some(SealRule::Off), Persona::SopsRs, _) => SealChoice::Drop,
        (Some(SealRule::Off), Persona::Sops, _) | (None, ..) => SealChoice::Keep,
    }
}

/// Whether the file of that name must have a seal. The real program knows of none, so under its name none is
/// asked for.
pub(crate) fn is_required(session: &Session, name: Option<&Path>) -> bool {
    let by_rule = || name.and_then(|name| rule(session, name)) == Some(SealRule::Required);
    session.persona == Persona::SopsRs && by_rule()
}

/// What the rule for the file says.
fn rule(session: &Session, name: &Path) -> Option<SealRule> {
    let found = session.config_for(name).and_then(|config| {
        let rule = whom::rule_for(config.as_deref(), name)?;
        Ok(rule.and_then(|rule| rule.seal))
    });
    found.unwrap_or_else(|error| {
        if session.persona == Persona::SopsRs {
            report::warn(&format!("it is not known whether {} must have a seal: {error}", name.display()));
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_has_the_last_word() {
        use Occasion::{Anew, Change, Keys};
        use Persona::{Sops, SopsRs};
        for (rule, persona, want) in [
            (None, SopsRs, [SealChoice::Add, SealChoice::Keep, SealChoice::Keep]),
            (None, Sops, [SealChoice::Keep; 3]),
            (Some(SealRule::On), SopsRs, [SealChoice::Add; 3]),
            (Some(SealRule::On), Sops, [SealChoice::Add; 3]),
            (Some(SealRule::Off), SopsRs, [SealChoice::Drop; 3]),
            (Some(SealRule::Off), Sops, [SealChoice::Keep; 3]),
            (Some(SealRule::Required), SopsRs, [SealChoice::Add, SealChoice::Require, SealChoice::Add]),
            (Some(SealRule::Required), Sops, [SealChoice::Add; 3]),
        ] {
            let choices = [Anew, Change, Keys].map(|occasion| by_rule(persona, rule, occasion));
            assert_eq!(choices, want, "{rule:?} {persona:?}");
        }
    }
}
