//! JSON into utoipa's types, without losing or adding anything.
//!
//! A value goes into a typed field where utoipa writes it back the same, and into the extension map where not.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::Number;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::{
    AdditionalProperties, Array, ArrayItems, Object, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Deprecated, Ref, RefOr};

/// JSON text of a table.
pub(super) fn text(json: &str) -> Value {
    serde_json::from_str(json).expect("the generator writes valid JSON text")
}

/// The value in its type, if the type writes it back the same.
pub(super) fn lossless<T: DeserializeOwned + Serialize>(value: &Value) -> Option<T> {
    let typed: T = serde_json::from_value(value.clone()).ok()?;
    (serde_json::to_value(&typed).ok()? == *value).then_some(typed)
}

/// The value in its type, or else under its name among the rest.
pub(super) fn carry_or<T: DeserializeOwned + Serialize>(
    value: Value,
    name: &str,
    rest: &mut Map<String, Value>,
) -> Option<T> {
    let typed = lossless(&value);
    if typed.is_none() {
        rest.insert(name.to_owned(), value);
    }
    typed
}

/// Adds members to an extension map; it stays absent where there are none.
pub(super) fn extend(extensions: &mut Option<Extensions>, members: Map<String, Value>) {
    if !members.is_empty() {
        extensions.get_or_insert_default().merge(members.into_iter().collect());
    }
}

/// A schema as JSON, in utoipa's types.
pub(super) fn schema(described: Value) -> RefOr<Schema> {
    let Value::Object(mut members) = described else { return RefOr::T(Schema::Object(Object::default())) };
    if let Some(Value::String(location)) = members.get("$ref") {
        let mut reference = Ref::default();
        reference.ref_location.clone_from(location);
        return RefOr::Ref(reference);
    }
    let is_array = match members.get("type") {
        Some(Value::String(name)) => name == "array",
        Some(Value::Array(names)) => names.first().is_some_and(|name| name == "array"),
        _ => false,
    };
    if is_array && members.contains_key("items") {
        return RefOr::T(Schema::Array(array(members)));
    }
    let mut object = Object::default();
    object.schema_type = take_type(&mut members);
    object.title = take_text(&mut members, "title");
    object.format = take_text(&mut members, "format").map(SchemaFormat::Custom);
    object.description = take_text(&mut members, "description");
    object.default = members.remove("default");
    object.enum_values = take_list(&mut members, "enum");
    object.examples = take_list(&mut members, "examples").unwrap_or_default();
    object.deprecated = take_flag(&mut members, "deprecated").map(|_| Deprecated::True);
    object.read_only = take_flag(&mut members, "readOnly");
    object.write_only = take_flag(&mut members, "writeOnly");
    object.pattern = take_text(&mut members, "pattern");
    object.content_encoding = take_text(&mut members, "contentEncoding").unwrap_or_default();
    object.max_length = take_count(&mut members, "maxLength");
    object.min_length = take_count(&mut members, "minLength");
    object.max_properties = take_count(&mut members, "maxProperties");
    object.min_properties = take_count(&mut members, "minProperties");
    object.multiple_of = take_number(&mut members, "multipleOf");
    object.maximum = take_number(&mut members, "maximum");
    object.minimum = take_number(&mut members, "minimum");
    object.exclusive_maximum = take_number(&mut members, "exclusiveMaximum");
    object.exclusive_minimum = take_number(&mut members, "exclusiveMinimum");
    let required = take_list(&mut members, "required").unwrap_or_default();
    object.required = required.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    if let Some(Value::Object(properties)) = members.remove("properties") {
        object.properties = properties.into_iter().map(|(name, property)| (name, schema(property))).collect();
    }
    object.additional_properties = members.remove("additionalProperties").map(|additional| {
        Box::new(match additional {
            Value::Bool(allowed) => AdditionalProperties::FreeForm(allowed),
            described => AdditionalProperties::RefOr(schema(described)),
        })
    });
    if let Some(xml) = members.remove("xml") {
        object.xml = carry_or(xml, "xml", &mut members);
    }
    extend(&mut object.extensions, members);
    RefOr::T(Schema::Object(object))
}

fn array(mut members: Map<String, Value>) -> Array {
    let mut array = Array::default();
    array.schema_type = take_type(&mut members);
    array.title = take_text(&mut members, "title");
    array.description = take_text(&mut members, "description");
    array.default = members.remove("default");
    array.examples = take_list(&mut members, "examples").unwrap_or_default();
    array.deprecated = take_flag(&mut members, "deprecated").map(|_| Deprecated::True);
    array.max_items = take_count(&mut members, "maxItems");
    array.min_items = take_count(&mut members, "minItems");
    array.unique_items = take_flag(&mut members, "uniqueItems").unwrap_or(false);
    let items = members.remove("items").unwrap_or_default();
    array.items = ArrayItems::RefOrSchema(Box::new(schema(items)));
    if let Some(xml) = members.remove("xml") {
        array.xml = carry_or(xml, "xml", &mut members);
    }
    extend(&mut array.extensions, members);
    array
}

fn take_type(members: &mut Map<String, Value>) -> SchemaType {
    let one = |name: &Value| match name.as_str() {
        Some("boolean") => Type::Boolean,
        Some("integer") => Type::Integer,
        Some("number") => Type::Number,
        Some("string") => Type::String,
        Some("array") => Type::Array,
        Some("null") => Type::Null,
        _ => Type::Object,
    };
    match members.remove("type") {
        None => SchemaType::AnyValue,
        Some(Value::Array(names)) => SchemaType::Array(names.iter().map(one).collect()),
        Some(name) => SchemaType::Type(one(&name)),
    }
}

fn take_text(members: &mut Map<String, Value>, name: &str) -> Option<String> {
    match members.remove(name)? {
        // Some fields of utoipa take the empty text for none.
        Value::String(text) if text.is_empty() => {
            members.insert(name.to_owned(), Value::String(text));
            None
        }
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn take_list(members: &mut Map<String, Value>, name: &str) -> Option<Vec<Value>> {
    match members.remove(name)? {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

fn take_flag(members: &mut Map<String, Value>, name: &str) -> Option<bool> {
    members.remove(name)?.as_bool()
}

fn take_count(members: &mut Map<String, Value>, name: &str) -> Option<usize> {
    usize::try_from(members.remove(name)?.as_u64()?).ok()
}

/// Floats without a fraction stay behind: utoipa writes them as integers.
fn take_number(members: &mut Map<String, Value>, name: &str) -> Option<Number> {
    let number = match members.get(name)? {
        Value::Number(number) if number.is_i64() => Number::Int(isize::try_from(number.as_i64()?).ok()?),
        Value::Number(number) if number.is_u64() => Number::UInt(usize::try_from(number.as_u64()?).ok()?),
        Value::Number(number) => Number::Float(number.as_f64().filter(|float| float.fract() != 0.0)?),
        _ => return None,
    };
    members.remove(name);
    Some(number)
}
