//! `__complete-keys`: the key paths that go on from what was typed. Keys are not secret, so no key is
//! needed; a value must never be printed here. Nothing is said about a file that cannot be read: somebody
//! is in the middle of typing.

use std::process::ExitCode;

use sops_rs::{
    Result,
    document::{Item, Member, Tree},
    format::{FormatName, Limits},
    metadata::Metadata,
    ops::Decrypted,
    scalar::ScalarType,
};

use crate::{
    args::CompleteKeys,
    files::{self, Source},
    report::Outcome,
};

pub(super) fn run(args: &CompleteKeys) -> Outcome {
    if let Ok(Some(root)) = root(args) {
        let mut lines = String::new();
        for (path, _) in candidates(&root, &args.prefix) {
            lines += &path;
            lines.push('\n');
        }
        files::print(lines.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The file's own tree, whose values are tokens where it is encrypted.
fn root(args: &CompleteKeys) -> Result<Option<Tree>> {
    let format = FormatName::from_path(&args.file).format()?;
    let bytes = Source::new(Some(&args.file)).read(sops_rs::ErrorKind::Input)?;
    let file = Decrypted { bytes, metadata: Metadata::default(), warnings: Vec::new() };
    Ok(file.trees(format, &Limits::default())?.into_iter().next())
}

/// The shortest paths that start with `prefix`; where there is only one and it goes on, those below it, so
/// that the shell does not take the word for finished.
fn candidates<'a>(root: &'a Tree, prefix: &str) -> Vec<(String, &'a Tree)> {
    let mut here = vec![(String::new(), root)];
    loop {
        let below: Vec<_> = here.iter().flat_map(|(path, tree)| children(path, tree)).collect();
        let (found, on_the_way): (Vec<_>, Vec<_>) = below
            .into_iter()
            .filter(|(path, _)| path.starts_with(prefix) || prefix.starts_with(path))
            .partition(|(path, _)| path.starts_with(prefix) && path != prefix);
        here = match found.as_slice() {
            [] if on_the_way.is_empty() => return found,
            [] => on_the_way,
            [(path, only)] if !children(path, only).is_empty() => found,
            _ => return found,
        };
    }
}

/// What is below a value, with its paths. Keys that cannot be typed between single quotes are left out.
fn children<'a>(path: &str, tree: &'a Tree) -> Vec<(String, &'a Tree)> {
    match tree {
        Tree::Mapping(members) => members
            .iter()
            .filter_map(|member| match member {
                Member::Entry(key, value)
                    if !key.contains(['"', '\'']) && !key.contains(char::is_control) =>
                {
                    Some((format!("{path}[\"{key}\"]"), value))
                }
                _ => None,
            })
            .collect(),
        Tree::Sequence(items) => {
            let values = items.iter().filter_map(|item| match item {
                Item::Value(value) if !is_comment(value) => Some(value),
                _ => None,
            });
            values.enumerate().map(|(index, value)| (format!("{path}[{index}]"), value)).collect()
        }
        Tree::Scalar(..) | Tree::Null => Vec::new(),
    }
}

/// Whether it is an encrypted comment, which the real program writes as an item and which has no position.
fn is_comment(tree: &Tree) -> bool {
    matches!(tree, Tree::Scalar(ScalarType::Str, text)
        if text.expose().starts_with(b"ENC[") && text.expose().ends_with(b",type:comment]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(prefix: &str) -> Vec<String> {
        let text = "db:\n  host: h\n  ports: [1, 2]\n  \"it's\": x\nsingle:\n  way:\n    down: 1\nscalar: 1\n\
                    list:\n- ENC[x,type:comment]\n- a: 1\n  b: 2\nempty: {}\n";
        let file = Decrypted {
            bytes: sops_rs::secret::Plaintext::new(text.as_bytes().to_vec()),
            metadata: Metadata::default(),
            warnings: Vec::new(),
        };
        let trees = file.trees(FormatName::Yaml.format().unwrap(), &Limits::default()).unwrap();
        candidates(&trees[0], prefix).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn paths_go_on_from_what_was_typed() {
        let top = [r#"["db"]"#, r#"["single"]"#, r#"["scalar"]"#, r#"["list"]"#, r#"["empty"]"#];
        for prefix in ["", "[", "[\""] {
            assert_eq!(paths(prefix), top, "{prefix}");
        }
        let db = [r#"["db"]["host"]"#, r#"["db"]["ports"]"#];
        for prefix in [r#"["d"#, r#"["db"]"#, r#"["db"]["#] {
            assert_eq!(paths(prefix), db, "{prefix}");
        }
        assert_eq!(paths(r#"["s"#), [r#"["single"]"#, r#"["scalar"]"#]);
        assert_eq!(paths(r#"["si"#), [r#"["single"]["way"]["down"]"#]);
        assert_eq!(paths(r#"["db"]["p"#), [r#"["db"]["ports"][0]"#, r#"["db"]["ports"][1]"#]);
        assert_eq!(paths(r#"["list"]"#), [r#"["list"][0]["a"]"#, r#"["list"][0]["b"]"#]);
        assert_eq!(paths(r#"["e"#), [r#"["empty"]"#]);
        for prefix in [r#"["x"#, r#"["scalar"]"#, r#"["scalar"]["x"#, "db"] {
            assert!(paths(prefix).is_empty(), "{prefix}");
        }
    }
}
