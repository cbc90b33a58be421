//! Holds generated types against the tables: what a table allows must decode, and encode to the same JSON; what it
//! requires must be missed where it is missing.
//!
//! Instances are made from the tables alone, so a serde attribute that does not follow its table shows.
//!
//! Bodies of requests are decoded in two ways, which [`compare_ways`] holds against each other.

mod mutations;
mod sample;
mod texts;
mod ways;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use mutations::mutations;
pub use ways::{Ways, compare_ways};

use crate::body::typed::Reading;
use crate::decode::from_value;
use crate::equality::equal;
use crate::json;
use crate::operation::ParameterInfo;
use crate::parameters::kinds::item_schema;
use crate::schema::{AdditionalProperties, Schema, SchemaRef, SchemaType};
use crate::validate::{Direction, is_valid, strip_read_only, strip_write_only};

/// The most instances that are made of one type.
const MAXIMUM_INSTANCES: usize = 400;

/// A generated type and what it was generated from.
#[derive(Clone, Copy, Debug)]
pub struct TypeInfo {
    pub name: &'static str,
    pub shape: Shape,
    /// Decodes into the type and encodes again: [`round_trip`], or [`round_trip_of_value`].
    pub round_trip: fn(Given<'_>) -> Result<Value, String>,
}

/// What a type stands for.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Schema(SchemaRef),
    /// A parameters struct, by the names of its fields.
    Parameters(&'static [ParameterInfo]),
}

/// What a type is to decode.
pub struct Given<'text>(Source<'text>);

