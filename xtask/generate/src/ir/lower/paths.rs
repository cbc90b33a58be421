//! What can be routed: methods that ask for a path, and templates whose parameters can be told from the text beside them.

use roster_document::{Diagnostic, Diagnostics, Document, routed};

/// Reports paths and aliases in which nobody could tell where one parameter ends and the next begins.
pub(super) fn check(document: &Document, diagnostics: &mut Diagnostics) {
    for operation in &document.operations {
        if operation.method == "CONNECT" {
            diagnostics.push(Diagnostic::error(
                "unsupported-method",
                &operation.location,
                format!("CONNECT asks for a tunnel, and not for the path `{}`", operation.path),
                "use another method",
            ));
        }
        for path in std::iter::once(&operation.path).chain(&operation.aliases) {
            if let Some(segment) = routed(path).split('/').find(|segment| segment.contains("}{")) {
                diagnostics.push(Diagnostic::error(
                    "unsupported-path",
                    &operation.location,
                    format!("`{path}` has two parameters without text between them in `{segment}`"),
                    "write text between the two",
                ));
            }
        }
    }
}
