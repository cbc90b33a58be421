//! Rust that stubs and client spell alike: identifiers, and the types of values.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ir::{Api, Type, TypeId, names::is_keyword};

/// A name of the IR, with `r#` where Rust needs it.
pub(super) fn ident(name: &str) -> Ident {
    if is_keyword(name) { Ident::new_raw(name, Span::call_site()) } else { Ident::new(name, Span::call_site()) }
}

/// A line of documentation: without control characters, and without those that change the direction of text, which the
/// compiler refuses.
pub(super) fn shown(line: &str) -> String {
    let turns = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let line = line.replace('\t', "    ");
    line.chars().filter(|character| !character.is_control() && !turns(*character)).collect()
}

/// A type where it is used; `scope` is put before the names of the document's own types, `runtime` before those of the
/// runtime.
pub(super) fn spell(api: &Api, ty: &Type, scope: &TokenStream, runtime: &TokenStream) -> TokenStream {
    let inner = |ty| spell(api, ty, scope, runtime);
    match ty {
        Type::Boolean => quote!(bool),
        Type::Int32 => quote!(i32),
        Type::Int64 => quote!(i64),
        Type::UInt64 => quote!(u64),
        Type::Number => quote!(f64),
        Type::AnyNumber => quote!(serde_json::Number),
        Type::String => quote!(String),
        Type::DateTime => quote!(chrono::DateTime<chrono::Utc>),
        Type::Date => quote!(chrono::NaiveDate),
        Type::Uuid => quote!(uuid::Uuid),
        Type::Ipv4 => quote!(std::net::Ipv4Addr),
        Type::Ipv6 => quote!(std::net::Ipv6Addr),
        Type::Base64 => quote!(#runtime Base64),
        Type::JsonText(value) => {
            let value = inner(value);
            quote!(#runtime JsonText<#value>)
        }
        Type::Null => quote!(()),
        Type::Any => quote!(serde_json::Value),
        Type::Array(items) => {
            let items = inner(items);
            quote!(Vec<#items>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(inner);
            quote!((#(#items,)*))
        }
        Type::Map(values) => {
            let values = inner(values);
            quote!(std::collections::BTreeMap<String, #values>)
        }
        Type::Nullable(value) => {
            let value = inner(value);
            quote!(Option<#value>)
        }
        Type::Boxed(value) => {
            let value = inner(value);
            quote!(Box<#value>)
        }
        Type::Named(TypeId(index)) => {
            let name = ident(&api.types[*index].name);
            quote!(#scope #name)
        }
    }
}
