//! `types.rs`: the document's models, one Rust type per definition of the IR.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::{
    constructors::{self, Made},
    tokens::{deprecated, documentation, free, ident, optional_documentation, resolve_alias, spell},
    unions,
};
use crate::emit::rust;
use crate::ir::{Api, Field, Presence, Struct, Type, TypeDefinition, TypeId, TypeKind, Variant, names};

pub(super) fn emit(api: &Api) -> TokenStream {
    let definitions = api.types.iter().map(|definition| self::definition(api, definition));
    let item_enums = rust::item_enums(api, &quote!(::roster_client_runtime::));
    let given = rust::given_types(api);
    let title = rust::shown(&format!(" The models of {}.", api.document.info.title.replace('\n', " ")));
    quote! {
        #![doc = #title]
        #(#definitions)*
        #item_enums
        #given
    }
}

fn definition(api: &Api, definition: &TypeDefinition) -> TokenStream {
    let name = ident(&definition.name);
    let attributes = optional_documentation(definition.documentation.as_deref());
    let deprecated = deprecated(definition.deprecated);
    let item = match &definition.kind {
        TypeKind::Struct(structure) => self::structure(api, definition, structure),
        TypeKind::StringEnum { variants, .. } => string_enum(definition, variants),
        TypeKind::IntegerEnum(variants) => integer_enum(definition, variants),
        TypeKind::Constant(value) => constant(definition, value),
        TypeKind::Alias(target) => {
            let target = spell(api, target, &TokenStream::new());
            return quote!(#attributes #deprecated pub type #name = #target;);
        }
        TypeKind::Newtype(target) => {
            let target = spell(api, target, &TokenStream::new());
            quote! {
                #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
                pub struct #name(pub #target);
            }
        }
        TypeKind::Union(union) => unions::emit(api, definition, union),
    };
    let item = rust::with_derives(item, &definition.derives);
    quote!(#attributes #deprecated #item)
}

fn structure(api: &Api, definition: &TypeDefinition, structure: &Struct) -> TokenStream {
    let name = ident(&definition.name);
    let fields = structure.fields.iter().map(|field| self::field(api, field));
    let additional = structure.additional.as_ref().map(|additional| {
        // What matches no pattern can be anything.
        let ty = if additional.patterns.is_empty() { &additional.ty } else { &Type::Any };
        let (field, ty) = (ident(&additional.field), spell(api, ty, &TokenStream::new()));
        quote! {
            /// All other properties.
            #[serde(flatten)]
            pub #field: std::collections::BTreeMap<String, #ty>,
        }
    });
    let is_free = |field: &Field| field.presence != Presence::Required || is_constant(api, field);
    let default = structure.fields.iter().all(is_free).then(|| quote!(Default,));
    let constructor = definition.directions.request.then(|| constructor(api, definition, structure));
    quote! {
        #[derive(Clone, Debug, #default PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct #name {
            #(#fields)*
            #additional
        }
        #constructor
    }
}

fn field(api: &Api, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let wire = &field.wire;
    let rename = (field.name != field.wire).then(|| quote!(#[serde(rename = #wire)]));
    let documentation = optional_documentation(field.documentation.as_deref());
    let deprecated = deprecated(field.deprecated);
    let ty = spell(api, &field.ty, &TokenStream::new());
    let optional = field.presence != Presence::Required;
    let (attribute, ty) = match (optional, field.nullable) {
        (false, false) => (None, ty),
        (false, true) => (None, quote!(Option<#ty>)),
        (true, false) => {
            (Some(quote!(#[serde(default, skip_serializing_if = "Option::is_none")])), quote!(Option<#ty>))
        }
        (true, true) => (
            Some(quote! {
                #[serde(
                    default,
                    deserialize_with = "::roster_client_runtime::nullable::present",
                    skip_serializing_if = "Option::is_none"
                )]
            }),
            quote!(Option<::roster_client_runtime::Nullable<#ty>>),
        ),
    };
    quote! {
        #documentation
        #deprecated
        #rename
        #attribute
        pub #name: #ty,
    }
}

/// How it is made of what is required; everything else is absent.
fn constructor(api: &Api, definition: &TypeDefinition, structure: &Struct) -> Option<TokenStream> {
    let made = |field: &Field| {
        if field.presence != Presence::Required {
            return Made::absent();
        }
        if is_constant(api, field) {
            return Made::default();
        }
        let ty = spell(api, &field.ty, &TokenStream::new());
        match field.nullable {
            true => Made::Given(quote!(Option<#ty>)),
            false if *resolve_alias(api, &field.ty) == Type::String => Made::Text,
            false => Made::Given(ty),
        }
    };
    let mut fields: Vec<_> = structure.fields.iter().map(|field| (ident(&field.name), made(field))).collect();
    fields.extend(structure.additional.iter().map(|additional| (ident(&additional.field), Made::default())));
    let text = match fields.iter().any(|(_, made)| matches!(made, Made::Value(_))) {
        true => "With what is required; other properties are absent.",
        false => "All properties are required.",
    };
    constructors::constructor(api, &ident(&definition.name), &fields, text)
}

/// An enum with one documented value, of strings and integers; of anything else the value itself.
fn constant(definition: &TypeDefinition, value: &Json) -> TokenStream {
    let variant = |text: &str| names::variant_name(text);
    if let Some(text) = value.as_str() {
        return string_enum(
            definition,
            &[Variant { name: variant(text), value: text.to_owned(), documentation: None }],
        );
    }
    if let Some(number) = value.as_i64() {
        let name = variant(&number.to_string());
        return integer_enum(definition, &[Variant { name, value: number, documentation: None }]);
    }
    let name = ident(&definition.name);
    let value = json(value);
    quote! {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct #name;
        ::roster_client_runtime::constant!(#name = #value);
    }
}

/// A value as `serde_json::json!` has it.
fn json(value: &Json) -> TokenStream {
    match value {
        Json::Null => quote!(null),
        Json::Bool(boolean) => quote!(#boolean),
        Json::Number(number) => {
            let literal = match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Literal::i64_suffixed(number),
                (None, Some(number)) => Literal::u64_suffixed(number),
                (None, None) => Literal::f64_suffixed(number.as_f64().unwrap_or_default()),
            };
            quote!(#literal)
        }
        Json::String(text) => quote!(#text),
        Json::Array(items) => {
            let items = items.iter().map(json);
            quote!([#(#items),*])
        }
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = json(value);
                quote!(#name: #value)
            });
            quote!({ #(#members),* })
        }
    }
}

/// Whether a field can have one value only, which nobody has to name: its type's default.
pub(super) fn is_constant(api: &Api, field: &Field) -> bool {
    let Type::Named(TypeId(index)) = resolve_alias(api, &field.ty) else { return false };
    !field.nullable && is_one_value(&api.types[*index].kind)
}

fn is_one_value(kind: &TypeKind) -> bool {
    match kind {
        TypeKind::Constant(_) => true,
        TypeKind::StringEnum { variants, other } => variants.len() == 1 && other.is_none(),
        TypeKind::IntegerEnum(variants) => variants.len() == 1,
        _ => false,
    }
}

/// What is said of a variant, or else its value.
fn variant_documentation(documented: Option<&str>, value: &dyn std::fmt::Display) -> TokenStream {
    documented.map_or_else(|| documentation(&format!("`{value}`")), documentation)
}

fn string_enum(definition: &TypeDefinition, variants: &[Variant<String>]) -> TokenStream {
    let name = ident(&definition.name);
    let taken: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let other = ident(&free("Other", &taken));
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let documentation =
        variants.iter().map(|variant| variant_documentation(variant.documentation.as_deref(), &variant.value));
    let values = variants.iter().map(|variant| &variant.value);
    let (derived, default) = default(variants.len());
    quote! {
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord #derived)]
        pub enum #name {
            #(#documentation #default #names,)*
            /// A value that the document does not list.
            #other(String),
        }
        ::roster_client_runtime::text_enum!(#name, #other { #(#names = #values),* });
    }
}

/// What makes the only documented value of an enum its default: in the list of what it derives, and at the variant.
fn default(variants: usize) -> (Option<TokenStream>, Option<TokenStream>) {
    (variants == 1).then(|| (quote!(, Default), quote!(#[default]))).unzip()
}

fn integer_enum(definition: &TypeDefinition, variants: &[Variant<i64>]) -> TokenStream {
    let name = ident(&definition.name);
    let taken: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let other = ident(&free("Other", &taken));
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let documentation =
        variants.iter().map(|variant| variant_documentation(variant.documentation.as_deref(), &variant.value));
    let values = variants.iter().map(|variant| Literal::i64_unsuffixed(variant.value));
    let (derived, default) = default(variants.len());
    quote! {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord #derived)]
        pub enum #name {
            #(#documentation #default #names,)*
            /// A value that the document does not list.
            #other(i64),
        }
        ::roster_client_runtime::integer_enum!(#name, #other { #(#names = #values),* });
    }
}
