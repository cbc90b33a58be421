//! Media types of bodies and responses, and the encoding of their parts.

use std::collections::BTreeMap;

use super::parameters::is_token;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Location, Node, essence, is_json, nearest, resolve, visit};

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    visit(document, &mut |kind, node, _| {
        let has_content = matches!(kind, Kind::RequestBody | Kind::Response | Kind::Parameter | Kind::Header)
            && node.reference().is_none();
        if has_content && let Some(content) = node.get("content").and_then(Node::as_object) {
            if kind == Kind::RequestBody && content.is_empty() {
                found.push(Diagnostic::error(
                    "content-empty",
                    &node.location,
                    "the request body has no media type",
                    "add one, or remove the request body",
                ));
            }
            let mut seen: BTreeMap<String, &Location> = BTreeMap::new();
            for (media_type, member) in content {
                name(media_type, &member.key, found);
                if let Some(first) = seen.insert(media_type.to_lowercase(), &member.key) {
                    found.push(Diagnostic::error(
                        "duplicate-media-type",
                        &member.key,
                        format!("`{media_type}` stands twice, first in line {}", first.line),
                        "media types are compared without case; remove one of the two",
                    ));
                }
                encoding(document, media_type, &member.node, found);
                items(document, media_type, &member.node, found);
            }
        }
    });
}

/// Whether a text is `type/subtype`, either of which can be `*`, with parameters (RFC 9110, section 8.3.1).
pub(super) fn is_media_type(text: &str) -> bool {
    let mut parts = text.split(';');
    let essence = parts.next().unwrap_or_default().trim_end();
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    let stars = kind != "*" || subtype == "*";
    is_token(kind)
        && is_token(subtype)
        && stars
        && parts.all(|parameter| {
            parameter.trim().split_once('=').is_some_and(|(name, value)| {
                is_token(name) && (is_token(value) || value.len() > 1 && value.starts_with('"') && value.ends_with('"'))
            })
        })
}

fn name(media_type: &str, place: &Location, found: &mut Diagnostics) {
    if !is_media_type(media_type) {
        found.push(Diagnostic::error(
            "media-type",
            place,
            format!("`{media_type}` is not a media type"),
            "write `type/subtype`, for instance `application/json`",
        ));
    }
}

fn encoding(document: &Node, media_type: &str, node: &Node, found: &mut Diagnostics) {
    by_position(media_type, node, found);
    let Some(encoding) = node.get("encoding") else { return };
    let essence = media_type.to_lowercase();
    if !essence.starts_with("multipart/") && !essence.starts_with("application/x-www-form-urlencoded") {
        found.push(Diagnostic::warning(
            "keyword-without-effect",
            &encoding.location,
            format!("`encoding` has no effect on `{media_type}`"),
            "remove it; it is for multipart and form bodies",
        ));
        return;
    }
    let schema = node.get("schema").map(|schema| resolve(document, schema));
    let properties = schema.and_then(|schema| schema.get("properties")?.as_object());
    // Properties can also come from the parts of an `allOf`.
    let properties = properties.filter(|_| schema.is_some_and(|schema| schema.get("allOf").is_none()));
    for (property, member) in encoding.as_object().into_iter().flatten() {
        if let Some(properties) = properties.filter(|properties| !properties.contains_key(property)) {
            found.push(Diagnostic::invalid(
                "encoding-property",
                &member.key,
                format!("the schema has no property `{property}`"),
                match nearest(property, properties.keys().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "add the property, or remove its encoding".to_owned(),
                },
            ));
        }
        if let Some(content_type) = member.node.get("contentType")
            && let Some(text) = content_type.as_str()
            && !text.split(',').all(|part| is_media_type(part.trim()))
        {
            found.push(Diagnostic::error(
                "media-type",
                &content_type.location,
                format!("`{text}` is not a list of media types"),
                "write `type/subtype`, several separated by commas",
            ));
        }
        headers(&essence, &member.node, found);
    }
}

/// What holds of each item has a meaning where the body is a sequence of them.
fn items(document: &Node, media_type: &str, node: &Node, found: &mut Diagnostics) {
    let Some(of_items) = node.get("itemSchema") else { return };
    let whole = essence(media_type);
    let is_whole =
        is_json(media_type) || matches!(whole.as_str(), "multipart/form-data" | "application/x-www-form-urlencoded");
    if is_whole {
        found.push(Diagnostic::error(
            "item-schema",
            &of_items.location,
            format!("`itemSchema` has no meaning for `{whole}`, which is one value and no sequence"),
            "write a `schema`, or a media type such as `application/jsonl`",
        ));
    }
    let Some(schema) = node.get("schema").filter(|_| !is_whole) else { return };
    let of_type = resolve(document, schema).get("type");
    if let Some(of_type) = of_type.filter(|of_type| of_type.as_str().is_some_and(|name| name != "array")) {
        found.push(Diagnostic::error(
            "item-schema",
            &schema.location,
            format!(
                "`schema` beside `itemSchema` is about all items as one array, and has the type `{}`",
                of_type.as_str().unwrap_or_default()
            ),
            "remove it, or give it the type `array`",
        ));
    }
}

/// Encodings by position are for multipart bodies without names.
fn by_position(media_type: &str, node: &Node, found: &mut Diagnostics) {
    for key in ["prefixEncoding", "itemEncoding"] {
        let Some(member) = node.get(key) else { continue };
        if node.get("encoding").is_some() {
            found.push(Diagnostic::invalid(
                "encoding-by-position",
                &member.location,
                format!("`{key}` stands beside `encoding`: parts are told by their position or by their name"),
                "keep one of the two",
            ));
        } else if !media_type.to_lowercase().starts_with("multipart/") {
            found.push(Diagnostic::warning(
                "keyword-without-effect",
                &member.location,
                format!("`{key}` has no effect on `{media_type}`"),
                "remove it; it is for multipart bodies",
            ));
        }
    }
}

/// Headers of parts: forms have no parts, and which type a part is says `contentType` alone (OpenAPI 3.0.3, section 4.7.15).
fn headers(media_type: &str, encoding: &Node, found: &mut Diagnostics) {
    let Some(headers) = encoding.get("headers") else { return };
    if !media_type.starts_with("multipart/") {
        found.push(Diagnostic::warning(
            "keyword-without-effect",
            &headers.location,
            format!("`headers` has no effect on `{media_type}`"),
            "remove it; it is for multipart bodies",
        ));
        return;
    }
    let named = headers.as_object().into_iter().flatten();
    for (_, member) in named.filter(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        found.push(Diagnostic::warning(
            "keyword-without-effect",
            &member.key,
            "a part's header `Content-Type` is ignored",
            "write `contentType` beside `headers`",
        ));
    }
}
