//! Several groups with local keys.

use super::*;

/// A provider that wraps by writing down what it was given; an entry with the id of another one is
/// not his.
pub(super) struct Open {
    pub(super) kind: KeyKind,
    pub(super) holds: &'static [&'static str],
    pub(super) asked: RefCell<Vec<String>>,
}

impl Open {
    pub(super) fn holding(holds: &'static [&'static str]) -> Self {
        Self { kind: KeyKind::Age, holds, asked: RefCell::default() }
    }
}

impl Provider for Open {
    fn kind(&self) -> KeyKind {
        self.kind
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn has_secret_of(&self, key: &MasterKey) -> bool {
        self.holds.contains(&key.id())
    }

    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()> {
        if key.id() == "broken" {
            return Err(Error::new(ErrorKind::NoKey, "broken cannot be wrapped for"));
        }
        key.set("enc", hex(secret));
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> Result<Plaintext, Attempt> {
        self.asked.borrow_mut().push(key.id().to_owned());
        if self.holds.contains(&key.id()) {
            return Ok(unhex(key.enc()));
        }
        Err(Attempt { places: Vec::new(), reason: "not mine".to_owned(), hint: None })
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

pub(super) fn unhex(text: &str) -> Plaintext {
    let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    Plaintext::new((0..text.len() / 2).map(byte).collect())
}

/// Groups of age keys with these ids, wrapped.
pub(super) fn wrapped<const N: usize>(ids: [&[&str]; N], threshold: Option<u32>) -> [KeyGroup; N] {
    let mut groups = ids.map(|ids| ids.iter().map(|&id| MasterKey::new(KeyKind::Age, id)).collect());
    wrap(&mut groups, threshold, &DataKey::from_slice(&[9; 32]).unwrap(), &[&Open::holding(&[])]).unwrap();
    groups
}

fn opens(groups: &[KeyGroup], threshold: Option<u32>, holds: &'static [&'static str]) -> Result<DataKey> {
    recover(groups, threshold, &Recovery::new(&[&Open::holding(holds)], DEFAULT_ORDER))
}

fn found(result: Result<DataKey>) -> [u8; 32] {
    *result.unwrap().expose()
}

#[test]
fn any_groups_as_many_as_the_threshold_open_the_file() {
    let groups = wrapped([&["a1", "a2"], &["b"], &["c"]], Some(2));
    for holds in [&["a1", "b"][..], &["a2", "c"], &["b", "c"], &["a1", "b", "c"]] {
        assert_eq!(found(opens(&groups, Some(2), holds)), [9; 32], "{holds:?}");
    }
    for holds in [&["a1", "a2"][..], &["c"], &[]] {
        fails(opens(&groups, Some(2), holds));
    }
}

#[test]
fn without_a_threshold_all_groups_are_needed() {
    for threshold in [None, Some(0)] {
        let groups = wrapped([&["a"], &["b"], &["c"]], threshold);
        assert_eq!(found(opens(&groups, threshold, &["a", "b", "c"])), [9; 32]);
        fails(opens(&groups, threshold, &["a", "b"]));
        assert_eq!(stored_threshold(&groups, threshold), Some(3));
    }
}

#[test]
fn a_single_group_has_no_threshold() {
    let groups = wrapped([&["a", "b"]], Some(2));
    assert_eq!(groups[0][0].enc(), "09".repeat(32));
    assert_eq!(found(opens(&groups, Some(2), &["b"])), [9; 32]);
    assert_eq!(stored_threshold(&groups, Some(2)), None);
}

#[test]
fn all_keys_of_a_group_have_the_same_share() {
    let groups = wrapped([&["a1", "a2"], &["b"]], None);
    assert_eq!(groups[0][0].enc(), groups[0][1].enc());
    assert_ne!(groups[0][0].enc(), groups[1][0].enc());
    assert!(groups.iter().flatten().all(|key| !key.enc().contains(&"09".repeat(8))));
}

#[test]
fn the_search_stops_when_there_is_enough_and_begins_with_what_is_at_hand() {
    let groups = wrapped([&["a"], &["b"], &["c"], &["d"]], Some(2));
    let open = Open::holding(&["b", "d"]);
    recover(&groups, Some(2), &Recovery::new(&[&open], DEFAULT_ORDER)).unwrap();
    assert_eq!(*open.asked.borrow(), ["b", "d"]);
}

#[test]
fn a_share_that_cannot_be_one_hinders_no_other() {
    let holds = &["a", "a2", "b", "c"];
    let mut groups = wrapped([&["a", "a2"], &["b"], &["c"]], Some(2));
    let whole = groups.clone();
    for (bad, why) in [
        ("11".repeat(32), "the share of the key in this entry has 32 bytes instead of 33"),
        (String::new(), "the share of the key in this entry has 0 bytes instead of 33"),
        (format!("{}00", "11".repeat(32)), "the share of the key in this entry has the number 0"),
    ] {
        groups[0][0].set("enc", &bad);
        assert_eq!(found(opens(&groups, Some(2), holds)), [9; 32], "{why}");
        let error = fails(opens(&groups[..2], None, &["a", "b"]));
        assert_eq!(error.details()[1], format!("  age a: {why}"));
        groups[0][0].set("enc", whole[0][0].enc());
    }

    groups[1][0].set("enc", whole[0][0].enc());
    assert_eq!(found(opens(&groups, Some(2), holds)), [9; 32]);
    let error = fails(opens(&groups, Some(3), holds));
    assert_eq!(
        error.details(),
        [
            "group 1 of 3: opened with age a",
            "group 2 of 3:",
            "  age b: the share of the key in this entry has the same number as that of group 1",
            "    next: restore the file from version control",
            "group 3 of 3: opened with age c",
        ]
    );
}

#[test]
fn unknown_kinds_and_groups_without_keys_hinder_no_other() {
    let mut groups = wrapped([&["a"], &["b"], &["c"], &["d"]], Some(2));
    groups[0] = vec![];
    groups[1] = vec![MasterKey::new(KeyKind::HcVault, "v")];
    assert_eq!(found(opens(&groups, Some(2), &["c", "d"])), [9; 32]);

    let error = fails(opens(&groups, Some(2), &["c"]));
    assert_eq!(
        error.details(),
        [
            "group 1 of 4: it names no key that this version knows",
            "group 2 of 4:",
            "  hc_vault v: hc_vault keys are not supported by this version yet",
            "group 3 of 4: opened with age c",
            "group 4 of 4:",
            "  age d: not mine",
        ]
    );
    assert_eq!(error.causes(), ["of its 4 key groups 2 are needed, and only 1 could be opened"]);
    let next = "in each group one key is enough: make one of them work in 1 more of the groups, or ask";
    assert!(error.next_step().unwrap().starts_with(next));
}

#[test]
fn long_recipients_are_shortened() {
    let long = "b".repeat(200);
    let error = fails(opens(&wrapped([&["a"], &[&long]], Some(2)), Some(2), &["a"]));
    let cut = format!("{}…{}", "b".repeat(44), "b".repeat(30));
    assert_eq!(
        error.details(),
        ["group 1 of 2: opened with age a", "group 2 of 2:", &format!("  age {cut}: not mine")]
    );
}

#[test]
fn a_threshold_that_cannot_be_is_refused() {
    let groups = wrapped([&["a"], &["b"]], None);
    for (threshold, why) in [
        (3, "shamir_threshold is 3, but there are only 2 key groups"),
        (u32::MAX, "shamir_threshold is 4294967295, but there are only 2 key groups"),
        (1, "shamir_threshold is 1, but with several key groups at least 2 are needed"),
    ] {
        let error = fails(opens(&groups, Some(threshold), &["a", "b"]));
        assert_eq!(error.causes(), [why]);

        let mut groups = [vec![MasterKey::new(KeyKind::Age, "a")], vec![MasterKey::new(KeyKind::Age, "b")]];
        let error = check(&groups, Some(threshold), &[&Open::holding(&[])]).unwrap_err();
        assert_eq!((error.kind(), error.causes()), (ErrorKind::NoKey, &[why.to_owned()][..]));
        let key = DataKey::from_slice(&[9; 32]).unwrap();
        assert!(wrap(&mut groups, Some(threshold), &key, &[&Open::holding(&[])]).is_err());
    }
}

#[test]
fn nothing_is_wrapped_for_an_empty_group_or_when_one_key_fails() {
    let key = DataKey::from_slice(&[9; 32]).unwrap();
    let age = |id: &str| MasterKey::new(KeyKind::Age, id);
    for (mut groups, message) in [
        ([vec![age("a")], vec![], vec![age("b")]], "the data key cannot be wrapped for these key groups"),
        ([vec![age("a")], vec![age("b")], vec![age("broken")]], "broken cannot be wrapped for"),
    ] {
        let error = wrap(&mut groups, Some(2), &key, &[&Open::holding(&[])]).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::NoKey, message));
        assert!(groups.iter().flatten().all(|key| key.enc().is_empty()));
    }
    let empty = check(&[vec![age("a")], vec![]], None, &[&Open::holding(&[])]).unwrap_err();
    assert_eq!(empty.causes(), ["group 2 of 2 names no key"]);
}
