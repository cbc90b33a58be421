//! Schemas that contain themselves.

use crate::{recursive::*, support::*};

echo!();

#[tokio::test]
async fn trees_are_decoded() {
    let (handler, server) = start!(recursive);
    server
        .accepts(json!({
            "name": "a", "parent": {"name": "b", "parent": {"name": "c"}}, "children": [{"name": "d", "children": []}],
            "left": {"right": {"left": {}}}, "index": {"x": {"name": "e"}}, "expression": {"sum": [1, {"sum": [2, 3]}]}
        }))
        .await;
    let seen = handler.seen.take();
    assert_eq!(seen.parent.unwrap().parent.unwrap().name, "c");
    assert_eq!(seen.children.unwrap()[0].name, "d");
    assert_eq!(seen.index.unwrap()["x"].name, "e");
}

#[tokio::test]
async fn violations_are_found_at_any_depth() {
    let (_, server) = start!(recursive);
    server
        .refuses(
            json!({"name": "a", "parent": {"name": "", "children": [{}]}, "left": {"right": {"left": 1}}}),
            &["/parent/name", "/parent/children/0/name", "/left/right/left"],
        )
        .await;
    server
        .refuses(json!({"name": "a", "expression": {"sum": [1, {"sum": ["2"]}]}}), &["/expression/sum/1/sum/0"])
        .await;
}
