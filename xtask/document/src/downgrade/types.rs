//! Types, of which 3.0 has one in a schema, and null, which is none of them there.

use super::schemas::{Schema, any_of, object_with};
use crate::{
    Keyword, Location, Member, Node, Object, SchemaType, Value,
    mend::{put, text},
    resolve,
    rules::schemas::format_types,
    upgrade::{ANNOTATIONS, COMPOSITION, rename},
};

/// How far it is looked for whether a schema lets null through.
const MAX_DEPTH: usize = 16;

impl Schema<'_, '_> {
    /// Null as an alternative is `nullable`, where nothing else would refuse it.
    pub(super) fn null_alternative(&mut self, keyword: &str) {
        let Some(position) = self.get_index_of(keyword) else { return };
        let Some(alternatives) = self[position].node.as_array() else { return };
        let (nulls, others): (Vec<&Node>, Vec<&Node>) = alternatives.iter().partition(|node| is_mere_null(node));
        let says_more = self.keys().any(|key| {
            key != keyword && key != "discriminator" && !ANNOTATIONS.contains(&key.as_str()) && !key.starts_with("x-")
        });
        let is_told_apart = keyword == "anyOf" || {
            nulls.len() == 1 && others.iter().all(|node| refuses_null(self.downgrader.document, node, 0))
        };
        if nulls.is_empty() || others.is_empty() || says_more || !is_told_apart {
            return;
        }
        let place = nulls[0].location.clone();
        let others: Vec<Node> = others.into_iter().cloned().collect();
        match others.as_slice() {
            [_] if self.contains_key("discriminator") => return,
            [one] => self.nullable(position, one.clone(), &place),
            _ => self[position].node.value = Value::Array(others),
        }
        self.set("nullable", Value::Boolean(true), &place);
    }

    /// Puts the keywords of a schema in place of the one at this position, so that `nullable` beside them is about it.
    fn nullable(&mut self, position: usize, one: Node, place: &Location) {
        let is_composed = COMPOSITION.iter().any(|keyword| one.get(keyword).is_some());
        let has_type = one.get("type").is_some_and(|node| node.as_str().is_some());
        let says_so_beside = has_type != is_composed
            && one.as_object().is_some_and(|object| {
                !["$ref", "not", "nullable"].iter().any(|keyword| object.contains_key(*keyword))
                    && object.keys().all(|key| self.get_index_of(key).is_none_or(|index| index == position))
            });
        if !says_so_beside {
            let location = one.location.clone();
            return rename(self, position, "allOf", |_| Node::new(Value::Array(vec![one]), location));
        }
        self.shift_remove_index(position);
        let Value::Object(mut members) = one.value else { return };
        if let Some(Value::Array(values)) = members.get_mut("enum").map(|member| &mut member.node.value)
            && has_type
            && !values.iter().any(is_null)
        {
            values.push(Node::new(Value::Null, place.clone()));
        }
        for (offset, (name, member)) in members.into_iter().enumerate() {
            self.shift_insert(position + offset, name, member);
        }
    }

