//! Security: schemes are complete, and requirements name schemes and scopes that exist.

use super::parameters::is_token;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Node, Version, nearest, resolve, visit};

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    visit(document, &mut |kind, node, _| {
        match kind {
            Kind::Document | Kind::Operation => {
                for requirement in node.get("security").and_then(Node::as_array).unwrap_or_default() {
                    check_requirement(document, requirement, found);
                }
            }
            Kind::SecurityScheme if node.reference().is_none() => scheme(node, found),
            _ => {}
        };
    });
}

fn check_requirement(document: &Node, requirement: &Node, found: &mut Diagnostics) {
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    let names: Vec<&str> =
        schemes.and_then(Node::as_object).into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    for (name, member) in requirement.as_object().into_iter().flatten() {
        let Some(scheme) = schemes.and_then(|schemes| schemes.get(name)).map(|scheme| resolve(document, scheme)) else {
            found.push(Diagnostic::error(
                "unknown-security-scheme",
                &member.key,
                format!("there is no security scheme `{name}`"),
                match nearest(name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "describe it in `components.securitySchemes` of the root file".to_owned(),
                },
            ));
            continue;
        };
        let scopes = member.node.as_array().unwrap_or_default();
        match scheme.get("type").and_then(Node::as_str) {
            Some("oauth2") => {
                let flows = scheme.get("flows").and_then(Node::as_object);
                let known: Vec<&str> = flows
                    .into_iter()
                    .flatten()
                    .filter_map(|(_, flow)| flow.node.get("scopes")?.as_object())
                    .flat_map(|scopes| scopes.keys().map(String::as_str))
                    .collect();
                for scope in scopes {
                    if let Some(text) = scope.as_str().filter(|text| !known.contains(text)) {
                        found.push(Diagnostic::invalid(
                            "unknown-scope",
                            &scope.location,
                            format!("no flow of `{name}` has the scope `{text}`"),
                            match nearest(text, known.iter().copied()) {
                                Some(near) => format!("did you mean `{near}`?"),
                                None => "add it to the `scopes` of a flow".to_owned(),
                            },
                        ));
                    }
                }
            }
            Some("apiKey" | "http") if !scopes.is_empty() && Version::of(document) == Version::V30 => {
                found.push(Diagnostic::invalid(
                    "unknown-scope",
                    &member.node.location,
                    format!("`{name}` is of a type that has no scopes"),
                    format!("write `{name}: []`"),
                ))
            }
            _ => {}
        }
    }
}

fn scheme(node: &Node, found: &mut Diagnostics) {
    let needed: &[&str] = match node.get("type").and_then(Node::as_str) {
        Some("apiKey") => &["name", "in"],
        Some("http") => &["scheme"],
        Some("oauth2") => &["flows"],
        Some("openIdConnect") => &["openIdConnectUrl"],
        _ => return,
    };
    if let Some(name) = node.get("scheme")
        && let Some(text) = name.as_str().filter(|text| !is_token(text))
    {
        found.push(Diagnostic::error(
            "security-scheme",
            &name.location,
            format!("`{text}` cannot be the name of an authentication scheme of HTTP"),
            "write one that is registered at IANA, such as `bearer`, or a word of your own",
        ));
    }
    let mut missing = |node: &Node, what: &str, key: &str| {
        found.push(Diagnostic::error(
            "missing-key",
            &node.location,
            format!("{what} has no `{key}`"),
            format!("add `{key}`"),
        ));
    };
    for key in needed.iter().filter(|key| node.get(key).is_none()) {
        missing(node, "a security scheme of this type", key);
    }
    for (name, flow) in node.get("flows").and_then(Node::as_object).into_iter().flatten() {
        let urls: &[&str] = match name.as_str() {
            "implicit" => &["authorizationUrl"],
            "password" | "clientCredentials" => &["tokenUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            "deviceAuthorization" => &["deviceAuthorizationUrl", "tokenUrl"],
            _ => continue,
        };
        for url in urls.iter().filter(|url| flow.node.get(url).is_none()) {
            missing(&flow.node, &format!("the flow `{name}`"), url);
        }
    }
}
