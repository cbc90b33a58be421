//! Headers of responses, required and optional.

use crate::{response_headers::*, support::*};

#[derive(Default)]
pub struct Handler;
anonymous!(Handler);

impl DefaultApi for Handler {
    async fn list(&self, call: Call<()>) -> Result<ListResponse, Problem> {
        Ok(match call.parts.headers.get("wanted").map(|wanted| wanted.as_bytes()) {
            Some(b"all") => ListResponse::Ok {
                body: vec![1, 2].into(),
                link: Some("</list>; rel=next".to_owned()),
                x_total_count: 2,
                x_tags: Some(vec!["a".to_owned(), "b".to_owned()]),
                last_modified: Some(chrono::DateTime::UNIX_EPOCH),
            },
            Some(b"injection") => ListResponse::Ok {
                body: vec![].into(),
                link: Some("a\r\nx-evil: 1".to_owned()),
                x_total_count: 0,
                x_tags: None,
                last_modified: None,
            },
            Some(b"nothing") => ListResponse::NoContent { x_reason: "hidden".parse().unwrap() },
            _ => ListResponse::Ok {
                body: vec![].into(),
                link: None,
                x_total_count: 0,
                x_tags: None,
                last_modified: None,
            },
        })
    }
}

#[tokio::test]
async fn headers_are_written() {
    let (_, server) = start!(response_headers);
    let reply = server.get("/list").await;
    assert_eq!((reply.pair(), reply.header("x-total-count")), ((200, "[]"), Some("0")));
    assert_eq!([reply.header("link"), reply.header("x-tags"), reply.header("last-modified")], [None; 3]);
    let reply = server.send(request("GET", "/list").header("wanted", "all")).await;
    assert_eq!((reply.pair(), reply.header("x-total-count")), ((200, "[1,2]"), Some("2")));
    assert_eq!(reply.header("link"), Some("</list>; rel=next"));
    assert_eq!(reply.header("x-tags"), Some("a,b"));
    assert_eq!(reply.header("last-modified"), Some("1970-01-01T00:00:00Z"));
    let reply = server.send(request("GET", "/list").header("wanted", "nothing")).await;
    assert_eq!((reply.pair(), reply.header("x-reason")), ((204, ""), Some("hidden")));
}

#[tokio::test]
async fn a_header_cannot_smuggle_another() {
    let (_, server) = start!(response_headers);
    let reply = server.send(request("GET", "/list").header("wanted", "injection")).await;
    assert_eq!((reply.status, reply.header("x-evil")), (500, None));
}
