//! Tables of security schemes and requirements.

use std::collections::HashMap;

use quote::quote;

use super::{
    print,
    table::{self, Expression, list, member, reference, structure, text, texts, tuple, word},
};
use crate::ir::{Api, SecurityKind};
use roster_document::{ParameterLocation, SecurityAlternative};

/// One static per scheme; none where there are none.
pub(super) fn module(api: &Api) -> Option<String> {
    if api.security_schemes.is_empty() {
        return None;
    }
    let mut module = print(quote! {
        //! How callers can authenticate.

        #![allow(unused_imports)]

        use roster_runtime::operation::{ParameterLocation, SecurityKind, SecurityScheme};
    });
    for scheme in &api.security_schemes {
        let members = [member("name", Some(text(&scheme.name))), member("kind", Some(kind(&scheme.kind)))];
        let declaration = format!("pub static {}: SecurityScheme", scheme.constant);
        table::push_item(&mut module, &declaration, &structure("SecurityScheme", members, None));
    }
    Some(module)
}

fn kind(value: &SecurityKind) -> Expression {
    match value {
        SecurityKind::ApiKey { location, name } => {
            let members = [member("location", Some(self::location(*location))), member("name", Some(text(name)))];
            structure("SecurityKind::ApiKey", members, None)
        }
        SecurityKind::Bearer => word("SecurityKind::Bearer"),
        SecurityKind::Basic => word("SecurityKind::Basic"),
        SecurityKind::Http { scheme } => structure("SecurityKind::Http", [member("scheme", Some(text(scheme)))], None),
        SecurityKind::MutualTls => word("SecurityKind::MutualTls"),
        SecurityKind::OAuth2 { .. } => word("SecurityKind::OAuth2"),
        SecurityKind::OpenIdConnect { url } => {
            structure("SecurityKind::OpenIdConnect", [member("url", Some(text(url)))], None)
        }
    }
}

pub(super) fn location(value: ParameterLocation) -> Expression {
    match value {
        ParameterLocation::Path => word("ParameterLocation::Path"),
        ParameterLocation::Query => word("ParameterLocation::Query"),
        ParameterLocation::Header => word("ParameterLocation::Header"),
        ParameterLocation::Cookie => word("ParameterLocation::Cookie"),
        ParameterLocation::Querystring => word("ParameterLocation::Querystring"),
    }
}

/// `&[SecurityRequirement { … }]`.
fn requirements(api: &Api, alternatives: &[SecurityAlternative]) -> Expression {
    let constants: HashMap<&str, &str> =
        api.security_schemes.iter().map(|scheme| (scheme.name.as_str(), scheme.constant.as_str())).collect();
    let requirements = alternatives.iter().map(|alternative| {
        let schemes = alternative.schemes.iter().filter_map(|(name, scopes)| {
            let scheme = reference(word(format!("security::{}", constants.get(name.as_str())?)));
            Some(tuple([scheme, texts(scopes)]))
        });
        structure("SecurityRequirement", [member("schemes", Some(list(schemes)))], None)
    });
    list(requirements)
}

pub(super) fn requirements_member(api: &Api, alternatives: &[SecurityAlternative]) -> Option<Expression> {
    member("security", (!alternatives.is_empty()).then(|| requirements(api, alternatives)))
}
