//! KMS keys as people write them: `--kms ARN+ROLE,ARN2` and `--encryption-context k:v,k2:v2`. What
//! enters: such texts. What leaves: master keys with the fields that the metadata has. Whether a key
//! can be used is not asked here.

use crate::{
    document::Block,
    error::{Error, ErrorKind, Result},
    keys::{KeyKind, MasterKey},
};

/// The key that these parts name; an empty role or context counts for none.
pub fn master_key(arn: &str, role: &str, context: &[(String, String)], profile: &str) -> MasterKey {
    let mut key = MasterKey::new(KeyKind::Kms, arn);
    if !role.is_empty() {
        key.set("role", role);
    }
    // The real program writes this one even when it is empty.
    key.set("aws_profile", profile);
    set_context(&mut key, context);
    key
}

/// Gives `key` an encryption context, unless it is empty.
pub fn set_context(key: &mut MasterKey, context: &[(String, String)]) {
    if context.is_empty() {
        return;
    }
    let mut entries: Vec<_> =
        context.iter().map(|(name, value)| (name.clone(), Block::text(value))).collect();
    // The real program sorts them.
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    put(key, "context", Block::Map(entries));
}

/// The keys of a comma-separated list, each perhaps with a role: `ARN+ROLE,ARN2`.
pub fn master_keys(list: &str, context: &[(String, String)], profile: &str) -> Vec<MasterKey> {
    let items = list.split(',').map(|item| item.replace(' ', "")).filter(|item| !item.is_empty());
    items
        .map(|item| {
            let (arn, role) = split_role(&item);
            master_key(arn, role, context, profile)
        })
        .collect()
}

/// The ARN of a key, and that of the role which may stand behind it after a plus sign.
pub fn split_role(text: &str) -> (&str, &str) {
    match text.find("+arn:aws").filter(|at| *at > 0 && text[*at..].contains(":iam::")) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

/// An encryption context: `name:value` pairs, separated by commas. Blanks count, and of two equal
/// names the last one does, as in the real program.
pub fn parse_context(text: &str) -> Result<Vec<(String, String)>> {
    let mut context: Vec<(String, String)> = Vec::new();
    if text.is_empty() {
        return Ok(context);
    }
    for (index, pair) in text.split(',').enumerate() {
        let (name, value) = pair
            .split_once(':')
            .filter(|(_, value)| !value.contains(':'))
            .ok_or_else(|| malformed(index + 1))?;
        match context.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => value.clone_into(old),
            None => context.push((name.to_owned(), value.to_owned())),
        }
    }
    Ok(context)
}

/// Sets a field: where it stands, else before `aws_profile`, which the real program writes last.
pub(super) fn put(key: &mut MasterKey, name: &str, value: Block) {
    let at = |wanted: &str| key.fields.iter().position(|(field, _)| field == wanted);
    match (at(name), at("aws_profile")) {
        (Some(at), _) => key.fields[at].1 = value,
        (None, Some(last)) => key.fields.insert(last, (name.to_owned(), value)),
        (None, None) => key.fields.push((name.to_owned(), value)),
    }
}

fn malformed(position: usize) -> Error {
    Error::new(ErrorKind::KmsContext, "invalid KMS encryption context format")
        .because(format!("pair {position} is not of the form name:value"))
        .hint("write it as name:value,name2:value2; names and values hold neither commas nor colons")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:kms:us-east-1:123456789012:key/a";
    const ROLE: &str = "arn:aws:iam::123456789012:role/dev";

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn names(key: &MasterKey) -> Vec<&str> {
        key.fields.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn a_list_gives_keys_with_and_without_roles() {
        let keys = master_keys(&format!("{ARN}+{ROLE}, {ARN}b ,,"), &[], "");
        assert_eq!(keys.len(), 2);
        assert_eq!((keys[0].id(), keys[0].field("role")), (ARN, Some(ROLE)));
        assert_eq!((keys[1].id(), keys[1].field("role")), (format!("{ARN}b").as_str(), None));
        assert_eq!(names(&keys[0]), ["arn", "role", "aws_profile"]);
        assert!(master_keys("", &[], "").is_empty());
    }

    #[test]
    fn roles_of_other_partitions_are_roles() {
        for role in ["arn:aws-cn:iam::1:role/x", "arn:aws-us-gov:iam::1:role/x"] {
            assert_eq!(split_role(&format!("{ARN}+{role}")), (ARN, role));
        }
        assert_eq!(split_role(&format!("+{ROLE}")).1, "");
        assert_eq!(split_role("a+b"), ("a+b", ""));
    }

    #[test]
    fn the_context_is_sorted_into_the_entry() {
        let key = master_key(ARN, "", &pairs(&[("z", "1"), ("a", "2")]), "prod");
        assert_eq!(names(&key), ["arn", "context", "aws_profile"]);
        let sorted = [("a".to_owned(), Block::text("2")), ("z".to_owned(), Block::text("1"))];
        assert_eq!(key.fields[1].1, Block::Map(sorted.to_vec()));
        assert_eq!(key.field("aws_profile"), Some("prod"));
    }

    // What the real program takes and refuses, as tried with it.
    #[test]
    fn contexts_are_read_as_the_real_program_does() {
        for (text, expected) in [
            ("", vec![]),
            ("z:1,a:2", vec![("z", "1"), ("a", "2")]),
            ("z:,b:3, c: 4", vec![("z", ""), ("b", "3"), (" c", " 4")]),
            (":x,:y", vec![("", "y")]),
        ] {
            assert_eq!(parse_context(text).unwrap(), pairs(&expected), "{text}");
        }
        for text in ["z", "z:1:3", "a:1,", ",", "a=1"] {
            let error = parse_context(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::KmsContext, "{text}");
        }
        assert!(!parse_context("a:1,CANARY").unwrap_err().to_string().contains("CANARY"));
    }
}
