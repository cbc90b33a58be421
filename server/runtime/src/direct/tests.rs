use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::schema::{Bound, Literal, Property, PropertyIndex, slots};

#[derive(Debug, PartialEq, Deserialize)]
enum Kind {
    #[serde(rename = "one")]
    One,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Thing {
    name: String,
    count: Option<i64>,
    price: Option<f64>,
    kind: Option<Kind>,
    list: Option<Vec<Thing>>,
    set: Option<Vec<i64>>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

static NAME: Schema =
    Schema { schema_type: SchemaType::String, min_length: Some(1), max_length: Some(3), ..Schema::ANY };
static COUNT: Schema =
    Schema { schema_type: SchemaType::Integer, nullable: true, maximum: Some(Bound::Integer(5)), ..Schema::ANY };
static PRICE: Schema = Schema { schema_type: SchemaType::Number, ..Schema::PLAIN };
static KIND: Schema = Schema { schema_type: SchemaType::String, enumeration: &[Literal::String("one")], ..Schema::ANY };
static LIST: Schema = Schema {
    schema_type: SchemaType::Array,
    items: Some(SchemaRef::Inline(&THING)),
    max_items: Some(2),
    ..Schema::ANY
};
/// Of integers, each once.
static SET: Schema = Schema {
    schema_type: SchemaType::Array,
    items: Some(SchemaRef::Inline(&PLAIN_COUNT)),
    unique_items: true,
    ..Schema::ANY
};
static PLAIN_COUNT: Schema = Schema { schema_type: SchemaType::Integer, ..Schema::PLAIN };
static ID: Schema = Schema { schema_type: SchemaType::Integer, read_only: true, ..Schema::PLAIN };
static THING: Schema = Schema {
    schema_type: SchemaType::Object,
    properties: &[
        Property { name: "id", schema: SchemaRef::Inline(&ID) },
        Property { name: "name", schema: SchemaRef::Inline(&NAME) },
        Property { name: "count", schema: SchemaRef::Inline(&COUNT) },
        Property { name: "price", schema: SchemaRef::Inline(&PRICE) },
        Property { name: "kind", schema: SchemaRef::Inline(&KIND) },
        Property { name: "list", schema: SchemaRef::Inline(&LIST) },
        Property { name: "set", schema: SchemaRef::Inline(&SET) },
    ],
    required: &["id", "name"],
    index: Some(&PropertyIndex::new(
        &slots::<16>(&[
            ("id", SchemaType::Integer, true),
            ("name", SchemaType::Any, true),
            ("count", SchemaType::Any, false),
            ("price", SchemaType::Number, false),
            ("kind", SchemaType::Any, false),
            ("list", SchemaType::Any, false),
            ("set", SchemaType::Any, false),
        ]),
        &[],
    )),
    max_properties: Some(6),
    ..Schema::ANY
};

fn read(text: impl AsRef<[u8]>) -> Option<Thing> {
    decode(text.as_ref(), SchemaRef::Inline(&THING), true, Nul::Refused)
}

#[test]
fn what_is_sure_to_be_valid_is_decoded() {
    let text = r#" {"name": "\u00fc", "count": 5.0, "price": -0.0, "kind": "one", "set": [1, 2],
        "list": [{"name": "abc", "more": {"a": [1.0, 0.5, -1, null, "\n"]}}]} "#;
    let thing = |name: &str| Thing {
        name: name.to_owned(),
        count: None,
        price: None,
        kind: None,
        list: None,
        set: None,
        others: BTreeMap::new(),
    };
    let inner =
        Thing { others: BTreeMap::from([("more".to_owned(), json!({"a": [1, 0.5, -1, null, "\n"]}))]), ..thing("abc") };
    let expected = Thing {
        count: Some(5),
        price: Some(0.0),
        kind: Some(Kind::One),
        list: Some(vec![inner]),
        set: Some(vec![1, 2]),
        ..thing("ü")
    };
    let found = read(text).unwrap();
    assert!(found.price.is_some_and(f64::is_sign_positive), "{found:?}");
    assert_eq!(found, expected);
    assert_eq!(read(r#"{"count": null, "name": "a"}"#).unwrap(), thing("a"));
}

#[test]
fn what_is_not_sure_to_be_valid_is_left_to_the_tree() {
    let nested = |depth: usize| format!(r#"{{"name": "a", "x": {}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(read(nested(MAXIMUM_DEPTH - 1)).is_some());
    for text in [
        "{}",
        "[]",
        r#"["a"]"#,
        "null",
        "",
        "\u{feff}{\"name\": \"a\"}",
        r#"{"name": "a"} 1"#,
        r#"{"name": "a"}}"#,
        r#"{"name": ""}"#,
        r#"{"name": "abcd"}"#,
        r#"{"name": null}"#,
        r#"{"name": 1}"#,
        r#"{"name": "\u0000"}"#,
        r#"{"name": "\ud800"}"#,
        r#"{"name": "a", "name": "a"}"#,
        r#"{"name": "a", "n\u0061me": "a"}"#,
        r#"{"name": "a", "x": 1, "x": 1}"#,
        r#"{"name": "a", "x": 1, "\u0078": 1}"#,
        r#"{"name": "a", "x": {"y": 1, "y": 1}}"#,
        r#"{"name": "a", "x": "\u0000"}"#,
        r#"{"name": "a", "\u0000": 1}"#,
        r#"{"name": "a", "x": 1e400}"#,
        r#"{"name": "a", "x": 1e16}"#,
        r#"{"name": "a", "x": 18446744073709551616}"#,
        r#"{"name": "a", "id": 1}"#,
        r#"{"name": "a", "count": 6}"#,
        r#"{"name": "a", "count": 0.5}"#,
        r#"{"name": "a", "price": "1"}"#,
        r#"{"name": "a", "kind": "two"}"#,
        r#"{"name": "a", "kind": {"one": null}}"#,
        r#"{"name": "a", "kind": null}"#,
        r#"{"name": "a", "list": [[]]}"#,
        r#"{"name": "a", "list": [{}]}"#,
        r#"{"name": "a", "list": [{"name": "a"}, {"name": "a"}, {"name": "a"}]}"#,
        r#"{"name": "a", "set": [1, 1.0]}"#,
        r#"{"name": "a", "set": ["a"]}"#,
        r#"{"name": "a", "a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}"#,
    ] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(read(b"{\"name\": \"\xff\"}"), None);
    assert_eq!(read(nested(MAXIMUM_DEPTH)), None);
}
