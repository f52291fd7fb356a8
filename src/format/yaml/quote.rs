//! How a value is spelled in YAML. What enters: a value and the style wanted. What leaves: a text
//! that go-yaml reads back as exactly that value, in that style or, where the style cannot hold it,
//! in one that can. A value must never leave in a spelling that reads back as another value.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::resolve::{Resolved, resolve_plain};
use crate::document::Style;

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
        Style::Folded if !in_flow && can_be_folded(text) => lines.write_folded(text, out),
        Style::Plain | Style::Flow | Style::Block => match usual_style(text, in_flow, &lines) {
            Style::Plain => out.extend_from_slice(text.as_bytes()),
            Style::SingleQuoted => write_single_quoted(text, out),
            Style::Literal => lines.write_literal(text, true, out),
            _ => write_double_quoted(text, is_printable, out),
        },
        _ => write_double_quoted(text, is_readable, out),
    }
}

/// Writes bytes on one line as `!!binary`.
pub(super) fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    write_binary(bytes, Style::Plain, true, &Lines { indent: 0, hint: 0, newline: "\n" }, out);
}

/// No spelling of `text` is longer than this, so that a buffer that must not grow can be prepared.
pub(super) fn room(text: &[u8], content_indent: usize) -> usize {
    let lines = memchr::memchr_iter(b'\n', text).count() + text.len() / 50 + 2;
    text.len() * 4 + lines * (content_indent + 2) + 16
}

