//! Links of answers, as methods: each calls the operation that it names, with what the answer says.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    methods, parameters,
    responses::{self, Variant},
    targets,
    tokens::{self, documentation, ident},
};
use crate::ir::{Api, Link, LinkValue, Operation, ResponseForm};

pub(super) fn methods(api: &Api, operation: &Operation, all: &[Variant<'_>]) -> Option<TokenStream> {
    let answer = ident(&operation.response_type);
    let mut names: Vec<&str> = Vec::new();
    let mut methods = Vec::new();
    // What several statuses have is one method.
    for link in all.iter().flat_map(|variant| &variant.response.links) {
        if !names.contains(&link.method_name.as_str()) {
            names.push(&link.method_name);
            methods.push(method(api, operation, all, link));
        }
    }
    (!methods.is_empty()).then(|| quote!(impl #answer { #(#methods)* }))
}

fn method(api: &Api, operation: &Operation, all: &[Variant<'_>], link: &Link) -> TokenStream {
    let (name, answer) = (ident(&link.method_name), ident(&operation.response_type));
    let target = &api.operations[link.target];
    let target_answer = ident(&target.response_type);
    let has = |variant: &&Variant<'_>| variant.response.links.iter().any(|other| other.method_name == link.method_name);
    let arms = all.iter().filter(has).map(|variant| arm(api, &answer, variant));
    let link_name = &link.documented.name;
    let other = all
        .iter()
        .any(|variant| !has(&variant))
        .then(|| quote!(_ => return Err(Error::invalid_argument(#link_name, "this answer does not have the link")),));
    let (argument, begun) = match link.needs_request() {
        true => (quote!(, request: &::roster_client_runtime::exchange::Exchange), quote!(request.clone())),
        false => (TokenStream::new(), quote!(::roster_client_runtime::exchange::Exchange::default())),
    };
    let writers = link.values.iter().map(|(index, value)| {
        let value = match value {
            LinkValue::Constant(value) => {
                let text = value.to_string();
                quote!(&::roster_client_runtime::exchange::constant(#text))
            }
            LinkValue::Expression(parts) => {
                let parts = parts.iter().map(targets::part);
                quote!(&exchange.value(&[#(::roster_client_runtime::exchange::Part::#parts),*])?)
            }
        };
        parameters::writer(&target.parameters[*index], value)
    });
    let begin = methods::begin(target);
    let read = methods::read(target);
    let sends_bodies = matches!(target.method.as_str(), "POST" | "PUT" | "PATCH");
    let empty = sends_bodies.then(|| quote!(.empty()));
    let description = link.documented.description.as_deref().unwrap_or("What follows from this answer.");
    let text = documentation(&format!("{description}\n\nCalls [`Client::{}`].", tokens::method(target)));
    quote! {
        #text
        pub async fn #name(&self, client: &Client #argument) -> Result<super::#target_answer, Error> {
            #[allow(unused_imports, reason = "it may stand in this module")]
            use super::#target_answer;
            let exchange = #begun;
            let exchange = match self {
                #(#arms)*
                #other
            };
            let _ = &exchange;
            let response = client.transport.#begin #(#writers)* #empty .send().await?;
            #read
        }
    }
}

/// What an answer says, as expressions see it.
fn arm(api: &Api, answer: &proc_macro2::Ident, variant: &Variant<'_>) -> TokenStream {
    let name = ident(variant.name);
    let is_value =
        |form: &ResponseForm| matches!(form, ResponseForm::Json(_) | ResponseForm::JsonArray(_) | ResponseForm::Text);
    let body = variant.content.filter(|content| is_value(&content.form));
    let with_body = body.map(|_| quote!(.with_response_body(body)?));
    let headers: Vec<_> = variant
        .response
        .sent_headers()
        .map(|(header, sent)| (responses::header_field(sent), header.name.to_lowercase()))
        .collect();
    let with_headers = headers.iter().map(|(field, name)| quote!(.with_response_header(#name, #field)?));
    let fields = headers.iter().map(|(field, _)| field);
    let pattern = match (responses::fields(api, variant).is_empty(), variant.content) {
        (true, None) => quote!(#answer::#name),
        (true, Some(_)) if body.is_some() => quote!(#answer::#name(body)),
        (true, Some(_)) => quote!(#answer::#name(_)),
        (false, _) if body.is_some() => quote!(#answer::#name { #(#fields,)* body, .. }),
        (false, _) => quote!(#answer::#name { #(#fields,)* .. }),
    };
    quote!(#pattern => exchange #with_body #(#with_headers)*,)
}
