use roster_runtime::Items;

use crate::{clients, stream_items_before::{self as stubs, *}, support::*};

#[derive(Default)]
pub struct Handler;

impl DefaultApi for Handler {
    async fn values_echo(&self, _: Call<()>, body: Items<Option<stubs::Value>>) -> Result<ValuesEchoResponse, Problem> {
        Ok(ValuesEchoResponse::Ok(body))
    }
}

#[tokio::test]
async fn what_is_read_can_be_written_again() {
    let (_, server) = start!(stream_items_before);
    let client = clients::stream_items_before::Client::new(&server.url()).unwrap();
    let mut values = client.values_echo(vec![Some(1), None, Some(2)]).await.unwrap().into_body();
    let mut read = Vec::new();
    while let Some(value) = values.next_item().await.unwrap() {
        read.push(value);
    }
    assert_eq!(read, [Some(1), None, Some(2)]);
    let post = request("POST", "/values").body("application/jsonl", "0\nnull\n");
    assert_eq!(server.send(post).await.status, 400);
}
