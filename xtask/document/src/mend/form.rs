//! Keys that an object does not have, and keys that it lacks.

use crate::{
    Diagnostic, Diagnostics, Kind, Node, Severity, Shape, Value, Version, nearest,
    upgrade::{is_only_reference, rename},
};

use super::{object, put, text};

/// Keys of other versions, with what to write instead.
const INSTEAD: &[(&str, &str)] = &[
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
    ("nullable", "add the type `null`: `type: [string, 'null']`"),
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

pub(super) fn mend(version: Version, kind: Kind, node: &mut Node, pointer: &str, found: &mut Diagnostics) {
    if is_only_reference(kind, node) || !matches!(kind.shape(), Shape::Any) {
        return;
    }
    let place = node.location.clone();
    let Some(members) = object(node) else { return };
    unknown_keys(version, kind, members, found);
    if kind == Kind::MediaType
        && let Some(position) = members.get_index_of("x-item-schema")
    {
        items(version, members, position, found);
    }
    if matches!(kind, Kind::RequestBody | Kind::Response | Kind::Parameter | Kind::Header) {
        no_media_types(members, found);
    }
    let mut missing = |key: &str, help: String| {
        found.push(Diagnostic::invalid("missing-key", &place, format!("{} has no `{key}`", kind.title()), help));
    };
    let is_missing = |members: &crate::Object, key: &str| {
        !members.contains_key(key) && kind.field(key).is_some_and(|field| field.is_required_in(version))
    };
    for (_, key, value) in UNSAID.iter().filter(|(of, _, _)| *of == kind) {
        if !is_missing(members, key) {
            continue;
        }
        missing(key, format!("add `{key}`"));
        put(members, key, text(value), &place);
    }
    // From 3.1 on, a document may have other things to say than paths.
    let says_nothing =
        kind == Kind::Document && !["paths", "webhooks", "components"].iter().any(|key| members.contains_key(*key));
    for (_, key) in EMPTY.iter().filter(|(of, _)| *of == kind) {
        let is_needed = is_missing(members, key) || *key == "paths" && says_nothing;
        if !is_needed {
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
        let fault = Diagnostic::invalid(
            "responses-empty",
            members.get("responses").map_or(&place, |member| &member.node.location),
            format!("the operation at `{pointer}` documents no response"),
            "add at least the response of a success",
        );
        let severity = if version == Version::V30 { Severity::Invalid } else { Severity::Warning };
        found.push(Diagnostic { severity, ..fault });
        let mut responses = crate::Object::new();
        let mut any = crate::Object::new();
        put(&mut any, "description", text(""), &place);
        put(&mut responses, "default", Value::Object(any), &place);
        put(members, "responses", Value::Object(responses), &place);
    }
}

/// What `itemSchema` is called before 3.2.
fn items(version: Version, media_type: &mut crate::Object, position: usize, found: &mut Diagnostics) {
    let is_twice = media_type.contains_key("itemSchema");
    if is_twice || version >= Version::V32 {
        found.push(Diagnostic::warning(
            "key-of-other-version",
            &media_type[position].key,
            match is_twice {
                true => "`x-item-schema` stands beside `itemSchema`; it is ignored",
                false => "`x-item-schema` is for documents before OpenAPI 3.2; it is read as `itemSchema`",
            },
            if is_twice { "remove it" } else { "write `itemSchema`" },
        ));
    }
    match is_twice {
        true => drop(media_type.shift_remove_index(position)),
        false => rename(media_type, position, "itemSchema", |node| node),
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

fn unknown_keys(version: Version, kind: Kind, members: &mut crate::Object, found: &mut Diagnostics) {
    let is_beside_reference = |key: &str| kind == Kind::Schema && key == "$ref";
    let strange: Vec<String> = members
        .keys()
        .filter(|key| !key.starts_with("x-") && !is_beside_reference(key))
        .filter(|key| kind.field(key).is_none_or(|field| !field.is_in(version)))
        .cloned()
        .collect();
    for key in strange {
        let place = members[&key].key.clone();
        let instead = INSTEAD.iter().find(|(name, _)| *name == key).map(|(_, instead)| *instead);
        if let Some(field) = kind.field(&key) {
            let other = if field.since > version { field.since } else { field.until };
            found.push(Diagnostic::invalid(
                "key-of-other-version",
                &place,
                format!("`{key}` belongs to OpenAPI {}, as which it is read", other.name()),
                match instead {
                    Some(instead) => instead.to_owned(),
                    None => format!("write `openapi: {}`, or leave it out", other.full()),
                },
            ));
            continue;
        }
        let others = kind.fields().iter().map(|field| field.name).filter(|name| !members.contains_key(*name));
        let help = match (instead, nearest(&key, others)) {
            (Some(instead), _) => instead.to_owned(),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => "remove it; a key of your own begins with `x-`".to_owned(),
        };
        // JSON Schema lets schemas have keywords that nobody knows.
        let is_allowed = kind == Kind::Schema && version >= Version::V31;
        let severity = if is_allowed { Severity::Warning } else { Severity::Invalid };
        let message = format!("{} has no key `{key}`; it is ignored", kind.title());
        found.push(Diagnostic { severity, ..Diagnostic::invalid("unknown-key", &place, message, help) });
        members.shift_remove(&key);
    }
}
