//! Lists of types with null in them.

use crate::{null_in_types::*, support::*};

echo!();

#[tokio::test]
async fn null_is_let_through_and_told_from_absence() {
    let (handler, server) = start!(null_in_types);
    server.accepts(json!({"needed": null})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.needed, seen.optional, seen.part), (None, None, None));
    let nulls = json!({"needed": null, "optional": null, "items": [null], "kind": null, "listed": null, "part": null});
    server.accepts(nulls).await;
    let seen = handler.seen.take();
    assert_eq!((seen.optional, seen.items), (Some(roster_runtime::Nullable::Null), Some(vec![None])));
    let full =
        json!({"needed": "", "optional": 1, "items": ["2024-02-29"], "kind": "a", "listed": "y", "part": {"x": true}});
    server.accepts(full).await;
}

#[tokio::test]
async fn other_types_are_refused() {
    let (_, server) = start!(null_in_types);
    server.refuses(json!({}), &["/needed"]).await;
    let wrong = json!({"needed": 1, "optional": "1", "items": [1], "kind": "c", "listed": "z", "part": {}});
    server.refuses(wrong, &["/needed", "/optional", "/items/0", "/kind", "/listed", "/part/x"]).await;
}
