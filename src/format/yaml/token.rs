//! What the scanner makes of a text: kinds and places, and never a copy of what stands there.

use super::chars::Mark;
use crate::document::{Span, Style};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Before everything.
    StreamStart,
    /// After everything; repeated for ever.
    StreamEnd,
    /// `%YAML`; whether it is version 1.1, the only one that go-yaml takes.
    VersionDirective {
        /// It says 1.1.
        supported: bool,
    },
    /// `%TAG handle prefix`
    TagDirective {
        /// `!name!`
        handle: Span,
        /// What it stands for.
        prefix: Span,
    },
    /// `---`
    DocumentStart,
    /// `...`
    DocumentEnd,
    /// A block sequence is indented here.
    BlockSequenceStart,
    /// A block mapping starts here.
    BlockMappingStart,
    /// The innermost block ends.
    BlockEnd,
    /// `[`
    FlowSequenceStart,
    /// `]`
    FlowSequenceEnd,
    /// `{`
    FlowMappingStart,
    /// `}`
    FlowMappingEnd,
    /// `- `
    BlockEntry,
    /// `,`
    FlowEntry,
    /// A key follows.
    Key,
    /// `:`
    Value,
    /// `*name`
    Alias,
    /// `&name`
    Anchor,
    /// `!handle!suffix`; an empty handle means that the suffix is the whole tag.
    Tag {
        /// `!`, `!!`, `!name!`, or empty.
        handle: Span,
        /// The rest.
        suffix: Span,
    },
    /// A scalar.
    Scalar(Style),
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: TokenKind,
    /// Where it starts.
    pub(super) start: Mark,
    /// Where it ends.
    pub(super) end: u32,
    /// The indentation of the enclosing block when it was scanned.
    pub(super) indent: i32,
}

/// A place where a key without `?` may have started.
#[derive(Clone, Copy)]
pub(super) struct SimpleKey {
    pub(super) possible: bool,
    pub(super) required: bool,
    pub(super) token_number: usize,
    pub(super) mark: Mark,
}
