//! From text to tokens, in the order and with the look-ahead of go-yaml v3's scanner: which text is
//! accepted, where a token starts, and to which token a comment belongs all follow from them, and
//! must be what the real program sees. Only offsets leave this room, never a copy of a scalar.
//!
//! Sources: YAML 1.1, libyaml's scanner design, and go-yaml v3's behaviour as observed.

use std::collections::VecDeque;

use super::{
    chars::{Mark, Syntax, Text, width},
    comments::{Comments, Run},
    token::{SimpleKey, Token, TokenKind},
};
use crate::document::Style;

/// The scanner.
pub(super) struct Scanner<'a> {
    pub(super) text: Text<'a>,
    pub(super) position: usize,
    pub(super) line: u32,
    pub(super) line_start: usize,
    /// Line breaks since the last character that is neither blank nor break.
    pub(super) newlines: u32,
    pub(super) indent: i32,
    indents: Vec<i32>,
    pub(super) flow_level: usize,
    depth_limit: usize,
    pub(super) simple_key_allowed: bool,
    pub(super) simple_keys: Vec<SimpleKey>,
    pub(super) queue: VecDeque<Token>,
    pub(super) tokens_parsed: usize,
    /// The last two tokens that were produced, consumed or not.
    pub(super) last: Option<Token>,
    pub(super) last_but_one: Option<Token>,
    started: bool,
    /// Comments found so far and not yet given to a token.
    pub(super) comments: Comments,
}

type Scan<T = ()> = Result<T, Syntax>;

impl<'a> Scanner<'a> {
    /// A scanner over `source`, which holds no forbidden character.
    pub(super) fn new(source: &'a str, depth_limit: usize) -> Self {
        Self {
            text: Text(source.as_bytes()),
            position: 0,
            line: 0,
            line_start: 0,
            newlines: 0,
            indent: -1,
            indents: Vec::new(),
            flow_level: 0,
            depth_limit,
            simple_key_allowed: true,
            simple_keys: vec![SimpleKey {
                possible: false,
                required: false,
                token_number: 0,
                mark: Mark::default(),
            }],
            queue: VecDeque::with_capacity(16),
            tokens_parsed: 0,
            last: None,
            last_but_one: None,
            started: false,
            comments: Comments::default(),
        }
    }

    /// Begins inside of a block collection of that indentation, at the top of the text, behind its first line.
    pub(super) fn begin_in_block(&mut self, indent: i32) {
        self.started = true;
        (self.indent, self.indents) = (indent, vec![-1]);
        self.simple_key_allowed = false;
    }

    /// Whether that is where the scanner is.
    pub(super) fn is_in_block(&self, indent: i32) -> bool {
        self.line > 0 && self.flow_level == 0 && self.indent == indent && self.indents == [-1]
    }

    /// The next token, without consuming it.
    pub(super) fn peek(&mut self) -> Scan<Token> {
        self.fetch_more()?;
        Ok(*self.queue.front().expect("fetch_more leaves at least one token"))
    }

    /// Consumes the token that `peek` showed.
    pub(super) fn skip_token(&mut self) {
        self.queue.pop_front();
        self.tokens_parsed += 1;
    }

    /// Where the scanner is.
    #[inline]
    pub(super) fn mark(&self) -> Mark {
        Mark { index: self.position as u32, line: self.line, column: self.column() }
    }

    #[inline]
    pub(super) fn column(&self) -> i32 {
        (self.position - self.line_start) as i32
    }

    /// Passes one character.
    #[inline]
    pub(super) fn skip(&mut self) {
        if !self.text.is_blank(self.position) {
            self.newlines = 0;
        }
        self.position += width(self.text.at(self.position));
    }

    /// Passes a line break, if there is one.
    #[inline]
    pub(super) fn skip_line(&mut self) {
        let length = self.text.break_len(self.position);
        if length > 0 {
            self.position += length;
            self.line += 1;
            self.line_start = self.position;
            self.newlines += 1;
        }
    }

    /// Passes to `end` on the same line; the caller knows that the last character passed is neither
    /// blank nor break.
    #[inline]
    pub(super) fn skip_to(&mut self, end: usize) {
        if end > self.position {
            self.newlines = 0;
            self.position = end;
        }
    }

