//! `.env` files as other programs read them, for conversions; the files themselves are always `Dotenv`.
//! What enters: a decrypted text, or trees. What leaves: trees, or a text that the other program reads to
//! the same values. Never a guess: what cannot be told, or written, is an error that names the line or key.

mod docker;
mod shell;

use std::collections::HashMap;

use super::write::{members, text};
use crate::{
    document::{Member, Tree},
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

/// Who reads the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `docker run --env-file`: everything behind `=` is the value.
    Docker,
    /// A POSIX shell: quotes, `export`, values over several lines; nothing is expanded.
    Shell,
}

impl Dialect {
    /// The values and comments of a text. Of a repeated key the last value counts.
    pub fn read(self, text: &str) -> Result<Tree> {
        let mut entries = Entries::default();
        match self {
            Self::Docker => docker::read(text, &mut entries)?,
            Self::Shell => shell::read(text, &mut entries)?,
        }
        Ok(Tree::Mapping(entries.members))
    }

    /// Prints a document.
    pub fn print(self, documents: &[Tree], out: &mut Plaintext) -> Result<()> {
        for member in members(documents)? {
            match member {
                Member::Comment(comment) => {
                    out.extend(b"#");
                    super::write::scalar(
                        &Scalar { kind: ScalarType::Comment, spelling: comment.expose() },
                        out,
                    );
                }
                Member::Entry(key, value) => {
                    self.entry(key, value, out).map_err(|error| error.at_path(format!("[{key:?}]")))?;
                }
            }
            out.extend(b"\n");
        }
        Ok(())
    }

    fn entry(self, key: &str, value: &Tree, out: &mut Plaintext) -> Result<()> {
        let converted;
        let value = match value {
            Tree::Null => &[][..],
            Tree::Scalar(kind, bytes) => match text(Scalar { kind: *kind, spelling: bytes.expose() }) {
                Some(text) => {
                    converted = text;
                    converted.expose()
                }
                None => bytes.expose(),
            },
            Tree::Mapping(_) | Tree::Sequence(_) => return Err(super::write::nested()),
        };
        if value.contains(&0) {
            return Err(emit("a value with a zero byte cannot stand in a .env file"));
        }
        match self {
            Self::Docker => docker::write(key, value, out),
            Self::Shell => shell::write(key, value, out),
        }
    }
}

/// What was read so far.
#[derive(Default)]
struct Entries {
    members: Vec<Member>,
    places: HashMap<String, usize>,
}

impl Entries {
    fn comment(&mut self, text: &str) {
        self.members.push(Member::Comment(Plaintext::new(text.as_bytes().to_vec())));
    }

    fn entry(&mut self, key: &str, value: Plaintext) {
        let entry = Member::Entry(key.to_owned(), Tree::Scalar(ScalarType::Str, value));
        if let Some(place) = self.places.get(key) {
            self.members[*place] = entry;
        } else {
            self.places.insert(key.to_owned(), self.members.len());
            self.members.push(entry);
        }
    }
}

fn emit(message: &str) -> Error {
    Error::new(ErrorKind::Emit, message)
}

#[cfg(test)]
mod tests;
