//! Floats as Go prints them. What enters: a float. What leaves: its digits, in the notations that the formats
//! have. Never those that Rust would choose: of two shortest decimals that are equally near it takes the larger
//! one (1844674407370955.25 is `…5.3`), Go the even one (`…5.2`), and a MAC over the other one does not hold.

use zeroize::Zeroizing;

/// The fewest digits that are read back as a float; of those the nearest to it, of two that are equally near the
/// even ones.
pub(crate) struct Shortest {
    is_negative: bool,
    /// Without zeros on either side; of zero there are none.
    digits: Zeroizing<String>,
    /// The power of ten of the first one.
    pub exponent: i32,
}

impl Shortest {
    /// The digits of a finite number.
    pub(crate) fn of(value: f64) -> Self {
        debug_assert!(value.is_finite(), "what has no digits is written by name");
        let mut buffer = ryu::Buffer::new();
        let text = buffer.format_finite(value.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut all = Zeroizing::new(String::with_capacity(text.len()));
        all.push_str(whole);
        all.push_str(fraction);
        let trimmed = all.trim_start_matches('0');
        let zeros = all.len() - trimmed.len();
        let shift: i32 = exponent.parse().expect("ryu puts an integer behind its e");
        Self {
            is_negative: value.is_sign_negative(),
            digits: Zeroizing::new(trimmed.trim_end_matches('0').to_owned()),
            exponent: if trimmed.is_empty() { 0 } else { shift + whole.len() as i32 - 1 - zeros as i32 },
        }
    }

    /// Appends the number without an exponent: `-12.5`.
    pub(crate) fn write_plain(&self, out: &mut String) {
        let digits = self.digits.as_str();
        let whole = usize::try_from(self.exponent + 1).unwrap_or_default();
        self.write_sign(out);
        let (before, behind) = digits.split_at(whole.min(digits.len()));
        out.push_str(before);
        out.extend(std::iter::repeat_n('0', whole.max(1) - before.len()));
        if !behind.is_empty() {
            out.push('.');
            out.extend(std::iter::repeat_n('0', (-1 - self.exponent).max(0) as usize));
            out.push_str(behind);
        }
    }

    /// Appends what stands before the `e` in scientific notation: `-1.25`.
    pub(crate) fn write_mantissa(&self, out: &mut String) {
        let (first, rest) = self.digits.split_at(self.digits.len().min(1));
        self.write_sign(out);
        out.push_str(if first.is_empty() { "0" } else { first });
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
    }

    fn write_sign(&self, out: &mut String) {
        if self.is_negative {
            out.push('-');
        }
    }
}

/// Appends Go's `FormatFloat(value, 'f', -1, 64)`: the shortest decimal without exponent.
pub fn write_float(value: f64, out: &mut String) {
    if value.is_nan() {
        out.push_str("NaN");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { "+Inf" } else { "-Inf" });
    } else {
        Shortest::of(value).write_plain(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(value: f64) -> String {
        let mut text = String::new();
        write_float(value, &mut text);
        text
    }

    fn mantissa(value: f64) -> String {
        let mut text = String::new();
        Shortest::of(value).write_mantissa(&mut text);
        text
    }

    #[test]
    fn of_two_decimals_that_are_equally_near_the_even_one_is_taken() {
        for (value, want) in [
            ("1844674407370955.25", "1844674407370955.2"),
            ("-1844674407370955.25", "-1844674407370955.2"),
            ("1844674407370955.75", "1844674407370955.8"),
            ("959058246061883.25", "959058246061883.2"),
            ("129445309648891.125", "129445309648891.12"),
            ("524288.00048828125", "524288.0004882812"),
        ] {
            assert_eq!(plain(value.parse().unwrap()), want);
        }
        assert_eq!(mantissa("1844674407370955.25".parse().unwrap()), "1.8446744073709552");
    }

    #[test]
    fn there_is_no_exponent_and_no_point_without_need() {
        for (value, want) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (10.0, "10"),
            (0.1, "0.1"),
            (0.00123, "0.00123"),
            (123.0, "123"),
            (-12.5, "-12.5"),
            (1e22, "10000000000000000000000"),
            (2_f64.powi(63), "9223372036854776000"),
            (1.5e-7, "0.00000015"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Inf"),
        ] {
            assert_eq!(plain(value), want);
        }
        assert_eq!(
            (mantissa(0.0), mantissa(-1e300), mantissa(1.25e-9)),
            ("0".into(), "-1".into(), "1.25".into())
        );
        assert_eq!(Shortest::of(1.25e-9).exponent, -9);
        assert_eq!(Shortest::of(120.0).exponent, 2);
        assert_eq!(Shortest::of(0.0).exponent, 0);
    }

    proptest! {
        /// Rust's digits, except that it may take the larger one of two that are equally near.
        #[test]
        fn what_is_written_is_read_back(bits in any::<u64>(), shift in 0_u64..64) {
            // Those of the second kind often lie between two decimals.
            for value in [f64::from_bits(bits), f64::from_bits(bits >> 12 | (1023 + shift) << 52)] {
                prop_assume!(value.is_finite());
                let (text, other) = (plain(value), value.to_string());
                prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
                prop_assert_eq!(text.len(), other.len(), "{} {}", text, other);
                let scientific = format!("{}e{}", mantissa(value), Shortest::of(value).exponent);
                prop_assert_eq!(scientific.parse::<f64>().unwrap().to_bits(), value.to_bits());
                prop_assert_eq!(scientific.len(), format!("{value:e}").len());
            }
        }
    }
}
