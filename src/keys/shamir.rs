//! Shamir's secret sharing, byte by byte over GF(2^8) modulo x^8+x^4+x^3+x+1. What enters: a secret, or
//! shares of one. What leaves: shares, or the secret. A share is the values of all polynomials at its
//! point, one a byte, and behind them the point itself, which is not secret. No lookup and no branch
//! may depend on a secret byte.

use subtle::{Choice, ConditionallySelectable as _};

use crate::{
    error::{Error, ErrorKind, Result},
    secret::{Plaintext, fill_random},
};

/// The points 1 to 255: at 0 stands the secret.
const MAX_PARTS: usize = 255;

/// `x^8` reduced: the field's polynomial without its first term.
const REDUCED: u8 = 0x1b;

/// The fewest shares that hide the secret from the holder of one.
pub(super) const MIN_THRESHOLD: usize = 2;

/// Splits `secret` into `parts` shares, any `threshold` of which give it back; fewer say nothing about
/// it but its length.
pub fn split(secret: &[u8], threshold: usize, parts: usize) -> Result<Vec<Plaintext>> {
    if secret.is_empty() {
        return Err(cannot_split("it is empty".to_owned()));
    }
    if threshold < MIN_THRESHOLD {
        return Err(cannot_split(format!("{threshold} of its shares would be enough to read it"))
            .hint("set shamir_threshold to 2 or more"));
    }
    if threshold > parts {
        return Err(cannot_split(format!("{threshold} shares would be needed, but there are only {parts}"))
            .hint("lower shamir_threshold, or add key groups"));
    }
    if parts > MAX_PARTS {
        return Err(cannot_split(format!("{parts} shares are asked for, and {MAX_PARTS} are possible"))
            .hint("use fewer key groups"));
    }
    // Any byte may come up, 0 too: a polynomial of full degree would tell the secret from others.
    let mut coefficients = Plaintext::new(vec![0; secret.len() * (threshold - 1)]);
    fill_random(coefficients.expose_mut())?;
    Ok((1..=MAX_PARTS as u8).take(parts).map(|x| share_at(x, secret, coefficients.expose())).collect())
}

/// The secret of which `shares` are as many as its threshold asks for, in any order. Whether they
/// belong together cannot be seen: shares of another secret give a wrong one.
pub fn combine(shares: &[&[u8]]) -> Result<Plaintext> {
    if shares.len() < MIN_THRESHOLD {
        return Err(cannot_combine("a single share, or none, says nothing about it"));
    }
    let mut points = Vec::with_capacity(shares.len());
    for share in shares {
        if share.len() != shares[0].len() {
            return Err(cannot_combine("its shares have different lengths"));
        }
        match share.split_last() {
            None | Some((_, [])) => return Err(cannot_combine("a share is empty")),
            Some((0, _)) => return Err(cannot_combine("a share has the number 0")),
            Some((x, _)) if points.contains(x) => {
                return Err(cannot_combine("two shares have the same number"));
            }
            Some((&x, _)) => points.push(x),
        }
    }
    let weights: Vec<u8> = points.iter().map(|&x| weight(x, &points)).collect();
    let mut secret = Plaintext::new(vec![0; shares[0].len() - 1]);
    for (share, &weight) in shares.iter().zip(&weights) {
        for (byte, &y) in secret.expose_mut().iter_mut().zip(*share) {
            *byte ^= multiply(y, weight);
        }
    }
    Ok(secret)
}

/// The share at `x`. Each byte of the secret is the constant term of its polynomial; `coefficients`
/// holds the others, polynomial by polynomial, the highest first.
fn share_at(x: u8, secret: &[u8], coefficients: &[u8]) -> Plaintext {
    let degree = coefficients.len() / secret.len();
    let mut share = Plaintext::with_capacity(secret.len() + 1);
    for (&constant, others) in secret.iter().zip(coefficients.chunks_exact(degree)) {
        let y = others.iter().fold(0, |value, &coefficient| multiply(value, x) ^ coefficient);
        share.expose_mut().push(multiply(y, x) ^ constant);
    }
    share.expose_mut().push(x);
    share
}

/// What the value at `x` counts for in the value at 0, by Lagrange: the product of `other / (other - x)`
/// over all other points.
fn weight(x: u8, points: &[u8]) -> u8 {
    points
        .iter()
        .filter(|&&other| other != x)
        .fold(1, |product, &other| multiply(product, multiply(other, invert(other ^ x))))
}

/// The product of two elements of the field: shift and add, each step the same for all values.
fn multiply(left: u8, right: u8) -> u8 {
    let mut product = 0;
    let mut shifted = left;
    for bit in 0..8 {
        product ^= u8::conditional_select(&0, &shifted, Choice::from((right >> bit) & 1));
        let reduction = u8::conditional_select(&0, &REDUCED, Choice::from(shifted >> 7));
        shifted = (shifted << 1) ^ reduction;
    }
    product
}

/// The inverse of an element: its 254th power; 0 for 0.
fn invert(element: u8) -> u8 {
    // 254 is 2 + 4 + 8 + … + 128.
    let mut power = element;
    let mut product = 1;
    for _ in 0..7 {
        power = multiply(power, power);
        product = multiply(product, power);
    }
    product
}

fn cannot_split(why: String) -> Error {
    Error::new(ErrorKind::NoKey, "the data key cannot be split").because(why)
}

