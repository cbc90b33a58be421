//! Keywords of schemas that are more than a value of JSON.

use serde_json::Value as Json;

use crate::ir::{SchemaType, lower::fields::Fields};

pub(super) fn schema_type(name: &str) -> Option<SchemaType> {
    Some(match name {
        "boolean" => SchemaType::Boolean,
        "integer" => SchemaType::Integer,
        "number" => SchemaType::Number,
        "string" => SchemaType::String,
        "array" => SchemaType::Array,
        "object" => SchemaType::Object,
        _ => return None,
    })
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

pub(super) fn violation_statuses(fields: &Fields<'_>) -> Vec<(String, u16)> {
    let statuses = fields.object("x-violation-statuses").into_iter().flatten();
    statuses
        .filter_map(|(keyword, member)| Some((keyword.clone(), u16::try_from(member.node.as_u64()?).ok()?)))
        .collect()
}
