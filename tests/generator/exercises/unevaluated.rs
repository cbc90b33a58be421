//! unevaluatedProperties, unevaluatedItems.

use crate::{support::*, unevaluated::*};

echo!();

#[tokio::test]
async fn what_is_looked_at_is_accepted() {
    let (handler, server) = start!(unevaluated);
    server.accepts(json!({"pet": {"name": "a", "age": 3}, "list": ["a"]})).await;
    assert_eq!(handler.seen.take().pet, Some(ValuesPet { name: "a".to_owned(), age: Some(3) }));
    assert_eq!(server.post("/values", json!({"extended": {"name": "a", "more": 1}})).await.status, 200);
}

#[tokio::test]
async fn the_rest_is_refused() {
    let (_, server) = start!(unevaluated);
    server
        .refuses(
            json!({"pet": {"name": "a", "b": 1}, "extended": {"name": "a", "more": "x"}, "list": ["a", "b"]}),
            &["/pet/b", "/extended/more", "/list/1"],
        )
        .await;
}
