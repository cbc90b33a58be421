//! A value that fits a schema, put together from the examples of its parts.
//!
//! For bodies and parameters whose document gives no example of the whole.

use indexmap::map::Entry;

use roster_document::{Document, Member, Node, Object, Schema, SchemaRef, SchemaType, Value};

/// Deeper than anybody wants to read, and the end of schemas that contain themselves.
const MAX_DEPTH: usize = 8;

/// Who reads the value, and so which properties it leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

/// A value for `schema`; null where nothing says what it could be.
pub(super) fn sample(document: &Document, schema: SchemaRef, direction: Direction) -> Node {
    let null = || Node::new(Value::Null, document.schema(schema).location.clone());
    Sampler { document, direction }.value(schema, 0).unwrap_or_else(null)
}

struct Sampler<'document> {
    document: &'document Document,
    direction: Direction,
}

impl Sampler<'_> {
    fn value(&self, reference: SchemaRef, depth: usize) -> Option<Node> {
        let schema = self.document.schema(reference);
        if depth > MAX_DEPTH {
            return None;
        }
        let given = schema.list("examples").first().or_else(|| schema.value("const"));
        let given = given.or_else(|| schema.value("default")).or_else(|| schema.list("enum").first());
        if let Some(given) = given {
            return Some(given.clone());
        }
        if let Some(first) = schema.one_of().first().or_else(|| schema.any_of().first()) {
            return self.value(*first, depth + 1);
        }
        let parts = schema.all_of().iter().filter_map(|part| self.value(*part, depth + 1));
        if schema.all_of().is_empty() || !schema.properties().is_empty() {
            let own = Node::new(self.own(schema, depth)?, schema.location.clone());
            return merged(parts.chain([own]));
        }
        merged(parts)
    }

    fn own(&self, schema: &Schema, depth: usize) -> Option<Value> {
        Some(match schema.types().next() {
            Some(SchemaType::Object) => Value::Object(self.properties(schema, depth)),
            None if !schema.properties().is_empty() => Value::Object(self.properties(schema, depth)),
            None => return None,
            Some(SchemaType::Array) => {
                let items = schema.schemas("prefixItems").iter().copied().chain(schema.items());
                Value::Array(items.filter_map(|items| self.value(items, depth + 1)).collect())
            }
            Some(SchemaType::Boolean) => Value::Boolean(true),
            Some(SchemaType::Integer | SchemaType::Number) => {
                Value::Number(schema.number("minimum").cloned().unwrap_or_else(|| 1.into()))
            }
            Some(SchemaType::String) => Value::String(word(schema.format()).to_owned()),
        })
    }

    fn properties(&self, schema: &Schema, depth: usize) -> Object {
        let left_out = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        let mut object = Object::new();
        for (name, property) in schema.properties() {
            if self.document.schema(*property).flag(left_out) {
                continue;
            }
            if let Some(node) = self.value(*property, depth + 1) {
                object.insert(name.clone(), Member { key: node.location.clone(), node });
            }
        }
        object
    }
}

/// Objects become one; of anything else the first stands.
fn merged(parts: impl Iterator<Item = Node>) -> Option<Node> {
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
