//! What the validator reports: a place, the broken keyword, and a sentence for people.
//!
//! Sentences say what is wrong and what is allowed. They never repeat a value of the request.

use std::fmt::Write as _;

use serde_json::Value;

use crate::schema::{Literal, Schema, SchemaType};

/// A violation of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// JSON pointer (RFC 6901) into the value that was checked. For an absent property: where it should be.
    pub pointer: String,
    /// The keyword that is broken.
    pub keyword: &'static str,
    pub detail: String,
    /// Another status than the usual one (`x-violation-statuses`).
    pub status: Option<u16>,
}

/// One step into a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Segment<'value> {
    Name(&'value str),
    Index(usize),
}

/// The most choices that a sentence lists.
const MAXIMUM_CHOICES: usize = 20;
/// The longest name that a pointer repeats, and the longest pointer and sentence, in bytes.
const MAXIMUM_NAME: usize = 128;
const MAXIMUM_POINTER: usize = 1000;
const MAXIMUM_DETAIL: usize = 1000;

/// A sentence of bounded length: choices and reasons can be long ones.
pub(crate) fn cut(mut detail: String) -> String {
    if detail.len() > MAXIMUM_DETAIL {
        detail.truncate(detail.floor_char_boundary(MAXIMUM_DETAIL));
        detail.push('…');
    }
    detail
}

/// The pointer of a path; names that are too long to repeat are cut.
pub(crate) fn write_pointer<'path>(path: impl IntoIterator<Item = &'path Segment<'path>>) -> String {
    let mut pointer = String::new();
    for segment in path {
        if pointer.len() > MAXIMUM_POINTER - MAXIMUM_NAME {
            pointer.push('…');
            break;
        }
        pointer.push('/');
        match segment {
            Segment::Index(index) => _ = write!(pointer, "{index}"),
            Segment::Name(name) => push_name(&mut pointer, name),
        }
    }
    pointer
}

fn push_name(pointer: &mut String, name: &str) {
    let end = if name.len() <= MAXIMUM_NAME { name.len() } else { name.floor_char_boundary(MAXIMUM_NAME) };
    let mut rest = &name[..end];
    while let Some(place) = rest.find(['~', '/']) {
        pointer.push_str(&rest[..place]);
        pointer.push_str(if rest[place..].starts_with('~') { "~0" } else { "~1" });
        rest = &rest[place + 1..];
    }
    pointer.push_str(rest);
    if end < name.len() {
        pointer.push('…');
    }
}

pub(super) fn describe_choices(choices: &[Literal]) -> String {
    let mut text = String::from(if choices.len() == 1 { "must be " } else { "must be one of " });
    for (index, choice) in choices.iter().take(MAXIMUM_CHOICES).enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        text.push_str(&choice.to_value().to_string());
    }
    if choices.len() > MAXIMUM_CHOICES {
        text.push_str(&format!(" and {} others", choices.len() - MAXIMUM_CHOICES));
    }
    text
}

pub(super) fn describe_type(schema: &Schema, value: &Value) -> String {
    if value.is_null() {
        return "must not be null".to_owned();
    }
    let mut names: Vec<&str> = schema.types().iter().map(|one| name_of_type(*one)).collect();
    if schema.nullable {
        names.push("null");
    }
    format!("must be {}, not {}", names.join(" or "), name_of_value(value))
}

fn name_of_type(schema_type: SchemaType) -> &'static str {
    match schema_type {
        SchemaType::Any => "any value",
        SchemaType::Null => "null",
        SchemaType::Boolean => "a boolean",
        SchemaType::Integer => "an integer",
        SchemaType::Number => "a number",
        SchemaType::String => "a string",
        SchemaType::Array => "an array",
        SchemaType::Object => "an object",
    }
}

fn name_of_value(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if super::number::is_integer(number) => "an integer",
        Value::Number(_) => "a number with a fraction",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
