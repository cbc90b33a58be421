//! `mod.rs`: the client of a document, and how it is made.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{documentation, ident, module};
use crate::{
    client_view::ViewOperation,
    ir::{Api, ParameterLocation, Principal, SecurityKind},
};

pub(super) fn emit(api: &Api, raw: &[ViewOperation]) -> TokenStream {
    let modules: Vec<_> = api.groups.iter().map(|group| ident(&module(&group.module))).collect();
    let title = format!("{}, version {}.", api.title.replace('\n', " "), api.version);
    let module_text = format!(" {title}");
    let text = match &api.description {
        Some(description) => documentation(&format!("{title}\n\n{}", description.trim())),
        None => documentation(&title),
    };
    let constructor = constructor(api);
    let anonymous: Vec<_> = raw.iter().filter(|known| is_anonymous(api, known)).map(|known| &known.name).collect();
    let authenticated = match anonymous.as_slice() {
        [] => quote!(true),
        names => quote!(!matches!(info.operation_id, #(#names)|*)),
    };
    let media_types: Vec<_> = raw
        .iter()
        .filter_map(|known| {
            let (name, media_type) = (&known.name, known.media_type.as_ref()?);
            Some(quote!(#name => Some(#media_type),))
        })
        .collect();
    let media_type = match media_types.as_slice() {
        [] => quote!(None),
        arms => quote!(match info.operation_id { #(#arms)* _ => None }),
    };
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
        pub mod raw;
        pub mod types;

        #[allow(unused_imports, reason = "a tag's operations may have no types of their own")]
        pub use self::{#(#modules::*,)* types::*};

        #text
        #[derive(Clone, Debug)]
        pub struct Client {
            transport: crate::Transport,
        }

        impl Client {
            #constructor

            /// A client with another credential, or other settings.
            pub fn with(
                url: &str,
                credential: crate::Credential,
                options: crate::Options,
            ) -> Result<Self, crate::Error> {
                Ok(Self { transport: crate::Transport::new(url, credential, options)? })
            }

            /// The builder-style client that progenitor generates, with the same settings and models.
            pub fn raw(&self) -> Result<raw::Client, crate::Error> {
                let http = crate::raw::http(&self.transport)?;
                Ok(raw::Client::new_with_client(self.transport.base(), http, self.transport.clone()))
            }
        }

        impl progenitor_client::ClientHooks<crate::Transport> for raw::Client {
            async fn pre<E>(
                &self,
                request: &mut reqwest::Request,
                #[allow(unused_variables, reason = "not every document has exceptions")]
                info: &progenitor_client::OperationInfo,
            ) -> Result<(), progenitor_client::Error<E>> {
                let media_type: Option<&'static str> = #media_type;
                crate::raw::prepare(&self.inner, request, #authenticated, media_type);
                Ok(())
            }

            async fn exec(
                &self,
                request: reqwest::Request,
                _info: &progenitor_client::OperationInfo,
            ) -> reqwest::Result<reqwest::Response> {
                crate::raw::execute(&self.inner, &self.client, request).await
            }
        }
    }
}

fn is_anonymous(api: &Api, known: &ViewOperation) -> bool {
    let mut operations = api.operations.iter();
    let operation = operations
        .find(|operation| operation.path == known.path && operation.method.eq_ignore_ascii_case(&known.method));
    operation.is_some_and(|operation| operation.principal() == Principal::None)
}

/// `new` with the credential that the document asks for; headers before cookies and queries.
fn constructor(api: &Api) -> TokenStream {
    let mut schemes: Vec<_> = api.security_schemes.iter().collect();
    schemes.sort_by_key(|scheme| match scheme.kind {
        SecurityKind::ApiKey { location: ParameterLocation::Header, .. } => 0,
        SecurityKind::Bearer { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => 0,
        SecurityKind::Basic => 1,
        SecurityKind::ApiKey { .. } => 2,
    });
    let Some(scheme) = schemes.first() else {
        return quote! {
            /// A client of the server at `url`, where the document's paths begin.
            pub fn new(url: &str) -> Result<Self, crate::Error> {
                Self::with(url, crate::Credential::anonymous(), crate::Options::default())
            }
        };
    };
    let (arguments, credential, how) = match &scheme.kind {
        SecurityKind::ApiKey { location, name } => {
            let (location, place) = match location {
                ParameterLocation::Query => (quote!(Query), "query parameter"),
                ParameterLocation::Cookie => (quote!(Cookie), "cookie"),
                ParameterLocation::Header | ParameterLocation::Path => (quote!(Header), "header"),
            };
            (
                quote!(token: &str),
                quote!(crate::Credential::api_key(crate::KeyLocation::#location, #name, token)?),
                format!("The token is sent in the {place} `{name}`."),
            )
        }
        SecurityKind::Basic => (
            quote!(user: &str, password: &str),
            quote!(crate::Credential::basic(user, password)?),
            "User and password are sent as HTTP basic authentication.".to_owned(),
        ),
        _ => (
            quote!(token: &str),
            quote!(crate::Credential::bearer(token)?),
            "The token is sent as `Authorization: Bearer`.".to_owned(),
        ),
    };
    let text = documentation(&format!("A client of the server at `url`, where the document's paths begin.\n{how}"));
    quote! {
        #text
        pub fn new(url: &str, #arguments) -> Result<Self, crate::Error> {
            Self::with(url, #credential, crate::Options::default())
        }
    }
}
