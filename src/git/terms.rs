//! Whom and what a merged file is for. What enters: the metadata of the base and of both sides. What
//! leaves: key groups in which everybody stays who is on both sides or was added by one, and nobody who
//! was removed by one; and the selectors. Metadata is not authentic: who was added is named, so that the
//! caller can ask whether anybody vouches for them.

use crate::{
    error::{Error, ErrorKind, Result},
    keys::{KeyGroup, MasterKey},
    metadata::Metadata,
    ops::Terms,
};

/// The terms of a merge; without a base, both sides added all that they have.
pub(super) fn terms(base: Option<&Metadata>, ours: &Metadata, theirs: &Metadata) -> Result<Terms> {
    let (groups, shamir_threshold) = groups(base, ours, theirs)?;
    let selectors = |metadata: &Metadata| (metadata.selectors.clone(), metadata.mac_only_encrypted);
    let (selectors, mac_only_encrypted) =
        pick(base.map(selectors).as_ref(), selectors(ours), selectors(theirs))
            .ok_or_else(|| disagree("what is encrypted"))?;
    Ok(Terms { groups, shamir_threshold, selectors, mac_only_encrypted, new_key: false })
}

/// Those of `groups` whom the base and at least one side do not have.
pub(super) fn added(groups: &[KeyGroup], base: &Metadata) -> Vec<MasterKey> {
    let known = |key: &MasterKey| base.groups.iter().flatten().any(|old| old.is_same_reader(key));
    groups.iter().flatten().filter(|key| !known(key)).cloned().collect()
}

fn groups(
    base: Option<&Metadata>,
    ours: &Metadata,
    theirs: &Metadata,
) -> Result<(Vec<KeyGroup>, Option<u32>)> {
    let count = ours.groups.len();
    if theirs.groups.len() != count || base.is_some_and(|base| base.groups.len() != count) {
        let whole = |metadata: &Metadata| (metadata.groups.clone(), metadata.shamir_threshold);
        let names = |metadata: &Metadata| -> Vec<Vec<String>> {
            metadata.groups.iter().map(|group| group.iter().map(MasterKey::name).collect()).collect()
        };
        return match base {
            Some(base) if names(base) == names(ours) => Ok(whole(theirs)),
            Some(base) if names(base) == names(theirs) => Ok(whole(ours)),
            _ => Err(disagree("the key groups")),
        };
    }
    let none = KeyGroup::new();
    let merged = (0..count).map(|at| {
        let base = base.and_then(|base| base.groups.get(at)).unwrap_or(&none);
        group(base, &ours.groups[at], &theirs.groups[at])
    });
    let threshold = |metadata: &Metadata| metadata.shamir_threshold.filter(|_| count > 1);
    let threshold = pick(base.map(threshold).as_ref(), threshold(ours), threshold(theirs))
        .ok_or_else(|| disagree("how many key groups are needed"))?;
    Ok((merged.collect(), threshold))
}

fn group(base: &KeyGroup, ours: &KeyGroup, theirs: &KeyGroup) -> KeyGroup {
    let has = |group: &KeyGroup, key: &MasterKey| group.iter().any(|other| other.is_same_entry(key));
    let stays = |key: &&MasterKey, other: &KeyGroup| has(other, key) || !has(base, key);
    let mut merged: KeyGroup = ours.iter().filter(|key| stays(key, theirs)).cloned().collect();
    for key in theirs.iter().filter(|key| stays(key, ours)) {
        if !has(&merged, key) {
            merged.push(key.clone());
        }
    }
    merged
}

fn pick<T: PartialEq>(base: Option<&T>, ours: T, theirs: T) -> Option<T> {
    if ours == theirs || base == Some(&theirs) { Some(ours) } else { (base == Some(&ours)).then_some(theirs) }
}

fn disagree(what: &str) -> Error {
    Error::new(ErrorKind::Generic, format!("both sides changed {what}, each in its way"))
        .because("this is decided by the metadata of the whole file, so that no part of it can be merged")
        .hint("Change one side to agree with the other, then merge again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::KeyKind;

    fn metadata(groups: &[&str]) -> Metadata {
        let group = |names: &&str| names.chars().map(|name| MasterKey::new(KeyKind::Age, name)).collect();
        Metadata { groups: groups.iter().map(group).collect(), ..Metadata::default() }
    }

    fn merged(base: &[&str], ours: &[&str], theirs: &[&str]) -> Option<Vec<String>> {
        let terms = terms(Some(&metadata(base)), &metadata(ours), &metadata(theirs)).ok()?;
        Some(terms.groups.iter().map(|group| group.iter().map(MasterKey::id).collect()).collect())
    }

    #[test]
    fn who_was_added_stays_and_who_was_removed_goes() {
        assert_eq!(merged(&["ab"], &["abx"], &["by"]), Some(vec!["bxy".to_owned()]));
        assert_eq!(
            merged(&["ab", "c"], &["ab", "cd"], &["a", "c"]),
            Some(vec!["a".to_owned(), "cd".to_owned()])
        );
        assert_eq!(merged(&["ab"], &["ab"], &["a", "b"]), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(merged(&["ab"], &["abc"], &["a", "b"]), None);
    }

    #[test]
    fn without_a_base_all_are_added() {
        let terms = terms(None, &metadata(&["ab"]), &metadata(&["bc"])).unwrap();
        assert_eq!(terms.groups[0].iter().map(MasterKey::id).collect::<String>(), "abc");
    }

    #[test]
    fn one_may_change_the_selector_but_not_both() {
        let with = |suffix: &str| {
            let mut metadata = metadata(&["a"]);
            metadata.selectors.encrypted_suffix = Some(suffix.to_owned());
            metadata
        };
        let suffix = |base: &str, ours: &str, theirs: &str| {
            Some(
                terms(Some(&with(base)), &with(ours), &with(theirs))
                    .ok()?
                    .selectors
                    .encrypted_suffix
                    .unwrap(),
            )
        };
        assert_eq!(suffix("a", "a", "b").as_deref(), Some("b"));
        assert_eq!(suffix("a", "b", "a").as_deref(), Some("b"));
        assert_eq!(suffix("a", "b", "c"), None);
    }
}
