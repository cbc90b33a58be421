//! Tiny documents and what becomes of them: names, types, and diagnostics.

use std::{fmt::Write as _, path::Path, sync::Arc};

use roster_document::{Diagnostics, Document, mend, rules};

use crate::ir::{Api, Field, Options, Presence, Type, TypeKind, lower};

fn read(text: &str) -> Result<Api, String> {
    let file: Arc<Path> = Path::new("api.yaml").into();
    let document = roster_document::parse(text, &file).unwrap_or_else(|problems| panic!("{:?}", problems.sorted()));
    let (document, mut found) = mend(&document);
    found.extend(rules::lint(&document));
    let lowered = match found.has_errors() {
        true => Err(found),
        false => lower(Document::read(&document), &Options { name: "api".to_owned() }),
    };
    lowered.map_err(report)
}

fn report(found: Diagnostics) -> String {
    found.sorted().iter().fold(String::new(), |mut text, problem| {
        writeln!(text, "{problem}").unwrap();
        text
    })
}

/// A document whose `components.schemas` are these.
fn schemas(schemas: &str) -> String {
    let indented: String = schemas.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /x:\n    post:\n      operationId: x\n      requestBody: \
         {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}\n      \
         responses: {{'200': {{description: D, content: {{application/json: {{schema: {{$ref: \
         '#/components/schemas/A'}}}}}}}}}}\ncomponents:\n  schemas:\n{indented}"
    )
}

/// The types as lines that read like Rust.
fn types(text: &str) -> String {
    let api = read(&schemas(text)).unwrap();
    api.types.iter().fold(String::new(), |mut lines, definition| {
        let kind = match &definition.kind {
            TypeKind::Struct(object) => {
                let fields: Vec<_> = object.fields.iter().map(|one| field(&api, one)).collect();
                let additional =
                    object.additional.as_ref().map(|(name, ty)| format!("; ..{name}: {}", write(&api, ty)));
                format!("struct {{ {}{} }}", fields.join(", "), additional.unwrap_or_default())
            }
            TypeKind::StringEnum(variants) => {
                format!("enum {}", variants.iter().map(|variant| variant.name.as_str()).collect::<Vec<_>>().join(" | "))
            }
            TypeKind::IntegerEnum(variants) => {
                format!("enum {}", variants.iter().map(|variant| variant.name.as_str()).collect::<Vec<_>>().join(" | "))
            }
            TypeKind::Alias(ty) => format!("= {}", write(&api, ty)),
            TypeKind::Newtype(ty) => format!("({})", write(&api, ty)),
            TypeKind::Union(union) => {
                let branches = union.branches.iter().map(|branch| {
                    let tags = if branch.tags.is_empty() { String::new() } else { format!(" {:?}", branch.tags) };
                    format!("{}({}){tags}", branch.variant, write(&api, &branch.ty))
                });
                let several = union.several.iter().cloned();
                format!("union {}", branches.chain(several).collect::<Vec<_>>().join(" | "))
            }
        };
        writeln!(lines, "{} {kind}", definition.name).unwrap();
        lines
    })
}

fn field(api: &Api, field: &Field) -> String {
    let presence = match &field.presence {
        Presence::Required => "",
        Presence::Optional => "?",
        Presence::Default(_) => "=",
    };
    let null = if field.nullable { "|null" } else { "" };
    format!("{}{presence}: {}{null}", field.name, write(api, &field.ty))
}

