//! Files and edits of them, from a seed.

use crate::format::FormatName;

/// A small generator of numbers, the same everywhere.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % limit
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// A value with what stands around it.
#[derive(Clone)]
pub(super) enum Value {
    Scalar(String),
    Text(Vec<String>),
    List(Vec<String>),
    Inline(Vec<(String, String)>),
    Mapping(Vec<Entry>),
}

#[derive(Clone)]
pub(super) struct Entry {
    key: String,
    lead: Option<String>,
    value: Value,
}

/// Words that stand in no other file: every edit can be told from every other.
pub(super) struct Words {
    prefix: &'static str,
    count: usize,
}

impl Words {
    pub(super) fn new(prefix: &'static str) -> Self {
        Self { prefix, count: 0 }
    }

    fn next(&mut self) -> String {
        self.count += 1;
        format!("{}{}canary", self.prefix, self.count)
    }
}

pub(super) fn file(random: &mut Random, words: &mut Words, name: FormatName) -> Vec<Entry> {
    let depth = depth(name) + usize::from(depth(name) > 1);
    (0..3 + random.below(5)).map(|at| entry(random, words, depth, &format!("k{at}"))).collect()
}

fn entry(random: &mut Random, words: &mut Words, depth: usize, key: &str) -> Entry {
    let lead = random.one_in(3).then(|| words.next());
    Entry { key: key.to_owned(), lead, value: value(random, words, depth) }
}

fn value(random: &mut Random, words: &mut Words, depth: usize) -> Value {
    if depth == 0 {
        return Value::Scalar(words.next());
    }
    match random.below(8) {
        0 | 1 => Value::Mapping(
            (0..=random.below(4)).map(|at| entry(random, words, depth - 1, &format!("m{at}"))).collect(),
        ),
        2 => Value::List((0..=random.below(4)).map(|_| words.next()).collect()),
        3 => Value::Text((0..=random.below(3)).map(|_| words.next()).collect()),
        4 => Value::Inline((0..random.below(3)).map(|at| (format!("i{at}"), words.next())).collect()),
        _ => Value::Scalar(words.next()),
    }
}

/// Changes the entries in a few places.
pub(super) fn edit(random: &mut Random, words: &mut Words, entries: &mut Vec<Entry>, depth: usize) {
    for _ in 0..=random.below(3) {
        let at = random.below(entries.len().max(1)).min(entries.len().saturating_sub(1));
        match random.below(7) {
            0 if entries.len() > 1 => drop(entries.remove(at)),
            1 => {
                // Now and then both sides choose the same key.
                let key = format!("n{}", random.below(6));
                if entries.iter().all(|entry| entry.key != key) {
                    let new = entry(random, words, depth, &key);
                    entries.insert(random.below(entries.len() + 1), new);
                }
            }
            2 if at < entries.len() => entries[at].lead = random.one_in(2).then(|| words.next()),
            3 if at < entries.len() => {
                let moved = entries.remove(at);
                entries.insert(random.below(entries.len() + 1), moved);
            }
            _ if at < entries.len() => edit_value(random, words, &mut entries[at].value, depth),
            _ => {}
        }
    }
}

fn edit_value(random: &mut Random, words: &mut Words, value: &mut Value, depth: usize) {
    if random.one_in(8) {
        *value = self::value(random, words, depth);
        return;
    }
    match value {
        Value::Scalar(word) => *word = words.next(),
        Value::Text(lines) | Value::List(lines) => {
            let at = random.below(lines.len() + 1);
            match random.below(3) {
                0 if lines.len() > 1 => drop(lines.remove(at.min(lines.len() - 1))),
                1 if at < lines.len() => lines[at] = words.next(),
                _ => lines.insert(at, words.next()),
            }
        }
        Value::Inline(pairs) => match pairs.last_mut().filter(|_| random.one_in(2)) {
            Some((_, word)) => *word = words.next(),
            None => pairs.push((format!("j{}", random.below(9)), words.next())),
        },
        Value::Mapping(entries) => edit(random, words, entries, depth.saturating_sub(1)),
    }
    if let Value::Inline(pairs) = value {
        let mut seen = Vec::new();
        pairs.retain(|(key, _)| {
            !seen.contains(key) && {
                seen.push(key.clone());
                true
            }
        });
    }
}

/// The file as text.
pub(super) fn text(entries: &[Entry], name: FormatName) -> String {
    match name {
        FormatName::Yaml => yaml(entries, 0),
        FormatName::Json => format!("{}\n", json(entries, 0)),
        FormatName::Ini => ini(entries),
        FormatName::Toml => toml(entries, ""),
        _ => entries
            .iter()
            .map(|entry| {
                let lead = entry.lead.as_ref().map(|lead| format!("# {lead}\n")).unwrap_or_default();
                let Value::Scalar(word) = &entry.value else { unreachable!("a flat file") };
                format!("{lead}{}={word}\n", entry.key)
            })
            .collect(),
    }
}

