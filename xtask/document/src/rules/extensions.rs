//! The `x-` keys that are acted on: each has its form, in everybody's documents.

use crate::{Diagnostic, Diagnostics, Kind, Location, Node, document::Pagination, operation::Operation, visit};

use super::rejections::REJECTIONS;

pub(super) fn check(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    operations.iter().for_each(|operation| aliases(operation, found));
    operations.iter().for_each(|operation| optional_body(operation, found));
    visit(document, &mut |kind, node, _| {
        if node.reference().is_some() {
            return;
        }
        for (key, member) in node.as_object().into_iter().flatten().filter(|(key, _)| key.starts_with("x-")) {
            if let Some((place, expected)) = fault(kind, key, &member.node) {
                found.push(Diagnostic::error(
                    "extension-form",
                    place,
                    format!("`{key}` of {} has to be {expected}", kind.title()),
                    format!("write {expected}"),
                ));
            }
        }
    });
}

const PAGINATION: &str = "`false`, or an object of texts: items, page, offset, cursor, next, total, more, last";

/// Where an extension is not of its form, and what is expected there; none for keys without a meaning.
pub(super) fn fault<'node>(kind: Kind, key: &str, node: &'node Node) -> Option<(&'node Location, &'static str)> {
    let wrong = |holds: bool, expected: &'static str| (!holds).then_some((&node.location, expected));
    let texts = |node: &Node| node.as_array().is_some_and(|items| items.iter().all(|item| item.as_str().is_some()));
    match (kind, key) {
        (Kind::Operation, "x-authorities") | (Kind::Operation | Kind::Parameter, "x-aliases") => {
            wrong(texts(node), "a list of texts")
        }
        (Kind::Document, "x-lenient-json") | (Kind::Parameter, "x-usual") => {
            wrong(node.as_bool().is_some(), "a boolean")
        }
        (Kind::Operation | Kind::Parameter | Kind::Schema, "x-rust-name") => wrong(node.as_str().is_some(), "a name"),
        (Kind::Schema, "x-rust-type") => wrong(node.as_str().is_some(), "the path of a type"),
        (Kind::Schema, "x-rust-derive") => wrong(texts(node), "a list of traits"),
        (Kind::Schema, "x-rust-variants") => {
            let are_texts =
                node.as_object().is_some_and(|names| names.values().all(|member| member.node.as_str().is_some()));
            wrong(are_texts, "an object of names by value")
        }
        (Kind::Operation, "x-optional-body") => {
            wrong(node.as_str().is_some_and(|text| text.contains('/')), "a media type")
        }
        (Kind::Document | Kind::Operation, "x-body-limit") => wrong(node.as_u64().is_some(), "a number of bytes"),
        (Kind::Operation, "x-pagination") => {
            let Some(members) = node.as_object() else { return wrong(node.as_bool() == Some(false), PAGINATION) };
            let unknown = members.iter().find(|(name, _)| !Pagination::MEMBERS.contains(&name.as_str()));
            let other = || members.values().find(|member| member.node.as_str().is_none());
            let empty = || members.is_empty().then_some(&node.location);
            let place = unknown.map(|(_, member)| &member.key).or_else(|| Some(&other()?.node.location)).or_else(empty);
            place.map(|place| (place, PAGINATION))
        }
        (Kind::Document | Kind::Operation, "x-rejections") => {
            let Some(members) = node.as_object() else { return wrong(false, "an object of statuses") };
            let unknown = members.iter().find(|(name, _)| !REJECTIONS.contains(&name.as_str()));
            let expected = "an object of parameter, path-parameter, body, credential and authority";
            unknown.map(|(_, member)| (&member.key, expected)).or_else(|| statuses(node))
        }
        (Kind::Schema, "x-violation-statuses") => match node.as_object() {
            Some(_) => statuses(node),
            None => wrong(false, "an object of statuses"),
        },
        _ => None,
    }
}

fn statuses(node: &Node) -> Option<(&Location, &'static str)> {
    let is_status = |node: &Node| node.as_u64().is_some_and(|status| (400..=599).contains(&status));
    let mut members = node.as_object()?.values();
    let wrong = members.find(|member| !is_status(&member.node))?;
    Some((&wrong.node.location, "an object of statuses from 400 to 599"))
}

/// An operation has one body.
fn optional_body(operation: &Operation<'_>, found: &mut Diagnostics) {
    if let (Some(extension), Some(_)) = (operation.node.get("x-optional-body"), operation.node.get("requestBody")) {
        found.push(Diagnostic::error(
            "extension-form",
            &extension.location,
            format!("`{}` has a `requestBody` beside `x-optional-body`", operation.name()),
            "remove one of the two",
        ));
    }
}

/// An alias is a second path to the same operation, with the same parameters.
fn aliases(operation: &Operation<'_>, found: &mut Diagnostics) {
    let names = |path: &str| {
        let mut names: Vec<String> =
            path.split('{').skip(1).filter_map(|after| Some(after.split_once('}')?.0.to_owned())).collect();
        names.sort_unstable();
        names
    };
    for alias in operation.node.get("x-aliases").and_then(Node::as_array).unwrap_or_default() {
        let Some(path) = alias.as_str() else { continue };
        if !path.starts_with('/') || names(path) != names(operation.path) {
            found.push(Diagnostic::error(
                "extension-form",
                &alias.location,
                format!("`{path}` is no alias of `{}`", operation.path),
                "write a path that begins with `/` and has the same parameters",
            ));
        }
    }
}
