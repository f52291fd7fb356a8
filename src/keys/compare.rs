//! Who can read a file, and what changes when others shall. What enters: the key groups of a file and
//! those that are wanted. What leaves: names, and differences. Nothing is wrapped here.

use super::{KeyGroup, KeyKind, MasterKey, aws_kms};
use crate::document::Block;

impl MasterKey {
    /// The key with all that decides how it is used: for KMS its role, context and profile, for a
    /// vault its address. Entries of equal names can stand for each other.
    pub fn name(&self) -> String {
        let field = |name| self.field(name).unwrap_or_default();
        match self.kind {
            KeyKind::Kms => {
                let role = Some(field("role")).filter(|role| !role.is_empty());
                let mut name =
                    role.map_or_else(|| self.id().to_owned(), |role| format!("{}+{role}", self.id()));
                let context = self.context();
                if !context.is_empty() {
                    let pairs: Vec<_> = context.iter().map(|(key, value)| format!("{key}:{value}")).collect();
                    name = format!("{name} context {}", pairs.join(","));
                }
                match field("aws_profile") {
                    "" => name,
                    profile => format!("{name} profile {profile}"),
                }
            }
            KeyKind::AzureKv => {
                let base = format!("{}/keys/{}", field("vault_url").trim_end_matches('/'), self.id());
                match field("version") {
                    "" => base,
                    version => format!("{base}/{version}"),
                }
            }
            KeyKind::HcVault => {
                let address = field("vault_address").trim_end_matches('/');
                format!("{address}/v1/{}/keys/{}", field("engine_path"), self.id())
            }
            KeyKind::Age | KeyKind::GcpKms | KeyKind::HcKms | KeyKind::Pgp => self.id().to_owned(),
        }
    }

    /// Whether both entries are used in the same way, so that one may stay for the other.
    pub fn is_same_entry(&self, other: &Self) -> bool {
        let by_id = matches!(self.kind, KeyKind::Age | KeyKind::Pgp);
        self.is_same_reader(other) && (by_id || self.name() == other.name())
    }

    /// Whether who holds the one key holds the other: a role or a context may differ.
    pub fn is_same_reader(&self, other: &Self) -> bool {
        self.kind == other.kind && self.reader() == other.reader()
    }

    /// The same of a key and what became of it in a file: an alias of KMS that names no account becomes
    /// an ARN. Good enough to tell what a rule would change, not to vouch for an entry: an account that
    /// is not named may be anyone's.
    fn may_be_same_reader(&self, other: &Self) -> bool {
        let both_kms = self.kind == KeyKind::Kms && other.kind == KeyKind::Kms;
        self.is_same_reader(other) || (both_kms && aws_kms::same_key(self.id(), other.id()))
    }

    fn may_be_same_entry(&self, other: &Self) -> bool {
        let beside_id = |key: &Self| key.name().replacen(key.id(), "", 1);
        self.is_same_entry(other)
            || (self.kind == KeyKind::Kms
                && self.may_be_same_reader(other)
                && beside_id(self) == beside_id(other))
    }

    fn reader(&self) -> String {
        match self.kind {
            KeyKind::Kms => self.id().to_owned(),
            KeyKind::AzureKv => {
                let vault = self.field("vault_url").unwrap_or_default();
                format!("{}/keys/{}", vault.trim_end_matches('/'), self.id())
            }
            // A fingerprint is hexadecimal, often written in groups; `0x` and `!` say nothing of whose it is.
            KeyKind::Pgp => {
                let digits = self.id().replace(' ', "").to_ascii_uppercase();
                digits.trim_start_matches("0X").trim_end_matches('!').to_owned()
            }
            // What follows an SSH key is its owner's note.
            KeyKind::Age if self.id().starts_with("ssh-") => {
                self.id().split_whitespace().take(2).collect::<Vec<_>>().join(" ")
            }
            KeyKind::Age | KeyKind::GcpKms | KeyKind::HcKms | KeyKind::HcVault => self.name(),
        }
    }

    /// The KMS encryption context, sorted.
    fn context(&self) -> Vec<(&str, &str)> {
        let context = self.fields.iter().find(|(name, _)| name == "context");
        let Some((_, Block::Map(pairs))) = context else { return Vec::new() };
        let mut pairs: Vec<_> =
            pairs.iter().map(|(name, value)| (name.as_str(), value.as_text().unwrap_or_default())).collect();
        pairs.sort_unstable();
        pairs
    }
}

