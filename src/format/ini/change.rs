//! One key or section of an INI text changed. What enters: the document and the change. What leaves: the
//! edit of its lines, laid out as those around them are. Never an edit of another line.

use super::{
    DEFAULT,
    print::{key_text, refuse_name},
    value,
};
use crate::{
    document::{Document, Edit, Member, NO_NODE, NodeId, NodeKind, Span, Step, Style, Tree},
    error::{Error, ErrorKind, Result},
    format::{
        assignment::{Assignment, Layout},
        change::{
            Change, Ways, byte_order_mark, line_start, next_line, section_span, with_break, without_break,
        },
        dotenv,
    },
    scalar::{Scalar, ScalarType},
    secret::Plaintext,
};

/// The ways to make `change`.
pub(super) fn change(document: &Document<'_>, change: &Change<'_>) -> Result<Ways> {
    match *change {
        Change::Replace(id, value) if document.node(id).kind == NodeKind::Scalar => {
            replace_value(document, id, value)
        }
        Change::Replace(id, value) => replace_section(document, id, value),
        Change::Append(id, key, value) if document.node(id).parent == NO_NODE => {
            append_section(document, key.unwrap_or_default(), value)
        }
        Change::Append(id, key, value) => {
            let layout = layout(document, id);
            let mut text = Plaintext::default();
            entry(&layout, key.unwrap_or_default(), value, &mut text)?;
            Ok(insert_entries(document, id, &text))
        }
        Change::Remove(id) if document.node(id).kind == NodeKind::Scalar => {
            Ok(vec![vec![Edit::remove(with_break(document.source, lines(document, id)))]])
        }
        Change::Remove(id) => remove_section(document, id),
    }
}

fn replace_value(document: &Document<'_>, id: NodeId, value: &Tree) -> Result<Ways> {
    let node = document.node(id);
    let mut text = Plaintext::default();
    write_value(node.style, value, &mut text)?;
    if !node.span.is_empty() {
        return Ok(vec![vec![Edit::replace(node.span, text.expose())]]);
    }
    // Where nothing stood there is no blank before the value, and none before a comment behind it.
    let source = document.source;
    let (before, behind) = source.split_at(node.span.start as usize);
    let mut spaced = Plaintext::with_capacity(text.expose().len() + 2);
    let needs_blank = before.ends_with(['=', ':']) && before[..before.len() - 1].ends_with([' ', '\t']);
    spaced.extend(if needs_blank { b" " } else { b"" });
    spaced.extend(text.expose());
    spaced.extend(if behind.starts_with(['#', ';']) { b" " } else { b"" });
    Ok(vec![vec![Edit::replace(node.span, spaced.expose())]])
}

fn replace_section(document: &Document<'_>, id: NodeId, value: &Tree) -> Result<Ways> {
    if document.node(id).parent == NO_NODE {
        return Err(emit("an INI file cannot be replaced by a single value")
            .hint("Name a section and a key, as in [\"section\"][\"key\"]"));
    }
    let text = entries(&layout(document, id), value)?;
    let mut leaves = document.children(id);
    let Some(first) = leaves.next() else { return Ok(insert_entries(document, id, &text)) };
    let last = leaves.last().unwrap_or(first);
    let all = Span { start: lines(document, first).start, end: lines(document, last).end };
    if text.expose().is_empty() {
        return Ok(vec![vec![Edit::remove(with_break(document.source, all))]]);
    }
    let is_open = !document.text(all).ends_with('\n');
    let text = if is_open { without_break(text.expose()) } else { text.expose() };
    Ok(vec![vec![Edit::replace(all, text)]])
}

fn append_section(document: &Document<'_>, name: &str, value: &Tree) -> Result<Ways> {
    refuse_name(name)?;
    let layout = layout(document, 0);
    let entries = entries(&layout, value)?;
    let source = document.source;
    let is_open = !source.is_empty() && !source.ends_with('\n');
    let is_apart = source.is_empty()
        || source.strip_suffix(layout.line_break).is_some_and(|text| text.is_empty() || text.ends_with('\n'));
    let mut text = Plaintext::with_capacity(entries.expose().len() + name.len() + 16);
    for (wanted, part) in [
        (is_open, layout.line_break),
        (!is_apart, layout.line_break),
        (true, "["),
        (true, name),
        (true, "]"),
        (true, layout.line_break),
    ] {
        text.extend(if wanted { part.as_bytes() } else { b"" });
    }
    text.extend(entries.expose());
    let text = if is_open { without_break(text.expose()) } else { text.expose() };
    Ok(vec![vec![Edit::insert(source.len() as u32, text)]])
}

/// Takes the header and all keys out, and the blank lines that would be too many then. What stands above
/// the header stays.
fn remove_section(document: &Document<'_>, id: NodeId) -> Result<Ways> {
    if is_headless(document, id) {
        return Err(emit("the keys before the first section are no section that could go")
            .hint("Unset them one by one"));
    }
    let start = line_start(document.source, document.node(id).span.start as usize);
    Ok(vec![vec![Edit::remove(section_span(document.source, start, tail(document, id)))]])
}

