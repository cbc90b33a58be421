//! `types.rs`: the document's models, one Rust type per definition of the IR.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::{
    tokens::{deprecated, documentation, free, ident, optional_documentation, resolve_alias, spell},
    unions,
};
use crate::emit::rust;
use crate::ir::{Api, Field, Presence, Struct, Type, TypeDefinition, TypeKind, Variant, names};

pub(super) fn emit(api: &Api) -> TokenStream {
    let definitions = api.types.iter().map(|definition| self::definition(api, definition));
    let given = rust::given_types(api);
    let title = rust::shown(&format!(" The models of {}.", api.document.info.title.replace('\n', " ")));
    quote! {
        #![doc = #title]
        #(#definitions)*
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
    let required: Vec<_> = structure.fields.iter().filter(|field| field.presence == Presence::Required).collect();
    let default = required.is_empty().then(|| quote!(Default,));
    let constructor = (!required.is_empty() && definition.directions.request)
        .then(|| constructor(api, definition, structure, &required));
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

/// `new` with what is required; everything else is absent.
fn constructor(api: &Api, definition: &TypeDefinition, structure: &Struct, required: &[&Field]) -> TokenStream {
    let name = ident(&definition.name);
    let mut values = Vec::new();
    let mut arguments = Vec::new();
    for field in &structure.fields {
        let name = ident(&field.name);
        if field.presence != Presence::Required {
            values.push(quote!(#name: None));
            continue;
        }
        let ty = spell(api, &field.ty, &TokenStream::new());
        if !field.nullable && *resolve_alias(api, &field.ty) == Type::String {
            arguments.push(quote!(#name: impl Into<String>));
            values.push(quote!(#name: #name.into()));
        } else {
            let ty = if field.nullable { quote!(Option<#ty>) } else { ty };
            arguments.push(quote!(#name: #ty));
            values.push(quote!(#name));
        }
    }
    if let Some(additional) = &structure.additional {
        let field = ident(&additional.field);
        values.push(quote!(#field: std::default::Default::default()));
    }
    let text = match required.len() == values.len() {
        true => "All properties are required.",
        false => "With what is required; other properties are absent.",
    };
    let text = documentation(text);
    let many = (arguments.len() > 7).then(
        || quote!(#[expect(clippy::too_many_arguments, reason = "each is a property that the document requires")]),
    );
    quote! {
        impl #name {
            #text
            #many
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

/// An enum with one documented value, as far as there are enums of such values.
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
    quote!(pub type #name = serde_json::Value;)
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
    quote! {
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum #name {
            #(#documentation #names,)*
            /// A value that the document does not list.
            #other(String),
        }
        ::roster_client_runtime::text_enum!(#name, #other { #(#names = #values),* });
    }
}

fn integer_enum(definition: &TypeDefinition, variants: &[Variant<i64>]) -> TokenStream {
    let name = ident(&definition.name);
    let taken: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let other = ident(&free("Other", &taken));
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let documentation =
        variants.iter().map(|variant| variant_documentation(variant.documentation.as_deref(), &variant.value));
    let values = variants.iter().map(|variant| Literal::i64_unsuffixed(variant.value));
    quote! {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum #name {
            #(#documentation #names,)*
            /// A value that the document does not list.
            #other(i64),
        }
        ::roster_client_runtime::integer_enum!(#name, #other { #(#names = #values),* });
    }
}
