//! Without the property, a value is the default.

use crate::{discriminator_default_bare::*, support::*};

echo!();

#[tokio::test]
async fn the_property_tells_the_two_apart() {
    let (handler, server) = start!(discriminator_default_bare);
    server.accepts(json!({"kind": "Known", "size": 1})).await;
    assert!(matches!(handler.seen.take(), Values::Known(_)));
    server.accepts(json!({"size": "large"})).await;
    assert!(matches!(handler.seen.take(), Values::Bare(_)));
    server.accepts(json!({})).await;
    assert!(matches!(handler.seen.take(), Values::Bare(_)));
}

#[tokio::test]
async fn each_is_checked_by_its_own() {
    let (_, server) = start!(discriminator_default_bare);
    server.refuses(json!({"kind": "Known", "size": "large"}), &["/size"]).await;
    server.refuses(json!({"size": 1}), &["/size"]).await;
    server.refuses(json!({"kind": "unknown"}), &["/kind"]).await;
}
