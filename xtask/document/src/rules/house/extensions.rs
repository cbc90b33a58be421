//! The `x-` keys: only those that `openapi/README.md` lists, each at its place and in its form.

use crate::{Kind, Location, Node, grammar::ENFORCED, nearest, operation::Operation, visit};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    rules::{self, rejections::REJECTIONS},
};

const KEYS: &[(&str, &[Kind])] = &[
    (
        "x-ruling",
        &[
            Kind::Document,
            Kind::Info,
            Kind::Operation,
            Kind::Parameter,
            Kind::RequestBody,
            Kind::Response,
            Kind::Header,
            Kind::Schema,
        ],
    ),
    ("x-authorities", &[Kind::Operation]),
    ("x-aliases", &[Kind::Operation, Kind::Parameter]),
    ("x-addition", &[Kind::Operation]),
    ("x-rejections", &[Kind::Document, Kind::Operation]),
    ("x-violation-statuses", &[Kind::Schema]),
    (ENFORCED, &[Kind::Schema]),
    ("x-lenient-json", &[Kind::Document]),
    ("x-body-limit", &[Kind::Document, Kind::Operation]),
    ("x-optional-body", &[Kind::Operation]),
    ("x-usual", &[Kind::Parameter]),
    ("x-pagination", &[Kind::Operation]),
];

pub(super) fn check(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    visit(document, &mut |kind, node, pointer| {
        for (key, member) in node.as_object().into_iter().flatten().filter(|(key, _)| key.starts_with("x-")) {
            if kind.fields().is_empty() {
                continue;
            }
            let Some((_, kinds)) = KEYS.iter().find(|(name, _)| name == key) else {
                let help = match nearest(key, KEYS.iter().map(|(name, _)| *name)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "remove it, or document it in openapi/README.md and here in the linter".to_owned(),
                };
                found.push(Diagnostic::error(
                    "unknown-extension",
                    &member.key,
                    format!("`{key}` is not one of our keys"),
                    help,
                ));
                continue;
            };
            if !kinds.contains(&kind) {
                let places: Vec<&str> = kinds.iter().map(|kind| kind.title()).collect();
                found.push(Diagnostic::error(
                    "unknown-extension",
                    &member.key,
                    format!("`{key}` does not belong to {}", kind.title()),
                    format!("it belongs to {}", places.join(", ")),
                ));
                continue;
            }
            form(key, kind, node, &member.node, pointer, document, found);
        }
    });
    for operation in operations {
        authorities(operation, found);
    }
}

fn form(key: &str, kind: Kind, owner: &Node, node: &Node, pointer: &str, document: &Node, found: &mut Diagnostics) {
    // Told already.
    if rules::extensions::fault(kind, key, node).is_some() {
        return;
    }
    let expected = match key {
        "x-ruling" | "x-authorities" | "x-aliases" => {
            let texts =
                node.as_array().filter(|items| !items.is_empty() && items.iter().all(|item| item.as_str().is_some()));
            if let Some(texts) = texts {
                duplicates(key, texts, found);
                return;
            }
            "a list of texts, at least one"
        }
        "x-addition" | "x-lenient-json" | "x-usual" => {
            if node.as_bool() == Some(true) {
                return;
            }
            "`true` or left out"
        }
        "x-body-limit" => {
            if node.as_u64().is_some_and(|bytes| bytes > 0) {
                return;
            }
            "a number of bytes above 0"
        }
        "x-optional-body" | "x-pagination" | ENFORCED => return,
        "x-rejections" => {
            if let Some(members) = node.as_object().filter(|members| !members.is_empty()) {
                for (name, member) in members {
                    if !REJECTIONS.contains(&name.as_str()) {
                        found.push(extension(
                            &member.key,
                            format!("`{name}` is no kind of refusal"),
                            format!("write one of {}", REJECTIONS.join(", ")),
                        ));
                    }
                    status(&member.node, found);
                }
                return;
            }
            "an object with a status for each kind of refusal"
        }
        _ => {
            if let Some(members) = node.as_object().filter(|members| !members.is_empty()) {
                for (keyword, member) in members {
                    status(&member.node, found);
                    if !has_keyword(owner, keyword, pointer, document) {
                        found.push(extension(
                            &member.key,
                            format!("nothing here can break `{keyword}`"),
                            "write a keyword that the schema has; `required` stands for the value being absent"
                                .to_owned(),
                        ));
                    }
                }
                return;
            }
            "an object with a status for each keyword"
        }
    };
    found.push(extension(
        &node.location,
        format!("`{key}` of {} has to be {expected}", kind.title()),
        format!("write {expected}"),
    ));
}

fn extension(place: &Location, message: String, help: String) -> Diagnostic {
    Diagnostic::error("extension-form", place, message, help)
}

fn status(node: &Node, found: &mut Diagnostics) {
    if !node.as_u64().is_some_and(|status| (400..500).contains(&status)) {
        found.push(extension(
            &node.location,
            "a refusal has a status from 400 to 499".to_owned(),
            "write such a status".to_owned(),
        ));
    }
}

fn duplicates(key: &str, items: &[Node], found: &mut Diagnostics) {
    for (index, item) in items.iter().enumerate() {
        if items[..index].iter().any(|other| other.as_str() == item.as_str()) {
            let text = item.as_str().unwrap_or_default();
            found.push(extension(
                &item.location,
                format!("`{text}` stands twice in `{key}`"),
                "remove one of the two".to_owned(),
            ));
        }
    }
}

/// Whether `keyword` can be broken: the schema has it, or, for `required`, its owner is required.
fn has_keyword(schema: &Node, keyword: &str, pointer: &str, document: &Node) -> bool {
    if keyword != "required" {
        return schema.get(keyword).is_some();
    }
    if let Some(parameter) = pointer.strip_suffix("/schema").and_then(|owner| document.pointer(owner)) {
        return parameter.get("required").and_then(Node::as_bool) == Some(true);
    }
    let Some((owner, name)) = pointer.rsplit_once("/properties/") else { return false };
    let required = document.pointer(owner).and_then(|owner| owner.get("required")?.as_array());
    required.into_iter().flatten().any(|required| required.as_str() == Some(name))
}

fn authorities(operation: &Operation<'_>, found: &mut Diagnostics) {
    if let Some(authorities) = operation.node.get("x-authorities")
        && operation.is_anonymous()
    {
        found.push(extension(
            &authorities.location,
            format!("`{}` needs an authority, but lets in who has no credential", operation.name()),
            "remove the authorities, or the anonymous alternative of `security`".to_owned(),
        ));
    }
}
