//! What is not of the type that belongs at its place, and has a clear meaning.

use insta::assert_snapshot;

use crate::project::{HEAD, Project};

fn findings_and(pointer: &str, project: &Project) -> String {
    let bundle = project.bundle();
    let value = bundle.document.pointer(pointer).map(|node| node.to_json().to_string());
    format!("{}\n{}", value.as_deref().unwrap_or("nothing"), project.bundle_findings())
}

#[test]
fn numbers_where_text_belongs_keep_their_spelling() {
    let text = "{openapi: 3.0.3, info: {title: 007, version: 1.10}, paths: {}, tags: [{name: 0x1F}, {name: 1e3}, {name: True}]}";
    let project = Project::new(&[("openapi.yaml", text)]);
    assert_snapshot!(findings_and("/info", &project), @r#"
    {"title":"007","version":"1.10"}
    openapi.yaml:1:46: warning[wrong-type]: `version` is 1.10, not a string; it is read as the text `1.10`
      help: put the value in quotes
    openapi.yaml:1:78: warning[wrong-type]: `name` is 0x1F, not a string; it is read as the text `0x1F`
      help: put the value in quotes
    openapi.yaml:1:92: warning[wrong-type]: `name` is 1e3, not a string; it is read as the text `1e3`
      help: put the value in quotes
    openapi.yaml:1:105: warning[wrong-type]: `name` is True, not a string; it is read as the text `True`
      help: put the value in quotes
    "#);
    let json = Project::new(&[(
        "openapi.yaml",
        "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"T\", \"version\": 2.00}, \"paths\": {}}",
    )]);
    assert_eq!(json.bundle().document.pointer("/info/version").unwrap().as_str(), Some("2.00"));
    let anchored = Project::new(&[(
        "openapi.yaml",
        "openapi: 3.0.3\ninfo: {title: T, version: &v 1.10, x-version: *v}\npaths: {}\nservers: [{url: *v}]\n",
    )]);
    assert_eq!(anchored.bundle().document.pointer("/servers/0/url").unwrap().as_str(), Some("1.10"));
    assert!(anchored.bundle().document.pointer("/info/x-version").unwrap().as_number().is_some());
}

#[test]
fn text_where_numbers_and_flags_belong_is_read_as_such() {
    let project = Project::document(
        "paths: {}\ncomponents:\n  schemas:\n    A: {type: string, maxLength: '5', nullable: 'true', minLength: few, deprecated: 'no', additionalProperties: 'False', default: '5', enum: ['5']}\n",
    );
    assert_snapshot!(findings_and("/components/schemas/A", &project), @r#"
    {"additionalProperties":false,"default":"5","deprecated":"no","enum":["5"],"maxLength":5,"minLength":"few","nullable":true,"type":"string"}
    openapi.yaml:6:5: warning[unused-component]: nothing refers to `A` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:6:34: warning[wrong-type]: `maxLength` is the text `5`; it is read without its quotes
      help: remove the quotes
    openapi.yaml:6:49: warning[wrong-type]: `nullable` is the text `true`; it is read without its quotes
      help: remove the quotes
    openapi.yaml:6:113: warning[wrong-type]: `additionalProperties` is the text `False`; it is read without its quotes
      help: remove the quotes
    "#);
}

#[test]
fn null_says_nothing_and_is_a_value_where_data_stands() {
    let project = Project::document(
        "paths: {}\ncomponents:\n  schemas:\n    A: {description: null, title: ~, enum: null, $ref: null, properties: {a: {format: null, example: null, default: null, enum: [null], x-note: null}, b: }}\n",
    );
    assert_snapshot!(findings_and("/components/schemas/A", &project), @r#"
    {"properties":{"a":{"default":null,"enum":[null],"example":null,"x-note":null},"b":{}}}
    openapi.yaml:6:5: warning[unused-component]: nothing refers to `A` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:6:22: warning[wrong-type]: `description` is null; it is read as left out
      help: leave it out
    openapi.yaml:6:35: warning[wrong-type]: `title` is null; it is read as left out
      help: leave it out
    openapi.yaml:6:44: warning[wrong-type]: `enum` is null; it is read as left out
      help: leave it out
    openapi.yaml:6:56: warning[wrong-type]: `$ref` is null; it is read as left out
      help: leave it out
    openapi.yaml:6:87: warning[wrong-type]: `format` is null; it is read as left out
      help: leave it out
    openapi.yaml:6:153: warning[wrong-type]: `b` is null; it is read as an empty object
      help: write the value
    "#);
    let project = Project::document(
        "security: [{key: null}]\nservers: null\ntags: [null, {name: a}]\npaths:\n  /a:\n    get:\n      security: null\n      post: null\n      responses: {'200': {description: null, content: {application/json: null}}}\n  /b:\ncomponents:\n  parameters:\n  securitySchemes: {key: {type: apiKey, in: header, name: k}}\n",
    );
    assert_snapshot!(project.bundled(), @r#"
    openapi: 3.0.3
    info:
      title: Tiny
      version: '1'
    security:
    - key: []
    tags:
    - name: a
    paths:
      /a:
        get:
          post: null
          responses:
            '200':
              description: ''
              content:
                application/json: {}
      /b: {}
    components:
      securitySchemes:
        key:
          type: apiKey
          in: header
          name: k
    "#);
}

#[test]
fn null_stays_where_it_could_mean_two_things() {
    let project = Project::document(
        "security: [null]\npaths: {}\ncomponents:\n  schemas:\n    A: {oneOf: [{type: string}, null]}\n  parameters:\n    P: {name: null, in: query}\n",
    );
    assert_snapshot!(project.lint(), @"
    openapi.yaml:3:12: error[wrong-type]: the item is null, not an object
      help: write an object, or leave the key out
    openapi.yaml:7:33: error[wrong-type]: the item is null, not an object with a schema
      help: write an object with a schema, or leave the key out
    openapi.yaml:9:8: error[parameter-name]: the parameter has no name
      help: write its name
    openapi.yaml:9:8: warning[parameter-schema]: the parameter has neither `schema` nor `content`; it is read as text
      help: add a `schema`
    openapi.yaml:9:15: error[wrong-type]: `name` is null, not a string
      help: write a string, or leave the key out
    ");
}

#[test]
fn components_that_are_called_what_they_cannot_be_get_another_name() {
    let project = Project::document(
        "paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: A.\n          content:\n            application/json:\n              schema:\n                oneOf:\n                  - {$ref: '#/components/schemas/List«Foo»'}\n                  - {$ref: '#/components/schemas/List%C2%ABBar%C2%BB'}\n                  - {$ref: '#/components/schemas/a b'}\n                  - {$ref: '#/components/schemas/a[b'}\n                  - {$ref: '#/components/schemas/a_c'}\n                  - {$ref: '#/components/schemas/x~1y'}\n                discriminator: {propertyName: kind, mapping: {foo: 'List«Foo»', bar: '#/components/schemas/List«Bar»', xy: x/y}}\ncomponents:\n  schemas:\n    List«Foo»: {type: object}\n    List«Bar»: {type: object}\n    a b: {type: object}\n    a[b: {type: object}\n    a_c: {type: object}\n    x/y: {type: object}\n    '': {type: object}\n",
    );
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:22:5: warning[component-name]: `List«Foo»` cannot name a component; it is read as `List_Foo`
      help: use letters, digits, `.`, `-` and `_` only
    openapi.yaml:23:5: warning[component-name]: `List«Bar»` cannot name a component; it is read as `List_Bar`
      help: use letters, digits, `.`, `-` and `_` only
    openapi.yaml:24:5: warning[component-name]: `a b` cannot name a component; it is read as `a_20_b`
      help: use letters, digits, `.`, `-` and `_` only
    openapi.yaml:25:5: warning[component-name]: `a[b` cannot name a component; it is read as `a_5b_b`
      help: use letters, digits, `.`, `-` and `_` only
    openapi.yaml:27:5: warning[component-name]: `x/y` cannot name a component; it is read as `x_y`
      help: use letters, digits, `.`, `-` and `_` only
    openapi.yaml:28:5: warning[component-name]: `` cannot name a component; it is read as `component`
      help: use letters, digits, `.`, `-` and `_` only
    openapi.yaml:28:5: warning[unused-component]: nothing refers to `component` in `components.schemas`
      help: refer to it or remove it
    ");
    assert_snapshot!(project.bundled(), @"
    openapi: 3.0.3
    info:
      title: Tiny
      version: '1'
    paths:
      /a:
        get:
          responses:
            '200':
              description: A.
              content:
                application/json:
                  schema:
                    oneOf:
                    - $ref: '#/components/schemas/List_Foo'
                    - $ref: '#/components/schemas/List_Bar'
                    - $ref: '#/components/schemas/a_20_b'
                    - $ref: '#/components/schemas/a_5b_b'
                    - $ref: '#/components/schemas/a_c'
                    - $ref: '#/components/schemas/x_y'
                    discriminator:
                      propertyName: kind
                      mapping:
                        foo: '#/components/schemas/List_Foo'
                        bar: '#/components/schemas/List_Bar'
                        xy: '#/components/schemas/x_y'
                        a b: '#/components/schemas/a_20_b'
                        a[b: '#/components/schemas/a_5b_b'
    components:
      schemas:
        List_Bar:
          type: object
        List_Foo:
          type: object
        a_20_b:
          type: object
        a_5b_b:
          type: object
        a_c:
          type: object
        component:
          type: object
        x_y:
          type: object
    ");
}

#[test]
fn a_version_without_its_last_number_is_read() {
    let project = Project::new(&[("openapi.yaml", "openapi: 3.0\ninfo: {title: T, version: '1'}\npaths: {}\n")]);
    assert_snapshot!(findings_and("/openapi", &project), @r#"
    "3.0.0"
    openapi.yaml:1:10: warning[openapi-version]: `3.0` is not a version of OpenAPI; it is read as `3.0.0`
      help: write `openapi: 3.0.3`
    "#);
}

#[test]
fn our_own_head_needs_no_reading() {
    assert_eq!(Project::new(&[("openapi.yaml", &format!("{HEAD}paths: {{}}\n"))]).bundle_findings(), "");
}
