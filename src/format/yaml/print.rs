//! Trees without a source text, printed in the layout of the real sops: four columns a level, lists
//! indented under their key. What enters: trees, or the metadata block. What leaves: YAML text. A
//! comment must never leave on a line that does not start with its `#`.

use zeroize::Zeroizing;

use super::{
    quote::{is_readable, room, write_string},
    typed::write_typed,
};
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
        Printer::new(0, Layout { step: STEP, ..Layout::default() }, out).node(tree, 0);
    }
    Ok(())
}

/// Prints the entries of a mapping at column `indent`, one level being `step` columns; every line,
/// the last one too, ends in `newline`.
pub(super) fn block_text(block: &Block, indent: usize, step: usize, newline: &str, out: &mut String) {
    let mut text = Plaintext::default();
    let mut printer = Printer::new(indent, Layout { step, newline, ..Layout::default() }, &mut text);
    printer.node(&block.to_tree(), indent);
    out.push_str(std::str::from_utf8(text.expose()).expect("a block is text and is printed as text"));
}

/// Prints an entry of a mapping, or an item of a list where there is no key, at the column `indent`,
/// which the text has come to already; without the last line break.
pub(super) fn entry(key: Option<&str>, value: &Tree, indent: usize, layout: Layout<'_>, out: &mut Plaintext) {
    lines(out, layout.newline, |out| {
        let mut printer = Printer::new(indent, layout, out);
        printer.column = Some(indent);
        match key {
            Some(key) => printer.entry(key, value, indent),
            None => printer.item(value, indent),
        }
    });
}

/// Prints a collection in the same way.
pub(super) fn collection(tree: &Tree, indent: usize, layout: Layout<'_>, out: &mut Plaintext) {
    lines(out, layout.newline, |out| {
        let mut printer = Printer::new(indent, layout, out);
        printer.column = Some(indent);
        printer.node(tree, indent);
    });
}

fn lines(out: &mut Plaintext, newline: &str, print: impl FnOnce(&mut Plaintext)) {
    print(out);
    if out.expose().ends_with(newline.as_bytes()) {
        let length = out.expose().len() - newline.len();
        out.expose_mut().truncate(length);
    }
}

/// How lines are laid out.
#[derive(Clone, Copy)]
pub(super) struct Layout<'a> {
    /// The columns of one level.
    pub(super) step: usize,
    /// Whether the dashes of a list stand at the column of its key.
    pub(super) indentless: bool,
    /// The columns from a dash to what it announces.
    pub(super) dash: usize,
    /// The line break.
    pub(super) newline: &'a str,
}

impl Default for Layout<'_> {
    fn default() -> Self {
        Self { step: STEP, indentless: false, dash: 2, newline: "\n" }
    }
}

/// Writes whole lines; only between an indicator (`-`, `:` of a long key) and the collection that
/// follows it on the same line is the last line open.
struct Printer<'a> {
    /// The column of the outermost level.
    base: usize,
    layout: Layout<'a>,
    /// How far the open line has come.
    column: Option<usize>,
    out: &'a mut Plaintext,
}

impl<'a> Printer<'a> {
    fn new(base: usize, layout: Layout<'a>, out: &'a mut Plaintext) -> Self {
        Self { base, layout, column: None, out }
    }

