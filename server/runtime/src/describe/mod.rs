//! Derives an OpenAPI 3.1 document from the tables, through utoipa: what the server does, and none of what is only for
//! people to read.
//!
//! It has the form of a 3.0.3 document that was upgraded: `nullable` is a type, bounds are exclusive by value;
//! parameters, bodies, responses and headers are in place, schemas and security schemes are components. What could be
//! left out or inherited is written out. Schemas, and what else utoipa has no field for, travel in its extension maps.

mod operation;

use serde_json::Value;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{PathItem, Paths};
use utoipa::openapi::schema::{Object, SchemaType};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, OAuth2, OpenIdConnect};
use utoipa::openapi::{Components, Info, OpenApi, OpenApiBuilder, Ref, RefOr};

use crate::operation::{DocumentInfo, OperationInfo, ParameterLocation, SecurityKind};
use crate::schema::SchemaRef;

/// The whole document, without a router.
pub fn document(document: &'static DocumentInfo) -> OpenApi {
    let mut described = frame(document);
    let mut paths = Paths::new();
    for operation in document.operations {
        if paths.paths.contains_key(operation.path) {
            continue;
        }
        let siblings: Vec<&'static OperationInfo> =
            document.operations.iter().copied().filter(|other| other.path == operation.path).collect();
        paths.paths.insert(operation.path.to_owned(), path_item(&siblings));
    }
    described.paths = paths;
    described
}

/// The document without its paths.
pub(crate) fn frame(document: &'static DocumentInfo) -> OpenApi {
    let info = Info::new(document.title, document.version);
    let mut described = OpenApiBuilder::new().info(info).components(Some(components(document))).build();
    if document.lenient_json {
        described.extensions = Some(Extensions::from_iter([("x-lenient-json", true)]));
    }
    described
}

/// What is under one path.
pub(crate) fn path_item(operations: &[&'static OperationInfo]) -> PathItem {
    let mut item = PathItem::default();
    for info in operations {
        let described = Some(operation::describe(info));
        match info.method {
            "GET" => item.get = described,
            "PUT" => item.put = described,
            "POST" => item.post = described,
            "DELETE" => item.delete = described,
            "OPTIONS" => item.options = described,
            "HEAD" => item.head = described,
            "PATCH" => item.patch = described,
            "TRACE" => item.trace = described,
            "QUERY" => item.query = described,
            method => item.additional_operations.extend(described.map(|described| (method.to_owned(), described))),
        }
    }
    item
}

fn components(document: &'static DocumentInfo) -> Components {
    let mut components = Components::new();
    for component in document.schemas {
        components.schemas.insert(component.name.to_owned(), schema(SchemaRef::Inline(component.schema)));
    }
    for scheme in document.security_schemes {
        components.security_schemes.insert(scheme.name.to_owned(), security_scheme(&scheme.kind).into());
    }
    components
}

/// The schema, or a reference to the component. utoipa has no type for every keyword beside every other: all of them
/// are in its extension map.
fn schema(schema: SchemaRef) -> RefOr<utoipa::openapi::Schema> {
    if let SchemaRef::Component(component) = schema {
        return RefOr::Ref(Ref::from_schema_name(component.name));
    }
    let mut object = Object::with_type(SchemaType::AnyValue);
    if let Value::Object(members) = schema.to_value() {
        object.extensions = Some(members.into_iter().collect());
    }
    RefOr::T(utoipa::openapi::Schema::Object(object))
}

fn security_scheme(kind: &SecurityKind) -> utoipa::openapi::security::SecurityScheme {
    use utoipa::openapi::security::SecurityScheme;

    match *kind {
        SecurityKind::ApiKey { location, name } => {
            let key = ApiKeyValue::new(name);
            SecurityScheme::ApiKey(match location {
                ParameterLocation::Header => ApiKey::Header(key),
                ParameterLocation::Cookie => ApiKey::Cookie(key),
                ParameterLocation::Query | ParameterLocation::Path | ParameterLocation::Querystring => {
                    ApiKey::Query(key)
                }
            })
        }
        SecurityKind::Bearer => SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
        SecurityKind::Basic => SecurityScheme::Http(Http::new(HttpAuthScheme::Basic)),
        SecurityKind::OAuth2 => SecurityScheme::OAuth2(OAuth2::new([])),
        SecurityKind::OpenIdConnect { url } => SecurityScheme::OpenIdConnect(OpenIdConnect::new(url)),
        SecurityKind::MutualTls => SecurityScheme::MutualTls { description: None, deprecated: None, extensions: None },
    }
}
