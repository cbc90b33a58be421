//! Names: `<resource>_<verb>`, tags, files, schemas.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Node, nearest, operation::Operation};

/// What operations do; `openapi/README.md` has the same list.
const VERBS: [&str; 27] = [
    "activate",
    "add",
    "append",
    "assign",
    "cancel",
    "check",
    "create",
    "create_bulk",
    "create_or_activate",
    "deactivate",
    "delete",
    "discover",
    "download",
    "get",
    "get_original",
    "invite",
    "list",
    "reinvite",
    "remove",
    "replace",
    "resubscribe",
    "set_metadata",
    "terminate",
    "unsubscribe",
    "update",
    "update_batch",
    "vcard",
];

pub(super) fn check(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    let tags: Vec<&str> = document
        .get("tags")
        .and_then(Node::as_array)
        .unwrap_or_default()
        .iter()
        .filter_map(|tag| tag.get("name")?.as_str())
        .collect();
    for operation in operations {
        let Some(tag) = tag(operation, &tags, found) else { continue };
        operation_id(operation, tag, &tags, found);
        file(operation, operations, found);
    }
    unused_tags(document, operations, found);
    schemas(document, found);
}

/// The one tag of an operation; none after a finding.
fn tag<'document>(operation: &Operation<'document>, tags: &[&str], found: &mut Diagnostics) -> Option<&'document str> {
    let mut error = |node: Option<&Node>, message: String, help: String| {
        let place = node.map_or(operation.place, |node| &node.location);
        found.push(Diagnostic::error("tag", place, message, help));
    };
    let list = operation.node.get("tags");
    let [tag] = list.and_then(Node::as_array).unwrap_or_default() else {
        error(
            list,
            format!("`{}` does not have exactly one tag", operation.name()),
            "write its resource: `tags: [users]`".to_owned(),
        );
        return None;
    };
    let name = tag.as_str()?;
    if !tags.contains(&name) {
        let help = match nearest(name, tags.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under `tags` of the root file, with a description".to_owned(),
        };
        error(Some(tag), format!("the tag `{name}` is not declared"), help);
        return None;
    }
    Some(name)
}

fn operation_id(operation: &Operation<'_>, tag: &str, tags: &[&str], found: &mut Diagnostics) {
    let mut error = |message: String, help: String| {
        let place = operation.node.get("operationId").map_or(operation.place, |node| &node.location);
        found.push(Diagnostic::error("operation-id", place, message, help));
    };
    let Some(id) = operation.id() else {
        error(format!("`{}` has no `operationId`", operation.name()), format!("add `operationId: {tag}_<verb>`"));
        return;
    };
    let Some(rest) = id.strip_prefix(tag).and_then(|rest| rest.strip_prefix('_')) else {
        error(
            format!("the `operationId` `{id}` does not begin with its tag `{tag}`"),
            format!("call it `{tag}_<verb>`, or correct the tag"),
        );
        return;
    };
    // `groups_users_add`: what belongs to a resource is named by its own resource in between.
    let verb = tags.iter().find_map(|inner| rest.strip_prefix(inner)?.strip_prefix('_')).unwrap_or(rest);
    if !VERBS.contains(&verb) {
        let help = match nearest(verb, VERBS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("take one of {}", VERBS.join(", ")),
        };
        error(format!("`{verb}` in the `operationId` `{id}` is not one of the verbs"), help);
    }
}

/// The file of a path item is called as the tag of one of its operations.
fn file(operation: &Operation<'_>, operations: &[Operation<'_>], found: &mut Diagnostics) {
    let stem = operation.place.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let siblings = operations.iter().filter(|other| other.path == operation.path);
    let mut tags = siblings.flat_map(|sibling| sibling.texts("tags"));
    if !tags.any(|tag| tag == stem) {
        found.push(Diagnostic::error(
            "resource-file",
            operation.place,
            format!(
                "`{}` stands in a file called `{stem}`, which is the tag of no operation of this path",
                operation.name()
            ),
            "move the path item to the file of its resource",
        ));
    }
}

fn unused_tags(document: &Node, operations: &[Operation<'_>], found: &mut Diagnostics) {
    for tag in document.get("tags").and_then(Node::as_array).unwrap_or_default() {
        let Some(name) = tag.get("name").and_then(Node::as_str) else { continue };
        if !operations.iter().any(|operation| operation.texts("tags").contains(&name)) {
            found.push(Diagnostic::error(
                "tag",
                &tag.location,
                format!("no operation has the tag `{name}`"),
                "remove it, or tag the operations",
            ));
        }
    }
}

fn schemas(document: &Node, found: &mut Diagnostics) {
    let schemas = document.get("components").and_then(|components| components.get("schemas")?.as_object());
    for (name, member) in schemas.into_iter().flatten() {
        let mut characters = name.chars();
        let is_pascal = characters.next().is_some_and(|first| first.is_ascii_uppercase())
            && characters.all(|c| c.is_ascii_alphanumeric());
        let is_new = name.strip_prefix("New").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        let (message, help) = match (is_pascal, is_new) {
            (false, _) => {
                (format!("the schema `{name}` is not named in Pascal case"), "write `UserUpdate`, not `user_update`")
            }
            (_, true) => (
                format!("the schema `{name}` begins with `New`, as constructors do in some clients"),
                "call it `UserCreate`, not `NewUser`",
            ),
            _ => continue,
        };
        found.push(Diagnostic::error("schema-name", &member.key, message, help));
    }
}
