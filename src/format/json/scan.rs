//! The scanner. What enters: a text. What leaves: nodes as spans of it, or the place of the first
//! error. One pass without recursion, of a large text in parts; nothing is copied but keys with escapes, and
//! no message quotes the text.

use std::{collections::VecDeque, ops::Range};

use super::{Limits, text};
use crate::{
    document::{Document, NO_NODE, Node, NodeId, NodeKind, Root, Span, Step, Style, Tag},
    error::{Error, ErrorKind, Result},
    format::{parts, repeated::refuse_repeated},
    metadata::ENTRY,
    scalar::parse_float,
    secret::Plaintext,
};

/// Finds all values of `source`.
pub(super) fn parse<'a>(source: &'a str, limits: &Limits) -> Result<Document<'a>> {
    if source.starts_with('\u{feff}') {
        return Err(Error::new(
            ErrorKind::Input,
            "the JSON starts with a byte order mark, which sops does not read",
        )
        .at(crate::document::place(source, 0))
        .hint("Save the file without a byte order mark"));
    }
    parse_cut(source, limits, &cuts(source))
}

/// The same with these cuts.
fn parse_cut<'a>(source: &'a str, limits: &Limits, cuts: &[Span]) -> Result<Document<'a>> {
    let mut scanner = Scanner::new(source, limits, 0..source.len());
    scanner.blanks();
    if scanner.peek() != Some(b'{') {
        return Err(scanner.wrong_root());
    }
    scanner.value(NO_NODE, Step::Document(0))?;
    if !cuts.is_empty() {
        let mine = |end| scanner.members(end);
        let (read, parts) =
            parts::side_by_side(source, cuts, mine, |cut, end| part(source, limits, cut, end));
        read?;
        scanner.parts = parts;
    }
    scanner.members(usize::MAX)?;
    scanner.close(scanner.open[0])?;
    scanner.blanks();
    if scanner.at < scanner.bytes.len() {
        return Err(scanner.invalid("text follows the object"));
    }
    let mut document = scanner.document;
    let root = Root {
        node: Some(0),
        sops: document.child(0, ENTRY),
        tail: document.node(0).span.end - 1, // its `}`
    };
    document.roots.push(root);
    Ok(document)
}

/// Where to cut a text for all cores: at members of the root that stand in lines as its first one does. A cut
/// reaches from the comma before a member to its key.
fn cuts(source: &str) -> Vec<Span> {
    let bytes = source.as_bytes();
    let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
    let Some(open) = bytes.iter().position(|byte| !blank(byte)) else { return Vec::new() };
    let Some(key) = bytes[open + 1..].iter().position(|byte| !blank(byte)).map(|key| open + 1 + key) else {
        return Vec::new();
    };
    let Some(line) = bytes[open..key].iter().rposition(|byte| *byte == b'\n') else { return Vec::new() };
    let lead = memchr::memmem::Finder::new(&bytes[open + line..=key]);
    parts::cuts(source, |range| {
        let before = |at: usize| bytes[..at].iter().rposition(|byte| !blank(byte));
        let lines = lead.find_iter(bytes.get(range.clone())?).map(|line| range.start + line);
        let mut commas = lines.filter_map(|line| Some((before(line)?, line + lead.needle().len() - 1)));
        let (comma, key) = commas.find(|(comma, _)| bytes[*comma] == b',')?;
        Some(Span::new(comma, key))
    })
}

/// A part of the text that was read by itself.
struct Part<'a> {
    /// The comma before it.
    start: usize,
    scanner: Scanner<'a>,
}

/// The members of the root from the key behind `cut` on, up to the comma at `end`; `None` when something is wrong
/// with them.
fn part<'a>(source: &'a str, limits: &Limits, cut: Span, end: usize) -> Option<Part<'a>> {
    let mut scanner = Scanner::new(source, limits, cut.end as usize..end);
    // What begins below the root goes on to the end of that, which may be far.
    scanner.reach = 2 * end - cut.start as usize;
    // This one stands for the root.
    scanner.open.push(Frame { id: 0, members: 0 });
    scanner.node(NO_NODE, Step::Document(0), Span::at(0), (NodeKind::Mapping, Style::Flow));
    scanner.members(end).ok()?;
    Some(Part { start: cut.start as usize, scanner })
}

