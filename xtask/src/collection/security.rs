//! How requests prove whose they are.

use super::model::{Auth, Authentication};
use roster_document::{Document, Operation, ParameterLocation, SecurityAlternative, SecurityKind};

/// What requests send that say nothing of their own: the first of the document's alternatives that has a form here.
pub(super) fn of_document(document: &Document) -> Option<Auth> {
    auth(document, &document.security)
}

/// What an operation sends, beside what the document's requests send.
pub(super) fn of_operation(document: &Document, operation: &Operation, inherited: Option<&Auth>) -> Authentication {
    match auth(document, &operation.security) {
        None if inherited.is_none() => Authentication::Inherited,
        None => Authentication::Anonymous,
        own if own.as_ref() == inherited => Authentication::Inherited,
        Some(own) => Authentication::Own(own),
    }
}

/// A credential is sent wherever one is understood, even where none is needed.
fn auth(document: &Document, alternatives: &[SecurityAlternative]) -> Option<Auth> {
    let names = alternatives.iter().filter_map(|alternative| alternative.schemes.first());
    names
        .filter_map(|(name, _)| document.security_schemes.iter().find(|scheme| scheme.name == *name))
        .find_map(|scheme| kind(&scheme.kind))
}

fn kind(kind: &SecurityKind) -> Option<Auth> {
    let token = "{{token}}";
    Some(match kind {
        SecurityKind::Http(scheme) if scheme == "basic" => Auth::Basic,
        SecurityKind::Http(scheme) if scheme != "bearer" => return None,
        SecurityKind::Http(_) | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => Auth::Bearer,
        // A program is given certificates for a server, not for a request.
        SecurityKind::MutualTls => return None,
        SecurityKind::ApiKey { place: ParameterLocation::Cookie, name } => {
            Auth::Key { name: "Cookie".to_owned(), value: format!("{name}={token}"), in_query: false }
        }
        SecurityKind::ApiKey { place, name } => {
            Auth::Key { name: name.clone(), value: token.to_owned(), in_query: *place == ParameterLocation::Query }
        }
    })
}