enum Source<'text> {
    /// What was validated.
    Value(Value),
    /// A body, straight into the type if that is sure to be right.
    Text(Reading, &'text [u8]),
    /// A body, by a tree of values.
    Tree(Reading, &'text [u8]),
}

/// The `round_trip` of a type of request bodies.
///
/// # Errors
///
/// Where it is not decoded, or not encoded.
pub fn round_trip<T: Serialize + DeserializeOwned>(given: Given<'_>) -> Result<Value, String> {
    match given.0 {
        Source::Text(reading, text) => encode(reading.decode_directly::<T>(text).ok_or("left to the tree")?),
        Source::Tree(reading, text) => {
            encode(reading.decode::<T>(|| json::read(text, reading.nul)).map_err(|refusal| format!("{refusal:?}"))?)
        }
        Source::Value(_) => round_trip_of_value::<T>(given),
    }
}

/// What is said of a body by types that are never one.
const NO_BODY: &str = "is never a body";

/// The `round_trip` of any other type.
///
/// # Errors
///
/// Where it is not decoded, or not encoded.
pub fn round_trip_of_value<T: Serialize + DeserializeOwned>(given: Given<'_>) -> Result<Value, String> {
    match given.0 {
        Source::Value(value) => encode(from_value::<T>(value).map_err(|failure| failure.to_string())?),
        Source::Text(..) | Source::Tree(..) => Err(NO_BODY.to_owned()),
    }
}

fn encode<T: Serialize>(decoded: T) -> Result<Value, String> {
    serde_json::to_value(decoded).map_err(|error| error.to_string())
}

/// Instances of a schema: with everything, with only what is required, and with each alternative in its turn. They are
/// valid, as far as that can be made up from the table.
pub fn instances(schema: SchemaRef) -> Vec<Value> {
    sample::instances(schema.get())
}

/// The instances that are sent this way: without what only travels the other way, at any depth.
pub fn sent_instances(schema: SchemaRef, direction: Direction) -> Vec<Value> {
    let sent = |mut value: Value| {
        match direction {
            Direction::Request => strip_read_only(schema, &mut value),
            Direction::Response => strip_write_only(schema, &mut value),
            Direction::Either => {}
        }
        is_valid(schema, &value, direction).then_some(value)
    };
    instances(schema).into_iter().filter_map(sent).collect()
}

/// Every way in which a type does not follow its table, in words; empty where all do.
pub fn check(types: &[TypeInfo]) -> Vec<String> {
    let mut faults = Vec::new();
    for info in types {
        match info.shape {
            Shape::Schema(schema) => check_schema(info, schema, &mut faults),
            Shape::Parameters(parameters) => check_parameters(info, parameters, &mut faults),
        }
    }
    faults
}

fn check_schema(info: &TypeInfo, reference: SchemaRef, faults: &mut Vec<String>) {
    let schema = reference.get();
    for instance in sample::instances(schema).into_iter().take(MAXIMUM_INSTANCES) {
        check_instance(info, instance, &|encoded, instance| liken(encoded, instance, &[reference]), faults);
    }
    let Value::Object(full) = sample::full(schema) else {
        check_unknown_choice(info, schema, faults);
        return;
    };
    // In a union, another alternative might do without.
    if !schema.one_of.is_empty() || !schema.any_of.is_empty() {
        return;
    }
    for name in required(schema) {
        let Some(found) = property(schema, name).map(SchemaRef::get) else { continue };
        if can_be_missed(found) {
            check_missing(info, &full, name, faults);
        }
    }
}

fn check_parameters(info: &TypeInfo, parameters: &'static [ParameterInfo], faults: &mut Vec<String>) {
    // Text of a media type has no form that could be made up from its schema.
    if parameters.iter().any(crate::parameters::is_text) {
        return;
    }
    let parameters: Vec<&'static ParameterInfo> = parameters.iter().filter(|one| !one.is_ignored()).collect();
    // What has a default is never absent: the runtime fills it in.
    let is_certain = |parameter: &ParameterInfo| parameter.required || parameter.schema.get().default.is_some();
    // One of which no instance is found is left out; without one that has to be there, nothing can be said.
    let of = |make: fn(&'static Schema) -> Value, is_wanted: &dyn Fn(&ParameterInfo) -> bool| {
        let mut members = Map::new();
        for parameter in parameters.iter().filter(|parameter| is_wanted(parameter)) {
            let value = make(parameter.schema.get());
            match is_valid(parameter.schema, &value, Direction::Either) {
                true => drop(members.insert(parameter.field.to_owned(), value)),
                false if is_certain(parameter) => return None,
                false => {}
            }
        }
        Some(members)
    };
    let Some(full) = of(sample::full, &|_| true) else { return };
    let minimal = of(sample::minimal, &is_certain);
    let mut instances: Vec<Value> = [Some(full.clone()), minimal].into_iter().flatten().map(Value::Object).collect();
    for parameter in &parameters {
        for value in sample::instances(parameter.schema.get()) {
            let mut instance = full.clone();
            instance.insert(parameter.field.to_owned(), value);
            instances.push(Value::Object(instance));
        }
    }
    let liken = |encoded: &mut Value, instance: &mut Value| {
        let schemas = |field: &str| {
            let schema = parameters.iter().find(|parameter| parameter.field == field).map(|found| found.schema);
            schema.into_iter().collect()
        };
        liken_members(encoded, instance, &schemas);
    };
    for instance in instances.into_iter().take(MAXIMUM_INSTANCES) {
        check_instance(info, instance, &liken, faults);
    }
    for parameter in parameters.iter().filter(|parameter| parameter.required) {
        if can_be_missed(parameter.schema.get()) {
            check_missing(info, &full, parameter.field, faults);
        }
    }
}

/// `liken` takes from what is encoded and from the instance in what they may differ.
fn check_instance(
    info: &TypeInfo,
    mut instance: Value,
    liken: &dyn Fn(&mut Value, &mut Value),
    faults: &mut Vec<String>,
) {
    let given = instance.to_string();
    match (info.round_trip)(Given(Source::Value(instance.clone()))) {
        Err(error) => faults.push(format!("{}: {given} is valid and does not decode: {error}", info.name)),
        Ok(mut encoded) => {
            let got = encoded.to_string();
            liken(&mut encoded, &mut instance);
            if !equal(&encoded, &instance) {
                faults.push(format!("{}: {given} decodes, and is encoded as {got}", info.name));
            }
        }
    }
}

/// A type fills in documented defaults, and does not keep members that are only let through, as what another
/// alternative would have: at any depth, that is no difference.
fn liken(encoded: &mut Value, instance: &mut Value, schemas: &[SchemaRef]) {
    let mut holding = Vec::new();
    schemas.iter().for_each(|schema| hold(*schema, instance, &mut holding));
    if let (Value::Array(encoded), Value::Array(instance)) = (&mut *encoded, &mut *instance) {
        for (index, (value, before)) in encoded.iter_mut().zip(instance).enumerate() {
            let items: Vec<SchemaRef> = holding.iter().filter_map(|schema| item_schema(schema, index)).collect();
            liken(value, before, &items);
        }
    }
    let schemas = |name: &str| holding.iter().flat_map(|schema| schemas_of_member(schema, name)).collect();
    liken_members(encoded, instance, &schemas);
}

/// `schemas` are those that describe a member.
fn liken_members(encoded: &mut Value, instance: &mut Value, schemas: &dyn Fn(&str) -> Vec<SchemaRef>) {
    let (Value::Object(encoded), Value::Object(instance)) = (encoded, instance) else { return };
    encoded.retain(|name, value| {
        let schemas = schemas(name);
        let Some(before) = instance.get_mut(name) else {
            let mut defaults = schemas.iter().filter_map(|schema| schema.get().default);
            return !defaults.any(|default| equal(&default.to_value(), value));
        };
        liken(value, before, &schemas);
        true
    });
    instance.retain(|name, _| encoded.contains_key(name) || !schemas(name).is_empty());
}

/// Collects the schemas that hold for an instance: the schema, what it consists of, and the alternatives that fit.
fn hold(reference: SchemaRef, instance: &Value, holding: &mut Vec<&'static Schema>) {
    let schema = reference.get();
    holding.push(schema);
    schema.all_of.iter().for_each(|part| hold(*part, instance, holding));
    let alternatives = schema.one_of.iter().chain(schema.any_of);
    for alternative in alternatives.filter(|alternative| is_valid(**alternative, instance, Direction::Either)) {
        hold(*alternative, instance, holding);
    }
}

/// What a schema says of a member that it describes.
fn schemas_of_member(schema: &Schema, name: &str) -> Vec<SchemaRef> {
    static ANY: Schema = Schema::ANY;
    let property = schema.properties.iter().find(|property| property.name == name).map(|property| property.schema);
    let by_pattern = schema.newer.and_then(|newer| newer.pattern_property(name));
    let described: Vec<SchemaRef> = property.into_iter().chain(by_pattern).collect();
    match schema.additional_properties {
        _ if !described.is_empty() => described,
        AdditionalProperties::Schema(additional) => vec![additional],
        AdditionalProperties::Allowed => vec![SchemaRef::Inline(&ANY)],
        AdditionalProperties::Unspecified | AdditionalProperties::Forbidden => Vec::new(),
    }
}

fn check_missing(info: &TypeInfo, full: &Map<String, Value>, name: &str, faults: &mut Vec<String>) {
    let mut instance = full.clone();
    if instance.remove(name).is_some() && (info.round_trip)(Given(Source::Value(Value::Object(instance)))).is_ok() {
        faults.push(format!("{}: decodes without `{name}`, which is required", info.name));
    }
}

/// A value that an enumeration does not have must not decode.
fn check_unknown_choice(info: &TypeInfo, schema: &'static Schema, faults: &mut Vec<String>) {
    let unknown = Value::from("no such choice");
    let is_closed = schema.schema_type == SchemaType::String
        && !schema.enumeration.is_empty()
        && !is_valid(SchemaRef::Inline(schema), &unknown, Direction::Either);
    if is_closed && (info.round_trip)(Given(Source::Value(unknown))).is_ok() {
        faults.push(format!("{}: decodes a value that is not among its choices", info.name));
    }
}

/// Whether the absence of a value of this schema can be told from its presence.
fn can_be_missed(schema: &Schema) -> bool {
    let is_nullable_alternative = |member: &SchemaRef| member.get().nullable;
    !schema.nullable
        && !schema.read_only
        && !schema.write_only
        && schema.default.is_none()
        && !schema.types().is_empty()
        && !schema.all_of.iter().any(is_nullable_alternative)
}

fn property(schema: &'static Schema, name: &str) -> Option<SchemaRef> {
    let own = schema.properties.iter().find(|property| property.name == name).map(|property| property.schema);
    own.or_else(|| schema.all_of.iter().find_map(|member| property(member.get(), name)))
}

fn required(schema: &'static Schema) -> Vec<&'static str> {
    let mut names = schema.required.to_vec();
    for member in schema.all_of {
        names.extend(required(member.get()));
    }
    names
}

#[cfg(test)]
mod tests;
