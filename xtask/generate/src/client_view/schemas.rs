//! Schemas of the view: references to the layer's models, and scalars and arrays that typify can take.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::{Normaliser, Rewrite};
use roster_document::{Keyword, Schema, SchemaRef, SchemaType};

impl Normaliser<'_> {
    pub(super) fn schema(&mut self, id: &str, schema: SchemaRef) -> Value {
        let model = match schema {
            SchemaRef::Inline(inline) => self.models.inline.get(&inline),
            SchemaRef::Component(_) => {
                self.document.schemas.component(schema).and_then(|name| self.models.components.get(name))
            }
        };
        if let Some(name) = model {
            return reference(name);
        }
        let schema = self.document.schema(schema);
        let types: Vec<SchemaType> = schema.types().collect();
        if types.len() > 1 {
            let alternatives = types.iter().map(|one| match one {
                SchemaType::Array => json!({"type": "array", "items": {}}),
                SchemaType::Object => json!({"type": "object"}),
                scalar => Value::Object(self.keywords(id, schema, *scalar)),
            });
            return json!({"oneOf": alternatives.collect::<Vec<_>>()});
        }
        match schema.schema_type() {
            Some(SchemaType::Array) => {
                // Of items with a schema each there is no one type.
                let items = schema.items().filter(|_| schema.schemas("prefixItems").is_empty());
                let items = items.map_or_else(|| json!({}), |items| self.schema(id, items));
                let mut view = self.keywords(id, schema, SchemaType::Array);
                view.insert("items".to_owned(), items);
                Value::Object(view)
            }
            Some(schema_type) if schema_type.is_scalar() => Value::Object(self.keywords(id, schema, schema_type)),
            // Objects without properties, and unions that the IR gives no type of their own.
            _ => json!({}),
        }
    }

    fn keywords(&mut self, id: &str, schema: &Schema, schema_type: SchemaType) -> Map<String, Value> {
        let mut view = Map::new();
        // Typify would make a type of its own for every parameter.
        let constrains = |keyword: &Keyword| keyword.types.contains(&schema_type) && keyword.relation.is_none();
        if schema.keywords().any(constrains) {
            self.note(Rewrite::ConstraintsLeftOut, &schema.location, id, "the server checks them");
        }
        view.insert("type".to_owned(), json!(schema_type.name()));
        if schema.nullable() {
            view.insert("nullable".to_owned(), json!(true));
        }
        let left_out = |key: &str| format!("`{key}` of {}", schema_type.name());
        if let Some(format) = schema.format() {
            match schema_type.is_scalar() && schema_type != SchemaType::Boolean {
                true => drop(view.insert("format".to_owned(), json!(format))),
                false => self.note(Rewrite::KeywordLeftOut, &schema.location, id, left_out("format")),
            }
        }
        let constant = schema.value("const").map(|value| vec![value.to_json()]);
        if let Some(values) = constant.or_else(|| schema.has("enum").then(|| schema.enumeration())) {
            match schema_type == SchemaType::String && makes_distinct_variants(&values) {
                true => drop(view.insert("enum".to_owned(), json!(values))),
                false => self.note(Rewrite::KeywordLeftOut, &schema.location, id, left_out("enum")),
            }
        }
        view
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Whether every value is a string and typify finds a name of its own for each.
fn makes_distinct_variants(values: &[Value]) -> bool {
    let names: BTreeSet<_> = values.iter().filter_map(Value::as_str).map(|value| value.to_upper_camel_case()).collect();
    names.len() == values.len() && names.iter().all(|name| name.starts_with(char::is_alphabetic))
}
