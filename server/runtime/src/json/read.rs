//! JSON text to values, stricter than `serde_json` alone: no duplicate names, bounded depth, no U+0000 where the server
//! does not want it; and more exact: integers are integers however they are written.
//!
//! Violations are collected; text that is not well formed ends the reading.

use std::collections::VecDeque;
use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::number::{self, EXACT};
use crate::problem::MAXIMUM_VIOLATIONS;
use crate::validate::{Segment, write_pointer};

/// Arrays and objects nested deeper are refused.
pub(crate) const MAXIMUM_DEPTH: usize = 64;

/// What is wrong with a text: place and sentence.
pub(crate) type Fault = (String, String);

const MALFORMED: &str = "is not well-formed JSON: ";

/// Whether a text is no JSON at all, and does not even begin as an object or an array does: it was not meant to be.
pub(crate) fn is_something_else(text: &[u8]) -> bool {
    !matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
        && read(text, Nul::Allowed).is_err_and(|faults| is_malformed(&faults))
}

fn is_malformed(faults: &[Fault]) -> bool {
    faults.iter().any(|(_, detail)| detail.starts_with(MALFORMED))
}

/// The value, or every fault found until reading ended.
pub(crate) fn read(text: &[u8], nul: Nul) -> Result<Value, Vec<Fault>> {
    let mut state = State { nul, ..State::default() };
    let first = read_once(text, &mut state);
    let is_suspect = first.as_ref().map_or_else(serde_json::Error::is_syntax, |_| state.has_large_float);
    if !is_suspect {
        return finish(first, state);
    }
    // Seldom: numbers that a double might not hold are told by their text, and everything is read again.
    let numerals = Numerals::find(text);
    if numerals.found.is_empty() {
        return finish(first, state);
    }
    let mut state = State { nul, numerals: numerals.found, ..State::default() };
    let second = read_once(numerals.text.as_deref().unwrap_or(text), &mut state);
    finish(second, state)
}

/// The value that stands next in a text, inside of so many arrays and objects; an error also where [`read`] would have to
/// look at the text again.
pub(crate) fn read_inside<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
    nul: Nul,
    depth: usize,
) -> Result<Value, D::Error> {
    let mut state = State { nul, ..State::default() };
    let value = Reader { state: &mut state, depth }.deserialize(deserializer)?;
    if state.faults.is_empty() && !state.has_large_float { Ok(value) } else { Err(D::Error::custom("is not sure")) }
}

fn read_once(text: &[u8], state: &mut State) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = Reader { state, depth: 0 }.deserialize(&mut deserializer)?;
    deserializer.end().map(|()| value)
}

