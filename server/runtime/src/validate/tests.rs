use serde_json::json;

use super::*;
use crate::schema::{
    AdditionalProperties, ComponentSchema, NewerKeywords, Pattern, PatternProperty, Property, PropertyIndex, slots,
};

static INTEGER: Schema = Schema { schema_type: SchemaType::Integer, ..Schema::ANY };

#[test]
fn schemas_that_contain_themselves_end() {
    static LOOP: ComponentSchema = ComponentSchema { name: "Loop", schema: &LOOP_SCHEMA };
    static LOOP_SCHEMA: Schema = Schema { all_of: &[SchemaRef::Component(&LOOP)], ..Schema::ANY };
    // A worker's stack, halved, without optimisation.
    let check = || validate(SchemaRef::Component(&LOOP), &json!(1), Direction::Request);
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(check).unwrap();
    assert_eq!(thread.join().unwrap()[0].detail, "is nested too deeply");
}

#[test]
fn schemas_that_contain_themselves_by_newer_keywords_end() {
    static LOOP: ComponentSchema = ComponentSchema { name: "Loop", schema: &LOOP_SCHEMA };
    static LOOP_SCHEMA: Schema = Schema {
        newer: Some(&NewerKeywords {
            condition: Some(SchemaRef::Inline(&Schema::ANY)),
            consequence: Some(SchemaRef::Component(&LOOP)),
            unevaluated_properties: Some(SchemaRef::Inline(&Schema::NOTHING)),
            ..NewerKeywords::NONE
        }),
        ..Schema::ANY
    };
    let check = || validate(SchemaRef::Component(&LOOP), &json!({"a": 1}), Direction::Request);
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(check).unwrap();
    assert_eq!(thread.join().unwrap()[0].detail, "is nested too deeply");
}

#[test]
fn what_is_too_deep_for_an_answer_is_refused_beneath_not_as_well() {
    static LOOP: ComponentSchema = ComponentSchema { name: "Loop", schema: &LOOP_SCHEMA };
    static LOOP_SCHEMA: Schema = Schema { all_of: &[SchemaRef::Component(&LOOP)], ..Schema::ANY };
    static NOT_LOOP: Schema = Schema { not: Some(SchemaRef::Component(&LOOP)), ..Schema::ANY };
    let check = || {
        let schema = SchemaRef::Inline(&NOT_LOOP);
        assert!(!is_valid(schema, &json!(1), Direction::Request));
        validate(schema, &json!(1), Direction::Request)
    };
    let findings = std::thread::Builder::new().stack_size(1 << 20).spawn(check).unwrap().join().unwrap();
    let details: Vec<_> = findings.iter().map(|finding| finding.detail.as_str()).collect();
    assert_eq!(details, ["is nested too deeply"]);
}

#[test]
fn deep_values_of_composed_schemas_fit_on_a_stack() {
    static NODE: ComponentSchema = ComponentSchema { name: "Node", schema: &NODE_SCHEMA };
    static NODE_SCHEMA: Schema = Schema { all_of: &[SchemaRef::Inline(&MIDDLE)], ..Schema::ANY };
    static MIDDLE: Schema = Schema { one_of: &[SchemaRef::Inline(&LEAF), SchemaRef::Inline(&INTEGER)], ..Schema::ANY };
    static LEAF: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[Property { name: "next", schema: SchemaRef::Component(&NODE) }],
        ..Schema::ANY
    };
    let mut value = json!(1);
    for _ in 0..64 {
        value = json!({ "next": value });
    }
    let check = move || validate(SchemaRef::Component(&NODE), &value, Direction::Request);
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(check).unwrap();
    assert_eq!(thread.join().unwrap(), Vec::new());
}

