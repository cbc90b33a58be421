//! The keywords of numbers. Integers are compared exactly, `multipleOf` by decimal digits.

use std::cmp::Ordering;

use serde_json::Number;

use super::Validator;
use crate::schema::{Bound, Schema, SchemaType, ViolationStatus};

impl Validator<'_> {
    pub(super) fn check_number(&mut self, schema: &'static Schema, number: &Number, outer: &'static [ViolationStatus]) {
        if let Some(minimum) = schema.minimum {
            let order = compare(number, minimum);
            if order == Ordering::Less {
                let relation = if schema.exclusive_minimum { "greater than" } else { "at least" };
                self.report(schema, outer, "minimum", || format!("must be {relation} {}", show(minimum)));
            } else if schema.exclusive_minimum && order == Ordering::Equal {
                self.report(schema, outer, "exclusiveMinimum", || format!("must be greater than {}", show(minimum)));
            }
        }
        if let Some(maximum) = schema.maximum {
            let order = compare(number, maximum);
            if order == Ordering::Greater {
                let relation = if schema.exclusive_maximum { "less than" } else { "at most" };
                self.report(schema, outer, "maximum", || format!("must be {relation} {}", show(maximum)));
            } else if schema.exclusive_maximum && order == Ordering::Equal {
                self.report(schema, outer, "exclusiveMaximum", || format!("must be less than {}", show(maximum)));
            }
        }
        if let Some(divisor) = schema.multiple_of
            && !is_multiple(number, divisor)
        {
            self.report(schema, outer, "multipleOf", || format!("must be a multiple of {}", show(divisor)));
        }
        if let Some(detail) = out_of_range(schema, number) {
            self.report(schema, outer, "format", || detail.to_owned());
        }
    }
}

/// Numbers without a fraction, however they are written.
pub(super) fn is_integer(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Integers are 64 bits wide, 32 with `int32`; `float` has the range of single precision.
fn out_of_range(schema: &Schema, number: &Number) -> Option<&'static str> {
    match (schema.schema_type, schema.format) {
        (SchemaType::Integer | SchemaType::Number, Some("int32")) => {
            let fits = as_integer(number).is_some_and(|integer| i32::try_from(integer).is_ok());
            (!fits).then_some("must be an integer from -2147483648 to 2147483647 (int32)")
        }
        (SchemaType::Integer, _) | (SchemaType::Number, Some("int64")) => {
            let fits = as_integer(number).is_some_and(|integer| i64::try_from(integer).is_ok());
            (!fits).then_some("must be an integer from -9223372036854775808 to 9223372036854775807 (int64)")
        }
        (SchemaType::Number, Some("float")) => {
            let fits = number.as_f64().is_some_and(|float| float.abs() <= f64::from(f32::MAX));
            (!fits).then_some("must be in the range of a single precision number (float)")
        }
        _ => None,
    }
}

/// The exact integer, also of `1e3`; none for fractions and for what 128 bits cannot hold.
fn as_integer(number: &Number) -> Option<i128> {
    if let Some(integer) = number.as_i64() {
        return Some(integer.into());
    }
    if let Some(integer) = number.as_u64() {
        return Some(integer.into());
    }
    number.as_f64().and_then(float_as_integer)
}

fn float_as_integer(float: f64) -> Option<i128> {
    // Powers of two are exact; beyond 2^126 nothing compares with a bound of 64 bits anyway.
    (float.fract() == 0.0 && float.abs() < 2f64.powi(126)).then_some(float as i128)
}

fn compare(number: &Number, bound: Bound) -> Ordering {
    let bound_integer = match bound {
        Bound::Integer(integer) => Some(i128::from(integer)),
        Bound::Number(float) => float_as_integer(float),
    };
    match (as_integer(number), bound_integer) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(left), None) => compare_with_float(left, as_float(bound)),
        (None, Some(right)) => compare_with_float(right, number.as_f64().unwrap_or(f64::NAN)).reverse(),
        (None, None) => number.as_f64().and_then(|left| left.partial_cmp(&as_float(bound))).unwrap_or(Ordering::Equal),
    }
}

