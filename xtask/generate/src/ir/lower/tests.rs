//! Tiny documents and what becomes of them: names, types, and diagnostics.

use std::{fmt::Write as _, path::Path, sync::Arc};

use roster_document::{Diagnostics, Document, mend, rules};

use crate::ir::{Api, Choice, Field, Options, Presence, Type, TypeKind, Variant, lower};

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
    types_of(&read(&schemas(text)).unwrap())
}

/// The same of schemas of JSON Schema 2020-12.
fn newer_types(text: &str) -> String {
    types_of(&read(&schemas(text).replace("openapi: 3.0.3", "openapi: 3.1.0")).unwrap())
}

fn types_of(api: &Api) -> String {
    api.types.iter().fold(String::new(), |mut lines, definition| {
        let kind = match &definition.kind {
            TypeKind::Struct(object) => {
                let fields: Vec<_> = object.fields.iter().map(|one| field(api, one)).collect();
                let additional = object.additional.as_ref().map(|one| {
                    let patterns = one.patterns.iter().map(|pattern| format!(" {pattern}")).collect::<String>();
                    format!("; ..{}: {}{patterns}", one.field, write(api, &one.ty))
                });
                format!("struct {{ {}{} }}", fields.join(", "), additional.unwrap_or_default())
            }
            TypeKind::StringEnum { variants, other } => {
                let other = other.iter().map(|other| format!("{other}(String)"));
                format!("enum {}", variants.iter().map(variant).chain(other).collect::<Vec<_>>().join(" | "))
            }
            TypeKind::IntegerEnum(variants) => {
                format!("enum {}", variants.iter().map(variant).collect::<Vec<_>>().join(" | "))
            }
            TypeKind::Constant(value) => format!("const {value}"),
            TypeKind::Alias(ty) => format!("= {}", write(api, ty)),
            TypeKind::Newtype(ty) => format!("({})", write(api, ty)),
            TypeKind::Union(union) => {
                let branches = union.branches.iter().map(|branch| {
                    let tags = if branch.tags.is_empty() { String::new() } else { format!(" {:?}", branch.tags) };
                    format!("{}({}){tags}", branch.variant, write(api, &branch.ty))
                });
                let several = union.several.iter().cloned();
                let choice = match &union.choice {
                    Choice::Constant(property, values) => {
                        let values: Vec<_> = values.iter().map(ToString::to_string).collect();
                        format!(" by {property}: {}", values.join(" | "))
                    }
                    Choice::Type(_) => " by type".to_owned(),
                    Choice::Schema(_) | Choice::Discriminator(..) => String::new(),
                };
                format!("union {}{choice}", branches.chain(several).collect::<Vec<_>>().join(" | "))
            }
        };
        let null = if definition.nullable { " |null" } else { "" };
        writeln!(lines, "{} {kind}{null}", definition.name).unwrap();
        lines
    })
}

