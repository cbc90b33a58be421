//! What documents of OpenAPI 3.1 and 3.2 say beside schemas: read as objects, and held to their rules.

use insta::assert_snapshot;
use roster_document::{Document, SecurityKind};

use crate::project::Project;

fn project(version: &str, rest: &str) -> Project {
    let text = format!("openapi: {version}\ninfo: {{title: Tiny, version: '1'}}\n{rest}");
    Project::new(&[("openapi.yaml", &text)])
}

fn document(rest: &str) -> Document {
    Document::of(&project("3.2.0", rest).bundle().document)
}

#[test]
fn methods_are_as_they_are_sent() {
    let document = document(
        "paths:
  /a:
    query: {responses: {'200': {description: D}}}
    get: {responses: {'200': {description: D}}}
    additionalOperations:
      copyTo: {responses: {'200': {description: D}}}
      x-own: {responses: {'200': {description: D}}}
",
    );
    let methods: Vec<_> = document.operations.iter().map(|operation| &*operation.method).collect();
    assert_eq!(methods, ["QUERY", "GET", "copyTo", "x-own"]);
    let ids: Vec<_> = document.operations.iter().map(|operation| &*operation.id).collect();
    assert_eq!(ids, ["query_a", "get_a", "copy_to_a", "x_own_a"]);
}

#[test]
fn webhooks_have_ids_that_no_route_has() {
    let document = document(
        "paths: {/a: {get: {responses: {'200': {description: D}}}}}
webhooks:
  changed:
    parameters: [{name: X-Kind, in: header, schema: {type: string}}]
    post: {operationId: get_a, responses: {'200': {description: D}}}
",
    );
    let [operation] = &document.operations[..] else { panic!("{:?}", document.operations) };
    let [webhook] = &document.webhooks[..] else { panic!("{:?}", document.webhooks) };
    assert_eq!((&*operation.id, &*webhook.id, &*webhook.path), ("get_a_2", "get_a", "changed"));
    assert_eq!(webhook.parameters[0].name, "X-Kind");
}

#[test]
fn words_beside_a_reference_are_those_of_that_use() {
    let document = document(
        "paths:
  /a:
    summary: Of all.
    get:
      parameters: [{$ref: '#/components/parameters/Q', description: Here.}]
      responses: {'200': {$ref: '#/components/responses/R', summary: Short here.}}
    put:
      summary: Own.
      parameters: [{$ref: '#/components/parameters/Q'}]
      responses:
        '200':
          $ref: '#/components/responses/R'
          description: Long here.
components:
  parameters: {Q: {name: q, in: query, description: There., schema: {type: string}}}
  headers: {H: {description: There., schema: {type: string}}}
  examples: {E: {summary: There., dataValue: 1, serializedValue: '01'}}
  responses:
    R:
      summary: Short.
      headers: {X-H: {$ref: '#/components/headers/H', description: Here.}, X-I: {$ref: '#/components/headers/H'}}
      content:
        text/plain:
          examples: {one: {$ref: '#/components/examples/E', summary: Here.}, two: {$ref: '#/components/examples/E'}}
",
    );
    let [get, put] = &document.operations[..] else { panic!("{:?}", document.operations) };
    let words = |operation: &roster_document::Operation| {
        let parameter = operation.parameters[0].description.clone().unwrap();
        (operation.summary.clone().unwrap(), parameter, operation.responses[0].1.description.clone())
    };
    assert_eq!(words(get), ("Of all.".to_owned(), "Here.".to_owned(), "Short here.".to_owned()));
    assert_eq!(words(put), ("Own.".to_owned(), "There.".to_owned(), "Long here.".to_owned()));
    let response = &get.responses[0].1;
    let headers: Vec<_> = response.headers.iter().map(|(_, header)| header.description.as_deref()).collect();
    assert_eq!(headers, [Some("Here."), Some("There.")]);
    let examples = &response.content[0].examples;
    let said: Vec<_> = examples.iter().map(|example| (example.title(), example.serialized.as_deref())).collect();
    assert_eq!(said, [(Some("Here."), Some("01")), (Some("There."), Some("01"))]);
    assert_eq!(examples[0].value.as_ref().unwrap().to_json(), 1);
}

#[test]
fn tags_servers_and_schemes_say_what_is_new() {
    let document = document(
        "servers: [{url: /, name: here}]
tags: [{name: a, summary: S, parent: b}, {name: b, kind: nav}, {name: c, kind: badge}]
security: [{tls: [role]}]
paths: {/a: {get: {tags: [c, a], responses: {'200': {description: D}}}}}
components: {securitySchemes: {tls: {type: mutualTLS}}}
",
    );
    assert_eq!(document.servers[0].name.as_deref(), Some("here"));
    assert_eq!((document.tags[0].parent.as_deref(), document.tags[0].summary.as_deref()), (Some("b"), Some("S")));
    assert_eq!(document.navigation_tag(&document.operations[0]), Some("a"));
    assert!(matches!(document.security_schemes[0].kind, SecurityKind::MutualTls));
    assert_eq!(document.security[0].schemes, [("tls".to_owned(), vec!["role".to_owned()])]);
}

