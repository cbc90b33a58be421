//! Constraints of numbers.

use crate::{constraints_numbers::*, support::*};

echo!();

#[tokio::test]
async fn limits_are_kept() {
    let (handler, server) = start!(constraints_numbers);
    server.accepts(json!({})).await;
    handler.seen.take();
    server
        .accepts(json!({
            "low": -3, "high": 9_007_199_254_740_993_i64, "above": 0.001, "below": 1.499, "even": -4, "cents": 0.07,
            "small": -2_147_483_648, "big": i64::MAX, "ratio": 0.1
        }))
        .await;
    let seen = handler.seen.take();
    assert_eq!((seen.small, seen.big), (Some(i32::MIN), Some(i64::MAX)));
    assert_eq!(seen.high, Some(9_007_199_254_740_993));
    for (property, value) in [
        ("low", json!(-4)),
        ("low", json!("5")),
        ("low", json!(0.5)),
        ("high", json!(9_007_199_254_740_994_i64)),
        ("above", json!(0)),
        ("above", json!(-0.0)),
        ("below", json!(1.5)),
        ("even", json!(3)),
        ("cents", json!(0.075)),
        ("small", json!(2_147_483_648_i64)),
        ("big", json!(u64::MAX)),
        ("big", json!(1e30)),
        ("ratio", json!(true)),
    ] {
        server.refuses(json!({ property: value }), &[&format!("/{property}")]).await;
    }
}

#[tokio::test]
async fn an_integer_may_be_written_as_a_decimal() {
    let (handler, server) = start!(constraints_numbers);
    let reply = server.send(request("POST", "/values").body("application/json", r#"{"low":1.0,"even":2e1}"#)).await;
    assert_eq!((reply.status, reply.json()), (200, json!({"low": 1, "even": 20})));
    assert_eq!(handler.seen.take().even, Some(20));
}
