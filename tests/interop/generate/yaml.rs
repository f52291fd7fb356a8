//! YAML texts: several documents, comments and blank lines anywhere, block and flow collections,
//! anchors, aliases and merge keys.

use std::collections::HashSet;

use proptest::prelude::*;

use super::yaml_scalar::{Scalar, scalar};

/// A value with what stands around it.
#[derive(Clone, Debug)]
enum Value {
    Scalar(Scalar),
    Mapping(Vec<Entry>, Layout),
    Sequence(Vec<Entry>, Layout),
}

#[derive(Clone, Debug)]
struct Entry {
    /// Lines before it: `None` is a blank one; a comment has a number of blanks more than its place.
    before: Vec<Option<(usize, String)>>,
    /// Ignored in a sequence.
    key: Key,
    value: Value,
    anchored: bool,
    /// A comment behind it, or behind its key.
    behind: Option<String>,
}

#[derive(Clone, Debug)]
enum Key {
    Plain(String),
    Quoted(String),
    /// `? key`
    Explicit(String),
    /// `<<`, where there is a mapping to merge.
    Merge(usize),
}

#[derive(Clone, Copy, Debug)]
enum Layout {
    Block { deeper: usize, indentless: bool },
    Flow,
    FlowLines,
}

/// A file of one to three documents.
pub fn yaml() -> impl Strategy<Value = String> {
    let entries = || prop::collection::vec(entry(value()), 1..6);
    let document =
        (entries(), before(), prop::option::weighted(0.2, super::comment()), prop::bool::weighted(0.1))
            .boxed();
    let ends = (prop::bool::weighted(0.8), prop::bool::weighted(0.15), prop::bool::weighted(0.05));
    (
        prop_oneof![3 => prop::collection::vec(document.clone(), 1), 1 => prop::collection::vec(document, 2..4)],
        prop::bool::weighted(0.3),
        ends,
    )
        .prop_map(|(documents, marker, (final_newline, crlf, bom))| {
            let mut out = String::new();
            for (position, (entries, foot, comment, dots)) in documents.iter().enumerate() {
                if position > 0 || marker {
                    out += "---";
                    if let Some(comment) = comment {
                        out += &format!(" #{comment}");
                    }
                    out += "\n";
                }
                let mut writer = Writer { out: &mut out, anchors: Vec::new() };
                writer.mapping(entries, 0);
                writer.lines(foot, 0);
                if *dots {
                    out += "...\n";
                }
            }
            if !final_newline {
                out.truncate(out.trim_end_matches('\n').len());
            }
            if crlf {
                out = out.replace('\n', "\r\n");
            }
            if bom { format!("\u{feff}{out}") } else { out }
        })
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_map(Value::Scalar).prop_recursive(3, 20, 4, |inner| {
        let layout = prop_oneof![
            5 => (prop::sample::select(&[2_usize, 2, 4, 3][..]), any::<bool>())
                .prop_map(|(deeper, indentless)| Layout::Block { deeper, indentless }),
            2 => Just(Layout::Flow),
            1 => Just(Layout::FlowLines),
        ];
        (prop::collection::vec(entry(inner), 0..4), layout, any::<bool>()).prop_map(
            |(entries, layout, mapping)| {
                if mapping { Value::Mapping(entries, layout) } else { Value::Sequence(entries, layout) }
            },
        )
    })
}

fn entry(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Entry> {
    let key = prop_oneof![
        20 => super::key().prop_map(Key::Plain),
        3 => super::key().prop_map(Key::Quoted),
        1 => super::key().prop_map(Key::Explicit),
        1 => (0..8_usize).prop_map(Key::Merge),
    ];
    (before(), key, value, prop::bool::weighted(0.1), prop::option::weighted(0.2, super::comment()))
        .prop_map(|(before, key, value, anchored, behind)| Entry { before, key, value, anchored, behind })
}

fn before() -> impl Strategy<Value = Vec<Option<(usize, String)>>> {
    let extra = prop_oneof![8 => Just(0_usize), 1 => 1..5_usize];
    let line = prop_oneof![1 => Just(None), 2 => (extra, super::comment()).prop_map(Some)];
    prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(line, 1..4)]
}

struct Writer<'a> {
    out: &'a mut String,
    /// Names of the anchors that are complete, and whether they are mappings.
    anchors: Vec<(String, bool)>,
}

