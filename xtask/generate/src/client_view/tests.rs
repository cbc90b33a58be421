//! Each rewrite on a tiny document: what is noted, and what progenitor is given.

use std::{path::Path, sync::Arc};

use serde_json::{Value, json};

use super::{Models, View, normalise};

/// The view of a document with these paths.
fn view(paths: &str) -> View {
    let text = format!("openapi: 3.0.3\ninfo: {{title: Test, version: '1'}}\npaths:\n{paths}");
    let file: Arc<Path> = Path::new("test.yaml").into();
    let document = roster_document::parse(&text, &file).expect("the test's document is YAML");
    normalise(&roster_document::Document::of(&document), &Models::default()).expect("the test's document has a view")
}

fn notes(view: &View) -> Vec<String> {
    view.notes.iter().map(|note| format!("{} {}: {}", note.rewrite.name(), note.operation, note.subject)).collect()
}

/// The view of one operation, `get /a`, of which the YAML is the rest.
fn operation(rest: &str) -> (Vec<String>, Value) {
    let indented: String = rest.lines().map(|line| format!("      {line}\n")).collect();
    let view = view(&format!("  /a:\n    get:\n      operationId: a\n{indented}"));
    (notes(&view), view.document["paths"]["/a"]["get"].clone())
}

#[test]
fn what_progenitor_takes_is_left_alone() {
    let (notes, view) = operation(
        "parameters: [{name: q, in: query, schema: {type: string, default: x}}]\nresponses: {'200': {description: x, content: {application/json: {schema: {type: integer}}}}}",
    );
    assert!(notes.is_empty(), "{notes:?}");
    assert_eq!(
        view,
        json!({
            "operationId": "a",
            "parameters": [{"name": "q", "in": "query", "required": false, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"type": "integer"}}}}},
        })
    );
}

#[test]
fn an_operation_without_an_id_gets_one() {
    let view = view(
        "  /a/{id}:\n    get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: x}}}\n",
    );
    assert_eq!(notes(&view), ["operation-id-made get_a_id: get /a/{id}"]);
    assert_eq!(view.operations[0].id, "get_a_id");
}

#[test]
fn operations_get_names_that_are_nobody_elses() {
    let paths: String = ["doIt", "do-it", "exec", "type", "1st"]
        .map(|id| format!("  /{id}:\n    get: {{operationId: {id}, responses: {{'204': {{description: x}}}}}}\n"))
        .concat();
    let view = view(&paths);
    let names: Vec<_> = view.operations.iter().map(|operation| operation.name.as_str()).collect();
    assert_eq!(names, ["do_it", "do_it_2", "exec_2", "type_2", "operation_1st"]);
    assert_eq!(
        notes(&view),
        ["operation-renamed do-it: `do_it_2`", "operation-renamed exec: `exec_2`", "operation-renamed type: `type_2`"]
    );
}

#[test]
fn options_and_trace_are_left_out() {
    let view = view(
        "  /a:\n    options: {operationId: a, responses: {'204': {description: x}}}\n    head: {operationId: b, responses: {'204': {description: x}}}\n    trace: {operationId: c, responses: {'204': {description: x}}}\n",
    );
    assert_eq!(
        notes(&view),
        [
            "operation-left-out a: reqwest has no shorthand for OPTIONS",
            "operation-left-out c: reqwest has no shorthand for TRACE"
        ]
    );
    assert_eq!(view.operations.len(), 1);
}

