use std::collections::BTreeMap;

use roster_wire::Nullable;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;
use crate::schema::{
    AdditionalProperties, Bound, DependentRequired, Literal, NewerKeywords, PatternProperty, Property, PropertyIndex,
    slots,
};

static TEXT: Schema = Schema { schema_type: SchemaType::String, ..Schema::ANY };
static NULLABLE_TEXT: Schema = Schema { schema_type: SchemaType::String, nullable: true, ..Schema::ANY };
static COUNT: Schema = Schema { schema_type: SchemaType::Integer, ..Schema::ANY };
static KIND: Schema = Schema {
    schema_type: SchemaType::String,
    enumeration: &[Literal::String("one"), Literal::String("two-three")],
    ..Schema::ANY
};
static PERSON: Schema = Schema {
    schema_type: SchemaType::Object,
    properties: &[
        Property { name: "name", schema: SchemaRef::Inline(&TEXT) },
        Property { name: "nickName", schema: SchemaRef::Inline(&NULLABLE_TEXT) },
        Property { name: "note", schema: SchemaRef::Inline(&NULLABLE_TEXT) },
        Property { name: "kind", schema: SchemaRef::Inline(&KIND) },
    ],
    required: &["name", "note"],
    additional_properties: AdditionalProperties::Schema(SchemaRef::Inline(&COUNT)),
    ..Schema::ANY
};

#[derive(Serialize, Deserialize)]
enum Kind {
    #[serde(rename = "one")]
    One,
    #[serde(rename = "two-three")]
    TwoThree,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::nullable::present")]
    nick_name: Option<Nullable<String>>,
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(flatten)]
    additional_properties: BTreeMap<String, i64>,
}

fn faults<T: Serialize + serde::de::DeserializeOwned>(schema: &'static Schema) -> Vec<String> {
    let shape = Shape::Schema(SchemaRef::Inline(schema));
    check(&[TypeInfo { name: "Person", shape, round_trip: round_trip::<T> }])
}

#[test]
fn a_type_that_follows_its_table_has_no_faults() {
    assert_eq!(faults::<Person>(&PERSON), Vec::<String>::new());
    assert_eq!(faults::<Kind>(&KIND), Vec::<String>::new());
}

#[test]
fn patterns_and_bounds_are_satisfied() {
    const fn text(pattern: &'static crate::schema::Pattern) -> Schema {
        Schema { schema_type: SchemaType::String, min_length: Some(6), pattern: Some(pattern), ..Schema::ANY }
    }
    static HEX: crate::schema::Pattern = crate::schema::Pattern::new("^#[0-9a-f]+$", "^#[0-9a-f]+$");
    static WORDS: crate::schema::Pattern = crate::schema::Pattern::new("^(b|c{3}d?)x*-[é]$", "^(b|c{3}d?)x*-[é]$");
    static SCHEMAS: [Schema; 4] = [
        text(&HEX),
        text(&WORDS),
        Schema {
            schema_type: SchemaType::Integer,
            minimum: Some(Bound::Integer(10)),
            multiple_of: Some(Bound::Integer(7)),
            ..Schema::ANY
        },
        Schema {
            schema_type: SchemaType::Number,
            minimum: Some(Bound::Number(10.25)),
            multiple_of: Some(Bound::Integer(7)),
            ..Schema::ANY
        },
    ];
    for schema in &SCHEMAS {
        let made = sample::full(schema);
        assert!(is_valid(SchemaRef::Inline(schema), &made, Direction::Either), "{made}");
    }
}

