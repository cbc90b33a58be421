//! Every keyword of a schema, as the body of a request.

use roster_runtime::Json;
use roster_runtime::operation::*;
use roster_runtime::schema::*;
use serde_json::Value;

use crate::harness::*;

fn router(schema: Schema) -> axum::Router {
    let media_type = MediaTypeInfo { schema: Some(inline(schema)), ..JSON };
    echo_body::<Json<Value>>(BodyInfo { content: leak([media_type]), ..BODY }, |Json(value)| value)
}

async fn errors(schema: Schema, body: &str) -> Vec<(String, String)> {
    errors_on(&router(schema), body).await
}

async fn errors_on(router: &axum::Router, body: &str) -> Vec<(String, String)> {
    let response = post(router, Some("application/json"), body.to_owned()).await;
    if response.status == 200 {
        return Vec::new();
    }
    assert_eq!((response.status, response.code().as_str()), (422, "invalid_body"));
    response.errors()
}

fn inner(schema: Schema) -> SchemaRef {
    inline(schema)
}

#[tokio::test]
async fn every_keyword_is_checked_and_says_what_is_allowed() {
    let pattern: &'static Pattern = leak(Pattern::new("^[a-z]+$", "^[a-z]+$"));
    let cases: Vec<(Schema, &str, &str, &str)> = vec![
        (INTEGER, "5", "5.5", "must be an integer, not a number with a fraction"),
        (NUMBER, "5.5", "\"5\"", "must be a number, not a string"),
        (TEXT, "\"\"", "5", "must be a string, not an integer"),
        (BOOLEAN, "false", "null", "must not be null"),
        (ARRAY, "[]", "{}", "must be an array, not an object"),
        (OBJECT, "{}", "[]", "must be an object, not an array"),
        (Schema { nullable: true, ..TEXT }, "null", "true", "must be a string or null, not a boolean"),
        (
            Schema { enumeration: &[Literal::String("a"), Literal::Integer(1)], ..Schema::ANY },
            "1",
            "2",
            "must be one of \"a\", 1",
        ),
        (
            Schema { enumeration: &[Literal::Json("[1,{\"a\":2}]")], ..Schema::ANY },
            "[1,{\"a\":2}]",
            "[1,{}]",
            "must be [1,{\"a\":2}]",
        ),
        (Schema { minimum: Some(Bound::Integer(3)), ..INTEGER }, "3", "2", "must be at least 3"),
        (Schema { maximum: Some(Bound::Number(3.5)), ..NUMBER }, "3.5", "3.6", "must be at most 3.5"),
        (Schema { multiple_of: Some(Bound::Number(0.1)), ..NUMBER }, "0.3", "0.35", "must be a multiple of 0.1"),
        (Schema { min_length: Some(2), ..TEXT }, "\"üö\"", "\"ü\"", "must have at least 2 characters, has 1"),
        (Schema { max_length: Some(1), ..TEXT }, "\"😀\"", "\"ab\"", "must have at most 1 character, has 2"),
        (Schema { pattern: Some(pattern), ..TEXT }, "\"ab\"", "\"A\"", "must match the pattern ^[a-z]+$"),
        (Schema { format: Some("email"), ..TEXT }, "\"a@b.de\"", "\"a\"", "must be an e-mail address (email)"),
        (
            Schema { format: Some("int32"), ..INTEGER },
            "2147483647",
            "2147483648",
            "must be an integer from -2147483648 to 2147483647 (int32)",
        ),
        (
            INTEGER,
            "9223372036854775807",
            "9223372036854775808",
            "must be an integer from -9223372036854775808 to 9223372036854775807 (int64)",
        ),
        (
            Schema { format: Some("float"), ..NUMBER },
            "1e38",
            "1e39",
            "must be in the range of a single precision number (float)",
        ),
        (Schema { min_items: Some(1), ..ARRAY }, "[1]", "[]", "must have at least 1 item, has 0"),
        (Schema { max_items: Some(1), ..ARRAY }, "[1]", "[1,2]", "must have at most 1 item, has 2"),
        (
            Schema { unique_items: true, ..ARRAY },
            "[1,\"1\"]",
            "[1,2,1.0]",
            "must not repeat an item; items 0 and 2 are equal",
        ),
        (Schema { min_properties: Some(1), ..OBJECT }, "{\"a\":1}", "{}", "must have at least 1 property, has 0"),
        (
            Schema { max_properties: Some(1), ..OBJECT },
            "{\"a\":1}",
            "{\"a\":1,\"b\":1}",
            "must have at most 1 property, has 2",
        ),
        (Schema { not: Some(inner(INTEGER)), ..Schema::ANY }, "\"a\"", "1", "is of a kind that is not allowed here"),
        (
            Schema {
                all_of: leak([inner(INTEGER), inner(Schema { minimum: Some(Bound::Integer(3)), ..Schema::ANY })]),
                ..Schema::ANY
            },
            "3",
            "2",
            "must be at least 3",
        ),
        (
            Schema { any_of: leak([inner(INTEGER), inner(Schema { min_length: Some(2), ..TEXT })]), ..Schema::ANY },
            "3",
            "\"a\"",
            "must have at least 2 characters, has 1",
        ),
        (
            Schema { one_of: leak([inner(INTEGER), inner(NUMBER)]), ..Schema::ANY },
            "1.5",
            "1",
            "must fit exactly one of 2 alternatives, and fits 2",
        ),
        (Schema { nullable: true, all_of: leak([inner(INTEGER)]), ..Schema::ANY }, "1", "null", "must not be null"),
    ];
    for (schema, good, bad, expected) in cases {
        let router = router(schema);
        assert_eq!(errors_on(&router, bad).await, [(String::new(), expected.to_owned())], "{bad}");
        assert_eq!(errors_on(&router, good).await, Vec::new(), "{good}");
    }
}

