//! Bodies that may be absent.

use crate::{json_body_optional::*, support::*};

shows! {
    note_create(body: Option<NoteCreateBody>) -> NoteCreateResponse => body.map(|note| note.title);
    note_replace(body: Option<Option<NoteReplaceBody>>) -> NoteReplaceResponse => body.map(|body| body.map(|note| note.title));
}

#[tokio::test]
async fn absent_null_and_value_differ() {
    let (_, server) = start!(json_body_optional);
    assert_eq!(server.send(request("POST", "/notes")).await.pair(), (200, "None"));
    assert_eq!(server.send(request("POST", "/notes").header("content-length", "0")).await.pair(), (200, "None"));
    assert_eq!(server.post("/notes", json!({})).await.pair(), (200, "Some(None)"));
    assert_eq!(server.post("/notes", json!({"title": "a"})).await.pair(), (200, r#"Some(Some("a"))"#));
    assert_eq!(server.post("/notes", json!(null)).await.refusal(), refusal(400, &[""]));
    assert_eq!(server.send(request("POST", "/notes").body("text/plain", "x")).await.status, 415);

    let put = |body: Value| server.send(request("PUT", "/notes").json(&body));
    assert_eq!(server.send(request("PUT", "/notes")).await.pair(), (200, "None"));
    assert_eq!(put(json!(null)).await.pair(), (200, "Some(None)"));
    assert_eq!(put(json!({"title": "a"})).await.pair(), (200, r#"Some(Some(Some("a")))"#));
    assert_eq!(put(json!({"title": 1})).await.refusal(), refusal(400, &["/title"]));
}
