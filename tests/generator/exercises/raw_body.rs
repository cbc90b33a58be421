//! Bodies of bytes, as they arrive.

use futures_util::TryStreamExt;
use roster_runtime::Raw;

use crate::{raw_body::*, support::*};

shows! {
    blob_put(body: Raw) -> BlobPutResponse => measure(body).await?;
    picture_put(body: Raw) -> PicturePutResponse => {
        let media_type = body.media_type().map(ToOwned::to_owned);
        (media_type, measure(body).await?.1)
    };
    task_create(body: Option<Raw>) -> TaskCreateResponse => match body {
        Some(body) => Some(measure(body).await?),
        None => None,
    };
}

/// What was announced, and what came.
async fn measure(body: Raw) -> Result<(Option<u64>, usize), Problem> {
    let announced = body.declared_length();
    let length = body.try_fold(0, |sum, chunk| async move { Ok(sum + chunk.len()) }).await?;
    Ok((announced, length))
}

#[tokio::test]
async fn bytes_are_streamed() {
    let (_, server) = start!(raw_body);
    let put = |body: &[u8]| request("PUT", "/blob").body("application/octet-stream", body);
    assert_eq!(server.send(put(b"\x00\xff")).await.pair(), (200, "(Some(2), 2)"));
    assert_eq!(server.send(put(b"")).await.pair(), (200, "(Some(0), 0)"));
    let chunked = request("PUT", "/blob").chunked("application/octet-stream", &[b"abc", b"de"]);
    assert_eq!(server.send(chunked).await.pair(), (200, "(None, 5)"));
    let picture = request("PUT", "/picture").body("image/svg+xml", "<svg/>");
    assert_eq!(server.send(picture).await.pair(), (200, r#"(Some("image/svg+xml"), 6)"#));
}

#[tokio::test]
async fn limits_and_media_types_are_kept() {
    let (_, server) = start!(raw_body);
    let put = |body: &[u8]| request("PUT", "/blob").body("application/octet-stream", body);
    assert_eq!(server.send(put(&[0; 1000])).await.status, 200);
    assert_eq!(server.send(put(&[0; 1001])).await.status, 413);
    let chunked = request("PUT", "/blob").chunked("application/octet-stream", &[&[0; 600], &[0; 600]]);
    assert_eq!(server.send(chunked).await.status, 413);
    assert_eq!(server.send(request("PUT", "/picture").body("text/plain", "a")).await.status, 415);
    assert_eq!(server.send(request("PUT", "/picture").bytes("a")).await.status, 415);
}

#[tokio::test]
async fn a_body_that_clients_need_not_know_of_is_taken() {
    let (_, server) = start!(raw_body);
    let with = |body: &[u8]| request("POST", "/task").body("application/gzip", body);
    assert_eq!(server.send(request("POST", "/task")).await.pair(), (200, "None"));
    assert_eq!(server.send(with(b"abc")).await.pair(), (200, "Some((Some(3), 3))"));
    assert_eq!(server.send(with(&[0; 11])).await.status, 413);
    assert_eq!(server.send(request("POST", "/task").body("text/plain", "a")).await.status, 415);
}
