//! Scalars as JSON. What enters: a typed value. What leaves: its text as the real sops writes it; a
//! number whose spelling is not sops's own keeps it. Never a text that is not JSON.

use super::text;
use crate::{
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType, Shortest, Time, parse_bool, parse_float, parse_int, write_float},
    secret::Plaintext,
};

/// Appends `value`.
pub(super) fn scalar(value: &Scalar<'_>, out: &mut Plaintext) -> Result<()> {
    match value.kind {
        ScalarType::Str | ScalarType::Bytes | ScalarType::Comment => text::encode(value.spelling, out),
        ScalarType::Int => {
            let number = parse_int(value.spelling).ok_or_else(|| unreadable(value.kind))?;
            out.extend(wiped(number.to_string()).expose());
        }
        ScalarType::Float => out.extend(float(value.spelling)?.expose()),
        ScalarType::Bool => {
            let flag = parse_bool(value.spelling).ok_or_else(|| unreadable(value.kind))?;
            out.extend(if flag { b"true" } else { b"false" });
        }
        ScalarType::Time => match Time::parse_rfc3339(value.spelling) {
            Some(time) => text::encode(wiped(time.to_string()).expose(), out),
            None => text::encode(value.spelling, out),
        },
    }
    Ok(())
}

/// A float as its author spelled it, if that is JSON. The spelling that sops itself puts into tokens
/// is nobody's: that one is written as Go writes it, with an exponent where it is short.
fn float(spelling: &[u8]) -> Result<Plaintext> {
    let value = parse_float(spelling).ok_or_else(|| unreadable(ScalarType::Float))?;
    if !value.is_finite() {
        return Err(Error::new(ErrorKind::Emit, "a float that is infinite or not a number cannot be JSON")
            .hint("Choose another output type, or make the value a string"));
    }
    let mut canonical = String::new();
    write_float(value, &mut canonical);
    let canonical = wiped(canonical);
    if canonical.expose() != spelling && is_number(spelling) {
        return Ok(Plaintext::new(spelling.to_vec()));
    }
    if value == 0.0 || (1e-6..1e21).contains(&value.abs()) {
        return Ok(canonical);
    }
    let digits = Shortest::of(value);
    let mut text = String::with_capacity(32);
    digits.write_mantissa(&mut text);
    text.push_str(&format!("e{:+}", digits.exponent));
    Ok(wiped(text))
}

/// Whether `text`, which is the spelling of a finite float, is a JSON number too.
fn is_number(text: &[u8]) -> bool {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let digits = unsigned.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let leading_zero = digits > 1 && unsigned[0] == b'0';
    let after_point = unsigned[digits..].strip_prefix(b".").map(|rest| rest.first());
    digits > 0 && !leading_zero && after_point.is_none_or(|first| first.is_some_and(u8::is_ascii_digit))
}

fn wiped(text: String) -> Plaintext {
    Plaintext::new(text.into_bytes())
}

fn unreadable(kind: ScalarType) -> Error {
    Error::new(ErrorKind::Emit, format!("a value of type {} does not read as one", kind.name()))
}
