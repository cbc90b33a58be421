//! Webhooks stand beside routes, and their ids are theirs.

use crate::{support::*, webhooks_and_paths::*};

shows! {
    post_pets_2(body: Pet) -> PostPets2Response => (body.id, body.secret);
}

/// Nobody implements what the server calls.
#[derive(Default)]
pub struct Receiver;

impl crate::webhooks_and_paths_mirrored::DefaultApi for Receiver {}

#[tokio::test]
async fn paths_are_served_and_webhooks_are_not() {
    let (_, server) = start!(webhooks_and_paths);
    let reply = server.post("/pets", json!({"id": 1, "secret": "s"})).await;
    assert_eq!(reply.pair(), (200, r#"(1, Some("s"))"#));
    assert_eq!(server.post("/pets", json!({"id": "x"})).await.refusal(), refusal(400, &["/id"]));
    assert_eq!(server.post("/petChanged", json!({"id": 1})).await.status, 404);
}
