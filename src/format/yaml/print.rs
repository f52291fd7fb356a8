//! Trees without a source text, printed in the layout of the real sops: four columns a level, lists
//! indented under their key. What enters: trees, or the metadata block. What leaves: YAML text. A
//! comment must never leave on a line that does not start with its `#`.

use zeroize::Zeroizing;

use super::quote::{room, write_string, write_typed};
use crate::{
    document::{Block, Item, Member, Style, Tree},
    error::Result,
    scalar::ScalarType,
    secret::Plaintext,
};

/// The columns of one level, as sops sets them.
const STEP: usize = 4;

/// go-yaml writes longer keys behind a `?`.
const LONGEST_SIMPLE_KEY: usize = 128;

/// Prints trees, one a document. An empty document is an empty mapping, as sops has it.
///
/// Comments stand where the tree has them; where go-yaml would move one behind the next entry or
/// lose it, it stays in its place.
#[allow(clippy::unnecessary_wraps)] // the signature of `Format::print`
pub(super) fn print(documents: &[Tree], out: &mut Plaintext) -> Result<()> {
    for (number, tree) in documents.iter().enumerate() {
        if number > 0 {
            out.extend(b"---\n");
        }
        Printer { base: 0, step: STEP, newline: "\n", column: None, out }.node(tree, 0);
    }
    Ok(())
}

/// Prints the entries of a mapping at column `indent`, one level being `step` columns; every line,
/// the last one too, ends in `newline`.
pub(super) fn block_text(block: &Block, indent: usize, step: usize, newline: &str, out: &mut String) {
    let mut text = Plaintext::default();
    let mut printer = Printer { base: indent, step, newline, column: None, out: &mut text };
    printer.node(&block.to_tree(), indent);
    out.push_str(std::str::from_utf8(text.expose()).expect("a block is text and is printed as text"));
}

/// Prints a block on one line, as YAML that is also JSON.
pub(super) fn flow_text(block: &Block, out: &mut String) {
    match block {
        Block::Map(entries) => {
            out.push('{');
            for (number, (key, value)) in entries.iter().enumerate() {
                out.push_str(if number > 0 { ", " } else { "" });
                push_json_string(key, out);
                out.push_str(": ");
                flow_text(value, out);
            }
            out.push('}');
        }
        Block::List(items) => {
            out.push('[');
            for (number, item) in items.iter().enumerate() {
                out.push_str(if number > 0 { ", " } else { "" });
                flow_text(item, out);
            }
            out.push(']');
        }
        Block::Text(text) => push_json_string(text, out),
        Block::Int(number) => out.push_str(&number.to_string()),
        Block::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Block::Null => out.push_str("null"),
    }
}

