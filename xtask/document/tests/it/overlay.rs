//! Overlays: what actions do to a document, and what is told of those that cannot do it.

use insta::assert_snapshot;
use roster_document::Changes;

use crate::project::{HEAD, Project};

const DOCUMENT: &str = "\
paths:
  /pets:
    summary: Pets
    get:
      operationId: pets_list
      tags: [pets, old]
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
        - {name: dummy, in: query, schema: {type: string}}
      responses: {'200': {description: Ok.}}
    post:
      responses: {'204': {description: Done.}}
  /stores/{id}:
    get:
      x-traits: [paged]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: Ok.}}
";

fn project(overlay: &str) -> Project {
    Project::new(&[("openapi.yaml", &format!("{HEAD}{DOCUMENT}")), ("overlay.yaml", overlay)])
}

fn head(version: &str) -> String {
    format!("overlay: {version}\ninfo: {{title: Test, version: '1'}}\nactions:\n")
}

fn changes(project: &Project) -> Changes {
    Changes { overlays: vec![project.path("overlay.yaml")], ..Changes::default() }
}

fn bundled(project: &Project) -> String {
    match changes(project).bundle(&project.path("openapi.yaml")) {
        Ok(bundle) if bundle.warnings.is_empty() => roster_document::yaml(&bundle.document).unwrap(),
        Ok(bundle) => {
            format!("{}\n{}", project.text(bundle.warnings), roster_document::yaml(&bundle.document).unwrap())
        }
        Err(problems) => project.text(problems),
    }
}

/// The document after the actions, or what is found instead.
fn whole(version: &str, actions: &str) -> String {
    bundled(&project(&format!("{}{actions}", head(version))))
}