/// Adds whole lines at the end of a section.
fn insert_entries(document: &Document<'_>, id: NodeId, entries: &Plaintext) -> Ways {
    let source = document.source;
    let line_break = document.line_break();
    if entries.expose().is_empty() {
        return vec![Vec::new()];
    }
    if is_headless(document, id) && document.children(id).next().is_none() {
        let top = byte_order_mark(source);
        let mut text = Plaintext::with_capacity(entries.expose().len() + 2);
        text.extend(entries.expose());
        text.extend(if source.len() > top { line_break.as_bytes() } else { b"" });
        return vec![vec![Edit::insert(top as u32, text.expose())]];
    }
    let end = tail(document, id);
    if !source[..end].ends_with('\n') {
        let mut text = Plaintext::with_capacity(entries.expose().len() + 2);
        text.extend(line_break.as_bytes());
        text.extend(without_break(entries.expose()));
        return vec![vec![Edit::insert(end as u32, text.expose())]];
    }
    // The last value may go on over a blank line, which then has to end it.
    let ends = [end, next_line(source, end)];
    ends.map(|end| vec![Edit::insert(end as u32, entries.expose())]).into()
}

/// As the last key of the section `id` is, or that of the file.
fn layout<'s>(document: &Document<'s>, id: NodeId) -> Layout<'s> {
    let is_leaf = |id: &NodeId| document.node(*id).kind == NodeKind::Scalar;
    let own: Vec<_> =
        document.children(id).filter(is_leaf).filter_map(|leaf| assignment(document, leaf)).collect();
    let last = (0..document.nodes.len() as NodeId).rev().find(is_leaf);
    Layout::of(document, &own, last.and_then(|leaf| assignment(document, leaf)).as_ref())
}

fn assignment<'s>(document: &Document<'s>, id: NodeId) -> Option<Assignment<'s>> {
    let Step::Key { span, .. } = document.node(id).step else { return None };
    let rest = &document.source[span.end as usize..];
    let quotes = rest.len() - rest.trim_start_matches(['"', '`']).len();
    let line = lines(document, id).start as usize;
    Assignment::of(document.source, line, span.end as usize + quotes, document.node(id).span)
}

/// Appends a line.
fn entry(layout: &Layout<'_>, key: &str, value: &Tree, out: &mut Plaintext) -> Result<()> {
    layout.open(&key_text(key)?, out);
    write_value(Style::Plain, value, out)?;
    out.extend(layout.line_break.as_bytes());
    Ok(())
}

/// A line for each key of `value`.
fn entries(layout: &Layout<'_>, value: &Tree) -> Result<Plaintext> {
    let Tree::Mapping(members) = value else {
        return Err(emit("in an INI file every key is in a section")
            .because("a section stands here, and the value is no mapping")
            .hint("Name a section and a key, as in [\"section\"][\"key\"]"));
    };
    let mut text = Plaintext::default();
    for member in members {
        if let Member::Entry(key, value) = member {
            entry(layout, key, value, &mut text).map_err(|error| error.at_path(format!("[{key:?}]")))?;
        }
    }
    Ok(text)
}

fn write_value(style: Style, value: &Tree, out: &mut Plaintext) -> Result<()> {
    let Tree::Scalar(kind, bytes) = value else {
        let error = match value {
            Tree::Null => emit("an INI file cannot hold a null").hint("Set the key to '\"\"', or unset it"),
            _ => emit("an INI file is two levels deep, and a value of it cannot be a mapping or a list")
                .hint("Name a section and a key, as in [\"section\"][\"key\"], and give text"),
        };
        return Err(error);
    };
    let value = Scalar { kind: *kind, spelling: bytes.expose() };
    let text = dotenv::text(value);
    let spelling = text.as_ref().map_or(value.spelling, Plaintext::expose);
    value::write(style, &Scalar { kind: ScalarType::Str, spelling }, out)
}

/// The lines of a key with the break that ends them.
fn lines(document: &Document<'_>, id: NodeId) -> Span {
    let node = document.node(id);
    let Step::Key { span, .. } = node.step else { return node.span };
    let start = line_start(document.source, span.start as usize);
    let start = if start == 0 { byte_order_mark(document.source) } else { start };
    Span::new(start, next_line(document.source, node.span.end as usize))
}

/// Where the line of the last key of a section ends, or that of its header.
fn tail(document: &Document<'_>, id: NodeId) -> usize {
    match document.children(id).last() {
        Some(last) => lines(document, last).end as usize,
        None => next_line(document.source, document.node(id).span.end as usize),
    }
}

/// Whether `id` is the section of the keys before all headers.
fn is_headless(document: &Document<'_>, id: NodeId) -> bool {
    let step = document.node(id).step;
    matches!(step, Step::Key { span, .. } if span.is_empty()) && document.key(step) == Some(DEFAULT)
}

fn emit(message: &str) -> Error {
    Error::new(ErrorKind::Emit, message)
}
