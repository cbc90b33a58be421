//! A body of plain text.

use crate::{support::*, text_body::*};

shows! {
    text_put(body: String) -> TextPutResponse => body;
}

#[tokio::test]
async fn text_is_decoded_and_checked() {
    let (_, server) = start!(text_body);
    let put = |text: &[u8]| server.send(request("PUT", "/text").body("text/plain; charset=utf-8", text));
    assert_eq!(put("ä\n🦀".as_bytes()).await.pair(), (200, r#""ä\n🦀""#));
    assert_eq!(put("äöüäöüäöüä".as_bytes()).await.status, 200);
    assert_eq!(put(b"a\0").await.pair(), (200, r#""a\0""#));
    assert_eq!(put(b"a").await.refusal(), refusal(400, &[""]));
    assert_eq!(put(b"longer than ten").await.refusal(), refusal(400, &[""]));
    assert_eq!(put(b"a\xff").await.refusal(), refusal(400, &[""]));
    assert_eq!(server.send(request("PUT", "/text").json(&json!("ab"))).await.status, 415);
    assert_eq!(server.send(request("PUT", "/text")).await.status, 400);
}
