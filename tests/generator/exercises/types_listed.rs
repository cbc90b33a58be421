//! A variant for each of several types.

use crate::{support::*, types_listed::*};

echo!();

#[tokio::test]
async fn the_json_type_says_which_it_is() {
    let (handler, server) = start!(types_listed);
    server
        .accepts(json!({"scalar": "5", "formats": "2024-02-29", "choices": "auto", "deep": {"x": ""}, "numbers": 1}))
        .await;
    let seen = handler.seen.take();
    assert_eq!(seen.scalar, Some(ValuesScalar::String("5".to_owned())));
    assert_eq!(seen.formats, chrono::NaiveDate::from_ymd_opt(2024, 2, 29).map(ValuesFormats::String));
    assert_eq!(seen.choices, Some(ValuesChoices::String(ValuesChoicesString::Auto)));
    assert_eq!(seen.numbers, Some(1.0));
    server
        .accepts(json!({"scalar": 5, "formats": 5, "choices": 2, "deep": [1], "numbers": 1.5, "items": [1, "1"]}))
        .await;
    let seen = handler.seen.take();
    assert_eq!((seen.scalar, seen.deep), (Some(ValuesScalar::Integer(5)), Some(ValuesDeep::Array(vec![1]))));
    assert_eq!(seen.items, Some(vec![Id::Integer(1), Id::String("1".to_owned())]));
    for any in [json!(null), json!("a"), json!(1.5), json!(true), json!([{}]), json!({"a": []})] {
        server.accepts(json!({"any": any})).await;
    }
}

#[tokio::test]
async fn each_has_its_keywords() {
    let (_, server) = start!(types_listed);
    server
        .refuses(
            json!({"scalar": 1.5, "formats": 4, "choices": 3, "deep": ["a"]}),
            &["/scalar", "/formats", "/choices", "/deep/0"],
        )
        .await;
    server
        .refuses(
            json!({"scalar": null, "formats": "29.2.2024", "choices": "b", "deep": {}}),
            &["/scalar", "/formats", "/choices", "/deep/x"],
        )
        .await;
    server.refuses(json!({"numbers": "1", "items": [true]}), &["/numbers", "/items/0"]).await;
}

#[tokio::test]
async fn the_client_tells_them_apart_likewise() {
    use crate::clients::types_listed::{Client, Id, ValuesEchoResponse, ValuesEither, types};
    use roster_client_runtime::Credential;

    let (handler, server) = start!(types_listed);
    let client = Client::with(&server.url(), Credential::anonymous(), Default::default()).unwrap();
    let sent = types::Values {
        // What would do for an object with one property, too.
        either: Some(ValuesEither::Array(vec!["a".to_owned()])),
        items: Some(vec![Id::String("1".to_owned()), Id::Integer(1)]),
        ..types::Values::default()
    };
    let ValuesEchoResponse::Ok(answer) = client.values_echo(&sent).await.unwrap();
    assert_eq!(answer, sent);
    assert_eq!(
        serde_json::to_value(handler.seen.take()).unwrap(),
        json!({"either": ["a"], "items": ["1", 1]})
    );
}
