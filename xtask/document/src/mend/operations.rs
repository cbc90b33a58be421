//! Operations, their ids, tags, path parameters and servers.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Diagnostic, Diagnostics, Kind, METHODS, Node, Object, Value, Version, made_id, operations, resolve};

use super::{change, change_members, object, put, retain, text};
use crate::grammar::ADDITIONAL_OPERATIONS;
use crate::operation::{sent, webhooks};
use crate::rules::paths::names;

pub(super) fn mend(version: Version, document: &Node, mended: &mut Node, found: &mut Diagnostics) {
    let repeated = repeated_ids(document, found);
    tags(mended, found);
    let lookup = mended.clone();
    let Some(root) = object(mended) else { return };
    change_members(root, |name, _, paths| {
        let Some(paths) = object(paths).filter(|_| matches!(name, "paths" | "webhooks")) else { return };
        change_members(paths, |path, _, item| {
            if name == "webhooks" || !path.starts_with("x-") {
                path_item(&lookup, path, item, &repeated, found);
            }
        });
    });
    change(mended, &mut |kind, node, pointer| match kind {
        Kind::Responses => empty_statuses(&lookup, node, pointer, found),
        // From 3.1 on, they are names of roles.
        Kind::Document | Kind::Operation if version == Version::V30 => scopes_of_keys(&lookup, node, found),
        _ => {}
    });
}

fn path_item(document: &Node, path: &str, item: &mut Node, repeated: &BTreeSet<String>, found: &mut Diagnostics) {
    let Some(item) = object(item) else { return };
    repeated_parameters(document, item, found);
    let shared = declared(document, item);
    let mut see = |method: &str, place: &crate::Location, operation: &mut Node| {
        let Some(operation) = object(operation) else { return };
        let id = operation.get("operationId").and_then(|member| member.node.as_str());
        if id == Some("") {
            found.push(Diagnostic::invalid(
                "empty-operation-id",
                &operation["operationId"].node.location,
                format!("the `operationId` of {} {path} is empty; it is named by its path", sent(method)),
                "write a name, or leave the key out",
            ));
            operation.shift_remove("operationId");
        } else if id.is_some_and(|id| repeated.contains(id)) {
            operation["operationId"].node.value = text(&made_id(method, path));
        }
        repeated_parameters(document, operation, found);
        foreign_path_parameters(document, path, operation, found);
        if method == "trace" && operation.contains_key("requestBody") {
            found.push(Diagnostic::invalid(
                "body-not-defined",
                &operation["requestBody"].node.location,
                format!("TRACE {path} has a request body, which TRACE must not have; it is ignored"),
                "use parameters, or another method",
            ));
            operation.shift_remove("requestBody");
        }
        let own = declared(document, operation);
        for name in names(path) {
            if !name.is_empty() && !own.contains(name) && !shared.contains(name) {
                found.push(Diagnostic::invalid(
                    "path-parameter",
                    place,
                    format!(
                        "{} {path} does not describe the parameter `{name}` of its path; it is read as text",
                        sent(method)
                    ),
                    format!("add a parameter with `name: {name}`, `in: path`, `required: true`"),
                ));
                declare(operation, name, place);
            }
        }
    };
    change_members(item, |name, place, node| match name {
        _ if METHODS.contains(&name) => see(name, place, node),
        ADDITIONAL_OPERATIONS => {
            if let Some(others) = object(node) {
                change_members(others, &mut see);
            }
        }
        _ => {}
    });
    foreign_path_parameters(document, path, item, found);
}

