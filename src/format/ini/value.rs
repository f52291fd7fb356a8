//! Values: quotes, continuation lines, comments behind them. What enters: a source text, or a value.
//! What leaves: spans and what they mean, or the text that the real sops writes for a value. Never a text
//! that would be read as another value.

use super::scan::{Problem, trimmed};
use crate::{
    document::{Span, Style},
    error::{Error, ErrorKind, Result},
    format::{change::next_line, dotenv},
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

const TRIPLE: &str = "\"\"\"";

/// A value in a source text.
pub(super) struct Value {
    /// The value with its quotes and continuation lines.
    pub span: Span,
    /// Its quotes.
    pub style: Style,
    /// Where the next line starts.
    pub next: usize,
    /// The comment behind it, and whether the real sops sees that.
    pub comment: Option<(Span, bool)>,
}

/// Reads the value that begins at `at` in a line that ends at `end`.
pub(super) fn scan(source: &str, at: usize, end: usize) -> Result<Value, (usize, Problem)> {
    let text = trimmed(source, at..end);
    if text.is_empty() {
        let blanks = source[at..end].trim_end_matches(['\r', '\n']).len();
        return Ok(Value { span: Span::at(at + blanks), style: Style::Plain, next: end, comment: None });
    }
    let line = &source[text.start..end];
    // Three quotes that end the file mean one quote to the real program, until a line break follows them.
    if line.starts_with(TRIPLE) {
        return quoted(source, text.start, end, Style::TripleDoubleQuoted);
    }
    if line.starts_with('`') {
        return quoted(source, text.start, end, Style::Backquoted);
    }
    let line = &source[text.clone()];
    if line.ends_with('\\') {
        let (end, next) = continued(source, text.end, end);
        return Ok(Value { span: Span::new(text.start, end), style: Style::Continued, next, comment: None });
    }
    let mark = line.find(['#', ';']);
    let comment = mark.map(|mark| (Span::new(text.start + mark, text.end), true));
    let value = trimmed(source, text.start..mark.map_or(text.end, |mark| text.start + mark));
    let style = if is_surrounded(&source[value.clone()], '\'') {
        Style::SingleQuoted
    } else if is_surrounded(&source[value.clone()], '"') {
        Style::DoubleQuoted
    } else {
        Style::Plain
    };
    let span = if value.is_empty() { Span::at(text.start) } else { Span::new(value.start, value.end) };
    Ok(Value { span, style, next: end, comment })
}

/// Where the value ends that begins at `at`; `None` where it is none. Of some quotes the last ones in the line count,
/// and a backslash at its end joins it with the next.
pub(super) fn end(source: &str, at: usize) -> Option<usize> {
    let span = scan(source, at, next_line(source, at)).ok()?.span;
    Some(if span.is_empty() { at } else { span.end as usize })
}

/// What the text of a value means.
pub(super) fn decode<'b>(text: &'b str, style: Style, buffer: &'b mut Plaintext) -> &'b [u8] {
    let quote = quote(style).len();
    if quote > 0 {
        return &text.as_bytes()[quote..text.len() - quote];
    }
    if style != Style::Continued {
        return text.as_bytes();
    }
    buffer.clear();
    buffer.reserve(text.len());
    for line in text.split('\n') {
        let line = line.trim();
        buffer.extend(line.strip_suffix('\\').unwrap_or(line).as_bytes());
    }
    buffer.expose()
}

/// The quote on either side.
pub(super) fn quote(style: Style) -> &'static str {
    match style {
        Style::SingleQuoted => "'",
        Style::DoubleQuoted => "\"",
        Style::Backquoted => "`",
        Style::TripleDoubleQuoted => TRIPLE,
        _ => "",
    }
}

/// Whether the value would be written as it stands there.
pub(super) fn is_usual(text: &str, style: Style, buffer: &mut Plaintext) -> bool {
    let mut written = Plaintext::default();
    let spelling = decode(text, style, buffer);
    write(style, &Scalar { kind: ScalarType::Str, spelling }, &mut written).is_ok()
        && written.expose() == text.as_bytes()
}

