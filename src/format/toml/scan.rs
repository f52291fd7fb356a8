//! The scanner. What enters: a text. What leaves: its values and comments. `toml_parser` finds where each
//! stands, `table` which table it belongs to. No message quotes the source.
//!
//! A comment belongs to the table or array that it stands in; one above a header, or at the end of the
//! file, to what the header's table stands in, so that it is the same with and without `[sops]` behind it.

use toml_parser::{
    ParseError, Source,
    decoder::Encoding,
    parser::{Event, EventKind, RecursionGuard, ValidateWhitespace, parse_document},
};

use super::{
    scalar,
    table::{Key, ROOT, RawId, Role, Tables},
};
use crate::{
    document::{Document, Span, Style},
    error::{Error, ErrorKind, Result},
    format::Limits,
    metadata::ENTRY,
    secret::Plaintext,
};

/// Finds all that stands in `source`.
pub(super) fn parse<'a>(source: &'a str, limits: &Limits) -> Result<Document<'a>> {
    let document = Document::new(source);
    let text = Source::new(source);
    let (mut events, mut errors): (Vec<Event>, Option<ParseError>) = (Vec::new(), None);
    let tokens = text.lex().into_vec();
    let depth = u32::try_from(limits.depth).unwrap_or(u32::MAX);
    let mut guard = RecursionGuard::new(&mut events, depth);
    parse_document(&tokens, &mut ValidateWhitespace::new(&mut guard, text), &mut errors);
    drop(tokens);
    if let Some(error) = errors {
        let at = error.unexpected().or(error.context()).map_or(source.len(), |span| span.start());
        return Err(invalid(&document, at, error.description()));
    }
    let mut scanner = Scanner {
        tables: Tables::new(source, limits.depth),
        text,
        current: ROOT,
        keys: Vec::new(),
        header: 0,
        target: None,
        open: Vec::new(),
        pending: Vec::new(),
        trailing: None,
        sops: None,
        in_sops: false,
        left_sops: false,
        buffer: Plaintext::default(),
    };
    for event in events {
        scanner.event(event).map_err(|(at, why)| invalid(&document, at, why))?;
    }
    let end = scanner.tables.children(ROOT);
    scanner.settle(ROOT, end);
    let Scanner { tables, sops, .. } = scanner;
    tables.into_document(document, sops)
}

/// What is wrong, and where.
pub(super) type Wrong = (usize, &'static str);

struct Scanner<'a> {
    tables: Tables,
    text: Source<'a>,
    /// The table of the last header.
    current: RawId,
    /// The keys of a header or of an entry, so far.
    keys: Vec<Key>,
    /// Where the header starts.
    header: usize,
    /// Where the next value goes: a table and a key.
    target: Option<(RawId, Key)>,
    /// The arrays and inline tables around the current place.
    open: Vec<RawId>,
    /// Comments that wait for what they stand above.
    pending: Vec<Span>,
    /// Where a comment goes that follows on the same line.
    trailing: Option<(RawId, usize)>,
    /// The text of the metadata, once it was found.
    sops: Option<Span>,
    in_sops: bool,
    /// Whether another table followed the metadata.
    left_sops: bool,
    buffer: Plaintext,
}

