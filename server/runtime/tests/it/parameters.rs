//! Every style in every location, coercion, defaults, aliases, and what is refused.

use axum::body::Body;
use http::Request;
use roster_runtime::operation::ParameterLocation::{Cookie, Header, Path, Query, Querystring};
use roster_runtime::operation::ParameterStyle::*;
use roster_runtime::operation::*;
use roster_runtime::schema::*;
use roster_wire::style::{InHeader, InPairs, InPath};
use serde_json::{Value, json};

use crate::harness::*;

fn integers() -> Schema {
    Schema { items: Some(SchemaRef::Inline(&INTEGER)), ..ARRAY }
}

fn texts() -> Schema {
    Schema { items: Some(SchemaRef::Inline(&TEXT)), ..ARRAY }
}

fn color() -> Schema {
    Schema { properties: leak([property("R", INTEGER), property("name", TEXT)]), required: &["R"], ..OBJECT }
}

/// What becomes of the parameter `value`: its JSON, or the detail of the violation.
async fn read(parameter: ParameterInfo, wire: &str) -> Result<Value, String> {
    let path = if parameter.location == Path { "/things/{value}/end" } else { "/things" };
    let location = parameter.location;
    let operation = OperationInfo { path, parameters: leak([parameter]), ..OPERATION };
    let request = match location {
        Path => Request::get(format!("/things/{wire}/end")),
        Query | Querystring => Request::get(format!("/things?{wire}")),
        Header => Request::get("/things").header("value", wire),
        Cookie => Request::get("/things").header("cookie", wire),
    };
    let response = send(&echo(operation), request.body(Body::empty()).unwrap()).await;
    if response.status == 200 {
        return Ok(response.json()["parameters"].get("value").cloned().unwrap_or(Value::Null));
    }
    assert_eq!(response.status, if location == Path { 404 } else { 400 });
    let errors = response.errors();
    assert!(errors.iter().all(|(place, _)| place == "value"), "{errors:?}");
    Err(errors.into_iter().map(|(_, detail)| detail).collect::<Vec<_>>().join("; "))
}

fn styled(location: ParameterLocation, style: ParameterStyle, explode: bool, schema: Schema) -> ParameterInfo {
    ParameterInfo { location, style, explode, schema: inline(schema), required: location == Path, ..PARAMETER }
}