/// Appends `value` in the quotes of `style` where they can hold it, else as the real sops writes it, else
/// in any that can.
pub(super) fn write(style: Style, value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
    let converted = dotenv::text(*value); // everything is text here
    let bytes = converted.as_ref().map_or(value.spelling, Plaintext::expose);
    let text = std::str::from_utf8(bytes).map_err(|_| emit("a value that is not UTF-8 cannot be INI"))?;
    let usual = if text.contains(['\n', '`']) {
        Style::TripleDoubleQuoted
    } else if text.contains(['#', ';']) {
        Style::Backquoted
    } else if text.trim().len() != text.len() {
        Style::DoubleQuoted
    } else {
        Style::Plain
    };
    let own = if style == Style::Plain { usual } else { style };
    for style in
        [own, usual, Style::Backquoted, Style::TripleDoubleQuoted, Style::DoubleQuoted, Style::SingleQuoted]
    {
        if holds(text, style) {
            let quote = quote(style).as_bytes();
            for part in [quote, text.as_bytes(), quote] {
                out.extend(part);
            }
            return Ok(());
        }
    }
    Err(emit("a value has both a line break and the quotes that could hold it")
        .because("INI has no way to write it")
        .hint("Choose another output type"))
}

/// Whether `text` in these quotes is read back as it is, at the end of a file and elsewhere.
fn holds(text: &str, style: Style) -> bool {
    let quote = quote(style);
    let mut written = Plaintext::with_capacity(text.len() + 2 * quote.len() + 1);
    for part in [quote, text, quote] {
        written.extend(part.as_bytes());
    }
    let length = written.expose().len();
    written.extend(b"\n");
    let Ok(line) = written.expose_str() else { return false };
    [line, &line[..length]].into_iter().all(|line| {
        scan(line, 0, next_line(line, 0)).is_ok_and(|value| {
            value.span.range() == (0..length)
                && value.comment.is_none()
                && value.next == line.len()
                && (value.style == style || text.is_empty())
                && decode(&line[..length], value.style, &mut Plaintext::default()) == text.as_bytes()
        })
    })
}

/// A value between quotes that may span lines. On one line the last quote counts.
fn quoted(source: &str, start: usize, end: usize, style: Style) -> Result<Value, (usize, Problem)> {
    let quote = quote(style);
    let mut line = start + quote.len()..end;
    let closing = loop {
        if let Some(at) = source[line.clone()].rfind(quote) {
            break line.start + at + quote.len();
        }
        if line.end == source.len() {
            return Err((start, Problem::OpenValue));
        }
        line = line.end..next_line(source, line.end);
    };
    let rest = trimmed(source, closing..line.end);
    let comment = match source[rest.clone()].chars().next() {
        None => None,
        // On one line the real sops drops it, behind several it does not; encrypted, it is one.
        Some('#' | ';') => Some((Span::new(rest.start, rest.end), false)),
        Some(_) => return Err((rest.start, Problem::BehindValue)),
    };
    Ok(Value { span: Span::new(start, closing), style, next: line.end, comment })
}

/// The lines that follow a backslash, up to one that has none or is blank: where the value ends, and
/// where the next line starts.
fn continued(source: &str, mut value_end: usize, mut next: usize) -> (usize, usize) {
    while next < source.len() {
        let end = next_line(source, next);
        let line = trimmed(source, next..end);
        next = end;
        if line.is_empty() {
            break;
        }
        value_end = line.end;
        if !source[line].ends_with('\\') {
            break;
        }
    }
    (value_end, next)
}

/// Whether quotes stand at both ends, and nowhere between.
fn is_surrounded(text: &str, quote: char) -> bool {
    text.len() >= 2 && text.starts_with(quote) && text[1..].find(quote) == Some(text.len() - 2)
}

fn emit(message: &str) -> Error {
    Error::new(ErrorKind::Emit, message)
}