#[test]
fn every_kind_of_mistake_is_found() {
    #[derive(Serialize, Deserialize)]
    struct WrongName {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::nullable::present")]
        nick_name: Option<Nullable<String>>,
        note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<Kind>,
    }
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct LosesNull {
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nick_name: Option<String>,
        note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<Kind>,
        #[serde(flatten)]
        additional_properties: BTreeMap<String, i64>,
    }
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Lenient {
        #[serde(default)]
        name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::nullable::present")]
        nick_name: Option<Nullable<String>>,
        note: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<Kind>,
        #[serde(flatten)]
        additional_properties: BTreeMap<String, i64>,
    }
    #[derive(Serialize, Deserialize)]
    enum Fewer {
        #[serde(rename = "one")]
        One,
    }
    assert!(faults::<WrongName>(&PERSON).iter().any(|fault| fault.contains("encoded as")));
    assert!(faults::<LosesNull>(&PERSON).iter().any(|fault| fault.contains(r#""nickName":null"#)));
    assert!(faults::<Lenient>(&PERSON).contains(&"Person: decodes without `name`, which is required".to_owned()));
    assert!(faults::<Fewer>(&KIND).iter().any(|fault| fault.contains("does not decode")));
    assert!(faults::<String>(&KIND).iter().any(|fault| fault.contains("not among its choices")));
}

#[test]
fn what_is_filled_in_or_left_out_is_told_by_the_schemas_that_hold() {
    static SIZE: Schema = Schema { default: Some(Literal::Integer(3)), ..COUNT };
    static COLOUR: Schema = Schema { default: Some(Literal::String("red")), ..TEXT };
    static SIZED: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[
            Property { name: "kind", schema: SchemaRef::Inline(&KIND) },
            Property { name: "size", schema: SchemaRef::Inline(&COUNT) },
        ],
        required: &["kind"],
        ..Schema::ANY
    };
    static WITH_DEFAULT: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[Property { name: "size", schema: SchemaRef::Inline(&SIZE) }],
        ..Schema::ANY
    };
    static COLOURED: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[Property { name: "colour", schema: SchemaRef::Inline(&COLOUR) }],
        required: &["name"],
        ..Schema::ANY
    };
    static BOTH: Schema = Schema {
        all_of: &[SchemaRef::Inline(&SIZED), SchemaRef::Inline(&WITH_DEFAULT)],
        any_of: &[SchemaRef::Inline(&COLOURED), SchemaRef::Inline(&Schema::ANY)],
        ..Schema::ANY
    };
    let is_alike = |mut instance: Value, mut encoded: Value| {
        liken(&mut encoded, &mut instance, &[SchemaRef::Inline(&BOTH)]);
        encoded == instance
    };
    // The second part has a default, the first says nothing of one.
    assert!(is_alike(json!({"kind": "one"}), json!({"kind": "one", "size": 3})));
    assert!(!is_alike(json!({"kind": "one"}), json!({"kind": "one", "size": 4})));
    // The alternative with a colour does not hold for what has no name.
    assert!(!is_alike(json!({"kind": "one"}), json!({"kind": "one", "colour": "red"})));
    assert!(is_alike(json!({"kind": "one", "colour": "red"}), json!({"kind": "one"})));
    assert!(!is_alike(json!({"kind": "one", "colour": "red", "name": 1}), json!({"kind": "one", "name": 1})));
    assert!(!is_alike(json!({"kind": "one", "size": 4}), json!({"kind": "one"})));
}

