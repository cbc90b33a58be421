//! Constraints of arrays.

use crate::{constraints_arrays::*, support::*};

echo!();

#[tokio::test]
async fn limits_are_kept() {
    let (_, server) = start!(constraints_arrays);
    server
        .accepts(json!({"some": ["a"], "set": [1, "1", [1], {"a": 1}, {"a": 2}], "rows": [[], [0, 1]], "things": [{"id": 1}]}))
        .await;
    server.refuses(json!({"some": []}), &["/some"]).await;
    server.refuses(json!({"some": ["a", "b", "c"]}), &["/some"]).await;
    server.refuses(json!({"set": [1, 1.0]}), &["/set"]).await;
    server.refuses(json!({"set": [{"a": 1, "b": 2}, {"b": 2, "a": 1}]}), &["/set"]).await;
    server.refuses(json!({"rows": [[0, -1], [1, 2, 3], 4]}), &["/rows/0/1", "/rows/1", "/rows/2"]).await;
    server.refuses(json!({"things": [{}, {"id": 1}, {"id": "1"}]}), &["/things/0/id", "/things/2/id"]).await;
    server.refuses(json!({"things": {"id": 1}}), &["/things"]).await;
}

#[tokio::test]
async fn at_most_fifty_violations_are_listed() {
    let (_, server) = start!(constraints_arrays);
    let reply = server.post("/values", json!({"rows": vec![1; 1000]})).await;
    assert_eq!((reply.status, reply.violations().len()), (400, 50));
}
