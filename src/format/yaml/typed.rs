//! How a number, a boolean or a time is spelled in YAML. What enters: a type and the spelling that a
//! token holds. What leaves: a plain text that go-yaml reads back as the same value.

use zeroize::Zeroizing;

use super::{
    quote::{write_bytes, write_string},
    resolve::{Resolved, resolve_plain},
};
use crate::{
    document::Style,
    scalar::{ScalarType, Shortest, canonical, parse_bool, parse_float, parse_int},
};

/// Writes a number, a boolean or a time without quotes: as `spelling` spells it where YAML reads
/// that as the same value, else as go-yaml would. The canonical spelling says that no author's
/// spelling is known, so it leads to go-yaml's. Other types are written as strings.
pub(super) fn write_typed(kind: ScalarType, spelling: &[u8], out: &mut Vec<u8>) {
    let mut usual = Zeroizing::new(String::new());
    match plain_spelling(kind, spelling, &mut usual) {
        Some(Spelling::Given) => out.extend_from_slice(spelling),
        Some(Spelling::Usual) => out.extend_from_slice(usual.as_bytes()),
        None if kind == ScalarType::Bytes => write_bytes(spelling, out),
        None => write_string(spelling, Style::DoubleQuoted, true, 0, 0, "\n", out),
    }
}

enum Spelling {
    Given,
    Usual,
}

/// Which spelling a typed value gets; go-yaml's is put in `usual`. `None` when `spelling` is no
/// value of `kind`, or `kind` has no plain form.
fn plain_spelling(kind: ScalarType, spelling: &[u8], usual: &mut String) -> Option<Spelling> {
    let read = resolve_plain(std::str::from_utf8(spelling).ok()?);
    let known = match kind {
        ScalarType::Int => {
            let value = parse_int(spelling)?;
            *usual = value.to_string();
            read == Resolved::Int(value)
        }
        ScalarType::Bool => {
            let value = parse_bool(spelling)?;
            *usual = value.to_string();
            read == Resolved::Bool(value) && !matches!(spelling, b"True" | b"False")
        }
        ScalarType::Float => {
            let value = parse_float(spelling)?;
            let is_canonical = canonical(kind, spelling, usual)? == spelling;
            usual.clear();
            write_go_float(value, usual);
            let read = match read {
                Resolved::Float(read) => Some(read),
                #[allow(clippy::cast_precision_loss)] // Go's conversion rounds in the same way
                Resolved::Int(read) => Some(read as f64),
                _ => None,
            };
            !is_canonical && read.is_some_and(|read| read.to_bits() == value.to_bits())
        }
        ScalarType::Time => {
            canonical(kind, spelling, usual)?;
            false
        }
        ScalarType::Str | ScalarType::Bytes | ScalarType::Comment => return None,
    };
    Some(if known { Spelling::Given } else { Spelling::Usual })
}

/// Appends Go's `FormatFloat(value, 'g', -1, 64)` with YAML's names for what is not a number.
fn write_go_float(value: f64, out: &mut String) {
    if value.is_nan() {
        return out.push_str(".nan");
    }
    if value.is_infinite() {
        return out.push_str(if value > 0.0 { ".inf" } else { "-.inf" });
    }
    let digits = Shortest::of(value);
    if (-4..6).contains(&digits.exponent) {
        return digits.write_plain(out);
    }
    digits.write_mantissa(out);
    out.push_str(&format!("e{:+03}", digits.exponent));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: ScalarType, spelling: &str) -> String {
        let mut out = Vec::new();
        write_typed(kind, spelling.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn canonical_spellings_are_written_as_the_real_program_writes_them() {
        for (canonical, want) in [
            ("1", "1"),
            ("1.5", "1.5"),
            ("0.15", "0.15"),
            ("-0", "-0"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("0.0000123", "1.23e-05"),
            ("123456", "123456"),
            ("100000", "100000"),
            ("1000000", "1e+06"),
            ("-200000", "-200000"),
            ("1234567.5", "1.2345675e+06"),
            ("100000000000000000000", "1e+20"),
            ("+Inf", ".inf"),
            ("-Inf", "-.inf"),
            ("NaN", ".nan"),
        ] {
            assert_eq!(typed(ScalarType::Float, canonical), want);
        }
        assert_eq!(typed(ScalarType::Float, &f64::MAX.to_string()), "1.7976931348623157e+308");
        assert_eq!(typed(ScalarType::Bool, "True"), "true");
        assert_eq!(typed(ScalarType::Bool, "False"), "false");
        assert_eq!(typed(ScalarType::Int, "-5"), "-5");
        let time = "2001-12-14T21:59:43.1-05:00";
        assert_eq!(typed(ScalarType::Time, time), time);
        assert_eq!(typed(ScalarType::Bytes, "\u{FF}"), "!!binary w78=");
    }

    #[test]
    fn an_author_s_spelling_stays_when_yaml_reads_it_as_the_same_value() {
        for (kind, spelling, want) in [
            (ScalarType::Float, "1.50", "1.50"),
            (ScalarType::Float, "1e6", "1e6"),
            (ScalarType::Float, "1000000.0", "1000000.0"),
            (ScalarType::Float, "+1000", "+1000"),
            (ScalarType::Float, "0100", "100"),
            (ScalarType::Float, "inf", ".inf"),
            (ScalarType::Int, "+12", "+12"),
            (ScalarType::Int, "0", "0"),
            (ScalarType::Int, "0644", "644"),
            (ScalarType::Int, "0001", "0001"),
            (ScalarType::Int, "08", "8"),
            (ScalarType::Bool, "TRUE", "TRUE"),
            (ScalarType::Bool, "true", "true"),
            (ScalarType::Bool, "t", "true"),
            (ScalarType::Bool, "0", "false"),
            (ScalarType::Time, "2001-12-14T21:59:43.10+00:00", "2001-12-14T21:59:43.1Z"),
        ] {
            assert_eq!(typed(kind, spelling), want, "{kind:?} {spelling}");
        }
    }

    #[test]
    fn what_is_no_value_of_its_type_stays_text() {
        assert_eq!(typed(ScalarType::Int, "1_0"), r#""1_0""#);
        assert_eq!(typed(ScalarType::Time, "x\n"), r#""x\n""#);
    }
}
