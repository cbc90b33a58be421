//! The list of generated types, for the check that holds their serde attributes against the tables.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::tokens::ident;
use crate::ir::Api;
use roster_document::SchemaRef;

pub(super) fn module(api: &Api) -> TokenStream {
    let types = api.types.iter().filter_map(|definition| {
        let name = &definition.name;
        let ty = ident(name);
        let reference = definition.schema?;
        let constant = ident(api.constant(reference)?);
        let shape = match reference {
            SchemaRef::Component(_) => quote!(SchemaRef::Component(&schemas::#constant)),
            SchemaRef::Inline(_) => quote!(SchemaRef::Inline(&schemas::#constant)),
        };
        let decoded = if definition.nullable { quote!(Option<types::#ty>) } else { quote!(types::#ty) };
        Some(quote! {
            TypeInfo { name: #name, shape: Shape::Schema(#shape), round_trip: round_trip::<#decoded> },
        })
    });
    let modules: Vec<_> = api.groups.iter().map(|group| (ident(&group.module), group)).collect();
    let parameters = modules.iter().flat_map(|(module, group)| {
        group.operations.iter().filter_map(move |index| {
            let operation = &api.operations[*index];
            let name = operation.parameters_type.as_ref()?;
            let ty = format_ident!("{name}");
            let constant = ident(&operation.constant);
            Some(quote! {
                TypeInfo {
                    name: #name,
                    shape: Shape::Parameters(operations::#constant.parameters),
                    round_trip: round_trip::<super::#module::#ty>,
                },
            })
        })
    });
    quote! {
        //! Every generated type beside the table that it was generated from.

        #![allow(unused_imports)]

        use roster_runtime::{
            conformance::{Shape, TypeInfo, round_trip},
            schema::SchemaRef,
        };

        use super::{operations, schemas, types};

        /// Types of schemas, and of parameters.
        pub static TYPES: &[TypeInfo] = &[#(#types)* #(#parameters)*];
    }
}
