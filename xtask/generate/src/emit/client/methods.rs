//! One file per tag: the methods of its operations, and the types that are theirs alone.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    bodies, pages, parameters, responses,
    responses::pattern_name,
    targets,
    tokens::{self, deprecated, documentation, ident},
};
use crate::{
    emit::rust,
    ir::{Api, Group, Operation},
};

pub(super) fn emit(api: &Api, group: &Group) -> TokenStream {
    let operations: Vec<_> = group.operations.iter().map(|index| &api.operations[*index]).collect();
    let bodies: Vec<_> = operations.iter().map(|operation| bodies::code(api, operation)).collect();
    let methods = operations.iter().zip(&bodies).map(|(operation, body)| method(api, operation, body));
    let definitions = operations.iter().zip(&bodies).map(|(operation, body)| {
        let parameters = parameters::structure(api, operation);
        let answer = responses::definition(api, operation);
        let pages = operation.pages.as_ref().map(|pages| pages::implementation(api, operation, pages));
        let body = &body.definitions;
        quote!(#parameters #body #answer #pages)
    });
    let pages = operations.iter().any(|operation| operation.pages.is_some()).then(|| {
        quote!(
            use ::roster_client_runtime::http::pages;
        )
    });
    let title = rust::shown(&format!(" Operations with the tag `{}`.", group.tag));
    quote! {
        #![doc = #title]
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use super::{Client, types};
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use ::roster_client_runtime::{Error, http::{Operation, Place, Style}};
        #pages

        impl Client {
            #(#methods)*
        }
        #(#definitions)*
    }
}

fn method(api: &Api, operation: &Operation, body: &bodies::BodyCode) -> TokenStream {
    let name = tokens::method(operation);
    let answer = ident(&operation.response_type);
    let parameters = parameters::structure_name(operation).map(|name| {
        let name = ident(&name);
        (quote!(parameters: &#name), quote!(parameters))
    });
    let url = operation.sent_to.as_ref().map(|_| (quote!(url: &str), quote!(url)));
    let (mut arguments, names): (Vec<_>, Vec<_>) =
        url.into_iter().chain(parameters::path_arguments(api, operation)).chain(parameters).unzip();
    arguments.extend(body.arguments.iter().cloned());
    let documentation = documentation(&description(operation));
    let deprecated = deprecated(operation.deprecated);
    let target = targets::function(operation);
    let call = call(operation, body);
    if let Some(pages) = &operation.pages {
        let methods = pages::methods(operation, pages, &arguments, &names, &call);
        return quote!(#methods #target);
    }
    let send = if body.statements.is_empty() {
        quote!(let response = #call.send().await?;)
    } else {
        let statements = &body.statements;
        quote! {
            let call = #call;
            #statements
            let response = call.send().await?;
        }
    };
    let read = read(operation);
    quote! {
        #documentation
        #deprecated
        pub async fn #name(&self, #(#arguments),*) -> Result<#answer, Error> {
            #send
            #read
        }
        #target
    }
}

/// The request written down, but for a body that need not be there.
fn call(operation: &Operation, body: &bodies::BodyCode) -> TokenStream {
    let begin = begin(operation);
    let writers = parameters::writers(operation);
    let chain = &body.chain;
    quote! {
        self.transport
            .#begin
            #writers
            #chain
    }
}

/// What begins a request on the transport: where it goes, and what it is.
pub(super) fn begin(operation: &Operation) -> TokenStream {
    let about = about(operation);
    match (&operation.sent_to, operation.servers.first()) {
        (Some(_), _) => quote!(call_to(url, #about)),
        (None, Some(server)) => {
            let (documented, default) = (&server.url, server.default_url());
            quote!(call_at(#documented, #default, #about))
        }
        (None, None) => quote!(call(#about)),
    }
}

/// What makes the operation's enum of `response`.
pub(super) fn read(operation: &Operation) -> TokenStream {
    let arms = responses::success_arms(operation);
    match arms.is_empty() {
        true => quote!(Err(response.into_error().await)),
        false => quote! {
            match response.status() {
                #arms
                _ => Err(response.into_error().await),
            }
        },
    }
}

/// What the runtime has to know of an operation.
fn about(operation: &Operation) -> TokenStream {
    let (id, method, path, accept) = (&operation.id, &operation.method, sent_path(operation), accept(operation));
    let security = operation.security.iter().map(|alternative| {
        let schemes = alternative.schemes.iter().map(|(name, _)| name);
        quote!(&[#(#schemes),*])
    });
    quote!(&Operation { id: #id, method: #method, path: #path, accept: #accept, security: &[#(#security),*] })
}

/// The path with the query that is documented with it; a fragment is not sent.
fn sent_path(operation: &Operation) -> String {
    let query = operation.fixed_query().join("&");
    let path = operation.routed_path();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

pub(super) fn description(operation: &Operation) -> String {
    let mut text = String::new();
    if let Some(summary) = &operation.summary {
        text.push_str(summary.trim_end_matches('.'));
        text.push_str(".\n\n");
    }
    if let Some(description) = &operation.description {
        text.push_str(description.trim_end());
        text.push_str("\n\n");
    }
    text.push_str(&format!("`{} {}`", operation.method, operation.path));
    let errors: Vec<_> =
        responses::failures(operation).into_iter().map(|response| pattern_name(response.status)).collect();
    if !errors.is_empty() {
        text.push_str(&format!("\n\n# Errors\nDocumented: {}.", errors.join(", ")));
    }
    text
}

/// Every documented media type: of successes first, then of errors.
fn accept(operation: &Operation) -> String {
    let mut all: Vec<&str> = Vec::new();
    let all_answers = responses::successes(operation).into_iter().chain(responses::failures(operation));
    for content in all_answers.flat_map(|response| &response.content) {
        if !all.contains(&content.media.name.as_str()) {
            all.push(&content.media.name);
        }
    }
    all.join(", ")
}