#[test]
fn parameters_that_cannot_be_sent_are_left_out() {
    let (notes, view) = operation(
        "parameters:
- {name: session, in: cookie, schema: {type: string}}
- {name: X-Null, in: header, schema: {type: string, nullable: true}}
- {name: X-List, in: header, schema: {type: array, items: {type: string}}}
- {name: deep, in: query, style: deepObject, schema: {type: object}}
- {name: list, in: query, explode: false, schema: {type: array, items: {type: string}}}
- {name: json, in: query, content: {application/json: {schema: {type: object}}}}
- {name: send, in: query, schema: {type: string}}
- {name: kept, in: query, schema: {type: string}}
responses: {'204': {description: x}}",
    );
    assert_eq!(
        notes,
        [
            "parameter-left-out a: cookie parameter `session`: it is a cookie",
            "parameter-left-out a: header parameter `X-Null`: it is nullable",
            "parameter-left-out a: header parameter `X-List`: it is not a scalar",
            "parameter-left-out a: query parameter `deep`: its style is not `form`",
            "parameter-left-out a: query parameter `list`: its items are joined by commas",
            "parameter-left-out a: query parameter `json`: it is JSON inside a parameter",
            "parameter-left-out a: query parameter `send`: its name is taken by another method of the builder",
        ]
    );
    assert_eq!(view["parameters"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_operation_that_needs_such_a_parameter_is_left_out() {
    let view = view(
        "  /a/{id}:\n    get: {operationId: a, parameters: [{name: id, in: path, required: true, style: matrix, schema: {type: string}}], responses: {'204': {description: x}}}\n",
    );
    assert_eq!(notes(&view), ["operation-left-out a: path parameter `id`: its style is not `simple`"]);
    assert_eq!(view.document["paths"], json!({}));
}

#[test]
fn an_operations_parameter_replaces_the_paths() {
    let view = view(
        "  /a:\n    parameters: [{name: q, in: query, schema: {type: string}}]\n    get: {operationId: a, parameters: [{name: q, in: query, schema: {type: integer}}], responses: {'204': {description: x}}}\n",
    );
    assert_eq!(view.document["paths"]["/a"]["get"]["parameters"][0]["schema"], json!({"type": "integer"}));
}

#[test]
fn one_request_media_type_is_chosen() {
    let (notes, view) = operation(
        "requestBody: {required: true, content: {text/csv: {}, application/json: {schema: {type: string}}}}\nresponses: {'204': {description: x}}",
    );
    assert_eq!(notes, ["request-media-type-chosen a: `application/json` of 2"]);
    assert_eq!(view["requestBody"]["content"], json!({"application/json": {"schema": {"type": "string"}}}));
}

#[test]
fn a_body_of_another_kind_is_raw_and_keeps_its_media_type() {
    let paths = "  /a:
    put: {operationId: a, requestBody: {content: {application/offset+octet-stream: {schema: {type: string, format: binary}}}}, responses: {'204': {description: x}}}
    post: {operationId: b, requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties: {p: {}}}, encoding: {p: {}}}}}, responses: {'204': {description: x}}}
    patch: {operationId: c, requestBody: {required: true, content: {text/plain: {schema: {type: string, maxLength: 3}}}}, responses: {'204': {description: x}}}\n";
    let view = view(paths);
    assert_eq!(
        notes(&view),
        [
            "request-body-made-required a: the body",
            "request-body-made-raw a: `application/offset+octet-stream`",
            "encoding-left-out b: `multipart/form-data`",
            "request-body-made-raw b: `multipart/form-data`",
            "request-body-made-raw c: `text/plain`",
        ]
    );
    let media_types: Vec<_> = view.operations.iter().map(|operation| operation.media_type.as_deref()).collect();
    assert_eq!(media_types, [Some("application/offset+octet-stream"), None, Some("text/plain")]);
}

#[test]
fn answers_of_several_kinds_are_one_stream() {
    let (notes, view) = operation(
        "responses:
  '200': {description: x, content: {application/json: {schema: {type: string}}}}
  '204': {description: x}
  '301': {description: x, headers: {Location: {schema: {type: string}}}}
  '404': {description: x, content: {application/problem+json: {schema: {type: string}}}}
  '500': {description: x, content: {text/plain: {}}}",
    );
    assert_eq!(
        notes,
        [
            "json-variant-renamed a: `application/problem+json`",
            "responses-merged a: successes",
            "responses-merged a: errors",
        ]
    );
    let octets = json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}});
    for status in ["200", "204", "404", "500"] {
        assert_eq!(view["responses"][status]["content"], octets, "{status}");
    }
    assert!(view["responses"].get("301").is_none());
}

#[test]
fn a_status_with_json_and_bytes_is_bytes() {
    let (notes, view) =
        operation("responses: {'200': {description: x, content: {application/json: {}, image/png: {}}}}");
    assert_eq!(notes, ["schema-made a: `application/json`", "responses-merged a: media types of 200"]);
    assert!(view["responses"]["200"]["content"].get("application/octet-stream").is_some());
}

#[test]
fn default_beside_successes_stands_for_errors() {
    let (notes, view) = operation(
        "responses: {'200': {description: x}, default: {description: x, content: {application/json: {schema: {type: string}}}}}",
    );
    assert_eq!(notes, ["default-made-errors a: `default`"]);
    let statuses: Vec<_> = view["responses"].as_object().expect("an object").keys().collect();
    assert_eq!(statuses, ["200", "4XX", "5XX"]);
    let (notes, view) = operation("responses: {default: {description: x}}");
    assert!(notes.is_empty());
    assert!(view["responses"].get("default").is_some());
}

