//! Parts of documents: what is taken, what these lead to, and what is told of a filter that fits nothing.

use insta::assert_snapshot;
use roster_document::{Changes, Selection};

use crate::project::Project;

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Tiny, version: '1'}
security: [{root: []}]
tags: [{name: users}, {name: admin}, {name: unused}, {name: stores}]
paths:
  /v2/users:
    parameters: [{$ref: '#/components/parameters/Page'}]
    get: {operationId: users_list, tags: [users], responses: {'200': {$ref: '#/components/responses/Users'}}}
    post: {operationId: users_create, tags: [users, admin], security: [{own: []}], responses: {'204': {description: D}}}
  /v2/users/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    delete: {tags: [admin], security: [{own: []}], responses: {'204': {description: D}}}
  /stores:
    get:
      operationId: stores_list
      tags: [stores]
      security: [{own: []}]
      responses:
        '200': {description: D, content: {application/json: {schema: {$ref: '#/components/schemas/Store'}}}}
        '404': {$ref: gone.yaml}
webhooks:
  changed:
    post:
      operationId: changed
      tags: [users]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}}
      responses: {'204': {description: D}}
components:
  securitySchemes:
    root: {type: http, scheme: basic}
    own: {type: http, scheme: bearer}
  parameters:
    Page: {name: page, in: query, schema: {type: integer}}
  responses:
    Users: {description: D, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
  schemas:
    User: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}
    Event: {type: object}
    Store: {type: object}
    Nobodys: {type: object}
";

fn changes(only: &[&str], without: &[&str]) -> Changes {
    let filters = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    Changes { selection: Selection { only: filters(only), without: filters(without) }, ..Changes::default() }
}

/// What is left: operations, webhooks, components, and what else the root has.
fn left(only: &[&str], without: &[&str]) -> String {
    let project = Project::new(&[("openapi.yaml", DOCUMENT)]);
    let bundle = match changes(only, without).bundle(&project.path("openapi.yaml")) {
        Ok(bundle) => bundle,
        Err(problems) => return project.text(problems),
    };
    assert_eq!(project.text(bundle.warnings), "");
    let keys = |pointer: &str| {
        let members = bundle.document.pointer(pointer).and_then(|node| node.as_object());
        members.into_iter().flat_map(|members| members.keys()).cloned().collect::<Vec<_>>()
    };
    let tags = bundle.document.get("tags").and_then(|tags| tags.as_array()).unwrap();
    let mut lines = vec![
        format!("root: {}", keys("").join(" ")),
        format!(
            "tags: {}",
            tags.iter().map(|tag| tag.get("name").unwrap().as_str().unwrap()).collect::<Vec<_>>().join(" ")
        ),
    ];
    for path in keys("/paths") {
        lines.push(format!("{path}: {}", keys(&format!("/paths/{}", path.replace('/', "~1"))).join(" ")));
    }
    lines.push(format!("webhooks: {}", keys("/webhooks").join(" ")).trim_end().to_owned());
    for section in keys("/components") {
        lines.push(format!("{section}: {}", keys(&format!("/components/{section}")).join(" ")));
    }
    lines.join("\n")
}

