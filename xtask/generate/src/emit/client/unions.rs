//! `oneOf` and `anyOf`: enums whose decoding is a table for `roster_client_runtime::union`.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use roster_document::SchemaType;
use serde_json::Value as Json;

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
        let texts = branch.tags.iter().map(|text| quote!(::roster_client_runtime::union::Tag::Text(#text)));
        let tags = texts.chain(constants.get(index).and_then(tag)).collect();
        let kind = match &union.choice {
            Choice::Type(types) => kind_of_type(types[index]),
            _ => kind(api, &branch.ty),
        };
        table(api, branch, kind, tags)
    });
    let tags = union.branches.iter().map(|branch| match (property, branch.tags.first()) {
        (Some(property), Some(tag)) if !branch.holds_tag => quote!(Some((#property, #tag))),
        _ => quote!(None),
    });
    let several = union.several.as_deref().map(ident);
    let several_variant = several.as_ref().map(|several| {
        quote! {
            /// A value that is several alternatives at once, and more than any one of them has.
            #several(serde_json::Value),
        }
    });
    let several_arm = several
        .as_ref()
        .map(|several| quote!(Self::#several(value) => serde::Serialize::serialize(value, serializer),));
    let tables = quote!(&[#(#tables),*]);
    let decoded = match (&several, property) {
        (Some(several), _) => {
            quote!(::roster_client_runtime::union::decode_several(deserializer, #tables, Self::#several))
        }
        (None, Some(property)) => {
            quote!(::roster_client_runtime::union::decode(deserializer, Some(#property), #tables))
        }
        (None, None) => quote!(::roster_client_runtime::union::decode(deserializer, None, #tables)),
    };
    let conversions = conversions(api, definition, union);
    quote! {
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants(#types),)*
            #several_variant
        }
        #conversions
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(Self::#variants(value) => ::roster_client_runtime::union::encode(value, #tags, serializer),)*
                    #several_arm
                }
            }
        }
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #decoded
            }
        }
    }
}

fn table(api: &Api, branch: &Branch, kind: TokenStream, tags: Vec<TokenStream>) -> TokenStream {
    let variant = ident(&branch.variant);
    let fields = match named(&branch.ty).map(|TypeId(index)| &api.types[index].kind) {
        Some(TypeKind::Struct(structure)) => structure.fields.as_slice(),
        _ => &[],
    };
    let required = fields.iter().filter(|field| field.presence == Presence::Required).map(|field| &field.wire);
    let properties = fields.iter().map(|field| &field.wire);
    quote! {
        ::roster_client_runtime::union::Branch {
            kind: ::roster_client_runtime::union::Kind::#kind,
            tags: &[#(#tags),*],
            required: &[#(#required),*],
            properties: &[#(#properties),*],
            decode: |value| ::roster_client_runtime::union::value(value).map(Self::#variant),
        }
    }
}

/// A constant that tells a branch; none of a number that is beyond `i64`.
fn tag(constant: &Json) -> Option<TokenStream> {
    Some(match constant {
        Json::String(text) => quote!(::roster_client_runtime::union::Tag::Text(#text)),
        Json::Bool(boolean) => quote!(::roster_client_runtime::union::Tag::Boolean(#boolean)),
        Json::Number(number) => {
            let integer = Literal::i64_unsuffixed(number.as_i64()?);
            quote!(::roster_client_runtime::union::Tag::Integer(#integer))
        }
        _ => return None,
    })
}

/// The JSON type of a type's values: a variant of the runtime's `Kind`.
fn kind(api: &Api, ty: &Type) -> TokenStream {
    match ty {
        Type::Boolean => quote!(Boolean),
        Type::Int32 | Type::Int64 | Type::UInt64 | Type::Number | Type::AnyNumber => quote!(Number),
        Type::String
        | Type::DateTime
        | Type::Date
        | Type::Uuid
        | Type::Ipv4
        | Type::Ipv6
        | Type::Base64
        | Type::JsonText(_) => quote!(String),
        Type::Array(_) | Type::Tuple(_) => quote!(Array),
        Type::Map(_) => quote!(Object),
        Type::Boxed(inner) => kind(api, inner),
        Type::Named(TypeId(index)) => match &api.types[*index].kind {
            TypeKind::Struct(_) => quote!(Object),
            TypeKind::StringEnum { .. } => quote!(String),
            TypeKind::IntegerEnum(_) => quote!(Number),
            TypeKind::Alias(target) => kind(api, target),
            // It may contain itself.
            TypeKind::Newtype(_) | TypeKind::Constant(_) | TypeKind::Union(_) => quote!(Any),
        },
        Type::Null | Type::Any | Type::Nullable(_) | Type::Given(_) => quote!(Any),
    }
}

fn kind_of_type(schema_type: SchemaType) -> TokenStream {
    match schema_type {
        SchemaType::Array => quote!(Array),
        SchemaType::Boolean => quote!(Boolean),
        SchemaType::Integer | SchemaType::Number => quote!(Number),
        SchemaType::Object => quote!(Object),
        SchemaType::String => quote!(String),
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