#[test]
fn keywords_that_typify_cannot_take_are_left_out() {
    let (notes, view) = operation(
        "parameters:
- {name: a, in: query, schema: {type: boolean, format: flag}}
- {name: b, in: query, schema: {type: string, enum: [a-b, a_b]}}
- {name: c, in: query, schema: {type: integer, enum: [1, 2]}}
- {name: d, in: query, schema: {type: string, pattern: '([', maxLength: 3}}
responses: {'204': {description: x}}",
    );
    assert_eq!(
        notes,
        [
            "keyword-left-out a: `format` of boolean",
            "keyword-left-out a: `enum` of string",
            "keyword-left-out a: `enum` of integer",
            "constraints-left-out a: the server checks them",
        ]
    );
    assert_eq!(view["parameters"][2]["schema"], json!({"type": "integer"}));
}

#[test]
fn what_openapi_3_0_has_no_word_for_is_said_as_far_as_it_can_be() {
    let view = |schema: &str| {
        let (_, view) = operation(&format!(
            "responses: {{'200': {{description: x, content: {{application/json: {{schema: {schema}}}}}}}}}"
        ));
        view["responses"]["200"]["content"]["application/json"]["schema"].clone()
    };
    assert_eq!(view("{type: string, const: a}"), json!({"type": "string", "enum": ["a"]}));
    assert_eq!(view("{type: [string, 'null']}"), json!({"type": "string", "nullable": true}));
    assert_eq!(view("{type: [string, integer]}"), json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}));
    assert_eq!(
        view("{type: [array, boolean]}"),
        json!({"oneOf": [{"type": "array", "items": {}}, {"type": "boolean"}]})
    );
    let tuple = view("{type: array, prefixItems: [{type: string}], items: {type: integer}}");
    assert_eq!(tuple, json!({"type": "array", "items": {}}));
    assert_eq!(view("{const: {a: 1}}"), json!({}));
}

#[test]
fn models_of_the_layer_are_referred_to() {
    let text = "openapi: 3.0.3
info: {title: Test, version: '1'}
paths:
  /a:
    get:
      operationId: a
      responses: {'200': {description: x, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}}
components: {schemas: {User: {type: object}}}
";
    let file: Arc<Path> = Path::new("test.yaml").into();
    let document = roster_document::parse(text, &file).expect("YAML");
    let models = Models { components: [("User".to_owned(), "User2".to_owned())].into(), ..Models::default() };
    let view = normalise(&roster_document::Document::of(&document), &models).expect("there is a view").document;
    let schema = &view["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(*schema, json!({"type": "array", "items": {"$ref": "#/components/schemas/User2"}}));
    assert_eq!(view["components"]["schemas"], json!({"User2": {}}));
}

#[test]
fn a_path_that_cannot_be_written_is_an_error_with_its_place() {
    let text = "openapi: 3.0.3\ninfo: {}\npaths:\n  /a/{id:\n    get: {operationId: a, responses: {}}\n";
    let file: Arc<Path> = Path::new("test.yaml").into();
    let document = roster_document::parse(text, &file).expect("YAML");
    let problems = normalise(&roster_document::Document::of(&document), &Models::default())
        .expect_err("the path is broken")
        .sorted();
    let [problem] = problems.as_slice() else { panic!("one problem: {problems:?}") };
    assert_eq!(problem.rule, "client-path");
    assert_eq!(problem.location.to_string(), "test.yaml:5:10");
}

#[test]
fn methods_that_reqwest_has_no_shorthand_for_are_left_out() {
    let view = view(
        "  /a:\n    query: {operationId: a, responses: {'204': {description: x}}}\n    additionalOperations:\n      \
         COPY: {operationId: b, responses: {'204': {description: x}}}\n",
    );
    assert_eq!(
        notes(&view),
        [
            "operation-left-out a: reqwest has no shorthand for QUERY",
            "operation-left-out b: reqwest has no shorthand for COPY"
        ]
    );
}

#[test]
fn parameters_that_progenitor_does_not_know_are_left_out() {
    let (notes, _) = operation(
        "parameters:\n- {name: q, in: querystring, content: {application/json: {schema: {type: object}}}}\n- {name: c, in: cookie, style: cookie, schema: {type: string}}\nresponses: {'204': {description: x}}",
    );
    assert_eq!(
        notes,
        [
            "parameter-left-out a: querystring parameter `q`: it is the query string as a whole",
            "parameter-left-out a: cookie parameter `c`: it is a cookie"
        ]
    );
}
