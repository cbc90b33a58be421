//! Schemas that everything satisfies, or nothing.

use crate::{boolean_schemas::*, support::*};

echo!();

#[tokio::test]
async fn everything_satisfies_true() {
    let (handler, server) = start!(boolean_schemas);
    server
        .accepts(json!({"any": {"a": [null]}, "items": [1, "a", null], "union": 3, "map": {"a": null, "b": {}}}))
        .await;
    assert_eq!(handler.seen.take().union, Some(ValuesUnion::Integer(3)));
    server.accepts(json!({"any": null})).await;
}

#[tokio::test]
async fn nothing_satisfies_false() {
    let (_, server) = start!(boolean_schemas);
    server.refuses(json!({"never": null, "union": true}), &["/never", "/union"]).await;
}
