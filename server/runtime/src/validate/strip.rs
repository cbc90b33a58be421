//! Takes read-only properties out of requests, so that a representation that was read can be sent back (ruling C5).

use std::collections::HashSet;

use serde_json::Value;

use crate::schema::{AdditionalProperties, Schema, SchemaRef};

/// Removes what the schema marks as `readOnly`, at any depth.
pub(crate) fn strip_read_only(schema: SchemaRef, value: &mut Value) {
    strip(schema.get(), value, 0);
}

fn strip(schema: &'static Schema, value: &mut Value, depth: usize) {
    if depth >= super::MAXIMUM_DEPTH {
        return;
    }
    match value {
        Value::Array(items) => {
            if let Some(item_schema) = schema.items {
                items.iter_mut().for_each(|item| strip(item_schema.get(), item, depth + 1));
            }
        }
        Value::Object(members) => {
            for property in schema.properties {
                if property.schema.get().read_only {
                    members.remove(property.name);
                } else if let Some(member) = members.get_mut(property.name) {
                    strip(property.schema.get(), member, depth + 1);
                }
            }
            if let AdditionalProperties::Schema(additional) = schema.additional_properties {
                for (name, member) in members {
                    if !schema.properties.iter().any(|property| property.name == name) {
                        strip(additional.get(), member, depth + 1);
                    }
                }
            }
        }
        _ => return,
    }
    schema.all_of.iter().for_each(|member| strip(member.get(), value, depth + 1));
    // The value fits one alternative: that one says what is read-only. The caller validated, so the first will do.
    for alternatives in [schema.one_of, schema.any_of] {
        if let Some(index) = crate::union::choose_one_of(value, alternatives) {
            strip(alternatives[index].get(), value, depth + 1);
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