#[tokio::test]
async fn what_satisfies_a_keyword_comes_through() {
    for (schema, body) in [
        (Schema { enumeration: &[Literal::Integer(1)], ..Schema::ANY }, "1"),
        (Schema { nullable: true, all_of: leak([inner(Schema { nullable: true, ..INTEGER })]), ..Schema::ANY }, "null"),
        (Schema { multiple_of: Some(Bound::Number(0.01)), ..NUMBER }, "19.99"),
        (Schema { one_of: leak([inner(INTEGER), inner(TEXT)]), ..Schema::ANY }, "\"a\""),
        (Schema { not: Some(inner(INTEGER)), ..Schema::ANY }, "null"),
        (Schema { max_length: Some(1), ..TEXT }, "\"😀\""),
        (Schema { unique_items: true, ..ARRAY }, "[1,\"1\",[1],{\"1\":1}]"),
        (Schema { minimum: Some(Bound::Integer(i64::MAX)), ..INTEGER }, "9223372036854775807"),
    ] {
        assert_eq!(errors(schema, body).await, Vec::new(), "{body}");
    }
}

#[tokio::test]
async fn all_violations_are_found_with_their_places() {
    let address = Schema {
        properties: leak([property("zip", Schema { min_length: Some(4), ..TEXT })]),
        required: &["zip", "city"],
        additional_properties: AdditionalProperties::Forbidden,
        ..OBJECT
    };
    let person = Schema {
        properties: leak([
            property("name", TEXT),
            property("a/b", INTEGER),
            Property { name: "addresses", schema: inline(Schema { items: Some(inline(address)), ..ARRAY }) },
        ]),
        required: &["name"],
        additional_properties: AdditionalProperties::Schema(SchemaRef::Inline(&BOOLEAN)),
        ..OBJECT
    };
    let found = errors(person, r#"{"a/b": "x", "addresses": [{"zip": "1", "x": 1}], "flag": 1}"#).await;
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["/name", "/a~1b", "/addresses/0/city", "/addresses/0/zip", "/addresses/0/x", "/flag"]);
}

