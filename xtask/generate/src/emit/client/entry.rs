//! `mod.rs`: the client of a document, and how it is made.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    targets,
    tokens::{self, documentation, free, ident, module},
};
use crate::{
    emit::rust,
    ir::{
        Api, SecurityKind, SecurityScheme,
        names::{Namer, snake_name, type_name, variant_name},
    },
};
use roster_document::{ParameterLocation, Server, ServerVariable};

pub(super) fn emit(api: &Api, with_raw: bool) -> TokenStream {
    let modules: Vec<_> = api.groups.iter().map(|group| ident(&module(&group.module))).collect();
    let title = format!("{}, version {}.", api.document.info.title.replace('\n', " "), api.document.info.version);
    let module_text = rust::shown(&format!(" {title}"));
    let text = match &api.document.info.description {
        Some(description) => documentation(&format!("{title}\n\n{}", description.trim())),
        None => documentation(&title),
    };
    let schemes: Vec<_> = api.security_schemes.iter().filter_map(Scheme::of).collect();
    let is_elsewhere = targets::are_elsewhere(api);
    let constructor = constructor(&schemes, is_elsewhere);
    let with = with(is_elsewhere);
    let credentials = credentials(&schemes);
    let servers = servers(api);
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
            clippy::doc_lazy_continuation,
            clippy::doc_overindented_list_items,
            clippy::enum_variant_names,
            clippy::large_enum_variant,
            clippy::match_overlapping_arm,
            clippy::too_long_first_doc_paragraph,
            clippy::unused_unit,
            clippy::upper_case_acronyms,
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

        #credentials

        #servers

        #text
        #[derive(Clone, Debug)]
        pub struct Client {
            #unread
            transport: ::roster_client_runtime::Transport,
        }

        impl Client {
            #constructor

            #with
        }
    }
}

