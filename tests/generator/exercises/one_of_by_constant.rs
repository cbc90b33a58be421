//! Unions whose branches have a constant each.

use crate::{one_of_by_constant::*, support::*};

echo!();

#[tokio::test]
async fn the_constant_says_which_it_is() {
    let (handler, server) = start!(one_of_by_constant);
    server.accepts(json!({"pet": {"kind": "cat", "lives": 9}, "event": {"version": 2, "at": "2024-02-29"}, "flagged": {"ok": false, "error": "e"}})).await;
    let seen = handler.seen.take();
    assert_eq!(seen.pet, Some(ValuesPet::Cat(Cat { kind: CatKind, lives: Some(9) })));
    assert!(matches!(seen.event, Some(ValuesEvent::Deleted(Deleted { at: Some(_), .. }))));
    assert!(matches!(seen.flagged, Some(ValuesFlagged::Object2(_))));
    server.accepts(json!({"pet": {"kind": "dog", "age": 3}, "event": {"version": 1, "id": "a"}, "flagged": {"ok": true, "value": "v"}})).await;
    assert!(matches!(handler.seen.take().pet, Some(ValuesPet::Dog(Dog { age: Some(3), .. }))));
    let found = roster_runtime::from_value::<ValuesPet>(json!({"kind": "dog", "age": "3"})).unwrap_err();
    assert!(found.to_string().contains("invalid type"), "{found}");
}

#[tokio::test]
async fn what_no_constant_says_is_refused() {
    let (_, server) = start!(one_of_by_constant);
    server
        .refuses(
            json!({"pet": {"kind": "cow"}, "event": {"version": 3}, "flagged": {"ok": 1}}),
            &["/pet", "/event", "/flagged"],
        )
        .await;
    // Where a constant says which alternative it is, that one's faults are told.
    server.refuses(json!({"pet": {}, "event": {"version": 1}}), &["/pet", "/event/id"]).await;
}
