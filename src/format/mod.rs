//! The formats. What enters: a source text. What leaves: a `Document` of offsets into it, and the
//! texts that stand for tokens, values and the metadata block in that format. Never a key.

mod assignment;
pub mod binary;
pub mod change;
pub mod dotenv;
mod flatten;
pub mod ini;
pub mod json;
mod parts;
mod repeated;
pub mod toml;
pub mod yaml;

use std::time::Duration;

use change::{Change, Ways};

use crate::{
    document::{Block, Comment, Document, Edit, NodeId, Span, Style, Tree},
    error::{Error, ErrorKind, Result},
    scalar::Scalar,
    secret::Plaintext,
};

/// The formats of the `--input-type` and `--output-type` flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatName {
    /// YAML 1.1 as go-yaml v3 reads it.
    Yaml,
    /// JSON.
    Json,
    /// `KEY=VALUE` lines.
    Dotenv,
    /// INI.
    Ini,
    /// Any bytes.
    Binary,
    /// TOML, which the real sops does not read.
    Toml,
}

/// Bounds that keep hostile files cheap.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How deep collections may nest.
    pub depth: usize,
    /// How many nodes aliases may add.
    pub alias_nodes: usize,
    /// How long all keys that are asked for over the network may take together.
    pub remote_keys: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 256, alias_nodes: 500_000, remote_keys: Duration::from_secs(30) }
    }
}

/// Where a token stands (or will stand) in the encrypted text: it alone decides how a value is
/// written back, so that encryption can foresee what decryption will write.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// How the token is quoted.
    pub style: Style,
    /// Whether it stands in braces or brackets.
    pub in_flow: bool,
    /// The indentation of the enclosing YAML block, -1 at the top.
    pub indent: i32,
    /// The column at which the content of a block scalar starts.
    pub content_indent: u32,
    /// Whether lines end in CR LF there.
    pub crlf: bool,
    /// What stands behind it.
    pub follows: Follows,
}

impl Slot {
    /// One in a text whose lines end in LF and are not indented, with nothing behind it.
    pub const fn of(style: Style) -> Self {
        Self { style, in_flow: false, indent: -1, content_indent: 0, crlf: false, follows: Follows::Nothing }
    }
}

/// What stands behind a token, as a block scalar in its place would see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// Nothing that could become a part of the value.
    Nothing,
    /// Not even the line break that belongs to a value which ends in one.
    End,
    /// A blank line, which becomes a part of a value that ends in several line breaks.
    Blank,
    /// What would become a part of any value of several lines: a comment, or blanks.
    More,
}

/// One grammar.
pub trait Format: Sync {
    /// Its name.
    fn name(&self) -> FormatName;

    /// For a format whose plaintext is one value, which may be any bytes: the text around it, with an
    /// empty value. All other methods are then about this text.
    fn envelope(&self) -> Option<String> {
        None
    }

