//! What is written is what is read: random values in every style, exploded or not.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Map, Value};

use super::*;
use crate::pairs::{Pairs, cookies};

const NAME: &str = "filter by";

/// Letters, all reserved characters, what is encoded anyway, and more than ASCII.
const CHARACTERS: &str = "abZ09 -._~:/?#[]@!$&'()*+,;=%|\"\\<>{}^`\u{7f}é€😀";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Scalar,
    Array,
    Object,
}

struct Random(StdRng);

impl Random {
    fn text(&mut self) -> String {
        let characters: Vec<char> = CHARACTERS.chars().collect();
        // Half of all texts are plain, so that others are plain as well as whole values.
        let plain = self.0.random_bool(0.5).then_some(&characters[..5]);
        let length = self.0.random_range(0..4);
        (0..length).filter_map(|_| plain.unwrap_or(&characters).choose(&mut self.0)).collect()
    }

    fn value(&mut self, shape: Shape) -> Value {
        let count = self.0.random_range(0..4);
        match shape {
            Shape::Scalar => self.text().into(),
            Shape::Array => (0..count).map(|_| self.text()).collect(),
            Shape::Object => (0..count).map(|_| (self.text(), self.text().into())).collect::<Map<_, _>>().into(),
        }
    }

    /// Objects and arrays in each other.
    fn nested(&mut self, depth: usize) -> Value {
        let count = self.0.random_range(0..3);
        match self.0.random_range(0..if depth == 0 { 1 } else { 3 }) {
            0 => self.text().into(),
            1 => (0..count).map(|_| self.nested(depth - 1)).collect(),
            _ => (0..count).map(|_| (self.text(), self.nested(depth - 1))).collect::<Map<_, _>>().into(),
        }
    }
}

/// Every style that a place has, exploded and not, with values of each shape; `check` answers whether one can be written.
fn each(styles: &[Style], check: impl Fn(Style, bool, Shape, &Value) -> bool) {
    let mut random = Random(StdRng::seed_from_u64(1));
    for style in styles {
        for explode in [false, true] {
            for shape in [Shape::Scalar, Shape::Array, Shape::Object] {
                let mut written = 0;
                for _ in 0..1000 {
                    let value = random.value(shape);
                    let texts = texts(&value);
                    let is_plain = !texts.is_empty()
                        && texts.iter().all(|text| !text.is_empty() && text.chars().all(char::is_alphanumeric));
                    let is_written = check(*style, explode, shape, &value);
                    assert!(is_written || !is_plain, "{style:?} {explode} {value}");
                    written += usize::from(is_written);
                }
                assert!(written > 150, "{style:?} {explode} {shape:?}: {written}");
            }
        }
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.iter().flat_map(|(name, value)| [name.clone(), text(value)]).collect(),
        scalar => vec![text(scalar)],
    }
}

fn array(items: Vec<Cow<'_, str>>) -> Value {
    items.into_iter().map(Value::from).collect()
}

fn object(members: Members<'_>) -> Value {
    members.into_iter().map(|(name, value)| (name.into_owned(), Value::from(value))).collect::<Map<_, _>>().into()
}

/// The one value that is read as another one: an array of an empty text, in one text, looks like one of nothing.
fn in_one_text(value: &Value) -> Value {
    if *value == Value::from(vec![""]) { Value::Array(Vec::new()) } else { value.clone() }
}

#[test]
fn paths() {
    each(&[Style::Simple, Style::Label, Style::Matrix], |style, explode, shape, value| {
        let place = InPath { name: NAME, style, explode };
        let Ok(written) = place.write(value) else {
            let dots = texts(value).concat();
            assert!(matches!(dots.as_str(), "" | "." | ".."), "{value}");
            return false;
        };
        assert!(!written.contains(['/', '?', '#', ' ']) && written.is_ascii(), "{written}");
        let read = match shape {
            Shape::Scalar => place.text(&written).map(Value::from),
            Shape::Array => place.items(&written, false).map(array),
            Shape::Object => place.members(&written).map(object),
        };
        // A name of its own tells items apart that are empty.
        let is_named = style == Style::Matrix && explode;
        let expected = if is_named { value.clone() } else { in_one_text(value) };
        assert_eq!(read, Ok(expected), "{style:?} {explode} {written}");
        true
    });
}

