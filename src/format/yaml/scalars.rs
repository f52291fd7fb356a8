//! Scanning of scalars: where they end, and whether they are well-formed. Their content is decoded
//! in `decode.rs`, and only when somebody asks.

use super::{chars::Syntax, scan::Scanner};

type Scan<T = ()> = Result<T, Syntax>;

impl Scanner<'_> {
    /// A plain scalar, maybe over several lines; returns where its last character ends.
    pub(super) fn scan_plain_scalar(&mut self) -> Scan<usize> {
        let text = self.text;
        let indent = self.indent + 1;
        let in_flow = self.flow_level > 0;
        let start = self.position;
        let mut end = start;
        let mut leading_blanks = false;
        loop {
            if self.column() == 0 && text.is_document_indicator(self.position) {
                break;
            }
            if text.at(self.position) == b'#' {
                break;
            }
            let stop = plain_run_end(self, in_flow);
            if stop > self.position {
                self.skip_to(stop);
                end = stop;
                leading_blanks = false;
            }
            if !text.is_blank(stop) && !text.is_break(stop) {
                break;
            }
            loop {
                if text.is_blank(self.position) {
                    if leading_blanks && self.column() < indent && text.at(self.position) == b'\t' {
                        return Err(Syntax::new("found a tab where indentation is expected", self.position)
                            .hint("Indent with spaces; YAML does not allow tabs there"));
                    }
                    self.position += 1;
                } else if text.is_break(self.position) {
                    self.skip_line();
                    leading_blanks = true;
                } else {
                    break;
                }
            }
            if !in_flow && self.column() < indent {
                break;
            }
        }
        if leading_blanks {
            self.simple_key_allowed = true;
        }
        Ok(end)
    }

    /// A quoted scalar with its quotes.
    pub(super) fn scan_flow_scalar(&mut self, single: bool) -> Scan {
        let text = self.text;
        let start = self.position;
        self.skip_to(start + 1);
        let unclosed = || Syntax::new("a quoted value is not closed", start);
        loop {
            if self.column() == 0 && text.is_document_indicator(self.position) {
                return Err(Syntax::new("found a document marker inside a quoted value", self.position));
            }
            let at = self.position;
            if text.is_end(at) {
                return Err(unclosed());
            }
            match text.at(at) {
                b'\'' if single => {
                    if text.at(at + 1) == b'\'' {
                        self.skip_to(at + 2);
                    } else {
                        self.skip_to(at + 1);
                        return Ok(());
                    }
                }
                b'"' if !single => {
                    self.skip_to(at + 1);
                    return Ok(());
                }
                b'\\' if !single => {
                    if text.is_break(at + 1) {
                        self.skip_to(at + 1);
                        self.skip_line();
                    } else {
                        let length = escape_length(self, at)?;
                        self.skip_to(at + length);
                    }
                }
                b' ' | b'\t' => self.position += 1,
                _ if text.is_break(at) => self.skip_line(),
                _ => {
                    let mut end = at + 1;
                    while !matches!(text.at(end), b'\'' | b'"' | b'\\' | b' ' | b'\t' | b'\n' | b'\r' | 0)
                        && !text.is_break(end)
                    {
                        end += 1;
                    }
                    self.skip_to(end);
                }
            }
        }
    }

    /// A block scalar; returns where it ends: before the break of its last line, or, when it keeps
    /// trailing lines, before the last of their breaks.
    pub(super) fn scan_block_scalar(&mut self) -> Scan<usize> {
        let text = self.text;
        let start = self.position;
        let header = Header::read(text.0, start)
            .ok_or_else(|| Syntax::new("a block scalar has an indentation indicator of 0", start))?;
        self.skip_to(header.end);
        while text.is_blank(self.position) {
            self.position += 1;
        }
        let mut end = header.end;
        if text.at(self.position) == b'#' {
            let token = crate::format::yaml::chars::Mark {
                index: start as u32,
                line: self.line,
                column: self.column() - (self.position - start) as i32,
            };
            self.scan_line_comment(token);
        }
        if !text.is_breakz(self.position) {
            return Err(Syntax::new("found text behind the indicator of a block scalar", self.position)
                .hint("Start the text on the next line"));
        }
        let mut last_break = self.position;
        self.skip_line();
        let mut indent = header.increment.map(|increment| self.indent.max(0) + increment);
        self.scan_breaks(&mut indent, start, &mut last_break)?;
        let width = indent.expect("scan_breaks settles the indentation");
        while self.column() == width && !text.is_end(self.position) {
            let mut line_end = self.position;
            while !text.is_breakz(line_end) {
                line_end += 1;
            }
            self.skip_to(line_end);
            end = line_end;
            last_break = line_end;
            self.skip_line();
            self.scan_breaks(&mut indent, start, &mut last_break)?;
        }
        Ok(if header.keep { end.max(last_break) } else { end })
    }

    /// Passes indentation and blank lines inside a block scalar, and settles the indentation if it
    /// is still open. `last_break` becomes the offset of the last break passed.
    fn scan_breaks(&mut self, indent: &mut Option<i32>, start: usize, last_break: &mut usize) -> Scan {
        let mut widest = 0;
        loop {
            while indent.is_none_or(|indent| self.column() < indent) && self.text.at(self.position) == b' ' {
                self.position += 1;
            }
            widest = widest.max(self.column());
            if indent.is_none_or(|indent| self.column() < indent) && self.text.at(self.position) == b'\t' {
                return Err(Syntax::new("found a tab where a block scalar is indented", self.position)
                    .hint("Indent with spaces; YAML does not allow tabs there"));
            }
            if !self.text.is_break(self.position) {
                break;
            }
            *last_break = self.position;
            self.skip_line();
        }
        let _ = start;
        indent.get_or_insert(widest.max(self.indent + 1).max(1));
        Ok(())
    }
}

