//! Exactly one of several schemas.

use crate::{one_of::*, support::*};

echo!();

#[tokio::test]
async fn the_schema_chooses_the_branch() {
    let (_, server) = start!(one_of);
    for scalar in [json!(1), json!("ab"), json!(true)] {
        server.accepts(json!({ "scalar": scalar })).await;
    }
    server.accepts(json!({"shape": {"radius": 1.5}, "list": [1.5, [2.5], []]})).await;
    server.accepts(json!({"shape": {"side": 1.5}, "overlap": 4})).await;
    server.accepts(json!({"overlap": 8})).await;
}

#[tokio::test]
async fn a_number_among_others_keeps_its_digits() {
    let (_, server) = start!(one_of);
    for measure in [json!(9_007_199_254_740_993_u64), json!(u64::MAX), json!(i64::MIN), json!(0.1), json!("3")] {
        server.accepts(json!({ "measure": measure })).await;
    }
}

#[tokio::test]
async fn none_and_several_are_refused() {
    let (_, server) = start!(one_of);
    server.refuses(json!({"scalar": "a"}), &["/scalar"]).await;
    server.refuses(json!({"scalar": null}), &["/scalar"]).await;
    server.refuses(json!({"shape": {}}), &["/shape"]).await;
    server.refuses(json!({"shape": {"radius": 1.5, "side": 1.5}}), &["/shape"]).await;
    server.refuses(json!({"list": [1, ["a"]]}), &["/list/1/0"]).await;
    server.refuses(json!({"overlap": 6}), &["/overlap"]).await;
}
