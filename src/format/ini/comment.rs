//! Comments. What enters: the source under a comment's span, or what a token held. What leaves: what sops
//! takes it for, or lines of comment; never a line that would be read as anything else.
//!
//! Lines that follow each other are one comment with one token, as the real sops has it; its span, and
//! what our tokens hold, starts with the first marker. The tokens of the real sops lack that.
//!
//! Behind the header of a section no token can stand: the real sops takes its bracket for the header's.
//! Such a comment goes to a line of its own below, where `#` tells it from all other tokens. Its span, and
//! what its token holds, starts with the header's `]`, so that it goes back to its place.

use crate::{
    document::{Comment, Document},
    secret::Plaintext,
};

const MARKERS: [char; 2] = [';', '#'];

/// The text without the markers and blanks that it starts with, which is what the real sops sees.
pub(super) fn text(source: &str) -> &str {
    let source = source.strip_prefix(']').map_or(source, str::trim_start);
    match source.chars().next() {
        Some(marker) if MARKERS.contains(&marker) => source.trim_start_matches([marker, ' ']),
        _ => source,
    }
}

/// Writes what comes before the token of the comment `source`.
pub(super) fn open(source: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(if source.starts_with(']') { b"]\n#" } else { b"; " });
}

/// Appends the comment that a token held; says whether that was one.
pub(super) fn write(document: &Document<'_>, comment: &Comment, text: &[u8], out: &mut Plaintext) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let source = document.text(comment.span);
    let below_header = source.starts_with(']');
    if below_header && text.strip_prefix(']').is_some_and(|rest| is_comment(rest.trim_start())) {
        out.extend(text.as_bytes());
        return true;
    }
    if below_header {
        out.extend(source[..source.find(MARKERS).unwrap_or_default()].as_bytes());
    }
    let is_ours = text.starts_with(MARKERS) && is_comment(text);
    // The real sops trims the comments of keys, but not those of sections.
    let of_section = document.nodes.get(comment.parent as usize).is_some_and(|section| {
        comment.before == comment.parent + 1 && comment.span.end <= section.span.start
    });
    if is_ours {
        out.extend(text.as_bytes())
    } else {
        lay_out(text, !of_section, out)
    }
    true
}

/// Appends the lines of `text` as the real sops lays them out.
pub(super) fn lay_out(text: &str, trim: bool, out: &mut Plaintext) {
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.extend(b"\n");
        }
        let (marker, rest) = match line.strip_prefix(MARKERS) {
            Some(rest) => (&line[..1], rest.trim()),
            None => (";", if trim { line.trim() } else { line }),
        };
        for part in [marker, " ", rest] {
            out.extend(part.as_bytes());
        }
    }
}

/// Whether every line is a comment.
fn is_comment(text: &str) -> bool {
    text.split('\n').all(|line| line.trim_start().starts_with(MARKERS))
}
