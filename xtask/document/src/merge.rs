//! Merge keys of YAML 1.1: `<<: *base` takes over the members of another mapping, or of several.
//!
//! YAML 1.2 dropped them, and they are everywhere. The mapping's own members win, then those of the map named first.

use super::{Location, Node, Object, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Unquoted, this key merges.
pub(super) const KEY: &str = "<<";

/// The maps that the value of a merge key at `key` names; none after a diagnostic.
pub(super) fn sources(key: &Location, value: Node, diagnostics: &mut Diagnostics) -> Vec<Object> {
    let nodes = match value.value {
        Value::Array(items) => items,
        _ => vec![value],
    };
    let mut maps = Vec::with_capacity(nodes.len());
    for node in nodes {
        let type_name = node.type_name();
        match node.value {
            Value::Object(object) => maps.push(object),
            _ => diagnostics.push(Diagnostic::error(
                "merge-key",
                key,
                format!("`<<` takes over the members of an object, and here is {type_name}"),
                "write `<<: *anchor` with the anchor of an object, or a list of such; put the key in quotes if it is text",
            )),
        }
    }
    if !maps.is_empty() {
        diagnostics.push(Diagnostic::warning(
            "merge-key",
            key,
            "merge keys (`<<`) are not part of YAML 1.2; this one is read as YAML 1.1 has it",
            "write the members out, or use `$ref` or `allOf`",
        ));
    }
    maps
}

/// Adds what the maps have and the object has not.
pub(super) fn into(object: &mut Object, maps: Vec<Object>) {
    for (key, member) in maps.into_iter().flatten() {
        object.entry(key).or_insert(member);
    }
}
