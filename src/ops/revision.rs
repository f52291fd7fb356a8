//! The new text of a file whose old text is at hand. What enters: which parts of the old text stay, and what
//! is new. What leaves: the pieces of the new text, in order. Most changes leave nearly all of a file as it
//! is: to copy that would take more time and memory than the change itself.

use std::ops::Range;

/// A file's new bytes, as pieces of its old ones and what stands between them.
#[derive(Default)]
pub struct Revision {
    /// All that is new, one piece behind the other.
    new: Vec<u8>,
    kept: Vec<Kept>,
}

/// A piece of the old text.
struct Kept {
    /// Behind so many of the new bytes.
    at: usize,
    old: Range<usize>,
}

impl Revision {
    /// That of a file of so many bytes which stays as it is.
    pub fn unchanged(length: usize) -> Self {
        Self { new: Vec::new(), kept: vec![Kept { at: 0, old: 0..length }] }
    }

    /// The pieces of the new text; `old` is the text that it was made of.
    ///
    /// # Panics
    /// When `old` is shorter than that text.
    pub fn pieces<'p>(&'p self, old: &'p [u8]) -> Vec<&'p [u8]> {
        let mut pieces = Vec::with_capacity(2 * self.kept.len() + 1);
        let mut done = 0;
        for kept in &self.kept {
            pieces.push(&self.new[done..kept.at]);
            pieces.push(&old[kept.old.clone()]);
            done = kept.at;
        }
        pieces.push(&self.new[done..]);
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }

    /// The new text in one piece.
    ///
    /// # Panics
    /// As `pieces`.
    pub fn into_bytes(self, old: &[u8]) -> Vec<u8> {
        if self.kept.is_empty() { self.new } else { self.pieces(old).concat() }
    }

    /// What is new, to be added to.
    pub(super) fn new_bytes(&mut self) -> &mut Vec<u8> {
        &mut self.new
    }

    /// What is new.
    pub(super) fn all_new(&self) -> &[u8] {
        &self.new
    }

    /// Keeps these bytes of the old text next, and what stood before them if it is `gap`.
    pub(super) fn keep(&mut self, source: &[u8], gap: &[u8], old: Range<usize>) {
        // At the start of the text nothing has to be there for the gap to follow on.
        let start = Kept { at: 0, old: 0..0 };
        let last = self.kept.last().unwrap_or(&start);
        let follows = last.at == self.new.len() && source.get(last.old.end..old.start) == Some(gap);
        match self.kept.last_mut() {
            Some(last) if follows => last.old.end = old.end,
            None if follows => self.kept.push(Kept { at: 0, old: 0..old.end }),
            _ => {
                self.new.extend_from_slice(gap);
                self.kept.push(Kept { at: self.new.len(), old });
            }
        }
    }
}

impl From<Vec<u8>> for Revision {
    /// A text without anything of an old one.
    fn from(new: Vec<u8>) -> Self {
        Self { new, kept: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &[u8] = b"a: 1\nb: 2\nc: 3\n";

    #[test]
    fn what_follows_on_is_one_piece() {
        let mut revision = Revision::default();
        revision.keep(OLD, b"a: ", 3..4);
        revision.keep(OLD, b"\nb: ", 8..9);
        revision.new_bytes().extend(b"\nc: 4\n");
        assert_eq!(revision.pieces(OLD), [&OLD[..9], b"\nc: 4\n"]);
        assert_eq!(revision.into_bytes(OLD), b"a: 1\nb: 2\nc: 4\n");
    }

    #[test]
    fn what_stands_elsewhere_is_a_piece_of_its_own() {
        let mut revision = Revision::default();
        revision.keep(OLD, b"x: ", 13..14);
        revision.keep(OLD, b"\ny: ", 3..4);
        revision.new_bytes().extend(b"\n");
        assert_eq!(revision.pieces(OLD), [&b"x: "[..], b"3", b"\ny: ", b"1", b"\n"]);
        assert_eq!(Revision::unchanged(OLD.len()).pieces(OLD), [OLD]);
        assert!(Revision::unchanged(0).pieces(b"").is_empty());
        assert_eq!(Revision::from(OLD.to_vec()).pieces(b""), [OLD]);
    }
}
