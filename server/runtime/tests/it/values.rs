//! Values between text and types: what is taken arrives exactly, and what a type cannot hold is a violation.

use axum::Router;
use axum::body::Body;
use futures_util::StreamExt;
use roster_runtime::operation::*;
use roster_runtime::schema::*;
use roster_runtime::{Answer, Form, Json, JsonArray, Multipart, Options, Raw, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::harness::*;

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data; boundary=XX";

fn content(media_type: &'static str, schema: Schema) -> MediaTypeInfo {
    MediaTypeInfo { media_type, schema: Some(inline(schema)), ..JSON }
}

fn body(media_type: MediaTypeInfo) -> BodyInfo {
    BodyInfo { content: leak([media_type]), limit: 1 << 20, ..BODY }
}

fn object(properties: impl Into<Vec<Property>>) -> Schema {
    Schema { properties: Vec::leak(properties.into()), ..OBJECT }
}

#[derive(Serialize, Deserialize)]
struct Numbers {
    small: Option<i32>,
    large: Option<i64>,
    unsigned: Option<u64>,
    number: Option<f64>,
    list: Option<Vec<i64>>,
}

fn numbers() -> Schema {
    object([
        property("small", Schema { format: Some("int32"), ..INTEGER }),
        property("large", INTEGER),
        property("unsigned", Schema { format: Some("uint64"), ..INTEGER }),
        property("number", NUMBER),
        property("list", Schema { items: Some(inline(INTEGER)), ..ARRAY }),
    ])
}

/// The member as it was written, as it arrived; none where its value is the one violation.
async fn arrives(router: &Router, content_type: &str, text: String, name: &str) -> Option<String> {
    let response = post(router, Some(content_type), text.clone()).await;
    if response.status == 200 {
        return Some(response.json()[name].to_string());
    }
    let errors = response.errors();
    assert_eq!((response.status, errors.len()), (422, 1), "{text} is answered {errors:?}");
    assert!(errors[0].0.starts_with(&format!("/{name}")), "{text} is answered {errors:?}");
    None
}

#[tokio::test]
async fn integers_arrive_exactly_or_are_violations() {
    let info = |media_type| body(content(media_type, numbers()));
    let json_router =
        echo_body::<Json<Numbers>>(info("application/json"), |Json(it)| serde_json::to_value(it).unwrap());
    let form_router = echo_body::<Form<Numbers>>(info(FORM), |Form(it)| serde_json::to_value(it).unwrap());
    let digits = "9".repeat(400);
    for (name, text, expected) in [
        ("large", "1e16", Some("10000000000000000")),
        ("large", "1.0", Some("1")),
        ("large", "-1.50e1", Some("-15")),
        ("large", "9007199254740993.0", Some("9007199254740993")),
        ("large", "9223372036854775807", Some("9223372036854775807")),
        ("large", "-9223372036854775808.0", Some("-9223372036854775808")),
        ("large", "9223372036854775808", None),
        ("large", "9223372036854775808.0", None),
        ("large", "9007199254740993.5", None),
        ("large", "18446744073709551616", None),
        ("large", "1e400", None),
        ("large", &digits, None),
        ("large", "1.5", None),
        ("small", "2147483647.0", Some("2147483647")),
        ("small", "2147483648", None),
        ("small", "1e16", None),
        ("unsigned", "18446744073709551615", Some("18446744073709551615")),
        ("unsigned", "1.8446744073709551615e19", Some("18446744073709551615")),
        ("unsigned", "18446744073709551616", None),
        ("unsigned", "-1", None),
        ("unsigned", "-0", Some("0")),
        ("number", "1e300", Some("1e+300")),
        ("number", "1e400", None),
        ("number", &digits, None),
        ("list", "9007199254740993.0", Some("[9007199254740993]")),
        ("list", "1e400", None),
    ] {
        let value = if name == "list" { format!("[{text}]") } else { text.to_owned() };
        let found = arrives(&json_router, "application/json", format!("{{\"{name}\": {value}}}"), name).await;
        assert_eq!(found.as_deref(), expected, "{name}: {text} in JSON");
        let found = arrives(&form_router, FORM, format!("{name}={text}"), name).await;
        assert_eq!(found.as_deref(), expected, "{name}: {text} in a form");
    }
}

#[tokio::test]
async fn integers_in_queries_are_integers_too() {
    let schemas = [("large", INTEGER, "large"), ("unsigned", Schema { format: Some("uint64"), ..INTEGER }, "unsigned")];
    let parameters =
        schemas.map(|(name, schema, field)| ParameterInfo { name, field, schema: inline(schema), ..PARAMETER });
    let operation = OperationInfo { parameters: leak(parameters), ..OPERATION };
    let router = serve(DOCUMENT, operation, |_, incoming| async move {
        let (_, numbers, ()) = incoming.decode::<Numbers, ()>().await?;
        Ok(Answer::new(200).json("application/json", &numbers))
    });
    for (query, expected) in
        [("large=9007199254740993.0", 9_007_199_254_740_993_u64), ("unsigned=18446744073709551615", u64::MAX)]
    {
        let name = query.split_once('=').unwrap().0;
        assert_eq!(get(&router, &format!("/things?{query}")).await.json()[name], json!(expected), "{query}");
    }
    let digits = "9".repeat(400);
    for query in ["large=1e400", "large=18446744073709551616", &format!("large={digits}"), "unsigned=-1", "large=1e-1"]
    {
        let response = get(&router, &format!("/things?{query}")).await;
        let name = query.split_once('=').unwrap().0;
        assert_eq!((response.status, response.errors().len()), (400, 1), "{query}");
        assert_eq!(response.errors()[0].0, name, "{query}");
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Inner {
    a: i32,
}

/// What no table and type of one document would be: a type that is narrower than its schema.
#[derive(Debug, Serialize, Deserialize)]
struct Narrow {
    list: Vec<Inner>,
}

#[tokio::test]
async fn what_a_schema_allows_and_a_type_cannot_hold_is_a_violation_with_its_place() {
    let schema = object([property("list", Schema::ANY)]);
    let router = echo_body::<Json<Narrow>>(body(content("application/json", schema)), |Json(it)| json!(it.list.len()));
    assert_eq!(post(&router, Some("application/json"), r#"{"list": [{"a": 1.0}]}"#).await.json(), 1);
    for (text, place) in [
        (r#"{"list": [{"a": 1}, {"a": 3000000000}]}"#, "/list/1/a"),
        (r#"{"list": [[1]]}"#, "/list/0"),
        (r#"{"list": 5}"#, "/list"),
        (r#"{}"#, ""),
    ] {
        let response = post(&router, Some("application/json"), text).await;
        assert_eq!((response.status, response.code().as_str()), (422, "invalid_body"), "{text}");
        let errors = response.errors();
        assert_eq!(errors, [(place.to_owned(), "is not a value that this server can take here".to_owned())], "{text}");
    }
    let parameter = ParameterInfo {
        name: "a",
        field: "a",
        required: true,
        schema: inline(Schema { schema_type: SchemaType::Number, ..Schema::ANY }),
        ..PARAMETER
    };
    let operation = OperationInfo { parameters: leak([parameter]), ..OPERATION };
    let router = serve(DOCUMENT, operation, |_, incoming| async move {
        let (_, inner, ()) = incoming.decode::<Inner, ()>().await?;
        Ok(Answer::new(200).json("application/json", &inner))
    });
    let response = get(&router, "/things?a=1.5").await;
    assert_eq!((response.status, response.errors()[0].0.as_str()), (400, "a"));
}

#[tokio::test]
async fn the_character_nul_is_taken_unless_the_server_refuses_it() {
    for (refuse_nul, status) in [(false, 200), (true, 422)] {
        let options = Options { refuse_nul };
        let text = body(content("text/plain", TEXT));
        let operation = OperationInfo { method: "POST", body: Some(leak(text)), ..OPERATION };
        let router = serve_with(options, DOCUMENT, operation, |_, incoming| async move {
            let (_, (), Text(text)) = incoming.decode().await?;
            Ok(Answer::new(200).json("application/json", &text))
        });
        assert_eq!(post(&router, Some("text/plain"), "a\0").await.status, status);
        let schema = || object([property("text", TEXT)]);
        let operation = OperationInfo {
            method: "POST",
            body: Some(leak(body(content("application/json", schema())))),
            ..OPERATION
        };
        let router = serve_with(options, DOCUMENT, operation, |_, incoming| async move {
            let (_, (), Json(value)) = incoming.decode::<(), Json<Value>>().await?;
            Ok(Answer::new(200).json("application/json", &value))
        });
        assert_eq!(post(&router, Some("application/json"), r#"{"text": "\u0000", "\u0000": 1}"#).await.status, status);
        let operation = OperationInfo { method: "POST", body: Some(leak(body(content(FORM, schema())))), ..OPERATION };
        let router = serve_with(options, DOCUMENT, operation, |_, incoming| async move {
            let (_, (), Form(value)) = incoming.decode::<(), Form<Value>>().await?;
            Ok(Answer::new(200).json("application/json", &value))
        });
        let response = post(&router, Some(FORM), "text=a%00").await;
        assert_eq!(response.status, status);
        match refuse_nul {
            true => assert_eq!(response.errors()[0].0, "/text"),
            false => assert_eq!(response.json(), json!({"text": "a\0"})),
        }
        let operation = OperationInfo { parameters: leak([PARAMETER]), ..OPERATION };
        let router = serve_with(options, DOCUMENT, operation, |_, incoming| async move {
            let (_, value, ()) = incoming.decode::<Value, ()>().await?;
            Ok(Answer::new(200).json("application/json", &value))
        });
        let response = get(&router, "/things?value=%00").await;
        assert_eq!(response.status, if refuse_nul { 400 } else { 200 });
    }
}

#[tokio::test]
async fn the_character_nul_is_found_in_every_form_of_field() {
    let options = Options { refuse_nul: true };
    let inner = || Schema { additional_properties: AdditionalProperties::Allowed, ..object([property("a", TEXT)]) };
    let list = Schema { items: Some(inline(inner())), ..ARRAY };
    let schema = object([property("deep", inner()), property("json", inner()), property("list", list)]);
    let operation = OperationInfo { method: "POST", body: Some(leak(body(content(FORM, schema)))), ..OPERATION };
    let router = serve_with(options, DOCUMENT, operation, |_, incoming| async move {
        let (_, (), Form(value)) = incoming.decode::<(), Form<Value>>().await?;
        Ok(Answer::new(200).json("application/json", &value))
    });
    let taken = "deep[a]=x&json=%7B%22a%22:%22x%22%7D&list=%7B%22a%22:%22x%22%7D";
    assert_eq!(post(&router, Some(FORM), taken).await.status, 200);
    for (text, place) in [
        ("deep[a]=%00", "/deep/a"),
        ("deep[%00]=x", "/deep"),
        ("json=%7B%22a%22:%22%5Cu0000%22%7D", "/json/a"),
        ("list=%7B%7D&list=%7B%22a%22:%22%5Cu0000%22%7D", "/list/1/a"),
    ] {
        let response = post(&router, Some(FORM), text).await;
        let places: Vec<String> = response.errors().into_iter().map(|(place, _)| place).collect();
        assert_eq!((response.status, places), (422, vec![place.to_owned()]), "{text}");
    }
    let parameter = ParameterInfo { style: ParameterStyle::DeepObject, schema: inline(inner()), ..PARAMETER };
    let operation = OperationInfo { parameters: leak([parameter]), ..OPERATION };
    let router = serve_with(options, DOCUMENT, operation, |_, incoming| async move {
        let (_, value, ()) = incoming.decode::<Value, ()>().await?;
        Ok(Answer::new(200).json("application/json", &value))
    });
    assert_eq!(get(&router, "/things?value[a]=x").await.status, 200);
    for query in ["value[a]=%00", "value[%00]=x"] {
        assert_eq!(get(&router, &format!("/things?{query}")).await.status, 400, "{query}");
    }
}

/// Reads a raw body chunk by chunk, and answers its length.
fn raw_router(schema: Schema) -> Router {
    let body = body(content("application/octet-stream", schema));
    let operation = OperationInfo { method: "POST", body: Some(leak(body)), ..OPERATION };
    serve(DOCUMENT, operation, |_, incoming| async move {
        let (_, (), mut raw) = incoming.decode::<(), Raw>().await?;
        let mut length = 0;
        while let Some(chunk) = raw.next_chunk().await? {
            length += chunk.len();
        }
        assert!(raw.next().await.is_none(), "nothing comes after the end");
        Ok(Answer::new(200).json("application/json", &length))
    })
}

#[tokio::test]
async fn raw_bodies_are_as_long_as_their_schema_says_in_bytes() {
    let binary = Schema { format: Some("binary"), min_length: Some(2), ..TEXT };
    let router = raw_router(Schema { all_of: leak([inline(binary)]), max_length: Some(4), ..Schema::ANY });
    let chunks = |parts: &'static [&'static str]| {
        Body::from_stream(futures_util::stream::iter(parts.iter().map(|part| Ok::<_, std::io::Error>(*part))))
    };
    let kind = Some("application/octet-stream");
    assert_eq!(post(&router, kind, "aaaa").await.json(), 4);
    assert_eq!(post(&router, kind, chunks(&["aa", "ü"])).await.json(), 4);
    for (body, detail) in [
        (Body::from("aaaaa"), "must have at most 4 bytes"),
        (Body::from("a"), "must have at least 2 bytes, has 1"),
        (chunks(&["aaa", "aa", "a"]), "must have at most 4 bytes"),
        (chunks(&["a"]), "must have at least 2 bytes, has 1"),
    ] {
        let response = post(&router, kind, body).await;
        assert_eq!((response.status, response.errors()), (422, vec![(String::new(), detail.to_owned())]));
    }
}

fn parts(parts: &[(&str, &str)]) -> String {
    let part = |(name, text): &(&str, &str)| {
        format!("--XX\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{text}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "--XX--\r\n"
}

/// Streams every part, or drops it unread.
fn parts_router(schema: Schema, reads: bool) -> Router {
    let body = body(content("multipart/form-data", schema));
    let operation = OperationInfo { method: "POST", body: Some(leak(body)), ..OPERATION };
    serve(DOCUMENT, operation, move |_, incoming| async move {
        let (_, (), mut body) = incoming.decode::<(), Multipart>().await?;
        let mut lengths = Vec::new();
        while let Some(part) = body.next_part().await? {
            let mut file = part.into_file();
            let mut length = 0;
            while let Some(chunk) = if reads { file.next_chunk().await? } else { None } {
                length += chunk.len();
            }
            lengths.push(length);
        }
        Ok(Answer::new(200).json("application/json", &lengths))
    })
}

#[tokio::test]
async fn parts_are_counted_and_measured() {
    let file = || Schema { format: Some("binary"), min_length: Some(1), max_length: Some(3), ..TEXT };
    let files = Schema { items: Some(inline(file())), ..ARRAY };
    let schema = || Schema {
        min_properties: Some(1),
        max_properties: Some(2),
        ..object([property("a", file()), property("b", file()), property("files", Schema { ..files })])
    };
    for reads in [true, false] {
        let router = parts_router(schema(), reads);
        let response = post(&router, Some(PARTS), parts(&[("a", "xxx"), ("files", "y"), ("files", "z")])).await;
        assert_eq!(response.status, 200);
        for (sent, place, detail) in [
            (&[][..], "", "must have at least 1 property, has 0"),
            (&[("a", "x"), ("b", "x"), ("files", "x")], "", "must have at most 2 properties"),
            (&[("a", "x"), ("other", "x"), ("more", "x")], "", "must have at most 2 properties"),
            (&[("a", "xxxx")], "/a", "must have at most 3 bytes"),
            (&[("a", "")], "/a", "must have at least 1 byte, has 0"),
            (&[("files", "x"), ("files", "xxxx")], "/files/1", "must have at most 3 bytes"),
        ] {
            let response = post(&router, Some(PARTS), parts(sent)).await;
            let expected = (422, vec![(place.to_owned(), detail.to_owned())]);
            assert_eq!((response.status, response.errors()), expected, "{sent:?}, read: {reads}");
        }
    }
}

#[tokio::test]
async fn forms_have_as_many_properties_as_their_schema_says() {
    let part = Schema { min_properties: Some(2), max_properties: Some(3), ..Schema::ANY };
    let schema = Schema { all_of: leak([inline(part)]), ..object([property("a", TEXT), property("b", TEXT)]) };
    let router = echo_body::<Form<Value>>(body(content(FORM, schema)), |Form(value)| value);
    for (text, status) in [("", 422), ("a=1", 422), ("a=1&b=2", 200), ("a=1&c=2", 200), ("a=1&b=1&c=1&d=1", 422)] {
        assert_eq!(post(&router, Some(FORM), text).await.status, status, "{text}");
    }
}

#[tokio::test]
async fn alternatives_of_forms_count_their_own_properties() {
    let limited = |name, minimum| {
        inline(Schema { min_properties: Some(minimum), required: leak([name]), ..object([property(name, TEXT)]) })
    };
    let schema = Schema { one_of: leak([limited("a", 2), limited("b", 3)]), ..Schema::ANY };
    let router = echo_body::<Form<Value>>(body(content(FORM, schema)), |Form(value)| value);
    for (text, status) in [("a=1", 422), ("a=1&c=2", 200), ("b=1&c=2", 422), ("b=1&c=2&d=3", 200)] {
        assert_eq!(post(&router, Some(FORM), text).await.status, status, "{text}");
    }
}

#[tokio::test]
async fn alternatives_of_parts_count_their_own_properties() {
    let limited = |name, minimum| {
        let limits =
            Schema { min_properties: Some(minimum), max_properties: Some(3), ..object([property(name, TEXT)]) };
        inline(Schema { required: leak([name]), ..limits })
    };
    let either = || Schema { any_of: leak([limited("a", 2), limited("b", 3)]), ..Schema::ANY };
    let text = || inline(TEXT);
    for schema in [
        either(),
        Schema { all_of: leak([inline(either())]), ..OBJECT },
        Schema { one_of: leak([inline(either()), text()]), ..Schema::ANY },
    ] {
        let router = parts_router(schema, true);
        for (names, status) in [
            (&["a"][..], 422),
            (&["a", "c"], 200),
            (&["b", "c"], 422),
            (&["b", "c", "d"], 200),
            (&["b", "c", "d", "e"], 422),
        ] {
            let sent: Vec<(&str, &str)> = names.iter().map(|name| (*name, "x")).collect();
            assert_eq!(post(&router, Some(PARTS), parts(&sent)).await.status, status, "{names:?}");
        }
        let detail = "must have at least 2 properties, has 1, unless the parts are those of another alternative";
        let response = post(&router, Some(PARTS), parts(&[("a", "x")])).await;
        assert_eq!(response.errors(), [(String::new(), detail.to_owned())]);
    }
}

#[tokio::test]
async fn what_stands_beside_a_composed_body_is_required() {
    let schema = Schema { required: &["a"], all_of: leak([inline(object([property("a", TEXT)]))]), ..Schema::ANY };
    let router = parts_router(schema, true);
    assert_eq!(post(&router, Some(PARTS), parts(&[("a", "x")])).await.status, 200);
    let response = post(&router, Some(PARTS), parts(&[])).await;
    assert_eq!(response.errors(), [("/a".to_owned(), "is required".to_owned())]);
}

#[tokio::test]
async fn parts_of_alternatives_are_as_long_as_one_of_them_allows() {
    let file = |minimum, maximum| {
        let file = Schema { format: Some("binary"), min_length: Some(minimum), max_length: Some(maximum), ..TEXT };
        inline(object([property("file", file)]))
    };
    let router = parts_router(Schema { one_of: leak([file(3, 4), file(2, 6)]), ..Schema::ANY }, true);
    for (text, status) in [("x", 422), ("xx", 200), ("xxxxxx", 200), ("xxxxxxx", 422)] {
        assert_eq!(post(&router, Some(PARTS), parts(&[("file", text)])).await.status, status, "{text}");
    }
}

#[derive(Clone, Serialize)]
struct Account {
    name: &'static str,
    password: &'static str,
}

#[tokio::test]
async fn what_is_write_only_is_not_answered() {
    let account = || {
        let secret = Schema { write_only: true, ..TEXT };
        inline(object([property("name", TEXT), property("password", secret)]))
    };
    let list = Schema { items: Some(account()), ..ARRAY };
    let union = Schema { one_of: leak([account(), inline(INTEGER)]), ..Schema::ANY };
    let schema = object([property("one", union), property("list", list)]);
    let responses = [
        ResponseInfo { content: leak([content("application/json", schema)]), ..RESPONSE },
        ResponseInfo {
            status: StatusPattern::Exact(201),
            content: leak([content("application/json", Schema { items: Some(account()), ..ARRAY })]),
            ..RESPONSE
        },
    ];
    let info = leak(OperationInfo { responses: leak(responses), ..OPERATION });
    let answers: [fn(&'static OperationInfo) -> Answer; 3] = [
        |info| {
            let account = Account { name: "a", password: "secret" };
            let value = json!({"one": account, "list": [account, account], "number": 3.0});
            Answer::new(200).json_without_write_only("application/json", info, &value)
        },
        |info| {
            let array = JsonArray::Items(vec![Account { name: "a", password: "secret" }; 2]);
            Answer::new(201).json_array_without_write_only("application/json", info, array)
        },
        |info| {
            let items = (0..3).map(|_| Ok(Account { name: "a", password: "secret" }));
            let array = JsonArray::from_stream(futures_util::stream::iter(items));
            Answer::new(201).json_array_without_write_only("application/json", info, array)
        },
    ];
    let person = json!({"name": "a"});
    let expected = [
        json!({"one": person, "list": [person, person], "number": 3}),
        json!([person, person]),
        json!([person, person, person]),
    ];
    for (answer, expected) in answers.into_iter().zip(expected) {
        let operation = OperationInfo { responses: info.responses, ..OPERATION };
        let router = serve(DOCUMENT, operation, move |_, _| async move { Ok(answer(info)) });
        assert_eq!(get(&router, "/things").await.json(), expected);
    }
}
