//! The content of a scalar: folding, escapes and chomping as go-yaml reads them. The scanner has
//! checked the text, so nothing can fail here.

use super::{
    chars::{Text, width},
    scalars::Header,
};
use crate::{document::Style, secret::Plaintext};

/// Whether the text of a plain or quoted scalar (with its quotes) is literally its content.
pub(super) fn is_literal(text: &[u8], style: Style) -> bool {
    match style {
        Style::Plain => {
            // Values are short: one loop without a branch is done before a search has begun.
            let may_break = |byte: u8| matches!(byte, b'\n' | b'\r' | 0xC2 | 0xE2);
            let suspicious = text.iter().fold(false, |any, byte| any | may_break(*byte));
            !suspicious || (memchr::memchr2(b'\n', b'\r', text).is_none() && !has_unicode_break(text))
        }
        Style::SingleQuoted | Style::DoubleQuoted => {
            let inner = &text[1..text.len() - 1];
            let special = if style == Style::SingleQuoted { b'\'' } else { b'\\' };
            memchr::memchr3(special, b'\n', b'\r', inner).is_none() && !has_unicode_break(inner)
        }
        _ => false,
    }
}

/// Decodes a plain or quoted scalar.
pub(super) fn flow_scalar(text: &[u8], style: Style, out: &mut Plaintext) {
    out.reserve(text.len() + text.len() / 2); // escapes such as \L grow by a byte
    let inner = if style == Style::Plain { text } else { &text[1..text.len() - 1] };
    let text = Text(inner);
    let mut at = 0;
    while !text.is_end(at) {
        if text.is_blank(at) || text.is_break(at) {
            at = fold(text, at, false, out);
            continue;
        }
        match (text.at(at), style) {
            (b'\'', Style::SingleQuoted) => {
                out.extend(b"'");
                at += 2;
            }
            (b'\\', Style::DoubleQuoted) if text.is_break(at + 1) => {
                at += 1;
                at = fold(text, at + text.break_len(at), true, out);
            }
            (b'\\', Style::DoubleQuoted) => at += escape(text, at, out),
            (first, _) => {
                let end = (at + width(first)).min(inner.len());
                out.extend(&inner[at..end]);
                at = end;
            }
        }
    }
}

/// Passes blanks and breaks at `at`: blanks alone stay, one break is a space, more are breaks.
/// `escaped` says that an escaped break went before, which leaves no space.
fn fold(text: Text<'_>, mut at: usize, escaped: bool, out: &mut Plaintext) -> usize {
    let start = at;
    let mut first: Option<&[u8]> = escaped.then_some(b"");
    let mut more = 0;
    let rest = out.expose().len();
    while !text.is_end(at) {
        let length = text.break_len(at);
        if text.is_blank(at) {
            at += 1;
        } else if length > 0 {
            let normal = normal_break(&text.0[at..at + length]);
            if first.is_none() {
                first = Some(normal);
            } else {
                out.extend(normal);
                more += 1;
            }
            at += length;
        } else {
            break;
        }
    }
    match first {
        None => out.extend(&text.0[start..at]),
        Some(b"\n") if more == 0 => out.extend(b" "),
        Some(b"\n" | b"") => {}
        // A Unicode line break is kept, before the others.
        Some(other) => {
            let tail = Plaintext::new(out.expose()[rest..].to_vec());
            out.expose_mut().truncate(rest);
            out.extend(other);
            out.extend(tail.expose());
        }
    }
    at
}

