//! Composition by `allOf`: one struct, every constraint of every part.

use crate::{all_of::*, support::*};

echo!();

#[tokio::test]
async fn parts_are_merged() {
    let (handler, server) = start!(all_of);
    server.accepts(json!({"id": 1, "name": "a", "extra": true, "nested": {"id": 2}, "size": 5})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.id, seen.name.as_str(), seen.extra, seen.size), (1, "a", true, Some(5)));
    assert_eq!(seen.nested.map(|nested| nested.id), Some(2));
}

#[tokio::test]
async fn every_part_is_checked() {
    let (_, server) = start!(all_of);
    server.refuses(json!({}), &["/id", "/extra", "/name"]).await;
    server
        .refuses(
            json!({"id": 0, "name": "longer", "extra": 1, "nested": {}, "size": 6}),
            &["/id", "/name", "/extra", "/nested/id", "/size"],
        )
        .await;
}
