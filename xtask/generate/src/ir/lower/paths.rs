//! What can be routed: templates whose parameters can be told from the text beside them, no two of them alike.

use std::collections::HashMap;

use roster_document::{Diagnostic, Diagnostics, Document, Location, Operation};

/// The names of the parameters in a template, or why it cannot be routed.
fn template(path: &str) -> Result<Vec<&str>, String> {
    if !path.starts_with('/') {
        return Err("does not start with `/`".to_owned());
    }
    let mut names = Vec::new();
    for segment in routed(path).split('/').skip(1) {
        let mut rest = segment;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| format!("has an open brace in `{segment}`"))?;
            if name.is_empty() || name.contains(['{', '*']) {
                return Err(format!("has the segment `{segment}`, in which `{{{name}}}` is not a parameter's name"));
            }
            if before.is_empty() && rest.len() < segment.len() {
                return Err(format!("has two parameters without text between them in `{segment}`"));
            }
            if names.contains(&name) {
                return Err(format!("has the parameter `{name}` twice"));
            }
            names.push(name);
            rest = after;
        }
        if rest.contains('}') {
            return Err(format!("has a closing brace in `{segment}` that was not opened"));
        }
    }
    Ok(names)
}

/// What is routed of a path: neither query nor fragment.
fn routed(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or(path)
}

/// Holds every path against its operations' parameters, and the paths against each other.
pub(super) fn check(document: &Document, diagnostics: &mut Diagnostics) {
    // Templates without their parameters' names, with the path as it was first seen.
    let mut shapes: HashMap<String, &str> = HashMap::new();
    let mut routes: HashMap<(String, &str), &Operation> = HashMap::new();
    for operation in &document.operations {
        for path in std::iter::once(&operation.path).chain(&operation.aliases) {
            if template(path).is_err() {
                report_unroutable(path, &operation.location, diagnostics);
                continue;
            }
            let shape = shape(path);
            let first = *shapes.entry(shape.clone()).or_insert(path);
            // Told by the rules for paths: the first of two that differ in what is not routed is served.
            let is_shadowed = first != path && routed(first) == routed(path);
            if is_shadowed {
                continue;
            }
            if first != path {
                diagnostics.push(Diagnostic::error(
                    "conflicting-paths",
                    &operation.location,
                    format!("`{path}` and `{first}` differ in the names of parameters only"),
                    "give the parameters the same names, and put the operations under one path",
                ));
            } else if let Some(other) = routes.insert((shape, &operation.method), operation) {
                diagnostics.push(Diagnostic::error(
                    "conflicting-paths",
                    &operation.location,
                    format!("`{}` answers {} {path} already", other.id, operation.method),
                    "remove the alias from one of them",
                ));
            }
        }
    }
}

/// The template with its parameters unnamed: `/users/{}`.
fn shape(path: &str) -> String {
    let unnamed = |part: &str| part.split_once('}').map_or_else(|| part.to_owned(), |(_, text)| format!("}}{text}"));
    routed(path).split('{').map(unnamed).collect::<Vec<_>>().join("{")
}

fn report_unroutable(path: &str, location: &Location, diagnostics: &mut Diagnostics) {
    if let Err(reason) = template(path) {
        diagnostics.push(Diagnostic::error(
            "unsupported-path",
            location,
            format!("`{path}` {reason}"),
            "write each parameter as `{name}`, with text between two of one segment",
        ));
    }
}
