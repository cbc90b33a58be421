//! Derives an OpenAPI 3.1 document from the tables, through utoipa.
//!
//! It has the form of a 3.0.3 document that was upgraded: `nullable` is a type, `example` of a schema a list, bounds
//! are exclusive by value; parameters, bodies, responses and headers are in place, schemas and security schemes are
//! components. What utoipa has no field for, or would write otherwise, travels in its extension maps.

mod carry;
mod operation;
mod schema;

use serde_json::{Map, Value, json};
use utoipa::openapi::path::{PathItem, Paths};
use utoipa::openapi::{Components, Info, OpenApi, OpenApiBuilder};

use self::carry::{carry_or, extend, lossless, text};
use crate::operation::{
    DocumentInfo, OperationInfo, ParameterLocation, SecurityKind, SecurityRequirement, SecurityScheme,
};
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
        paths.paths.insert(operation.path.to_owned(), path_item(document, operation.path, &siblings));
    }
    described.paths = paths;
    described
}

/// The document without its paths.
pub(crate) fn frame(document: &'static DocumentInfo) -> OpenApi {
    let mut rest = Map::new();
    let mut described = OpenApiBuilder::new().info(info(document)).components(Some(components(document))).build();
    match text(document.servers) {
        Value::Array(servers) if servers.is_empty() => {}
        servers => described.servers = carry_or(servers, "servers", &mut rest),
    }
    match text(document.tags) {
        Value::Array(tags) if tags.is_empty() => {}
        tags => described.tags = carry_or(tags, "tags", &mut rest),
    }
    if let Some(docs) = document.external_docs {
        described.external_docs = carry_or(text(docs), "externalDocs", &mut rest);
    }
    if let Some(security) = document.security {
        described.security = carry_or(requirements(security), "security", &mut rest);
    }
    rest.extend(extensions(document.extensions));
    extend(&mut described.extensions, rest);
    described
}

/// What is under one path.
pub(crate) fn path_item(
    document: &'static DocumentInfo,
    path: &str,
    operations: &[&'static OperationInfo],
) -> PathItem {
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
            _ => item.trace = described,
        }
    }
    let own = document.path_extensions.iter().filter(|(documented, _)| *documented == path);
    let own: Map<String, Value> = own.flat_map(|(_, own)| extensions(own)).collect();
    extend(&mut item.extensions, own);
    item
}

fn info(document: &DocumentInfo) -> Info {
    let described = text(document.info);
    if let Some(info) = lossless(&described) {
        return info;
    }
    let Value::Object(mut members) = described else { return Info::new(document.name, "") };
    let mut take =
        |name: &str| members.remove(name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    let mut info = Info::new(take("title"), take("version"));
    extend(&mut info.extensions, members);
    info
}

fn components(document: &'static DocumentInfo) -> Components {
    let mut components = Components::new();
    for component in document.schemas {
        let described = carry::schema(schema::describe(SchemaRef::Inline(component.schema)));
        components.schemas.insert(component.name.to_owned(), described);
    }
    let schemes: Map<String, Value> =
        document.security_schemes.iter().map(|scheme| (scheme.name.to_owned(), security_scheme(scheme))).collect();
    if !schemes.is_empty() {
        let mut rest = Map::new();
        components.security_schemes =
            carry_or(Value::Object(schemes), "securitySchemes", &mut rest).unwrap_or_default();
        extend(&mut components.extensions, rest);
    }
    components
}

fn security_scheme(scheme: &SecurityScheme) -> Value {
    let mut described = match scheme.kind {
        SecurityKind::ApiKey { location, name } => {
            let place = match location {
                ParameterLocation::Header => "header",
                ParameterLocation::Cookie => "cookie",
                ParameterLocation::Query | ParameterLocation::Path => "query",
            };
            json!({"type": "apiKey", "in": place, "name": name})
        }
        SecurityKind::Bearer { format: None } => json!({"type": "http", "scheme": "bearer"}),
        SecurityKind::Bearer { format } => json!({"type": "http", "scheme": "bearer", "bearerFormat": format}),
        SecurityKind::Basic => json!({"type": "http", "scheme": "basic"}),
        SecurityKind::OAuth2 { flows } => json!({"type": "oauth2", "flows": text(flows)}),
        SecurityKind::OpenIdConnect { url } => json!({"type": "openIdConnect", "openIdConnectUrl": url}),
    };
    if let Value::Object(members) = &mut described {
        members.extend(scheme.description.map(|description| ("description".to_owned(), description.into())));
        members.extend(extensions(scheme.extensions));
    }
    described
}

fn requirements(security: &[SecurityRequirement]) -> Value {
    let requirement = |requirement: &SecurityRequirement| {
        let schemes = requirement.schemes.iter().map(|(scheme, scopes)| (scheme.name.to_owned(), json!(scopes)));
        Value::Object(schemes.collect())
    };
    security.iter().map(requirement).collect()
}

fn extensions(extensions: &[crate::schema::Extension]) -> impl Iterator<Item = (String, Value)> {
    extensions.iter().map(|(name, value)| ((*name).to_owned(), text(value)))
}
