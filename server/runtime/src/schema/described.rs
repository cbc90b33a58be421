//! Schemas as JSON Schema of OpenAPI 3.1, which the derived document holds.

use serde_json::{Map, Value, json};

use super::{
    AdditionalProperties, Bound, Discriminator, Literal, NewerKeywords, Property, Schema, SchemaRef, SchemaType,
};

impl NewerKeywords {
    fn put_into(&self, mut put: impl FnMut(&str, Option<Value>)) {
        put("const", self.constant.map(Literal::to_value));
        put("exclusiveMinimum", self.exclusive_minimum.map(bound));
        put("exclusiveMaximum", self.exclusive_maximum.map(bound));
        put("prefixItems", list(self.prefix_items.iter().copied().map(SchemaRef::to_value)));
        put("contains", self.contains.map(SchemaRef::to_value));
        put("minContains", self.min_contains.map(Value::from));
        put("maxContains", self.max_contains.map(Value::from));
        let patterns = self.pattern_properties.iter();
        put("patternProperties", object(patterns.map(|one| (one.pattern.documented, one.schema.to_value()))));
        put("propertyNames", self.property_names.map(SchemaRef::to_value));
        let dependent = self.dependent_required.iter();
        put("dependentRequired", object(dependent.map(|one| (one.property, json!(one.required)))));
        put("dependentSchemas", properties(self.dependent_schemas));
        put("unevaluatedItems", self.unevaluated_items.map(SchemaRef::to_value));
        put("unevaluatedProperties", self.unevaluated_properties.map(SchemaRef::to_value));
        put("if", self.condition.map(SchemaRef::to_value));
        put("then", self.consequence.map(SchemaRef::to_value));
        put("else", self.alternative.map(SchemaRef::to_value));
        put("contentMediaType", self.content.map(|_| "application/json".into()));
        put("contentSchema", self.content.map(SchemaRef::to_value));
    }
}

impl Schema {
    pub(crate) fn to_value(&self) -> Value {
        if self.newer.is_some_and(|newer| newer.nothing) {
            return json!({"not": {}});
        }
        let mut members = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                members.insert(name.to_owned(), value);
            }
        };
        put("type", type_of(self));
        match self.format {
            Some("byte") => put("contentEncoding", Some("base64".into())),
            format => put("format", format.map(Value::from)),
        }
        put("default", self.default.map(|literal| literal.to_value()));
        put("enum", list(self.enumeration.iter().map(|literal| literal.to_value())));
        put("deprecated", flag(self.deprecated));
        put("readOnly", flag(self.read_only));
        put("writeOnly", flag(self.write_only));

        put("minimum", self.minimum.map(bound));
        put("maximum", self.maximum.map(bound));
        put("multipleOf", self.multiple_of.map(bound));
        put("minLength", self.min_length.map(Value::from));
        put("maxLength", self.max_length.map(Value::from));
        put("pattern", self.pattern.map(|pattern| pattern.documented.into()));

        put("items", self.items.map(SchemaRef::to_value));
        put("minItems", self.min_items.map(Value::from));
        put("maxItems", self.max_items.map(Value::from));
        put("uniqueItems", flag(self.unique_items));

        put("properties", properties(self.properties));
        put("required", list(self.required.iter().map(|name| Value::from(*name))));
        put(
            "additionalProperties",
            match self.additional_properties {
                AdditionalProperties::Unspecified => None,
                AdditionalProperties::Allowed => Some(true.into()),
                AdditionalProperties::Forbidden => Some(false.into()),
                AdditionalProperties::Schema(schema) => Some(schema.to_value()),
            },
        );
        put("minProperties", self.min_properties.map(Value::from));
        put("maxProperties", self.max_properties.map(Value::from));

        put("allOf", list(self.all_of.iter().copied().map(SchemaRef::to_value)));
        put("oneOf", list(self.one_of.iter().copied().map(SchemaRef::to_value)));
        put("anyOf", list(self.any_of.iter().copied().map(SchemaRef::to_value)));
        put("not", self.not.map(SchemaRef::to_value));
        put("discriminator", self.discriminator.map(discriminator));
        if let Some(newer) = self.newer {
            newer.put_into(&mut put);
        }
        let statuses = self.violation_statuses.iter();
        put("x-violation-statuses", object(statuses.map(|(keyword, status)| (*keyword, (*status).into()))));
        Value::Object(members)
    }
}

fn type_of(schema: &Schema) -> Option<Value> {
    let name = |schema_type: &SchemaType| match schema_type {
        SchemaType::Any => None,
        SchemaType::Null => Some("null"),
        SchemaType::Boolean => Some("boolean"),
        SchemaType::Integer => Some("integer"),
        SchemaType::Number => Some("number"),
        SchemaType::String => Some("string"),
        SchemaType::Array => Some("array"),
        SchemaType::Object => Some("object"),
    };
    let mut names: Vec<&str> = schema.types().iter().filter_map(name).collect();
    if schema.nullable && !names.is_empty() {
        names.push("null");
    }
    match names.as_slice() {
        [] => None,
        [one] => Some((*one).into()),
        several => Some(json!(several)),
    }
}

fn discriminator(discriminator: &Discriminator) -> Value {
    let mut described = json!({"propertyName": discriminator.property});
    let reference = |name: &str| Value::from(format!("#/components/schemas/{name}"));
    if let Some(default) = discriminator.default {
        described["defaultMapping"] = reference(default);
    }
    if !discriminator.mapping.is_empty() {
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

fn properties(properties: &[Property]) -> Option<Value> {
    object(properties.iter().map(|property| (property.name, property.schema.to_value())))
}

fn object(members: impl Iterator<Item = (&'static str, Value)>) -> Option<Value> {
    let members: Map<String, Value> = members.map(|(name, value)| (name.to_owned(), value)).collect();
    (!members.is_empty()).then_some(Value::Object(members))
}

fn flag(is_set: bool) -> Option<Value> {
    is_set.then_some(Value::Bool(true))
}

fn list(items: impl Iterator<Item = Value>) -> Option<Value> {
    let items: Vec<Value> = items.collect();
    (!items.is_empty()).then_some(Value::Array(items))
}