    pub(super) fn types(&mut self) {
        let Some(position) = self.get_index_of("type") else { return };
        let node = self[position].node.clone();
        let listed = node.as_array().unwrap_or(std::slice::from_ref(&node));
        let names: Vec<&str> = listed.iter().filter_map(Node::as_str).collect();
        let types: Vec<SchemaType> = names.iter().filter_map(|name| SchemaType::of(name)).collect();
        // A type that there is not: told by the rules.
        if types.len() + names.iter().filter(|name| **name == "null").count() < listed.len() || listed.is_empty() {
            return;
        }
        let lets_null_through = names.contains(&"null");
        // Integers are numbers.
        let is_within = |of: &SchemaType| *of == SchemaType::Integer && types.contains(&SchemaType::Number);
        let types: Vec<SchemaType> = types.iter().copied().filter(|of| !is_within(of)).collect();
        let [first, further @ ..] = types.as_slice() else { return self.null(position) };
        if further.is_empty() {
            self[position].node = Node::new(text(first.name()), node.location.clone());
            if lets_null_through {
                let nullable = Node::new(Value::Boolean(true), node.location.clone());
                let member = Member { key: node.location.clone(), node: nullable };
                self.shift_insert(position + 1, "nullable".to_owned(), member);
            }
            if *first == SchemaType::Array && !self.contains_key("items") {
                self.set("items", Value::Object(Object::new()), &node.location);
            }
            return;
        }
        let alternatives = types.iter().map(|of| self.of_type(*of, lets_null_through && of == first, &node.location));
        let alternatives: Vec<Node> = alternatives.collect();
        self.retain(|key, _| key == "type" || Keyword::named(key).is_none_or(|keyword| keyword.types.is_empty()));
        if self.format_types().is_some() {
            self.take("format");
        }
        if ["anyOf", "oneOf", "discriminator"].iter().any(|keyword| self.contains_key(*keyword)) {
            self.take("type");
            self.part(any_of(alternatives, &node.location));
        } else if let Some(position) = self.get_index_of("type") {
            rename(self, position, "anyOf", |node| Node::new(Value::Array(alternatives), node.location));
        }
    }

    /// What of the schema is about values of one type.
    fn of_type(&self, of: SchemaType, is_nullable: bool, place: &Location) -> Node {
        let mut schema = Object::new();
        put(&mut schema, "type", text(of.name()), place);
        if is_nullable {
            put(&mut schema, "nullable", Value::Boolean(true), place);
        }
        let is_about = |types: &[SchemaType]| {
            types.contains(&of) || of == SchemaType::Number && types.contains(&SchemaType::Integer)
        };
        for (name, member) in &self.keywords {
            let types = match name.as_str() {
                "format" => self.format_types(),
                _ => Keyword::named(name).map(|keyword| keyword.types),
            };
            if types.is_some_and(is_about) {
                schema.insert(name.clone(), member.clone());
            }
        }
        if of == SchemaType::Array && !schema.contains_key("items") {
            put(&mut schema, "items", Value::Object(Object::new()), place);
        }
        Node::new(Value::Object(schema), place.clone())
    }

    fn format_types(&self) -> Option<&'static [SchemaType]> {
        format_types(self.get("format")?.node.as_str()?)
    }

    /// Null alone.
    fn null(&mut self, position: usize) {
        let place = self[position].node.location.clone();
        let null = Node::new(Value::Array(vec![Node::new(Value::Null, place.clone())]), place.clone());
        if self.contains_key("enum") {
            self.take("type");
            self.part(object_with("enum", null, &place));
        } else {
            rename(self, position, "enum", |_| null);
        }
    }
}

fn is_null(node: &Node) -> bool {
    matches!(node.value, Value::Null)
}

/// Whether a schema that is written already says nothing but that the value is null.
fn is_mere_null(schema: &Node) -> bool {
    let values = schema.get("enum").and_then(Node::as_array);
    schema.as_object().is_some_and(|schema| schema.len() == 1)
        && values.is_some_and(|values| !values.is_empty() && values.iter().all(is_null))
}

/// Whether null certainly does not fit a schema, of 2020-12 or written already.
fn refuses_null(document: &Node, schema: &Node, depth: usize) -> bool {
    let schema = resolve(document, schema);
    if depth > MAX_DEPTH || schema.get("nullable").is_some() {
        return false;
    }
    let list = |keyword: &str| schema.get(keyword).and_then(Node::as_array).filter(|list| !list.is_empty());
    let mut refuses = |schema: &Node| refuses_null(document, schema, depth + 1);
    schema.get("type").is_some_and(|types| !crate::schema_type::lets_null_through(types))
        || list("enum").is_some_and(|values| !values.iter().any(is_null))
        || schema.get("const").is_some_and(|value| !is_null(value))
        || list("allOf").is_some_and(|parts| parts.iter().any(&mut refuses))
        || ["anyOf", "oneOf"].iter().any(|keyword| list(keyword).is_some_and(|list| list.iter().all(&mut refuses)))
}
