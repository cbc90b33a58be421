//! A server calls back whoever subscribed, who receives it by a router of the same document; webhooks likewise.

use std::sync::Arc;

use roster_client_runtime::{Error, Options, exchange::Exchange};

use crate::{
    callbacks::{self, SubscribeParameters, SubscribeResponse},
    callbacks_mirrored::{self as received, *},
    clients::{callbacks as client, callbacks_mirrored as sender},
    support::*,
};

/// What offers subscriptions, and calls back.
#[derive(Default)]
pub struct Handler;
anonymous!(Handler);

fn sends() -> sender::Client {
    sender::Client::new(|url| url.host_str() == Some("127.0.0.1"), "secret").unwrap()
}

impl callbacks::DefaultApi for Handler {
    async fn subscribe(
        &self,
        call: Call<()>,
        parameters: SubscribeParameters,
        body: callbacks::SubscribeBody,
    ) -> Result<SubscribeResponse, Problem> {
        let exchange = Exchange::new(call.parts.method.as_str(), call.parts.uri.to_string())
            .with_path("id", parameters.id)
            .with_request_body(&body)
            .unwrap();
        let url = sender::Client::subscribe_on_event_url(&exchange).unwrap();
        assert_eq!(url, format!("{}/events?id={}", body.callback_url, parameters.id));
        let event = sender::types::SubscribeOnEventBody { kind: sender::types::SubscribeOnEventBodyKind::Sold };
        let parameters = sender::SubscribeOnEventParameters { x_signature: Some("abc".to_owned()) };
        let answer = sends().subscribe_on_event(&url, &parameters, &event).await.unwrap();
        assert!(matches!(answer, sender::SubscribeOnEventResponse::NoContent), "{answer:?}");
        let url = sender::Client::ended_url(&exchange).unwrap();
        sends().ended(&url).await.unwrap();
        Ok(SubscribeResponse::Created)
    }
}

/// What subscribes, and is called.
#[derive(Default)]
pub struct Receiver {
    seen: Seen<String>,
}
keyed!(Receiver, "secret");

impl received::DefaultApi for Receiver {
    async fn subscribe_on_event(
        &self,
        call: Call<()>,
        parameters: SubscribeOnEventParameters,
        body: SubscribeOnEventBody,
    ) -> Result<SubscribeOnEventResponse, Problem> {
        self.seen.put(show((call.parts.uri.query(), parameters.x_signature, body.kind)));
        Ok(SubscribeOnEventResponse::NoContent)
    }

    async fn ended(&self, _: Call<()>) -> Result<EndedResponse, Problem> {
        Ok(EndedResponse::Ok)
    }

    async fn pet_sold(&self, _: Call<()>, body: PetSoldBody) -> Result<PetSoldResponse, Problem> {
        Ok(PetSoldResponse::Ok(body.id.to_string()))
    }
}

async fn receiver() -> (Arc<Receiver>, Server) {
    let receiver = Arc::new(Receiver::default());
    (Arc::clone(&receiver), Server::start(received::routes(receiver)).await)
}

#[tokio::test]
async fn who_subscribes_is_called_back() {
    let (seen, receiver) = receiver().await;
    let (_, server) = start!(callbacks);
    let subscriber = client::Client::new(&server.url(), "").unwrap();
    let parameters = client::SubscribeParameters { end_url: Some(format!("{}/subscribe/onEnd", receiver.url())) };
    let body = client::types::SubscribeBody { callback_url: format!("{}/subscribe/onEvent", receiver.url()) };
    subscriber.subscribe(7, &parameters, &body).await.unwrap();
    assert_eq!(seen.seen.take(), "(Some(\"id=7\"), Some(\"abc\"), Sold)");
}

#[tokio::test]
async fn what_is_received_is_checked_and_authenticated() {
    let (_, receiver) = receiver().await;
    let post = |body: Value| request("POST", "/subscribe/onEvent/events").json(&body);
    assert_eq!(receiver.send(post(json!({"kind": "sold"}))).await.status, 401);
    let post = |body: Value| request("POST", "/subscribe/onEvent/events").header("x-key", "secret").json(&body);
    assert_eq!(receiver.send(post(json!({"kind": "lost"}))).await.refusal(), refusal(400, &["/kind"]));
    let client = sends();
    let sold = sender::types::PetSoldBody { id: 5 };
    let answer = client.pet_sold(&format!("{}/petSold", receiver.url()), &sold).await.unwrap().into_body();
    assert_eq!(answer, "5");
    let none = sender::types::PetSoldBody { id: 0 };
    let refused = client.pet_sold(&format!("{}/petSold", receiver.url()), &none).await.unwrap_err();
    assert_eq!(refused.code(), Some("invalid_body"));
}

#[tokio::test]
async fn addresses_that_others_name_are_asked_about() {
    let client = sends();
    let sold = sender::types::PetSoldBody { id: 5 };
    for url in ["http://169.254.169.254/latest", "file:///etc/passwd", "nowhere"] {
        let refused = client.pet_sold(url, &sold).await.unwrap_err();
        assert!(matches!(&refused, Error::InvalidArgument { name, .. } if name == "url"), "{refused}");
    }
    let nobody = sender::Client::with(|_| false, sender::credentials::key("secret").unwrap(), Options::default());
    assert!(nobody.unwrap().pet_sold("http://127.0.0.1:1", &sold).await.is_err());
    let without = Exchange::new("POST", "/subscriptions/7").with_request_body(&json!({})).unwrap();
    assert!(sender::Client::subscribe_on_event_url(&without).is_err());
}
