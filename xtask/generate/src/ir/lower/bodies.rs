//! Request bodies and responses: media types, what form each takes, and what is refused.

use crate::ir::{
    Body, Encoding, MediaType, RequestContent, RequestForm, Response, ResponseContent, ResponseForm, StatusPattern,
    lower::{Context, fields::Fields, parameters, references},
};
use roster_document::{Node, Object};

/// The request body at `node`, its references followed. Forms and names are decided later.
pub(super) fn request(context: &mut Context<'_>, node: &Node, limit: Option<u64>) -> Option<Body> {
    let resolved = references::resolve(context.document, node, "requestBodies", &mut context.diagnostics)?;
    if let Some(body) = resolved.component.and_then(|component| context.shared.bodies.get(component)) {
        return Some(Body { limit, ..body.clone() });
    }
    let fields = Fields::new(resolved.node);
    let required = fields.flag("required");
    let content = fields.object("content");
    let content = media_types(context, content)
        .into_iter()
        .map(|media| RequestContent { media, form: RequestForm::Raw, variant: String::new() })
        .collect();
    let body = Body {
        location: resolved.node.location.clone(),
        component: resolved.component.map(str::to_owned),
        required,
        content,
        enum_type: None,
        limit,
    };
    if let Some(component) = resolved.component {
        context.shared.bodies.insert(component.to_owned(), body.clone());
    }
    Some(body)
}

/// The responses of an operation, in the document's order.
pub(super) fn responses(context: &mut Context<'_>, node: &Node) -> Vec<Response> {
    let members = node.as_object().into_iter().flatten();
    members.filter_map(|(key, member)| response(context, status(key)?, &member.node)).collect()
}

fn status(key: &str) -> Option<StatusPattern> {
    match key.as_bytes() {
        b"default" => Some(StatusPattern::Default),
        [class @ b'2'..=b'5', b'X', b'X'] => Some(StatusPattern::Range(class - b'0')),
        [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(StatusPattern::Exact),
        _ => None,
    }
}

fn response(context: &mut Context<'_>, status: StatusPattern, node: &Node) -> Option<Response> {
    let resolved = references::resolve(context.document, node, "responses", &mut context.diagnostics)?;
    if let Some(response) = resolved.component.and_then(|component| context.shared.responses.get(component)) {
        return Some(Response { status, ..response.clone() });
    }
    let node = resolved.node;
    let fields = Fields::new(node);
    let description = fields.required_text("description");
    let headers = fields.object("headers");
    let content = fields.object("content");
    let headers = parameters::headers(context, headers);
    let content = media_types(context, content)
        .into_iter()
        .map(|media| ResponseContent { media, form: ResponseForm::Raw, variant: String::new() })
        .collect();
    let response = Response {
        location: node.location.clone(),
        component: resolved.component.map(str::to_owned),
        status,
        description,
        headers,
        content,
        variant: String::new(),
    };
    if let Some(component) = resolved.component {
        context.shared.responses.insert(component.to_owned(), response.clone());
    }
    Some(response)
}

fn media_types(context: &mut Context<'_>, content: Option<&Object>) -> Vec<MediaType> {
    let mut media_types = Vec::new();
    for (name, member) in content.into_iter().flatten() {
        // An extension, where OpenAPI has none.
        if name.contains('/') {
            media_types.push(media_type(context, name, &member.node));
        }
    }
    media_types
}

fn media_type(context: &mut Context<'_>, name: &str, node: &Node) -> MediaType {
    let fields = Fields::new(node);
    let schema = fields.take("schema").map(|node| context.schemas.schema(node, &mut context.diagnostics));
    let encoding = fields.object("encoding");
    let encoding =
        encoding.into_iter().flatten().map(|(property, member)| encoding_of(property, &member.node)).collect();
    MediaType { location: node.location.clone(), name: name.to_owned(), schema, encoding }
}

fn encoding_of(property: &str, node: &Node) -> Encoding {
    let fields = Fields::new(node);
    Encoding {
        property: property.to_owned(),
        content_type: fields.text("contentType"),
        style: parameters::style_of(fields.text("style").as_deref()),
        explode: fields.optional_flag("explode"),
        allow_reserved: fields.optional_flag("allowReserved"),
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// `application/json`, `…+json`.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}
