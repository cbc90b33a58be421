//! Query strings that are one text.

use crate::{querystring_content::*, support::*};

shows! {
    json_get(p: JsonGetParameters) -> JsonGetResponse => p.selection.numbers;
    text_get(p: TextGetParameters) -> TextGetResponse => p.path;
    jsonpath_get(p: JsonpathGetParameters) -> JsonpathGetResponse => p.path;
}

#[tokio::test]
async fn the_text_is_decoded_as_a_whole() {
    let (_, server) = start!(querystring_content);
    for (target, expected) in [
        ("/json?%7B%22numbers%22%3A%5B1%2C2%5D%7D", "[1, 2]"),
        ("/json?{%22numbers%22:[]}", "[]"),
        ("/text?a=b&c+d%20e", r#"Some("a=b&c+d e")"#),
        ("/text", "None"),
        ("/jsonpath?%24.a.b%5B1%3A1%5D", r#"Some(String("$.a.b[1:1]"))"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn the_text_is_checked() {
    let (_, server) = start!(querystring_content);
    for (target, places) in [
        ("/json", &["selection"][..]),
        ("/json?numbers=1", &["selection"]),
        ("/json?{%22numbers%22:[%22a%22,null]}", &["selection", "selection"]),
        ("/json?%7B%22numbers%22:[]%7D%zz", &["selection"]),
        ("/text?a", &["path"]),
        ("/text?%ff%ff", &["path"]),
    ] {
        assert_eq!(server.get(target).await.refusal(), refusal(400, places), "{target}");
    }
}

#[tokio::test]
async fn the_client_encodes_the_text_as_a_whole() {
    use crate::clients::querystring_content::{
        Client, JsonGetParameters, JsonGetSelection, JsonpathGetParameters, TextGetParameters,
    };

    let (_, server) = start!(querystring_content);
    let client = Client::new(&server.url()).unwrap();
    let selection = JsonGetParameters::new(JsonGetSelection::new(vec![1, 2]));
    assert_eq!(client.json_get(&selection).await.unwrap().into_body(), "[1, 2]");
    let text = TextGetParameters { path: Some("a=b&c+d e".to_owned()) };
    assert_eq!(client.text_get(&text).await.unwrap().into_body(), r#"Some("a=b&c+d e")"#);
    assert_eq!(client.text_get(&TextGetParameters::default()).await.unwrap().into_body(), "None");
    let path = JsonpathGetParameters { path: Some("$.a.b[1:1]".into()) };
    assert_eq!(client.jsonpath_get(&path).await.unwrap().into_body(), r#"Some(String("$.a.b[1:1]"))"#);
}
