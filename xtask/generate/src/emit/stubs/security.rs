//! Tables of security schemes and requirements.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{ident, member};
use crate::ir::{Api, SecurityKind};
use roster_document::{ParameterLocation, SecurityAlternative};

/// One static per scheme; none where there are none.
pub(super) fn module(api: &Api) -> Option<TokenStream> {
    let schemes = api.security_schemes.iter().map(|scheme| {
        let constant = ident(&scheme.constant);
        let name = &scheme.name;
        let kind = kind(&scheme.kind);
        quote! {
            pub static #constant: SecurityScheme = SecurityScheme {
                name: #name,
                kind: #kind,
            };
        }
    });
    (!api.security_schemes.is_empty()).then(|| {
        quote! {
            //! How callers can authenticate.

            #![allow(unused_imports)]

            use roster_runtime::operation::{ParameterLocation, SecurityKind, SecurityScheme};

            #(#schemes)*
        }
    })
}

fn kind(value: &SecurityKind) -> TokenStream {
    match value {
        SecurityKind::ApiKey { location, name } => {
            let location = self::location(*location);
            quote!(SecurityKind::ApiKey { location: #location, name: #name })
        }
        SecurityKind::Bearer => quote!(SecurityKind::Bearer),
        SecurityKind::Basic => quote!(SecurityKind::Basic),
        SecurityKind::OAuth2 => quote!(SecurityKind::OAuth2),
        SecurityKind::OpenIdConnect { url } => quote!(SecurityKind::OpenIdConnect { url: #url }),
    }
}

pub(super) fn location(value: ParameterLocation) -> TokenStream {
    match value {
        ParameterLocation::Path => quote!(ParameterLocation::Path),
        ParameterLocation::Query => quote!(ParameterLocation::Query),
        ParameterLocation::Header => quote!(ParameterLocation::Header),
        ParameterLocation::Cookie => quote!(ParameterLocation::Cookie),
    }
}

/// `&[SecurityRequirement { … }]`.
pub(super) fn requirements(api: &Api, alternatives: &[SecurityAlternative]) -> TokenStream {
    let constants: HashMap<&str, &str> =
        api.security_schemes.iter().map(|scheme| (scheme.name.as_str(), scheme.constant.as_str())).collect();
    let requirements = alternatives.iter().map(|alternative| {
        let schemes = alternative.schemes.iter().filter_map(|(name, scopes)| {
            let constant = ident(constants.get(name.as_str())?);
            Some(quote!((&security::#constant, &[#(#scopes),*])))
        });
        quote!(SecurityRequirement { schemes: &[#(#schemes),*] })
    });
    quote!(&[#(#requirements),*])
}

pub(super) fn requirements_member(api: &Api, alternatives: &[SecurityAlternative]) -> TokenStream {
    member("security", (!alternatives.is_empty()).then(|| requirements(api, alternatives)))
}
