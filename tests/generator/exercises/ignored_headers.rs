//! Header parameters called `Accept`, `Content-Type` and `Authorization` are documented, and nothing else.

use crate::{ignored_headers::*, support::*};

shows! {
    only(body: OnlyBody) -> OnlyResponse => body.a;
    beside(p: BesideParameters) -> BesideResponse => { let BesideParameters { x_count } = p; x_count };
}

#[tokio::test]
async fn nobody_looks_at_them() {
    let (_, server) = start!(ignored_headers);
    let json = |media_type| request("POST", "/only").body(media_type, r#"{"a":1}"#);
    assert_eq!(server.send(json("application/json; charset=utf-8")).await.pair(), (200, "Some(1)"));
    assert_eq!(server.send(json("application/json").header("accept", "image/png")).await.pair(), (200, "Some(1)"));
    assert_eq!(server.send(json("text/plain")).await.status, 415);
    for request in [request("GET", "/beside"), request("GET", "/beside").header("authorization", "short")] {
        assert_eq!(server.send(request.clone().header("x-count", "2")).await.pair(), (200, "2"));
        assert_eq!(server.send(request.header("x-count", "b")).await.refusal(), refusal(400, &["X-Count"]));
    }
}
