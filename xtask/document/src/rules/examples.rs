//! Examples: every one of them is valid against its schema. [`faults`] holds defaults against theirs as well.
//!
//! Schemas are judged as JSON Schema 2020-12, upgraded as for OpenAPI 3.1, with the formats of OpenAPI checked, too.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value as Json, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{KEYWORDS, Kind, Location, Node, Shape, essence, is_json, resolve, upgrade_part, visit};

/// Findings of one example; a wrong one is mostly wrong in many ways.
const MAX_FINDINGS: usize = 5;

/// Which required properties an example has to have: a request leaves out what is read-only, a response what is
/// write-only, and elsewhere both may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
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
pub(crate) struct Sample<'document> {
    pub(crate) schema: &'document Node,
    pub(crate) value: &'document Node,
    pub(crate) direction: Direction,
}

/// What does not fit.
pub(crate) struct Fault<'document> {
    /// The number of the sample.
    pub(crate) sample: usize,
    pub(crate) place: &'document Location,
    /// ` at `/x`: value is not …`, to be put behind what is said of the sample.
    pub(crate) reason: String,
}

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    let Some(faults) = faults(document, &collect(document)) else {
        found.push(Diagnostic::warning(
            "example",
            &document.location,
            "the examples cannot be held against the schemas, which are not valid as JSON Schema",
            "correct the schemas",
        ));
        return;
    };
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for Fault { sample, place, reason } in faults {
        let count = counts.entry(sample).or_default();
        *count += 1;
        if *count <= MAX_FINDINGS {
            let message = format!("the example does not fit its schema{reason}");
            found.push(Diagnostic::invalid("example", place, message, "correct the example, or the schema"));
        }
    }
}

/// Whatever of the samples does not fit its schema; none where the schemas are none.
pub(crate) fn faults<'document>(document: &Node, samples: &[Sample<'document>]) -> Option<Vec<Fault<'document>>> {
    let mut faults = Vec::new();
    for direction in DIRECTIONS {
        let of_direction = |(_, sample): &(usize, &Sample<'_>)| sample.direction == direction;
        let samples: Vec<(usize, &Sample<'document>)> = samples.iter().enumerate().filter(of_direction).collect();
        if !samples.is_empty() {
            let validator = build(document, &samples, direction)?;
            judge(&validator, &samples, &mut faults);
        }
    }
    Some(faults)
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
                let sample = |value| Sample { schema: node, value, direction: Direction::Either };
                samples.extend(node.get("examples").and_then(Node::as_array).into_iter().flatten().map(sample));
            }
            Kind::Parameter | Kind::Header | Kind::MediaType => {
                let Some(schema) = node.get("schema") else { return };
                let is_foreign = kind == Kind::MediaType && !is_judged(pointer);
                let mut add = |value| {
                    // Another syntax is written as text, whatever the schema.
                    let text_of_another = is_foreign && Node::as_str(value).is_some();
                    if !text_of_another {
                        samples.push(Sample { schema, value, direction });
                    }
                };
                node.get("example").into_iter().for_each(&mut add);
                let named = node.get("examples").and_then(Node::as_object).into_iter().flatten();
                let named: Vec<_> = named.map(|(_, example)| resolve(document, &example.node)).collect();
                named.iter().filter_map(|example| example.get("value")).for_each(&mut add);
                let data = named.iter().filter_map(|example| example.get("dataValue"));
                samples.extend(data.map(|value| Sample { schema, value, direction }));
            }
            _ => {}
        }
    });
    samples
}

fn direction(pointer: &str) -> Direction {
    // What a callback or a webhook sends is not told apart.
    if pointer.contains("/callbacks/") || pointer.starts_with("/webhooks/") {
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
    is_json(&media_type) || essence(&media_type).starts_with("text/")
}

/// One validator for all samples of a direction: an object that has each sample under its number.
///
/// A validator for each sample would compile every schema that it leads to over and over.
fn build(document: &Node, samples: &[(usize, &Sample<'_>)], direction: Direction) -> Option<Validator> {
    let schemas = document.get("components").and_then(|components| components.get("schemas")?.as_object());
    let mut properties: Map<String, Json> = samples
        .iter()
        .map(|(number, sample)| (number.to_string(), in_direction(document, sample.schema, direction)))
        .collect();
    // Components, as far as samples lead to them.
    let mut components = Map::new();
    let mut todo: Vec<String> = properties.values().flat_map(references).collect();
    while let Some(name) = todo.pop() {
        if let Some(member) = schemas.and_then(|schemas| schemas.get(&name))
            && !components.contains_key(&name)
        {
            let component = in_direction(document, &member.node, direction);
            todo.extend(references(&component));
            components.insert(name, component);
        }
    }
    let compile = |properties: &Map<String, Json>, components: &Map<String, Json>| {
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_format("base64", is_base64)
            .build(&json!({"properties": properties, "components": {"schemas": components}}))
            .ok()
    };
    compile(&properties, &components).or_else(|| {
        // What is of the wrong form is told by other rules, and allows anything here.
        for schema in properties.values_mut().chain(components.values_mut()) {
            if !jsonschema::meta::is_valid(schema) {
                *schema = json!({});
            }
        }
        compile(&properties, &components)
    })
}

/// The components that a schema refers to.
fn references(schema: &Json) -> Vec<String> {
    match schema {
        Json::Object(members) => match members.get("$ref").and_then(Json::as_str) {
            Some(text) => text
                .strip_prefix("#/components/schemas/")
                .and_then(|rest| rest.split('/').next())
                .map(|name| name.replace("~1", "/").replace("~0", "~"))
                .into_iter()
                .collect(),
            None => members.values().flat_map(references).collect(),
        },
        Json::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn in_direction(document: &Node, schema: &Node, direction: Direction) -> Json {
    let mut json = upgrade_part(document, schema, &Shape::Reference(Kind::Schema)).to_json();
    adapt(document, &mut json, direction);
    json
}

/// Ranges of the integer formats; no `required` that does not hold here; nothing that a validator would stumble over.
fn adapt(document: &Node, schema: &mut Json, direction: Direction) {
    let Json::Object(object) = schema else { return };
    if let Some(reference) = object.get("$ref").and_then(Json::as_str) {
        // A reference that leads nowhere is told by the bundler.
        if reference.strip_prefix('#').is_none_or(|pointer| document.pointer(pointer).is_none()) {
            object.clear();
        }
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

fn judge<'document>(
    validator: &Validator,
    samples: &[(usize, &Sample<'document>)],
    faults: &mut Vec<Fault<'document>>,
) {
    let values: BTreeMap<usize, &'document Node> =
        samples.iter().map(|(number, sample)| (*number, sample.value)).collect();
    let instance = values.iter().map(|(number, value)| (number.to_string(), value.to_json())).collect();
    for error in validator.iter_errors(&Json::Object(instance)) {
        let path = error.instance_path().to_string();
        let (number, rest) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
        let Some((sample, value)) = number.parse().ok().and_then(|number| values.get_key_value(&number)) else {
            continue;
        };
        let inner = if rest.is_empty() { String::new() } else { format!("/{rest}") };
        let at = if inner.is_empty() { String::new() } else { format!(" at `{inner}`") };
        faults.push(Fault {
            sample: *sample,
            place: &value.pointer(&inner).unwrap_or(value).location,
            reason: format!("{at}: {}", lower(&error.masked().to_string())),
        });
    }
}

/// Messages begin in lower case.
fn lower(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
