//! Values, and whole trees, as dotenv lines. What enters: typed values. What leaves: the text that the
//! real sops writes for them. Never a value that would run into the next line.

use crate::{
    document::{Member, Tree},
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType, Shortest, Time, parse_bool, parse_float, parse_int, write_float},
    secret::Plaintext,
};

/// Appends `value` on one line.
pub(super) fn scalar(value: &Scalar<'_>, out: &mut Plaintext) {
    match text(*value) {
        Some(text) => out.extend(text.expose()),
        None if value.kind == ScalarType::Comment => replace_newlines(value.spelling, b"\n#", out),
        None => replace_newlines(value.spelling, b"\\n", out),
    }
}

/// What a file would hold.
pub(super) fn members(documents: &[Tree]) -> Result<&[Member]> {
    // The real sops prints the first of several documents and says nothing of the others.
    let [tree] = documents else {
        return Err(emit(format!(
            "a dotenv file holds exactly one document, and there are {}",
            documents.len()
        ))
        .hint("Choose --output-type yaml, or split the file"));
    };
    match tree {
        Tree::Mapping(members) => Ok(members),
        _ => Err(emit("a dotenv file holds keys and values, and the data has no keys")),
    }
}

/// Prints a file.
pub(super) fn document(documents: &[Tree], out: &mut Plaintext) -> Result<()> {
    for member in members(documents)? {
        match member {
            Member::Comment(text) => {
                out.extend(b"#");
                scalar(&Scalar { kind: ScalarType::Comment, spelling: text.expose() }, out);
            }
            Member::Entry(key, value) => {
                entry(key, value, out).map_err(|error| error.at_path(format!("[{key:?}]")))?;
            }
        }
        out.extend(b"\n");
    }
    Ok(())
}

/// Appends an entry without its line break.
pub(super) fn entry(key: &str, value: &Tree, out: &mut Plaintext) -> Result<()> {
    // The real sops writes such keys and reads another key, a comment or two lines.
    if key.starts_with('#') || key.contains(['=', '\n']) {
        return Err(emit("a key with '=' or a line break in it, or '#' at its start, cannot be dotenv")
            .hint("Rename the key, or choose another output type"));
    }
    out.extend(key.as_bytes());
    out.extend(b"=");
    match value {
        Tree::Scalar(kind, bytes) => scalar(&Scalar { kind: *kind, spelling: bytes.expose() }, out),
        Tree::Null => out.extend(b"<nil>"), // what the real sops writes
        Tree::Mapping(_) | Tree::Sequence(_) => return Err(nested()),
    }
    Ok(())
}

pub(super) fn nested() -> Error {
    emit("a dotenv file cannot hold a value that is a mapping or a list")
        .hint("Choose --output-type json or yaml, or extract a part")
}

/// The text of a number, boolean or time as the real sops writes it where everything is text; `None`
/// when the spelling is the text.
pub fn text(value: Scalar<'_>) -> Option<Plaintext> {
    let text = match value.kind {
        ScalarType::Str | ScalarType::Bytes | ScalarType::Comment => return None,
        ScalarType::Int => parse_int(value.spelling)?.to_string(),
        ScalarType::Float => float(parse_float(value.spelling)?),
        ScalarType::Bool => parse_bool(value.spelling)?.to_string(),
        ScalarType::Time => Time { nanosecond: 0, ..Time::parse_rfc3339(value.spelling)? }.to_string(),
    };
    Some(Plaintext::new(text.into_bytes()))
}

/// Go's `FormatFloat(value, 'G', -1, 64)`, with `.0` added to what would read as an integer.
fn float(value: f64) -> String {
    let mut text = String::with_capacity(32);
    if !value.is_finite() {
        write_float(value, &mut text);
        return text;
    }
    let digits = Shortest::of(value);
    if (-4..6).contains(&digits.exponent) {
        digits.write_plain(&mut text);
        if !text.contains('.') {
            text.push_str(".0");
        }
    } else {
        digits.write_mantissa(&mut text);
        text.push_str(&format!("E{:+03}", digits.exponent));
    }
    text
}

fn replace_newlines(text: &[u8], by: &[u8], out: &mut Plaintext) {
    out.reserve(text.len());
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if number > 0 {
            out.extend(by);
        }
        out.extend(line);
    }
}

fn emit(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Emit, message)
}
