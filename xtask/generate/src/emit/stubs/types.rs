//! Rust types of schemas.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    tokens::{self, From, ident, item_docs},
    unions,
};
use crate::ir::{Api, Field, Presence, Struct, Type, TypeDefinition, TypeKind, Variant};

pub(super) fn module(api: &Api) -> TokenStream {
    let definitions = api.types.iter().map(|definition| self::definition(api, definition));
    // Without imports, whatever a schema is called.
    quote! {
        //! What requests and responses hold.

        #(#definitions)*
    }
}

fn definition(api: &Api, definition: &TypeDefinition) -> TokenStream {
    let name = ident(&definition.name);
    let docs = item_docs(definition.documentation.as_deref(), definition.deprecated);
    match &definition.kind {
        TypeKind::Struct(object) => {
            let body = structure(api, definition, object);
            quote!(#docs #body)
        }
        TypeKind::StringEnum(variants) => {
            let body = string_enum(definition, variants);
            quote!(#docs #body)
        }
        TypeKind::IntegerEnum(variants) => {
            let body = integer_enum(definition, variants);
            quote!(#docs #body)
        }
        TypeKind::Alias(aliased) => {
            let aliased = tokens::ty(api, aliased, From::Types);
            quote!(#docs pub type #name = #aliased;)
        }
        TypeKind::Newtype(inner) => {
            let inner = tokens::ty(api, inner, From::Types);
            quote! {
                #docs
                #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
                #[serde(transparent)]
                pub struct #name(pub #inner);
            }
        }
        TypeKind::Union(union) => {
            let body = unions::union(api, definition, union);
            quote!(#docs #body)
        }
    }
}

fn structure(api: &Api, definition: &TypeDefinition, object: &Struct) -> TokenStream {
    let name = ident(&definition.name);
    let fields = object.fields.iter().map(|field| self::field(api, definition, field));
    let additional = object.additional.as_ref().map(|(field, ty)| {
        let field = ident(field);
        let decoded =
            (*ty != Type::Any).then(|| quote!(, deserialize_with = "roster_runtime::additional::deserialize"));
        let ty = tokens::ty(api, ty, From::Types);
        quote! {
            /// All other properties.
            #[serde(flatten #decoded)]
            pub #field: std::collections::BTreeMap<String, #ty>,
        }
    });
    let defaults: Vec<_> = object.fields.iter().filter_map(|field| default_function(api, field)).collect();
    let defaults = (!defaults.is_empty()).then(|| quote!(impl #name { #(#defaults)* }));
    quote! {
        #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
        pub struct #name {
            #(#fields)*
            #additional
        }
        #defaults
    }
}

fn field(api: &Api, definition: &TypeDefinition, field: &Field) -> TokenStream {
    let docs = item_docs(field.documentation.as_deref(), field.deprecated);
    let name = ident(&field.name);
    let (ty, mut attributes) = tokens::field_type(api, field, From::Types);
    if field.wire != field.name {
        let wire = &field.wire;
        attributes.insert(0, quote!(rename = #wire));
    }
    if let Presence::Default(_) = field.presence {
        let path = format!("{}::{}", definition.name, default_name(field));
        attributes.push(quote!(default = #path));
    }
    let attributes = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
    quote! {
        #docs
        #attributes
        pub #name: #ty,
    }
}

fn default_name(field: &Field) -> String {
    format!("default_{}", field.name)
}

fn default_function(api: &Api, field: &Field) -> Option<TokenStream> {
    let Presence::Default(value) = &field.presence else { return None };
    let name = ident(&default_name(field));
    let (ty, _) = tokens::field_type(api, field, From::Types);
    let value = tokens::default_value(api, field, value, From::Types);
    Some(quote!(fn #name() -> #ty { #value }))
}

fn string_enum(definition: &TypeDefinition, variants: &[Variant<String>]) -> TokenStream {
    let name = ident(&definition.name);
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let declared = variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.name), &variant.value);
        let rename = (variant.name != variant.value).then(|| quote!(#[serde(rename = #value)]));
        quote!(#rename #name,)
    });
    let unknown = format!("not one of the values of {}", definition.name);
    quote! {
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize, serde::Serialize,
        )]
        pub enum #name {
            #(#declared)*
        }

        impl #name {
            /// Every value, in the document's order.
            pub const ALL: &[Self] = &[#(Self::#names),*];

            /// The value as it is documented.
            pub const fn as_str(self) -> &'static str {
                match self {
                    #(Self::#names => #values,)*
                }
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for #name {
            type Err = serde::de::value::Error;

            fn from_str(text: &str) -> Result<Self, <Self as std::str::FromStr>::Err> {
                let found = Self::ALL.iter().find(|value| value.as_str() == text);
                found.copied().ok_or_else(|| serde::de::Error::custom(#unknown))
            }
        }

        impl roster_runtime::ToHeader for #name {
            fn to_header(&self) -> Option<String> {
                Some(self.as_str().to_owned())
            }
        }
    }
}

fn integer_enum(definition: &TypeDefinition, variants: &[Variant<i64>]) -> TokenStream {
    let name = ident(&definition.name);
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = variants.iter().map(|variant| tokens::integer(variant.value)).collect();
    let unknown = format!("not one of the values of {}", definition.name);
    quote! {
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize, serde::Serialize,
        )]
        #[serde(try_from = "i64", into = "i64")]
        pub enum #name {
            #(#names,)*
        }

        impl #name {
            /// Every value, in the document's order.
            pub const ALL: &[Self] = &[#(Self::#names),*];

            /// The value as it is documented.
            pub const fn as_i64(self) -> i64 {
                match self {
                    #(Self::#names => #values,)*
                }
            }
        }

        impl std::convert::From<#name> for i64 {
            fn from(value: #name) -> Self {
                value.as_i64()
            }
        }

        impl std::convert::TryFrom<i64> for #name {
            type Error = serde::de::value::Error;

            fn try_from(number: i64) -> Result<Self, <Self as std::convert::TryFrom<i64>>::Error> {
                let found = Self::ALL.iter().find(|value| value.as_i64() == number);
                found.copied().ok_or_else(|| serde::de::Error::custom(#unknown))
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.as_i64().fmt(formatter)
            }
        }

        impl roster_runtime::ToHeader for #name {
            fn to_header(&self) -> Option<String> {
                Some(self.as_i64().to_string())
            }
        }
    }
}

/// The struct of an operation's parameters.
pub(super) fn parameters(api: &Api, operation: &crate::ir::Operation) -> Option<TokenStream> {
    let name = format_ident!("{}", operation.parameters_type.as_ref()?);
    let fields = operation.fields().map(|(parameter, field)| {
        let docs = item_docs(field.documentation.as_deref(), parameter.deprecated);
        // The runtime names members by field, and fills in defaults.
        let (ty, attributes) = tokens::field_type(api, field, From::Elsewhere);
        let field = ident(&field.name);
        let attributes = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        quote!(#docs #attributes pub #field: #ty,)
    });
    let docs = tokens::docs(&format!("Parameters of `{} {}`.", operation.method, operation.path));
    Some(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
        pub struct #name {
            #(#fields)*
        }
    })
}
