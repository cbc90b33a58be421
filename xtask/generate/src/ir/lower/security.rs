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
        let fields = Fields::new(resolved.node, "a security scheme", diagnostics);
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
            let place = match place {
                Some("header") => ParameterLocation::Header,
                Some("query") => ParameterLocation::Query,
                Some("cookie") => ParameterLocation::Cookie,
                _ => return refuse("an API key is not `in` a header, query or cookie".to_owned(), "write where it is"),
            };
            fields.take("type");
            fields.take("in");
            let name = fields.required_text("name", diagnostics);
            Some(SecurityKind::ApiKey { location: place, name })
        }
        Some("http") => {
            fields.take("type");
            fields.take("scheme");
            match scheme.map(str::to_ascii_lowercase).as_deref() {
                Some("bearer") => Some(SecurityKind::Bearer),
                Some("basic") => Some(SecurityKind::Basic),
                other => {
                    diagnostics.push(Diagnostic::error(
                        "unsupported-security-scheme",
                        &location,
                        format!("the HTTP authentication scheme {} is not supported", other.unwrap_or("(none)")),
                        "use `bearer` or `basic`",
                    ));
                    None
                }
            }
        }
        Some("oauth2") => {
            fields.take("type");
            match fields.take("flows") {
                Some(_) => Some(SecurityKind::OAuth2),
                None => {
                    let message = "an OAuth 2 scheme has no `flows`";
                    diagnostics.push(Diagnostic::error("missing-key", &location, message, "add `flows`"));
                    None
                }
            }
        }
        Some("openIdConnect") => {
            fields.take("type");
            let url = fields.required_text("openIdConnectUrl", diagnostics);
            Some(SecurityKind::OpenIdConnect { url })
        }
        other => {
            let message = format!("{} is not a type of security scheme", other.unwrap_or("(none)"));
            refuse(message, "use apiKey, http, oauth2 or openIdConnect")
        }
    }
}

/// A `security` array: any of these alternatives.
pub(super) fn alternatives(
    node: &Node,
    schemes: &[SecurityScheme],
    diagnostics: &mut Diagnostics,
) -> Vec<SecurityAlternative> {
    let Some(items) = node.as_array() else {
        diagnostics.push(Diagnostic::error(
            "invalid-type",
            &node.location,
            format!("`security` is {}", node.type_name()),
            "write an array of objects, one for each alternative",
        ));
        return Vec::new();
    };
    items.iter().map(|item| alternative(item, schemes, diagnostics)).collect()
}

fn alternative(node: &Node, schemes: &[SecurityScheme], diagnostics: &mut Diagnostics) -> SecurityAlternative {
    let mut alternative = SecurityAlternative { schemes: Vec::new() };
    let Some(object) = node.as_object() else {
        diagnostics.push(Diagnostic::error(
            "invalid-type",
            &node.location,
            format!("an alternative of `security` is {}", node.type_name()),
            "write an object: scheme names with their scopes",
        ));
        return alternative;
    };
    for (name, member) in object {
        // Schemes that are not supported are reported where they stand.
        let known = schemes.iter().find(|scheme| scheme.name == *name);
        let scopes = member.node.as_array().map(|items| items.iter().map(Node::as_str).collect::<Option<Vec<_>>>());
        let Some(Some(scopes)) = scopes else {
            diagnostics.push(Diagnostic::error(
                "invalid-type",
                &member.node.location,
                format!("the scopes of `{name}` are not an array of strings"),
                "write `[]`, or the names of the scopes",
            ));
            continue;
        };
        match known {
            None => diagnostics.push(Diagnostic::error(
                "unknown-security-scheme",
                &member.key,
                format!("`{name}` is not a usable security scheme of `components.securitySchemes`"),
                "declare it there, or correct the name",
            )),
            Some(scheme) => {
                // HTTP schemes with scopes are odd, and the authenticator is handed them all the same.
                let scoped = !matches!(scheme.kind, SecurityKind::ApiKey { .. });
                if !scoped && !scopes.is_empty() {
                    diagnostics.push(Diagnostic::error(
                        "unsupported-scopes",
                        &member.node.location,
                        format!("`{name}` has no scopes: it is an API key"),
                        "write `[]`; `x-authorities` of an operation says what a principal must be allowed to do",
                    ));
                }
            }
        }
        alternative.schemes.push((name.clone(), scopes.into_iter().map(str::to_owned).collect()));
    }
    alternative
}
