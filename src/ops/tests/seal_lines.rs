//! No line of a sealed file can be changed unseen: every change of one line that is more than layout, in every
//! format and under every selector, is an error.

use super::{Fake, SealChoice, format, open, options, seal_with, try_open};
use crate::{
    document::Block,
    format::{
        FormatName::{self, Dotenv, Ini, Json, Toml, Yaml},
        Limits,
    },
    keys::{KeyKind, MasterKey},
    ops::{DecryptOptions, apply},
    select::Selectors,
};

const FILES: [(FormatName, &str); 6] = [
    (
        Yaml,
        "# top\na: one\nb_unencrypted: two # why\n\nc:\n  # in\n  - x\n  - y: 1\n    z: ''\n  - null\nd_unencrypted:\n  \
         e: {f: true, g: ~}\n  h: [1, 2.50, !tag t]\nk: |\n  text\n  more\nl: ''\nm:\nn: {}\n# end\n",
    ),
    (Yaml, "a: &x one\nb_unencrypted: 1\n---\nc: *x\nd_unencrypted: [z]\n".trim_ascii()),
    (
        Json,
        "{\n  \"a\": \"one\",\n  \"b_unencrypted\": \"two\",\n  \"c\": [\n    1,\n    \"\",\n    null\n  ],\n  \"d\": {},\n  \
         \"e\": \"x\"\n}\n",
    ),
    (Dotenv, "# top\nA=one\nB_unencrypted=two\nC=\n# in\nD=x\n"),
    (Ini, "; top\n[a]\nb = one\nc_unencrypted = two\n; in\nd = \n[e]\nf = x\n"),
    (Toml, "# top\na = \"one\"\nb_unencrypted = 2\nc = \"\"\n[d]\n# in\ne = [1, 2]\nf_unencrypted = \"x\"\n"),
];

fn sealed(name: FormatName, plain: &str, selectors: Selectors) -> String {
    let mut options = options(selectors);
    options.seal = SealChoice::Add;
    options.groups[0].push(MasterKey::new(KeyKind::Age, "age1other"));
    seal_with(name, plain, &options)
}

/// The changes of one line that are more than layout.
fn changes(text: &str) -> Vec<String> {
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    let mut changed = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let is_layout = |line: &str| matches!(line.trim(), "" | "{" | "}" | "---" | "sops:" | "[sops]");
        // The seal alone may be taken out; that the rest is dated is in the MAC.
        if is_layout(line) || line.contains("seal") {
            continue;
        }
        let with = |new: &[&str]| {
            let (before, after) = (&lines[..at], &lines[at + 1..]);
            [before, new, after].concat().concat()
        };
        changed.push(with(&[]));
        changed.push(with(&[line, line]));
        let first = line.find(|char: char| char.is_ascii_alphanumeric());
        if let Some(first) = first {
            let other = if line[first..].starts_with('q') { "p" } else { "q" };
            changed.push(with(&[&[&line[..first], other, &line[first + 1..]].concat()]));
            changed.push(with(&[&[&line[..first], other, &line[first..]].concat()]));
        }
        let next = lines.get(at + 1).filter(|next| !is_layout(next) && *next != line);
        if let Some(next) = next {
            let swapped = [&lines[..at], &[*next, line], &lines[at + 2..]].concat().concat();
            changed.push(swapped);
        }
    }
    changed
}

#[test]
fn no_line_can_be_changed_unseen() {
    let by_comment =
        |text: &str| Selectors { encrypted_comment_regex: Some(text.to_owned()), ..Selectors::default() };
    for selectors in [Selectors::default(), by_comment("top")] {
        for (name, plain) in FILES {
            let text = sealed(name, plain, selectors.clone());
            assert!(try_open(name, &text).is_ok(), "{text}");
            // In which order the entries of the metadata stand, and where, is layout.
            let content = |text: &str| {
                let document = format(name).parse(text, &Limits::default()).ok()?;
                let block = sorted(format(name).metadata(&document).ok()??);
                Some((apply(text, format(name).remove_metadata(&document)), block))
            };
            for changed in changes(&text) {
                if content(&changed).is_some() && content(&changed) == content(&text) {
                    continue;
                }
                assert!(
                    try_open(name, &changed).is_err(),
                    "{name:?}: {}\n{changed}",
                    difference(&text, &changed)
                );
            }
        }
    }
}

/// The block with the entries of all maps by name.
fn sorted(block: Block) -> Block {
    match block {
        Block::Map(mut entries) => {
            entries.sort_by(|left, right| left.0.cmp(&right.0));
            Block::Map(entries.into_iter().map(|(name, value)| (name, sorted(value))).collect())
        }
        Block::List(items) => Block::List(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn difference(old: &str, new: &str) -> String {
    let other = old.lines().zip(new.lines()).find(|(old, new)| old != new);
    other.map_or_else(String::new, |(old, new)| format!("{old}\n{new}"))
}

#[test]
fn a_comment_behind_a_tag_is_no_part_of_the_tag() {
    let plain = "a: !t # !x\n  b: 1\nc: !u\n  - 2\n";
    assert_eq!(open(Yaml, &sealed(Yaml, plain, Selectors::default())), plain);
}

#[test]
fn a_tag_behind_a_comment_is_sealed_whatever_breaks_the_line() {
    for line_break in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
        let plain = format!("k: &a # c{line_break}  !x{line_break}  b: 1\n");
        let text = sealed(Yaml, &plain, Selectors::default());
        assert_eq!(open(Yaml, &text), plain);
        let error = try_open(Yaml, &text.replacen("!x", "!y", 1)).err().expect("the tag is another one");
        assert!(error.to_string().contains("not as it was sealed"), "{error}");
    }
}

#[test]
fn a_seal_that_must_be_there_is_asked_for_only_where_it_is_not() {
    let plain = "a: 1\n";
    let required = DecryptOptions {
        providers: &[&Fake],
        ignore_mac: false,
        seal_required: &|| panic!("the file has one"),
        limits: Limits::default(),
    };
    let text = sealed(Yaml, plain, Selectors::default());
    assert!(crate::ops::decrypt(text.as_bytes(), format(Yaml), &required).is_ok());
    let text = seal_with(Yaml, plain, &options(Selectors::default()));
    let required = DecryptOptions { seal_required: &|| true, ..required };
    let error = crate::ops::decrypt(text.as_bytes(), format(Yaml), &required).map(|_| ()).unwrap_err();
    assert_eq!(error.message(), "the file has no seal that can be verified");
}
