//! Tuples of arrays.

use crate::{support::*, tuples::*};

echo!();

#[tokio::test]
async fn each_item_has_its_type() {
    let (handler, server) = start!(tuples);
    server.accepts(json!({"pair": ["a", 1], "point": [1.5, 2], "named": ["a", ["b", null]], "one": [{"x": "2024-02-29"}], "nullable": ["a"]})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.pair, seen.point), (Some(("a".to_owned(), Some(1))), Some((1.5, 2.0))));
    assert_eq!(seen.named, Some(Row(("a".to_owned(), Some(Box::new(Row(("b".to_owned(), None))))))));
    server.accepts(json!({"pair": ["", null], "nullable": null})).await;
}

#[tokio::test]
async fn items_are_checked_and_counted() {
    let (_, server) = start!(tuples);
    server
        .refuses(
            json!({"pair": [1, "a"], "point": ["1", 2], "named": ["a", [1, null]]}),
            &["/pair/0", "/pair/1", "/point/0", "/named/1/0"],
        )
        .await;
    server.refuses(json!({"pair": ["a"], "point": [1], "one": []}), &["/pair", "/point", "/one"]).await;
    server
        .refuses(
            json!({"pair": ["a", 1, 2], "point": [1, 2, 3], "nullable": ["a", "a"]}),
            &["/pair/2", "/point", "/nullable/1"],
        )
        .await;
}
