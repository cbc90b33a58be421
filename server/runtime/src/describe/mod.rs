//! Derives an OpenAPI 3.1 document from the tables, through utoipa: what the server does, and none of what is only for
//! people to read.
//!
//! It has the form of a 3.0.3 document that was upgraded: `nullable` is a type, bounds are exclusive by value;
//! parameters, bodies, responses and headers are in place, schemas and security schemes are components. What could be
//! left out or inherited is written out. Schemas, and what else utoipa has no field for, travel in its extension maps.

mod operation;

use serde_json::{Map, Value, json};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{PathItem, Paths};
use utoipa::openapi::schema::{Object, SchemaType};
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
    let schemes = document.security_schemes.iter();
    let schemes: Map<String, Value> =
        schemes.map(|scheme| (scheme.name.to_owned(), security_scheme(&scheme.kind))).collect();
    if !schemes.is_empty() {
        components.extensions = Some(Extensions::from_iter([("securitySchemes", Value::Object(schemes))]));
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

/// utoipa has not every authentication scheme of HTTP: all schemes are in its extension map.
fn security_scheme(kind: &SecurityKind) -> Value {
    match *kind {
        SecurityKind::ApiKey { location, name } => {
            let location = match location {
                ParameterLocation::Header => "header",
                ParameterLocation::Cookie => "cookie",
                ParameterLocation::Query | ParameterLocation::Path | ParameterLocation::Querystring => "query",
            };
            json!({"type": "apiKey", "name": name, "in": location})
        }
        SecurityKind::Bearer => json!({"type": "http", "scheme": "bearer"}),
        SecurityKind::Basic => json!({"type": "http", "scheme": "basic"}),
        SecurityKind::Http { scheme } => json!({"type": "http", "scheme": scheme}),
        SecurityKind::OAuth2 => json!({"type": "oauth2", "flows": {}}),
        SecurityKind::OpenIdConnect { url } => json!({"type": "openIdConnect", "openIdConnectUrl": url}),
        SecurityKind::MutualTls => json!({"type": "mutualTLS"}),
    }
}