/// A collection that is not closed yet.
#[derive(Clone, Copy)]
struct Frame {
    id: NodeId,
    /// How many members it has so far.
    members: u32,
}

struct Scanner<'a> {
    document: Document<'a>,
    bytes: &'a [u8],
    at: usize,
    open: Vec<Frame>,
    depth: usize,
    decoded: Plaintext,
    /// How far it reads below the root.
    reach: usize,
    /// The parts that others read, in order.
    parts: VecDeque<Part<'a>>,
}

impl<'a> Scanner<'a> {
    /// A scanner of this range.
    fn new(source: &'a str, limits: &Limits, range: Range<usize>) -> Self {
        let mut document = Document::new(source);
        document.nodes.reserve(range.len() / 32);
        Self {
            document,
            bytes: source.as_bytes(),
            at: range.start,
            open: Vec::new(),
            depth: limits.depth,
            decoded: Plaintext::default(),
            reach: usize::MAX,
            parts: VecDeque::new(),
        }
    }

    /// Reads members, up to the comma of the root at `end` or to the closing brace of the root.
    fn members(&mut self, end: usize) -> Result<()> {
        while let Some(frame) = self.open.last() {
            let frame = *frame;
            if self.open.len() == 1 {
                self.blanks();
                if self.at >= end || self.peek() == Some(b'}') {
                    break;
                }
                if frame.members > 0 && self.take_part() {
                    continue;
                }
            } else if self.at > self.reach {
                return Err(self.error("this is no member of the root"));
            }
            self.member(frame)?;
        }
        Ok(())
    }

    /// Takes over the part that begins at this comma of the root, if there is one.
    fn take_part(&mut self) -> bool {
        while let Some(part) = self.parts.front()
            && part.start <= self.at
        {
            let is_next = part.start == self.at;
            let Some(Part { scanner, .. }) = self.parts.pop_front() else { break };
            if is_next {
                self.at = scanner.at;
                self.open[0].members += scanner.open[0].members;
                self.document.adopt(scanner.document);
                return true;
            }
            // What was passed over was no comma of the root.
        }
        false
    }

    /// Reads the next member of the innermost collection, or its end.
    fn member(&mut self, frame: Frame) -> Result<()> {
        let mapping = self.document.node(frame.id).kind == NodeKind::Mapping;
        let close = if mapping { b'}' } else { b']' };
        self.blanks();
        if self.peek() == Some(close) {
            return self.close(frame);
        }
        if frame.members > 0 {
            if self.peek() != Some(b',') {
                return Err(self.invalid(if mapping {
                    "a comma or a closing brace is expected"
                } else {
                    "a comma or a closing bracket is expected"
                }));
            }
            self.at += 1;
            self.blanks();
        }
        let step = if mapping { self.key()? } else { Step::Index(frame.members) };
        self.open.last_mut().expect("the frame is on the stack").members += 1;
        self.value(frame.id, step)
    }

    fn close(&mut self, frame: Frame) -> Result<()> {
        self.at += 1;
        let end = self.document.nodes.len() as NodeId;
        let node = &mut self.document.nodes[frame.id as usize];
        node.end = end;
        node.span.end = self.at as u32;
        self.open.pop();
        if node.kind == NodeKind::Mapping {
            // The real sops takes a repeated key and encrypts both values, but its paths cannot tell them apart, and
            // readers of JSON keep either one.
            refuse_repeated(&self.document, frame.id, "a key appears twice in one object")?;
        }
        Ok(())
    }

