//! $dynamicRef: a schema with a place that another one fills.

use crate::{dynamic_references::*, support::*};

echo!();

#[tokio::test]
async fn the_outer_schema_says_what_items_are() {
    let (handler, server) = start!(dynamic_references);
    server.accepts(json!({"items": ["ab", "cd"], "next": "x"})).await;
    assert_eq!(handler.seen.take().items, ["ab", "cd"]);
    server.refuses(json!({"items": ["ab", "c", 1]}), &["/items/1", "/items/2"]).await;
    server.refuses(json!({}), &["/items"]).await;
}
