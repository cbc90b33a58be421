//! Security schemes that the runtime has.

use crate::ir::{
    SecurityKind, SecurityScheme,
    names::{self, Namer},
};
use roster_document::{Diagnostic, Diagnostics, Document, SecurityKind as Documented};

pub(super) fn schemes(document: &Document, diagnostics: &mut Diagnostics) -> Vec<SecurityScheme> {
    let mut constants = Namer::reserving(&["DOCUMENT", "TYPES", "OPERATIONS"]);
    let mut schemes = Vec::new();
    for scheme in &document.security_schemes {
        let Some(kind) = kind(&scheme.kind) else {
            let Documented::Http(name) = &scheme.kind else { continue };
            diagnostics.push(Diagnostic::error(
                "unsupported-security-scheme",
                &scheme.location,
                format!("the HTTP authentication scheme {name} is not supported"),
                "use `bearer` or `basic`",
            ));
            continue;
        };
        let constant = constants.unique_snake(&names::constant_name(&scheme.name));
        schemes.push(SecurityScheme { name: scheme.name.clone(), constant, kind });
    }
    schemes
}

fn kind(documented: &Documented) -> Option<SecurityKind> {
    Some(match documented {
        Documented::ApiKey { place, name } => SecurityKind::ApiKey { location: *place, name: name.clone() },
        Documented::Http(scheme) if scheme == "bearer" => SecurityKind::Bearer,
        Documented::Http(scheme) if scheme == "basic" => SecurityKind::Basic,
        Documented::Http(_) => return None,
        Documented::OAuth2 => SecurityKind::OAuth2,
        Documented::MutualTls => SecurityKind::MutualTls,
        Documented::OpenIdConnect { url } => SecurityKind::OpenIdConnect { url: url.clone() },
    })
}