#[test]
fn queries_and_forms() {
    let styles = [Style::Form, Style::SpaceDelimited, Style::PipeDelimited];
    for reserved in [false, true] {
        each(&styles, |style, explode, shape, value| {
            let place = InPairs { style, explode };
            let Ok(written) = place.write(NAME, reserved, value) else {
                let between = if style == Style::SpaceDelimited { ' ' } else { '|' };
                assert!(style != Style::Form && texts(value).iter().any(|text| text.contains(between)), "{value}");
                return false;
            };
            let query = written.join("&");
            assert!(!query.contains(['#', ' ']) && query.is_ascii(), "{query}");
            let pairs = Pairs::parse(&query);
            assert_eq!(read(place, shape, &pairs), Ok(arrives(place, value)), "{style:?} {explode} {query}");
            true
        });
    }
}

#[test]
fn cookies_of_both_styles() {
    each(&[Style::Form, Style::Cookie], |style, explode, shape, value| {
        let place = InPairs { style, explode };
        let Ok(written) = place.write_cookie(NAME, value) else {
            assert_eq!(style, Style::Cookie);
            return false;
        };
        let header = written.join("; ");
        let pairs = Pairs::of_cookies(cookies(&header), style);
        // Of the style `form`, arrays are never exploded.
        let place = InPairs { explode: explode && (style == Style::Cookie || shape != Shape::Array), ..place };
        assert_eq!(read(place, shape, &pairs), Ok(arrives(place, value)), "{style:?} {explode} {header}");
        true
    });
}

fn read(place: InPairs, shape: Shape, pairs: &Pairs<'_>) -> Result<Option<Value>, String> {
    let mut values = pairs.values(NAME);
    match shape {
        Shape::Object if place.explode => {
            let members = pairs.iter().map(|(name, value)| Ok((Cow::Borrowed(name), place.text(value)?)));
            let members = members.collect::<Result<Members<'_>, String>>()?;
            Ok((!members.is_empty()).then(|| object(members)))
        }
        Shape::Array if place.explode => {
            let items = values.map(|value| place.text(value)).collect::<Result<Vec<_>, _>>()?;
            Ok((!items.is_empty()).then(|| array(items)))
        }
        Shape::Scalar => values.next().map(|value| place.text(value).map(Value::from)).transpose(),
        Shape::Array => values.next().map(|value| place.items(value, true).map(array)).transpose(),
        Shape::Object => values.next().map(|value| place.members(value).map(object)).transpose(),
    }
}

/// What of a value arrives; nothing where there is nothing to be written.
fn arrives(place: InPairs, value: &Value) -> Option<Value> {
    let is_empty = match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => place.explode && members.is_empty(),
        _ => false,
    };
    (!is_empty).then(|| if place.explode { value.clone() } else { in_one_text(value) })
}

#[test]
fn headers() {
    each(&[Style::Simple], |_, explode, shape, value| {
        let place = InHeader { explode };
        let Ok(written) = place.write(value) else { return false };
        let written = written.trim();
        let read = match shape {
            Shape::Scalar => Ok(written.into()),
            Shape::Array => Ok(array(place.items(written))),
            Shape::Object => place.members(written).map(object),
        };
        assert_eq!(read, Ok(value.clone()), "{explode} {written}");
        true
    });
}

#[test]
fn places_in_names() {
    let mut random = Random(StdRng::seed_from_u64(2));
    let place = InPairs { style: Style::DeepObject, explode: true };
    let mut count = 0;
    for _ in 0..2000 {
        let value = random.nested(3);
        let mut expected = Vec::new();
        leaves(&value, &mut Vec::new(), &mut expected);
        let Ok(written) = place.write(NAME, false, &value) else {
            let has_bracket =
                |(places, _): &(Vec<String>, String)| places.iter().any(|place| place.contains(['[', ']']));
            assert!(expected.iter().any(has_bracket) || value.to_string().contains(['[', ']']), "{value}");
            continue;
        };
        count += 1;
        let query = written.join("&");
        let pairs = Pairs::parse(&query);
        let read = pairs.iter().map(|(name, value)| {
            let places = places(name.strip_prefix(NAME).unwrap()).unwrap();
            (places.into_iter().map(str::to_owned).collect(), place.text(value).unwrap().into_owned())
        });
        assert_eq!(read.collect::<Vec<_>>(), expected, "{query}");
    }
    assert!(count > 500, "{count}");
}

fn leaves(value: &Value, places: &mut Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    let parts: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        scalar => return found.push((places.clone(), text(scalar))),
    };
    for (place, part) in parts {
        places.push(place);
        leaves(part, places, found);
        places.pop();
    }
}
