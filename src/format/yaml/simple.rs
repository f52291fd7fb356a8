//! The short way for what most lines are: `key: value` in a block mapping, followed by another key of the
//! same mapping. What enters: a scanner whose look-ahead stands at such a line. What leaves: the spans of
//! key and value, and the scanner as the long way would have left it. Never a line that the long way could
//! understand in another way: in doubt it takes over.

use super::{
    chars::Mark,
    resolve::{Resolved, resolve_plain},
    scan::Scanner,
    token::{SimpleKey, Token, TokenKind},
};
use crate::document::{Span, Style};

/// Longer keys are left to the long way, which knows where they are too long.
const LONGEST_KEY: usize = 1000;

/// An entry of a block mapping.
pub(super) struct Entry {
    /// The key, which is plain ASCII.
    pub(super) key: Span,
    /// The value, with its quotes.
    pub(super) value: Span,
    /// How the value is written.
    pub(super) style: Style,
    /// The indentation of the mapping.
    pub(super) indent: i32,
}

impl Scanner<'_> {
    /// The next entry, if it is a simple one and a key of the same mapping follows it.
    pub(super) fn simple_entry(&mut self) -> Option<Entry> {
        // What the scanner has read ahead when it comes from an entry of this mapping: all up to the `:`.
        let ([Token { kind: TokenKind::Key, .. }, key, Token { kind: TokenKind::Value, end: colon, .. }], []) =
            self.queue.as_slices()
        else {
            return None;
        };
        let key = *key;
        let as_expected = key.kind == TokenKind::Scalar(Style::Plain)
            && key.start.column == self.indent
            && *colon as usize == self.position
            && self.flow_level == 0
            && !self.simple_keys[0].possible
            && !self.simple_key_allowed
            && self.comments.pending().is_empty();
        let bytes = self.text.0;
        let text = &bytes[key.start.index as usize..key.end as usize];
        // `true` and `null` are no strings, and no keys.
        let is_string = || str::from_utf8(text).is_ok_and(|text| resolve_plain(text) == Resolved::Str);
        if !as_expected || key_len(text) != text.len() || !is_string() {
            return None;
        }
        let (value, style, line_end) = value(bytes, self.position)?;
        let line_start = line_end + 1;
        let next = key_of_line(bytes, line_start, usize::try_from(self.indent).ok()?)?;
        let entry =
            Entry { key: Span { start: key.start.index, end: key.end }, value, style, indent: self.indent };
        // Four tokens are done: the three from before, and the value.
        self.tokens_parsed += 4;
        self.stand_at(line_start, next);
        Some(entry)
    }

    /// Begins at a key of the top level, in the state in which a scanner comes to it from another entry.
    pub(super) fn start_in_root(&mut self, key: Span) {
        self.begin_in_block(0);
        self.stand_at(key.start as usize, key);
    }

    /// The key of the root that comes next, if the scanner is in the state of `start_in_root`.
    pub(super) fn next_key_in_root(&self) -> Option<Span> {
        let ([Token { kind: TokenKind::Key, .. }, key, value], []) = self.queue.as_slices() else {
            return None;
        };
        let is_plain = |token: &Token| token.kind == TokenKind::Scalar(Style::Plain);
        let start = key.start.index;
        let as_expected = is_plain(key)
            && value.kind == TokenKind::Value
            && value.start.index == key.end
            && value.end as usize == self.position
            && self.line_start == start as usize
            && self.newlines == 0
            && !self.simple_key_allowed
            && !self.simple_keys[0].possible
            && self.is_in_block(0)
            && self.comments.pending().is_empty()
            && self.last_but_one.is_some_and(|token| is_plain(&token) && token.start.index == start)
            && self.last.is_some_and(|token| token.end as usize == self.position);
        as_expected.then_some(Span { start, end: key.end })
    }

    /// Goes on to the key of the next line, and ahead up to its `:`.
    fn stand_at(&mut self, line_start: usize, next: Span) {
        self.line += 1;
        self.line_start = line_start;
        self.position = next.end as usize + 1;
        self.newlines = 0;
        let mark = |index: u32| Mark { index, line: self.line, column: (index as usize - line_start) as i32 };
        let (start, colon) = (mark(next.start), mark(next.end));
        let token = |kind, start: Mark, end| Token { kind, start, end, indent: self.indent };
        let key = token(TokenKind::Scalar(Style::Plain), start, next.end);
        let colon = token(TokenKind::Value, colon, next.end + 1);
        let before = token(TokenKind::Key, start, start.index);
        self.simple_keys[0] =
            SimpleKey { possible: false, required: true, token_number: self.tokens_parsed, mark: start };
        self.queue.clear();
        self.queue.extend([before, key, colon]);
        (self.last_but_one, self.last) = (Some(key), Some(colon));
    }
}

/// The key of the line that starts at `start`, if it is a simple one of a mapping that is indented so far, and no
/// comment stands behind its `:`.
pub(super) fn key_of_line(bytes: &[u8], start: usize, indent: usize) -> Option<Span> {
    let (blanks, line) = bytes.get(start..)?.split_at_checked(indent)?;
    if blanks.iter().any(|byte| *byte != b' ') {
        return None;
    }
    let length = key_len(line);
    let behind = line.get(length + 1..)?;
    let is_key = length > 0 && line[length] == b':' && matches!(behind.first()?, b' ' | b'\n');
    let first = behind.iter().find(|byte| !matches!(byte, b' ' | b'\t'))?;
    (is_key && *first != b'#').then(|| Span::new(start + indent, start + indent + length))
}

