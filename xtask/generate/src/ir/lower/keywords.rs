//! Keywords of schemas one by one: their types, and what makes no sense.

use serde_json::Value as Json;

use crate::ir::{SchemaType, lower::fields::Fields};
use roster_document::{Diagnostic, Diagnostics, Node, Object};

pub(super) fn schema_type(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<SchemaType> {
    let node = fields.take("type")?;
    let known = match node.as_str() {
        Some("boolean") => Some(SchemaType::Boolean),
        Some("integer") => Some(SchemaType::Integer),
        Some("number") => Some(SchemaType::Number),
        Some("string") => Some(SchemaType::String),
        Some("array") => Some(SchemaType::Array),
        Some("object") => Some(SchemaType::Object),
        _ => None,
    };
    if known.is_none() {
        let (message, help) = match node.as_str() {
            Some("file") => {
                ("`file` is a type of Swagger 2.0".to_owned(), "write `type: string` with `format: binary`")
            }
            Some("null") => ("`null` is not a type of OpenAPI 3.0".to_owned(), "write the type with `nullable: true`"),
            Some(other) => {
                (format!("`{other}` is not a type"), "write boolean, integer, number, string, array or object")
            }
            None => (
                format!("`type` is {}; OpenAPI 3.0 allows one type", node.type_name()),
                "write one type, with `nullable: true` for null, or `oneOf` for several",
            ),
        };
        diagnostics.push(Diagnostic::error("unsupported-type", &node.location, message, help));
    }
    known
}

pub(super) fn enumeration(
    fields: &Fields<'_>,
    schema_type: Option<SchemaType>,
    diagnostics: &mut Diagnostics,
) -> Vec<Json> {
    let nodes = fields.array("enum", diagnostics);
    if let Some(node) = fields.node.get("enum").filter(|node| node.as_array().is_some_and(<[Node]>::is_empty)) {
        diagnostics.push(Diagnostic::error(
            "invalid-enum",
            &node.location,
            "`enum` is empty",
            "list at least one value",
        ));
    }
    let mut values: Vec<Json> = Vec::new();
    for node in nodes {
        let value = node.to_json();
        if values.contains(&value) {
            diagnostics.push(Diagnostic::error(
                "invalid-enum",
                &node.location,
                format!("{value} is listed twice"),
                "remove one of them",
            ));
        }
        if !value.is_null() && schema_type.is_some_and(|schema_type| !is_of_type(&value, schema_type)) {
            diagnostics.push(Diagnostic::error(
                "invalid-enum",
                &node.location,
                format!("{value} is not of the schema's type"),
                "correct the type or the value; YAML needs quotes around strings such as `no` or `1`",
            ));
        }
        values.push(value);
    }
    values
}

/// Whether a value is of a type, as JSON Schema has it: `1.0` is an integer.
pub(super) fn is_of_type(value: &Json, schema_type: SchemaType) -> bool {
    match schema_type {
        SchemaType::Boolean => value.is_boolean(),
        SchemaType::Integer => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        SchemaType::Number => value.is_number(),
        SchemaType::String => value.is_string(),
        SchemaType::Array => value.is_array(),
        SchemaType::Object => value.is_object(),
    }
}

pub(super) fn exclusive(fields: &Fields<'_>, key: &str, diagnostics: &mut Diagnostics) -> bool {
    let node = fields.take(key);
    match node {
        Some(node) if node.as_number().is_some() => {
            diagnostics.push(Diagnostic::error(
                "unsupported-keyword",
                &node.location,
                format!("`{key}` is a number, as in OpenAPI 3.1"),
                "write the bound as `minimum` or `maximum`, and `true` here",
            ));
            false
        }
        _ => fields.flag(key, diagnostics),
    }
}

/// A name that is listed before.
pub(super) fn repeated(names: &[String]) -> Option<&String> {
    let mut seen = std::collections::HashSet::new();
    names.iter().find(|name| !seen.insert(*name))
}

pub(super) fn violation_statuses(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Vec<(String, u16)> {
    let statuses: Option<&Object> = fields.object("x-violation-statuses", diagnostics);
    let mut read = Vec::new();
    for (keyword, member) in statuses.into_iter().flatten() {
        match member.node.as_u64() {
            Some(status @ 400..=599) => read.push((keyword.clone(), status as u16)),
            _ => diagnostics.push(Diagnostic::error(
                "invalid-status",
                &member.node.location,
                format!("the status for `{keyword}` is not one from 400 to 599"),
                "write the status as a number",
            )),
        }
    }
    read
}
