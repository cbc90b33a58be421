//! Formats with a type, and those that are checked text.

use crate::{formats_of_json_schema::*, support::*};

echo!();

#[tokio::test]
async fn formats_are_decoded() {
    let (handler, server) = start!(formats_of_json_schema);
    server.accepts(json!({"v4": "127.0.0.1", "v6": "2001:db8::1", "time": "12:30:00.5+01:00", "duration": "P1DT12H", "decimal": "12.50", "uri": "http://a.b", "either": "::1"})).await;
    let seen = handler.seen.take();
    assert_eq!(seen.v4, Some(std::net::Ipv4Addr::LOCALHOST));
    assert_eq!(seen.either, Some(ValuesEither::Ipv6(std::net::Ipv6Addr::LOCALHOST)));
    assert_eq!((seen.decimal.as_deref(), seen.uri.as_deref()), (Some("12.50"), Some("http://a.b")));
    server.accepts(json!({"v6": null, "time": "09:00:00Z"})).await;
    assert_eq!(server.post("/values", json!({"v6": "2001:DB8:0:0::1"})).await.json(), json!({"v6": "2001:db8::1"}));
}

#[tokio::test]
async fn formats_are_checked() {
    let (_, server) = start!(formats_of_json_schema);
    for (property, value) in [
        ("v4", "127.0.0.01"),
        ("v4", "::1"),
        ("v6", "127.0.0.1"),
        ("time", "24:00:00Z"),
        ("time", "09:00:00"),
        ("duration", "1 day"),
        ("duration", "P1D1Y"),
        ("decimal", "1e3"),
        ("uri", "/a"),
        ("either", "a"),
    ] {
        server.refuses(json!({ property: value }), &[&format!("/{property}")]).await;
    }
}
