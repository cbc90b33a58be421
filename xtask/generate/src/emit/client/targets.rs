//! Where webhooks and callbacks are sent: by a client without an address of its own.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{documentation, ident, method};
use crate::ir::{Api, Operation};
use roster_document::expression::{Message, Part};

/// Whether the operations are webhooks and callbacks.
pub(super) fn are_elsewhere(api: &Api) -> bool {
    api.operations.iter().any(|operation| operation.sent_to.is_some())
}

/// The function that makes the URL of a callback.
pub(super) fn function(operation: &Operation) -> Option<TokenStream> {
    let parts = operation.sent_to.as_ref().filter(|parts| !parts.is_empty())?;
    let sends = method(operation);
    let name = ident(&format!("{}_url", operation.method_name));
    let written = operation.target.as_deref().unwrap_or_default();
    let text = documentation(&format!(
        "The URL for [`Client::{sends}`], of the exchange that asked for it: `{written}`.\n\n# Errors\n\
         The exchange does not have what the URL is made of."
    ));
    let parts = parts.iter().map(part);
    Some(quote! {
        #text
        pub fn #name(exchange: &::roster_client_runtime::exchange::Exchange) -> Result<String, Error> {
            exchange.text(&[#(::roster_client_runtime::exchange::Part::#parts),*])
        }
    })
}

pub(super) fn part(part: &Part) -> TokenStream {
    match part {
        Part::Text(text) => quote!(Text(#text)),
        Part::Url => quote!(Url),
        Part::Method => quote!(Method),
        Part::StatusCode => quote!(StatusCode),
        Part::Header(Message::Request, name) => quote!(RequestHeader(#name)),
        Part::Header(Message::Response, name) => quote!(ResponseHeader(#name)),
        Part::Query(name) => quote!(Query(#name)),
        Part::Path(name) => quote!(Path(#name)),
        Part::Body(Message::Request, pointer) => quote!(RequestBody(#pointer)),
        Part::Body(Message::Response, pointer) => quote!(ResponseBody(#pointer)),
    }
}
