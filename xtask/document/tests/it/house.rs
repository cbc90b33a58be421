//! The rules for the workspace's own documents, on a tiny one that follows them and on its broken copies.

use insta::assert_snapshot;

use crate::project::Project;

const ROOT: &str = "\
openapi: 3.0.3
info: {title: Tiny, version: '1', description: A tiny document.}
x-ruling: [C1]
security: [{token: []}]
tags: [{name: users, description: The users.}]
paths:
  /users/{id}: {$ref: 'paths/users.yaml#/user'}
components:
  securitySchemes:
    token: {type: http, scheme: bearer, description: A token.}
";

const USERS: &str = "\
user:
  put:
    operationId: users_update
    tags: [users]
    summary: Update a user
    description: Changes the user.
    x-authorities: [admin]
    x-rejections: {body: 422}
    parameters:
      - name: id
        in: path
        required: true
        description: Which user.
        schema: {type: string}
        example: a
      - name: page
        in: query
        description: Which page.
        schema: {type: integer, format: int32, minimum: 1, x-violation-statuses: {minimum: 410}}
        example: 1
    requestBody:
      description: The change.
      content:
        application/json:
          schema: {$ref: '../schemas.yaml#/UserUpdate'}
          example: {name: Ada}
    responses:
      '204': {description: Done.}
      '400': {$ref: '../schemas.yaml#/Error'}
      '401': {$ref: '../schemas.yaml#/Error'}
      '403': {$ref: '../schemas.yaml#/Error'}
      '404': {$ref: '../schemas.yaml#/Error'}
      '409': {$ref: '../schemas.yaml#/Error'}
      '410': {$ref: '../schemas.yaml#/Error'}
      '413': {$ref: '../schemas.yaml#/Error'}
      '415': {$ref: '../schemas.yaml#/Error'}
      '422': {$ref: '../schemas.yaml#/Error'}
      '429': {$ref: '../schemas.yaml#/Error'}
      '500': {$ref: '../schemas.yaml#/Error'}
      '503': {$ref: '../schemas.yaml#/Error'}
";

const SCHEMAS: &str = "\
UserUpdate:
  type: object
  description: A change.
  x-ruling: [T2]
  required: [name]
  properties:
    name:
      type: string
      description: The name.
      maxLength: 10
      x-violation-statuses: {required: 409}
      example: Ada
Problem:
  type: object
  description: What went wrong.
Error:
  description: It went wrong.
  headers:
    Retry-After: {description: Seconds., schema: {type: integer}, example: 1}
    WWW-Authenticate: {description: The challenge., schema: {type: string}, example: Bearer}
  content:
    application/problem+json:
      schema: {$ref: '#/Problem'}
      example: {}
";

const RULINGS: &str = "\
- {id: C1, title: One, sources: Nothing., decision: This., reason: Because.}
- {id: T2, title: Two, sources: Nothing., decision: This., reason: Because.}
";

const CHANGES: &str = "# Change log\n\n## 1 - 2026-11-22\n\n- All of it.\n";

const FILES: [(&str, &str); 5] = [
    ("openapi.yaml", ROOT),
    ("paths/users.yaml", USERS),
    ("schemas.yaml", SCHEMAS),
    ("rulings.yaml", RULINGS),
    ("CHANGELOG.md", CHANGES),
];

fn project() -> Project {
    Project::new(&FILES)
}

/// The findings after `from` has been replaced by `to` in one of the files.
fn changed(file: &str, from: &str, to: &str) -> String {
    let content = FILES.into_iter().find(|(name, _)| *name == file).unwrap().1;
    assert!(content.contains(from), "`{from}` is in {file}");
    let project = project();
    project.write(file, content.replace(from, to));
    project.house()
}

fn operation(from: &str, to: &str) -> String {
    changed("paths/users.yaml", from, to)
}

#[test]
fn a_document_by_the_rules_has_no_findings() {
    let project = project();
    assert_eq!(project.house(), "");
    assert_eq!(project.lint(), "");
}

