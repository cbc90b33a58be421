//! Operations with their parameters, bodies and responses, in utoipa's types.

use roster_wire::sequence::{Framing, PartEncoding};
use serde_json::{Map, Value, json};
use utoipa::openapi::encoding::Encoding;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, ParameterStyle as Style};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::{Content, Deprecated, Header, RefOr, Required, Response};

use super::schema as describe_schema;
use crate::operation::{
    BodyInfo, EncodingInfo, HeaderInfo, MediaTypeInfo, OperationInfo, ParameterInfo, ParameterLocation, ParameterStyle,
    RejectionStatuses, ResponseInfo, SecurityRequirement, StatusPattern,
};

pub(super) fn describe(info: &'static OperationInfo) -> Operation {
    let mut operation = Operation::default();
    operation.tags = (!info.tags.is_empty()).then(|| info.tags.iter().map(|tag| (*tag).to_owned()).collect());
    operation.operation_id = Some(info.id.to_owned());
    operation.deprecated = info.deprecated.then_some(Deprecated::True);
    operation.parameters =
        (!info.parameters.is_empty()).then(|| info.parameters.iter().map(|info| RefOr::T(parameter(info))).collect());
    let (unlisted, listed) = (info.body.filter(|body| body.unlisted), info.body.filter(|body| !body.unlisted));
    operation.request_body = listed.map(|body| RefOr::T(request_body(body)));
    for info in info.responses {
        operation.responses.responses.insert(status(info.status), RefOr::T(response(info)));
    }
    let mut rest: Vec<(&str, Value)> = vec![("x-rejections", rejections(info.rejections))];
    rest.extend(info.body.map(|body| ("x-body-limit", body.limit.into())));
    let media_type = unlisted.and_then(|body| body.content.first());
    rest.extend(media_type.map(|content| ("x-optional-body", content.media_type.into())));
    rest.extend((!info.security.is_empty()).then(|| ("security", requirements(info.security))));
    rest.extend((!info.authorities.is_empty()).then(|| ("x-authorities", json!(info.authorities))));
    rest.extend((!info.aliases.is_empty()).then(|| ("x-aliases", json!(info.aliases))));
    operation.extensions = Some(rest.into_iter().collect());
    operation
}

fn rejections(statuses: RejectionStatuses) -> Value {
    let RejectionStatuses { parameter, path_parameter, body, credential, authority } = statuses;
    json!({
        "parameter": parameter, "path-parameter": path_parameter, "body": body, "credential": credential,
        "authority": authority,
    })
}

/// utoipa's own type takes one scheme only.
fn requirements(security: &[SecurityRequirement]) -> Value {
    let requirement = |requirement: &SecurityRequirement| {
        let schemes = requirement.schemes.iter().map(|(scheme, scopes)| (scheme.name.to_owned(), json!(scopes)));
        Value::Object(schemes.collect::<Map<_, _>>())
    };
    security.iter().map(requirement).collect()
}

fn status(pattern: StatusPattern) -> String {
    match pattern {
        StatusPattern::Exact(status) => status.to_string(),
        StatusPattern::Range(hundreds) => format!("{hundreds}XX"),
        StatusPattern::Default => "default".to_owned(),
    }
}

fn parameter(info: &'static ParameterInfo) -> Parameter {
    let mut parameter = ParameterBuilder::new().name(info.name).build();
    parameter.parameter_in = match info.location {
        ParameterLocation::Path => ParameterIn::Path,
        ParameterLocation::Query => ParameterIn::Query,
        ParameterLocation::Header => ParameterIn::Header,
        ParameterLocation::Cookie => ParameterIn::Cookie,
        ParameterLocation::Querystring => ParameterIn::QueryString,
    };
    parameter.required = if info.required { Required::True } else { Required::False };
    parameter.deprecated = info.deprecated.then_some(Deprecated::True);
    parameter.allow_reserved = info.allow_reserved.then_some(true);
    let described = describe_schema(info.schema);
    match info.content_type {
        None => {
            parameter.schema = Some(described);
            parameter.style = Some(style(info.style));
            parameter.explode = Some(info.explode);
        }
        Some(media_type) => {
            let content = encoded(Content::new(Some(described)), info.encoding);
            parameter.content.insert(media_type.to_owned(), RefOr::T(content));
        }
    }
    let mut rest: Vec<(&str, Value)> = Vec::new();
    rest.extend(info.allow_empty_value.then(|| ("allowEmptyValue", true.into())));
    rest.extend((!info.aliases.is_empty()).then(|| ("x-aliases", json!(info.aliases))));
    parameter.extensions = extensions(rest);
    parameter
}

fn extensions(rest: Vec<(&str, Value)>) -> Option<Extensions> {
    (!rest.is_empty()).then(|| rest.into_iter().collect())
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
        ParameterStyle::Cookie => Style::Cookie,
    }
}

fn request_body(info: &'static BodyInfo) -> RequestBody {
    let mut body = RequestBody::default();
    body.required = info.required.then_some(Required::True);
    for media_type in info.content {
        body.content.insert(media_type.media_type.to_owned(), RefOr::T(content(media_type)));
    }
    body
}

fn content(info: &'static MediaTypeInfo) -> Content {
    let mut content = encoded(Content::new(info.schema.map(describe_schema)), info.encoding);
    let Some(items) = info.items else { return content };
    content.item_schema = items.schema.map(describe_schema);
    if let Some(Framing::Parts([first @ .., rest])) = items.framing {
        let repeats_rest = |part: &&PartEncoding| part.content_type == rest.content_type;
        let repeated = first.iter().rev().take_while(repeats_rest).count();
        content.prefix_encoding = first[..first.len() - repeated].iter().map(part_encoding).collect();
        content.item_encoding = rest.content_type.is_some().then(|| Box::new(part_encoding(rest)));
    }
    content
}

fn part_encoding(part: &PartEncoding) -> Encoding {
    let mut encoding = Encoding::default();
    encoding.content_type = part.content_type.map(str::to_owned);
    encoding
}

fn encoded(mut content: Content, encodings: &[EncodingInfo]) -> Content {
    for info in encodings {
        content.encoding.insert(info.property.to_owned(), encoding(info));
    }
    content
}

fn encoding(info: &EncodingInfo) -> Encoding {
    let mut encoding = Encoding::default();
    encoding.content_type = info.content_type.map(str::to_owned);
    encoding.style = info.style.map(style);
    encoding.explode = info.explode;
    encoding.allow_reserved = info.allow_reserved.filter(|allowed| *allowed);
    encoding
}

fn response(info: &'static ResponseInfo) -> Response {
    let mut response = Response::default();
    for described in info.headers {
        response.headers.insert(described.name.to_owned(), RefOr::T(header(described)));
    }
    for media_type in info.content {
        response.content.insert(media_type.media_type.to_owned(), RefOr::T(content(media_type)));
    }
    response
}

fn header(info: &'static HeaderInfo) -> Header {
    let mut header = Header::new(describe_schema(info.schema));
    let mut rest = Map::new();
    if let Some(media_type) = info.content_type {
        // utoipa's headers have no `content`, and a schema unless it is taken away.
        let schema = header.schema.take();
        rest.insert("content".to_owned(), serde_json::json!({media_type: {"schema": schema}}));
    }
    header.deprecated = info.deprecated.then_some(Deprecated::True);
    header.explode = info.explode.filter(|explodes| *explodes);
    rest.extend(info.required.then(|| ("required".to_owned(), true.into())));
    header.extensions = (!rest.is_empty()).then(|| rest.into_iter().collect());
    header
}
