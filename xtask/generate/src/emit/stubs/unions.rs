//! Enums for `oneOf` and `anyOf`: which branch a value is, the schemas' own tables decide.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    schemas,
    schemas::schema_ref,
    tokens::{self, From, ident},
};
use crate::ir::{Api, TypeDefinition, Union};
use roster_document::Discriminator;

pub(super) fn union(api: &Api, definition: &TypeDefinition, union: &Union) -> TokenStream {
    let name = ident(&definition.name);
    let variants: Vec<_> = union.branches.iter().map(|branch| ident(&branch.variant)).collect();
    let types: Vec<_> = union.branches.iter().map(|branch| tokens::ty(api, &branch.ty, From::Types)).collect();
    let alternatives = union.branches.iter().map(|branch| schema_ref(api, branch.schema, "super::schemas::").tokens());
    let indices = (0..union.branches.len()).map(proc_macro2::Literal::usize_unsuffixed);
    let choice = choice(union);
    let unknown = format!("the value is none of the alternatives of {}", definition.name);
    let several = union.several.as_ref().map(|several| {
        let several = ident(several);
        quote! {
            /// A value that is several alternatives at once, with everything that any of them says.
            #several(serde_json::Value),
        }
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
    let use_patterns = uses_patterns(api, union).then(|| {
        quote!(
            use super::patterns;
        )
    });
    let use_tables = quote! {
        #[allow(unused_imports)]
        use roster_runtime::schema::{
            AdditionalProperties, Bound, DependentRequired, Discriminator, Literal, NewerKeywords,
            PatternProperty, Property, Schema,
            SchemaRef::{self, Component, Inline},
            SchemaType,
        };
    };
    quote! {
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum #name {
            #(#variants(#types),)*
            #several
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #use_tables
                #use_patterns
                static ALTERNATIVES: &[SchemaRef] = &[#(#alternatives),*];
                let value: serde_json::Value = serde::Deserialize::deserialize(deserializer)?;
                #decode_several
                let decoded = match #choice {
                    #(Some(#indices) => roster_runtime::from_value(value).map(Self::#variants),)*
                    _ => return Err(serde::de::Error::custom(#unknown)),
                };
                decoded.map_err(serde::de::Error::custom)
            }
        }
    }
}

/// An expression for the index of the branch.
fn choice(union: &Union) -> TokenStream {
    let Some(property) = &union.discriminator else {
        return match union.any_of {
            true => quote!(roster_runtime::choose_any_of(&value, ALTERNATIVES)),
            false => quote!(roster_runtime::choose_one_of(&value, ALTERNATIVES)),
        };
    };
    let mapping = union.mapping.clone();
    let table = schemas::discriminator(&Discriminator { property: property.clone(), mapping }).tokens();
    quote! {
        roster_runtime::choose_by_discriminator(&value, #table, ALTERNATIVES)
            .or_else(|| roster_runtime::choose_one_of(&value, ALTERNATIVES))
    }
}

fn uses_patterns(api: &Api, union: &Union) -> bool {
    // Tables in place may hold patterns at any depth; an import that is not needed does no harm here.
    schemas::has_patterns(api) && union.branches.iter().any(|branch| api.constant(branch.schema).is_none())
}
