//! Conflict markers. What enters: two versions of a text, or a text with markers. What leaves: one text
//! with markers around the lines that differ, or the versions that it holds. Whether these are encrypted
//! or plain is the caller's matter.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::secret::Plaintext;

/// How many characters a marker has, unless git says otherwise.
pub const SIZE: usize = 7;

/// How the markers are written.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// How many characters a marker has.
    pub size: usize,
    /// What the sides are called.
    pub names: [&'a str; 2],
}

/// One text with markers around what differs between `ours` and `theirs`. Lines that `is_settled` (given
/// where they start in `ours` or `theirs`) are ours without a word.
pub(super) fn write<'a>(
    ours: &'a str,
    theirs: &'a str,
    style: Style<'_>,
    is_settled: [&dyn Fn(usize) -> bool; 2],
) -> Plaintext {
    let crlf = if ours.lines().next().is_some_and(|_| ours.contains("\r\n")) { "\r\n" } else { "\n" };
    let (mine, other) = (Lines::new(ours), Lines::new(theirs));
    let mut out = Plaintext::with_capacity(ours.len() + theirs.len() + 256);
    let marker = |out: &mut Plaintext, mark: char, name: &str| {
        if out.expose().last().is_some_and(|byte| *byte != b'\n') {
            out.extend(crlf.as_bytes());
        }
        let marker: String = std::iter::repeat_n(mark, style.size).collect();
        out.extend(marker.as_bytes());
        if !name.is_empty() {
            out.extend(b" ");
            out.extend(name.as_bytes());
        }
        out.extend(crlf.as_bytes());
    };
    // Settled lines are no part of the comparison: a blank one of theirs could pass for another of ours.
    let [left, right] = [(&mine, is_settled[0]), (&other, is_settled[1])].map(|(lines, is_settled)| {
        (0..lines.text.len()).filter(|at| !is_settled(lines.start[*at])).collect::<Vec<_>>()
    });
    let last_settled = (0..other.text.len()).rev().find(|at| is_settled[1](other.start[*at]));
    let text = |lines: &Lines<'a>, open: &[usize]| open.iter().map(|at| lines.text[*at]).collect::<Vec<_>>();
    // How many lines of ours are written.
    let mut done = 0;
    let settle = |out: &mut Plaintext, done: &mut usize, up_to: usize| {
        (*done..up_to).for_each(|at| out.extend(mine.text[at].as_bytes()));
        *done = (*done).max(up_to);
    };
    for op in capture_diff_slices(Algorithm::Myers, &text(&mine, &left), &text(&other, &right)) {
        let (old, new) = (&left[op.old_range()], &right[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            for at in old {
                settle(&mut out, &mut done, at + 1);
            }
            continue;
        }
        let is_behind = last_settled.is_some_and(|settled| new.first().is_some_and(|at| *at > settled));
        let next =
            if is_behind { left.get(op.old_range().end).copied().unwrap_or(mine.text.len()) } else { done };
        settle(&mut out, &mut done, old.first().copied().unwrap_or(next));
        marker(&mut out, '<', style.names[0]);
        for at in old {
            out.extend(mine.text[*at].as_bytes());
        }
        marker(&mut out, '=', "");
        for at in new {
            out.extend(other.text[*at].as_bytes());
        }
        marker(&mut out, '>', style.names[1]);
        // Settled lines in the middle of others come behind them.
        if let (Some(first), Some(last)) = (old.first(), old.last()) {
            let settled = (*first..*last).filter(|at| is_settled[0](mine.start[*at]));
            settled.for_each(|at| out.extend(mine.text[at].as_bytes()));
            done = last + 1;
        }
    }
    settle(&mut out, &mut done, mine.text.len());
    out
}

struct Lines<'a> {
    text: Vec<&'a str>,
    start: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let text: Vec<_> = text.split_inclusive('\n').collect();
        let mut at = 0;
        let start = text
            .iter()
            .map(|line| {
                at += line.len();
                at - line.len()
            })
            .collect();
        Self { text, start }
    }
}

/// The versions in a text with markers.
pub(super) struct Versions {
    /// With our side of every conflict.
    pub(super) ours: Plaintext,
    /// With their side of every conflict.
    pub(super) theirs: Plaintext,
}

/// The part of a conflict that a line stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Outside,
    Ours,
    Base,
    Theirs,
}

/// The versions in `text`; `None` when it has no conflict in it, or its markers do not pair up.
pub(super) fn read(text: &str) -> Option<Versions> {
    let size = text.lines().filter_map(|line| marker(line, '<')).max()?;
    let (mut part, mut found) = (Part::Outside, false);
    let mut ours = Plaintext::with_capacity(text.len());
    let mut theirs = Plaintext::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let is = |mark| marker(line.trim_end_matches(['\r', '\n']), mark) == Some(size);
        part = match part {
            Part::Outside if is('<') => Part::Ours,
            Part::Ours if is('|') => Part::Base,
            Part::Ours | Part::Base if is('=') => Part::Theirs,
            Part::Theirs if is('>') => {
                found = true;
                Part::Outside
            }
            _ if is('<') || is('>') => return None,
            _ => {
                if matches!(part, Part::Outside | Part::Ours) {
                    ours.extend(line.as_bytes());
                }
                if matches!(part, Part::Outside | Part::Theirs) {
                    theirs.extend(line.as_bytes());
                }
                continue;
            }
        };
    }
    (found && part == Part::Outside).then_some(Versions { ours, theirs })
}