#[tokio::test]
async fn every_style_is_read_as_documented() {
    let object = json!({"R": 100, "name": "a b"});
    let list = json!([3, 4]);
    let cases: Vec<(ParameterLocation, ParameterStyle, bool, Schema, &str, Value)> = vec![
        (Path, Simple, false, INTEGER, "5", json!(5)),
        (Path, Simple, false, TEXT, "a%2Fb%20c", json!("a/b c")),
        (Path, Simple, false, TEXT, "a+b", json!("a+b")),
        (Path, Simple, false, integers(), "3,4", list.clone()),
        (Path, Simple, true, integers(), "3,4", list.clone()),
        (Path, Simple, false, texts(), "a%2Cb,c", json!(["a,b", "c"])),
        (Path, Simple, false, color(), "R,100,name,a%20b", object.clone()),
        (Path, Simple, true, color(), "R=100,name=a%20b", object.clone()),
        (Path, Label, false, INTEGER, ".5", json!(5)),
        (Path, Label, false, integers(), ".3,4", list.clone()),
        (Path, Label, false, integers(), ".3.4", list.clone()),
        (Path, Label, true, integers(), ".3.4", list.clone()),
        (Path, Label, false, color(), ".R,100,name,a%20b", object.clone()),
        (Path, Label, true, color(), ".R=100.name=a%20b", object.clone()),
        (Path, Matrix, false, INTEGER, ";value=5", json!(5)),
        (Path, Matrix, false, integers(), ";value=3,4", list.clone()),
        (Path, Matrix, true, integers(), ";value=3;value=4", list.clone()),
        (Path, Matrix, false, color(), ";value=R,100,name,a%20b", object.clone()),
        (Path, Matrix, true, color(), ";R=100;name=a%20b", object.clone()),
        (Query, Form, true, TEXT, "value=a+b%2B", json!("a b+")),
        (Query, Form, true, TEXT, "other=1&value=", json!("")),
        (Query, Form, true, integers(), "value=3&value=4", list.clone()),
        (Query, Form, true, integers(), "value=3", json!([3])),
        (Query, Form, true, integers(), "value=", json!([])),
        (Query, Form, false, integers(), "value=3,4", list.clone()),
        (Query, Form, false, integers(), "value=3%2C4", list.clone()),
        (Query, Form, false, texts(), "value=a%2Cb,c", json!(["a,b", "c"])),
        (Query, Form, false, texts(), "value=a%2Cb", json!(["a,b"])),
        (Query, Form, true, color(), "R=100&name=a+b", object.clone()),
        (Query, Form, false, color(), "value=R,100,name,a+b", object.clone()),
        (Query, SpaceDelimited, false, integers(), "value=3%204", list.clone()),
        (Query, SpaceDelimited, false, integers(), "value=3+4", list.clone()),
        (Query, PipeDelimited, false, integers(), "value=3%7C4", list.clone()),
        (Query, PipeDelimited, false, texts(), "value=a%7Cb", json!(["a", "b"])),
        (Query, DeepObject, true, color(), "value%5BR%5D=100&value[name]=a+b", object.clone()),
        (Header, Simple, false, NUMBER, "1.5", json!(1.5)),
        (Header, Simple, false, TEXT, "a%20b, c", json!("a%20b, c")),
        (Header, Simple, false, integers(), "3, 4", list.clone()),
        (Header, Simple, false, color(), "R, 100, name, a b", object.clone()),
        (Header, Simple, true, color(), "R=100,name=a b", object.clone()),
        (Cookie, Form, true, BOOLEAN, "a=1; value=true; b=2", json!(true)),
        (Cookie, Form, true, TEXT, "value=\"a%20b\"", json!("a b")),
        (Cookie, Form, false, integers(), "value=3,4", list.clone()),
    ];
    for (location, style, explode, schema, wire, expected) in cases {
        let found = read(styled(location, style, explode, schema), wire).await;
        assert_eq!(found, Ok(expected), "{location:?} {style:?} explode {explode}: {wire}");
    }
}

/// What has a meaning in addresses, in the style or for whoever decodes is part of a value still.
#[tokio::test]
async fn what_clients_write_is_read() {
    let encoded = "a/b?c#d %20 é,;=&+.|[]\"";
    let places: [(ParameterLocation, &[ParameterStyle], &str); 4] = [
        (Path, &[Simple, Label, Matrix], encoded),
        (Query, &[Form, SpaceDelimited, PipeDelimited, DeepObject], encoded),
        (Cookie, &[Form], encoded),
        (Header, &[Simple], "a/b?c#d %20 ;=&+.|[]\""),
    ];
    let mut count = 0;
    for (location, styles, text) in places {
        let values: [(fn() -> Schema, Value); 5] = [
            (|| TEXT, json!(text)),
            (|| NUMBER, json!(-1.5)),
            (integers, json!([1, -2])),
            (texts, json!([text, "b"])),
            (color, json!({"R": 1, "name": text})),
        ];
        for (style, explode, (schema, value)) in styles
            .iter()
            .flat_map(|style| [false, true].map(|explode| (*style, explode)))
            .flat_map(|(style, explode)| values.iter().map(move |value| (style, explode, value)))
        {
            if style == DeepObject && !(explode && value.is_object()) {
                continue;
            }
            let in_pairs = InPairs { style, explode };
            let written = match location {
                Path => InPath { name: "value", style, explode }.write(value),
                Header => InHeader { explode }.write(value),
                Cookie => in_pairs.write_cookie("value", value).map(|pairs| pairs.join("; ")),
                _ => in_pairs.write("value", false, value).map(|pairs| pairs.join("&")),
            };
            let is_ambiguous = matches!(style, SpaceDelimited | PipeDelimited) && !explode;
            let Ok(written) = written else {
                assert!(is_ambiguous, "{location:?} {style:?} explode {explode}: {value}");
                continue;
            };
            let found = read(styled(location, style, explode, schema()), &written).await;
            assert_eq!(found.as_ref(), Ok(value), "{location:?} {style:?} explode {explode}: {written}");
            count += 1;
        }
    }
    assert_eq!(count, 77);
}

