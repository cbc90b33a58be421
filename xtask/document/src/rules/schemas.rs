//! Schemas: keywords that contradict each other, do nothing, or cannot be read.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{
    Keyword, Kind, Location, Node, Relation, SchemaType, Value, is_in_place, nearest, resolve,
    schema_type::lets_null_through as lets_null_in, subschemas, visit,
};

/// Formats that belong to some types only.
const FORMATS: &[(&str, &[SchemaType])] = &[
    ("int32", &[SchemaType::Integer, SchemaType::Number]),
    ("int64", &[SchemaType::Integer, SchemaType::Number]),
    ("float", &[SchemaType::Number]),
    ("double", &[SchemaType::Number]),
    ("byte", &[SchemaType::String]),
    ("binary", &[SchemaType::String]),
    ("date", &[SchemaType::String]),
    ("date-time", &[SchemaType::String]),
    ("uuid", &[SchemaType::String]),
    ("email", &[SchemaType::String]),
    ("uri", &[SchemaType::String]),
    ("password", &[SchemaType::String]),
];

/// The types that a format belongs to, where it belongs to some only.
pub(crate) fn format_types(format: &str) -> Option<&'static [SchemaType]> {
    FORMATS.iter().find(|(name, _)| *name == format).map(|(_, types)| *types)
}

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    dialect(document, "jsonSchemaDialect", found);
    visit(document, &mut |kind, node, pointer| {
        if kind == Kind::Schema && node.reference().is_none() {
            let is_part = is_in_place(pointer);
            keywords(node, found);
            bounds(node, found);
            enumeration(node, found);
            constant(node, found);
            dialect(node, "$schema", found);
            compositions(node, found);
            required(node, is_part, found);
            discriminator(document, node, is_part, found);
        }
    });
    circles(document, found);
}

fn keywords(node: &Node, found: &mut Diagnostics) {
    if let Some(types) = node.get("type").filter(|types| types.as_array().is_some_and(<[Node]>::is_empty)) {
        found.push(Diagnostic::error(
            "empty-type",
            &types.location,
            "no value fits an empty list of types",
            "list the types, or leave `type` out",
        ));
    }
    let schema_type = SchemaType::of_schema(node);
    let mut check = |place: &Location, owners: &[SchemaType], what: String| {
        let Some(schema_type) = schema_type else { return };
        if owners.is_empty() || owners.contains(&schema_type) {
            return;
        }
        let owners: Vec<&str> = owners.iter().map(|owner| owner.name()).collect();
        found.push(Diagnostic::warning(
            "keyword-without-effect",
            place,
            format!("{what} values of type {}", schema_type.name()),
            format!("remove it, or let the type be {}", owners.join(" or ")),
        ));
    };
    for (key, member) in node.as_object().into_iter().flatten() {
        if let Some(keyword) = Keyword::named(key) {
            check(&member.key, keyword.types, format!("`{key}` has no effect on"));
        }
    }
    if let Some(format) = node.get("format")
        && let Some((name, owners)) = format.as_str().and_then(|name| Some((name, format_types(name)?)))
    {
        check(&format.location, owners, format!("the format `{name}` is not one of"));
    }
    for (key, partner) in PARTNERS {
        if let Some(member) = node.as_object().and_then(|schema| schema.get(key))
            && node.get(partner).is_none()
        {
            found.push(Diagnostic::warning(
                "keyword-without-effect",
                &member.key,
                format!("`{key}` has no effect without `{partner}`"),
                format!("add `{partner}`, or remove it"),
            ));
        }
    }
}

/// Keywords that say nothing without another one.
const PARTNERS: [(&str, &str); 5] = [
    ("then", "if"),
    ("else", "if"),
    ("minContains", "contains"),
    ("maxContains", "contains"),
    ("contentSchema", "contentMediaType"),
];

fn bounds(node: &Node, found: &mut Diagnostics) {
    let pairs = [
        ("minimum", "maximum"),
        ("minimum", "exclusiveMaximum"),
        ("exclusiveMinimum", "maximum"),
        ("exclusiveMinimum", "exclusiveMaximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minContains", "maxContains"),
        ("minProperties", "maxProperties"),
    ];
    let number = |key: &str| node.get(key).and_then(Node::as_number).and_then(serde_json::Number::as_f64);
    for (low, high) in pairs {
        let (Some(least), Some(most)) = (number(low), number(high)) else { continue };
        let excludes = low.starts_with("exclusive") || high.starts_with("exclusive");
        if least > most || excludes && least >= most {
            found.push(Diagnostic::invalid(
                "bounds",
                &node.get(low).unwrap_or(node).location,
                format!("no value fits: `{low}` is {least} and `{high}` is {most}"),
                "exchange or correct the two",
            ));
        }
    }
    if let Some(multiple) = node.get("multipleOf")
        && number("multipleOf").is_some_and(|number| number <= 0.0)
    {
        found.push(Diagnostic::error(
            "bounds",
            &multiple.location,
            "`multipleOf` is not above 0",
            "write a number above 0",
        ));
    }
}

