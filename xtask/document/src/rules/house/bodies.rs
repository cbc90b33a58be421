//! Bodies: named schemas of one way each, with an example, and limits on what a request can hold.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Node, SchemaType, Shape, is_negated, resolve, visit, visit_part};

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    let mut requests: Vec<&Node> = Vec::new();
    visit(document, &mut |kind, node, pointer| {
        if kind == Kind::Schema {
            one_way(node, found);
        }
        if kind != Kind::MediaType || !pointer.contains("/content/") {
            return;
        }
        let media_type = pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/");
        let is_request = pointer.contains("/requestBody/") || pointer.starts_with("/components/requestBodies/");
        let is_json = media_type == "application/json" || media_type.ends_with("+json");
        let is_form = media_type.starts_with("multipart/") || media_type == "application/x-www-form-urlencoded";
        match node.get("schema") {
            None => found.push(Diagnostic::error(
                "body-schema",
                &node.location,
                format!("the body `{media_type}` has no schema"),
                "refer to a schema of the document",
            )),
            Some(schema) => {
                if (is_json || is_form) && !is_named(schema) {
                    found.push(Diagnostic::error(
                        "body-schema",
                        &schema.location,
                        format!("the body `{media_type}` is not a named schema"),
                        "move the schema to `schemas/` and refer to it; a list is an array whose items are a reference",
                    ));
                }
                if is_request {
                    requests.push(schema);
                }
            }
        }
        if let Some(encoding) = node.get("encoding") {
            found.push(Diagnostic::error(
                "form-encoding",
                &encoding.location,
                "generators leave out an operation whose form has `encoding`",
                "say in words what a part may hold",
            ));
        }
        let of_schema = node.get("schema").and_then(|schema| resolve(document, schema).get("example"));
        if is_json && of_schema.is_none() && node.get("example").is_none() && node.get("examples").is_none() {
            found.push(Diagnostic::error(
                "example-missing",
                &node.location,
                format!("the body `{media_type}` has no example"),
                "add an `example` beside the `schema`, or to the named schema",
            ));
        }
    });
    let mut seen = BTreeSet::new();
    for schema in requests {
        limits(document, schema, &mut seen, found);
    }
}

/// Requests and answers have schemas of their own: of one for both, clients have properties that may be missing.
fn one_way(node: &Node, found: &mut Diagnostics) {
    for keyword in ["readOnly", "writeOnly"] {
        if let Some(member) = node.get(keyword) {
            found.push(Diagnostic::error(
                "one-way",
                &member.location,
                format!("`{keyword}` says that the schema is for requests and for answers"),
                "leave it out, and give requests a schema without what they cannot set",
            ));
        }
    }
}

fn is_named(schema: &Node) -> bool {
    schema.reference().is_some()
        || SchemaType::of_schema(schema) == Some(SchemaType::Array)
            && schema.get("items").is_some_and(|items| items.reference().is_some())
}

/// Every text, number and list that a request can bring has a limit.
fn limits<'node>(document: &'node Node, schema: &'node Node, seen: &mut BTreeSet<&'node str>, found: &mut Diagnostics) {
    if let Some(reference) = schema.reference()
        && !seen.insert(reference)
    {
        return;
    }
    let mut references: Vec<&Node> = Vec::new();
    visit_part(resolve(document, schema), &Shape::Reference(Kind::Schema), &mut |kind, node, pointer| {
        // What is ruled out or cannot be sent needs no limit.
        if kind != Kind::Schema || is_negated(&Shape::Reference(Kind::Schema), pointer) {
            return;
        }
        if node.reference().is_some() {
            references.push(node);
            return;
        }
        if node.get("enum").is_some() {
            return;
        }
        let has = |key: &str| node.get(key).is_some();
        let format = node.get("format").and_then(Node::as_str);
        let is_fixed = matches!(format, Some("binary" | "date" | "date-time" | "uuid"));
        let missing = match SchemaType::of_schema(node) {
            Some(SchemaType::String) if !has("maxLength") && !has("pattern") && !is_fixed => "`maxLength` or `pattern`",
            Some(SchemaType::Integer) if format.is_none() => "`format`",
            Some(SchemaType::Integer) if !has("minimum") => "`minimum`",
            Some(SchemaType::Array) if !has("maxItems") => "`maxItems`",
            _ => return,
        };
        found.push(Diagnostic::error(
            "request-limit",
            &node.location,
            format!("a request can bring a value here that nothing limits: there is no {missing}"),
            format!("add {missing}"),
        ));
    });
    for reference in references {
        limits(document, reference, seen, found);
    }
}
