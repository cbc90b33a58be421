//! How a struct is made of which not everything has to be there: `new` with what is required, or, where that is more than
//! anybody tells apart by its position, a struct of it that becomes the whole.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::{documentation, free_type, ident};
use crate::ir::Api;

/// The most arguments that a function has; clippy has the same limit.
pub(super) const MOST_ARGUMENTS: usize = 7;

/// What a field is made of.
pub(super) enum Made {
    /// Of nothing: this value.
    Value(TokenStream),
    /// Of a text.
    Text,
    /// Of a value of this type.
    Given(TokenStream),
}

impl Made {
    /// What is left out.
    pub(super) fn absent() -> Self {
        Self::Value(quote!(None))
    }

    /// The one value of its type, or an empty one.
    pub(super) fn default() -> Self {
        Self::Value(quote!(std::default::Default::default()))
    }
}

/// Nothing where there is nothing to be given, since the struct has a default then, or where a literal is as short.
pub(super) fn constructor(api: &Api, name: &Ident, fields: &[(Ident, Made)], text: &str) -> Option<TokenStream> {
    let given = fields.iter().filter(|(_, made)| !matches!(made, Made::Value(_))).count();
    match given {
        0 => None,
        1..=MOST_ARGUMENTS => Some(function(name, fields, text)),
        _ if given == fields.len() => None,
        _ => Some(structure(api, name, fields)),
    }
}

fn function(name: &Ident, fields: &[(Ident, Made)], text: &str) -> TokenStream {
    let arguments = fields.iter().filter_map(|(field, made)| match made {
        Made::Value(_) => None,
        Made::Text => Some(quote!(#field: impl Into<String>)),
        Made::Given(ty) => Some(quote!(#field: #ty)),
    });
    let values = fields.iter().map(|(field, made)| match made {
        Made::Value(value) => quote!(#field: #value),
        Made::Text => quote!(#field: #field.into()),
        Made::Given(_) => quote!(#field),
    });
    let text = documentation(text);
    quote! {
        impl #name {
            #text
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn structure(api: &Api, name: &Ident, fields: &[(Ident, Made)]) -> TokenStream {
    let required = ident(&free_type(api, &format!("{name}Required")));
    let declared = fields.iter().filter_map(|(field, made)| match made {
        Made::Value(_) => None,
        Made::Text => Some(quote!(pub #field: String,)),
        Made::Given(ty) => Some(quote!(pub #field: #ty,)),
    });
    let values = fields.iter().map(|(field, made)| match made {
        Made::Value(value) => quote!(#field: #value),
        Made::Text | Made::Given(_) => quote!(#field: required.#field),
    });
    let text = documentation(&format!(
        "What is required of [`{name}`], by name: `{name}::from({required} {{ … }})`, or with more of it \
         `{name} {{ …, ..{required} {{ … }}.into() }}`."
    ));
    quote! {
        #text
        #[derive(Clone, Debug, PartialEq)]
        pub struct #required {
            #(#declared)*
        }
        impl std::convert::From<#required> for #name {
            fn from(required: #required) -> Self {
                Self { #(#values),* }
            }
        }
    }
}
