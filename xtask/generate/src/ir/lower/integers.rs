//! Holds integers against the types that generated code has for them.

use crate::ir::numbers::{self, is_narrowed, is_unsigned};
use roster_document::{Diagnostic, Diagnostics, Document, Node, Schema, SchemaId, SchemaType};

use super::usage;

/// Reports integers that no type of 64 bits holds, and bounds that say more than the type of the schema's integers.
pub(super) fn check(document: &Document, diagnostics: &mut Diagnostics) {
    let is_of_integers = |schema: &&Schema| schema.types().any(|one| one == SchemaType::Integer);
    let has_table = usage::with_tables(document);
    let schemas = document.schemas.all().iter().enumerate();
    let schemas = schemas.filter(|(index, _)| has_table.contains(&SchemaId(*index))).map(|(_, schema)| schema);
    for schema in schemas.filter(is_of_integers) {
        if is_narrowed(schema) {
            diagnostics.push(Diagnostic::warning(
                "narrowed-integer",
                &schema.location,
                "the bounds go beyond 64 bits with a sign, and integers from -9223372036854775808 to \
                 9223372036854775807 are taken",
                "write `minimum: 0` or `format: uint64` for integers up to 18446744073709551615, or closer bounds",
            ));
        }
        let values = schema
            .list("enum")
            .iter()
            .chain(schema.value("const"))
            .chain(schema.value("default"))
            .filter_map(Node::as_number);
        // What is no integer at all is not of the type, which is said already.
        let is_integer = |value: &&serde_json::Number| value.as_f64().is_some_and(|value| value.fract() == 0.0);
        for value in values.filter(is_integer).filter(|value| !holds(schema, value)) {
            diagnostics.push(Diagnostic::error(
                "unsupported-integer",
                &schema.location,
                format!("{value} does not fit into the integers of this schema, which are {}", type_of(schema)),
                "write `format: uint64` for integers up to 18446744073709551615, or use a string",
            ));
        }
    }
}

fn type_of(schema: &Schema) -> &'static str {
    match schema.format() {
        Some("int32") => "32 bits wide, with a sign",
        _ if is_unsigned(schema) => "64 bits wide, without a sign",
        _ => "64 bits wide, with a sign",
    }
}

fn holds(schema: &Schema, value: &serde_json::Number) -> bool {
    let Some(whole) = numbers::whole(value) else { return false };
    match schema.format() {
        Some("int32") => whole.as_i64().is_some_and(|integer| i32::try_from(integer).is_ok()),
        _ if is_unsigned(schema) => whole.is_u64(),
        _ => whole.is_i64(),
    }
}
