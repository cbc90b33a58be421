//! The rules for every document, a tiny document for each family.

use insta::assert_snapshot;
use roster_document::rules;

use crate::project::{HEAD, Project};

pub(crate) fn lint(rest: &str) -> String {
    Project::document(rest).lint()
}

/// The document with one operation, `GET /a`, whose members are given.
fn operation(members: &str) -> String {
    lint(&format!("paths:\n  /a:\n    get:\n      responses: {{'200': {{description: Ok.}}}}\n{members}"))
}

/// The document with the schema `A`.
pub(crate) fn schema(yaml: &str) -> String {
    lint(&format!(
        "paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: Ok.\n          content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}\ncomponents:\n  schemas:\n    A: {yaml}\n    Other: {{type: object}}\n"
    ))
}

#[test]
fn a_good_document_has_no_findings() {
    assert_eq!(
        lint(
            "servers: [{url: 'https://{host}/', variables: {host: {default: a, enum: [a, b]}}}]
paths:
  /a/{id}:
    x-note: anything
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: a
      parameters:
        - {name: filter, in: query, style: deepObject, explode: true, schema: {type: object, properties: {x: {type: string}}}}
        - {name: tags, in: query, style: pipeDelimited, schema: {type: array, items: {type: string}, default: [a]}}
      responses:
        '200':
          description: Ok.
          headers: {X-Rate: {schema: {type: integer, format: int32, example: 3}}}
          content:
            application/json; charset=utf-8: {schema: {type: string, format: byte, example: aGk=}, example: aGk=}
            text/*: {schema: {type: string}, examples: {one: {value: one}}}
            application/xml: {schema: {type: object}, example: <a/>}
          links: {again: {operationId: a}}
        4XX: {description: Bad.}
        default: {description: Else.}
    put:
      operationId: b
      security: [{}, {oauth: [read]}]
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {file: {type: string, format: binary}}}
            encoding: {file: {contentType: 'image/png, image/*'}}
      responses: {'204': {description: Done.}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {read: Reads.}}}}
security: [{oauth: []}]
"
        ),
        ""
    );
}

#[test]
fn unknown_keys_come_with_what_was_meant() {
    assert_snapshot!(
        lint("paths:\n  /a:\n    get:\n      operationID: a\n      colour: red\n      responses: {'200': {descripton: Ok.}}\n    gte: {}\n"),
        @"
    openapi.yaml:6:7: warning[unknown-key]: an operation has no key `operationID`; it is ignored
      help: did you mean `operationId`?
    openapi.yaml:7:7: warning[unknown-key]: an operation has no key `colour`; it is ignored
      help: remove it; a key of your own begins with `x-`
    openapi.yaml:8:26: warning[missing-key]: a response has no `description`
      help: add `description`
    openapi.yaml:8:27: warning[unknown-key]: a response has no key `descripton`; it is ignored
      help: did you mean `description`?
    openapi.yaml:9:5: warning[unknown-key]: a path item has no key `gte`; it is ignored
      help: remove it; a key of your own begins with `x-`
    "
    );
    assert_snapshot!(schema("{type: string, const: a, examples: [a], patternProperties: {}, maxlength: 3}"), @"
    openapi.yaml:12:23: warning[key-of-other-version]: `const` belongs to OpenAPI 3.1, as which it is read
      help: write an `enum` with one value
    openapi.yaml:12:33: warning[key-of-other-version]: `examples` belongs to OpenAPI 3.1, as which it is read
      help: write one `example`
    openapi.yaml:12:48: warning[key-of-other-version]: `patternProperties` belongs to OpenAPI 3.1, as which it is read
      help: write `additionalProperties`, and say the rest in the description
    openapi.yaml:12:48: warning[keyword-without-effect]: `patternProperties` has no effect on values of type string
      help: remove it, or let the type be object
    openapi.yaml:12:71: warning[unknown-key]: a schema has no key `maxlength`; it is ignored
      help: did you mean `maxLength`?
    ");
}

#[test]
fn what_mending_makes_of_a_schema_is_no_fault_of_its_author() {
    assert_snapshot!(
        schema("{type: number, nullable: true, oneOf: [{type: integer}, {type: number, multipleOf: 0.5}], minimum: 0, exclusiveMinimum: true}"),
        @""
    );
}

#[test]
fn unknown_keys_do_not_keep_from_generating() {
    let project =
        Project::document("paths:\n  /a:\n    get:\n      colour: red\n      responses: {'200': {description: Ok.}}\n");
    let found = rules::everything(&project.bundle().document);
    assert!(!found.has_errors());
    assert_snapshot!(project.text(found.clone()), @"
    openapi.yaml:6:7: warning[unknown-key]: an operation has no key `colour`; it is ignored
      help: remove it; a key of your own begins with `x-`
    ");
    assert!(found.strict().has_errors());
}

#[test]
fn types_and_required_members() {
    let document = "openapi: 3.0.3\ninfo: {title: [T], version: {}}\ntags: {}\npaths:\n  /a:\n    get:\n      tags: all\n      deprecated: 'yes'\n      parameters: [{name: x, in: body, schema: true}]\n      responses: []\n    post: 1\n";
    assert_snapshot!(Project::new(&[("openapi.yaml", document)]).lint(), @"
    openapi.yaml:2:15: error[wrong-type]: `title` is an array, not a string
      help: write a string
    openapi.yaml:2:29: error[wrong-type]: `version` is an object, not a string
      help: write a string
    openapi.yaml:3:7: error[wrong-type]: `tags` is an object, not an array
      help: write an array
    openapi.yaml:6:5: warning[no-success]: `GET /a` documents no response of a success
      help: add a response with a status from 200 to 399
    openapi.yaml:7:13: error[wrong-type]: `tags` is a string, not an array
      help: write an array
    openapi.yaml:8:19: error[wrong-type]: `deprecated` is a string, not a boolean
      help: remove the quotes
    openapi.yaml:9:34: error[unknown-value]: `body` is not a value that `in` can have
      help: write one of query, header, path, cookie, querystring
    openapi.yaml:9:48: warning[value-of-other-version]: a boolean as a schema belongs to OpenAPI 3.1, as which it is read
      help: write `{}`, or `not: {}`
    openapi.yaml:10:18: error[wrong-type]: `responses` is an array, not an object
      help: write an object
    openapi.yaml:11:5: warning[no-success]: `POST /a` documents no response of a success
      help: add a response with a status from 200 to 399
    openapi.yaml:11:11: error[wrong-type]: `post` is 1, not an object
      help: write an object
    ");
    assert_snapshot!(schema("{type: [string, 'null'], minLength: -1, maximum: three, required: true, enum: a, properties: [], additionalProperties: 3}"), @"
    openapi.yaml:12:15: warning[value-of-other-version]: a list of types belongs to OpenAPI 3.1, as which it is read
      help: write one type, and `nullable: true` for null
    openapi.yaml:12:44: error[wrong-type]: `minLength` is -1, not an integer from 0
      help: write an integer from 0
    openapi.yaml:12:48: warning[keyword-without-effect]: `maximum` has no effect on values of type string
      help: remove it, or let the type be integer or number
    openapi.yaml:12:57: error[wrong-type]: `maximum` is a string, not a number
      help: remove the quotes
    openapi.yaml:12:74: warning[wrong-type]: `required` is a boolean, as in drafts of JSON Schema before 4; it is ignored
      help: list the names of the required properties in the schema above
    openapi.yaml:12:86: error[wrong-type]: `enum` is a string, not an array
      help: write an array
    openapi.yaml:12:89: warning[keyword-without-effect]: `properties` has no effect on values of type string
      help: remove it, or let the type be object
    openapi.yaml:12:101: error[wrong-type]: `properties` is an array, not an object
      help: write an object
    openapi.yaml:12:105: warning[keyword-without-effect]: `additionalProperties` has no effect on values of type string
      help: remove it, or let the type be object
    openapi.yaml:12:127: error[wrong-type]: `additionalProperties` is 3, not an object with a schema
      help: write an object with a schema
    ");
    assert_snapshot!(schema("{type: file}"), @"
    openapi.yaml:12:15: warning[unknown-value]: `file` is a type of Swagger 2.0; it is read as bytes
      help: write `type: string` and `format: binary`
    ");
}

#[test]
fn path_templates() {
    assert_snapshot!(
        lint(
            "paths:
  a: {}
  /b/{x: {}
  /c/{}/{y}/{y}: {}
  /d?e=f: {}
  /f/{id}{format}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: format, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: Ok.}}
  /g/{id}:
    parameters: [{name: other, in: path, required: true, schema: {type: string}}]
    get:
      operationId: g
      parameters: [{name: id, in: path, schema: {type: string}}]
      responses: {'200': {description: Ok.}}
    put:
      responses: {'200': {description: Ok.}}
"
        ),
        @"
    openapi.yaml:4:3: error[path-syntax]: the path `a` does not begin with a slash
      help: begin it with `/`
    openapi.yaml:5:3: error[path-syntax]: the braces of the path `/b/{x` do not match
      help: write each parameter as `{name}`
    openapi.yaml:6:3: error[path-syntax]: `{}` in the path `/c/{}/{y}/{y}` is not the name of a parameter
      help: write `{name}`
    openapi.yaml:6:3: error[path-syntax]: the path `/c/{}/{y}/{y}` has the parameter `y` twice
      help: give each parameter its own name
    openapi.yaml:7:3: warning[path-routing]: the path `/d?e=f` has a query or a fragment, which is not routed
      help: describe the query as parameters with `in: query`
    openapi.yaml:8:3: warning[path-routing]: the path `/f/{id}{format}` has two parameters without text between them, which nobody can tell apart
      help: write text between the two
    openapi.yaml:13:18: warning[path-parameter]: the path `/g/{id}` has no `{other}`; the parameter is ignored
      help: correct the name, or put the parameter into the path
    openapi.yaml:16:20: warning[path-parameter-required]: the path parameter `id` is not required
      help: add `required: true`; a path without it is another path
    openapi.yaml:18:5: warning[path-parameter]: PUT /g/{id} does not describe the parameter `id` of its path; it is read as text
      help: add a parameter with `name: id`, `in: path`, `required: true`
    "
    );
}

#[test]
fn paths_that_a_router_cannot_tell_apart() {
    assert_snapshot!(
        lint(
            "paths:
  /t/{a}:
    get:
      x-aliases: ['/old/{a}', '/u/{a}']
      parameters: [{name: a, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: Ok.}}
  /t/{b}:
    get:
      x-aliases: ['/old/{b}', '/new/{b}', '/new/{b}', '/{b}}']
      parameters: [{name: b, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: Ok.}}
  /u/{c}: {}
  /u/fixed: {}
"
        ),
        @"
    openapi.yaml:6:31: error[path-collision]: the paths `/u/{a}` and `/u/{c}` (line 14 of `openapi.yaml`) match the same requests
      help: merge the two, or change a fixed segment of one
    openapi.yaml:10:5: error[path-collision]: the paths `/t/{b}` and `/t/{a}` (line 5 of `openapi.yaml`) match the same requests
      help: merge the two, or change a fixed segment of one
    openapi.yaml:11:19: error[path-collision]: the paths `/old/{b}` and `/old/{a}` (line 6 of `openapi.yaml`) match the same requests
      help: merge the two, or change a fixed segment of one
    openapi.yaml:11:43: error[path-collision]: the alias `/new/{b}` stands twice
      help: remove one of the two
    openapi.yaml:11:55: error[path-syntax]: the braces of the path `/{b}}` do not match
      help: write each parameter as `{name}`
    "
    );
}

#[test]
fn parameters() {
    assert_snapshot!(
        operation(
            "      parameters:
        - {name: a, in: query, schema: {type: string}}
        - {name: a, in: query, schema: {type: string}}
        - {name: X-A, in: header, schema: {type: string}}
        - {name: x-a, in: header, schema: {type: string}}
        - {name: Accept, in: header, schema: {type: string}}
        - {name: 'b c', in: header, schema: {type: string}}
        - {name: d, in: query, style: matrix, schema: {type: string}}
        - {name: e, in: query, style: deepObject, schema: {type: string}}
        - {name: f, in: query}
        - {name: g, in: query, schema: {}, content: {}}
        - {name: h, in: cookie, allowEmptyValue: true, schema: {}, example: 1, examples: {}}
"
        ),
        @"
    openapi.yaml:9:11: warning[duplicate-parameter]: the query parameter `a` stands twice in this list, first in line 8
      help: remove one of the two
    openapi.yaml:11:11: warning[duplicate-parameter]: the header parameter `x-a` stands twice in this list, first in line 10
      help: remove one of the two
    openapi.yaml:12:11: warning[ignored-parameter]: OpenAPI ignores a header parameter called `Accept`
      help: describe it as media types of the body and the responses, or as a security scheme
    openapi.yaml:13:11: error[header-name]: `b c` is not the name of a header
      help: use letters, digits and `-`
    openapi.yaml:14:39: error[parameter-style]: a query parameter cannot have the style `matrix`
      help: write form or spaceDelimited or pipeDelimited or deepObject
    openapi.yaml:15:11: error[parameter-style]: the style `deepObject` is not defined for a value of type string
      help: remove `style`, or change the type of the schema
    openapi.yaml:16:11: warning[parameter-schema]: the parameter has neither `schema` nor `content`; it is read as text
      help: add a `schema`
    openapi.yaml:17:53: warning[parameter-schema]: the parameter has both `schema` and `content`; `schema` is read
      help: keep one of the two
    openapi.yaml:18:50: warning[keyword-without-effect]: `allowEmptyValue` has no effect on a cookie parameter
      help: remove it
    openapi.yaml:18:90: warning[example-and-examples]: a parameter has both `example` and `examples`
      help: keep one of the two
    "
    );
}

#[test]
fn operations() {
    assert_snapshot!(
        lint(
            "tags: [{name: a}, {name: a}]
servers: [{url: 'https://{host}/{path}', variables: {path: {default: c, enum: [a, b]}}}]
paths:
  /a:
    get:
      operationId: same
      requestBody: {content: {application/json: {schema: {}}}}
      responses: {'400': {description: Bad.}}
    head:
      operationId: same
      responses:
        '200': {description: Ok., content: {text/plain: {}}, links: {next: {operationId: smae}}}
    post:
      responses: {}
    put:
      responses: {'204': {description: Ok., content: {text/plain: {}}}, 4xx: {description: Bad.}, '600': {description: Odd.}}
    trace:
      requestBody: {content: {}}
      responses: {'200': {description: Ok.}}
"
        ),
        @"
    openapi.yaml:3:19: warning[duplicate-tag]: the tag `a` is declared twice
      help: remove one of the two
    openapi.yaml:4:11: warning[server-variable]: the variable `host` of the server's URL is not described
      help: add `variables: {host: {default: ...}}`
    openapi.yaml:4:70: warning[server-variable]: the default of the variable `path` is not in its `enum`
      help: add it there, or take one of the values
    openapi.yaml:7:5: warning[no-success]: `get_a` documents no response of a success
      help: add a response with a status from 200 to 399
    openapi.yaml:9:20: warning[body-not-defined]: `get_a` has a request body, but GET has no defined meaning for a body
      help: use parameters, or another method
    openapi.yaml:12:20: warning[duplicate-operation-id]: the `operationId` `same` is that of GET /a, HEAD /a; each is named by its path
      help: give each operation its own `operationId`
    openapi.yaml:14:9: warning[content-without-body]: the response 200 of `head_a` has a `content`, but HEAD has no body
      help: remove `content`, or change the status
    openapi.yaml:14:90: warning[unknown-operation]: there is no operation `smae`
      help: write the `operationId` of an operation of this document
    openapi.yaml:16:18: warning[responses-empty]: the operation at `/paths/~1a/post` documents no response
      help: add at least the response of a success
    openapi.yaml:18:19: warning[content-without-body]: the response 204 at `/paths/~1a/put/responses` has a `content`, but 204 has no body; it is ignored
      help: remove `content`, or change the status
    openapi.yaml:18:73: error[status-syntax]: `4xx` is not a status
      help: write `4XX`
    openapi.yaml:18:99: error[status-syntax]: `600` is not a status
      help: write a status from 100 to 599, a range such as `4XX`, or `default`
    openapi.yaml:20:20: warning[body-not-defined]: TRACE /a has a request body, which TRACE must not have; it is ignored
      help: use parameters, or another method
    "
    );
}

#[test]
fn security() {
    assert_snapshot!(
        lint(
            "paths:
  /a:
    get:
      security: [{acessToken: []}, {oauth: [read, wirte]}, {accessToken: [x]}]
      responses: {'200': {description: Ok.}}
components:
  securitySchemes:
    accessToken: {type: apiKey, in: header}
    basic: {type: http}
    oauth: {type: oauth2, flows: {authorizationCode: {authorizationUrl: /a, scopes: {read: Reads., write: Writes.}}}}
    open: {type: openIdConnect}
    flows: {type: oauth2}
"
        ),
        @"
    openapi.yaml:6:19: error[unknown-security-scheme]: there is no security scheme `acessToken`
      help: did you mean `accessToken`?
    openapi.yaml:6:51: warning[unknown-scope]: no flow of `oauth` has the scope `wirte`
      help: did you mean `write`?
    openapi.yaml:6:74: warning[unknown-scope]: `accessToken` is an API key, which has no scopes; they are ignored
      help: write `accessToken: []`
    openapi.yaml:10:18: error[missing-key]: a security scheme of this type has no `name`
      help: add `name`
    openapi.yaml:11:12: error[missing-key]: a security scheme of this type has no `scheme`
      help: add `scheme`
    openapi.yaml:12:54: error[missing-key]: the flow `authorizationCode` has no `tokenUrl`
      help: add `tokenUrl`
    openapi.yaml:13:11: error[missing-key]: a security scheme of this type has no `openIdConnectUrl`
      help: add `openIdConnectUrl`
    openapi.yaml:14:12: error[missing-key]: a security scheme of this type has no `flows`
      help: add `flows`
    "
    );
}

#[test]
fn media_types() {
    assert_snapshot!(
        operation(
            "    put:
      requestBody:
        content:
          json: {}
          application/json: {encoding: {a: {}}}
          Application/JSON: {}
          '*/json': {}
          multipart/form-data:
            schema: {type: object, properties: {file: {type: string}}}
            encoding: {fiel: {}, file: {contentType: png}}
            example: {}
            examples: {}
      responses: {'200': {description: Ok.}}
"
        ),
        @"
    openapi.yaml:10:11: warning[media-type]: `json` is not a media type; it is ignored
      help: write `type/subtype`, or put it where it belongs
    openapi.yaml:11:40: warning[keyword-without-effect]: `encoding` has no effect on `application/json`
      help: remove it; it is for multipart and form bodies
    openapi.yaml:12:11: error[duplicate-media-type]: `Application/JSON` stands twice, first in line 11
      help: media types are compared without case; remove one of the two
    openapi.yaml:13:11: error[media-type]: `*/json` is not a media type
      help: write `type/subtype`, for instance `application/json`
    openapi.yaml:16:24: warning[encoding-property]: the schema has no property `fiel`
      help: did you mean `file`?
    openapi.yaml:16:54: error[media-type]: `png` is not a list of media types
      help: write `type/subtype`, several separated by commas
    openapi.yaml:18:23: warning[example-and-examples]: a media type object has both `example` and `examples`
      help: keep one of the two
    "
    );
}

