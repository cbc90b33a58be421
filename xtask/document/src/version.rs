//! The versions of OpenAPI that are read, 3.0 to 3.2, and a clear word about the others.

use super::{Node, Value};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A minor version of OpenAPI 3; what their patches differ in is prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    V30,
    V31,
    V32,
}

impl Version {
    const ALL: [Self; 3] = [Self::V30, Self::V31, Self::V32];

    /// The version that a document says it follows; 3.0 where it says none that is read.
    pub fn of(document: &Node) -> Self {
        document.get("openapi").and_then(Node::spelling).and_then(|text| Self::parse(&text)).unwrap_or(Self::V30)
    }

    fn parse(text: &str) -> Option<Self> {
        let is_patch = |rest: &str| {
            let digits = rest.strip_prefix('.').unwrap_or_default();
            rest.is_empty() || !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
        };
        Self::ALL.into_iter().find(|version| text.strip_prefix(version.name()).is_some_and(is_patch))
    }

    /// `3.1`
    pub fn name(self) -> &'static str {
        match self {
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V32 => "3.2",
        }
    }

    /// What a document of it has as `openapi`.
    pub fn full(self) -> &'static str {
        match self {
            Self::V30 => "3.0.3",
            Self::V31 => "3.1.0",
            Self::V32 => "3.2.0",
        }
    }
}

/// The problem of a root that is no OpenAPI document of a version that is read.
pub(crate) fn check(root: &Node) -> Option<Diagnostic> {
    let problem = |node: &Node, message: String, help: &str| {
        Some(Diagnostic::error("openapi-version", &node.location, message, help))
    };
    if !matches!(root.value, Value::Object(_)) {
        let message = format!("the document is {}, not an object", root.type_name());
        let help = "give the root file of an OpenAPI document, which starts with `openapi: 3.1.0`";
        return problem(root, message, help);
    }
    if let Some(swagger) = root.get("swagger") {
        let message = "the document is Swagger 2.0; only OpenAPI 3.0 to 3.2 are read".to_owned();
        return problem(swagger, message, "convert it to OpenAPI 3.0 first, for instance with `swagger2openapi`");
    }
    let Some(version) = root.get("openapi") else {
        let message = "the document does not say which OpenAPI it follows: `openapi` is missing".to_owned();
        return problem(root, message, "give the root file of the document, and start it with `openapi: 3.1.0`");
    };
    match version.spelling() {
        Some(text) if Version::parse(&text).is_some() => None,
        Some(text) => {
            let message = format!("OpenAPI `{text}` is not read; only 3.0 to 3.2 are");
            problem(version, message, "write `openapi: 3.1.0`, or the version that the document follows")
        }
        None => {
            let message = format!("`openapi` is {}, not a string", version.type_name());
            problem(version, message, "write `openapi: 3.1.0`, in quotes if your editor insists")
        }
    }
}

/// The document with `3.1` read as `3.1.0`; none where it says another one.
pub(crate) fn settle(root: &Node, found: &mut Diagnostics) -> Option<Node> {
    let written = root.get("openapi")?;
    let text = written.spelling()?;
    let version = Version::ALL.into_iter().find(|version| version.name() == text)?;
    let meant = format!("{}.0", version.name());
    found.push(Diagnostic::warning(
        "openapi-version",
        &written.location,
        format!("`{text}` is not a version of OpenAPI; it is read as `{meant}`"),
        format!("write `openapi: {}`", version.full()),
    ));
    let mut settled = root.clone();
    if let Value::Object(object) = &mut settled.value
        && let Some(member) = object.get_mut("openapi")
    {
        member.node.value = Value::String(meant);
    }
    Some(settled)
}
