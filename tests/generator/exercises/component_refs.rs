//! References to components of every kind.

use crate::{component_refs::*, support::*};

#[derive(Default)]
pub struct Handler {
    seen: Seen<(String, Option<i64>)>,
}
impl DefaultApi for Handler {
    async fn thing_post(
        &self,
        _: Call<()>,
        parameters: ThingPostParameters,
        body: Thing,
    ) -> Result<ThingPostResponse, Problem> {
        let missing = parameters.id == "missing";
        self.seen.put((parameters.id, parameters.limit));
        Ok(if missing { ThingPostResponse::NotFound } else { ThingPostResponse::Ok { body, x_rate: 3 } })
    }
}

/// Nobody implements what the server calls.
#[derive(Default)]
pub struct Receiver;

impl crate::component_refs_mirrored::DefaultApi for Receiver {}

#[tokio::test]
async fn references_are_followed() {
    let (handler, server) = start!(component_refs);
    let thing = json!({"id": "a", "parts": ["b", "c"]});
    let reply = server.post("/things/x?limit=3", thing.clone()).await;
    assert_eq!((reply.status, reply.json(), reply.header("x-rate")), (200, thing, Some("3")));
    assert_eq!(handler.seen.take(), ("x".to_owned(), Some(3)));
    assert_eq!(server.post("/things/missing", json!({"id": "a"})).await.pair(), (404, ""));
    let reply = server.post("/things/X?limit=x", json!({"id": "A", "parts": ["a", "B"]})).await;
    assert_eq!(reply.refusal(), refusal(404, &["id", "limit", "/id", "/parts/1"]));
    let reply = server.post("/things/x?limit=x", json!({"id": "A"})).await;
    assert_eq!(reply.refusal(), refusal(400, &["limit", "/id"]));
}