/// What changes from one set of key groups to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Group by group, as they stand.
    pub groups: Vec<GroupDifference>,
    /// How many groups were needed, and how many will be.
    pub threshold: (u32, u32),
    /// Whether the groups are the same ones, they or their keys in another order.
    pub reordered: bool,
    /// Those who could read and no longer shall.
    pub removed: Vec<MasterKey>,
    /// Whether some who can recover the data key now shall not be able to any more, be it together.
    pub narrows: bool,
}

/// What changes in one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupDifference {
    /// The keys that stay.
    pub kept: Vec<MasterKey>,
    /// The keys that come.
    pub added: Vec<MasterKey>,
    /// The keys that go.
    pub removed: Vec<MasterKey>,
}

impl Difference {
    /// From `old` groups, of which so many are needed, to `new` ones.
    pub fn new(old: (&[KeyGroup], Option<u32>), new: (&[KeyGroup], Option<u32>)) -> Self {
        let threshold = (needed(old), needed(new));
        let ((old, _), (new, _)) = (old, new);
        let none = KeyGroup::new();
        let groups = (0..old.len().max(new.len()))
            .map(|at| GroupDifference::new(old.get(at).unwrap_or(&none), new.get(at).unwrap_or(&none)))
            .collect();
        let is_in = |key: &MasterKey, group: &KeyGroup| group.iter().any(|new| new.may_be_same_reader(key));
        let mut removed = strangers(old, new);
        removed.retain(|key| !new.iter().any(|group| is_in(key, group)));
        let narrows = !removed.is_empty() || threshold.1 > threshold.0 || !is_covered(old, new, is_in);
        let reordered = is_reordered(old, new);
        Self { groups, threshold, reordered, removed, narrows }
    }

    /// Whether there is nothing to do: the same keys in the same groups, in whatever order.
    pub fn is_empty(&self) -> bool {
        let same = |group: &GroupDifference| group.added.is_empty() && group.removed.is_empty();
        self.threshold.0 == self.threshold.1 && (self.reordered || self.groups.iter().all(same))
    }
}

impl GroupDifference {
    fn new(old: &KeyGroup, new: &KeyGroup) -> Self {
        let mut difference = Self::default();
        for key in new {
            let known = old.iter().any(|other| other.may_be_same_entry(key));
            let into = if known { &mut difference.kept } else { &mut difference.added };
            into.push(key.clone());
        }
        difference.removed =
            old.iter().filter(|key| !new.iter().any(|other| other.may_be_same_entry(key))).cloned().collect();
        difference
    }
}

/// The keys in `groups` that stand nowhere in `known`, each once.
pub fn strangers(groups: &[KeyGroup], known: &[KeyGroup]) -> Vec<MasterKey> {
    let mut found: Vec<MasterKey> = Vec::new();
    for key in groups.iter().flatten() {
        if !known.iter().flatten().chain(&found).any(|other| other.is_same_reader(key)) {
            found.push(key.clone());
        }
    }
    found
}

/// Whether nobody can read by `groups` who cannot by the groups of a `rule`, each with how many of them
/// are needed. Who stands in one group of the rule may not stand in two of the file.
pub fn is_within(groups: (&[KeyGroup], Option<u32>), rule: (&[KeyGroup], Option<u32>)) -> bool {
    let is_in = |key: &MasterKey, group: &KeyGroup| group.iter().any(|other| other.is_same_reader(key));
    match rule.0 {
        [all] => groups.0.iter().flatten().all(|key| is_in(key, all)),
        _ => needed(groups) >= needed(rule) && is_covered(groups.0, rule.0, is_in),
    }
}

/// Whether each of `groups` has one of `others` to itself that holds all its keys.
fn is_covered(
    groups: &[KeyGroup],
    others: &[KeyGroup],
    holds: impl Fn(&MasterKey, &KeyGroup) -> bool,
) -> bool {
    let fits: Vec<Vec<usize>> = groups
        .iter()
        .map(|group| {
            (0..others.len()).filter(|&at| group.iter().all(|key| holds(key, &others[at]))).collect()
        })
        .collect();
    let mut taken = vec![None; others.len()];
    (0..groups.len()).all(|group| place(group, &fits, &mut taken, &mut vec![false; others.len()]))
}

