//! Tables of operations.

use quote::quote;

use super::{
    parts, print, security,
    shared::Shared,
    table::{self, Expression, flag_member, list_member, member, reference, some, structure, text, texts_member},
};
use crate::ir::{Api, Body, Operation};
use roster_document::Rejections;

pub(super) fn module(api: &Api, shared: &Shared<'_>) -> String {
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
    let mut module = print(quote! {
        //! Operations as tables: what the router, the decoder, the validator and the derived document read.

        #imports
        #use_security
        #use_shared
    });
    for operation in &api.operations {
        let declaration = format!("pub static {}: OperationInfo", operation.constant);
        table::push_item(&mut module, &declaration, &table(api, operation, shared));
    }
    module
}

fn table(api: &Api, operation: &Operation, shared: &Shared<'_>) -> Expression {
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|one| shared.parameter(one).unwrap_or_else(|| parts::parameter(api, one)))
        .collect();
    let responses: Vec<_> = operation
        .responses
        .iter()
        .map(|one| {
            shared.response(one).unwrap_or_else(|| parts::response(api, one, shared.headers(api, one, false), false))
        })
        .collect();
    let members = [
        member("id", Some(text(&operation.id))),
        member("method", Some(text(&operation.method))),
        member("path", Some(text(&operation.path))),
        texts_member("aliases", &operation.aliases),
        texts_member("tags", &operation.tags),
        flag_member("deprecated", operation.deprecated),
        list_member("parameters", parameters),
        member("body", operation.body.as_ref().map(|value| body(api, operation, value))),
        list_member("responses", responses),
        security::requirements_member(api, &operation.security),
        texts_member("authorities", &operation.authorities),
        member("rejections", rejections(operation.rejections)),
    ];
    structure("OperationInfo", members, Some("OperationInfo::EMPTY".into()))
}

fn rejections(value: Rejections) -> Option<Expression> {
    let Rejections { parameter, path_parameter, body, credential, authority } = value;
    let status =
        |name, status: u16, usual: u16| member(name, (status != usual).then(|| table::unsigned(status.into())));
    let members = [
        status("parameter", parameter, 400),
        status("path_parameter", path_parameter, 400),
        status("body", body, 400),
        status("credential", credential, 401),
        status("authority", authority, 403),
    ];
    let unusual = members.iter().any(Option::is_some);
    unusual.then(|| structure("RejectionStatuses", members, Some("RejectionStatuses::DEFAULT".into())))
}

fn body(api: &Api, operation: &Operation, body: &Body) -> Expression {
    let content: Vec<_> =
        body.content.iter().map(|content| parts::media_type(api, &content.media, content.form.items())).collect();
    let members = [
        flag_member("required", body.required),
        flag_member("unlisted", !body.is_offered),
        list_member("content", content),
        member("limit", operation.body_limit.map(table::unsigned)),
    ];
    some(reference(structure("BodyInfo", members, Some("BodyInfo::EMPTY".into()))))
}