#[tokio::test]
async fn what_does_not_follow_its_style_is_refused() {
    for (location, style, explode, schema, wire, expected) in [
        (Path, Label, false, INTEGER, "5", "must begin with a dot"),
        (Path, Matrix, false, INTEGER, "5", "must be written ;value=value"),
        (Path, Matrix, false, INTEGER, ";other=5", "must be written ;value=value"),
        (Path, Simple, false, color(), "R,100,name", "by turns"),
        (Path, Simple, true, color(), "R,100", "key=value"),
        (Path, Simple, false, TEXT, "%ff", "UTF-8"),
        (Path, Simple, false, TEXT, "%zz", "percent-encoded"),
        (Path, Simple, false, TEXT, "a%00", "U+0000"),
        (Path, Simple, false, INTEGER, "5.5", "must be an integer"),
        (Query, Form, true, TEXT, "value=%c3", "UTF-8"),
        (Query, Form, true, TEXT, "value=100%", "percent-encoded"),
        (Query, Form, true, TEXT, "value=%00", "U+0000"),
        (Query, Form, true, INTEGER, "value=1&value=1", "more than once"),
        (Query, Form, false, integers(), "value=1&value=2", "more than once"),
        (Query, Form, true, INTEGER, "value=+5", "must be an integer"),
        (Query, Form, true, INTEGER, "value=", "must be an integer"),
        (Query, Form, true, INTEGER, "value=99999999999999999999", "9223372036854775807"),
        (Query, Form, true, NUMBER, "value=NaN", "must be a number"),
        (Query, Form, true, NUMBER, "value=.5", "must be a number"),
        (Query, Form, true, BOOLEAN, "value=TRUE", "must be a boolean"),
        (Query, Form, true, BOOLEAN, "value=2", "must be a boolean"),
        (Query, Form, true, integers(), "value=1&value=x", "must be an integer (at /1)"),
        (Query, DeepObject, true, color(), "value[R]=1&value[R]=2", "must not be given more than once (at /R)"),
        (Query, DeepObject, true, color(), "value[name]=a", "is required (at /R)"),
        (Header, Simple, false, INTEGER, "x", "must be an integer"),
        (Cookie, Form, true, TEXT, "value=a; value=b", "more than once"),
    ] {
        let found = read(styled(location, style, explode, schema), wire).await;
        let detail = found.expect_err(wire);
        assert!(detail.contains(expected), "{location:?} {style:?} {wire}: {detail}");
    }
}

#[tokio::test]
async fn text_becomes_what_the_schema_wants() {
    let union = |members: &'static [SchemaRef]| Schema { one_of: members, ..Schema::ANY };
    let nullable = Schema { nullable: true, ..INTEGER };
    let part = Schema { all_of: leak([SchemaRef::Inline(&INTEGER)]), ..Schema::ANY };
    let choice = Schema { enumeration: &[Literal::Integer(1), Literal::String("all")], ..Schema::ANY };
    for (schema, wire, expected) in [
        (union(leak([SchemaRef::Inline(&INTEGER), SchemaRef::Inline(&BOOLEAN)])), "value=true", json!(true)),
        (union(leak([SchemaRef::Inline(&INTEGER), SchemaRef::Inline(&BOOLEAN)])), "value=12", json!(12)),
        (
            Schema { any_of: leak([SchemaRef::Inline(&INTEGER), SchemaRef::Inline(&TEXT)]), ..Schema::ANY },
            "value=x",
            json!("x"),
        ),
        (nullable, "value=null", Value::Null),
        (part, "value=7", json!(7)),
        (choice, "value=1", json!(1)),
        (Schema { enumeration: &[Literal::String("1")], ..Schema::ANY }, "value=1", json!("1")),
        (BOOLEAN, "value=1", json!(true)),
        (BOOLEAN, "value=0", json!(false)),
        (union(leak([SchemaRef::Inline(&BOOLEAN), SchemaRef::Inline(&INTEGER)])), "value=1", json!(1)),
        (union(leak([SchemaRef::Inline(&BOOLEAN), SchemaRef::Inline(&TEXT)])), "value=0", json!("0")),
        (Schema::ANY, "value=5", json!("5")),
        (NUMBER, "value=1e3", json!(1000)),
        (NUMBER, "value=-7", json!(-7)),
    ] {
        assert_eq!(read(styled(Query, Form, true, schema), wire).await, Ok(expected), "{wire}");
    }
}

