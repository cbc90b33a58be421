//! Which documents the toolchain reads: OpenAPI 3.0.x, and a clear word about the others.

use super::{Node, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The problem of a root that is not an OpenAPI 3.0 document.
pub(crate) fn check(root: &Node) -> Option<Diagnostic> {
    let problem = |node: &Node, message: String, help: &str| {
        Some(Diagnostic::error("openapi-version", &node.location, message, help))
    };
    if !matches!(root.value, Value::Object(_)) {
        let message = format!("the document is {}, not an object", root.type_name());
        return problem(
            root,
            message,
            "give the root file of an OpenAPI 3.0 document, which starts with `openapi: 3.0.3`",
        );
    }
    if let Some(swagger) = root.get("swagger") {
        let message = "the document is Swagger 2.0; only OpenAPI 3.0 is read".to_owned();
        return problem(swagger, message, "convert it to OpenAPI 3.0 first, for instance with `swagger2openapi`");
    }
    let Some(version) = root.get("openapi") else {
        let message = "the document does not say which OpenAPI it follows: `openapi` is missing".to_owned();
        return problem(root, message, "give the root file of the document, and start it with `openapi: 3.0.3`");
    };
    match version.spelling().as_deref() {
        Some("3.0") => None,
        Some(text)
            if text.starts_with("3.0.") && text[4..].chars().all(|digit| digit.is_ascii_digit()) && text.len() > 4 =>
        {
            None
        }
        Some(text) if text.starts_with("3.1") => {
            let message = format!("the document is OpenAPI {text}; only 3.0 is read");
            problem(
                version,
                message,
                "write it as 3.0.3: `nullable` instead of the type `null`, one `example` instead of `examples`",
            )
        }
        Some(text) => problem(version, format!("OpenAPI `{text}` is not read; only 3.0 is"), "write `openapi: 3.0.3`"),
        None => {
            let message = format!("`openapi` is {}, not a string", version.type_name());
            problem(version, message, "write `openapi: 3.0.3`, in quotes if your editor insists")
        }
    }
}

/// The document with `3.0` read as `3.0.0`; none where it says another one.
pub(crate) fn settle(root: &Node, found: &mut Diagnostics) -> Option<Node> {
    let version = root.get("openapi").filter(|version| version.spelling().as_deref() == Some("3.0"))?;
    found.push(Diagnostic::warning(
        "openapi-version",
        &version.location,
        "`3.0` is not a version of OpenAPI; it is read as `3.0.0`",
        "write `openapi: 3.0.3`",
    ));
    let mut settled = root.clone();
    if let Value::Object(object) = &mut settled.value
        && let Some(member) = object.get_mut("openapi")
    {
        member.node.value = Value::String("3.0.0".to_owned());
    }
    Some(settled)
}
