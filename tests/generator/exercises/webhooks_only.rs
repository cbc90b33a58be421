//! A document of webhooks alone has types and no routes.

use crate::{support::*, webhooks_only::*};

#[derive(Default)]
pub struct Handler;
#[tokio::test]
async fn nothing_is_routed() {
    let (_, server) = start!(webhooks_only);
    for target in ["/newPet", "/", "/new_pet"] {
        assert_eq!(server.post(target, json!({"id": 1})).await.status, 404, "{target}");
    }
}

#[test]
fn its_types_are_for_senders_and_receivers() {
    let pet: Pet = roster_runtime::from_value(json!({"id": 1, "name": "Rex"})).unwrap();
    assert_eq!(serde_json::to_value(&pet).unwrap(), json!({"id": 1, "name": "Rex"}));
    assert!(roster_runtime::from_value::<Pet>(json!({"name": "Rex"})).is_err());
}
