//! 3.1 and 3.2 to what came before: a snapshot for each rule, and the same verdict about every value where nothing is lost.

use insta::assert_snapshot;
use roster_document::{Version, acting, convert, mend, rules};
use serde_json::{Value, json};

use crate::project::Project;

fn document(version: &str, rest: &str) -> Project {
    let head = format!("openapi: {version}\ninfo: {{title: Tiny, version: '1'}}\n");
    Project::new(&[("openapi.yaml", &format!("{head}{rest}"))])
}

fn with_schema(yaml: &str) -> Project {
    let b = "{type: object, properties: {b: {type: integer}}}";
    // What is wider than it was, where one leads to it.
    let c = if yaml.contains("schemas/C") { "    C: {type: object, propertyNames: {maxLength: 1}}\n" } else { "" };
    document("3.1.0", &format!("paths: {{}}\ncomponents:\n  schemas:\n    A: {yaml}\n    B: {b}\n{c}"))
}

/// What the document is in 3.0, and what is lost; the outcome has no more faults than the document.
fn downgraded(project: &Project, version: Version) -> (roster_document::Node, String) {
    let bundle = project.bundle();
    let (node, lost) = convert(&bundle.document, version);
    assert_eq!(Version::of(&node), version);
    let found = rules::everything(&node).strict();
    assert!(!found.has_errors(), "{}\n{}", project.text(found), roster_document::yaml(&node).unwrap());
    let lost = project.text(lost);
    let lost: Vec<&str> = lost.lines().filter(|line| !line.starts_with("  help: ")).collect();
    (node, lost.join("\n").replace("warning[lost-in-3.0]: OpenAPI 3.0 cannot say ", "lost: "))
}

/// The schema `A` in 3.0, as JSON in one line, and what is lost.
fn schema(yaml: &str) -> String {
    let (node, lost) = downgraded(&with_schema(yaml), Version::V30);
    let schema = serde_json::to_string(node.pointer("/components/schemas/A").unwrap()).unwrap();
    if lost.is_empty() { schema } else { format!("{schema}\n{lost}") }
}

/// A part of a document in an earlier version, and what is lost.
fn part(version: &str, rest: &str, to: Version, pointer: &str) -> String {
    let project = document(version, rest);
    let (node, lost) = downgraded(&project, to);
    let part = serde_json::to_string(node.pointer(pointer).unwrap()).unwrap();
    if lost.is_empty() { part } else { format!("{part}\n{lost}") }
}