#[test]
fn only_what_is_reachable_is_left() {
    assert_snapshot!(left(&["tag=users"], &[]), @"
    root: openapi info security tags paths webhooks components
    tags: users admin unused
    /v2/users: parameters get post
    webhooks: changed
    schemas: Cat Event Pet User
    responses: Users
    parameters: Page
    securitySchemes: own root
    ");
    assert_snapshot!(left(&["method=DELETE"], &[]), @"
    root: openapi info tags paths components
    tags: admin unused
    /v2/users/{id}: parameters delete
    webhooks:
    securitySchemes: own
    ");
}

#[test]
fn filters_are_alternatives_and_what_has_commas_has_to_fit_as_a_whole() {
    let operations = |only: &[&str], without: &[&str]| {
        let left = left(only, without);
        left.lines().filter(|line| line.starts_with('/')).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(operations(&["path=/v2/**"], &["tag=users,method=get"]), @"
    /v2/users: parameters post
    /v2/users/{id}: parameters delete
    ");
    assert_snapshot!(operations(&["path=/v2/*"], &[]), @"/v2/users: parameters get post");
    assert_snapshot!(operations(&["path=/v2/users/{id}", "operation=users_create"], &[]), @"
    /v2/users: parameters post
    /v2/users/{id}: parameters delete
    ");
    assert_snapshot!(operations(&["operation=delete_v2_users_id"], &[]), @"/v2/users/{id}: parameters delete");
}

#[test]
fn what_is_wrong_with_what_is_left_out_is_not_told() {
    let broken = left(&["tag=stores"], &[]);
    assert!(broken.contains("error[missing-file]"), "{broken}");
    let part = left(&[], &["path=/stores"]);
    assert!(!part.contains("error"), "{part}");
}

#[test]
fn a_filter_that_fits_nothing_comes_with_what_was_meant() {
    assert_snapshot!(left(&["tag=user", "path=/v3/**"], &["operation=stores_lst", "method=PUT"]), @"
    openapi.yaml:1:1: error[selection]: `--only path=/v3/**` fits no operation: none has the path `/v3/**`
      help: there are /stores, /v2/users, /v2/users/{id}
    openapi.yaml:1:1: error[selection]: `--only tag=user` fits no operation: none has the tag `user`
      help: did you mean `users`?
    openapi.yaml:1:1: error[selection]: `--without method=PUT` fits no operation: none has the method `PUT`
      help: there are DELETE, GET, POST
    openapi.yaml:1:1: error[selection]: `--without operation=stores_lst` fits no operation: none has the operationId `stores_lst`
      help: did you mean `stores_list`?
    ");
    assert_snapshot!(left(&["tag=stores,method=DELETE"], &[]), @"
    openapi.yaml:1:1: error[selection]: `--only tag=stores,method=DELETE` fits no operation: none fits all of it
      help: repeat the option for what may hold instead
    ");
    assert_snapshot!(left(&["tag=stores"], &["path=/stores"]), @"
    openapi.yaml:1:1: error[selection]: the selection leaves no operation of the document
      help: leave out less
    ");
}

#[test]
fn links_to_what_is_left_out_go_with_it() {
    let document = "openapi: 3.1.0
info: {title: Tiny, version: '1'}
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: D
          links:
            self: {operationId: a}
            id: {operationId: b}
            pointer: {operationRef: '#/paths/~1b/get'}
            reference: {$ref: '#/components/links/B'}
  /b: {get: {operationId: b, responses: {'200': {description: D}}}}
components: {links: {B: {operationId: b}}}
";
    let project = Project::new(&[("openapi.yaml", document)]);
    let bundle = changes(&["operation=a"], &[]).bundle(&project.path("openapi.yaml")).unwrap();
    let links = bundle.document.pointer("/paths/~1a/get/responses/200/links").unwrap();
    assert_eq!(links.to_json(), serde_json::json!({"self": {"operationId": "a"}}));
    assert!(bundle.document.get("components").is_none());
}

#[test]
fn what_is_no_filter_is_named() {
    let wrong = |text: &str| text.parse::<roster_document::Filter>().unwrap_err();
    assert_snapshot!(wrong("users"), @"`users` is none of tag=NAME, path=PATTERN, operation=ID and method=METHOD");
    assert_snapshot!(wrong("tags=users"), @"`tags=users` is none of tag=NAME, path=PATTERN, operation=ID and method=METHOD; did you mean `tag=`?");
    assert_snapshot!(wrong("tag=users,colour=red"), @"`colour=red` is none of tag=NAME, path=PATTERN, operation=ID and method=METHOD");
    assert_snapshot!(wrong("tag="), @"`tag=` has no value");
    let with_comma: roster_document::Filter = "tag=a, b,method=GET".parse().unwrap();
    assert_eq!(with_comma.to_string(), "tag=a, b,method=GET");
}
