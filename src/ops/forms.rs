//! Source forms: what tokens cannot carry. Where a decrypted value would not be written as its author
//! wrote it, the author's text is kept in the metadata list `source_forms`. What enters: places and
//! texts. What leaves: tokens for that list, and forms read back from it. Never a form in clear.
//!
//! Each item of the list is a token of type `str` under the additional data `sops:source_forms:`. Its
//! plaintext is
//!
//! ```text
//! form  = place LF text
//! place = "eof" | document *step
//! step  = "[" position "]" | "[" QUOTE key QUOTE "]"
//! ```
//!
//! `document` and `position` are decimal numbers from 0. In `key`, a backslash, a double quote, a line
//! feed and a carriage return are written `\\`, `\"`, `\n` and `\r`; all else stands for itself. `text`
//! is the source text that takes the place of the value there (without an anchor before it); a text that
//! begins with `*` is an alias and takes the place of the whole value or collection. The place `eof`
//! says that the file had no line break at its end; its text is empty.
//!
//! A reader uses forms only if the file, with them in place, still parses to the values that were
//! decrypted, and ignores what it does not understand.

use crate::{
    cipher::{Cipher, Token},
    document::{Document, NO_NODE, NodeId, Path, Segment, Step},
    scalar::ScalarType,
    secret::Plaintext,
};

/// The additional data of every form.
pub(super) const AAD: &[u8] = b"sops:source_forms:";

const END_OF_FILE: &str = "eof";

/// Where a form applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The end of the file.
    End,
    /// The value there.
    Value(Path),
}

/// A form, read back.
pub(super) struct Form {
    /// Where it applies.
    pub place: Place,
    entry: Plaintext,
    /// Where in `entry` the text starts.
    start: usize,
    /// Its index in the metadata list.
    pub index: usize,
}

impl Form {
    /// What the author wrote.
    pub(super) fn text(&self) -> &[u8] {
        &self.entry.expose()[self.start..]
    }

    /// The whole plaintext.
    pub(super) fn entry(&self) -> &[u8] {
        self.entry.expose()
    }

    /// Whether it gives an alias back its place.
    pub(super) fn is_alias(&self) -> bool {
        self.text().starts_with(b"*")
    }
}

/// Starts an entry for the value at `id`; the text is to follow.
pub(super) fn start_entry(document: &Document<'_>, id: NodeId, out: &mut Plaintext) {
    out.expose_mut().clear();
    push_place(document, id, out);
    out.extend(b"\n");
}

/// The entry that says that the last line had no line break.
pub(super) fn end_of_file() -> Plaintext {
    Plaintext::new(format!("{END_OF_FILE}\n").into_bytes())
}

fn push_place(document: &Document<'_>, id: NodeId, out: &mut Plaintext) {
    // Nesting is bounded by the parsers.
    let mut way = Vec::new();
    let mut current = id;
    while current != NO_NODE {
        way.push(current);
        current = document.node(current).parent;
    }
    for id in way.into_iter().rev() {
        match document.node(id).step {
            Step::Document(number) => out.extend(number.to_string().as_bytes()),
            Step::Index(index) => out.extend(format!("[{index}]").as_bytes()),
            step @ Step::Key { .. } => {
                out.extend(b"[\"");
                for byte in document.key(step).unwrap_or_default().bytes() {
                    match byte {
                        b'\\' => out.extend(b"\\\\"),
                        b'"' => out.extend(b"\\\""),
                        b'\n' => out.extend(b"\\n"),
                        b'\r' => out.extend(b"\\r"),
                        _ => out.extend(&[byte]),
                    }
                }
                out.extend(b"\"]");
            }
        }
    }
}

/// Opens the list of a file. What does not authenticate or is not understood is left out; the number
/// of those is returned with the rest.
pub(super) fn open(list: &[String], cipher: &Cipher) -> (Vec<Form>, usize) {
    let open = |(index, token): (usize, &String)| {
        let mut entry = Plaintext::default();
        let token = Token::parse(token.as_bytes()).filter(|token| token.kind == ScalarType::Str)?;
        cipher.open(token, AAD, &mut entry).ok()?;
        let end = memchr::memchr(b'\n', entry.expose())?;
        let place = parse_place(std::str::from_utf8(&entry.expose()[..end]).ok()?)?;
        std::str::from_utf8(&entry.expose()[end..]).ok()?; // a file is text
        Some(Form { place, entry, start: end + 1, index })
    };
    let forms: Vec<_> = list.iter().enumerate().filter_map(open).collect();
    let unread = list.len() - forms.len();
    (forms, unread)
}

fn parse_place(text: &str) -> Option<Place> {
    if text == END_OF_FILE {
        return Some(Place::End);
    }
    let (number, mut rest) = text.split_at(text.find('[').unwrap_or(text.len()));
    let mut path = Path { document: number.parse().ok()?, segments: Vec::new() };
    while !rest.is_empty() {
        rest = rest.strip_prefix('[')?;
        let (segment, after) = if let Some(quoted) = rest.strip_prefix('"') {
            let (key, after) = parse_key(quoted)?;
            (Segment::Key(key), after)
        } else {
            let (number, after) = rest.split_at(rest.find(']')?);
            (Segment::Index(number.parse().ok()?), after)
        };
        path.segments.push(segment);
        rest = after.strip_prefix(']')?;
    }
    Some(Place::Value(path))
}

/// The key up to its closing quote, and what follows.
fn parse_key(text: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => return Some((key, chars.as_str())),
            '\\' => key.push(match chars.next()? {
                'n' => '\n',
                'r' => '\r',
                same @ ('\\' | '"') => same,
                _ => return None,
            }),
            other => key.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::DataKey;

    fn cipher() -> Cipher {
        Cipher::new(DataKey::from_slice(&[3; 32]).unwrap())
    }

    fn seal(kind: ScalarType, entry: &[u8]) -> String {
        let mut token = Vec::new();
        cipher().seal(kind, entry, AAD, &mut token).unwrap();
        String::from_utf8(token).unwrap()
    }

    #[test]
    fn a_place_is_read_as_the_grammar_says() {
        let key = |text: &str| Segment::Key(text.to_owned());
        let value = |document, segments| Some(Place::Value(Path { document, segments }));
        for (text, want) in [
            ("eof", Some(Place::End)),
            ("0", value(0, vec![])),
            (r#"2["a"][0]["b c"]"#, value(2, vec![key("a"), Segment::Index(0), key("b c")])),
            (r#"0["\\\"\n\r]['"]"#, value(0, vec![key("\\\"\n\r]['")])),
            ("", None),
            ("eof2", None),
            ("x[\"a\"]", None),
            ("0[a]", None),
            ("0[\"a]", None),
            ("0[\"a\"", None),
            ("0[\"a\"]x", None),
            (r#"0["\x"]"#, None),
            ("0[1", None),
            ("0[", None),
        ] {
            assert_eq!(parse_place(text), want, "{text}");
        }
    }

    #[test]
    fn rubbish_in_the_list_is_left_out() {
        let list = [
            seal(ScalarType::Str, b"0[\"a\"]\n0644"),
            "nonsense".to_owned(),
            seal(ScalarType::Int, b"0[\"a\"]\n0644"),
            seal(ScalarType::Str, b"no line break"),
            seal(ScalarType::Str, b"0[\"a\"]\n\xff"),
            seal(ScalarType::Str, b"eof\n"),
        ];
        let (forms, unread) = open(&list, &cipher());
        assert_eq!(unread, 4);
        assert_eq!(forms[0].text(), b"0644");
        assert_eq!(forms[1].place, Place::End);
        assert_eq!(forms[1].index, 5);
    }
}
