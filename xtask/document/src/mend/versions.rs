//! What another version of OpenAPI writes otherwise: read as that version has it, and then as JSON Schema 2020-12 has it.

use crate::{
    Diagnostic, Diagnostics, Kind, Location, Node, Object, Value, Version,
    upgrade::{Null, has_siblings, keywords, set_reference_apart},
};

use super::{object, put, text};

/// Values of a key that came later than the key: the kind, the key, the value, and the first version that has it.
const NEWER_VALUES: &[(Kind, &str, &str, Version)] = &[
    (Kind::Parameter, "in", "querystring", Version::V32),
    (Kind::Parameter, "style", "cookie", Version::V32),
    (Kind::SecurityScheme, "type", "mutualTLS", Version::V31),
    (Kind::Schema, "type", "null", Version::V31),
];

/// Tells what the document's version writes otherwise.
pub(super) fn tell(version: Version, kind: Kind, node: &Node, found: &mut Diagnostics) {
    for (_, key, value, since) in NEWER_VALUES.iter().filter(|(of, ..)| *of == kind) {
        if let Some(given) = node.get(key).filter(|given| given.as_str() == Some(value) && version < *since) {
            let help = format!("write `openapi: {}`, or say it in another way", since.full());
            found.push(of_other_version(&given.location, format!("`{key}: {value}`"), *since, &help));
        }
    }
    if kind != Kind::Schema || node.reference().is_some() && !has_siblings(node) {
        return;
    }
    if node.as_bool().is_some() && version < Version::V31 {
        found.push(of_other_version(
            &node.location,
            "a boolean as a schema".to_owned(),
            Version::V31,
            "write `{}`, or `not: {}`",
        ));
    }
    if let Some(types) = node.get("type").filter(|types| types.as_array().is_some() && version < Version::V31) {
        found.push(of_other_version(
            &types.location,
            "a list of types".to_owned(),
            Version::V31,
            "write one type, and `nullable: true` for null",
        ));
    }
    if let Some(schema) = node.as_object() {
        exclusive_bounds(version, schema, found);
        nullable_without_effect(schema, &node.location, found);
    }
}

fn of_other_version(place: &Location, what: String, other: Version, help: &str) -> Diagnostic {
    Diagnostic::invalid(
        "value-of-other-version",
        place,
        format!("{what} belongs to OpenAPI {}, as which it is read", other.name()),
        help,
    )
}

/// Writes a schema, without those inside it, as JSON Schema 2020-12 has it.
pub(super) fn schema(node: &mut Node, found: &mut Diagnostics) {
    let place = node.location.clone();
    if node.reference().is_some() && !has_siblings(node) {
        return;
    }
    let Some(schema) = object(node) else { return };
    set_reference_apart(schema);
    file(schema, found);
    tuple(schema, found);
    keywords(schema, Null::AsMeant, &place);
    binary(schema);
}

/// What Swagger 2.0 has for bytes.
fn file(schema: &mut Object, found: &mut Diagnostics) {
    let Some(member) = schema.get("type") else { return };
    let place = member.node.location.clone();
    if member.node.as_str() == Some("file") {
        found.push(Diagnostic::invalid(
            "unknown-value",
            &place,
            "`file` is a type of Swagger 2.0; it is read as bytes",
            "write `type: string` and `format: binary`",
        ));
        put(schema, "type", text("string"), &place);
        put(schema, "format", text("binary"), &place);
    }
}

fn exclusive_bounds(version: Version, schema: &Object, found: &mut Diagnostics) {
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let Some(node) = schema.get(exclusive).map(|member| &member.node) else { continue };
        match &node.value {
            Value::Number(_) if version < Version::V31 => {
                let help = format!("write the number as `{bound}`, and `true` here");
                found.push(of_other_version(&node.location, format!("a number as `{exclusive}`"), Version::V31, &help));
            }
            Value::Boolean(_) if version > Version::V30 => {
                let help = format!("write the number here that `{bound}` has, and leave that out");
                found.push(of_other_version(
                    &node.location,
                    format!("a boolean as `{exclusive}`"),
                    Version::V30,
                    &help,
                ));
            }
            Value::Boolean(true) if !schema.contains_key(bound) => found.push(Diagnostic::warning(
                "keyword-without-effect",
                &node.location,
                format!("`{exclusive}` has no effect without `{bound}`"),
                format!("add `{bound}`"),
            )),
            _ => {}
        }
    }
}

/// A list of schemas as `items`, which drafts before 2020-12 had for what is `prefixItems` now.
fn tuple(schema: &mut Object, found: &mut Diagnostics) {
    let Some(position) = schema.get_index_of("items") else { return };
    if schema[position].node.as_array().is_none() || schema.contains_key("prefixItems") {
        return;
    }
    found.push(Diagnostic::invalid(
        "wrong-type",
        &schema[position].node.location,
        "`items` is a list, as in drafts of JSON Schema before 2020-12; it is read as `prefixItems`",
        "write `prefixItems`",
    ));
    if let Some((_, member)) = schema.shift_remove_index(position) {
        schema.insert("prefixItems".to_owned(), member);
    }
}

fn nullable_without_effect(schema: &Object, place: &Location, found: &mut Diagnostics) {
    let is_nullable = schema.get("nullable").and_then(|member| member.node.as_bool()) == Some(true);
    if is_nullable && !["type", "$ref", "allOf", "oneOf", "anyOf"].iter().any(|keyword| schema.contains_key(*keyword)) {
        found.push(Diagnostic::warning(
            "keyword-without-effect",
            place,
            "`nullable` has no effect in a schema without a `type`",
            "add the type, or remove `nullable`",
        ));
    }
}

/// Bytes as they are, which have two names.
fn binary(schema: &mut Object) {
    let text_of = |key: &str| schema.get(key).and_then(|member| member.node.as_str());
    let is_binary = text_of("contentMediaType") == Some("application/octet-stream");
    if is_binary && !schema.contains_key("contentEncoding") && !schema.contains_key("format") {
        let place = schema["contentMediaType"].node.location.clone();
        put(schema, "format", text("binary"), &place);
        if !schema.contains_key("type") {
            put(schema, "type", text("string"), &place);
        }
    }
}