    /// go-yaml looks two tokens ahead so that comments behind a token are known with it.
    fn fetch_more(&mut self) -> Scan {
        loop {
            if self.queue.len() > 2 && !self.head_may_be_key()? {
                return Ok(());
            }
            self.fetch_next()?;
        }
    }

    fn head_may_be_key(&mut self) -> Scan<bool> {
        let head = self.tokens_parsed;
        match self.simple_keys.iter().rposition(|key| key.possible && key.token_number == head) {
            Some(index) => self.is_valid_key(index),
            None => Ok(false),
        }
    }

    /// A simple key stays on its line and within 1024 characters.
    fn is_valid_key(&mut self, index: usize) -> Scan<bool> {
        let key = self.simple_keys[index];
        if !key.possible {
            return Ok(false);
        }
        let start = key.mark.index as usize;
        let stale = key.mark.line < self.line
            || (self.position > start + 1024 && characters(&self.text.0[start..self.position]) > 1024);
        if !stale {
            return Ok(true);
        }
        if key.required {
            return Err(Syntax::new("could not find expected ':'", start));
        }
        self.simple_keys[index].possible = false;
        Ok(false)
    }

    fn push(&mut self, kind: TokenKind, start: Mark) {
        let token = Token { kind, start, end: self.position as u32, indent: self.indent };
        self.queue.push_back(token);
        self.last_but_one = self.last.replace(token);
    }

    /// Inserts a token before the token of that number.
    fn insert(&mut self, number: usize, kind: TokenKind, start: Mark) {
        let token = Token { kind, start, end: start.index, indent: self.indent };
        self.queue.insert(number - self.tokens_parsed, token);
    }

    fn fetch_next(&mut self) -> Scan {
        if !self.started {
            self.started = true;
            self.push(TokenKind::StreamStart, Mark::default());
            return Ok(());
        }
        let scan_mark = self.mark();
        self.scan_to_next_token()?;
        self.unroll_indent(self.column(), scan_mark);
        let text = self.text;
        let at = self.position;
        if text.is_end(at) {
            return self.fetch_stream_end();
        }
        if self.column() == 0 {
            if text.at(at) == b'%' {
                return self.fetch_directive();
            }
            if text.is_document_indicator(at) {
                return self.fetch_document_indicator();
            }
        }
        // A comment on the same line belongs to the token, or to the one before a `:` or `,`.
        let first = text.at(at);
        let comment_mark = match self.last {
            Some(last)
                if (self.flow_level == 0 && first == b':') || (self.flow_level > 0 && first == b',') =>
            {
                last.start
            }
            _ => self.mark(),
        };
        self.fetch_token(first)?;
        // `-` alone has no line comment: it becomes a head comment of what follows.
        if self.last.is_none_or(|last| last.kind != TokenKind::BlockEntry) {
            self.scan_line_comment(comment_mark);
        }
        Ok(())
    }

