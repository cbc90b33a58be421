//! The documents: as the reference shows them, and as files to take away.

use anyhow::Result;

use super::{
    catalogue, insert,
    sources::{Document, Sources},
};
use crate::{collection, output::Files};
use roster_document::{METHODS, Node, Value};

/// Every path of [`downloads`].
pub(super) const DOWNLOADS: [&str; 8] = [
    "documents/docutools.json",
    "documents/docutools.openapi31.json",
    "documents/docutools.postman_collection.json",
    "documents/docutools.yaml",
    "documents/twona.json",
    "documents/twona.openapi31.json",
    "documents/twona.postman_collection.json",
    "documents/twona.yaml",
];

/// The documents, 3.0.3 as YAML and JSON, 3.1 as JSON, and their requests for Postman.
///
/// # Errors
/// A document cannot be written as text.
pub(super) fn downloads(sources: &Sources) -> Result<Files> {
    let mut files = Files::new();
    for Document { name, node, .. } in &sources.documents {
        insert(&mut files, &format!("documents/{name}.yaml"), roster_document::yaml(node)?);
        insert(&mut files, &format!("documents/{name}.json"), roster_document::json(node)?);
        insert(
            &mut files,
            &format!("documents/{name}.openapi31.json"),
            roster_document::json(&roster_document::upgrade_node(node))?,
        );
        let requests = collection::postman(&collection::read(&roster_document::Document::of(node), name));
        insert(&mut files, &format!("documents/{name}.postman_collection.json"), requests);
    }
    Ok(files)
}

/// The document as a script, so that the page can read it from a folder too.
///
/// Descriptions of operations get what the viewer does not show: who may call them, and which rulings they carry out.
///
/// # Errors
/// The document cannot be written as text.
pub(super) fn script(document: &Document) -> Result<String> {
    let mut node = roster_document::upgrade_node(&document.node);
    if let Some(paths) = member(&mut node, "paths")
        && let Value::Object(paths) = &mut paths.value
    {
        for path in paths.values_mut() {
            for method in METHODS {
                if let Some(operation) = member(&mut path.node, method) {
                    annotate(operation);
                }
            }
        }
    }
    Ok(format!("window.rosterDocument = {};\n", roster_document::json(&node)?.trim_end()))
}

fn annotate(operation: &mut Node) {
    let authorities: Vec<String> = operation
        .get("x-authorities")
        .and_then(Node::as_array)
        .unwrap_or_default()
        .iter()
        .filter_map(|name| Some(format!("`{}`", name.as_str()?)))
        .collect();
    let rulings: Vec<String> =
        catalogue::ids(operation).iter().map(|id| format!("[{id}](../rulings.html#{id})")).collect();
    let mut more = String::new();
    if !authorities.is_empty() {
        more.push_str(&format!("\n\nAuthority: {}.", authorities.join(" or ")));
    }
    if !rulings.is_empty() {
        more.push_str(&format!("\n\nRulings: {}.", rulings.join(", ")));
    }
    if let Some(description) = member(operation, "description")
        && let Value::String(text) = &mut description.value
    {
        text.push_str(&more);
    }
}

fn member<'node>(node: &'node mut Node, key: &str) -> Option<&'node mut Node> {
    match &mut node.value {
        Value::Object(object) => object.get_mut(key).map(|member| &mut member.node),
        _ => None,
    }
}