/// The lines that the actions add to the bundle and take from it, or what is found instead.
fn changed(version: &str, actions: &str) -> String {
    let project = project(&format!("{}{actions}", head(version)));
    let before = project.bundled();
    let after = bundled(&project);
    if !after.contains("openapi: 3.0.3") {
        return after;
    }
    let missing = |from: &str, of: &str| {
        let mut left: Vec<&str> = of.lines().collect();
        from.lines()
            .filter(|line| match left.iter().position(|other| other == line) {
                Some(index) => {
                    left.remove(index);
                    false
                }
                None => true,
            })
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let removed = missing(&before, &after).into_iter().map(|line| format!("-{line}"));
    let added = missing(&after, &before).into_iter().map(|line| format!("+{line}"));
    removed.chain(added).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_update_of_the_root_has_the_structure_of_the_document() {
    assert_snapshot!(changed(
        "1.0.0",
        "  - target: $
    update:
      info: {x-applied: yes, title: Structured}
      paths:
        /pets: {get: {summary: All pets, x-limit: 100}, summary: The pets}
        /new: {get: {responses: {'200': {description: New.}}}}
      components:
      tags:
"
    ));
}

#[test]
fn targeted_actions_merge_objects_and_add_members() {
    assert_snapshot!(changed(
        "1.0.0",
        "  - {target: \"$.paths['/pets'].get\", update: {description: Lists pets.}}
  - {target: \"$.paths['/pets']\", update: {post: {summary: Adds one, x-safe: false}}}
"
    ));
}

#[test]
fn wildcards_and_filters_select_many_and_arrays_get_what_is_added() {
    assert_snapshot!(whole(
        "1.1.0",
        "  - {target: $.paths.*.get, update: {x-safe: true}}
  - {target: \"$.paths.*.get.parameters[?@.name=='limit' && @.in=='query']\", update: {schema: {maximum: 100}}}
  - {target: $.paths.*.get.parameters, update: {name: one, in: query, schema: {type: string}}}
  - target: $.paths.*.get.parameters
    update:
      - {name: two, in: query, schema: {type: string}}
      - {name: three, in: query, schema: {type: string}}
  - {target: $.paths.*.get.tags, update: new}
  - {target: \"$.paths[?@.get['x-traits'][?@ == 'paged']].get\", update: {parameters: [{name: top, in: query, schema: {type: integer}}]}}
"
    ));
}

#[test]
fn what_is_removed_may_be_a_member_an_item_or_within_what_is_removed_too() {
    assert_snapshot!(whole(
        "1.1.0",
        "  - {target: \"$.paths.*.get.parameters[?@.name == 'dummy']\", remove: true}
  - {target: \"$.paths.*.get.tags[?@ == 'old']\", remove: true}
  - {target: \"$..['x-traits']\", remove: true}
  - {target: \"$.paths['/pets'].post..*\", remove: true}
  - {target: \"$.paths['/pets'].post\", remove: true}
"
    ));
}

#[test]
fn actions_see_what_those_before_them_did() {
    assert_snapshot!(whole(
        "1.1.0",
        "  - {target: $.paths, update: {/cats: {}}}
  - {target: \"$.paths['/cats']\", copy: \"$.paths['/pets']\"}
  - {target: \"$.paths['/cats'].get.operationId\", update: cats_list}
  - {target: \"$.paths['/cats'].get.parameters[0]\", remove: true}
  - {target: \"$.paths['/pets']\", remove: true}
"
    ));
}

#[test]
fn primitives_are_replaced_since_1_1_and_refused_in_1_0() {
    let action = "  - {target: \"$.paths['/pets'].summary\", update: Animals}\n";
    assert_snapshot!(changed("1.1.0", action), @r"
    -    summary: Pets
    +    summary: Animals
    ");
    assert_snapshot!(changed("1.0.0", action), @r"
    overlay.yaml:4:14: error[overlay-target]: the target is a string, at openapi.yaml:5:14; in Overlay 1.0, targets are objects and arrays
      help: select what it stands in, or write `overlay: 1.1.0`
    ");
}

#[test]
fn what_does_not_fit_is_told_at_the_value_that_the_overlay_wrote() {
    assert_snapshot!(changed("1.1.0", "  - target: $.paths\n    update:\n      /pets:\n        get: [1]\n"), @r"
    overlay.yaml:7:14: error[overlay-target]: an array cannot be put into an object, which stands at openapi.yaml:7:7
      help: write a value of the same kind, or remove what is there in an action before this one
    ");
    assert_snapshot!(changed("1.1.0", "  - {target: $.info.*, update: {a: 1}}\n"), @r"
    overlay.yaml:4:32: error[overlay-target]: an object cannot be put into a string, which stands at openapi.yaml:2:30
      help: write a value of the same kind, or remove what is there in an action before this one
    ");
    assert_snapshot!(changed("1.1.0", "  - {target: \"$.paths['/pets'].*\", update: {a: 1}}\n"), @r"
    overlay.yaml:4:14: error[overlay-target]: the targets are not of one kind: objects and other values
      help: write an action for each kind
    ");
    assert_snapshot!(changed("1.1.0", "  - {target: $.info, copy: $.paths.*}\n  - {target: $, remove: true}\n"), @r"
    overlay.yaml:4:28: error[overlay-target]: `$.paths.*` is 2 values; a copy is made of one
      help: select one value
    ");
    assert_snapshot!(changed("1.1.0", "  - {target: $, remove: true}\n"), @r"
    overlay.yaml:4:14: error[overlay-target]: the target is the document itself, which cannot be removed
      help: select what is to be removed of it
    ");
    assert_snapshot!(changed("1.1.0", "  - {target: $.info, copy: \"$.paths['/pets'].summary\"}\n"), @r"
    overlay.yaml:4:22: error[overlay-target]: a string cannot be put into an object, which stands at openapi.yaml:2:7
      help: write a value of the same kind, or remove what is there in an action before this one
    ");
}

#[test]
fn an_action_without_a_target_in_the_document_is_a_warning() {
    let project = project(&format!("{}  - {{target: \"$.paths['/pet']\", remove: true}}\n", head("1.0.0")));
    let bundle = changes(&project).bundle(&project.path("openapi.yaml")).unwrap();
    assert_snapshot!(project.text(bundle.warnings), @r"
    overlay.yaml:4:14: warning[overlay-target]: nothing in the document is `$.paths['/pet']`; the action changes nothing
      help: correct it, or remove the action
    ");
}

#[test]
fn faults_of_an_overlay_are_told_at_their_place() {
    let found = |overlay: &str| bundled(&project(overlay));
    assert_snapshot!(found("- a\n"));
    assert_snapshot!(found("info: {title: T, version: '1'}\nactions: []\n"));
    assert_snapshot!(found("overlay: 1.2.0\n"));
    assert_snapshot!(found("overlay: 1.0\ninfo: {titel: T}\naction: []\n"));
    assert_snapshot!(
        found(&format!(
            "{}  - 5
  - {{update: {{}}}}
  - {{target: paths, remove: true}}
  - {{target: \"$.paths[?@.x-y]\", remove: true}}
  - {{target: \"$.paths[\", remove: true}}
  - {{target: 7, remove: true}}
  - {{target: \"$[?foo(@)]\", remove: true}}
  - {{target: $.paths, remove: maybe}}
  - {{target: $.paths, remove: false}}
  - {{target: $.paths, updates: {{}}, description: 5}}
  - {{target: $.paths, update: {{}}, copy: $.info}}
  - {{target: $.paths, update: {{}}, copy: $.info, remove: true}}
  - {{target: $.paths, update: {{}}, copy: $.info, remove: true}}
  - {{target: \"$[?{}@.a{}]\", remove: true}}
",
            head("1.0.0"),
            "(".repeat(5000),
            ")".repeat(5000),
        ))
        .replace(&"(".repeat(4990), "…")
    );
}

#[test]
fn an_older_overlay_is_read_with_what_is_newer_and_that_is_told() {
    assert_snapshot!(bundled(&project(&format!(
        "{}  - {{target: $.paths.*.get.tags, update: [more, tags]}}\n  - {{target: \"$.paths['/pets'].post\", copy: $.info}}\n",
        head("1.0.0")
    ))).lines().take(4).collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_it_extends_is_the_document_or_the_overlay_is_left_out() {
    let project = project("");
    let overlay = |extends: &str| {
        project.write(
            "overlay.yaml",
            format!("overlay: 1.1.0\nextends: {extends}\ninfo: {{title: Test, version: '1'}}\nactions: [{{target: $.info, update: {{title: New}}}}]\n"),
        );
        let bundle = changes(&project).bundle(&project.path("openapi.yaml")).unwrap();
        (bundle.document.pointer("/info/title").unwrap().as_str().unwrap().to_owned(), project.text(bundle.warnings))
    };
    assert_eq!(overlay("./openapi.yaml"), ("New".to_owned(), String::new()));
    assert_eq!(overlay("https://example.com/openapi.yaml"), ("New".to_owned(), String::new()));
    let (title, warning) = overlay("missing.yaml");
    assert_eq!(title, "New");
    assert_snapshot!(warning);
    project.write("other.yaml", "{}");
    let (title, warning) = overlay("other.yaml");
    assert_eq!(title, "Tiny");
    assert_snapshot!(warning);
}

#[test]
fn overlays_are_applied_in_order_and_their_references_belong_to_the_document() {
    let project = Project::new(&[
        ("api/openapi.yaml", &format!("{HEAD}paths: {{}}\n")),
        ("api/schemas.yaml", "Pet: {type: object}\n"),
        (
            "overlays/one.yaml",
            &format!(
                "{}  - target: $
    update:
      paths: {{/pets: {{get: {{responses: {{'200': {{$ref: '#/components/responses/Pets'}}}}}}}}}}
      components:
        responses:
          Pets: {{description: Pets., content: {{application/json: {{schema: {{$ref: 'schemas.yaml#/Pet'}}}}}}}}
",
                head("1.1.0")
            ),
        ),
        (
            "overlays/two.yaml",
            &format!(
                "{}  - {{target: \"$.paths['/pets'].get\", update: {{summary: Pets, requestBody: {{content: {{a/b: {{schema: {{$ref: gone.yaml}}}}}}}}}}}}\n",
                head("1.1.0")
            ),
        ),
    ]);
    let overlays = vec![project.path("overlays/one.yaml"), project.path("overlays/two.yaml")];
    let bundle = Changes { overlays, ..Changes::default() }.bundle_in_part(&project.path("api/openapi.yaml")).unwrap();
    let files: Vec<_> = bundle.files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(files, ["openapi.yaml", "one.yaml", "two.yaml", "schemas.yaml"]);
    assert_snapshot!(project.text(bundle.warnings.with(bundle.broken)));
    assert_snapshot!("overlays_and_references", roster_document::yaml(&bundle.document).unwrap());
}

#[test]
fn later_findings_point_into_the_overlay() {
    let project =
        project(&format!("{}  - {{target: \"$.paths['/pets'].get\", update: {{colour: red}}}}\n", head("1.0.0")));
    let bundle = changes(&project).bundle(&project.path("openapi.yaml")).unwrap();
    let found = project.text(roster_document::rules::everything(&bundle.document));
    assert!(found.contains("overlay.yaml:4:47: warning[unknown-key]: an operation has no key `colour`"), "{found}");
}

#[test]
fn what_is_put_into_a_document_is_as_bounded_as_its_files() {
    let deep = |levels: usize| format!("{}{{}}{}", "{a: ".repeat(levels), "}".repeat(levels));
    let path = format!("$.info{}", ".a".repeat(60));
    let actions =
        format!("  - {{target: $.info, update: {}}}\n  - {{target: {path}, update: {}}}\n", deep(60), deep(50));
    assert!(changed("1.1.0", &actions).starts_with("overlay.yaml:5:142: error[nesting-too-deep]"));
    let doubling: String = (0..21).map(|_| "  - {target: $.info.x, copy: $.info.x}\n".to_owned()).collect();
    let found = changed("1.1.0", &format!("  - {{target: $.info, update: {{x: [1]}}}}\n{doubling}"));
    assert!(found.contains("error[too-many-values]"), "{found}");
}
