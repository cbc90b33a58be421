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

#[tokio::test]
async fn the_client_sends_and_reads_what_is_several_at_once() {
    use crate::clients::any_of::{Client, ValuesContact, ValuesEchoResponse, types};
    use roster_client_runtime::Credential;

    let (handler, server) = start!(any_of);
    let client = Client::with(&server.url(), Credential::anonymous(), Default::default()).unwrap();
    let both = json!({"mail": "a", "phone": "1"});
    for (contact, expected) in [
        (ValuesContact::Several(both.clone()), both),
        (ValuesContact::Phone(types::Phone::new("1")), json!({"phone": "1"})),
    ] {
        let sent = types::Values { contact: Some(contact), ..types::Values::default() };
        let ValuesEchoResponse::Ok(answer) = client.values_echo(&sent).await.unwrap();
        assert_eq!(answer, sent);
        assert_eq!(serde_json::to_value(handler.seen.take()).unwrap(), json!({ "contact": expected }));
    }
}
