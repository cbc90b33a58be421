//! Values that were validated, into the types that were generated for their schemas.
//!
//! Stricter than `serde_json`: objects alone become structs (derived implementations also take arrays, by position) and
//! strings alone become enums. A failure knows its place, and a success pays nothing for that.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Number, Value};

use crate::number::EXACT;
use crate::validate::{Segment, write_pointer};

/// What is said of a value that its schema allows, and that the type that was generated for it cannot hold.
pub(crate) const UNFIT: &str = "is not a value that this server can take here";

/// Decodes a value into its type. Generated unions decode their alternatives with it.
///
/// # Errors
///
/// Where the type has no place for the value.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Failure> {
    T::deserialize(Held(value))
}

/// Decodes an enum of strings from the text of one of its values.
///
/// # Errors
///
/// Where there is no text, or another one.
pub fn from_text<'de, T: FromStr<Err: fmt::Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Parsed<T>(PhantomData<T>);

    impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parsed<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Parsed(PhantomData))
}

/// The same for members that are there already, in order: a parameters struct.
pub(crate) fn from_members<T: DeserializeOwned>(members: Vec<(&'static str, Value)>) -> Result<T, Failure> {
    T::deserialize(Struct(members))
}

/// Why a value does not fit into its type, and where.
#[derive(Debug)]
pub struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    message: String,
    /// Which member or item it was at each level, from the inside out: names are gone by then.
    steps: Vec<usize>,
}

impl Failure {
    fn inside(mut self, index: usize) -> Self {
        self.0.steps.push(index);
        self
    }

    /// The outermost step: which of the members that were decoded.
    pub(crate) fn take_first_step(&mut self) -> Option<usize> {
        self.0.steps.pop()
    }

    /// The place as a JSON pointer (RFC 6901) into `value`, an equal of the one that was decoded.
    pub(crate) fn pointer(&self, value: &Value) -> String {
        let mut path = Vec::new();
        let mut at = value;
        for step in self.0.steps.iter().rev() {
            let next = match at {
                Value::Array(items) => items.get(*step).map(|item| (Segment::Index(*step), item)),
                Value::Object(members) => {
                    members.iter().nth(*step).map(|(name, member)| (Segment::Name(name.as_str()), member))
                }
                _ => None,
            };
            let Some((segment, inner)) = next else { break };
            path.push(segment);
            at = inner;
        }
        write_pointer(&path)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl std::error::Error for Failure {}

impl Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Box::new(Inner { message: message.to_string(), steps: Vec::new() }))
    }
}

/// A value, as a deserializer.
pub(crate) struct Held(pub(crate) Value);

impl Held {
    fn refuse<T>(&self, expected: &dyn Expected) -> Result<T, Failure> {
        let unexpected = match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(_) => Unexpected::Other("number"),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Err(Failure::invalid_type(unexpected, expected))
    }
}

impl<'de> Deserializer<'de> for Held {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => visit_number(&number, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visit_items(items, visitor),
            Value::Object(members) => visit_members(members, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Value::Object(members) => visit_members(members, visitor),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(StringDeserializer::<Failure>::new(text)),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_i64(visitor)
    }

    /// A double without a fraction is an integer, as the validator has it.
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0.as_f64() {
            Some(double) if self.0.is_f64() && double.fract() == 0.0 && double.abs() < EXACT => {
                visitor.visit_i64(double as i64)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i128 u8 u16 u32 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct identifier ignored_any
    }
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Failure> {
    if let Some(integer) = number.as_u64() {
        return visitor.visit_u64(integer);
    }
    if let Some(integer) = number.as_i64() {
        return visitor.visit_i64(integer);
    }
    visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN))
}

fn visit_items<'de, V: Visitor<'de>>(items: Vec<Value>, visitor: V) -> Result<V::Value, Failure> {
    let length = items.len();
    let mut items = Items { rest: items.into_iter(), index: 0 };
    let decoded = visitor.visit_seq(&mut items)?;
    if items.rest.len() == 0 { Ok(decoded) } else { Err(Failure::invalid_length(length, &"fewer items")) }
}

fn visit_members<'de, V: Visitor<'de>>(members: Map<String, Value>, visitor: V) -> Result<V::Value, Failure> {
    visitor.visit_map(Members { rest: members.into_iter(), value: None, index: 0 })
}

struct Items {
    rest: std::vec::IntoIter<Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Failure;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Failure> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Held(item)).map(Some).map_err(|failure| failure.inside(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// Members of an object, or of a struct: whatever yields names and values.
struct Members<I> {
    rest: I,
    value: Option<Value>,
    index: usize,
}

impl<'de, N, I> MapAccess<'de> for Members<I>
where
    N: IntoDeserializer<'de, Failure>,
    I: Iterator<Item = (N, Value)>,
{
    type Error = Failure;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Failure> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(name.into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Failure> {
        let value = self.value.take().ok_or_else(|| Failure::custom("a value was asked for before its name"))?;
        let index = self.index;
        self.index += 1;
        seed.deserialize(Held(value)).map_err(|failure| failure.inside(index))
    }

    fn size_hint(&self) -> Option<usize> {
        self.rest.size_hint().1
    }
}

struct Struct(Vec<(&'static str, Value)>);

impl<'de> Deserializer<'de> for Struct {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_map(Members { rest: self.0.into_iter(), value: None, index: 0 })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        One,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        a: i64,
        kind: Option<Kind>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        list: Vec<Inner>,
        #[serde(default)]
        map: BTreeMap<String, i32>,
        number: Option<f64>,
    }

    fn pointer(value: Value) -> String {
        from_value::<Outer>(value.clone()).unwrap_err().pointer(&value)
    }

    #[test]
    fn valid_values_decode() {
        let value = json!({"map": {"x": 2.0}, "list": [{"a": 1.0, "kind": "One"}, {"a": -1}], "number": 3, "z": null});
        let expected = Outer {
            list: vec![Inner { a: 1, kind: Some(Kind::One) }, Inner { a: -1, kind: None }],
            map: BTreeMap::from([("x".to_owned(), 2)]),
            number: Some(3.0),
        };
        assert_eq!(from_value::<Outer>(value).unwrap(), expected);
        assert_eq!(from_value::<Value>(json!([{"a": [1, 1.5, null]}])).unwrap(), json!([{"a": [1, 1.5, null]}]));
        assert_eq!(from_value::<u64>(json!(u64::MAX)).unwrap(), u64::MAX);
    }

    #[test]
    fn failures_know_their_places() {
        assert_eq!(pointer(json!({"list": [{"a": 1}, {"a": u64::MAX}]})), "/list/1/a");
        assert_eq!(pointer(json!({"list": [], "map": {"a/b": 1, "z": 3_000_000_000_u32}})), "/map/z");
        assert_eq!(pointer(json!({"list": [], "map": {"a/b": 1.5}})), "/map/a~1b");
        assert_eq!(pointer(json!({})), "");
    }

    #[test]
    fn structs_are_made_of_objects_and_enums_of_strings() {
        assert_eq!(pointer(json!([[]])), "");
        assert_eq!(pointer(json!({"list": [[1, "One"]]})), "/list/0");
        assert_eq!(pointer(json!({"list": [{"a": 1, "kind": {"One": null}}]})), "/list/0/kind");
    }
}
