//! A value that fits a schema, put together from the examples of its parts.
//!
//! For bodies and parameters whose document gives no example of the whole.

use indexmap::map::Entry;

use roster_document::{Member, Node, Object, Relation, SchemaType, Value, resolve, subschemas};

/// Deeper than anybody wants to read, and the end of schemas that contain themselves.
const MAX_DEPTH: usize = 8;

/// Who reads the value, and so which properties it leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

/// A value for `schema`; null where nothing says what it could be.
pub(super) fn sample(document: &Node, schema: &Node, direction: Direction) -> Node {
    let null = || Node::new(Value::Null, schema.location.clone());
    Sampler { document, direction }.value(schema, 0).unwrap_or_else(null)
}

struct Sampler<'document> {
    document: &'document Node,
    direction: Direction,
}

impl Sampler<'_> {
    fn value(&self, schema: &Node, depth: usize) -> Option<Node> {
        let schema = resolve(self.document, schema);
        if depth > MAX_DEPTH {
            return None;
        }
        let given = || schema.get("enum")?.as_array()?.first();
        if let Some(given) = schema.get("example").or_else(|| schema.get("default")).or_else(given) {
            return Some(given.clone());
        }
        if let Some(first) = subschemas(schema, &[Relation::Alternative]).next() {
            return self.value(first, depth + 1);
        }
        let parts: Vec<&Node> = subschemas(schema, &[Relation::Part]).collect();
        if parts.is_empty() || schema.get("properties").is_some() {
            return self.whole(schema, &parts, depth);
        }
        self.merged(parts.iter().filter_map(|part| self.value(part, depth + 1)))
    }

    /// What the schema says itself, and what `parts` add.
    fn whole(&self, schema: &Node, parts: &[&Node], depth: usize) -> Option<Node> {
        let own = Node::new(self.own(schema, depth)?, schema.location.clone());
        let others = parts.iter().filter_map(|part| self.value(part, depth + 1));
        self.merged(others.chain([own]))
    }

    fn own(&self, schema: &Node, depth: usize) -> Option<Value> {
        let text = |key: &str| schema.get(key).and_then(Node::as_str);
        let number = |key: &str| schema.get(key).and_then(Node::as_number).cloned();
        Some(match text("type").and_then(SchemaType::of) {
            Some(SchemaType::Object) => Value::Object(self.properties(schema, depth)),
            None if schema.get("properties").is_some() => Value::Object(self.properties(schema, depth)),
            Some(SchemaType::Array) => {
                Value::Array(schema.get("items").and_then(|items| self.value(items, depth + 1)).into_iter().collect())
            }
            Some(SchemaType::Boolean) => Value::Boolean(true),
            Some(SchemaType::Integer | SchemaType::Number) => {
                Value::Number(number("minimum").unwrap_or_else(|| 1.into()))
            }
            Some(SchemaType::String) => Value::String(word(text("format")).to_owned()),
            None => return None,
        })
    }

    fn properties(&self, schema: &Node, depth: usize) -> Object {
        let left_out = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        let mut object = Object::new();
        for (name, member) in schema.get("properties").and_then(Node::as_object).into_iter().flatten() {
            let property = resolve(self.document, &member.node);
            if property.get(left_out).and_then(Node::as_bool) == Some(true) {
                continue;
            }
            if let Some(node) = self.value(property, depth + 1) {
                object.insert(name.clone(), Member { key: member.key.clone(), node });
            }
        }
        object
    }

    /// Objects become one; of anything else the first stands.
    fn merged(&self, parts: impl Iterator<Item = Node>) -> Option<Node> {
        parts.reduce(|mut all, part| {
            if let (Value::Object(members), Value::Object(more)) = (&mut all.value, part.value) {
                for (name, member) in more {
                    if let Entry::Vacant(place) = members.entry(name) {
                        place.insert(member);
                    }
                }
            }
            all
        })
    }
}

fn word(format: Option<&str>) -> &'static str {
    match format {
        Some("date-time") => "2026-01-31T12:00:00Z",
        Some("date") => "2026-01-31",
        Some("email") => "ada@example.com",
        Some("uuid") => "6f2c1f0e-4b7a-4d1c-9a3e-0d5b8e7c2a41",
        Some("uri" | "url") => "https://example.com/",
        Some("byte") => "AA==",
        _ => "text",
    }
}
