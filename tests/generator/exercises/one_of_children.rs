//! A parent has its children among its alternatives, and they extend it: each child is the parent without these.

use crate::{one_of_children::*, support::*};

echo!();

#[tokio::test]
async fn children_have_what_the_parent_says() {
    let (_, server) = start!(one_of_children);
    server.accepts(json!({"kind": "Cat", "lives": 9})).await;
    server.accepts(json!({"kind": "Dog", "bark": "loud"})).await;
    server.refuses(json!({"kind": "Cat"}), &["/lives"]).await;
    server.refuses(json!({"kind": "Dog", "bark": 1}), &["/bark"]).await;
    server.refuses(json!({"kind": "Fish"}), &["/kind"]).await;
}