fn push_json_string(text: &str, out: &mut String) {
    use std::fmt::Write as _;
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // What a reader of YAML refuses, or takes for a line break.
            '\0'..' '
            | '\x7F'..='\u{9F}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{FEFF}'
            | '\u{FFFE}'
            | '\u{FFFF}' => {
                write!(out, "\\u{:04x}", u32::from(c)).expect("writing to a String cannot fail");
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Writes whole lines; only between an indicator (`-`, `:` of a long key) and the collection that
/// follows it on the same line is the last line open.
struct Printer<'a> {
    /// The column of the outermost level.
    base: usize,
    step: usize,
    newline: &'a str,
    /// How far the open line has come.
    column: Option<usize>,
    out: &'a mut Plaintext,
}

impl Printer<'_> {
    /// A whole document, or a collection behind its key, whose entries stand at column `indent`.
    fn node(&mut self, tree: &Tree, indent: usize) {
        match tree {
            Tree::Mapping(members) => self.mapping(members, indent),
            Tree::Sequence(items) => self.sequence(items, indent),
            Tree::Scalar(..) | Tree::Null => {
                self.begin_line(indent);
                self.scalar(tree, indent + self.step, self.step);
                self.end_line();
            }
        }
    }

    fn mapping(&mut self, members: &[Member], indent: usize) {
        for member in members {
            match member {
                Member::Comment(text) => self.comment(text, indent),
                Member::Entry(key, value) => self.entry(key, value, indent),
            }
        }
        if members.iter().all(|member| matches!(member, Member::Comment(_))) {
            self.empty(b"{}", indent);
        }
    }

    fn entry(&mut self, key: &str, value: &Tree, indent: usize) {
        let inner = self.next_level(indent);
        self.begin_line(indent);
        let is_simple =
            key.len() <= LONGEST_SIMPLE_KEY && !key.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
        if is_simple {
            self.key(key, inner, indent);
            self.out.extend(b":");
        } else {
            self.out.extend(b"? ");
            self.key(key, inner, indent);
            self.end_line();
            self.begin_line(indent);
            self.out.extend(b":");
            self.column = Some(indent + 1);
        }
        if is_inline(value) {
            self.column = None;
            self.out.extend(b" ");
            self.scalar(value, inner, inner - indent);
            self.end_line();
        } else {
            if is_simple {
                self.end_line();
            }
            self.node(value, inner);
        }
    }

    fn key(&mut self, key: &str, inner: usize, indent: usize) {
        if key == "<<" {
            self.out.extend(b"!!merge <<");
        } else {
            self.string(key.as_bytes(), inner, inner - indent);
        }
    }

    fn sequence(&mut self, items: &[Item], indent: usize) {
        for item in items {
            match item {
                Item::Comment(text) => self.comment(text, indent),
                Item::Value(value) => self.item(value, indent),
            }
        }
        if items.iter().all(|item| matches!(item, Item::Comment(_))) {
            self.empty(b"[]", indent);
        }
    }

    fn item(&mut self, value: &Tree, indent: usize) {
        // Comments at the top of a collection would stand between its `- ` and its first entry.
        match value {
            Tree::Mapping(members) => {
                let (comments, members) = split_comments(members, |member| match member {
                    Member::Comment(text) => Some(text),
                    Member::Entry(..) => None,
                });
                comments.for_each(|text| self.comment(text, indent));
                self.dash(indent);
                self.mapping(members, indent + 2);
            }
            Tree::Sequence(items) => {
                let (comments, items) = split_comments(items, |item| match item {
                    Item::Comment(text) => Some(text),
                    Item::Value(_) => None,
                });
                comments.for_each(|text| self.comment(text, indent));
                self.dash(indent);
                self.sequence(items, indent + 2);
            }
            Tree::Scalar(..) | Tree::Null => {
                self.begin_line(indent);
                self.out.extend(b"- ");
                self.scalar(value, indent + 2, 2);
                self.end_line();
            }
        }
    }

    fn dash(&mut self, indent: usize) {
        self.begin_line(indent);
        self.out.extend(b"-");
        self.column = Some(indent + 1);
    }

    /// What stands on the line of its key.
    fn scalar(&mut self, tree: &Tree, content_indent: usize, hint_indent: usize) {
        match tree {
            Tree::Scalar(ScalarType::Str | ScalarType::Comment, text) => {
                self.string(text.expose(), content_indent, hint_indent);
            }
            Tree::Scalar(kind, text) => {
                self.out.reserve(room(text.expose(), 0));
                write_typed(*kind, text.expose(), self.out.expose_mut());
            }
            Tree::Null => self.out.extend(b"null"),
            Tree::Mapping(_) => self.out.extend(b"{}"),
            Tree::Sequence(_) => self.out.extend(b"[]"),
        }
    }

    fn string(&mut self, text: &[u8], content_indent: usize, hint_indent: usize) {
        self.out.reserve(room(text, content_indent));
        let out = self.out.expose_mut();
        write_string(text, Style::Plain, false, content_indent, hint_indent, self.newline, out);
    }

    fn comment(&mut self, text: &Plaintext, indent: usize) {
        let text = Zeroizing::new(String::from_utf8_lossy(text.expose()).into_owned());
        for line in text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            self.begin_line(indent);
            self.out.extend(b"#");
            self.out.extend(line.as_bytes());
            self.end_line();
        }
    }

    fn empty(&mut self, brackets: &[u8], indent: usize) {
        self.begin_line(indent);
        self.out.extend(brackets);
        self.end_line();
    }

    /// go-yaml's rule: the next multiple of the step, also from the odd columns inside list items.
    fn next_level(&self, indent: usize) -> usize {
        self.base + ((indent - self.base) / self.step + 1) * self.step
    }

    fn begin_line(&mut self, indent: usize) {
        let spaces = indent - self.column.take().unwrap_or(0);
        for _ in 0..spaces {
            self.out.extend(b" ");
        }
    }

    fn end_line(&mut self) {
        self.column = None;
        self.out.extend(self.newline.as_bytes());
    }
}