    /// Finds all values, comments and the metadata in `source`. Errors are of kind `Input`, carry a
    /// place and never quote the source.
    fn parse<'a>(&self, source: &'a str, limits: &Limits) -> Result<Document<'a>>;

    /// The typed value of the scalar `id`; decoded into `buffer` (which is overwritten) when the
    /// source does not hold it literally.
    fn scalar<'b>(
        &self,
        document: &Document<'b>,
        id: NodeId,
        buffer: &'b mut Plaintext,
    ) -> Result<Scalar<'b>>;

    /// The text that a token (or its value) takes the place of: the value with those tags that
    /// could not stand before a token.
    fn value_span(&self, document: &Document<'_>, id: NodeId) -> Span;

    /// The slot of a token that stands at `id`.
    fn slot(&self, document: &Document<'_>, id: NodeId) -> Slot;

    /// The slot that a token for the plain value at `id` will stand in.
    fn token_slot(&self, document: &Document<'_>, id: NodeId) -> Slot;

    /// Writes what comes before a token in `slot`, and returns what comes after it.
    fn open_slot(&self, slot: &Slot, out: &mut Vec<u8>) -> &'static str;

    /// Writes a decrypted value in `slot`.
    fn write_value(&self, slot: &Slot, value: &Scalar<'_>, out: &mut Plaintext) -> Result<()>;

    /// The metadata block of the first document that has one.
    fn metadata(&self, document: &Document<'_>) -> Result<Option<Block>>;

    /// The edits that add `block` to every document.
    fn insert_metadata(&self, document: &Document<'_>, block: &Block) -> Result<Vec<Edit>>;

    /// The edits that take the metadata out of every document: exactly what `insert_metadata` added.
    fn remove_metadata(&self, document: &Document<'_>) -> Vec<Edit>;

    /// Prints trees (one a document) as the real sops prints them in this format.
    fn print(&self, documents: &[Tree], out: &mut Plaintext) -> Result<()>;

    /// In a format where what stands behind a value can become a part of it: how to find where the value ends that
    /// begins at an offset of a text.
    fn end_of_value(&self) -> Option<fn(&str, usize) -> Option<usize>> {
        None
    }

    /// Whether every value is text, whatever it was.
    fn is_text_only(&self) -> bool {
        false
    }

    /// The ways to make one change in the text of `document`, in its own style.
    fn change(&self, document: &Document<'_>, change: &Change<'_>) -> Result<Ways>;

    /// The edits that add stubs of the metadata: the text with them is to be parsed instead of `document`, when
    /// comments could attach differently once the block stands behind them. `None` when nothing would change.
    fn insert_stub(&self, _document: &Document<'_>) -> Option<Vec<Edit>> {
        None
    }

    /// Writes the expansion of an alias, for use on one line. `token` writes a token for a leaf
    /// that is encrypted and says whether it did.
    fn expand_alias(
        &self,
        _document: &Document<'_>,
        _id: NodeId,
        _out: &mut Vec<u8>,
        _token: &mut dyn FnMut(NodeId, &mut Vec<u8>) -> Result<bool>,
    ) -> Result<()> {
        Err(Error::new(ErrorKind::Emit, "this format has no aliases"))
    }

    /// What the real sops takes for the text of a comment: a tail of the source under its span.
    fn comment_text<'t>(&self, source: &'t str) -> &'t str {
        source
    }

    /// Writes what comes before the token that takes the place of the comment `source`.
    fn open_comment(&self, _source: &str, _out: &mut Vec<u8>) {}

    /// Writes the comment that a token held in place of what stands under its span; says whether it
    /// was one that can stand there: the rest of another one would become values.
    fn write_comment(
        &self,
        _document: &Document<'_>,
        _comment: &Comment,
        text: &[u8],
        out: &mut Plaintext,
    ) -> bool {
        let fits = std::str::from_utf8(text).is_ok() && !text.contains(&b'\n');
        if fits {
            out.extend(text);
        }
        fits
    }

    /// Where a list item would stand that holds the comment, as the real sops stores it, and what the
    /// item starts with; `None` where the comment stands in no such place.
    fn comment_as_item(&self, _document: &Document<'_>, _comment: &Comment) -> Option<(Span, &'static str)> {
        None
    }

    /// Writes a comment that the real sops stored as a list item (`- ENC[…,type:comment]`) and
    /// returns the span it replaces; `None` where the format cannot hold one.
    fn write_comment_item(
        &self,
        _document: &Document<'_>,
        _id: NodeId,
        _text: &[u8],
        _out: &mut Plaintext,
    ) -> Option<Span> {
        None
    }
}

impl FormatName {
    /// The format of `--input-type`; `None` for an unknown name, which falls back to the file name.
    pub fn from_type(name: &str) -> Option<Self> {
        Some(match name {
            "yaml" => Self::Yaml,
            "json" => Self::Json,
            "dotenv" => Self::Dotenv,
            "ini" => Self::Ini,
            "binary" => Self::Binary,
            "toml" => Self::Toml,
            _ => return None,
        })
    }

    /// The format of a file by its name: `.yaml .yml .json .env .ini .toml`, anything else binary.
    pub fn from_path(path: &std::path::Path) -> Self {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let ends = |suffix: &str| name.ends_with(suffix);
        if ends(".yaml") || ends(".yml") {
            Self::Yaml
        } else if ends(".json") {
            Self::Json
        } else if ends(".env") {
            Self::Dotenv
        } else if ends(".ini") {
            Self::Ini
        } else if ends(".toml") {
            Self::Toml
        } else {
            Self::Binary
        }
    }

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Dotenv => "dotenv",
            Self::Ini => "ini",
            Self::Binary => "binary",
            Self::Toml => "toml",
        }
    }

    /// Its grammar.
    pub fn format(self) -> Result<&'static dyn Format> {
        match self {
            Self::Yaml => Ok(&yaml::Yaml),
            Self::Json => Ok(&json::Json),
            Self::Dotenv => Ok(&dotenv::Dotenv),
            Self::Ini => Ok(&ini::Ini),
            Self::Toml => Ok(&toml::Toml),
            Self::Binary => Ok(&binary::Binary { indent: None }),
        }
    }
}
