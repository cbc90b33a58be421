//! Listed strings with a variant for others.

use crate::{enums_open::*, support::*};

echo!();

#[tokio::test]
async fn listed_strings_have_variants_and_others_one() {
    let (handler, server) = start!(enums_open);
    server.accepts(json!({"model": "small-1", "reversed": "other", "by_reference": "m", "defaulted": "y", "items": ["new", "large-2"]})).await;
    let seen = handler.seen.take();
    assert_eq!((seen.model, seen.reversed), (Some(Model::Small1), Some(ValuesReversed::Other)));
    assert_eq!(seen.by_reference, Some(roster_runtime::Nullable::Value(ValuesByReference::M)));
    assert_eq!(seen.defaulted.as_str(), "y");
    assert_eq!(seen.items, Some(vec![Model::Other("new".to_owned()), Model::Large2]));
    server.accepts(json!({"reversed": "c", "by_reference": null, "defaulted": "x"})).await;
    assert_eq!(handler.seen.take().reversed, Some(ValuesReversed::Other2("c".to_owned())));
    assert_eq!(Model::KNOWN, [Model::Small1, Model::Large2]);
}

#[tokio::test]
async fn a_default_is_a_variant() {
    let (handler, server) = start!(enums_open);
    assert_eq!(server.post("/values", json!({})).await.json(), json!({"defaulted": "x"}));
    assert_eq!(handler.seen.take().defaulted, ValuesDefaulted::X);
}

#[tokio::test]
async fn what_is_no_string_is_refused() {
    let (_, server) = start!(enums_open);
    server
        .refuses(
            json!({"model": 1, "reversed": null, "by_reference": [], "items": [1]}),
            &["/model", "/reversed", "/by_reference", "/items/0"],
        )
        .await;
}
