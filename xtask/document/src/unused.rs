//! Components that nothing leads to, and components that are nothing but references in a circle.

#![expect(clippy::mutable_key_type, reason = "places are compared by the names of their files, which do not change")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::grammar::ADDITIONAL_OPERATIONS;
use super::{Kind, Location, METHODS, Member, Node, Relation, escape, subschemas, visit};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The findings of a bundled document.
pub(crate) fn check(document: &Node) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let graph = graph(document);
    let mut used = BTreeSet::new();
    let outside = graph.iter().filter(|(owner, _)| !owner.starts_with("/components/"));
    let mut todo: Vec<&String> = outside.flat_map(|(_, targets)| targets).collect();
    let copies = copies(document);
    while let Some(pointer) = todo.pop() {
        if used.insert(pointer.clone()) {
            todo.extend(graph.get(pointer).into_iter().flatten());
            todo.extend(copies.get(pointer).into_iter().flatten());
        }
    }
    let circles = circles(document);
    for ((kind, name), member, pointer) in components(document) {
        let section = kind.section().expect("a kind of component has a section");
        if !used.contains(&pointer) {
            diagnostics.push(Diagnostic::warning(
                "unused-component",
                &member.key,
                format!("nothing refers to `{name}` in `components.{section}`"),
                "refer to it or remove it",
            ));
        }
        if circles.contains(&pointer) {
            diagnostics.push(Diagnostic::error(
                "reference-cycle",
                &member.key,
                format!("`{name}` is a reference that leads back to itself"),
                "let one of the references be the thing itself",
            ));
        }
    }
    diagnostics
}

/// The components that stand in the same place, by the pointer of each: a schema with one thing or another bound.
fn copies(document: &Node) -> HashMap<String, Vec<String>> {
    let mut by_place: BTreeMap<&Location, Vec<String>> = BTreeMap::new();
    for (_, member, pointer) in components(document) {
        by_place.entry(&member.node.location).or_default().push(pointer);
    }
    let copies = by_place.into_values().filter(|copies| copies.len() > 1);
    copies.flat_map(|copies| copies.clone().into_iter().map(move |pointer| (pointer, copies.clone()))).collect()
}

/// What each component, operation, path item and webhook refers to, by pointer; under `""`, what the root refers to.
pub(crate) fn graph(document: &Node) -> BTreeMap<String, BTreeSet<String>> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    visit(document, &mut |kind, node, pointer| {
        let owner = owner(pointer);
        let mut add = |owner: &str, target: &str| {
            graph.entry(owner.to_owned()).or_default().insert(target.to_owned());
        };
        if let Some(target) = node.reference().and_then(|text| text.strip_prefix('#')) {
            add(&owner, target);
        }
        match kind {
            Kind::Discriminator => {
                let mapping = node.get("mapping").and_then(Node::as_object).into_iter().flat_map(|map| map.values());
                let mapped = mapping.map(|member| &member.node).chain(node.get("defaultMapping"));
                for text in mapped.filter_map(Node::as_str) {
                    let by_name = format!("/components/schemas/{}", escape(text));
                    add(&owner, text.strip_prefix('#').unwrap_or(&by_name));
                }
            }
            Kind::Document | Kind::Operation => {
                let security = node.get("security").and_then(Node::as_array).unwrap_or_default();
                for name in security.iter().filter_map(Node::as_object).flat_map(|requirement| requirement.keys()) {
                    add(&owner, &format!("/components/securitySchemes/{}", escape(name)));
                }
            }
            // A base with a discriminator stands for the schemas that are built on it.
            Kind::Schema => {
                for part in subschemas(node, &[Relation::Part]) {
                    let base = part.reference().and_then(|text| text.strip_prefix('#'));
                    let has_discriminator = |base: &&str| {
                        document.pointer(base).is_some_and(|schema| schema.get("discriminator").is_some())
                    };
                    if let Some(base) = base.filter(has_discriminator) {
                        add(base, &owner);
                    }
                }
            }
            _ => {}
        }
    });
    graph
}

/// The component, operation, path item or webhook that a place belongs to; `""` outside of them.
fn owner(pointer: &str) -> String {
    let length = match pointer.split('/').nth(1) {
        Some("components") => 4,
        Some("paths") if pointer.split('/').nth(3).is_some_and(|key| METHODS.contains(&key)) => 4,
        Some("paths") if pointer.split('/').nth(3) == Some(ADDITIONAL_OPERATIONS) => 5,
        Some("paths" | "webhooks") => 3,
        _ => return String::new(),
    };
    let end = pointer.match_indices('/').nth(length - 1).map_or(pointer.len(), |(index, _)| index);
    pointer[..end].to_owned()
}

/// The components that are references which lead back to themselves, by pointer.
fn circles(document: &Node) -> HashSet<String> {
    let next = |pointer: &str| document.pointer(pointer)?.reference()?.strip_prefix('#');
    // By pointer: the walk that came by first.
    let mut walks: HashMap<String, usize> = HashMap::new();
    let mut circles = HashSet::new();
    for (walk, start) in components(document).enumerate() {
        let mut pointer = start.2;
        while let Some(target) = next(&pointer) {
            match walks.insert(pointer.clone(), walk) {
                None => pointer = target.to_owned(),
                // This walk's own steps again: each step on from here is part of the circle.
                Some(first) if first == walk => {
                    while circles.insert(pointer.clone()) {
                        pointer = next(&pointer).unwrap_or_default().to_owned();
                    }
                    break;
                }
                Some(_) => break,
            }
        }
    }
    circles
}

/// Name, member and pointer of every component, with its kind.
fn components(document: &Node) -> impl Iterator<Item = ((Kind, &str), &Member, String)> {
    Kind::COMPONENTS.into_iter().flat_map(move |kind| {
        let section = kind.section().expect("a kind of component has a section");
        let members = document.get("components").and_then(|components| components.get(section)?.as_object());
        members.into_iter().flatten().map(move |(name, member)| {
            ((kind, name.as_str()), member, format!("/components/{section}/{}", escape(name)))
        })
    })
}
