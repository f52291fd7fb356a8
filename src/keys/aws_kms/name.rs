//! The names of KMS keys. What enters: the text of an `arn` field. What leaves: its parts, of which
//! the region may become part of a host name and is therefore held to what a region looks like.

/// A name that is well-formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "aws-kms"), allow(dead_code))] // needed to ask for keys only
pub(super) enum KeyName<'a> {
    /// `arn:aws:kms:region:account:key/…` or `…:alias/…`.
    Arn { partition: &'a str, region: &'a str, account: &'a str, resource: &'a str },
    /// `alias/…`, in the region and account of the user.
    Alias(&'a str),
}

impl<'a> KeyName<'a> {
    /// `None` when `text` is not the name of a KMS key.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        if is_resource(text) && text.starts_with("alias/") {
            return Some(Self::Alias(text));
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [arn, partition, service, region, account, resource] = parts[..] else { return None };
        let is_arn = arn == "arn"
            && service == "kms"
            && partition.starts_with("aws")
            && is_label(partition)
            && is_label(region)
            && is_number(account)
            && is_resource(resource);
        is_arn.then_some(Self::Arn { partition, region, account, resource })
    }

    /// The region that the name tells.
    #[cfg(feature = "aws-kms")]
    pub(super) fn region(&self) -> Option<&'a str> {
        match self {
            Self::Arn { region, .. } => Some(region),
            Self::Alias(_) => None,
        }
    }

    /// Whether other regions may have a replica under the same id.
    #[cfg(feature = "aws-kms")]
    pub(super) fn is_multi_region(&self) -> bool {
        matches!(self, Self::Arn { resource, .. } if resource.starts_with("key/mrk-"))
    }

    /// What KMS in `region` knows the key, or its replica, by.
    #[cfg(feature = "aws-kms")]
    pub(super) fn in_region(&self, region: &str) -> String {
        match self {
            Self::Arn { partition, account, resource, .. } => {
                format!("arn:{partition}:kms:{region}:{account}:{resource}")
            }
            Self::Alias(alias) => (*alias).to_owned(),
        }
    }

    /// The whole name of an alias, in the region and account of the key behind it.
    #[cfg(feature = "aws-kms")]
    pub(super) fn beside(&self, key: &'a str) -> Option<String> {
        match (self, KeyName::parse(key)?) {
            (Self::Alias(alias), Self::Arn { partition, region, account, .. }) => {
                Some(format!("arn:{partition}:kms:{region}:{account}:{alias}"))
            }
            _ => None,
        }
    }
}

/// Whether both texts may name the same key: a bare alias, as a config has it, becomes an ARN in the
/// files that are encrypted to it.
pub fn same_key(one: &str, other: &str) -> bool {
    let resource = |text| match KeyName::parse(text) {
        Some(KeyName::Arn { resource, .. }) => Some((resource, true)),
        Some(KeyName::Alias(alias)) => Some((alias, false)),
        None => None,
    };
    match (resource(one), resource(other)) {
        (Some((one, whole)), Some((other, also_whole))) if whole != also_whole => one == other,
        _ => one == other,
    }
}

/// Whether a text is one label of a host name, in lower case: what regions and partitions are.
pub(super) fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len())
        && text.bytes().all(is_inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_resource(text: &str) -> bool {
    let id = text.strip_prefix("key/").or_else(|| text.strip_prefix("alias/"));
    id.is_some_and(|id| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_-:".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/612d5f0a-0000-45e6-aca6-a5b00693a48a";

    #[test]
    fn keys_and_aliases_of_all_partitions_are_names() {
        for name in [
            KEY,
            "arn:aws-cn:kms:cn-north-1:1:alias/app/prod_2",
            "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-12ab",
            "alias/prod",
            "alias/aws/ebs",
        ] {
            assert!(KeyName::parse(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_region_cannot_become_another_host() {
        for name in [
            "arn:aws:kms:evil.example/:123456789012:key/a",
            "arn:aws:kms:evil.example#:123456789012:key/a",
            "arn:aws:kms:us-east-1@evil:123456789012:key/a",
            "arn:aws:kms::123456789012:key/a",
            "arn:aws:kms:-:123456789012:key/a",
            "arn:aws:kms:US:123456789012:key/a",
        ] {
            assert_eq!(KeyName::parse(name), None, "{name}");
        }
    }

    #[test]
    fn what_names_no_key_is_refused() {
        for name in [
            "",
            "arn",
            "alias/",
            "key/612d5f0a",
            "612d5f0a-0000-45e6-aca6-a5b00693a48a",
            "arn:aws:iam::123456789012:role/dev",
            "arn:aws:kms:us-east-1:123456789012:role/a",
            "arn:aws:kms:us-east-1:abc:key/a",
            "arn:aws:kms:us-east-1:123456789012:key/",
            "arn:aws:kms:us-east-1:123456789012:key/a b",
            "arn:aws:kms:us-east-1:123456789012:key/a+arn:aws:iam::1:role/b",
            "arn:gcp:kms:us-east-1:123456789012:key/a",
        ] {
            assert_eq!(KeyName::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_bare_alias_is_the_alias_of_some_account() {
        let whole = "arn:aws:kms:us-east-1:123456789012:alias/prod";
        assert!(same_key("alias/prod", whole) && same_key(whole, "alias/prod"));
        assert!(same_key(KEY, KEY));
        for (one, other) in [
            ("alias/prod", "arn:aws:kms:us-east-1:123456789012:alias/dev"),
            ("alias/prod", KEY),
            (whole, "arn:aws:kms:us-east-1:210987654321:alias/prod"),
        ] {
            assert!(!same_key(one, other), "{one} {other}");
        }
    }

    #[cfg(feature = "aws-kms")]
    #[test]
    fn a_name_is_told_anew_for_another_place() {
        let name = KeyName::parse("arn:aws:kms:us-east-1:123456789012:key/mrk-12ab").unwrap();
        assert!(name.is_multi_region() && !KeyName::parse(KEY).unwrap().is_multi_region());
        assert_eq!(name.in_region("eu-west-1"), "arn:aws:kms:eu-west-1:123456789012:key/mrk-12ab");
        let alias = KeyName::parse("alias/prod").unwrap();
        let whole = "arn:aws:kms:us-east-1:123456789012:alias/prod";
        assert_eq!(alias.beside(KEY).as_deref(), Some(whole));
        assert_eq!(name.beside(KEY), None);
    }
}
