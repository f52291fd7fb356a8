//! Values as they are typed. What enters: JSON. What leaves: a tree, with numbers spelled as they were.
//! No message quotes the text.

use crate::{
    document::{Document, Item, Member, NodeId, NodeKind, Segment, Tree},
    error::{Error, ErrorKind, Result},
    format::{Format as _, Limits, json::Json},
    secret::Plaintext,
};

/// The value that the JSON `text` is.
pub fn parse_value(text: &[u8], limits: &Limits) -> Result<Tree> {
    let wrong = |why: Option<&str>| {
        let error = Error::new(ErrorKind::SetFormat, "the value is not JSON")
            .hint("Write text in double quotes, and those in single quotes for the shell: '\"text\"'");
        match why {
            Some(why) => error.because(why),
            None => error,
        }
    };
    // The parser reads whole files, and those are objects.
    let mut whole = Plaintext::with_capacity(text.len() + 8);
    whole.extend(b"{\"\":");
    whole.extend(text);
    whole.extend(b"\n}");
    let whole = whole.expose_str().map_err(|_| wrong(Some("it is not valid UTF-8")))?;
    let document = Json.parse(whole, limits).map_err(|error| wrong(Some(error.message())))?;
    let mut entries = document.children(0);
    match (entries.next(), entries.next()) {
        (Some(id), None) => tree(&document, id),
        _ => Err(wrong(None)),
    }
}

/// `value` under mappings and lists for the steps to it.
pub(super) fn under(segments: &[Segment], value: &Tree) -> Tree {
    segments.iter().rev().fold(copy(value), |inner, segment| match segment {
        Segment::Key(key) => Tree::Mapping(vec![Member::Entry(key.clone(), inner)]),
        Segment::Index(_) => Tree::Sequence(vec![Item::Value(inner)]),
    })
}

fn tree(document: &Document<'_>, id: NodeId) -> Result<Tree> {
    Ok(match document.node(id).kind {
        NodeKind::Null => Tree::Null,
        NodeKind::Scalar => {
            let mut buffer = Plaintext::default();
            let value = Json.scalar(document, id, &mut buffer)?;
            Tree::Scalar(value.kind, Plaintext::new(value.spelling.to_vec()))
        }
        NodeKind::Mapping => {
            let entry = |child| {
                let key = document.key(document.node(child).step).unwrap_or_default();
                Ok(Member::Entry(key.to_owned(), tree(document, child)?))
            };
            Tree::Mapping(document.children(id).map(entry).collect::<Result<_>>()?)
        }
        NodeKind::Sequence => {
            let item = |child| Ok(Item::Value(tree(document, child)?));
            Tree::Sequence(document.children(id).map(item).collect::<Result<_>>()?)
        }
    })
}

fn copy(value: &Tree) -> Tree {
    match value {
        Tree::Null => Tree::Null,
        Tree::Scalar(kind, text) => Tree::Scalar(*kind, Plaintext::new(text.expose().to_vec())),
        Tree::Mapping(members) => Tree::Mapping(
            members
                .iter()
                .filter_map(|member| match member {
                    Member::Entry(key, value) => Some(Member::Entry(key.clone(), copy(value))),
                    Member::Comment(_) => None,
                })
                .collect(),
        ),
        Tree::Sequence(items) => Tree::Sequence(
            items
                .iter()
                .filter_map(|item| match item {
                    Item::Value(value) => Some(Item::Value(copy(value))),
                    Item::Comment(_) => None,
                })
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::ScalarType;

    #[test]
    fn a_value_is_one_json_value() {
        let value = |text: &str| parse_value(text.as_bytes(), &Limits::default());
        assert!(matches!(value(" null\n").unwrap(), Tree::Null));
        let Tree::Scalar(ScalarType::Float, text) = value("1.50").unwrap() else { panic!("no float") };
        assert_eq!(text.expose(), b"1.50");
        assert!(matches!(value("42").unwrap(), Tree::Scalar(ScalarType::Int, _)));
        assert!(matches!(value("[1, {}]").unwrap(), Tree::Sequence(items) if items.len() == 2));
        for text in
            ["s3cret", "", "'s3cret'", "\"s3cret", "1,\"x\":2", "1}{", "1}", "{\"a\":1,\"a\":2}", "\u{1}"]
        {
            let error = value(text).map(|_| ()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::SetFormat, "{text}");
            assert!(!error.to_string().contains("s3cret"));
        }
        assert_eq!(
            parse_value(b"\"\xff\"", &Limits::default()).map(|_| ()).unwrap_err().kind(),
            ErrorKind::SetFormat
        );
    }
}