impl Writer<'_> {
    /// Writes lines at `indent`, whatever stands before them.
    fn lines(&mut self, lines: &[Option<(usize, String)>], indent: usize) {
        for line in lines {
            if let Some((extra, text)) = line {
                self.out.push_str(&" ".repeat(indent + extra));
                self.out.push('#');
                self.out.push_str(text);
            }
            self.out.push('\n');
        }
    }

    /// Writes a block mapping whose keys stand at `indent`.
    fn mapping(&mut self, entries: &[Entry], indent: usize) {
        let mut seen = HashSet::new();
        for entry in entries {
            self.lines(&entry.before, indent);
            self.out.push_str(&" ".repeat(indent));
            self.pair(entry, &mut seen, indent);
        }
    }

    /// Writes a key that was not there yet, and its value, to the end of the line.
    fn pair(&mut self, entry: &Entry, seen: &mut HashSet<String>, indent: usize) {
        match &entry.key {
            Key::Plain(key) => self.out.push_str(&unique(seen, key)),
            Key::Quoted(key) => self.out.push_str(&format!("\"{}\"", unique(seen, key))),
            Key::Explicit(key) => {
                let key = unique(seen, key);
                self.out.push_str(&format!("? {key}\n{}", " ".repeat(indent)));
            }
            Key::Merge(number) => {
                let mappings: Vec<_> = self.anchors.iter().filter(|(_, mapping)| *mapping).collect();
                if !mappings.is_empty() && seen.insert("<<".to_owned()) {
                    let name = &mappings[number % mappings.len()].0;
                    self.out.push_str(&format!("<<: *{name}\n"));
                    return;
                }
                self.out.push_str(&unique(seen, "merge"));
            }
        }
        self.out.push(':');
        self.value(entry, indent);
    }

    /// Writes a block sequence whose signs stand at `indent`.
    fn sequence(&mut self, entries: &[Entry], indent: usize) {
        for entry in entries {
            self.lines(&entry.before, indent);
            self.out.push_str(&" ".repeat(indent));
            self.out.push('-');
            match &entry.value {
                // `- key: value`, the rest below the first key.
                Value::Mapping(entries, Layout::Block { .. }) if !entries.is_empty() && !entry.anchored => {
                    self.out.push(' ');
                    let mut seen = HashSet::new();
                    for (position, inner) in entries.iter().enumerate() {
                        if position > 0 {
                            self.lines(&inner.before, indent + 2);
                            self.out.push_str(&" ".repeat(indent + 2));
                        }
                        self.pair(inner, &mut seen, indent + 2);
                    }
                }
                _ => self.value(entry, indent),
            }
        }
    }

    /// Writes what follows a `:` or `-` that stands at `indent`, to the end of the line.
    fn value(&mut self, entry: &Entry, indent: usize) {
        let anchor =
            entry.anchored && !matches!(entry.value, Value::Scalar(Scalar::Alias(_) | Scalar::Tagged(_)));
        let name = format!("a{}", self.anchors.len());
        if anchor {
            self.out.push_str(&format!(" &{name}"));
        }
        let behind = |out: &mut String| {
            if let Some(comment) = &entry.behind {
                out.push_str(&format!(" #{comment}"));
            }
            out.push('\n');
        };
        match &entry.value {
            Value::Scalar(scalar) => {
                self.out.push(' ');
                if scalar.render(indent, false, &self.anchors, self.out) {
                    behind(self.out);
                } else {
                    self.out.push('\n');
                }
            }
            Value::Mapping(entries, Layout::Block { deeper, .. }) if !entries.is_empty() => {
                behind(self.out);
                self.mapping(entries, indent + deeper);
            }
            Value::Sequence(entries, Layout::Block { deeper, indentless }) if !entries.is_empty() => {
                behind(self.out);
                // Without indentation only below a key; a sequence in a sequence needs it.
                let below_key = self.out.trim_end_matches(['\n', ' ']).ends_with(':');
                let deeper = if *indentless && below_key { 0 } else { *deeper };
                self.sequence(entries, indent + deeper);
            }
            flow => {
                self.out.push(' ');
                self.flow(flow, indent);
                behind(self.out);
            }
        }
        if anchor {
            self.anchors.push((name, matches!(entry.value, Value::Mapping(..))));
        }
    }

    /// Writes a value in braces or brackets.
    fn flow(&mut self, value: &Value, indent: usize) {
        let (entries, open, close, lines) = match value {
            Value::Scalar(scalar) => {
                scalar.render(indent, true, &self.anchors, self.out);
                return;
            }
            Value::Mapping(entries, layout) => (entries, '{', '}', matches!(layout, Layout::FlowLines)),
            Value::Sequence(entries, layout) => (entries, '[', ']', matches!(layout, Layout::FlowLines)),
        };
        let deeper = " ".repeat(indent + 2);
        let mut seen = HashSet::new();
        self.out.push(open);
        for (position, entry) in entries.iter().enumerate() {
            if lines {
                self.out.push('\n');
                self.lines(&entry.before, indent + 2);
                self.out.push_str(&deeper);
            }
            if open == '{' {
                let (Key::Plain(key) | Key::Quoted(key) | Key::Explicit(key)) = &entry.key else { continue };
                let key = unique(&mut seen, key);
                match entry.key {
                    Key::Quoted(_) => self.out.push_str(&format!("\"{key}\": ")),
                    _ => self.out.push_str(&format!("{key}: ")),
                }
            }
            self.flow(&entry.value, indent + 2);
            if lines || position + 1 < entries.len() {
                self.out.push(',');
                self.out.push_str(if lines { "" } else { " " });
            }
            if let (true, Some(comment)) = (lines, &entry.behind) {
                self.out.push_str(&format!(" #{comment}"));
            }
        }
        if lines {
            self.out.push_str(&format!("\n{}", " ".repeat(indent + 1)));
        }
        self.out.push(close);
    }
}

/// `key`, or with a number behind it when it was used before.
fn unique(seen: &mut HashSet<String>, key: &str) -> String {
    let mut fresh = key.to_owned();
    for number in 1.. {
        if seen.insert(fresh.clone()) {
            break;
        }
        fresh = format!("{key}{number}");
    }
    fresh
}
