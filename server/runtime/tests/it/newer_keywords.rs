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
    let above = newer(NewerKeywords { exclusive_minimum: Some(Bound::Integer(5)), ..NewerKeywords::NONE });
    let number = Schema { minimum: Some(Bound::Integer(3)), ..above };
    assert_violations(
        number,
        &["5.5"],
        "2",
        &[" exclusiveMinimum: must be greater than 5", " minimum: must be at least 3"],
    );
    let below = newer(NewerKeywords { exclusive_maximum: Some(Bound::Integer(3)), ..NewerKeywords::NONE });
    assert_violations(below, &["2", "2.9"], "3", &[" exclusiveMaximum: must be less than 3"]);
}

#[test]
fn items_have_a_schema_by_their_position() {
    let prefix_items = leak([inline(INTEGER), inline(TEXT)]);
    let schema = Schema {
        items: Some(SchemaRef::Inline(&Schema::NOTHING)),
        ..newer(NewerKeywords { prefix_items, ..NewerKeywords::NONE })
    };
    assert_violations(
        schema,
        &["[]", "[1]", r#"[1, "a"]"#, r#"{"0": true}"#],
        r#"["a", "b", 3]"#,
        &["/0 type: must be an integer, not a string", "/2 not: must not be there"],
    );
}

#[test]
fn items_of_a_kind_are_counted() {
    let contains = Some(inline(INTEGER));
    let some = newer(NewerKeywords { contains, ..NewerKeywords::NONE });
    let expected = [" contains: must have at least 1 item of a certain kind, has 0"];
    assert_violations(some, &["[1]", r#"["a", 1]"#, "5"], "[]", &expected);
    let two = || NewerKeywords { contains, min_contains: Some(2), max_contains: Some(2), ..NewerKeywords::NONE };
    let expected = [" minContains: must have at least 2 items of a certain kind, has 1"];
    assert_violations(newer(two()), &[r#"[1, "a", 2]"#], r#"[1, "a"]"#, &expected);
    let expected = [" maxContains: must have at most 2 items of a certain kind, has 3"];
    assert_violations(newer(two()), &[], "[1, 2, 3]", &expected);
}

#[test]
fn names_are_held_against_patterns_and_schemas() {
    let pattern: &'static Pattern = leak(Pattern::new("^x-", "^x-"));
    let pattern_properties = leak([PatternProperty { pattern, schema: inline(INTEGER) }]);
    let closed = Schema {
        additional_properties: AdditionalProperties::Forbidden,
        ..newer(NewerKeywords { pattern_properties, ..NewerKeywords::NONE })
    };
    assert_violations(
        closed,
        &[r#"{"x-a": 1}"#],
        r#"{"b": 1, "x-a": "1"}"#,
        &[
            "/x-a type: must be an integer, not a string",
            "/b additionalProperties: is not a property of this object, and others are not allowed",
        ],
    );
    let short = Some(inline(Schema { max_length: Some(3), pattern: Some(pattern), ..Schema::ANY }));
    assert_violations(
        newer(NewerKeywords { property_names: short, ..NewerKeywords::NONE }),
        &[r#"{"x-a": 1}"#, "1"],
        r#"{"a/b": 1, "x-abc": 1}"#,
        &[
            "/a~1b propertyNames: has a name that must match the pattern ^x-",
            "/x-abc propertyNames: has a name that must have at most 3 characters, has 5",
        ],
    );
}

#[test]
fn properties_that_take_too_long_to_match_are_refused() {
    let pattern: &'static Pattern = leak(Pattern::backtracking("^(a+)+$", r"^(?:(a+)\1?)+c$"));
    let pattern_properties = leak([PatternProperty { pattern, schema: inline(INTEGER) }]);
    let found = violations(
        inline(newer(NewerKeywords { pattern_properties, ..NewerKeywords::NONE })),
        &format!(r#"{{"{}": 1}}"#, "a".repeat(60)),
    );
    assert!(found[0].ends_with("has a name that takes too long to be held against the pattern ^(a+)+$"), "{found:?}");
}

#[test]
fn what_depends_on_a_property_holds_where_it_is_there() {
    let dependent_required = leak([DependentRequired { property: "card", required: &["owner", "until"] }]);
    assert_violations(
        newer(NewerKeywords { dependent_required, ..NewerKeywords::NONE }),
        &["{}", r#"{"owner": 1}"#, r#"{"card": 1, "owner": 1, "until": 1}"#],
        r#"{"card": 1}"#,
        &[
            "/owner dependentRequired: is required where `card` is there",
            "/until dependentRequired: is required where `card` is there",
        ],
    );
    let owned = Schema { properties: leak([property("owner", TEXT)]), ..Schema::ANY };
    assert_violations(
        newer(NewerKeywords { dependent_schemas: leak([property("card", owned)]), ..NewerKeywords::NONE }),
        &[r#"{"owner": 1}"#, "1"],
        r#"{"card": 1, "owner": 1}"#,
        &["/owner type: must be a string, not an integer"],
    );
}

#[test]
fn a_condition_chooses_what_else_holds() {
    let constant = Some(Literal::String("card"));
    let card = newer(NewerKeywords { constant, ..NewerKeywords::NONE });
    let condition = Schema { properties: leak([property("by", card)]), required: &["by"], ..Schema::ANY };
    let keywords = || NewerKeywords {
        condition: Some(inline(Schema { ..condition })),
        consequence: Some(inline(Schema { required: &["number"], ..Schema::ANY })),
        alternative: Some(inline(Schema { properties: leak([property("number", BOOLEAN)]), ..Schema::ANY })),
        ..NewerKeywords::NONE
    };
    let good = [r#"{"by": "card", "number": 1}"#, r#"{"by": "cash"}"#, r#"{"number": true}"#];
    assert_violations(newer(keywords()), &good, r#"{"by": "card"}"#, &["/number required: is required"]);
    let expected = ["/number type: must be a boolean, not an integer"];
    assert_violations(newer(keywords()), &[], r#"{"number": 1}"#, &expected);
    let alone = NewerKeywords { condition: None, ..keywords() };
    assert_violations(newer(alone), &[r#"{"by": "card"}"#, r#"{"number": 1}"#], "1", &[]);
}

#[test]
fn what_no_part_describes_is_refused_where_nothing_else_may_be_there() {
    let unevaluated_properties = Some(SchemaRef::Inline(&Schema::NOTHING));
    let pet = Schema { properties: leak([property("name", TEXT)]), ..OBJECT };
    let cat = Schema { properties: leak([property("lives", INTEGER)]), required: &["lives"], ..OBJECT };
    let dog = Schema { properties: leak([property("tricks", ARRAY)]), required: &["tricks"], ..OBJECT };
    let schema = Schema {
        all_of: leak([inline(pet)]),
        one_of: leak([inline(cat), inline(dog)]),
        ..newer(NewerKeywords { unevaluated_properties, ..NewerKeywords::NONE })
    };
    let schema = inline(schema);
    assert!(violations(schema, r#"{"name": "a", "lives": 9}"#).is_empty());
    let refused = |name: &str| {
        format!("/{name} unevaluatedProperties: is not a property of this object, and others are not allowed")
    };
    // Of the other alternative, and of none; whatever else is wrong is told with them.
    assert_eq!(
        violations(schema, r#"{"name": "a", "lives": 9, "tricks": {}, "x": 1}"#),
        [refused("tricks"), refused("x")]
    );
    assert_eq!(
        violations(schema, r#"{"name": 1, "lives": 9, "x": 1}"#),
        ["/name type: must be a string, not an integer".to_owned(), refused("x")]
    );
    // Where no alternative fits, that is what is said.
    let found = violations(schema, r#"{"lives": "9"}"#);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(" oneOf: fits none of 2 alternatives"), "{found:?}");
}

#[test]
fn what_no_part_describes_may_have_a_schema() {
    let prefix_items = leak([inline(TEXT)]);
    let tuple = newer(NewerKeywords { prefix_items, ..NewerKeywords::NONE });
    let numbers = NewerKeywords { unevaluated_items: Some(inline(INTEGER)), ..NewerKeywords::NONE };
    let schema = Schema { all_of: leak([inline(tuple)]), ..newer(numbers) };
    let good = [r#"["a", 1, 2]"#, "[]", "{}"];
    assert_violations(schema, &good, r#"["a", 1, "b"]"#, &["/2 type: must be an integer, not a string"]);
    let closed = NewerKeywords {
        contains: Some(inline(TEXT)),
        unevaluated_items: Some(SchemaRef::Inline(&Schema::NOTHING)),
        ..NewerKeywords::NONE
    };
    let expected = ["/1 unevaluatedItems: is not one of the items of this array, and others are not allowed"];
    assert_violations(newer(closed), &[r#"["a", "b"]"#], r#"["a", 1]"#, &expected);
}

#[test]
fn what_no_part_describes_is_found_in_linear_time() {
    let pattern: &'static Pattern = leak(Pattern::new("^a", "^a"));
    let pattern_properties = leak([PatternProperty { pattern, schema: inline(INTEGER) }]);
    let part = || inline(newer(NewerKeywords { pattern_properties, ..NewerKeywords::NONE }));
    let unevaluated_properties = Some(inline(INTEGER));
    let mut schema = newer(NewerKeywords { unevaluated_properties, ..NewerKeywords::NONE });
    schema.any_of = leak([part(), part(), part()]);
    let members: serde_json::Map<String, Value> =
        (0..100_000).map(|index| (format!("b{index}"), index.into())).collect();
    let started = std::time::Instant::now();
    assert!(validate(inline(schema), &members.into(), Direction::Request).is_empty());
    assert!(started.elapsed() < std::time::Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn alternatives_of_listed_values_are_not_the_nearest_to_values_of_other_types() {
    let text = || inline(Schema { min_length: Some(2), ..TEXT });
    let constant = newer(NewerKeywords { constant: Some(Literal::Null), ..NewerKeywords::NONE });
    let listed = Schema { enumeration: &[Literal::Null, Literal::Integer(1)], ..Schema::ANY };
    for other in [constant, listed] {
        let schema = Schema { any_of: leak([text(), inline(other)]), ..Schema::ANY };
        let expected = &[" minLength: must have at least 2 characters, has 1"];
        assert_violations(schema, &["null", r#""ab""#], r#""a""#, expected);
    }
}
