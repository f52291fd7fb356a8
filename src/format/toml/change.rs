//! One entry of a TOML text changed. What enters: the document and the change. What leaves: edits of its
//! lines, laid out as those around them are. A table with a header stays one, and so does one of dotted
//! keys. Never an edit of another line.

use super::{
    print::{self, Place},
    sections::{Form, Sections},
    write,
};
use crate::{
    document::{Document, Edit, NodeId, NodeKind, Span, Step, Style, Tree},
    error::{Error, ErrorKind, Result},
    format::change::{Braces, Change, Ways, next_line, with_break, without_break},
    scalar::Scalar,
    secret::Plaintext,
};

/// The ways to make `change`.
pub(super) fn change(document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
    let mut editor = Editor {
        document,
        source: document.source,
        sections: Sections::of(document),
        equals: String::new(),
        braces: false,
    };
    editor.equals = editor.sections.layout(0).equals();
    let nicest = editor.edits(change)?;
    // Headers come behind the entries, and new ones may be in the wrong order.
    editor.braces = true;
    let in_order = editor.edits(change).unwrap_or_default();
    Ok(vec![apart(nicest), apart(in_order)])
}

struct Editor<'d, 's> {
    document: &'d Document<'s>,
    source: &'s str,
    sections: Sections<'d, 's>,
    /// What stands between keys and values.
    equals: String,
    /// Whether new tables are written in braces.
    braces: bool,
}

impl Editor<'_, '_> {
    fn edits(&self, change: &Change<'_>) -> Result<Vec<Edit>> {
        match *change {
            Change::Replace(id, value) => self.replace(id, value),
            Change::Append(id, key, value) => self.append(id, key, value),
            Change::Remove(id) => self.remove(id),
        }
    }

    fn replace(&self, id: NodeId, value: &Tree) -> Result<Vec<Edit>> {
        let form = Form::of(self.document, id);
        let mut text = Plaintext::default();
        match (form, value) {
            (Form::Value, Tree::Scalar(kind, bytes)) if self.is_string(id) => {
                let value = Scalar { kind: *kind, spelling: bytes.expose() };
                let style = self.document.node(id).style;
                write::value(style, self.document.crlf, &value, &mut text)?;
                Ok(vec![Edit::replace(self.document.node(id).span, text.expose())])
            }
            (Form::Value, _) => {
                self.value(value, &mut text)?;
                if let Some(edit) = self.fill(id, value, &text) {
                    return Ok(vec![edit]);
                }
                Ok(vec![Edit::replace(self.document.node(id).span, text.expose())])
            }
            (Form::Dotted, _) => self.replace_dotted(id, value),
            (Form::Table, Tree::Mapping(members)) => {
                print::body(members, self.place(&self.sections.path(id)), &mut text)?;
                Ok(self.replace_body(id, &text))
            }
            _ if print::has_header(value) => {
                let node = self.document.node(id);
                match node.step {
                    Step::Key { .. } => {
                        let key = self.document.key(node.step).unwrap_or_default();
                        print::tables(
                            Vec::new(),
                            key,
                            value,
                            self.place(&self.sections.path(node.parent)),
                            &mut text,
                        )?;
                    }
                    _ => print::item(value, self.place(&self.sections.path(id)), &mut text)?,
                }
                Ok(self.replace_sections(id, &text))
            }
            _ => Err(emit("a table with a header cannot become a single value where it stands")
                .hint("Unset it first, then set the value")),
        }
    }

