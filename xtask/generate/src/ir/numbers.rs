//! Numbers of documents as integers.

use serde_json::Number;

/// A double without a fraction is exact below this (2^53); readers make integers of those that are written as such.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The number as an integer of 64 bits: of `1.0`, `1`. None for fractions, and for what 64 bits do not hold.
pub(crate) fn whole(number: &Number) -> Option<Number> {
    if !number.is_f64() {
        return Some(number.clone());
    }
    let double = number.as_f64().filter(|double| double.fract() == 0.0)?;
    if double.abs() <= EXACT {
        return Some((double as i64).into());
    }
    // Written with an exponent, as in `1e16`: every double of this size is an integer.
    let integer = double as i128;
    i64::try_from(integer).map(Number::from).or_else(|_| u64::try_from(integer).map(Number::from)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_a_fraction_are_integers() {
        let read = |text: &str| whole(&serde_json::from_str(text).expect("a number")).map(|number| number.to_string());
        for (text, expected) in [
            ("1", Some("1")),
            ("-1.0", Some("-1")),
            ("1e16", Some("10000000000000000")),
            ("18446744073709551615", Some("18446744073709551615")),
            ("1e19", Some("10000000000000000000")),
            ("18446744073709551616", None),
            ("-1e19", None),
            ("1e300", None),
            ("1.5", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
