//! Schemas: types that are left out or written otherwise, values that are listed twice or are of another type.

use serde_json::Value as Json;

use crate::{
    Diagnostic, Diagnostics, Keyword, Kind, Location, Node, Object, Relation, SchemaType, Value, Version, is_in_place,
    resolve, schema_type::lets_null_through, subschemas,
};

use super::{change, is_changed, object, put, retain, text};

/// The first integer that 64 bits with a sign do not hold.
const BEYOND: f64 = 9_223_372_036_854_775_808.0;
/// Deeper than the loader lets anything nest.
const MAX_DEPTH: usize = 128;

/// `document` is what references lead into, `mended` what is changed.
pub(super) fn mend(version: Version, document: &Node, mended: &mut Node, found: &mut Diagnostics) {
    change(mended, &mut |kind, node, _| {
        if kind == Kind::Schema && node.reference().is_none() {
            keywords(version, node, found);
        }
    });
    change(mended, &mut |kind, node, pointer| {
        if kind == Kind::Schema && node.reference().is_none() && !is_in_place(pointer) {
            assume_type(document, node, false, 0, found);
        }
    });
}

fn keywords(version: Version, node: &mut Node, found: &mut Diagnostics) {
    let place = node.location.clone();
    let Some(schema) = object(node) else { return };
    if version == Version::V30
        && schema_type(schema) == Some(SchemaType::Array)
        && !["items", "prefixItems"].iter().any(|key| schema.contains_key(*key))
    {
        found.push(Diagnostic::invalid(
            "array-items",
            &place,
            "the array says nothing about its items; they may be anything",
            "add `items`; `items: {}` stands for anything",
        ));
        put(schema, "items", Value::Object(Object::new()), &place);
    }
    enumeration(version, schema, found);
    default(schema, found);
    required(schema, found);
    counts(schema, found);
    patterns(schema, found);
    let is_true = |schema: &Object, key: &str| schema.get(key).and_then(|member| member.node.as_bool()) == Some(true);
    if is_true(schema, "readOnly") && is_true(schema, "writeOnly") {
        found.push(Diagnostic::invalid(
            "read-and-write-only",
            &place,
            "the schema is both `readOnly` and `writeOnly`; both are ignored",
            "keep one of the two",
        ));
        schema.shift_remove("readOnly");
        schema.shift_remove("writeOnly");
    }
}

fn enumeration(version: Version, schema: &mut Object, found: &mut Diagnostics) {
    let schema_type = schema_type(schema);
    let nullable = schema.get("type").is_some_and(|member| lets_null_through(&member.node));
    let Some(values) = schema.get("enum").and_then(|member| member.node.as_array()) else { return };
    if values.is_empty() {
        found.push(Diagnostic::invalid(
            "enum",
            &schema["enum"].node.location,
            "no value fits an empty `enum`; it is ignored",
            "add the values, or remove it",
        ));
        schema.shift_remove("enum");
        return;
    }
    let mut seen = std::collections::HashSet::new();
    let mut lets_null_through = false;
    let mut is_mended = false;
    let mut mended = Vec::with_capacity(values.len());
    for value in values {
        let mut value = value.clone();
        let mut json = value.to_json();
        if json.is_null() && schema_type.is_some() && !nullable {
            found.push(Diagnostic::invalid(
                "enum",
                &value.location,
                "null in the `enum` of a schema whose type does not let null through; it is let through",
                match version {
                    Version::V30 => "add `nullable: true`, or remove it",
                    _ => "add the type `null`, or remove it",
                },
            ));
            lets_null_through = true;
        } else if let Some(schema_type) = schema_type
            && !(json.is_null() || schema_type.holds(&json))
        {
            let meant = converted(&json, schema_type);
            let fate = if meant.is_some() { "it is read as one" } else { "it is left out" };
            let help =
                if schema_type == SchemaType::String { "put it in quotes, or change the type" } else { "correct it" };
            found.push(Diagnostic::invalid(
                "enum",
                &value.location,
                format!("{json} in the `enum` is not of type {}; {fate}", schema_type.name()),
                help,
            ));
            is_mended = true;
            let Some(meant) = meant else { continue };
            value.value = meant;
            json = value.to_json();
        }
        if !seen.insert(json.to_string()) {
            found.push(Diagnostic::invalid(
                "enum",
                &value.location,
                format!("{json} stands twice in the `enum`"),
                "remove one of the two",
            ));
            is_mended = true;
            continue;
        }
        mended.push(value);
    }
    if is_mended {
        schema["enum"].node.value = Value::Array(mended);
    }
    if lets_null_through && let Some(schema_type) = schema_type {
        let place = schema["type"].node.location.clone();
        let types = [schema_type.name(), "null"].map(|name| Node::new(text(name), place.clone()));
        put(schema, "type", Value::Array(types.into()), &place);
    }
}