/// The indicators behind `|` or `>`.
#[derive(Clone, Copy)]
pub(super) struct Header {
    /// The explicit indentation.
    pub(super) increment: Option<i32>,
    /// `+`
    pub(super) keep: bool,
    /// `-`
    pub(super) strip: bool,
    /// Where the indicators end.
    pub(super) end: usize,
}

impl Header {
    /// Reads the header whose `|` or `>` stands at `start`; `None` for an indentation of 0.
    pub(super) fn read(text: &[u8], start: usize) -> Option<Self> {
        let mut header = Self { increment: None, keep: false, strip: false, end: start + 1 };
        let mut chomped = false;
        for _ in 0..2 {
            match text.get(header.end) {
                Some(sign @ (b'+' | b'-')) if !chomped => {
                    chomped = true;
                    header.keep = *sign == b'+';
                    header.strip = *sign == b'-';
                }
                Some(b'0') if header.increment.is_none() => return None,
                Some(digit @ b'1'..=b'9') if header.increment.is_none() => {
                    header.increment = Some(i32::from(digit - b'0'));
                }
                _ => break,
            }
            header.end += 1;
        }
        Some(header)
    }
}

/// The end of the characters at the scanner's position that belong to a plain scalar without a gap.
fn plain_run_end(scanner: &Scanner<'_>, in_flow: bool) -> usize {
    let text = scanner.text;
    let mut at = scanner.position;
    loop {
        // Most characters end nothing, so they are passed in one tight loop.
        let Some(run) = text.0[at..].iter().position(|byte| MAY_END[usize::from(*byte)]) else {
            return text.0.len();
        };
        at += run;
        match text.0[at] {
            b' ' | b'\t' | b'\n' | b'\r' => return at,
            b':' if text.is_blankz(at + 1) => return at,
            b',' | b'?' | b'[' | b']' | b'{' | b'}' if in_flow => return at,
            0xC2 | 0xE2 if text.is_break(at) => return at,
            _ => at += 1,
        }
    }
}

/// The bytes at which a plain scalar may end.
static MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b" \t\n\r:,?[]{}\xC2\xE2";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

/// The length of the escape at `at`, checked.
fn escape_length(scanner: &Scanner<'_>, at: usize) -> Scan<usize> {
    let text = scanner.text;
    let digits = match text.at(at + 1) {
        b'0' | b'a' | b'b' | b't' | b'\t' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"' | b'\''
        | b'\\' | b'N' | b'_' | b'L' | b'P' => return Ok(2),
        b'/' => {
            return Err(Syntax::new("found an escape that YAML 1.1 does not know", at)
                .hint("Write '/' without a backslash"));
        }
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => {
            return Err(
                Syntax::new("found an unknown escape", at).hint("Double the backslash, or use single quotes")
            );
        }
    };
    let mut code = 0_u32;
    for offset in 0..digits {
        let digit = char::from(text.at(at + 2 + offset)).to_digit(16);
        let digit = digit.ok_or_else(|| Syntax::new("an escape needs hexadecimal digits", at))?;
        code = code.wrapping_shl(4) | digit;
    }
    if char::from_u32(code).is_none() {
        return Err(Syntax::new("an escape names no Unicode character", at));
    }
    Ok(2 + digits)
}
