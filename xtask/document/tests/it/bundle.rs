//! Bundling: what references become, and which cannot be followed.

use insta::assert_snapshot;

use crate::project::{HEAD, Project};

const USERS: &str = "\
users:
  get:
    operationId: users_list
    parameters:
      - $ref: '../parameters.yaml#/Page'
    responses:
      '200':
        description: Users.
        headers:
          Link: {$ref: '../parameters.yaml#/LinkHeader'}
        content:
          application/json:
            schema:
              type: array
              items: {$ref: '../schemas/user.yaml'}
            examples:
              some: {$ref: '../parameters.yaml#/SomeUsers'}
      '404': {$ref: '../responses.yaml#/NotFound'}
  post:
    requestBody: {$ref: '../parameters.yaml#/UserBody'}
    responses:
      '404': {$ref: '../responses.yaml#/NotFound'}
";

#[test]
fn references_into_files_become_components() {
    let project = Project::new(&[
        ("openapi.yaml", &format!("{HEAD}paths:\n  /users: {{$ref: 'paths/users.yaml#/users'}}\nx-after: kept\n")),
        ("paths/users.yaml", USERS),
        (
            "parameters.yaml",
            "Page: {name: page, in: query, schema: {type: integer}}\nLinkHeader: {schema: {type: string}}\n\
             SomeUsers: {value: [{name: a}]}\nUserBody: {content: {application/json: {schema: {$ref: schemas/user.yaml}}}}\n",
        ),
        ("responses.yaml", "NotFound:\n  description: Not there.\n  x-note: kept\n"),
        (
            "schemas/user.yaml",
            "type: object\nproperties:\n  name: {$ref: 'name.yaml#/definitions/Name'}\n  friend: {$ref: ''}\n",
        ),
        ("schemas/name.yaml", "definitions:\n  Name: {type: string}\n"),
    ]);
    assert_snapshot!(project.bundle_findings(), @"
    schemas/user.yaml:4:18: error[bad-reference]: `` is not a file with a JSON pointer after `#`
      help: write `file.yaml#/Name`, `#/components/schemas/Name` or `file.yaml`; `~1` stands for `/`, `~0` for `~`
    ");
    project.write(
        "schemas/user.yaml",
        "type: object\nproperties:\n  name: {$ref: 'name.yaml#/definitions/Name'}\n  friend: {$ref: '#'}\n",
    );
    assert_snapshot!("references_into_files_become_components", project.bundled());
}

#[test]
fn nodes_keep_the_place_where_they_were_written() {
    let project = Project::new(&[
        ("openapi.yaml", &format!("{HEAD}paths:\n  /users: {{$ref: 'users.yaml'}}\n")),
        ("users.yaml", "get:\n  responses:\n    '200': {$ref: 'responses.yaml#/~1a~0b%25'}\n"),
        ("responses.yaml", "x: 1\n/a~b%:\n  description: Yes.\n"),
    ]);
    let bundle = project.bundle();
    let place = |pointer: &str| bundle.document.pointer(pointer).unwrap().location.to_string();
    assert!(place("/paths/~1users/get").ends_with("users.yaml:2:3"));
    assert!(place("/components/responses/a_b/description").ends_with("responses.yaml:3:16"));
    let names: Vec<_> = bundle.files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["openapi.yaml", "users.yaml", "responses.yaml"]);
}

#[test]
fn cycles_stay_internal_references() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            &format!(
                "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    Tree: {{$ref: 'tree.yaml#/Tree'}}\n    Alias: {{$ref: '#/components/schemas/Tree'}}\n"
            ),
        ),
        (
            "tree.yaml",
            "Tree:\n  properties:\n    child: {$ref: '#/Tree'}\n    leaf: {$ref: '#/Leaf'}\nLeaf:\n  properties:\n    root: {$ref: 'openapi.yaml#/components/schemas/Tree'}\n",
        ),
    ]);
    assert_snapshot!(project.bundled(), @"
    openapi: 3.0.3
    info:
      title: Tiny
      version: '1'
    paths: {}
    components:
      schemas:
        Alias:
          $ref: '#/components/schemas/Tree'
        Leaf:
          properties:
            root:
              $ref: '#/components/schemas/Tree'
        Tree:
          properties:
            child:
              $ref: '#/components/schemas/Tree'
            leaf:
              $ref: '#/components/schemas/Leaf'
    ");
}