#[test]
fn newer_keywords_are_satisfied() {
    const NEWER: NewerKeywords = NewerKeywords::NONE;
    const fn of(schema_type: SchemaType, newer: &'static NewerKeywords) -> Schema {
        Schema { schema_type, newer: Some(newer), ..Schema::ANY }
    }
    const TWO: SchemaRef =
        SchemaRef::Inline(&of(SchemaType::Any, &NewerKeywords { constant: Some(Literal::Integer(2)), ..NEWER }));
    static X: crate::schema::Pattern = crate::schema::Pattern::new("^x-[a-z]$", "^x-[a-z]$");
    static PLACES: Schema = Schema {
        items: Some(SchemaRef::Inline(&Schema::NOTHING)),
        min_items: Some(2),
        ..of(
            SchemaType::Array,
            &NewerKeywords { prefix_items: &[SchemaRef::Inline(&TEXT), SchemaRef::Inline(&COUNT)], ..NEWER },
        )
    };
    static CONTAINS: Schema = Schema {
        items: Some(SchemaRef::Inline(&COUNT)),
        max_items: Some(3),
        ..of(SchemaType::Array, &NewerKeywords { contains: Some(TWO), min_contains: Some(2), ..NEWER })
    };
    static PATTERNS: Schema = Schema {
        additional_properties: AdditionalProperties::Forbidden,
        min_properties: Some(1),
        ..of(
            SchemaType::Object,
            &NewerKeywords {
                pattern_properties: &[PatternProperty { pattern: &X, schema: SchemaRef::Inline(&COUNT) }],
                ..NEWER
            },
        )
    };
    static DEPENDENT: Schema = Schema {
        properties: &[Property { name: "a", schema: SchemaRef::Inline(&TEXT) }],
        required: &["a"],
        ..of(
            SchemaType::Object,
            &NewerKeywords {
                dependent_required: &[DependentRequired { property: "a", required: &["b", "c"] }],
                dependent_schemas: &[Property {
                    name: "b",
                    schema: SchemaRef::Inline(&Schema {
                        properties: &[Property { name: "d", schema: TWO }],
                        required: &["d"],
                        ..Schema::ANY
                    }),
                }],
                ..NEWER
            },
        )
    };
    static CONDITION: Schema = Schema {
        properties: &[Property { name: "a", schema: SchemaRef::Inline(&TEXT) }],
        required: &["a"],
        ..of(
            SchemaType::Object,
            &NewerKeywords {
                condition: Some(SchemaRef::Inline(&Schema { required: &["a"], ..Schema::ANY })),
                consequence: Some(SchemaRef::Inline(&Schema {
                    properties: &[Property { name: "a", schema: TWO_TEXT }, Property { name: "n", schema: TWO }],
                    required: &["n"],
                    ..Schema::ANY
                })),
                ..NEWER
            },
        )
    };
    const TWO_TEXT: SchemaRef = SchemaRef::Inline(&Schema { enumeration: &[Literal::String("two")], ..Schema::ANY });
    static PART: Schema = Schema {
        schema_type: SchemaType::String,
        all_of: &[SchemaRef::Inline(&Schema { one_of: &[TWO_TEXT], ..Schema::ANY })],
        ..Schema::ANY
    };
    static TYPES: Schema =
        of(SchemaType::Any, &NewerKeywords { types: &[SchemaType::String, SchemaType::Integer], ..NEWER });
    for schema in [&PLACES, &CONTAINS, &PATTERNS, &DEPENDENT, &CONDITION, &PART, &TYPES] {
        let full = sample::full(schema);
        assert!(is_valid(SchemaRef::Inline(schema), &full, Direction::Either), "{full} as an instance of {schema:?}");
    }
    assert!(sample::instances(&TYPES).contains(&json!(1)));
    assert_eq!(sample::full(&PATTERNS), json!({"x-a": 1}));
    // What matches no pattern is not kept, and what matches one is missed.
    assert_eq!(faults::<BTreeMap<String, i64>>(&PATTERNS), Vec::<String>::new());
    assert!(faults::<BTreeMap<String, String>>(&PATTERNS).iter().any(|fault| fault.contains("does not decode")));
    #[derive(Serialize, Deserialize)]
    struct Nothing {}
    assert!(faults::<Nothing>(&PATTERNS).iter().any(|fault| fault.contains("is encoded as {}")));
    assert_eq!(faults::<(String, i64)>(&PLACES), Vec::<String>::new());
    assert!(faults::<(String, String)>(&PLACES).iter().any(|fault| fault.contains("does not decode")));
}

#[test]
fn both_ways_are_held_against_each_other() {
    static INDEXED: Schema = Schema {
        properties: PERSON.properties,
        required: PERSON.required,
        index: Some(&PropertyIndex::new(
            &slots::<8>(&[
                ("name", SchemaType::Any, true),
                ("nickName", SchemaType::Any, false),
                ("note", SchemaType::Any, true),
                ("kind", SchemaType::Any, false),
            ]),
            &[],
        )),
        additional_properties: AdditionalProperties::Schema(SchemaRef::Inline(&COUNT)),
        ..Schema::ANY
    };
    fn liar(given: Given<'_>) -> Result<Value, String> {
        match given.0 {
            Source::Text(..) => Ok("taken".into()),
            _ => round_trip::<Person>(given),
        }
    }
    let compare = |schema, round_trip| {
        compare_ways(&[TypeInfo { name: "Person", shape: Shape::Schema(SchemaRef::Inline(schema)), round_trip }])
    };
    let ways = compare(&INDEXED, round_trip::<Person>);
    assert_eq!(ways.faults, Vec::<String>::new());
    assert!(ways.direct > 100 && ways.direct <= ways.valid && ways.refused > 100, "{ways:?}");
    // Without an index, all is read as a tree.
    let ways = compare(&PERSON, round_trip::<Person>);
    assert!(ways.faults.is_empty() && ways.direct == 0 && ways.valid > 100, "{ways:?}");
    let ways = compare(&INDEXED, liar);
    assert_eq!(ways.faults.len(), ways.valid + ways.refused, "{ways:?}");
}
