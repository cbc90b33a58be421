//! A JSON body: decoded, checked whole, limited.

use crate::{json_body::*, support::*};

#[derive(Default)]
pub struct Handler {
    seen: Seen<Note>,
}
impl DefaultApi for Handler {
    async fn note_create(&self, _: Call<()>, body: Note) -> Result<NoteCreateResponse, Problem> {
        self.seen.put(body.clone());
        Ok(NoteCreateResponse::Created(body))
    }
}

#[tokio::test]
async fn a_body_is_decoded_and_given_back() {
    let (handler, server) = start!(json_body);
    let note = json!({"title": "ä", "stars": 5, "tags": ["x"], "author": {"name": "A"}});
    let reply = server.post("/notes", note.clone()).await;
    assert_eq!((reply.status, reply.json()), (201, note));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let seen = handler.seen.take();
    assert_eq!((seen.title.as_str(), seen.stars, seen.tags), ("ä", Some(5), Some(vec!["x".to_owned()])));
    assert_eq!(seen.author.unwrap().name.as_deref(), Some("A"));
    let charset = request("POST", "/notes").body("Application/JSON; charset=UTF-8", r#"{"title":"a","unknown":1}"#);
    assert_eq!(server.send(charset).await.json(), json!({"title": "a"}));
    let nul = json!({"title": "a\u{0}"});
    assert_eq!(server.post("/notes", nul.clone()).await.json(), nul);
}

#[tokio::test]
async fn every_violation_is_reported() {
    let (handler, server) = start!(json_body);
    for (note, pointers) in [
        (json!({}), &["/title"][..]),
        (json!({"title": ""}), &["/title"]),
        (json!({"title": 1, "stars": 6, "tags": ["a", 2, null]}), &["/stars", "/tags/1", "/tags/2", "/title"]),
        (json!({"title": "a", "author": {"name": 1}}), &["/author/name"]),
        (json!({"title": "a", "stars": null}), &["/stars"]),
        (json!({"title": "a", "stars": 1.5}), &["/stars"]),
        (json!([]), &[""]),
        (json!(null), &[""]),
    ] {
        assert_eq!(server.post("/notes", note.clone()).await.refusal(), refusal(400, pointers), "{note}");
    }
    assert!(handler.seen.is_empty());
}

#[tokio::test]
async fn what_is_not_json_is_refused() {
    let (handler, server) = start!(json_body);
    let post = || request("POST", "/notes");
    let deep = format!(r#"{{"title":"a","x":{}{}}}"#, "[".repeat(80), "]".repeat(80));
    for body in [
        &b"{"[..],
        b"{\"title\":\"a\"} x",
        b"{\"title\":\"a\",\"title\":\"b\"}",
        b"{\"title\":\"\xff\"}",
        b"{'title':'a'}",
        b"",
        b" ",
        deep.as_bytes(),
    ] {
        let reply = server.send(post().body("application/json", body)).await;
        assert_eq!(reply.status, 400, "{}", String::from_utf8_lossy(body));
        assert!(reply.violations().len() == 1, "{}", reply.text());
    }
    for (request, status) in [
        (post().body("text/plain", r#"{"title":"a"}"#), 415),
        (post().bytes(r#"{"title":"a"}"#), 415),
        (post(), 400),
        (post().body("application/json", format!(r#"{{"title":"{}"}}"#, "x".repeat(200))), 413),
        (post().chunked("application/json", &[b"{\"title\":", &[b' '; 200], b"\"a\"}"]), 413),
        (post().header("content-length", "201").body("application/json", ""), 413),
    ] {
        let reply = server.send(request).await;
        assert_eq!(reply.status, status, "{}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    }
    assert!(handler.seen.is_empty());
}
