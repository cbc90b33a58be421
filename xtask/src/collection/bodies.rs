//! Bodies of requests, with the documents' examples.

use super::{
    model::{Body, Field, Part, language},
    parameters::{description, example, plain},
    sample::{Direction, sample},
};
use roster_document::{Node, OperationNode, json, resolve};

/// A body, and what it shows.
pub(super) struct Variant {
    /// The summary of the document's example; none where there is one example, or none.
    pub(super) title: Option<String>,
    pub(super) body: Body,
}

/// The bodies that the document's examples of a request give, for the first of its media types; none without a body.
pub(super) fn variants(operation: &OperationNode<'_>) -> Vec<Variant> {
    let content = operation.body().and_then(|body| body.get("content")).and_then(Node::as_object);
    let Some((media_type, member)) = content.and_then(|content| content.first()) else { return Vec::new() };
    let document = operation.document;
    let content = &member.node;
    let examples = content.get("examples").and_then(Node::as_object);
    let named = examples.into_iter().flatten().filter_map(|(name, member)| {
        let example = resolve(document, &member.node);
        let title = example.get("summary").and_then(Node::as_str).unwrap_or(name).to_owned();
        Some(Variant { title: Some(title), body: body(document, media_type, content, Some(example.get("value")?)) })
    });
    let named: Vec<_> = named.collect();
    if !named.is_empty() {
        return named;
    }
    let example = example(document, content, Direction::Request);
    vec![Variant { title: None, body: body(document, media_type, content, example.as_ref()) }]
}

fn body(document: &Node, media_type: &str, content: &Node, value: Option<&Node>) -> Body {
    let media_type = media_type.to_owned();
    let schema = content.get("schema").map(|schema| resolve(document, schema));
    let is_binary = schema.and_then(|schema| schema.get("format")).and_then(Node::as_str) == Some("binary");
    match media_type.as_str() {
        "multipart/form-data" => Body::Multipart(parts(document, content, schema, value)),
        "application/x-www-form-urlencoded" => {
            Body::Form(parts(document, content, schema, value).into_iter().map(|part| part.field).collect())
        }
        _ if is_binary => Body::File { media_type },
        _ => Body::Text { text: value.map_or_else(String::new, |value| written(&media_type, value)), media_type },
    }
}

/// A value as the text of a body of this media type.
pub(super) fn written(media_type: &str, value: &Node) -> String {
    match language(media_type) {
        "json" => json(value).map_or_else(|_| String::new(), |text| text.trim_end().to_owned()),
        _ => plain(value),
    }
}

/// The properties of a form's schema.
fn parts(document: &Node, content: &Node, schema: Option<&Node>, value: Option<&Node>) -> Vec<Part> {
    let Some(schema) = schema else { return Vec::new() };
    let required: Vec<&str> =
        schema.get("required").and_then(Node::as_array).unwrap_or_default().iter().filter_map(Node::as_str).collect();
    let properties = schema.get("properties").and_then(Node::as_object).into_iter().flatten();
    properties
        .map(|(name, member)| {
            let property = resolve(document, &member.node);
            let is_file = property.get("format").and_then(Node::as_str) == Some("binary");
            let given = value.and_then(|value| value.get(name)).cloned();
            let value = given.unwrap_or_else(|| sample(document, property, Direction::Request));
            let media_type = content.pointer("/encoding").and_then(|encoding| encoding.get(name)?.get("contentType"));
            let field = Field {
                name: name.clone(),
                value: if is_file { String::new() } else { plain(&value) },
                description: description(property),
                enabled: required.contains(&name.as_str()),
            };
            // Several types are what the server takes, and no type to send.
            let one = |text: &&str| !text.contains([',', '*']);
            Part { field, is_file, media_type: media_type.and_then(Node::as_str).filter(one).map(str::to_owned) }
        })
        .collect()
}
