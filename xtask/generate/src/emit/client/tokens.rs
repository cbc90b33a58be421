//! Names, types and documentation of the IR, spelled out for the client.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

pub(super) use crate::emit::rust::ident;
use crate::{
    emit::rust,
    ir::{Api, ItemForm, Items, Operation, Type, TypeId, TypeKind},
};
use roster_document::Framing;

/// The method of an operation; how a client is made comes first.
pub(in crate::emit) fn method(operation: &Operation) -> Ident {
    ident(&free(&operation.method_name, &["new", "raw", "with"]))
}

/// The module of a group; the document's own modules come first.
pub(super) fn module(name: &str) -> String {
    if matches!(name, "credentials" | "mod" | "raw" | "servers" | "types") {
        format!("{name}_operations")
    } else {
        name.to_owned()
    }
}

/// A type where it is used; `scope` is put before the models' names.
pub(super) fn spell(api: &Api, ty: &Type, scope: &TokenStream) -> TokenStream {
    rust::spell(api, ty, scope, &quote!(::roster_client_runtime::))
}

/// A sequence of items, seen from a module beside `types`.
pub(super) fn items(api: &Api, items: &Items) -> TokenStream {
    rust::items(api, items, &quote!(types::), &quote!(::roster_client_runtime::))
}

pub(super) fn framing(items: &Items) -> TokenStream {
    let runtime = quote!(::roster_client_runtime::);
    match items.framing {
        Framing::JsonLines => quote!(#runtime Framing::JsonLines),
        Framing::JsonSequence => quote!(#runtime Framing::JsonSequence),
        Framing::Events => quote!(#runtime Framing::Events),
        Framing::Parts => {
            let parts = items.items.iter().map(|item| {
                let form = match &item.form {
                    ItemForm::Json(_) => quote!(JSON),
                    ItemForm::Text(_) => quote!(TEXT),
                    ItemForm::Binary => quote!(BINARY),
                };
                let encoding = quote!(#runtime sequence::PartEncoding);
                match &item.content_type {
                    Some(content_type) => quote!(#encoding { content_type: Some(#content_type), ..#encoding::#form }),
                    None => quote!(#encoding::#form),
                }
            });
            quote!(#runtime Framing::Parts(&[#(#parts),*]))
        }
    }
}

/// Seen from a module beside `types`.
pub(super) fn spell_model(api: &Api, ty: &Type) -> TokenStream {
    spell(api, ty, &quote!(types::))
}

/// How a value is taken by reference: `&str`, `&[T]`, `&T`; small values are taken as they are.
pub(super) fn spell_argument(api: &Api, ty: &Type) -> TokenStream {
    match resolve_alias(api, ty) {
        Type::String => quote!(&str),
        Type::Array(item) => {
            let item = spell_model(api, item);
            quote!(&[#item])
        }
        small @ (Type::Boolean | Type::Int32 | Type::Int64 | Type::UInt64 | Type::Number | Type::Uuid | Type::Date) => {
            spell_model(api, small)
        }
        other => {
            let ty = spell_model(api, other);
            quote!(&#ty)
        }
    }
}

/// What an alias stands for in the end; anything else is itself.
pub(super) fn resolve_alias<'a>(api: &'a Api, ty: &'a Type) -> &'a Type {
    match ty {
        Type::Named(TypeId(index)) => match &api.types[*index].kind {
            TypeKind::Alias(target) => resolve_alias(api, target),
            _ => ty,
        },
        _ => ty,
    }
}

/// A doc comment. Nothing of the document's prose is taken for a doctest, a link or HTML.
pub(super) fn documentation(text: &str) -> TokenStream {
    let mut in_fence = false;
    let lines = text.trim_end().lines().map(|line| {
        let line = rust::shown(line);
        let line = line.trim();
        match line.get(..3) {
            // Whatever the language, rustdoc would compile it if it took it for Rust.
            Some(fence @ ("```" | "~~~")) => {
                in_fence = !in_fence;
                format!(" {fence}{}", if in_fence { "text" } else { "" })
            }
            _ => format!(" {line}").trim_end().to_owned(),
        }
    });
    quote!(#(#[doc = #lines])*)
}

pub(super) fn optional_documentation(text: Option<&str>) -> TokenStream {
    text.map(documentation).unwrap_or_default()
}

pub(super) fn deprecated(deprecated: bool) -> TokenStream {
    if deprecated { quote!(#[deprecated]) } else { TokenStream::new() }
}

/// A name for a type beside those that the document gives.
pub(super) fn free_type(api: &Api, wanted: &str) -> String {
    let models = api.types.iter().map(|definition| definition.name.as_str());
    let answers = api.operations.iter().map(|operation| operation.response_type.as_str());
    free(wanted, &models.chain(answers).collect::<Vec<_>>())
}

/// `wanted`, or the first variation of it that is not taken.
pub(super) fn free(wanted: &str, taken: &[&str]) -> String {
    let mut name = wanted.to_owned();
    while taken.contains(&name.as_str()) {
        name.push('_');
    }
    name
}
