//! The schemas of a document as two validators have them: as tables of the runtime, and compiled by the crate `jsonschema`.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use jsonschema::{Draft, Registry, Validator};
use roster_document::{Kind, SchemaId, SchemaRef as Reference, bundle_in_part, upgrade_node, visit};
use roster_generate::{Options, understand};
use roster_runtime::{
    conformance,
    schema::SchemaRef,
    validate::{Direction, is_valid},
};
use serde_json::{Value, json};

use crate::tables::Tables;

/// Formats that only the runtime checks, which are left out, and why they are no fault.
const OURS: &[&str] = &[
    // Numbers of a documented width, which the types of the generated code have.
    "int32", "int64", "uint64", "float",
    // What OpenAPI 3.1 says by `contentEncoding`, which JSON Schema does not check.
    "byte", // Not among the formats of JSON Schema.
    "url",
];

/// Formats that only the other one checks.
const THEIRS: &[&str] = &[
    "idn-email",
    "idn-hostname",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "uri-template",
];

/// A schema, twice.
pub struct Pair {
    /// JSON pointer into the document.
    pub pointer: String,
    pub ours: SchemaRef,
    pub theirs: Validator,
}

impl Pair {
    /// At most so many values, half of them made from the table, and half of these with a change in one place.
    pub fn instances(&self, limit: usize) -> Vec<Value> {
        let mut instances = spread(conformance::instances(self.ours), limit / 2);
        let sources = instances.len().clamp(1, 4);
        let wanted = (limit - instances.len()) / sources;
        let changed: Vec<Value> =
            instances.iter().take(sources).flat_map(|instance| conformance::mutations(instance, wanted)).collect();
        instances.extend(changed);
        instances
    }

    pub fn ours_is_valid(&self, value: &Value) -> bool {
        is_valid(self.ours, value, Direction::Either)
    }
}

/// At most `limit` of these, from everywhere in the list.
fn spread<T>(list: Vec<T>, limit: usize) -> Vec<T> {
    let length = list.len();
    let is_wanted = |index: usize| length <= limit || index * limit / length != (index + 1) * limit / length;
    list.into_iter().enumerate().filter(|(index, _)| is_wanted(*index)).map(|(_, one)| one).collect()
}

/// At most `limit` schemas of a document, components first; why it is not read, where it is not.
///
/// # Panics
/// If the other validator does not take a schema.
pub fn pairs(path: &Path, limit: usize) -> Result<Vec<Pair>, String> {
    let words = |problems: roster_document::Diagnostics| {
        problems.sorted().first().map_or_else(String::new, |problem| problem.message.clone())
    };
    let bundle = bundle_in_part(path).map_err(words)?;
    let options = Options { name: "document".to_owned(), strict: false, skip_unsupported: true };
    let understood = understand(&bundle, &options).map_err(words)?;
    let document = upgrade_node(&understood.document);
    let mut pointers = HashMap::new();
    visit(&document, &mut |kind, node, pointer| {
        if kind == Kind::Schema && node.reference().is_none() {
            pointers.entry(node.location.to_string()).or_insert_with(|| pointer.to_owned());
        }
    });
    let registry = Registry::new()
        .add(DOCUMENT, document.to_json())
        .and_then(|registry| registry.prepare())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let schemas = &understood.api.document.schemas;
    let mut tables = Tables::new(&understood.api.document, &understood.api.patterns).without_formats(OURS);
    let components = (0..schemas.components().len()).map(Reference::Component);
    let inside = (0..schemas.all().len()).map(|id| Reference::Inline(SchemaId(id)));
    let mut seen = HashSet::new();
    let mut pairs = Vec::new();
    for reference in components.chain(inside) {
        let Some(pointer) = pointers.get(&schemas.get(reference).location.to_string()) else { continue };
        if pairs.len() < limit && seen.insert(pointer) {
            let theirs = theirs(&registry, pointer);
            pairs.push(Pair { pointer: pointer.clone(), ours: tables.table(reference), theirs });
        }
    }
    Ok(pairs)
}

const DOCUMENT: &str = "urn:document";

fn theirs(registry: &Registry<'_>, pointer: &str) -> Validator {
    let fragment: String = url::form_urlencoded::byte_serialize(pointer.as_bytes()).collect();
    let mut options =
        jsonschema::options().with_draft(Draft::Draft202012).with_registry(registry).should_validate_formats(true);
    for format in THEIRS {
        options = options.with_format(*format, |_: &str| true);
    }
    let schema = json!({"$ref": format!("{DOCUMENT}#{}", fragment.replace("%2F", "/").replace('+', "%20"))});
    options.build(&schema).unwrap_or_else(|error| panic!("{pointer}: {error}"))
}