#[test]
fn chains_end_at_the_thing_itself() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            &format!(
                "{HEAD}paths:\n  /a:\n    get:\n      responses:\n        '200': {{$ref: 'one.yaml#/Ok'}}\n        '201': {{$ref: 'two.yaml#/Fine'}}\n"
            ),
        ),
        ("one.yaml", "Ok: {$ref: 'two.yaml#/Fine'}\n"),
        ("two.yaml", "Fine: {description: Fine.}\n"),
    ]);
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
              $ref: '#/components/responses/Fine'
            '201':
              $ref: '#/components/responses/Fine'
    components:
      responses:
        Fine:
          description: Fine.
    ");
}

#[test]
fn data_is_not_searched_for_references() {
    let project = Project::document(
        "paths: {}\nx-note: {$ref: 'nowhere.yaml'}\ncomponents:\n  schemas:\n    A:\n      example: {$ref: 'nowhere.yaml'}\n      \
         default: {$ref: 'nowhere.yaml'}\n      enum: [{$ref: 'nowhere.yaml'}]\n      x-note: {$ref: 'nowhere.yaml'}\n      properties:\n        \
         default: {$ref: '#/components/schemas/B'}\n        example: {$ref: '#/components/schemas/B'}\n    B: {}\n",
    );
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:7:5: warning[unused-component]: nothing refers to `A` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:15:5: warning[unused-component]: nothing refers to `B` in `components.schemas`
      help: refer to it or remove it
    ");
}

