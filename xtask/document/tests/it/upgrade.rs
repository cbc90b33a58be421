//! 3.0.3 to 3.1.0: one snapshot for each rule.

use insta::assert_snapshot;

use crate::project::{HEAD, Project};

/// The schema `A`, upgraded, as JSON in one line.
fn schema(yaml: &str) -> String {
    let project = Project::document(&format!("paths: {{}}\ncomponents:\n  schemas:\n    A: {yaml}\n    B: {{}}\n"));
    let upgraded = roster_document::upgrade_node(&project.bundle().document);
    serde_json::to_string(upgraded.pointer("/components/schemas/A").unwrap()).unwrap()
}

#[test]
fn nullable() {
    assert_snapshot!(schema("{type: string, nullable: true, maxLength: 3}"), @r#"{"type":["string","null"],"maxLength":3}"#);
    assert_snapshot!(schema("{type: string, nullable: false}"), @r#"{"type":"string"}"#);
    assert_snapshot!(schema("{type: string, nullable: true, enum: [a, null]}"), @r#"{"type":["string","null"],"enum":["a",null]}"#);
    assert_snapshot!(schema("{type: string, nullable: true, enum: [a]}"), @r#"{"type":["string","null"],"enum":["a"]}"#);
    assert_snapshot!(schema("{nullable: true, description: d, x-a: 1, allOf: [{$ref: '#/components/schemas/B'}]}"), @r##"{"description":"d","x-a":1,"anyOf":[{"allOf":[{"$ref":"#/components/schemas/B"}]},{"type":"null"}]}"##);
    assert_snapshot!(schema("{nullable: true, default: 1, oneOf: [{type: integer}, {type: boolean}], discriminator: {propertyName: p}}"), @r#"{"default":1,"anyOf":[{"oneOf":[{"type":"integer"},{"type":"boolean"}],"discriminator":{"propertyName":"p"}},{"type":"null"}]}"#);
    assert_snapshot!(schema("{nullable: true, description: d}"), @r#"{"description":"d"}"#);
    assert_snapshot!(schema("{type: object, nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}"), @r##"{"type":["object","null"],"allOf":[{"$ref":"#/components/schemas/B"}]}"##);
}

#[test]
fn bounds() {
    assert_snapshot!(schema("{type: number, minimum: 1, exclusiveMinimum: true, maximum: 2.5, exclusiveMaximum: false}"), @r#"{"type":"number","exclusiveMinimum":1,"maximum":2.5}"#);
    assert_snapshot!(schema("{type: number, exclusiveMaximum: true}"), @r#"{"type":"number"}"#);
}

#[test]
fn examples_and_formats() {
    assert_snapshot!(schema("{type: string, example: null, format: byte}"), @r#"{"type":"string","examples":[null],"contentEncoding":"base64"}"#);
    assert_snapshot!(schema("{type: string, example: a, format: binary}"), @r#"{"type":"string","examples":["a"],"format":"binary"}"#);
    assert_snapshot!(schema("{properties: {example: {example: 1}, nullable: {type: integer, nullable: true}}, example: {example: 1}, additionalProperties: {type: integer, nullable: true}, not: {example: 2}, x-example: {example: 1}}"), @r#"{"properties":{"example":{"examples":[1]},"nullable":{"type":["integer","null"]}},"examples":[{"example":1}],"additionalProperties":{"type":["integer","null"]},"not":{"examples":[2]},"x-example":{"example":1}}"#);
}

#[test]
fn components_are_put_in_place() {
    let project = Project::new(&[(
        "openapi.yaml",
        &format!(
            "{HEAD}paths:
  /a/{{id}}:
    parameters:
      - {{$ref: '#/components/parameters/Id'}}
      - {{name: page, in: query, schema: {{type: integer}}}}
    servers: [{{url: /v1}}]
    get:
      parameters: [{{name: page, in: query, schema: {{type: string, example: x}}}}]
      responses:
        '200': {{$ref: '#/components/responses/Ok'}}
    post:
      servers: [{{url: /v2}}]
      requestBody: {{$ref: '#/components/requestBodies/Body'}}
      responses:
        '200': {{$ref: '#/components/responses/Ok'}}
components:
  schemas:
    A: {{type: string, nullable: true}}
  parameters:
    Id: {{name: id, in: path, required: true, schema: {{$ref: '#/components/schemas/A'}}}}
  headers:
    Link: {{schema: {{type: string, example: l}}, example: m}}
  examples:
    One: {{value: {{example: 1}}}}
  responses:
    Ok:
      description: Ok.
      headers: {{Link: {{$ref: '#/components/headers/Link'}}}}
  requestBodies:
    Body:
      content:
        application/json:
          schema: {{$ref: '#/components/schemas/A'}}
          examples: {{one: {{$ref: '#/components/examples/One'}}}}
  securitySchemes:
    key: {{type: apiKey, in: header, name: key}}
security: [{{key: []}}]
"
        ),
    )]);
    let upgraded = roster_document::upgrade_node(&project.bundle().document);
    assert_snapshot!("components_are_put_in_place", roster_document::yaml(&upgraded).unwrap());
}

#[test]
fn a_callback_within_itself_stays_a_reference() {
    let project = Project::document(
        "paths:\n  /a:\n    post:\n      responses: {'200': {description: Ok.}}\n      callbacks: {again: {$ref: '#/components/callbacks/Again'}}\n\
         components:\n  callbacks:\n    Again:\n      '{$url}':\n        post:\n          responses: {'200': {description: Ok.}}\n          callbacks: {again: {$ref: '#/components/callbacks/Again'}}\n",
    );
    let upgraded = roster_document::upgrade(&project.bundle().document);
    let inner = upgraded.pointer("/paths/~1a/post/callbacks/again/{$url}/post/callbacks/again").unwrap();
    assert_eq!(inner, &serde_json::json!({"$ref": "#/components/callbacks/Again"}));
    assert!(upgraded.pointer("/components/callbacks/Again").is_some());
}
