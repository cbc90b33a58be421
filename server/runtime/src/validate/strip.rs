//! Takes read-only properties out of requests, so that a representation that was read can be sent back (ruling C5), and
//! write-only ones out of answers, so that one type can serve both ways.

use std::collections::HashSet;

use serde_json::Value;

use super::choice::{choose_by_discriminator, choose_one_of};
use super::object::has_pattern;
use super::unevaluated::unevaluated;
use crate::pattern::Outcome;
use crate::schema::{AdditionalProperties, Discriminator, NewerKeywords, Schema, SchemaRef};

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
        if let Some(newer) = schema.newer {
            self.strip_newer(schema, newer, value, depth);
        }
        match value {
            Value::Array(items) => {
                if let Some(item_schema) = schema.items {
                    let described = schema.newer.map_or(0, |newer| newer.prefix_items.len());
                    items.iter_mut().skip(described).for_each(|item| self.strip(item_schema.get(), item, depth + 1));
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
                        if schema.property(name).is_none() && !has_pattern(schema, name) {
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

    /// Before anything else goes: what holds, and what is described, depends on the whole value.
    fn strip_newer(self, schema: &'static Schema, newer: &'static NewerKeywords, value: &mut Value, depth: usize) {
        let dependent = newer.dependent_schemas.iter().filter(|one| value.get(one.name).is_some());
        let mut parts: Vec<SchemaRef> = dependent.map(|one| one.schema).collect();
        if let Some(condition) = newer.condition {
            let holds = choose_one_of(value, &[condition]).is_some();
            parts.extend(holds.then_some(condition));
            parts.extend(if holds { newer.consequence } else { newer.alternative });
        }
        let others = unevaluated(schema, newer, value);
        match value {
            Value::Array(items) => {
                let by_position = newer.prefix_items.iter().zip(items.iter_mut());
                by_position.for_each(|(item_schema, item)| self.strip(item_schema.get(), item, depth + 1));
                for (index, item) in items.iter_mut().enumerate() {
                    let contained = newer.contains.filter(|wanted| choose_one_of(item, &[*wanted]).is_some());
                    let other = newer.unevaluated_items.filter(|_| others.indices.contains(&index));
                    contained.into_iter().chain(other).for_each(|one| self.strip(one.get(), item, depth + 1));
                }
            }
            Value::Object(members) => members.retain(|name, member| {
                let by_pattern =
                    newer.pattern_properties.iter().filter(|one| one.pattern.try_match(name) != Outcome::NoMatch);
                let other = newer.unevaluated_properties.filter(|_| others.names.contains(name));
                by_pattern.map(|one| one.schema).chain(other).all(|one| {
                    self.strip(one.get(), member, depth + 1);
                    !self.is_marked(one.get(), depth)
                })
            }),
            _ => {}
        }
        parts.iter().for_each(|part| self.strip(part.get(), value, depth + 1));
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
    let newer: Vec<SchemaRef> = schema.newer.into_iter().flat_map(NewerKeywords::schemas).collect();
    newer.iter().chain(schema.properties.iter().map(|property| &property.schema)).any(|inner| inner.get().read_only)
        || schema
            .properties
            .iter()
            .map(|property| property.schema)
            .chain(schema.items)
            .chain(additional)
            .chain(newer)
            .chain(schema.all_of.iter().chain(schema.one_of).chain(schema.any_of).copied())
            .any(|inner| search(inner.get(), seen))
}
