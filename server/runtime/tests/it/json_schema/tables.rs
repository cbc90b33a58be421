//! Tables of the suite's schemas, as the generator would write them.
//!
//! A table that refers to itself can only be a static: references are unfolded instead, deeper than the suite's instances
//! nest. Patterns are run as they are written; their translation has tests of its own.

use roster_runtime::schema::*;
use serde_json::{Map, Value};

use crate::harness::{inline, leak};

/// How often a reference is unfolded within itself.
const UNFOLDED: usize = 4;

/// Keywords that say nothing of which values are valid.
const ANNOTATIONS: [&str; 12] = [
    "$anchor",
    "$comment",
    "$defs",
    "$schema",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "deprecated",
    "description",
    "examples",
    "title",
];

/// The table of a schema, or what there is no table for.
pub(super) fn table(schema: &Value) -> Result<SchemaRef, String> {
    Tables { root: schema, unfolding: Vec::new() }.schema(schema)
}

struct Tables<'suite> {
    root: &'suite Value,
    /// The references that are being unfolded.
    unfolding: Vec<&'suite str>,
}

impl<'suite> Tables<'suite> {
    fn schema(&mut self, node: &'suite Value) -> Result<SchemaRef, String> {
        match node {
            Value::Object(members) => self.keywords(members).map(inline),
            Value::Bool(false) => Ok(SchemaRef::Inline(&Schema::NOTHING)),
            _ => Ok(SchemaRef::Inline(&Schema::ANY)),
        }
    }

    fn keywords(&mut self, members: &'suite Map<String, Value>) -> Result<Schema, String> {
        let mut schema = Schema::ANY;
        let mut newer = NewerKeywords::NONE;
        // A reference with keywords beside it is one more part.
        let mut parts = Vec::new();
        for (keyword, value) in members {
            match keyword.as_str() {
                "type" => set_types(&mut schema, &mut newer, value),
                "const" => newer.constant = Some(literal(value)),
                "enum" => schema.enumeration = self.list(value, |_, item| Ok(literal(item)))?,
                "format" => schema.format = value.as_str().map(text),
                "minimum" => schema.minimum = bound(value),
                "maximum" => schema.maximum = bound(value),
                "exclusiveMinimum" => schema.exclusive_minimum = bound(value),
                "exclusiveMaximum" => schema.exclusive_maximum = bound(value),
                "multipleOf" => schema.multiple_of = bound(value),
                "minLength" => schema.min_length = count(value),
                "maxLength" => schema.max_length = count(value),
                "pattern" => schema.pattern = Some(pattern(value.as_str().unwrap_or_default())),
                "prefixItems" => newer.prefix_items = self.list(value, Self::schema)?,
                "contains" => newer.contains = Some(self.schema(value)?),
                "minContains" => newer.min_contains = count(value),
                "maxContains" => newer.max_contains = count(value),
                "patternProperties" => newer.pattern_properties = self.pattern_properties(value)?,
                "propertyNames" => newer.property_names = Some(self.schema(value)?),
                "dependentRequired" => newer.dependent_required = dependent_required(value),
                "dependentSchemas" => newer.dependent_schemas = self.properties(value)?,
                "unevaluatedItems" => newer.unevaluated_items = Some(self.schema(value)?),
                "unevaluatedProperties" => newer.unevaluated_properties = Some(self.schema(value)?),
                "if" => newer.condition = Some(self.schema(value)?),
                "then" => newer.consequence = Some(self.schema(value)?),
                "else" => newer.alternative = Some(self.schema(value)?),
                "items" => schema.items = Some(self.schema(value)?),
                "minItems" => schema.min_items = count(value),
                "maxItems" => schema.max_items = count(value),
                "uniqueItems" => schema.unique_items = value == true,
                "properties" => schema.properties = self.properties(value)?,
                "required" => schema.required = names(value),
                "additionalProperties" => schema.additional_properties = self.additional(value)?,
                "minProperties" => schema.min_properties = count(value),
                "maxProperties" => schema.max_properties = count(value),
                "$ref" => parts.insert(0, self.reference(value.as_str().unwrap_or_default())?),
                "allOf" => parts.extend(self.list(value, Self::schema)?),
                "oneOf" => schema.one_of = self.list(value, Self::schema)?,
                "anyOf" => schema.any_of = self.list(value, Self::schema)?,
                "not" => schema.not = Some(self.schema(value)?),
                annotation if ANNOTATIONS.contains(&annotation) => {}
                other => return Err(format!("`{other}`")),
            }
        }
        schema.all_of = parts.leak();
        schema.newer = Some(leak(newer));
        Ok(schema)
    }

    fn reference(&mut self, text: &'suite str) -> Result<SchemaRef, String> {
        let target = self.target(text).ok_or_else(|| format!("the reference {text}"))?;
        if self.unfolding.iter().filter(|unfolding| **unfolding == text).count() == UNFOLDED {
            return Ok(SchemaRef::Inline(&Schema::ANY));
        }
        self.unfolding.push(text);
        let schema = self.schema(target);
        self.unfolding.pop();
        schema
    }

