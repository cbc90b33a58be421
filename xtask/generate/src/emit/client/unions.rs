//! `oneOf` and `anyOf`: enums whose decoding is a table for `roster_client_runtime::union`.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{ident, spell};
use crate::ir::{Api, Branch, Choice, Presence, Type, TypeDefinition, TypeId, TypeKind, Union};

pub(super) fn emit(api: &Api, definition: &TypeDefinition, union: &Union) -> TokenStream {
    let name = ident(&definition.name);
    let variants: Vec<_> = union.branches.iter().map(|branch| ident(&branch.variant)).collect();
    let types = union.branches.iter().map(|branch| spell(api, &branch.ty, &TokenStream::new()));
    let (property, constants) = match &union.choice {
        Choice::Discriminator(discriminator, _) => (Some(&discriminator.property), &[][..]),
        Choice::Constant(property, values) => (Some(property), values.as_slice()),
        Choice::Schema(_) | Choice::Type(_) => (None, &[][..]),
    };
    let tables = union.branches.iter().enumerate().map(|(index, branch)| {
        let constant = constants.get(index).and_then(serde_json::Value::as_str);
        table(api, branch, branch.tags.iter().map(String::as_str).chain(constant))
    });
    let tags = union.branches.iter().map(|branch| match (property, branch.tags.first()) {
        (Some(property), Some(tag)) if !branch.holds_tag => quote!(Some((#property, #tag))),
        _ => quote!(None),
    });
    let discriminator = match property {
        Some(property) => quote!(Some(#property)),
        None => quote!(None),
    };
    let conversions = conversions(api, definition, union);
    quote! {
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants(#types),)*
        }
        #conversions
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(Self::#variants(value) => ::roster_client_runtime::union::encode(value, #tags, serializer),)*
                }
            }
        }
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                ::roster_client_runtime::union::decode(deserializer, #discriminator, &[#(#tables),*])
            }
        }
    }
}

fn table<'a>(api: &Api, branch: &'a Branch, tags: impl Iterator<Item = &'a str>) -> TokenStream {
    let variant = ident(&branch.variant);
    let fields = match named(&branch.ty).map(|TypeId(index)| &api.types[index].kind) {
        Some(TypeKind::Struct(structure)) => structure.fields.as_slice(),
        _ => &[],
    };
    let required = fields.iter().filter(|field| field.presence == Presence::Required).map(|field| &field.wire);
    let properties = fields.iter().map(|field| &field.wire);
    quote! {
        ::roster_client_runtime::union::Branch {
            tags: &[#(#tags),*],
            required: &[#(#required),*],
            properties: &[#(#properties),*],
            decode: |value| ::roster_client_runtime::union::value(value).map(Self::#variant),
        }
    }
}

/// `From` for each branch whose type no other branch has.
fn conversions(api: &Api, definition: &TypeDefinition, union: &Union) -> TokenStream {
    let name = ident(&definition.name);
    let mut seen = BTreeSet::new();
    let mut repeated = BTreeSet::new();
    for branch in &union.branches {
        let spelled = spell(api, &branch.ty, &TokenStream::new()).to_string();
        if !seen.insert(spelled.clone()) {
            repeated.insert(spelled);
        }
    }
    let conversions = union.branches.iter().filter_map(|branch| {
        let TypeId(index) = named(&branch.ty)?;
        let ty = spell(api, &branch.ty, &TokenStream::new());
        if !matches!(api.types[index].kind, TypeKind::Struct(_)) || repeated.contains(&ty.to_string()) {
            return None;
        }
        let variant = ident(&branch.variant);
        Some(quote! {
            impl std::convert::From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        })
    });
    quote!(#(#conversions)*)
}

fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Boxed(inner) => named(inner),
        _ => None,
    }
}
