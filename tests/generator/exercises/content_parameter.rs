//! Parameters that are JSON texts.

use crate::{content_parameter::*, support::*};

shows! {
    search(p: SearchParameters) -> SearchResponse => (p.area, p.point.x, p.point.label, p.x_any);
}

#[tokio::test]
async fn json_texts_are_decoded() {
    let (_, server) = start!(content_parameter);
    let get = |target: &str| request("GET", target);
    for (request, expected) in [
        (get("/search/[1,2]?point=%7B%22x%22:1%7D"), "([1, 2], 1, None, None)"),
        (
            get("/search/%5B%5D?point={%22x%22:1,%22label%22:%22a%22}").header("x-any", "[null]"),
            r#"([], 1, Some("a"), Some(Array [Null]))"#,
        ),
    ] {
        assert_eq!(server.send(request).await.pair(), (200, expected));
    }
}

#[tokio::test]
async fn json_texts_are_checked() {
    let (_, server) = start!(content_parameter);
    for (target, places) in [
        ("/search/[1,%22a%22]", &["area", "point"][..]),
        ("/search/1?point={}", &["area", "point"]),
        ("/search/[]?point=x,1", &["point"]),
        ("/search/[]?point={%22x%22:1", &["point"]),
        ("/search/[]?point={%22x%22:1}{}", &["point"]),
    ] {
        assert_eq!(server.get(target).await.refusal(), refusal(400, places), "{target}");
    }
    let broken = request("GET", "/search/[]?point={%22x%22:1}").header("x-any", "nul");
    assert_eq!(server.send(broken).await.refusal(), refusal(400, &["X-Any"]));
}