#[tokio::test]
async fn a_union_says_why_nothing_fits() {
    let by_name = Schema { properties: leak([property("name", TEXT)]), required: &["name"], ..OBJECT };
    let by_id = Schema { properties: leak([property("id", INTEGER)]), required: &["id"], ..OBJECT };
    let titles = &[Some("create"), Some("activate")];
    let alternatives = || leak([inline(Schema { ..by_name }), inline(Schema { ..by_id })]);
    let group = || Schema { one_of: alternatives(), titles, ..Schema::ANY };
    let found = errors(group(), "{}").await;
    assert_eq!(found[0].1, "fits none of 2 alternatives (create: /name is required; activate: /id is required)");
    let found = errors(group(), r#"{"name": "a", "id": 1}"#).await;
    assert_eq!(found[0].1, "must fit exactly one of 2 alternatives, and fits 2");
    assert!(errors(group(), r#"{"id": 1}"#).await.is_empty());

    // Titles of `anyOf` come after those of `oneOf`.
    let titles = &[None, Some("create"), Some("activate")];
    let both = Schema { one_of: leak([inline(OBJECT)]), any_of: alternatives(), titles, ..Schema::ANY };
    let found = errors(both, "{}").await;
    assert_eq!(found[0].1, "fits none of 2 alternatives (create: /name is required; activate: /id is required)");
}

#[tokio::test]
async fn a_union_says_so_where_alternatives_exclude_each_other() {
    let having = |name: &'static str| Some(inline(Schema { required: leak([name]), ..OBJECT }));
    let forbidden = Some("A body that has `id`");
    let by_name = Schema { required: &["name"], not: having("id"), forbidden, ..OBJECT };
    let by_id = Schema { required: &["id"], not: having("name"), ..OBJECT };
    let closed = Schema {
        properties: leak([property("name", TEXT)]),
        additional_properties: AdditionalProperties::Forbidden,
        ..OBJECT
    };
    let wide = Schema { min_properties: Some(3), ..OBJECT };
    let choice = Schema { any_of: leak([inline(closed), inline(wide)]), ..Schema::ANY };
    let found = errors(choice, r#"{"name": "a", "id": 1}"#).await;
    let reasons =
        "/id is not a property of this object, and others are not allowed; must have at least 3 properties, has 2";
    assert_eq!(found[0].1, format!("fits none of 2 alternatives ({reasons})"));

    let group = Schema { one_of: leak([inline(by_name), inline(by_id)]), ..Schema::ANY };
    let found = errors(group, r#"{"name": "a", "id": 1}"#).await;
    let expected =
        "fits none of 2 alternatives (must not be this: A body that has `id`; is of a kind that is not allowed here)";
    assert_eq!(found[0].1, expected);
}

#[tokio::test]
async fn a_union_of_texts_says_what_each_of_them_wants() {
    let short = Schema { max_length: Some(2), ..TEXT };
    let listed = Schema { enumeration: leak([Literal::String("none"), Literal::String("all")]), ..TEXT };
    let deep = Schema { all_of: leak([inline(Schema { min_length: Some(9), ..TEXT })]), ..TEXT };
    let choice = Schema { any_of: leak([inline(short), inline(listed), inline(deep)]), ..Schema::ANY };
    let found = errors(choice, "\"some\"").await;
    let reasons = "must have at most 2 characters, has 4; must be one of \"none\", \"all\"; does not fit";
    assert_eq!(found[0].1, format!("fits none of 3 alternatives ({reasons})"));
}

#[tokio::test]
async fn a_discriminator_names_the_alternative() {
    static CAT: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[Property { name: "lives", schema: SchemaRef::Inline(&INTEGER) }],
        required: &["lives"],
        ..Schema::ANY
    };
    static CAT_COMPONENT: ComponentSchema = ComponentSchema { name: "Cat", schema: &CAT };
    static DOG_COMPONENT: ComponentSchema = ComponentSchema { name: "Dog", schema: &OBJECT };
    let pet = || Schema {
        one_of: leak([SchemaRef::Component(&CAT_COMPONENT), SchemaRef::Component(&DOG_COMPONENT)]),
        discriminator: Some(leak(Discriminator {
            property: "kind",
            mapping: &[("cat", "Cat"), ("dog", "Dog")],
            default: None,
        })),
        ..Schema::ANY
    };
    assert_eq!(errors(pet(), r#"{"kind": "cat"}"#).await, [("/lives".to_owned(), "is required".to_owned())]);
    assert!(errors(pet(), r#"{"kind": "dog"}"#).await.is_empty());
    let unknown = errors(pet(), r#"{"kind": "cow"}"#).await;
    assert_eq!(unknown, [("/kind".to_owned(), "must say which alternative this is, one of cat, dog".to_owned())]);
}

#[tokio::test]
async fn read_only_properties_are_neither_required_nor_kept() {
    let user = Schema {
        properties: leak([property("id", Schema { read_only: true, ..INTEGER }), property("name", TEXT)]),
        required: &["id", "name"],
        ..OBJECT
    };
    let router = router(user);
    for body in [r#"{"name":"a"}"#, r#"{"id":"not even an integer","name":"a"}"#] {
        let response = post(&router, Some("application/json"), body).await;
        assert_eq!(String::from_utf8(response.body).unwrap(), r#"{"name":"a"}"#);
    }
}

#[tokio::test]
async fn statuses_of_keywords_follow_the_document() {
    let emails = Schema {
        items: Some(SchemaRef::Inline(&TEXT)),
        min_items: Some(1),
        max_items: Some(2),
        violation_statuses: &[("required", 400), ("minItems", 400), ("maxItems", 413)],
        ..ARRAY
    };
    let bulk = Schema {
        properties: leak([property("name", TEXT), property("emails", emails)]),
        required: &["emails"],
        ..OBJECT
    };
    let router = router(bulk);
    for (body, status) in [
        (r#"{}"#, 400),
        (r#"{"emails":[]}"#, 400),
        (r#"{"emails":["a","b","c"]}"#, 413),
        (r#"{"emails":[1]}"#, 422),
        (r#"{"name":1,"emails":[]}"#, 400),
    ] {
        assert_eq!(post(&router, Some("application/json"), body).await.status, status, "{body}");
    }
}

#[tokio::test]
async fn unions_within_unions_take_no_exponential_time() {
    static LIST: ComponentSchema = ComponentSchema { name: "List", schema: &LIST_SCHEMA };
    static LIST_SCHEMA: Schema =
        Schema { one_of: &[SchemaRef::Inline(&FIRST), SchemaRef::Inline(&SECOND)], ..Schema::ANY };
    static FIRST: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[Property { name: "next", schema: SchemaRef::Component(&LIST) }],
        required: &["a"],
        ..Schema::ANY
    };
    static SECOND: Schema = Schema {
        schema_type: SchemaType::Object,
        properties: &[Property { name: "next", schema: SchemaRef::Component(&LIST) }],
        required: &["b"],
        ..Schema::ANY
    };
    let depth = 60;
    let body = format!("{}{{}}{}", "{\"b\":1,\"next\":".repeat(depth), "}".repeat(depth));
    let schema = Schema { all_of: leak([SchemaRef::Component(&LIST)]), ..Schema::ANY };
    assert!(!errors(schema, &body).await.is_empty());
}

#[tokio::test]
async fn violations_are_capped_and_never_echo_values() {
    let names = Schema { items: Some(inline(Schema { max_length: Some(1), ..TEXT })), ..ARRAY };
    let body = format!("[{}]", vec!["\"secret\""; 90].join(","));
    let found = errors(names, &body).await;
    assert_eq!(found.len(), 50);
    assert!(found.iter().all(|(_, detail)| !detail.contains("secret")));
}