fn write(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Array(items) => format!("[{}]", write(api, items)),
        Type::Map(values) => format!("{{{}}}", write(api, values)),
        Type::Nullable(inner) => format!("{}|null", write(api, inner)),
        Type::Boxed(inner) => format!("Box {}", write(api, inner)),
        Type::Named(id) => api.types[id.0].name.clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn names_in_place_are_made_of_the_parent_and_the_property() {
    insta::assert_snapshot!(types(
        "A:\n  type: object\n  properties:\n    home-address: {type: object, properties: {street: {type: string}}}\n    tags: {type: array, \
         items: {type: string, enum: [a-b, a_b, '']}}\n    type: {type: string}\n    Type: {type: string}\n    b: {$ref: \
         '#/components/schemas/AHomeAddress'}\nAHomeAddress: {type: string}\nString: {type: integer, enum: [1, -1]}\na: {type: boolean}"
    ), @r"
    A struct { home_address?: AHomeAddress2, tags?: [ATagsItem], type?: String, type_2?: String, b?: AHomeAddress }
    AHomeAddress = String
    String_ enum Value1 | Minus1
    A2 = Boolean
    AHomeAddress2 struct { street?: String }
    ATagsItem enum AB | AB2 | Empty
    ");
}

#[test]
fn presence_and_null_are_kept_apart() {
    insta::assert_snapshot!(types(
        "A:\n  type: object\n  required: [a, b, e, f]\n  properties:\n    a: {type: string}\n    b: {type: string, nullable: true}\n    c: \
         {type: string}\n    d: {type: string, nullable: true}\n    e: {type: string, readOnly: true}\n    f: {type: string, default: \
         x}\n    g: {type: integer, format: int32, default: 3}\n    h: {}\n    i: {nullable: true, allOf: [{$ref: \
         '#/components/schemas/B'}]}\n    j: {$ref: '#/components/schemas/B'}\n    k: {type: array, items: {type: string, format: uuid, \
         nullable: true}}\nB: {type: object, nullable: true, properties: {x: {type: string, format: date}}}"
    ), @r"
    A struct { a: String, b: String|null, c?: String, d?: String|null, e?: String, f: String, g=: Int32, h?: Any|null, i?: B|null, j?: B|null, k?: [Uuid|null] }
    B struct { x?: Date }
    ");
}

#[test]
fn all_of_is_merged_into_one_struct() {
    insta::assert_snapshot!(types(
        "A:\n  allOf:\n  - $ref: '#/components/schemas/Base'\n  - type: object\n    required: [id, extra]\n    properties:\n      extra: \
         {type: boolean}\n      nested: {type: object, properties: {b: {type: integer}}}\n      word: {minLength: \
         1}\nBase:\n  type: object\n  properties:\n    id: {type: string}\n    word: {type: string, enum: [x, y]}\n    nested: {type: \
         object, properties: {a: {type: string}}}\nWrapped:\n  description: Only described.\n  allOf: [{$ref: \
         '#/components/schemas/Base'}]\nNarrow:\n  allOf: [{type: string}, {minLength: 2}]"
    ), @"
    A struct { id: String, word?: BaseWord, nested?: ANested, extra: Boolean }
    Base struct { id?: String, word?: BaseWord, nested?: BaseNested }
    Wrapped = Base
    Narrow = String
    BaseWord enum X | Y
    BaseNested struct { a?: String }
    ANested struct { a?: String, b?: Int64 }
    ");
}

#[test]
fn alternatives_become_enums() {
    insta::assert_snapshot!(types(
        "A:\n  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]\n  discriminator: {propertyName: kind, mapping: \
         {hound: Dog}}\nCat: {type: object, required: [kind], properties: {kind: {type: string}}}\nDog: {type: object, required: [kind], \
         properties: {kind: {type: string}, other: {$ref: '#/components/schemas/A'}}}\nMixed: {anyOf: [{type: string}, {type: integer, nullable: \
         true}, {type: array, items: {type: string}}]}\nBoth: {anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: \
         '#/components/schemas/Dog'}]}\nEither: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, \
         {required: [b]}]}\nSpread: {type: object, properties: {a: {type: string}}, oneOf: [{title: With b, properties: {b: {type: string}}}, \
         {title: With c, properties: {c: {type: string}}}]}"
    ), @r#"
    A union Cat(Cat) ["Cat"] | Dog(Box Dog) ["hound"]
    Cat struct { kind: String }
    Dog struct { kind: String, other?: Box A }
    Mixed union String(String) | Integer(Int64|null) | Array([String])
    Both union Cat(Cat) | Dog(Dog) | Several
    Either struct { a?: String, b?: String }
    Spread union WithB(SpreadWithB) | WithC(SpreadWithC)
    SpreadWithB struct { a?: String, b?: String }
    SpreadWithC struct { a?: String, c?: String }
    "#);
}

#[test]
fn recursion_gets_indirection() {
    insta::assert_snapshot!(types(
        "A: {type: object, properties: {next: {$ref: '#/components/schemas/A'}, all: {type: array, items: {$ref: '#/components/schemas/A'}}, tree: \
         {$ref: '#/components/schemas/Tree'}}}\nTree: {type: array, items: {$ref: '#/components/schemas/Tree'}}\nLeft: {type: object, properties: \
         {right: {$ref: '#/components/schemas/Right'}}}\nRight: {type: object, required: [left], properties: {left: {$ref: \
         '#/components/schemas/Left'}}}\nMap: {type: object, additionalProperties: {$ref: '#/components/schemas/Map'}}"
    ), @r"
    A struct { next?: Box A, all?: [A], tree?: Tree }
    Tree ([Tree])
    Left struct { right?: Box Right }
    Right struct { left: Box Left }
    Map ({Map})
    ");
}

#[test]
fn additional_properties_are_kept_where_they_mean_something() {
    insta::assert_snapshot!(types(
        "A: {type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}\nB: {type: object, properties: {a: {type: \
         string}}}\nC: {type: object, additionalProperties: {type: string, nullable: true}}\nD: {type: object}\nE: {type: object, \
         additionalProperties: false}\nF: {type: object, properties: {additional_properties: {type: string}}, additionalProperties: true}"
    ), @r"
    A struct { a?: String; ..additional_properties: Int64 }
    B struct { a?: String }
    C = {String|null}
    D = {Any}
    E struct {  }
    F struct { additional_properties?: String; ..additional_properties_2: Any }
    ");
}

#[test]
fn schemas_that_nothing_satisfies_are_named() {
    let api = read(&schemas(
        "A: {allOf: [{type: string}, {type: object}]}\nB: {type: object, allOf: [{properties: {x: {type: string}}}, \
         {properties: {x: {type: integer}}}]}",
    ));
    insta::assert_snapshot!(report(api.unwrap().warnings), @"
    api.yaml:11:8: warning[conflicting-all-of]: no value satisfies all of `allOf`: it would be of the types string and object
      help: let the schemas agree, or use `oneOf`
    api.yaml:12:83: warning[conflicting-all-of]: no value satisfies all of `allOf`: a property would be of the types string and integer
      help: let the schemas of the property agree
    ");
}

#[test]
fn keywords_that_are_not_supported_are_named() {
    insta::assert_snapshot!(read(&schemas(
        "A: {type: [string, 'null']}\nB: {type: string, const: a}\nC: {type: array, items: [{type: string}]}\nD: {type: string, pattern: \
         '^\\uD800'}\nE: {type: number, exclusiveMinimum: 3}\nF: {type: string, enum: [1]}\nG: {$ref: '#/components/schemas/A', nullable: \
         true}\nH: {$ref: 'other.yaml'}\nI: {type: string, minLength: -1}"
    )).unwrap_err(), @"
    api.yaml:11:15: warning[value-of-other-version]: a list of types belongs to OpenAPI 3.1, as which it is read
      help: write `openapi: 3.1.0`, or say it in another way
    api.yaml:12:23: warning[key-of-other-version]: `const` belongs to OpenAPI 3.1, as which it is read
      help: write an `enum` with one value
    api.yaml:13:29: warning[wrong-type]: `items` is a list, as in drafts of JSON Schema before 2020-12; it is read as `prefixItems`
      help: write `prefixItems`
    api.yaml:15:41: warning[value-of-other-version]: a number as `exclusiveMinimum` belongs to OpenAPI 3.1, as which it is read
      help: write `openapi: 3.1.0`, or say it in another way
    api.yaml:16:30: warning[enum]: 1 in the `enum` is not of type string; it is read as one
      help: put it in quotes, or change the type
    api.yaml:17:8: warning[value-of-other-version]: `type: null` belongs to OpenAPI 3.1, as which it is read
      help: write `openapi: 3.1.0`, or say it in another way
    api.yaml:18:8: error[missing-target]: nothing is at `other.yaml`
      help: correct the reference, or add what it names
    api.yaml:19:34: error[wrong-type]: `minLength` is -1, not an integer from 0
      help: write an integer from 0
    ");
}

#[test]
fn operations_that_cannot_be_served_are_named() {
    insta::assert_snapshot!(read(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /f/{id}{format}:
    get: {operationId: a, responses: {'200': {description: D}}}
  /f/{id}:
    get: {operationId: a, responses: {'2xx': {description: D}, '101': {description: D}}}
  /f/{other}:
    parameters: [{name: other, in: path, required: true, schema: {type: string}}]
    get: {operationId: b, responses: {'204': {description: D, content: {text/plain: {}}}}}
  /s:
    get:
      operationId: c
      security: [{none: []}]
      parameters:
      - {name: a, in: query, style: deepObject, schema: {type: string}}
      - {name: b, in: cookie, schema: {type: array, items: {type: string}}}
      - {name: c, in: query, schema: {type: array, items: {type: array, items: {type: string}}}}
      - {name: d, in: body, schema: {type: string}}
      - {name: e, in: header, content: {application/xml: {}}}
      responses: {'200': {description: D, content: {nonsense: {}}}}
components:
  securitySchemes: {digest: {type: http, scheme: digest}}
"
    ).unwrap_err(), @"
    api.yaml:4:3: warning[path-routing]: the path `/f/{id}{format}` has two parameters without text between them, which nobody can tell apart
      help: write text between the two
    api.yaml:5:5: warning[path-parameter]: GET /f/{id}{format} does not describe the parameter `format` of its path; it is read as text
      help: add a parameter with `name: format`, `in: path`, `required: true`
    api.yaml:5:5: warning[path-parameter]: GET /f/{id}{format} does not describe the parameter `id` of its path; it is read as text
      help: add a parameter with `name: id`, `in: path`, `required: true`
    api.yaml:7:5: warning[path-parameter]: GET /f/{id} does not describe the parameter `id` of its path; it is read as text
      help: add a parameter with `name: id`, `in: path`, `required: true`
    api.yaml:7:24: warning[duplicate-operation-id]: the `operationId` `a` is that of GET /f/{id}{format}, GET /f/{id}; each is named by its path
      help: give each operation its own `operationId`
    api.yaml:7:39: error[status-syntax]: `2xx` is not a status
      help: write `2XX`
    api.yaml:7:64: warning[interim-status]: 101 at `/paths/~1f~1{id}/get/responses` is an interim status, which is not the answer; it is left out
      help: describe the exchange in words
    api.yaml:10:5: error[path-collision]: the paths `/f/{other}` and `/f/{id}` (line 7 of `api.yaml`) match the same requests
      help: merge the two, or change a fixed segment of one
    api.yaml:10:39: warning[content-without-body]: the response 204 at `/paths/~1f~1{other}/get/responses` has a `content`, but 204 has no body; it is ignored
      help: remove `content`, or change the status
    api.yaml:14:19: error[unknown-security-scheme]: there is no security scheme `none`
      help: describe it in `components.securitySchemes` of the root file
    api.yaml:16:9: error[parameter-style]: the style `deepObject` is not defined for a value of type string
      help: remove `style`, or change the type of the schema
    api.yaml:19:23: error[unknown-value]: `body` is not a value that `in` can have
      help: write one of query, header, path, cookie, querystring
    api.yaml:21:53: error[media-type]: `nonsense` is not a media type
      help: write `type/subtype`, for instance `application/json`
    ");
}

#[test]
fn operations_are_named_once() {
    let api = read(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, enum: [x]}}]
    get: {responses: {'200': {description: D}, 4XX: {description: D}, default: {description: D}}}
    put: {operationId: listUsers, tags: [a b], parameters: [{name: ID, in: query, schema: {type: string}}], responses: {'460': {description: D}}}
    post: {operationId: list_users, responses: {'200': {description: D, content: {application/json: {schema: {type: array, items: {type: integer}}}, 'image/*': {}}}}}
",
    )
    .unwrap();
    let lines: Vec<String> = api
        .operations
        .iter()
        .map(|operation| {
            let fields: Vec<_> = operation.fields().map(|(_, field)| field.name.as_str()).collect();
            let variants: Vec<_> = operation
                .responses
                .iter()
                .flat_map(|response| match response.content.as_slice() {
                    [] => vec![response.variant.clone()],
                    content => content.iter().map(|content| content.variant.clone()).collect(),
                })
                .collect();
            let (method, constant, ty) = (&operation.method_name, &operation.constant, &operation.response_type);
            format!("{method} {constant} {ty} ({}) {}", fields.join(", "), variants.join(" | "))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    get_a_id GET_A_ID GetAIdResponse (id) Ok | ClientError | Default
    list_users LIST_USERS ListUsersResponse (id, id_2) Status460
    list_users_2 LIST_USERS_2 ListUsers2Response (id) OkJson | OkImage
    "#);
    let groups: Vec<_> = api.groups.iter().map(|group| format!("{} {}", group.module, group.trait_name)).collect();
    assert_eq!(groups, ["default DefaultApi", "a_b ABApi"]);
}

#[test]
fn schemas_that_contain_themselves_without_a_name_are_named() {
    let place = "#/paths/~1x/get/responses/200/content/application~1json/schema";
    insta::assert_snapshot!(read(&format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /x:
    get:
      operationId: x
      responses: {{'200': {{description: D, content: {{application/json: {{schema: {{type: array, items: {{$ref: '{place}'}}}}}}}}}}}}
"
    )).unwrap_err(), @"
    api.yaml:7:80: error[unsupported-recursion]: the schema contains itself without a name
      help: move the schema to `components.schemas`, and refer to it there
    ");
}
