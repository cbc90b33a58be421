//! Names that are words of Rust, or of its prelude, or of the generated code.

use crate::{names_keywords as generated, support::*};

#[derive(Default)]
pub struct Handler {
    seen: Seen<Value>,
}
impl generated::ImplApi for Handler {
    async fn r#match(
        &self,
        _: Call<()>,
        parameters: generated::MatchParameters,
        body: generated::Self_,
    ) -> Result<generated::MatchResponse, Problem> {
        self.seen.put(serde_json::to_value(&parameters).unwrap());
        Ok(generated::MatchResponse::Ok(body))
    }

    async fn r#await(&self, _: Call<()>) -> Result<generated::AwaitResponse, Problem> {
        let result = json!({"Ok": 1, "Err": {"title": "a"}});
        Ok(generated::AwaitResponse::Ok(serde_json::from_value(result).unwrap()))
    }
}

#[tokio::test]
async fn names_on_the_wire_are_kept() {
    let (handler, server) = start!(names_keywords);
    let body = json!({
        "self": "a", "Self": "b", "crate": 1, "_": "c", "9lives": 9, "@id": "d",
        "async": {"Some": ["Ok", "None"], "String": "Err"}
    });
    let reply = server.post("/match/a?fn=b&self=1&call=2", body.clone()).await;
    assert_eq!((reply.status, reply.json()), (200, body));
    let seen = handler.seen.take();
    assert_eq!(seen.as_object().unwrap().len(), 4, "{seen}");
    assert_eq!(server.get("/await").await.json(), json!({"Ok": 1, "Err": {"title": "a"}}));
    let reply = server.post("/match/a?fn=long", json!({"self": 1, "async": {"Some": ["ok"]}})).await;
    assert_eq!(reply.refusal(), refusal(400, &["fn", "/async/Some/0", "/self", "/crate"]));
}
