//! dependentRequired, dependentSchemas, propertyNames.

use crate::{dependencies::*, support::*};

echo!();

#[tokio::test]
async fn what_is_asked_for_is_there() {
    let (handler, server) = start!(dependencies);
    server.accepts(json!({"card": "1", "address": "a", "name": "b"})).await;
    assert_eq!(handler.seen.take().card.as_deref(), Some("1"));
    server.accepts(json!({"count": 1, "name": "abc"})).await;
}

#[tokio::test]
async fn what_is_missing_is_told() {
    let (_, server) = start!(dependencies);
    server.refuses(json!({"card": "1"}), &["/address", "/name"]).await;
    server.refuses(json!({"count": 1, "name": "ab"}), &["/name"]).await;
    server.refuses(json!({"count": 1}), &["/name"]).await;
    server.refuses(json!({"name": "", "No": 1}), &["/No"]).await;
}
