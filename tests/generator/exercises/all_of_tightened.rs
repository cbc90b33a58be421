//! Parts of `allOf` that say of the same thing more than one each: all of them hold.

use crate::{all_of_tightened::*, support::*};

echo!();

#[tokio::test]
async fn what_satisfies_every_part_is_taken() {
    let (handler, server) = start!(all_of_tightened);
    server.accepts(json!({"both": {"a": "x", "d": "y"}, "small": 7, "list": [1, 5]})).await;
    let seen = handler.seen.take();
    let small: Option<i32> = seen.small;
    assert_eq!((small, seen.list), (Some(7), Some(vec![1, 5])));
    assert_eq!(seen.both, Some(roster_runtime::Nullable::Value(json!({"a": "x", "d": "y"}))));
}

#[tokio::test]
async fn every_part_is_checked() {
    let (_, server) = start!(all_of_tightened);
    server.refuses(json!({"both": {"a": "x"}}), &["/both"]).await;
    server.refuses(json!({"small": 3_000_000_000_u64, "list": [0, 6]}), &["/small", "/list/0", "/list/1"]).await;
}