#[test]
fn directions_decide_which_properties_count() {
    static READ_ONLY: Schema = Schema { schema_type: SchemaType::Integer, read_only: true, ..Schema::ANY };
    static WRITE_ONLY: Schema = Schema { schema_type: SchemaType::Integer, write_only: true, ..Schema::ANY };
    static OBJECT: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[
            Property { name: "id", schema: SchemaRef::Inline(&READ_ONLY) },
            Property { name: "secret", schema: SchemaRef::Inline(&WRITE_ONLY) },
        ],
        required: &["id", "secret"],
        additional_properties: AdditionalProperties::Forbidden,
        ..Schema::ANY
    };
    let places = |value: Value, direction| {
        let findings = validate(SchemaRef::Inline(&OBJECT), &value, direction);
        findings.into_iter().map(|finding| format!("{} {}", finding.pointer, finding.keyword)).collect::<Vec<_>>()
    };
    assert_eq!(places(json!({}), Direction::Request), ["/secret required"]);
    assert_eq!(places(json!({}), Direction::Response), ["/id required"]);
    assert!(places(json!({}), Direction::Either).is_empty());
    assert_eq!(places(json!({"id": "x", "secret": "x"}), Direction::Request), ["/secret type"]);
    assert_eq!(places(json!({"id": "x", "secret": "x"}), Direction::Response), ["/id type"]);
    assert_eq!(places(json!({"id": "x", "secret": "x"}), Direction::Either), ["/id type", "/secret type"]);
}

#[test]
fn read_only_properties_are_found_and_taken_out_at_any_depth() {
    static READ_ONLY: Schema = Schema { read_only: true, ..Schema::ANY };
    static INNER: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[Property { name: "id", schema: SchemaRef::Inline(&READ_ONLY) }],
        ..Schema::ANY
    };
    static LIST: Schema = Schema { items: Some(SchemaRef::Inline(&INNER)), ..Schema::ANY };
    static OUTER: Schema = Schema {
        all_of: &[SchemaRef::Inline(&INNER)],
        one_of: &[SchemaRef::Inline(&INTEGER), SchemaRef::Inline(&UNION)],
        additional_properties: AdditionalProperties::Schema(SchemaRef::Inline(&INNER)),
        properties: &[Property { name: "list", schema: SchemaRef::Inline(&LIST) }],
        ..Schema::ANY
    };
    static UNION: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[Property { name: "only", schema: SchemaRef::Inline(&READ_ONLY) }],
        ..Schema::ANY
    };
    let schema = SchemaRef::Inline(&OUTER);
    assert!(has_read_only(schema));
    assert!(!has_read_only(SchemaRef::Inline(&INTEGER)));
    let mut value = json!({"id": 1, "list": [{"id": 1, "a": 1}], "other": {"id": 1, "b": 1}, "only": 1});
    strip_read_only(schema, &mut value);
    assert_eq!(value, json!({"list": [{"a": 1}], "other": {"b": 1}}));
}

#[test]
fn what_is_read_only_is_taken_out_by_newer_keywords_too() {
    static READ_ONLY: Schema = Schema { read_only: true, ..Schema::ANY };
    static INNER: Schema =
        Schema { properties: &[Property { name: "id", schema: SchemaRef::Inline(&READ_ONLY) }], ..Schema::ANY };
    const INNER_REF: SchemaRef = SchemaRef::Inline(&INNER);
    static MARKED: Pattern = Pattern::new("^x-", "^x-");
    static BY_PATTERN: [PatternProperty; 1] =
        [PatternProperty { pattern: &MARKED, schema: SchemaRef::Inline(&READ_ONLY) }];
    static HAS_KIND: Schema = Schema { required: &["kind"], ..Schema::ANY };
    let cases: [(NewerKeywords, Value, Value); 7] = [
        (
            NewerKeywords { prefix_items: &[INNER_REF], ..NewerKeywords::NONE },
            json!([{"id": 1}, {"id": 2}]),
            json!([{}, {"id": 2}]),
        ),
        (NewerKeywords { contains: Some(INNER_REF), ..NewerKeywords::NONE }, json!([{"id": 1}]), json!([{}])),
        (
            NewerKeywords { pattern_properties: &BY_PATTERN, ..NewerKeywords::NONE },
            json!({"x-a": 1, "b": 1}),
            json!({"b": 1}),
        ),
        (
            NewerKeywords { dependent_schemas: &[Property { name: "kind", schema: INNER_REF }], ..NewerKeywords::NONE },
            json!({"id": 1, "kind": 1}),
            json!({"kind": 1}),
        ),
        (
            NewerKeywords {
                condition: Some(SchemaRef::Inline(&HAS_KIND)),
                alternative: Some(INNER_REF),
                ..NewerKeywords::NONE
            },
            json!({"id": 1}),
            json!({}),
        ),
        (
            NewerKeywords { unevaluated_properties: Some(INNER_REF), ..NewerKeywords::NONE },
            json!({"other": {"id": 1}}),
            json!({"other": {}}),
        ),
        (
            NewerKeywords {
                unevaluated_items: Some(INNER_REF),
                prefix_items: &[SchemaRef::Inline(&Schema::ANY)],
                ..NewerKeywords::NONE
            },
            json!([{"id": 1}, {"id": 2}]),
            json!([{"id": 1}, {}]),
        ),
    ];
    for (keywords, mut value, expected) in cases {
        let schema: &'static Schema =
            Box::leak(Box::new(Schema { newer: Some(Box::leak(Box::new(keywords))), ..Schema::ANY }));
        assert!(has_read_only(SchemaRef::Inline(schema)), "{schema:?}");
        strip_read_only(SchemaRef::Inline(schema), &mut value);
        assert_eq!(value, expected, "{schema:?}");
    }
}

