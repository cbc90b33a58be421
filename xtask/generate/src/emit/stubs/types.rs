//! Rust types of schemas.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value as Json;

use super::{
    schemas,
    tokens::{self, From, ident, item_docs},
    unions,
};
use crate::emit::rust;
use crate::ir::{Additional, Api, Field, Presence, Struct, TypeDefinition, TypeKind, Variant};

pub(super) fn module(api: &Api) -> TokenStream {
    let definitions = api.types.iter().map(|definition| self::definition(api, definition));
    let item_enums = rust::item_enums(api, &quote!(roster_runtime::));
    let given = rust::given_types(api);
    // Without imports, whatever a schema is called.
    quote! {
        //! What requests and responses hold.

        #(#definitions)*

        #item_enums

        #given
    }
}

fn definition(api: &Api, definition: &TypeDefinition) -> TokenStream {
    let name = ident(&definition.name);
    let docs = item_docs(definition.documentation.as_deref(), definition.deprecated);
    let item = match &definition.kind {
        TypeKind::Struct(object) => structure(api, definition, object),
        TypeKind::StringEnum { variants, other: None } => string_enum(definition, variants),
        TypeKind::StringEnum { variants, other: Some(other) } => open_enum(definition, variants, other),
        TypeKind::Constant(value) => constant(definition, value),
        TypeKind::IntegerEnum(variants) => integer_enum(definition, variants),
        TypeKind::Alias(aliased) => {
            let aliased = tokens::ty(api, aliased, From::Types);
            return quote!(#docs pub type #name = #aliased;);
        }
        TypeKind::Newtype(inner) => {
            let inner = tokens::ty(api, inner, From::Types);
            quote! {
                #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
                #[serde(transparent)]
                pub struct #name(pub #inner);
            }
        }
        TypeKind::Union(union) => unions::union(api, definition, union),
    };
    let item = rust::with_derives(item, &definition.derives);
    quote!(#docs #item)
}

fn structure(api: &Api, definition: &TypeDefinition, object: &Struct) -> TokenStream {
    let name = ident(&definition.name);
    let fields = object.fields.iter().map(|field| self::field(api, field));
    let additional = object.additional.as_ref().map(|additional| {
        let field = ident(&additional.field);
        let docs = match additional.patterns.is_empty() {
            true => tokens::docs("All other properties."),
            false => {
                tokens::docs(&format!("The properties whose names match `{}`.", additional.patterns.join("` or `")))
            }
        };
        let ty = tokens::ty(api, &additional.ty, From::Types);
        quote! {
            #docs
            #[serde(flatten)]
            pub #field: std::collections::BTreeMap<String, #ty>,
        }
    });
    let functions: Vec<_> = object.fields.iter().filter_map(|field| default_function(api, field)).collect();
    let functions = (!functions.is_empty()).then(|| quote!(impl #name { #(#functions)* }));
    let decoded =
        decoded_from_object(&name, &object.fields, object.additional.as_ref().map(|other| others(api, other)));
    quote! {
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        pub struct #name {
            #(#fields)*
            #additional
        }
        #functions
        #decoded
    }
}

/// Where members go that have no field of their own, and the call that takes one there.
fn others(api: &Api, additional: &Additional) -> (Ident, TokenStream) {
    let field = ident(&additional.field);
    if additional.patterns.is_empty() {
        return (field, quote!(members.read_other(&mut others)?));
    }
    let patterns = additional.patterns.iter().map(|pattern| schemas::pattern_constant(api, pattern).tokens());
    let read = quote! {{
        use super::patterns;
        members.read_matching(&mut others, &[#(#patterns),*])?
    }};
    (field, read)
}

/// How a struct is decoded. What `serde` derives does the same, and takes several times as long to compile.
fn decoded_from_object(name: &Ident, fields: &[Field], others: Option<(Ident, TokenStream)>) -> TokenStream {
    let names = fields.iter().map(|field| &field.wire);
    let values: Vec<_> = (0..fields.len()).map(|place| format_ident!("value_{place}")).collect();
    let places: Vec<_> = (0..fields.len()).map(Literal::usize_unsuffixed).collect();
    let taken = fields.iter().zip(&values).zip(&places).map(|((field, value), place)| {
        let name = ident(&field.name);
        match &field.presence {
            Presence::Required => quote!(#name: members.required(#value, #place)?),
            Presence::Default(_) => {
                let default = ident(&default_name(field));
                quote!(#name: #value.unwrap_or_else(Self::#default))
            }
            // Null is a value here, and not the absence of one.
            Presence::Optional if field.nullable => quote!(#name: #value),
            Presence::Optional => quote!(#name: #value.unwrap_or_default()),
        }
    });
    let (field, read) = others.unzip();
    let read = read.unwrap_or_else(|| quote!(members.skip()?));
    let others = field.as_ref().map(|_| quote!(let mut others = std::collections::BTreeMap::new();));
    let field = field.map(|field| quote!(#field: others,));
    let each = match fields.is_empty() {
        true => quote!(while members.next_place()?.is_some() { #read; }),
        false => quote! {
            while let Some(place) = members.next_place()? {
                match place {
                    #(#places => members.read(&mut #values)?,)*
                    _ => #read,
                }
            }
        },
    };
    quote! {
        impl roster_runtime::FromObject for #name {
            const NAMES: &'static [&'static str] = &[#(#names),*];

            fn from_members<'de, A: serde::de::MapAccess<'de>>(
                members: &mut roster_runtime::Members<A>,
            ) -> Result<Self, A::Error> {
                #(let mut #values = None;)*
                #others
                #each
                Ok(Self { #(#taken,)* #field })
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                roster_runtime::from_object(deserializer)
            }
        }
    }
}

fn field(api: &Api, field: &Field) -> TokenStream {
    let docs = item_docs(field.documentation.as_deref(), field.deprecated);
    let name = ident(&field.name);
    let (ty, skipped) = tokens::field_type(api, field, From::Types);
    let renamed = (field.wire != field.name).then(|| {
        let wire = &field.wire;
        quote!(rename = #wire)
    });
    let attributes: Vec<_> = renamed.into_iter().chain(skipped).collect();
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

/// How an enum of strings is written, by its `as_str`. What `serde` derives does the same, and takes several times as long
/// to compile.
fn written_as_text(name: &Ident) -> TokenStream {
    quote! {
        impl std::fmt::Display for #name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl roster_runtime::ToHeader for #name {
            fn to_header(&self) -> Option<String> {
                Some(self.as_str().to_owned())
            }
        }
    }
}

fn string_enum(definition: &TypeDefinition, variants: &[Variant<String>]) -> TokenStream {
    let name = ident(&definition.name);
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let docs = variants.iter().map(|variant| item_docs(variant.documentation.as_deref(), false));
    let written = written_as_text(&name);
    let unknown = format!("not one of the values of {}", definition.name);
    quote! {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum #name {
            #(#docs #names,)*
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

        impl std::str::FromStr for #name {
            type Err = serde::de::value::Error;

            fn from_str(text: &str) -> Result<Self, <Self as std::str::FromStr>::Err> {
                let found = Self::ALL.iter().find(|value| value.as_str() == text);
                found.copied().ok_or_else(|| serde::de::Error::custom(#unknown))
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                roster_runtime::from_text(deserializer)
            }
        }

        #written
    }
}

/// Strings of which some are known.
fn open_enum(definition: &TypeDefinition, variants: &[Variant<String>], other: &str) -> TokenStream {
    let name = ident(&definition.name);
    let other = ident(other);
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = variants.iter().map(|variant| &variant.value).collect();
    let docs = variants.iter().map(|variant| item_docs(variant.documentation.as_deref(), false));
    let written = written_as_text(&name);
    quote! {
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum #name {
            #(#docs #names,)*
            /// A value that the document does not list.
            #other(String),
        }

        impl #name {
            /// Every value that the document lists, in its order.
            pub const KNOWN: &[Self] = &[#(Self::#names),*];

            /// The value as it is written.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#names => #values,)*
                    Self::#other(text) => text,
                }
            }
        }

        impl std::convert::From<String> for #name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    #(#values => Self::#names,)*
                    _ => Self::#other(text),
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(<Self as std::convert::From<String>>::from)
            }
        }

        #written
    }
}

/// The one value that there is.
fn constant(definition: &TypeDefinition, value: &Json) -> TokenStream {
    let name = ident(&definition.name);
    let literal = schemas::literal(value).tokens();
    quote! {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct #name;

        impl #name {
            /// As it is documented.
            pub const VALUE: roster_runtime::schema::Literal = {
                use roster_runtime::schema::Literal;
                #literal
            };
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&Self::VALUE.to_value(), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::VALUE.expect(deserializer).map(|()| Self)
            }
        }

        impl roster_runtime::ToHeader for #name {
            fn to_header(&self) -> Option<String> {
                roster_runtime::ToHeader::to_header(&Self::VALUE.to_value())
            }
        }
    }
}

fn integer_enum(definition: &TypeDefinition, variants: &[Variant<i64>]) -> TokenStream {
    let name = ident(&definition.name);
    let docs = variants.iter().map(|variant| item_docs(variant.documentation.as_deref(), false));
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let values: Vec<_> = variants.iter().map(|variant| tokens::integer(variant.value)).collect();
    let unknown = format!("not one of the values of {}", definition.name);
    quote! {
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize, serde::Serialize,
        )]
        #[serde(try_from = "i64", into = "i64")]
        pub enum #name {
            #(#docs #names,)*
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
        let (ty, skipped) = tokens::field_type(api, field, From::Elsewhere);
        let field = ident(&field.name);
        let skipped = skipped.map(|skipped| quote!(#[serde(#skipped)]));
        quote!(#docs #skipped pub #field: #ty,)
    });
    let docs = tokens::docs(&format!("Parameters of `{} {}`.", operation.method, operation.path));
    // The runtime names members by field, and fills in defaults.
    let given = |(_, field): (_, &Field)| Field {
        wire: field.name.clone(),
        presence: match field.presence {
            Presence::Default(_) => Presence::Required,
            ref presence => presence.clone(),
        },
        ..field.clone()
    };
    let decoded = decoded_from_object(&name, &operation.fields().map(given).collect::<Vec<_>>(), None);
    Some(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        pub struct #name {
            #(#fields)*
        }

        #decoded
    })
}
