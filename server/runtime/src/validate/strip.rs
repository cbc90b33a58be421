//! Takes read-only properties out of requests, so that a representation that was read can be sent back (ruling C5), and
//! write-only ones out of answers, so that one type can serve both ways.

use std::collections::HashSet;

use serde_json::Value;

use crate::schema::{AdditionalProperties, Discriminator, Schema, SchemaRef};
use crate::union::{choose_by_discriminator, choose_one_of};

/// Removes what the schema marks as `readOnly`, at any depth.
pub(crate) fn strip_read_only(schema: SchemaRef, value: &mut Value) {
    Stripping { is_out: |property| property.read_only, is_strict: false }.strip(schema.get(), value, 0);
}

/// Removes what the schema marks as `writeOnly`, at any depth. Nobody validated the value: what might be, goes.
pub(crate) fn strip_write_only(schema: SchemaRef, value: &mut Value) {
    Stripping { is_out: |property| property.write_only, is_strict: true }.strip(schema.get(), value, 0);
}

#[derive(Clone, Copy)]
struct Stripping {
    is_out: fn(&Schema) -> bool,
    /// Whether all alternatives of a union count that a value might be.
    is_strict: bool,
}

impl Stripping {
    fn strip(self, schema: &'static Schema, value: &mut Value, depth: usize) {
        if depth >= super::MAXIMUM_DEPTH {
            return;
        }
        match value {
            Value::Array(items) => {
                if let Some(item_schema) = schema.items {
                    items.iter_mut().for_each(|item| self.strip(item_schema.get(), item, depth + 1));
                }
            }
            Value::Object(members) => {
                for property in schema.properties {
                    if self.is_marked(property.schema.get(), depth) {
                        members.remove(property.name);
                    } else if let Some(member) = members.get_mut(property.name) {
                        self.strip(property.schema.get(), member, depth + 1);
                    }
                }
                if let AdditionalProperties::Schema(additional) = schema.additional_properties {
                    for (name, member) in members {
                        if !schema.properties.iter().any(|property| property.name == name) {
                            self.strip(additional.get(), member, depth + 1);
                        }
                    }
                }
            }
            _ => return,
        }
        schema.all_of.iter().for_each(|member| self.strip(member.get(), value, depth + 1));
        for alternatives in [schema.one_of, schema.any_of] {
            self.strip_alternative(alternatives, schema.discriminator, value, depth);
        }
    }

    /// The property itself is marked; strictly, also one that refers to what is marked.
    fn is_marked(self, property: &'static Schema, depth: usize) -> bool {
        (self.is_out)(property)
            || (self.is_strict
                && depth < super::MAXIMUM_DEPTH
                && property.all_of.iter().any(|part| self.is_marked(part.get(), depth + 1)))
    }

    /// A value that was validated fits one alternative, and the first that it fits says what goes. One that was not may
    /// fit none, or several.
    fn strip_alternative(
        self,
        alternatives: &'static [SchemaRef],
        discriminator: Option<&'static Discriminator>,
        value: &mut Value,
        depth: usize,
    ) {
        if alternatives.is_empty() {
            return;
        }
        if !self.is_strict {
            if let Some(index) = choose_one_of(value, alternatives) {
                self.strip(alternatives[index].get(), value, depth + 1);
            }
            return;
        }
        let named = discriminator.and_then(|named| choose_by_discriminator(value, named, alternatives));
        if let Some(index) = named {
            self.strip(alternatives[index].get(), value, depth + 1);
            return;
        }
        let fits = |alternative: &&SchemaRef| choose_one_of(value, &[**alternative]).is_some();
        let fitting: Vec<&SchemaRef> = alternatives.iter().filter(fits).collect();
        let chosen = if fitting.is_empty() { alternatives.iter().collect() } else { fitting };
        for alternative in chosen {
            self.strip(alternative.get(), value, depth + 1);
        }
    }
}

/// Whether anything in the schema is read-only: asked once per operation, so that most requests are not searched.
pub(crate) fn has_read_only(schema: SchemaRef) -> bool {
    search(schema.get(), &mut HashSet::new())
}

fn search(schema: &'static Schema, seen: &mut HashSet<usize>) -> bool {
    if !seen.insert(std::ptr::from_ref(schema).addr()) {
        return false;
    }
    let additional = match schema.additional_properties {
        AdditionalProperties::Schema(additional) => Some(additional),
        _ => None,
    };
    schema.properties.iter().any(|property| property.schema.get().read_only)
        || schema
            .properties
            .iter()
            .map(|property| property.schema)
            .chain(schema.items)
            .chain(additional)
            .chain(schema.all_of.iter().chain(schema.one_of).chain(schema.any_of).copied())
            .any(|inner| search(inner.get(), seen))
}
