//! What a scalar without quotes means, as go-yaml v3 reads it. What enters: the scalar's text and
//! perhaps a core tag. What leaves: its type and value. The text of a string is never copied.

use zeroize::Zeroizing;

use crate::{
    document::CoreTag,
    scalar::{Time, parse_float},
};

/// What a scalar means; a string is its own text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Resolved {
    /// Nothing.
    Null,
    /// Text.
    Str,
    /// A signed 64-bit integer.
    Int(i64),
    /// An integer that only an unsigned 64-bit one holds: sops refuses the file.
    HugeInt,
    /// A float.
    Float(f64),
    /// A boolean.
    Bool(bool),
    /// A date, perhaps with a time.
    Time(Time),
    /// `<<`: a merge as a key (which sops keeps as a key), text as a value.
    Merge,
}

/// The meaning of a plain scalar without a tag.
pub(super) fn resolve_plain(text: &str) -> Resolved {
    // Nearly every scalar is a word, and its first byte says so.
    let Some(first) = text.bytes().next() else { return Resolved::Null };
    match first {
        b'0'..=b'9' => match timestamp(text) {
            Some(time) => Resolved::Time(time),
            None => number(text),
        },
        b'+' | b'-' => special_float(text).map_or_else(|| number(text), Resolved::Float),
        b'.' => special_float(text).or_else(|| dotted_float(text)).map_or(Resolved::Str, Resolved::Float),
        b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'<' => word(text),
        _ => Resolved::Str,
    }
}

/// The meaning of a scalar under a core tag, quoted or not; `None` where go-yaml cannot decode it,
/// which makes the file invalid. `!!binary` is text here: its bytes are decoded elsewhere.
pub(super) fn resolve_tagged(tag: CoreTag, text: &str) -> Option<Resolved> {
    let resolved = match resolve_plain(text) {
        // A date is looked for only where the tag wants one, so `!!int 2001-01-01` is text.
        Resolved::Time(_) if tag != CoreTag::Timestamp => number(text),
        resolved => resolved,
    };
    Some(match (tag, resolved) {
        (CoreTag::Binary, _) => Resolved::Str,
        #[allow(clippy::cast_precision_loss)] // Go's conversion rounds in the same way
        (CoreTag::Float, Resolved::Int(value)) => Resolved::Float(value as f64),
        (CoreTag::Float, Resolved::Float(_))
        | (CoreTag::Int, Resolved::Int(_) | Resolved::HugeInt)
        | (CoreTag::Bool, Resolved::Bool(_))
        | (CoreTag::Null, Resolved::Null)
        | (CoreTag::Timestamp, Resolved::Time(_)) => resolved,
        _ => return None,
    })
}

fn word(text: &str) -> Resolved {
    match text {
        "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "true" | "True" | "TRUE" => Resolved::Bool(true),
        "false" | "False" | "FALSE" => Resolved::Bool(false),
        "<<" => Resolved::Merge,
        _ => Resolved::Str,
    }
}

fn special_float(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// A date with or without a time. Only texts that begin with four digits and a dash are tried.
fn timestamp(text: &str) -> Option<Time> {
    let bytes = text.as_bytes();
    if bytes.get(4) != Some(&b'-') {
        return None;
    }
    Time::parse_loose(bytes, true).or_else(|| Time::parse_loose(bytes, false))
}

/// An integer or a float; both may be broken up by `_` anywhere.
fn number(text: &str) -> Resolved {
    if !text.contains('_') {
        return joined_number(text);
    }
    let mut joined = Zeroizing::new(String::with_capacity(text.len()));
    joined.extend(text.chars().filter(|c| *c != '_'));
    joined_number(&joined)
}

fn joined_number(text: &str) -> Resolved {
    let negative = text.starts_with('-');
    let magnitude = magnitude(text.strip_prefix(['+', '-']).unwrap_or(text));
    // Go's library reads a sign behind these two prefixes as well: `0o-7` is -7.
    let behind = |prefix: &str, radix| {
        text.strip_prefix(prefix).and_then(|digits| i64::from_str_radix(digits, radix).ok())
    };
    let integer = match magnitude {
        Some(magnitude) => signed(magnitude, negative),
        None => behind("0b", 2).or_else(|| behind("0o", 8)),
    };
    if let Some(value) = integer {
        return Resolved::Int(value);
    }
    if magnitude.is_some() && !text.starts_with(['+', '-']) {
        return Resolved::HugeInt;
    }
    let float = if is_yaml_float(text) { parse_float(text.as_bytes()) } else { None };
    float.map_or(Resolved::Str, Resolved::Float)
}

/// An unsigned integer with Go's prefixes; a leading zero alone means octal.
fn magnitude(text: &str) -> Option<u64> {
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (&text[2..], 16),
        [b'0', b'o' | b'O', _, ..] => (&text[2..], 8),
        [b'0', b'b' | b'B', _, ..] => (&text[2..], 2),
        [b'0', _, ..] => (&text[1..], 8),
        _ => (text, 10),
    };
    // Rust would take a sign here, Go does not.
    if digits.starts_with(['+', '-']) { None } else { u64::from_str_radix(digits, radix).ok() }
}