fn cannot_combine(why: &str) -> Error {
    Error::new(ErrorKind::DataKey, "the shares of the data key do not fit together")
        .because(why)
        .hint("restore the file from version control")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refs<'a>(shares: impl IntoIterator<Item = &'a Plaintext>) -> Vec<&'a [u8]> {
        shares.into_iter().map(Plaintext::expose).collect()
    }

    #[test]
    fn the_field_is_that_of_fips_197() {
        assert_eq!(multiply(0x57, 0x83), 0xc1);
        assert_eq!(multiply(0x57, 0x13), 0xfe);
        assert_eq!(invert(0x53), 0xca);
        for element in 0..=255 {
            assert_eq!(multiply(element, 1), element);
            assert_eq!(multiply(element, 0), 0);
            assert_eq!(multiply(element, invert(element)), u8::from(element != 0));
        }
    }

    #[test]
    fn a_share_is_values_and_their_point() {
        // 0x53 + 0xca·x: at 1 it is 0x53 ^ 0xca, at 0x53 it is 0x53 ^ 1.
        assert_eq!(share_at(1, &[0x53], &[0xca]).expose(), [0x99, 1]);
        assert_eq!(share_at(0x53, &[0x53], &[0xca]).expose(), [0x52, 0x53]);
        // 0x01 + 0x13·x + 0x57·x², at 2: 0x57·4 is 0x47, 0x13·2 is 0x26.
        assert_eq!(share_at(2, &[1], &[0x57, 0x13]).expose(), [0x47 ^ 0x26 ^ 1, 2]);
    }

    #[test]
    fn points_count_from_one() {
        let shares = split(b"secret", 2, 255).unwrap();
        assert!(shares.iter().zip(1..=255).all(|(share, x)| share.expose()[6] == x));
        assert_eq!(combine(&refs([&shares[254], &shares[100]])).unwrap().expose(), b"secret");
    }

    /// Over all polynomials, one share takes each value equally often, whatever the secret: it says
    /// nothing.
    #[test]
    fn one_share_of_two_says_nothing() {
        for secret in [0, 1, 0x53, 0xff] {
            for x in [1, 2, 255] {
                let mut seen = [0; 256];
                for coefficient in 0..=255 {
                    seen[usize::from(share_at(x, &[secret], &[coefficient]).expose()[0])] += 1;
                }
                assert_eq!(seen, [1; 256], "secret {secret}, x {x}");
            }
        }
    }

    #[test]
    fn two_shares_of_three_say_nothing() {
        for secret in [0, 0xa7] {
            let mut seen = vec![false; 1 << 16];
            for coefficients in 0..=u16::MAX {
                let at = |x| share_at(x, &[secret], &coefficients.to_be_bytes()).expose()[0];
                seen[usize::from(u16::from_be_bytes([at(1), at(2)]))] = true;
            }
            assert!(seen.iter().all(|pair| *pair), "secret {secret}");
        }
    }

    #[test]
    fn every_split_is_another_one() {
        let shares = |()| split(&[7; 32], 2, 2).unwrap();
        assert_ne!(shares(())[0].expose(), shares(())[0].expose());
    }

    #[test]
    fn an_impossible_split_is_refused() {
        for (secret, threshold, parts, why) in [
            (&b""[..], 2, 2, "it is empty"),
            (b"s", 0, 2, "0 of its shares would be enough to read it"),
            (b"s", 1, 2, "1 of its shares would be enough to read it"),
            (b"s", 3, 2, "3 shares would be needed, but there are only 2"),
            (b"s", 2, 256, "256 shares are asked for, and 255 are possible"),
        ] {
            let error = split(secret, threshold, parts).map(drop).unwrap_err();
            assert_eq!((error.kind(), error.causes()), (ErrorKind::NoKey, &[why.to_owned()][..]));
        }
    }

    #[test]
    fn shares_that_cannot_fit_are_refused() {
        for (shares, why) in [
            (&[][..], "a single share, or none, says nothing about it"),
            (&[&[1, 2][..]][..], "a single share, or none, says nothing about it"),
            (&[&[1, 1], &[1, 2, 3]], "its shares have different lengths"),
            (&[&[1, 1], &[]], "its shares have different lengths"),
            (&[&[], &[]], "a share is empty"),
            (&[&[1], &[2]], "a share is empty"),
            (&[&[7, 1], &[7, 0]], "a share has the number 0"),
            (&[&[7, 1], &[8, 2], &[9, 1]], "two shares have the same number"),
        ] {
            let error = combine(shares).map(drop).unwrap_err();
            assert_eq!((error.kind(), error.causes()), (ErrorKind::DataKey, &[why.to_owned()][..]));
        }
    }

    proptest! {
        #[test]
        fn as_many_as_the_threshold_give_the_secret_in_any_order(
            secret in prop::collection::vec(any::<u8>(), 1..40),
            (parts, order) in (2_usize..9).prop_flat_map(|parts| {
                (Just(parts), Just((0..parts).collect::<Vec<_>>()).prop_shuffle())
            }),
            fewest in 0_usize..8,
            more in 0_usize..8,
        ) {
            let threshold = 2 + fewest % (parts - 1);
            let count = threshold + more % (parts - threshold + 1);
            let shares = split(&secret, threshold, parts).unwrap();
            let some = order[..count].iter().map(|&at| &shares[at]);
            let combined = combine(&refs(some)).unwrap();
            prop_assert_eq!(combined.expose(), &secret);
        }

        #[test]
        fn one_share_too_few_gives_something_else(secret in any::<[u8; 32]>(), threshold in 3_usize..6) {
            let shares = split(&secret, threshold, threshold).unwrap();
            let combined = combine(&refs(&shares[1..])).unwrap();
            prop_assert_ne!(combined.expose(), &secret);
        }
    }
}
