//! `application/x-www-form-urlencoded`: fields by the styles that the media type's `encoding` gives them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::content_type::is_json;
use super::json::{self, Fault};
use crate::operation::{EncodingInfo, MediaTypeInfo, ParameterStyle};
use crate::parameters::Parsed;
use crate::parameters::kinds::{Kinds, member_names, member_schema};
use crate::parameters::pairs::Pairs;
use crate::parameters::style::Notation;
use crate::schema::{AdditionalProperties, Schema};
use crate::validate::{Segment, write_pointer};

/// The form as a JSON object, or every fault of its fields.
pub(super) fn read(media_type: &'static MediaTypeInfo, text: &[u8]) -> Result<Value, Vec<Fault>> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Err(vec![(String::new(), "must be text in UTF-8".to_owned())]);
    };
    let pairs = Pairs::parse(text);
    let schema = media_type.schema.map_or(&Schema::ANY, crate::schema::SchemaRef::get);
    let object = Kinds::of(schema).object.unwrap_or(schema);
    let documented = member_names(object);
    let mut members = Map::new();
    let mut faults = Vec::new();
    for name in &documented {
        let encoding = media_type.encoding.iter().find(|encoding| encoding.property == *name);
        match read_field(object, name, encoding, &pairs) {
            Ok(Some(value)) => {
                members.insert((*name).to_owned(), value);
            }
            Ok(None) => {}
            Err(detail) => faults.push((format!("/{name}"), detail)),
        }
    }
    if !matches!(object.additional_properties, AdditionalProperties::Unspecified) || documented.is_empty() {
        read_others(object, &documented, &pairs, &mut members, &mut faults);
    }
    if faults.is_empty() { Ok(Value::Object(members)) } else { Err(faults) }
}

fn read_field(
    object: &'static Schema,
    name: &str,
    encoding: Option<&EncodingInfo>,
    pairs: &Pairs<'_>,
) -> Result<Option<Value>, String> {
    let Some(schema) = member_schema(object, name) else { return Ok(None) };
    let style = encoding.and_then(|encoding| encoding.style).unwrap_or(ParameterStyle::Form);
    let explode = encoding.and_then(|encoding| encoding.explode).unwrap_or(style == ParameterStyle::Form);
    let is_there = pairs.contains(name) || (style == ParameterStyle::DeepObject && pairs.nested(name).next().is_some());
    if !is_there {
        return Ok(None);
    }
    let has_style = encoding.is_some_and(|encoding| encoding.style.is_some());
    let is_object = Kinds::of(schema.get()).object.is_some();
    if encoding.and_then(|encoding| encoding.content_type).is_some_and(is_json) || (is_object && !has_style) {
        return read_json_field(name, pairs).map(Some);
    }
    let notation = Notation { style, explode, allow_empty_value: false, schema: schema.get() };
    match notation.pairs(name, pairs)? {
        Parsed::Value(value) => Ok(Some(value)),
        Parsed::Absent => Ok(None),
        Parsed::Invalid(_, detail) => Err(detail),
    }
}

/// A field whose value is JSON text: what an object is without a style of its own.
fn read_json_field(name: &str, pairs: &Pairs<'_>) -> Result<Value, String> {
    let text = Notation { style: ParameterStyle::Form, explode: true, allow_empty_value: false, schema: &Schema::ANY };
    let Parsed::Value(Value::String(text)) = text.pairs(name, pairs)? else {
        return Err("must be given once".to_owned());
    };
    json::read(text.as_bytes()).map_err(|faults| faults.into_iter().next().unwrap_or_default().1)
}

/// Fields without a documented name, where the schema has something to say of them.
fn read_others(
    object: &'static Schema,
    documented: &[&str],
    pairs: &Pairs<'_>,
    members: &mut Map<String, Value>,
    faults: &mut Vec<Fault>,
) {
    let mut others: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in pairs.iter().filter(|(name, _)| !documented.contains(name)) {
        others.entry(name).or_default().push(value);
    }
    for (name, values) in others {
        let schema = member_schema(object, name).map_or(&Schema::ANY, crate::schema::SchemaRef::get);
        let notation = Notation { style: ParameterStyle::Form, explode: true, allow_empty_value: false, schema };
        match notation.values(&values) {
            Ok(Parsed::Value(value)) => {
                members.insert(name.to_owned(), value);
            }
            Ok(_) => {}
            Err(detail) => faults.push((write_pointer(&[Segment::Name(name)]), detail)),
        }
    }
}