    fn key(&mut self) -> Result<Step> {
        if self.peek() != Some(b'"') {
            return Err(self.invalid("a key in double quotes is expected"));
        }
        let start = self.at;
        let escaped = self.string()?;
        let span = Span::new(start, self.at);
        let text = if escaped {
            let quoted = self.document.text(span);
            let decoded = text::decode(&quoted[1..quoted.len() - 1], &mut self.decoded);
            let decoded = std::str::from_utf8(decoded).expect("escapes decode to characters");
            Some(self.document.intern(decoded))
        } else {
            None
        };
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(self.invalid("a colon is expected after the key"));
        }
        self.at += 1;
        self.blanks();
        Ok(Step::Key { span, text })
    }

    /// Reads a scalar, or opens a collection.
    fn value(&mut self, parent: NodeId, step: Step) -> Result<()> {
        let start = self.at;
        let (kind, style) = match self.peek() {
            Some(b'"') => {
                self.string()?;
                (NodeKind::Scalar, Style::DoubleQuoted)
            }
            Some(b'{') => (NodeKind::Mapping, Style::Flow),
            Some(b'[') => (NodeKind::Sequence, Style::Flow),
            Some(b't') => (self.literal(b"true", NodeKind::Scalar)?, Style::Plain),
            Some(b'f') => (self.literal(b"false", NodeKind::Scalar)?, Style::Plain),
            Some(b'n') => (self.literal(b"null", NodeKind::Null)?, Style::Plain),
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
                (NodeKind::Scalar, Style::Plain)
            }
            _ => return Err(self.invalid("a value is expected")),
        };
        if style == Style::Flow {
            if self.open.len() >= self.depth {
                return Err(self.error(format!("collections nest deeper than {} levels", self.depth)));
            }
            self.at += 1;
            self.open.push(Frame { id: self.document.nodes.len() as NodeId, members: 0 });
        }
        self.node(parent, step, Span::new(start, self.at), (kind, style));
        Ok(())
    }

    fn node(&mut self, parent: NodeId, step: Step, span: Span, (kind, style): (NodeKind, Style)) {
        self.document.nodes.push(Node {
            parent,
            end: self.document.nodes.len() as NodeId + 1,
            step,
            span,
            outer_start: span.start,
            kind,
            style,
            tag: Tag::None,
            in_flow: parent != NO_NODE,
            indent: -1,
            alias: 0,
        });
    }

    /// Passes over a string; tells whether it holds escapes.
    fn string(&mut self) -> Result<bool> {
        let mut escaped = false;
        self.at += 1;
        loop {
            let rest = &self.bytes[self.at..];
            let run = memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            // To the end in any case: that takes many bytes at once.
            if rest[..run].iter().fold(0, |found, byte| found | u8::from(*byte < 0x20)) > 0 {
                let control = rest.iter().position(|byte| *byte < 0x20).expect("there is one");
                self.at += control;
                return Err(self.invalid("a control character in a string must be escaped"));
            }
            self.at += run;
            match rest.get(run) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(_) => self.escape()?,
                None => return Err(self.invalid("a string is not closed")),
            }
            escaped = true;
        }
    }

    fn escape(&mut self) -> Result<()> {
        let rest = &self.bytes[self.at + 1..];
        let length = match rest.first() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if rest.len() > 4 && rest[1..5].iter().all(u8::is_ascii_hexdigit) => 6,
            _ => return Err(self.invalid("a string holds an unknown escape")),
        };
        self.at += length;
        Ok(())
    }

    fn literal(&mut self, word: &[u8], kind: NodeKind) -> Result<NodeKind> {
        if !self.bytes[self.at..].starts_with(word) {
            return Err(self.invalid("a value is expected"));
        }
        self.at += word.len();
        Ok(kind)
    }

    fn number(&mut self) -> Result<()> {
        let start = self.at;
        self.skip(b"-");
        if !self.skip(b"0") && !self.digits() {
            return Err(self.invalid("a number needs a digit after its sign"));
        }
        if self.skip(b".") && !self.digits() {
            return Err(self.invalid("a number needs a digit after its point"));
        }
        let exponent = self.skip(b"eE");
        if exponent {
            self.skip(b"+-");
            if !self.digits() {
                return Err(self.invalid("a number needs a digit in its exponent"));
            }
        }
        // Without an exponent it takes 309 digits to leave the range of a float.
        let long = exponent || self.at - start > 300;
        if long && parse_float(&self.bytes[start..self.at]).is_none() {
            self.at = start;
            return Err(self
                .error("a number is beyond the range of a 64-bit float")
                .hint("Put it in double quotes to make it a string"));
        }
        Ok(())
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    fn skip(&mut self, any_of: &[u8]) -> bool {
        let found = self.peek().is_some_and(|byte| any_of.contains(&byte));
        self.at += usize::from(found);
        found
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn wrong_root(&self) -> Error {
        match self.peek() {
            None => self.error("the file is empty, where JSON needs an object"),
            Some(b'[' | b'"' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9') => self
                .error("the root of a JSON file must be an object")
                .hint(r#"Wrap what is there in an object, as in {"data": …}"#),
            Some(_) => self.invalid("an opening brace is expected"),
        }
    }

    fn invalid(&self, why: &str) -> Error {
        let why = if self.at >= self.bytes.len() { "the text ends too early" } else { why };
        self.error("invalid JSON").because(why)
    }

    fn error(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Input, message).at(self.document.place(self.at as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::parts::dice;

    /// What members look like, right and wrong, and what may stand between them.
    const MEMBERS: &[&str] = &[
        "\"k\": 1",
        "\"k\": \"v\"",
        "\"k\": {\n  \"l\": 1,\n  \"m\": [1, {}]\n}",
        "\"k\": [\n{\n\"l\": 1\n},\n\"x\",\n  \"y\"]",
        "\"k\" :null",
        "\"k\\u0041\": \"a\\\"b\"",
        "\"k\": {\"l\\n\": {\"m\\t\": -1e3}}",
        "\"sops\": {}",
        "\"k\": {}\n",
        "\"k\": \"a,\n\"",
        "\"k\"",
        "1",
        "\"k\": {",
        "}",
        "]",
        ",",
        "",
    ];

    #[test]
    fn parts_lead_where_the_whole_does() {
        let limits = Limits { depth: 3, ..Limits::default() };
        let mut chance = dice();
        let (mut valid, mut tried) = (0, 0);
        for round in 0..30_000 {
            let between = ["\n", "\n  ", "\r\n\t", "\n\n", ""][chance(5)];
            let known = if round % 4 == 0 { MEMBERS.len() } else { 9 };
            let mut source = "{".to_owned();
            for number in 0..=chance(6) {
                let between = if chance(9) == 0 { " \n " } else { between };
                source.push_str(if number == 0 { "" } else { [",", " ,"][chance(2)] });
                source.push_str(between);
                let member = MEMBERS[chance(known)];
                // Most have keys of their own.
                let own = format!("\"{number}k");
                source.push_str(&if round % 9 == 0 {
                    member.into()
                } else {
                    member.replacen("\"k", &own, 1)
                });
            }
            source.push_str(["\n}", "}\n", "}}", ""][if chance(5) == 0 { chance(4) } else { 0 }]);
            let with = |cuts: &[Span]| match parse_cut(&source, &limits, cuts) {
                Ok(document) => format!("{document:?}"),
                Err(error) => error.to_string(),
            };
            let whole = with(&[]);
            assert_eq!(with(&cuts(&source)), whole, "{source:?}");
            let is_valid = whole.starts_with("Document");
            valid += usize::from(is_valid);
            tried += usize::from(is_valid && !cuts(&source).is_empty());
            // At every comma with a string behind it, right or wrong.
            let quote = |comma: usize| {
                let key = comma + 1 + source[comma + 1..].find(|char: char| !char.is_ascii_whitespace())?;
                source[key..].starts_with('"').then(|| Span::new(comma, key))
            };
            let all: Vec<_> = source.match_indices(',').filter_map(|(at, _)| quote(at)).collect();
            assert_eq!(with(&all), whole, "{source:?} at {all:?}");
            for cut in all {
                assert_eq!(with(&[cut]), whole, "{source:?} at {cut:?}");
            }
        }
        assert!(valid > 8_000 && tried > 3_000, "only {valid} texts were valid, {tried} of them cut");
    }

    #[test]
    fn a_part_is_taken_where_it_is_right() {
        let limits = Limits::default();
        let source = "{\n \"a\": [1,\n \"x\"],\n \"b\": 2,\n \"c\": 3\n}";
        for (key, is_right) in [("x", false), ("b", true), ("c", true)] {
            let key = source.find(key).unwrap() - 1;
            let cut = Span::new(source[..key].rfind(',').unwrap(), key);
            let mut scanner = Scanner::new(source, &limits, 0..source.len());
            scanner.value(NO_NODE, Step::Document(0)).unwrap();
            scanner.parts.extend(part(source, &limits, cut, source.len()));
            scanner.members(cut.start as usize).unwrap();
            assert_eq!(scanner.at == cut.start as usize && scanner.take_part(), is_right, "{key}");
        }
    }
}
