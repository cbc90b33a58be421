//! A document of webhooks alone has no routes of its own; who is called has some.

use std::sync::Arc;

use crate::{clients::webhooks_only_mirrored as client, support::*, webhooks_only_mirrored::*};

#[derive(Default)]
pub struct Handler;
#[tokio::test]
async fn nothing_is_routed() {
    let (_, server) = start!(webhooks_only);
    for target in ["/newPet", "/", "/new_pet"] {
        assert_eq!(server.post(target, json!({"id": 1})).await.status, 404, "{target}");
    }
}

/// What is called.
#[derive(Default)]
pub struct Receiver {
    seen: Seen<String>,
}

impl DefaultApi for Receiver {
    async fn new_pet(
        &self,
        _: Call<()>,
        parameters: NewPetParameters,
        body: Option<NewPetBody>,
    ) -> Result<NewPetResponse, Problem> {
        self.seen.put(show((parameters.x_signature, matches!(body, Some(NewPetBody::Json(Pet { id: 1, .. }))))));
        Ok(NewPetResponse::NoContent)
    }
}

#[tokio::test]
async fn its_webhooks_are_sent_and_received() {
    let receiver = Arc::new(Receiver::default());
    let server = Server::start(crate::webhooks_only_mirrored::routes(Arc::clone(&receiver))).await;
    let client = client::Client::new(|_| true).unwrap();
    let parameters = client::NewPetParameters::new("ab".to_owned());
    let pet = client::NewPetBody::Json(client::types::Pet::new(1));
    client.new_pet(&format!("{}/newPet", server.url()), &parameters, Some(pet)).await.unwrap();
    assert_eq!(receiver.seen.take(), "(\"ab\", true)");
    let unsigned = request("POST", "/newPet").json(&json!({"id": 1}));
    assert_eq!(server.send(unsigned).await.refusal(), refusal(400, &["X-Signature"]));
}
