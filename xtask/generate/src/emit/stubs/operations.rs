//! Tables of operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    parts, security,
    shared::Shared,
    tokens::{self, flag_member, ident, list_member, member, texts_member},
};
use crate::ir::{Api, Body, Operation};
use roster_document::Rejections;

pub(super) fn module(api: &Api, shared: &Shared<'_>) -> TokenStream {
    let imports = parts::imports(api);
    let use_shared = (!shared.is_empty()).then(|| {
        quote!(
            use super::shared;
        )
    });
    let use_security = (!api.security_schemes.is_empty()).then(|| {
        quote!(
            use super::security;
        )
    });
    let operations = api.operations.iter().map(|operation| {
        let constant = ident(&operation.constant);
        let table = table(api, operation, shared);
        quote!(pub static #constant: OperationInfo = #table;)
    });
    quote! {
        //! Operations as tables: what the router, the decoder, the validator and the derived document read.

        #imports
        #use_security
        #use_shared

        #(#operations)*
    }
}

fn table(api: &Api, operation: &Operation, shared: &Shared<'_>) -> TokenStream {
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|one| shared.parameter(one).unwrap_or_else(|| parts::parameter(api, one)))
        .collect();
    let responses: Vec<_> = operation
        .responses
        .iter()
        .map(|one| {
            shared.response(one).unwrap_or_else(|| parts::response(api, one, &shared.headers(api, one, false), false))
        })
        .collect();
    let (id, method, path) = (&operation.id, &operation.method, &operation.path);
    let members = [
        texts_member("aliases", &operation.aliases),
        texts_member("tags", &operation.tags),
        flag_member("deprecated", operation.deprecated),
        list_member("parameters", &parameters),
        member("body", operation.body.as_ref().map(|value| body(api, operation, value))),
        list_member("responses", &responses),
        security::requirements_member(api, &operation.security),
        texts_member("authorities", &operation.authorities),
        member("rejections", rejections(operation.rejections)),
    ];
    quote!(OperationInfo { id: #id, method: #method, path: #path, #(#members)* ..OperationInfo::EMPTY })
}

fn rejections(value: Rejections) -> Option<TokenStream> {
    let Rejections { parameter, path_parameter, body, credential, authority } = value;
    let status = |name: &str, status: u16, usual: u16| {
        member(name, (status != usual).then(|| tokens::integer(i64::from(status))))
    };
    let members = [
        status("parameter", parameter, 400),
        status("path_parameter", path_parameter, 400),
        status("body", body, 400),
        status("credential", credential, 401),
        status("authority", authority, 403),
    ];
    let unusual = members.iter().any(|member| !member.is_empty());
    unusual.then(|| quote!(RejectionStatuses { #(#members)* ..RejectionStatuses::DEFAULT }))
}

fn body(api: &Api, operation: &Operation, body: &Body) -> TokenStream {
    let content: Vec<_> = body.content.iter().map(|content| parts::media_type(api, &content.media)).collect();
    let members = [
        flag_member("required", body.required),
        list_member("content", &content),
        member(
            "limit",
            operation.body_limit.map(|limit| {
                let limit = tokens::unsigned(limit);
                quote!(#limit)
            }),
        ),
    ];
    quote!(Some(&BodyInfo { #(#members)* ..BodyInfo::EMPTY }))
}
