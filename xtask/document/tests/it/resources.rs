//! What references of JSON Schema 2020-12 lead to: `$id`, `$anchor`, `$dynamicAnchor`, and OpenAPI's `$self`.

use insta::assert_snapshot;

use crate::project::Project;

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: Tiny, version: '1'}\n";

/// A document of 3.1 with these components, in block form.
fn schemas(schemas: &str) -> Project {
    let indented: Vec<String> = schemas.lines().map(|line| format!("    {line}\n")).collect();
    Project::new(&[("openapi.yaml", &format!("{HEAD}components:\n  schemas:\n{}", indented.concat()))])
}

/// The components of the bundle alone.
fn components(project: &Project) -> String {
    let bundled = project.bundled();
    bundled.split_once("  schemas:\n").map(|(_, schemas)| schemas.to_owned()).unwrap_or(bundled)
}

#[test]
fn an_id_is_what_the_references_in_its_schema_are_relative_to() {
    let project = schemas(
        "\
Order:
  $id: https://example.com/schemas/order
  properties:
    item: {$ref: item}
    same: {$ref: https://example.com/schemas/item}
    lines: {$ref: '#/$defs/lines'}
    self: {$ref: '#'}
    own: {$ref: 'item#/properties/name'}
  $defs:
    lines: {type: array, items: {$ref: 'order#'}}
Item:
  $id: https://example.com/schemas/item
  properties:
    name: {type: string}
    order: {$ref: ../schemas/order}
Relative:
  $id: relative
  properties:
    again: {$ref: relative}
    urn: {$ref: 'urn:uuid:1#/properties/a'}
Urn:
  $id: urn:uuid:1
  properties: {a: {type: string}, b: {$ref: '#/properties/a'}}",
    );
    assert_snapshot!(components(&project), @"
    Item:
      properties:
        name:
          type: string
        order:
          $ref: '#/components/schemas/Order'
    Item_name:
      type: string
    Order:
      properties:
        item:
          $ref: '#/components/schemas/Item'
        same:
          $ref: '#/components/schemas/Item'
        lines:
          $ref: '#/components/schemas/lines'
        self:
          $ref: '#/components/schemas/Order'
        own:
          $ref: '#/components/schemas/Item_name'
    Relative:
      properties:
        again:
          $ref: '#/components/schemas/Relative'
        urn:
          $ref: '#/components/schemas/Urn_a'
    Urn:
      properties:
        a:
          type: string
        b:
          $ref: '#/components/schemas/Urn_a'
    Urn_a:
      type: string
    lines:
      type: array
      items:
        $ref: '#/components/schemas/Order'
    ");
}

#[test]
fn an_anchor_is_a_name_within_its_resource() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            &format!(
                "{HEAD}components:\n  schemas:\n    A: {{$anchor: a, type: string}}\n    B: {{$ref: '#a'}}\n    C: {{$id: 'urn:example:c', $anchor: a, properties: {{own: {{$ref: '#a'}}, file: {{$ref: 'parts.yaml#part'}}}}}}\n    D: {{$ref: 'urn:example:c#a'}}\n    E: {{$ref: 'openapi.yaml#a', description: Beside it.}}\n"
            ),
        ),
        ("parts.yaml", "schemas:\n  Part: {type: object, $anchor: part}\n"),
    ]);
    assert_snapshot!(components(&project), @"
    A:
      type: string
    B:
      $ref: '#/components/schemas/A'
    C:
      properties:
        own:
          $ref: '#/components/schemas/C'
        file:
          $ref: '#/components/schemas/Part'
    D:
      $ref: '#/components/schemas/C'
    E:
      $ref: '#/components/schemas/A'
      description: Beside it.
    Part:
      type: object
    ");
}

#[test]
fn a_name_may_stand_in_a_file_that_is_read_later() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            &format!(
                "{HEAD}components:\n  schemas:\n    Early: {{items: {{$ref: 'https://example.com/late'}}}}\n    Late: {{$ref: schemas/late.yaml}}\n"
            ),
        ),
        ("schemas/late.yaml", "$id: https://example.com/late\nproperties:\n  beside: {$ref: beside.yaml}\n"),
        ("schemas/beside.yaml", "type: string\n"),
    ]);
    assert_snapshot!(components(&project), @"
    Early:
      items:
        $ref: '#/components/schemas/Late'
    Late:
      properties:
        beside:
          $ref: '#/components/schemas/beside'
    beside:
      type: string
    ");
}

