//! The one list of the differences between our bytes and the real program's when both decrypt a file
//! that the real program made; `docs/compatibility.md` tells them to users. Values must be the same
//! without exception, and every comment that the real program finds must be found.

use std::{borrow::Cow, collections::BTreeSet};

use regex::Regex;

/// Whether a text holds what the real program does not carry through its own encryption and
/// decryption, so that its result is no measure: a block scalar that starts with a tab comes out as
/// null, the line breaks of Unicode as blanks, and an empty comment in a list as an empty item.
pub fn it_loses(text: &str) -> bool {
    let lost = ["\ttab", "\u{85}", "\u{2028}", "\\u0085", "\\u2028"];
    lost.iter().any(|lost| text.contains(lost)) || text.lines().any(|line| line.trim() == "#")
}

/// The same for INI: a value that is itself in quotes, or ends with a backslash, it writes as it is, and
/// then reads another one.
pub fn it_loses_ini(text: &str) -> bool {
    let lost = Regex::new(r#"["'`] *['"]|\\[ \t]*[;#"'`]"#).expect("it is valid");
    lost.is_match(text)
}

/// Whether the real program wrote a readable block scalar whose indentation it gave in numbers: the
/// number is wrong in a list, and what it then reads is another text.
pub fn misread(encrypted: &[u8]) -> bool {
    let number = Regex::new(r"(?m)[|>][1-9][-+]?\r?$").expect("it is valid");
    number.is_match(&String::from_utf8_lossy(encrypted))
}

/// A text that the real program printed, or that we wrote in its layout, without what may differ.
#[derive(Debug, PartialEq, Eq)]
pub struct Even {
    /// The lines that are no comments.
    pub values: String,
    /// The comments, wherever they stand.
    pub comments: BTreeSet<String>,
}

impl Even {
    /// Evens a YAML or dotenv text out.
    ///
    /// - A **comment's place** may differ, because the real program moves some when it reads what it
    ///   wrote: those of an empty collection, those before the first item of a list. A line of a block
    ///   scalar that looks like a comment is taken for one, on both sides.
    /// - **Blank lines** may stand where comments stood.
    /// - **`{}`** is what the real program writes for an empty document; ours stays empty.
    /// - **`|4-`** is what it writes for every block scalar that needs the number, also where the text is
    ///   indented by two, and then cannot read it; we write the number that is true.
    pub fn new(text: &str) -> Self {
        let comment = |line: &str| line.trim_start().starts_with('#');
        let (comments, values): (Vec<_>, Vec<_>) = text.lines().partition(|line| comment(line));
        let moved = values.iter().filter_map(|line| Some(format!("#{}", line.split_once(" #")?.1)));
        let comments = comments.iter().map(|line| line.trim().to_owned()).chain(moved).collect();
        let values: Vec<_> = values
            .into_iter()
            .map(behind_collection)
            .filter(|line| !matches!(line.trim(), "" | "{}"))
            .collect();
        Self { values: same_layout(&values.join("\n")), comments }
    }
}

/// A line without the comment behind an empty collection.
fn behind_collection(line: &str) -> Cow<'_, str> {
    let comment = Regex::new(r"(\[\]?|\{\}?|-) +#.*$").expect("it is valid");
    comment.replace(line, "$1")
}

fn same_layout(values: &str) -> String {
    // An empty collection may have a line of its own, or a line for the comment in it.
    let empty = Regex::new(r"\n? *(\[|\{)\n? *(\]|\})").expect("it is valid");
    let number = Regex::new(r"(?m)([|>])[1-9]([-+]?)$").expect("it is valid");
    // The inner list may start on a line of its own when a comment stood before it.
    let inner = Regex::new(r"(?m)-\n +- ").expect("it is valid");
    let values = empty.replace_all(values, " $1$2");
    let values = number.replace_all(&values, "$1$2");
    // The text `<<` gets a tag in the real program's hands, and quotes in ours.
    inner.replace_all(&values, "- - ").replace("!!merge <<", "\"<<\"")
}

#[test]
fn only_the_listed_differences_are_evened_out() {
    let same = |one: &str, other: &str| Even::new(one) == Even::new(other);
    assert!(same("a: |4-\n\n  x\n", "a: |2-\n\n  x\n"));
    assert!(same("a:\n    #c #d\n    - - x\nb: []\n", "a:\n    - #c #d\n      - x\nb:\n[]\n"));
    assert!(same("{}\n---\na: 1\n", "---\na: 1\n"));
    assert!(!same("a: 1\n#c\n", "a: 1\n#d\n"));
    assert!(!same("a: 1\n", "a: 2\n"));
    assert!(!same("a: x #c\n", "a: y #c\n"));
    assert!(!same("a: []\n", "a: {}\n"));
}