#[test]
fn mapping_values_that_are_references_move_along() {
    let project = Project::new(&[
        ("openapi.yaml", &format!("{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    Pet: {{$ref: 'pets.yaml#/Pet'}}\n")),
        (
            "pets.yaml",
            "Pet:\n  oneOf: [{$ref: '#/Cat'}]\n  discriminator:\n    propertyName: kind\n    mapping:\n      cat: '#/Cat'\n      dog: 'dog.yaml'\n      named: Cat\nCat: {type: object}\n",
        ),
        ("dog.yaml", "type: object\n"),
    ]);
    let bundle = project.bundle();
    let mapping = bundle.document.pointer("/components/schemas/Pet/discriminator/mapping").unwrap();
    assert_snapshot!(roster_document::yaml(mapping).unwrap(), @"
    cat: '#/components/schemas/Cat'
    dog: '#/components/schemas/dog'
    named: Cat
    ");
    assert!(bundle.document.pointer("/components/schemas/dog").is_some());
}

#[test]
fn places_without_a_telling_name_are_named_by_their_way() {
    let project = Project::document(
        "paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: A.\n          content:\n            application/json:\n              schema: {type: object, properties: {deep: {type: string}}}\n  \
         /b:\n    get:\n      responses:\n        '200':\n          description: B.\n          content:\n            application/json:\n              schema:\n                properties:\n                  \
         one: {$ref: '#/paths/~1a/get/responses/200/content/application~1json/schema'}\n                  two: {$ref: '#/components/schemas/C/properties/inner'}\n\
         components:\n  schemas:\n    C: {properties: {inner: {type: string}}}\n",
    );
    let bundle = project.bundle();
    let names: Vec<&String> =
        bundle.document.pointer("/components/schemas").unwrap().as_object().unwrap().keys().collect();
    assert_eq!(names, ["C", "C_inner", "paths_a_get_responses_200_content_application_json_schema"]);
}

/// The names of the schemas in the bundle of the root, which refers to these, and what is found.
fn names(references: &[&str], files: &[&str]) -> String {
    let users: String = references.iter().map(|text| format!("        - {{$ref: '{text}'}}\n")).collect();
    let root = format!(
        "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    Own:\n      allOf:\n{users}    Pet: {{type: object}}\n"
    );
    let project = Project::new(&[("api/openapi.yaml", &root)]);
    for file in files {
        let text = format!(
            "type: object\ntitle: {file}\ndefinitions: {{a: {{Item: {{}}}}, b: {{Item: {{}}}}}}\nItem: {{}}\nOk: {{}}\n"
        );
        project.write(file, text);
    }
    let bundle = roster_document::bundle(&project.path("api/openapi.yaml"))
        .unwrap_or_else(|problems| panic!("{}", project.text(problems)));
    let parts = bundle.document.pointer("/components/schemas/Own/allOf").unwrap().as_array().unwrap();
    let names: Vec<&str> = parts.iter().filter_map(|part| part.reference()?.rsplit('/').next()).collect();
    names.join(" ")
}

#[test]
fn two_things_of_one_name_are_named_by_what_they_are_in() {
    let files = [
        "api/a.yaml",
        "api/b.yaml",
        "api/one/Item.yaml",
        "api/two/Item.yaml",
        "api/x/one/Item.yaml",
        "Item.yaml",
        "api/Pet.yaml",
    ];
    let names = |references: &[&str]| names(references, &files);
    assert_snapshot!(names(&["one/Item.yaml", "two/Item.yaml", "one/Item.yaml"]), @"one_Item two_Item one_Item");
    assert_snapshot!(names(&["two/Item.yaml", "one/Item.yaml"]), @"two_Item one_Item");
    assert_snapshot!(names(&["one/Item.yaml", "x/one/Item.yaml", "a.yaml#/Ok"]), @"one_Item x_one_Item Ok");
    assert_snapshot!(names(&["a.yaml#/Ok", "b.yaml#/Ok", "one/Item.yaml"]), @"a_Ok b_Ok Item");
    assert_snapshot!(names(&["a.yaml#/definitions/a/Item", "a.yaml#/definitions/b/Item", "a.yaml#/Item"]), @"a_a_Item a_b_Item a_Item");
    assert_snapshot!(names(&["../Item.yaml", "two/Item.yaml"]), @"Item_yaml two_Item");
    assert_snapshot!(names(&["Pet.yaml", "#/components/schemas/Pet"]), @"Pet_yaml Pet");
    assert_snapshot!(names(&["Pet.yaml"]), @"Pet_yaml");
}

#[test]
fn two_things_that_no_name_can_tell_apart_are_named() {
    let root = format!(
        "{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{allOf: [{{$ref: 'a b.yaml'}}, {{$ref: 'a+b.yaml'}}]}}}}}}\n"
    );
    let files = [("openapi.yaml", root.as_str()), ("a b.yaml", "type: object\n"), ("a+b.yaml", "type: object\n")];
    assert_snapshot!(Project::new(&files).bundle_findings(), @"
    openapi.yaml:4:63: error[component-clash]: two things would be the component `a_b`: the one at a b.yaml:1:1 and the one at a+b.yaml:1:1
      help: rename one of the two, or refer to the same place from everywhere
    ");
}

#[test]
fn what_a_file_says_is_said_once_where_names_are_taken_twice() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            &format!(
                "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A: {{allOf: [{{$ref: 'one.yaml#/Item'}}, {{$ref: 'two.yaml#/Item'}}]}}\n"
            ),
        ),
        ("one.yaml", "base: &base {type: object}\nItem: {<<: *base, title: null}\n"),
        ("two.yaml", "Item: {type: string}\n"),
    ]);
    assert_snapshot!(project.bundle_findings(), @"
    one.yaml:2:7: warning[unused-component]: nothing refers to `one_Item` in `components.schemas`
      help: refer to it or remove it
    one.yaml:2:8: warning[merge-key]: merge keys (`<<`) are not part of YAML 1.2; this one is read as YAML 1.1 has it
      help: write the members out, or use `$ref` or `allOf`
    one.yaml:2:26: warning[wrong-type]: `title` is null; it is read as left out
      help: leave it out
    openapi.yaml:6:5: warning[unused-component]: nothing refers to `A` in `components.schemas`
      help: refer to it or remove it
    two.yaml:1:7: warning[unused-component]: nothing refers to `two_Item` in `components.schemas`
      help: refer to it or remove it
    ");
    assert_snapshot!(project.bundled(), @"
    openapi: 3.0.3
    info:
      title: Tiny
      version: '1'
    paths: {}
    components:
      schemas:
        A:
          allOf:
          - $ref: '#/components/schemas/one_Item'
          - $ref: '#/components/schemas/two_Item'
        one_Item:
          type: object
        two_Item:
          type: string
    ");
}

#[test]
fn targets_that_do_not_exist_are_named_with_what_is_near() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            &format!(
                "{HEAD}paths:\n  /a: {{$ref: 'path.yaml#/users'}}\n  /b: {{$ref: 'paths.yaml#/user'}}\n  /c: {{$ref: 'paths.yaml#/through/get'}}\n  \
                 /d:\n    get:\n      responses:\n        '200': {{$ref: '#/components/responses/Ok'}}\n        '201': {{$ref: 'https://example.com/a.yaml#/Ok'}}\n        \
                 '202': {{$ref: '#Ok'}}\n        '203': {{$ref: 'a%zz.yaml'}}\n        '204': {{$ref: '#/components/schemas/User'}}\n        '205': {{$ref: 'paths.yaml#/~2'}}\n\
                 components:\n  schemas:\n    User: {{}}\n  responses:\n    OK: {{description: Ok.}}\n"
            ),
        ),
        ("paths.yaml", "users: {}\nthrough: {$ref: '#/users'}\n"),
    ]);
    assert_snapshot!("targets_that_do_not_exist_are_named_with_what_is_near", project.bundle_findings());
}

