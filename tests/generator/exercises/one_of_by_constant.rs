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

#[tokio::test]
async fn the_client_goes_by_the_constant_too() {
    use crate::clients::one_of_by_constant::{Client, Created, Deleted, ValuesEchoResponse, ValuesEvent, ValuesPet, types};
    use roster_client_runtime::Credential;

    let (_, server) = start!(one_of_by_constant);
    let client = Client::with(&server.url(), Credential::anonymous(), Default::default()).unwrap();
    for event in [Created::new("a").into(), ValuesEvent::Deleted(Deleted::default())] {
        let sent = types::Values {
            event: Some(event),
            pet: Some(ValuesPet::Dog(types::Dog::default())),
            ..types::Values::default()
        };
        let ValuesEchoResponse::Ok(answer) = client.values_echo(&sent).await.unwrap();
        assert_eq!(answer, sent);
    }
    // What knows fewer of the properties, and has the constant.
    let deleted: ValuesEvent = serde_json::from_value(json!({"version": 2, "id": "a"})).unwrap();
    assert!(matches!(deleted, ValuesEvent::Deleted(_)), "{deleted:?}");
}
