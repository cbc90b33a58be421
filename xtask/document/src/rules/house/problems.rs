//! Errors: problem documents everywhere, with the headers that tell a client what to do next.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Location, Node, operation::Operation};

pub(super) fn check(operations: &[Operation<'_>], found: &mut Diagnostics) {
    for operation in operations {
        for (status, place, response) in operation.responses() {
            if status == "default" || status.ends_with("XX") {
                found.push(Diagnostic::error(
                    "status-range",
                    place,
                    format!("`{status}` documents statuses that nobody has thought of"),
                    "list each status that the server can answer",
                ));
            } else if status.starts_with(['4', '5']) {
                error(operation, status, place, response, found);
            }
        }
    }
}

fn error(operation: &Operation<'_>, status: &str, place: &Location, response: &Node, found: &mut Diagnostics) {
    if operation.method != "head" {
        let content = response.get("content").and_then(Node::as_object);
        let problem =
            content.filter(|content| content.len() == 1).and_then(|content| content.get("application/problem+json"));
        let is_problem = problem.is_some_and(|member| {
            member.node.get("schema").and_then(Node::reference) == Some("#/components/schemas/Problem")
        });
        if !is_problem {
            found.push(Diagnostic::error(
                "problem",
                place,
                format!("the response {status} of `{}` is not a problem document", operation.name()),
                "give it the media type `application/problem+json` alone, and the schema `Problem`",
            ));
        }
    }
    let needed: &[&str] = match status {
        "429" | "503" => &["Retry-After"],
        "401" if has_http_scheme(operation) => &["WWW-Authenticate"],
        _ => &[],
    };
    for name in needed {
        let headers = response.get("headers").and_then(Node::as_object);
        if !headers.into_iter().flatten().any(|(header, _)| header.eq_ignore_ascii_case(name)) {
            found.push(Diagnostic::error(
                "problem-header",
                place,
                format!("the response {status} of `{}` does not document `{name}`", operation.name()),
                format!("add the header `{name}`"),
            ));
        }
    }
}

/// Whether a scheme of HTTP's own authentication can satisfy the operation, so that 401 has a challenge.
fn has_http_scheme(operation: &Operation<'_>) -> bool {
    let schemes = operation.document.get("components").and_then(|components| components.get("securitySchemes"));
    operation
        .security()
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_object)
        .flat_map(|requirement| requirement.keys())
        .filter_map(|name| schemes?.get(name))
        .any(|scheme| scheme.get("type").and_then(Node::as_str) == Some("http"))
}
