//! Keywords of JSON Schema 2020-12 that OpenAPI 3.0 does not have: what a refusal says, and of which place.

use roster_runtime::schema::*;
use roster_runtime::validate::{Direction, Finding, validate};
use serde_json::Value;

use crate::harness::*;

fn newer(keywords: NewerKeywords) -> Schema {
    Schema { newer: Some(leak(keywords)), ..Schema::ANY }
}

/// Place and sentence of each violation.
fn violations(schema: SchemaRef, body: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(body).unwrap();
    let say = |Finding { pointer, keyword, detail, .. }| format!("{pointer} {keyword}: {detail}");
    validate(schema, &value, Direction::Request).into_iter().map(say).collect()
}

/// All of `good` fit, and `bad` has these violations.
fn assert_violations(schema: Schema, good: &[&str], bad: &str, expected: &[&str]) {
    let schema = inline(schema);
    for body in good {
        assert_eq!(violations(schema, body), Vec::<String>::new(), "{body}");
    }
    assert_eq!(violations(schema, bad), expected, "{bad}");
}

#[test]
fn a_constant_is_the_only_value() {
    let schema = || newer(NewerKeywords { constant: Some(Literal::String("eu")), ..NewerKeywords::NONE });
    assert_violations(schema(), &[r#""eu""#], "1", &[r#" const: must be "eu""#]);
    let object = NewerKeywords { constant: Some(Literal::Json(r#"{"a":[1]}"#)), ..NewerKeywords::NONE };
    assert_violations(newer(object), &[r#"{"a": [1.0]}"#], "{}", &[r#" const: must be {"a":[1]}"#]);
}

#[test]
fn types_in_a_list_are_all_named() {
    let types = &[SchemaType::String, SchemaType::Integer];
    let schema = || newer(NewerKeywords { types, ..NewerKeywords::NONE });
    assert_violations(
        schema(),
        &[r#""a""#, "1"],
        "1.5",
        &[" type: must be a string or an integer, not a number with a fraction"],
    );
    assert_violations(schema(), &[], "null", &[" type: must not be null"]);
    let nullable = Schema { nullable: true, ..schema() };
    assert_violations(nullable, &["null"], "[]", &[" type: must be a string or an integer or null, not an array"]);
    let null = Schema { schema_type: SchemaType::Null, ..Schema::ANY };
    assert_violations(null, &["null"], "0", &[" type: must be null, not an integer"]);
}

#[test]
fn nothing_satisfies_the_schema_false() {
    let schema =
        Schema { properties: leak([Property { name: "old", schema: SchemaRef::Inline(&Schema::NOTHING) }]), ..OBJECT };
    assert_violations(schema, &["{}"], r#"{"old": null}"#, &["/old not: must not be there"]);
}

#[test]
fn both_kinds_of_bounds_may_be_there() {
    let number = Schema { minimum: Some(Bound::Integer(3)), exclusive_minimum: Some(Bound::Integer(5)), ..NUMBER };
    assert_violations(
        number,
        &["5.5"],
        "2",
        &[" minimum: must be at least 3", " exclusiveMinimum: must be greater than 5"],
    );
}
