//! Absent, null and value are three things.

use crate::{nullable::*, support::*};

echo!();

#[tokio::test]
async fn absent_null_and_value_survive() {
    use roster_runtime::Nullable;
    let (handler, server) = start!(nullable);
    server.accepts(json!({"must": "a", "must_or_null": null})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.must_or_null, seen.may, seen.may_or_null, seen.list), (None, None, None, None));
    server.accepts(json!({"must": "a", "must_or_null": "b", "may": "c", "may_or_null": null, "list": null})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.must_or_null.as_deref(), seen.may.as_deref()), (Some("b"), Some("c")));
    assert_eq!((seen.may_or_null, seen.list), (Some(Nullable::Null), Some(Nullable::Null)));
    server
        .accepts(json!({
            "must": "a", "must_or_null": null, "may_or_null": "d", "list": [1, null], "choice": "b",
            "part": {"n": 1}, "maybe": {}
        }))
        .await;
    let seen = handler.seen.take();
    assert_eq!(seen.may_or_null, Some(Nullable::Value("d".to_owned())));
    assert_eq!(seen.list, Some(Nullable::Value(vec![Some(1), None])));
    server.accepts(json!({"must": "a", "must_or_null": null, "choice": null, "part": null, "maybe": null})).await;
}

#[tokio::test]
async fn null_is_refused_elsewhere() {
    let (_, server) = start!(nullable);
    server.refuses(json!({"must": null}), &["/must", "/must_or_null"]).await;
    server.refuses(json!({"must": "a", "must_or_null": null, "may": null}), &["/may"]).await;
    server
        .refuses(
            json!({"must": "a", "must_or_null": 1, "choice": "c", "part": {"n": null}, "maybe": 1}),
            &["/must_or_null", "/choice", "/part/n", "/maybe"],
        )
        .await;
}
