//! Tables of what operations are made of: parameters, headers, media types, responses. A leaf: operations and what they
//! share by reference are written with it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    schemas::{self, schema_ref},
    security,
    table::{
        self, Expression, boolean, call, flag_member, list, list_member, member, on_one_line, some, structure, text,
        text_member, texts_member, word,
    },
};
use crate::ir::{Api, Header, Item, ItemForm, Items, Parameter, Response};
use roster_document::{Encoding, Framing, MediaType, ParameterLocation, ParameterStyle, SchemaRef, StatusPattern};

/// What tables of operations name; not every document needs all of it.
pub(super) fn imports(api: &Api) -> TokenStream {
    let use_patterns = schemas::has_patterns(api).then(|| {
        quote!(
            use super::patterns;
        )
    });
    let imports = schemas::imports();
    quote! {
        #![allow(unused_imports)]

        use roster_runtime::operation::{
            BodyInfo, EncodingInfo, HeaderInfo, ItemsInfo, MediaTypeInfo, OperationInfo, ParameterInfo, ParameterLocation,
            ParameterStyle, RejectionStatuses, ResponseInfo, SecurityRequirement, StatusPattern,
        };
        use roster_runtime::sequence::{Framing, PartEncoding};
        #imports

        #use_patterns
        use super::schemas;
    }
}

/// Leads to the schemas' module.
const PATH: &str = "schemas::";

pub(super) fn parameter(api: &Api, parameter: &Parameter) -> Expression {
    let is_query = parameter.place == ParameterLocation::Query;
    let members = [
        member("name", Some(text(&parameter.name))),
        // What is ignored has no field.
        member("field", Some(text(parameter.field.as_ref().map_or("", |field| &field.name)))),
        member("location", (!is_query).then(|| security::location(parameter.place))),
        member("style", (parameter.style != ParameterStyle::Form).then(|| style(parameter.style))),
        member("explode", (!parameter.explode).then(|| boolean(false))),
        flag_member("required", parameter.required),
        flag_member("deprecated", parameter.deprecated),
        flag_member("allow_empty_value", parameter.allow_empty_value),
        flag_member("allow_reserved", parameter.allow_reserved),
        member("schema", Some(schema_ref(api, parameter.schema, PATH))),
        text_member("content_type", parameter.content_type.as_deref()),
        list_member("encoding", parameter.encoding.iter().map(self::encoding).collect()),
        texts_member("aliases", &parameter.aliases),
    ];
    structure("ParameterInfo", members, Some("ParameterInfo::EMPTY".into()))
}

fn style(value: ParameterStyle) -> Expression {
    match value {
        ParameterStyle::Simple => word("ParameterStyle::Simple"),
        ParameterStyle::Label => word("ParameterStyle::Label"),
        ParameterStyle::Matrix => word("ParameterStyle::Matrix"),
        ParameterStyle::Form => word("ParameterStyle::Form"),
        ParameterStyle::SpaceDelimited => word("ParameterStyle::SpaceDelimited"),
        ParameterStyle::PipeDelimited => word("ParameterStyle::PipeDelimited"),
        ParameterStyle::DeepObject => word("ParameterStyle::DeepObject"),
        ParameterStyle::Cookie => word("ParameterStyle::Cookie"),
    }
}

pub(super) fn media_type(api: &Api, media: &MediaType, items: Option<&Items>) -> Expression {
    let is_sequence = items.is_some() || media.item_schema.is_some();
    let members = [
        member("media_type", Some(text(&media.name))),
        member("schema", media.schema.map(|schema| some(schema_ref(api, schema, PATH)))),
        list_member("encoding", media.encoding.iter().map(self::encoding).collect()),
        member("items", is_sequence.then(|| some(self::items(api, media.item_schema, items)))),
    ];
    structure("MediaTypeInfo", members, Some("MediaTypeInfo::EMPTY".into()))
}

fn items(api: &Api, schema: Option<SchemaRef>, items: Option<&Items>) -> Expression {
    let members = [
        member("framing", Some(items.map_or_else(|| word("None"), |items| some(framing(items))))),
        member("schema", Some(schema.map_or_else(|| word("None"), |schema| some(schema_ref(api, schema, PATH))))),
    ];
    structure("ItemsInfo", members, None)
}

fn framing(items: &Items) -> Expression {
    match items.framing {
        Framing::JsonLines => word("Framing::JsonLines"),
        Framing::JsonSequence => word("Framing::JsonSequence"),
        Framing::Events => word("Framing::Events"),
        Framing::Parts => {
            let parts = list(items.items.iter().map(part));
            on_one_line("Framing::Parts(".to_owned(), [(parts, ")")])
        }
    }
}

fn part(item: &Item) -> Expression {
    let form = match &item.form {
        ItemForm::Json(_) => "PartEncoding::JSON",
        ItemForm::Text(_) => "PartEncoding::TEXT",
        ItemForm::Binary => "PartEncoding::BINARY",
    };
    match &item.content_type {
        Some(content_type) => {
            let members = [member("content_type", Some(some(text(content_type))))];
            structure("PartEncoding", members, Some(form.into()))
        }
        None => word(form),
    }
}

fn encoding(encoding: &Encoding) -> Expression {
    let flag = |key, flag: Option<bool>| member(key, flag.map(|flag| some(boolean(flag))));
    let members = [
        member("property", Some(text(&encoding.property))),
        text_member("content_type", encoding.content_type.as_deref()),
        member("style", encoding.style.map(|value| some(style(value)))),
        flag("explode", encoding.explode),
        flag("allow_reserved", encoding.allow_reserved),
    ];
    structure("EncodingInfo", members, Some("EncodingInfo::EMPTY".into()))
}

/// The table of a response with the tables of its headers; shared ones get their status where they are used.
pub(super) fn response(api: &Api, response: &Response, headers: Vec<Expression>, is_shared: bool) -> Expression {
    let status = (!is_shared).then(|| status(response.status));
    let content: Vec<_> =
        response.content.iter().map(|content| media_type(api, &content.media, content.form.items())).collect();
    let members = [member("status", status), list_member("headers", headers), list_member("content", content)];
    structure("ResponseInfo", members, Some("ResponseInfo::EMPTY".into()))
}

pub(super) fn status(status: StatusPattern) -> Expression {
    match status {
        StatusPattern::Exact(code) => call("StatusPattern::Exact", table::unsigned(code.into())),
        StatusPattern::Range(class) => call("StatusPattern::Range", table::unsigned(class.into())),
        StatusPattern::Default => word("StatusPattern::Default"),
    }
}

/// The table of a header; `named` unless it gets its name where it is used.
pub(super) fn header(api: &Api, header: &Header, named: bool) -> Expression {
    let members = [
        member("name", named.then(|| text(&header.name))),
        flag_member("required", header.required),
        flag_member("deprecated", header.deprecated),
        member("explode", header.explode.map(|explode| some(boolean(explode)))),
        member("schema", Some(schema_ref(api, header.schema, PATH))),
        text_member("content_type", header.content_type.as_deref()),
    ];
    structure("HeaderInfo", members, Some("HeaderInfo::EMPTY".into()))
}