/// Writes the character of the escape at `at` and returns the escape's length.
fn escape(text: Text<'_>, at: usize, out: &mut Plaintext) -> usize {
    let simple: &[u8] = match text.at(at + 1) {
        b'0' => b"\0",
        b'a' => b"\x07",
        b'b' => b"\x08",
        b't' | b'\t' => b"\t",
        b'n' => b"\n",
        b'v' => b"\x0B",
        b'f' => b"\x0C",
        b'r' => b"\r",
        b'e' => b"\x1B",
        b'N' => "\u{85}".as_bytes(),
        b'_' => "\u{A0}".as_bytes(),
        b'L' => "\u{2028}".as_bytes(),
        b'P' => "\u{2029}".as_bytes(),
        digits @ (b'x' | b'u' | b'U') => {
            let count = match digits {
                b'x' => 2,
                b'u' => 4,
                _ => 8,
            };
            let code = text.0[at + 2..at + 2 + count]
                .iter()
                .fold(0, |code, digit| code << 4 | char::from(*digit).to_digit(16).unwrap_or(0));
            let mut buffer = [0; 4];
            out.extend(char::from_u32(code).unwrap_or_default().encode_utf8(&mut buffer).as_bytes());
            return 2 + count;
        }
        other => {
            out.extend(&[other]); // space, quotes, backslash stand for themselves
            return 2;
        }
    };
    out.extend(simple);
    2
}

/// Decodes a block scalar that starts at `start` of `source` in a block of indentation `indent`.
pub(super) fn block_scalar(source: &str, start: usize, indent: i32, out: &mut Plaintext) {
    let text = Text(source.as_bytes());
    let literal = text.at(start) == b'|';
    let Some(header) = Header::read(text.0, start) else { return };
    let mut at = header.end;
    while !text.is_breakz(at) {
        at += 1;
    }
    at += text.break_len(at);
    let mut width = header.increment.map(|increment| indent.max(0) + increment);
    let mut breaks = Vec::new(); // breaks only: nothing to wipe
    let mut leading: &[u8] = b"";
    let mut leading_blank = false;
    at = passes(text, at, &mut width, indent, &mut breaks);
    let columns = width.unwrap_or(1) as usize;
    while line_column(text, at) == columns && !text.is_end(at) {
        let blank = text.is_blank(at);
        if !literal && leading == b"\n" && !leading_blank && !blank {
            if breaks.is_empty() {
                out.extend(b" ");
            }
        } else {
            out.extend(leading);
        }
        out.extend(&breaks);
        breaks.clear();
        leading_blank = blank;
        let line = at;
        while !text.is_breakz(at) {
            at += 1;
        }
        out.extend(&text.0[line..at]);
        let length = text.break_len(at);
        leading = normal_break(&text.0[at..at + length]);
        at = passes(text, at + length, &mut width, indent, &mut breaks);
    }
    if !header.strip {
        out.extend(leading);
    }
    if header.keep {
        out.extend(&breaks);
    }
}

/// Passes indentation and blank lines, collecting the breaks.
fn passes(
    text: Text<'_>,
    mut at: usize,
    width: &mut Option<i32>,
    indent: i32,
    breaks: &mut Vec<u8>,
) -> usize {
    let mut widest = 0;
    let mut column = 0;
    loop {
        while width.is_none_or(|width| column < width) && text.at(at) == b' ' {
            at += 1;
            column += 1;
        }
        widest = widest.max(column);
        let length = text.break_len(at);
        if length == 0 {
            break;
        }
        breaks.extend_from_slice(normal_break(&text.0[at..at + length]));
        at += length;
        column = 0;
    }
    width.get_or_insert(widest.max(indent + 1).max(1));
    at
}

fn line_column(text: Text<'_>, at: usize) -> usize {
    text.0[..at].iter().rev().take_while(|byte| **byte == b' ').count()
}

/// CR, CR LF and NEL are read as LF; LS and PS stay.
fn normal_break(text: &[u8]) -> &[u8] {
    match text {
        [] => b"",
        [0xE2, ..] => text,
        _ => b"\n",
    }
}

fn has_unicode_break(text: &[u8]) -> bool {
    let text = Text(text);
    memchr::memchr2_iter(0xC2, 0xE2, text.0).any(|at| text.is_break(at))
}
