//! Values that tables hold as constants.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};

use crate::equality::{equal, equal_numbers, is_same};

/// A JSON value that a table can hold as a constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Beyond `i64`.
    Unsigned(u64),
    Number(f64),
    String(&'static str),
    /// Any other value, as JSON text: arrays and objects.
    Json(&'static str),
}

impl Literal {
    /// The value as JSON.
    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => value.into(),
            Self::Integer(value) => value.into(),
            Self::Unsigned(value) => value.into(),
            Self::Number(value) => value.into(),
            Self::String(value) => value.into(),
            Self::Json(text) => serde_json::from_str(text).expect("the generator writes valid JSON text"),
        }
    }

    /// Reads the value, and refuses any other: what types of constants decode with.
    ///
    /// # Errors
    ///
    /// Where it is another one.
    pub fn expect<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let found = Value::deserialize(deserializer)?;
        match self.is(&found) {
            true => Ok(()),
            false => Err(D::Error::custom(format_args!("{found} is not {}", self.to_value()))),
        }
    }
    /// Whether a value is this one: numbers by value.
    #[inline]
    pub(crate) fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Self::String(left), Value::String(right)) => is_same(left, right),
            (Self::Null, Value::Null) => true,
            (Self::Boolean(left), Value::Bool(right)) => left == *right,
            (Self::Integer(left), Value::Number(right)) => equal_numbers(&left.into(), right),
            (Self::Unsigned(left), Value::Number(right)) => equal_numbers(&left.into(), right),
            (Self::Number(left), Value::Number(right)) => {
                Number::from_f64(left).is_some_and(|left| equal_numbers(&left, right))
            }
            (Self::Json(_), right) => equal(&self.to_value(), right),
            _ => false,
        }
    }

    /// Whether a value is of the same type.
    pub(crate) fn is_alike(self, value: &Value) -> bool {
        match self {
            Self::Null => value.is_null(),
            Self::Boolean(_) => value.is_boolean(),
            Self::String(_) => value.is_string(),
            Self::Integer(_) | Self::Unsigned(_) | Self::Number(_) => value.is_number(),
            Self::Json(_) => value.is_array() || value.is_object(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_numbers_and_not_their_spelling() {
        for (literal, text, expected) in [
            (Literal::Integer(1), "1.0", true),
            (Literal::Number(1.0), "1", true),
            (Literal::Number(1e16), "10000000000000000", true),
            (Literal::Number(1e16), "10000000000000001", false),
            (Literal::Number(0.0), "-0.0", true),
            (Literal::Number(1.5), "1.5", true),
            (Literal::Unsigned(u64::MAX), "18446744073709551615", true),
            (Literal::Unsigned(u64::MAX), "18446744073709551614", false),
            (Literal::Json("[1, {\"a\": 2}]"), r#"[1.0, {"a": 2.0}]"#, true),
        ] {
            assert_eq!(literal.is(&serde_json::from_str(text).unwrap()), expected, "{literal:?} {text}");
        }
    }
}
