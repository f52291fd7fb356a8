//! The one list of the differences between our bytes and the real program's when both decrypt a file
//! that the real program made; `docs/compatibility.md` tells them to users. Each is a way to write
//! both texts so that the difference is gone, with the reason why it may stand. The data are compared
//! apart from this, without exception.

use regex::{Captures, Regex};
use sops_rs::format::FormatName;

/// Our text and the real program's, evened out.
pub fn even_out(ours: &[u8], theirs: &[u8], format: FormatName) -> (String, String) {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (mut ours, mut theirs) = (text(ours), text(theirs));
    if format == FormatName::Yaml {
        for even_out in [block_indicator, empty_document, comment_in_inner_list] {
            (ours, theirs) = (even_out(&ours), even_out(&theirs));
        }
        (ours, theirs) = comments_of_empty_lists(&ours, &theirs);
        ours = comments_it_cannot_open(&ours, &theirs);
    }
    (ours, theirs)
}

/// The real program writes `|4-` for every block scalar that needs the number, also where the text
/// is indented by two, and then cannot read it; we write the number that is true.
fn block_indicator(text: &str) -> String {
    let number = Regex::new(r"(?m)([|>])[1-9]([-+]?)$").expect("it is valid");
    number.replace_all(text, "$1$2").into_owned()
}

/// An empty document becomes `{}` in the real program's hands; it stays empty in ours.
fn empty_document(text: &str) -> String {
    let lines = text.lines().filter(|line| !matches!(*line, "{}" | ""));
    lines.collect::<Vec<_>>().join("\n")
}

/// A comment before the first item of a list in a list stands before both for the real program
/// (`#c` above `- - a`); we leave it where it is, in the inner list (`- #c` above `  - a`).
fn comment_in_inner_list(text: &str) -> String {
    let inner = Regex::new(r"(?m)^( *)((?:- )*)- (#.*)\n +- ").expect("it is valid");
    inner.replace_all(text, "$1$3\n$1$2- - ").into_owned()
}

/// The real program stores a comment behind an empty list as its only item. On decrypting it prints
/// the comment on a line of its own or not at all; we write the list and the comment behind it.
fn comments_of_empty_lists(ours: &str, theirs: &str) -> (String, String) {
    let behind = Regex::new(r"\n *\[\] ?(#.*)").expect("it is valid");
    let mut theirs = theirs.to_owned();
    for found in behind.captures_iter(ours) {
        let line =
            Regex::new(&format!(r"\[\]\n *{}(\n|$)", regex::escape(&found[1]))).expect("it is escaped");
        theirs = line.replace(&theirs, "[]$1").into_owned();
    }
    (behind.replace_all(ours, |_: &Captures<'_>| " []").into_owned(), theirs)
}

/// Some comments the real program encrypts under one path and looks for under another, so that its
/// own output has tokens left, and prints them with their neighbours at another indentation; we find
/// the path.
fn comments_it_cannot_open(ours: &str, theirs: &str) -> String {
    let mut lines: Vec<_> = ours.lines().collect();
    for (line, its) in lines.iter_mut().zip(theirs.lines()) {
        let (comment, its_comment) = (line.trim_start(), its.trim_start());
        let token = comment.starts_with('#') && its_comment.starts_with("#ENC[");
        let neighbour = comment == its_comment && comment.starts_with('#') && theirs.contains("#ENC[");
        if token || neighbour {
            *line = its;
        }
    }
    lines.join("\n")
}