#[test]
fn self_is_the_uri_of_the_root() {
    let project = Project::new(&[
        (
            "openapi.yaml",
            "openapi: 3.2.0\n$self: https://example.com/api/openapi.yaml\ninfo: {title: Tiny, version: '1'}\ncomponents:\n  schemas:\n    \
             A: {items: {$ref: 'https://example.com/api/openapi.yaml#/components/schemas/B'}}\n    B: {items: {$ref: schemas/c.yaml}}\n    D: {items: {$ref: 'https://example.com/api/schemas/c.yaml'}}\n",
        ),
        ("schemas/c.yaml", "items: {$ref: 'https://example.com/api/openapi.yaml#/components/schemas/A'}\n"),
    ]);
    assert_snapshot!(components(&project), @"
    A:
      items:
        $ref: '#/components/schemas/B'
    B:
      items:
        $ref: '#/components/schemas/c'
    D:
      items:
        $ref: '#/components/schemas/c'
    c:
      items:
        $ref: '#/components/schemas/A'
    ");
}

#[test]
fn what_looks_like_a_name_in_data_is_none() {
    let project = schemas(
        "\
A:
  properties: {$id: {type: string}, $anchor: {type: string}}
  enum: [{$id: urn:example:a, $anchor: b}]
  default: {$anchor: b}
B: {$ref: '#b'}",
    );
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:9:15: error[bad-reference]: `#b` is not a file with a JSON pointer after `#`
      help: write `file.yaml#/Name`, `#/components/schemas/Name` or `file.yaml`; `~1` stands for `/`, `~0` for `~`
    ");
}

#[test]
fn names_that_lead_nowhere_are_told_and_names_that_stand_twice_too() {
    let project = schemas(
        "\
A: {$id: 'urn:example:a', $anchor: first, items: {$ref: '#frist'}}
B: {$id: 'urn:example:a', items: {$ref: 'urn:example:b'}}
C: {$anchor: twice, items: {$anchor: twice}}
D: {$ref: '#twice'}
E: {$ref: 'urn:example:a#missing'}
F: {$id: 'https://example.com/f', items: {$ref: '#/components/schemas/D'}}
G: {$id: 'https://example.com/g', items: {$ref: '#/components/schemas/No'}}",
    );
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:5:61: error[missing-target]: no schema has the `$anchor` `frist` there
      help: did you mean `first`?
    openapi.yaml:6:14: warning[duplicate-identifier]: `urn:example:a` is the URI of another schema already, at openapi.yaml:5:14, which references lead to
      help: give each schema a URI of its own
    openapi.yaml:6:45: error[missing-target]: no schema has the `$id` `urn:example:b`
      help: correct it, or refer to the file that has it as well, so that it is read
    openapi.yaml:7:42: warning[duplicate-identifier]: the anchor `twice` stands at openapi.yaml:7:18 as well; a reference leads to the one of its own schema, or else to that
      help: rename one of the two, or give the schemas an `$id` each
    openapi.yaml:9:15: error[missing-target]: no schema has the `$anchor` `missing` there
      help: add `$anchor: missing` to the schema that is meant
    openapi.yaml:10:53: warning[reference-base]: `#/components/schemas/D` leads nowhere in the schema with the `$id` `https://example.com/f`; it is read as from the root of the file
      help: leave the `$id` out, or write the file or its URI before the `#`
    openapi.yaml:11:53: error[missing-target]: `components` does not exist at `#/components/schemas/G` of `openapi.yaml`
      help: `#/components/schemas/G` has $id, items
    ");
}

#[test]
fn names_that_are_none_are_told() {
    let project = schemas(
        "\
A: {$id: 'urn:example:a#old', $anchor: '#a', items: {$ref: '#a'}}
B: {$id: 5, $anchor: [b], $defs: [], items: {$ref: 'urn:example:a'}}
C: {$id: '', $ref: ''}",
    );
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:5:14: warning[schema-name]: the `$id` `urn:example:a#old` has a fragment, which is ignored
      help: write the name after the `#` as `$anchor`
    openapi.yaml:5:44: warning[schema-name]: the `$anchor` `#a` is read as `a`: only references to it have the `#`
      help: write `$anchor: a`
    openapi.yaml:6:14: warning[wrong-type]: `$id` is a number, not a string; it is ignored
      help: correct it, or leave it out
    openapi.yaml:6:26: warning[wrong-type]: `$anchor` is an array, not a string; it is ignored
      help: correct it, or leave it out
    openapi.yaml:6:38: warning[wrong-type]: `$defs` is an array, not an object; it is ignored
      help: correct it, or leave it out
    openapi.yaml:7:24: error[bad-reference]: `` is not a file with a JSON pointer after `#`
      help: write `file.yaml#/Name`, `#/components/schemas/Name` or `file.yaml`; `~1` stands for `/`, `~0` for `~`
    ");
}

#[test]
fn names_are_followed_in_earlier_versions_too() {
    let project = Project::document(
        "paths: {}\ncomponents:\n  schemas:\n    A: {$anchor: a, type: string}\n    B: {type: array, items: {$ref: '#a'}}\n",
    );
    assert_snapshot!(components(&project), @"
    A:
      $anchor: a
      type: string
    B:
      type: array
      items:
        $ref: '#/components/schemas/A'
    ");
    assert_snapshot!(project.lint(), @"
    openapi.yaml:6:9: warning[key-of-other-version]: `$anchor` belongs to OpenAPI 3.1, as which it is read
      help: write `openapi: 3.1.0`, or leave it out
    ");
}

#[test]
fn circles_of_references_without_a_schema_are_refused() {
    let project = schemas(
        "\
A: {$ref: '#/components/schemas/B'}
B: {$ref: '#/components/schemas/A'}
C: {$anchor: c, $ref: '#d'}
D: {$anchor: d, $ref: '#c'}
E: {$id: 'urn:example:e', $dynamicAnchor: e, $dynamicRef: '#e'}",
    );
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:5:5: error[reference-cycle]: `A` is a reference that leads back to itself
      help: let one of the references be the thing itself
    openapi.yaml:5:5: warning[unused-component]: nothing refers to `A` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:6:5: error[reference-cycle]: `B` is a reference that leads back to itself
      help: let one of the references be the thing itself
    openapi.yaml:6:5: warning[unused-component]: nothing refers to `B` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:7:5: error[reference-cycle]: `C` is a reference that leads back to itself
      help: let one of the references be the thing itself
    openapi.yaml:7:5: warning[unused-component]: nothing refers to `C` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:8:5: error[reference-cycle]: `D` is a reference that leads back to itself
      help: let one of the references be the thing itself
    openapi.yaml:8:5: warning[unused-component]: nothing refers to `D` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:9:5: error[reference-cycle]: `E` is a reference that leads back to itself
      help: let one of the references be the thing itself
    openapi.yaml:9:5: warning[unused-component]: nothing refers to `E` in `components.schemas`
      help: refer to it or remove it
    ");
    let beside = schemas(
        "\
A: {$ref: '#b', description: To B.}
B: {$anchor: b, $ref: '#/components/schemas/A', minLength: 1}
C: {properties: {c: {$ref: '#/components/schemas/C', description: Ends.}}}",
    );
    assert_snapshot!(beside.bundle_findings(), @"
    openapi.yaml:5:5: error[reference-cycle]: `A` is a reference that leads back to itself
      help: let one of the references be the thing itself
    openapi.yaml:5:5: warning[unused-component]: nothing refers to `A` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:6:5: error[reference-cycle]: `B` is a reference that leads back to itself
      help: let one of the references be the thing itself
    openapi.yaml:6:5: warning[unused-component]: nothing refers to `B` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:7:5: warning[unused-component]: nothing refers to `C` in `components.schemas`
      help: refer to it or remove it
    ");
}

const PAGE: &str = "\
User: {type: object, properties: {friends: {$ref: '#/components/schemas/UserPage'}}}
Page:
  $id: https://example.com/page
  type: object
  properties:
    items: {type: array, items: {$dynamicRef: '#item'}}
    next: {$ref: '#'}
    total: {$ref: total}
  $defs:
    item: {$dynamicAnchor: item}
Total: {$id: https://example.com/total, type: integer}
UserPage:
  $id: https://example.com/user-page
  $ref: page
  $defs:
    item: {$dynamicAnchor: item, $ref: openapi.yaml#/components/schemas/User}
UserPages:
  allOf: [{$ref: https://example.com/page}, {required: [items]}]
  $defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/User'}}
NamePage:
  $id: https://example.com/name-page
  description: Names.
  allOf:
    - $ref: page
    - properties: {first: {$dynamicRef: 'page#item'}}
  $defs:
    item: {$dynamicAnchor: item, type: string}
";

#[test]
fn a_schema_that_others_bind_is_one_for_each_of_them() {
    let project = schemas(PAGE);
    assert_snapshot!(components(&project), @"
    NamePage:
      description: Names.
      allOf:
      - $ref: '#/components/schemas/NamePage_Page'
      - properties:
          first:
            $ref: '#/components/schemas/NamePage_item'
    NamePage_Page:
      type: object
      properties:
        items:
          type: array
          items:
            $ref: '#/components/schemas/NamePage_item'
        next:
          $ref: '#/components/schemas/NamePage_Page'
        total:
          $ref: '#/components/schemas/Total'
    NamePage_item:
      type: string
    Page:
      type: object
      properties:
        items:
          type: array
          items:
            $ref: '#/components/schemas/Page_item'
        next:
          $ref: '#/components/schemas/Page'
        total:
          $ref: '#/components/schemas/Total'
    Page_item: {}
    Total:
      type: integer
    User:
      type: object
      properties:
        friends:
          $ref: '#/components/schemas/UserPage'
    UserPage:
      type: object
      properties:
        items:
          type: array
          items:
            $ref: '#/components/schemas/User'
        next:
          $ref: '#/components/schemas/UserPage'
        total:
          $ref: '#/components/schemas/Total'
    UserPages:
      allOf:
      - $ref: '#/components/schemas/UserPage'
      - required:
        - items
    ");
}

#[test]
fn a_schema_that_is_used_with_something_bound_is_used() {
    let project = Project::new(&[(
        "openapi.yaml",
        &format!(
            "{HEAD}paths:\n  /:\n    get:\n      responses:\n        default: {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/UserPage'}}}}}}}}\ncomponents:\n  schemas:\n{}",
            PAGE.lines().filter(|line| !line.is_empty()).map(|line| format!("    {line}\n")).collect::<String>()
        ),
    )]);
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:26:5: warning[unused-component]: nothing refers to `UserPages` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:29:5: warning[unused-component]: nothing refers to `NamePage` in `components.schemas`
      help: refer to it or remove it
    ");
}

#[test]
fn who_binds_the_same_schema_means_the_same_component() {
    let bound = "$defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/User'}}";
    let project = schemas(&format!(
        "\
User: {{type: object}}
Page: {{$id: 'urn:example:page', properties: {{items: {{$dynamicRef: '#item'}}}}, $defs: {{item: {{$dynamicAnchor: item}}}}}}
A: {{$id: 'urn:example:a', allOf: [{{$ref: 'urn:example:page'}}], {bound}}}
B: {{$id: 'urn:example:b', items: {{$ref: 'urn:example:page'}}, {bound}}}
C: {{properties: {{inline: {{$id: 'urn:example:c', $ref: 'urn:example:page', {bound}}}}}}}",
    ));
    assert_snapshot!(components(&project), @"
    A:
      allOf:
      - $ref: '#/components/schemas/User_Page'
    B:
      items:
        $ref: '#/components/schemas/User_Page'
    C:
      properties:
        inline:
          $ref: '#/components/schemas/User_Page'
    Page:
      properties:
        items:
          $ref: '#/components/schemas/item'
    User:
      type: object
    User_Page:
      properties:
        items:
          $ref: '#/components/schemas/User'
    item: {}
    ");
}

#[test]
fn without_ids_each_schema_binds_its_own() {
    let project = schemas(
        "\
Page:
  properties:
    items: {type: array, items: {$dynamicRef: '#item'}}
UserPage:
  $ref: '#/components/schemas/Page'
  $defs:
    item: {$dynamicAnchor: item, $ref: '#/components/schemas/User'}
NamePage:
  $ref: '#/components/schemas/Page'
  $defs:
    item: {$dynamicAnchor: item, type: string}
User: {type: object}",
    );
    assert_snapshot!(components(&project), @"
    NamePage:
      properties:
        items:
          type: array
          items:
            $ref: '#/components/schemas/NamePage_item'
    NamePage_item:
      type: string
    Page:
      properties:
        items:
          type: array
          items:
            $ref: '#/components/schemas/Page_item'
    Page_item: {}
    User:
      type: object
    UserPage:
      properties:
        items:
          type: array
          items:
            $ref: '#/components/schemas/User'
    ");
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:5:5: warning[unused-component]: nothing refers to `Page` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:7:51: warning[missing-anchor]: the schema has no `$dynamicAnchor` `item` itself; where none is bound, it is anything
      help: add what it is then: `$defs: {item: {$dynamicAnchor: item}}`
    openapi.yaml:7:51: warning[unused-component]: nothing refers to `Page_item` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:8:5: warning[unused-component]: nothing refers to `UserPage` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:12:5: warning[unused-component]: nothing refers to `NamePage` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:15:15: warning[unused-component]: nothing refers to `NamePage_item` in `components.schemas`
      help: refer to it or remove it
    openapi.yaml:15:32: warning[duplicate-identifier]: the anchor `item` stands at openapi.yaml:11:32 as well; a reference leads to the one of its own schema, or else to that
      help: rename one of the two, or give the schemas an `$id` each
    openapi.yaml:16:5: warning[unused-component]: nothing refers to `User` in `components.schemas`
      help: refer to it or remove it
    ");
}

#[test]
fn a_dynamic_reference_with_one_candidate_is_a_reference() {
    let project = schemas(
        "\
Tree:
  $id: urn:example:tree
  $dynamicAnchor: node
  properties:
    children: {type: array, items: {$dynamicRef: '#node'}}
    both: {$dynamicRef: '#node', $ref: '#/properties/name', description: Both.}
    name: {type: string}
Forest: {type: array, items: {$ref: urn:example:tree}}
Plain: {$anchor: plain, items: {$dynamicRef: '#plain'}}",
    );
    assert_snapshot!(components(&project), @"
    Forest:
      type: array
      items:
        $ref: '#/components/schemas/Tree'
    Plain:
      items:
        $ref: '#/components/schemas/Plain'
    Tree:
      properties:
        children:
          type: array
          items:
            $ref: '#/components/schemas/Tree'
        both:
          $ref: '#/components/schemas/Tree_name'
          description: Both.
          allOf:
          - $ref: '#/components/schemas/Tree'
        name:
          type: string
    Tree_name:
      type: string
    ");
}

#[test]
fn a_dynamic_reference_without_an_anchor_is_an_error() {
    let project = schemas(
        "\
A: {items: {$dynamicRef: '#nowhere'}}
B: {$id: 'urn:example:b', items: {$dynamicRef: 'urn:example:c'}}
C: {items: {$dynamicRef: 'openapi.yaml#nowhere'}}",
    );
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:5:30: error[missing-anchor]: no schema has the `$dynamicAnchor` `nowhere`
      help: add `$dynamicAnchor: nowhere` to the schema that is meant
    openapi.yaml:6:52: error[missing-target]: no schema has the `$id` `urn:example:c`
      help: correct it, or refer to the file that has it as well, so that it is read
    ");
}

#[test]
fn bindings_of_bindings_end() {
    // Each binder is reached with every set of what others bind.
    let binder = |index: usize| {
        let anchors: Vec<String> = (0..12)
            .map(|other| {
                let target =
                    if other == index { "type: string".to_owned() } else { format!("allOf: [{{$ref: b{other}}}]") };
                format!("a{other}_{index}: {{$dynamicAnchor: a{other}, {target}}}")
            })
            .filter(|anchor| !anchor.starts_with(&format!("a{}_", (index + 1) % 12)))
            .collect();
        let uses: Vec<String> = (0..12).map(|other| format!("p{other}: {{$dynamicRef: 'all#a{other}'}}")).collect();
        format!(
            "B{index}: {{$id: 'https://example.com/b{index}', properties: {{{}}}, $defs: {{{}}}}}\n",
            uses.join(", "),
            anchors.join(", ")
        )
    };
    let defaults: Vec<String> = (0..12).map(|index| format!("a{index}: {{$dynamicAnchor: a{index}}}")).collect();
    let all = format!("All: {{$id: 'https://example.com/all', $defs: {{{}}}}}\n", defaults.join(", "));
    let project = schemas(&((0..12).map(binder).collect::<String>() + &all));
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:9:945: error[reference-expansion]: up to here, `$dynamicAnchor` makes 1000 schemas of others, or takes too long to follow
      help: bind fewer anchors, or write the schemas out
    ");
}
