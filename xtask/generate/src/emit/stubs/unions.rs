//! Enums for `oneOf`, `anyOf` and lists of types: which branch a value is, a property tells, or its JSON type, or else the
//! schemas' own tables.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    schemas,
    schemas::schema_ref,
    tokens::{self, From, ident},
};
use crate::ir::{Api, Choice, TypeDefinition, Union};
use roster_document::SchemaType;

pub(super) fn union(api: &Api, definition: &TypeDefinition, union: &Union) -> TokenStream {
    let name = ident(&definition.name);
    let variants: Vec<_> = union.branches.iter().map(|branch| ident(&branch.variant)).collect();
    let types: Vec<_> = union.branches.iter().map(|branch| tokens::ty(api, &branch.ty, From::Types)).collect();
    let several = union.several.as_ref().map(|several| {
        let several = ident(several);
        quote! {
            /// A value that is several alternatives at once, with everything that any of them says.
            #several(serde_json::Value),
        }
    });
    let decode = decode(api, definition, union, &variants);
    quote! {
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum #name {
            #(#variants(#types),)*
            #several
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #decode
                decoded.map_err(serde::de::Error::custom)
            }
        }
    }
}

/// Statements that end with what was `decoded`.
fn decode(api: &Api, definition: &TypeDefinition, union: &Union, variants: &[Ident]) -> TokenStream {
    let value = quote!(let value: serde_json::Value = serde::Deserialize::deserialize(deserializer)?;);
    let unknown = format!("the value is none of the alternatives of {}", definition.name);
    let unknown = quote!(_ => return Err(serde::de::Error::custom(#unknown)));
    let indices = (0..variants.len()).map(proc_macro2::Literal::usize_unsuffixed);
    let arms = quote! {
        #(Some(#indices) => roster_runtime::from_value(value).map(Self::#variants),)*
        #unknown,
    };
    let (schemas, choice) = match &union.choice {
        Choice::Type(types) => {
            let patterns = types.iter().map(|one| pattern(*one));
            return quote! {
                #value
                let decoded = match &value {
                    #(#patterns => roster_runtime::from_value(value).map(Self::#variants),)*
                    #unknown,
                };
            };
        }
        Choice::Constant(property, constants) => {
            let constants = constants.iter().map(|constant| schemas::literal(constant).tokens());
            return quote! {
                use roster_runtime::schema::Literal;
                #value
                let decoded = match roster_runtime::choose_by_constant(&value, #property, &[#(#constants),*]) {
                    #arms
                };
            };
        }
        Choice::Schema(schemas) => (schemas, quote!(roster_runtime::choose_one_of(&value, ALTERNATIVES))),
        Choice::Discriminator(discriminator, schemas) => {
            let table = schemas::discriminator(discriminator).tokens();
            let choice = quote! {
                roster_runtime::choose_by_discriminator(&value, #table, ALTERNATIVES)
                    .or_else(|| roster_runtime::choose_one_of(&value, ALTERNATIVES))
            };
            (schemas, choice)
        }
    };
    let alternatives = schemas.iter().map(|schema| schema_ref(api, *schema, "super::schemas::").tokens());
    // Tables in place may hold patterns at any depth; an import that is not needed does no harm here.
    let uses_patterns = schemas::has_patterns(api) && schemas.iter().any(|schema| api.constant(*schema).is_none());
    let use_patterns = uses_patterns.then(|| {
        quote!(
            use super::patterns;
        )
    });
    let decode_several = union.several.as_ref().map(|several| {
        let several = ident(several);
        quote! {
            let fitting = ALTERNATIVES.iter().filter(|one| roster_runtime::choose_one_of(&value, &[**one]).is_some());
            if fitting.count() > 1 {
                return Ok(Self::#several(value));
            }
        }
    });
    let imports = schemas::imports();
    quote! {
        #[allow(unused_imports)]
        #imports
        #use_patterns
        static ALTERNATIVES: &[SchemaRef] = &[#(#alternatives),*];
        #value
        #decode_several
        let decoded = match #choice {
            #arms
        };
    }
}

/// Values of a JSON type.
fn pattern(schema_type: SchemaType) -> TokenStream {
    match schema_type {
        SchemaType::Array => quote!(serde_json::Value::Array(_)),
        SchemaType::Boolean => quote!(serde_json::Value::Bool(_)),
        SchemaType::Integer | SchemaType::Number => quote!(serde_json::Value::Number(_)),
        SchemaType::Object => quote!(serde_json::Value::Object(_)),
        SchemaType::String => quote!(serde_json::Value::String(_)),
    }
}