/// Whether a value stands on the line of its key.
fn is_inline(tree: &Tree) -> bool {
    match tree {
        Tree::Mapping(members) => members.is_empty(),
        Tree::Sequence(items) => items.is_empty(),
        Tree::Scalar(..) | Tree::Null => true,
    }
}

/// The comments at the top, and the rest.
fn split_comments<'a, T>(
    all: &'a [T],
    comment: impl Fn(&T) -> Option<&Plaintext> + 'a,
) -> (impl Iterator<Item = &'a Plaintext>, &'a [T]) {
    let count = all.iter().take_while(|one| comment(one).is_some()).count();
    let (top, rest) = all.split_at(count);
    (top.iter().filter_map(comment), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(value: &serde_json::Value) -> Tree {
        use serde_json::Value as V;
        let plain = |text: &str| Plaintext::new(text.as_bytes().to_vec());
        match value {
            V::Null => Tree::Null,
            V::Bool(flag) => Tree::Scalar(ScalarType::Bool, plain(if *flag { "True" } else { "False" })),
            V::Number(number) => Tree::Scalar(ScalarType::Int, plain(&number.to_string())),
            V::String(text) => Tree::Scalar(ScalarType::Str, plain(text)),
            V::Array(items) => Tree::Sequence(
                items
                    .iter()
                    .map(|item| match item.get("#").and_then(V::as_str) {
                        Some(text) => Item::Comment(plain(text)),
                        None => Item::Value(tree(item)),
                    })
                    .collect(),
            ),
            V::Object(entries) => Tree::Mapping(
                entries
                    .iter()
                    .map(|(key, value)| match key.strip_prefix("//") {
                        Some(text) => Member::Comment(plain(text)),
                        None => Member::Entry(key.clone(), tree(value)),
                    })
                    .collect(),
            ),
        }
    }

    #[test]
    #[ignore]
    fn scratch() {
        let cases = std::fs::read_to_string("/tmp/emit-scratch/cases.jsonl").unwrap();
        let (mut n, mut bad) = (0, 0);
        for line in cases.lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let mut out = Plaintext::default();
            print(&[tree(&case["tree"])], &mut out).unwrap();
            let ours = out.expose_str().unwrap();
            n += 1;
            if Some(ours) != case["real"].as_str() {
                bad += 1;
                println!(
                    "{}\n--- real\n{}\n--- ours\n{ours}",
                    case["tree"],
                    case["real"].as_str().unwrap_or("ERROR")
                );
            }
        }
        println!("{n} cases, {bad} differ");
    }
}
#[cfg(test)]
mod scratch2 {
    use super::*;
    #[test]
    #[ignore]
    fn scratch_styles() {
        let strings: Vec<String> =
            serde_json::from_str(&std::fs::read_to_string("/tmp/emit-scratch/strings.json").unwrap())
                .unwrap();
        for nl in ["\n", "\r\n"] {
            let mut entries = Vec::new();
            for s in &strings {
                for (n, style) in
                    [Style::Plain, Style::SingleQuoted, Style::DoubleQuoted, Style::Literal, Style::Folded]
                        .into_iter()
                        .enumerate()
                {
                    let w = |flow, content, hint| {
                        let mut out = Vec::new();
                        write_string(s.as_bytes(), style, flow, content, hint, nl, &mut out);
                        assert!(out.len() <= room(s.as_bytes(), content), "{s:?}");
                        String::from_utf8(out).unwrap()
                    };
                    entries.push(serde_json::json!({"s": s, "n": n, "y": [
                        format!("{}{nl}", w(false, 2, 2)),
                        format!("{nl}    - {}{nl}    -   {}{nl}", w(false, 6, 2), w(false, 9, 5)),
                        format!("{nl}   x: {}{nl}", w(false, 8, 5)),
                        format!("[{}, {{a: {}}}]{nl}", w(true, 8, 5), w(true, 8, 5)),
                    ]}));
                }
            }
            std::fs::write(
                if nl == "\n" {
                    "/tmp/emit-scratch/styles.json"
                } else {
                    "/tmp/emit-scratch/styles-crlf.json"
                },
                serde_json::to_string(&entries).unwrap(),
            )
            .unwrap();
        }
    }
}