impl<'a> Scanner<'a> {
    fn event(&mut self, event: Event) -> Result<(), Wrong> {
        let span = Span::new(event.span().start(), event.span().end());
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => self.header = event.span().start(),
            EventKind::SimpleKey => self.key(event)?,
            EventKind::StdTableClose => self.close_header(false, span)?,
            EventKind::ArrayTableClose => self.close_header(true, span)?,
            EventKind::KeyValSep => self.entry()?,
            EventKind::Scalar => self.scalar(event, span)?,
            EventKind::ArrayOpen => {
                let id = self.value(span, Role::Array, Style::Flow)?;
                self.open.push(id);
            }
            EventKind::InlineTableOpen => {
                let id = self.value(span, Role::Inline, Style::Flow)?;
                self.open.push(id);
            }
            EventKind::ArrayClose | EventKind::InlineTableClose => {
                if let Some(id) = self.open.pop() {
                    self.tables.close(id, span.end);
                    self.done(span);
                }
            }
            EventKind::Comment => self.comment(Span { start: span.start + 1, ..span }),
            EventKind::Newline => self.trailing = self.trailing.filter(|_| !self.open.is_empty()),
            EventKind::KeySep | EventKind::ValueSep | EventKind::Whitespace => {}
            EventKind::Error => return Err((event.span().start(), "it cannot be read")),
        }
        Ok(())
    }

    fn key(&mut self, event: Event) -> Result<(), Wrong> {
        let start = event.span().start();
        let raw = self.text.get(&event).ok_or((start, "it cannot be read"))?;
        let name = scalar::decode_key(raw).ok_or((start, "a key is not valid"))?;
        let span = Span::new(start, event.span().end());
        let source = raw.as_str();
        let literal = match event.encoding() {
            None => source == name,
            Some(_) => source.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) == Some(&name),
        };
        self.keys.push(Key { span, name: name.into(), literal });
        Ok(())
    }

    fn close_header(&mut self, array: bool, end: Span) -> Result<(), Wrong> {
        let keys = std::mem::take(&mut self.keys);
        let header = Span::new(self.header, end.end as usize);
        self.in_sops = keys.first().is_some_and(|key| &*key.name == ENTRY);
        let table = self.tables.header(&keys, array, header)?;
        let (parent, position) = self.tables.place(table);
        if !self.in_sops {
            self.left_sops = self.sops.is_some();
        } else if let Some(sops) = &mut self.sops {
            if self.left_sops {
                return Err((self.header, "the tables of the metadata stand apart from each other"));
            }
            sops.end = header.end;
        } else {
            self.sops = Some(header);
            // What stands above the metadata ended the file.
            self.settle(ROOT, self.tables.position_of(ROOT, ENTRY));
        }
        self.settle(parent, position);
        self.current = table;
        self.trailing = Some((table, 0));
        Ok(())
    }

    fn entry(&mut self) -> Result<(), Wrong> {
        let mut keys = std::mem::take(&mut self.keys);
        let inside = self.open.last().copied();
        let container = inside.unwrap_or(self.current);
        let Some(last) = keys.pop() else { return Ok(()) };
        let at_root = inside.is_none() && self.current == ROOT;
        if at_root && &*keys.first().unwrap_or(&last).name == ENTRY {
            self.sops = Some(keys.first().unwrap_or(&last).span);
        }
        let position = self.tables.position_of(container, &keys.first().unwrap_or(&last).name);
        if inside.is_none() {
            self.settle(container, position);
            self.trailing = Some((container, position + 1));
        }
        let table = self.tables.dotted(container, &keys)?;
        self.target = Some((table, last));
        Ok(())
    }

    fn scalar(&mut self, event: Event, span: Span) -> Result<(), Wrong> {
        let start = event.span().start();
        let raw = self.text.get(&event).ok_or((start, "it cannot be read"))?;
        let style = match event.encoding() {
            None => Style::Plain,
            Some(Encoding::BasicString) => Style::DoubleQuoted,
            Some(Encoding::LiteralString) => Style::SingleQuoted,
            Some(Encoding::MlBasicString) => Style::TripleDoubleQuoted,
            Some(Encoding::MlLiteralString) => Style::TripleSingleQuoted,
        };
        if scalar::read(raw.as_str(), style, &mut self.buffer).is_err() {
            return Err((start, "a value is not valid"));
        }
        self.value(span, Role::Scalar, style)?;
        self.done(span);
        Ok(())
    }

    fn value(&mut self, span: Span, role: Role, style: Style) -> Result<RawId, Wrong> {
        match (self.target.take(), self.open.last()) {
            (Some((table, key)), _) => self.tables.entry(table, key, role, span, style),
            (None, Some(array)) => self.tables.item(*array, role, span, style),
            (None, None) => Err((span.start as usize, "a value has no key")),
        }
    }

    /// A value ended at `span.end`.
    fn done(&mut self, span: Span) {
        if self.open.is_empty()
            && self.in_sops
            && let Some(sops) = &mut self.sops
        {
            sops.end = span.end;
        }
    }

    fn comment(&mut self, span: Span) {
        match (self.open.last(), self.trailing) {
            (Some(open), _) => self.tables.comment(span, *open, self.tables.children(*open)),
            (None, Some((table, position))) => self.tables.comment(span, table, position),
            (None, None) => self.pending.push(span),
        }
    }

    fn settle(&mut self, parent: RawId, position: usize) {
        for span in std::mem::take(&mut self.pending) {
            self.tables.comment(span, parent, position);
        }
    }
}

fn invalid(document: &Document<'_>, at: usize, why: &str) -> Error {
    let error = Error::new(ErrorKind::Input, "invalid TOML").because(why).at(document.place(at as u32));
    if document.source.trim_start().starts_with('{') {
        return error.hint("The real sops encrypts a .toml file as binary: read it with --input-type binary");
    }
    error
}
