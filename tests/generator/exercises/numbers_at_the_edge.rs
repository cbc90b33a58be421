//! Numbers at the edges of their types, and bounds that only just hold.

use crate::{numbers_at_the_edge::*, support::*};

echo!();

#[tokio::test]
async fn bounds_are_exact() {
    let (handler, server) = start!(numbers_at_the_edge);
    let defaults = json!({"default_negative": -0.5, "default_large": 9_007_199_254_740_993_i64});
    for (property, value) in [
        ("least", json!(i64::MIN)),
        ("tiny", json!(1e-7)),
        ("tiny", json!(1.7976931348623157e308)),
        ("half", json!(1)),
        ("half", json!(2)),
        ("wide", json!(i64::MAX)),
        ("tenth", json!(0.3)),
        ("tenth", json!(1.1)),
        ("big_step", json!(3_000_000_000_000_i64)),
        ("choice", json!(1.5)),
        ("untyped", json!(4)),
        ("untyped", json!("4")),
    ] {
        let mut body = defaults.clone();
        body[property] = value;
        server.accepts(body).await;
    }
    server.post("/values", json!({})).await;
    handler
        .seen
        .take_last(|seen| assert_eq!((seen.default_negative, seen.default_large), (-0.5, 9_007_199_254_740_993)));
    for (property, value) in [
        ("tiny", json!(9e-8)),
        ("half", json!(0)),
        ("half", json!(3)),
        ("half", json!(1.5)),
        ("tenth", json!(0.35)),
        ("big_step", json!(3_000_000_000_001_i64)),
        ("choice", json!(1)),
        ("untyped", json!(6)),
    ] {
        server.refuses(json!({ property: value }), &[&format!("/{property}")]).await;
    }
    server.refuses(json!({"untyped": 4.5}), &["/untyped"]).await;
}
