//! From a block to the metadata. What enters: a `Block` in any order, typed or (flattened
//! notations) all text. What leaves: `Metadata`, or an error that names the entry. A value of the
//! block is never quoted: it may be a token or a key.

use super::{ENTRY, Metadata, SEAL};
use crate::{
    document::Block,
    error::{Error, ErrorKind, Result},
    keys::{KeyGroup, KeyKind, MasterKey},
};

impl Metadata {
    /// Reads the block.
    pub fn from_block(block: &Block) -> Result<Self> {
        let Block::Map(entries) = block else {
            return Err(Error::new(ErrorKind::Generic, "the metadata is not a mapping")
                .at_path(format!("[{ENTRY:?}]")));
        };
        let mut read = Self::default();
        let mut direct = KeyGroup::new();
        for (name, value) in entries {
            read.entry(name, value, &mut direct).map_err(|error| {
                error
                    .at_path(format!("[{ENTRY:?}][{name:?}]"))
                    .hint("Restore the metadata from an earlier version of the file")
            })?;
        }
        if !direct.is_empty() {
            // As the real program does: lists that stand directly in the block win.
            read.groups = vec![direct];
        }
        check_version(&read.version)?;
        read.settle_selectors()?;
        Ok(read)
    }

    fn entry(&mut self, name: &str, value: &Block, direct: &mut KeyGroup) -> Result<()> {
        if let Some(kind) = kind_of(name) {
            return read_keys(kind, value, direct);
        }
        let selectors = &mut self.selectors;
        match name {
            "key_groups" => self.groups = read_groups(value)?,
            "shamir_threshold" => self.shamir_threshold = Some(number(value)?),
            "lastmodified" => self.lastmodified = text(value)?,
            "mac" => self.mac = text(value)?,
            "mac_only_encrypted" => self.mac_only_encrypted = flag(value)?,
            "version" => self.version = text(value)?,
            "encrypted_comment_regex" => selectors.encrypted_comment_regex = selector(value)?,
            "encrypted_regex" => selectors.encrypted_regex = selector(value)?,
            "encrypted_suffix" => selectors.encrypted_suffix = selector(value)?,
            "unencrypted_comment_regex" => selectors.unencrypted_comment_regex = selector(value)?,
            "unencrypted_regex" => selectors.unencrypted_regex = selector(value)?,
            "unencrypted_suffix" => selectors.unencrypted_suffix = selector(value)?,
            "source_forms" => self.source_forms = list(value)?.iter().map(text).collect::<Result<_>>()?,
            SEAL => self.seal = text(value)?,
            _ => self.unknown.push((name.to_owned(), value.clone())),
        }
        Ok(())
    }

    /// At most one selector counts; without any, the real program takes the default suffix.
    fn settle_selectors(&mut self) -> Result<()> {
        let names: Vec<_> = self.selectors.given().map(|(name, _)| name).collect();
        if names.len() > 1 {
            return Err(Error::new(ErrorKind::Generic, "cannot use more than one selector in the same file")
                .at_path(format!("[{ENTRY:?}]"))
                .because(format!("{} are set", names.join(" and ")))
                .hint("Keep the one that the file was encrypted with"));
        }
        self.selectors = std::mem::take(&mut self.selectors).or_default(true);
        Ok(())
    }
}

fn kind_of(list: &str) -> Option<KeyKind> {
    KeyKind::ALL.into_iter().find(|kind| kind.list() == list)
}

fn read_groups(value: &Block) -> Result<Vec<KeyGroup>> {
    let read = |group: &Block| {
        let Block::Map(lists) = group else { return Err(not("a mapping of lists of keys")) };
        let mut keys = KeyGroup::new();
        for (name, value) in lists {
            if let Some(kind) = kind_of(name) {
                read_keys(kind, value, &mut keys)?;
            }
        }
        Ok(keys)
    };
    list(value)?.iter().map(read).collect()
}

fn read_keys(kind: KeyKind, value: &Block, group: &mut KeyGroup) -> Result<()> {
    for key in list(value)? {
        let Block::Map(fields) = key else { return Err(not("a list of mappings")) };
        group.push(MasterKey { kind, fields: fields.clone() });
    }
    Ok(())
}

/// `major.minor.patch`, perhaps after a `v`, perhaps with a pre-release or build behind it.
fn check_version(version: &str) -> Result<()> {
    let numbers = version.strip_prefix('v').unwrap_or(version);
    let numbers = numbers.split(['-', '+']).next().unwrap_or_default();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if numbers.split('.').count() == 3 && numbers.split('.').all(is_number) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Version, "the version in the metadata is not of the form 3.11.0")
        .at_path(format!("[{ENTRY:?}][\"version\"]"))
        .hint("Restore the metadata from an earlier version of the file"))
}

fn not(expected: &str) -> Error {
    Error::new(ErrorKind::Generic, format!("an entry of the metadata is not {expected}"))
}

/// A list; a null stands for an empty one.
fn list(value: &Block) -> Result<&[Block]> {
    match value {
        Block::List(items) => Ok(items),
        Block::Null => Ok(&[]),
        _ => Err(not("a list")),
    }
}

fn text(value: &Block) -> Result<String> {
    match value {
        Block::Text(text) => Ok(text.clone()),
        Block::Int(number) => Ok(number.to_string()),
        Block::Bool(flag) => Ok(flag.to_string()),
        Block::Null => Ok(String::new()),
        Block::Map(_) | Block::List(_) => Err(not("text")),
    }
}

/// An empty selector counts for none.
fn selector(value: &Block) -> Result<Option<String>> {
    Ok(Some(text(value)?).filter(|text| !text.is_empty()))
}

fn number(value: &Block) -> Result<u32> {
    let number = match value {
        Block::Int(number) => u32::try_from(*number).ok(),
        Block::Text(text) => text.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| not("a number"))
}

fn flag(value: &Block) -> Result<bool> {
    let flag = match value {
        Block::Bool(flag) => Some(*flag),
        Block::Text(text) => crate::scalar::parse_bool(text.as_bytes()),
        _ => None,
    };
    flag.ok_or_else(|| not("true or false"))
}
