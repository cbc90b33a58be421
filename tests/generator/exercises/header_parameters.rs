//! Header parameters.

use crate::{header_parameters::*, support::*};

shows! {
    headers(p: HeadersParameters) -> HeadersResponse => (
        p.x_text,
        p.x_number,
        p.x_list,
        p.x_point.map(|point| (point.x, point.y)),
        p.x_point_exploded.map(|point| (point.x, point.label)),
        p.x_since.map(|since| since.timestamp()),
    );
}

#[tokio::test]
async fn headers_are_decoded() {
    let (_, server) = start!(header_parameters);
    let base = request("GET", "/headers").header("x-text", "a b");
    for (request, expected) in [
        (base.clone(), r#"("a b", None, None, None, None, None)"#),
        (base.clone().header("X-NUMBER", "5"), r#"("a b", Some(5), None, None, None, None)"#),
        (base.clone().header("x-list", "a, b,c"), r#"("a b", None, Some(["a", "b", "c"]), None, None, None)"#),
        (
            base.clone().header("x-list", "a").header("x-list", "b"),
            r#"("a b", None, Some(["a", "b"]), None, None, None)"#,
        ),
        (base.clone().header("x-point", "x,1,y,2"), r#"("a b", None, None, Some((1, Some(2))), None, None)"#),
        (
            base.clone().header("x-point-exploded", "x=1,label=b"),
            r#"("a b", None, None, None, Some((1, Some("b"))), None)"#,
        ),
        (base.clone().header("x-since", "1970-01-01T01:00:00+01:00"), r#"("a b", None, None, None, None, Some(0))"#),
    ] {
        assert_eq!(server.send(request).await.pair(), (200, expected));
    }
}

#[tokio::test]
async fn headers_are_checked() {
    let (_, server) = start!(header_parameters);
    let missing = request("GET", "/headers").header("x-number", "x").header("x-since", "yesterday");
    assert_eq!(server.send(missing).await.refusal(), refusal(400, &["X-Text", "X-Number", "X-Since"]));
    let long = request("GET", "/headers").header("x-text", "abcdef").header("x-point", "y,2");
    assert_eq!(server.send(long).await.refusal(), refusal(400, &["X-Text", "X-Point"]));
    let twice = request("GET", "/headers").header("x-text", "a").header("x-number", "1").header("x-number", "2");
    assert_eq!(server.send(twice).await.refusal(), refusal(400, &["X-Number"]));
}