/// Lists of schemas that nothing can be held against.
fn compositions(node: &Node, found: &mut Diagnostics) {
    for keyword in Relation::COMPOSITION.into_iter().flat_map(Keyword::with) {
        let key = keyword.field.name;
        if let Some(list) = node.get(key).filter(|list| list.as_array().is_some_and(<[Node]>::is_empty)) {
            found.push(Diagnostic::error(
                "empty-composition",
                &list.location,
                format!("`{key}` is empty"),
                "list at least one schema, or remove it",
            ));
        }
    }
    // Each part knows its own properties only, so that what stands in another is one too many.
    let is_closed = |schema: &Node| schema.get("additionalProperties").and_then(Node::as_bool) == Some(false);
    if is_closed(node)
        && subschemas(node, &[Relation::Part])
            .any(|part| part.get("properties").is_some() || part.reference().is_some())
    {
        found.push(Diagnostic::warning(
            "closed-beside-all-of",
            &node.get("additionalProperties").unwrap_or(node).location,
            "`additionalProperties: false` does not know the properties of the parts of `allOf`, and refuses them",
            "write all properties into one schema, or leave it open",
        ));
    }
}

/// Schemas that consist of themselves: to say what they allow, one would have to say it before.
///
/// Keeps nothing on the stack, however long the ways are.
fn circles(document: &Node, found: &mut Diagnostics) {
    let (mut open, mut done) = (HashSet::new(), HashSet::new());
    visit(document, &mut |kind, node, _| {
        if kind != Kind::Schema || !done.insert(std::ptr::from_ref(node)) {
            return;
        }
        open.insert(std::ptr::from_ref(node));
        let mut way = vec![(node, parts(document, node))];
        while let Some((schema, todo)) = way.last_mut() {
            let Some(part) = todo.pop() else {
                open.remove(&std::ptr::from_ref(*schema));
                way.pop();
                continue;
            };
            if open.contains(&std::ptr::from_ref(part)) {
                found.push(Diagnostic::error(
                    "circular-composition",
                    &part.location,
                    "the schema contains itself by `allOf`, `oneOf` or `anyOf`",
                    "break the cycle: let one of them be a property",
                ));
            } else if done.insert(std::ptr::from_ref(part)) {
                open.insert(std::ptr::from_ref(part));
                way.push((part, parts(document, part)));
            }
        }
    });
}

/// What a schema consists of, resolved, the last one first.
fn parts<'document>(document: &'document Node, schema: &'document Node) -> Vec<&'document Node> {
    let mut parts: Vec<_> = subschemas(schema, &Relation::COMPOSITION).map(|part| resolve(document, part)).collect();
    parts.reverse();
    parts
}

fn enumeration(node: &Node, found: &mut Diagnostics) {
    let Some(enumeration) = node.get("enum") else { return };
    let Some(values) = enumeration.as_array() else { return };
    if values.is_empty() {
        found.push(Diagnostic::error(
            "enum",
            &enumeration.location,
            "no value fits an empty `enum`",
            "add the values, or remove it",
        ));
    }
    let lets_null_through = values.iter().any(|value| matches!(value.value, Value::Null));
    // Null alone would be an odd thing to list.
    let is_nullable = SchemaType::of_schema(node).is_some() && node.get("type").is_some_and(lets_null_in);
    if is_nullable && !lets_null_through {
        found.push(Diagnostic::warning(
            "enum",
            &enumeration.location,
            "null is among the types of the schema, but its `enum` does not let null through",
            "add `null` to the `enum`, or do not let the type be null",
        ));
    }
}

/// Constants that no value of the schema's type is.
fn constant(node: &Node, found: &mut Diagnostics) {
    let (Some(constant), Some(schema_type)) = (node.get("const"), SchemaType::of_schema(node)) else { return };
    let value = constant.to_json();
    let is_allowed_null = value.is_null() && node.get("type").is_some_and(lets_null_in);
    if !schema_type.holds(&value) && !is_allowed_null {
        found.push(Diagnostic::invalid(
            "const",
            &constant.location,
            format!("no value fits: the constant {value} is not of type {}", schema_type.name()),
            "correct the constant, or the type",
        ));
    }
}