#[test]
fn findings_point_into_the_file_that_is_at_fault() {
    let project = Project::new(&[
        ("openapi.yaml", &format!("{HEAD}paths:\n  /a: {{$ref: 'paths/a.yaml#/a'}}\n")),
        (
            "paths/a.yaml",
            "a:\n  get:\n    responses:\n      '200':\n        description: Ok.\n        content:\n          application/json:\n            schema: {$ref: '../schemas.yaml#/A'}\n",
        ),
        ("schemas.yaml", "A:\n  type: string\n  minItems: 3\n  example: 5\n"),
    ]);
    assert_snapshot!(project.lint(), @r#"
    schemas.yaml:3:3: warning[keyword-without-effect]: `minItems` has no effect on values of type string
      help: remove it, or let the type be array
    schemas.yaml:4:12: warning[example]: the example does not fit its schema: value is not of type "string"
      help: correct the example, or the schema
    "#);
}

#[test]
fn refusals_that_are_not_documented_are_warnings() {
    let project = Project::document(
        "paths:
  /a/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put:
      operationId: put
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: Ok.}, '400': {description: Bad.}}
    get:
      responses: {'204': {description: Ok.}, 4XX: {description: Bad.}}
    delete:
      responses: {'204': {description: Ok.}, default: {description: Bad.}}
security: [{key: []}]
components: {securitySchemes: {key: {type: http, scheme: basic}}}
",
    );
    let found = rules::undocumented(&project.bundle().document);
    assert!(!found.has_errors());
    assert_snapshot!(project.text(found.clone()), @"
    openapi.yaml:6:5: warning[undocumented-rejection]: `put` does not document 401, 413, 415, with which a generated server refuses requests
      help: add the responses, or one for `4XX` or `default`
    ");
}