    /// What a reference within the document leads to.
    fn target(&self, text: &str) -> Option<&'suite Value> {
        let fragment = percent_encoding::percent_decode_str(text.strip_prefix('#')?).decode_utf8().ok()?;
        self.root.pointer(&fragment).or_else(|| anchored(self.root, &fragment))
    }

    fn list<T: 'static>(
        &mut self,
        value: &'suite Value,
        mut item: impl FnMut(&mut Self, &'suite Value) -> Result<T, String>,
    ) -> Result<&'static [T], String> {
        let items: Result<Vec<T>, String> = value.as_array().into_iter().flatten().map(|it| item(self, it)).collect();
        Ok(items?.leak())
    }

    fn properties(&mut self, value: &'suite Value) -> Result<&'static [Property], String> {
        let mut properties = Vec::new();
        for (name, node) in value.as_object().into_iter().flatten() {
            properties.push(Property { name: text(name), schema: self.schema(node)? });
        }
        Ok(properties.leak())
    }

    fn pattern_properties(&mut self, value: &'suite Value) -> Result<&'static [PatternProperty], String> {
        let mut properties = Vec::new();
        for (expression, node) in value.as_object().into_iter().flatten() {
            properties.push(PatternProperty { pattern: pattern(expression), schema: self.schema(node)? });
        }
        Ok(properties.leak())
    }

    fn additional(&mut self, value: &'suite Value) -> Result<AdditionalProperties, String> {
        Ok(match value {
            Value::Bool(true) => AdditionalProperties::Allowed,
            Value::Bool(false) => AdditionalProperties::Forbidden,
            schema => AdditionalProperties::Schema(self.schema(schema)?),
        })
    }
}

/// The schema with an `$anchor`.
fn anchored<'suite>(node: &'suite Value, name: &str) -> Option<&'suite Value> {
    match node {
        Value::Object(members) if members.get("$anchor").is_some_and(|anchor| anchor == name) => Some(node),
        Value::Object(members) => members.values().find_map(|inner| anchored(inner, name)),
        Value::Array(items) => items.iter().find_map(|inner| anchored(inner, name)),
        _ => None,
    }
}

fn text(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn names(value: &Value) -> &'static [&'static str] {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(text).collect::<Vec<_>>().leak()
}

fn dependent_required(value: &Value) -> &'static [DependentRequired] {
    let members = value.as_object().into_iter().flatten();
    let dependent = members.map(|(name, value)| DependentRequired { property: text(name), required: names(value) });
    dependent.collect::<Vec<_>>().leak()
}

fn pattern(documented: &str) -> &'static Pattern {
    leak(Pattern::new(text(documented), text(documented)))
}

/// Counts may be written with a fraction of zero.
fn count(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_f64().map(|count| count as u64))
}

fn bound(value: &Value) -> Option<Bound> {
    let number = value.as_number()?;
    let integer = number.as_i64().map(Bound::Integer).or(number.as_u64().map(Bound::Unsigned));
    integer.or(number.as_f64().map(Bound::Number))
}

/// As the generator has it: null beside other types is what OpenAPI 3.0 calls nullable.
fn set_types(schema: &mut Schema, newer: &mut NewerKeywords, value: &Value) {
    let names = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let types: Vec<SchemaType> = names.iter().filter_map(|name| schema_type(name.as_str()?)).collect();
    let others: Vec<SchemaType> = types.iter().copied().filter(|one| *one != SchemaType::Null).collect();
    schema.nullable = !others.is_empty() && others.len() < types.len();
    match others.as_slice() {
        [] => schema.schema_type = SchemaType::Null,
        [one] => schema.schema_type = *one,
        _ => newer.types = others.leak(),
    }
}

fn schema_type(name: &str) -> Option<SchemaType> {
    Some(match name {
        "null" => SchemaType::Null,
        "boolean" => SchemaType::Boolean,
        "integer" => SchemaType::Integer,
        "number" => SchemaType::Number,
        "string" => SchemaType::String,
        "array" => SchemaType::Array,
        "object" => SchemaType::Object,
        _ => return None,
    })
}

fn literal(value: &Value) -> Literal {
    match value {
        Value::Null => Literal::Null,
        Value::Bool(flag) => Literal::Boolean(*flag),
        Value::String(value) => Literal::String(text(value)),
        Value::Number(_) => match bound(value) {
            Some(Bound::Integer(integer)) => Literal::Integer(integer),
            Some(Bound::Unsigned(integer)) => Literal::Unsigned(integer),
            Some(Bound::Number(number)) => Literal::Number(number),
            None => Literal::Null,
        },
        other => Literal::Json(text(&other.to_string())),
    }
}
