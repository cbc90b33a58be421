//! Path templates: their form, their parameters, and whether a router can tell them apart.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::{
    Location, Node,
    operation::{Operation, routed},
};

pub(super) fn check(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    for (path, member) in document.get("paths").and_then(Node::as_object).into_iter().flatten() {
        if !path.starts_with("x-") {
            template(path, &member.key, found);
        }
    }
    for operation in operations {
        for alias in operation.node.get("x-aliases").and_then(Node::as_array).unwrap_or_default() {
            if let Some(path) = alias.as_str() {
                template(path, &alias.location, found);
            }
        }
    }
    collisions(document, operations, found);
}

/// The names between braces, in order; what is not well formed is left out.
pub(crate) fn names(path: &str) -> Vec<&str> {
    let path = routed(path);
    path.split('{').skip(1).filter_map(|after| Some(after.split_once('}')?.0)).collect()
}

fn template(path: &str, place: &Location, found: &mut Diagnostics) {
    let mut error = |message: String, help: &str| found.push(Diagnostic::error("path-syntax", place, message, help));
    if !path.starts_with('/') {
        error(format!("the path `{path}` does not begin with a slash"), "begin it with `/`");
    }
    let mut depth = 0_i32;
    let balanced = path.chars().all(|character| {
        depth += i32::from(character == '{') - i32::from(character == '}');
        (0..=1).contains(&depth)
    });
    if !balanced || depth != 0 {
        error(format!("the braces of the path `{path}` do not match"), "write each parameter as `{name}`");
        return;
    }
    let names = names(path);
    for (index, name) in names.iter().enumerate() {
        if name.is_empty() || name.contains(['/', '*']) {
            error(format!("`{{{name}}}` in the path `{path}` is not the name of a parameter"), "write `{name}`");
        }
        if names[..index].contains(name) {
            error(format!("the path `{path}` has the parameter `{name}` twice"), "give each parameter its own name");
        }
    }
    if path.contains(['?', '#']) {
        found.push(Diagnostic::warning(
            "path-routing",
            place,
            format!("the path `{path}` has a query or a fragment, which is not routed"),
            "describe the query as parameters with `in: query`",
        ));
    }
    if path.contains("}{") {
        found.push(Diagnostic::warning(
            "path-routing",
            place,
            format!("the path `{path}` has two parameters without text between them, which nobody can tell apart"),
            "write text between the two",
        ));
    }
}

/// Paths that differ in nothing but the names of their parameters: each serves the methods that the others have not.
/// Aliases are paths, too.
fn collisions(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    let mut served: BTreeMap<(String, &str), &Operation<'_>> = BTreeMap::new();
    let mut colliding = BTreeSet::new();
    for operation in operations {
        match served.entry((shape(operation.path), operation.method)) {
            Entry::Vacant(entry) => drop(entry.insert(operation)),
            Entry::Occupied(entry) => {
                colliding.insert(operation.path);
                found.push(collision(operation.path, operation.place, entry.get().path, entry.get().place));
            }
        }
    }
    let mut seen: BTreeMap<String, (&str, &Location)> = BTreeMap::new();
    let paths = document.get("paths").and_then(Node::as_object).into_iter().flatten();
    let own = paths.filter(|(path, _)| !path.starts_with("x-")).map(|(path, member)| (path.as_str(), &member.key));
    let mut routes: BTreeMap<String, &str> = BTreeMap::new();
    for (path, place) in own {
        let route = shape(routed(path));
        if let Some(first) = routes.get(&route).filter(|first| shape(first) != shape(path)) {
            found.push(Diagnostic::warning(
                "path-routing",
                place,
                format!(
                    "`{path}` is the path `{first}` for a server, which serves the methods of the one before first"
                ),
                "let the two differ in the path itself",
            ));
        }
        routes.entry(route).or_insert(path);
        match seen.entry(shape(path)) {
            Entry::Vacant(entry) => drop(entry.insert((path, place))),
            Entry::Occupied(entry) if !colliding.contains(path) => {
                let (other, first) = entry.get();
                found.push(Diagnostic { severity: Severity::Invalid, ..collision(path, place, other, first) });
            }
            Entry::Occupied(_) => {}
        }
    }
    // Operations of one path may share an alias; aliases of different paths may not.
    let mut aliases: BTreeMap<String, (&str, &str, &Location)> = BTreeMap::new();
    for operation in operations {
        let mut own = BTreeSet::new();
        for alias in operation.node.get("x-aliases").and_then(Node::as_array).unwrap_or_default() {
            let Some(path) = alias.as_str() else { continue };
            if !own.insert(path) {
                found.push(Diagnostic::error(
                    "path-collision",
                    &alias.location,
                    format!("the alias `{path}` stands twice"),
                    "remove one of the two",
                ));
                continue;
            }
            if let Some((other, first)) = seen.get(&shape(path)) {
                found.push(collision(path, &alias.location, other, first));
            }
            match aliases.get(&shape(path)) {
                Some((owner, other, first)) if *owner != operation.path => {
                    found.push(collision(path, &alias.location, other, first));
                }
                _ => {
                    aliases.insert(shape(path), (operation.path, path, &alias.location));
                }
            }
        }
    }
}

fn collision(path: &str, place: &Location, other: &str, first: &Location) -> Diagnostic {
    Diagnostic::error(
        "path-collision",
        place,
        format!(
            "the paths `{path}` and `{other}` (line {} of `{}`) match the same requests",
            first.line,
            first.file.display()
        ),
        "merge the two, or change a fixed segment of one",
    )
}

/// The path without the names of its parameters.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for character in path.chars() {
        if character == '}' {
            inside = false;
        }
        if !inside {
            shape.push(character);
        }
        if character == '{' {
            inside = true;
        }
    }
    shape
}
