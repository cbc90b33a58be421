//! Types of one value.

use crate::{constants::*, support::*};

echo!();

#[tokio::test]
async fn the_value_is_accepted() {
    let (handler, server) = start!(constants);
    let full = json!({"text": "a-b", "number": 3, "fraction": 1.5, "flag": true, "list": [1, {"x": null}], "named": "2", "narrowed": "b", "defaulted": "x", "nullable": "x"});
    server.accepts(full.clone()).await;
    let seen = handler.seen.take();
    assert_eq!((seen.text, seen.named, seen.narrowed), (ValuesText, Some(Version), Some(ValuesNarrowed)));
    assert_eq!(serde_json::to_value(seen).unwrap(), full);
    assert_eq!(Version::VALUE.to_value(), "2");
}

#[tokio::test]
async fn a_default_is_filled_in() {
    let (_, server) = start!(constants);
    let reply = server.post("/values", json!({"text": "a-b", "number": 3.0})).await;
    assert_eq!(reply.json(), json!({"text": "a-b", "number": 3, "defaulted": "x"}));
}

#[tokio::test]
async fn every_other_is_refused() {
    let (_, server) = start!(constants);
    let wrong = json!({"text": "a", "number": 4, "fraction": 1, "flag": false, "list": [1, {}], "named": 2, "narrowed": "a", "nullable": "y"});
    server
        .refuses(wrong, &["/text", "/number", "/fraction", "/flag", "/list", "/named", "/narrowed", "/nullable"])
        .await;
    server.refuses(json!({}), &["/text"]).await;
}
