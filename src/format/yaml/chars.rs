//! Characters as go-yaml v3 classes them. Positions past the end read as NUL, which no accepted
//! text contains.

use crate::error::Place;

/// A text with a NUL behind its end.
#[derive(Clone, Copy)]
pub(super) struct Text<'a>(pub(super) &'a [u8]);

impl Text<'_> {
    /// The byte at `at`, or NUL.
    #[inline]
    pub(super) fn at(self, at: usize) -> u8 {
        self.0.get(at).copied().unwrap_or(0)
    }

    /// Whether the text ends at `at`.
    #[inline]
    pub(super) fn is_end(self, at: usize) -> bool {
        at >= self.0.len()
    }

    /// A space or a tab.
    #[inline]
    pub(super) fn is_blank(self, at: usize) -> bool {
        matches!(self.at(at), b' ' | b'\t')
    }

    /// CR, LF, NEL, LS or PS.
    #[inline]
    pub(super) fn is_break(self, at: usize) -> bool {
        self.break_len(at) > 0
    }

    /// The length of the line break at `at`, 0 when there is none.
    #[inline]
    pub(super) fn break_len(self, at: usize) -> usize {
        match self.at(at) {
            b'\n' => 1,
            b'\r' => 1 + usize::from(self.at(at + 1) == b'\n'),
            0xC2 if self.at(at + 1) == 0x85 => 2,
            0xE2 if self.at(at + 1) == 0x80 && matches!(self.at(at + 2), 0xA8 | 0xA9) => 3,
            _ => 0,
        }
    }

    /// A line break or the end.
    #[inline]
    pub(super) fn is_breakz(self, at: usize) -> bool {
        self.is_end(at) || self.is_break(at)
    }

    /// A blank, a line break or the end.
    #[inline]
    pub(super) fn is_blankz(self, at: usize) -> bool {
        self.is_blank(at) || self.is_breakz(at)
    }

    /// The start of the line that `at` is on.
    pub(super) fn line_start(self, at: usize) -> usize {
        let ends_break = |end: usize| match self.at(end - 1) {
            b'\n' | b'\r' => true,
            0x85 => end > 1 && self.at(end - 2) == 0xC2,
            0xA8 | 0xA9 => end > 2 && self.at(end - 2) == 0x80 && self.at(end - 3) == 0xE2,
            _ => false,
        };
        (1..=at).rev().find(|end| ends_break(*end)).unwrap_or_default()
    }

    /// Letters, digits, `_` and `-`: what anchors and tag handles are made of.
    #[inline]
    pub(super) fn is_alpha(self, at: usize) -> bool {
        matches!(self.at(at), b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-')
    }

    /// Whether `---` or `...` stands at `at`, followed by a blank or the end of the line. The caller
    /// has checked that `at` is the start of a line.
    #[inline]
    pub(super) fn is_document_indicator(self, at: usize) -> bool {
        let first = self.at(at);
        (first == b'-' || first == b'.')
            && self.at(at + 1) == first
            && self.at(at + 2) == first
            && self.is_blankz(at + 3)
    }
}

/// The length in bytes of the character that starts with `first`.
#[inline]
pub(super) fn width(first: u8) -> usize {
    match first {
        0..=0x7F => 1,
        0x80..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xFF => 4,
    }
}

/// The offset of the first character that YAML does not allow: controls other than tab, CR, LF and
/// NEL, and the non-characters U+FFFE and U+FFFF.
pub(super) fn first_forbidden(source: &str) -> Option<usize> {
    let suspicious = |byte: u8| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7F;
    let bytes = source.as_bytes();
    // One branch-free pass decides for almost every file.
    let look_closer = |byte: u8| u8::from(suspicious(byte) || byte == 0xC2 || byte == 0xEF);
    if bytes.iter().fold(0, |found, byte| found | look_closer(*byte)) == 0 {
        return None;
    }
    source
        .char_indices()
        .find(|(_, c)| match *c as u32 {
            code @ 0..=0x7F => suspicious(code as u8),
            0x80..=0x9F => *c != '\u{85}',
            0xFFFE | 0xFFFF => true,
            _ => false,
        })
        .map(|(at, _)| at)
}

/// A position of the scanner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Offset in bytes.
    pub(super) index: u32,
    /// Line, from 0.
    pub(super) line: u32,
    /// Column in bytes, from 0.
    pub(super) column: i32,
}

/// Why a text is not the YAML that go-yaml reads.
pub(super) struct Syntax {
    /// What was expected or found; a fixed sentence, never source text.
    pub(super) message: &'static str,
    /// The offset it refers to.
    pub(super) offset: usize,
    /// What the user can do, where there is something better to say than the message.
    pub(super) hint: Option<&'static str>,
}

impl Syntax {
    pub(super) fn new(message: &'static str, offset: usize) -> Self {
        Self { message, offset, hint: None }
    }

    pub(super) fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    pub(super) fn into_error(self, source: &str) -> crate::Error {
        let place: Place = crate::document::place(source, self.offset);
        let error = crate::Error::new(crate::ErrorKind::Input, "the YAML is not valid")
            .because(self.message)
            .at(place);
        match self.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}
