//! At least one of several schemas.

use crate::{any_of::*, support::*};

echo!();

#[tokio::test]
async fn one_or_several_fit() {
    let (_, server) = start!(any_of);
    server.accepts(json!({"contact": {"mail": "a"}, "id": 1})).await;
    server.accepts(json!({"contact": {"phone": "1"}, "id": "a"})).await;
    server.refuses(json!({"contact": {}, "id": true}), &["/contact", "/id"]).await;
    server.refuses(json!({"contact": {"mail": 1}}), &["/contact"]).await;
}

#[tokio::test]
async fn nothing_is_lost_where_several_fit() {
    let (_, server) = start!(any_of);
    let reply = server.post("/values", json!({"contact": {"mail": "a", "phone": "1"}})).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["contact"]["mail"], "a");
}