    /// A whole document, or a collection behind its key, whose entries stand at column `indent`.
    fn node(&mut self, tree: &Tree, indent: usize) {
        match tree {
            Tree::Mapping(members) => self.mapping(members, indent),
            Tree::Sequence(items) => self.sequence(items, indent),
            Tree::Scalar(..) | Tree::Null => {
                self.begin_line(indent);
                self.scalar(tree, indent + self.layout.step, self.layout.step);
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
            let beside = is_simple && self.layout.indentless && matches!(value, Tree::Sequence(_));
            self.node(value, if beside { indent } else { inner });
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
                self.mapping(members, indent + self.layout.dash);
            }
            Tree::Sequence(items) => {
                let (comments, items) = split_comments(items, |item| match item {
                    Item::Comment(text) => Some(text),
                    Item::Value(_) => None,
                });
                comments.for_each(|text| self.comment(text, indent));
                self.dash(indent);
                self.sequence(items, indent + self.layout.dash);
            }
            Tree::Scalar(..) | Tree::Null => {
                let dash = self.layout.dash;
                self.dash(indent);
                self.begin_line(indent + dash);
                self.scalar(value, indent + dash, dash);
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
        write_string(text, Style::Plain, false, content_indent, hint_indent, self.layout.newline, out);
    }

    fn comment(&mut self, text: &Plaintext, indent: usize) {
        let text = Zeroizing::new(String::from_utf8_lossy(text.expose()).into_owned());
        for line in text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            self.begin_line(indent);
            self.out.extend(b"#");
            // What no YAML may hold would make the whole text unreadable.
            let allowed = |c: char| is_readable(c) || c == '\t';
            for (number, part) in line.split(|c| !allowed(c)).enumerate() {
                if number > 0 {
                    self.out.extend("\u{FFFD}".as_bytes());
                }
                self.out.extend(part.as_bytes());
            }
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
        self.base + ((indent - self.base) / self.layout.step + 1) * self.layout.step
    }

    fn begin_line(&mut self, indent: usize) {
        let spaces = indent - self.column.take().unwrap_or(0);
        for _ in 0..spaces {
            self.out.extend(b" ");
        }
    }

    fn end_line(&mut self) {
        self.column = None;
        self.out.extend(self.layout.newline.as_bytes());
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
    use serde_json::json;

    use super::*;

    /// An entry or an item whose only key starts with `//` stands for a comment.
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
                    .map(|item| match item.get("//").and_then(V::as_str) {
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

    fn printed(documents: &[serde_json::Value]) -> String {
        let trees: Vec<Tree> = documents.iter().map(tree).collect();
        let mut out = Plaintext::default();
        print(&trees, &mut out).unwrap();
        out.expose_str().unwrap().to_owned()
    }

    #[test]
    fn trees_are_laid_out_as_the_real_program_lays_them_out() {
        let long_key = "a".repeat(129);
        let documents = [
            json!({
                "// head": null,
                "// second": null,
                "a": 1,
                "b": [
                    {"//": " inner"},
                    "x",
                    {"//": " z"},
                    {},
                    [],
                    ["n1", "n2"],
                    {"k": "v", "l": ["p", {"//": " endseq"}]},
                    [1, [2, {"c": {"d": [null]}}]],
                ],
                "c": {"// only": null, "d": 1, "// tail c": null},
                "// foot": null,
                "n": null,
                "": true,
            }),
            json!({}),
            json!({
                "<<": {"x": 1},
                "<<x": 1,
                "a\nb": 1,
                (long_key.as_str()): {"y": 2, "z": ["m", {"k": "a\nb\n", "l": "x"}, "a\n"]},
                "'": {"1": "a\n\n", "b": ""},
                "// tail": null,
            }),
        ];
        let want = format!(
            r#"# head
# second
a: 1
b:
    # inner
    - x
    # z
    - {{}}
    - []
    - - n1
      - n2
    - k: v
      l:
        - p
        # endseq
    - - 1
      - - 2
        - c:
            d:
                - null
c:
    # only
    d: 1
    # tail c
# foot
"n": null
"": true
---
{{}}
---
!!merge <<:
    x: 1
<<x: 1
? |-
    a
    b
: 1
? {long_key}
:   "y": 2
    z:
        - m
        - k: |
            a
            b
          l: x
        - |
          a
'''':
    "1": |+
        a

    b: ""
# tail
"#
        );
        assert_eq!(printed(&documents), want);
    }

    #[test]
    fn comments_keep_their_place_and_never_become_text() {
        let documents = [json!({
            "a": [{"//": "seq"}, {"//map": null, "k": {"x": 1}, "//tail": null}, {"//": "end\nb: 1"}],
            "c": {"//only": null},
            "d": [{"//": "only"}],
            "e": {"f": {"g": 1}, "//after f": null},
        })];
        let want = "\
a:
    #seq
    #map
    - k:
        x: 1
      #tail
    #end
    #b: 1
c:
    #only
    {}
d:
    #only
    []
e:
    f:
        g: 1
    #after f
";
        assert_eq!(printed(&documents), want);
        assert_eq!(printed(&[json!({"//only": null})]), "#only\n{}\n");
    }

    #[test]
    fn a_comment_with_characters_that_yaml_forbids_is_still_yaml() {
        let text = printed(&[json!({"//a\u{8}\tb 🔑\u{7f}": null, "k": 1})]);
        assert_eq!(text, "#a\u{FFFD}\tb 🔑\u{FFFD}\nk: 1\n");
        let limits = crate::format::Limits::default();
        assert!(crate::format::Format::parse(&super::super::Yaml, &text, &limits).is_ok());
    }

    #[test]
    fn an_extract_may_be_anything() {
        assert_eq!(printed(&[json!(["a", {"b": ["c"]}])]), "- a\n- b:\n    - c\n");
        assert_eq!(printed(&[json!(null)]), "null\n");
        assert_eq!(printed(&[json!("yes")]), "\"yes\"\n");
        assert_eq!(printed(&[json!(" a\nb\n")]), "|4\n     a\n    b\n");
        assert_eq!(printed(&[json!([])]), "[]\n");
    }

    fn metadata() -> Block {
        let key = |recipient: &str| {
            Block::Map(vec![
                ("recipient".into(), Block::text(recipient)),
                ("enc".into(), Block::text("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n")),
            ])
        };
        Block::Map(vec![
            ("age".into(), Block::List(vec![key("age1x"), key("age1y")])),
            ("kms".into(), Block::List(Vec::new())),
            ("lastmodified".into(), Block::text("2026-11-21T10:48:27Z")),
            ("mac".into(), Block::text("ENC[AES256_GCM,data:N+/=,iv:P,tag:O==,type:str]")),
            ("mac_only_encrypted".into(), Block::Bool(true)),
            ("shamir_threshold".into(), Block::Int(2)),
            ("encrypted_regex".into(), Block::text("^(a|\"b\")$")),
            ("version".into(), Block::text("3.11.0")),
        ])
    }

    #[test]
    fn the_metadata_block_is_laid_out_as_in_a_real_file() {
        let mut out = String::new();
        block_text(&metadata(), 4, 4, "\n", &mut out);
        let want = r#"    age:
        - recipient: age1x
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
            YWdl
        - recipient: age1y
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
            YWdl
    kms: []
    lastmodified: "2026-11-21T10:48:27Z"
    mac: ENC[AES256_GCM,data:N+/=,iv:P,tag:O==,type:str]
    mac_only_encrypted: true
    shamir_threshold: 2
    encrypted_regex: ^(a|"b")$
    version: 3.11.0
"#;
        assert_eq!(out, want);
    }

    #[test]
    fn the_metadata_block_fits_other_indentations_and_line_ends() {
        let key = metadata().get("age").cloned().unwrap();
        let mut out = String::new();
        block_text(&Block::Map(vec![("age".into(), key)]), 3, 2, "\r\n", &mut out);
        let want = "   age:
     - recipient: age1x
       enc: |
         -----BEGIN AGE ENCRYPTED FILE-----
         YWdl
     - recipient: age1y
";
        assert!(out.starts_with(&want.replace('\n', "\r\n")), "{out}");
    }
}
