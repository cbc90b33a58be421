//! Refusals: what the runtime answers by itself, before and instead of a handler, is documented on the operation.
//!
//! Which status a refusal has is told by `x-rejections` and `x-violation-statuses`; this module knows what can be
//! refused, as the runtime does: parameters, bodies, credentials, authorities.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Node, SchemaType, Shape, operation::Operation, resolve, visit, visit_part};

/// The kinds of refusal that `x-rejections` gives a status.
pub(super) const REJECTIONS: [&str; 5] = ["parameter", "path-parameter", "body", "credential", "authority"];

/// Statuses by what is refused, with a word on why it can happen.
type Refusals = BTreeMap<u64, BTreeSet<String>>;

/// One error for each status that an operation of our own leaves out, those that every operation has included.
pub(super) fn refuse(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    let stated = states_violations(document);
    for operation in operations {
        let mut refusals = refusals(document, operation, stated);
        let general = [(429, "too many requests"), (500, "a failure"), (503, "being overloaded")];
        let has_entity = names_an_entity(operation).then_some((404, "an entity that does not exist"));
        for (status, reason) in general.into_iter().chain(has_entity) {
            refusals.entry(status).or_default().insert(reason.to_owned());
        }
        for (status, reasons) in refusals {
            if !is_documented(operation, status) {
                let reasons: Vec<String> = reasons.into_iter().collect();
                found.push(Diagnostic::error(
                    "undocumented-rejection",
                    operation.place,
                    format!(
                        "`{}` does not document {status}, the answer to {}",
                        operation.name(),
                        reasons.join(", and to ")
                    ),
                    "add the response, or change the status in `x-rejections`",
                ));
            }
        }
    }
}

/// One warning for each operation of somebody else's that leaves out statuses of the runtime.
pub(super) fn warn(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    let stated = states_violations(document);
    for operation in operations {
        let statuses: Vec<String> = refusals(document, operation, stated)
            .into_keys()
            .filter(|status| !is_documented(operation, *status))
            .map(|status| status.to_string())
            .collect();
        if !statuses.is_empty() {
            found.push(Diagnostic::warning(
                "undocumented-rejection",
                operation.place,
                format!(
                    "`{}` does not document {}, with which a generated server refuses requests",
                    operation.name(),
                    statuses.join(", ")
                ),
                "add the responses, or one for `4XX` or `default`",
            ));
        }
    }
}

/// By its own status, its range or `default`.
fn is_documented(operation: &Operation<'_>, status: u64) -> bool {
    let range = format!("{}XX", status / 100);
    operation
        .responses()
        .iter()
        .any(|(documented, _, _)| *documented == status.to_string() || *documented == range || *documented == "default")
}

fn names_an_entity(operation: &Operation<'_>) -> bool {
    operation.parameters().iter().any(|parameter| parameter.get("in").and_then(Node::as_str) == Some("path"))
}

/// Whether any schema has `x-violation-statuses`; few documents do, and to look for them from every operation is long.
fn states_violations(document: &Node) -> bool {
    let mut stated = false;
    visit(document, &mut |kind, node, _| {
        stated |= kind == Kind::Schema && node.get("x-violation-statuses").is_some();
    });
    stated
}

/// `stated`: the document has `x-violation-statuses` to look for.
fn refusals(document: &Node, operation: &Operation<'_>, stated: bool) -> Refusals {
    let mut refusals = Refusals::new();
    let mut add = |status: u64, reason: &str| {
        refusals.entry(status).or_default().insert(reason.to_owned());
    };
    for parameter in operation.parameters() {
        let is_path = parameter.get("in").and_then(Node::as_str) == Some("path");
        let name = parameter.get("name").and_then(Node::as_str).unwrap_or_default();
        if is_path {
            add(status(operation, "path-parameter"), &format!("a bad path parameter `{name}`"));
        } else if can_be_refused(document, parameter) {
            add(status(operation, "parameter"), &format!("a bad parameter `{name}`"));
        }
        if let Some(schema) = parameter.get("schema").filter(|_| stated) {
            for (status, keyword) in violation_statuses(document, schema) {
                add(status, &format!("a parameter `{name}` that breaks `{keyword}`"));
            }
        }
    }
    if operation.body().is_some() || operation.node.get("x-optional-body").is_some() {
        add(413, "a body that is too large");
        add(415, "a body of another media type");
    }
    if let Some(body) = operation.body() {
        for (media_type, member) in body.get("content").and_then(Node::as_object).into_iter().flatten() {
            let Some(schema) = member.node.get("schema") else { continue };
            if !is_raw(document, schema) {
                add(status(operation, "body"), &format!("a bad body (`{media_type}`)"));
            } else if body.get("required").and_then(Node::as_bool) == Some(true) {
                add(status(operation, "body"), &format!("a missing body (`{media_type}`)"));
            }
            let violations = if stated { violation_statuses(document, schema) } else { BTreeSet::new() };
            for (status, keyword) in violations {
                add(status, &format!("a body that breaks `{keyword}`"));
            }
        }
    }
    if !operation.is_anonymous() {
        add(status(operation, "credential"), "a missing or bad credential");
    }
    if !operation.texts("x-authorities").is_empty() {
        add(status(operation, "authority"), "a caller without the authority");
    }
    refusals
}

/// The operation's own status, else the document's, else the default.
fn status(operation: &Operation<'_>, refusal: &str) -> u64 {
    debug_assert!(REJECTIONS.contains(&refusal));
    let stated = [operation.node, operation.document]
        .into_iter()
        .find_map(|owner| owner.get("x-rejections")?.get(refusal)?.as_u64());
    let documents_404 = || operation.responses().iter().any(|(status, _, _)| *status == "404");
    stated.unwrap_or_else(|| match refusal {
        "path-parameter" if documents_404() => 404,
        "credential" => 401,
        "authority" => 403,
        _ => 400,
    })
}

/// Whether any text that a client can send is wrong: an optional header that may be any text never is.
fn can_be_refused(document: &Node, parameter: &Node) -> bool {
    let Some(schema) = parameter.get("schema").map(|schema| resolve(document, schema)) else { return true };
    let is_free_text = SchemaType::of_schema(schema) == Some(SchemaType::String)
        && !["enum", "pattern", "format", "minLength", "maxLength"].iter().any(|keyword| schema.get(keyword).is_some());
    let is_header = parameter.get("in").and_then(Node::as_str) == Some("header");
    let is_required = parameter.get("required").and_then(Node::as_bool) == Some(true);
    is_required || !(is_header && is_free_text)
}

/// A body that is taken as it comes.
fn is_raw(document: &Node, schema: &Node) -> bool {
    resolve(document, schema).get("format").and_then(Node::as_str) == Some("binary")
}

/// Every `x-violation-statuses` that a schema leads to.
fn violation_statuses<'node>(document: &'node Node, schema: &'node Node) -> BTreeSet<(u64, &'node str)> {
    let mut statuses = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut todo = vec![schema];
    while let Some(schema) = todo.pop() {
        visit_part(resolve(document, schema), &Shape::Reference(Kind::Schema), &mut |kind, node, _| {
            if let Some(reference) = node.reference() {
                if seen.insert(reference) {
                    todo.push(node);
                }
            } else if kind == Kind::Schema {
                let members = node.get("x-violation-statuses").and_then(Node::as_object);
                statuses.extend(
                    members
                        .into_iter()
                        .flatten()
                        .filter_map(|(key, member)| Some((member.node.as_u64()?, key.as_str()))),
                );
            }
        });
    }
    statuses
}
