//! Examples and defaults: every one of them is valid against its schema.
//!
//! Schemas are judged as JSON Schema 2020-12, upgraded as for OpenAPI 3.1, with the formats of OpenAPI checked, too.

use std::collections::BTreeSet;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value as Json, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{KEYWORDS, Kind, Node, Shape, resolve, upgrade_part, visit};

/// Findings of one example; a wrong one is mostly wrong in many ways.
const MAX_FINDINGS: usize = 5;

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
    for direction in DIRECTIONS {
        let samples: Vec<&Sample<'_>> = samples.iter().filter(|sample| sample.direction == direction).collect();
        if samples.is_empty() {
            continue;
        }
        let Some(validator) = build(document, &samples, direction) else {
            found.push(Diagnostic::warning(
                "example",
                &document.location,
                "the examples cannot be held against the schemas, which are not valid as JSON Schema",
                "correct the schemas",
            ));
            continue;
        };
        judge(&validator, &samples, found);
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

/// One validator for all samples of a direction: an object that has each sample under its number.
///
/// A validator for each sample would compile every schema that it leads to over and over.
fn build(document: &Node, samples: &[&Sample<'_>], direction: Direction) -> Option<Validator> {
    let schemas = document.get("components").and_then(|components| components.get("schemas")?.as_object());
    let components: Map<String, Json> = schemas
        .into_iter()
        .flatten()
        .map(|(name, member)| (name.clone(), in_direction(document, &member.node, direction)))
        .collect();
    let properties: Map<String, Json> = samples
        .iter()
        .enumerate()
        .map(|(number, sample)| (number.to_string(), in_direction(document, sample.schema, direction)))
        .collect();
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("base64", is_base64)
        .build(&json!({"properties": properties, "components": {"schemas": components}}))
        .ok()
}

fn in_direction(document: &Node, schema: &Node, direction: Direction) -> Json {
    let mut json = upgrade_part(document, schema, &Shape::Reference(Kind::Schema)).to_json();
    adapt(document, &mut json, direction);
    json
}

/// Ranges of the integer formats; no `required` that does not hold here; nothing that a validator would stumble over.
fn adapt(document: &Node, schema: &mut Json, direction: Direction) {
    let Json::Object(object) = schema else { return };
    if object.contains_key("$ref") {
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
        let mut seen = BTreeSet::new();
        required.retain(|name| {
            let name = name.as_str().unwrap_or_default();
            !left_out.iter().any(|left_out| left_out == name) && seen.insert(name.to_owned())
        });
    }
    // What the engine cannot run is not checked here; that it is an expression at all, another rule says.
    if object.get("pattern").is_some_and(|pattern| jsonschema::options().build(&json!({"pattern": pattern})).is_err()) {
        object.remove("pattern");
    }
    for key in ["examples", "default", "discriminator", "xml", "externalDocs"] {
        object.remove(key);
    }
    for keyword in KEYWORDS.iter().filter(|keyword| keyword.relation.is_some()) {
        match object.get_mut(keyword.field.name) {
            Some(Json::Object(schemas)) if matches!(keyword.field.shape, Shape::Map(_)) => {
                schemas.values_mut().for_each(|schema| adapt(document, schema, direction));
            }
            Some(Json::Array(schemas)) => schemas.iter_mut().for_each(|schema| adapt(document, schema, direction)),
            Some(schema) => adapt(document, schema, direction),
            None => {}
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

/// Base64 of RFC 4648, section 4, with padding.
fn is_base64(text: &str) -> bool {
    let content = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - content.len() <= 2
        && content.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

fn judge(validator: &Validator, samples: &[&Sample<'_>], found: &mut Diagnostics) {
    let instance: Map<String, Json> =
        samples.iter().enumerate().map(|(number, sample)| (number.to_string(), sample.value.to_json())).collect();
    let mut counts = vec![0; samples.len()];
    for error in validator.iter_errors(&Json::Object(instance)) {
        let path = error.instance_path().to_string();
        let (number, rest) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
        let Some(index) = number.parse::<usize>().ok().filter(|index| *index < samples.len()) else { continue };
        counts[index] += 1;
        if counts[index] > MAX_FINDINGS {
            continue;
        }
        let sample = samples[index];
        let inner = if rest.is_empty() { String::new() } else { format!("/{rest}") };
        let place = sample.value.pointer(&inner).unwrap_or(sample.value);
        let at = if inner.is_empty() { String::new() } else { format!(" at `{inner}`") };
        found.push(Diagnostic::invalid(
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