/// `float` has a fraction, or is too large for an integer: equality is impossible.
fn compare_with_float(integer: i128, float: f64) -> Ordering {
    if float >= 2f64.powi(126) {
        return Ordering::Less;
    }
    if float <= -(2f64.powi(126)) {
        return Ordering::Greater;
    }
    let whole = float.floor() as i128;
    if integer <= whole { Ordering::Less } else { Ordering::Greater }
}

fn as_float(bound: Bound) -> f64 {
    match bound {
        Bound::Integer(integer) => integer as f64,
        Bound::Number(float) => float,
    }
}

fn show(bound: Bound) -> String {
    match bound {
        Bound::Integer(integer) => integer.to_string(),
        Bound::Number(float) => float.to_string(),
    }
}

fn is_multiple(number: &Number, divisor: Bound) -> bool {
    if let (Some(number), Bound::Integer(divisor)) = (as_integer(number), divisor) {
        return divisor != 0 && number % i128::from(divisor) == 0;
    }
    let (Some(number), Some(divisor)) = (number.as_f64().and_then(Decimal::of), Decimal::of(as_float(divisor))) else {
        return false;
    };
    number.is_multiple_of(divisor)
}

/// The shortest decimal that stands for a float: what people wrote.
#[derive(Clone, Copy)]
struct Decimal {
    /// Without trailing zeros, at most 17 digits.
    digits: u128,
    exponent: i32,
}

impl Decimal {
    fn of(float: f64) -> Option<Self> {
        let text = format!("{:e}", float.abs());
        let (mantissa, exponent) = text.split_once('e')?;
        let exponent: i32 = exponent.parse().ok()?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}").parse().ok()?;
        Some(Self { digits, exponent: exponent - i32::try_from(fraction.len()).ok()? })
    }

    fn is_multiple_of(self, divisor: Self) -> bool {
        if divisor.digits == 0 {
            return false;
        }
        if self.digits == 0 {
            return true;
        }
        if self.exponent >= divisor.exponent {
            let mut remainder = self.digits % divisor.digits;
            for _ in 0..self.exponent - divisor.exponent {
                remainder = remainder * 10 % divisor.digits;
            }
            return remainder == 0;
        }
        // 17 digits are not divisible by more than 10^17.
        let shift = u32::try_from(divisor.exponent - self.exponent).unwrap_or(u32::MAX);
        match 10u128.checked_pow(shift).and_then(|power| power.checked_mul(divisor.digits)) {
            Some(divisor) => self.digits.is_multiple_of(divisor),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn multiples_follow_the_decimal_digits() {
        for (value, divisor, expected) in [
            ("0.3", Bound::Number(0.1), true),
            ("1.1", Bound::Number(0.1), true),
            ("4.02", Bound::Number(0.01), true),
            ("0.35", Bound::Number(0.1), false),
            ("1e300", Bound::Number(0.01), true),
            ("1e-300", Bound::Number(0.01), false),
            ("7", Bound::Number(3.5), true),
            ("9", Bound::Integer(3), true),
            ("10", Bound::Integer(3), false),
            ("-9", Bound::Integer(3), true),
            ("7.5", Bound::Integer(2), false),
            ("18446744073709551615", Bound::Integer(5), true),
            ("0", Bound::Number(0.7), true),
        ] {
            assert_eq!(is_multiple(&number(value), divisor), expected, "{value} by {divisor:?}");
        }
    }

    #[test]
    fn comparisons_are_exact_beyond_the_precision_of_floats() {
        assert_eq!(compare(&number("9007199254740993"), Bound::Integer(9_007_199_254_740_992)), Ordering::Greater);
        assert_eq!(compare(&number("18446744073709551615"), Bound::Integer(i64::MAX)), Ordering::Greater);
        assert_eq!(compare(&number("2"), Bound::Number(2.5)), Ordering::Less);
        assert_eq!(compare(&number("-2"), Bound::Number(-2.5)), Ordering::Greater);
        assert_eq!(compare(&number("1e300"), Bound::Integer(1)), Ordering::Greater);
        assert_eq!(compare(&number("0.5"), Bound::Integer(1)), Ordering::Less);
        assert_eq!(compare(&number("1.0"), Bound::Integer(1)), Ordering::Equal);
    }
}