fn signed(magnitude: u64, negative: bool) -> Option<i64> {
    if negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_yaml_float(text: &str) -> bool {
    let skip_digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = skip_digits(text);
    let mut rest = &text[whole..];
    if let Some(after) = rest.strip_prefix('.') {
        let decimals = skip_digits(after);
        if whole + decimals == 0 {
            return false;
        }
        rest = &after[decimals..];
    } else if whole == 0 {
        return false;
    }
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else { return rest.is_empty() };
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    !digits.is_empty() && skip_digits(digits) == digits.len()
}

/// A float that starts with its point; here Go takes a `_`, but only between two digits.
fn dotted_float(text: &str) -> Option<f64> {
    if !text.contains('_') {
        return parse_float(text.as_bytes());
    }
    let bytes = text.as_bytes();
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let separates = |at: usize| bytes[at] != b'_' || (digit_at(at.wrapping_sub(1)) && digit_at(at + 1));
    if !(0..bytes.len()).all(separates) {
        return None;
    }
    let mut joined = Zeroizing::new(String::with_capacity(text.len()));
    joined.extend(text.chars().filter(|c| *c != '_'));
    parse_float(joined.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scalar::write_float` of a float, `Display` of the others, after the type's name.
    fn show(resolved: Option<Resolved>) -> String {
        match resolved {
            None => "error".into(),
            Some(Resolved::Null) => "null".into(),
            Some(Resolved::Str) => "str".into(),
            Some(Resolved::Merge) => "merge".into(),
            Some(Resolved::HugeInt) => "huge".into(),
            Some(Resolved::Int(value)) => format!("int {value}"),
            Some(Resolved::Bool(value)) => format!("bool {value}"),
            Some(Resolved::Time(value)) => format!("time {value}"),
            Some(Resolved::Float(value)) => {
                let mut text = String::from("float ");
                crate::scalar::write_float(value, &mut text);
                text
            }
        }
    }

    #[test]
    fn plain_scalars_mean_what_the_real_program_makes_of_them() {
        // Types and values as sops 3.11.0 stored them.
        for (want, texts) in [
            ("null", &["", "~", "null", "Null", "NULL"][..]),
            ("bool true", &["true", "True", "TRUE"]),
            ("bool false", &["false", "False", "FALSE"]),
            ("merge", &["<<"]),
            ("str", &["nUll", "tRUE", "yes", "y", "off", "a", "<", "<<x", ".Nan", "+.nan", "é"]),
            ("float +Inf", &[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"]),
            ("float -Inf", &["-.inf", "-.Inf", "-.INF"]),
            ("float NaN", &[".nan", ".NaN", ".NAN"]),
            ("int 0", &["0", "00", "-0", "+0"]),
            ("int 420", &["0644", "+0644", "0o644", "0O644"]),
            ("int -7", &["-07", "0o-7", "-0o7"]),
            ("int 7", &["0o+7", "7", "+7", "07", "0_7", "7_"]),
            ("int 5", &["0b101", "0B101", "0b1_01"]),
            ("int -1", &["-0b1", "0b-1", "-_1"]),
            ("int 31", &["0x1F", "0X1f", "+0x1F"]),
            ("int 16", &["0_x10"]),
            ("int 1234554321", &["12345_54321"]),
            ("int 9223372036854775807", &["9223372036854775807"]),
            ("int -9223372036854775808", &["-9223372036854775808"]),
            ("huge", &["9223372036854775808", "18446744073709551615", "0xffffffffffffffff"]),
            ("float -9223372036854776000", &["-9223372036854775809"]),
            ("float 18446744073709552000", &["18446744073709551616"]),
            ("float 8", &["08", "0_8", "8.", "8e0", "+8.0"]),
            ("float 0.5", &[".5", "+.5", "0.5", "5e-1", ".5E0"]),
            ("float -0.5", &["-.5"]),
            ("float 0.15", &[".1_5", "0.1_5"]),
            ("float 10.5", &["1_0.5", "1_0._5_"]),
            ("float 0", &["1e-400"]),
            ("str", &["1e400", ".5e400", "0x", "0b", "0o", "_1", "+", "-.", ".", "..5", ".e5", "1e", "1e+"]),
            ("str", &["0x1p5", "1.5.2", "1,000", ".1_", "._1", ".1__5", "190:20:30", "--1", "-0o+7", "0b2"]),
        ] {
            for text in texts {
                assert_eq!(show(Some(resolve_plain(text))), want, "{text}");
            }
        }
    }

    #[test]
    fn dates_are_read_with_short_fields() {
        for (text, want) in [
            ("2001-01-01", "time 2001-01-01T00:00:00Z"),
            ("2001-1-1", "time 2001-01-01T00:00:00Z"),
            ("2001-1-1T1:2:3Z", "time 2001-01-01T01:02:03Z"),
            ("2001-1-1t1:2:3Z", "time 2001-01-01T01:02:03Z"),
            ("2001-1-1 1:2:3", "time 2001-01-01T01:02:03Z"),
            ("2001-1-1     1:2:3.5", "time 2001-01-01T01:02:03.5Z"),
            ("2001-12-14t21:59:43.10-05:00", "time 2001-12-14T21:59:43.1-05:00"),
            ("2001-12-14T21:59:43,10Z", "time 2001-12-14T21:59:43.1Z"),
            ("2001-12-14T21:59:43.1234567890123Z", "time 2001-12-14T21:59:43.123456789Z"),
            ("2001-12-14T21:59:43-00:00", "time 2001-12-14T21:59:43Z"),
            ("2001-12-14T21:59:43+00:60", "time 2001-12-14T21:59:43+01:00"),
            ("2000-02-29", "time 2000-02-29T00:00:00Z"),
            ("0000-12-31", "time 0000-12-31T00:00:00Z"),
            ("2001-1-1T1:2:3", "str"),
            ("2001-1-1 1:2:3Z", "str"),
            ("2001-12-14 21:59:43.10 -5", "str"),
            ("2001-12-14T21:59:43.Z", "str"),
            ("2001-12-14T21:59:60Z", "str"),
            ("2001-12-14T24:00:00Z", "str"),
            ("2001-02-29", "str"),
            ("2001-13-01", "str"),
            ("2001-01-00", "str"),
            ("2001-12-14T21:59:43+25:00", "str"),
            ("2001-12-14T21:59:43+0:30", "str"),
            ("2001-12-14T21:59:43+01", "str"),
            ("20011-1-1", "str"),
            ("2001-1-1T", "str"),
            ("2001-1-1T001:2:3Z", "str"),
        ] {
            assert_eq!(show(Some(resolve_plain(text))), want, "{text}");
        }
    }

    #[test]
    fn a_core_tag_takes_only_its_own_type() {
        for (tag, text, want) in [
            (CoreTag::Int, "0x1f", "int 31"),
            (CoreTag::Int, "5.0", "error"),
            (CoreTag::Int, "abc", "error"),
            (CoreTag::Int, "", "error"),
            (CoreTag::Int, "<<", "error"),
            (CoreTag::Int, "18446744073709551615", "huge"),
            (CoreTag::Float, "5", "float 5"),
            (CoreTag::Float, "0x1f", "float 31"),
            (CoreTag::Float, "1.50", "float 1.5"),
            (CoreTag::Float, "2001-01-01", "error"),
            (CoreTag::Float, "18446744073709551615", "error"),
            (CoreTag::Bool, "TRUE", "bool true"),
            (CoreTag::Bool, "yes", "error"),
            (CoreTag::Null, "", "null"),
            (CoreTag::Null, "x", "error"),
            (CoreTag::Timestamp, "2001-01-01 1:2:3", "time 2001-01-01T01:02:03Z"),
            (CoreTag::Timestamp, "5", "error"),
            (CoreTag::Binary, "5", "str"),
        ] {
            assert_eq!(show(resolve_tagged(tag, text)), want, "{tag:?} {text}");
        }
    }
}
