//! The most specific media type that describes a body is its own: a type, one with parameters, a suffix, a range.

use crate::{media_type_ranges::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn note_create(&self, _: Call<()>, note: Note) -> Result<NoteCreateResponse, Problem> {
        Ok(NoteCreateResponse::Ok(note.title))
    }

    async fn anything(&self, _: Call<()>, body: AnythingBody) -> Result<AnythingResponse, Problem> {
        // The last three are JSON of a type with parameters, of the same without, and of any other with the suffix.
        let shown = show(&body);
        Ok(AnythingResponse::Ok(shown[..shown.find(['(', ' ']).unwrap()].to_owned()))
    }

    async fn answers(&self, call: Call<()>) -> Result<AnswersResponse, Problem> {
        let wanted = call.parts.headers.get("wanted").map(|wanted| wanted.to_str().unwrap().to_owned());
        let media_type = wanted.unwrap_or_else(|| "application/a+json".to_owned());
        Ok(AnswersResponse::Ok { media_type, body: serde_json::from_value(json!({"title": "a"})).unwrap() })
    }
}

#[tokio::test]
async fn a_suffix_is_json() {
    let (_, server) = start!(media_type_ranges);
    for media_type in ["application/json", "text/json", "application/a+json", "Application/B+JSON; charset=UTF-8"] {
        let reply = server.send(request("POST", "/notes").body(media_type, r#"{"title":"a"}"#)).await;
        assert_eq!(reply.pair(), (200, "a"), "{media_type}");
        let reply = server.send(request("POST", "/notes").body(media_type, r#"{"title":""}"#)).await;
        assert_eq!(reply.refusal(), refusal(400, &["/title"]), "{media_type}");
    }
    for media_type in ["application/+json", "application/a+xml", "image/a+json", "text/plain"] {
        let reply = server.send(request("POST", "/notes").body(media_type, r#"{"title":"a"}"#)).await;
        assert_eq!(reply.status, 415, "{media_type}");
    }
}

#[tokio::test]
async fn the_most_specific_one_is_chosen() {
    let (_, server) = start!(media_type_ranges);
    let note = r#"{"title":"a"}"#;
    let mut variants = std::collections::BTreeSet::new();
    for (media_type, body, other) in [
        ("application/pdf", "x", "audio/x"),
        ("image/png", "x", "image/x"),
        ("text/csv", "x", "text/html"),
        ("text/plain", "x", "text/plain; charset=utf-8"),
        ("application/a+json", note, "application/b+json"),
        ("application/vnd.note+json", note, "application/vnd.note+json; version=3"),
        ("application/vnd.note+json;version=2", r#"{"name":"a"}"#, "application/vnd.note+json; Version=\"2\""),
    ] {
        let replies = [media_type, other].map(|media_type| request("POST", "/anything").body(media_type, body));
        let [first, second] = replies.map(|request| server.send(request));
        let (first, second) = (first.await, second.await);
        assert_eq!((first.status, first.text()), (200, second.text()), "{media_type}");
        assert!(variants.insert(first.text().to_owned()), "{media_type}: {variants:?}");
    }
}

#[tokio::test]
async fn the_handler_says_which_it_is() {
    let (_, server) = start!(media_type_ranges);
    let reply = server.get("/answers").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/a+json")));
    for (accept, status) in [("application/b+json", 200), ("application/*", 200), ("text/plain", 406)] {
        assert_eq!(server.send(request("GET", "/answers").header("accept", accept)).await.status, status, "{accept}");
    }
}
