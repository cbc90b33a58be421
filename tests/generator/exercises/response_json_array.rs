//! Arrays as answers: whole, or item by item.

use futures_util::stream;
use roster_runtime::JsonArray;

use crate::{response_json_array::*, support::*};

#[derive(Default)]
pub struct Handler;
fn item(id: i64) -> Item {
    Item { id, name: (id == 1).then(|| "one".to_owned()) }
}

impl DefaultApi for Handler {
    async fn items(&self, _: Call<()>, parameters: ItemsParameters) -> Result<ItemsResponse, Problem> {
        let gone = || Problem::new(http::StatusCode::SERVICE_UNAVAILABLE, "gone", "The store is gone.");
        Ok(ItemsResponse::Ok(match parameters.kind.to_string().as_str() {
            "list" => vec![item(1), item(2)].into(),
            "stream" => JsonArray::from_stream(stream::iter((1..=20_000).map(|id| Ok(item(id))))),
            "empty" => JsonArray::from_stream(stream::empty()),
            _ => JsonArray::from_stream(stream::iter((1..=20_000).map(|id| Ok(item(id))).chain([Err(gone())]))),
        }))
    }
}

#[tokio::test]
async fn arrays_are_written() {
    let (_, server) = start!(response_json_array);
    let reply = server.get("/items?kind=list").await;
    assert_eq!(reply.pair(), (200, r#"[{"id":1,"name":"one"},{"id":2}]"#));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(server.get("/items?kind=empty").await.pair(), (200, "[]"));
    let reply = server.get("/items?kind=stream").await;
    assert!(reply.complete && reply.header("content-length").is_none());
    let items = reply.json();
    assert_eq!((items.as_array().unwrap().len(), &items[19_999]), (20_000, &json!({"id": 20_000})));
}

#[tokio::test]
async fn an_array_that_fails_is_cut_off() {
    let (_, server) = start!(response_json_array);
    let reply = server.get("/items?kind=broken").await;
    assert!(!reply.complete, "{} bytes", reply.body.len());
}
