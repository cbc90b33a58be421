//! Streamed responses.

use futures_util::stream;
use roster_runtime::Body;

use crate::{response_stream::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn download(&self, call: Call<()>) -> Result<DownloadResponse, Problem> {
        let chunk = || Ok::<_, std::io::Error>(bytes::Bytes::from_static(&[7; 1000]));
        let body = match call.parts.uri.query() {
            Some("broken") => Body::from_stream(stream::iter([chunk(), Err(std::io::Error::other("gone"))])),
            Some("length") => Body::from_stream(stream::iter([chunk(), chunk()])).with_length(2000),
            _ => Body::from_stream(stream::repeat_with(chunk).take_some(1000)),
        };
        Ok(DownloadResponse::Ok { body, content_disposition: Some("attachment".to_owned()) })
    }

    async fn picture(&self, _: Call<()>) -> Result<PictureResponse, Problem> {
        Ok(PictureResponse::Ok { media_type: "image/png".to_owned(), body: "PNG".into() })
    }
}

/// `take` under a name that does not clash with the iterators'.
trait TakeSome: Sized {
    fn take_some(self, count: usize) -> futures_util::stream::Take<Self>;
}

impl<S: futures_util::Stream> TakeSome for S {
    fn take_some(self, count: usize) -> futures_util::stream::Take<Self> {
        futures_util::StreamExt::take(self, count)
    }
}

#[tokio::test]
async fn bytes_are_streamed() {
    let (_, server) = start!(response_stream);
    let reply = server.get("/download").await;
    assert_eq!((reply.status, reply.body.len(), reply.complete), (200, 1_000_000, true));
    assert_eq!(reply.header("content-type"), Some("application/octet-stream"));
    assert_eq!(reply.header("content-disposition"), Some("attachment"));
    assert_eq!(reply.header("content-length"), None);
    let reply = server.get("/download?length").await;
    assert_eq!((reply.body.len(), reply.header("content-length")), (2000, Some("2000")));
    let reply = server.get("/picture").await;
    assert_eq!((reply.pair(), reply.header("content-type")), ((200, "PNG"), Some("image/png")));
}

#[tokio::test]
async fn a_stream_that_fails_is_cut_off() {
    let (_, server) = start!(response_stream);
    let reply = server.get("/download?broken").await;
    assert!(!reply.complete, "{} bytes", reply.body.len());
}
