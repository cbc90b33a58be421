//! JSON text to values, stricter than `serde_json` alone: no duplicate names, no U+0000, bounded depth.
//!
//! Violations of the first two kinds are collected; text that is not well formed ends the reading.

use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::problem::MAXIMUM_VIOLATIONS;
use crate::validate::{Segment, write_pointer};

/// Arrays and objects nested deeper are refused.
pub(crate) const MAXIMUM_DEPTH: usize = 64;

/// What is wrong with a text: place and sentence.
pub(crate) type Fault = (String, String);

const MALFORMED: &str = "is not well-formed JSON: ";

/// Whether the text is no JSON at all.
pub(crate) fn is_malformed(faults: &[Fault]) -> bool {
    faults.iter().any(|(_, detail)| detail.starts_with(MALFORMED))
}

/// The value, or every fault found until reading ended.
pub(crate) fn read(text: &[u8]) -> Result<Value, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let reader = Reader { faults: &mut faults, depth: 0 };
    match reader.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value)) {
        Ok(value) if faults.is_empty() => Ok(value),
        Ok(_) => Err(faults
            .into_iter()
            .map(|(mut path, detail)| {
                path.reverse();
                let segments: Vec<Segment<'_>> = path.iter().map(Step::as_segment).collect();
                (write_pointer(&segments), detail.to_owned())
            })
            .collect()),
        Err(error) => Err(vec![(String::new(), format!("{MALFORMED}{error}"))]),
    }
}

/// A step towards a fault. Paths are only built where there is a fault, from the inside out.
enum Step {
    Name(String),
    Index(usize),
}

impl Step {
    fn as_segment(&self) -> Segment<'_> {
        match self {
            Self::Name(name) => Segment::Name(name),
            Self::Index(index) => Segment::Index(*index),
        }
    }
}

type Faults = Vec<(Vec<Step>, &'static str)>;

struct Reader<'faults> {
    faults: &'faults mut Faults,
    depth: usize,
}

impl Reader<'_> {
    fn inner(&mut self) -> Reader<'_> {
        Reader { faults: self.faults, depth: self.depth + 1 }
    }

    fn report(&mut self, path: Vec<Step>, detail: &'static str) {
        if self.faults.len() < MAXIMUM_VIOLATIONS {
            self.faults.push((path, detail));
        }
    }

    fn check_text(&mut self, text: &str) {
        if text.as_bytes().contains(&0) {
            self.report(Vec::new(), NUL);
        }
    }

    fn check_depth<E: Error>(&self) -> Result<(), E> {
        if self.depth >= MAXIMUM_DEPTH {
            return Err(E::custom(format_args!("nested deeper than {MAXIMUM_DEPTH} levels")));
        }
        Ok(())
    }

    /// Adds a step to the faults that were found since.
    fn place(&mut self, since: usize, step: impl Fn() -> Step) {
        for (path, _) in &mut self.faults[since..] {
            path.push(step());
        }
    }
}

pub(crate) const NUL: &str = "must not contain the character U+0000";

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    /// `1.0` is the integer 1 (JSON Schema knows no difference), and decodes into one.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() <= EXACT {
            return Ok((value as i64).into());
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number is out of range"))
    }

    fn visit_str<E>(mut self, text: &str) -> Result<Value, E> {
        self.check_text(text);
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(mut self, text: String) -> Result<Value, E> {
        self.check_text(&text);
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut sequence: A) -> Result<Value, A::Error> {
        self.check_depth()?;
        let mut items = Vec::new();
        loop {
            let since = self.faults.len();
            let Some(item) = sequence.next_element_seed(self.inner())? else { break };
            self.place(since, || Step::Index(items.len()));
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        self.check_depth()?;
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let since = self.faults.len();
            let value = map.next_value_seed(self.inner())?;
            self.place(since, || Step::Name(name.clone()));
            if name.as_bytes().contains(&0) {
                self.report(Vec::new(), "has a property name with the character U+0000");
            }
            match members.entry(name) {
                Entry::Vacant(place) => {
                    place.insert(value);
                }
                Entry::Occupied(first) => {
                    self.report(vec![Step::Name(first.key().clone())], "is given more than once");
                }
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn faults(text: &str) -> Vec<Fault> {
        read(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn values_are_read_as_written() {
        let text = r#"{"a": [1, -2, 1.5, 1.0, 1e2, 18446744073709551615, true, null, "\u00fc\ud83d\ude00"], "b": {}}"#;
        let expected = json!({"a": [1, -2, 1.5, 1, 100, 18446744073709551615u64, true, null, "ü😀"], "b": {}});
        assert_eq!(read(text.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn every_duplicate_and_nul_is_reported_with_its_place() {
        let found = faults(r#"{"a": {"b": 1, "b": 2}, "c": [0, {"d~/": "\u0000"}], "a": 1, "\u0000": 1}"#);
        let places: Vec<(&str, &str)> = found.iter().map(|(place, detail)| (place.as_str(), detail.as_str())).collect();
        assert_eq!(
            places,
            [
                ("/a/b", "is given more than once"),
                ("/c/1/d~0~1", NUL),
                ("/a", "is given more than once"),
                ("", "has a property name with the character U+0000"),
            ]
        );
    }

    #[test]
    fn malformed_text_is_reported_with_line_and_column() {
        for text in ["{\n  \"a\": }", "{", "[1,]", "{a: 1}", "1 2", "", "nul", "\"\u{1}\"", "1e999", "{\"a\":1}}"] {
            let found = faults(text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(found[0].1.contains("at line "), "{text}: {}", found[0].1);
        }
        assert!(read(b"\"\xff\"").unwrap_err()[0].1.contains("line 1"));
    }

    #[test]
    fn depth_is_bounded() {
        let nest = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(nest(MAXIMUM_DEPTH).as_bytes()).is_ok());
        assert!(faults(&nest(MAXIMUM_DEPTH + 1))[0].1.contains("64 levels"));
        assert!(faults(&"[".repeat(1_000_000))[0].1.contains("64 levels"));
        assert!(faults(&"{\"a\":".repeat(1_000_000))[0].1.contains("64 levels"));
    }
}
