//! Parameters and headers: each has one schema, a serialisation that exists, and a place of its own.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Location, Node, Operation, resolve, visit};

pub(super) fn check(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    visit(document, &mut |kind, node, _| {
        if node.reference().is_some() {
            return;
        }
        match kind {
            Kind::Parameter => {
                parameter(node, found);
                value(document, node, "parameter", found);
            }
            Kind::Header => value(document, node, "header", found),
            Kind::PathItem => duplicates(document, node, found),
            _ => {}
        }
        if kind == Kind::Operation {
            duplicates(document, node, found);
        }
    });
    for operation in operations {
        same_field(operation, found);
    }
}

fn parameter(node: &Node, found: &mut Diagnostics) {
    let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
    let Some(place) = node.get("in").and_then(Node::as_str) else { return };
    let is_required = node.get("required").and_then(Node::as_bool) == Some(true);
    if place == "path" && !is_required {
        found.push(Diagnostic::error(
            "path-parameter-required",
            &node.location,
            format!("the path parameter `{name}` is not required"),
            "add `required: true`; a path without it is another path",
        ));
    }
    if place == "header" && ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str()) {
        found.push(Diagnostic::warning(
            "ignored-parameter",
            &node.location,
            format!("OpenAPI ignores a header parameter called `{name}`"),
            "describe it as media types of the body and the responses, or as a security scheme",
        ));
    }
    if place == "header" && !is_token(name) {
        found.push(Diagnostic::error(
            "header-name",
            &node.location,
            format!("`{name}` is not the name of a header"),
            "use letters, digits and `-`",
        ));
    }
    let styles: &[&str] = match place {
        "path" => &["simple", "label", "matrix"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        _ => &["form"],
    };
    if let Some(style) = node.get("style")
        && let Some(text) = style.as_str()
        && !styles.contains(&text)
    {
        found.push(Diagnostic::error(
            "parameter-style",
            &style.location,
            format!("a {place} parameter cannot have the style `{text}`"),
            format!("write {}", styles.join(" or ")),
        ));
    }
    for (key, only) in [("allowEmptyValue", "query"), ("allowReserved", "query")] {
        if let Some(member) = node.get(key)
            && place != only
        {
            found.push(Diagnostic::warning(
                "keyword-without-effect",
                &member.location,
                format!("`{key}` has no effect on a {place} parameter"),
                "remove it",
            ));
        }
    }
}

/// The characters of an HTTP field name (RFC 9110, section 5.6.2).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// What parameters and headers have in common.
fn value(document: &Node, node: &Node, noun: &str, found: &mut Diagnostics) {
    let mut error = |place: &Location, message: String, help: &str| {
        found.push(Diagnostic::error("parameter-schema", place, message, help));
    };
    match (node.get("schema"), node.get("content")) {
        (None, None) => {
            error(&node.location, format!("the {noun} has neither `schema` nor `content`"), "add a `schema`");
        }
        (Some(_), Some(content)) => {
            error(&content.location, format!("the {noun} has both `schema` and `content`"), "keep one of the two");
        }
        (None, Some(content)) if content.as_object().is_some_and(|content| content.len() != 1) => {
            error(
                &content.location,
                format!("`content` of a {noun} has exactly one media type"),
                "keep one media type",
            );
        }
        _ => {}
    }
    if let (Some(_), Some(examples)) = (node.get("example"), node.get("examples")) {
        found.push(Diagnostic::error(
            "example-and-examples",
            &examples.location,
            format!("the {noun} has both `example` and `examples`"),
            "keep one of the two",
        ));
    }
    let style = node.get("style").and_then(Node::as_str);
    let schema_type =
        node.get("schema").and_then(|schema| resolve(document, schema).get("type")).and_then(Node::as_str);
    let fits = match style {
        Some("deepObject") => schema_type.is_none_or(|schema_type| schema_type == "object"),
        Some("spaceDelimited" | "pipeDelimited") => {
            schema_type.is_none_or(|schema_type| schema_type == "array" || schema_type == "object")
        }
        _ => true,
    };
    if let (false, Some(style)) = (fits, style) {
        found.push(Diagnostic::error(
            "parameter-style",
            &node.location,
            format!("the style `{style}` is not defined for a value of type {}", schema_type.unwrap_or("any")),
            "remove `style`, or change the type of the schema",
        ));
    }
}

/// Parameters of one list with the same name in the same place.
fn duplicates(document: &Node, node: &Node, found: &mut Diagnostics) {
    let mut seen: BTreeMap<(&str, String), &Location> = BTreeMap::new();
    for item in node.get("parameters").and_then(Node::as_array).unwrap_or_default() {
        let parameter = resolve(document, item);
        let (Some(place), Some(name)) =
            (parameter.get("in").and_then(Node::as_str), parameter.get("name").and_then(Node::as_str))
        else {
            continue;
        };
        // The names of headers are compared without case.
        let key = if place == "header" { name.to_lowercase() } else { name.to_owned() };
        if let Some(first) = seen.insert((place, key), &item.location) {
            found.push(Diagnostic::error(
                "duplicate-parameter",
                &item.location,
                format!("the {place} parameter `{name}` stands twice in this list, first in line {}", first.line),
                "remove one of the two",
            ));
        }
    }
}

/// An alias (`x-aliases`) that is another parameter's name would be read twice.
fn same_field(operation: &Operation<'_>, found: &mut Diagnostics) {
    let parameters = operation.parameters();
    for parameter in &parameters {
        let place = parameter.get("in").and_then(Node::as_str);
        for alias in parameter.get("x-aliases").and_then(Node::as_array).unwrap_or_default() {
            let taken = parameters.iter().any(|other| {
                other.get("in").and_then(Node::as_str) == place
                    && other.get("name").and_then(Node::as_str) == alias.as_str()
            });
            if taken {
                found.push(Diagnostic::error(
                    "duplicate-parameter",
                    &alias.location,
                    format!("`{}` has a parameter with the name of this alias", operation.name()),
                    "remove the alias, or rename the parameter",
                ));
            }
        }
    }
}
