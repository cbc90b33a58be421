//! One module per tag: the trait to implement, and what its methods take and give.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    bodies, responses,
    tokens::{self, ident},
    types,
};
use crate::ir::{Api, Group, Operation, Principal};

pub(super) fn module(api: &Api, group: &Group) -> TokenStream {
    let operations: Vec<&Operation> = group.operations.iter().map(|index| &api.operations[*index]).collect();
    let docs = match &group.description {
        Some(description) => tokens::module_docs(description),
        None => tokens::module_docs(&format!("Operations under the tag `{}`.", group.tag)),
    };
    let trait_name = format_ident!("{}", group.trait_name);
    let trait_docs =
        tokens::docs(&format!("Operations under the tag `{}`; unless implemented, each is answered 501.", group.tag));
    let methods = operations.iter().map(|operation| method(api, operation));
    let routes = operations.iter().map(|operation| route(api, &trait_name, operation));
    let (needed, implementer) = match api.has_security() {
        true => (quote!(Authenticator), quote!(A)),
        false => (quote!(Send + Sync + 'static), quote!(roster_runtime::Anonymous<A>)),
    };
    let items = operations.iter().map(|operation| {
        let parameters = types::parameters(api, operation);
        let bodies = bodies::definitions(api, operation);
        let responses = responses::responses(api, operation);
        quote!(#parameters #bodies #responses)
    });
    quote! {
        #docs

        #![allow(unused_imports)]

        use std::{future::Future, sync::Arc};

        use roster_runtime::{Answer, Authenticator, Body, Call, Incoming, JsonArray, Problem, Routes, not_implemented};

        use super::{operations, types};

        #trait_docs
        pub trait #trait_name: #needed {
            #(#methods)*
        }

        /// Adds the routes of this tag.
        pub fn add_routes<A: #trait_name>(routes: Routes<#implementer>) -> Routes<#implementer> {
            routes #(#routes)*
        }

        #(#items)*
    }
}

fn method(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.method_name);
    let response = format_ident!("{}", operation.response_type);
    let constant = ident(&operation.constant);
    let docs = method_docs(operation);
    let principal = match operation.principal() {
        Principal::None => quote!(()),
        Principal::Optional => quote!(Option<Self::Principal>),
        Principal::Required => quote!(Self::Principal),
    };
    let parameters = operation.parameters_type.as_ref().map(|name| {
        let name = format_ident!("{name}");
        quote!(parameters: #name,)
    });
    let body = operation.body.as_ref().map(|body| {
        let ty = bodies::argument(api, body).ty;
        quote!(body: #ty,)
    });
    let ignored = [
        quote!(call),
        operation.parameters_type.as_ref().map(|_| quote!(parameters)).unwrap_or_default(),
        operation.body.as_ref().map(|_| quote!(body)).unwrap_or_default(),
    ];
    let ignored: Vec<_> = ignored.into_iter().filter(|name| !name.is_empty()).collect();
    let ignored = if ignored.len() == 1 { quote!(call) } else { quote!((#(#ignored),*)) };
    quote! {
        #docs
        fn #name(
            &self,
            call: Call<#principal>,
            #parameters
            #body
        ) -> impl Future<Output = Result<#response, Problem>> + Send {
            let _ = #ignored;
            async { not_implemented(&operations::#constant) }
        }
    }
}

fn method_docs(operation: &Operation) -> TokenStream {
    let route = format!("`{} {}`", operation.method, operation.path);
    let mut text = String::new();
    for part in [operation.summary.as_deref(), Some(&route), operation.description.as_deref()].into_iter().flatten() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(part.trim());
    }
    tokens::item_docs(Some(&text), operation.deprecated)
}

/// `.operation(…)`: decodes, calls the handler, turns what it gives into an answer.
fn route(api: &Api, trait_name: &proc_macro2::Ident, operation: &Operation) -> TokenStream {
    let constant = ident(&operation.constant);
    let name = ident(&operation.method_name);
    let call = match operation.principal() {
        Principal::None => quote!(call.anonymous()),
        Principal::Optional => quote!(call),
        Principal::Required => quote!(call.authenticated()),
    };
    let (parameters_type, parameters_pattern, parameters) = match &operation.parameters_type {
        Some(name) => {
            let name = format_ident!("{name}");
            (quote!(#name), quote!(parameters), Some(quote!(parameters,)))
        }
        None => (quote!(()), quote!(()), None),
    };
    let (body_type, body_pattern, body) = match &operation.body {
        Some(body) => {
            let argument = bodies::argument(api, body);
            let value = argument.value;
            (argument.decoded, quote!(body), Some(quote!(#value,)))
        }
        None => (quote!(()), quote!(()), None),
    };
    let (implementer, api) = match api.has_security() {
        true => (quote!(A), quote!(&*api)),
        false => (quote!(roster_runtime::Anonymous<A>), quote!(&*api.0)),
    };
    quote! {
        .operation(&operations::#constant, |api: Arc<#implementer>, incoming: Incoming<#implementer>| async move {
            let (call, #parameters_pattern, #body_pattern) =
                incoming.decode::<#parameters_type, #body_type>().await?;
            let response = #trait_name::#name(#api, #call, #parameters #body).await?;
            Ok(Answer::from(response))
        })
    }
}
