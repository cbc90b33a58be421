//! Patterns: those that run in linear time, those with look-around and backreferences, and one that is none.

use std::time::Instant;

use crate::{patterns::*, support::*};

echo!();

fn with(property: &str, text: &str) -> Value {
    let mut body = json!({"password": "Abcdefg1"});
    body[property] = text.into();
    body
}

#[tokio::test]
async fn every_kind_of_pattern_is_enforced() {
    let (_, server) = start!(patterns);
    for (property, good, bad) in [
        ("linear", "123", "1234"),
        ("password", "abcdefG7", "abcdefgh"),
        ("not_x", "yx", "xy"),
        ("price", "for $12", "for 12"),
        ("quoted", "'it''s'", "'it\""),
        ("explosive", "aaac", "ab"),
    ] {
        server.accepts(with(property, good)).await;
        server.refuses(with(property, bad), &[&format!("/{property}")]).await;
    }
    server.accepts(with("broken", "anything")).await;
    server.accepts(with("not_x", &"a".repeat(500_000))).await;
}

#[tokio::test]
async fn a_text_that_takes_too_long_is_refused_in_time() {
    let (_, server) = start!(patterns);
    let started = Instant::now();
    let reply = server.post("/values", with("explosive", &"a".repeat(64))).await;
    assert_eq!(reply.refusal(), refusal(400, &["/explosive"]));
    let detail = reply.json()["errors"][0]["detail"].to_string();
    assert!(detail.contains("takes too long"), "{detail}");
    assert!(started.elapsed().as_secs() < 15, "{:?}", started.elapsed());
}
