//! Holds defaults against their schemas: generated code has to be able to write them down.

use serde_json::Value as Json;

use base64::Engine;
use chrono::Datelike;

use indexmap::IndexMap;

use crate::ir::{
    PatternEngine,
    numbers::{self, is_narrowed, is_unsigned},
    pattern,
};
use roster_document::{
    AdditionalProperties, Diagnostic, Diagnostics, Document, Schema, SchemaId, SchemaRef, SchemaType,
};

type Patterns = IndexMap<String, PatternEngine>;

/// Reports every default that its own schema does not allow.
pub(super) fn check(document: &Document, patterns: &Patterns, diagnostics: &mut Diagnostics) {
    for (index, schema) in document.schemas.all().iter().enumerate() {
        let Some(default) = schema.default() else { continue };
        if default.is_null() && fits((document, patterns), default, SchemaRef::Inline(SchemaId(index)), 0).is_err() {
            diagnostics.push(Diagnostic::warning(
                "ignored-default",
                &schema.location,
                "the default is null, which the schema does not allow; it is taken as absent",
                "add `nullable: true`, or remove the default",
            ));
            continue;
        }
        if let Err(reason) = fits((document, patterns), default, SchemaRef::Inline(SchemaId(index)), 0) {
            diagnostics.push(Diagnostic::error(
                "invalid-default",
                &schema.location,
                format!("the default {default} {reason}"),
                "correct the default, or the schema",
            ));
        }
    }
}

fn fits(api: (&Document, &Patterns), value: &Json, reference: SchemaRef, depth: usize) -> Result<(), String> {
    let schema = api.0.schema(reference);
    if depth > 32 || (value.is_null() && schema.nullable()) {
        return Ok(());
    }
    if let Some(schema_type) = schema.schema_type()
        && !schema_type.holds(value)
    {
        return Err("is not of the schema's type".to_owned());
    }
    if !schema.enumeration().is_empty() && !schema.enumeration().contains(value) {
        return Err("is not one of the enumeration".to_owned());
    }
    bounds(api, value, reference)?;
    for part in schema.all_of() {
        fits(api, value, *part, depth + 1)?;
    }
    for alternatives in [schema.one_of(), schema.any_of()] {
        if !alternatives.is_empty() && !alternatives.iter().any(|branch| fits(api, value, *branch, depth + 1).is_ok()) {
            return Err("satisfies none of the alternatives".to_owned());
        }
    }
    match value {
        Json::Array(items) => {
            for item in items {
                schema.items().map_or(Ok(()), |schema| fits(api, item, schema, depth + 1))?;
            }
        }
        Json::Object(members) => {
            if let Some(missing) = schema.required().iter().find(|name| !members.contains_key(*name)) {
                return Err(format!("lacks the required property `{missing}`"));
            }
            for (name, member) in members {
                match (schema.properties().get(name).copied(), schema.additional_properties()) {
                    (Some(property), _) | (None, AdditionalProperties::Schema(property)) => {
                        fits(api, member, property, depth + 1)?;
                    }
                    (None, AdditionalProperties::Forbidden) => return Err(format!("has the property `{name}`")),
                    (None, _) => {}
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn bounds((document, patterns): (&Document, &Patterns), value: &Json, reference: SchemaRef) -> Result<(), String> {
    let schema = document.schema(reference);
    let number = |keyword| schema.number(keyword).and_then(serde_json::Number::as_f64);
    if let Some(value) = value.as_f64() {
        let below = |bound: f64| value < bound || (schema.flag("exclusiveMinimum") && value == bound);
        let above = |bound: f64| value > bound || (schema.flag("exclusiveMaximum") && value == bound);
        if number("minimum").is_some_and(below) || number("maximum").is_some_and(above) {
            return Err("is out of bounds".to_owned());
        }
    }
    if let Some(text) = value.as_str() {
        let length = text.chars().count() as u64;
        if schema.count("minLength").is_some_and(|least| length < least)
            || schema.count("maxLength").is_some_and(|most| length > most)
        {
            return Err("is too short or too long".to_owned());
        }
        if schema
            .text("pattern")
            .and_then(|pattern| patterns.get(pattern))
            .is_some_and(|engine| !pattern::is_match(engine, text))
        {
            return Err("does not match the pattern".to_owned());
        }
        if schema.schema_type().is_some() {
            format(text, schema.format())?;
        }
    }
    Ok(())
}

/// Formats that are Rust types; a default that is not of the format could not be decoded.
fn format(text: &str, format: Option<&str>) -> Result<(), String> {
    let bytes = text.as_bytes();
    let holds = match format {
        Some("uuid") => {
            let is_hyphen = |index: usize| matches!(index, 8 | 13 | 18 | 23);
            let fits = |(index, byte): (usize, &u8)| {
                if is_hyphen(index) { *byte == b'-' } else { byte.is_ascii_hexdigit() }
            };
            text.len() == 36 && bytes.iter().enumerate().all(fits)
        }
        Some("date") => text.len() == 10 && bytes[0].is_ascii_digit() && text.parse::<chrono::NaiveDate>().is_ok(),
        Some("date-time") => {
            let instant = chrono::DateTime::parse_from_rfc3339(text).map(|instant| instant.with_timezone(&chrono::Utc));
            instant.is_ok_and(|instant| (0..=9999).contains(&instant.year())) && matches!(bytes[10], b'T' | b't')
        }
        Some("byte") => base64::engine::general_purpose::STANDARD.decode(text).is_ok(),
        _ => true,
    };
    match (holds, format) {
        (false, Some(format)) => Err(format!("is not of the format `{format}`")),
        _ => Ok(()),
    }
}

/// Reports integers that no type of 64 bits holds, and bounds that say more than the type of the schema's integers.
pub(super) fn check_integers(document: &Document, diagnostics: &mut Diagnostics) {
    for schema in document.schemas.all().iter().filter(|schema| schema.schema_type() == Some(SchemaType::Integer)) {
        if is_narrowed(schema) {
            diagnostics.push(Diagnostic::warning(
                "narrowed-integer",
                &schema.location,
                "the bounds go beyond 64 bits with a sign, and integers from -9223372036854775808 to \
                 9223372036854775807 are taken",
                "write `minimum: 0` or `format: uint64` for integers up to 18446744073709551615, or closer bounds",
            ));
        }
        let values = schema.enumeration().iter().chain(schema.default()).filter_map(Json::as_number);
        // What is no integer at all is not of the type, which is said already.
        let is_integer = |value: &&serde_json::Number| value.as_f64().is_some_and(|value| value.fract() == 0.0);
        for value in values.filter(is_integer).filter(|value| !holds(schema, value)) {
            diagnostics.push(Diagnostic::error(
                "unsupported-integer",
                &schema.location,
                format!("{value} does not fit into the integers of this schema, which are {}", type_of(schema)),
                "write `format: uint64` for integers up to 18446744073709551615, or use a string",
            ));
        }
    }
}

fn type_of(schema: &Schema) -> &'static str {
    match schema.format() {
        Some("int32") => "32 bits wide, with a sign",
        _ if is_unsigned(schema) => "64 bits wide, without a sign",
        _ => "64 bits wide, with a sign",
    }
}

fn holds(schema: &Schema, value: &serde_json::Number) -> bool {
    let Some(whole) = numbers::whole(value) else { return false };
    match schema.format() {
        Some("int32") => whole.as_i64().is_some_and(|integer| i32::try_from(integer).is_ok()),
        _ if is_unsigned(schema) => whole.is_u64(),
        _ => whole.is_i64(),
    }
}