/// How many bytes make up the plain key that `line` starts with; 0 for one that is not simple.
fn key_len(line: &[u8]) -> usize {
    let is_simple = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
    match line.first() {
        Some(b'A'..=b'Z' | b'a'..=b'z' | b'_') => {
            let length = line.iter().take(LONGEST_KEY).position(|byte| !is_simple(byte));
            length.unwrap_or(line.len().min(LONGEST_KEY))
        }
        _ => 0,
    }
}

/// The value behind the `:` that ends at `at`, its style, and where its line ends.
fn value(bytes: &[u8], at: usize) -> Option<(Span, Style, usize)> {
    let rest = &bytes[at..];
    let blanks = rest.iter().position(|byte| *byte != b' ').filter(|blanks| *blanks > 0)?;
    let end = memchr::memchr(b'\n', rest)?;
    let text = rest.get(blanks..end)?;
    let is_simple = match text {
        [b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'/' | b'.' | b'+' | b'=', ..] => is_plain(text),
        [quote @ (b'"' | b'\''), inner @ .., last] => {
            last == quote && !inner.contains(quote) && !inner.contains(&b'\\') && is_ascii(inner)
        }
        _ => false,
    };
    let style = match text.first()? {
        b'"' => Style::DoubleQuoted,
        b'\'' => Style::SingleQuoted,
        _ => Style::Plain,
    };
    is_simple.then(|| (Span::new(at + blanks, at + end), style, at + end))
}

/// Whether a plain scalar with a harmless first character goes on to the end of `text`.
fn is_plain(text: &[u8]) -> bool {
    if text.ends_with(b":") || text.ends_with(b" ") || !is_ascii(text) {
        return false;
    }
    // Only blanks make a `:` or a `#` mean something.
    memchr::memchr_iter(b' ', text).all(|at| text[at - 1] != b':' && text[at + 1] != b'#')
}

/// Whether there is nothing but printable ASCII and spaces: no tab, no line break, no byte of either.
fn is_ascii(text: &[u8]) -> bool {
    // Without a branch, for it is done many bytes at a time.
    text.iter().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use crate::format::{Limits, parts::dice, yaml::parse::parse_by};

    /// Lines that are simple, nearly so, and what may stand around them.
    const LINES: &[&str] = &[
        "a: b",
        "key: value",
        "k2: v2",
        "k-3: 3",
        "a.b/c: x y",
        "n: ~",
        "t: true",
        "true: x",
        "null: x",
        "yes: x",
        "a: 'x'",
        "b: \"y\"",
        "c: 'it''s'",
        "d: \"\\n\"",
        "e: 'x' # c",
        "f: \"x\"  ",
        "g: 'x",
        "x'",
        "h: x # c",
        "h: x #",
        "h: x#y",
        "h: x:y",
        "h: x: y",
        "h: x:",
        "h : x",
        "h:x",
        "h:  x",
        "h:\tx",
        "h: x ",
        "h: x\t",
        "h: x\r",
        "h:",
        "h: # c",
        "h:   # c",
        "# c",
        "",
        "  ",
        "- x",
        "- a: b",
        "-",
        "- # c",
        "? k",
        ": v",
        "h: - x",
        "h: -x",
        "h: -",
        "h: [a, b]",
        "h: {a: b}",
        "h: |",
        "h: >-",
        "text",
        "h: &a x",
        "h: *a",
        "h: !t x",
        "h: !!str 5",
        "\"q\": x",
        "'q': x",
        "&k h: x",
        "---",
        "...",
        "%YAML 1.1",
        "h: \u{e9}",
        "h: x\u{85}y",
        "h: x\u{2028}",
        "\u{e9}: x",
        "h: %x",
        "h: @x",
        "h: a  b",
        "h: =",
        "h: 2001-01-01",
        "1: x",
        "h: ,",
        "h: x,",
        "h: ?",
        "h: +1",
        "h: .5",
        "_: _",
        "<<: *a",
        "sops:",
    ];

    #[test]
    fn the_short_way_leads_where_the_long_one_does() {
        let limits = Limits::default();
        let mut chance = dice();
        let mut valid = 0;
        for round in 0..60_000 {
            let mut source = String::new();
            let mut indent = 0;
            for number in 0..=chance(9) {
                if chance(4) == 0 {
                    indent = chance(3) * 2;
                }
                // Half of them are simple, and have keys of their own.
                let line = if chance(2) == 0 { LINES[chance(4)] } else { LINES[chance(LINES.len())] };
                source.push_str(&" ".repeat(indent));
                if round % 2 == 0 && line.starts_with(|c: char| c.is_ascii_lowercase()) {
                    source.push_str(&format!("x{number}"));
                }
                source.push_str(line);
                if number < 9 || chance(2) == 0 {
                    source.push('\n');
                }
            }
            let show = |short| match parse_by(&source, &limits, short) {
                Ok(document) => format!("{document:?}"),
                Err(error) => format!("{:?} {:?} {}", error.place(), error.kind(), error.message()),
            };
            let (short, long) = (show(true), show(false));
            valid += usize::from(short.starts_with("Document"));
            assert_eq!(short, long, "{source:?}");
        }
        assert!(valid > 5_000, "only {valid} of the texts were valid");
    }
}
