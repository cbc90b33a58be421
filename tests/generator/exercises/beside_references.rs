//! What stands beside a reference holds as well.

use crate::{beside_references::*, support::*};

echo!();

#[tokio::test]
async fn types_are_those_of_the_references_where_nothing_is_added() {
    let (handler, server) = start!(beside_references);
    server.accepts(json!({"described": {"x": 1}, "narrowed": "ab", "extended": {"x": 1, "y": ""}, "defaulted": "d", "items": ["abc"]})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.described, seen.narrowed.as_deref()), (Some(Part { x: 1 }), Some("ab")));
    assert_eq!(seen.extended, Some(ValuesExtended { x: 1, y: String::new() }));
    assert_eq!(server.post("/values", json!({})).await.json(), json!({"defaulted": "abc"}));
}

#[tokio::test]
async fn both_are_checked() {
    let (_, server) = start!(beside_references);
    server
        .refuses(
            json!({"described": {}, "narrowed": "a", "extended": {"x": 1}, "items": ["abcd"]}),
            &["/described/x", "/narrowed", "/extended/y", "/items/0"],
        )
        .await;
}
