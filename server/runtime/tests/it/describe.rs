//! The derived document: tables in, OpenAPI 3.1 out, as JSON to the last member.

use std::sync::Arc;

use roster_runtime::operation::*;
use roster_runtime::schema::*;
use roster_runtime::{Answer, Routes};
use serde_json::{Value, json};

use crate::harness::*;

static PERSON: ComponentSchema = ComponentSchema { name: "Person", schema: &PERSON_SCHEMA };
static PERSON_SCHEMA: Schema = Schema {
    schema_type: SchemaType::Object,
    properties: &[
        Property {
            name: "name",
            schema: SchemaRef::Inline(&Schema {
                schema_type: SchemaType::String,
                nullable: true,
                min_length: Some(1),
                max_length: Some(9),
                enumeration: &[Literal::String("Ada"), Literal::Null],
                violation_statuses: &[("required", 400)],
                ..Schema::ANY
            }),
        },
        Property {
            name: "friend",
            schema: SchemaRef::Inline(&Schema {
                deprecated: true,
                all_of: &[SchemaRef::Component(&PERSON)],
                ..Schema::ANY
            }),
        },
        Property {
            name: "scores",
            schema: SchemaRef::Inline(&Schema {
                schema_type: SchemaType::Array,
                items: Some(SchemaRef::Inline(&Schema {
                    schema_type: SchemaType::Number,
                    maximum: Some(Bound::Number(1.0)),
                    multiple_of: Some(Bound::Number(0.5)),
                    newer: Some(&NewerKeywords { exclusive_minimum: Some(Bound::Integer(0)), ..NewerKeywords::NONE }),
                    ..Schema::ANY
                })),
                unique_items: true,
                max_items: Some(3),
                ..Schema::ANY
            }),
        },
        Property {
            name: "photo",
            schema: SchemaRef::Inline(&Schema {
                schema_type: SchemaType::String,
                format: Some("byte"),
                read_only: true,
                deprecated: true,
                ..Schema::ANY
            }),
        },
    ],
    required: &["name"],
    additional_properties: AdditionalProperties::Forbidden,
    ..Schema::ANY
};
static UNION: ComponentSchema = ComponentSchema {
    name: "Union",
    schema: &Schema {
        one_of: &[
            SchemaRef::Component(&PERSON),
            SchemaRef::Inline(&Schema { not: Some(SchemaRef::Component(&PERSON)), ..Schema::ANY }),
        ],
        discriminator: Some(&Discriminator { property: "kind", mapping: &[("p", "Person")], default: None }),
        ..Schema::ANY
    },
};
static TOKEN: SecurityScheme = SecurityScheme {
    name: "token",
    kind: SecurityKind::ApiKey { location: ParameterLocation::Header, name: "access-token" },
};
static OAUTH: SecurityScheme = SecurityScheme { name: "oauth", kind: SecurityKind::OAuth2 };
static BEARER: SecurityScheme = SecurityScheme { name: "bearer", kind: SecurityKind::Bearer };

static OWN_SECURITY: [SecurityRequirement; 2] =
    [SecurityRequirement { schemes: &[(&TOKEN, &[]), (&OAUTH, &["read"])] }, SecurityRequirement { schemes: &[] }];
static SCHEMES: [&SecurityScheme; 3] = [&TOKEN, &OAUTH, &BEARER];
static SCHEMAS: [&ComponentSchema; 2] = [&PERSON, &UNION];

fn operation() -> &'static OperationInfo {
    let parameter = ParameterInfo {
        required: true,
        deprecated: true,
        style: ParameterStyle::PipeDelimited,
        explode: false,
        allow_empty_value: true,
        aliases: &["valeu"],
        ..PARAMETER
    };
    let content = ParameterInfo {
        name: "filter",
        content_type: Some("application/json"),
        schema: SchemaRef::Component(&PERSON),
        ..PARAMETER
    };
    let encoding = EncodingInfo {
        property: "photo",
        content_type: Some("image/png"),
        style: Some(ParameterStyle::Form),
        explode: Some(true),
        allow_reserved: None,
    };
    let body = BodyInfo {
        content: leak([MediaTypeInfo {
            media_type: "multipart/form-data",
            schema: Some(SchemaRef::Component(&PERSON)),
            encoding: leak([encoding]),
            items: None,
        }]),
        ..BODY
    };
    let header = HeaderInfo {
        name: "X-Count",
        required: true,
        explode: Some(false),
        schema: SchemaRef::Inline(&INTEGER),
        ..HEADER
    };
    let responses = leak([
        ResponseInfo { headers: leak([header]), ..RESPONSE },
        ResponseInfo { status: StatusPattern::Range(4), content: &[], ..RESPONSE },
        ResponseInfo { status: StatusPattern::Default, ..RESPONSE },
    ]);
    leak(OperationInfo {
        id: "things_create",
        method: "POST",
        aliases: &["/api/things"],
        tags: &["things"],
        authorities: &["editor"],
        deprecated: true,
        parameters: leak([parameter, content]),
        body: Some(leak(body)),
        responses,
        security: &OWN_SECURITY,
        ..OPERATION
    })
}