#[test]
fn operation_ids_tags_and_files() {
    assert_snapshot!(operation("users_update", "users_updat"), @"
    paths/users.yaml:3:18: error[operation-id]: `updat` in the `operationId` `users_updat` is not one of the verbs
      help: did you mean `update`?
    ");
    assert_snapshot!(operation("users_update", "updateUser"), @"
    paths/users.yaml:3:18: error[operation-id]: the `operationId` `updateUser` does not begin with its tag `users`
      help: call it `users_<verb>`, or correct the tag
    ");
    assert_snapshot!(operation("    operationId: users_update\n", ""), @"
    paths/users.yaml:2:3: error[operation-id]: `PUT /users/{id}` has no `operationId`
      help: add `operationId: users_<verb>`
    ");
    assert_snapshot!(operation("[users]", "[user]"), @"
    openapi.yaml:5:8: error[tag]: no operation has the tag `users`
      help: remove it, or tag the operations
    paths/users.yaml:4:12: error[tag]: the tag `user` is not declared
      help: did you mean `users`?
    ");
    assert_snapshot!(operation("[users]", "[users, more]"), @"
    paths/users.yaml:4:11: error[tag]: `users_update` does not have exactly one tag
      help: write its resource: `tags: [users]`
    ");
    assert_eq!(operation("users_update", "users_users_update"), "", "a resource within a resource");
    let moved = project();
    moved.write("openapi.yaml", ROOT.replace("paths/users.yaml", "paths/people.yaml"));
    moved.write("paths/people.yaml", USERS);
    assert_snapshot!(moved.house(), @"
    paths/people.yaml:2:3: error[resource-file]: `users_update` stands in a file called `people`, which is the tag of no operation of this path
      help: move the path item to the file of its resource
    ");
    assert_snapshot!(changed("openapi.yaml", "tags: [", "tags: [{name: none, description: None.}, "), @"
    openapi.yaml:5:8: error[tag]: no operation has the tag `none`
      help: remove it, or tag the operations
    ");
    let renamed = project();
    renamed.write("paths/users.yaml", USERS.replace("UserUpdate", "NewUser"));
    renamed.write("schemas.yaml", SCHEMAS.replace("UserUpdate", "NewUser"));
    assert_snapshot!(renamed.house(), @"
    schemas.yaml:2:3: error[schema-name]: the schema `NewUser` begins with `New`, as constructors do in some clients
      help: call it `UserCreate`, not `NewUser`
    ");
}

#[test]
fn patterns_are_what_all_engines_read_alike() {
    let pattern = |pattern: &str| {
        let schema = format!("      example: Ada\n      pattern: '{pattern}'\n");
        changed("schemas.yaml", "      example: Ada\n", &schema)
    };
    for portable in [r"^[^\x00-\x1F\x7F]*$", r"^(?:[A-Z]|a\.b)+$", r"^[A-Za-z0-9+/]*={0,2}$"] {
        assert_eq!(pattern(portable), "", "{portable}");
    }
    assert_snapshot!(pattern(r"^[^\x7F-\x9F]+$"), @r"
    schemas.yaml:13:16: error[portable-pattern]: engines of other languages read `\x9F` of the pattern in other ways, or not at all
      help: write it with ASCII characters, `\x00` to `\x7F` and escaped punctuation alone; what the server checks beyond that goes into the description
    ");
    for (other, part) in
        [(r"^\S+$", r"\S+$"), (r"^\u00e4$", r"\u00"), ("^[aä]*$", "ä"), ("^(?!x)[A-Z]", "(?!"), (r"\p{L}", r"\p{L")]
    {
        let found = pattern(other);
        assert!(found.contains("error[portable-pattern]") && found.contains(&format!("`{part}`")), "{found}");
    }
}

#[test]
fn unions_are_kept_from_generators() {
    let union = |keywords: &str| {
        let schema = format!("{keywords}      example: Ada\n");
        changed("schemas.yaml", "      example: Ada\n", &schema)
    };
    assert_snapshot!(union("      not: {enum: [Bob]}\n      anyOf: [{minLength: 2}]\n"), @"
    schemas.yaml:12:7: error[portable-union]: `not` becomes code that does not compile, or types without a use, in clients of other languages
      help: write a schema that holds for all alternatives, and move `not` into an `x-enforced` beside it
    schemas.yaml:13:7: error[portable-union]: `anyOf` becomes code that does not compile, or types without a use, in clients of other languages
      help: write a schema that holds for all alternatives, and move `anyOf` into an `x-enforced` beside it
    ");
    assert_eq!(union("      x-enforced: {not: {enum: [Bob]}, oneOf: [{minLength: 2}]}\n"), "");
}

#[test]
fn prose() {
    assert_snapshot!(operation("summary: Update a user", "summary: Updates a user."), @"
    paths/users.yaml:5:14: error[summary]: the summary `Updates a user.` ends with punctuation
      help: leave out the full stop
    paths/users.yaml:5:14: error[summary]: the summary `Updates a user.` is not an imperative
      help: begin with what to do: `List`, `Get`, `Delete`
    ");
    assert_snapshot!(operation("    summary: Update a user\n", ""), @"
    paths/users.yaml:3:5: error[summary]: the operation has no `summary`
      help: add one: an imperative without a full stop, such as `List the users`
    ");
    assert_snapshot!(operation("Changes the user.", "Changes the user"), @"
    paths/users.yaml:6:18: error[description-form]: the line `Changes the user` of the description does not end as a sentence
      help: end it with a full stop, and let no sentence run over several lines
    ");
    assert_snapshot!(operation("        description: Which user.\n", ""), @"
    paths/users.yaml:10:9: error[description]: the parameter has no `description`
      help: say what it is, and what surprises
    ");
    assert_snapshot!(operation("        example: a\n", ""), @"
    paths/users.yaml:10:9: error[example-missing]: the parameter `id` has no `example`
      help: add one beside its schema that is valid and looks real
    ");
    assert_snapshot!(changed("schemas.yaml", "The name.", "A text/*, or */*."), @"
    schemas.yaml:9:20: error[description-form]: the description has `*/`, which ends the comment that holds it in clients of many languages
      help: use other words
    ");
    assert_snapshot!(changed("schemas.yaml", "      description: The name.\n", ""), @"
    schemas.yaml:8:7: error[description]: the property `name` has no `description`
      help: say what it is, and what surprises
    ");
    assert_snapshot!(changed("schemas.yaml", "      example: Ada\n", ""), @"
    schemas.yaml:8:7: error[example-missing]: the property `name` has no `example`
      help: add one that is valid and looks real
    ");
}

#[test]
fn bodies() {
    assert_snapshot!(operation("{$ref: '../schemas.yaml#/UserUpdate'}", "{type: object}"), @"
    paths/users.yaml:25:19: error[body-schema]: the body `application/json` is not a named schema
      help: move the schema to `schemas/` and refer to it; a list is an array whose items are a reference
    rulings.yaml:2:8: error[unused-ruling]: no document refers to the ruling `T2`
      help: add it to `x-ruling` of what it decides, or remove it
    schemas.yaml:1:1: error[unused-part]: no document refers to `UserUpdate` of `schemas.yaml`
      help: refer to it, or remove it
    ");
    assert_snapshot!(operation("          example: {name: Ada}\n", ""), @"
    paths/users.yaml:25:11: error[example-missing]: the body `application/json` has no example
      help: add an `example` beside the `schema`, or to the named schema
    ");
    assert_snapshot!(changed("schemas.yaml", "      maxLength: 10\n", ""), @"
    schemas.yaml:8:7: error[request-limit]: a request can bring a value here that nothing limits: there is no `maxLength` or `pattern`
      help: add `maxLength` or `pattern`
    ");
    assert_snapshot!(changed("schemas.yaml", "      maxLength: 10\n", "      maxLength: 10\n      readOnly: true\n"), @"
    schemas.yaml:11:17: error[one-way]: `readOnly` says that the schema is for requests and for answers
      help: leave it out, and give requests a schema without what they cannot set
    ");
    let form = "multipart/form-data:\n          encoding: {name: {contentType: text/plain}}\n";
    assert_snapshot!(operation("application/json:\n", form), @"
    paths/users.yaml:25:21: error[form-encoding]: generators leave out an operation whose form has `encoding`
      help: say in words what a part may hold
    ");
    // `note` begins like `not`, and is a property.
    assert_snapshot!(changed("schemas.yaml", "      example: Ada\n", "      example: Ada\n    note: {type: string, description: A note., example: A}\n"), @"
    schemas.yaml:13:11: error[request-limit]: a request can bring a value here that nothing limits: there is no `maxLength` or `pattern`
      help: add `maxLength` or `pattern`
    ");
}

#[test]
fn extensions() {
    assert_snapshot!(operation("x-authorities: [admin]", "x-authority: admin"), @"
    paths/users.yaml:7:5: error[unknown-extension]: `x-authority` is not one of our keys
      help: did you mean `x-authorities`?
    ");
    assert_snapshot!(operation("x-authorities: [admin]", "x-lenient-json: true"), @"
    paths/users.yaml:7:5: error[unknown-extension]: `x-lenient-json` does not belong to an operation
      help: it belongs to the document
    ");
    assert_snapshot!(operation("{minimum: 410}", "{maximum: 410, required: 409}"), @"
    paths/users.yaml:19:83: error[extension-form]: nothing here can break `maximum`
      help: write a keyword that the schema has; `required` stands for the value being absent
    paths/users.yaml:19:97: error[extension-form]: nothing here can break `required`
      help: write a keyword that the schema has; `required` stands for the value being absent
    ");
    assert_snapshot!(operation("x-authorities: [admin]", "x-authorities: [admin]\n    security: []"), @"
    paths/users.yaml:7:20: error[extension-form]: `users_update` needs an authority, but lets in who has no credential
      help: remove the authorities, or the anonymous alternative of `security`
    ");
    assert_snapshot!(operation("x-authorities: [admin]", "x-body-limit: 0\n    x-addition: false"), @"
    paths/users.yaml:7:19: error[extension-form]: `x-body-limit` of an operation has to be a number of bytes above 0
      help: write a number of bytes above 0
    paths/users.yaml:8:17: error[extension-form]: `x-addition` of an operation has to be `true` or left out
      help: write `true` or left out
    ");
}

#[test]
fn every_refusal_is_documented() {
    let without = |status: &str| operation(&format!("      '{status}': {{$ref: '../schemas.yaml#/Error'}}\n"), "");
    let all: Vec<String> =
        ["400", "401", "403", "404", "409", "410", "413", "415", "422", "429", "500", "503"].map(without).into();
    assert_snapshot!("every_refusal_is_documented", all.join("\n"));
}

#[test]
fn a_missing_body_of_bytes_is_refused_too() {
    let bytes = "application/octet-stream:\n          schema: {type: string, format: binary, description: Bytes.}\n";
    let json =
        "application/json:\n          schema: {$ref: '../schemas.yaml#/UserUpdate'}\n          example: {name: Ada}\n";
    let without_422 = |required: &str| {
        let users = USERS.replace(json, bytes).replace("    requestBody:\n", &format!("    requestBody:\n{required}"));
        changed("paths/users.yaml", USERS, &users.replace("      '422': {$ref: '../schemas.yaml#/Error'}\n", ""))
    };
    assert_snapshot!(without_422("      required: true\n"), @"
    paths/users.yaml:2:3: error[undocumented-rejection]: `users_update` does not document 422, the answer to a missing body (`application/octet-stream`)
      help: add the response, or change the status in `x-rejections`
    rulings.yaml:2:8: error[unused-ruling]: no document refers to the ruling `T2`
      help: add it to `x-ruling` of what it decides, or remove it
    schemas.yaml:1:1: error[unused-part]: no document refers to `UserUpdate` of `schemas.yaml`
      help: refer to it, or remove it
    ");
    assert!(!without_422("").contains("undocumented-rejection"));
}

#[test]
fn errors_are_problem_documents() {
    let error = |from: &str, to: &str| changed("schemas.yaml", from, to);
    assert_snapshot!(operation("'409': {$ref: '../schemas.yaml#/Error'}", "'409': {description: No.}"), @"
    paths/users.yaml:33:7: error[problem]: the response 409 of `users_update` is not a problem document
      help: give it the media type `application/problem+json` alone, and the schema `Problem`
    ");
    assert_snapshot!(error("    Retry-After: {description: Seconds., schema: {type: integer}, example: 1}\n", ""), @"
    paths/users.yaml:38:7: error[problem-header]: the response 429 of `users_update` does not document `Retry-After`
      help: add the header `Retry-After`
    paths/users.yaml:40:7: error[problem-header]: the response 503 of `users_update` does not document `Retry-After`
      help: add the header `Retry-After`
    ");
    assert_snapshot!(error("    WWW-Authenticate: {description: The challenge., schema: {type: string}, example: Bearer}\n", ""), @"
    paths/users.yaml:30:7: error[problem-header]: the response 401 of `users_update` does not document `WWW-Authenticate`
      help: add the header `WWW-Authenticate`
    ");
    assert_snapshot!(operation("'409':", "4XX:"), @"
    paths/users.yaml:33:7: error[status-range]: `4XX` documents statuses that nobody has thought of
      help: list each status that the server can answer
    ");
}

#[test]
fn rulings_and_parts() {
    assert_snapshot!(changed("schemas.yaml", "[T2]", "[T3]"), @"
    rulings.yaml:2:8: error[unused-ruling]: no document refers to the ruling `T2`
      help: add it to `x-ruling` of what it decides, or remove it
    schemas.yaml:4:14: error[unknown-ruling]: the ruling `T3` has no entry in openapi/rulings.yaml
      help: did you mean `T2`? Else add the entry
    ");
    assert_snapshot!(changed("rulings.yaml", "id: T2,", "id: C1, note: x,"), @"
    rulings.yaml:2:8: error[ruling-form]: the ruling `C1` stands twice, first in line 1
      help: take the next free id
    rulings.yaml:2:12: error[ruling-form]: a ruling has no `note`
      help: every ruling has `id`, `title`, `sources`, `decision` and `reason`
    schemas.yaml:4:14: error[unknown-ruling]: the ruling `T2` has no entry in openapi/rulings.yaml
      help: add the entry
    ");
    assert_snapshot!(changed("rulings.yaml", "- {id: C1", "- {id: X1"), @"
    openapi.yaml:3:12: error[unknown-ruling]: the ruling `C1` has no entry in openapi/rulings.yaml
      help: did you mean `X1`? Else add the entry
    rulings.yaml:1:8: error[ruling-form]: `X1` is not the id of a ruling
      help: write C, T or D and a number
    rulings.yaml:1:8: error[unused-ruling]: no document refers to the ruling `X1`
      help: add it to `x-ruling` of what it decides, or remove it
    ");
    assert_snapshot!(changed("schemas.yaml", "Problem:\n", "Forgotten: {description: A.}\nProblem:\n"), @"
    schemas.yaml:13:1: error[unused-part]: no document refers to `Forgotten` of `schemas.yaml`
      help: refer to it, or remove it
    ");
}

#[test]
fn versions_have_an_entry() {
    assert_eq!(changed("CHANGELOG.md", "## 1 -", "## [1] -"), "");
    assert_snapshot!(changed("CHANGELOG.md", "## 1 -", "## 1.0 -"), @"
    openapi.yaml:2:30: error[unlisted-version]: the version `1` has no entry in the document's CHANGELOG.md
      help: write there what has changed for callers, below `## 1 - YYYY-MM-DD`
    ");
    assert_snapshot!(changed("CHANGELOG.md", "## 1 -", "### 1 -"), @"
    openapi.yaml:2:30: error[unlisted-version]: the version `1` has no entry in the document's CHANGELOG.md
      help: write there what has changed for callers, below `## 1 - YYYY-MM-DD`
    ");
}
