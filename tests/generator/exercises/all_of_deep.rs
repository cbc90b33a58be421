//! `allOf` of `allOf`, with `required` beside it, within unions, nullable, and around unions.

use crate::{all_of_deep::*, support::*};

echo!();

#[tokio::test]
async fn all_parts_are_merged() {
    let (handler, server) = start!(all_of_deep);
    server.accepts(json!({"employee": {"name": "a", "nick": "b", "age": 5, "salary": 1.5}, "strict": {"id": 1}})).await;
    let employee = handler.seen.take().employee.unwrap();
    assert_eq!((employee.name.as_str(), employee.nick.as_deref()), ("a", Some("b")));
    assert_eq!((employee.age, employee.salary), (Some(5), 1.5));
    server.accepts(json!({"either": {"nick": "a"}, "nullable": null, "text": "abc", "union": true})).await;
    server.accepts(json!({"either": {"id": 1}, "nullable": {"name": "a"}, "union": 1})).await;
}

#[tokio::test]
async fn all_parts_are_checked() {
    let (_, server) = start!(all_of_deep);
    server.refuses(json!({"employee": {"nick": 1}}), &["/employee/name", "/employee/nick", "/employee/salary"]).await;
    server
        .refuses(json!({"employee": {"name": "longer", "age": 100, "salary": 1}}), &["/employee/name", "/employee/age"])
        .await;
    server.refuses(json!({"employee": {"name": "a", "age": -1, "salary": 1}}), &["/employee/age"]).await;
    server.refuses(json!({"strict": {"id": 1, "x": 1}}), &["/strict/x"]).await;
    server.refuses(json!({"text": "abcdef", "union": "a"}), &["/text", "/union"]).await;
    server.refuses(json!({"nullable": {"name": null}}), &["/nullable/name"]).await;
}
