//! What goes over the wire and what does not: credentials, headers, redirects, repetitions. The server is a tiny one.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method};
use roster_client::{
    Client, Credential, Error, KeyLocation, Options, RetryPolicy, docutools,
    twona::{self, FilesDownloadResponse, FilesGetResponse},
};
use roster_tests::App;

use super::named;

const TOKEN: &str = "s3cret-t0ken";

/// A request as it arrived.
#[derive(Clone, Debug)]
struct Arrived {
    method: Method,
    path: String,
    headers: HeaderMap,
    at: Instant,
}

/// A server that answers the requests in turn; the last answer is repeated.
struct Server {
    url: String,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl Server {
    async fn start<const N: usize>(answers: [fn() -> Response; N]) -> Self {
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let log = arrived.clone();
        let router = Router::new().fallback(move |request: Request| {
            let (method, path) = (request.method().clone(), request.uri().to_string());
            let mut log = log.lock().expect("no test panics while it looks");
            log.push(Arrived { method, path, headers: request.headers().clone(), at: Instant::now() });
            let answer = answers[log.len().min(N) - 1]();
            async move { answer }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, arrived }
    }

    fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().expect("no handler panics").clone()
    }

    /// A client whose own pauses are too short to be noticed.
    fn twona(&self) -> twona::Client {
        let retry = RetryPolicy { base: Duration::from_millis(1), ..RetryPolicy::default() };
        let credential = Credential::api_key(KeyLocation::Header, "access-token", TOKEN).expect("a credential");
        twona::Client::with(&self.url, credential, Options { retry, ..Options::default() }).expect("a client")
    }
}

fn json(status: u16, body: &'static str) -> Response {
    (status_of(status), [("content-type", "application/json")], body).into_response()
}

fn status_of(status: u16) -> http::StatusCode {
    http::StatusCode::from_u16(status).expect("a status")
}

fn group() -> Response {
    let body = r#"{"active": true, "date_created": "2019-07-01T11:47:04Z", "date_updated": "2019-07-01T11:47:04Z",
        "id": 160, "name": "Site engineers"}"#;
    json(200, body)
}

fn groups() -> Response {
    json(200, "[]")
}

fn come_back(status: u16, after: &'static str) -> Response {
    let problem = r#"{"type": "about:blank", "title": "Later", "status": 429, "detail": "", "code": "later"}"#;
    let headers = [("content-type", "application/problem+json"), ("retry-after", after)];
    (status_of(status), headers, problem).into_response()
}

fn moved() -> Response {
    let location = [("location", "/elsewhere")];
    (status_of(301), location, Body::empty()).into_response()
}

#[tokio::test]
async fn a_documented_redirect_is_an_answer_and_is_not_followed() {
    let server = Server::start([moved]).await;
    let client = server.twona();
    match client.files_get("old", &Default::default()).await {
        Ok(FilesGetResponse::MovedPermanently { location }) => assert_eq!(location, "/elsewhere"),
        other => panic!("{other:?}"),
    }
    match client.files_download("old", &Default::default()).await {
        Ok(FilesDownloadResponse::MovedPermanently { location }) => assert_eq!(location, "/elsewhere"),
        other => panic!("{other:?}"),
    }
    let paths: Vec<String> = server.arrived().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/v2/files/old", "/v2/files/old/content"]);
}

#[tokio::test]
async fn an_undocumented_redirect_is_an_error_that_keeps_its_headers() {
    let server = Server::start([moved]).await;
    let error = server.twona().users_get("u1").await.expect_err("not documented");
    assert!(matches!(&error, Error::Status { status, .. } if *status == 301), "{error:?}");
    assert_eq!(error.headers().expect("headers")["location"], "/elsewhere");
    // progenitor's client follows none either: it would carry the token elsewhere.
    let raw = server.twona().raw().expect("a raw client");
    let error = raw.users_get().user_id("u1").send().await.expect_err("not documented");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(301));
    assert_eq!(server.arrived().len(), 2);
}

#[tokio::test]
async fn a_request_is_repeated_after_the_time_that_the_server_asks_for() {
    let server = Server::start([|| come_back(503, "1"), groups]).await;
    assert_eq!(server.twona().groups_list(&Default::default()).await.expect("groups").into_body(), []);
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 2);
    let pause = arrived[1].at - arrived[0].at;
    assert!(pause >= Duration::from_secs(1), "{pause:?}");

    // 429: the server has not acted, so that even a POST is repeated, with the same body and credential.
    let server = Server::start([|| come_back(429, "1"), group]).await;
    let create = named("Site engineers");
    server.twona().groups_create_or_activate(&create).await.expect("a group");
    let arrived = server.arrived();
    assert_eq!(arrived.iter().map(|request| &request.method).collect::<Vec<_>>(), [Method::POST; 2]);
    assert!(arrived[1].at - arrived[0].at >= Duration::from_secs(1));
    for name in ["access-token", "content-length", "content-type"] {
        assert_eq!(arrived[0].headers[name], arrived[1].headers[name]);
    }
}