    fn append(&self, id: NodeId, key: Option<&str>, value: &Tree) -> Result<Vec<Edit>> {
        let mut text = Plaintext::default();
        match (Form::of(self.document, id), key) {
            (Form::Value, _) => {
                let Some(braces) = Braces::of(self.document, id) else { return Ok(Vec::new()) };
                if let Some(key) = key {
                    print::push_key(key, &mut text);
                    text.extend(if braces.is_compact() { b"=" } else { b" = " });
                }
                self.value(value, &mut text)?;
                Ok(braces.append(text.expose(), self.document.line_break()))
            }
            (Form::Dotted, Some(key)) => self.append_dotted(id, key, value),
            (Form::Tables, _) => {
                print::item(value, self.place(&self.sections.path(id)), &mut text)?;
                Ok(self.insert_section(id, &text))
            }
            (_, Some(key)) if print::has_header(value) && !self.braces => {
                print::tables(Vec::new(), key, value, self.place(&self.sections.path(id)), &mut text)?;
                Ok(self.insert_section(id, &text))
            }
            (Form::Implied, Some(key)) => {
                print::table(&Tree::Mapping(Vec::new()), self.place(&self.sections.path(id)), &mut text)?;
                self.entry(id, "", key, value, &mut text)?;
                Ok(self.insert_section(id, &text))
            }
            (_, key) => {
                self.entry(id, "", key.unwrap_or_default(), value, &mut text)?;
                let at = self.sections.end_of_entries(id);
                let is_above_tables = id == 0 && self.sections.own_entries(id).is_empty();
                text.extend(if is_above_tables && at < self.source.len() { b"\n" } else { b"" });
                Ok(vec![self.insert_lines(at, &text)])
            }
        }
    }

    fn remove(&self, id: NodeId) -> Result<Vec<Edit>> {
        let node = self.document.node(id);
        let parent = self.document.node(node.parent);
        let is_only = self.document.children(node.parent).count() == 1;
        let parent_form = Form::of(self.document, node.parent);
        match Form::of(self.document, id) {
            Form::Value | Form::Dotted => {
                if parent.style == Style::Flow {
                    let braces = Braces::of(self.document, node.parent);
                    return Ok(braces.map_or_else(Vec::new, |braces| braces.remove(id)));
                }
                if is_only && parent_form == Form::Dotted {
                    return self.replace_dotted(node.parent, &Tree::Mapping(Vec::new()));
                }
                if self.is_in_braces(node.parent) {
                    return Ok(self.remove_from_braces(id));
                }
                let mut edits = self.remove_entries(id);
                edits.extend(self.sections.below(id).into_iter().map(Edit::remove));
                Ok(edits)
            }
            _ if is_only && parent_form == Form::Tables => {
                Err(emit("the last table of an array of tables cannot go alone")
                    .hint("Unset the whole array"))
            }
            // What only the header of its last table named stays, empty.
            _ if is_only && parent_form == Form::Implied => {
                let mut text = Plaintext::default();
                print::table(
                    &Tree::Mapping(Vec::new()),
                    self.place(&self.sections.path(node.parent)),
                    &mut text,
                )?;
                Ok(self.replace_sections(id, &text))
            }
            _ => Ok(self.sections.below(id).into_iter().map(Edit::remove).collect()),
        }
    }

    fn place<'p>(&'p self, path: &'p str) -> Place<'p> {
        Place { path, equals: &self.equals, braces: self.braces }
    }

    /// Puts `text` into an empty array that holds a comment, which stays.
    fn fill(&self, id: NodeId, value: &Tree, text: &Plaintext) -> Option<Edit> {
        let span = self.document.node(id).span;
        let is_inside = |at: u32| span.start < at && at < span.end;
        let has_comment = self.document.comments.iter().any(|comment| is_inside(comment.span.start));
        let is_empty = self.document.node(id).style == Style::Flow && self.document.node(id).end == id + 1;
        let same_kind = self.document.text(span).as_bytes().first() == text.expose().first();
        if !has_comment || !is_empty || !same_kind || !matches!(value, Tree::Sequence(_)) {
            return None;
        }
        let close = span.end as usize - 1;
        let mut lines = Plaintext::with_capacity(text.expose().len() + 16);
        lines.extend(text.expose()[1..text.expose().len() - 1].trim_ascii());
        lines.extend(self.document.line_break().as_bytes());
        lines.extend(&self.source.as_bytes()[self.sections.line_start(close)..close]);
        Some(Edit::insert(close as u32, lines.expose()))
    }

