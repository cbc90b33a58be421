//! Base64 in JSON.

use crate::{bytes_by_encoding::*, support::*};

echo!();

#[tokio::test]
async fn bytes_are_decoded() {
    let (handler, server) = start!(bytes_by_encoding);
    server.accepts(json!({"bytes": "AP8=", "picture": "AAAA", "json": "{not looked at", "nullable": null})).await;
    let seen = handler.seen.take();
    assert_eq!(seen.bytes.map(|bytes| bytes.0), Some(vec![0, 255]));
    assert_eq!(seen.json.as_deref(), Some("{not looked at"));
}

#[tokio::test]
async fn what_is_not_base64_is_refused() {
    let (_, server) = start!(bytes_by_encoding);
    server
        .refuses(
            json!({"bytes": "A", "picture": "AAAAAAAAAAAA", "nullable": "%%"}),
            &["/bytes", "/picture", "/nullable"],
        )
        .await;
}
