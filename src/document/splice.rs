//! Text surgery: new bytes are the old bytes with some spans replaced.

use zeroize::Zeroize as _;

use super::Span;

/// One replacement. What comes in may be a secret: it is wiped on drop.
pub struct Edit {
    /// What is taken out; empty to insert.
    pub span: Span,
    /// What comes in.
    pub text: Vec<u8>,
}

impl Edit {
    /// Replaces `span` by `text`.
    pub fn replace(span: Span, text: impl Into<Vec<u8>>) -> Self {
        Self { span, text: text.into() }
    }

    /// Inserts `text` at `offset`.
    pub fn insert(offset: u32, text: impl Into<Vec<u8>>) -> Self {
        Self::replace(Span { start: offset, end: offset }, text)
    }

    /// Takes `span` out.
    pub fn remove(span: Span) -> Self {
        Self::replace(span, Vec::new())
    }
}

impl Drop for Edit {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// Builds the new text in one pass, in source order.
pub struct Splice<'a> {
    source: &'a [u8],
    done: usize,
    out: Vec<u8>,
}

impl<'a> Splice<'a> {
    /// Starts over `source`, writing to `out`, which decides who wipes the result.
    pub fn new(source: &'a [u8], out: Vec<u8>) -> Self {
        Self { source, done: 0, out }
    }

    /// Copies the source up to `span`, leaves `span` out, and returns the output to write to.
    ///
    /// # Panics
    /// When `span` starts before the end of an earlier one: spans come from one parse, which never
    /// yields overlapping ones, so this is a defect and must not corrupt a file.
    pub fn replace(&mut self, span: Span) -> &mut Vec<u8> {
        let range = span.range();
        assert!(self.done <= range.start, "edits must not overlap");
        self.out.extend_from_slice(&self.source[self.done..range.start]);
        self.done = range.end;
        &mut self.out
    }

    /// Copies the rest of the source and returns the new text.
    pub fn finish(mut self) -> Vec<u8> {
        self.out.extend_from_slice(&self.source[self.done..]);
        self.out
    }
}
