//! Examples and defaults: every one of them is valid against its schema.
//!
//! Schemas are judged as JSON Schema 2020-12, upgraded as for OpenAPI 3.1, with the formats of OpenAPI checked, too.

use std::collections::BTreeMap;

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value as Json, json};

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    spec::{Kind, Node, Shape, resolve, upgrade_part, visit},
};

/// Which required properties an example has to have: a request leaves out what is read-only, a response what is
/// write-only, and elsewhere both may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Request,
    Response,
    Either,
}

const DIRECTIONS: [Direction; 3] = [Direction::Request, Direction::Response, Direction::Either];

impl Direction {
    /// Where the document for this direction is found by references.
    fn base(self) -> &'static str {
        match self {
            Self::Request => "roster:/request",
            Self::Response => "roster:/response",
            Self::Either => "roster:/either",
        }
    }

    fn leaves_out(self) -> &'static [&'static str] {
        match self {
            Self::Request => &["readOnly"],
            Self::Response => &["writeOnly"],
            Self::Either => &["readOnly", "writeOnly"],
        }
    }
}

/// A value that stands for a schema.
struct Sample<'document> {
    schema: &'document Node,
    value: &'document Node,
    noun: &'static str,
    direction: Direction,
}

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    let samples = collect(document);
    if samples.is_empty() {
        return;
    }
    let Some(registry) = registry(document) else { return };
    let mut validators: BTreeMap<(Direction, String), Option<Validator>> = BTreeMap::new();
    for sample in &samples {
        let schema = in_direction(document, sample.schema, sample.direction);
        let key = (sample.direction, schema.to_string());
        let validator = validators.entry(key).or_insert_with(|| build(&schema, &registry));
        match validator {
            Some(validator) => judge(validator, sample, found),
            None => found.push(Diagnostic::warning(
                "example",
                &sample.value.location,
                format!("the {} cannot be held against its schema, which is not a valid JSON Schema", sample.noun),
                "correct the schema",
            )),
        }
    }
}

fn collect(document: &Node) -> Vec<Sample<'_>> {
    let mut samples = Vec::new();
    visit(document, &mut |kind, node, pointer| {
        if node.reference().is_some() {
            return;
        }
        let direction = direction(pointer);
        match kind {
            Kind::Schema => {
                let keys = [("example", "example"), ("default", "default")];
                samples.extend(keys.into_iter().filter_map(|(key, noun)| {
                    Some(Sample { schema: node, value: node.get(key)?, noun, direction: Direction::Either })
                }));
            }
            Kind::Parameter | Kind::Header | Kind::MediaType => {
                let Some(schema) = node.get("schema") else { return };
                let is_foreign = kind == Kind::MediaType && !is_judged(pointer);
                let mut add = |value| {
                    // Another syntax is written as text, whatever the schema.
                    let text_of_another = is_foreign && Node::as_str(value).is_some();
                    if !text_of_another {
                        samples.push(Sample { schema, value, noun: "example", direction });
                    }
                };
                node.get("example").into_iter().for_each(&mut add);
                let named = node.get("examples").and_then(Node::as_object).into_iter().flatten();
                named.filter_map(|(_, example)| resolve(document, &example.node).get("value")).for_each(&mut add);
            }
            _ => {}
        }
    });
    samples
}

fn direction(pointer: &str) -> Direction {
    // What a callback sends is not told apart.
    if pointer.contains("/callbacks/") {
        Direction::Either
    } else if pointer.contains("/responses/") {
        Direction::Response
    } else if pointer.contains("/requestBody/") || pointer.starts_with("/components/requestBodies/") {
        Direction::Request
    } else {
        Direction::Either
    }
}

/// Whether text as the example of this media type is the value itself.
fn is_judged(pointer: &str) -> bool {
    let media_type = pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/");
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    essence == "application/json" || essence.ends_with("+json") || essence.starts_with("text/")
}

