//! Scalars as TOML. What enters: a typed value and quotes. What leaves: its text. Never a text that is not
//! TOML, or that means another value.

use toml_parser::decoder::ScalarKind;

use super::scalar::plain_kind;
use crate::{
    document::Style,
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType, Time, parse_bool, parse_float, parse_int, write_float},
    secret::Plaintext,
};

/// The quote on either side of a string.
pub(super) fn quote(style: Style) -> &'static str {
    match style {
        Style::SingleQuoted => "'",
        Style::TripleDoubleQuoted => "\"\"\"",
        Style::TripleSingleQuoted => "'''",
        _ => "\"",
    }
}

/// Appends `value`; a string in the quotes of `style` where they can hold it. What is spelled as TOML
/// spells it stays.
pub(super) fn value(style: Style, crlf: bool, value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
    let unreadable =
        || Error::new(ErrorKind::Emit, format!("a value is not what its type `{}` says", value.kind.name()));
    let spelling = std::str::from_utf8(value.spelling)
        .map_err(|_| Error::new(ErrorKind::Emit, "a value that is not UTF-8 cannot be TOML"))?;
    let is_spelled = |wanted: fn(ScalarKind) -> bool| plain_kind(spelling).is_some_and(wanted);
    match value.kind {
        ScalarType::Str | ScalarType::Bytes | ScalarType::Comment => string(spelling, style, crlf, out),
        ScalarType::Int => {
            let number = parse_int(value.spelling).ok_or_else(unreadable)?;
            if is_spelled(|kind| matches!(kind, ScalarKind::Integer(_))) {
                out.extend(value.spelling);
            } else {
                out.extend(Plaintext::new(number.to_string().into_bytes()).expose());
            }
        }
        ScalarType::Float => {
            let number = parse_float(value.spelling).ok_or_else(unreadable)?;
            if is_spelled(|kind| kind == ScalarKind::Float) {
                out.extend(value.spelling);
            } else {
                out.extend(float(number).expose());
            }
        }
        ScalarType::Bool => {
            let flag = parse_bool(value.spelling).ok_or_else(unreadable)?;
            out.extend(if flag { b"true" } else { b"false" });
        }
        ScalarType::Time => {
            let time = Time::parse_rfc3339(value.spelling).ok_or_else(unreadable)?;
            if is_spelled(|kind| kind == ScalarKind::DateTime) {
                out.extend(value.spelling);
            } else {
                out.extend(Plaintext::new(time.to_string().into_bytes()).expose());
            }
        }
    }
    Ok(())
}

/// Appends a string.
pub(super) fn string(text: &str, style: Style, crlf: bool, out: &mut Plaintext) {
    let is_raw = |character: char| character == '\t' || !character.is_ascii_control();
    let is_block = |quote: &str| {
        let lines = if crlf { text.replace("\r\n", "\n") } else { text.to_owned() };
        let fits = !text.contains(quote)
            && !text.ends_with(&quote[..1])
            && lines.chars().all(|character| character == '\n' || is_raw(character));
        drop(Plaintext::new(lines.into_bytes()));
        fits
    };
    // The break behind the opening quotes is no part of the text.
    let line_break = match (text.contains('\n'), crlf) {
        (false, _) => "",
        (true, false) => "\n",
        (true, true) => "\r\n",
    };
    match style {
        Style::SingleQuoted if text.chars().all(|character| is_raw(character) && character != '\'') => {
            for part in ["'", text, "'"] {
                out.extend(part.as_bytes());
            }
        }
        Style::TripleSingleQuoted if is_block("'''") => {
            for part in ["'''", line_break, text, "'''"] {
                out.extend(part.as_bytes());
            }
        }
        Style::TripleDoubleQuoted => {
            out.extend(b"\"\"\"");
            out.extend(line_break.as_bytes());
            escape(text, true, crlf, out);
            out.extend(b"\"\"\"");
        }
        _ => {
            out.extend(b"\"");
            escape(text, false, crlf, out);
            out.extend(b"\"");
        }
    }
}

fn escape(text: &str, block: bool, crlf: bool, out: &mut Plaintext) {
    out.reserve(text.len() + 8);
    let mut quotes = 0;
    for (at, character) in text.char_indices() {
        quotes = if character == '"' { quotes + 1 } else { 0 };
        let is_last = at + character.len_utf8() == text.len();
        match character {
            // In a block one or two of them may stand in a row, but not at its end.
            '"' if block && quotes % 3 != 0 && !is_last && !text[at..].trim_start_matches('"').is_empty() => {
                out.extend(b"\"");
            }
            '\n' if block => out.extend(b"\n"),
            '\r' if block && crlf && text[at..].starts_with("\r\n") => out.extend(b"\r"),
            '\t' if block => out.extend(b"\t"),
            '"' => out.extend(b"\\\""),
            '\\' => out.extend(b"\\\\"),
            '\n' => out.extend(b"\\n"),
            '\r' => out.extend(b"\\r"),
            '\t' => out.extend(b"\\t"),
            '\u{8}' => out.extend(b"\\b"),
            '\u{c}' => out.extend(b"\\f"),
            control if control.is_ascii_control() => {
                out.extend(format!("\\u{:04X}", u32::from(control)).as_bytes());
            }
            other => out.extend(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

fn float(number: f64) -> Plaintext {
    let mut text = String::with_capacity(32);
    if number.is_nan() {
        text.push_str("nan");
    } else if number.is_infinite() {
        text.push_str(if number > 0.0 { "inf" } else { "-inf" });
    } else {
        write_float(number, &mut text);
        if !text.contains('.') {
            text.push_str(".0");
        }
    }
    Plaintext::new(text.into_bytes())
}
