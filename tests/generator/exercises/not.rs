//! What something must not be.

use crate::{not::*, support::*};

echo!();

#[tokio::test]
async fn the_schema_must_not_fit() {
    let (_, server) = start!(not);
    server.accepts(json!({"name": "guest", "number": 4})).await;
    server.refuses(json!({"name": "root", "number": 9}), &["/name", "/number"]).await;
    server.refuses(json!({"name": 1}), &["/name"]).await;
}