#[test]
fn circles_without_an_end_are_refused() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            &format!(
                "{HEAD}paths:\n  /a: {{$ref: 'paths.yaml#/a'}}\n  /b: {{$ref: 'paths.yaml#/inner'}}\ncomponents:\n  schemas:\n    A: {{$ref: '#/components/schemas/B'}}\n    B: {{$ref: '#/components/schemas/A'}}\n"
            ),
        ),
        (
            "paths.yaml",
            "a: {$ref: '#/b'}\nb: {$ref: '#/a'}\ninner:\n  get:\n    responses: {}\n    callbacks:\n      done:\n        '{$url}': {$ref: '#/inner'}\n",
        ),
    ]);
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:4:14: error[reference-cycle]: `paths.yaml#/a` leads to references that refer to each other in a circle
      help: let one of them be the thing itself
    paths.yaml:8:26: error[reference-cycle]: `#/inner` leads back to where it stands
      help: only components may refer to each other in a circle; end the circle here
    ");
    let aliases = Project::document(
        "paths: {}\ncomponents:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n",
    );
    assert_snapshot!(aliases.bundle_findings(), @"
    openapi.yaml:6:5: error[reference-cycle]: `A` is a reference that leads back to itself
      help: let one of the references be the thing itself
    openapi.yaml:6:5: warning[unused-component]: nothing refers to `A` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:7:5: error[reference-cycle]: `B` is a reference that leads back to itself
      help: let one of the references be the thing itself
    openapi.yaml:7:5: warning[unused-component]: nothing refers to `B` in `components.schemas`
      help: refer to it or remove it
    ");
}

#[test]
fn what_is_odd_and_not_wrong_is_a_warning() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            &format!(
                "{HEAD}paths:\n  $ref: 'paths.yaml'\ncomponents:\n  schemas:\n    Used: {{}}\n    Unused: {{properties: {{a: {{$ref: '#/components/schemas/OnlyThere'}}}}}}\n    OnlyThere: {{}}\n  \
                 securitySchemes:\n    key: {{type: apiKey, in: header, name: k}}\nsecurity: [{{key: []}}]\n"
            ),
        ),
        (
            "paths.yaml",
            "/a:\n  get:\n    responses:\n      '200':\n        description: A.\n        content:\n          application/json:\n            schema:\n              $ref: 'openapi.yaml#/components/schemas/Used'\n              description: ignored\n",
        ),
    ]);
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:4:9: warning[reference-position]: OpenAPI 3.0 has no `$ref` here, for the members of this object; the target is put in its place
      help: refer to the parts instead: path items, schemas, responses, parameters and the like
    openapi.yaml:8:5: warning[unused-component]: nothing refers to `Unused` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:9:5: warning[unused-component]: nothing refers to `OnlyThere` in `components.schemas`
      help: refer to it or remove it
    paths.yaml:10:15: warning[ref-siblings]: `description` stands beside a `$ref`, where OpenAPI 3.0 ignores it
      help: move it to the target, or wrap the reference: `allOf: [{$ref: ...}]`
    ");
}

