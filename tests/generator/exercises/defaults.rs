//! Defaults of properties.

use crate::{defaults::*, support::*};

echo!();

#[tokio::test]
async fn absent_properties_have_their_defaults() {
    let (handler, server) = start!(defaults);
    let reply = server.post("/values", json!({"level": 5})).await;
    assert_eq!(reply.status, 200);
    let seen = handler.seen.take();
    assert_eq!((seen.level, seen.name.as_str(), seen.flag, seen.tags), (5, "nobody", true, vec!["a".to_owned()]));
    assert_eq!((seen.color.to_string().as_str(), seen.note), ("green", None));
    server.post("/values", json!({"level": 5, "color": "red", "flag": false, "point": {}})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.color.to_string().as_str(), seen.flag, seen.point.unwrap().x), ("red", false, 1));
}

#[tokio::test]
async fn a_required_property_has_to_be_sent() {
    let (_, server) = start!(defaults);
    server.refuses(json!({"color": "blue"}), &["/level", "/color"]).await;
    server.refuses(json!({"level": null}), &["/level"]).await;
}
