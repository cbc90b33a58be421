//! One of several schemas, named by a property.

use crate::{one_of_discriminator::*, support::*};

echo!();

#[tokio::test]
async fn the_property_chooses_the_branch() {
    let (_, server) = start!(one_of_discriminator);
    server.accepts(json!({"kind": "feline", "lives": 9})).await;
    server.accepts(json!({"kind": "hound", "bark": "loud"})).await;
    server.accepts(json!({"kind": "Bird", "bark": "never"})).await;
    server.accepts(json!({"kind": "Cat", "lives": 9})).await;
}

#[tokio::test]
async fn the_branch_is_checked() {
    let (_, server) = start!(one_of_discriminator);
    server.refuses(json!({"kind": "feline"}), &["/lives"]).await;
    server.refuses(json!({"kind": "hound", "bark": 1}), &["/bark"]).await;
    server.refuses(json!({"kind": "fish"}), &["/kind"]).await;
    server.refuses(json!({"lives": 9}), &["/kind"]).await;
    server.refuses(json!({"kind": 1}), &["/kind"]).await;
    server.refuses(json!("feline"), &[""]).await;
}
