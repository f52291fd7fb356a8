//! Scanning of anchors, tags and directives.

use super::{chars::Syntax, scan::Scanner, token::TokenKind};
use crate::document::Span;

type Scan<T = ()> = Result<T, Syntax>;

impl Scanner<'_> {
    /// `&name` or `*name`. go-yaml lets a few more characters follow an anchor directly; a token could
    /// not stand there.
    pub(super) fn scan_anchor(&mut self) -> Scan {
        let start = self.position;
        let mut end = start + 1;
        while self.text.is_alpha(end) {
            end += 1;
        }
        let is_alias = self.text.at(start) == b'*';
        let ends_well = self.text.is_blankz(end)
            || matches!(self.text.at(end), b',' | b']' | b'}')
            || (is_alias && matches!(self.text.at(end), b'?' | b':' | b'%' | b'@' | b'`'));
        if end == start + 1 || !ends_well {
            return Err(Syntax::new(
                "an anchor or alias needs a name of letters, digits, '-' and '_'",
                start,
            ));
        }
        self.skip_to(end);
        Ok(())
    }

    /// `!`, `!suffix`, `!handle!suffix` or `!<uri>`; returns handle and suffix.
    pub(super) fn scan_tag(&mut self) -> Scan<(Span, Span)> {
        let start = self.position;
        let (handle, suffix);
        if self.text.at(start + 1) == b'<' {
            let end = self.uri_end(start + 2)?;
            if self.text.at(end) != b'>' {
                return Err(Syntax::new("a tag is not closed by '>'", start));
            }
            handle = Span::at(start);
            suffix = Span::new(start + 2, end);
            self.skip_to(end + 1);
        } else {
            let handle_end = self.handle_end(start);
            if handle_end > start + 1 && self.text.at(handle_end - 1) == b'!' {
                let end = self.uri_end(handle_end)?;
                if end == handle_end {
                    return Err(Syntax::new("a tag has no name", start));
                }
                handle = Span::new(start, handle_end);
                suffix = Span::new(handle_end, end);
                self.skip_to(end);
            } else {
                let end = self.uri_end(handle_end)?;
                // `!` alone is the non-specific tag: no handle, and itself as suffix.
                let alone = end == start + 1;
                handle = if alone { Span::at(start) } else { Span::new(start, start + 1) };
                suffix = if alone { Span::new(start, end) } else { Span::new(start + 1, end) };
                self.skip_to(end);
            }
        }
        if !self.text.is_blankz(self.position) {
            return Err(Syntax::new("a tag must be followed by a blank", start));
        }
        Ok((handle, suffix))
    }

    /// `%YAML` and `%TAG`, with the rest of their line.
    pub(super) fn scan_directive(&mut self) -> Scan<TokenKind> {
        let start = self.position;
        let mut end = start + 1;
        while self.text.is_alpha(end) {
            end += 1;
        }
        let name = &self.text.0[start + 1..end];
        if name.is_empty() || !self.text.is_blankz(end) {
            return Err(Syntax::new("a line that starts with '%' must be a directive", start));
        }
        let is_version = name == b"YAML";
        if !is_version && name != b"TAG" {
            return Err(Syntax::new("found an unknown directive", start));
        }
        self.skip_to(end);
        let kind = if is_version { self.scan_version(start)? } else { self.scan_tag_directive(start)? };
        while self.text.is_blank(self.position) {
            self.position += 1;
        }
        if self.text.at(self.position) == b'#' {
            self.take_comment_line();
        }
        if !self.text.is_breakz(self.position) {
            return Err(Syntax::new("found text behind a directive", self.position));
        }
        self.skip_line();
        Ok(kind)
    }

    fn scan_version(&mut self, start: usize) -> Scan<TokenKind> {
        self.skip_blanks();
        let major = self.version_number(start)?;
        if self.text.at(self.position) != b'.' {
            return Err(Syntax::new("a %YAML directive needs a version such as 1.1", start));
        }
        self.skip_to(self.position + 1);
        let minor = self.version_number(start)?;
        Ok(TokenKind::VersionDirective { supported: (major, minor) == (1, 1) })
    }

    fn version_number(&mut self, start: usize) -> Scan<u32> {
        let digits = (0..3).take_while(|at| self.text.at(self.position + at).is_ascii_digit()).count();
        if digits == 0 || digits > 2 {
            return Err(Syntax::new("a %YAML directive needs a version such as 1.1", start));
        }
        let bytes = &self.text.0[self.position..self.position + digits];
        let number = bytes.iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
        self.skip_to(self.position + digits);
        Ok(number)
    }

    fn scan_tag_directive(&mut self, start: usize) -> Scan<TokenKind> {
        let wrong = || Syntax::new("a %TAG directive needs a handle such as !e! and a prefix", start);
        self.skip_blanks();
        if self.text.at(self.position) != b'!' {
            return Err(wrong());
        }
        let handle_end = self.handle_end(self.position);
        let handle = Span::new(self.position, handle_end);
        let closed = handle.len() == 1 || self.text.at(handle_end - 1) == b'!';
        if !closed || !self.text.is_blank(handle_end) {
            return Err(wrong());
        }
        self.skip_to(handle_end);
        self.skip_blanks();
        let end = self.uri_end(self.position)?;
        let prefix = Span::new(self.position, end);
        if prefix.is_empty() || !self.text.is_blankz(end) {
            return Err(wrong());
        }
        self.skip_to(end);
        Ok(TokenKind::TagDirective { handle, prefix })
    }

    fn skip_blanks(&mut self) {
        while self.text.is_blank(self.position) {
            self.position += 1;
        }
    }

    /// The end of `!`, `!!` or `!name!` at `start`; without its closing `!` when there is none.
    fn handle_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        while self.text.is_alpha(end) {
            end += 1;
        }
        end + usize::from(self.text.at(end) == b'!')
    }

    fn uri_end(&self, start: usize) -> Scan<usize> {
        let mut end = start;
        loop {
            if self.text.at(end) == b'%' {
                let hex = |at| self.text.at(at).is_ascii_hexdigit();
                if !hex(end + 1) || !hex(end + 2) {
                    return Err(Syntax::new("a tag has a '%' that is no escape", end));
                }
                end += 3;
            } else if self.text.is_alpha(end)
                || matches!(
                    self.text.at(end),
                    b';' | b'/'
                        | b'?'
                        | b':'
                        | b'@'
                        | b'&'
                        | b'='
                        | b'+'
                        | b'$'
                        | b','
                        | b'.'
                        | b'!'
                        | b'~'
                        | b'*'
                        | b'\''
                        | b'('
                        | b')'
                        | b'['
                        | b']'
                )
            {
                end += 1;
            } else {
                return Ok(end);
            }
        }
    }
}
