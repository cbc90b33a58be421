//! `format: binary` in JSON and in parameters: everybody means a string.

use crate::{binary_as_text::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn values_echo(
        &self,
        _: Call<()>,
        parameters: ValuesEchoParameters,
        body: Values,
    ) -> Result<ValuesEchoResponse, Problem> {
        let file: Option<String> = parameters.token.or(body.file);
        Ok(ValuesEchoResponse::Ok(Values { file, ..body }))
    }

    async fn whole_get(&self, _: Call<()>) -> Result<WholeGetResponse, Problem> {
        Ok(WholeGetResponse::Ok("all of it".to_owned()))
    }
}

#[tokio::test]
async fn bytes_in_json_are_text() {
    let (_, server) = start!(binary_as_text);
    server.accepts(json!({"file": "äöü", "files": ["", "any \u{1} text"]})).await;
    server.refuses(json!({"file": "long", "files": [1]}), &["/file", "/files/0"]).await;
    assert_eq!(server.post("/values?token=ab", json!({})).await.json(), json!({"file": "ab"}));
    assert_eq!(server.get("/whole").await.json(), json!("all of it"));
}