fn document(operations: &'static [&'static OperationInfo]) -> &'static DocumentInfo {
    leak(DocumentInfo { security_schemes: &SCHEMES, schemas: &SCHEMAS, operations, lenient_json: true, ..DOCUMENT })
}

fn expected() -> Value {
    let person = json!({"$ref": "#/components/schemas/Person"});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "x-lenient-json": true,
        "paths": {
            "/things": {
                "post": {
                    "operationId": "things_create",
                    "tags": ["things"],
                    "deprecated": true,
                    "parameters": [
                        {
                            "name": "value", "in": "query", "required": true, "deprecated": true,
                            "style": "pipeDelimited", "explode": false, "allowEmptyValue": true,
                            "schema": {"type": "string"}, "x-aliases": ["valeu"]
                        },
                        {
                            "name": "filter", "in": "query", "required": false,
                            "content": {"application/json": {"schema": person}}
                        }
                    ],
                    "requestBody": {
                        "required": true,
                        "content": {
                            "multipart/form-data": {
                                "schema": person,
                                "encoding": {
                                    "photo": {"contentType": "image/png", "style": "form", "explode": true}
                                }
                            }
                        }
                    },
                    "responses": {
                        "200": {
                            "headers": {"X-Count": {"required": true, "schema": {"type": "integer"}}},
                            "content": {"application/json": {}}
                        },
                        "4XX": {},
                        "default": {"content": {"application/json": {}}}
                    },
                    "security": [{"token": [], "oauth": ["read"]}, {}],
                    "x-aliases": ["/api/things"],
                    "x-authorities": ["editor"],
                    "x-body-limit": 1024,
                    "x-rejections": {
                        "parameter": 400, "path-parameter": 404, "body": 422, "credential": 401, "authority": 403
                    }
                }
            }
        },
        "components": {
            "schemas": {
                "Person": {
                    "type": "object",
                    "required": ["name"],
                    "additionalProperties": false,
                    "properties": {
                        "name": {
                            "type": ["string", "null"], "minLength": 1, "maxLength": 9,
                            "enum": ["Ada", null], "x-violation-statuses": {"required": 400}
                        },
                        "friend": {
                            "deprecated": true,
                            "allOf": [person]
                        },
                        "scores": {
                            "type": "array", "uniqueItems": true, "maxItems": 3,
                            "items": {"type": "number", "exclusiveMinimum": 0, "maximum": 1.0, "multipleOf": 0.5}
                        },
                        "photo": {"type": "string", "contentEncoding": "base64", "readOnly": true, "deprecated": true}
                    }
                },
                "Union": {
                    "oneOf": [person, {"not": person}],
                    "discriminator": {"propertyName": "kind", "mapping": {"p": "#/components/schemas/Person"}}
                }
            },
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "access-token"},
                "oauth": {"type": "oauth2", "flows": {}},
                "bearer": {"type": "http", "scheme": "bearer"}
            }
        }
    })
}

#[test]
fn a_body_that_clients_are_not_told_of_is_an_extension() {
    let body = BodyInfo {
        required: false,
        unlisted: true,
        content: leak([MediaTypeInfo { media_type: "image/png", ..MediaTypeInfo::EMPTY }]),
        ..BODY
    };
    let operation = leak(OperationInfo { method: "POST", body: Some(leak(body)), ..OPERATION });
    let derived = serde_json::to_value(roster_runtime::describe::document(document(leak([operation])))).unwrap();
    let described = &derived["paths"][operation.path]["post"];
    assert_eq!((&described["x-optional-body"], &described["x-body-limit"]), (&json!("image/png"), &json!(1024)));
    assert!(described.get("requestBody").is_none(), "{described}");
}

#[test]
fn the_router_carries_the_document_of_its_tables() {
    let operation = operation();
    let document = document(leak([operation]));
    let routes = Routes::new(document, Arc::new(Api));
    let router = routes.operation(operation, |_, _| async { Ok(Answer::new(200)) }).into_router();
    let derived = serde_json::to_value(router.get_openapi()).unwrap();
    assert_eq!(derived, expected());
    let alone = serde_json::to_value(roster_runtime::describe::document(document)).unwrap();
    assert_eq!(alone, expected());
}
