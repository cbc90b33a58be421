//! Bodies of requests, with the documents' examples.

use super::{
    model::{Body, Part, language},
    parameters::{example, fields_of_form, plain},
    sample::Direction,
};
use roster_document::{Document, MediaType, Node, Operation, json};

/// A body, and what it shows.
pub(super) struct Variant {
    /// The summary of the document's example; none where there is one example, or none.
    pub(super) title: Option<String>,
    pub(super) body: Body,
}

/// The bodies that the document's examples of a request give, for the first of its media types; none without a body.
pub(super) fn variants(document: &Document, operation: &Operation) -> Vec<Variant> {
    let Some(media) = operation.offered_body().and_then(|body| body.content.first()) else { return Vec::new() };
    let named = media.examples.iter().filter_map(|example| {
        let title = example.title()?.to_owned();
        let body = match &example.serialized {
            Some(text) => Body::Text { media_type: media.name.clone(), text: text.clone() },
            None => body(document, media, example.value.as_ref()),
        };
        Some(Variant { title: Some(title), body })
    });
    let named: Vec<_> = named.collect();
    if !named.is_empty() {
        return named;
    }
    let example = example(document, &media.examples, media.schema, Direction::Request);
    vec![Variant { title: None, body: body(document, media, example.as_ref()) }]
}

fn body(document: &Document, media: &MediaType, value: Option<&Node>) -> Body {
    let media_type = media.name.clone();
    match media_type.as_str() {
        "multipart/form-data" => Body::Multipart(parts(document, media, value)),
        "application/x-www-form-urlencoded" => {
            Body::Form(parts(document, media, value).into_iter().map(|part| part.field).collect())
        }
        _ if is_binary(document, media) => Body::File { media_type },
        _ => Body::Text { text: value.map_or_else(String::new, |value| written(&media_type, value)), media_type },
    }
}

/// Whether a body of this media type is bytes.
pub(super) fn is_binary(document: &Document, media: &MediaType) -> bool {
    media.schema.is_some_and(|schema| document.schema(schema).format() == Some("binary"))
}

/// A value as the text of a body of this media type.
pub(super) fn written(media_type: &str, value: &Node) -> String {
    match language(media_type) {
        "json" => json(value).map_or_else(|_| String::new(), |text| text.trim_end().to_owned()),
        _ => plain(value),
    }
}

/// The properties of a form's schema.
fn parts(document: &Document, media: &MediaType, value: Option<&Node>) -> Vec<Part> {
    let Some(schema) = media.schema else { return Vec::new() };
    let parts = fields_of_form(document, schema, value).into_iter().map(|field| {
        let property = document.schema(document.schema(schema).properties()[&field.name]);
        let is_file = property.format() == Some("binary");
        let encoding = media.encoding.iter().find(|encoding| encoding.property == field.name);
        // Several types are what the server takes, and no type to send.
        let one = |text: &String| !text.contains([',', '*']);
        Part { field, is_file, media_type: encoding.and_then(|it| it.content_type.clone()).filter(one) }
    });
    parts.collect()
}
