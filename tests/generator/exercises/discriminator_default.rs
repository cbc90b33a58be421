//! What names no alternative, or nothing at all, is held against the default.

use crate::{discriminator_default::*, support::*};

echo!();

#[tokio::test]
async fn absent_and_unknown_names_mean_the_default() {
    let (handler, server) = start!(discriminator_default);
    server.accepts(json!({"kind": "feline", "lives": 9})).await;
    assert!(matches!(handler.seen.take(), Values::Cat(_)));
    server.accepts(json!({"kind": "Dog", "bark": "loud"})).await;
    assert!(matches!(handler.seen.take(), Values::Dog(_)));
    server.accepts(json!({"name": "Nemo"})).await;
    assert!(matches!(handler.seen.take(), Values::Other(_)));
    server.accepts(json!({"name": "Nemo", "kind": "fish"})).await;
    assert!(matches!(handler.seen.take(), Values::Other(_)));
}

#[tokio::test]
async fn each_is_checked_by_its_own() {
    let (_, server) = start!(discriminator_default);
    server.refuses(json!({"kind": "feline"}), &["/lives"]).await;
    server.refuses(json!({"kind": "fish"}), &["/name"]).await;
    server.refuses(json!({"lives": 9}), &["/name", "/lives"]).await;
    server.refuses(json!("feline"), &[""]).await;
}
