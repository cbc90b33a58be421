//! What axum can route: templates whose parameters are whole segments, no two of them alike.

use std::collections::HashMap;

use crate::ir::{Operation, ParameterLocation};
use roster_document::{Diagnostic, Diagnostics, Location};

/// The names of the parameters in a template, or why it cannot be routed.
pub(super) fn template(path: &str) -> Result<Vec<&str>, String> {
    if !path.starts_with('/') {
        return Err("does not start with `/`".to_owned());
    }
    let mut names = Vec::new();
    for segment in path.split('/').skip(1) {
        if !segment.contains(['{', '}']) {
            literal(segment)?;
            continue;
        }
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match name {
            Some(name) if !name.is_empty() && !name.contains(['{', '}', '*']) => {
                if names.contains(&name) {
                    return Err(format!("has the parameter `{name}` twice"));
                }
                names.push(name);
            }
            _ => return Err(format!("has the segment `{segment}`, of which a parameter is only a part")),
        }
    }
    Ok(names)
}

fn literal(segment: &str) -> Result<(), String> {
    if segment.starts_with([':', '*']) {
        return Err(format!("has the segment `{segment}`, which the router takes for a parameter"));
    }
    match segment.chars().find(|character| !character.is_ascii_graphic() || "?#\"<>\\^`|".contains(*character)) {
        Some(character) => Err(format!("contains {character:?}, which no path of a request can contain as it is")),
        None => Ok(()),
    }
}

/// Holds every path against its operations' parameters, and the paths against each other.
pub(super) fn check(operations: &[Operation], diagnostics: &mut Diagnostics) {
    // Templates without their parameters' names, with the path as it was first seen.
    let mut shapes: HashMap<String, &str> = HashMap::new();
    let mut routes: HashMap<(String, &str), &Operation> = HashMap::new();
    for operation in operations {
        for path in std::iter::once(&operation.path).chain(&operation.aliases) {
            let Ok(names) = template(path) else {
                if *path != operation.path {
                    report_unroutable(path, &operation.location, diagnostics);
                }
                continue;
            };
            parameters(operation, path, &names, diagnostics);
            let shape = shape(path);
            let first = *shapes.entry(shape.clone()).or_insert(path);
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
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

pub(super) fn report_unroutable(path: &str, location: &Location, diagnostics: &mut Diagnostics) {
    if let Err(reason) = template(path) {
        diagnostics.push(Diagnostic::error(
            "unsupported-path",
            location,
            format!("`{path}` {reason}"),
            "let every parameter be a whole segment, and percent-encode what is no character of a URL",
        ));
    }
}

fn parameters(operation: &Operation, path: &str, names: &[&str], diagnostics: &mut Diagnostics) {
    let declared = || operation.parameters.iter().filter(|parameter| parameter.place == ParameterLocation::Path);
    for name in names.iter().filter(|name| !declared().any(|parameter| parameter.name == **name)) {
        diagnostics.push(Diagnostic::error(
            "path-parameter",
            &operation.location,
            format!("`{{{name}}}` of `{path}` is not declared by `{}`", operation.id),
            format!("add a parameter `{name}` with `in: path`, to the operation or its path item"),
        ));
    }
    for parameter in declared().filter(|parameter| !names.contains(&parameter.name.as_str())) {
        diagnostics.push(Diagnostic::error(
            "path-parameter",
            &parameter.location,
            format!("the path parameter `{}` is not in `{path}`", parameter.name),
            "add it to the path as `{name}`, or remove it",
        ));
    }
}