/// The document's schemas, once for each direction.
fn registry(document: &Node) -> Option<Registry<'static>> {
    let schemas = document.get("components").and_then(|components| components.get("schemas")?.as_object());
    let mut builder = Registry::new().draft(Draft::Draft202012);
    for direction in DIRECTIONS {
        let members: Map<String, Json> = schemas
            .into_iter()
            .flatten()
            .map(|(name, member)| (name.clone(), in_direction(document, &member.node, direction)))
            .collect();
        let resource = Draft::Draft202012.create_resource(json!({"components": {"schemas": members}}));
        builder = builder.add(direction.base(), resource).ok()?;
    }
    builder.prepare().ok()
}

fn in_direction(document: &Node, schema: &Node, direction: Direction) -> Json {
    let mut json = upgrade_part(document, schema, &Shape::Reference(Kind::Schema)).to_json();
    adapt(document, &mut json, direction);
    json
}

/// References to the direction's document; ranges of the integer formats; no `required` that does not hold here.
fn adapt(document: &Node, schema: &mut Json, direction: Direction) {
    let Json::Object(object) = schema else { return };
    if let Some(Json::String(reference)) = object.get_mut("$ref") {
        *reference = format!("{}{reference}", direction.base());
        return;
    }
    let range = match object.get("format").and_then(Json::as_str) {
        Some("int32") => Some(json!({"minimum": i32::MIN, "maximum": i32::MAX})),
        Some("int64") => Some(json!({"minimum": i64::MIN, "maximum": i64::MAX})),
        _ => None,
    };
    if object.get("contentEncoding").and_then(Json::as_str) == Some("base64") {
        object.insert("format".to_owned(), "base64".into());
    }
    let left_out: Vec<String> = object
        .get("properties")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, property)| is_left_out(document, property, direction))
        .map(|(name, _)| name.clone())
        .collect();
    if let Some(Json::Array(required)) = object.get_mut("required") {
        required.retain(|name| !left_out.iter().any(|left_out| name.as_str() == Some(left_out)));
    }
    for key in ["examples", "default", "discriminator", "xml", "externalDocs"] {
        object.remove(key);
    }
    for key in ["items", "not", "additionalProperties"] {
        if let Some(part) = object.get_mut(key) {
            adapt(document, part, direction);
        }
    }
    if let Some(Json::Object(properties)) = object.get_mut("properties") {
        properties.values_mut().for_each(|property| adapt(document, property, direction));
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        if let Some(Json::Array(parts)) = object.get_mut(key) {
            parts.iter_mut().for_each(|part| adapt(document, part, direction));
        }
    }
    if let Some(range) = range {
        match object.entry("allOf").or_insert_with(|| json!([])) {
            Json::Array(parts) => parts.push(range),
            other => *other = json!([range]),
        }
    }
}

fn is_left_out(document: &Node, property: &Json, direction: Direction) -> bool {
    let referred = property
        .get("$ref")
        .and_then(Json::as_str)
        .and_then(|text| document.pointer(text.strip_prefix('#')?))
        .map(Node::to_json);
    let property = referred.as_ref().unwrap_or(property);
    direction.leaves_out().iter().any(|key| property.get(key) == Some(&Json::Bool(true)))
}

fn build(schema: &Json, registry: &Registry<'_>) -> Option<Validator> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_registry(registry)
        .should_validate_formats(true)
        .with_format("base64", is_base64)
        .build(schema)
        .ok()
}

/// Base64 of RFC 4648, section 4, with padding.
fn is_base64(text: &str) -> bool {
    let content = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - content.len() <= 2
        && content.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

fn judge(validator: &Validator, sample: &Sample<'_>, found: &mut Diagnostics) {
    let instance = sample.value.to_json();
    for error in validator.iter_errors(&instance).take(5) {
        let path = error.instance_path().to_string();
        let place = sample.value.pointer(&path).unwrap_or(sample.value);
        let at = if path.is_empty() { String::new() } else { format!(" at `{path}`") };
        found.push(Diagnostic::error(
            sample.noun,
            &place.location,
            format!("the {} does not fit its schema{at}: {}", sample.noun, lower(&error.masked().to_string())),
            format!("correct the {}, or the schema", sample.noun),
        ));
    }
}

/// Messages begin in lower case.
fn lower(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
