//! Maps, and objects that take other properties or refuse them.

use crate::{maps::*, support::*};

echo!();

#[tokio::test]
async fn maps_are_decoded() {
    let (handler, server) = start!(maps);
    server
        .accepts(json!({
            "counts": {"ä": 1, "": 2}, "nested": {"a": {"b": "c"}}, "things": {"t": {"id": 1}}, "free": {"x": [null]},
            "bare": {"y": 1}, "none": {}, "open": {"id": 1, "more": {"z": true}}, "extended": {"id": 1, "more": "text"}
        }))
        .await;
    let seen = handler.seen.take();
    assert_eq!(seen.counts.unwrap()["ä"], 1);
    assert_eq!(seen.things.unwrap()["t"].id, 1);
    assert_eq!(seen.open.unwrap().additional_properties["more"], json!({"z": true}));
    assert_eq!(seen.extended.unwrap().additional_properties["more"], "text");
}

#[tokio::test]
async fn other_properties_are_decoded_as_those_with_a_name() {
    let (handler, server) = start!(maps);
    let text = r#"{"counted":{"id":1.0,"double":2.0,"least":-9223372036854775808,"none":null}}"#;
    let reply = server.send(request("POST", "/values").body("application/json", text)).await;
    assert_eq!(reply.pair().0, 200, "{}", reply.text());
    let counted = handler.seen.take().counted.unwrap();
    assert_eq!(counted.id, Some(1));
    let others = [("double", Some(2)), ("least", Some(i64::MIN)), ("none", None)];
    assert_eq!(counted.additional_properties, others.map(|(name, value)| (name.to_owned(), value)).into());
}

#[tokio::test]
async fn their_values_are_checked() {
    let (_, server) = start!(maps);
    server
        .refuses(
            json!({
                "counts": {"a/b": -1}, "nested": {"a": {"b": 1}}, "things": {"t": {}}, "none": {"x": 1},
                "extended": {"id": 1, "more": 2}, "free": 1
            }),
            &["/counts/a~1b", "/nested/a/b", "/things/t/id", "/none/x", "/extended/more", "/free"],
        )
        .await;
}
