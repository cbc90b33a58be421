//! Operations with their parameters, bodies and responses, in utoipa's types.

use serde_json::{Map, Value, json};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, ParameterStyle as Style};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::{Content, Deprecated, Header, RefOr, Required, Response};

use super::carry::{carry_or, extend, schema, text};
use super::schema::describe as describe_schema;
use super::{extensions, requirements};
use crate::operation::{
    BodyInfo, EncodingInfo, HeaderInfo, MediaTypeInfo, OperationInfo, ParameterInfo, ParameterLocation, ParameterStyle,
    ResponseInfo, StatusPattern,
};

pub(super) fn describe(info: &'static OperationInfo) -> Operation {
    let mut rest = Map::new();
    let mut operation = Operation::default();
    operation.tags = (!info.tags.is_empty()).then(|| info.tags.iter().map(|tag| (*tag).to_owned()).collect());
    operation.summary = info.summary.map(str::to_owned);
    operation.description = info.description.map(str::to_owned);
    operation.operation_id = Some(info.id.to_owned());
    operation.external_docs = info.external_docs.and_then(|docs| carry_or(text(docs), "externalDocs", &mut rest));
    operation.deprecated = info.deprecated.then_some(Deprecated::True);
    operation.parameters =
        (!info.parameters.is_empty()).then(|| info.parameters.iter().map(|info| RefOr::T(parameter(info))).collect());
    operation.request_body = info.body.map(|body| RefOr::T(request_body(body)));
    for info in info.responses {
        operation.responses.responses.insert(status(info.status), RefOr::T(response(info)));
    }
    rest.extend(info.callbacks.map(|callbacks| ("callbacks".to_owned(), text(callbacks))));
    if info.own_security {
        operation.security = carry_or(requirements(info.security), "security", &mut rest);
    }
    operation.servers = info.servers.and_then(|servers| carry_or(text(servers), "servers", &mut rest));
    rest.extend(extensions(info.extensions));
    extend(&mut operation.extensions, rest);
    operation
}

fn status(pattern: StatusPattern) -> String {
    match pattern {
        StatusPattern::Exact(status) => status.to_string(),
        StatusPattern::Range(hundreds) => format!("{hundreds}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
}

fn parameter(info: &'static ParameterInfo) -> Parameter {
    let location = match info.location {
        ParameterLocation::Path => ParameterIn::Path,
        ParameterLocation::Query => ParameterIn::Query,
        ParameterLocation::Header => ParameterIn::Header,
        ParameterLocation::Cookie => ParameterIn::Cookie,
    };
    // The example is the one field that only the builder sets.
    let mut parameter = ParameterBuilder::new().name(info.name).example(info.example.map(text)).build();
    parameter.parameter_in = location;
    parameter.description = info.description.map(str::to_owned);
    parameter.required = if info.required { Required::True } else { Required::False };
    parameter.deprecated = info.deprecated.then_some(Deprecated::True);
    let mut rest = Map::new();
    let described = describe_schema(info.schema);
    match info.content_type {
        None => parameter.schema = Some(schema(described)),
        Some(media_type) => {
            let mut content = Content::default();
            content.schema = Some(schema(described));
            parameter.content.insert(media_type.to_owned(), RefOr::T(content));
        }
    }
    parameter.style = info.explicit_style.then(|| style(info.style));
    parameter.explode = info.explicit_explode.then_some(info.explode);
    parameter.allow_reserved = info.allow_reserved.then_some(true);
    rest.extend(info.allow_empty_value.then(|| ("allowEmptyValue".to_owned(), true.into())));
    rest.extend(info.examples.map(|examples| ("examples".to_owned(), text(examples))));
    rest.extend(extensions(info.extensions));
    extend(&mut parameter.extensions, rest);
    parameter
}

fn style(style: ParameterStyle) -> Style {
    match style {
        ParameterStyle::Simple => Style::Simple,
        ParameterStyle::Label => Style::Label,
        ParameterStyle::Matrix => Style::Matrix,
        ParameterStyle::Form => Style::Form,
        ParameterStyle::SpaceDelimited => Style::SpaceDelimited,
        ParameterStyle::PipeDelimited => Style::PipeDelimited,
        ParameterStyle::DeepObject => Style::DeepObject,
    }
}

fn request_body(info: &'static BodyInfo) -> RequestBody {
    let mut body = RequestBody::default();
    body.description = info.description.map(str::to_owned);
    body.required = info.required.then_some(Required::True);
    for media_type in info.content {
        body.content.insert(media_type.media_type.to_owned(), RefOr::T(content(media_type)));
    }
    extend(&mut body.extensions, extensions(info.extensions).collect());
    body
}

fn content(info: &'static MediaTypeInfo) -> Content {
    let mut content = Content::default();
    let mut rest = Map::new();
    content.schema = info.schema.map(|described| schema(describe_schema(described)));
    content.example = info.example.map(text);
    rest.extend(info.examples.map(|examples| ("examples".to_owned(), text(examples))));
    if !info.encoding.is_empty() {
        let described: Map<String, Value> =
            info.encoding.iter().map(|encoding| (encoding.property.to_owned(), describe_encoding(encoding))).collect();
        content.encoding = carry_or(Value::Object(described), "encoding", &mut rest).unwrap_or_default();
    }
    rest.extend(extensions(info.extensions));
    extend(&mut content.extensions, rest);
    content
}

fn describe_encoding(info: &EncodingInfo) -> Value {
    let mut members = Map::new();
    members.extend(info.content_type.map(|content_type| ("contentType".to_owned(), content_type.into())));
    members.extend(info.headers.map(|headers| ("headers".to_owned(), text(headers))));
    members.extend(info.style.map(|named| ("style".to_owned(), json!(style(named)))));
    members.extend(info.explode.map(|explode| ("explode".to_owned(), explode.into())));
    members.extend(info.allow_reserved.map(|allowed| ("allowReserved".to_owned(), allowed.into())));
    members.extend(extensions(info.extensions));
    Value::Object(members)
}

fn response(info: &'static ResponseInfo) -> Response {
    let mut response = Response::default();
    let mut rest = Map::new();
    response.description = info.description.to_owned();
    if info.description.is_empty() {
        rest.insert("description".to_owned(), "".into());
    }
    for described in info.headers {
        response.headers.insert(described.name.to_owned(), RefOr::T(header(described)));
    }
    for media_type in info.content {
        response.content.insert(media_type.media_type.to_owned(), RefOr::T(content(media_type)));
    }
    rest.extend(info.links.map(|links| ("links".to_owned(), text(links))));
    rest.extend(extensions(info.extensions));
    extend(&mut response.extensions, rest);
    response
}

fn header(info: &'static HeaderInfo) -> Header {
    let mut header = Header::default();
    let mut rest = Map::new();
    header.schema = Some(schema(describe_schema(info.schema)));
    header.description = info.description.map(str::to_owned);
    header.deprecated = info.deprecated.then_some(Deprecated::True);
    header.explode = info.explode;
    header.example = info.example.map(text);
    rest.extend(info.required.then(|| ("required".to_owned(), true.into())));
    rest.extend(info.examples.map(|examples| ("examples".to_owned(), text(examples))));
    rest.extend(extensions(info.extensions));
    extend(&mut header.extensions, rest);
    header
}
