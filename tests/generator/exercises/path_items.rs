//! A path item of the components is that of every path that refers to it.

use crate::{path_items::*, support::*};

shows! {
    get_cats_id(p: GetCatsIdParameters) -> GetCatsIdResponse => ("cat", p.id);
    get_dogs_id(p: GetDogsIdParameters) -> GetDogsIdResponse => ("dog", p.id);
    put_cats_id(p: PutCatsIdParameters, body: PutCatsIdBody) -> PutCatsIdResponse => ("cat", p.id, body.name);
    put_dogs_id(p: PutDogsIdParameters, body: PutDogsIdBody) -> PutDogsIdResponse => ("dog", p.id, body.name);
}

#[tokio::test]
async fn each_path_has_its_own_operations() {
    let (_, server) = start!(path_items);
    assert_eq!(server.get("/cats/1").await.pair(), (200, r#"("cat", 1)"#));
    assert_eq!(server.get("/dogs/2").await.pair(), (200, r#"("dog", 2)"#));
    let put = |target: &str, body: Value| server.send(request("PUT", target).json(&body));
    assert_eq!(put("/cats/1", json!({"name": "Tom"})).await.pair(), (200, r#"("cat", 1, "Tom")"#));
    assert_eq!(put("/dogs/x", json!({})).await.refusal(), refusal(400, &["id", "/name"]));
    assert_eq!(server.get("/birds/1").await.status, 404);
}
