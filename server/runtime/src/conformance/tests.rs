use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;
use crate::Nullable;
use crate::schema::{AdditionalProperties, Bound, Literal, Property};

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
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
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
        #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
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
        #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
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
