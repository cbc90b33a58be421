//! Schemas that only null satisfies.

use crate::{null_alone::*, support::*};

echo!();

#[tokio::test]
async fn null_is_there_or_not() {
    let (handler, server) = start!(null_alone);
    server.accepts(json!({"needed": null})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.needed, seen.optional.is_none(), seen.named.is_none()), ((), true, true));
    server
        .accepts(json!({"needed": null, "optional": null, "constant": null, "named": null, "items": [null, null]}))
        .await;
    let seen = handler.seen.take();
    assert_eq!((seen.optional.is_some(), seen.constant.is_some(), seen.items), (true, true, Some(vec![(), ()])));
    server.accepts(json!({"needed": null, "union": null})).await;
    server.accepts(json!({"needed": null, "union": 3})).await;
}

#[tokio::test]
async fn nothing_else_is() {
    let (_, server) = start!(null_alone);
    server.refuses(json!({}), &["/needed"]).await;
    let wrong = json!({"needed": 0, "optional": "", "constant": false, "named": {}, "items": [null, 1], "union": []});
    server.refuses(wrong, &["/needed", "/optional", "/constant", "/named", "/items/1", "/union"]).await;
}
