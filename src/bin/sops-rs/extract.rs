//! One value out of a decrypted file. What enters: a tree and a key path. What leaves: the text of
//! the value there. A path that leads nowhere is told by its keys, never by what stands at them.

use sops_rs::{
    Error, ErrorKind, Result,
    document::{Item, Member, Path, Segment, Tree},
    format::FormatName,
    scalar::ScalarType,
    secret::Plaintext,
};

use crate::session::nearest;

/// The value at `path`, in `format`: text as it is, without a line break; the rest as the real
/// program writes it.
pub(crate) fn render(root: &Tree, path: &Path, format: FormatName) -> Result<Plaintext> {
    let tree = find(root, path)?;
    let mut out = Plaintext::default();
    if let Tree::Scalar(ScalarType::Str | ScalarType::Bytes, text) = tree {
        out.extend(text.expose());
        return Ok(out);
    }
    format.format()?.print(std::slice::from_ref(tree), &mut out)?;
    // In JSON the real program ends only whole documents with a line break.
    if format == FormatName::Json && !matches!(tree, Tree::Mapping(_)) && out.expose().ends_with(b"\n") {
        out.expose_mut().pop();
    }
    Ok(out)
}

/// The subtree at `path`.
pub(crate) fn find<'a>(root: &'a Tree, path: &Path) -> Result<&'a Tree> {
    let mut tree = root;
    for (depth, segment) in path.segments.iter().enumerate() {
        tree = step(tree, segment).map_err(|error| {
            let way = Path { document: path.document, segments: path.segments[..=depth].to_vec() };
            error.at_path(way.to_string())
        })?;
    }
    Ok(tree)
}

fn step<'a>(tree: &'a Tree, segment: &Segment) -> Result<&'a Tree> {
    let lost = |why: String| Error::new(ErrorKind::TreePath, "the key path leads nowhere").because(why);
    match (tree, segment) {
        (Tree::Mapping(members), Segment::Key(key)) => {
            let entries = || {
                members.iter().filter_map(|member| match member {
                    Member::Entry(name, value) => Some((name.as_str(), value)),
                    Member::Comment(_) => None,
                })
            };
            if let Some((_, value)) = entries().find(|(name, _)| *name == key) {
                return Ok(value);
            }
            let error = lost(format!("there is no key {key:?}"));
            Err(match nearest(key, entries().map(|(name, _)| name)) {
                Some(near) => error.hint(format!("Did you mean {near:?}?")),
                None => error,
            })
        }
        (Tree::Sequence(items), Segment::Index(index)) => {
            let values = || {
                items.iter().filter_map(|item| match item {
                    Item::Value(value) => Some(value),
                    Item::Comment(_) => None,
                })
            };
            values()
                .nth(*index as usize)
                .ok_or_else(|| lost(format!("the list has {} items", values().count())))
        }
        (Tree::Mapping(_), Segment::Index(_)) => {
            Err(lost("it stands for a mapping".to_owned()).hint("Name a key in quotes, as in [\"key\"]"))
        }
        (Tree::Sequence(_), Segment::Key(_)) => {
            Err(lost("it stands for a list".to_owned()).hint("Name a position without quotes, as in [0]"))
        }
        (Tree::Scalar(..) | Tree::Null, _) => Err(lost("above it stands a single value".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(kind: ScalarType, text: &str) -> Tree {
        Tree::Scalar(kind, Plaintext::new(text.as_bytes().to_vec()))
    }

    fn tree() -> Tree {
        let list = vec![
            Item::Comment(Plaintext::default()),
            Item::Value(scalar(ScalarType::Str, "first")),
            Item::Value(scalar(ScalarType::Bool, "True")),
        ];
        Tree::Mapping(vec![
            Member::Comment(Plaintext::default()),
            Member::Entry("hosts".into(), Tree::Sequence(list)),
            Member::Entry("port".into(), scalar(ScalarType::Int, "5432")),
            Member::Entry("none".into(), Tree::Null),
        ])
    }

    fn extract(path: &str, format: FormatName) -> Result<String> {
        let text = render(&tree(), &Path::parse(path)?, format)?;
        Ok(String::from_utf8(text.expose().to_vec()).unwrap())
    }

    /// Expectations: `sops decrypt --extract` of the real program.
    #[test]
    fn values_are_spelled_as_the_real_program_does() {
        for (path, yaml, json) in [
            (r#"["hosts"][0]"#, "first", "first"),
            (r#"["hosts"][1]"#, "true\n", "true"),
            (r#"["port"]"#, "5432\n", "5432"),
            (r#"["none"]"#, "null\n", "null"),
        ] {
            assert_eq!(extract(path, FormatName::Yaml).unwrap(), yaml, "{path}");
            assert_eq!(extract(path, FormatName::Json).unwrap(), json, "{path}");
        }
    }

    #[test]
    fn a_wrong_path_names_the_step_and_the_nearest_key() {
        for (path, at, why, hint) in [
            (r#"["host"][0]"#, r#"["host"]"#, r#"there is no key "host""#, Some(r#"Did you mean "hosts"?"#)),
            (r#"["zzz"]"#, r#"["zzz"]"#, r#"there is no key "zzz""#, None),
            (r#"["hosts"][2]["x"]"#, r#"["hosts"][2]"#, "the list has 2 items", None),
            (r#"["port"]["x"]"#, r#"["port"]["x"]"#, "above it stands a single value", None),
            ("[0]", "[0]", "it stands for a mapping", Some("Name a key in quotes, as in [\"key\"]")),
        ] {
            let error = extract(path, FormatName::Yaml).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TreePath);
            assert_eq!((error.path(), error.next_step()), (Some(at), hint), "{path}");
            assert_eq!(error.causes(), [why]);
        }
    }
}
