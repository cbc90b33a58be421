//! What a refusal calls alternatives and what is forbidden, in the document's words.

use crate::{refusal_words::*, support::*};

echo!();

#[tokio::test]
async fn alternatives_have_their_titles_or_the_names_of_components() {
    let (handler, server) = start!(refusal_words);
    server.accepts(json!({"group": {"id": 1}, "color": "red", "shade": "dark"})).await;
    assert_eq!(handler.seen.take().color.as_deref(), Some("red"));
    let reply = server.post("/values", json!({"group": {}})).await;
    let detail = "fits none of 3 alternatives (create: /name is required; /id is required; Nameless: /key is required)";
    assert_eq!(reply.json()["errors"][0]["detail"], detail);
}

#[tokio::test]
async fn what_is_forbidden_is_said_by_the_first_paragraph() {
    let (_, server) = start!(refusal_words);
    let reply = server.post("/values", json!({"color": "white"})).await;
    assert_eq!(reply.json()["errors"][0]["detail"], "must not be this: The colour of the background");
    let reply = server.post("/values", json!({"shade": "white"})).await;
    assert_eq!(reply.json()["errors"][0]["detail"], "must not be this: White");
}
