//! The one error type. What enters: what failed, where, why, what to do next. What must never
//! happen here: a value of a secret file in any field.

use std::{fmt, path::PathBuf};

/// The result of every fallible function of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of failure this is; the program maps it to the exit code in the comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Anything without a code of its own (1).
    Generic,
    /// The input could not be read or is not valid in its format (2).
    Input,
    /// The output could not be written (3).
    Output,
    /// The tree cannot be written in the wanted format (4).
    Emit,
    /// The configuration file is wrong (5).
    Config,
    /// A KMS encryption context is malformed (6).
    KmsContext,
    /// The argument of `set` is malformed (7).
    SetFormat,
    /// Parameters that exclude each other (8).
    Conflict,
    /// The MAC could not be encrypted (21).
    SealMac,
    /// A value could not be encrypted (23).
    SealTree,
    /// The MAC could not be decrypted (24).
    OpenMac,
    /// A value could not be decrypted: tampered, truncated, moved (25).
    OpenTree,
    /// The MAC does not fit the content (51).
    MacMismatch,
    /// The file has no MAC (52).
    MacMissing,
    /// No configuration file (61).
    ConfigMissing,
    /// A key path is malformed or leads nowhere (91).
    TreePath,
    /// The file holds no document (92).
    NoDocument,
    /// No file was given (100).
    NoFile,
    /// No key to encrypt with (111).
    NoKey,
    /// A key type is named twice in the decryption order (112).
    DuplicateKeyType,
    /// The data key could not be recovered (128).
    DataKey,
    /// Nothing was changed (200).
    Unchanged,
    /// No editor was found (201).
    NoEditor,
    /// The version in the metadata is unparsable (202).
    Version,
    /// The file is already encrypted (203).
    AlreadyEncrypted,
    /// The file has no SOPS metadata (1).
    MetadataMissing,
}

/// A place in a text, both counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// What failed, in which file, at which key path and line, why, and what to do next; never a value.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    file: Option<PathBuf>,
    path: Option<String>,
    place: Option<Place>,
    causes: Vec<String>,
    details: Vec<String>,
    hint: Option<String>,
}

impl Error {
    /// An error of `kind`; `message` says what failed in a clause that starts in lower case.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            file: None,
            path: None,
            place: None,
            causes: Vec::new(),
            details: Vec::new(),
            hint: None,
        }))
    }

    /// Names the file, unless an inner layer did.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.0.file.get_or_insert_with(|| file.into());
        self
    }

    /// Names the key path (`["a"]["b"][0]`), unless an inner layer did.
    #[must_use]
    pub fn at_path(mut self, path: impl Into<String>) -> Self {
        self.0.path.get_or_insert_with(|| path.into());
        self
    }

    /// Names the line and column, unless an inner layer did.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.0.place.get_or_insert(place);
        self
    }

    /// Adds a line that says why.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.0.causes.push(cause.to_string());
        self
    }

    /// Adds the lines of a report, already indented, that are shown below the message.
    #[must_use]
    pub fn detailed(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.0.details.extend(lines);
        self
    }

    /// Rewrites the lines of the report, one by one: what more is known of what they name.
    #[must_use]
    pub fn map_details(mut self, rewrite: impl FnMut(String) -> String) -> Self {
        self.0.details = self.0.details.into_iter().map(rewrite).collect();
        self
    }

    /// Says what to do next, in the imperative.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What failed, without file, place and causes.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The file, when known.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.0.file.as_deref()
    }

    /// The key path, when known.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Line and column, when known.
    pub fn place(&self) -> Option<Place> {
        self.0.place
    }

    /// The reasons, outermost first.
    pub fn causes(&self) -> &[String] {
        &self.0.causes
    }

    /// The lines of a report, to be shown below the message; not part of `Display`'s one line.
    pub fn details(&self) -> &[String] {
        &self.0.details
    }

    /// What to do next, when there is something.
    pub fn next_step(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }
}

impl fmt::Display for Error {
    /// One line: `file:line:column: message at ["key"]: cause`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some(file) = &inner.file {
            write!(f, "{}", file.display())?;
            if let Some(place) = inner.place {
                write!(f, ":{}:{}", place.line, place.column)?;
            }
            f.write_str(": ")?;
        } else if let Some(place) = inner.place {
            write!(f, "line {}, column {}: ", place.line, place.column)?;
        }
        f.write_str(&inner.message)?;
        if let Some(path) = &inner.path {
            write!(f, " at {path}")?;
        }
        for cause in &inner.causes {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
