//! Response headers that are unions, maps, objects, null or JSON; cookies have a line each.

use crate::{response_header_forms::*, support::*};

fn of<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn headers(&self, call: Call<()>) -> Result<HeadersResponse, Problem> {
        let full = call.parts.headers.contains_key("full");
        Ok(HeadersResponse::Ok {
            body: "text".to_owned(),
            x_union: full.then(|| of(json!("a"))),
            x_unions: full.then(|| of(json!([1, true]))),
            x_nullable: full.then(|| "n".to_owned()),
            x_null: full.then_some(5),
            x_object: full.then(|| of(json!({"a": 1, "b": "x"}))),
            x_exploded: full.then(|| of(json!({"a": true, "list": [1, 2]}))),
            x_map: of(if full { json!({"a": 1, "b": 2}) } else { json!({}) }),
            x_objects: full.then(|| of(json!([{"a": true}]))),
            x_json: of(if full { json!({"a": false}) } else { json!({}) }),
            x_xml: full.then(|| "<a/>".to_owned()),
            x_any: full.then(|| json!([1, "b"])),
            set_cookie: full.then(|| vec!["a=1; Path=/".to_owned(), "b=2, 3".to_owned()]),
        })
    }

    async fn length(&self, _: Call<()>) -> Result<LengthResponse, Problem> {
        Ok(LengthResponse::Ok { content_length: 6 })
    }

    async fn cookies(&self, _: Call<()>) -> Result<CookiesResponse, Problem> {
        Ok(CookiesResponse::NoContent { set_cookie: vec!["a=1".to_owned(), "b=2".to_owned()] })
    }
}

#[tokio::test]
async fn every_form_is_written() {
    let (_, server) = start!(response_header_forms);
    let reply = server.send(request("GET", "/headers").header("full", "1")).await;
    assert_eq!(reply.pair(), (200, r#""text""#));
    for (name, expected) in [
        ("x-union", "a"),
        ("x-unions", "1,true"),
        ("x-nullable", "n"),
        ("x-null", "5"),
        ("x-object", "a,1,b,x"),
        ("x-exploded", "a=true,list=[1,2]"),
        ("x-map", "a,1,b,2"),
        ("x-objects", r#"{"a":true}"#),
        ("x-json", r#"{"a":false}"#),
        ("x-xml", "<a/>"),
        ("x-any", "1,b"),
        ("content-type", "application/json"),
        ("content-length", "6"),
    ] {
        assert_eq!(reply.header(name), Some(expected), "{name}");
    }
    assert_eq!(reply.header("transfer-encoding"), None);
    assert_eq!(reply.headers("set-cookie"), ["a=1; Path=/", "b=2, 3"]);
}

#[tokio::test]
async fn what_is_null_is_left_out() {
    let (_, server) = start!(response_header_forms);
    let reply = server.get("/headers").await;
    for name in ["x-union", "x-unions", "x-nullable", "x-null", "x-object", "x-objects", "x-xml", "x-any", "set-cookie"] {
        assert_eq!(reply.header(name), None, "{name}");
    }
    assert_eq!([reply.header("x-map"), reply.header("x-json")], [Some(""), Some("{}")]);
    assert_eq!(server.get("/cookies").await.headers("set-cookie"), ["a=1", "b=2"]);
    let reply = server.send(request("HEAD", "/headers")).await;
    assert_eq!((reply.pair(), reply.header("content-length")), ((200, ""), Some("6")));
}
