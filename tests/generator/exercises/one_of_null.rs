//! How documents of OpenAPI 3.0 let null through beside a reference.

use crate::{one_of_null::*, support::*};

echo!();

#[tokio::test]
async fn null_is_let_through_where_an_alternative_is_null() {
    let (handler, server) = start!(one_of_null);
    server.accepts(json!({"one": null, "two": null})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.one, seen.plain), (Some(roster_runtime::Nullable::Null), None));
    server.accepts(json!({"one": "x", "two": 3, "plain": "y"})).await;
    server.accepts(json!({"two": "y"})).await;
}

#[tokio::test]
async fn the_other_alternatives_are_checked() {
    let (_, server) = start!(one_of_null);
    server.refuses(json!({"one": "z", "two": 1.5, "plain": null}), &["/one", "/two", "/plain"]).await;
}
