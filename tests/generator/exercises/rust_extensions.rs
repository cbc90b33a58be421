//! Names, types and traits that the document gives, on the server, in the client, and on the way between them.

use std::{collections::HashSet, num::NonZeroU64};

use crate::{clients::rust_extensions as client, rust_extensions::*, support::*};

/// `12 EUR`
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    pub amount: u64,
    pub currency: String,
}

impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{} {}", self.amount, self.currency))
    }
}

impl<'de> serde::Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        let parts = text.split_once(' ').and_then(|(amount, currency)| {
            Some(Self { amount: amount.parse().ok()?, currency: currency.to_owned() })
        });
        parts.ok_or_else(|| serde::de::Error::custom("not an amount of money"))
    }
}

#[derive(Default)]
pub struct Handler {
    seen: Seen<(EchoValuesParameters, Values)>,
}

impl DefaultApi for Handler {
    async fn echo_values(
        &self,
        _: Call<()>,
        parameters: EchoValuesParameters,
        body: Values,
    ) -> Result<EchoValuesResponse, Problem> {
        self.seen.put((parameters, body.clone()));
        Ok(EchoValuesResponse::Ok(body))
    }
}

#[tokio::test]
async fn client_and_server_have_the_names_and_types_that_the_document_gives() {
    let (handler, server) = start!(rust_extensions);
    let money = Money { amount: 12, currency: "EUR".to_owned() };
    let sent = client::Values {
        time_to_live: NonZeroU64::new(3),
        kind: Some(client::Kind::Last),
        reaction: Some(client::Reaction::ThumbsUp),
        pos: Some(client::Position { x: 5 }),
        prices: Some(vec![money.clone()]),
        ..client::Values::new(money.clone())
    };
    let parameters = client::EchoValuesParameters {
        repeat: NonZeroU64::new(2),
        reaction: Some(client::Reaction::ThumbsDown),
        ..Default::default()
    };
    let client = client::Client::new(&server.url()).unwrap();
    let answer = client.echo_values(&parameters, &sent).await.unwrap().into_body();
    assert_eq!(answer, sent);
    let (parameters, body) = handler.seen.take();
    assert_eq!((parameters.repeat, parameters.reaction), (NonZeroU64::new(2), Some(Reaction::ThumbsDown)));
    assert_eq!((body.amt, body.kind, body.time_to_live.get()), (money, Some(Kind::Last), 3));
    // Derived beside what is derived anyway.
    assert_eq!(HashSet::from([body.pos.unwrap(), Position { x: 5 }]).len(), 1);
}

#[tokio::test]
async fn the_wire_is_as_it_was() {
    let (handler, server) = start!(rust_extensions);
    server.accepts(json!({"amt": "1 CHF", "ttl": 9, "typ": 1, "reaction": "PLUS", "limit": null})).await;
    assert_eq!(handler.seen.take().1.reaction, Some(Reaction::Plus));
    let absent = server.post("/values", json!({"amt": "1 CHF"})).await;
    assert_eq!(absent.json()["ttl"], 7);
    server.refuses(json!({"amt": "1", "ttl": 0, "typ": 3}), &["/amt", "/ttl", "/typ"]).await;
}
