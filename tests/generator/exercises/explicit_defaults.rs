//! What says what its absence says too is accepted, and changes nothing.

use crate::{explicit_defaults::*, support::*};

#[derive(Default)]
pub struct Handler {
    seen: Seen<(String, Option<Vec<String>>)>,
}
impl DefaultApi for Handler {
    async fn values_post(
        &self,
        _: Call<()>,
        parameters: ValuesPostParameters,
        body: Option<Values>,
    ) -> Result<ValuesPostResponse, Problem> {
        self.seen.put((parameters.id, parameters.q));
        Ok(match body {
            Some(body) => ValuesPostResponse::Ok { body, x_old: None },
            None => ValuesPostResponse::NoContent,
        })
    }
}

#[tokio::test]
async fn it_is_answered_as_without() {
    let (handler, server) = start!(explicit_defaults);
    let values = json!({"a": "", "b": [], "c": {"x": 1}, "d": 0.5, "e": null});
    let reply = server.post("/values/x?q=a&q=b", values.clone()).await;
    assert_eq!((reply.status, reply.json()), (200, values));
    assert_eq!(handler.seen.take(), ("x".to_owned(), Some(vec!["a".to_owned(), "b".to_owned()])));
    assert_eq!(server.send(request("POST", "/values/x")).await.pair(), (204, ""));
    assert_eq!(handler.seen.take(), ("x".to_owned(), None));
    assert_eq!(server.post("/values/x", json!({"d": -1})).await.refusal(), refusal(400, &["/d"]));
}