/// A default that is written as another type, or is of another, or is an integer that nothing has room for: it is left
/// out then. The rest is in `defaults`.
fn default(schema: &mut Object, found: &mut Diagnostics) {
    let Some(schema_type) = schema_type(schema) else { return };
    let says_how_large = ["format", "maximum", "enum"].iter().any(|key| schema.contains_key(*key));
    let Some(member) = schema.get("default") else { return };
    let value = member.node.to_json();
    let is_beyond = !value.is_i64() && value.as_f64().is_some_and(|number| number.abs() >= BEYOND);
    if schema_type == SchemaType::Integer && !says_how_large && is_beyond {
        found.push(Diagnostic::invalid(
            "default",
            &member.node.location,
            format!("the default {value} is beyond 64 bits with a sign, as which the integer is read; it is left out"),
            "write `format: uint64` for integers up to 18446744073709551615, or another default",
        ));
        schema.shift_remove("default");
        return;
    }
    if value.is_null() || schema_type.holds(&value) {
        return;
    }
    let meant = converted(&value, schema_type);
    let fate = if meant.is_some() { "it is read as one" } else { "it is left out" };
    found.push(Diagnostic::invalid(
        "default",
        &member.node.location,
        format!("the default {value} is not of type {}; {fate}", schema_type.name()),
        "correct the default, or the schema",
    ));
    match meant {
        Some(meant) => schema["default"].node.value = meant,
        None => {
            schema.shift_remove("default");
        }
    }
}

fn required(schema: &mut Object, found: &mut Diagnostics) {
    let Some(member) = schema.get("required") else { return };
    if member.node.as_bool().is_some() {
        found.push(Diagnostic::invalid(
            "wrong-type",
            &member.node.location,
            "`required` is a boolean, as in drafts of JSON Schema before 4; it is ignored",
            "list the names of the required properties in the schema above",
        ));
        schema.shift_remove("required");
        return;
    }
    let mut seen = std::collections::BTreeSet::new();
    retain(schema, "required", |item| {
        let Some(name) = item.as_str() else { return true };
        let is_new = seen.insert(name.to_owned());
        if !is_new {
            found.push(Diagnostic::invalid(
                "required",
                &item.location,
                format!("`{name}` is required twice"),
                "remove one of the two",
            ));
        }
        is_new
    });
}

/// Bounds beyond what anything can have: an upper one says nothing, a lower one that there is no such value.
fn counts(schema: &mut Object, found: &mut Diagnostics) {
    for key in [
        "maxLength",
        "maxItems",
        "maxProperties",
        "maxContains",
        "minLength",
        "minItems",
        "minProperties",
        "minContains",
    ] {
        let Some(number) = schema.get(key).and_then(|member| member.node.as_number()) else { continue };
        if number.is_u64() || !number.as_f64().is_some_and(|number| number >= 0.0 && number.fract() == 0.0) {
            continue;
        }
        let whole = number.as_f64().filter(|number| *number < 9.0e15).map(|number| number as u64);
        let place = schema[key].node.location.clone();
        if whole.is_none() {
            let fate = if key.starts_with("max") { "it is ignored" } else { "no value has so many" };
            found.push(Diagnostic::invalid(
                "bounds",
                &place,
                format!("`{key}` is {number}, more than can be counted; {fate}"),
                "leave it out, or write a smaller one",
            ));
        }
        match whole {
            None if key.starts_with("max") => {
                schema.shift_remove(key);
            }
            whole => put(schema, key, Value::Number(whole.unwrap_or(u64::MAX).into()), &place),
        }
    }
}

