//! Names that the generated code uses for itself.

use crate::{names_of_generated_code as generated, support::*};

#[derive(Default)]
pub struct Handler {
    seen: Seen<Value>,
}
impl generated::TypesApi for Handler {
    async fn routes(
        &self,
        _: Call<()>,
        parameters: generated::RoutesParameters,
    ) -> Result<generated::RoutesResponse, Problem> {
        self.seen.put(serde_json::to_value(&parameters).unwrap());
        let body = serde_json::from_value(json!({"Answer": "as_str"})).unwrap();
        Ok(generated::RoutesResponse::Ok { body, body_2: Some("h".to_owned()), media_type_2: None })
    }
}

impl generated::OperationsApi for Handler {
    async fn from(&self, _: Call<()>, body: generated::Api_) -> Result<generated::FromResponse, Problem> {
        Ok(generated::FromResponse::Ok(body))
    }
}

impl generated::SchemasApi for Handler {
    async fn new(&self, _: Call<()>) -> Result<generated::NewResponse, Problem> {
        Ok(generated::NewResponse::NoContent)
    }
}

impl generated::ModApi for Handler {}
impl generated::SecurityApi for Handler {}
impl generated::DefaultApi for Handler {}

#[tokio::test]
async fn names_on_the_wire_are_kept() {
    let (handler, server) = start!(names_of_generated_code);
    let reply = server.get("/a/7?parameters=p&api=a").await;
    assert_eq!((reply.status, reply.json(), reply.header("body")), (200, json!({"Answer": "as_str"}), Some("h")));
    assert_eq!(handler.seen.take().as_object().unwrap().len(), 3);
    let body = json!({
        "additional_properties": 1, "default_a": 3, "a": 4, "_type": "ALL", "": 5, "größe": 6,
        "名": {"Schema": "Schema"}, "a.b": {"c": 1}, "a b": {"c": "x"}, "more": 7
    });
    let reply = server.post("/b", body.clone()).await;
    assert_eq!((reply.status, reply.json()), (200, body));
    assert_eq!(
        server.post("/b", json!({"default_a": 1, "_type": "x", "more": "x"})).await.refusal(),
        refusal(400, &["/_type", "/more"])
    );
    assert_eq!(server.get("/c").await.status, 204);
    for target in ["/d", "/e", "/f", "/g"] {
        assert_eq!(server.get(target).await.status, 501, "{target}");
    }
}
