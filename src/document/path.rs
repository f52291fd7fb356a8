//! Key paths as people and tools write them: `["a"]["b"][0]`.

use std::fmt;

use crate::error::{Error, ErrorKind, Result};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// A mapping key.
    Key(String),
    /// A position in a sequence, from 0.
    Index(u32),
}

/// The way from the root of a document to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    /// The document, from 0.
    pub document: u32,
    /// The steps from its root.
    pub segments: Vec<Segment>,
}

impl Path {
    /// Reads `["a"]["b"][0]`; keys may be in single or double quotes. The document is the first.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |reason: &str| {
            Error::new(ErrorKind::TreePath, "the key path is malformed").because(reason).hint(
                r#"Write it as ["key"]["other key"][0], with quotes around keys and none around positions"#,
            )
        };
        let mut segments = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let inner = rest.strip_prefix('[').ok_or_else(|| wrong("a step must start with '['"))?;
            let (segment, length) = if let Some(quote @ ('"' | '\'')) = inner.chars().next() {
                let end = inner[1..].find(quote).ok_or_else(|| wrong("a quote is not closed"))? + 1;
                (Segment::Key(inner[1..end].to_owned()), end + 1)
            } else {
                let end = inner.find(']').ok_or_else(|| wrong("a bracket is not closed"))?;
                let index = inner[..end].trim().parse();
                (Segment::Index(index.map_err(|_| wrong("a step without quotes must be a number"))?), end)
            };
            rest = inner[length..].strip_prefix(']').ok_or_else(|| wrong("a bracket is not closed"))?;
            segments.push(segment);
        }
        Ok(Self { document: 0, segments })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Key(key) => write!(f, "[{key:?}]")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        if self.segments.is_empty() {
            f.write_str("the top level")?;
        }
        if self.document > 0 {
            write!(f, " of document {}", self.document + 1)?;
        }
        Ok(())
    }
}

/// The name that is most like what was typed, when one is like it at all.
pub fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|known| (strsim::jaro_winkler(&typed.to_lowercase(), &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_it_is_shown() {
        let path = Path::parse(r#"["a"]['b c'][10]"#).unwrap();
        assert_eq!(path.to_string(), r#"["a"]["b c"][10]"#);
        assert_eq!(Path::parse("").unwrap().segments, []);
    }

    #[test]
    fn a_malformed_path_is_an_error() {
        for text in ["a", r#"["a"#, r#"["a""#, "[x]", r#"["a"]b"#, "["] {
            assert_eq!(Path::parse(text).unwrap_err().kind(), ErrorKind::TreePath, "{text}");
        }
    }

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        let known = ["password", "username"];
        assert_eq!(nearest("pasword", known.into_iter()), Some("password"));
        assert_eq!(nearest("zzz", known.into_iter()), None);
    }
}
