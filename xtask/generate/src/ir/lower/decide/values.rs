//! Holds defaults against their schemas: generated code has to be able to write them down.

use serde_json::Value as Json;

use crate::ir::{AdditionalProperties, Api, SchemaId, SchemaRef, lower::keywords::is_of_type};
use roster_document::{Diagnostic, Diagnostics};

/// Reports every default that its own schema does not allow.
pub(super) fn check(api: &Api, diagnostics: &mut Diagnostics) {
    for (index, schema) in api.schemas.iter().enumerate() {
        let Some(default) = &schema.default else { continue };
        if default.is_null() && fits(api, default, SchemaRef::Inline(SchemaId(index)), 0).is_err() {
            diagnostics.push(Diagnostic::warning(
                "ignored-default",
                &schema.location,
                "the default is null, which the schema does not allow; it is taken as absent",
                "add `nullable: true`, or remove the default",
            ));
            continue;
        }
        if let Err(reason) = fits(api, default, SchemaRef::Inline(SchemaId(index)), 0) {
            diagnostics.push(Diagnostic::error(
                "invalid-default",
                &schema.location,
                format!("the default {default} {reason}"),
                "correct the default, or the schema",
            ));
        }
    }
}

fn fits(api: &Api, value: &Json, reference: SchemaRef, depth: usize) -> Result<(), String> {
    let schema = api.schema(reference);
    if depth > 32 || (value.is_null() && schema.nullable) {
        return Ok(());
    }
    if let Some(schema_type) = schema.schema_type
        && !is_of_type(value, schema_type)
    {
        return Err("is not of the schema's type".to_owned());
    }
    if !schema.enumeration.is_empty() && !schema.enumeration.contains(value) {
        return Err("is not one of the enumeration".to_owned());
    }
    bounds(api, value, reference)?;
    for part in &schema.all_of {
        fits(api, value, *part, depth + 1)?;
    }
    for alternatives in [&schema.one_of, &schema.any_of] {
        if !alternatives.is_empty() && !alternatives.iter().any(|branch| fits(api, value, *branch, depth + 1).is_ok()) {
            return Err("satisfies none of the alternatives".to_owned());
        }
    }
    match value {
        Json::Array(items) => {
            for item in items {
                schema.items.map_or(Ok(()), |schema| fits(api, item, schema, depth + 1))?;
            }
        }
        Json::Object(members) => {
            if let Some(missing) = schema.required.iter().find(|name| !members.contains_key(*name)) {
                return Err(format!("lacks the required property `{missing}`"));
            }
            for (name, member) in members {
                match (schema.properties.get(name).copied(), schema.additional_properties) {
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

fn bounds(api: &Api, value: &Json, reference: SchemaRef) -> Result<(), String> {
    let schema = api.schema(reference);
    let number = |bound: &Option<serde_json::Number>| bound.as_ref().and_then(serde_json::Number::as_f64);
    if let Some(value) = value.as_f64() {
        let below = |bound: f64| value < bound || (schema.exclusive_minimum && value == bound);
        let above = |bound: f64| value > bound || (schema.exclusive_maximum && value == bound);
        if number(&schema.minimum).is_some_and(below) || number(&schema.maximum).is_some_and(above) {
            return Err("is out of bounds".to_owned());
        }
    }
    if let Some(text) = value.as_str() {
        let length = text.chars().count() as u64;
        if schema.min_length.is_some_and(|least| length < least) || schema.max_length.is_some_and(|most| length > most)
        {
            return Err("is too short or too long".to_owned());
        }
        let matches = |translated: &str| regex::Regex::new(translated).is_ok_and(|pattern| pattern.is_match(text));
        if schema.pattern.as_ref().is_some_and(|pattern| !matches(&pattern.translated)) {
            return Err("does not match the pattern".to_owned());
        }
        if schema.schema_type.is_some() {
            format(text, schema.format.as_deref())?;
        }
    }
    Ok(())
}

/// Formats that are Rust types; a default that is not of the format could not be decoded.
fn format(text: &str, format: Option<&str>) -> Result<(), String> {
    let digits =
        |from: usize, to: usize| text.get(from..to).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let is_date = || text.len() >= 10 && digits(0, 4) && digits(5, 7) && digits(8, 10);
    let holds = match format {
        Some("uuid") => text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'),
        Some("date") => text.len() == 10 && is_date(),
        Some("date-time") => is_date() && text.len() >= 20 && digits(11, 13),
        _ => true,
    };
    match (holds, format) {
        (false, Some(format)) => Err(format!("is not of the format `{format}`")),
        _ => Ok(()),
    }
}
