//! Maps of what matches a pattern.

use crate::{properties_by_pattern::*, support::*};

echo!();

#[tokio::test]
async fn what_matches_is_kept_with_its_type() {
    let (handler, server) = start!(properties_by_pattern);
    server
        .accepts(json!({"beside": {"id": "a", "x-a": 1, "b-y": 2}, "closed": {"x-": 3}, "same": {"x-a": null, "b": 1}}))
        .await;
    let seen = handler.seen.take();
    let kept = [("x-a".to_owned(), 1), ("b-y".to_owned(), 2)].into();
    assert_eq!(seen.beside, Some(Beside { id: "a".to_owned(), additional_properties: kept }));
    assert_eq!(seen.closed, Some([("x-".to_owned(), 3)].into()));
    server
        .accepts(
            json!({"several": {"i_a": 1, "s_a": "b"}, "others": {"x-a": 1, "b": true}, "open": {"x-a": 1, "c": []}}),
        )
        .await;
    let several = handler.seen.take().several.unwrap();
    assert_eq!(several["i_a"], ValuesSeveralValue::Integer(1));
    assert_eq!(several["s_a"], ValuesSeveralValue::String("b".to_owned()));
}

#[tokio::test]
async fn what_matches_nothing_is_let_through_and_not_kept() {
    let (_, server) = start!(properties_by_pattern);
    let reply = server.post("/values", json!({"beside": {"id": "a", "z": "not kept"}})).await;
    assert_eq!(reply.json(), json!({"beside": {"id": "a"}}));
}

#[tokio::test]
async fn each_is_held_against_its_schema() {
    let (_, server) = start!(properties_by_pattern);
    server.refuses(json!({"beside": {"id": "a", "x-a": "1"}, "closed": {"a": 1}}), &["/beside/x-a", "/closed/a"]).await;
    server
        .refuses(
            json!({"several": {"i_a": "1", "s_a": 1}, "others": {"x-a": true, "b": 1}}),
            &["/several/i_a", "/several/s_a", "/others/b", "/others/x-a"],
        )
        .await;
}
