//! What `if` says changes no type.

use crate::{conditions::*, support::*};

echo!();

#[tokio::test]
async fn what_fits_is_accepted() {
    let (handler, server) = start!(conditions);
    server.accepts(json!({"address": {"country": "US", "code": "12345"}, "size": 20})).await;
    let address = Address { country: "US".to_owned(), code: Some("12345".to_owned()) };
    assert_eq!(handler.seen.take().address, Some(address));
    server.accepts(json!({"address": {"country": "AT"}, "size": 3})).await;
}

#[tokio::test]
async fn each_side_is_checked() {
    let (_, server) = start!(conditions);
    server.refuses(json!({"address": {"country": "US"}, "size": 11}), &["/address/code", "/size"]).await;
    server.refuses(json!({"address": {"country": "US", "code": "A1"}, "size": 5}), &["/address/code", "/size"]).await;
    server.refuses(json!({"address": {"country": "AT", "code": "123456789"}}), &["/address/code"]).await;
}