    fn fetch_token(&mut self, first: u8) -> Scan {
        let text = self.text;
        let at = self.position;
        let in_flow = self.flow_level > 0;
        match first {
            b'[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            b']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if text.is_blankz(at + 1) => self.fetch_block_entry(),
            b'?' if in_flow || text.is_blankz(at + 1) => self.fetch_key(),
            b':' if in_flow || text.is_blankz(at + 1) => self.fetch_value(),
            b'*' => self.fetch_anchor(TokenKind::Alias),
            b'&' => self.fetch_anchor(TokenKind::Anchor),
            b'!' => self.fetch_tag(),
            b'|' if !in_flow => self.fetch_block_scalar(Style::Literal),
            b'>' if !in_flow => self.fetch_block_scalar(Style::Folded),
            b'\'' => self.fetch_flow_scalar(Style::SingleQuoted),
            b'"' => self.fetch_flow_scalar(Style::DoubleQuoted),
            b'\t' => Err(Syntax::new("found a tab where indentation is expected", at)
                .hint("Indent with spaces; YAML does not allow tabs there")),
            b'#' | b'|' | b'>' | b'%' | b'@' | b'`' | b' ' => {
                Err(Syntax::new("found a character that cannot start any value", at)
                    .hint("Put the value in quotes"))
            }
            _ => self.fetch_plain_scalar(),
        }
    }

    fn fetch_stream_end(&mut self) -> Scan {
        if self.column() != 0 {
            self.line_start = self.position;
            self.line += 1;
        }
        self.unroll_indent(-1, self.mark());
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let mark = self.mark();
        self.push(TokenKind::StreamEnd, mark);
        Ok(())
    }

    fn fetch_directive(&mut self) -> Scan {
        self.unroll_indent(-1, self.mark());
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        let kind = self.scan_directive()?;
        self.push(kind, start);
        Ok(())
    }

    fn fetch_document_indicator(&mut self) -> Scan {
        self.unroll_indent(-1, self.mark());
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        let kind = match self.text.at(self.position) {
            b'-' => TokenKind::DocumentStart,
            _ => TokenKind::DocumentEnd,
        };
        self.skip_to(self.position + 3);
        self.push(kind, start);
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: TokenKind) -> Scan {
        self.save_simple_key()?;
        self.flow_level += 1;
        self.check_depth()?;
        let token_number = self.tokens_parsed + self.queue.len();
        self.simple_keys.push(SimpleKey {
            possible: false,
            required: false,
            token_number,
            mark: self.mark(),
        });
        self.simple_key_allowed = true;
        self.push_indicator(kind);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind) -> Scan {
        self.remove_simple_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            self.simple_keys.pop();
        }
        self.simple_key_allowed = false;
        self.push_indicator(kind);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Scan {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.push_indicator(TokenKind::FlowEntry);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Scan {
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return Err(Syntax::new(
                    "block sequence entries are not allowed in this context",
                    self.position,
                ));
            }
            self.roll_indent(self.column(), None, TokenKind::BlockSequenceStart, self.mark())?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.push_indicator(TokenKind::BlockEntry);
        Ok(())
    }

    fn fetch_key(&mut self) -> Scan {
        if self.flow_level == 0 {
            if !self.simple_key_allowed {
                return Err(Syntax::new("mapping keys are not allowed in this context", self.position));
            }
            self.roll_indent(self.column(), None, TokenKind::BlockMappingStart, self.mark())?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.push_indicator(TokenKind::Key);
        Ok(())
    }

    fn fetch_value(&mut self) -> Scan {
        let index = self.simple_keys.len() - 1;
        if self.is_valid_key(index)? {
            let key = self.simple_keys[index];
            self.insert(key.token_number, TokenKind::Key, key.mark);
            self.roll_indent(
                key.mark.column,
                Some(key.token_number),
                TokenKind::BlockMappingStart,
                key.mark,
            )?;
            self.simple_keys[index].possible = false;
            self.simple_key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.simple_key_allowed {
                    return Err(Syntax::new("mapping values are not allowed in this context", self.position)
                        .hint("Put a value that contains ': ' in quotes"));
                }
                self.roll_indent(self.column(), None, TokenKind::BlockMappingStart, self.mark())?;
            }
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.push_indicator(TokenKind::Value);
        Ok(())
    }

    fn fetch_anchor(&mut self, kind: TokenKind) -> Scan {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        self.scan_anchor()?;
        self.push(kind, start);
        Ok(())
    }

    fn fetch_tag(&mut self) -> Scan {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        let (handle, suffix) = self.scan_tag()?;
        self.push(TokenKind::Tag { handle, suffix }, start);
        Ok(())
    }

    fn fetch_block_scalar(&mut self, style: Style) -> Scan {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        let start = self.mark();
        let end = self.scan_block_scalar()?;
        self.push(TokenKind::Scalar(style), start);
        self.set_last_end(end);
        Ok(())
    }

    fn fetch_flow_scalar(&mut self, style: Style) -> Scan {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        self.scan_flow_scalar(style == Style::SingleQuoted)?;
        self.push(TokenKind::Scalar(style), start);
        Ok(())
    }

    fn fetch_plain_scalar(&mut self) -> Scan {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        let end = self.scan_plain_scalar()?;
        self.push(TokenKind::Scalar(Style::Plain), start);
        self.set_last_end(end);
        Ok(())
    }

    /// Scalars end before the blanks and breaks that had to be read to find their end.
    fn set_last_end(&mut self, end: usize) {
        for token in self.queue.back_mut().into_iter().chain(&mut self.last) {
            token.end = end as u32;
        }
    }

    fn push_indicator(&mut self, kind: TokenKind) {
        let start = self.mark();
        self.skip();
        self.push(kind, start);
    }

    fn save_simple_key(&mut self) -> Scan {
        if self.simple_key_allowed {
            let required = self.flow_level == 0 && self.indent == self.column();
            let token_number = self.tokens_parsed + self.queue.len();
            let mark = self.mark();
            self.remove_simple_key()?;
            *self.current_key() = SimpleKey { possible: true, required, token_number, mark };
        }
        Ok(())
    }

    fn remove_simple_key(&mut self) -> Scan {
        let key = self.current_key();
        if key.possible && key.required {
            let offset = key.mark.index as usize;
            return Err(Syntax::new("could not find expected ':'", offset));
        }
        key.possible = false;
        Ok(())
    }

    fn current_key(&mut self) -> &mut SimpleKey {
        self.simple_keys.last_mut().expect("one key slot a flow level, and one for the block level")
    }

    fn check_depth(&self) -> Scan {
        if self.flow_level + self.indents.len() > self.depth_limit {
            return Err(Syntax::new("collections are nested too deeply", self.position));
        }
        Ok(())
    }

    fn roll_indent(&mut self, column: i32, number: Option<usize>, kind: TokenKind, mark: Mark) -> Scan {
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        self.check_depth()?;
        match number {
            Some(number) => self.insert(number, kind, mark),
            None => self.push(kind, mark),
        }
        Ok(())
    }

    /// Ends blocks that are indented deeper than `column`. A block's end moves before comments that
    /// are foot comments of its parents.
    fn unroll_indent(&mut self, column: i32, scan_mark: Mark) {
        if self.flow_level > 0 {
            return;
        }
        let mut block_mark = scan_mark;
        // Signed on purpose: the very start of the text steps back to -1.
        let mut block_index = i64::from(scan_mark.index) - 1;
        while self.indent > column {
            let mut stop = block_index;
            for run in self.comments.pending().iter().rev() {
                if i64::from(run.end.index) < stop {
                    break;
                }
                if run.start.column == self.indent + 1 {
                    block_mark = run.start;
                    block_index = i64::from(run.start.index);
                }
                stop = i64::from(run.scan.index);
            }
            let mut mark = block_mark;
            mark.index = block_index.max(0) as u32;
            self.push_block_end(mark);
            self.indent = self.indents.pop().expect("an indentation was pushed for every level");
        }
    }

    fn push_block_end(&mut self, mark: Mark) {
        let token = Token { kind: TokenKind::BlockEnd, start: mark, end: mark.index, indent: self.indent };
        self.queue.push_back(token);
        self.last_but_one = self.last.replace(token);
    }

    /// Passes blanks, breaks and comments.
    fn scan_to_next_token(&mut self) -> Scan {
        let scan_mark = self.mark();
        loop {
            if self.column() == 0 && self.text.0[self.position..].starts_with(b"\xEF\xBB\xBF") {
                if self.position > 0 {
                    return Err(Syntax::new("found a byte order mark inside the file", self.position)
                        .hint("Remove it; files that were joined often have one in the middle"));
                }
                self.position += 3;
                self.line_start = self.position;
            }
            let tabs = self.flow_level > 0 || !self.simple_key_allowed;
            while self.text.at(self.position) == b' ' || (tabs && self.text.at(self.position) == b'\t') {
                self.position += 1;
            }
            self.turn_line_into_head();
            if self.text.at(self.position) == b'#' {
                self.scan_comments(scan_mark);
            }
            if !self.text.is_break(self.position) {
                return Ok(());
            }
            self.skip_line();
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    /// `- # comment` over more content is a head comment of that content.
    fn turn_line_into_head(&mut self) {
        let (Some(a), Some(b)) = (self.last_but_one, self.last) else { return };
        if a.kind != TokenKind::BlockSequenceStart || b.kind != TokenKind::BlockEntry {
            return;
        }
        if self.text.is_break(self.position) {
            return;
        }
        let (mark, line) = (self.mark(), self.line);
        if let Some(run) = self.comments.pending_mut().last_mut().filter(|run| !run.line.is_empty()) {
            run.head = std::mem::take(&mut run.line);
            if run.start.line + 1 == line {
                run.token = mark;
            }
        }
    }

    /// Adds a run of comments to the queue.
    pub(super) fn push_run(&mut self, run: Run) {
        self.comments.push(run);
    }
}

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}
