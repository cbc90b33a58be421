//! The other side of a document: its webhooks and callbacks as operations, which its server calls and its clients serve.

use std::collections::HashSet;

use heck::ToSnakeCase as _;

use super::{
    Bundle, METHODS, Member, Node, Object, Value,
    grammar::ADDITIONAL_OPERATIONS,
    mend::{put, text},
    operation::{made_id, methods, operations},
    resolve,
};

/// Where an operation of a mirrored document is sent: a runtime expression, or nothing for a webhook.
pub(crate) const TARGET: &str = "x-callback-url";

impl Bundle {
    /// The bundle of webhooks and callbacks alone: those have paths with their names (`/newPet`,
    /// `/<operationId>/<callback>`, with what the callback's expression has behind it), and the places that they had.
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self { document: mirror(&self.document), ..self }
    }
}

fn mirror(document: &Node) -> Node {
    let mut mirrored = document.clone();
    let mut paths = Object::new();
    for (name, member) in document.get("webhooks").and_then(Node::as_object).into_iter().flatten() {
        let item = item(resolve(document, &member.node), "", None);
        paths.insert(format!("/{}", plain(name)), Member { key: member.key.clone(), node: item });
    }
    // What several operations have by reference is one callback.
    let mut seen = HashSet::new();
    for operation in operations(document) {
        let id = operation.id().map_or_else(|| made_id(operation.method, operation.path), str::to_owned);
        for (name, member) in operation.node.get("callbacks").and_then(Node::as_object).into_iter().flatten() {
            let callback = resolve(document, &member.node);
            let items = callback.as_object().into_iter().flatten();
            for (expression, member) in items.filter(|(expression, _)| !expression.starts_with("x-")) {
                if !seen.insert(member.key.to_string()) {
                    continue;
                }
                let path = expression.split('?').next().unwrap_or_default();
                let behind = path.rsplit_once('}').map_or("", |(_, behind)| behind);
                let behind = if behind.starts_with('/') { behind } else { "" };
                let stem = format!("/{}/{}", plain(&id), plain(name));
                let path = (1..)
                    .map(|number| if number == 1 { stem.clone() } else { format!("{stem}_{number}") })
                    .map(|path| path + behind)
                    .find(|path| !paths.contains_key(path))
                    .expect("numbers do not end");
                let name = format!("{id} {name}").to_snake_case();
                let item = item(resolve(document, &member.node), expression, Some(&name));
                paths.insert(path, Member { key: member.key.clone(), node: item });
            }
        }
    }
    if let Value::Object(root) = &mut mirrored.value {
        root.shift_remove("webhooks");
        root.shift_remove("servers");
        put(root, "paths", Value::Object(paths), &document.location);
    }
    mirrored
}

/// Without what would be a parameter of a path.
fn plain(name: &str) -> String {
    name.chars().filter(|character| !matches!(character, '{' | '}' | '/' | '?' | '#')).collect()
}

/// A path item whose operations say where they are sent; `name` is what those are called that have no name.
fn item(item: &Node, target: &str, name: Option<&str>) -> Node {
    let has_several = methods(item).nth(1).is_some();
    let operation = |method: &str, node: &Node| {
        let mut node = node.clone();
        let place = node.location.clone();
        if let Value::Object(members) = &mut node.value {
            members.shift_remove("callbacks");
            members.shift_remove("servers");
            put(members, TARGET, text(target), &place);
            if let Some(name) = name.filter(|_| !members.contains_key("operationId")) {
                let id = if has_several { format!("{name}_{}", method.to_snake_case()) } else { name.to_owned() };
                put(members, "operationId", text(&id), &place);
            }
        }
        node
    };
    let mut mirrored = item.map_members(|key, node| match key {
        ADDITIONAL_OPERATIONS => node.map_members(operation),
        method if METHODS.contains(&method) => operation(method, node),
        _ => node.clone(),
    });
    if let Value::Object(members) = &mut mirrored.value {
        members.shift_remove("servers");
    }
    mirrored
}
