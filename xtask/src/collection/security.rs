//! How requests prove whose they are.

use super::model::{Auth, Authentication};
use roster_document::{Node, OperationNode, resolve};

/// What requests send that say nothing of their own: the first of the document's alternatives that has a form here.
pub(super) fn of_document(document: &Node) -> Option<Auth> {
    auth(document, document.get("security").and_then(Node::as_array)?)
}

/// What an operation sends, beside what the document's requests send.
pub(super) fn of_operation(operation: &OperationNode<'_>, inherited: Option<&Auth>) -> Authentication {
    match operation.security().and_then(|alternatives| auth(operation.document, alternatives)) {
        None if inherited.is_none() => Authentication::Inherited,
        None => Authentication::Anonymous,
        own if own.as_ref() == inherited => Authentication::Inherited,
        Some(own) => Authentication::Own(own),
    }
}

/// A credential is sent wherever one is understood, even where none is needed.
fn auth(document: &Node, alternatives: &[Node]) -> Option<Auth> {
    let schemes = document.pointer("/components/securitySchemes");
    let names = alternatives.iter().filter_map(|alternative| alternative.as_object()?.keys().next());
    names.filter_map(|name| scheme(resolve(document, schemes?.get(name)?))).next()
}

fn scheme(scheme: &Node) -> Option<Auth> {
    let text = |key: &str| scheme.get(key).and_then(Node::as_str).unwrap_or_default();
    let token = "{{token}}";
    match (text("type"), text("in"), text("scheme").to_lowercase().as_str()) {
        ("http", _, "basic") => Some(Auth::Basic),
        ("http", _, "bearer") | ("oauth2" | "openIdConnect", ..) => Some(Auth::Bearer),
        ("apiKey", "cookie", _) => {
            let value = format!("{}={token}", text("name"));
            Some(Auth::Key { name: "Cookie".to_owned(), value, in_query: false })
        }
        ("apiKey", place, _) => {
            Some(Auth::Key { name: text("name").to_owned(), value: token.to_owned(), in_query: place == "query" })
        }
        _ => None,
    }
}
