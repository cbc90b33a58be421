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
    title: Some("A person"),
    description: Some("Who."),
    properties: &[
        Property {
            name: "name",
            schema: SchemaRef::Inline(&Schema {
                schema_type: SchemaType::String,
                nullable: true,
                min_length: Some(1),
                max_length: Some(9),
                example: Some(Literal::String("Ada")),
                enumeration: &[Literal::String("Ada"), Literal::Null],
                violation_statuses: &[("required", 400)],
                extensions: &[("x-violation-statuses", "{\"required\":400}")],
                ..Schema::ANY
            }),
        },
        Property {
            name: "friend",
            schema: SchemaRef::Inline(&Schema {
                nullable: true,
                description: Some("Another."),
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
                    minimum: Some(Bound::Integer(0)),
                    exclusive_minimum: true,
                    maximum: Some(Bound::Number(1.0)),
                    multiple_of: Some(Bound::Number(0.5)),
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
    external_docs: Some(r#"{"url":"https://example.com"}"#),
    xml: Some(r#"{"name":"person"}"#),
    ..Schema::ANY
};
static UNION: ComponentSchema = ComponentSchema {
    name: "Union",
    schema: &Schema {
        one_of: &[
            SchemaRef::Component(&PERSON),
            SchemaRef::Inline(&Schema { not: Some(SchemaRef::Component(&PERSON)), ..Schema::ANY }),
        ],
        discriminator: Some(&Discriminator { property: "kind", mapping: &[("p", "Person")] }),
        nullable: true,
        example: Some(Literal::Json("{\"kind\":\"p\"}")),
        ..Schema::ANY
    },
};
static TOKEN: SecurityScheme = SecurityScheme {
    name: "token",
    kind: SecurityKind::ApiKey { location: ParameterLocation::Header, name: "access-token" },
    description: Some("A token."),
    extensions: &[("x-note", "1")],
};
static OAUTH: SecurityScheme = SecurityScheme {
    name: "oauth",
    kind: SecurityKind::OAuth2 {
        flows: r#"{"clientCredentials":{"tokenUrl":"https://example.com/token","scopes":{"read":"Reads."}}}"#,
    },
    description: None,
    extensions: &[],
};
static BEARER: SecurityScheme = SecurityScheme {
    name: "bearer",
    kind: SecurityKind::Bearer { format: Some("JWT") },
    description: None,
    extensions: &[],
};

static SECURITY: [SecurityRequirement; 1] = [SecurityRequirement { schemes: &[(&BEARER, &[])] }];
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
        explicit_style: true,
        explicit_explode: true,
        allow_empty_value: true,
        description: Some("Which."),
        example: Some("\"a\""),
        aliases: &["valeu"],
        extensions: &[("x-aliases", "[\"valeu\"]")],
        ..PARAMETER
    };
    let content = ParameterInfo {
        name: "filter",
        content_type: Some("application/json"),
        examples: Some(r#"{"one":{"value":{}}}"#),
        schema: SchemaRef::Component(&PERSON),
        ..PARAMETER
    };
    let encoding = EncodingInfo {
        property: "photo",
        content_type: Some("image/png"),
        style: Some(ParameterStyle::Form),
        explode: Some(true),
        allow_reserved: None,
        headers: Some(r#"{"X-A":{"schema":{"type":"string"},"required":true}}"#),
        extensions: &[],
    };
    let body = BodyInfo {
        description: Some("The person."),
        content: leak([MediaTypeInfo {
            media_type: "multipart/form-data",
            schema: Some(SchemaRef::Component(&PERSON)),
            example: Some("{\"name\":\"Ada\"}"),
            encoding: leak([encoding]),
            ..JSON
        }]),
        extensions: &[("x-body", "true")],
        ..BODY
    };
    let header = HeaderInfo {
        name: "X-Count",
        required: true,
        description: Some("How many."),
        explode: Some(false),
        schema: SchemaRef::Inline(&INTEGER),
        example: Some("3"),
        ..HEADER
    };
    let responses = leak([
        ResponseInfo { headers: leak([header]), extensions: &[("x-ruling", "[\"T8\"]")], ..RESPONSE },
        ResponseInfo { status: StatusPattern::Range(4), description: "", content: &[], ..RESPONSE },
        ResponseInfo {
            status: StatusPattern::Default,
            links: Some(r#"{"next":{"operationId":"things_get"}}"#),
            ..RESPONSE
        },
    ]);
    leak(OperationInfo {
        id: "things_create",
        method: "POST",
        aliases: &["/api/things"],
        tags: &["things"],
        summary: Some("Create"),
        description: Some("Makes one."),
        external_docs: Some(r#"{"url":"https://example.com","description":"More."}"#),
        deprecated: true,
        parameters: leak([parameter, content]),
        body: Some(leak(body)),
        responses,
        security: &OWN_SECURITY,
        own_security: true,
        servers: Some(r#"[{"url":"/other"}]"#),
        callbacks: Some("{}"),
        extensions: &[("x-aliases", "[\"/api/things\"]")],
        ..OPERATION
    })
}

fn document(operations: &'static [&'static OperationInfo]) -> &'static DocumentInfo {
    leak(DocumentInfo {
        info: r#"{"title":"Things","version":"1","description":"All.","contact":{"name":"Us"},"license":{"name":"MIT"},"x-a":1}"#,
        servers: r#"[{"url":"/","description":"Here."}]"#,
        tags: r#"[{"name":"things","externalDocs":{"url":"https://example.com"}}]"#,
        external_docs: Some(r#"{"url":"https://example.com"}"#),
        security: Some(&SECURITY),
        security_schemes: &SCHEMES,
        schemas: &SCHEMAS,
        operations,
        extensions: &[("x-lenient-json", "true")],
        path_extensions: &[("/things", &[("x-path", "[]")])],
        ..DOCUMENT
    })
}

fn expected() -> Value {
    let person = json!({"$ref": "#/components/schemas/Person"});
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Things", "version": "1", "description": "All.", "contact": {"name": "Us"},
            "license": {"name": "MIT"}, "x-a": 1
        },
        "servers": [{"url": "/", "description": "Here."}],
        "tags": [{"name": "things", "externalDocs": {"url": "https://example.com"}}],
        "externalDocs": {"url": "https://example.com"},
        "security": [{"bearer": []}],
        "x-lenient-json": true,
        "paths": {
            "/things": {
                "x-path": [],
                "post": {
                    "operationId": "things_create",
                    "tags": ["things"],
                    "summary": "Create",
                    "description": "Makes one.",
                    "externalDocs": {"url": "https://example.com", "description": "More."},
                    "deprecated": true,
                    "parameters": [
                        {
                            "name": "value", "in": "query", "required": true, "deprecated": true,
                            "description": "Which.", "style": "pipeDelimited", "explode": false,
                            "allowEmptyValue": true, "schema": {"type": "string"}, "example": "a",
                            "x-aliases": ["valeu"]
                        },
                        {
                            "name": "filter", "in": "query", "required": false,
                            "content": {"application/json": {"schema": person}},
                            "examples": {"one": {"value": {}}}
                        }
                    ],
                    "requestBody": {
                        "description": "The person.",
                        "required": true,
                        "x-body": true,
                        "content": {
                            "multipart/form-data": {
                                "schema": person,
                                "example": {"name": "Ada"},
                                "encoding": {
                                    "photo": {
                                        "contentType": "image/png", "style": "form", "explode": true,
                                        "headers": {"X-A": {"schema": {"type": "string"}, "required": true}}
                                    }
                                }
                            }
                        }
                    },
                    "responses": {
                        "200": {
                            "description": "It worked.",
                            "headers": {
                                "X-Count": {
                                    "required": true, "description": "How many.", "explode": false,
                                    "schema": {"type": "integer"}, "example": 3
                                }
                            },
                            "content": {"application/json": {}},
                            "x-ruling": ["T8"]
                        },
                        "4XX": {"description": ""},
                        "default": {
                            "description": "It worked.",
                            "content": {"application/json": {}},
                            "links": {"next": {"operationId": "things_get"}}
                        }
                    },
                    "callbacks": {},
                    "security": [{"token": [], "oauth": ["read"]}, {}],
                    "servers": [{"url": "/other"}],
                    "x-aliases": ["/api/things"]
                }
            }
        },
        "components": {
            "schemas": {
                "Person": {
                    "type": "object",
                    "title": "A person",
                    "description": "Who.",
                    "required": ["name"],
                    "additionalProperties": false,
                    "externalDocs": {"url": "https://example.com"},
                    "xml": {"name": "person"},
                    "properties": {
                        "name": {
                            "type": ["string", "null"], "minLength": 1, "maxLength": 9, "examples": ["Ada"],
                            "enum": ["Ada", null], "x-violation-statuses": {"required": 400}
                        },
                        "friend": {
                            "description": "Another.",
                            "anyOf": [{"allOf": [person]}, {"type": "null"}]
                        },
                        "scores": {
                            "type": "array", "uniqueItems": true, "maxItems": 3,
                            "items": {"type": "number", "exclusiveMinimum": 0, "maximum": 1.0, "multipleOf": 0.5}
                        },
                        "photo": {"type": "string", "contentEncoding": "base64", "readOnly": true, "deprecated": true}
                    }
                },
                "Union": {
                    "examples": [{"kind": "p"}],
                    "anyOf": [
                        {
                            "oneOf": [person, {"not": person}],
                            "discriminator": {
                                "propertyName": "kind", "mapping": {"p": "#/components/schemas/Person"}
                            }
                        },
                        {"type": "null"}
                    ]
                }
            },
            "securitySchemes": {
                "token": {
                    "type": "apiKey", "in": "header", "name": "access-token", "description": "A token.", "x-note": 1
                },
                "oauth": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": "https://example.com/token", "scopes": {"read": "Reads."}
                        }
                    }
                },
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            }
        }
    })
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
