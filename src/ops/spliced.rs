//! A text that grows while its source is walked. What enters: replacements for spans of the source,
//! nearly always in source order. What leaves: the source with them made. The text is built once, where
//! it will stay: beside it a second copy of a large file would cost more than all the encryption. What
//! stands in an older version of it already is not copied at all.

use super::revision::Revision;
use crate::{
    document::{self, Edit, Span, Splice},
    error::{Error, ErrorKind, Result},
};

/// The growing text.
pub(super) struct Spliced<'a> {
    source: &'a str,
    /// The older version.
    old: &'a str,
    /// The source up to the end of the last piece, with all pieces in it.
    text: Revision,
    /// What was replaced, in source order.
    pieces: Vec<Piece>,
    /// What came when the text had passed its place: comments and aliases are walked out of order.
    late: Vec<Edit>,
}

/// A replacement in the text.
struct Piece {
    span: Span,
    /// Where it stands in the older version; or else among what is new.
    is_old: bool,
    start: usize,
    end: usize,
}

/// A replacement that is being written to `Spliced::buffer`.
pub(super) struct Open {
    span: Span,
    start: usize,
    is_late: bool,
}

impl Open {
    /// Where in the buffer it starts.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Whether what is written to the buffer will be moved elsewhere.
    pub(super) fn will_move(&self) -> bool {
        self.is_late
    }
}

impl<'a> Spliced<'a> {
    /// Starts at the beginning of `source`, of which so many values may be replaced, many of them perhaps by
    /// what stands in `old`.
    pub(super) fn new(source: &'a str, values: usize, old: Option<&'a str>) -> Self {
        // A token is some 110 bytes longer than its value, and the metadata has a place as well.
        let text = Vec::with_capacity(values * 116 + source.len() + 4096);
        Self {
            source,
            old: old.unwrap_or_default(),
            text: text.into(),
            pieces: Vec::with_capacity(values),
            late: Vec::new(),
        }
    }

    /// Begins to replace `span`: the new text is to be appended to `buffer`.
    pub(super) fn begin(&mut self, span: Span) -> Open {
        let done = self.done();
        let is_late = (span.start as usize) < done;
        if !is_late {
            self.text.new_bytes().extend_from_slice(&self.source.as_bytes()[done..span.start as usize]);
        }
        Open { span, start: self.buffer().len(), is_late }
    }

    /// Replaces `span` by what stands at that place of `text`, which may be the older version.
    pub(super) fn keep(&mut self, span: Span, text: &str, old: Span) {
        let done = self.done();
        if !std::ptr::eq(text, self.old) || (span.start as usize) < done {
            let piece = self.begin(span);
            self.buffer().extend_from_slice(&text.as_bytes()[old.range()]);
            self.end(&piece);
            return;
        }
        let gap = &self.source.as_bytes()[done..span.start as usize];
        self.text.keep(self.old.as_bytes(), gap, old.range());
        let (start, end) = (old.start as usize, old.end as usize);
        self.pieces.push(Piece { span, is_old: true, start, end });
    }

    /// Where the replacement is to be appended.
    pub(super) fn buffer(&mut self) -> &mut Vec<u8> {
        self.text.new_bytes()
    }

    /// Ends what `begin` began.
    pub(super) fn end(&mut self, piece: &Open) {
        let Open { span, start, is_late } = *piece;
        if is_late {
            let text = self.buffer().split_off(start);
            self.late.push(Edit::replace(span, text));
        } else {
            let end = self.buffer().len();
            self.pieces.push(Piece { span, is_old: false, start, end });
        }
    }

    /// Undoes the last replacement when it lies inside of `span`, and returns its text.
    pub(super) fn take_back(&mut self, span: Span) -> Option<Vec<u8>> {
        let is_inside = |inner: Span| span.start <= inner.start && inner.end <= span.end;
        if let Some(mut edit) = self.late.pop_if(|edit| is_inside(edit.span)) {
            return Some(std::mem::take(&mut edit.text));
        }
        let piece = self.pieces.pop_if(|piece| !piece.is_old && is_inside(piece.span))?;
        let before = piece.start - (piece.span.start as usize - self.done());
        let text = self.buffer().split_off(piece.start);
        self.buffer().truncate(before);
        Some(text)
    }

    /// The whole text, with `edits` made to it.
    pub(super) fn finish(mut self, edits: &[Edit]) -> Result<Revision> {
        let follows = |edit: &Edit| edit.span.start as usize >= self.done();
        let in_order = edits.is_sorted_by_key(|edit| (edit.span.start, edit.span.end));
        if !self.late.is_empty() || !in_order || !edits.iter().all(follows) {
            return self.splice(edits).map(Revision::from);
        }
        for edit in edits {
            let piece = self.begin(edit.span);
            self.buffer().extend_from_slice(&edit.text);
            self.end(&piece);
        }
        debug_assert!(self.late.is_empty(), "edits must not overlap");
        let rest = &self.source.as_bytes()[self.done()..];
        self.text.new_bytes().extend_from_slice(rest);
        Ok(self.text)
    }

