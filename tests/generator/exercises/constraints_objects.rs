//! Constraints of objects.

use crate::{constraints_objects::*, support::*};

echo!();

#[tokio::test]
async fn limits_are_kept() {
    let (handler, server) = start!(constraints_objects);
    let valid = json!({"closed": {"a": 1}, "few": {"x": 1}, "needed/key": "n", "tilde~key": 1});
    server.accepts(valid.clone()).await;
    let seen = handler.seen.take();
    assert_eq!((seen.closed.a, seen.closed.b, seen.needed_key.as_str(), seen.tilde_key), (1, None, "n", Some(1)));
    let with = |property: &str, value: Value| {
        let mut changed = valid.clone();
        changed[property] = value;
        changed
    };
    server.refuses(json!({}), &["/closed", "/needed~1key"]).await;
    server.refuses(with("closed", json!({"b": 1})), &["/closed/a"]).await;
    server.refuses(with("closed", json!({"a": 1, "c~": 1})), &["/closed/c~0"]).await;
    server.refuses(with("few", json!({})), &["/few"]).await;
    server.refuses(with("few", json!({"x": 1, "y": 2, "z": 3})), &["/few"]).await;
    server.refuses(with("few", json!({"x": "1"})), &["/few/x"]).await;
    server.refuses(with("tilde~key", json!("1")), &["/tilde~0key"]).await;
}