/// Ids that several operations have: each of these is named by its path.
fn repeated_ids(document: &Node, found: &mut Diagnostics) -> BTreeSet<String> {
    let mut owners: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let all: Vec<_> = operations(document).into_iter().chain(webhooks(document)).collect();
    for operation in &all {
        if let Some(id) = operation.id() {
            owners.entry(id).or_default().push(format!("{} {}", sent(operation.method), operation.path));
        }
    }
    owners.retain(|_, owners| owners.len() > 1);
    for operation in &all {
        let (Some(id), Some(node)) = (operation.id(), operation.node.get("operationId")) else { continue };
        let Some(owners) = owners.get(id) else { continue };
        // Told once, at the second of them.
        if owners[1] == format!("{} {}", sent(operation.method), operation.path) {
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
    let Some(root) = object(mended) else { return };
    let mut seen = BTreeSet::new();
    retain(root, "tags", |tag| {
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
    parents(root, found);
}

/// Parents of tags that are no tags, or lead back to the tag: the tag has none then.
fn parents(root: &mut Object, found: &mut Diagnostics) {
    let tags = root.get("tags").and_then(|member| member.node.as_array()).unwrap_or_default();
    let name = |tag: &Node, key: &str| Some(tag.get(key)?.as_str()?.to_owned());
    let parents: BTreeMap<String, Option<String>> =
        tags.iter().filter_map(|tag| Some((name(tag, "name")?, name(tag, "parent")))).collect();
    let fault = |tag: &Node| {
        let (own, parent) = (name(tag, "name")?, name(tag, "parent")?);
        let mut seen = BTreeSet::from([own.clone()]);
        let mut next = Some(parent.clone());
        while let Some(ancestor) = next {
            let known = parents.get(&ancestor);
            if known.is_none() && ancestor == parent {
                return Some((format!("there is no tag `{parent}`"), "declare the parent, or correct its name"));
            }
            if !seen.insert(ancestor.clone()) {
                let is_own = ancestor == own;
                let help = "let one of the tags have no parent";
                return is_own.then(|| (format!("the parents of `{own}` lead back to it"), help));
            }
            next = known.cloned().flatten();
        }
        None
    };
    let faults: Vec<_> = tags.iter().map(fault).collect();
    if faults.iter().all(Option::is_none) {
        return;
    }
    let Value::Array(tags) = &mut root["tags"].node.value else { return };
    for (tag, fault) in tags.iter_mut().zip(faults) {
        let (Some(tag), Some((message, help))) = (object(tag), fault) else { continue };
        let Some(parent) = tag.shift_remove("parent") else { continue };
        let message = format!("{message}; the parent is ignored");
        found.push(Diagnostic::invalid("tag-parent", &parent.node.location, message, help));
    }
}

/// Names of the path parameters of an operation or a path item.
fn declared(document: &Node, owner: &Object) -> BTreeSet<String> {
    let list = owner.get("parameters").and_then(|member| member.node.as_array()).unwrap_or_default();
    list.iter()
        .map(|parameter| resolve(document, parameter))
        .filter(|parameter| parameter.get("in").and_then(Node::as_str) == Some("path"))
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
fn repeated_parameters(document: &Node, owner: &mut Object, found: &mut Diagnostics) {
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    retain(owner, "parameters", |item| {
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
fn foreign_path_parameters(document: &Node, path: &str, owner: &mut Object, found: &mut Diagnostics) {
    let known: BTreeSet<&str> = names(path).into_iter().collect();
    retain(owner, "parameters", |item| {
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
    let has_scopes = |name: &str, scopes: &Node| {
        let scheme = schemes.and_then(|schemes| schemes.get(name)).map(|scheme| resolve(document, scheme));
        scheme.and_then(|scheme| scheme.get("type")).and_then(Node::as_str) == Some("apiKey")
            && scopes.as_array().is_some_and(|scopes| !scopes.is_empty())
    };
    let alternatives = owner.get("security").and_then(Node::as_array).unwrap_or_default();
    let mut members = alternatives.iter().filter_map(Node::as_object).flatten();
    if !members.any(|(name, member)| has_scopes(name, &member.node)) {
        return;
    }
    let Some(Value::Array(alternatives)) = object(owner).map(|owner| &mut owner["security"].node.value) else { return };
    for (name, member) in alternatives.iter_mut().filter_map(object).flatten() {
        if has_scopes(name, &member.node) {
            member.node.value = Value::Array(Vec::new());
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
    for (status, member) in responses.iter().filter(|(status, _)| is_interim(status)) {
        found.push(Diagnostic::warning(
            "interim-status",
            &member.key,
            format!("{status} at `{pointer}` is an interim status, which is not the answer; it is left out"),
            "describe the exchange in words",
        ));
    }
    if responses.keys().any(|status| is_interim(status)) {
        responses.retain(|status, _| !is_interim(status));
    }
    change_members(responses, |status, place, node| {
        if !matches!(status, "204" | "205" | "304") {
            return;
        }
        let has_content = |response: &Node| {
            response.get("content").and_then(Node::as_object).is_some_and(|content| !content.is_empty())
        };
        let resolved = resolve(document, node);
        if !has_content(resolved) {
            return;
        }
        found.push(Diagnostic::invalid(
            "content-without-body",
            place,
            format!("the response {status} at `{pointer}` has a `content`, but {status} has no body; it is ignored"),
            "remove `content`, or change the status",
        ));
        let mut response = resolved.clone();
        if let Some(members) = object(&mut response) {
            members.shift_remove("content");
        }
        *node = response;
    });
}
