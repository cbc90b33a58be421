//! Schemas without a type.

use crate::{any_schema::*, support::*};

echo!();

#[tokio::test]
async fn anything_goes() {
    let (_, server) = start!(any_schema);
    for value in [json!(1), json!("a"), json!([]), json!({"a": 1}), json!(true)] {
        server.accepts(json!({"anything": value, "described": value, "listed": [value], "maybe": value})).await;
    }
    server.accepts(json!({"maybe": null})).await;
    server.accepts(json!({"anything": null})).await;
}

#[tokio::test]
async fn constraints_apply_to_their_types_only() {
    let (_, server) = start!(any_schema);
    for value in [json!("ab"), json!(3), json!(true), json!([])] {
        server.accepts(json!({ "sized": value })).await;
    }
    server.refuses(json!({"sized": "a"}), &["/sized"]).await;
    server.refuses(json!({"sized": 2}), &["/sized"]).await;
}
