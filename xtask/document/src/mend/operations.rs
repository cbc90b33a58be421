//! Operations, their ids, tags, path parameters and servers.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Diagnostic, Diagnostics, Kind, METHODS, Member, Node, Object, Shape, Value, made_id, operations, resolve};

use super::{object, put, text, walk};
use crate::rules::paths::names;

pub(super) fn mend(document: &Node, mended: &mut Node, found: &mut Diagnostics) {
    let repeated = repeated_ids(document, found);
    tags(mended, found);
    let lookup = mended.clone();
    let Some(Value::Object(paths)) = object(mended).and_then(|root| root.get_mut("paths")).map(|it| &mut it.node.value)
    else {
        return;
    };
    for (path, member) in paths.iter_mut().filter(|(path, _)| !path.starts_with("x-")) {
        let Some(item) = object(&mut member.node) else { continue };
        if let Some(list) = item.get_mut("parameters") {
            repeated_parameters(&lookup, list, found);
        }
        let shared = declared(&lookup, item.get("parameters").map(|member| &member.node));
        for (method, member) in item.iter_mut().filter(|(name, _)| METHODS.contains(&name.as_str())) {
            let place = member.key.clone();
            let Some(operation) = object(&mut member.node) else { continue };
            if operation.get("operationId").is_some_and(|member| member.node.as_str() == Some("")) {
                found.push(Diagnostic::invalid(
                    "empty-operation-id",
                    &operation["operationId"].node.location,
                    format!("the `operationId` of {} {path} is empty; it is named by its path", method.to_uppercase()),
                    "write a name, or leave the key out",
                ));
                operation.shift_remove("operationId");
            }
            let id = operation.get("operationId").and_then(|member| member.node.as_str());
            if id.is_some_and(|id| repeated.contains(id)) {
                let member = operation.get_mut("operationId").expect("it has an id");
                member.node.value = text(&made_id(method, path));
            }
            if let Some(list) = operation.get_mut("parameters") {
                repeated_parameters(&lookup, list, found);
                foreign_path_parameters(&lookup, path, list, found);
            }
            if method == "trace" && operation.contains_key("requestBody") {
                found.push(Diagnostic::invalid(
                    "body-not-defined",
                    &operation["requestBody"].node.location,
                    format!("TRACE {path} has a request body, which TRACE must not have; it is ignored"),
                    "use parameters, or another method",
                ));
                operation.shift_remove("requestBody");
            }
            let own = declared(&lookup, operation.get("parameters").map(|member| &member.node));
            for name in names(path) {
                if !name.is_empty() && !own.contains(name) && !shared.contains(name) {
                    found.push(Diagnostic::invalid(
                        "path-parameter",
                        &place,
                        format!(
                            "{} {path} does not describe the parameter `{name}` of its path; it is read as text",
                            method.to_uppercase()
                        ),
                        format!("add a parameter with `name: {name}`, `in: path`, `required: true`"),
                    ));
                    declare(operation, name, &place);
                }
            }
        }
        if let Some(list) = item.get_mut("parameters") {
            foreign_path_parameters(&lookup, path, list, found);
        }
    }
    walk(mended, &Shape::Object(Kind::Document), &mut String::new(), &mut |kind, node, pointer| match kind {
        Kind::Responses => empty_statuses(&lookup, node, pointer, found),
        Kind::Document | Kind::Operation => scopes_of_keys(&lookup, node, found),
        _ => {}
    });
}

/// Ids that several operations have: each of these is named by its path.
fn repeated_ids(document: &Node, found: &mut Diagnostics) -> BTreeSet<String> {
    let mut owners: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let all = operations(document);
    for operation in &all {
        if let Some(id) = operation.id() {
            owners.entry(id).or_default().push(format!("{} {}", operation.method.to_uppercase(), operation.path));
        }
    }
    owners.retain(|_, owners| owners.len() > 1);
    for operation in &all {
        let (Some(id), Some(node)) = (operation.id(), operation.node.get("operationId")) else { continue };
        let Some(owners) = owners.get(id) else { continue };
        // Told once, at the second of them.
        if owners[1] == format!("{} {}", operation.method.to_uppercase(), operation.path) {
            found.push(Diagnostic::invalid(
                "duplicate-operation-id",
                &node.location,
                format!("the `operationId` `{id}` is that of {}; each is named by its path", owners.join(", ")),
                "give each operation its own `operationId`",
            ));
        }
    }
    owners.into_keys().map(str::to_owned).collect()
}

fn tags(mended: &mut Node, found: &mut Diagnostics) {
    let Some(Value::Array(tags)) = object(mended).and_then(|root| root.get_mut("tags")).map(|it| &mut it.node.value)
    else {
        return;
    };
    let mut seen = BTreeSet::new();
    tags.retain(|tag| {
        let Some(name) = tag.get("name").and_then(Node::as_str) else { return true };
        let is_new = seen.insert(name.to_owned());
        if !is_new {
            found.push(Diagnostic::invalid(
                "duplicate-tag",
                &tag.location,
                format!("the tag `{name}` is declared twice"),
                "remove one of the two",
            ));
        }
        is_new
    });
}

