//! What is nullable by an alternative.

use crate::{null_among_alternatives::*, support::*};

echo!();

#[tokio::test]
async fn one_alternative_beside_null_is_itself() {
    let (handler, server) = start!(null_among_alternatives);
    server.accepts(json!({"needed": {"x": 1}, "optional": {"x": 2}, "constant": "a", "listed": 3})).await;
    let seen = handler.seen.take();
    assert_eq!(seen.needed, Some(types::Part { x: 1 }));
    assert_eq!(seen.optional, Some(roster_runtime::Nullable::Value(types::Part { x: 2 })));
    server.accepts(json!({"needed": null, "several": "a", "object": {"y": ""}, "items": [null, {"x": 1}]})).await;
    assert_eq!(handler.seen.take().items, Some(vec![None, Some(types::Part { x: 1 })]));
    server.accepts(json!({"needed": null, "several": 5})).await;
    assert_eq!(handler.seen.take().several, Some(roster_runtime::Nullable::Value(types::ValuesSeveral::Integer(5))));
}

#[tokio::test]
async fn null_is_told_from_absence() {
    let (handler, server) = start!(null_among_alternatives);
    let nulls =
        json!({"needed": null, "optional": null, "constant": null, "listed": null, "several": null, "object": null});
    server.accepts(nulls).await;
    let seen = handler.seen.take();
    assert_eq!((seen.needed, seen.optional, seen.items), (None, Some(roster_runtime::Nullable::Null), None));
    server.refuses(json!({}), &["/needed"]).await;
}

#[tokio::test]
async fn the_alternative_is_checked() {
    let (_, server) = start!(null_among_alternatives);
    let wrong = json!({"needed": {}, "constant": 1, "listed": "", "several": true, "items": [0]});
    server.refuses(wrong, &["/needed/x", "/constant", "/listed", "/several", "/items/0"]).await;
}