#[test]
fn long_names_and_lists_of_choices_are_cut() {
    static CLOSED: Schema = Schema { additional_properties: AdditionalProperties::Forbidden, ..Schema::ANY };
    let value = json!({ "ü".repeat(5_000): 1 });
    let findings = validate(SchemaRef::Inline(&CLOSED), &value, Direction::Request);
    assert!(findings[0].pointer.len() < 200 && findings[0].pointer.ends_with('…'));
    static CHOICES: Schema = Schema { enumeration: &[crate::schema::Literal::Integer(1); 50], ..Schema::ANY };
    let findings = validate(SchemaRef::Inline(&CHOICES), &json!(2), Direction::Request);
    assert!(findings[0].detail.ends_with("and 30 others"));
}

#[test]
fn an_index_changes_nothing_but_the_time() {
    const SEARCHED: Schema = Schema {
        properties: &[
            Property { name: "size", schema: SchemaRef::Inline(&INTEGER) },
            Property { name: "id", schema: SchemaRef::Inline(&INTEGER) },
            Property { name: "name", schema: SchemaRef::Inline(&INNER) },
        ],
        required: &["size", "name", "other"],
        additional_properties: AdditionalProperties::Forbidden,
        ..Schema::ANY
    };
    static INNER: Schema = Schema {
        properties: &[Property { name: "b", schema: SchemaRef::Inline(&INTEGER) }],
        required: &["b"],
        index: Some(&PropertyIndex::new(&slots::<2>(&[("b", SchemaType::Integer, true)]), &[])),
        ..Schema::ANY
    };
    static PLAIN: Schema = SEARCHED;
    static INDEXED: Schema = Schema {
        index: Some(&PropertyIndex::new(
            &slots::<4>(&[
                ("size", SchemaType::Integer, true),
                ("id", SchemaType::Integer, false),
                ("name", SchemaType::Any, true),
            ]),
            &[],
        )),
        ..SEARCHED
    };
    for (value, expected) in [
        (json!({}), &["/name required", "/other required", "/size required"][..]),
        (json!({"id": 1, "name": {"b": 1}, "size": 1}), &["/other required"]),
        (
            json!({"a": 1, "id": "", "j": 1, "name": {}, "other": 1, "size": ""}),
            &[
                "/a additionalProperties",
                "/id type",
                "/j additionalProperties",
                "/name/b required",
                "/other additionalProperties",
                "/size type",
            ],
        ),
    ] {
        for schema in [&PLAIN, &INDEXED] {
            let findings = validate(SchemaRef::Inline(schema), &value, Direction::Either);
            let mut found: Vec<_> =
                findings.iter().map(|finding| format!("{} {}", finding.pointer, finding.keyword)).collect();
            found.sort();
            assert_eq!(found, expected, "{value}");
        }
    }
}