fn variant<T>(variant: &Variant<T>) -> String {
    let documentation = variant.documentation.as_ref().map(|text| format!(" {text:?}"));
    format!("{}{}", variant.name, documentation.unwrap_or_default())
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
        Type::Tuple(items) => {
            format!("({})", items.iter().map(|item| write(api, item)).collect::<Vec<_>>().join(", "))
        }
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
    B struct { x?: Date } |null
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
fn null_is_a_type_of_its_own_only_alone() {
    insta::assert_snapshot!(newer_types(
        "A:
  type: object
  required: [a, n, one_of]
  properties:
    a: {type: [string, 'null'], format: date}
    b: {type: ['null', integer]}
    n: {type: 'null'}
    m: {const: null}
    one_of: {oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}
    any_of: {anyOf: [{type: 'null'}, {type: object, properties: {x: {type: integer}}}]}
    constant: {anyOf: [{type: string}, {const: null}]}
    listed: {anyOf: [{type: boolean}, {enum: [null]}]}
    several: {anyOf: [{type: string}, {type: integer}, {type: 'null'}]}
    nested: {anyOf: [{allOf: [{$ref: '#/components/schemas/B'}]}, {type: 'null'}]}
    items: {type: array, items: {oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}}
    choice: {enum: [a, b, null]}
    never: false
    with_siblings: {$ref: '#/components/schemas/B', description: D}
B: {type: [object, 'null'], properties: {x: {type: string}}}
C: {anyOf: [{type: object, properties: {y: {type: string}}}, {type: 'null'}]}
D: {anyOf: [{oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]}, {type: 'null'}]}
E: {type: 'null'}
F: {anyOf: [{type: 'null'}]}
G: {type: object, properties: {e: {$ref: '#/components/schemas/E'}}}"
    ), @"
    A struct { a: Date|null, b?: Int64|null, n: Null, m?: Null|null, one_of: B|null, any_of?: AAnyOf|null, constant?: String|null, listed?: Boolean|null, several?: ASeveral|null, nested?: B|null, items?: [B|null], choice?: AChoice|null, never?: Any|null, with_siblings?: B|null }
    B struct { x?: String } |null
    C struct { y?: String } |null
    D union B(B|null) | C(C|null) |null
    E = Null
    F = Null
    G struct { e?: E|null }
    AAnyOf struct { x?: Int64 } |null
    ASeveral union String(String) | Integer(Int64) by type |null
    AChoice enum A | B |null
    ");
}

#[test]
fn lists_of_types_are_told_apart_by_json_type() {
    insta::assert_snapshot!(newer_types(
        "A:
  type: object
  properties:
    a: {type: [string, integer]}
    b: {type: [string, integer, 'null'], format: int32}
    c: {type: [string, number, integer, boolean], enum: [auto, 1, 2.5]}
    d: {type: [string, array, object], items: {type: integer}, properties: {x: {type: boolean}}, format: date-time}
    e: {type: [integer, number]}
    f: {type: [string, integer], enum: [a, b]}
    g: {allOf: [{type: [string, integer, boolean]}, {type: [number, boolean]}]}
    h: {type: array, items: {type: [string, integer]}}
B: {type: [boolean, object], additionalProperties: {type: string}}
C: {type: [string]}"
    ), @"
    A struct { a?: AA, b?: AB|null, c?: AC, d?: AD, e?: Number, f?: AF, g?: AG, h?: [AHItem] }
    B union Boolean(Boolean) | Object({String}) by type
    C = String
    AA union String(String) | Integer(Int64) by type
    AB union String(String) | Integer(Int32) by type |null
    AC union String(ACString) | Number(AnyNumber) by type
    ACString enum Auto
    AD union String(DateTime) | Array([Int64]) | Object(ADObject) by type
    ADObject struct { x?: Boolean }
    AF enum A | B
    AG union Integer(Int64) | Boolean(Boolean) by type
    AHItem union String(String) | Integer(Int64) by type
    ");
}

#[test]
fn constants_are_types_of_one_value() {
    insta::assert_snapshot!(newer_types(
        "A:
  type: object
  required: [a]
  properties:
    a: {const: cat}
    b: {type: integer, const: 3}
    c: {const: [1, {x: null}]}
    d: {type: boolean, enum: [true]}
    e: {type: string, enum: [x]}
    f: {$ref: '#/components/schemas/B'}
    g: {allOf: [{enum: [a, b]}, {const: a}]}
    h: {type: [string, 'null'], const: x}
B: {const: 1.5}"
    ), @r#"
    A struct { a: AA, b?: AB, c?: AC, d?: AD, e?: AE, f?: B, g?: AG, h?: AH|null }
    B const 1.5
    AA const "cat"
    AB const 3
    AC const [1,{"x":null}]
    AD const true
    AE enum X
    AG const "a"
    AH const "x" |null
    "#);
}

#[test]
fn arrays_with_schemas_for_their_first_items_are_tuples_where_their_length_is_fixed() {
    insta::assert_snapshot!(newer_types(
        "A:
  type: object
  properties:
    a: {type: array, prefixItems: [{type: string}, {type: [integer, 'null']}], items: false, minItems: 2}
    b: {prefixItems: [{type: number}, {type: number}], minItems: 2, maxItems: 2}
    c: {type: array, prefixItems: [{type: string}, {type: object, properties: {x: {type: string}}}], items: false}
    d: {type: array, prefixItems: [{type: number}, {type: number}], items: {type: number}}
    e: {type: array, prefixItems: [{type: string}]}
    f: {type: array, prefixItems: [{type: string}], items: {type: integer}}
    g: {type: array, prefixItems: [{type: string}, {type: 'null'}], maxItems: 2}
    h: {type: array, items: false}
    i: {allOf: [{prefixItems: [{type: string}]}, {minItems: 1, maxItems: 1}]}
B: {type: array, prefixItems: [{type: string}, {anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}], items: false, minItems: 2}"
    ), @"
    A struct { a?: (String, Int64|null), b?: (Number, Number), c?: [ACItem2], d?: [Number], e?: [Any], f?: [AFItem], g?: [String|null], h?: [Any], i?: (String) }
    B ((String, Box B|null))
    ACItem struct { x?: String }
    ACItem2 union String(String) | Object(ACItem) by type
    AFItem union String(String) | Integer(Int64) by type
    ");
}

#[test]
fn properties_by_pattern_are_kept_beside_the_others() {
    insta::assert_snapshot!(newer_types(
        "A: {type: object, properties: {a: {type: string}}, patternProperties: {'^x-': {type: integer}}}
B: {type: object, patternProperties: {'^x-': {type: integer}}, additionalProperties: false}
C: {type: object, patternProperties: {'^x-': {type: integer}, '^y-': {type: string}}, additionalProperties: false}
D: {type: object, properties: {a: {type: string}}, patternProperties: {'^x-': {type: integer}}, additionalProperties: {type: boolean}}
E: {patternProperties: {'^x-': {type: integer}, '^y-': {type: integer}}}
F: {type: object, properties: {a: {type: string}}, patternProperties: {'^x-': {type: integer}}, additionalProperties: true}
G: {type: object, patternProperties: {'^x-': {type: [integer, 'null']}}, additionalProperties: {type: integer}}
H: {type: object, patternProperties: {'^x-': true}, unevaluatedProperties: false}"
    ), @"
    A struct { a?: String; ..additional_properties: Int64 ^x- }
    B = {Int64}
    C = {CValue}
    D struct { a?: String; ..additional_properties: DAdditionalProperty }
    E struct { ; ..additional_properties: Int64 ^x- ^y- }
    F struct { a?: String; ..additional_properties: Any }
    G = {Int64|null}
    H struct { ; ..additional_properties: Any ^x- }
    CValue union Integer(Int64) | String(String) by type
    DAdditionalProperty union Integer(Int64) | Boolean(Boolean) by type
    ");
}

#[test]
fn a_constant_in_each_alternative_tells_which_it_is() {
    insta::assert_snapshot!(newer_types(
        "A: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
Cat: {type: object, required: [name, kind], properties: {name: {type: string}, kind: {const: cat}}}
Dog: {type: object, required: [kind, name], properties: {kind: {type: string, enum: [dog]}, name: {type: string}}}
Numbered: {anyOf: [{type: object, required: [v], properties: {v: {const: 1}}}, {type: object, required: [v], properties: {v: {const: 2}}}]}
Optional: {anyOf: [{$ref: '#/components/schemas/Cat'}, {type: object, properties: {kind: {const: x}}}]}
Same: {anyOf: [{$ref: '#/components/schemas/Cat'}, {type: object, required: [kind], properties: {kind: {const: cat}}}]}"
    ), @r#"
    A union Cat(Cat) | Dog(Dog) by kind: "cat" | "dog"
    Cat struct { name: String, kind: CatKind }
    Dog struct { kind: DogKind, name: String }
    Numbered union Object(NumberedObject) | Object2(NumberedObject2) by v: 1 | 2
    Optional union Cat(Cat) | Object(OptionalObject) | Several
    Same union Cat(Cat) | Object(SameObject) | Several
    CatKind const "cat"
    DogKind enum Dog
    NumberedObject struct { v: NumberedObjectV }
    NumberedObjectV const 1
    NumberedObject2 struct { v: NumberedObject2V }
    NumberedObject2V const 2
    OptionalObject struct { kind?: OptionalObjectKind }
    OptionalObjectKind const "x"
    SameObject struct { kind: SameObjectKind }
    SameObjectKind const "cat"
    "#);
}

#[test]
fn listed_strings_beside_any_string_are_an_enum_with_a_variant_for_the_rest() {
    insta::assert_snapshot!(newer_types(
        "A: {anyOf: [{type: string, enum: [a, b]}, {type: string}]}
B: {anyOf: [{type: string}, {enum: [a, other]}, {const: c}]}
C: {anyOf: [{$ref: '#/components/schemas/D'}, {type: string}, {type: 'null'}]}
D: {type: string, enum: [x, y]}
E: {oneOf: [{enum: [a]}, {type: string}]}
F: {anyOf: [{enum: [a]}, {type: string}, {type: integer}]}"
    ), @"
    A enum A | B | Other(String)
    B enum A | Other | C | Other2(String)
    C enum X | Y | Other(String) |null
    D enum X | Y
    E union Constant(EConstant) | String(String)
    F union Constant(FConstant) | String(String) | Integer(Int64)
    EConstant enum A
    FConstant enum A
    ");
}

#[test]
fn alternatives_of_constants_are_an_enum_that_is_described() {
    insta::assert_snapshot!(newer_types(
        "A: {oneOf: [{const: a, title: First}, {const: b, description: The second.}, {const: c}]}
B: {type: integer, oneOf: [{const: 0, title: GUILD_TEXT, description: Text.}, {const: 5, title: DM}, {const: -1}]}
C: {type: [string, 'null'], anyOf: [{const: a}, {enum: [b, c]}]}
D: {oneOf: [{const: a}, {const: 1}]}
E: {oneOf: [{const: a}, {type: 'null'}]}"
    ), @r#"
    A enum A "First" | B "The second." | C
    B enum GuildText "GUILD_TEXT\n\nText." | Dm "DM" | Minus1
    C enum A | B | C |null
    D union A(DA) | Value1(DValue1)
    E const "a" |null
    DA const "a"
    DValue1 const 1
    "#);
}

#[test]
fn formats_are_types_where_these_lose_nothing() {
    insta::assert_snapshot!(newer_types(
        "A:
  type: object
  properties:
    a: {type: string, format: ipv4}
    b: {type: string, format: ipv6}
    c: {type: string, format: time}
    d: {type: string, format: duration}
    e: {type: string, format: uri}
    f: {type: string, format: decimal}
    g: {type: number, format: decimal}
    h: {type: string, format: byte}"
    ), @"A struct { a?: Ipv4, b?: Ipv6, c?: String, d?: String, e?: String, f?: String, g?: Number, h?: Base64 }");
}

#[test]
fn what_only_validates_changes_no_type() {
    insta::assert_snapshot!(newer_types(
        "A:
  type: object
  properties: {a: {type: string}, b: {type: array, items: {type: string}, contains: {const: x}, unevaluatedItems: false}}
  if: {required: [a]}
  then: {properties: {c: {type: string}}}
  else: false
  not: {required: [d]}
  dependentRequired: {a: [b]}
  dependentSchemas: {b: {properties: {e: {type: string}}}}
  propertyNames: {maxLength: 3}
  unevaluatedProperties: false"
    ), @"A struct { a?: String, b?: [String] }");
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
      help: write one type, and `nullable: true` for null
    api.yaml:12:23: warning[key-of-other-version]: `const` belongs to OpenAPI 3.1, as which it is read
      help: write an `enum` with one value
    api.yaml:13:29: warning[wrong-type]: `items` is a list, as in drafts of JSON Schema before 2020-12; it is read as `prefixItems`
      help: write `prefixItems`
    api.yaml:15:41: warning[value-of-other-version]: a number as `exclusiveMinimum` belongs to OpenAPI 3.1, as which it is read
      help: write the number as `minimum`, and `true` here
    api.yaml:16:30: warning[enum]: 1 in the `enum` is not of type string; it is read as one
      help: put it in quotes, or change the type
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
