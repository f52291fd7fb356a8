//! Values as they stand in a source. What enters: the text of a value. What leaves: its type and what it
//! means. Never a copy of it that is not wiped.

use toml_parser::{
    Raw, Span,
    decoder::{Encoding, IntegerRadix, ScalarKind, StringBuilder},
};

use crate::{
    document::Style,
    error::{Error, ErrorKind, Result},
    scalar::{Scalar, ScalarType, Time, parse_int},
    secret::Plaintext,
};

/// The value that `text` means; decoded into `buffer` where it does not stand there as sops spells it.
pub(super) fn read<'b>(text: &'b str, style: Style, buffer: &'b mut Plaintext) -> Result<Scalar<'b>> {
    let encoding = match style {
        Style::DoubleQuoted => Some(Encoding::BasicString),
        Style::SingleQuoted => Some(Encoding::LiteralString),
        Style::TripleDoubleQuoted => Some(Encoding::MlBasicString),
        Style::TripleSingleQuoted => Some(Encoding::MlLiteralString),
        Style::Plain => None,
        _ => return Err(Error::new(ErrorKind::Generic, "a collection has no scalar value")),
    };
    let kind =
        decode(text, encoding, buffer).ok_or_else(|| Error::new(ErrorKind::Input, "invalid TOML value"))?;
    let kind = match kind {
        ScalarKind::String => ScalarType::Str,
        ScalarKind::Boolean(_) => ScalarType::Bool,
        ScalarKind::Float => ScalarType::Float,
        ScalarKind::Integer(IntegerRadix::Dec) if parse_int(buffer.expose()).is_some() => ScalarType::Int,
        ScalarKind::Integer(radix) => {
            // toml_parser leaves the digits alone behind the prefix.
            let digits = buffer.expose_str()?;
            let digits = digits
                .strip_prefix("0x")
                .or(digits.strip_prefix("0o"))
                .or(digits.strip_prefix("0b"))
                .unwrap_or(digits);
            let number = i64::from_str_radix(digits, radix.value())
                .map_err(|_| Error::new(ErrorKind::Input, "an integer is larger than 64 bits"))?;
            let number = Plaintext::new(number.to_string().into_bytes());
            buffer.clear();
            buffer.extend(number.expose());
            ScalarType::Int
        }
        ScalarKind::DateTime => return Ok(date(text, buffer)),
    };
    if kind != ScalarType::Str && buffer.expose() == text.as_bytes() {
        return Ok(Scalar { kind, spelling: text.as_bytes() });
    }
    Ok(Scalar { kind, spelling: buffer.expose() })
}

/// What kind of value `text` is without quotes, if it is one.
pub(super) fn plain_kind(text: &str) -> Option<ScalarKind> {
    let is_one_token = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._:".contains(&byte);
    if text.is_empty() || !text.bytes().all(is_one_token) {
        return None;
    }
    decode(text, None, &mut Plaintext::default())
}

/// The text of a key.
pub(super) fn decode_key(raw: Raw<'_>) -> Option<String> {
    let (mut key, mut error) = (String::new(), None);
    raw.decode_key(&mut key, &mut error);
    error.is_none().then_some(key)
}

fn decode(text: &str, encoding: Option<Encoding>, buffer: &mut Plaintext) -> Option<ScalarKind> {
    buffer.clear();
    buffer.reserve(text.len());
    let raw = Raw::new_unchecked(text, encoding, Span::new_unchecked(0, text.len()));
    let mut error = None;
    let kind = raw.decode_scalar(&mut Wiped(buffer), &mut error);
    error.is_none().then_some(kind)
}

/// With an offset a point in time, as sops spells it; else text.
fn date<'b>(text: &'b str, buffer: &'b mut Plaintext) -> Scalar<'b> {
    buffer.clear();
    buffer.extend(text.as_bytes());
    for (at, byte) in buffer.expose_mut().iter_mut().enumerate() {
        match byte {
            b' ' | b't' if at == 10 => *byte = b'T',
            b'z' => *byte = b'Z',
            _ => {}
        }
    }
    if Time::parse_rfc3339(buffer.expose()).is_some() {
        return Scalar { kind: ScalarType::Time, spelling: buffer.expose() };
    }
    Scalar { kind: ScalarType::Str, spelling: text.as_bytes() }
}

/// Decoded text goes where it is wiped.
struct Wiped<'p>(&'p mut Plaintext);

impl<'s> StringBuilder<'s> for Wiped<'_> {
    fn clear(&mut self) {
        self.0.clear();
    }

    fn push_str(&mut self, text: &'s str) -> bool {
        self.0.extend(text.as_bytes());
        true
    }

    fn push_char(&mut self, character: char) -> bool {
        self.0.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
        true
    }
}