/// Patterns are ECMA-262 with the flag `u`, as JSON Schema recommends, or without it where only that can be read.
fn patterns(schema: &mut Object, found: &mut Diagnostics) {
    let mut fault = |text: &str, place: &Location| {
        if regress::Regex::with_flags(text, "u").is_ok() {
            return false;
        }
        let Err(error) = regress::Regex::new(text) else { return false };
        found.push(Diagnostic::invalid(
            "pattern",
            place,
            format!("`{text}` is not a regular expression, and is not enforced: {}", error.text.to_lowercase()),
            "write an expression of JavaScript (ECMA-262), without slashes around it",
        ));
        true
    };
    if let Some(pattern) = schema.get("pattern").map(|member| &member.node)
        && pattern.as_str().is_some_and(|text| fault(text, &pattern.location))
    {
        schema.shift_remove("pattern");
    }
    let Some(patterned) = schema.get("patternProperties").and_then(|member| member.node.as_object()) else { return };
    let faulty: Vec<String> =
        patterned.iter().filter(|(text, member)| fault(text, &member.key)).map(|(text, _)| text.clone()).collect();
    if let Some(Value::Object(patterned)) = schema.get_mut("patternProperties").map(|member| &mut member.node.value)
        && !faulty.is_empty()
    {
        patterned.retain(|text, _| !faulty.contains(text));
    }
}

/// The one type that a schema has besides null, where it is one of JSON Schema's.
fn schema_type(schema: &Object) -> Option<SchemaType> {
    SchemaType::of_types(&schema.get("type")?.node)
}

/// What is meant by a value that lacks its quotes, or has some.
fn converted(value: &Json, schema_type: SchemaType) -> Option<Value> {
    match (value, schema_type) {
        (Json::Number(number), SchemaType::String) => Some(text(&number.to_string())),
        (Json::Bool(flag), SchemaType::String) => Some(text(&flag.to_string())),
        (Json::String(word), SchemaType::Boolean) => word.parse().ok().map(Value::Boolean),
        (Json::String(digits), SchemaType::Integer | SchemaType::Number) => {
            serde_json::from_str::<serde_json::Number>(digits)
                .ok()
                .filter(|number| schema_type.holds(&Json::Number(number.clone())))
                .map(Value::Number)
        }
        _ => None,
    }
}

/// Reads a schema without a type as of the type that its keywords belong to. `known`: the type is told around it.
fn assume_type(document: &Node, node: &mut Node, known: bool, depth: usize, found: &mut Diagnostics) {
    if depth > MAX_DEPTH || node.reference().is_some() {
        return;
    }
    let known = known || has_type(document, node, 0);
    let place = node.location.clone();
    let assumed = if known { None } else { assumed(node) };
    let Some(schema) = object(node) else { return };
    if let Some((schema_type, keyword)) = assumed {
        let (schema_type, keyword) = (schema_type.name(), keyword.field.name);
        found.push(Diagnostic::warning(
            "missing-type",
            &place,
            format!("the schema has no `type`; it is read as {schema_type}, to which `{keyword}` belongs"),
            format!("add `type: {schema_type}`"),
        ));
        put(schema, "type", text(schema_type), &place);
    }
    let known = known || assumed.is_some();
    for keyword in Keyword::with(Relation::Alternative) {
        let name = keyword.field.name;
        let Some(parts) = schema.get(name).and_then(|member| member.node.as_array()) else { continue };
        let mut mended = parts.to_vec();
        mended.iter_mut().for_each(|part| assume_type(document, part, known, depth + 1, found));
        if parts.iter().zip(&mended).any(|(before, after)| is_changed(before, after)) {
            schema[name].node.value = Value::Array(mended);
        }
    }
}

/// Whether the schema, or one of the parts that it consists of, has a type.
fn has_type(document: &Node, node: &Node, depth: usize) -> bool {
    let node = resolve(document, node);
    node.get("type").is_some()
        || depth > 16
        || subschemas(node, &[Relation::Part]).any(|part| has_type(document, part, depth + 1))
}

/// The one type that the keywords of a schema and its parts in place belong to, with the first of these; none where it
/// lists values of others as well. `number` stands for integers, too.
fn assumed(node: &Node) -> Option<(SchemaType, &'static Keyword)> {
    let owned = owned(node);
    let first = *owned.first()?;
    let schema_type = *first.types.last()?;
    let listed = node.get("enum").and_then(Node::as_array).unwrap_or_default();
    let mut values = listed.iter().map(Node::to_json);
    let is_of_one = owned.iter().all(|keyword| keyword.types == first.types)
        && values.all(|value| value.is_null() || schema_type.holds(&value));
    is_of_one.then_some((schema_type, first))
}

/// The keywords of a schema and its parts in place that belong to some types only.
fn owned(node: &Node) -> Vec<&'static Keyword> {
    let own = node.as_object().into_iter().flatten().filter_map(|(key, _)| Keyword::named(key));
    own.filter(|keyword| !keyword.types.is_empty()).chain(subschemas(node, &[Relation::Part]).flat_map(owned)).collect()
}
