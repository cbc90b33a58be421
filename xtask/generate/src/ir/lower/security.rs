//! Security schemes, and the alternatives of them that operations require.

use crate::ir::{
    ParameterLocation, SecurityAlternative, SecurityKind, SecurityScheme,
    lower::{fields::Fields, references},
    names::{self, Namer},
};
use roster_document::{Diagnostic, Diagnostics, Node};

/// `components.securitySchemes`.
pub(super) fn schemes(document: &Node, diagnostics: &mut Diagnostics) -> Vec<SecurityScheme> {
    let object = document.get("components").and_then(|components| components.get("securitySchemes")?.as_object());
    let mut constants = Namer::reserving(&["DOCUMENT", "TYPES", "OPERATIONS"]);
    let mut schemes = Vec::new();
    for (name, member) in object.into_iter().flatten().filter(|(name, _)| !name.starts_with("x-")) {
        let resolved = references::resolve(document, &member.node, "securitySchemes", diagnostics);
        let Some(resolved) = resolved else { continue };
        let fields = Fields::new(resolved.node);
        let Some(kind) = kind(&fields, diagnostics) else { continue };
        let constant = constants.unique_snake(&names::constant_name(name));
        schemes.push(SecurityScheme { name: name.clone(), constant, kind });
    }
    schemes
}

fn kind(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<SecurityKind> {
    let location = fields.node.location.clone();
    let mut refuse = |message: String, help: &str| {
        diagnostics.push(Diagnostic::error("unsupported-security-scheme", &location, message, help));
        None
    };
    let text = |key: &str| fields.node.get(key).and_then(Node::as_str);
    let (scheme_type, scheme, place) = (text("type"), text("scheme"), text("in"));
    match scheme_type {
        Some("apiKey") => {
            let location = match place {
                Some("query") => ParameterLocation::Query,
                Some("cookie") => ParameterLocation::Cookie,
                _ => ParameterLocation::Header,
            };
            Some(SecurityKind::ApiKey { location, name: fields.required_text("name") })
        }
        Some("http") => match scheme.map(str::to_ascii_lowercase).as_deref() {
            Some("bearer") => Some(SecurityKind::Bearer),
            Some("basic") => Some(SecurityKind::Basic),
            other => {
                let scheme = other.unwrap_or("(none)");
                let message = format!("the HTTP authentication scheme {scheme} is not supported");
                refuse(message, "use `bearer` or `basic`")
            }
        },
        Some("oauth2") => Some(SecurityKind::OAuth2),
        Some("openIdConnect") => Some(SecurityKind::OpenIdConnect { url: fields.required_text("openIdConnectUrl") }),
        other => {
            let message = format!("{} is not a type of security scheme", other.unwrap_or("(none)"));
            refuse(message, "use apiKey, http, oauth2 or openIdConnect")
        }
    }
}

/// A `security` array: any of these alternatives.
pub(super) fn alternatives(node: &Node) -> Vec<SecurityAlternative> {
    node.as_array().into_iter().flatten().map(alternative).collect()
}

fn alternative(node: &Node) -> SecurityAlternative {
    let scopes =
        |node: &Node| node.as_array().into_iter().flatten().filter_map(Node::as_str).map(str::to_owned).collect();
    let schemes = node.as_object().into_iter().flatten();
    SecurityAlternative { schemes: schemes.map(|(name, member)| (name.clone(), scopes(&member.node))).collect() }
}