#[test]
fn null() {
    assert_snapshot!(schema("{type: [string, 'null'], enum: [a, null]}"), @r#"{"type":"string","nullable":true,"enum":["a",null]}"#);
    assert_snapshot!(schema("{type: 'null'}"), @r#"{"enum":[null]}"#);
    assert_snapshot!(schema("{title: T, anyOf: [{type: string, enum: [a]}, {type: 'null'}]}"), @r#"{"title":"T","type":"string","enum":["a",null],"nullable":true}"#);
    assert_snapshot!(schema("{description: d, anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}"), @r##"{"description":"d","allOf":[{"$ref":"#/components/schemas/B"}],"nullable":true}"##);
    assert_snapshot!(schema("{oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}"), @r##"{"allOf":[{"$ref":"#/components/schemas/B"}],"nullable":true}"##);
    assert_snapshot!(schema("{oneOf: [{}, {type: 'null'}]}"), @r#"{"oneOf":[{},{"enum":[null]}]}"#);
    assert_snapshot!(schema("{anyOf: [{type: string}, {type: integer}, {const: null}]}"), @r#"{"anyOf":[{"type":"string"},{"type":"integer"}],"nullable":true}"#);
    assert_snapshot!(schema("{type: object, anyOf: [{required: [a]}, {type: 'null'}]}"), @r#"{"type":"object","anyOf":[{"required":["a"]},{"enum":[null]}]}"#);
    assert_snapshot!(schema("{anyOf: [{anyOf: [{type: string}, {type: integer}]}, {type: 'null'}]}"), @r#"{"anyOf":[{"type":"string"},{"type":"integer"}],"nullable":true}"#);
}

#[test]
fn types() {
    assert_snapshot!(schema("{type: [string, integer, array, 'null'], maxLength: 3, minimum: 1, format: date, properties: {a: {}}, default: 1}"), @r#"{"anyOf":[{"type":"string","nullable":true,"maxLength":3,"format":"date"},{"type":"integer","minimum":1},{"type":"array","items":{}}],"default":1}"#);
    assert_snapshot!(schema("{type: [integer, number], minimum: 1}"), @r#"{"type":"number","minimum":1}"#);
    assert_snapshot!(schema("{type: [string, integer], anyOf: [{maxLength: 1}, {maximum: 1}]}"), @r#"{"anyOf":[{"maxLength":1},{"maximum":1}],"allOf":[{"anyOf":[{"type":"string"},{"type":"integer"}]}]}"#);
    assert_snapshot!(schema("{type: array}"), @r#"{"type":"array","items":{}}"#);
}

#[test]
fn values() {
    assert_snapshot!(schema("{const: 1}"), @r#"{"enum":[1]}"#);
    assert_snapshot!(schema("{const: 1, enum: [1, 2]}"), @r#"{"enum":[1,2],"allOf":[{"enum":[1]}]}"#);
    assert_snapshot!(schema("{type: number, minimum: 1, exclusiveMinimum: 2, maximum: 5, exclusiveMaximum: 6}"), @r#"{"type":"number","minimum":2,"exclusiveMinimum":true,"maximum":5}"#);
    assert_snapshot!(schema("{type: object, properties: {a: true, b: false}, additionalProperties: false, required: []}"), @r#"{"type":"object","properties":{"a":{},"b":{"not":{}}},"additionalProperties":false}"#);
    assert_snapshot!(schema("{type: string, enum: []}"), @r#"
    {"type":"string"}
    openapi.yaml:6:23: lost: an empty `enum`; more values are let through
    "#);
    assert_snapshot!(schema("{$ref: '#/components/schemas/B', description: d}"), @r##"{"description":"d","allOf":[{"$ref":"#/components/schemas/B"}]}"##);
    assert_snapshot!(schema("{type: object, properties: {const: {const: 1}}, default: {const: 1}, enum: [{const: 1}]}"), @r#"{"type":"object","properties":{"const":{"enum":[1]}},"default":{"const":1},"enum":[{"const":1}]}"#);
}

#[test]
fn what_is_for_people() {
    assert_snapshot!(schema("{type: string, examples: [a, b], $comment: c}"), @r#"
    {"type":"string","example":"a"}
    openapi.yaml:6:37: lost: more than one example of a schema
    openapi.yaml:6:41: lost: `$comment` of a schema
    "#);
    assert_snapshot!(schema("{type: string, contentEncoding: base64, contentMediaType: image/png}"), @r#"
    {"type":"string","format":"byte"}
    openapi.yaml:6:48: lost: `contentMediaType` of a schema
    "#);
    assert_snapshot!(schema("{type: string, contentMediaType: application/octet-stream}"), @r#"{"type":"string","format":"binary"}"#);
    assert_snapshot!(schema("{type: string, contentEncoding: base64url, unheard-of: 1}"), @r#"
    {"type":"string"}
    openapi.yaml:6:23: lost: `contentEncoding` of a schema
    openapi.yaml:6:51: lost: `unheard-of` of a schema
    "#);
}

#[test]
fn conditions() {
    assert_snapshot!(schema("{type: object, if: {required: [a]}, then: {required: [b]}, else: {required: [c]}}"), @r#"{"type":"object","allOf":[{"anyOf":[{"not":{"required":["a"]}},{"required":["b"]}]},{"anyOf":[{"required":["a"]},{"required":["c"]}]}]}"#);
    assert_snapshot!(schema("{type: object, if: {required: [a]}}"), @r#"{"type":"object"}"#);
    assert_snapshot!(schema("{type: object, dependentRequired: {a: [b], c: []}, dependentSchemas: {d: {maxProperties: 1}}}"), @r#"{"type":"object","allOf":[{"anyOf":[{"not":{"type":"object","required":["a"]}},{"type":"object","required":["b"]}]},{"anyOf":[{"not":{"type":"object","required":["d"]}},{"maxProperties":1}]}]}"#);
}

#[test]
fn arrays() {
    assert_snapshot!(schema("{type: array, contains: {type: integer}}"), @r#"{"type":"array","allOf":[{"not":{"type":"array","items":{"not":{"type":"integer"}}}}],"items":{}}"#);
    assert_snapshot!(schema("{type: array, contains: true, minContains: 2, maxContains: 3}"), @r#"{"type":"array","minItems":2,"maxItems":3,"items":{}}"#);
    assert_snapshot!(schema("{type: array, contains: {type: integer}, minContains: 2, maxContains: 3}"), @r#"
    {"type":"array","allOf":[{"not":{"type":"array","items":{"not":{"type":"integer"}}}}],"items":{}}
    openapi.yaml:6:49: lost: `minContains` above 1; more values are let through
    openapi.yaml:6:65: lost: `maxContains`; more values are let through
    "#);
    assert_snapshot!(schema("{type: array, prefixItems: [{type: string}, {type: string}], items: false}"), @r#"{"type":"array","maxItems":2,"items":{"type":"string"}}"#);
    assert_snapshot!(schema("{type: array, prefixItems: [{type: string}, {type: integer}], unevaluatedItems: false, minItems: 2}"), @r#"
    {"type":"array","minItems":2,"maxItems":2,"items":{"anyOf":[{"type":"string"},{"type":"integer"}]}}
    openapi.yaml:6:22: lost: which item has which schema of `prefixItems`; more values are let through
    "#);
    assert_snapshot!(schema("{type: array, prefixItems: [{type: string}]}"), @r#"
    {"type":"array","items":{}}
    openapi.yaml:6:22: lost: `prefixItems` before items of any kind; more values are let through
    "#);
}

#[test]
fn members() {
    assert_snapshot!(schema("{type: object, properties: {a: {}}, unevaluatedProperties: false}"), @r#"{"type":"object","properties":{"a":{}},"additionalProperties":false}"#);
    assert_snapshot!(schema("{allOf: [{$ref: '#/components/schemas/B'}], unevaluatedProperties: false}"), @r##"
    {"allOf":[{"$ref":"#/components/schemas/B"}]}
    openapi.yaml:6:52: lost: `unevaluatedProperties` beside other schemas in place; more values are let through
    "##);
    assert_snapshot!(schema("{type: object, propertyNames: {type: string}}"), @r#"{"type":"object"}"#);
    assert_snapshot!(schema("{type: object, propertyNames: {maxLength: 3}}"), @r#"
    {"type":"object"}
    openapi.yaml:6:23: lost: `propertyNames`; more values are let through
    "#);
    assert_snapshot!(schema("{type: object, patternProperties: {'.*': {type: string}}}"), @r#"{"type":"object","additionalProperties":{"type":"string"}}"#);
    assert_snapshot!(schema("{type: object, properties: {a: {}}, patternProperties: {'^s': {type: string}, '^i': {type: integer}}, additionalProperties: false}"), @r#"
    {"type":"object","properties":{"a":{}},"additionalProperties":{"anyOf":[{"type":"string"},{"type":"integer"}]}}
    openapi.yaml:6:44: lost: which names of `patternProperties` have which schema; more values are let through
    "#);
    assert_snapshot!(schema("{type: object, patternProperties: {'^s': {type: string}}}"), @r#"
    {"type":"object"}
    openapi.yaml:6:23: lost: `patternProperties`; more values are let through
    "#);
}

#[test]
fn what_is_wider_lets_no_less_through() {
    assert_snapshot!(schema("{not: {type: object, propertyNames: {maxLength: 3}}}"), @"
    {}
    openapi.yaml:6:9: lost: all of what the value must not be; more values are let through
    openapi.yaml:6:29: lost: `propertyNames`; more values are let through
    ");
    assert_snapshot!(schema("{not: {$ref: '#/components/schemas/C'}}"), @"
    {}
    openapi.yaml:6:9: lost: all of what the value must not be; more values are let through
    openapi.yaml:8:23: lost: `propertyNames`; more values are let through
    ");
    assert_snapshot!(schema("{oneOf: [{type: array, items: {$ref: '#/components/schemas/C'}}, {type: array, maxItems: 1}]}"), @r##"
    {"anyOf":[{"type":"array","items":{"$ref":"#/components/schemas/C"}},{"type":"array","maxItems":1,"items":{}}]}
    openapi.yaml:6:9: lost: all that tells the alternatives apart, so several may fit; more values are let through
    openapi.yaml:8:23: lost: `propertyNames`; more values are let through
    "##);
    assert_snapshot!(schema("{if: {type: object, propertyNames: {maxLength: 3}}, then: {maxProperties: 1}}"), @"
    {}
    openapi.yaml:6:9: lost: this condition; more values are let through
    openapi.yaml:6:28: lost: `propertyNames`; more values are let through
    ");
}

#[test]
fn conditions_in_conditions_end() {
    let nested =
        (0..40).fold("{type: integer}".to_owned(), |inner, _| format!("{{if: {inner}, then: {{minimum: 1}}}}"));
    let found = schema(&nested);
    assert!(found.len() < 1_000_000 && found.contains("lost: this condition"), "{}", found.len());
}

/// Schemas that 3.0 can say in another way.
const EXACT: &[&str] = &[
    "true",
    "false",
    r#"{"type": "null"}"#,
    r#"{"type": "string"}"#,
    r#"{"type": ["string", "null"], "maxLength": 1}"#,
    r#"{"type": ["integer", "string", "array", "null"], "minimum": 1, "maxLength": 1, "enum": [null, 1, 2, "a", []]}"#,
    r#"{"type": ["integer", "number", "object"], "exclusiveMinimum": 1, "required": ["a"]}"#,
    r#"{"const": 1}"#,
    r#"{"const": null}"#,
    r#"{"const": 1, "enum": [1, 2]}"#,
    r#"{"exclusiveMinimum": 1, "minimum": 0, "exclusiveMaximum": 3, "maximum": 2}"#,
    r#"{"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}"#,
    r#"{"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}], "title": "T"}"#,
    r#"{"oneOf": [{"type": ["string", "null"]}, {"type": "null"}]}"#,
    r#"{"oneOf": [{"type": "string"}, {"type": "null"}]}"#,
    r#"{"anyOf": [{"type": "object", "allOf": [{"maxProperties": 1}]}, {"type": "null"}]}"#,
    r#"{"type": ["string", "null"], "anyOf": [{"maxLength": 1}, {"type": "null"}]}"#,
    r#"{"if": {"type": "string"}, "then": {"maxLength": 1}, "else": {"type": "integer"}}"#,
    r#"{"if": {"required": ["a"]}, "then": {"required": ["b"]}}"#,
    r#"{"then": {"type": "string"}}"#,
    r#"{"dependentRequired": {"a": ["b"]}}"#,
    r#"{"dependentSchemas": {"a": {"maxProperties": 1}, "b": false}}"#,
    r#"{"contains": {"type": "integer"}}"#,
    r#"{"contains": {"type": "integer"}, "minContains": 0}"#,
    r#"{"contains": true, "minContains": 2}"#,
    r#"{"contains": {}, "maxContains": 1}"#,
    r#"{"prefixItems": [{"type": "integer"}, {"type": "integer"}], "items": false}"#,
    r#"{"prefixItems": [{"type": "integer"}], "items": {"type": "integer"}}"#,
    r#"{"properties": {"a": true, "b": false}, "unevaluatedProperties": false}"#,
    r#"{"properties": {"a": true}, "additionalProperties": true, "unevaluatedProperties": false}"#,
    r#"{"items": {"type": "integer"}, "unevaluatedItems": false}"#,
    r#"{"unevaluatedItems": {"type": "integer"}}"#,
    r#"{"patternProperties": {"": {"type": "integer"}}, "additionalProperties": false}"#,
    r#"{"propertyNames": {"type": "string"}}"#,
];

/// Schemas that it cannot say.
const LOSSY: &[&str] = &[
    r#"{"contains": {"type": "integer"}, "minContains": 2}"#,
    r#"{"contains": {"type": "integer"}, "minContains": 0, "maxContains": 0}"#,
    r#"{"prefixItems": [{"type": "integer"}, {"type": "string"}]}"#,
    r#"{"prefixItems": [{"type": "integer"}, {"type": "string"}], "items": {"type": "null"}}"#,
    r#"{"prefixItems": [{"type": "integer"}, {"type": "string"}], "items": false}"#,
    r#"{"patternProperties": {"^a": {"type": "integer"}}, "additionalProperties": false}"#,
    r#"{"patternProperties": {"^a": {"type": "integer"}}, "additionalProperties": {"type": "string"}}"#,
    r#"{"patternProperties": {"^a": false}}"#,
    r#"{"propertyNames": {"enum": ["a"]}}"#,
    r#"{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}"#,
    r#"{"anyOf": [{"prefixItems": [true]}, {"maxItems": 1}], "unevaluatedItems": false}"#,
];

/// Each of the schemas by itself and in others, beside what it is made of.
fn combined() -> Vec<Value> {
    let schemas: Vec<Value> = EXACT.iter().chain(LOSSY).map(|text| serde_json::from_str(text).unwrap()).collect();
    let mut combined = schemas.clone();
    for (index, one) in schemas.iter().enumerate() {
        let refer = json!({"$ref": format!("#/components/schemas/S{index}")});
        combined.extend([
            json!({"not": one}),
            json!({"not": refer}),
            json!({"$ref": refer["$ref"], "type": ["string", "object", "array"]}),
            json!({"anyOf": [one, {"type": "null"}]}),
            json!({"oneOf": [refer, {"type": "null"}]}),
            json!({"properties": {"a": one}, "additionalProperties": refer}),
            json!({"contains": one}),
            json!({"items": {"not": {"not": one}}}),
            json!({"dependentSchemas": {"a": one}}),
            json!({"prefixItems": [one, one], "items": false}),
        ]);
        for (other_index, other) in schemas.iter().enumerate() {
            let other_refer = json!({"$ref": format!("#/components/schemas/S{other_index}")});
            combined.extend([
                json!({"oneOf": [one, other_refer]}),
                json!({"anyOf": [refer, other], "type": ["string", "integer", "null"]}),
                json!({"if": one, "then": other_refer, "else": {"type": ["array", "null"]}}),
            ]);
        }
    }
    combined
}

#[test]
fn values_fit_as_before_or_more_do_where_something_is_lost() {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(1.5),
        json!(2),
        json!(3),
        json!(""),
        json!("a"),
        json!("ab"),
        json!([]),
        json!([1]),
        json!([1, 2]),
        json!([1, "a"]),
        json!(["a", 1]),
        json!([1, "a", null]),
        json!([null]),
        json!([1, 2, 3]),
        json!({}),
        json!({"a": 1}),
        json!({"a": "x"}),
        json!({"b": 1}),
        json!({"a": 1, "b": "x"}),
        json!({"c": null}),
        json!({"ab": 2, "c": "x"}),
    ];
    let combined = combined();
    let fragments: serde_json::Map<String, Value> = combined[..EXACT.len() + LOSSY.len()]
        .iter()
        .enumerate()
        .map(|(index, schema)| (format!("S{index}"), schema.clone()))
        .collect();
    let verdicts = |schema: &Value, fragments: &Value| -> Vec<bool> {
        let schema = json!({"allOf": [schema], "components": {"schemas": fragments}});
        let validator = jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{error}: {schema}"));
        values.iter().map(|value| validator.is_valid(value)).collect()
    };
    let (mut exact, mut wider) = (0, 0);
    for schema in combined {
        let mut schemas = fragments.clone();
        schemas.insert("A".to_owned(), schema.clone());
        // What is lost elsewhere is not asked for: only what the schema leads to stays.
        let text = schema.to_string();
        schemas.retain(|name, _| name == "A" || text.contains(&format!("/{name}\"")));
        let document = json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": schemas.clone()}});
        let document = roster_document::parse(&document.to_string(), std::path::Path::new("a.json")).unwrap();
        let (older, lost) = convert(&document, Version::V30);
        let again = convert(&older, Version::V31).0.to_json();
        let before = verdicts(&schema, &schemas.into());
        let after = verdicts(&again["components"]["schemas"]["A"], &again["components"]["schemas"]);
        if lost.is_empty() {
            assert_eq!(before, after, "{schema}\n{}", older.pointer("/components/schemas/A").unwrap().to_json());
            exact += 1;
        } else {
            for (index, value) in values.iter().enumerate() {
                assert!(after[index] || !before[index], "{value} does not fit any more: {schema}\n{}", older.to_json());
            }
            wider += usize::from(before != after);
        }
    }
    assert!(exact > 1000 && wider > 1000, "{exact} exact, {wider} wider");
}

const OPERATION: &str = "responses: {'200': {description: Ok.}}";

#[test]
fn what_came_with_3_2() {
    let tags = "tags: [{name: a, summary: A, description: d}, {name: b, parent: a, kind: nav}]\n$self: https://example.com/a.yaml\nservers: [{url: /, name: n}]\npaths: {}\n";
    assert_snapshot!(part("3.2.0", tags, Version::V31, ""), @r#"
    {"openapi":"3.1.0","info":{"title":"Tiny","version":"1"},"tags":[{"name":"a","description":"d"},{"name":"b"}],"servers":[{"url":"/"}],"paths":{}}
    openapi.yaml:3:18: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `summary` of a tag
    openapi.yaml:3:57: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `parent` of a tag
    openapi.yaml:3:68: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `kind` of a tag
    openapi.yaml:4:1: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `$self` of the document
    openapi.yaml:5:20: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `name` of a server
    "#);
    let methods = format!(
        "paths:\n  /a:\n    query: {{operationId: a_query, {OPERATION}}}\n    additionalOperations: {{LINK: {{operationId: a_link, {OPERATION}}}}}\n    get:\n      parameters: [{{$ref: '#/components/parameters/All'}}, {{name: c, in: cookie, style: cookie, schema: {{type: string}}}}]\n      responses:\n        '200': {{summary: Ok., links: {{one: {{operationId: a_query}}, two: {{operationRef: '#/paths/~1a/additionalOperations/LINK'}}, three: {{operationId: a_get}}}}}}\n        '204': {{}}\n      operationId: a_get\ncomponents:\n  parameters:\n    All: {{name: all, in: querystring, content: {{a/b: {{schema: {{type: string}}}}}}}}\n"
    );
    assert_snapshot!(part("3.2.0", &methods, Version::V31, "/paths/~1a"), @r#"
    {"get":{"parameters":[{"name":"c","in":"cookie","schema":{"type":"string"}}],"responses":{"200":{"description":"Ok.","links":{"three":{"operationId":"a_get"}}},"204":{"description":""}},"operationId":"a_get"}}
    openapi.yaml:5:5: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `query` of a path item
    openapi.yaml:6:5: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `additionalOperations` of a path item
    openapi.yaml:8:88: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `style: cookie`; values are percent-encoded without it
    openapi.yaml:10:44: warning[lost-in-3.1]: OpenAPI 3.1 cannot say where the link leads to, so it is left out
    openapi.yaml:10:73: warning[lost-in-3.1]: OpenAPI 3.1 cannot say where the link leads to, so it is left out
    openapi.yaml:15:26: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `in: querystring`; the parameter is left out
    "#);
    let bodies = "paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: Ok.\n          content:\n            application/jsonl:\n              itemSchema: {type: object}\n              examples: {a: {dataValue: 1}, b: {serializedValue: '1'}}\n            multipart/form-data:\n              encoding: {a: {encoding: {b: {contentType: a/b}}}}\n              schema: {type: object, properties: {a: {type: object, properties: {b: {type: string}}}}}\n";
    assert_snapshot!(part("3.2.0", bodies, Version::V31, "/paths/~1a/get/responses/200/content"), @r#"
    {"application/jsonl":{"x-item-schema":{"type":"object"},"examples":{"a":{"value":1},"b":{}}},"multipart/form-data":{"encoding":{"a":{}},"schema":{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}}}}}}}
    openapi.yaml:11:15: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `itemSchema`; it is written as `x-item-schema`
    openapi.yaml:12:49: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `serializedValue` of an example object
    openapi.yaml:14:30: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `encoding` of an encoding object
    "#);
    let schemas = "paths: {}\ncomponents:\n  schemas:\n    A: {oneOf: [{$ref: '#/components/schemas/B'}], discriminator: {propertyName: kind, defaultMapping: B}}\n    B: {type: object, properties: {kind: {type: string, xml: {nodeType: attribute}}, b: {type: array, xml: {nodeType: element}}, c: {type: string, xml: {nodeType: element}}, d: {type: string, xml: {nodeType: cdata}}}}\n";
    assert_snapshot!(part("3.2.0", schemas, Version::V31, "/components/schemas"), @r##"
    {"A":{"oneOf":[{"$ref":"#/components/schemas/B"}]},"B":{"type":"object","properties":{"kind":{"type":"string","xml":{"attribute":true}},"b":{"type":"array","xml":{"wrapped":true}},"c":{"type":"string","xml":{}},"d":{"type":"string","xml":{}}}}}
    openapi.yaml:6:88: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `defaultMapping`; the discriminator is left out, since its property may be missing
    openapi.yaml:7:199: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `nodeType` of an XML object
    "##);
    let security = "paths: {}\ncomponents:\n  securitySchemes:\n    a: {type: oauth2, oauth2MetadataUrl: https://a.example, deprecated: true, flows: {deviceAuthorization: {deviceAuthorizationUrl: /d, tokenUrl: /t, scopes: {}}, clientCredentials: {tokenUrl: /t, scopes: {}}}}\n";
    assert_snapshot!(part("3.2.0", security, Version::V31, "/components/securitySchemes/a"), @r#"
    {"type":"oauth2","flows":{"clientCredentials":{"tokenUrl":"/t","scopes":{}}}}
    openapi.yaml:6:23: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `oauth2MetadataUrl` of a security scheme
    openapi.yaml:6:61: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `deprecated` of a security scheme
    openapi.yaml:6:87: warning[lost-in-3.1]: OpenAPI 3.1 cannot say `deviceAuthorization` of the flows object
    "#);
}

#[test]
fn what_came_with_3_1() {
    let info = "  summary: S\n  license: {name: MIT, identifier: MIT}\njsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base\nwebhooks: {a: {post: {}}}\n";
    let project =
        Project::new(&[("openapi.yaml", &format!("openapi: 3.1.0\ninfo:\n  title: Tiny\n  version: '1'\n{info}"))]);
    let (node, lost) = downgraded(&project, Version::V30);
    assert_snapshot!(format!("{}\n{lost}", node.to_json()), @r#"
    {"info":{"license":{"name":"MIT","url":"https://spdx.org/licenses/MIT.html"},"title":"Tiny","version":"1"},"openapi":"3.0.3","paths":{}}
    openapi.yaml:5:3: lost: `summary` of the info object
    openapi.yaml:8:1: lost: `webhooks` of the document
    "#);
    let license = "paths: {}\ncomponents: {}\n";
    let project = Project::new(&[(
        "openapi.yaml",
        &format!(
            "openapi: 3.1.0\ninfo: {{title: Tiny, version: '1', license: {{name: Both, identifier: MIT OR Apache-2.0}}}}\n{license}"
        ),
    )]);
    assert_snapshot!(downgraded(&project, Version::V30).1, @"openapi.yaml:2:57: lost: `identifier` of the license object");
    let security = "security: [{tls: []}, {tls: [], key: [admin]}]\npaths: {/a: {get: {}}}\ncomponents:\n  securitySchemes:\n    tls: {type: mutualTLS}\n    key: {type: apiKey, in: header, name: key}\n";
    assert_snapshot!(part("3.1.0", security, Version::V30, ""), @r#"
    {"openapi":"3.0.3","info":{"title":"Tiny","version":"1"},"security":[{},{"key":[]}],"paths":{"/a":{"get":{"responses":{"default":{"description":""}}}}},"components":{"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"key"}}}}
    openapi.yaml:3:38: lost: roles of `key`, whose type has no scopes
    openapi.yaml:7:17: lost: `type: mutualTLS`; what requires it is open to callers without a certificate
    "#);
    let words = "paths:\n  /a:\n    get:\n      responses:\n        '200': {$ref: '#/components/responses/Ok', description: Fine.}\n        '201': {$ref: '#/components/responses/Ok', summary: Without effect}\ncomponents:\n  responses:\n    Ok: {description: Ok., content: {application/json: {schema: {const: 1}}}}\n";
    assert_snapshot!(part("3.1.0", words, Version::V30, "/paths/~1a/get/responses"), @r##"{"200":{"description":"Fine.","content":{"application/json":{"schema":{"enum":[1]}}}},"201":{"$ref":"#/components/responses/Ok"}}"##);
}

#[test]
fn the_own_version_stays_and_later_ones_are_written() {
    let project = with_schema("{const: 1}");
    let document = project.bundle().document;
    assert_eq!(convert(&document, Version::V31).0.to_json(), document.to_json());
    let later = convert(&document, Version::V32).0.to_json();
    assert_eq!(later["openapi"], "3.2.0");
    assert_eq!(later["components"], document.to_json()["components"]);
    let older = Project::document("paths: {}\ncomponents: {schemas: {A: {type: string, nullable: true}}}\n");
    let later = convert(&older.bundle().document, Version::V32).0.to_json();
    assert_eq!(later["openapi"], "3.2.0");
    assert_eq!(later["components"]["schemas"]["A"], json!({"type": ["string", "null"]}));
}

#[test]
fn our_own_documents_go_up_and_down() {
    for name in ["twona", "docutools"] {
        let root =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi").join(name).join("openapi.yaml");
        let document = roster_document::bundle(&root).unwrap().document;
        let acts = acting(&mend(&document).0);
        for version in [Version::V31, Version::V32] {
            let later = convert(&document, version).0;
            let (again, lost) = convert(&later, Version::V30);
            assert!(lost.is_empty(), "{name}: {:?}", lost.sorted());
            assert_eq!(acting(&mend(&again).0), acts, "{name}");
            let found = rules::everything(&again);
            assert!(found.is_empty(), "{name}: {:?}", found.sorted());
        }
    }
}
