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

#[tokio::test]
async fn the_client_has_them_as_constants() {
    use crate::clients::constants::{Client, Fixed, ValuesEchoResponse, ValuesFraction, ValuesList, types};
    use roster_client_runtime::Credential;

    let (handler, server) = start!(constants);
    let client = Client::with(&server.url(), Credential::anonymous(), Default::default()).unwrap();
    let sent = types::Values {
        fraction: Some(ValuesFraction),
        flag: Some(types::ValuesFlag),
        list: Some(ValuesList),
        only: Some(Fixed { note: Some("n".to_owned()), ..Fixed::default() }),
        ..types::Values::default()
    };
    let ValuesEchoResponse::Ok(answer) = client.values_echo(&sent).await.unwrap();
    let expected = json!({"text": "a-b", "fraction": 1.5, "flag": true, "list": [1, {"x": null}], "only": {"kind": "k", "level": -3, "ratio": 0.5, "on": true, "note": "n"}});
    assert_eq!(serde_json::to_value(handler.seen.take()).unwrap()["only"], expected["only"]);
    assert_eq!(answer, types::Values { defaulted: answer.defaulted.clone(), ..sent.clone() });
    assert_eq!(serde_json::to_value(sent).unwrap(), expected);
    assert_eq!(ValuesFraction.value(), 1.5);
    let refused = serde_json::from_value::<ValuesFraction>(json!(2.5)).unwrap_err();
    assert_eq!(refused.to_string(), "it is 2.5, where 1.5 is documented");
}
