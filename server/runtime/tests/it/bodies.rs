//! Bodies of every kind: which is taken as what, limits, and what is refused.

use axum::body::Body;
use bytes::Bytes;
use futures_util::StreamExt;
use http::Request;
use roster_runtime::operation::*;
use roster_runtime::schema::*;
use roster_runtime::{Answer, BodyRejection, BodySource, Form, FromBody, Json, Raw, Text};
use serde_json::{Value, json};

use crate::harness::*;

const FORM: &str = "application/x-www-form-urlencoded";

fn json_router(body: BodyInfo) -> axum::Router {
    echo_body::<Json<Value>>(body, |Json(value)| value)
}

fn content(media_type: &'static str, schema: Option<Schema>) -> MediaTypeInfo {
    MediaTypeInfo { media_type, schema: schema.map(inline), ..JSON }
}

fn chunks(parts: Vec<Result<&'static str, std::io::Error>>) -> Body {
    Body::from_stream(futures_util::stream::iter(parts))
}

#[tokio::test]
async fn json_is_taken_under_its_type_only() {
    let router = json_router(BODY);
    for content_type in ["application/json", "Application/JSON; charset=UTF-8", "application/json;x=\"a;b\""] {
        assert_eq!(post(&router, Some(content_type), "{\"a\":1}").await.json(), json!({"a": 1}), "{content_type}");
    }
    for content_type in [None, Some(FORM), Some("text/plain"), Some("json"), Some("application/json; charset=latin1")] {
        let response = post(&router, content_type, "{\"a\":1}").await;
        assert_eq!((response.status, response.code().as_str()), (415, "unsupported_media_type"), "{content_type:?}");
        assert_eq!(response.json()["detail"], "The body has to be application/json.");
    }
}

