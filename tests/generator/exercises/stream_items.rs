//! Sequences are handed on as bytes, and nothing of them is checked.

use futures_util::TryStreamExt;
use roster_runtime::{Body, Raw};

use crate::{stream_items::*, support::*};

#[derive(Default)]
pub struct Handler;
async fn text(body: Raw) -> Result<String, Problem> {
    let bytes = body.try_fold(Vec::new(), |mut all, chunk| async move {
        all.extend(chunk);
        Ok(all)
    });
    Ok(String::from_utf8(bytes.await?).unwrap())
}

impl DefaultApi for Handler {
    async fn logs_append(&self, _: Call<()>, body: Raw) -> Result<LogsAppendResponse, Problem> {
        Ok(LogsAppendResponse::Ok(text(body).await?))
    }

    async fn logs_follow(&self, _: Call<()>) -> Result<LogsFollowResponse, Problem> {
        Ok(LogsFollowResponse::Ok(Body::from("data: a\n\n")))
    }

    async fn parts_send(&self, _: Call<()>, body: Raw) -> Result<PartsSendResponse, Problem> {
        Ok(PartsSendResponse::Ok(text(body).await?))
    }
}

#[tokio::test]
async fn bodies_are_bytes() {
    let (_, server) = start!(stream_items);
    let lines = "{\"level\":\"info\"}\n{\"level\":1}\n";
    let post = request("POST", "/logs").body("application/jsonl", lines);
    assert_eq!(server.send(post).await.pair(), (200, lines));
    let parts = request("POST", "/parts").body("multipart/mixed; boundary=b", "--b--");
    assert_eq!(server.send(parts).await.pair(), (200, "--b--"));
    let followed = server.get("/logs").await;
    assert_eq!((followed.pair(), followed.header("content-type")), ((200, "data: a\n\n"), Some("text/event-stream")));
    assert_eq!(server.send(request("POST", "/logs").body("application/json", "[]")).await.status, 415);
}
