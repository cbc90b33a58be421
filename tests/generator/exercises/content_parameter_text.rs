//! Parameters with `content` that is not JSON: scalars are read by their schema, all else is text.

use crate::{content_parameter_text::*, support::*};

shows! {
    search(p: SearchParameters) -> SearchResponse => (p.note, p.count, p.filter, p.x_xml);
}

#[tokio::test]
async fn texts_are_handed_on() {
    let (_, server) = start!(content_parameter_text);
    let get = |target: &str| request("GET", target);
    for (request, expected) in [
        (get("/search"), "(None, None, None, None)"),
        (get("/search?note=a+b&count=5"), r#"(Some("a b"), Some(5), None, None)"#),
        (get("/search?filter=%3Ca%2F%3E").header("x-xml", "<a>,</a>"), r#"(None, None, Some("<a/>"), Some("<a>,</a>"))"#),
    ] {
        assert_eq!(server.send(request).await.pair(), (200, expected));
    }
    assert_eq!(server.get("/search?note=abcd&count=x").await.refusal(), refusal(400, &["note", "count"]));
    assert_eq!(server.get("/search?filter=a&filter=b").await.refusal(), refusal(400, &["filter"]));
}
