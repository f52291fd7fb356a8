//! Typed values and their canonical SOPS bytes. What enters: a type and its bytes, as a format or a
//! token gives them. What leaves: the bytes that the MAC covers. YAML's own resolution of plain
//! scalars lives in `format/yaml/resolve.rs`.

mod float;

use zeroize::Zeroizing;

pub(crate) use float::Shortest;
pub use float::write_float;

/// The `type:` of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScalarType {
    /// UTF-8 text (or, from a YAML `!!binary`, any bytes).
    Str,
    /// A signed 64-bit integer.
    Int,
    /// A 64-bit float.
    Float,
    /// A boolean.
    Bool,
    /// A point in time, RFC 3339.
    Time,
    /// Raw bytes, written by old versions.
    Bytes,
    /// The text of a comment after its `#`.
    Comment,
}

impl ScalarType {
    /// The name in a token.
    pub fn name(self) -> &'static str {
        match self {
            Self::Str => "str",
            Self::Int => "int",
            Self::Float => "float",
            Self::Bool => "bool",
            Self::Time => "time",
            Self::Bytes => "bytes",
            Self::Comment => "comment",
        }
    }

    /// What it counts as when values are compared. The real program calls some numbers `float` that are spelled
    /// like integers: all of a JSON file, and those whose fraction it has lost.
    #[must_use]
    pub fn compared(self) -> Self {
        if self == Self::Int { Self::Float } else { self }
    }

    /// The type of that name.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"str" => Self::Str,
            b"int" => Self::Int,
            b"float" => Self::Float,
            b"bool" => Self::Bool,
            b"time" => Self::Time,
            b"bytes" => Self::Bytes,
            b"comment" => Self::Comment,
            _ => return None,
        })
    }
}

/// A typed value whose bytes live in a source text or in a caller's buffer.
#[derive(Clone, Copy)]
pub struct Scalar<'a> {
    /// Its type.
    pub kind: ScalarType,
    /// What goes into a token: the author's spelling where sops reads it back to the same value,
    /// else the canonical bytes.
    pub spelling: &'a [u8],
}

impl Scalar<'_> {
    /// Whether the other one is the same value, however it is spelled. What sops would not read is the same as
    /// what is spelled like it.
    pub fn is_same(&self, other: &Scalar<'_>) -> bool {
        let mut buffers = [Zeroizing::new(String::new()), Zeroizing::new(String::new())];
        let [buffer, other_buffer] = &mut buffers;
        self.kind.compared() == other.kind.compared()
            && canonical(self.kind, self.spelling, buffer).unwrap_or(self.spelling)
                == canonical(other.kind, other.spelling, other_buffer).unwrap_or(other.spelling)
    }
}

/// The canonical bytes of a value that a token (or a source text) spells `spelling`: what sops
/// hashes into the MAC. `None` when sops would not read the spelling back.
///
/// Strings, bytes and comments are their own canonical form and are returned as they are; for the
/// other types the result is written to `buffer`.
pub fn canonical<'a>(kind: ScalarType, spelling: &'a [u8], buffer: &'a mut String) -> Option<&'a [u8]> {
    use std::fmt::Write as _;
    buffer.clear();
    match kind {
        ScalarType::Str | ScalarType::Bytes | ScalarType::Comment => return Some(spelling),
        ScalarType::Int => write!(buffer, "{}", parse_int(spelling)?).ok()?,
        ScalarType::Float => write_float(parse_float(spelling)?, buffer),
        ScalarType::Bool => buffer.push_str(if parse_bool(spelling)? { "True" } else { "False" }),
        ScalarType::Time => buffer.push_str(&Time::parse_rfc3339(spelling)?.to_string()),
    }
    Some(buffer.as_bytes())
}

/// An integer as Go's `strconv.Atoi` reads it: an optional sign and decimal digits.
pub fn parse_int(text: &[u8]) -> Option<i64> {
    // Rust's parser accepts the same language: sign, digits, leading zeros, range-checked.
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// A float as Go's `strconv.ParseFloat` reads it.
pub fn parse_float(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?;
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.starts_with("0x") || unsigned.starts_with("0X") {
        return None; // Go reads hexadecimal floats; nothing writes them.
    }
    let value: f64 = text.parse().ok()?;
    // Go reports a decimal that is out of range as an error; Rust rounds it to infinity.
    (value.is_finite() || !unsigned.bytes().any(|b| b.is_ascii_digit())).then_some(value)
}

/// A boolean as Go's `strconv.ParseBool` reads it.
pub fn parse_bool(text: &[u8]) -> Option<bool> {
    match text {
        b"1" | b"t" | b"T" | b"TRUE" | b"true" | b"True" => Some(true),
        b"0" | b"f" | b"F" | b"FALSE" | b"false" | b"False" => Some(false),
        _ => None,
    }
}

/// A point in time with its offset; displayed as Go's `time.RFC3339Nano`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Years, 0 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to the month's length.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// Nanoseconds.
    pub nanosecond: u32,
    /// Minutes east of UTC.
    pub offset: i16,
}

