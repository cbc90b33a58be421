//! Formats of strings and numbers.

use crate::{formats::*, support::*};

echo!();

#[tokio::test]
async fn formats_are_decoded() {
    let (handler, server) = start!(formats);
    server
        .accepts(json!({
            "instant": "2024-02-29T12:00:00Z", "day": "2024-02-29", "id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
            "bytes": "AP8=", "email": "a@example.com", "uri": "https://example.com/?q", "host": "example.com",
            "v4": "127.0.0.1", "v6": "::1", "password": "any", "custom": "anything", "float": 0.5, "double": 1e300
        }))
        .await;
    let seen = handler.seen.take();
    assert_eq!(seen.instant.map(|instant| instant.timestamp()), Some(1_709_208_000));
    assert_eq!(seen.day, chrono::NaiveDate::from_ymd_opt(2024, 2, 29));
    assert_eq!(seen.bytes.map(|bytes| bytes.0), Some(vec![0, 255]));
    assert_eq!(seen.id.map(|id: uuid::Uuid| id.get_version_num()), Some(4));

    let reply = server.post("/values", json!({"instant": "2024-02-29T12:00:00.5+02:00"})).await;
    assert_eq!(reply.json(), json!({"instant": "2024-02-29T10:00:00.500Z"}));
}

#[tokio::test]
async fn formats_are_checked() {
    let (_, server) = start!(formats);
    for (property, value) in [
        ("instant", "2024-02-30T12:00:00Z"),
        ("instant", "2024-02-29"),
        ("instant", "2024-02-29T12:00:00"),
        ("day", "2023-02-29"),
        ("day", "29.2.2024"),
        ("id", "67e55044-10b1-426f-9247"),
        ("bytes", "A"),
        ("bytes", "§§§§"),
        ("email", "nobody"),
        ("email", "a b@example.com"),
        ("uri", "no uri"),
        ("uri", "/relative"),
        ("v4", "127.0.0.256"),
        ("v6", "127.0.0.1"),
        ("host", "-a-.b_"),
    ] {
        server.refuses(json!({ property: value }), &[&format!("/{property}")]).await;
    }
}