/// Names of the path parameters in a list.
fn declared(document: &Node, list: Option<&Node>) -> BTreeSet<String> {
    let list = list.and_then(Node::as_array).unwrap_or_default().iter().map(|parameter| resolve(document, parameter));
    list.filter(|parameter| parameter.get("in").and_then(Node::as_str) == Some("path"))
        .filter_map(|parameter| Some(parameter.get("name")?.as_str()?.to_owned()))
        .collect()
}

fn declare(operation: &mut Object, name: &str, place: &crate::Location) {
    let mut schema = Object::new();
    put(&mut schema, "type", text("string"), place);
    let mut parameter = Object::new();
    put(&mut parameter, "name", text(name), place);
    put(&mut parameter, "in", text("path"), place);
    put(&mut parameter, "required", Value::Boolean(true), place);
    put(&mut parameter, "schema", Value::Object(schema), place);
    let parameter = Node::new(Value::Object(parameter), place.clone());
    match operation.get_mut("parameters").map(|member| &mut member.node.value) {
        Some(Value::Array(list)) => list.push(parameter),
        _ => put(operation, "parameters", Value::Array(vec![parameter]), place),
    }
}

/// Parameters of one name and place in one list: the first one is kept.
fn repeated_parameters(document: &Node, list: &mut Member, found: &mut Diagnostics) {
    let Value::Array(items) = &mut list.node.value else { return };
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    items.retain(|item| {
        let parameter = resolve(document, item);
        let (Some(place), Some(name)) =
            (parameter.get("in").and_then(Node::as_str), parameter.get("name").and_then(Node::as_str))
        else {
            return true;
        };
        // The names of headers are compared without case.
        let key = if place == "header" { name.to_lowercase() } else { name.to_owned() };
        let Some(first) = seen.get(&(place.to_owned(), key.clone())) else {
            seen.insert((place.to_owned(), key), item.location.line);
            return true;
        };
        found.push(Diagnostic::invalid(
            "duplicate-parameter",
            &item.location,
            format!("the {place} parameter `{name}` stands twice in this list, first in line {first}"),
            "remove one of the two",
        ));
        false
    });
}

/// Path parameters that the path does not have.
fn foreign_path_parameters(document: &Node, path: &str, list: &mut Member, found: &mut Diagnostics) {
    let Value::Array(items) = &mut list.node.value else { return };
    let known: BTreeSet<&str> = names(path).into_iter().collect();
    items.retain(|item| {
        let parameter = resolve(document, item);
        let name = parameter.get("name").and_then(Node::as_str).unwrap_or_default();
        if parameter.get("in").and_then(Node::as_str) != Some("path") || known.contains(name) {
            return true;
        }
        found.push(Diagnostic::invalid(
            "path-parameter",
            &item.location,
            format!("the path `{path}` has no `{{{name}}}`; the parameter is ignored"),
            "correct the name, or put the parameter into the path",
        ));
        false
    });
}

/// Scopes of API keys, which have none.
fn scopes_of_keys(document: &Node, owner: &mut Node, found: &mut Diagnostics) {
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    let Some(Value::Array(alternatives)) =
        object(owner).and_then(|owner| owner.get_mut("security")).map(|member| &mut member.node.value)
    else {
        return;
    };
    for (name, member) in alternatives.iter_mut().filter_map(object).flatten() {
        let scheme = schemes.and_then(|schemes| schemes.get(name)).map(|scheme| resolve(document, scheme));
        let is_key = scheme.and_then(|scheme| scheme.get("type")).and_then(Node::as_str) == Some("apiKey");
        if let Value::Array(scopes) = &mut member.node.value
            && is_key
            && !scopes.is_empty()
        {
            scopes.clear();
            found.push(Diagnostic::invalid(
                "unknown-scope",
                &member.node.location,
                format!("`{name}` is an API key, which has no scopes; they are ignored"),
                format!("write `{name}: []`"),
            ));
        }
    }
}

/// Statuses whose responses have no body: what is documented as such is left out.
fn empty_statuses(document: &Node, responses: &mut Node, pointer: &str, found: &mut Diagnostics) {
    let Some(responses) = object(responses) else { return };
    let is_interim = |status: &str| status.len() == 3 && status.starts_with('1');
    responses.retain(|status, member| {
        if is_interim(status) {
            found.push(Diagnostic::warning(
                "interim-status",
                &member.key,
                format!("{status} at `{pointer}` is an interim status, which is not the answer; it is left out"),
                "describe the exchange in words",
            ));
        }
        !is_interim(status)
    });
    for (status, member) in responses {
        if !matches!(status.as_str(), "204" | "205" | "304") {
            continue;
        }
        let has_content = |response: &Node| {
            response.get("content").and_then(Node::as_object).is_some_and(|content| !content.is_empty())
        };
        let resolved = resolve(document, &member.node);
        if !has_content(resolved) {
            continue;
        }
        found.push(Diagnostic::invalid(
            "content-without-body",
            &member.key,
            format!("the response {status} at `{pointer}` has a `content`, but {status} has no body; it is ignored"),
            "remove `content`, or change the status",
        ));
        let mut response = resolved.clone();
        if let Some(members) = object(&mut response) {
            members.shift_remove("content");
        }
        member.node = response;
    }
}