#[test]
fn items_and_query_strings_keep_their_encodings() {
    let document = document(
        "paths:
  /a:
    post:
      parameters:
        - name: q
          in: querystring
          content:
            application/x-www-form-urlencoded:
              schema: {type: object, properties: {a: {type: array, items: {type: string}}}}
              encoding: {a: {explode: false}}
              example: {a: [x]}
      requestBody:
        content:
          application/jsonl: {itemSchema: {type: integer}}
          multipart/mixed: {prefixEncoding: [{contentType: text/plain}], itemEncoding: {contentType: image/png}}
      responses: {'200': {description: D}}
",
    );
    let operation = &document.operations[0];
    let whole = &operation.parameters[0];
    assert!(whole.is_form());
    assert_eq!((whole.encoding[0].explode, whole.examples.len()), (Some(false), 1));
    let [lines, parts] = &operation.body.as_ref().unwrap().content[..] else { panic!("two media types") };
    let items = document.schema(lines.item_schema.expect("of each line"));
    assert_eq!(items.schema_type(), Some(roster_document::SchemaType::Integer));
    assert_eq!(parts.prefix_encoding[0].content_type.as_deref(), Some("text/plain"));
    assert_eq!(parts.item_encoding.as_ref().unwrap().content_type.as_deref(), Some("image/png"));
}

#[test]
fn examples_are_held_against_the_schema_by_their_data() {
    let found = project(
        "3.2.0",
        "paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: D
          content:
            application/xml:
              schema: {type: object, properties: {n: {type: integer}}}
              examples:
                good: {dataValue: {n: 1}, serializedValue: <n>1</n>}
                bad: {dataValue: {n: one}, serializedValue: <n>one</n>}
                text: {value: <n>1</n>}
                no_text: {dataValue: <n>1</n>}
webhooks:
  b:
    post:
      operationId: b
      requestBody: {content: {application/json: {schema: {type: integer}, example: one}}}
      responses: {'200': {description: D}}
",
    );
    assert_snapshot!(found.lint(), @r#"
    openapi.yaml:15:38: warning[example]: the example does not fit its schema at `/n`: value is not of type "integer"
      help: correct the example, or the schema
    openapi.yaml:17:38: warning[example]: the example does not fit its schema: value is not of type "object"
      help: correct the example, or the schema
    openapi.yaml:22:84: warning[example]: the example does not fit its schema: value is not of type "integer"
      help: correct the example, or the schema
    "#);
}

#[test]
fn a_flow_for_devices_and_roles_are_taken() {
    let rest = "security: [{oauth: [read]}, {key: [reader]}]
paths: {/a: {get: {operationId: a, responses: {'200': {description: D}}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    oauth:
      type: oauth2
      oauth2MetadataUrl: https://id.example/
      flows: {deviceAuthorization: {deviceAuthorizationUrl: /d, tokenUrl: /t, scopes: {read: Reads.}}}
";
    assert_snapshot!(project("3.2.0", rest).lint(), @"");
    assert_snapshot!(project("3.1.0", rest).lint(), @"
    openapi.yaml:10:7: warning[key-of-other-version]: `oauth2MetadataUrl` belongs to OpenAPI 3.2, as which it is read
      help: write `openapi: 3.2.0`, or leave it out
    openapi.yaml:11:15: warning[key-of-other-version]: `deviceAuthorization` belongs to OpenAPI 3.2, as which it is read
      help: write `openapi: 3.2.0`, or leave it out
    openapi.yaml:11:37: warning[key-of-other-version]: `deviceAuthorizationUrl` belongs to OpenAPI 3.2, as which it is read
      help: write `openapi: 3.2.0`, or leave it out
    ");
}

#[test]
fn items_are_said_in_documents_before_3_2_as_well() {
    let project = project(
        "3.0.3",
        "paths:
  /a:
    get:
      responses:
        '200': {description: D, content: {application/jsonl: {x-item-schema: {type: integer, nullable: true}}}}
",
    );
    let (mended, found) = roster_document::mend(&project.bundle().document);
    assert!(found.sorted().is_empty());
    let acting = roster_document::acting(&mended);
    let content = &acting["paths"]["/a"]["get"]["responses"]["200"]["content"];
    assert_eq!(content, &serde_json::json!({"application/jsonl": {"itemSchema": {"type": ["integer", "null"]}}}));
}

#[test]
fn what_is_enforced_holds_like_anything_else() {
    let project = project(
        "3.0.3",
        "paths: {}
components:
  schemas:
    A: {type: object, x-enforced: {oneOf: [{required: [a]}, {$ref: '#/components/schemas/B'}]}}
    B: {x-enforced: {type: string, nullable: true}}
    C: {type: string, maxLength: 2, x-enforced: {maxLength: 1}}
    D: {allOf: [{type: object}], x-enforced: {allOf: [{required: [d]}]}}
",
    );
    let (mended, _) = roster_document::mend(&project.bundle().document);
    let expected = serde_json::json!({
        "A": {"type": "object", "oneOf": [{"required": ["a"]}, {"$ref": "#/components/schemas/B"}]},
        "B": {"type": ["string", "null"]},
        "C": {"type": "string", "maxLength": 2, "allOf": [{"maxLength": 1}]},
        "D": {"allOf": [{"type": "object"}, {"allOf": [{"required": ["d"]}]}]}
    });
    assert_eq!(roster_document::acting(&mended)["components"]["schemas"], expected);
}
