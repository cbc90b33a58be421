//! Unions as parameters, items of arrays, values of maps, nullable, nested, recursive, and as whole answers.

use roster_runtime::JsonArray;

use crate::{support::*, unions_everywhere::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn unions_post(
        &self,
        _: Call<()>,
        parameters: UnionsPostParameters,
        body: Outer,
    ) -> Result<UnionsPostResponse, Problem> {
        let answer = match serde_json::to_value(&parameters.id).unwrap() {
            Value::String(_) => serde_json::to_value(&body).unwrap(),
            Value::Number(number) if number.as_i64() == Some(0) => json!([{"leaf": 1}, {"outer": {}}]),
            number => number,
        };
        Ok(UnionsPostResponse::Ok(serde_json::from_value(answer).unwrap()))
    }

    async fn unions_get(&self, _: Call<()>, _: UnionsGetParameters) -> Result<UnionsGetResponse, Problem> {
        let items = [json!(1), json!("a")].map(|item| serde_json::from_value(item).unwrap());
        Ok(UnionsGetResponse::Ok(JsonArray::from(Vec::from(items))))
    }
}

#[tokio::test]
async fn every_branch_survives() {
    let (_, server) = start!(unions_everywhere);
    for body in [
        json!({"many": [{"leaf": 1}, {"outer": {"many": []}}], "map": {"a": true, "b": "c"}}),
        json!({"maybe": null, "nested": 1}),
        json!({"maybe": {"leaf": 1}, "nested": false, "titled": {"text": "a"}}),
        json!({"maybe": 2, "nested": "2024-02-29", "titled": "a"}),
    ] {
        let reply = server.post("/unions/me", body.clone()).await;
        assert_eq!((reply.status, reply.json()), (200, body));
    }
    assert_eq!(server.post("/unions/0", json!({})).await.json(), json!([{"leaf": 1}, {"outer": {}}]));
    assert_eq!(server.post("/unions/7", json!({})).await.json(), json!(7));
    assert_eq!(server.get("/unions/x").await.json(), json!([1, "a"]));
}

#[tokio::test]
async fn what_fits_none_is_refused() {
    let (_, server) = start!(unions_everywhere);
    assert_eq!(server.post("/unions/you", json!({})).await.refusal(), refusal(400, &["id"]));
    for body in [json!({"many": [{}]}), json!({"map": {"a": 1}}), json!({"maybe": "a"}), json!({"nested": "a"})] {
        let reply = server.post("/unions/me", body.clone()).await;
        assert_eq!((reply.status, reply.violations().len()), (400, 1), "{body}");
    }
}
