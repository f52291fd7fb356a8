//! A config's text as a tree. What enters: YAML. What leaves: nodes, each with its place. Never a line
//! of the text in an error: an identity could stand in it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, NonFiniteFloatPolicy, Spanned};

use super::node::{Key, Node, Value, redact};
use crate::error::{Error, ErrorKind, Place, Result};

/// Reads the text of a config; an empty one is null.
pub(super) fn parse(source: &str) -> Result<Node> {
    let options = serde_saphyr::options! {
        with_snippet: false,
        // One recipient may be named by alias in hundreds of rules; what aliases expand to is limited.
        budget: serde_saphyr::budget! { enforce_alias_anchor_ratio: false },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 200_000 },
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
    };
    serde_saphyr::from_str_with_options::<Spanned<Raw>>(source, options)
        .map(|raw| Node::new(raw, source))
        .map_err(|error| explain(&error))
}

fn explain(error: &serde_saphyr::Error) -> Error {
    let place = error.location().map(place);
    let error = match error.without_snippet() {
        serde_saphyr::Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().map(|key| format!(" `{}`", redact(key))).unwrap_or_default();
            Error::new(ErrorKind::Config, format!("the key{key} stands twice in the same mapping"))
                .hint("Remove one of them")
        }
        serde_saphyr::Error::MultipleDocuments { .. } => {
            Error::new(ErrorKind::Config, "the config file has more than one YAML document")
                .hint("Put all rules into one document, without `---` between them")
        }
        other => {
            let text = other.to_string();
            // The place is given apart.
            let reason = text.split(" at line ").next().unwrap_or(&text);
            Error::new(ErrorKind::Config, "the config file is not valid YAML").because(redact(reason))
        }
    };
    match place {
        Some(place) => error.at(place),
        None => error,
    }
}

fn place(location: Location) -> Place {
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).max(1);
    Place { line: number(location.line()), column: number(location.column()) }
}

impl Node {
    fn new(raw: Spanned<Raw>, source: &str) -> Self {
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Text(text) => Value::Text(text),
            Raw::Literal(text) => Value::Literal(written(raw.defined, source).map_or(text, str::to_owned)),
            Raw::List(items) => Value::List(items.into_iter().map(|item| Self::new(item, source)).collect()),
            Raw::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| {
                        let key = Key { place: place(key.referenced), name: key.value };
                        (key, Self::new(value, source))
                    })
                    .collect(),
            ),
        };
        Self { place: place(raw.referenced), value }
    }
}

/// The text of a scalar as it stands in the source.
fn written(location: Location, source: &str) -> Option<&str> {
    let start = usize::try_from(location.span().byte_offset()?).ok()?;
    let length = usize::try_from(location.span().byte_len()?).ok()?;
    source.get(start..start.checked_add(length)?).filter(|text| !text.is_empty())
}

/// YAML as the deserializer hands it over.
enum Raw {
    Null,
    Text(String),
    Literal(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Literal(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Raw, E> {
        Ok(Raw::Text(String::from_utf8_lossy(value).into_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}