#[tokio::test]
async fn absent_parameters_take_their_default_or_are_missed() {
    let defaulted = Schema { default: Some(Literal::Integer(20)), ..INTEGER };
    assert_eq!(read(styled(Query, Form, true, defaulted), "").await, Ok(json!(20)));
    assert_eq!(read(styled(Query, Form, true, INTEGER), "").await, Ok(Value::Null));
    let required = ParameterInfo { required: true, ..PARAMETER };
    assert_eq!(read(required, "other=1").await, Err("is required".to_owned()));
    let flag = ParameterInfo { allow_empty_value: true, ..styled(Query, Form, true, BOOLEAN) };
    assert_eq!(read(flag, "value").await, Ok(Value::Null));
}

#[tokio::test]
async fn aliases_are_read_where_the_documented_name_is_absent() {
    let parameter = || ParameterInfo { aliases: &["valeu"], ..PARAMETER };
    assert_eq!(read(parameter(), "valeu=a").await, Ok(json!("a")));
    assert_eq!(read(parameter(), "valeu=a&value=b").await, Ok(json!("b")));
}

#[tokio::test]
async fn content_parameters_are_json_text() {
    let parameter = || ParameterInfo { content_type: Some("application/json"), ..styled(Query, Form, true, color()) };
    let found = read(parameter(), "value=%7B%22R%22%3A1%7D").await;
    assert_eq!(found, Ok(json!({"R": 1})));
    assert!(read(parameter(), "value=%7B").await.unwrap_err().contains("not well-formed JSON"));
    assert!(read(parameter(), "value=%7B%22R%22%3A1,%22R%22%3A1%7D").await.unwrap_err().contains("more than once"));
    assert_eq!(read(parameter(), "value=%7B%7D").await, Err("is required (at /R)".to_owned()));
    assert!(read(parameter(), "value=1&value=2").await.unwrap_err().contains("more than once"));
}

#[tokio::test]
async fn several_header_lines_are_a_list_and_nothing_else() {
    let request = || {
        let request = Request::get("/things").header("value", "1").header("value", "2");
        request.body(Body::empty()).unwrap()
    };
    let operation = |schema| OperationInfo { parameters: leak([styled(Header, Simple, false, schema)]), ..OPERATION };
    let list = send(&echo(operation(integers())), request()).await;
    assert_eq!(list.json()["parameters"]["value"], json!([1, 2]));
    let single = send(&echo(operation(INTEGER)), request()).await;
    assert_eq!(single.errors(), [("value".to_owned(), "must not be given more than once".to_owned())]);
}

#[tokio::test]
async fn violations_of_all_parameters_come_at_once_with_the_first_status() {
    let parameters = leak([
        ParameterInfo { name: "a", field: "a", required: true, ..PARAMETER },
        ParameterInfo {
            name: "b",
            field: "b",
            location: Path,
            style: Simple,
            schema: inline(Schema { minimum: Some(Bound::Integer(5)), ..INTEGER }),
            ..PARAMETER
        },
        ParameterInfo {
            name: "c",
            field: "c",
            schema: inline(Schema { max_length: Some(2), pattern: Some(leak(Pattern::new("^x", "^x"))), ..TEXT }),
            ..PARAMETER
        },
    ]);
    let router = echo(OperationInfo { path: "/things/{b}", parameters, ..OPERATION });
    let response = get(&router, "/things/3?c=abc").await;
    assert_eq!(response.status, 400);
    assert_eq!(response.code(), "invalid_parameter");
    let places: Vec<String> = response.errors().into_iter().map(|(place, _)| place).collect();
    assert_eq!(places, ["a", "b", "c", "c"]);
    assert_eq!(get(&router, "/things/3?a=1").await.status, 404);
}

