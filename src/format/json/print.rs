//! Trees as JSON text. What enters: trees without a source. What leaves: the text that the real sops
//! prints for them. Comments are left out: JSON has none.

use super::{text, write};
use crate::{
    document::{Item, Member, Tree},
    error::{Error, ErrorKind, Result},
    scalar::Scalar,
    secret::Plaintext,
};

/// How the members of collections are set apart.
pub(super) enum Layout<'a> {
    /// All on one line.
    OneLine,
    /// All on one line, without blanks.
    Compact,
    /// Each on a line of its own.
    Lines {
        /// The line break.
        line_break: &'a str,
        /// The indentation of the line on which the value starts.
        base: &'a str,
        /// What each level adds to it.
        unit: &'a str,
    },
}

/// Prints a file.
pub(super) fn document(documents: &[Tree], out: &mut Plaintext) -> Result<()> {
    // The real sops prints the first of several documents and says nothing of the others.
    let [tree] = documents else {
        return Err(Error::new(
            ErrorKind::Emit,
            format!("JSON holds exactly one document, and there are {}", documents.len()),
        )
        .hint("Choose --output-type yaml, or split the file"));
    };
    value(tree, &Layout::Lines { line_break: "\n", base: "", unit: "\t" }, 0, out)?;
    out.extend(b"\n");
    Ok(())
}

/// Appends `tree`, which stands `level` levels deep.
pub(super) fn value(tree: &Tree, layout: &Layout<'_>, level: usize, out: &mut Plaintext) -> Result<()> {
    match tree {
        Tree::Null => out.extend(b"null"),
        Tree::Scalar(kind, bytes) => write::scalar(&Scalar { kind: *kind, spelling: bytes.expose() }, out)?,
        Tree::Mapping(members) => {
            let entries = members.iter().filter_map(|member| match member {
                Member::Entry(key, value) => Some((Some(key), value)),
                Member::Comment(_) => None,
            });
            collection([b"{", b"}"], entries, layout, level, out)?;
        }
        Tree::Sequence(items) => {
            let entries = items.iter().filter_map(|item| match item {
                Item::Value(value) => Some((None, value)),
                Item::Comment(_) => None,
            });
            collection([b"[", b"]"], entries, layout, level, out)?;
        }
    }
    Ok(())
}

fn collection<'t>(
    [open, close]: [&[u8]; 2],
    entries: impl Iterator<Item = (Option<&'t String>, &'t Tree)>,
    layout: &Layout<'_>,
    level: usize,
    out: &mut Plaintext,
) -> Result<()> {
    let mut empty = true;
    out.extend(open);
    for (key, tree) in entries {
        if !empty {
            out.extend(if matches!(layout, Layout::OneLine) { b", " } else { b"," });
        }
        empty = false;
        layout.break_line(level + 1, out);
        if let Some(key) = key {
            text::encode(key.as_bytes(), out);
            out.extend(if matches!(layout, Layout::Compact) { b":" } else { b": " });
        }
        value(tree, layout, level + 1, out)
            .map_err(|error| if let Some(key) = key { error.at_path(format!("[{key:?}]")) } else { error })?;
    }
    if !empty {
        layout.break_line(level, out);
    }
    out.extend(close);
    Ok(())
}

impl Layout<'_> {
    fn break_line(&self, level: usize, out: &mut Plaintext) {
        if let Self::Lines { line_break, base, unit } = self {
            out.extend(line_break.as_bytes());
            out.extend(base.as_bytes());
            for _ in 0..level {
                out.extend(unit.as_bytes());
            }
        }
    }
}
