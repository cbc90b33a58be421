//! Rulings: every id that a document refers to has an entry, and every entry is referred to.

use std::{collections::BTreeMap, path::Path};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Bundle, Location, Node, nearest, visit};

/// The members of an entry; all of them are text.
const MEMBERS: [&str; 5] = ["id", "title", "sources", "decision", "reason"];

pub(super) fn check(bundles: &[&Bundle], directory: &Path, whole: bool, found: &mut Diagnostics) {
    let file = directory.join("rulings.yaml");
    let root = match crate::load(&file) {
        Ok(root) => root,
        Err(problems) => return found.extend(problems),
    };
    let entries = entries(&root, found);
    let mut referred: BTreeMap<&str, &Location> = BTreeMap::new();
    for bundle in bundles {
        visit(&bundle.document, &mut |_, node, _| {
            for id in node.get("x-ruling").and_then(Node::as_array).unwrap_or_default() {
                if let Some(text) = id.as_str() {
                    referred.entry(text).or_insert(&id.location);
                    if !entries.contains_key(text) {
                        found.push(unknown(text, &id.location, &entries));
                    }
                }
            }
        });
    }
    for (id, place) in entries.iter().filter(|(id, _)| whole && !referred.contains_key(*id)) {
        found.push(Diagnostic::error(
            "unused-ruling",
            place,
            format!("no document refers to the ruling `{id}`"),
            "add it to `x-ruling` of what it decides, or remove it",
        ));
    }
}

fn unknown(id: &str, place: &Location, entries: &BTreeMap<&str, &Location>) -> Diagnostic {
    Diagnostic::error(
        "unknown-ruling",
        place,
        format!("the ruling `{id}` has no entry in openapi/rulings.yaml"),
        match nearest(id, entries.keys().copied()) {
            Some(near) => format!("did you mean `{near}`? Else add the entry"),
            None => "add the entry".to_owned(),
        },
    )
}

/// The places of the entries by id.
fn entries<'root>(root: &'root Node, found: &mut Diagnostics) -> BTreeMap<&'root str, &'root Location> {
    let mut entries: BTreeMap<&str, &Location> = BTreeMap::new();
    let mut error = |place: &Location, message: String, help: &str| {
        found.push(Diagnostic::error("ruling-form", place, message, help));
    };
    let Some(list) = root.as_array() else {
        error(
            &root.location,
            "the rulings are not a list".to_owned(),
            "write a list of entries with `id`, `title`, `sources`, `decision`, `reason`",
        );
        return entries;
    };
    for entry in list {
        for member in MEMBERS {
            if entry.get(member).and_then(Node::as_str).is_none_or(|text| text.trim().is_empty()) {
                error(
                    &entry.location,
                    format!("the ruling has no text `{member}`"),
                    "every ruling has `id`, `title`, `sources`, `decision` and `reason`",
                );
            }
        }
        for (name, member) in entry.as_object().into_iter().flatten() {
            if !MEMBERS.contains(&name.as_str()) {
                error(
                    &member.key,
                    format!("a ruling has no `{name}`"),
                    "every ruling has `id`, `title`, `sources`, `decision` and `reason`",
                );
            }
        }
        let Some(id) = entry.get("id") else { continue };
        let Some(text) = id.as_str() else { continue };
        let (letter, number) = text.split_at(text.len().min(1));
        if !matches!(letter, "C" | "T" | "D") || number.parse::<u16>().is_err() {
            error(&id.location, format!("`{text}` is not the id of a ruling"), "write C, T or D and a number");
        }
        if let Some(first) = entries.insert(text, &id.location) {
            error(
                &id.location,
                format!("the ruling `{text}` stands twice, first in line {}", first.line),
                "take the next free id",
            );
        }
    }
    entries
}
