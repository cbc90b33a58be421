//! Keys that an object does not have, and keys that it lacks.

use crate::{Diagnostic, Diagnostics, Kind, Node, Shape, Value, nearest};

use super::{object, put, text};

/// Keywords that OpenAPI 3.1 has and 3.0 has not, with what to write instead.
const NEWER: &[(&str, &str)] = &[
    ("const", "write an `enum` with one value"),
    ("examples", "write one `example`"),
    ("contentEncoding", "write `format: byte`"),
    ("contentMediaType", "write `format: binary`, or leave it out"),
    ("patternProperties", "write `additionalProperties`, and say the rest in the description"),
    ("propertyNames", "say it in the description"),
    ("prefixItems", "write an `items` schema that all items fit"),
    ("if", "write `oneOf`"),
    ("then", "write `oneOf`"),
    ("else", "write `oneOf`"),
    ("$defs", "move the schemas to `components.schemas`"),
    ("definitions", "move the schemas to `components.schemas`"),
    ("$schema", "leave it out"),
    ("$id", "leave it out"),
    ("$comment", "write a YAML comment"),
    ("dependentRequired", "say it in the description"),
    ("unevaluatedProperties", "write `additionalProperties`"),
    ("webhooks", "write `callbacks`, or leave it out"),
    ("jsonSchemaDialect", "leave it out"),
];

/// Keys that have to be there and mean this much where they are not: the kind, the key, and its value.
const UNSAID: &[(Kind, &str, &str)] = &[
    (Kind::Response, "description", ""),
    (Kind::Info, "title", "API"),
    (Kind::Info, "version", "0"),
    (Kind::License, "name", ""),
    (Kind::ExternalDocs, "url", ""),
    (Kind::Server, "url", "/"),
    (Kind::ServerVariable, "default", ""),
];

/// Objects that have to be there and are empty where they are not.
const EMPTY: &[(Kind, &str)] = &[(Kind::Document, "info"), (Kind::Document, "paths"), (Kind::OauthFlow, "scopes")];

pub(super) fn mend(kind: Kind, node: &mut Node, pointer: &str, found: &mut Diagnostics) {
    if node.reference().is_some() || !matches!(kind.shape(), Shape::Any) {
        return;
    }
    let place = node.location.clone();
    let Some(members) = object(node) else { return };
    unknown_keys(kind, members, found);
    if matches!(kind, Kind::RequestBody | Kind::Response | Kind::Parameter | Kind::Header) {
        no_media_types(members, found);
    }
    let mut missing = |key: &str, help: String| {
        found.push(Diagnostic::invalid("missing-key", &place, format!("{} has no `{key}`", kind.title()), help));
    };
    for (_, key, value) in UNSAID.iter().filter(|(of, _, _)| *of == kind) {
        if members.contains_key(*key) {
            continue;
        }
        missing(key, format!("add `{key}`"));
        put(members, key, text(value), &place);
    }
    for (_, key) in EMPTY.iter().filter(|(of, _)| *of == kind) {
        if members.contains_key(*key) {
            continue;
        }
        missing(key, format!("add `{key}: {{}}`"));
        let mut empty = crate::Object::new();
        // What it lacks in turn is no second mistake.
        let inner = kind.field(key).map(|field| field.shape);
        for (_, key, value) in UNSAID.iter().filter(|(of, _, _)| inner == Some(&Shape::Object(*of))) {
            put(&mut empty, key, text(value), &place);
        }
        put(members, key, Value::Object(empty), &place);
    }
    if kind == Kind::Operation
        && members.get("responses").is_none_or(|responses| {
            responses.node.as_object().is_some_and(|object| object.keys().all(|key| key.starts_with("x-")))
        })
    {
        found.push(Diagnostic::invalid(
            "responses-empty",
            members.get("responses").map_or(&place, |member| &member.node.location),
            format!("the operation at `{pointer}` documents no response"),
            "add at least the response of a success",
        ));
        let mut responses = crate::Object::new();
        let mut any = crate::Object::new();
        put(&mut any, "description", text(""), &place);
        put(&mut responses, "default", Value::Object(any), &place);
        put(members, "responses", Value::Object(responses), &place);
    }
}

/// Keys of `content` that are words: beside media types, something slipped there.
fn no_media_types(members: &mut crate::Object, found: &mut Diagnostics) {
    let Some(content) = members.get_mut("content").and_then(|member| object(&mut member.node)) else { return };
    let is_word = |key: &str| !key.contains('/');
    if content.keys().all(|key| is_word(key)) {
        return;
    }
    content.retain(|key, member| {
        if is_word(key) {
            found.push(Diagnostic::invalid(
                "media-type",
                &member.key,
                format!("`{key}` is not a media type; it is ignored"),
                "write `type/subtype`, or put it where it belongs",
            ));
        }
        !is_word(key)
    });
}

fn unknown_keys(kind: Kind, members: &mut crate::Object, found: &mut Diagnostics) {
    let unknown: Vec<String> =
        members.keys().filter(|key| kind.field(key).is_none() && !key.starts_with("x-")).cloned().collect();
    for key in unknown {
        let place = members[&key].key.clone();
        let has_meaning = kind == Kind::Schema && key == "const";
        let newer = NEWER.iter().find(|(name, _)| *name == key);
        let others = kind.fields().iter().map(|field| field.name).filter(|name| !members.contains_key(*name));
        let help = match (newer, nearest(&key, others)) {
            (Some((_, instead)), _) => format!("it belongs to OpenAPI 3.1: {instead}"),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => "remove it; a key of your own begins with `x-`".to_owned(),
        };
        let fate = if has_meaning { "it is read as in OpenAPI 3.1" } else { "it is ignored" };
        let message = format!("{} has no key `{key}`; {fate}", kind.title());
        found.push(Diagnostic::invalid("unknown-key", &place, message, help));
        let member = members.shift_remove(&key).expect("the key was found");
        if has_meaning && !members.contains_key("enum") {
            let place = member.node.location.clone();
            put(members, "enum", Value::Array(vec![member.node]), &place);
        }
    }
}