    /// Puts `text` in the place of all that stands in the table `id`, but for its header.
    fn replace_body(&self, id: NodeId, text: &Plaintext) -> Vec<Edit> {
        let body = Span::new(self.sections.header_end(id), self.sections.end_of_entries(id));
        let mut edits: Vec<_> = self.sections.rest(id).into_iter().map(Edit::remove).collect();
        edits.push(if body.is_empty() {
            self.insert_lines(body.start as usize, text)
        } else {
            self.replace_lines(body, text)
        });
        edits
    }

    /// Puts `text` in the place of all tables at and below `id`.
    fn replace_sections(&self, id: NodeId, text: &Plaintext) -> Vec<Edit> {
        let mut edits: Vec<_> = self.sections.rest(id).into_iter().map(Edit::remove).collect();
        edits.extend(self.sections.first(id).map(|span| self.replace_lines(span, text)));
        edits
    }

    /// Adds tables behind all that is in `id`.
    fn insert_section(&self, id: NodeId, text: &Plaintext) -> Vec<Edit> {
        let at = self.sections.end(id);
        let before = &self.source[..at];
        let is_apart = before.trim_start_matches('\u{feff}').is_empty()
            || before.ends_with("\n\n")
            || before.ends_with("\n\r\n")
            || !self.sections.are_apart();
        let mut spaced = Plaintext::with_capacity(text.expose().len() + 1);
        spaced.extend(if is_apart { b"" } else { b"\n" });
        spaced.extend(text.expose());
        vec![self.insert_lines(at, &spaced)]
    }

    fn append_dotted(&self, id: NodeId, key: &str, value: &Tree) -> Result<Vec<Edit>> {
        let Some(last) = self.sections.own_entries(id).pop() else {
            return Err(emit("the table is spread over dotted keys and headers"));
        };
        let mut text = Plaintext::default();
        if self.is_in_braces(id) {
            text.extend(b", ");
            text.extend(self.dotted_name(id).as_bytes());
            print::push_key(key, &mut text);
            text.extend(b" = ");
            self.value(value, &mut text)?;
            return Ok(vec![Edit::insert(self.document.node(last).span.end, text.expose())]);
        }
        self.entry(id, &self.dotted_name(id), key, value, &mut text)?;
        let at = next_line(self.source, self.document.node(last).span.end as usize);
        Ok(vec![self.insert_lines(at, &text)])
    }

    /// Puts one entry in the place of all dotted keys below `id`.
    fn replace_dotted(&self, id: NodeId, value: &Tree) -> Result<Vec<Edit>> {
        let Step::Key { span: key, .. } = self.document.node(id).step else { return Ok(Vec::new()) };
        let mut entries = self.sections.own_entries(id).into_iter();
        let Some(first) = entries.next() else { return Ok(Vec::new()) };
        let mut text = Plaintext::default();
        text.extend(b" = ");
        self.value(value, &mut text)?;
        let whole = Span { start: key.end, end: self.document.node(first).span.end };
        let mut edits = vec![Edit::replace(whole, text.expose())];
        edits.extend(entries.flat_map(|entry| self.remove_entries(entry)));
        edits.extend(self.sections.below(id).into_iter().map(Edit::remove));
        Ok(edits)
    }

    /// Takes the lines of all entries at and below `id` out.
    fn remove_entries(&self, id: NodeId) -> Vec<Edit> {
        let lines = |entry| {
            let node = self.document.node(entry);
            let Step::Key { span: key, .. } = node.step else { return Edit::remove(Span::at(0)) };
            let start = self.sections.line_start(key.start as usize);
            let end = next_line(self.source, node.span.end as usize);
            Edit::remove(with_break(self.source, Span::new(start, end)))
        };
        self.sections.own_entries(id).into_iter().map(lines).collect()
    }

