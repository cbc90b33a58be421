//! Components that are arrays, maps, enumerations, scalars, other components, themselves.

use std::collections::BTreeMap;

use crate::{component_kinds::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn kinds_post(&self, _: Call<()>, body: Kinds) -> Result<KindsPostResponse, Problem> {
        Ok(KindsPostResponse::Ok(body))
    }

    async fn list_get(&self, _: Call<()>) -> Result<ListGetResponse, Problem> {
        Ok(ListGetResponse::Ok(vec![Some(Word::A), None].into()))
    }

    async fn map_get(&self, _: Call<()>) -> Result<MapGetResponse, Problem> {
        Ok(MapGetResponse::Ok(BTreeMap::from([("x".to_owned(), vec![Some(Word::B)])])))
    }

    async fn word_get(&self, _: Call<()>) -> Result<WordGetResponse, Problem> {
        Ok(WordGetResponse::Ok(None))
    }

    async fn nothing_get(&self, _: Call<()>) -> Result<NothingGetResponse, Problem> {
        Ok(NothingGetResponse::Ok(None))
    }
}

#[tokio::test]
async fn every_form_survives() {
    let (_, server) = start!(component_kinds);
    for body in [
        json!({}),
        json!({"alias": "a", "list": ["a", null], "map": {"x": ["b"]}, "word": null, "instant": "2024-02-29T00:00:00Z"}),
        json!({"number": -1, "anything": [1], "wrapped": "2024-02-29T00:00:00Z", "tree": [[], [[]]], "empty": {}}),
    ] {
        let reply = server.post("/kinds", body.clone()).await;
        assert_eq!((reply.status, reply.json()), (200, body));
    }
    for (target, expected) in
        [("/list", r#"["a",null]"#), ("/map", r#"{"x":["b"]}"#), ("/word", "null"), ("/nothing", "null")]
    {
        assert_eq!(server.get(target).await.pair(), (200, expected));
    }
}

#[tokio::test]
async fn every_form_is_checked() {
    let (_, server) = start!(component_kinds);
    let body = json!({
        "alias": "c", "list": ["a", "a", "a", "a"], "map": {"x": ["c"]}, "word": 1, "instant": "x", "number": 2,
        "wrapped": "x", "tree": [1], "empty": []
    });
    let reply = server.post("/kinds", body).await;
    let expected = ["/alias", "/empty", "/instant", "/list", "/map/x/0", "/number", "/tree/0", "/word", "/wrapped"];
    assert_eq!(reply.refusal(), refusal(400, &expected));
}