/// Finds a place for `group` among those that fit, for which others may have to move.
fn place(group: usize, fits: &[Vec<usize>], taken: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for &at in &fits[group] {
        if !std::mem::replace(&mut tried[at], true)
            && taken[at].is_none_or(|other| place(other, fits, taken, tried))
        {
            taken[at] = Some(group);
            return true;
        }
    }
    false
}

/// How many groups have to give their share.
fn needed((groups, threshold): (&[KeyGroup], Option<u32>)) -> u32 {
    let count = groups.len() as u32;
    threshold.filter(|threshold| *threshold > 0 && count > 1).unwrap_or(count)
}

/// Whether each group of the one has its like in the other, though not at its place.
fn is_reordered(old: &[KeyGroup], new: &[KeyGroup]) -> bool {
    let same = |one: &KeyGroup, other: &KeyGroup| {
        let difference = GroupDifference::new(one, other);
        difference.added.is_empty() && difference.removed.is_empty()
    };
    let mut rest: Vec<_> = new.iter().collect();
    let paired = old.iter().all(|group| match rest.iter().position(|other| same(group, other)) {
        Some(at) => {
            rest.remove(at);
            true
        }
        None => false,
    });
    let in_place = |one: &KeyGroup, other: &KeyGroup| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.may_be_same_entry(other))
    };
    paired && rest.is_empty() && !old.iter().zip(new).all(|(one, other)| in_place(one, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(names: &[&str]) -> KeyGroup {
        names.iter().map(|name| MasterKey::new(KeyKind::Age, *name)).collect()
    }

    fn kms(arn: &str, role: &str) -> MasterKey {
        let mut key = MasterKey::new(KeyKind::Kms, arn);
        key.set("role", role);
        key
    }

    fn ids(keys: &[MasterKey]) -> Vec<&str> {
        keys.iter().map(MasterKey::id).collect()
    }

    #[test]
    fn a_difference_tells_who_comes_and_who_goes() {
        let (old, new) = (vec![age(&["a", "b"])], vec![age(&["c", "a"])]);
        let difference = Difference::new((&old, None), (&new, None));
        let [group] = difference.groups.as_slice() else { panic!("one group") };
        assert_eq!(
            (ids(&group.kept), ids(&group.added), ids(&group.removed)),
            (vec!["a"], vec!["c"], vec!["b"])
        );
        assert_eq!(ids(&difference.removed), ["b"]);
        assert!(difference.narrows && !difference.is_empty());
    }

    #[test]
    fn another_order_is_no_difference() {
        let (old, new) = (vec![age(&["a", "b"]), age(&["c"])], vec![age(&["c"]), age(&["b", "a"])]);
        let difference = Difference::new((&old, Some(2)), (&new, None));
        assert!(difference.is_empty() && difference.reordered && !difference.narrows);
        assert!(!Difference::new((&old, None), (&old, None)).reordered);
    }

    #[test]
    fn a_higher_threshold_narrows_and_a_lower_one_does_not() {
        let groups = vec![age(&["a"]), age(&["b"]), age(&["c"])];
        let difference = |from, to| Difference::new((&groups, from), (&groups, to));
        assert!(difference(Some(2), None).narrows);
        assert!(!difference(None, Some(2)).narrows && !difference(None, Some(2)).is_empty());
        assert!(difference(None, Some(3)).is_empty());
        // Who was alone enough no longer is.
        let split = Difference::new((&groups[..1], None), (&groups[..2], None));
        assert!(split.narrows && split.removed.is_empty());
    }

    #[test]
    fn a_role_makes_another_entry_but_no_other_reader() {
        let (plain, with_role) = (kms("arn:x", ""), kms("arn:x", "arn:r"));
        assert!(plain.is_same_reader(&with_role) && !plain.is_same_entry(&with_role));
        assert_eq!(with_role.name(), "arn:x+arn:r");
        let difference = Difference::new((&[vec![plain]], None), (&[vec![with_role]], None));
        assert!(!difference.is_empty() && !difference.narrows);
    }

    #[test]
    fn names_have_all_parts() {
        let text = |name: &str, value: &str| (name.to_owned(), Block::text(value));
        let azure = MasterKey {
            kind: KeyKind::AzureKv,
            fields: vec![text("vault_url", "https://v"), text("name", "n"), text("version", "1")],
        };
        assert_eq!(azure.name(), "https://v/keys/n/1");
        let vault = MasterKey {
            kind: KeyKind::HcVault,
            fields: vec![text("vault_address", "https://v"), text("engine_path", "e"), text("key_name", "n")],
        };
        assert_eq!(vault.name(), "https://v/v1/e/keys/n");
        let context = Block::Map(vec![text("b", "2"), text("a", "1")]);
        let mut kms = kms("arn", "");
        kms.fields.push(("context".to_owned(), context));
        kms.set("aws_profile", "p");
        assert_eq!(kms.name(), "arn context a:1,b:2 profile p");
    }

    #[test]
    fn fingerprints_and_ssh_keys_are_compared_by_what_counts() {
        let pgp = |fp| MasterKey::new(KeyKind::Pgp, fp);
        assert!(pgp("abcd 1234").is_same_entry(&pgp("ABCD1234")));
        let ssh = |key| MasterKey::new(KeyKind::Age, key);
        assert!(ssh("ssh-ed25519 AAAA me@here").is_same_reader(&ssh("ssh-ed25519 AAAA")));
        assert!(!ssh("ssh-ed25519 AAAA").is_same_reader(&ssh("ssh-ed25519 AAAB")));
    }

    #[test]
    fn strangers_are_those_that_nobody_named() {
        let found = strangers(&[age(&["a", "x", "x"]), age(&["b", "y"])], &[age(&["a"]), age(&["b"])]);
        assert_eq!(ids(&found), ["x", "y"]);
    }

    #[test]
    fn a_key_that_moves_to_another_group_takes_something_from_someone() {
        let narrows =
            |old: &[KeyGroup], new: &[KeyGroup]| Difference::new((old, Some(2)), (new, Some(2))).narrows;
        let old = [age(&["a"]), age(&["b"]), age(&["c"])];
        assert!(!narrows(&old, &[age(&["c"]), age(&["a", "x"]), age(&["b"])]));
        assert!(narrows(&old, &[age(&["a"]), age(&["b", "c"])]), "b and c could read it together");
        assert!(narrows(&old, &[age(&["a", "b"]), age(&["c"]), age(&["x"])]));
        // The first may take the place of the second only when that one finds another.
        assert!(!narrows(&[age(&["a"]), age(&["a", "b"])], &[age(&["a", "b"]), age(&["a"])]));
    }

    #[test]
    fn who_stands_in_one_group_of_the_rule_may_not_stand_in_two_of_the_file() {
        let within = |file: &[&[&str]], rule: &[&[&str]]| {
            let groups = |names: &[&[&str]]| names.iter().map(|names| age(names)).collect::<Vec<_>>();
            is_within((&groups(file), Some(2)), (&groups(rule), Some(2)))
        };
        assert!(within(&[&["b"], &["a"]], &[&["a", "c"], &["b"]]));
        assert!(!within(&[&["a", "b"], &["b"]], &[&["a"], &["b"]]), "b could read it alone");
        assert!(!within(&[&["a"], &["x"]], &[&["a"], &["b"]]));
        assert!(!within(&[&["a"]], &[&["a"], &["b"]]), "a could read it alone");
        // Where one key is enough by the rule, groups only take away.
        assert!(within(&[&["a"], &["b"]], &[&["a", "b", "c"]]));
        let three = [age(&["a"]), age(&["b"]), age(&["c"])];
        assert!(!is_within((&three, Some(2)), (&three, Some(3))));
        assert!(is_within((&three, None), (&three, Some(2))));
    }

    #[test]
    fn an_alias_without_an_account_tells_what_changes_and_vouches_for_nobody() {
        let arn = |account: &str| format!("arn:aws:kms:us-east-1:{account}:alias/team");
        let (rule, file) = ([vec![kms("alias/team", "")]], [vec![kms(&arn("111111111111"), "")]]);
        assert!(Difference::new((&file, None), (&rule, None)).is_empty());
        assert_eq!(strangers(&file, &rule).len(), 1);
        assert!(!is_within((&file, None), (&rule, None)));
        let with_role = [vec![kms(&arn("111111111111"), "arn:aws:iam::1:role/r")]];
        assert!(!Difference::new((&with_role, None), (&rule, None)).is_empty());
    }

    #[test]
    fn another_spelling_is_no_other_order() {
        let pgp = |fp: &str| vec![vec![MasterKey::new(KeyKind::Pgp, fp)]];
        let difference = Difference::new((&pgp("abcd"), None), (&pgp("ABCD"), None));
        assert!(difference.is_empty() && !difference.reordered);
    }
}
