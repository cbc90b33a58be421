//! The root module of a document: its tables, the trait over all tags, the routes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    shared::Shared,
    tokens::{self, ident},
};
use crate::ir::Api;

pub(super) fn module(api: &Api, shared: &Shared<'_>) -> TokenStream {
    let document = document(api);
    let groups: Vec<_> = api.groups.iter().map(|group| ident(&group.module)).collect();
    let traits: Vec<_> = api
        .groups
        .iter()
        .map(|group| {
            let (module, name) = (ident(&group.module), format_ident!("{}", group.trait_name));
            quote!(#module::#name)
        })
        .collect();
    let traits = if traits.is_empty() { vec![quote!(Send), quote!(Sync), quote!('static)] } else { traits };
    let (implementer, implementing) = match api.has_security() {
        true => (quote!(api), quote!(A)),
        false => {
            (quote!(::std::sync::Arc::new(::roster_runtime::Anonymous(api))), quote!(::roster_runtime::Anonymous<A>))
        }
    };
    let security_module = (!api.security_schemes.is_empty()).then(|| {
        quote!(
            pub mod security;
        )
    });
    let shared_module = (!shared.is_empty()).then(|| {
        quote!(
            mod shared;
        )
    });
    let patterns_module = (!api.patterns.is_empty()).then(|| {
        quote!(
            mod patterns;
        )
    });
    let title = format!("{} {}", api.document.info.title, api.document.info.version);
    let docs = tokens::module_docs(&match api.document.info.text() {
        Some(description) => format!("{title}\n\n{description}"),
        None => title,
    });
    let trait_docs = tokens::docs(&format!(
        "The whole API: implemented by whatever implements the trait of every tag of {}.",
        api.document.info.title
    ));
    let add_routes = match &groups[..] {
        [] => quote!(routes),
        [others @ .., last] => quote! {
            #(let routes = #others::add_routes(routes);)*
            #last::add_routes(routes)
        },
    };
    // Paths into other crates begin with `::`: a tag may have the name of one, and so has its module here.
    // Where these are modules of somebody's crate, that may have no feature `conformance`.
    quote! {
        #docs

        #![allow(
            clippy::doc_lazy_continuation,
            clippy::doc_overindented_list_items,
            clippy::enum_variant_names,
            clippy::large_enum_variant,
            clippy::large_const_arrays,
            clippy::needless_update,
            clippy::never_loop,
            clippy::too_long_first_doc_paragraph,
            clippy::unreadable_literal,
            clippy::upper_case_acronyms,
            non_camel_case_types,
            non_snake_case,
            non_upper_case_globals,
            unexpected_cfgs,
            unused_imports
        )]

        #[cfg(feature = "conformance")]
        mod conformance;
        pub mod operations;
        #patterns_module
        pub mod schemas;
        #security_module
        #shared_module
        pub mod types;
        #(pub mod #groups;)*

        #[cfg(feature = "conformance")]
        pub use self::conformance::TYPES;
        pub use self::{types::*, #(#groups::*),*};

        #document

        #trait_docs
        pub trait Api: #(#traits)+* {}

        impl<A: #(#traits)+*> Api for A {}

        /// The routes of every operation, with the document that is derived from them.
        pub fn routes<A: Api>(api: ::std::sync::Arc<A>) -> ::utoipa_axum::router::OpenApiRouter {
            routes_with(api, ::roster_runtime::Options::default())
        }

        /// The same, with what the server decides beside the document.
        pub fn routes_with<A: Api>(
            api: ::std::sync::Arc<A>,
            options: ::roster_runtime::Options,
        ) -> ::utoipa_axum::router::OpenApiRouter {
            add_routes(::roster_runtime::Routes::new(&DOCUMENT, #implementer).with_options(options)).into_router()
        }

        /// Adds the routes of every tag.
        pub fn add_routes<A: Api>(routes: ::roster_runtime::Routes<#implementing>) -> ::roster_runtime::Routes<#implementing> {
            #add_routes
        }
    }
}

fn document(api: &Api) -> TokenStream {
    let (name, title, version) = (&api.name, &api.document.info.title, &api.document.info.version);
    let schemes = api.security_schemes.iter().map(|scheme| ident(&scheme.constant));
    let schemas = api.components.iter().map(|component| ident(&component.constant));
    let operations = api.operations.iter().map(|operation| ident(&operation.constant));
    let lenient_json = api.document.lenient_json;
    let docs = tokens::docs(&format!("{}, as far as it is said for the whole document.", api.document.info.title));
    quote! {
        #docs
        pub static DOCUMENT: ::roster_runtime::operation::DocumentInfo = ::roster_runtime::operation::DocumentInfo {
            name: #name,
            title: #title,
            version: #version,
            security_schemes: &[#(&security::#schemes),*],
            schemas: &[#(&schemas::#schemas),*],
            operations: &[#(&operations::#operations),*],
            lenient_json: #lenient_json,
        };
    }
}
