//! Types of one documented value that is no text and no integer, for which enums that stay open are.

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

/// What a type of one value can do: `constant!(Name = 1.5)`, with the value as `serde_json::json!` has it.
#[macro_export]
macro_rules! constant {
    ($name:ident = $($value:tt)+) => {
        impl $name {
            /// As on the wire.
            pub fn value(self) -> ::serde_json::Value {
                ::serde_json::json!($($value)+)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.value(), serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::constant::expect(deserializer, &Self.value()).map(|()| Self)
            }
        }
    };
}

/// Reads the value that is documented, and refuses any other.
pub fn expect<'de, D: Deserializer<'de>>(deserializer: D, documented: &Value) -> Result<(), D::Error> {
    // Of a text, as headers are, it is known by its type alone what it stands for.
    let value = match documented {
        Value::Bool(_) => Value::from(bool::deserialize(deserializer)?),
        Value::Number(number) if number.is_f64() => Value::from(f64::deserialize(deserializer)?),
        Value::Number(_) => Value::from(u64::deserialize(deserializer)?),
        _ => Value::deserialize(deserializer)?,
    };
    let refused = || D::Error::custom(format_args!("it is {value}, where {documented} is documented"));
    is_same(&value, documented).then_some(()).ok_or_else(refused)
}

/// Numbers are what they are worth.
fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let is_in = |(name, value): (&String, &Value)| left.get(name).is_some_and(|other| is_same(other, value));
            left.len() == right.len() && right.iter().all(is_in)
        }
        _ => left == right,
    }
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro is for types that are public")]
mod tests {
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Pair;
    constant!(Pair = [1, { "x": null }]);

    #[test]
    fn one_value_is_read_and_written() {
        assert_eq!(serde_json::from_str::<Pair>(r#"[1.0, {"x": null}]"#).unwrap(), Pair);
        assert_eq!(serde_json::to_string(&Pair).unwrap(), r#"[1,{"x":null}]"#);
    }

    #[test]
    fn every_other_is_refused() {
        for other in ["[1]", "[2,{\"x\":null}]", "[1,{}]", "[1,{\"x\":null,\"y\":1}]", "true"] {
            let error = serde_json::from_str::<Pair>(other).unwrap_err().to_string();
            assert!(error.contains(r#"where [1,{"x":null}] is documented"#), "{error}");
        }
    }
}
