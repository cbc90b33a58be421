//! The keywords of numbers. Integers are compared exactly, `multipleOf` by decimal digits.

use std::cmp::Ordering;

use serde_json::Number;

use super::Validator;
use super::record::Record;
use crate::number::{EXACT, as_integer, float_as_integer};
use crate::schema::{Bound, Literal, NewerKeywords, Schema, SchemaType, ViolationStatus};

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

impl<'value, R: Record<'value>> Validator<R> {
    #[inline]
    pub(super) fn check_number(&mut self, schema: &'static Schema, number: &Number, outer: &'static [ViolationStatus]) {
        if let Some(minimum) = schema.minimum
            && compare(number, minimum).is_lt()
        {
            self.report(schema, outer, "minimum", || format!("must be at least {}", show(minimum)));
        }
        if let Some(maximum) = schema.maximum
            && compare(number, maximum).is_gt()
        {
            self.report(schema, outer, "maximum", || format!("must be at most {}", show(maximum)));
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

    pub(super) fn check_newer_of_numbers(
        &mut self,
        schema: &'static Schema,
        newer: &'static NewerKeywords,
        number: &Number,
        outer: &'static [ViolationStatus],
    ) {
        if let Some(minimum) = newer.exclusive_minimum
            && compare(number, minimum).is_le()
        {
            self.report(schema, outer, "exclusiveMinimum", || format!("must be greater than {}", show(minimum)));
        }
        if let Some(maximum) = newer.exclusive_maximum
            && compare(number, maximum).is_ge()
        {
            self.report(schema, outer, "exclusiveMaximum", || format!("must be less than {}", show(maximum)));
        }
    }
}

/// Numbers without a fraction, however they are written.
pub(super) fn is_integer(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Integers are 64 bits wide, 32 with `int32`, and without a sign where the schema is of such; `float` has the range of
/// single precision.
fn out_of_range(schema: &Schema, number: &Number) -> Option<&'static str> {
    // What all of them hold.
    if number.as_u64().is_some_and(|integer| i32::try_from(integer).is_ok()) {
        return None;
    }
    let integer = || exact_integer(number);
    match (schema.schema_type, schema.format) {
        (SchemaType::Integer | SchemaType::Number, Some("int32")) => {
            let fits = integer().is_some_and(|integer| i32::try_from(integer).is_ok());
            (!fits).then_some("must be an integer from -2147483648 to 2147483647 (int32)")
        }
        (SchemaType::Integer, _) if is_unsigned(schema) => {
            let fits = integer().is_some_and(|integer| u64::try_from(integer).is_ok());
            (!fits).then_some("must be an integer from 0 to 18446744073709551615 (uint64)")
        }
        (SchemaType::Integer, _) | (SchemaType::Number, Some("int64")) => {
            let fits = integer().is_some_and(|integer| i64::try_from(integer).is_ok());
            (!fits).then_some("must be an integer from -9223372036854775808 to 9223372036854775807 (int64)")
        }
        (SchemaType::Number, Some("float")) => {
            let fits = number.as_f64().is_some_and(|float| float.abs() <= f64::from(f32::MAX));
            (!fits).then_some("must be in the range of a single precision number (float)")
        }
        _ => None,
    }
}

/// Whether integers of the schema go beyond `int64`, and are never negative: the generator makes them `u64`.
fn is_unsigned(schema: &Schema) -> bool {
    let is_never_negative = |bound: Option<Bound>| match bound {
        Some(Bound::Integer(minimum)) => minimum >= 0,
        Some(Bound::Unsigned(_)) => true,
        Some(Bound::Number(minimum)) => minimum >= 0.0,
        None => false,
    };
    let goes_beyond = |bound: Option<Bound>| match bound {
        Some(Bound::Unsigned(_)) => true,
        Some(Bound::Number(bound)) => bound >= TWO_TO_63,
        Some(Bound::Integer(_)) | None => false,
    };
    let has_bounds = || {
        let lower = [schema.minimum, schema.exclusive_minimum()];
        let upper = [schema.maximum, schema.exclusive_maximum()];
        lower.into_iter().any(is_never_negative) && lower.into_iter().chain(upper).any(goes_beyond)
    };
    let has_values = || schema.enumeration.iter().any(|value| matches!(value, Literal::Unsigned(_)));
    schema.format == Some("uint64") || (schema.format != Some("int64") && (has_bounds() || has_values()))
}

/// The integer that was written; none for fractions, and for doubles that need not be what was written: integers that
/// fit into 64 bits are none of those (see [`crate::number`]).
fn exact_integer(number: &Number) -> Option<i128> {
    if number.is_f64() && number.as_f64().is_some_and(|float| float.abs() >= EXACT) {
        return None;
    }
    as_integer(number)
}

fn compare(number: &Number, bound: Bound) -> Ordering {
    if let (Some(number), Bound::Integer(bound)) = (number.as_i64(), bound) {
        return number.cmp(&bound);
    }
    if let (true, Bound::Number(bound)) = (number.is_f64(), bound)
        && let Some(order) = number.as_f64().and_then(|number| number.partial_cmp(&bound))
    {
        return order;
    }
    let bound_integer = match bound {
        Bound::Integer(integer) => Some(i128::from(integer)),
        Bound::Unsigned(integer) => Some(i128::from(integer)),
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
        Bound::Unsigned(integer) => integer as f64,
        Bound::Number(float) => float,
    }
}

fn show(bound: Bound) -> String {
    match bound {
        Bound::Integer(integer) => integer.to_string(),
        Bound::Unsigned(integer) => integer.to_string(),
        Bound::Number(float) => float.to_string(),
    }
}

fn is_multiple(number: &Number, divisor: Bound) -> bool {
    if let (Some(number), Bound::Integer(divisor)) = (exact_integer(number), divisor) {
        return divisor != 0 && number % i128::from(divisor) == 0;
    }
    let divisor = match divisor {
        Bound::Integer(integer) => Some(Decimal::of_integer(integer.unsigned_abs())),
        Bound::Unsigned(integer) => Some(Decimal::of_integer(integer)),
        Bound::Number(float) => Decimal::of(float),
    };
    let number = match number.as_i64().map(i64::unsigned_abs).or(number.as_u64()) {
        Some(integer) => Some(Decimal::of_integer(integer)),
        None => number.as_f64().and_then(Decimal::of),
    };
    number.zip(divisor).is_some_and(|(number, divisor)| number.is_multiple_of(divisor))
}

/// The decimal that stands for a number: of a float the shortest, which is what people wrote.
#[derive(Clone, Copy)]
struct Decimal {
    /// At most 20 digits.
    digits: u128,
    exponent: i32,
}

impl Decimal {
    fn of_integer(magnitude: u64) -> Self {
        Self { digits: magnitude.into(), exponent: 0 }
    }

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
        // 20 digits are not divisible by what 128 bits do not hold.
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
            ("-0.0", Bound::Integer(5), true),
            ("1e-7", Bound::Number(1e-7), true),
            ("3e-7", Bound::Number(1e-7), true),
            ("1.5e-7", Bound::Number(1e-7), false),
            ("0.07", Bound::Number(0.01), true),
            ("19.99", Bound::Number(0.01), true),
            ("19.999", Bound::Number(0.01), false),
            ("1e23", Bound::Integer(10), true),
            ("1e23", Bound::Integer(3), false),
            ("9007199254740993", Bound::Number(0.5), true),
            ("9007199254740993", Bound::Number(2.5), false),
            ("9007199254740995", Bound::Number(2.5), true),
            ("18446744073709551615", Bound::Unsigned(18_446_744_073_709_551_615), true),
            ("9223372036854775809", Bound::Unsigned(9_223_372_036_854_775_808), false),
            ("5e-324", Bound::Number(1e308), false),
            ("1e308", Bound::Number(5e-324), true),
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
        assert_eq!(compare(&number("18446744073709551614"), Bound::Unsigned(u64::MAX)), Ordering::Less);
        assert_eq!(compare(&number("18446744073709551616"), Bound::Unsigned(u64::MAX)), Ordering::Greater);
        assert_eq!(compare(&number("-0.0"), Bound::Integer(0)), Ordering::Equal);
    }

    #[test]
    fn the_range_of_integers_is_what_their_type_holds() {
        static PLAIN: Schema = Schema { schema_type: SchemaType::Integer, ..Schema::ANY };
        static UINT64: Schema = Schema { format: Some("uint64"), ..PLAIN_TABLE };
        static BOUNDED: Schema =
            Schema { minimum: Some(Bound::Integer(1)), maximum: Some(Bound::Unsigned(u64::MAX)), ..PLAIN_TABLE };
        static INT64: Schema = Schema {
            format: Some("int64"),
            minimum: Some(Bound::Integer(1)),
            maximum: Some(Bound::Unsigned(u64::MAX)),
            ..PLAIN_TABLE
        };
        static UPWARDS: Schema = Schema { maximum: Some(Bound::Unsigned(u64::MAX)), ..PLAIN_TABLE };
        const PLAIN_TABLE: Schema = Schema { schema_type: SchemaType::Integer, ..Schema::ANY };
        for (schema, text, fits) in [
            (&PLAIN, "9223372036854775807", true),
            (&PLAIN, "9223372036854775808", false),
            (&PLAIN, "1e16", false), // As a double: from text it would be an integer.
            (&UINT64, "18446744073709551615", true),
            (&UINT64, "18446744073709551616", false),
            (&UINT64, "-1", false),
            (&BOUNDED, "18446744073709551615", true),
            (&INT64, "9223372036854775808", false),
            (&UPWARDS, "9223372036854775808", false),
            (&UPWARDS, "-1", true),
        ] {
            assert_eq!(out_of_range(schema, &number(text)).is_none(), fits, "{schema:?} {text}");
        }
    }
}