    /// The same as a copy.
    pub(super) fn splice(&self, edits: &[Edit]) -> Result<Vec<u8>> {
        let others = self.late.iter().chain(edits).map(|edit| (edit.span, edit.text.as_slice()));
        let mut all: Vec<_> = self.placed().chain(others).collect();
        // Stable, and nearly free on what is in order already.
        all.sort_by_key(|(span, _)| (span.start, span.end));
        let added: usize = all.iter().map(|(_, text)| text.len()).sum();
        let removed: usize = all.iter().map(|(span, _)| span.len()).sum();
        let out = Vec::with_capacity((self.source.len() + added).saturating_sub(removed));
        let mut splice = Splice::new(self.source.as_bytes(), out);
        let mut done = 0;
        for (span, text) in all {
            // A comment inside a value, behind its tag or its `|`, went with the value into a form.
            if span.end <= done && !span.is_empty() {
                continue;
            }
            if span.start < done {
                // A text that the parser understands in two ways; nothing is written then.
                return Err(Error::new(ErrorKind::Input, "two values, or a value and a comment, overlap")
                    .at(document::place(self.source, span.start as usize))
                    .hint("Write this line in a simpler way, with the comment on a line of its own"));
            }
            done = span.end;
            splice.replace(span).extend_from_slice(text);
        }
        Ok(splice.finish())
    }

    /// How far the source is in the text.
    fn done(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.span.end as usize)
    }

    /// The pieces with their texts, in the order of the source; `None` when some came late.
    pub(super) fn pieces(&self) -> Option<impl Iterator<Item = (Span, &[u8])>> {
        self.late.is_empty().then(|| self.placed())
    }

    /// The pieces with their texts.
    fn placed(&self) -> impl Iterator<Item = (Span, &[u8])> {
        let (old, new) = (self.old.as_bytes(), self.text.all_new());
        let text = move |piece: &Piece| &(if piece.is_old { old } else { new })[piece.start..piece.end];
        self.pieces.iter().map(move |piece| (piece.span, text(piece)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replace(text: &mut Spliced<'_>, start: usize, end: usize, with: &str) {
        let piece = text.begin(Span::new(start, end));
        text.buffer().extend_from_slice(with.as_bytes());
        text.end(&piece);
    }

    fn finished(text: Spliced<'_>, edits: &[Edit]) -> String {
        let copy = text.splice(edits).unwrap();
        let old = text.old;
        assert_eq!(copy, text.finish(edits).unwrap().into_bytes(old.as_bytes()));
        String::from_utf8(copy).unwrap()
    }

    #[test]
    fn the_order_of_the_pieces_does_not_matter() {
        let mut text = Spliced::new("a: 1\nb: 2 #c\nd: 3\n", 3, None);
        replace(&mut text, 3, 4, "one");
        replace(&mut text, 16, 17, "three");
        replace(&mut text, 11, 12, "comment");
        replace(&mut text, 8, 9, "two");
        assert_eq!(finished(text, &[Edit::insert(18, "end\n")]), "a: one\nb: two #comment\nd: three\nend\n");
    }

    #[test]
    fn what_is_appended_needs_no_second_copy() {
        let mut text = Spliced::new("a: 1\n", 1, None);
        replace(&mut text, 3, 4, "one");
        let start = text.buffer().as_ptr();
        let text = text.finish(&[Edit::insert(5, "b: 2\n"), Edit::insert(5, "c: 3\n")]).unwrap();
        let text = text.into_bytes(b"");
        assert_eq!((text.as_slice(), text.as_ptr()), (&b"a: one\nb: 2\nc: 3\n"[..], start));
    }

    #[test]
    fn a_piece_can_be_taken_back() {
        let mut text = Spliced::new("a: 1\nb: | #c\n  x\n", 2, None);
        replace(&mut text, 3, 4, "one");
        replace(&mut text, 11, 12, "comment");
        assert_eq!(text.take_back(Span::new(8, 16)), Some(b"comment".to_vec()));
        assert_eq!(text.take_back(Span::new(8, 16)), None);
        replace(&mut text, 8, 16, "|\n  y");
        assert_eq!(finished(text, &[]), "a: one\nb: |\n  y\n");
    }

    #[test]
    fn what_stands_in_the_older_version_is_taken_from_there() {
        let old = "a: ONE\nb: |\n  TWO\nc: THREE\n";
        let mut text = Spliced::new("a: 1\nb: | #x\n  2\nc: 3\n", 3, Some(old));
        text.keep(Span::new(3, 4), old, Span::new(3, 6));
        replace(&mut text, 11, 12, "comment");
        assert_eq!(text.take_back(Span::new(8, 16)), Some(b"comment".to_vec()));
        text.keep(Span::new(8, 16), old, Span::new(10, 17));
        assert_eq!(text.take_back(Span::new(8, 16)), None);
        text.keep(Span::new(20, 21), "in four files", Span::new(3, 7));
        let texts: Vec<_> = text.pieces().unwrap().map(|(_, text)| text.to_vec()).collect();
        assert_eq!(texts, [&b"ONE"[..], b"|\n  TWO", b"four"]);
        let revision = text.finish(&[Edit::insert(22, "d: 5\n")]).unwrap();
        assert_eq!(revision.pieces(old.as_bytes()), [&old.as_bytes()[..17], b"\nc: four\nd: 5\n"]);
    }

    #[test]
    fn an_overlap_is_refused() {
        let mut text = Spliced::new("abcdef", 2, None);
        replace(&mut text, 1, 4, "x");
        replace(&mut text, 3, 5, "y");
        assert_eq!(text.splice(&[]).unwrap_err().kind(), ErrorKind::Input);
    }
}
