//! Headers of responses, required and optional.

use crate::{response_headers::*, support::*};

#[derive(Default)]
pub struct Handler;
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

#[tokio::test]
async fn the_client_reads_what_the_server_writes() {
    use crate::clients::response_headers::{Client, ListNoContentXReason, ListResponse};
    use roster_client_runtime::{Credential, Options};

    let (_, server) = start!(response_headers);
    let client = |wanted| {
        let http = reqwest::Client::builder();
        let headers = http::HeaderMap::from_iter([("wanted".parse().unwrap(), http::HeaderValue::from_static(wanted))]);
        let options = Options { http: Some(http.default_headers(headers).build().unwrap()), ..Options::default() };
        Client::with(&server.url(), Credential::anonymous(), options).unwrap()
    };
    let ListResponse::Ok { link, x_total_count, x_tags, last_modified, body } = client("all").list().await.unwrap()
    else {
        panic!("it is a page");
    };
    assert_eq!((link.as_deref(), x_total_count, body), (Some("</list>; rel=next"), 2, vec![1, 2]));
    assert_eq!(x_tags, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(last_modified, Some(chrono::DateTime::UNIX_EPOCH));
    let answer = client("nothing").list().await.unwrap();
    assert!(matches!(answer, ListResponse::NoContent { x_reason: ListNoContentXReason::Hidden }), "{answer:?}");
}
