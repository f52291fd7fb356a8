//! How a value is spelled in YAML. What enters: a value and the style wanted. What leaves: a text
//! that go-yaml reads back as exactly that value, in that style or, where the style cannot hold it,
//! in one that can. A value must never leave in a spelling that reads back as another value.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::resolve::{Resolved, resolve_plain};
use crate::{
    document::Style,
    scalar::{ScalarType, canonical, parse_bool, parse_float, parse_int},
};

/// Base64 of bytes that are not text is broken after so many characters, as go-yaml does.
const BINARY_LINE: usize = 70;

/// Writes `text` in the style `wanted`.
///
/// `Plain` means what go-yaml would choose by itself: plain, quoted where the text would mean
/// something else, a literal block for several lines. The other styles stand for an author's choice
/// and fall back to double quotes, which hold anything on one line. Bytes that are not UTF-8 become
/// `!!binary`.
///
/// A block scalar is written without its last line break, which stands in the text around it. Its
/// lines are indented by `content_indent` columns; `hint_indent` is how many of them are more than
/// the parent's. With `|+` a blank line that follows in the text around it would become part of it.
pub(super) fn write_string(
    text: &[u8],
    wanted: Style,
    in_flow: bool,
    content_indent: usize,
    hint_indent: usize,
    newline: &str,
    out: &mut Vec<u8>,
) {
    let lines = Lines { indent: content_indent, hint: hint_indent, newline };
    let Ok(text) = std::str::from_utf8(text) else {
        return write_binary(text, wanted, in_flow, &lines, out);
    };
    match wanted {
        Style::SingleQuoted if is_one_readable_line(text) => write_single_quoted(text, out),
        Style::Literal if !in_flow && lines.can_be_literal(text) => lines.write_literal(text, false, out),
        Style::Folded if !in_flow && lines.can_be_folded(text) => lines.write_folded(text, out),
        Style::SingleQuoted | Style::DoubleQuoted | Style::Literal | Style::Folded => {
            write_double_quoted(text, is_readable, out);
        }
        Style::Plain | Style::Flow | Style::Block => match usual_style(text, in_flow, &lines) {
            Style::Plain => out.extend_from_slice(text.as_bytes()),
            Style::SingleQuoted => write_single_quoted(text, out),
            Style::Literal => lines.write_literal(text, true, out),
            _ => write_double_quoted(text, is_printable, out),
        },
    }
}

/// No spelling of `text` is longer than this, so that a buffer that must not grow can be prepared.
pub(super) fn room(text: &[u8], content_indent: usize) -> usize {
    let lines = memchr::memchr_iter(b'\n', text).count() + text.len() / 50 + 2;
    text.len() * 4 + lines * (content_indent + 2) + 16
}

/// Writes a number, a boolean or a time without quotes: as `spelling` spells it where YAML reads
/// that as the same value, else as go-yaml would. The canonical spelling says that no author's
/// spelling is known, so it leads to go-yaml's. Other types are written as strings.
pub(super) fn write_typed(kind: ScalarType, spelling: &[u8], out: &mut Vec<u8>) {
    let mut usual = Zeroizing::new(String::new());
    match plain_spelling(kind, spelling, &mut usual) {
        Some(Spelling::Given) => out.extend_from_slice(spelling),
        Some(Spelling::Usual) => out.extend_from_slice(usual.as_bytes()),
        None if kind == ScalarType::Bytes => write_binary(spelling, Style::Flow, true, &Lines::NONE, out),
        None => write_string(spelling, Style::DoubleQuoted, true, 0, 0, "\n", out),
    }
}

enum Spelling {
    Given,
    Usual,
}

/// Which spelling a typed value gets; go-yaml's is put in `usual`. `None` when `spelling` is no
/// value of `kind`, or `kind` has no plain form.
fn plain_spelling(kind: ScalarType, spelling: &[u8], usual: &mut String) -> Option<Spelling> {
    let read = resolve_plain(std::str::from_utf8(spelling).ok()?);
    let known = match kind {
        ScalarType::Int => {
            let value = parse_int(spelling)?;
            *usual = value.to_string();
            read == Resolved::Int(value)
        }
        ScalarType::Bool => {
            let value = parse_bool(spelling)?;
            *usual = value.to_string();
            read == Resolved::Bool(value) && !matches!(spelling, b"True" | b"False")
        }
        ScalarType::Float => {
            let value = parse_float(spelling)?;
            let is_canonical = canonical(kind, spelling, usual)? == spelling;
            usual.clear();
            write_go_float(value, usual);
            let read = match read {
                Resolved::Float(read) => Some(read),
                #[allow(clippy::cast_precision_loss)] // Go's conversion rounds in the same way
                Resolved::Int(read) => Some(read as f64),
                _ => None,
            };
            !is_canonical && read.is_some_and(|read| read.to_bits() == value.to_bits())
        }
        ScalarType::Time => {
            canonical(kind, spelling, usual)?;
            false
        }
        ScalarType::Str | ScalarType::Bytes | ScalarType::Comment => return None,
    };
    Some(if known { Spelling::Given } else { Spelling::Usual })
}

