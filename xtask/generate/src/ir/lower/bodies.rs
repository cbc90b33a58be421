//! Request bodies and responses: media types, what form each takes, and what is refused.

use crate::ir::{
    Body, Encoding, MediaType, RequestContent, RequestForm, Response, ResponseContent, ResponseForm, StatusPattern,
    lower::{Context, fields::Fields, parameters, references},
};
use roster_document::{Diagnostic, Diagnostics, Location, Node, Object};

/// The request body at `node`, its references followed. Forms and names are decided later.
pub(super) fn request(context: &mut Context<'_>, node: &Node, limit: Option<u64>) -> Option<Body> {
    let resolved = references::resolve(context.document, node, "requestBodies", &mut context.diagnostics)?;
    if let Some(body) = resolved.component.and_then(|component| context.shared.bodies.get(component)) {
        return Some(Body { limit, ..body.clone() });
    }
    let diagnostics = &mut context.diagnostics;
    let fields = Fields::new(resolved.node, "a request body", diagnostics);
    let required = fields.flag("required", diagnostics);
    let content = fields.object("content", diagnostics);
    if content.is_none_or(Object::is_empty) {
        diagnostics.push(Diagnostic::error(
            "missing-key",
            &resolved.node.location,
            "a request body has no `content`",
            "add at least one media type",
        ));
        return None;
    }
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
    let fields = Fields::new(node, "`responses`", &mut context.diagnostics);
    if !fields.is_object() {
        return Vec::new();
    }
    let mut responses: Vec<Response> = Vec::new();
    for (key, member) in node.as_object().into_iter().flatten().filter(|(key, _)| !key.starts_with("x-")) {
        let Some(status) = status(key, &member.key, &mut context.diagnostics) else { continue };
        if let Some(response) = response(context, status, &member.node) {
            responses.push(response);
        }
    }
    if fields.node.as_object().is_some_and(Object::is_empty) {
        context.diagnostics.push(Diagnostic::error(
            "missing-key",
            &fields.node.location,
            "`responses` is empty",
            "document at least one response",
        ));
    }
    fields.take("default");
    responses
}

fn status(key: &str, location: &Location, diagnostics: &mut Diagnostics) -> Option<StatusPattern> {
    let status = match key.as_bytes() {
        b"default" => Some(StatusPattern::Default),
        [class @ b'1'..=b'5', b'X', b'X'] => Some(StatusPattern::Range(class - b'0')),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(StatusPattern::Exact),
        _ => None,
    };
    match status {
        None => {
            diagnostics.push(Diagnostic::error(
                "invalid-status",
                location,
                format!("`{key}` is not a status"),
                "write a status such as '200', a range such as '4XX', or default",
            ));
            None
        }
        Some(StatusPattern::Exact(100..=199) | StatusPattern::Range(1)) => {
            diagnostics.push(Diagnostic::error(
                "unsupported-status",
                location,
                format!("`{key}` is an interim status, which a handler cannot answer"),
                "remove it, and describe the exchange in words",
            ));
            None
        }
        some => some,
    }
}

fn response(context: &mut Context<'_>, status: StatusPattern, node: &Node) -> Option<Response> {
    let resolved = references::resolve(context.document, node, "responses", &mut context.diagnostics)?;
    let content = resolved.node.get("content").and_then(Node::as_object);
    if let (StatusPattern::Exact(code @ (204 | 205 | 304)), Some(content)) = (status, content)
        && !content.is_empty()
    {
        context.diagnostics.push(Diagnostic::error(
            "unsupported-response-body",
            &node.location,
            format!("a response with status {code} has no body"),
            "remove `content`, or use another status",
        ));
    }
    if let Some(response) = resolved.component.and_then(|component| context.shared.responses.get(component)) {
        return Some(Response { status, ..response.clone() });
    }
    let node = resolved.node;
    let diagnostics = &mut context.diagnostics;
    let fields = Fields::new(node, "a response", diagnostics);
    let description = fields.required_text("description", diagnostics);
    let headers = fields.object("headers", diagnostics);
    let content = fields.object("content", diagnostics);
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
    let mut media_types: Vec<MediaType> = Vec::new();
    for (name, member) in content.into_iter().flatten() {
        if name.starts_with("x-") && !name.contains('/') {
            context.diagnostics.push(super::schemas::ignored_extension(&member.node, name));
            continue;
        }
        if !is_media_type(name) {
            context.diagnostics.push(Diagnostic::error(
                "invalid-media-type",
                &member.key,
                format!("`{name}` is not a media type"),
                "write `type/subtype`, such as application/json, or a range such as image/*",
            ));
            continue;
        }
        if let Some(other) = media_types.iter().find(|other| other.name.eq_ignore_ascii_case(name)) {
            context.diagnostics.push(Diagnostic::error(
                "duplicate-media-type",
                &member.key,
                format!("`{name}` is the same media type as `{}`", other.name),
                "remove one of them",
            ));
        }
        media_types.push(media_type(context, name, &member.node));
    }
    media_types
}

fn media_type(context: &mut Context<'_>, name: &str, node: &Node) -> MediaType {
    let fields = Fields::new(node, "a media type", &mut context.diagnostics);
    let schema = fields.take("schema").map(|node| context.schemas.schema(node, &mut context.diagnostics));
    let encoding = fields.object("encoding", &mut context.diagnostics);
    let encoding =
        encoding.into_iter().flatten().map(|(property, member)| encoding_of(context, property, &member.node)).collect();
    MediaType { location: node.location.clone(), name: name.to_owned(), schema, encoding }
}

fn encoding_of(context: &mut Context<'_>, property: &str, node: &Node) -> Encoding {
    let diagnostics = &mut context.diagnostics;
    let fields = Fields::new(node, "an encoding", diagnostics);
    let content_type = fields.text("contentType", diagnostics);
    let style_node = fields.take("style");
    let style = parameters::style_of(style_node.and_then(Node::as_str));
    if let Some(node) = style_node.filter(|_| style.is_none()) {
        diagnostics.push(Diagnostic::error(
            "unsupported-parameter-style",
            &node.location,
            format!("{} is not a style", node.to_json()),
            "use form, spaceDelimited, pipeDelimited or deepObject",
        ));
    }
    Encoding {
        property: property.to_owned(),
        content_type,
        style,
        explode: fields.optional_flag("explode", diagnostics),
        allow_reserved: fields.optional_flag("allowReserved", diagnostics),
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

fn is_media_type(name: &str) -> bool {
    let essence = essence(name);
    let token = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-*".contains(&byte))
    };
    essence.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}
