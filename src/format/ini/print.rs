//! Trees as INI text. What enters: trees without a source. What leaves: the text that the real sops
//! prints for them, where it prints one that it would read again.

use super::{DEFAULT, comment, scan::key_name, value};
use crate::{
    document::{Member, Style, Tree},
    error::{Error, ErrorKind, Result},
    scalar::Scalar,
    secret::Plaintext,
};

/// Prints a file.
pub(super) fn document(documents: &[Tree], out: &mut Plaintext) -> Result<()> {
    // The real sops prints the first of several documents and says nothing of the others.
    let [tree] = documents else {
        return Err(emit(format!(
            "an INI file holds exactly one document, and there are {}",
            documents.len()
        ))
        .hint("Choose --output-type yaml, or split the file"));
    };
    let Tree::Mapping(members) = tree else {
        return Err(emit("an INI file holds sections, and the data has no keys"));
    };
    let (mut first, mut above) = (true, Vec::new());
    for member in members {
        match member {
            Member::Comment(text) => above.push(text),
            Member::Entry(name, tree) => {
                section(name, tree, &std::mem::take(&mut above), first, out)
                    .map_err(|error| error.at_path(format!("[{name:?}]")))?;
                first = false;
            }
        }
    }
    Ok(())
}

/// Refuses a name that no header can hold.
pub(super) fn refuse_name(name: &str) -> Result<()> {
    if name.is_empty() || name.contains('\n') {
        return Err(emit("the name of an INI section is not empty and has no line break"));
    }
    Ok(())
}

/// A key in the quotes that the real sops would choose, if it would read it again.
pub(super) fn key_text(key: &str) -> Result<String> {
    let quoted = |quote: &str| format!("{quote}{key}{quote}");
    let usual = if key.contains(['"', '=', ':']) {
        "`"
    } else if key.contains('`') {
        "\"\"\""
    } else {
        ""
    };
    let is_same = |text: &String| {
        let line = format!("{text} = x");
        !line.starts_with([';', '#', '['])
            && !line.contains('\n')
            && key != "-"
            && key_name(&line).is_ok_and(|(name, behind)| line[name] == *key && behind == text.len() + 2)
    };
    let mut candidates = [usual, "`", "\"\"\"", "\""].into_iter().map(quoted);
    candidates.find(is_same).ok_or_else(|| {
        emit("this key cannot be written in an INI file")
            .hint("Rename the key, or choose another output type")
    })
}

fn section(name: &str, tree: &Tree, above: &[&Plaintext], first: bool, out: &mut Plaintext) -> Result<()> {
    let Tree::Mapping(members) = tree else {
        return Err(emit("in an INI file every key is in a section").hint(
            "Put the value into a mapping at the top level, as in `section: {key: value}`, or choose another output type",
        ));
    };
    refuse_name(name)?;
    let split = members.iter().take_while(|member| matches!(member, Member::Comment(_))).count();
    let (head, members) = members.split_at(split);
    let is_bare = first && name == DEFAULT;
    if is_bare && members.is_empty() {
        return Ok(());
    }
    if !out.expose().is_empty() {
        out.extend(b"\n");
    }
    for text in above.iter().copied().chain(head.iter().filter_map(as_comment)) {
        print_comment(text, out);
    }
    if !is_bare {
        for part in ["[", name, "]\n"] {
            out.extend(part.as_bytes());
        }
    }
    let names: Vec<String> = members
        .iter()
        .filter_map(|member| match member {
            Member::Entry(key, _) => {
                Some(key_text(key).map_err(|error| error.at_path(format!("[{name:?}][{key:?}]"))))
            }
            Member::Comment(_) => None,
        })
        .collect::<Result<_>>()?;
    let width = names.iter().map(String::len).max().unwrap_or_default();
    let mut names = names.into_iter();
    for (at, member) in members.iter().enumerate() {
        let Member::Entry(key, tree) = member else { continue };
        // Behind a key stand the comments that are written above it.
        let comments = members[at + 1..].iter().map_while(as_comment);
        comments.for_each(|text| print_comment(text, out));
        out.extend(format!("{:width$} = ", names.next().unwrap_or_default()).as_bytes());
        entry(tree, out).map_err(|error| error.at_path(format!("[{name:?}][{key:?}]")))?;
        out.extend(b"\n");
    }
    Ok(())
}

fn entry(tree: &Tree, out: &mut Plaintext) -> Result<()> {
    match tree {
        Tree::Scalar(kind, bytes) => {
            value::write(Style::Plain, &Scalar { kind: *kind, spelling: bytes.expose() }, out)
        }
        Tree::Null => {
            out.extend(b"<nil>"); // what the real sops writes
            Ok(())
        }
        Tree::Mapping(_) | Tree::Sequence(_) => {
            Err(emit("an INI file is two levels deep, and a value is a mapping or a list")
                .hint("Choose --output-type json or yaml, or extract a part"))
        }
    }
}

fn as_comment(member: &Member) -> Option<&Plaintext> {
    match member {
        Member::Comment(text) => Some(text),
        Member::Entry(..) => None,
    }
}

fn print_comment(text: &Plaintext, out: &mut Plaintext) {
    comment::lay_out(&String::from_utf8_lossy(text.expose()), true, out);
    out.extend(b"\n");
}

fn emit(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Emit, message)
}