/// The style that go-yaml's encoder chooses.
fn usual_style(text: &str, in_flow: bool, lines: &Lines<'_>) -> Style {
    if is_word(text) {
        return Style::Plain;
    }
    let plainly = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let printable = plainly || text.chars().all(|c| is_printable(c) || c == '\t' || c == '\n');
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

/// Whether `text` is a word of harmless characters, and its first one says that it is no number, boolean or
/// null.
fn is_word(text: &str) -> bool {
    let is_harmless = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
    match text.as_bytes() {
        [b'f' | b'n' | b'o' | b't' | b'y' | b'F' | b'N' | b'O' | b'T' | b'Y', ..] => false,
        [b'a'..=b'z' | b'A'..=b'Z', rest @ ..] => rest.iter().all(is_harmless),
        _ => false,
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
        Some(b'?' | b':') => in_flow || blank_at(1),
        Some(b'-') => blank_at(1),
        first => first.is_some_and(|first| b"#,[]{}&*!|>'\"%@`".contains(first)),
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
pub(super) fn is_readable(c: char) -> bool {
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
        0..=0xFF => (b'x', 2),
        0x100..=0xFFFF => (b'u', 4),
        _ => (b'U', 8),
    };
    out.extend_from_slice(&[b'\\', letter]);
    for place in (0..digits).rev() {
        out.push(b"0123456789ABCDEF"[(code >> (4 * place)) as usize & 0xF]);
    }
}

/// Bytes that are no text, under their tag.
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
    fn can_be_literal(&self, text: &str) -> bool {
        let readable = text.chars().all(|c| is_readable(c) || c == '\t' || c == '\n');
        !text.is_empty() && readable && (!needs_hint(text) || (1..=9).contains(&self.hint))
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

/// Only what is folded in the simplest way: no line is blank at its start, none is empty at the top.
fn can_be_folded(text: &str) -> bool {
    let body = text.trim_end_matches('\n');
    !body.is_empty()
        && body.chars().all(|c| is_readable(c) || c == '\t' || c == '\n')
        && !body.starts_with(['\n', ' ', '\t'])
        && !body.contains("\n ")
        && !body.contains("\n\t")
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn write(text: &str, wanted: Style, in_flow: bool, indent: usize) -> String {
        let mut out = Vec::new();
        write_string(text.as_bytes(), wanted, in_flow, indent, indent, "\n", &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_string_is_quoted_as_the_real_program_quotes_it() {
        // What sops 3.11.0 writes behind a key at the left edge, and behind a key in a flow mapping.
        for (text, want) in [
            ("a", "a"),
            ("a b  c", "a b  c"),
            ("é日本\u{A0}", "é日本\u{A0}"),
            ("", r#""""#),
            ("~", r#""~""#),
            ("null", r#""null""#),
            ("True", r#""True""#),
            ("y", r#""y""#),
            ("Off", r#""Off""#),
            ("nil", "nil"),
            ("0x1f", r#""0x1f""#),
            (".5", r#"".5""#),
            ("1e400", "1e400"),
            (".inf", r#"".inf""#),
            ("2001-01-01", r#""2001-01-01""#),
            ("2001-01-01x", "2001-01-01x"),
            ("12:30:45", r#""12:30:45""#),
            ("190:20:30.5", r#""190:20:30.5""#),
            ("1:60", "1:60"),
            ("+1_0:5", r#""+1_0:5""#),
            ("=", "="),
            ("-", "'-'"),
            ("- a", "'- a'"),
            ("-a", "-a"),
            ("----", "'----'"),
            ("...a", "'...a'"),
            ("?", "'?'"),
            ("?a", "?a"),
            (":a", ":a"),
            ("a:", "'a:'"),
            ("a: b", "'a: b'"),
            ("a:b", "a:b"),
            ("a #b", "'a #b'"),
            ("a#b", "a#b"),
            ("{{ x }}", "'{{ x }}'"),
            ("a, [b]", "a, [b]"),
            ("*a", "'*a'"),
            ("%a", "'%a'"),
            ("@", "'@'"),
            ("a@%&*!|>`b", "a@%&*!|>`b"),
            ("it's", "it's"),
            ("'it's'", "'''it''s'''"),
            ("\"q\"", r#"'"q"'"#),
            ("a\\b", r"a\b"),
            (" a", "' a'"),
            ("a ", "'a '"),
            ("a\tb", r#""a\tb""#),
            ("a\rb", r#""a\rb""#),
            ("\0\x07\x08\x0B\x0C\x1B\x7F", r#""\0\a\b\v\f\e\x7F""#),
            ("\u{85}\u{9F}", r#""\N\x9F""#),
            ("a\u{FEFF}\u{FFFE}", r#""a\uFEFF\uFFFE""#),
            ("a😀", r#""a\U0001F600""#),
            ("\"😀\\", r#""\"\U0001F600\\""#),
            ("a\nb", "|-\n    a\n    b"),
            ("a\nb\n", "|\n    a\n    b"),
            ("a\n\n", "|+\n    a\n"),
            ("a\n\n b\n", "|\n    a\n\n     b"),
            ("\n", "|4+\n"),
            ("\na", "|4-\n\n    a"),
            (" a\nb", "|4-\n     a\n    b"),
            ("a\n\tb\t\nc", "|-\n    a\n    \tb\t\n    c"),
            ("a \nb", r#""a \nb""#),
            ("a\nb ", r#""a\nb ""#),
            ("a\r\nb", r#""a\r\nb""#),
            ("😀\nb", r#""\U0001F600\nb""#),
        ] {
            assert_eq!(write(text, Style::Plain, false, 4), want, "{text:?}");
        }
        let long = "word ".repeat(80) + "end";
        assert_eq!(write(&long, Style::Plain, false, 4), long);
        for (text, want) in [
            ("a", "a"),
            ("a,b", "'a,b'"),
            ("a:b", "'a:b'"),
            ("?a", "'?a'"),
            ("a?b", "'a?b'"),
            ("a{b}", "'a{b}'"),
            ("-a", "-a"),
            ("a\nb", r#""a\nb""#),
        ] {
            assert_eq!(write(text, Style::Plain, true, 4), want, "{text:?} in flow");
        }
    }

    #[test]
    fn a_harmless_word_is_plain_by_all_rules() {
        for text in
            ["a", "value1", "x-y.z/w_0", "yes", "on", "n", "False", "null", "e5", "A", "inf", "a:", "x y"]
        {
            if is_word(text) {
                assert!(!is_read_as_another_type(text) && !has_indicators(text, true), "{text}");
            }
        }
        assert!(is_word("value1") && !is_word("yes") && !is_word("x y") && !is_word("") && !is_word("1"));
    }

    #[test]
    fn an_author_s_style_is_kept_where_it_can_hold_the_text() {
        use Style::{DoubleQuoted, Folded, Literal, SingleQuoted};
        for (wanted, text, want) in [
            (SingleQuoted, "yes", "'yes'"),
            (SingleQuoted, "it's\t😀 ", "'it''s\t😀 '"),
            (SingleQuoted, "a\nb", r#""a\nb""#),
            (SingleQuoted, "a\u{2028}", r#""a\L""#),
            (DoubleQuoted, "a", r#""a""#),
            (DoubleQuoted, "😀\tb\n", r#""😀\tb\n""#),
            (Literal, "one", "|-\n    one"),
            (Literal, "a \nb\n", "|\n    a \n    b"),
            (Literal, "a\n  \nb\n", "|\n    a\n      \n    b"),
            (Literal, "\n\na\n", "|\n\n\n    a"),
            (Literal, "\n a", "|4-\n\n     a"),
            (Literal, "\ta\n", "|4\n    \ta"),
            (Literal, "😀\n\n\n", "|+\n    😀\n\n"),
            (Literal, "a\r\nb", r#""a\r\nb""#),
            (Literal, "", r#""""#),
            (Folded, "one", ">-\n    one"),
            (Folded, "a\nb\n", ">\n    a\n\n    b"),
            (Folded, "a\n\nb\n\n", ">+\n    a\n\n\n    b\n"),
            (Folded, "a\n b", r#""a\n b""#),
            (Folded, "\na", r#""\na""#),
        ] {
            assert_eq!(write(text, wanted, false, 4), want, "{wanted:?} {text:?}");
        }
        assert_eq!(write("a\n", Literal, true, 4), r#""a\n""#);
        assert_eq!(write(" a\n", Literal, false, 12), r#"" a\n""#, "no digit says twelve columns");
    }

    #[test]
    fn lines_end_as_the_file_has_them() {
        let mut out = Vec::new();
        write_string(b"a\n\nb\n\n", Style::Literal, false, 2, 2, "\r\n", &mut out);
        assert_eq!(out, b"|+\r\n  a\r\n\r\n  b\r\n");
    }

    #[test]
    fn bytes_that_are_no_text_are_tagged() {
        let binary = |bytes: &[u8], wanted, in_flow| {
            let mut out = Vec::new();
            write_string(bytes, wanted, in_flow, 4, 4, "\n", &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(binary(b"\xFF\xFE", Style::Plain, false), "!!binary //4=");
        assert_eq!(binary(b"\xFF\xFE", Style::DoubleQuoted, true), r#"!!binary "//4=""#);
        let line = "/".repeat(70);
        assert_eq!(binary(&[0xFF; 54], Style::Plain, false), format!("!!binary |\n    {line}\n    //"));
        assert_eq!(binary(&[0xFF; 54], Style::Plain, true), format!("!!binary {line}//"));
    }

    /// Reads one scalar at the left edge of a block mapping's value, knowing nothing of the writer.
    fn read(text: &str) -> String {
        let unescape = |text: &str| {
            let mut out = String::new();
            let mut chars = text.chars();
            while let Some(c) = chars.next() {
                if c != '\\' {
                    out.push(c);
                    continue;
                }
                let escape = chars.next().unwrap();
                let digits = match escape {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                if digits > 0 {
                    let code: String = chars.by_ref().take(digits).collect();
                    out.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
                    continue;
                }
                let at = "0abtnvfreNLP\"\\".find(escape).unwrap();
                out.extend("\0\x07\x08\t\n\x0B\x0C\r\x1B\u{85}\u{2028}\u{2029}\"\\".chars().nth(at));
            }
            out
        };
        let inside = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(inside) = inside('\'') {
            return inside.replace("''", "'");
        }
        if let Some(inside) = inside('"') {
            return unescape(inside);
        }
        let (header, body) = match text.split_once('\n') {
            Some((header, body)) if header.starts_with(['|', '>']) => (header, body),
            _ => return text.to_owned(),
        };
        // The text around supplies the last line break.
        let lines: Vec<&str> = body.split('\n').collect();
        let hint = header.chars().find_map(|c| c.to_digit(10)).map(|digit| digit as usize);
        let found = lines.iter().find(|line| !line.trim_matches(' ').is_empty());
        let indent = hint.or(found.map(|line| line.len() - line.trim_start_matches(' ').len())).unwrap_or(0);
        let mut lines: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or("")).collect();
        let mut ends = 1;
        while lines.last().is_some_and(|line| line.is_empty()) {
            lines.pop();
            ends += 1;
        }
        let mut out = String::new();
        if header.starts_with('|') {
            out = lines.join("\n");
        } else {
            let mut breaks = 0;
            for line in &lines {
                if !line.is_empty() && !out.is_empty() {
                    out += &if breaks == 1 { " ".to_owned() } else { "\n".repeat(breaks - 1) };
                    breaks = 0;
                }
                out += line;
                breaks += 1;
            }
        }
        if out.is_empty() {
            ends -= 1;
        }
        let kept = match header.chars().last() {
            Some('-') => 0,
            Some('+') => ends,
            _ => ends.min(usize::from(!out.is_empty())),
        };
        out + &"\n".repeat(kept)
    }

    proptest! {
        #[test]
        fn every_style_reads_back(text in "[ \n\t:#'\"\\\\a-b\u{2028}\u{85}é😀|>-]{0,12}", indent in 1_usize..12) {
            let styles =
                [Style::Plain, Style::SingleQuoted, Style::DoubleQuoted, Style::Literal, Style::Folded];
            for (style, in_flow) in styles.into_iter().flat_map(|style| [(style, false), (style, true)]) {
                let written = write(&text, style, in_flow, indent);
                prop_assert_eq!(&read(&written), &text, "{:?} {:?}", style, written);
                prop_assert!(written.len() <= room(text.as_bytes(), indent));
            }
        }
    }
}
