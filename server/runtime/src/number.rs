//! Numbers as JSON text has them (RFC 8259, section 6): which are integers, exactly, however they are written.
//!
//! `serde_json` reads what has a fraction, an exponent or more than 64 bits as a double; here is what that loses.

use serde_json::Number;

/// A double is sure to be the number that was written, where that was an integer, below this (2^53).
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

/// The most digits that an integer of 64 bits has.
const MAXIMUM_DIGITS: i64 = 20;

/// The integer that a number's text stands for: of `1.0`, `1e16`, `9007199254740993.0`. None for what has a fraction,
/// for what 64 bits cannot hold, and for what is no number of JSON.
pub(crate) fn integer(text: &str) -> Option<Number> {
    let (is_negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
        None => (rest, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    if !are_digits(whole) || !fraction.is_none_or(are_digits) {
        return None;
    }
    let fraction = fraction.unwrap_or("");
    let digits = format!("{whole}{fraction}");
    let leading = digits.trim_start_matches('0');
    let significant = leading.trim_end_matches('0');
    if significant.is_empty() {
        return Some(0.into());
    }
    let shift = length(&leading[significant.len()..]) - length(fraction);
    let exponent = exponent.saturating_add(shift);
    if exponent < 0 || length(significant).saturating_add(exponent) > MAXIMUM_DIGITS {
        return None;
    }
    let magnitude = significant.parse::<u128>().ok()? * 10u128.pow(u32::try_from(exponent).ok()?);
    let magnitude = i128::try_from(magnitude).ok()?;
    if is_negative {
        return i64::try_from(-magnitude).ok().map(Number::from);
    }
    u64::try_from(magnitude).ok().map(Number::from)
}

/// Whether a number of JSON is too large for a double.
pub(crate) fn is_beyond(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_infinite)
}

/// The exact integer, also of `1e3`; none for fractions and for what 128 bits cannot hold.
pub(crate) fn as_integer(number: &Number) -> Option<i128> {
    if let Some(integer) = number.as_i64() {
        return Some(integer.into());
    }
    if let Some(integer) = number.as_u64() {
        return Some(integer.into());
    }
    number.as_f64().and_then(float_as_integer)
}

pub(crate) fn float_as_integer(float: f64) -> Option<i128> {
    // Powers of two are exact; beyond 2^126 nothing compares with a bound of 64 bits anyway.
    (float.fract() == 0.0 && float.abs() < 2f64.powi(126)).then_some(float as i128)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Exponents beyond 64 bits are as good as the largest.
fn read_exponent(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if !are_digits(digits) {
        return None;
    }
    let magnitude = digits.parse::<i64>().unwrap_or(i64::MAX / 2);
    Some(if is_negative { -magnitude } else { magnitude })
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_exact_however_they_are_written() {
        for (text, expected) in [
            ("0", Some("0")),
            ("-0", Some("0")),
            ("-0.0e99999999999999999999", Some("0")),
            ("1.0", Some("1")),
            ("1e16", Some("10000000000000000")),
            ("1E+2", Some("100")),
            ("1.5e1", Some("15")),
            ("1500e-2", Some("15")),
            ("9007199254740993.0", Some("9007199254740993")),
            ("18446744073709551615", Some("18446744073709551615")),
            ("1844674407370955161.5e1", Some("18446744073709551615")),
            ("-9223372036854775808.000", Some("-9223372036854775808")),
            ("18446744073709551616", None),
            ("-9223372036854775809", None),
            ("1e20", None),
            ("1e99999999999999999999", None),
            ("1e-99999999999999999999", None),
            ("1.5", None),
            ("15e-1", None),
            ("1.", None),
            (".5", None),
            ("1e", None),
            ("+1", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(integer(text).map(|number| number.to_string()).as_deref(), expected, "{text}");
        }
        let long = format!("1{}e-400", "0".repeat(400));
        assert_eq!(integer(&long), Some(1.into()));
    }
}
