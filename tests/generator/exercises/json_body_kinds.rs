//! JSON bodies that are arrays, numbers, anything, or of a media type that ends in `+json`.

use crate::{json_body_kinds::*, support::*};

shows! {
    array(body: Vec<i64>) -> ArrayResponse => body;
    number(body: f64) -> NumberResponse => body;
    anything(body: Value) -> AnythingResponse => body;
    vendor(body: String) -> VendorResponse => body;
}

#[tokio::test]
async fn any_json_can_be_a_body() {
    let (_, server) = start!(json_body_kinds);
    assert_eq!(server.post("/array", json!([1, 2])).await.pair(), (200, "[1, 2]"));
    assert_eq!(server.post("/array", json!([1, 2, 3])).await.refusal(), refusal(400, &[""]));
    assert_eq!(server.post("/array", json!([1, "2"])).await.refusal(), refusal(400, &["/1"]));
    assert_eq!(server.post("/number", json!(1)).await.pair(), (200, "1.0"));
    assert_eq!(server.post("/number", json!(10.5)).await.refusal(), refusal(400, &[""]));
    assert_eq!(server.post("/anything", json!({"a": [null]})).await.pair(), (200, r#"Object {"a": Array [Null]}"#));
    assert_eq!(server.post("/anything", json!(null)).await.pair(), (200, "Null"));
    let vendor = request("POST", "/vendor").body("application/vnd.note+json", r#""a""#);
    assert_eq!(server.send(vendor).await.pair(), (200, r#""a""#));
    assert_eq!(server.post("/vendor", json!("a")).await.status, 415);
}
