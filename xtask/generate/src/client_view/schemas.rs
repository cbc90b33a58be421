//! Schemas of the view: references to the layer's models, and scalars and arrays that typify can take.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::{Normaliser, Rewrite};
use roster_document::Node;

/// What of a scalar or array typify is told.
const KEPT: [&str; 4] = ["type", "format", "nullable", "enum"];

/// What is the server's to check: typify would make a type of its own for every parameter.
const CONSTRAINTS: [&str; 11] = [
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
];

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
        match schema.get("type").and_then(Node::as_str) {
            Some("array") => {
                let items = schema.get("items").map_or_else(|| json!({}), |items| self.schema(id, items));
                let mut view = self.keywords(id, schema);
                view.insert("items".to_owned(), items);
                Value::Object(view)
            }
            Some("boolean" | "integer" | "number" | "string") => Value::Object(self.keywords(id, schema)),
            // Objects without properties, and unions that the IR gives no type of their own.
            _ => json!({}),
        }
    }

    fn keywords(&mut self, id: &str, schema: &'a Node) -> Map<String, Value> {
        let kind = schema.get("type").and_then(Node::as_str).unwrap_or_default();
        let mut view = Map::new();
        if CONSTRAINTS.iter().any(|key| schema.get(key).is_some()) {
            self.note(Rewrite::ConstraintsLeftOut, &schema.location, id, "the server checks them");
        }
        for key in KEPT {
            let Some(node) = schema.get(key) else { continue };
            let taken = match key {
                "format" => matches!(kind, "string" | "number" | "integer"),
                "enum" => kind == "string" && node.as_array().is_some_and(makes_distinct_variants),
                _ => true,
            };
            if taken {
                view.insert(key.to_owned(), node.to_json());
            } else {
                self.note(Rewrite::KeywordLeftOut, &schema.location, id, format!("`{key}` of {kind}"));
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