/// Appends Go's `FormatFloat(value, 'g', -1, 64)` with YAML's names for what is not a number.
fn write_go_float(value: f64, out: &mut String) {
    use std::fmt::Write as _;
    let digits = Zeroizing::new(format!("{value:e}"));
    let parts =
        digits.split_once('e').and_then(|(digits, exponent)| Some((digits, exponent.parse::<i32>().ok()?)));
    let written = match parts {
        None if value.is_nan() => write!(out, ".nan"),
        None => write!(out, "{}", if value > 0.0 { ".inf" } else { "-.inf" }),
        Some((_, -4..6)) => write!(out, "{value}"),
        Some((digits, exponent)) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            write!(out, "{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
    };
    written.expect("writing to a String cannot fail");
}

/// The style that go-yaml's encoder chooses.
fn usual_style(text: &str, in_flow: bool, lines: &Lines<'_>) -> Style {
    let printable = text.chars().all(|c| is_printable(c) || c == '\t' || c == '\n');
    if text.contains('\n') {
        let blanks_at_line_ends = text.ends_with(' ') || text.contains(" \n");
        let literal = printable && !blanks_at_line_ends && !in_flow && lines.can_be_literal(text);
        return if literal { Style::Literal } else { Style::DoubleQuoted };
    }
    if is_read_as_another_type(text) || !printable || text.contains('\t') {
        Style::DoubleQuoted
    } else if text.starts_with(' ') || text.ends_with(' ') || has_indicators(text, in_flow) {
        Style::SingleQuoted
    } else {
        Style::Plain
    }
}

/// Whether a plain `text` would not be read as text, by go-yaml or by readers of YAML 1.1.
fn is_read_as_another_type(text: &str) -> bool {
    let old_bool = matches!(
        text,
        "y" | "Y"
            | "yes"
            | "Yes"
            | "YES"
            | "on"
            | "On"
            | "ON"
            | "n"
            | "N"
            | "no"
            | "No"
            | "NO"
            | "off"
            | "Off"
            | "OFF"
    );
    old_bool || resolve_plain(text) != Resolved::Str || is_base_60(text)
}

/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`: a number in YAML 1.1.
fn is_base_60(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some((first, rest)) = text.split_once(':') else { return false };
    let (places, decimals) = rest.split_once('.').unwrap_or((rest, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    first.starts_with(|c: char| c.is_ascii_digit())
        && digits(first)
        && digits(decimals)
        && places
            .split(':')
            .all(|place| matches!(place.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']))
}

/// Whether a plain `text` would be taken for structure or a comment.
fn has_indicators(text: &str, in_flow: bool) -> bool {
    let bytes = text.as_bytes();
    let blank_at = |at: usize| bytes.get(at).is_none_or(|b| *b == b' ');
    if text.starts_with("---") || text.starts_with("...") {
        return true;
    }
    let first = match bytes.first() {
        Some(b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'&' | b'*' | b'!') => true,
        Some(b'|' | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`') => true,
        Some(b'?' | b':') => in_flow || blank_at(1),
        Some(b'-') => blank_at(1),
        _ => false,
    };
    first
        || (1..bytes.len()).any(|at| match bytes[at] {
            b',' | b'?' | b'[' | b']' | b'{' | b'}' => in_flow,
            b':' => in_flow || blank_at(at + 1),
            b'#' => bytes[at - 1] == b' ',
            _ => false,
        })
}

/// What go-yaml's encoder leaves as it is; it escapes everything beyond the basic plane. The two
/// separators are line breaks for go-yaml alone.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{A0}'..='\u{FFFD}') && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}')
}

/// What every reader of YAML takes as it is inside a line.
fn is_readable(c: char) -> bool {
    is_printable(c) || c >= '\u{10000}'
}

fn is_one_readable_line(text: &str) -> bool {
    text.chars().all(|c| is_readable(c) || c == '\t')
}

