//! Whom a file is for: what was typed, what the environment says, what the creation rule says, and what
//! the file itself says, which nobody vouches for. What leaves: key groups, or the refusal to wrap for a
//! stranger.

use std::path::Path;

use sops_rs::{
    Error, ErrorKind, Result,
    config::{Config, CreationRule},
    keys::{KeyGroup, KeyKind, MasterKey, aws_kms, is_within, notation, strangers},
};

use crate::{
    args::{AddFlags, AwsFlags, GroupFlags, KeyFlags, Persona, RemoveFlags},
    env,
    names::Names,
    report,
    session::Session,
};

/// The part of a creation rule that says whom a file is for.
pub(crate) struct Wanted {
    /// The keys; never empty.
    pub(crate) groups: Vec<KeyGroup>,
    /// How many groups are needed.
    pub(crate) shamir_threshold: Option<u32>,
    /// Where the rule stands.
    pub(crate) place: String,
}

/// Lists of keys, one of each kind that was given.
type Lists<'a> = [(KeyKind, Option<&'a str>); 7];

/// Three commands have a flag for each kind, under names of their own.
macro_rules! lists_of_keys {
    ($($flags:ty),*) => {$(
        impl $flags {
            fn lists(&self) -> Lists<'_> {
                [
                    (KeyKind::Age, self.age.as_deref()),
                    (KeyKind::Pgp, self.pgp.as_deref()),
                    (KeyKind::Kms, self.kms.as_deref()),
                    (KeyKind::GcpKms, self.gcp_kms.as_deref()),
                    (KeyKind::HcKms, self.hckms.as_deref()),
                    (KeyKind::AzureKv, self.azure_kv.as_deref()),
                    (KeyKind::HcVault, self.hc_vault_transit.as_deref()),
                ]
            }

            /// Whether any key was typed.
            pub(crate) fn is_given(&self) -> bool {
                self.lists().iter().any(|(_, list)| list.is_some())
            }
        }
    )*};
}

lists_of_keys!(KeyFlags, AddFlags, RemoveFlags);

impl KeyFlags {
    /// The keys that were typed or, kind by kind, those that the environment names.
    pub(crate) fn or_environment(&self) -> Result<KeyGroup> {
        let mut group = KeyGroup::new();
        for (kind, list) in self.lists() {
            let list = list.map(str::to_owned).or_else(|| env::recipients(kind)).unwrap_or_default();
            group.extend(keys(kind, &list, &self.aws)?);
        }
        Ok(group)
    }
}

impl GroupFlags {
    /// The keys that were typed.
    pub(crate) fn group(&self) -> Result<KeyGroup> {
        let mut group = KeyGroup::new();
        for (kind, lists) in [
            (KeyKind::Age, &self.age),
            (KeyKind::Pgp, &self.pgp),
            (KeyKind::Kms, &self.kms),
            (KeyKind::GcpKms, &self.gcp_kms),
            (KeyKind::HcKms, &self.hckms),
            (KeyKind::AzureKv, &self.azure_kv),
            (KeyKind::HcVault, &self.hc_vault_transit),
        ] {
            group.extend(keys(kind, &lists.join(","), &self.aws)?);
        }
        Ok(group)
    }
}

impl AddFlags {
    /// The keys that were typed.
    pub(crate) fn keys(&self, aws: &AwsFlags) -> Result<Vec<MasterKey>> {
        all(self.lists(), aws)
    }
}

impl RemoveFlags {
    /// The keys that were typed.
    pub(crate) fn keys(&self, aws: &AwsFlags) -> Result<Vec<MasterKey>> {
        all(self.lists(), aws)
    }
}

impl AwsFlags {
    /// Gives the encryption context to KMS keys that have none of their own.
    pub(crate) fn set_context(&self, groups: &mut [KeyGroup]) -> Result<()> {
        let context = aws_kms::parse_context(self.encryption_context.as_deref().unwrap_or_default())?;
        for key in groups.iter_mut().flatten().filter(|key| key.kind == KeyKind::Kms) {
            if !key.fields.iter().any(|(name, _)| name == "context") {
                aws_kms::set_context(key, &context);
            }
        }
        Ok(())
    }
}

/// The rule for the file of that name; `None` where there is no config, or no rule in it fits.
pub(crate) fn rule_for<'c>(config: Option<&'c Config>, name: &Path) -> Result<Option<&'c CreationRule>> {
    match config.filter(|config| !config.rules.is_empty()).map(|config| config.rule_for(name)) {
        None => Ok(None),
        Some(Ok(rule)) => Ok(Some(rule)),
        // A rule that is wrong is an error; that none fits is not.
        Some(Err(error)) if error.kind() == ErrorKind::Generic => Ok(None),
        Some(Err(error)) => Err(error),
    }
}

/// Whom the config says the file of that name is for; `None` where it says nothing.
pub(crate) fn wanted(session: &Session, name: &Path) -> Result<Option<Wanted>> {
    let config = session.config_for(name)?;
    let rule = rule_for(config.as_deref(), name)?;
    Ok(rule.zip(config.as_ref()).filter(|(rule, _)| !rule.groups.is_empty()).map(|(rule, config)| Wanted {
        groups: rule.groups.clone(),
        shamir_threshold: rule.shamir_threshold,
        place: format!("{}:{}", config.path.display(), rule.line),
    }))
}

