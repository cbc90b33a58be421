//! Parameters of a path item, and one that an operation overrides.

use crate::{shared_path_parameters::*, support::*};

shows! {
    item_get(p: ItemGetParameters) -> ItemGetResponse => (p.id, p.language);
    item_put(p: ItemPutParameters) -> ItemPutResponse => (p.id, serde_json::to_value(&p).unwrap());
}

#[tokio::test]
async fn operations_inherit_and_override() {
    let (_, server) = start!(shared_path_parameters);
    assert_eq!(server.get("/items/1?language=de").await.pair(), (200, r#"(1, Some("de"))"#));
    assert_eq!(server.get("/items/1?language=deu").await.refusal(), refusal(400, &["language"]));
    let put = |target: &str| request("PUT", target);
    let reply = server.send(put("/items/2?language=de-AT").header("language", "fr")).await;
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("de-AT") && reply.text().contains("fr"), "{}", reply.text());
    assert_eq!(server.send(put("/items/2?language=de")).await.refusal(), refusal(400, &["language"]));
    assert_eq!(server.send(put("/items/x")).await.refusal(), refusal(400, &["id", "language"]));
}
