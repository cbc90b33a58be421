//! Security schemes that the runtime has.

use crate::ir::{
    SecurityKind, SecurityScheme,
    names::{self, Namer},
};
use roster_document::{Document, SecurityKind as Documented};

pub(super) fn schemes(document: &Document) -> Vec<SecurityScheme> {
    let mut constants = Namer::reserving(&["DOCUMENT", "TYPES", "OPERATIONS"]);
    let mut schemes = Vec::new();
    for scheme in &document.security_schemes {
        let constant = constants.unique_snake(&names::constant_name(&scheme.name));
        schemes.push(SecurityScheme { name: scheme.name.clone(), constant, kind: kind(&scheme.kind) });
    }
    schemes
}

fn kind(documented: &Documented) -> SecurityKind {
    match documented {
        Documented::ApiKey { place, name } => SecurityKind::ApiKey { location: *place, name: name.clone() },
        Documented::Http(scheme) if scheme == "bearer" => SecurityKind::Bearer,
        Documented::Http(scheme) if scheme == "basic" => SecurityKind::Basic,
        Documented::Http(scheme) => SecurityKind::Http { scheme: scheme.clone() },
        Documented::OAuth2 { token_url } => SecurityKind::OAuth2 { token_url: token_url.clone() },
        Documented::MutualTls => SecurityKind::MutualTls,
        Documented::OpenIdConnect { url } => SecurityKind::OpenIdConnect { url: url.clone() },
    }
}
