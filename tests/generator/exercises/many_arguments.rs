//! Structs and methods that want more than anybody tells apart by its position: the client takes it by name.

use crate::{many_arguments::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn deep(&self, _: Call<()>, parameters: DeepParameters, body: Order) -> Result<DeepResponse, Problem> {
        Ok(DeepResponse::Ok(json!([parameters, body])))
    }
    async fn all(&self, _: Call<()>, _: All) -> Result<AllResponse, Problem> {
        Ok(AllResponse::NoContent)
    }
}

#[tokio::test]
async fn the_client_takes_them_by_name() {
    use crate::clients::many_arguments::{
        All, Client, DeepParameters, DeepParametersRequired, Order, OrderRequired, OrderRequired_,
    };
    use roster_client_runtime::Credential;

    let (_, server) = start!(many_arguments);
    let client = Client::with(&server.url(), Credential::anonymous(), Default::default()).unwrap();
    let text = |text: &str| text.to_owned();
    let parameters = DeepParameters {
        nine: Some(9),
        ..DeepParametersRequired {
            one: text("1"),
            two: 2,
            three: text("3"),
            four: text("4"),
            five: text("5"),
            six: text("6"),
            seven: true,
            eight: text("8"),
        }
        .into()
    };
    let required = OrderRequired_ {
        a: text("a"),
        b: text("b"),
        c: 3,
        d: None,
        e: true,
        f: text("f"),
        g: vec![text("g")],
        h: text("h"),
    };
    let answer = client.deep(&parameters, &Order::from(required)).await.unwrap().into_body();
    assert_eq!(
        answer,
        json!([
            {"one": "1", "two": 2, "three": "3", "four": "4", "five": "5", "six": "6", "seven": true, "eight": "8", "nine": 9, "version": 2},
            {"kind": "order", "a": "a", "b": "b", "c": 3, "d": null, "e": true, "f": "f", "g": ["g"], "h": "h"}
        ])
    );
    let all = All {
        a: text("a"),
        b: text("b"),
        c: text("c"),
        d: text("d"),
        e: text("e"),
        f: text("f"),
        g: text("g"),
        h: OrderRequired::new("x"),
    };
    client.all(&all).await.unwrap();
}
