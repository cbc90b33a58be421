//! A schema without a type is of the one that its keywords belong to: nothing gets into a struct unchecked.

use crate::{support::*, types_left_out::*};

echo!();

#[tokio::test]
async fn values_of_the_type_are_taken() {
    let (_, server) = start!(types_left_out);
    server.accepts(json!({"o": {"a": 10}, "r": {"a": null}, "s": "ab", "l": [2, 4], "parts": {"a": 1}})).await;
    server.accepts(json!({})).await;
}

#[tokio::test]
async fn others_are_refused_with_their_place() {
    let (_, server) = start!(types_left_out);
    for body in [json!([]), json!([{"a": 10}, {"a": 1}, "long"]), json!(5), json!("x"), json!(true)] {
        server.refuses(body, &[""]).await;
    }
    server.refuses(json!({"o": [10], "r": {}, "s": "abc", "l": 2}), &["/o", "/r/a", "/s", "/l"]).await;
    server.refuses(json!({"o": {"a": 9}, "s": 5, "l": [3], "parts": []}), &["/o/a", "/s", "/l/0", "/parts"]).await;
}