/// Gives the KMS keys of a rule that name no encryption context the one under which the file has them: it
/// was given on the command line, and its absence from the rule says nothing.
pub(crate) fn adopt_contexts(groups: &mut [KeyGroup], old: &[KeyGroup]) {
    let context = |key: &MasterKey| key.fields.iter().find(|(name, _)| name == "context").cloned();
    for key in groups.iter_mut().flatten().filter(|key| key.kind == KeyKind::Kms && context(key).is_none()) {
        let same = |entry: &&MasterKey| {
            let mut bare = (*entry).clone();
            bare.fields.retain(|(name, _)| name != "context");
            bare.is_same_entry(key)
        };
        let found = old.iter().flatten().find(same).and_then(context);
        key.fields.extend(found);
    }
}

/// Whom a data key is about to be wrapped for.
pub(crate) struct Claim<'a> {
    /// All groups.
    pub(crate) groups: &'a [KeyGroup],
    /// How many of them are needed.
    pub(crate) threshold: Option<u32>,
    /// The groups without what the user asked for: what only the metadata of the file says.
    pub(crate) unasked: &'a [KeyGroup],
}

/// Lets a data key be wrapped for whom the metadata of the file names, if the rule for the file names them
/// as well, or the user accepts them. Where there is no rule, or under the name `sops`, it only warns; where
/// both hold, it is silent.
pub(crate) fn vouch(session: &Session, name: &Path, claim: &Claim<'_>, accepted: bool) -> Result<()> {
    let Claim { groups, threshold, unasked } = *claim;
    if accepted || unasked.iter().all(Vec::is_empty) {
        return Ok(());
    }
    let names = Names::for_file(session, name);
    let Some(wanted) = wanted(session, name)? else {
        // The real program says nothing, and what calls it may take a word for a failure.
        if session.persona == Persona::Sops {
            return Ok(());
        }
        report::warn(&format!(
            "{}: no creation rule says whom the file is for; its key is wrapped for whom its metadata names: {}",
            name.display(),
            names.labels(&strangers(unasked, &[])).join(", ")
        ));
        return Ok(());
    };
    let strangers = strangers(unasked, &wanted.groups);
    let is_within = |groups| is_within((groups, threshold), (&wanted.groups, wanted.shamir_threshold));
    let (message, details) = if !strangers.is_empty() {
        ("the file names recipients that its creation rule does not", names.labels(&strangers))
    } else if is_within(groups) || is_within(unasked) {
        return Ok(());
    } else {
        let group = |(at, group): (usize, &KeyGroup)| {
            format!("group {} of {}: {}", at + 1, groups.len(), names.labels(group).join(", "))
        };
        let message = "the key groups of the file let others read it than those of its creation rule";
        (message, groups.iter().enumerate().map(group).collect())
    };
    if session.persona == Persona::Sops {
        report::warn(&format!("{}: {message}: {}", name.display(), details.join(", ")));
        return Ok(());
    }
    let mut error = Error::new(ErrorKind::Generic, message)
        .because(format!("whoever can write the file can change them; the rule is at {}", wanted.place))
        .detailed(details);
    let is_alias = |key: &MasterKey| {
        let mut ruled = wanted.groups.iter().flatten();
        key.kind == KeyKind::Kms && ruled.any(|other| aws_kms::same_key(key.id(), other.id()))
    };
    if strangers.iter().any(is_alias) {
        error = error
            .because("an alias in the rule names no account, which may be anyone's: write its whole ARN");
    }
    Err(error.hint(
        "Add them to the rule, or make the keys of the file those of its rule with updatekeys; if they are right, \
         go on with --accept-recipients",
    ))
}

/// What there is to say when these keys lose a file.
pub(crate) fn farewell(names: &Names, removed: &[MasterKey], keeps_data_key: bool) -> String {
    let (verb, them) = if removed.len() == 1 { ("knows", "it") } else { ("know", "them") };
    let key = if keeps_data_key {
        format!("and what is written from now on is not kept from {them}, as the data key stays")
    } else {
        format!("and the new data key keeps only what is written from now on from {them}")
    };
    let who = names.labels(removed).join(", ");
    format!("{who} still {verb} the values as they were, {key}: change the values that matter")
}

fn all(lists: Lists<'_>, aws: &AwsFlags) -> Result<Vec<MasterKey>> {
    let mut found = Vec::new();
    for (kind, list) in lists {
        found.extend(keys(kind, list.unwrap_or_default(), aws)?);
    }
    Ok(found)
}

fn keys(kind: KeyKind, list: &str, aws: &AwsFlags) -> Result<Vec<MasterKey>> {
    if kind == KeyKind::Kms {
        let context = aws_kms::parse_context(aws.encryption_context.as_deref().unwrap_or_default())?;
        return Ok(aws_kms::master_keys(list, &context, aws.aws_profile.as_deref().unwrap_or_default()));
    }
    notation::parse_list(kind, list)
}