fn finish(read: serde_json::Result<Value>, state: State) -> Result<Value, Vec<Fault>> {
    match read {
        Ok(value) if state.faults.is_empty() => Ok(value),
        Ok(_) => Err(state
            .faults
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

/// What the server says of the character U+0000 in text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Nul {
    #[default]
    Allowed,
    Refused,
}

impl Nul {
    /// Whether a text has the character, and must not.
    pub(crate) fn refuses(self, text: &str) -> bool {
        self == Self::Refused && text.as_bytes().contains(&0)
    }
}

/// A number that `serde_json` would not read as it is written.
enum Numeral {
    Integer(Number),
    /// Beyond what a double can hold.
    Beyond,
}

/// The numbers of a text that are to be told by their text, by their place among all numbers of it.
struct Numerals {
    found: VecDeque<(usize, Numeral)>,
    /// The text with zeros for the numbers that are beyond a double; none where there are none.
    text: Option<Vec<u8>>,
}

impl Numerals {
    fn find(text: &[u8]) -> Self {
        let mut numerals = Self { found: VecDeque::new(), text: None };
        let (mut at, mut count) = (0, 0);
        while let Some(byte) = text.get(at) {
            match byte {
                b'"' => at = end_of_string(text, at),
                b'-' | b'0'..=b'9' => {
                    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
                    let length = text[at..].iter().take_while(|byte| is_part(byte)).count();
                    numerals.add(text, at..at + length, count);
                    count += 1;
                    at += length;
                }
                _ => at += 1,
            }
        }
        numerals
    }

    fn add(&mut self, text: &[u8], range: std::ops::Range<usize>, place: usize) {
        let numeral = std::str::from_utf8(&text[range.clone()]).unwrap_or_default();
        if let Some(integer) = number::integer(numeral) {
            // What is written as an integer is read as one.
            if numeral.contains(['.', 'e', 'E']) {
                self.found.push_back((place, Numeral::Integer(integer)));
            }
        } else if number::is_beyond(numeral) {
            // Blanks keep the places of whatever else is wrong with the text.
            let blanked = &mut self.text.get_or_insert_with(|| text.to_vec())[range];
            blanked.fill(b' ');
            blanked[0] = b'0';
            self.found.push_back((place, Numeral::Beyond));
        }
    }
}

/// The index after a string that begins at `start`.
fn end_of_string(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
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

/// What one reading of a text has come to know.
#[derive(Default)]
struct State {
    faults: Faults,
    nul: Nul,
    /// How many numbers were read; counted only where some are to be told by their text.
    count: usize,
    numerals: VecDeque<(usize, Numeral)>,
    /// Whether there was a double without a fraction that need not be the number that was written.
    has_large_float: bool,
}

struct Reader<'state> {
    state: &'state mut State,
    depth: usize,
}

impl Reader<'_> {
    fn inner(&mut self) -> Reader<'_> {
        Reader { state: self.state, depth: self.depth + 1 }
    }

    fn report(&mut self, path: Vec<Step>, detail: &'static str) {
        if self.state.faults.len() < MAXIMUM_VIOLATIONS {
            self.state.faults.push((path, detail));
        }
    }

    fn check_text(&mut self, text: &str) {
        if self.state.nul.refuses(text) {
            self.report(Vec::new(), NUL);
        }
    }

    /// The number that is read next, where it is to be told by its text.
    fn numeral(&mut self) -> Option<Numeral> {
        let (place, _) = self.state.numerals.front()?;
        let is_next = *place == self.state.count;
        self.state.count += 1;
        if is_next { self.state.numerals.pop_front().map(|(_, numeral)| numeral) } else { None }
    }

    fn number(mut self, read: Number) -> Value {
        match self.numeral() {
            None => Value::Number(read),
            Some(Numeral::Integer(integer)) => Value::Number(integer),
            Some(Numeral::Beyond) => {
                self.report(Vec::new(), "is a number too large for 64 bits");
                Value::Null
            }
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
        for (path, _) in &mut self.state.faults[since..] {
            path.push(step());
        }
    }
}

pub(crate) const NUL: &str = "must not contain the character U+0000";

/// Where a value that was read has the character U+0000, in text or as a part of a name.
pub(crate) fn find_nul(value: &Value) -> Option<String> {
    let mut path = Vec::new();
    search_nul(value, &mut path).then(|| write_pointer(&path))
}

fn search_nul<'value>(value: &'value Value, path: &mut Vec<Segment<'value>>) -> bool {
    let is_found = |text: &str| Nul::Refused.refuses(text);
    match value {
        Value::String(text) => is_found(text),
        Value::Array(items) => items.iter().enumerate().any(|(index, item)| {
            path.push(Segment::Index(index));
            let found = search_nul(item, path);
            if !found {
                path.pop();
            }
            found
        }),
        Value::Object(members) => members.iter().any(|(name, member)| {
            if is_found(name) {
                return true;
            }
            path.push(Segment::Name(name));
            let found = search_nul(member, path);
            if !found {
                path.pop();
            }
            found
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

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
        Ok(self.number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(self.number(value.into()))
    }

    /// `1.0` is the integer 1 (JSON Schema knows no difference), and decodes into one.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if value.fract() == 0.0 {
            if value.abs() < EXACT {
                return Ok(self.number((value as i64).into()));
            }
            self.state.has_large_float = true;
        }
        let number = Number::from_f64(value).ok_or_else(|| E::custom("a number is out of range"))?;
        Ok(self.number(number))
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
            let since = self.state.faults.len();
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
            let since = self.state.faults.len();
            let value = map.next_value_seed(self.inner())?;
            self.place(since, || Step::Name(name.clone()));
            if self.state.nul.refuses(&name) {
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
        read(text.as_bytes(), Nul::Refused).unwrap_err()
    }

    #[test]
    fn values_are_read_as_written() {
        let text = r#"{"a": [1, -2, 1.5, 1.0, 1e2, 18446744073709551615, true, null, "\u00fc\ud83d\ude00"], "b": {}}"#;
        let expected = json!({"a": [1, -2, 1.5, 1, 100, 18446744073709551615u64, true, null, "ü😀"], "b": {}});
        assert_eq!(read(text.as_bytes(), Nul::Refused).unwrap(), expected);
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
        for text in ["{\n  \"a\": }", "{", "[1,]", "{a: 1}", "1 2", "", "nul", "\"\u{1}\"", "{\"a\":1}}"] {
            let found = faults(text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(found[0].1.contains("at line "), "{text}: {}", found[0].1);
        }
        assert!(read(b"\"\xff\"", Nul::Allowed).unwrap_err()[0].1.contains("line 1"));
    }

    #[test]
    fn integers_are_exact_however_they_are_written() {
        let text = r#"{"a": [1e16, "9007199254740993.0 \" 1e99", 9007199254740993.0, -9223372036854775808.0, -0, 0.5],
            "b": 18446744073709551616, "c": 1.8446744073709551615e19, "d": 1e300, "e": -1.0}"#;
        let expected = json!({
            "a": [10_000_000_000_000_000_u64, "9007199254740993.0 \" 1e99", 9_007_199_254_740_993_u64, i64::MIN, 0, 0.5],
            "b": 18_446_744_073_709_551_616.0, "c": u64::MAX, "d": 1e300, "e": -1,
        });
        assert_eq!(read(text.as_bytes(), Nul::Allowed).unwrap(), expected);
    }

    #[test]
    fn numbers_beyond_doubles_are_reported_with_their_places() {
        let digits = "9".repeat(400);
        let found = faults(&format!(r#"{{"a": [1, 1e400, 2.0, -1e99999999999999999999], "b": {digits}, "c": 1e16}}"#));
        let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["/a/1", "/a/3", "/b"]);
        assert!(found.iter().all(|(_, detail)| detail == "is a number too large for 64 bits"));
        // What is wrong besides is told as it is where it is.
        let found = faults("[1e400, 1e16,\n]");
        assert!(is_malformed(&found) && found[0].1.contains("line 2 column 1"), "{found:?}");
    }

    #[test]
    fn the_character_nul_is_text_unless_the_server_refuses_it() {
        assert_eq!(read(br#"{"\u0000": "\u0000"}"#, Nul::Allowed).unwrap(), json!({"\0": "\0"}));
    }

    #[test]
    fn depth_is_bounded() {
        let nest = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(nest(MAXIMUM_DEPTH).as_bytes(), Nul::Allowed).is_ok());
        assert!(faults(&nest(MAXIMUM_DEPTH + 1))[0].1.contains("64 levels"));
        assert!(faults(&"[".repeat(1_000_000))[0].1.contains("64 levels"));
        assert!(faults(&"{\"a\":".repeat(1_000_000))[0].1.contains("64 levels"));
    }
}
