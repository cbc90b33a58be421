//! One operation, bodies of several media types.

use futures_util::TryStreamExt;

use crate::{request_media_types::*, support::*};

shows! {
    note_create(body: NoteCreateBody) -> NoteCreateResponse => match body {
        NoteCreateBody::Json(note) => format!("json {}", note.title),
        NoteCreateBody::Form(note) => format!("form {}", note.title),
        NoteCreateBody::Plain(text) => format!("text {text}"),
        NoteCreateBody::OctetStream(raw) => {
            let chunks: Vec<_> = raw.try_collect().await?;
            format!("bytes {:?}", chunks.concat())
        }
    };
}

#[tokio::test]
async fn the_content_type_chooses() {
    let (_, server) = start!(request_media_types);
    for (media_type, body, expected) in [
        ("application/json", r#"{"title":"a"}"#, r#""json a""#),
        ("application/x-www-form-urlencoded", "title=a", r#""form a""#),
        ("text/plain", "a", r#""text a""#),
        ("application/octet-stream", "a", r#""bytes [97]""#),
    ] {
        let reply = server.send(request("POST", "/notes").body(media_type, body)).await;
        assert_eq!(reply.pair(), (200, expected), "{media_type}");
    }
    for media_type in ["application/json", "application/x-www-form-urlencoded"] {
        let body = if media_type == "application/json" { r#"{"title":""}"# } else { "title=" };
        let reply = server.send(request("POST", "/notes").body(media_type, body)).await;
        assert_eq!(reply.refusal(), refusal(400, &["/title"]), "{media_type}");
    }
    assert_eq!(server.send(request("POST", "/notes").body("text/html", "a")).await.status, 415);
}
