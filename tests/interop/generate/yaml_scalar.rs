//! YAML scalars in all styles.

use proptest::prelude::*;

/// A scalar and how to write it.
#[derive(Clone, Debug)]
pub enum Scalar {
    /// As it stands: plain scalars, also those that are numbers; never with a sign that ends it in
    /// a flow collection.
    Plain(String),
    /// Words over several lines, without quotes.
    PlainLines(Vec<String>),
    /// `'…'`; a newline of the text becomes an empty line.
    Single(String),
    /// `"…"`; which characters are escaped although they need not be, and whether it is folded at a blank.
    Double { text: String, escape: bool, fold: bool },
    /// `|` or `>`.
    Block {
        lines: Vec<String>,
        folded: bool,
        chomping: &'static str,
        explicit: bool,
        comment: Option<String>,
    },
    /// A tag and a scalar that it fits.
    Tagged(&'static str),
    /// The alias of an anchor before it, if there is one.
    Alias(usize),
}

/// Plain scalars that are not mere words.
const PLAIN: &[&str] = &[
    "~",
    "null",
    "Null",
    "true",
    "True",
    "FALSE",
    "yes",
    "off",
    "0",
    "-1",
    "+12",
    "1_000",
    "0x1F",
    "0o17",
    "0644",
    "0b101",
    "-0x10",
    "08",
    "1.5",
    "1.50",
    "1e3",
    "-.5",
    "6.02e+23",
    ".inf",
    "-.INF",
    ".NaN",
    "1.",
    "1_0.5",
    "2001-12-14",
    "2001-1-2",
    "2001-12-14T21:59:43.1-05:00",
    "2001-12-14 21:59:43.10 -05:00",
    "2001-12-15 2:59:43.1Z",
    "12:30:45",
    "a:b",
    "a#b",
    "http://x/y?z#w",
    "-a",
    "?b",
    ":c",
    "100%",
    "a'b",
    "a\"b",
    "é",
    "🔑 x",
    "<<x",
    "=",
    "a=b",
    "x*y",
    "1st",
    "1 2",
    "..",
    "a - b",
    "x\u{a0}y",
    "9223372036854775807",
    "-9223372036854775808",
];

const TAGGED: &[&str] = &[
    "!!str 123",
    "!!str true",
    "!!int \"42\"",
    "!!int 0x1F",
    "!!float 1",
    "!!float \"1.5\"",
    "!!bool \"true\"",
    "!!binary aGVsbG8=",
    "!!timestamp 2001-12-14",
    "!custom x",
    "!custom \"1\"",
    "!!str",
    "! 12",
    "!<tag:yaml.org,2002:str> 7",
];

/// Any scalar.
pub fn scalar() -> impl Strategy<Value = Scalar> {
    let word = "[a-zA-Z][a-z0-9]{0,6}";
    let line = prop_oneof![
        4 => "[a-z]{1,6}( [a-z#:'\"]{1,4}){0,2}",
        2 => Just(String::new()),
        1 => " {1,3}[a-z]{1,4}",
        1 => prop::sample::select(&["# no comment", "- x", "key: value", "\ttab", "trailing ", "größe", "---x", "\"", "%"][..])
            .prop_map(str::to_owned),
    ];
    prop_oneof![
        5 => "[a-zA-Z][a-z0-9_.]{0,6}( [a-z0-9]{1,4}){0,2}".prop_map(Scalar::Plain),
        5 => prop::sample::select(PLAIN).prop_map(|text| Scalar::Plain(text.to_owned())),
        1 => prop::collection::vec(word, 2..4).prop_map(Scalar::PlainLines),
        3 => super::text().prop_map(Scalar::Single),
        4 => (super::text(), prop::bool::weighted(0.3), prop::bool::weighted(0.3))
            .prop_map(|(text, escape, fold)| Scalar::Double { text, escape, fold }),
        4 => (
            prop::collection::vec(line, 1..5),
            any::<bool>(),
            prop::sample::select(&["", "", "-", "+"][..]),
            prop::bool::weighted(0.2),
            prop::option::weighted(0.2, super::comment()),
        )
            .prop_map(|(lines, folded, chomping, explicit, comment)| {
                Scalar::Block { lines, folded, chomping, explicit, comment }
            }),
        1 => prop::sample::select(TAGGED).prop_map(Scalar::Tagged),
        1 => (0..8_usize).prop_map(Scalar::Alias),
    ]
}

impl Scalar {
    /// Writes it behind its key or sign; `indent` is the column of the key, `in_flow` forbids blocks.
    /// Returns whether a comment may follow on the line.
    pub fn render(&self, indent: usize, in_flow: bool, anchors: &[(String, bool)], out: &mut String) -> bool {
        let deeper = " ".repeat(indent + 2);
        match self {
            Self::Plain(text) => out.push_str(text),
            Self::PlainLines(lines) if in_flow => out.push_str(&lines.join(" ")),
            Self::PlainLines(lines) => out.push_str(&lines.join(&format!("\n{deeper}"))),
            Self::Single(text) => out.push_str(&single(text, &deeper)),
            Self::Double { text, escape, fold } => {
                out.push_str(&double(text, *escape, fold.then_some(&deeper)));
            }
            Self::Tagged(text) => out.push_str(text),
            Self::Alias(number) => match anchors.len() {
                0 => out.push_str("none"),
                // The blank keeps a `:` or `,` that follows out of the name.
                count => out.push_str(&format!("*{} ", anchors[number % count].0)),
            },
            Self::Block { lines, .. } if in_flow => out.push_str(&double(&lines.join("\n"), false, None)),
            Self::Block { lines, folded, chomping, explicit, comment } => {
                out.push(if *folded { '>' } else { '|' });
                // A first line that starts with a blank, or a text of empty lines, hides the indentation.
                let first = lines.iter().find(|line| !line.is_empty());
                if *explicit || first.is_none_or(|line| line.starts_with([' ', '\t'])) {
                    out.push('2');
                }
                out.push_str(chomping);
                if let Some(comment) = comment {
                    out.push_str(&format!(" #{comment}"));
                }
                for line in lines {
                    out.push('\n');
                    if !line.is_empty() {
                        out.push_str(&deeper);
                        out.push_str(line);
                    }
                }
                return false;
            }
        }
        true
    }
}

fn single(text: &str, indent: &str) -> String {
    let mut out = String::from("'");
    let printable: String =
        text.chars().filter(|char| *char == '\n' || (*char >= ' ' && *char != '\u{7f}')).collect();
    let lines: Vec<_> = printable.trim_matches('\n').split('\n').collect();
    for (position, line) in lines.iter().enumerate() {
        // Blanks at a line's end or start would be folded away; that is allowed, and lossy for none.
        out.push_str(&line.replace('\'', "''"));
        if position + 1 < lines.len() {
            out.push_str(&format!("\n\n{indent}"));
        }
    }
    out + "'"
}

fn double(text: &str, escape: bool, fold: Option<&String>) -> String {
    let mut out = String::from("\"");
    let mut folded = false;
    for (position, char) in text.chars().enumerate() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\n' => out += "\\n",
            '\t' if !escape => out.push('\t'),
            ' ' if !folded && position > 0 && fold.is_some() => {
                folded = true;
                out.push('\n');
                out.push_str(fold.expect("checked above"));
            }
            _ if char < ' ' || matches!(char, '\u{7f}' | '\u{85}' | '\u{2028}' | '\u{feff}') => {
                out += &format!("\\u{:04X}", char as u32);
            }
            _ if escape && position % 2 == 0 => out += &format!("\\U{:08x}", char as u32),
            _ => out.push(char),
        }
    }
    out + "\""
}
