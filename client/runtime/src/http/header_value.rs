//! Headers of an answer as typed values, through `serde`: text is read as whatever type the field has.

use serde::{
    Deserializer,
    de::{self, DeserializeOwned, IntoDeserializer, Visitor, value::SeqDeserializer},
    forward_to_deserialize_any,
};
use serde_json::Value;

/// Reads a header's text: numbers, booleans, strings, dates, enums, and lists separated by commas.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, de::value::Error> {
    T::deserialize(Text(text.trim()))
}

/// How a header that is no plain text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// Style `simple`: `a,b`, and `key,value,…` for objects.
    Simple,
    /// The same, with `key=value,…` for objects.
    Exploded,
    /// A JSON text.
    Json,
    /// One line for each item.
    Lines,
}

impl HeaderForm {
    pub(crate) fn parse<T: DeserializeOwned>(self, lines: &[impl AsRef<str>]) -> Result<T, de::value::Error> {
        if self == Self::Lines {
            let lines = lines.iter().map(|line| Text(line.as_ref().trim()));
            return T::deserialize(SeqDeserializer::new(lines));
        }
        let text = lines.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(",");
        if self == Self::Json {
            return serde_json::from_str(&text).map_err(de::Error::custom);
        }
        // Text does not say of which type it is: what a union holds is found by trying.
        let readings = self.readings(text.trim()).into_iter().map(|reading| T::deserialize(reading));
        let mut failure = None;
        for reading in readings {
            match reading {
                Ok(value) => return Ok(value),
                Err(error) => failure = failure.or(Some(de::Error::custom(error))),
            }
        }
        Err(failure.unwrap_or_else(|| de::Error::custom("the header has none of the documented forms")))
    }

    /// What the text can stand for, the most specific first.
    fn readings(self, text: &str) -> Vec<Value> {
        let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let members: Option<Vec<(&str, &str)>> = match self {
            Self::Exploded => parts.iter().map(|part| part.split_once('=')).collect(),
            _ => parts.len().is_multiple_of(2).then(|| parts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()),
        };
        let mut readings = Vec::new();
        for scalar in [guessed as fn(&str) -> Value, |text| Value::from(text)] {
            readings.extend(members.as_ref().map(|members| {
                Value::Object(members.iter().map(|(name, text)| ((*name).to_owned(), scalar(text))).collect())
            }));
            readings.push(scalar(text));
            readings.push(parts.iter().map(|part| scalar(part)).collect());
        }
        readings
    }
}

/// A number or a boolean, where the text is one.
fn guessed(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_))) => value,
        _ => Value::from(text),
    }
}

#[derive(Clone, Copy)]
struct Text<'a>(&'a str);

macro_rules! parsed {
    ($($method:ident => $visit:ident),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(de::Error::invalid_value(de::Unexpected::Str(self.0), &visitor)),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_borrowed_str(self.0)
    }

    parsed! {
        deserialize_bool => visit_bool,
        deserialize_i8 => visit_i8,
        deserialize_i16 => visit_i16,
        deserialize_i32 => visit_i32,
        deserialize_i64 => visit_i64,
        deserialize_u8 => visit_u8,
        deserialize_u16 => visit_u16,
        deserialize_u32 => visit_u32,
        deserialize_u64 => visit_u64,
        deserialize_f32 => visit_f32,
        deserialize_f64 => visit_f64,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let items = self.0.split(',').map(str::trim).filter(|item| !item.is_empty()).map(Text);
        visitor.visit_seq(SeqDeserializer::new(items))
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de> IntoDeserializer<'de> for Text<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_the_type_asks() {
        assert_eq!(parse::<i64>(" 1048576 ").unwrap(), 1_048_576);
        assert_eq!(parse::<String>("1.0.0").unwrap(), "1.0.0");
        assert_eq!(parse::<Vec<String>>("creation, expiration,checksum").unwrap().len(), 3);
        let expires: chrono::DateTime<chrono::Utc> = parse("2024-05-01T10:00:00Z").unwrap();
        assert_eq!(expires.timestamp(), 1_714_557_600);
        assert_eq!(HeaderForm::Lines.parse::<Vec<String>>(&["a=1, b", "c=2"]).unwrap(), ["a=1, b", "c=2"]);
        let numbers = std::collections::BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(HeaderForm::Simple.parse::<std::collections::BTreeMap<String, i64>>(&["a,1,b,2"]).unwrap(), numbers);
        assert_eq!(HeaderForm::Exploded.parse::<std::collections::BTreeMap<_, _>>(&["a=1", "b=2"]).unwrap(), numbers);
        assert_eq!(
            HeaderForm::Json.parse::<std::collections::BTreeMap<_, _>>(&["{\"a\":1", "\"b\":2}"]).unwrap(),
            numbers
        );
        assert_eq!(HeaderForm::Simple.parse::<String>(&["5"]).unwrap(), "5");
        assert_eq!(HeaderForm::Simple.parse::<Vec<String>>(&["5,b"]).unwrap(), ["5", "b"]);
        assert!(HeaderForm::Simple.parse::<bool>(&["yes"]).is_err());
        assert!(parse::<i64>("many").unwrap_err().to_string().contains("many"));
    }
}
