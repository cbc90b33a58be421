//! Numbers of documents as integers, and which integers schemas are of.

use roster_document::{Node, Schema, SchemaType};
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

/// 2^63: the least integer beyond `i64`.
const BEYOND: f64 = 9_223_372_036_854_775_808.0;

/// Whether a schema's integers go beyond `i64`, and are never negative: what the runtime's validator finds in the table.
pub(crate) fn is_unsigned(schema: &Schema) -> bool {
    let goes_beyond = |keyword: &str| {
        schema
            .number(keyword)
            .is_some_and(|bound| !bound.is_i64() && bound.as_f64().is_some_and(|bound| bound >= BEYOND))
    };
    let is_never_negative = schema.number("minimum").and_then(Number::as_f64).is_some_and(|minimum| minimum >= 0.0);
    let has_bounds = is_never_negative && (goes_beyond("maximum") || goes_beyond("minimum"));
    let has_values = schema
        .list("enum")
        .iter()
        .chain(schema.value("const"))
        .filter_map(Node::as_number)
        .any(|value| value.is_u64() && !value.is_i64());
    schema.format() == Some("uint64")
        || (!matches!(schema.format(), Some("int32" | "int64")) && (has_bounds || has_values))
}

/// Whether bounds of an integer let through what its type cannot hold.
pub(crate) fn is_narrowed(schema: &Schema) -> bool {
    let is_out = |keyword: &str| {
        let bound = schema.number(keyword).filter(|bound| !bound.is_i64()).and_then(Number::as_f64);
        bound.is_some_and(|bound| bound.abs() >= BEYOND)
    };
    schema.types().any(|one| one == SchemaType::Integer)
        && !matches!(schema.format(), Some("int32" | "int64"))
        && !is_unsigned(schema)
        && (is_out("minimum") || is_out("maximum"))
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