    /// Takes a dotted key that stands in braces out, with a comma beside it.
    fn remove_from_braces(&self, id: NodeId) -> Vec<Edit> {
        let node = self.document.node(id);
        let Step::Key { span: key, .. } = node.step else { return Vec::new() };
        let Some(before) = self.source[..key.start as usize].rfind([',', '{']) else { return Vec::new() };
        let end = node.span.end as usize;
        let span = if self.source[before..].starts_with(',') {
            Span::new(before, end)
        } else {
            let comma = self.source[end..].find(',').map_or(end, |at| end + at + 1);
            Span::new(before + 1, comma)
        };
        vec![Edit::remove(span)]
    }

    /// Writes the line of an entry of the table `id`; `prefix` are the dotted names before its key.
    fn entry(&self, id: NodeId, prefix: &str, key: &str, value: &Tree, out: &mut Plaintext) -> Result<()> {
        let layout = self.sections.layout(id);
        let mut name = Plaintext::default();
        name.extend(prefix.as_bytes());
        print::push_key(key, &mut name);
        layout.open(name.expose_str()?, out);
        self.value(value, out)?;
        out.extend(b"\n");
        Ok(())
    }

    /// Writes a value on its own. In a file with CR LF a text with lines in it is written on one: they
    /// would get other ends there.
    fn value(&self, value: &Tree, out: &mut Plaintext) -> Result<()> {
        match value {
            Tree::Scalar(kind, bytes) if self.document.crlf => write::value(
                Style::DoubleQuoted,
                true,
                &Scalar { kind: *kind, spelling: bytes.expose() },
                out,
            ),
            _ => print::value(value, out),
        }
    }

    /// Adds whole lines, whose breaks become those of the file.
    fn insert_lines(&self, at: usize, lines: &Plaintext) -> Edit {
        let lines = self.with_breaks(lines);
        if at == 0 || self.source[..at].ends_with(['\n', '\u{feff}']) {
            return Edit::insert(at as u32, lines.expose());
        }
        let mut text = Plaintext::with_capacity(lines.expose().len() + 2);
        text.extend(self.document.line_break().as_bytes());
        text.extend(without_break(lines.expose()));
        Edit::insert(at as u32, text.expose())
    }

    fn replace_lines(&self, span: Span, lines: &Plaintext) -> Edit {
        let lines = self.with_breaks(lines);
        let is_open = !self.document.text(span).ends_with('\n');
        Edit::replace(span, if is_open { without_break(lines.expose()) } else { lines.expose() })
    }

    fn with_breaks(&self, lines: &Plaintext) -> Plaintext {
        let mut text = Plaintext::with_capacity(lines.expose().len() + 16);
        for line in lines.expose().split_inclusive(|byte| *byte == b'\n') {
            match line.strip_suffix(b"\n") {
                Some(line) => {
                    text.extend(line);
                    text.extend(self.document.line_break().as_bytes());
                }
                None => text.extend(line),
            }
        }
        text
    }

    /// The dotted names that lead to the entries of `id`, with a dot at the end.
    fn dotted_name(&self, id: NodeId) -> String {
        let mut names = Vec::new();
        let mut current = id;
        while Form::of(self.document, current) == Form::Dotted {
            let node = self.document.node(current);
            if let Step::Key { span, .. } = node.step {
                names.push(self.document.text(span));
            }
            current = node.parent;
        }
        names.iter().rev().flat_map(|name| [*name, "."]).collect()
    }

    fn is_string(&self, id: NodeId) -> bool {
        let node = self.document.node(id);
        node.kind == NodeKind::Scalar && node.style != Style::Plain
    }

    fn is_in_braces(&self, mut id: NodeId) -> bool {
        while Form::of(self.document, id) == Form::Dotted {
            id = self.document.node(id).parent;
        }
        self.document.node(id).style == Style::Flow
    }
}

/// Edits in order, where lines that two of them share go with the first.
fn apart(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut done = 0;
    for edit in &mut edits {
        edit.span.start = edit.span.start.max(done);
        edit.span.end = edit.span.end.max(edit.span.start);
        done = edit.span.end;
    }
    edits
}

fn emit(message: &str) -> Error {
    Error::new(ErrorKind::Emit, message)
}