#[test]
fn pointers_may_lead_through_references() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            &format!(
                "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A: {{allOf: [{{$ref: '#/components/schemas/B/properties/c/properties/d'}}, {{$ref: '#/components/schemas/B/properties/e'}}]}}\n    B: {{properties: {{c: {{$ref: 'c.yaml#/C'}}}}}}\n    L: {{properties: {{a: {{$ref: '#/components/schemas/M/properties/a'}}}}}}\n    M: {{$ref: '#/components/schemas/N'}}\n    N: {{$ref: '#/components/schemas/M'}}\n"
            ),
        ),
        ("c.yaml", "C: {$ref: '#/D'}\nD: {properties: {d: {type: string}}}\n"),
    ]);
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:6:24: warning[pointer-through-reference]: `#/components/schemas/B/properties/c/properties/d` leads through a `$ref`, whose target is meant
      help: write `#/D/properties/d`
    openapi.yaml:6:84: error[missing-target]: `e` does not exist at `#/components/schemas/B/properties` of `openapi.yaml`
      help: did you mean `c`?
    openapi.yaml:8:32: error[missing-target]: `properties` does not exist at `#/components/schemas/M` of `openapi.yaml`
      help: the pointer leads through a `$ref`; point at its target instead
    ");
    let text = std::fs::read_to_string(project.path("openapi.yaml")).unwrap();
    project.write(
        "openapi.yaml",
        text.split("    L:").next().unwrap().replace("c/properties/d", "c").replace("/e'", "/c/properties/d'"),
    );
    assert_snapshot!(project.bundled(), @"
    openapi: 3.0.3
    info:
      title: Tiny
      version: '1'
    paths: {}
    components:
      schemas:
        A:
          allOf:
          - $ref: '#/components/schemas/D'
          - $ref: '#/components/schemas/D_d'
        B:
          properties:
            c:
              $ref: '#/components/schemas/D'
        D:
          properties:
            d:
              type: string
        D_d:
          type: string
    ");
}

#[test]
fn a_text_may_stand_in_another_file() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            "openapi: 3.0.3\ninfo: {title: T, version: '1', description: {$ref: 'texts.yaml#/about'}}\npaths: {}\ntags: [{name: a, description: {$ref: words.txt}}]\n",
        ),
        ("texts.yaml", "about: |\n  Two\n  lines.\n"),
        ("words.txt", "only words\n"),
    ]);
    assert_eq!(project.bundle().document.pointer("/info/description").unwrap().as_str(), Some("Two\nlines.\n"));
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:2:52: warning[reference-position]: OpenAPI has no `$ref` for a text; the one it leads to is read as `description`
      help: write the text here
    ");
    assert_snapshot!(project.lint(), @"
    openapi.yaml:4:31: error[wrong-type]: `description` is an object, not a string
      help: write a string
    ");
}

