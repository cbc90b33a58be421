//! Operations: ids, statuses, and what a response to them can hold.

use super::parameters::is_token;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::grammar::ADDITIONAL_OPERATIONS;
use crate::{
    Kind, METHODS, Node, nearest,
    operation::{Operation, sent},
    visit,
};

pub(super) fn check(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    for operation in operations {
        responses(operation, found);
        body(operation, found);
    }
    parts(document, operations, found);
}

fn responses(operation: &Operation<'_>, found: &mut Diagnostics) {
    let responses = operation.responses();
    let is_success = |status: &str| status == "default" || status.starts_with(['1', '2', '3']);
    if !responses.iter().any(|(status, _, _)| is_success(status)) {
        found.push(Diagnostic::warning(
            "no-success",
            operation.place,
            format!("`{}` documents no response of a success", operation.name()),
            "add a response with a status from 200 to 399",
        ));
    }
    for (status, place, response) in responses {
        if !is_status(status) {
            let help = if is_status(&status.to_uppercase()) {
                format!("write `{}`", status.to_uppercase())
            } else {
                "write a status from 100 to 599, a range such as `4XX`, or `default`".to_owned()
            };
            found.push(Diagnostic::error("status-syntax", place, format!("`{status}` is not a status"), help));
        }
        let without_body = operation.method == "head" || status.starts_with('1');
        let has_content = response.get("content").and_then(Node::as_object).is_some_and(|content| !content.is_empty());
        if without_body && has_content {
            let why = if operation.method == "head" { "HEAD".to_owned() } else { status.to_owned() };
            found.push(Diagnostic::warning(
                "content-without-body",
                place,
                format!("the response {status} of `{}` has a `content`, but {why} has no body", operation.name()),
                "remove `content`, or change the status",
            ));
        }
    }
}

fn is_status(status: &str) -> bool {
    let bytes = status.as_bytes();
    status == "default"
        || bytes.len() == 3
            && (b'1'..=b'5').contains(&bytes[0])
            && (bytes[1..].iter().all(u8::is_ascii_digit) || &bytes[1..] == b"XX")
}

fn body(operation: &Operation<'_>, found: &mut Diagnostics) {
    let body = operation.node.get("requestBody").or_else(|| operation.node.get("x-optional-body"));
    let Some(body) = body else { return };
    if !matches!(operation.method, "get" | "head" | "delete") {
        return;
    }
    let method = sent(operation.method);
    found.push(Diagnostic::warning(
        "body-not-defined",
        &body.location,
        format!("`{}` has a request body, but {method} has no defined meaning for a body", operation.name()),
        "use parameters, or another method",
    ));
}

fn parts(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    let ids: Vec<&str> = operations.iter().filter_map(Operation::id).collect();
    visit(document, &mut |kind, node, _| match kind {
        Kind::Server => server(node, found),
        Kind::Operations => further_methods(node, found),
        Kind::Link => {
            let Some(id) = node.get("operationId") else { return };
            let Some(text) = id.as_str().filter(|text| !ids.contains(text)) else { return };
            found.push(Diagnostic::invalid(
                "unknown-operation",
                &id.location,
                format!("there is no operation `{text}`"),
                match nearest(text, ids.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write the `operationId` of an operation of this document".to_owned(),
                },
            ));
        }
        _ => {}
    });
}

/// The keys of `additionalOperations`: methods that a path item has no member for.
fn further_methods(node: &Node, found: &mut Diagnostics) {
    for (method, member) in node.as_object().into_iter().flatten() {
        let own = method.to_ascii_lowercase();
        if METHODS.contains(&own.as_str()) {
            found.push(Diagnostic::error(
                "method-of-path-item",
                &member.key,
                format!("`{method}` is a method that a path item has a key for"),
                format!("write it as `{own}`, beside `{ADDITIONAL_OPERATIONS}`"),
            ));
        } else if !is_token(method) {
            found.push(Diagnostic::error(
                "method-syntax",
                &member.key,
                format!("`{method}` is not the name of a method"),
                "write it as it is sent: letters, digits and `-`",
            ));
        }
    }
}

fn server(node: &Node, found: &mut Diagnostics) {
    let Some(url) = node.get("url").and_then(Node::as_str) else { return };
    let variables = node.get("variables");
    for name in super::paths::names(url) {
        if variables.and_then(|variables| variables.get(name)).is_none() {
            found.push(Diagnostic::invalid(
                "server-variable",
                &node.location,
                format!("the variable `{name}` of the server's URL is not described"),
                format!("add `variables: {{{name}: {{default: ...}}}}`"),
            ));
        }
    }
    for (name, member) in variables.and_then(Node::as_object).into_iter().flatten() {
        let default = member.node.get("default");
        let values = member.node.get("enum").and_then(Node::as_array);
        if let (Some(default), Some(values)) = (default, values)
            && !values.iter().any(|value| value.as_str() == default.as_str())
        {
            found.push(Diagnostic::invalid(
                "server-variable",
                &default.location,
                format!("the default of the variable `{name}` is not in its `enum`"),
                "add it there, or take one of the values",
            ));
        }
    }
}
