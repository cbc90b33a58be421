//! `mod.rs`: the client of a document, and how it is made.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{documentation, ident, module};
use crate::{
    emit::rust,
    ir::{Api, SecurityKind, SecurityScheme},
};
use roster_document::ParameterLocation;

pub(super) fn emit(api: &Api, with_raw: bool) -> TokenStream {
    let modules: Vec<_> = api.groups.iter().map(|group| ident(&module(&group.module))).collect();
    let title = format!("{}, version {}.", api.document.info.title.replace('\n', " "), api.document.info.version);
    let module_text = rust::shown(&format!(" {title}"));
    let text = match &api.document.info.description {
        Some(description) => documentation(&format!("{title}\n\n{}", description.trim())),
        None => documentation(&title),
    };
    let constructor = constructor(api);
    let unread = (api.operations.is_empty() && !with_raw)
        .then(|| quote!(#[allow(dead_code, reason = "the document has no operations")]));
    let raw = with_raw.then(|| {
        quote!(
            #[cfg(feature = "raw")]
            pub mod raw;
        )
    });
    quote! {
        #![doc = #module_text]
        #![allow(
            deprecated,
            non_camel_case_types,
            non_snake_case,
            rustdoc::bare_urls,
            rustdoc::broken_intra_doc_links,
            rustdoc::invalid_html_tags,
            reason = "names and descriptions are the document's, and so is what it deprecates"
        )]
        #(mod #modules;)*
        #raw
        pub mod types;

        #[allow(unused_imports, reason = "a tag's operations may have no types of their own")]
        pub use self::{#(#modules::*,)* types::*};

        #text
        #[derive(Clone, Debug)]
        pub struct Client {
            #unread
            transport: ::roster_client_runtime::Transport,
        }

        impl Client {
            #constructor

            /// A client with another credential, or other settings.
            pub fn with(
                url: &str,
                credential: ::roster_client_runtime::Credential,
                options: ::roster_client_runtime::Options,
            ) -> Result<Self, ::roster_client_runtime::Error> {
                Ok(Self { transport: ::roster_client_runtime::Transport::new(url, credential, options)? })
            }
        }
    }
}

/// `new` with the credential that the document asks for; headers before cookies and queries.
fn constructor(api: &Api) -> TokenStream {
    // A certificate is the connection's, and what other schemes of HTTP send they say themselves.
    let is_sent =
        |scheme: &&SecurityScheme| !matches!(scheme.kind, SecurityKind::MutualTls | SecurityKind::Http { .. });
    let mut schemes: Vec<_> = api.security_schemes.iter().filter(is_sent).collect();
    schemes.sort_by_key(|scheme| match scheme.kind {
        SecurityKind::ApiKey { location: ParameterLocation::Header, .. } => 0,
        SecurityKind::Bearer | SecurityKind::OAuth2 | SecurityKind::OpenIdConnect { .. } => 0,
        SecurityKind::Basic => 1,
        _ => 2,
    });
    let Some(scheme) = schemes.first() else {
        return quote! {
            /// A client of the server at `url`, where the document's paths begin.
            pub fn new(url: &str) -> Result<Self, ::roster_client_runtime::Error> {
                Self::with(url, ::roster_client_runtime::Credential::anonymous(), ::roster_client_runtime::Options::default())
            }
        };
    };
    let (arguments, credential, how) = match &scheme.kind {
        SecurityKind::ApiKey { location, name } => {
            let (location, place) = match location {
                ParameterLocation::Query => (quote!(Query), "query parameter"),
                ParameterLocation::Cookie => (quote!(Cookie), "cookie"),
                ParameterLocation::Header | ParameterLocation::Path | ParameterLocation::Querystring => {
                    (quote!(Header), "header")
                }
            };
            (
                quote!(token: &str),
                quote!(::roster_client_runtime::Credential::api_key(::roster_client_runtime::KeyLocation::#location, #name, token)?),
                format!("The token is sent in the {place} `{name}`."),
            )
        }
        SecurityKind::Basic => (
            quote!(user: &str, password: &str),
            quote!(::roster_client_runtime::Credential::basic(user, password)?),
            "User and password are sent as HTTP basic authentication.".to_owned(),
        ),
        _ => (
            quote!(token: &str),
            quote!(::roster_client_runtime::Credential::bearer(token)?),
            "The token is sent as `Authorization: Bearer`.".to_owned(),
        ),
    };
    let text = documentation(&format!("A client of the server at `url`, where the document's paths begin.\n{how}"));
    quote! {
        #text
        pub fn new(url: &str, #arguments) -> Result<Self, ::roster_client_runtime::Error> {
            Self::with(url, #credential, ::roster_client_runtime::Options::default())
        }
    }
}