impl Time {
    /// RFC 3339, as Go's `time.Parse(time.RFC3339, …)` reads it.
    pub fn parse_rfc3339(text: &[u8]) -> Option<Self> {
        // Two digits everywhere; the YAML forms with short fields are resolved in `format/yaml`.
        let well_formed = text.len() >= 20
            && text.iter().enumerate().take(19).all(|(i, b)| match i {
                4 | 7 => *b == b'-',
                10 => *b == b'T',
                13 | 16 => *b == b':',
                _ => b.is_ascii_digit(),
            });
        well_formed.then(|| Self::parse_loose(text, true)).flatten()
    }

    /// `2006-1-2`, then optionally `T`, `t` (`zoned`) or spaces (not `zoned`) and `15:4:5[.999999999]`,
    /// followed by `Z` or an offset exactly when `zoned`.
    pub fn parse_loose(text: &[u8], zoned: bool) -> Option<Self> {
        let mut at = Cursor(text);
        let year = at.digits(4, 4)? as u16;
        at.expect(b'-')?;
        let month = at.digits(1, 2)? as u8;
        at.expect(b'-')?;
        let day = at.digits(1, 2)? as u8;
        let mut time = Self { year, month, day, hour: 0, minute: 0, second: 0, nanosecond: 0, offset: 0 };
        if at.0.is_empty() && !zoned {
            return time.valid();
        }
        match (at.next()?, zoned) {
            (b'T' | b't', true) => {}
            (b' ', false) => at.skip_spaces(),
            _ => return None,
        }
        time.hour = at.digits(1, 2)? as u8; // unlike its other fields, Go's "15" has no padded form
        at.expect(b':')?;
        time.minute = at.digits(1, 2)? as u8;
        at.expect(b':')?;
        time.second = at.digits(1, 2)? as u8;
        if matches!(at.0.first(), Some(b'.' | b',')) {
            at.next();
            time.nanosecond = at.fraction()?;
        }
        if zoned {
            time.offset = at.offset()?;
        }
        at.0.is_empty().then_some(time)?.valid()
    }

    fn valid(self) -> Option<Self> {
        jiff::civil::Date::new(self.year.cast_signed(), self.month.cast_signed(), self.day.cast_signed())
            .ok()?;
        (self.hour < 24 && self.minute < 60 && self.second < 60).then_some(self)
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { year, month, day, hour, minute, second, .. } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanosecond != 0 {
            let digits = format!("{:09}", self.nanosecond);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        if self.offset == 0 {
            return f.write_str("Z");
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// A reader over the bytes that remain.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn expect(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then_some(())
    }

    fn skip_spaces(&mut self) {
        while let Some(rest) = self.0.strip_prefix(b" ") {
            self.0 = rest;
        }
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let count = self.0.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        (count >= least).then(|| digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
    }

    /// Decimals of a second, cut after nine as Go does.
    fn fraction(&mut self) -> Option<u32> {
        let count = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let nanoseconds = digits.iter().copied().chain(std::iter::repeat(b'0')).take(9);
        (count > 0).then(|| nanoseconds.fold(0, |n, d| n * 10 + u32::from(d - b'0')))
    }

    fn offset(&mut self) -> Option<i16> {
        let sign = match self.next()? {
            b'Z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let hours = self.digits(2, 2)? as i16;
        self.expect(b':')?;
        let minutes = self.digits(2, 2)? as i16;
        // Go also reads 60 minutes, and 24 hours, which sops then refuses to write.
        let offset = hours * 60 + minutes;
        (minutes <= 60 && offset < 24 * 60).then_some(sign * offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canon(kind: ScalarType, text: &str) -> Option<String> {
        let mut buffer = String::new();
        canonical(kind, text.as_bytes(), &mut buffer).map(|b| String::from_utf8(b.to_vec()).unwrap())
    }

    #[test]
    fn canonical_forms_are_those_of_sops() {
        for (kind, text, want) in [
            (ScalarType::Int, "+12", Some("12")),
            (ScalarType::Int, "0001", Some("1")),
            (ScalarType::Int, "1_0", None),
            (ScalarType::Int, "9223372036854775808", None),
            (ScalarType::Float, "1.50", Some("1.5")),
            (ScalarType::Float, "1e3", Some("1000")),
            (ScalarType::Float, "inf", Some("+Inf")),
            (ScalarType::Float, "1e999", None),
            (ScalarType::Float, "-0.0", Some("-0")),
            (ScalarType::Bool, "t", Some("True")),
            (ScalarType::Bool, "yes", None),
            (ScalarType::Time, "2001-12-14T21:59:43.10-05:00", Some("2001-12-14T21:59:43.1-05:00")),
            (ScalarType::Time, "2001-12-14", None),
            (ScalarType::Time, "2001-02-30T00:00:00Z", None),
        ] {
            assert_eq!(canon(kind, text).as_deref(), want, "{kind:?} {text}");
        }
    }
}
