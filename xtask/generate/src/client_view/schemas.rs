//! Schemas of the view: references to the layer's models, and scalars and arrays that typify can take.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::{Normaliser, Rewrite};
use roster_document::{KEYWORDS, Keyword, Node, SchemaType};

/// What of a scalar or array typify is told.
const KEPT: [&str; 4] = ["type", "format", "nullable", "enum"];

impl<'a> Normaliser<'a> {
    pub(super) fn schema(&mut self, id: &str, schema: &'a Node) -> Value {
        if let Some(name) = self.models.inline.get(&schema.location) {
            return reference(name);
        }
        if let Some(target) = schema.reference() {
            let name = target.rsplit('/').next().unwrap_or_default();
            return match self.models.components.get(name) {
                Some(name) => reference(name),
                None => self.schema(id, self.resolve(schema)),
            };
        }
        match schema.get("type").and_then(Node::as_str).and_then(SchemaType::of) {
            Some(schema_type @ SchemaType::Array) => {
                let items = schema.get("items").map_or_else(|| json!({}), |items| self.schema(id, items));
                let mut view = self.keywords(id, schema, schema_type);
                view.insert("items".to_owned(), items);
                Value::Object(view)
            }
            Some(schema_type) if schema_type.is_scalar() => Value::Object(self.keywords(id, schema, schema_type)),
            // Objects without properties, and unions that the IR gives no type of their own.
            _ => json!({}),
        }
    }

    fn keywords(&mut self, id: &str, schema: &'a Node, schema_type: SchemaType) -> Map<String, Value> {
        let mut view = Map::new();
        // Typify would make a type of its own for every parameter.
        let constrains = |keyword: &Keyword| keyword.types.contains(&schema_type) && keyword.relation.is_none();
        if KEYWORDS.iter().any(|keyword| constrains(keyword) && schema.get(keyword.field.name).is_some()) {
            self.note(Rewrite::ConstraintsLeftOut, &schema.location, id, "the server checks them");
        }
        for key in KEPT {
            let Some(node) = schema.get(key) else { continue };
            let taken = match key {
                "format" => schema_type.is_scalar() && schema_type != SchemaType::Boolean,
                "enum" => schema_type == SchemaType::String && node.as_array().is_some_and(makes_distinct_variants),
                _ => true,
            };
            if taken {
                view.insert(key.to_owned(), node.to_json());
            } else {
                self.note(Rewrite::KeywordLeftOut, &schema.location, id, format!("`{key}` of {}", schema_type.name()));
            }
        }
        view
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Whether every value is a string and typify finds a name of its own for each.
fn makes_distinct_variants(values: &[Node]) -> bool {
    let names: BTreeSet<_> = values.iter().filter_map(Node::as_str).map(|value| value.to_upper_camel_case()).collect();
    names.len() == values.len() && names.iter().all(|name| name.starts_with(char::is_alphabetic))
}