#[tokio::test]
async fn the_document_gives_other_statuses_to_keywords() {
    let version = Schema { enumeration: &[Literal::String("1.0.0")], violation_statuses: &[("enum", 412)], ..TEXT };
    let parameters = leak([
        ParameterInfo { name: "a", field: "a", required: true, ..PARAMETER },
        ParameterInfo {
            name: "Tus-Resumable",
            field: "tus_resumable",
            location: Header,
            style: Simple,
            schema: inline(version),
            ..PARAMETER
        },
    ]);
    let router = echo(OperationInfo { parameters, ..OPERATION });
    let request = Request::get("/things").header("tus-resumable", "2").body(Body::empty()).unwrap();
    assert_eq!(send(&router, request).await.status, 412);
}

#[tokio::test]
async fn what_json_schema_2020_12_says_of_values_is_coerced_to() {
    let newer = |newer: NewerKeywords| Schema { newer: Some(leak(newer)), ..Schema::ANY };
    let types = |types: &'static [SchemaType]| newer(NewerKeywords { types, ..NewerKeywords::NONE });
    let constant = |constant| newer(NewerKeywords { constant: Some(constant), ..NewerKeywords::NONE });
    let pair = || Schema {
        schema_type: SchemaType::Array,
        items: Some(inline(Schema::NOTHING)),
        ..newer(NewerKeywords { prefix_items: leak([inline(TEXT), inline(INTEGER)]), ..NewerKeywords::NONE })
    };
    let pattern: &'static Pattern = leak(Pattern::new("^x-", "^x-"));
    let patterns = || Schema {
        schema_type: SchemaType::Object,
        ..newer(NewerKeywords {
            pattern_properties: leak([PatternProperty { pattern, schema: inline(INTEGER) }]),
            ..NewerKeywords::NONE
        })
    };
    let null = || Schema { schema_type: SchemaType::Null, ..Schema::ANY };
    for (location, style, explode, schema, wire, expected) in [
        (Query, Form, true, types(&[SchemaType::Integer, SchemaType::String]), "value=5", json!(5)),
        (Query, Form, true, types(&[SchemaType::String, SchemaType::Integer]), "value=a", json!("a")),
        (Query, Form, true, types(&[SchemaType::Boolean, SchemaType::Number]), "value=1.5", json!(1.5)),
        (Header, Simple, false, constant(Literal::Integer(3)), "3", json!(3)),
        (Path, Simple, false, constant(Literal::String("3")), "3", json!("3")),
        (Query, Form, false, pair(), "value=1,2", json!(["1", 2])),
        (Query, Form, true, pair(), "value=1&value=2", json!(["1", 2])),
        (Query, DeepObject, true, pair(), "value[]=1&value[]=2", json!(["1", 2])),
        (Path, Simple, true, patterns(), "x-a=1,y=2", json!({"x-a": 1, "y": "2"})),
        (Query, Form, true, null(), "value=null", json!(null)),
    ] {
        let read = read(styled(location, style, explode, schema), wire).await;
        assert_eq!(read, Ok(expected), "{wire}");
    }
    let refused = |schema, wire| read(styled(Query, Form, false, schema), wire);
    assert_eq!(refused(pair(), "value=1,x").await, Err("must be an integer (at /1)".to_owned()));
    assert_eq!(refused(pair(), "value=1,2,3").await, Err("must not be there (at /2)".to_owned()));
    assert_eq!(refused(constant(Literal::Integer(3)), "value=4").await, Err("must be 3".to_owned()));
}