#[test]
fn extensions_with_a_meaning_have_a_form() {
    let operation = |extension: &str| {
        lint(&format!("paths:\n  /a:\n    get:\n      {extension}\n      responses: {{'200': {{description: Ok.}}}}\n"))
    };
    assert_eq!(operation("x-authorities: [admin]"), "");
    assert_eq!(operation("x-anything: {of: [any, form]}"), "");
    assert_snapshot!(operation("x-authorities: admin"), @"
    openapi.yaml:6:22: error[extension-form]: `x-authorities` of an operation has to be a list of texts
      help: write a list of texts
    ");
    assert_snapshot!(operation("parameters: [{name: a, in: query, x-usual: often, schema: {type: string}}]"), @"
    openapi.yaml:6:50: error[extension-form]: `x-usual` of a parameter has to be a boolean
      help: write a boolean
    ");
    assert_snapshot!(operation("x-body-limit: much"), @"
    openapi.yaml:6:21: error[extension-form]: `x-body-limit` of an operation has to be a number of bytes
      help: write a number of bytes
    ");
    assert_snapshot!(operation("x-optional-body: bytes"), @"
    openapi.yaml:6:24: warning[body-not-defined]: `GET /a` has a request body, but GET has no defined meaning for a body
      help: use parameters, or another method
    openapi.yaml:6:24: error[extension-form]: `x-optional-body` of an operation has to be a media type
      help: write a media type
    ");
    assert_snapshot!(operation("x-optional-body: image/png"), @"
    openapi.yaml:6:24: warning[body-not-defined]: `GET /a` has a request body, but GET has no defined meaning for a body
      help: use parameters, or another method
    ");
    let two = "post: {x-optional-body: image/png, requestBody: {content: {image/gif: {}}}, responses: {'204': {description: D.}}}";
    assert_snapshot!(lint(&format!("paths:\n  /a:\n    {two}\n")), @"
    openapi.yaml:5:29: error[extension-form]: `POST /a` has a `requestBody` beside `x-optional-body`
      help: remove one of the two
    ");
    assert_snapshot!(operation("x-rejections: {bdoy: 422}"), @"
    openapi.yaml:6:22: error[extension-form]: `x-rejections` of an operation has to be an object of parameter, path-parameter, body, credential and authority
      help: write an object of parameter, path-parameter, body, credential and authority
    ");
    assert_snapshot!(operation("x-rejections: {body: 200}"), @"
    openapi.yaml:6:28: error[extension-form]: `x-rejections` of an operation has to be an object of statuses from 400 to 599
      help: write an object of statuses from 400 to 599
    ");
    assert_snapshot!(schema("{type: string, x-violation-statuses: {maxLength: big}}"), @"
    openapi.yaml:12:57: error[extension-form]: `x-violation-statuses` of a schema has to be an object of statuses from 400 to 599
      help: write an object of statuses from 400 to 599
    ");
}

#[test]
fn names_that_nothing_can_have() {
    assert_snapshot!(
        lint(
            "paths:
  /a:
    get:
      operationId: ''
      parameters: [{name: '', in: query, schema: {type: string}}]
      responses:
        '200':
          description: Ok.
          headers: {'a b': {schema: {type: string}}, X-A: {schema: {type: string}}, x-a: {schema: {type: string}}}
"
        ),
        @"
    openapi.yaml:6:20: warning[empty-operation-id]: the `operationId` of GET /a is empty; it is named by its path
      help: write a name, or leave the key out
    openapi.yaml:7:20: error[parameter-name]: the parameter has no name
      help: write its name
    openapi.yaml:11:21: error[header-name]: `a b` is not the name of a header
      help: use letters, digits and `-`
    openapi.yaml:11:85: error[duplicate-header]: the header `x-a` is documented twice; case makes no difference
      help: remove one of the two
    "
    );
}

#[test]
fn braces_behind_a_path_declare_no_parameter() {
    assert_snapshot!(
        lint("paths:\n  '/x?ids={ids}':\n    get: {operationId: a, responses: {'200': {description: Ok.}}}\n"),
        @"
    openapi.yaml:4:3: warning[path-routing]: the path `/x?ids={ids}` has a query or a fragment, which is not routed
      help: describe the query as parameters with `in: query`
    "
    );
}

#[test]
fn names_that_languages_have_are_told_with_the_languages() {
    let project = Project::document(
        "paths: {}
components:
  schemas:
    File: {type: object}
    error: {type: object}
    ModelFile: {type: object}
    ModelTrain: {type: object}
    StoredFile: {type: object}
",
    );
    let found = rules::clashing_names(&project.bundle().document);
    assert!(!found.has_errors());
    assert_snapshot!(project.text(found), @"
    openapi.yaml:6:5: warning[clashing-name]: the schema `File` clashes with a name that Java, Kotlin, Ruby and TypeScript code has
      help: say in the name what it holds, as `StoredFile` or `SearchError` do; else it is renamed, by each generator in its own way, or the code does not compile
    openapi.yaml:7:5: warning[clashing-name]: the schema `error` clashes with a name that Swift and TypeScript code has
      help: say in the name what it holds, as `StoredFile` or `SearchError` do; else it is renamed, by each generator in its own way, or the code does not compile
    openapi.yaml:8:5: warning[clashing-name]: the schema `ModelFile` clashes with what `File` is called in Java, Kotlin, Ruby and TypeScript code
      help: say in the name what it holds, as `StoredFile` or `SearchError` do; else it is renamed, by each generator in its own way, or the code does not compile
    ");
}