#[tokio::test]
async fn malformed_json_says_where() {
    let router = json_router(BODY);
    for (body, place, detail) in [
        ("{\n\"a\": ", "", "at line 2 column 5"),
        ("{} {}", "", "trailing characters at line 1"),
        ("\u{feff}{}", "", "at line 1"),
        (r#"{"a":{"b":1,"b":2}}"#, "/a/b", "is given more than once"),
        (r#"["\u0000"]"#, "/0", "U+0000"),
    ] {
        let response = post(&router, Some("application/json"), body).await;
        assert_eq!(response.status, 422);
        let errors = response.errors();
        assert_eq!((errors.len(), errors[0].0.as_str()), (1, place), "{body}");
        assert!(errors[0].1.contains(detail), "{errors:?}");
    }
    let response = post(&router, Some("application/json"), vec![b'"', 0xff, b'"']).await;
    assert_eq!(response.status, 422);
    let response = post(&router, Some("application/json"), "[".repeat(1000)).await;
    assert!(response.errors()[0].1.contains("64 levels"));
}

#[tokio::test]
async fn absent_bodies_are_missed_only_where_they_are_required() {
    for content_type in [None, Some("application/json")] {
        let response = post(&json_router(BODY), content_type, "").await;
        assert_eq!(response.status, 422);
        assert_eq!(response.errors(), [(String::new(), "is required".to_owned())]);
        let optional = echo_body::<Option<Json<Value>>>(BodyInfo { required: false, ..BODY }, |body| {
            body.map_or(json!("absent"), |Json(value)| value)
        });
        assert_eq!(post(&optional, content_type, "").await.json(), "absent");
        assert_eq!(post(&optional, Some("application/json"), "1").await.json(), 1);
        assert_eq!(post(&optional, Some("application/json"), "null").await.json(), Value::Null);
        assert_eq!(post(&optional, Some("text/plain"), "1").await.status, 415);
    }
}

#[tokio::test]
async fn bodies_beyond_the_limit_are_413() {
    let router = json_router(BodyInfo { limit: 10, ..BODY });
    assert_eq!(post(&router, Some("application/json"), "\"12345678\"").await.status, 200);
    let response = post(&router, Some("application/json"), "\"123456789\"").await;
    assert_eq!((response.status, response.code().as_str()), (413, "payload_too_large"));
    assert_eq!(response.json()["detail"], "The body is larger than 10 bytes.");
    let streamed = chunks(vec![Ok("\"12345"), Ok("67890"), Ok("12345\"")]);
    assert_eq!(post(&router, Some("application/json"), streamed).await.status, 413);
    // Refused on its word, before a byte is read.
    let request = Request::post("/things").header("content-type", "application/json").header("content-length", "11");
    let never = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
    let router = echo_body::<Raw>(BodyInfo { limit: 10, ..BODY }, |_| Value::Null);
    assert_eq!(send(&router, request.body(never).unwrap()).await.status, 413);
}

#[tokio::test]
async fn bodies_that_break_off_are_400() {
    let router = json_router(BODY);
    let broken = chunks(vec![Ok("{"), Err(std::io::Error::other("reset"))]);
    let response = post(&router, Some("application/json"), broken).await;
    assert_eq!((response.status, response.code().as_str()), (400, "invalid_body"));
    let request = Request::post("/things").header("content-type", "application/json").header("content-length", "9");
    let response = send(&router, request.body(chunks(vec![Ok("{}")])).unwrap()).await;
    assert_eq!(response.status, 400);
}

#[tokio::test]
async fn lenient_documents_take_json_from_those_whom_a_header_authenticated() {
    static TOKEN: SecurityScheme = SecurityScheme {
        name: "token",
        kind: SecurityKind::ApiKey { location: ParameterLocation::Header, name: "access-token" },
    };
    static SESSION: SecurityScheme = SecurityScheme {
        name: "session",
        kind: SecurityKind::ApiKey { location: ParameterLocation::Cookie, name: "sid" },
    };
    static ALTERNATIVES: [SecurityRequirement; 2] =
        [SecurityRequirement { schemes: &[(&TOKEN, &[])] }, SecurityRequirement { schemes: &[(&SESSION, &[])] }];
    let operation = OperationInfo { method: "POST", body: Some(leak(BODY)), security: &ALTERNATIVES, ..OPERATION };
    let router = serve(DocumentInfo { lenient_json: true, ..DOCUMENT }, operation, |_, incoming| async move {
        let (_, _, Json(body)) = incoming.decode::<(), Json<Value>>().await?;
        Ok(Answer::new(200).json("application/json", &body))
    });
    let call = async |header: (&str, &str), content_type: Option<&str>, body: &'static str| {
        let mut request = Request::post("/things").header(header.0, header.1);
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        send(&router, request.body(Body::from(body)).unwrap()).await.status
    };
    let (token, session) = (("access-token", "good"), ("cookie", "sid=good"));
    for (header, content_type, body, status) in [
        (token, None, "{}", 200),
        (token, Some(FORM), "{}", 200),
        (token, Some("application/json"), "{", 422),
        (token, None, "a=b", 415),
        (token, Some(FORM), "a=b", 415),
        (token, Some(FORM), "{\"a\":1,\"a\":1}", 422),
        (token, Some("text/plain"), "{}", 415),
        (session, Some("application/json"), "{}", 200),
        (session, None, "{}", 415),
        (session, Some(FORM), "{}", 415),
        (token, None, "", 422),
    ] {
        assert_eq!(call(header, content_type, body).await, status, "{header:?} {content_type:?} {body}");
    }
}

#[tokio::test]
async fn forms_are_read_by_their_schema_and_styles() {
    let schema = Schema {
        properties: leak([
            property("name", TEXT),
            property("age", INTEGER),
            property("tags", Schema { items: Some(SchemaRef::Inline(&TEXT)), ..ARRAY }),
            property("codes", Schema { items: Some(SchemaRef::Inline(&INTEGER)), ..ARRAY }),
            property("where", Schema { properties: leak([property("zip", INTEGER)]), ..OBJECT }),
            property("deep", Schema { properties: leak([property("a", BOOLEAN)]), ..OBJECT }),
        ]),
        required: &["name"],
        ..OBJECT
    };
    let encoding = |property, style, explode| EncodingInfo {
        property,
        content_type: None,
        style: Some(style),
        explode: Some(explode),
        allow_reserved: None,
    };
    let encoding = leak([
        encoding("codes", ParameterStyle::PipeDelimited, false),
        encoding("deep", ParameterStyle::DeepObject, true),
    ]);
    let media_type = MediaTypeInfo { encoding, ..content(FORM, Some(schema)) };
    let router = echo_body::<Form<Value>>(BodyInfo { content: leak([media_type]), ..BODY }, |Form(value)| value);
    let body = "name=a+%C3%BC&age=5&tags=x&tags=y%2Cz&codes=1|2&where=%7B%22zip%22:1%7D&deep[a]=true&unknown=1";
    let response = post(&router, Some("application/x-www-form-urlencoded; charset=utf-8"), body).await;
    let expected = json!({
        "name": "a ü", "age": 5, "tags": ["x", "y,z"], "codes": [1, 2], "where": {"zip": 1}, "deep": {"a": true}
    });
    assert_eq!(response.json(), expected);
    let response = post(&router, Some(FORM), "age=x&tags=%zz&age=1").await;
    let places: Vec<String> = response.errors().into_iter().map(|(place, _)| place).collect();
    assert_eq!((response.status, places), (422, vec!["/age".to_owned(), "/tags".to_owned()]));
    let response = post(&router, Some(FORM), "").await;
    assert_eq!(response.errors(), [("/name".to_owned(), "is required".to_owned())]);
    assert_eq!(post(&router, Some("application/json"), "{}").await.status, 415);
}

#[tokio::test]
async fn text_is_utf8_and_validated() {
    let media_type = content("text/plain", Some(Schema { max_length: Some(3), ..TEXT }));
    let router = echo_body::<Text>(BodyInfo { content: leak([media_type]), ..BODY }, |Text(text)| text.into());
    assert_eq!(post(&router, Some("text/plain"), "üöä").await.json(), "üöä");
    assert_eq!(post(&router, Some("text/plain"), "").await.json(), "");
    assert_eq!(post(&router, Some("text/plain"), "abcd").await.status, 422);
    assert_eq!(post(&router, Some("text/plain"), vec![0xff]).await.status, 422);
    assert_eq!(post(&router, Some("text/plain"), "a\0").await.status, 422);
    assert_eq!(post(&router, Some("text/plain; charset=utf-16"), "abc").await.status, 415);
}

#[tokio::test]
async fn raw_bodies_are_streams_under_a_limit() {
    let media_types = leak([content("image/*", None), content("application/octet-stream", None)]);
    let operation = OperationInfo {
        method: "POST",
        body: Some(leak(BodyInfo { content: media_types, limit: 8, ..BODY })),
        ..OPERATION
    };
    let router = serve(DOCUMENT, operation, |_, incoming| async move {
        let (_, _, mut raw) = incoming.decode::<(), Raw>().await?;
        let about = json!([raw.media_type(), raw.declared_length()]);
        let mut received = Vec::new();
        while let Some(chunk) = raw.next().await {
            received.push(String::from_utf8(chunk?.to_vec()).unwrap());
        }
        Ok(Answer::new(200).json("application/json", &json!({"about": about, "chunks": received})))
    });
    let response = post(&router, Some("Image/PNG"), chunks(vec![Ok("1234"), Ok("5678")])).await;
    assert_eq!(response.json(), json!({"about": ["image/png", null], "chunks": ["1234", "5678"]}));
    let response = post(&router, None, "1234").await;
    assert_eq!(response.json()["chunks"], json!(["1234"]));
    assert_eq!(post(&router, Some("image/png"), "").await.json()["chunks"], json!([]));
    assert_eq!(post(&router, Some("image/png"), chunks(vec![Ok("1234"), Ok("56789")])).await.status, 413);
    assert_eq!(post(&router, Some("text/plain"), "1234").await.status, 415);
    assert_eq!(post(&router, None, "").await.status, 422);
    let broken = chunks(vec![Ok("1"), Err(std::io::Error::other("reset"))]);
    assert_eq!(post(&router, Some("image/png"), broken).await.status, 400);
}

#[tokio::test]
async fn a_generated_enum_takes_several_media_types() {
    enum Either {
        Json(Value),
        Form(Value),
    }
    impl FromBody for Either {
        async fn from_body(source: BodySource) -> Result<Self, BodyRejection> {
            match source.index() {
                0 => Json::from_body(source).await.map(|Json(value)| Self::Json(value)),
                _ => Form::from_body(source).await.map(|Form(value)| Self::Form(value)),
            }
        }
    }
    let media_types = leak([JSON, content(FORM, Some(Schema { ..OBJECT }))]);
    let router = echo_body::<Either>(BodyInfo { content: media_types, ..BODY }, |either| match either {
        Either::Json(value) => json!({"json": value}),
        Either::Form(value) => json!({"form": value}),
    });
    assert_eq!(post(&router, Some("application/json"), "1").await.json(), json!({"json": 1}));
    assert_eq!(post(&router, Some(FORM), "a=1").await.json(), json!({"form": {"a": "1"}}));
}
