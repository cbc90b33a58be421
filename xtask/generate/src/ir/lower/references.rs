//! Follows `$ref`s into the components of the document.

use std::collections::HashSet;

use roster_document::{Diagnostic, Diagnostics, Node};

/// What a node is, once references are followed.
pub(super) struct Resolved<'n> {
    pub(super) node: &'n Node,
    /// The key of the last component on the way, where there was a reference.
    pub(super) component: Option<&'n str>,
}

/// `node`, or the component of `kind` (`parameters`) that it refers to; none where that is not there, which is reported.
pub(super) fn resolve<'n>(
    document: &'n Node,
    node: &'n Node,
    kind: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Resolved<'n>> {
    let mut at = Resolved { node, component: None };
    let mut visited = HashSet::new();
    while let Some(reference) = at.node.get("$ref") {
        let Some(text) = reference.as_str() else {
            diagnostics.push(unsupported(reference, "a `$ref` has to be a string"));
            return None;
        };
        if !visited.insert(text) {
            diagnostics.push(Diagnostic::error(
                "circular-reference",
                &reference.location,
                format!("`{text}` refers to itself"),
                "let it refer to something that is written out",
            ));
            return None;
        }
        let prefix = format!("#/components/{kind}/");
        let Some(key) = text.strip_prefix(&prefix) else {
            let message = format!("`{text}` does not name a component of `{kind}`");
            diagnostics.push(unsupported(reference, &message));
            return None;
        };
        let key = key.replace("~1", "/").replace("~0", "~");
        let components = document.get("components").and_then(|components| components.get(kind)?.as_object());
        let Some((key, member)) = components.and_then(|components| components.get_key_value(&key)) else {
            diagnostics.push(unresolved(reference, text));
            return None;
        };
        at = Resolved { node: &member.node, component: Some(key) };
    }
    Some(at)
}

pub(super) fn unsupported(node: &Node, message: &str) -> Diagnostic {
    Diagnostic::error(
        "unsupported-reference",
        &node.location,
        message,
        "bundle the document first, and refer to components by `#/components/<kind>/<name>`",
    )
}

pub(super) fn unresolved(node: &Node, text: &str) -> Diagnostic {
    Diagnostic::error(
        "unresolved-reference",
        &node.location,
        format!("nothing is at `{text}`"),
        "add the component, or correct the reference",
    )
}
