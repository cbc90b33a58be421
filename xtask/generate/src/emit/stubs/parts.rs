//! Tables of what operations are made of: parameters, headers, media types, responses. A leaf: operations and what they
//! share by reference are written with it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    schemas::{self, schema_ref},
    security,
    tokens::{self, flag_member, list_member, member, text_member, texts_member},
};
use crate::ir::{Api, Header, Parameter, Response};
use roster_document::{Encoding, MediaType, ParameterLocation, ParameterStyle, StatusPattern};

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

pub(super) fn path() -> TokenStream {
    quote!(schemas::)
}

pub(super) fn parameter(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    // What is ignored has no field.
    let field = parameter.field.as_ref().map_or("", |field| &field.name);
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

pub(super) fn media_type(api: &Api, media: &MediaType) -> TokenStream {
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

/// The table of a response with the tables of its headers; shared ones get their status where they are used.
pub(super) fn response(api: &Api, response: &Response, headers: &[TokenStream], is_shared: bool) -> TokenStream {
    let status = (!is_shared).then(|| status(response.status));
    let content: Vec<_> = response.content.iter().map(|content| media_type(api, &content.media)).collect();
    let members = [member("status", status), list_member("headers", headers), list_member("content", &content)];
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