/// A plain text with markers around what is in conflict, to be settled by a person.
pub struct Marked {
    /// The text.
    pub text: Plaintext,
    size: usize,
}

impl Marked {
    /// Both sides in one text. Its markers are longer than all lines that look like one.
    pub(super) fn new([ours, theirs]: [&str; 2], names: [&str; 2]) -> Self {
        let size = free_size([ours, theirs], SIZE);
        let never = |_: usize| false;
        Self { text: write(ours, theirs, Style { size, names }, [&never, &never]), size }
    }

    /// The number of the first line of `text` that is one of the markers still.
    pub fn unsettled(&self, text: &[u8]) -> Option<usize> {
        let is_marker = |line: &[u8]| {
            let line = std::str::from_utf8(line.trim_ascii_end()).unwrap_or_default();
            MARKS.iter().any(|mark| marker(line, *mark) == Some(self.size))
        };
        text.split(|byte| *byte == b'\n').position(is_marker).map(|at| at + 1)
    }
}

/// The size of markers that no line of `texts` can be taken for: `least`, if that will do.
pub(super) fn free_size(texts: [&str; 2], least: usize) -> usize {
    let sizes = |line| MARKS.into_iter().filter_map(move |mark| marker(line, mark));
    let longest = texts.iter().flat_map(|text| text.lines()).flat_map(sizes).max();
    longest.map_or(least, |longest| least.max(longest + 1))
}

/// What markers are made of.
const MARKS: [char; 4] = ['<', '|', '=', '>'];

/// The length of the marker that `line` is.
fn marker(line: &str, mark: char) -> Option<usize> {
    let rest = line.trim_start_matches(mark);
    let size = line.len() - rest.len();
    (size >= SIZE && (rest.is_empty() || rest.starts_with(' '))).then_some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style<'_> = Style { size: 7, names: ["ours", "theirs"] };

    fn written(ours: &str, theirs: &str) -> String {
        let never = |_: usize| false;
        write(ours, theirs, STYLE, [&never, &never]).expose_str().unwrap().to_owned()
    }

    #[test]
    fn what_was_written_reads_back() {
        let (ours, theirs) = ("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 4\nc: 3\nd: 5\n");
        let text = written(ours, theirs);
        assert_eq!(
            text,
            "a: 1\n<<<<<<< ours\nb: 2\n=======\nb: 4\n>>>>>>> theirs\nc: 3\n<<<<<<< ours\n=======\nd: 5\n>>>>>>> theirs\n"
        );
        let versions = read(&text).unwrap();
        assert_eq!(
            (versions.ours.expose_str().unwrap(), versions.theirs.expose_str().unwrap()),
            (ours, theirs)
        );
    }

    #[test]
    fn settled_lines_are_ours() {
        let never = |_: usize| false;
        let text = write("a: 1\nm: x\n", "a: 2\nm: y\n", STYLE, [&|at| at == 5, &|at| at == 5]);
        assert_eq!(text.expose_str().unwrap(), "<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\nm: x\n");
        assert!(read(write("a\n", "a\n", STYLE, [&never, &never]).expose_str().unwrap()).is_none());
    }

    #[test]
    fn markers_for_people_are_told_from_what_looks_like_them() {
        let marked = Marked::new(["=======\na\n", "=======\nb\n"], ["ours", "theirs"]);
        let text = marked.text.expose_str().unwrap();
        assert_eq!(text, "=======\n<<<<<<<< ours\na\n========\nb\n>>>>>>>> theirs\n");
        assert_eq!(marked.unsettled(text.as_bytes()), Some(2));
        assert_eq!(marked.unsettled(b"=======\r\na\n========\r\n"), Some(3));
        assert_eq!(marked.unsettled(b"=======\n  ========\n\xff\n========="), None);
    }

    #[test]
    fn a_settled_line_is_not_taken_for_another() {
        let (ours, theirs) = ("a\n\nb\n\n\n[s]\nx\n", "a\n\n\n[s]\ny\n");
        let text = write(ours, theirs, STYLE, [&|at| at >= 6, &|at| at >= 3]);
        let versions = read(text.expose_str().unwrap()).unwrap();
        assert_eq!(versions.ours.expose_str().unwrap(), ours);
        assert_eq!(versions.theirs.expose_str().unwrap(), "a\n\n\n[s]\nx\n");
    }

    #[test]
    fn the_base_of_a_diff3_conflict_is_left_out() {
        let text = "<<<<<<<<<< a\r\n1\r\n|||||||||| b\r\n0\r\n==========\r\n2\r\n>>>>>>>>>> c\r\n";
        let versions = read(text).unwrap();
        assert_eq!(versions.theirs.expose_str().unwrap(), "2\r\n");
        assert!(read("<<<<<<< a\n1\n=======\n2\n").is_none());
        assert!(read("a: 1\n").is_none());
    }
}
