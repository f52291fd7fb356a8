//! Owned trees, for the places where there is no source text to keep: conversion between formats,
//! extracts, new values. `Tree` may hold secrets; `Block` never does and is what metadata is made of.

use crate::{scalar::ScalarType, secret::Plaintext};

/// A value with everything below it, in order, comments included.
pub enum Tree {
    /// A mapping.
    Mapping(Vec<Member>),
    /// A sequence.
    Sequence(Vec<Item>),
    /// A typed value with its canonical bytes (`scalar::canonical`).
    Scalar(ScalarType, Plaintext),
    /// A null.
    Null,
}

/// What stands in a mapping.
pub enum Member {
    /// A comment line, without its `#`.
    Comment(Plaintext),
    /// A key and its value.
    Entry(String, Tree),
}

/// What stands in a sequence.
pub enum Item {
    /// A comment line, without its `#`.
    Comment(Plaintext),
    /// An item.
    Value(Tree),
}

/// A tree without secrets: the notation-independent form of the metadata block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Keys and values in the file's order.
    Map(Vec<(String, Block)>),
    /// A list.
    List(Vec<Block>),
    /// Text; flattened notations have nothing else.
    Text(String),
    /// An integer.
    Int(i64),
    /// A boolean.
    Bool(bool),
    /// A null.
    Null,
}

impl Block {
    /// Text from anything that becomes a string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The value under `key` of a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same as a tree that a format can print.
    pub fn to_tree(&self) -> Tree {
        let scalar = |kind, text: &str| Tree::Scalar(kind, Plaintext::new(text.as_bytes().to_vec()));
        match self {
            Self::Map(entries) => Tree::Mapping(
                entries.iter().map(|(key, value)| Member::Entry(key.clone(), value.to_tree())).collect(),
            ),
            Self::List(items) => {
                Tree::Sequence(items.iter().map(|item| Item::Value(item.to_tree())).collect())
            }
            Self::Text(text) => scalar(ScalarType::Str, text),
            Self::Int(number) => scalar(ScalarType::Int, &number.to_string()),
            Self::Bool(flag) => scalar(ScalarType::Bool, if *flag { "True" } else { "False" }),
            Self::Null => Tree::Null,
        }
    }
}