/// The dialects of JSON Schema that are read: 2020-12, plain and as OpenAPI extends it.
const DIALECTS: [&str; 2] = ["https://json-schema.org/draft/2020-12/schema", "https://spec.openapis.org/oas/3."];

/// Schemas that are written in another language, by the root's `jsonSchemaDialect` or their own `$schema`.
fn dialect(node: &Node, key: &str, found: &mut Diagnostics) {
    let Some(dialect) = node.get(key) else { return };
    let Some(text) = dialect.as_str() else { return };
    if !is_dialect_read(text) {
        found.push(Diagnostic::error(
            "schema-dialect",
            &dialect.location,
            format!("`{key}` is `{text}`, which is not read; only JSON Schema 2020-12 is"),
            format!("write the schemas in that, and leave `{key}` out"),
        ));
    }
}

pub(crate) fn is_dialect_read(dialect: &str) -> bool {
    let [plain, extended] = DIALECTS;
    dialect.trim_end_matches('#') == plain || dialect.starts_with(extended)
}

fn required(node: &Node, is_part: bool, found: &mut Diagnostics) {
    let Some(required) = node.get("required").and_then(Node::as_array) else { return };
    let properties = node.get("properties").and_then(Node::as_object);
    for item in required {
        let Some(name) = item.as_str() else { continue };
        let elsewhere = is_part || subschemas(node, &Relation::COMPOSITION).next().is_some();
        let Some(properties) = properties.filter(|properties| !elsewhere && !properties.contains_key(name)) else {
            continue;
        };
        found.push(Diagnostic::warning(
            "required",
            &item.location,
            format!("`{name}` is required, but it is not among the properties"),
            match nearest(name, properties.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "add the property, or remove it here".to_owned(),
            },
        ));
    }
}

fn discriminator(document: &Node, node: &Node, is_part: bool, found: &mut Diagnostics) {
    let Some(discriminator) = node.get("discriminator") else { return };
    let has_alternatives = subschemas(node, &[Relation::Alternative]).next().is_some();
    let Some(property) = discriminator.get("propertyName").and_then(Node::as_str) else { return };
    if !has_alternatives && !is_part && !has_property(document, node, property) {
        found.push(Diagnostic::warning(
            "discriminator",
            &discriminator.location,
            format!("the schema does not have the discriminator's property `{property}`"),
            "add the property, and require it",
        ));
    }
    let schemas = document.get("components").and_then(|components| components.get("schemas")?.as_object());
    let mapping = discriminator.get("mapping").and_then(Node::as_object).into_iter().flatten();
    let mapped = mapping.map(|(value, member)| (format!("`{value}`"), &member.node));
    let default = discriminator.get("defaultMapping").map(|node| ("what `mapping` lacks".to_owned(), node));
    for (value, node) in mapped.chain(default) {
        let Some(target) = node.as_str() else { continue };
        let name = target.strip_prefix("#/components/schemas/").unwrap_or(target);
        if schemas.is_none_or(|schemas| !schemas.contains_key(name)) {
            let names = schemas.into_iter().flatten().map(|(name, _)| name.as_str());
            found.push(Diagnostic::error(
                "discriminator",
                &node.location,
                format!("{value} is mapped to `{name}`, which is no schema of this document"),
                match nearest(name, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write the name of a schema, or a reference to one".to_owned(),
                },
            ));
        }
    }
    let Some(default) = discriminator.get("defaultMapping").filter(|_| has_alternatives) else { return };
    let name = |text: &str| text.strip_prefix("#/components/schemas/").unwrap_or(text).to_owned();
    let Some(wanted) = default.as_str().map(name) else { return };
    let is_it = |alternative: &Node| alternative.reference().map(name).as_ref() == Some(&wanted);
    if schemas.is_some_and(|schemas| schemas.contains_key(&wanted))
        && !subschemas(node, &[Relation::Alternative]).any(is_it)
    {
        found.push(Diagnostic::error(
            "discriminator",
            &default.location,
            format!("`defaultMapping` is `{wanted}`, which is none of the alternatives"),
            "add it to them, or name one of them",
        ));
    }
}

/// Whether the schema or a part of it has the property; each part is looked into once, whatever leads to it.
pub(crate) fn has_property(document: &Node, schema: &Node, name: &str) -> bool {
    let mut seen = HashSet::new();
    let mut todo = vec![schema];
    while let Some(schema) = todo.pop().map(|schema| resolve(document, schema)) {
        if schema.get("properties").is_some_and(|properties| properties.get(name).is_some()) {
            return true;
        }
        if seen.insert(std::ptr::from_ref(schema)) {
            todo.extend(subschemas(schema, &Relation::COMPOSITION));
        }
    }
    false
}
