//! Schemas as JSON Schema of OpenAPI 3.1.

use serde_json::{Map, Value, json};
use utoipa::openapi::schema::{Object, SchemaType as DescribedType};
use utoipa::openapi::{Ref, RefOr};

use crate::schema::{AdditionalProperties, Bound, Schema, SchemaRef, SchemaType};

/// Members that say nothing about which values are valid: they stay outside where null becomes an alternative.
const ANNOTATIONS: [&str; 5] = ["default", "deprecated", "readOnly", "writeOnly", "x-violation-statuses"];

/// The schema, or a reference to the component. utoipa has no type for every keyword beside every other: all of them
/// are in its extension map.
pub(super) fn describe(schema: SchemaRef) -> RefOr<utoipa::openapi::Schema> {
    if let SchemaRef::Component(component) = schema {
        return RefOr::Ref(Ref::from_schema_name(component.name));
    }
    let mut object = Object::with_type(DescribedType::AnyValue);
    if let Value::Object(members) = json(schema) {
        object.extensions = Some(members.into_iter().collect());
    }
    RefOr::T(utoipa::openapi::Schema::Object(object))
}

fn json(schema: SchemaRef) -> Value {
    let schema = match schema {
        SchemaRef::Component(component) => {
            return json!({"$ref": format!("#/components/schemas/{}", component.name)});
        }
        SchemaRef::Inline(schema) => schema,
    };
    let mut members = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value);
        }
    };
    put("type", type_of(schema));
    match schema.format {
        Some("byte") => put("contentEncoding", Some("base64".into())),
        format => put("format", format.map(Value::from)),
    }
    put("default", schema.default.map(|literal| literal.to_value()));
    put("enum", list(schema.enumeration.iter().map(|literal| literal.to_value())));
    put("deprecated", flag(schema.deprecated));
    put("readOnly", flag(schema.read_only));
    put("writeOnly", flag(schema.write_only));

    put(if schema.exclusive_minimum { "exclusiveMinimum" } else { "minimum" }, schema.minimum.map(bound));
    put(if schema.exclusive_maximum { "exclusiveMaximum" } else { "maximum" }, schema.maximum.map(bound));
    put("multipleOf", schema.multiple_of.map(bound));
    put("minLength", schema.min_length.map(Value::from));
    put("maxLength", schema.max_length.map(Value::from));
    put("pattern", schema.pattern.map(|pattern| pattern.documented.into()));

    put("items", schema.items.map(json));
    put("minItems", schema.min_items.map(Value::from));
    put("maxItems", schema.max_items.map(Value::from));
    put("uniqueItems", flag(schema.unique_items));

    let properties: Map<String, Value> =
        schema.properties.iter().map(|property| (property.name.to_owned(), json(property.schema))).collect();
    put("properties", (!properties.is_empty()).then_some(Value::Object(properties)));
    put("required", list(schema.required.iter().map(|name| Value::from(*name))));
    put(
        "additionalProperties",
        match schema.additional_properties {
            AdditionalProperties::Unspecified => None,
            AdditionalProperties::Allowed => Some(true.into()),
            AdditionalProperties::Forbidden => Some(false.into()),
            AdditionalProperties::Schema(schema) => Some(json(schema)),
        },
    );
    put("minProperties", schema.min_properties.map(Value::from));
    put("maxProperties", schema.max_properties.map(Value::from));

    put("allOf", list(schema.all_of.iter().copied().map(json)));
    put("oneOf", list(schema.one_of.iter().copied().map(json)));
    put("anyOf", list(schema.any_of.iter().copied().map(json)));
    put("not", schema.not.map(json));
    put("discriminator", schema.discriminator.map(discriminator));
    let statuses: Map<String, Value> =
        schema.violation_statuses.iter().map(|(keyword, status)| ((*keyword).to_owned(), (*status).into())).collect();
    put("x-violation-statuses", (!statuses.is_empty()).then_some(Value::Object(statuses)));
    if is_nullable_combination(schema) { with_null(members) } else { Value::Object(members) }
}

fn type_of(schema: &Schema) -> Option<Value> {
    let name = match schema.schema_type {
        SchemaType::Any => return None,
        SchemaType::Boolean => "boolean",
        SchemaType::Integer => "integer",
        SchemaType::Number => "number",
        SchemaType::String => "string",
        SchemaType::Array => "array",
        SchemaType::Object => "object",
    };
    Some(if schema.nullable { json!([name, "null"]) } else { name.into() })
}

fn is_nullable_combination(schema: &Schema) -> bool {
    let is_combined = !(schema.all_of.is_empty() && schema.one_of.is_empty() && schema.any_of.is_empty());
    schema.nullable && schema.schema_type == SchemaType::Any && is_combined
}

/// What decides over validity becomes one alternative, null the other.
fn with_null(members: Map<String, Value>) -> Value {
    let (mut outside, inside): (Map<String, Value>, Map<String, Value>) =
        members.into_iter().partition(|(name, _)| ANNOTATIONS.contains(&name.as_str()));
    outside.insert("anyOf".to_owned(), json!([inside, {"type": "null"}]));
    Value::Object(outside)
}

fn discriminator(discriminator: &crate::schema::Discriminator) -> Value {
    let mut described = json!({"propertyName": discriminator.property});
    if !discriminator.mapping.is_empty() {
        let reference = |name: &str| Value::from(format!("#/components/schemas/{name}"));
        let mapping: Map<String, Value> =
            discriminator.mapping.iter().map(|(value, name)| ((*value).to_owned(), reference(name))).collect();
        described["mapping"] = Value::Object(mapping);
    }
    described
}

fn bound(bound: Bound) -> Value {
    match bound {
        Bound::Integer(integer) => integer.into(),
        Bound::Unsigned(integer) => integer.into(),
        Bound::Number(number) => number.into(),
    }
}

fn flag(is_set: bool) -> Option<Value> {
    is_set.then_some(Value::Bool(true))
}

fn list(items: impl Iterator<Item = Value>) -> Option<Value> {
    let items: Vec<Value> = items.collect();
    (!items.is_empty()).then_some(Value::Array(items))
}