fn yaml(entries: &[Entry], indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    for Entry { key, lead, value } in entries {
        if let Some(lead) = lead {
            out += &format!("{pad}# {lead}\n");
        }
        out += &match value {
            Value::Scalar(word) => format!("{pad}{key}: {word}\n"),
            Value::Text(lines) => {
                let lines: String = lines.iter().map(|line| format!("{pad}    {line}\n")).collect();
                format!("{pad}{key}: |\n{lines}")
            }
            Value::List(items) => {
                let items: String = items.iter().map(|item| format!("{pad}  - {item}\n")).collect();
                format!("{pad}{key}:\n{items}")
            }
            Value::Inline(pairs) => {
                let pairs: Vec<_> = pairs.iter().map(|(key, word)| format!("{key}: {word}")).collect();
                format!("{pad}{key}: {{{}}}\n", pairs.join(", "))
            }
            Value::Mapping(entries) => format!("{pad}{key}:\n{}", yaml(entries, indent + 2)),
        };
    }
    out
}

/// The entries of a section come before the sections in it.
fn sections_last(entries: &[Entry]) -> Vec<&Entry> {
    let is_section = |entry: &&Entry| matches!(entry.value, Value::Mapping(_));
    entries.iter().filter(|entry| !is_section(entry)).chain(entries.iter().filter(is_section)).collect()
}

fn ini(entries: &[Entry]) -> String {
    let mut out = String::new();
    for Entry { key, lead, value } in sections_last(entries) {
        out += &lead.as_ref().map(|lead| format!("; {lead}\n")).unwrap_or_default();
        match value {
            Value::Mapping(entries) => out += &format!("[{key}]\n{}\n", ini(entries)),
            Value::Scalar(word) => out += &format!("{key} = {word}\n"),
            Value::Text(words) | Value::List(words) => out += &format!("{key} = {}\n", words.join(" ")),
            Value::Inline(pairs) => out += &format!("{key} = {}\n", pairs.len()),
        }
    }
    out
}

fn toml(entries: &[Entry], path: &str) -> String {
    let mut out = String::new();
    for Entry { key, lead, value } in sections_last(entries) {
        out += &lead.as_ref().map(|lead| format!("# {lead}\n")).unwrap_or_default();
        match value {
            Value::Mapping(entries) => {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                out += &format!("[{path}]\n{}\n", toml(entries, &path));
            }
            Value::Scalar(word) => out += &format!("{key} = \"{word}\"\n"),
            Value::Text(words) => out += &format!("{key} = \"\"\"\n{}\n\"\"\"\n", words.join("\n")),
            Value::List(words) => {
                let items: String = words.iter().map(|word| format!("  \"{word}\",\n")).collect();
                out += &format!("{key} = [\n{items}]\n");
            }
            Value::Inline(pairs) => {
                let pairs: Vec<_> = pairs.iter().map(|(key, word)| format!("{key} = \"{word}\"")).collect();
                out += &format!("{key} = {{ {} }}\n", pairs.join(", "));
            }
        }
    }
    out
}

fn json(entries: &[Entry], indent: usize) -> String {
    let pad = "  ".repeat(indent + 1);
    let member = |Entry { key, value, .. }: &Entry| {
        let value = match value {
            Value::Scalar(word) => format!("\"{word}\""),
            Value::Text(lines) => format!("\"{}\"", lines.join("\\n")),
            Value::List(items) => {
                let items: Vec<_> = items.iter().map(|item| format!("{pad}  \"{item}\"")).collect();
                format!("[\n{}\n{pad}]", items.join(",\n"))
            }
            Value::Inline(pairs) => {
                let pairs: Vec<_> =
                    pairs.iter().map(|(key, word)| format!("\"{key}\": \"{word}\"")).collect();
                format!("{{{}}}", pairs.join(", "))
            }
            Value::Mapping(entries) => json(entries, indent + 1),
        };
        format!("{pad}\"{key}\": {value}")
    };
    let members: Vec<_> = entries.iter().map(member).collect();
    format!("{{\n{}\n{}}}", members.join(",\n"), "  ".repeat(indent))
}

/// How deep its collections may nest.
fn depth(name: FormatName) -> usize {
    match name {
        FormatName::Dotenv => 0,
        FormatName::Ini => 1,
        _ => 2,
    }
}

/// A base and what two sides made of it.
pub(super) fn triple(seed: u64, name: FormatName) -> [String; 3] {
    let mut random = Random::new(seed);
    let base = file(&mut random, &mut Words::new("b"), name);
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    let depth = depth(name);
    edit(&mut random, &mut Words::new("o"), &mut ours, depth);
    edit(&mut random, &mut Words::new("t"), &mut theirs, depth);
    [base, ours, theirs].map(|entries| text(&entries, name))
}
