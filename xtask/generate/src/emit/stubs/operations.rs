//! Tables of operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    schemas, security,
    shared::Shared,
    tokens::{self, flag_member, ident, list_member, member, schema_ref, text_member, texts_member},
};
use crate::ir::{
    Api, Body, Encoding, Header, MediaType, Operation, Parameter, ParameterLocation, ParameterStyle, Rejections,
    Response, StatusPattern,
};

pub(super) fn module(api: &Api, shared: &Shared<'_>) -> TokenStream {
    let imports = imports(api);
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

/// What tables of operations name; not every document needs all of it.
pub(super) fn imports(api: &Api) -> TokenStream {
    let use_patterns = schemas::has_patterns(api).then(|| {
        quote!(
            use super::patterns;
        )
    });
    quote! {
        #![allow(unused_imports)]

        use roster_runtime::{
            operation::{
                BodyInfo, EncodingInfo, HeaderInfo, MediaTypeInfo, OperationInfo, ParameterInfo, ParameterLocation,
                ParameterStyle, RejectionStatuses, ResponseInfo, SecurityRequirement, StatusPattern,
            },
            schema::{
                AdditionalProperties, Bound, Discriminator, Literal, Property, Schema,
                SchemaRef::{Component, Inline},
                SchemaType,
            },
        };

        #use_patterns
        use super::schemas;
    }
}

fn path() -> TokenStream {
    quote!(schemas::)
}

fn table(api: &Api, operation: &Operation, shared: &Shared<'_>) -> TokenStream {
    let parameters: Vec<_> =
        operation.parameters.iter().map(|one| shared.parameter(one).unwrap_or_else(|| parameter(api, one))).collect();
    let responses: Vec<_> = operation
        .responses
        .iter()
        .map(|one| shared.response(one).unwrap_or_else(|| response(api, one, shared, false)))
        .collect();
    let (id, method, path) = (&operation.id, &operation.method, &operation.path);
    let members = [
        texts_member("aliases", &operation.aliases),
        texts_member("tags", &operation.tags),
        flag_member("deprecated", operation.deprecated),
        list_member("parameters", &parameters),
        member("body", operation.body.as_ref().map(|value| body(api, value))),
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

pub(super) fn parameter(api: &Api, parameter: &Parameter) -> TokenStream {
    let (name, field) = (&parameter.name, &parameter.field.name);
    let schema = schema_ref(api, parameter.schema, &path());
    let is_query = parameter.place == ParameterLocation::Query;
    let members = [
        member("location", (!is_query).then(|| security::location(parameter.place))),
        member("style", (parameter.style != ParameterStyle::Form).then(|| style(parameter.style))),
        member("explode", (!parameter.explode).then(|| quote!(false))),
        flag_member("required", parameter.required),
        flag_member("deprecated", parameter.deprecated),
        flag_member("allow_empty_value", parameter.allow_empty_value),
        flag_member("allow_reserved", parameter.allow_reserved),
        quote!(schema: #schema,),
        text_member("content_type", parameter.content_type.as_deref()),
        texts_member("aliases", &parameter.aliases),
    ];
    quote!(ParameterInfo { name: #name, field: #field, #(#members)* ..ParameterInfo::EMPTY })
}

fn style(value: ParameterStyle) -> TokenStream {
    match value {
        ParameterStyle::Simple => quote!(ParameterStyle::Simple),
        ParameterStyle::Label => quote!(ParameterStyle::Label),
        ParameterStyle::Matrix => quote!(ParameterStyle::Matrix),
        ParameterStyle::Form => quote!(ParameterStyle::Form),
        ParameterStyle::SpaceDelimited => quote!(ParameterStyle::SpaceDelimited),
        ParameterStyle::PipeDelimited => quote!(ParameterStyle::PipeDelimited),
        ParameterStyle::DeepObject => quote!(ParameterStyle::DeepObject),
    }
}

fn body(api: &Api, body: &Body) -> TokenStream {
    let content: Vec<_> = body.content.iter().map(|content| media_type(api, &content.media)).collect();
    let members = [
        flag_member("required", body.required),
        list_member("content", &content),
        member(
            "limit",
            body.limit.map(|limit| {
                let limit = tokens::unsigned(limit);
                quote!(#limit)
            }),
        ),
    ];
    quote!(Some(&BodyInfo { #(#members)* ..BodyInfo::EMPTY }))
}

fn media_type(api: &Api, media: &MediaType) -> TokenStream {
    let name = &media.name;
    let schema = media.schema.map(|schema| {
        let schema = schema_ref(api, schema, &path());
        quote!(Some(#schema))
    });
    let encoding: Vec<_> = media.encoding.iter().map(self::encoding).collect();
    let members = [member("schema", schema), list_member("encoding", &encoding)];
    quote!(MediaTypeInfo { media_type: #name, #(#members)* ..MediaTypeInfo::EMPTY })
}

fn encoding(encoding: &Encoding) -> TokenStream {
    let property = &encoding.property;
    let flag = |key: &str, flag: Option<bool>| member(key, flag.map(|flag| quote!(Some(#flag))));
    let members = [
        text_member("content_type", encoding.content_type.as_deref()),
        member(
            "style",
            encoding.style.map(|value| {
                let style = style(value);
                quote!(Some(#style))
            }),
        ),
        flag("explode", encoding.explode),
        flag("allow_reserved", encoding.allow_reserved),
    ];
    quote!(EncodingInfo { property: #property, #(#members)* ..EncodingInfo::EMPTY })
}

/// The table of a response; `shared` ones get their status where they are used.
pub(super) fn response(api: &Api, response: &Response, shared: &Shared<'_>, is_shared: bool) -> TokenStream {
    let status = (!is_shared).then(|| status(response.status));
    let headers: Vec<_> = response
        .headers
        .iter()
        .map(|one| shared.header(one, is_shared).unwrap_or_else(|| header(api, one, true)))
        .collect();
    let content: Vec<_> = response.content.iter().map(|content| media_type(api, &content.media)).collect();
    let members = [member("status", status), list_member("headers", &headers), list_member("content", &content)];
    quote!(ResponseInfo { #(#members)* ..ResponseInfo::EMPTY })
}

pub(super) fn status(status: StatusPattern) -> TokenStream {
    match status {
        StatusPattern::Exact(code) => {
            let code = tokens::integer(i64::from(code));
            quote!(StatusPattern::Exact(#code))
        }
        StatusPattern::Range(class) => {
            let class = tokens::integer(i64::from(class));
            quote!(StatusPattern::Range(#class))
        }
        StatusPattern::Default => quote!(StatusPattern::Default),
    }
}

/// The table of a header; `named` unless it gets its name where it is used.
pub(super) fn header(api: &Api, header: &Header, named: bool) -> TokenStream {
    let schema = schema_ref(api, header.schema, &path());
    let name = &header.name;
    let members = [
        member("name", named.then(|| quote!(#name))),
        flag_member("required", header.required),
        flag_member("deprecated", header.deprecated),
        member("explode", header.explode.map(|explode| quote!(Some(#explode)))),
        quote!(schema: #schema,),
        text_member("content_type", header.content_type.as_deref()),
    ];
    quote!(HeaderInfo { #(#members)* ..HeaderInfo::EMPTY })
}
