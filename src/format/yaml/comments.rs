//! Comments, and which token each belongs to. go-yaml v3 sorts them into head, line and foot
//! comments of tokens by blank lines and indentation; the real program derives from that the path
//! under which a comment is encrypted, so the same rules hold here. What leaves are spans.

use super::{chars::Mark, scan::Scanner, token::TokenKind};
use crate::document::Span;

/// A piece of comment text: a comment line (from its `#` to the end of the line), or a line break
/// between them. Two breaks in a row are a blank line, at which go-yaml splits some comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// `# …`
    Line(Span),
    /// A line break.
    Break,
}

/// Comment text.
pub(super) type CommentText = Vec<Piece>;

/// Comment lines that belong together.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Where the scan that found it began.
    pub(super) scan: Mark,
    /// The position from which a token takes it over.
    pub(super) token: Mark,
    /// Where it starts; columns are counted from 1 as go-yaml does here.
    pub(super) start: Mark,
    /// Where it ends.
    pub(super) end: Mark,
    /// Above a token.
    pub(super) head: CommentText,
    /// Behind a token, on its line.
    pub(super) line: CommentText,
    /// Below a token.
    pub(super) foot: CommentText,
}

/// All runs found so far.
#[derive(Default)]
pub(super) struct Comments {
    runs: Vec<Run>,
    taken: usize,
    /// Every comment in the source, from its `#` to the end of its line, whoever takes it.
    pub(super) all: Vec<Span>,
}

/// Comments collected for the next event of the parser.
#[derive(Default, Debug)]
pub(super) struct Attached {
    pub(super) head: CommentText,
    pub(super) line: CommentText,
    pub(super) foot: CommentText,
}

impl Attached {
    pub(super) fn is_empty(&self) -> bool {
        self.head.is_empty() && self.line.is_empty() && self.foot.is_empty()
    }
}

impl Comments {
    /// The runs that no token has taken yet.
    pub(super) fn pending(&self) -> &[Run] {
        &self.runs[self.taken..]
    }

    /// The runs that no token has taken yet.
    pub(super) fn pending_mut(&mut self) -> &mut [Run] {
        &mut self.runs[self.taken..]
    }

    pub(super) fn push(&mut self, run: Run) {
        self.runs.push(run);
    }

    /// Gives every run up to the token's position to `into`.
    pub(super) fn unfold(&mut self, token: Mark, is_block_end: bool, into: &mut Attached) {
        while let Some(run) = self.runs.get_mut(self.taken) {
            if token.index < run.token.index {
                break;
            }
            if !run.head.is_empty() && is_block_end {
                break; // ends have no heads: the next token takes it
            }
            append(&mut into.head, &mut run.head);
            append(&mut into.foot, &mut run.foot);
            append(&mut into.line, &mut run.line);
            self.taken += 1;
        }
        if self.taken == self.runs.len() {
            self.runs.clear();
            self.taken = 0;
        }
    }
}

fn append(to: &mut CommentText, from: &mut CommentText) {
    if !from.is_empty() {
        if !to.is_empty() {
            to.push(Piece::Break);
        }
        to.append(from);
    }
}

/// How far go-yaml looks for a comment behind a token.
const LOOK_AHEAD: usize = 512;

impl Scanner<'_> {
    /// A comment on the rest of the line.
    pub(super) fn scan_line_comment(&mut self, token: Mark) {
        if self.newlines > 0 {
            return;
        }
        let blanks = (0..LOOK_AHEAD).take_while(|peek| self.text.is_blank(self.position + peek)).count();
        if blanks == LOOK_AHEAD || self.text.at(self.position + blanks) != b'#' {
            return;
        }
        self.position += blanks;
        let start = self.mark();
        let span = self.take_comment_line();
        self.push_run(Run { token, start, line: vec![Piece::Line(span)], ..Run::default() });
    }

    /// Reads from `#` to the end of the line.
    pub(super) fn take_comment_line(&mut self) -> Span {
        let start = self.position;
        let mut end = start;
        while !self.text.is_breakz(end) {
            end += 1;
        }
        self.skip_to(end);
        let span = Span::new(start, end);
        self.comments.all.push(span);
        span
    }

    /// Comment lines up to the next token. A part of them that touches the content above, or is
    /// dedented, is a foot of that content; the rest is a head of what follows.
    pub(super) fn scan_comments(&mut self, scan: Mark) {
        let mut scan = scan;
        let mut last = self.last.expect("the stream start was produced");
        if last.kind == TokenKind::FlowEntry {
            last = self.last_but_one.unwrap_or(last);
        }
        let mut token = last.start;
        let mut start = Mark::default();
        let mut next_indent = self.indent.max(0);
        let mut recent_empty = false;
        let mut first_empty = self.newlines <= 1;
        let mut line = self.line;
        let mut column = self.column();
        let mut text = CommentText::new();

        // Where a comment must start to be a foot of the content above.
        let mut foot_line = None;
        if scan.line > 0 {
            let below = i64::from(self.line) - i64::from(self.newlines) + 1;
            foot_line = Some(below + i64::from(self.newlines == 0 && self.column() > 1));
        }

        let mut peek = 0;
        while peek < LOOK_AHEAD {
            column += 1;
            let at = self.position + peek;
            if self.text.is_blank(at) {
                peek += 1;
                continue;
            }
            let here = Mark { index: at as u32, line, column };
            let close_flow = self.flow_level > 0 && matches!(self.text.at(at), b']' | b'}');
            if close_flow || self.text.is_breakz(at) {
                if close_flow || !recent_empty {
                    let touches = Some(i64::from(start.line)) == foot_line && last.kind != TokenKind::Value;
                    let dedented = start.column - 1 < next_indent;
                    if close_flow || (first_empty && (touches || dedented)) {
                        if !text.is_empty() {
                            if dedented {
                                token = start; // unrelated to the token above
                            }
                            let foot = std::mem::take(&mut text);
                            self.push_run(Run { scan, token, start, end: here, foot, ..Run::default() });
                            scan = here;
                            token = here;
                        }
                    } else if !text.is_empty() && !self.text.is_end(at) {
                        text.push(Piece::Break);
                    }
                }
                if !self.text.is_break(at) {
                    break;
                }
                first_empty = false;
                recent_empty = true;
                column = 0;
                line += 1;
                peek += 1; // byte by byte: go-yaml sees a blank line between CR and LF
                continue;
            }
            let is_foot = column - 1 < next_indent && column != start.column;
            if !text.is_empty() && is_foot {
                let foot = std::mem::take(&mut text);
                self.push_run(Run { scan, token, start, end: here, foot, ..Run::default() });
                scan = here;
                token = here;
            }
            if self.text.at(at) != b'#' {
                break;
            }
            if text.is_empty() {
                start = here;
            } else {
                text.push(Piece::Break);
            }
            recent_empty = false;
            while self.position < at {
                if self.text.is_break(self.position) {
                    self.skip_line();
                } else {
                    self.position += 1;
                }
            }
            let words = self.take_comment_line();
            text.push(Piece::Line(words));
            peek = 1; // the break behind the comment is passed unseen
            column = 0;
            line = self.line;
            next_indent = self.indent.max(0);
        }
        if !text.is_empty() {
            let end = Mark { index: (self.position + peek).saturating_sub(1) as u32, line, column };
            self.push_run(Run { scan, token: start, start, end, head: text, ..Run::default() });
        }
    }
}