#[tokio::test]
async fn what_is_not_safe_or_not_worth_it_is_not_repeated() {
    let server = Server::start([|| come_back(503, "0")]).await;
    let error = server.twona().groups_create_or_activate(&named("x")).await.expect_err("503");
    assert_eq!((error.status().map(|status| status.as_u16()), error.code()), (Some(503), Some("later")));
    assert_eq!(server.arrived().len(), 1, "a POST may have been acted on");

    let server = Server::start([|| come_back(429, "86400")]).await;
    let error = server.twona().groups_list(&Default::default()).await.expect_err("429");
    assert_eq!(error.headers().expect("headers")["retry-after"], "86400");
    assert_eq!(server.arrived().len(), 1, "nobody waits for a day");

    let server = Server::start([|| come_back(429, "0")]).await;
    server.twona().groups_list(&Default::default()).await.expect_err("429");
    assert_eq!(server.arrived().len(), 4, "three attempts after the first");
}

#[tokio::test]
async fn the_raw_client_honours_retry_after() {
    let server = Server::start([|| come_back(429, "1"), groups]).await;
    let raw = server.twona().raw().expect("a raw client");
    raw.groups_list().send().await.expect("groups");
    let arrived = server.arrived();
    assert!(arrived.len() == 2 && arrived[1].at - arrived[0].at >= Duration::from_secs(1), "{arrived:?}");
}

#[tokio::test]
async fn credentials_go_where_the_document_says_and_no_version_header_is_sent() {
    let server = Server::start([groups]).await;
    let client = server.twona();
    client.groups_list(&Default::default()).await.expect("groups");
    client.raw().expect("a raw client").groups_list().send().await.expect("groups");
    let docutools = Client::docutools(&server.url, TOKEN).expect("a client");
    docutools.licenses_remove(uuid::Uuid::nil()).await.expect("any 200 will do");
    let raw = docutools.raw().expect("a raw client");
    raw.licenses_remove().user_id(uuid::Uuid::nil()).send().await.expect("any 200 will do");
    // It documents that nobody authenticates there.
    client.uploads_discover().await.expect_err("200 is not documented");

    let arrived = server.arrived();
    assert_eq!(arrived.len(), 5);
    let bearer = format!("Bearer {TOKEN}");
    let expected = [
        (Some(TOKEN), None),
        (Some(TOKEN), None),
        (None, Some(bearer.as_str())),
        (None, Some(bearer.as_str())),
        (None, None),
    ];
    for (request, credentials) in arrived.iter().zip(expected) {
        let header = |name: &str| request.headers.get(name).map(|value| value.to_str().expect("text"));
        assert_eq!((header("access-token"), header("authorization")), credentials, "{}", request.path);
        assert!(header("api-version").is_none() && !request.path.contains(TOKEN), "{request:?}");
        assert!(header("accept").is_some_and(|accept| accept.contains("application/problem+json")), "{request:?}");
    }
}

#[tokio::test]
async fn the_token_is_in_no_debug_output_and_in_no_error() {
    let app = App::start().await;
    let twona = Client::twona(app.owner.base(), TOKEN).expect("a client");
    let docutools = docutools::Client::with(
        "http://127.0.0.1:1",
        Credential::api_key(KeyLocation::Query, "key", TOKEN).expect("a credential"),
        Options { retry: RetryPolicy::off(), ..Options::default() },
    )
    .expect("a client");
    let refused = twona.session_get().await.expect_err("the token is not valid");
    let unreachable = docutools.members_list(&Default::default()).await.expect_err("nobody is there");
    assert!(matches!(unreachable, Error::Transport(_)), "{unreachable:?}");
    let raw = twona.raw().expect("a raw client");
    let raw_refused = raw.session_get().send().await.expect_err("the token is not valid");
    let server = Server::start([moved]).await;
    let key = Credential::api_key(KeyLocation::Query, "key", TOKEN).expect("a credential");
    let elsewhere = docutools::Client::with(&server.url, key, Options::default()).expect("a client");
    let raw_undocumented =
        elsewhere.raw().expect("a raw client").members_list().send().await.expect_err("not documented");
    assert_eq!(server.arrived()[0].path, format!("/api/v2/members?key={TOKEN}"));
    let raw_unreachable =
        docutools.raw().expect("a raw client").members_list().send().await.expect_err("nobody is there");
    let shown = [
        format!("{twona:?} {docutools:?}"),
        format!("{twona:#?} {docutools:#?}"),
        format!("{raw:?}"),
        format!("{refused:?} {refused} {unreachable:?} {unreachable}"),
        format!("{raw_refused:?} {raw_refused}"),
        format!("{raw_unreachable:?} {raw_unreachable}"),
        format!("{raw_undocumented:?} {raw_undocumented}"),
    ];
    for text in shown {
        assert!(!text.contains(TOKEN), "{text}");
    }
}
