//! contains, minContains, maxContains.

use crate::{contains::*, support::*};

echo!();

#[tokio::test]
async fn enough_is_enough() {
    let (handler, server) = start!(contains);
    server.accepts(json!({"one": [1, 5], "some": [1, "ab", "cd"], "none": ["a", "x"]})).await;
    assert_eq!(handler.seen.take().one, Some(vec![1, 5]));
    server.accepts(json!({"none": []})).await;
}

#[tokio::test]
async fn too_few_and_too_many_are_refused() {
    let (_, server) = start!(contains);
    server.refuses(json!({"one": [1], "some": ["ab"], "none": ["x", "x"]}), &["/one", "/some", "/none"]).await;
    server.refuses(json!({"one": [5, "5"], "some": ["ab", "ab", "ab", "ab"]}), &["/one/1", "/some"]).await;
}
