//! Constraints of strings.

use crate::{constraints_strings::*, support::*};

echo!();

#[tokio::test]
async fn limits_are_kept() {
    let (_, server) = start!(constraints_strings);
    server
        .accepts(json!({
            "short": "äöü", "long": "🦀🦀", "code": "ab-12", "anywhere": "abc", "word": "a_9", "not_space": "äß",
            "slash": "/a-b.c", "unicode": "äöü", "both": "xy"
        }))
        .await;
    for (property, value) in [
        ("short", "abcd"),
        ("long", "🦀"),
        ("code", "ab-"),
        ("code", "ab-12\n"),
        ("code", "ab-١"),
        ("anywhere", "aaa"),
        ("word", "ä"),
        ("not_space", "a\u{a0}b"),
        ("slash", "/a/b"),
        ("unicode", "a"),
    ] {
        server.refuses(json!({ property: value }), &[&format!("/{property}")]).await;
    }
    server.refuses(json!({"both": "y"}), &["/both", "/both"]).await;
}