/// `new`: with what the document's one security scheme asks for, or with any credential where it has several.
fn constructor(schemes: &[Scheme<'_>], is_elsewhere: bool) -> TokenStream {
    let (text, place, place_name) = match is_elsewhere {
        true => (
            "A client that sends to wherever its methods are told, if `allow` says so of the URL. Others name these URLs: do \
             not let them have the client talk to what only you can reach, and mind that a name may lead there, too \
             (`Options::http` takes a client with a resolver or proxy of your own). Redirects are not followed.",
            quote!(allow: impl Fn(&::roster_client_runtime::Url) -> bool + Send + Sync + 'static),
            quote!(allow),
        ),
        false => ("A client of the server at `url`, where the document's paths begin.", quote!(url: &str), quote!(url)),
    };
    let (arguments, credential, how) = match schemes {
        [] => (TokenStream::new(), quote!(::roster_client_runtime::Credential::anonymous()), String::new()),
        [scheme] => {
            let (name, arguments, names) = (&scheme.function, &scheme.arguments, scheme.names());
            (arguments.clone(), quote!(credentials::#name(#names)?), scheme.how.clone())
        }
        _ => (
            quote!(credential: ::roster_client_runtime::Credential),
            quote!(credential),
            "[`credentials`] makes one for each security scheme; `and` joins them.".to_owned(),
        ),
    };
    let text = documentation(&format!("{text}\n{how}"));
    quote! {
        #text
        pub fn new(#place, #arguments) -> Result<Self, ::roster_client_runtime::Error> {
            Self::with(#place_name, #credential, ::roster_client_runtime::Options::default())
        }
    }
}

fn with(is_elsewhere: bool) -> TokenStream {
    let (place, transport) = match is_elsewhere {
        true => (
            quote!(allow: impl Fn(&::roster_client_runtime::Url) -> bool + Send + Sync + 'static),
            quote!(anywhere(allow, credential, options)),
        ),
        false => (quote!(url: &str), quote!(new(url, credential, options))),
    };
    quote! {
        /// A client with another credential, or other settings.
        pub fn with(
            #place,
            credential: ::roster_client_runtime::Credential,
            options: ::roster_client_runtime::Options,
        ) -> Result<Self, ::roster_client_runtime::Error> {
            Ok(Self { transport: ::roster_client_runtime::Transport::#transport? })
        }
    }
}

/// A function for each documented server with an address of its own; one without is relative to where the document lies.
fn servers(api: &Api) -> Option<TokenStream> {
    let mut taken: Vec<String> = Vec::new();
    let mut types = Namer::reserving(&["Self", "String"]);
    let of_document = api.document.servers.iter().map(|server| (server, "server", None));
    let of_operations = api.operations.iter().flat_map(|operation| {
        let name = operation.method_name.as_str();
        operation.servers.iter().map(move |server| (server, name, Some(tokens::method(operation))))
    });
    let mut absolute: Vec<(&Server, &str, Option<Ident>)> = Vec::new();
    for server in of_document.chain(of_operations) {
        let is_known = absolute.iter().any(|(known, ..)| known.url == server.0.url);
        if server.0.url.contains("://") && !is_known {
            absolute.push(server);
        }
    }
    let functions: Vec<_> = absolute
        .into_iter()
        .map(|(server, wanted, operation)| {
            let wanted = server.name.as_deref().unwrap_or(wanted);
            let wanted = snake_name(wanted);
            let (name, url) = (distinct(wanted.clone(), &mut taken), &server.url);
            let mut taken = Vec::new();
            let mut text = format!("`{url}`");
            if let Some(method) = operation {
                text.push_str(&format!(
                    ", of [`Client::{method}`](super::Client::{method}); `OwnServers::Replaced` takes it in place of another."
                ));
            }
            let mut arguments = Vec::new();
            let mut replacements = Vec::new();
            let mut enums = Vec::new();
            for (variable, ServerVariable { default, values }) in &server.variables {
                text.push_str(&format!("\n\n`{variable}` is `{default}` by default."));
                let (argument, place) = (distinct(snake_name(variable), &mut taken), format!("{{{variable}}}"));
                if values.is_empty() {
                    arguments.push(quote!(#argument: &str));
                    replacements.push(quote!(.replace(#place, #argument)));
                    continue;
                }
                let ty = ident(&types.unique(&type_name(&format!("{wanted}_{variable}"))));
                enums.push(variable_enum(&ty, variable, default, values));
                arguments.push(quote!(#argument: #ty));
                replacements.push(quote!(.replace(#place, #argument.as_str())));
            }
            let text = documentation(&text);
            quote! {
                #text
                pub fn #name(#(#arguments),*) -> String {
                    #url.to_owned()#(#replacements)*
                }
                #(#enums)*
            }
        })
        .collect();
    (!functions.is_empty()).then(|| {
        quote! {
            /// The addresses of the document's servers, for [`Client::new`], and of those that single operations have.
            pub mod servers {
                #(#functions)*
            }
        }
    })
}

/// What a variable of a server can be.
fn variable_enum(ty: &Ident, variable: &str, default: &str, values: &[String]) -> TokenStream {
    let mut distinct: Vec<&String> = Vec::new();
    values.iter().for_each(|value| {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    });
    let mut namer = Namer::default();
    let names: Vec<_> = distinct.iter().map(|value| ident(&namer.unique(&variant_name(value)))).collect();
    let texts = distinct.iter().map(|value| documentation(&format!("`{value}`")));
    let defaults = distinct.iter().map(|value| (*value == default).then(|| quote!(#[default])));
    let derived = values.iter().any(|value| value == default).then(|| quote!(Default,));
    let text = documentation(&format!("What `{variable}` can be."));
    quote! {
        #text
        #[derive(Clone, Copy, Debug, #derived PartialEq, Eq)]
        pub enum #ty {
            #(#texts #defaults #names,)*
        }
        impl #ty {
            pub fn as_str(self) -> &'static str {
                match self {
                    #(Self::#names => #distinct,)*
                }
            }
        }
    }
}

/// The name, or the first variation of it that is not taken, which is taken then.
fn distinct(wanted: String, taken: &mut Vec<String>) -> Ident {
    let name = free(&wanted, &taken.iter().map(String::as_str).collect::<Vec<_>>());
    taken.push(name.clone());
    ident(&name)
}

/// A function for each security scheme that a client can satisfy by itself.
fn credentials(schemes: &[Scheme<'_>]) -> Option<TokenStream> {
    let functions = schemes.iter().map(|Scheme { name, function, arguments, credential, how, .. }| {
        let text = documentation(&format!("For the security scheme `{name}`.\n{how}"));
        quote! {
            #text
            pub fn #function(#arguments) -> Result<Credential, Error> {
                Ok(#credential?.of_scheme(#name))
            }
        }
    });
    (!schemes.is_empty()).then(|| {
        quote! {
            /// What the document's security schemes ask for.
            pub mod credentials {
                #[allow(unused_imports, reason = "not every document needs all of them")]
                use ::roster_client_runtime::{Credential, Error, KeyLocation};

                #(#functions)*
            }
        }
    })
}

struct Scheme<'a> {
    /// As documented.
    name: &'a str,
    function: Ident,
    arguments: TokenStream,
    credential: TokenStream,
    how: String,
    argument_names: &'static [&'static str],
}

impl<'a> Scheme<'a> {
    /// None of a certificate, which is the connection's.
    fn of(scheme: &'a SecurityScheme) -> Option<Self> {
        let bearer = || {
            (
                quote!(token: &str),
                &["token"][..],
                quote!(Credential::bearer(token)),
                "The token is sent as `Authorization: Bearer`.".to_owned(),
            )
        };
        let (arguments, argument_names, credential, how) = match &scheme.kind {
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
                    &["token"][..],
                    quote!(Credential::api_key(KeyLocation::#location, #name, token)),
                    format!("The token is sent in the {place} `{name}`."),
                )
            }
            SecurityKind::Basic => (
                quote!(user: &str, password: &str),
                &["user", "password"][..],
                quote!(Credential::basic(user, password)),
                "User and password are sent as HTTP basic authentication.".to_owned(),
            ),
            SecurityKind::OAuth2 { token_url: Some(url) } if url.contains("://") => (
                quote!(client_id: &str, client_secret: &str, scopes: &[&str]),
                &["client_id", "client_secret", "scopes"][..],
                quote!(Credential::client_credentials(#url, client_id, client_secret, scopes)),
                format!("Tokens are granted by `{url}`, and sent as `Authorization: Bearer`."),
            ),
            SecurityKind::Http { scheme } => (
                quote!(credentials: &str),
                &["credentials"][..],
                quote!(Credential::http(#scheme, credentials)),
                format!("They are sent as `Authorization: {scheme}`."),
            ),
            SecurityKind::Bearer | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => bearer(),
            SecurityKind::MutualTls => return None,
        };
        let function = ident(&scheme.constant.to_lowercase());
        Some(Self { name: &scheme.name, function, arguments, credential, how, argument_names })
    }

    fn names(&self) -> TokenStream {
        let names = self.argument_names.iter().map(|name| ident(name));
        quote!(#(#names),*)
    }
}