fn write_single_quoted(text: &str, out: &mut Vec<u8>) {
    out.push(b'\'');
    for (number, part) in text.split('\'').enumerate() {
        if number > 0 {
            out.extend_from_slice(b"''");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'\'');
}

fn write_double_quoted(text: &str, as_it_is: fn(char) -> bool, out: &mut Vec<u8>) {
    out.push(b'"');
    for c in text.chars() {
        let escape = match c {
            '"' => b'"',
            '\\' => b'\\',
            c if as_it_is(c) => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            '\0' => b'0',
            '\x07' => b'a',
            '\x08' => b'b',
            '\t' => b't',
            '\n' => b'n',
            '\x0B' => b'v',
            '\x0C' => b'f',
            '\r' => b'r',
            '\x1B' => b'e',
            '\u{85}' => b'N',
            '\u{2028}' => b'L',
            '\u{2029}' => b'P',
            _ => {
                write_code(c, out);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', escape]);
    }
    out.push(b'"');
}

/// `\x7F`, `\uFEFF`, `\U0001F600`.
fn write_code(c: char, out: &mut Vec<u8>) {
    let code = u32::from(c);
    let (letter, digits) = match code {
        ..0x100 => (b'x', 2),
        ..0x1_0000 => (b'u', 4),
        _ => (b'U', 8),
    };
    out.extend_from_slice(&[b'\\', letter]);
    for place in (0..digits).rev() {
        out.push(b"0123456789ABCDEF"[(code >> (4 * place)) as usize & 0xF]);
    }
}

fn write_binary(bytes: &[u8], wanted: Style, in_flow: bool, lines: &Lines<'_>, out: &mut Vec<u8>) {
    let mut encoded = Zeroizing::new(String::with_capacity(bytes.len().div_ceil(3) * 4));
    STANDARD.encode_string(bytes, &mut encoded);
    out.extend_from_slice(b"!!binary ");
    let block = matches!(wanted, Style::Plain | Style::Literal | Style::Folded) && !in_flow;
    match wanted {
        _ if block && encoded.len() > BINARY_LINE => {
            out.push(b'|');
            for line in encoded.as_bytes().chunks(BINARY_LINE) {
                lines.begin(line.len(), out);
                out.extend_from_slice(line);
            }
        }
        Style::SingleQuoted => write_single_quoted(&encoded, out),
        Style::DoubleQuoted => write_double_quoted(&encoded, is_printable, out),
        _ => out.extend_from_slice(encoded.as_bytes()),
    }
}

/// How the lines of a block scalar stand.
struct Lines<'a> {
    indent: usize,
    hint: usize,
    newline: &'a str,
}

impl Lines<'_> {
    const NONE: Self = Self { indent: 0, hint: 0, newline: "\n" };

    fn can_be_literal(&self, text: &str) -> bool {
        let readable = text.chars().all(|c| is_readable(c) || c == '\t' || c == '\n');
        !text.is_empty() && readable && (!needs_hint(text) || (1..=9).contains(&self.hint))
    }

    /// Only what is folded in the simplest way: no line is blank at its start, none is empty at the top.
    fn can_be_folded(&self, text: &str) -> bool {
        let body = text.trim_end_matches('\n');
        !body.is_empty()
            && body.chars().all(|c| is_readable(c) || c == '\t' || c == '\n')
            && !body.starts_with(['\n', ' ', '\t'])
            && !body.contains("\n ")
            && !body.contains("\n\t")
    }

    fn write_literal(&self, text: &str, as_go_yaml: bool, out: &mut Vec<u8>) {
        out.push(b'|');
        if needs_hint(text) || (as_go_yaml && text.starts_with('\n') && (1..=9).contains(&self.hint)) {
            out.push(b'0' + self.hint as u8);
        }
        push_chomping(text, out);
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            self.begin(line.len(), out);
            out.extend_from_slice(line.as_bytes());
        }
    }

    fn write_folded(&self, text: &str, out: &mut Vec<u8>) {
        out.push(b'>');
        push_chomping(text, out);
        let body = text.trim_end_matches('\n');
        for (number, line) in body.split('\n').enumerate() {
            if number > 0 {
                self.begin(0, out); // one break between lines of text reads as a space, two as a break
            }
            if !line.is_empty() {
                self.begin(line.len(), out);
                out.extend_from_slice(line.as_bytes());
            }
        }
        for _ in body.len() + 1..text.len() {
            self.begin(0, out);
        }
    }

    /// Begins a line; an empty one has no indentation.
    fn begin(&self, length: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(self.newline.as_bytes());
        if length > 0 {
            out.resize(out.len() + self.indent, b' ');
        }
    }
}

/// Whether the indentation of a block could not be told from its first line of text.
fn needs_hint(text: &str) -> bool {
    text.trim_start_matches('\n').starts_with([' ', '\t'])
}

fn push_chomping(text: &str, out: &mut Vec<u8>) {
    if !text.ends_with('\n') {
        out.push(b'-');
    } else if text.ends_with("\n\n") || text == "\n" {
        out.push(b'+');
    }
}
