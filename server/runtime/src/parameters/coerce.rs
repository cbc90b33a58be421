//! Text to JSON values, as a schema wants them: `5` is an integer where the schema says so.
//!
//! Text that is none of the wanted kinds stays text, and the validator says what was expected.

use roster_wire::style::Members;
use serde_json::{Map, Number, Value};

use super::kinds::{Kinds, item_schema, item_schemas, member_schema};
use crate::number;
use crate::schema::{Schema, SchemaRef};
use crate::validate::{Direction, is_valid};

/// A scalar of `schema`.
pub(crate) fn scalar(schema: &'static Schema, text: &str) -> Value {
    scalar_of(Kinds::of(schema), schema, text)
}

pub(crate) fn scalar_of(kinds: Kinds, schema: &'static Schema, text: &str) -> Value {
    if kinds.null && !kinds.string && (text.is_empty() || text == "null") {
        return Value::Null;
    }
    if kinds.string && !(kinds.integer || kinds.number || kinds.boolean) {
        return Value::String(text.to_owned());
    }
    let is_only_boolean = kinds.boolean && !(kinds.integer || kinds.number || kinds.string);
    if is_only_boolean && let Some(value) = digit(text) {
        return Value::Bool(value);
    }
    let readings = [
        kinds.integer.then(|| integer(text)).flatten(),
        kinds.number.then(|| any_number(text)).flatten(),
        kinds.boolean.then(|| boolean(text)).flatten(),
        kinds.string.then(|| Value::String(text.to_owned())),
    ];
    let mut readings = readings.into_iter().flatten();
    let Some(first) = readings.next() else { return Value::String(text.to_owned()) };
    let Some(second) = readings.next() else { return first };
    // Several kinds are possible: the first that satisfies the schema.
    [first.clone(), second]
        .into_iter()
        .chain(readings)
        .find(|reading| is_valid(SchemaRef::Inline(schema), reading, Direction::Request))
        .unwrap_or(first)
}

/// The items of an array schema.
pub(crate) fn array<'text>(
    schema: &'static Schema,
    items: impl Iterator<Item = std::borrow::Cow<'text, str>>,
) -> Value {
    let kinds: Vec<_> = item_schemas(schema).map(|items| (items, Kinds::of(items))).collect();
    // All behind the first ones are of the last.
    let of = |index: usize| kinds.get(index).or_else(|| kinds.last().filter(|_| schema.items.is_some()));
    let item = |(index, text): (usize, std::borrow::Cow<'text, str>)| match of(index) {
        Some((items, kinds)) => scalar_of(*kinds, items, &text),
        None => Value::String(text.into_owned()),
    };
    items.enumerate().map(item).collect()
}

/// The members of an object schema; a repeated name is refused, or collected where its schema is an array.
pub(crate) fn object(schema: &'static Schema, members: Members<'_>) -> Result<Value, String> {
    let mut object = Map::new();
    for (name, text) in members {
        let member = member_schema(schema, &name).map(SchemaRef::get);
        let kinds = member.map(Kinds::of).unwrap_or_default();
        if let Some(array_schema) = kinds.array {
            let Value::Array(items) = object.entry(name.into_owned()).or_insert_with(|| Value::Array(Vec::new()))
            else {
                unreachable!("the schema of the name is an array's each time")
            };
            items.push(match item_schema(array_schema, items.len()) {
                Some(schema) => scalar(schema.get(), &text),
                None => Value::String(text.into_owned()),
            });
            continue;
        }
        let value = match member {
            Some(member) => scalar_of(kinds, member, &text),
            None => Value::String(text.into_owned()),
        };
        if object.insert(name.into_owned(), value).is_some() {
            return Err("must not repeat a property".to_owned());
        }
    }
    Ok(Value::Object(object))
}

fn integer(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // JSON Schema knows no difference between `1` and `1.0`.
        return number::integer(text).map(Value::Number);
    }
    if let Ok(integer) = text.parse::<i64>() {
        return Some(integer.into());
    }
    if let Ok(integer) = text.parse::<u64>() {
        return Some(integer.into());
    }
    // Too large: the validator says which range is allowed. What is too large for a double as well breaks it the same.
    let double: f64 = text.parse().ok()?;
    Number::from_f64(double.clamp(f64::MIN, f64::MAX)).map(Value::Number)
}

fn any_number(text: &str) -> Option<Value> {
    let starts_well = text.strip_prefix('-').unwrap_or(text).starts_with(|first: char| first.is_ascii_digit());
    if !starts_well {
        return None;
    }
    if let Ok(integer) = text.parse::<i64>() {
        return Some(integer.into());
    }
    let float: f64 = text.parse().ok()?;
    if float.fract() == 0.0
        && let Some(integer) = number::integer(text)
    {
        return Some(Value::Number(integer));
    }
    Number::from_f64(float).map(Value::Number)
}

fn boolean(text: &str) -> Option<Value> {
    text.parse::<bool>().ok().map(Value::Bool)
}

/// A boolean as clients of some languages write it, PHP's among them; where a number or a text may stand it is that.
fn digit(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}