#[test]
fn a_body_may_stand_among_those_of_requests() {
    let project = Project::document(
        "paths:\n  /a:\n    post:\n      requestBody: {$ref: '#/components/responses/Data'}\n      responses:\n        '200': {$ref: '#/components/requestBodies/Data'}\n        '201': {$ref: '#/components/headers/Data'}\ncomponents:\n  responses:\n    Data: {description: D., content: {text/plain: {}}}\n  requestBodies:\n    Data: {description: D., content: {text/plain: {}}}\n  headers:\n    Data: {schema: {type: string}}\n",
    );
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:6:27: warning[reference-kind]: the target is in `components.responses`, but a request body belongs here; it is read as that
      help: refer to a component of the right kind
    openapi.yaml:8:23: warning[reference-kind]: the target is in `components.requestBodies`, but a response belongs here; it is read as that
      help: refer to a component of the right kind
    openapi.yaml:9:23: error[reference-kind]: the target is in `components.headers`, but a response belongs here
      help: refer to a component of the right kind
    ");
    project.write(
        "openapi.yaml",
        std::fs::read_to_string(project.path("openapi.yaml"))
            .unwrap()
            .replace("'#/components/headers/Data'", "'#/components/requestBodies/Data'"),
    );
    assert_snapshot!(project.bundled(), @"
    openapi: 3.0.3
    info:
      title: Tiny
      version: '1'
    paths:
      /a:
        post:
          requestBody:
            $ref: '#/components/requestBodies/responses_Data'
          responses:
            '200':
              $ref: '#/components/responses/requestBodies_Data'
            '201':
              $ref: '#/components/responses/requestBodies_Data'
    components:
      responses:
        Data:
          description: D.
          content:
            text/plain: {}
        requestBodies_Data:
          description: D.
          content:
            text/plain: {}
      requestBodies:
        Data:
          description: D.
          content:
            text/plain: {}
        responses_Data:
          description: D.
          content:
            text/plain: {}
      headers:
        Data:
          schema:
            type: string
    ");
}

#[test]
fn what_stands_beside_a_reference_is_left_out() {
    let project = Project::document(
        "paths: {}\ncomponents:\n  schemas:\n    A: {allOf: [{$ref: '#/components/schemas/B', nullable: true}]}\n    B: {type: string}\n",
    );
    let part = project.bundle().document.pointer("/components/schemas/A/allOf/0").unwrap().to_json();
    assert_eq!(part, serde_json::json!({"$ref": "#/components/schemas/B"}));
}

#[test]
fn schemas_that_a_discriminator_leads_to_are_used() {
    let project = Project::document(
        "paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: A.\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/Base'}\n\
         components:\n  schemas:\n    Base: {type: object, discriminator: {propertyName: kind, mapping: {x: Mapped}}}\n    Child: {allOf: [{$ref: '#/components/schemas/Base'}]}\n    Mapped: {}\n",
    );
    assert_eq!(project.bundle_findings(), "");
}

#[test]
fn other_versions_are_named() {
    let findings = |text: &str| Project::new(&[("openapi.yaml", text)]).bundle_findings();
    assert_snapshot!(findings("swagger: '2.0'\n"), @"
    openapi.yaml:1:10: error[openapi-version]: the document is Swagger 2.0; only OpenAPI 3.0 to 3.2 are read
      help: convert it to OpenAPI 3.0 first, for instance with `swagger2openapi`
    ");
    assert_snapshot!(findings("openapi: 3.1.0\n"), @"");
    assert_snapshot!(findings("openapi: 3.0\n"), @"
    openapi.yaml:1:10: warning[openapi-version]: `3.0` is not a version of OpenAPI; it is read as `3.0.0`
      help: write `openapi: 3.0.3`
    ");
    assert_snapshot!(findings("openapi: '4.0.0'\n"), @"
    openapi.yaml:1:10: error[openapi-version]: OpenAPI `4.0.0` is not read; only 3.0 to 3.2 are
      help: write `openapi: 3.1.0`, or the version that the document follows
    ");
    assert_snapshot!(findings("info: {}\n"), @"
    openapi.yaml:1:1: error[openapi-version]: the document does not say which OpenAPI it follows: `openapi` is missing
      help: give the root file of the document, and start it with `openapi: 3.1.0`
    ");
    assert_snapshot!(findings("just text\n"), @"
    openapi.yaml:1:1: error[openapi-version]: the document is a string, not an object
      help: give the root file of an OpenAPI document, which starts with `openapi: 3.1.0`
    ");
    assert_snapshot!(findings(""), @"
    openapi.yaml:1:1: error[openapi-version]: the document is null, not an object
      help: give the root file of an OpenAPI document, which starts with `openapi: 3.1.0`
    ");
}

#[test]
fn bundling_a_bundle_changes_nothing() {
    let project = Project::new(&[
        ("openapi.yaml", &format!("{HEAD}paths:\n  /users: {{$ref: 'paths/users.yaml#/users'}}\n")),
        ("paths/users.yaml", "users:\n  get:\n    responses:\n      '200': {$ref: '../r.yaml#/Ok'}\n"),
        (
            "r.yaml",
            "Ok:\n  description: |-\n    Two\n    lines.\n  x-number: 1.0\n  x-text: '1.0'\n  x-null: null\n  x-list: [yes, 'on', 012]\n",
        ),
    ]);
    let once = project.bundled();
    assert_eq!(Project::new(&[("openapi.yaml", &once)]).bundled(), once);
    let json = roster_document::json(&project.bundle().document).unwrap();
    let again = Project::new(&[("openapi.json", &json)]);
    let bundle = roster_document::bundle(&again.path("openapi.json"))
        .unwrap_or_else(|problems| panic!("{:?}", problems.sorted()));
    assert_eq!(roster_document::json(&bundle.document).unwrap(), json);
}
