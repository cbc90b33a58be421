//! Arrays with prefixItems and no fixed length.

use crate::{arrays_with_first_items::*, support::*};

echo!();

#[tokio::test]
async fn items_have_one_type_or_are_one_of_several() {
    let (handler, server) = start!(arrays_with_first_items);
    server.accepts(json!({"same": [1.5, 2, 3], "differing": ["a", 1, 2], "closed": ["a"], "open": ["a", 1, null], "nulls": ["a", null], "none": []})).await;
    let seen = handler.seen.take();
    assert_eq!(seen.same, Some(vec![1.5, 2.0, 3.0]));
    let differing = vec![
        ValuesDifferingItem::String("a".to_owned()),
        ValuesDifferingItem::Integer(1),
        ValuesDifferingItem::Integer(2),
    ];
    assert_eq!(seen.differing, Some(differing));
    assert_eq!(seen.nulls, Some(vec![Some("a".to_owned()), None]));
    server.accepts(json!({"closed": [], "objects": [{"title": "a"}, {"text": "b"}]})).await;
    server.accepts(json!({"closed": ["a", true]})).await;
}

#[tokio::test]
async fn each_is_held_against_the_schema_of_its_place() {
    let (_, server) = start!(arrays_with_first_items);
    server
        .refuses(
            json!({"same": ["1"], "differing": [1, "a"], "closed": ["a", "b"], "open": [1]}),
            &["/same/0", "/differing/0", "/differing/1", "/closed/1", "/open/0"],
        )
        .await;
    server
        .refuses(
            json!({"closed": ["a", true, 1], "nulls": ["a", 1], "none": [1]}),
            &["/closed/2", "/nulls/1", "/none/0"],
        )
        .await;
    server.refuses(json!({"objects": [{"text": "b"}]}), &["/objects/0/title"]).await;
}
