//! Calls against a tiny server: what is sent, what comes back, what is repeated, and what takes too long.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    response::Response as Answer,
};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, future::BoxFuture, stream};

use crate::{
    Attempt, Content, Credential, Error, FilePart, Hook, KeyLocation, Options, Outcome, Refusal, RequestHead,
    RetryPolicy, Transport,
    http::{Operation, Place, Style},
};

const KEY: &[&[&str]] = &[&["key"]];
const GET: Operation =
    Operation { id: "get", method: "GET", path: "/a/{id}", accept: "application/json", security: KEY };
const POST: Operation = Operation { id: "post", method: "POST", path: "/a", accept: "", security: KEY };
const PUT: Operation = Operation { id: "put", method: "PUT", path: "/a", accept: "", security: &[] };

/// A server that answers every request by `handler`, and a client of it.
async fn serve<F>(handler: impl Fn(usize, Request) -> F + Clone + Send + Sync + 'static) -> Server
where
    F: Future<Output = Answer> + Send,
{
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = requests.clone();
    let router = Router::new().fallback(move |request: Request| {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        handler(number, request)
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Server { url, requests }
}

struct Server {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl Server {
    fn client(&self) -> Transport {
        let credential = Credential::api_key(KeyLocation::Header, "access-token", "s3cret").unwrap();
        Transport::new(&self.url, credential, options()).unwrap()
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn options() -> Options {
    let retry = RetryPolicy { base: Duration::from_millis(1), ..RetryPolicy::default() };
    Options { retry, idle_timeout: Duration::from_millis(300), ..Options::default() }
}

fn answer(status: u16, body: impl Into<Body>) -> Answer {
    Answer::builder().status(status).body(body.into()).unwrap()
}

/// Method, address, some headers and the body, one a line.
async fn echo(request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let headers = ["accept", "access-token", "content-type", "content-length", "x-list", "cookie"];
    let headers: Vec<_> = headers
        .into_iter()
        .filter_map(|name| Some(format!("{name}: {}", parts.headers.get(name)?.to_str().unwrap())))
        .collect();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8_lossy(&body);
    answer(200, format!("{} {}\n{}\n\n{body}", parts.method, parts.uri, headers.join("\n")))
}

#[tokio::test]
async fn parameters_credential_and_media_types_are_sent() {
    let server = serve(|_, request| echo(request)).await;
    let transport = server.client();
    let response = transport
        .call(&GET)
        .path("id", &"a/b")
        .query("q", &Some("x y+z"))
        .query("none", &None::<i64>)
        .parameter(Place::Query, Style::PipeDelimited, false, "ids", &[1, 2])
        .header("X-List", &["a", "b"])
        .parameter(Place::Cookie, Style::Form, true, "session", &"s")
        .send()
        .await
        .unwrap();
    let text = response.text().await.unwrap();
    assert_eq!(
        text,
        "GET /a/a%2Fb?q=x%20y%2Bz&ids=1%7C2\naccept: application/json\naccess-token: s3cret\nx-list: a,b\ncookie: session=s\n\n"
    );
}

#[tokio::test]
async fn bodies_are_sent_with_their_length() {
    let server = serve(|_, request| echo(request)).await;
    let transport = server.client();
    let json = transport.call(&PUT).json("application/json", &serde_json::json!({"a": 1})).send().await.unwrap();
    assert_eq!(
        json.text().await.unwrap(),
        "PUT /a\naccept: */*\ncontent-type: application/json\ncontent-length: 7\n\n{\"a\":1}"
    );
    let pieces = stream::iter(["ab", "cde"]).map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
    let upload = Content::stream(pieces, 5);
    let raw = transport.call(&PUT).raw("application/offset+octet-stream", upload).send().await.unwrap();
    let text = raw.text().await.unwrap();
    assert!(text.contains("content-length: 5\n\nabcde"), "{text}");
    let form = serde_json::json!({"name": "a b", "ids": [1, 2], "none": null});
    let form = transport.call(&PUT).form("application/x-www-form-urlencoded", &form).send().await.unwrap();
    assert!(form.text().await.unwrap().ends_with("\n\nids=1&ids=2&name=a%20b"));
    let empty = transport.call(&POST).empty().send().await.unwrap();
    assert!(empty.text().await.unwrap().contains("content-length: 0"));
}

#[tokio::test]
async fn multipart_bodies_have_typed_parts_and_can_be_sent_again() {
    let server =
        serve(|number, request| async move { if number == 0 { answer(503, "") } else { echo(request).await } }).await;
    let transport = server.client();
    let call = transport.call(&PUT).multipart(|parts| {
        parts.file("avatar", FilePart::new(vec![b'x'; 3]).with_file_name("a\"ä.png").with_media_type("image/png"));
        parts.value("note", &"hi")?;
        parts.value("size", &serde_json::json!({"w": 1}))
    });
    let text = call.send().await.unwrap().text().await.unwrap();
    assert_eq!(server.requests(), 2);
    assert!(text.contains("content-type: multipart/form-data; boundary="), "{text}");
    assert!(text.contains("content-length: "), "{text}");
    assert!(
        text.contains("name=\"avatar\"; filename=\"a\\\"ä.png\"\r\nContent-Type: image/png\r\n\r\nxxx\r\n"),
        "{text}"
    );
    assert!(text.contains("name=\"note\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhi\r\n"), "{text}");
    assert!(text.contains("Content-Type: application/json\r\n\r\n{\"w\":1}\r\n"), "{text}");
}

#[tokio::test]
async fn a_stream_of_another_length_than_declared_fails() {
    let server = serve(|_, request| echo(request)).await;
    for (length, told) in [(4, "longer"), (6, "shorter")] {
        let upload = Content::stream(stream::iter([Ok(Bytes::from_static(b"abcde"))]), length);
        let error = server.client().call(&PUT).raw("text/plain", upload).send().await.err().unwrap();
        assert!(format!("{error:?}").contains(told), "{error:?}");
    }
}

#[tokio::test]
async fn problems_are_parsed_and_other_errors_keep_their_body() {
    let server = serve(|_, request| async move {
        let problem = request.uri().path() == "/a/problem";
        let media_type = if problem { "application/problem+json" } else { "text/html" };
        let body = if problem { r#"{"title":"Gone","code":"gone","status":410}"# } else { "<h1>Gone</h1>" };
        Answer::builder()
            .status(410)
            .header("content-type", media_type)
            .header("x-trace", "7")
            .body(body.into())
            .unwrap()
    })
    .await;
    let transport = server.client();
    let error = transport.call(&GET).path("id", &"problem").send().await.unwrap().into_error().await;
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (410, Some("gone")));
    assert_eq!(error.headers().unwrap()["x-trace"], "7");
    let error = transport.call(&GET).path("id", &"page").send().await.unwrap().into_error().await;
    assert_eq!(error.status().unwrap(), 410);
    assert!(error.problem().is_none());
    assert!(error.to_string().contains("<h1>Gone</h1>"), "{error}");
}

#[tokio::test]
async fn the_query_of_a_documented_path_is_sent() {
    const FIXED: Operation = Operation { path: "/a/{id}?action=a&all", ..GET };
    let server = serve(|_, request| echo(request)).await;
    let text = server.client().call(&FIXED).path("id", &"?").query("q", &1).send().await.unwrap().text().await.unwrap();
    assert!(text.starts_with("GET /a/%3F?action=a&all&q=1\n"), "{text}");
}

#[tokio::test]
async fn a_documented_path_may_have_blanks() {
    const BLANK: Operation = Operation { path: "/a b/{an id}/c ", ..GET };
    let server = serve(|_, request| echo(request)).await;
    let text = server.client().call(&BLANK).path("an id", &"d").send().await.unwrap().text().await.unwrap();
    assert!(text.starts_with("GET /a%20b/d/c%20\n"), "{text}");
}

#[tokio::test]
async fn an_answer_without_the_documented_body_is_told_as_that() {
    let server = serve(|_, _| async { answer(204, "") }).await;
    let transport = server.client();
    let response = transport.call(&GET).path("id", &1).send().await.unwrap();
    let error = response.of_no_documented_type();
    assert_eq!(
        error.to_string(),
        "the answer with status 204 No Content cannot be read: it has no body, or one of no media type"
    );
    let error = response.json::<i64>().await.unwrap_err();
    assert_eq!(error.to_string(), "the answer with status 204 No Content cannot be read: it has no body");
}

#[tokio::test]
async fn answers_that_are_not_as_documented_say_what_is_wrong() {
    let server =
        serve(|_, _| async { Answer::builder().header("x-count", "many").body(r#"{"name": 3}"#.into()).unwrap() })
            .await;
    let transport = server.client();
    let response = transport.call(&GET).path("id", &1).send().await.unwrap();
    let error = response.header::<i64>("X-Count").unwrap_err();
    assert!(error.to_string().contains("the header `X-Count`: invalid value: string \"many\""), "{error}");
    assert!(response.header::<i64>("X-Other").unwrap_err().to_string().contains("`X-Other` is missing"));
    let error = response.json::<std::collections::BTreeMap<String, String>>().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 200);
    assert!(error.to_string().ends_with(r#": {"name": 3}"#), "{error}");
}

#[tokio::test]
async fn what_is_safe_is_repeated_until_it_works() {
    let server = serve(|number, _| async move { answer(if number < 2 { 503 } else { 204 }, "") }).await;
    let response = server.client().call(&GET).path("id", &1).send().await.unwrap();
    assert_eq!((response.status(), server.requests()), (204, 3));
}

#[tokio::test]
async fn what_is_not_safe_is_sent_once() {
    let server = serve(|_, _| async { answer(503, "") }).await;
    let response = server.client().call(&POST).empty().send().await.unwrap();
    assert_eq!((response.status(), server.requests()), (503, 1));
    let server = serve(|_, _| async { answer(429, "") }).await;
    let upload = Content::stream(stream::iter([Ok(Bytes::from_static(b"a"))]), 1);
    let response = server.client().call(&POST).raw("text/plain", upload).send().await.unwrap();
    assert_eq!((response.status(), server.requests()), (429, 1));
}

#[tokio::test]
async fn the_last_failure_is_handed_on() {
    let server = serve(|_, _| async { answer(429, "") }).await;
    let response = server.client().call(&POST).empty().send().await.unwrap();
    assert_eq!((response.status(), server.requests()), (429, 4));
    let nobody = Transport::new("http://127.0.0.1:1", Credential::anonymous(), options()).unwrap();
    let error = nobody.call(&GET).path("id", &1).send().await.err().unwrap();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn redirects_are_answers() {
    let server =
        serve(|_, _| async { Answer::builder().status(301).header("location", "/b").body(Body::empty()).unwrap() })
            .await;
    let response = server.client().call(&GET).path("id", &1).send().await.unwrap();
    assert_eq!((response.status(), server.requests()), (301, 1));
    assert_eq!(response.header::<String>("Location").unwrap(), "/b");
}

#[tokio::test]
async fn silence_is_limited_and_a_slow_transfer_is_not() {
    let server = serve(|_, _| async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        answer(200, "")
    })
    .await;
    let error = server.client().call(&GET).path("id", &1).send().await.err().unwrap();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
    // Eight pieces, each well within the limit, all of them together beyond it.
    let server = serve(|_, request| async move { Answer::new(request.into_body()) }).await;
    let pieces = stream::iter(0..8).then(|_| async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        Ok(Bytes::from_static(b"piece"))
    });
    let response = server.client().call(&PUT).raw("text/plain", Content::stream(pieces, 40)).send().await.unwrap();
    let received: Vec<Bytes> = response.download().try_collect().await.unwrap();
    assert_eq!(received.concat(), b"piece".repeat(8));
}

#[tokio::test]
async fn a_body_that_falls_silent_times_out() {
    let server = serve(|_, _| async {
        let pieces = stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b"a")) }).chain(stream::pending());
        answer(200, Body::from_stream(pieces))
    })
    .await;
    let response = server.client().call(&GET).path("id", &1).send().await.unwrap();
    let error = response.download().bytes().await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { waiting_for: "the rest of the body", .. }), "{error:?}");
}

#[tokio::test]
async fn arguments_that_would_change_the_address_are_refused() {
    let transport = Transport::new("http://127.0.0.1:1/base/", Credential::anonymous(), options()).unwrap();
    for id in ["", ".", ".."] {
        let error = transport.call(&GET).path("id", &id).send().await.err().unwrap();
        assert!(matches!(error, Error::InvalidArgument { .. }), "{error:?}");
    }
    let error = transport.call(&GET).path("id", &1).header("X-A", &"a\nb").send().await.err().unwrap();
    assert_eq!(error.to_string(), "argument `X-A`: holds characters that a header cannot carry");
    for url in ["roster", "ftp://a", "http://a/?q=1"] {
        assert!(Transport::new(url, Credential::anonymous(), options()).is_err(), "{url}");
    }
}

#[tokio::test]
async fn keys_in_the_query_are_sent_and_never_shown() {
    let server = serve(|_, request| echo(request)).await;
    let credential = Credential::api_key(KeyLocation::Query, "key", "s3 cret").unwrap();
    let transport = Transport::new(&server.url, credential.clone(), options()).unwrap();
    let text = transport.call(&GET).path("id", &1).query("q", &1).send().await.unwrap().text().await.unwrap();
    assert!(text.starts_with("GET /a/1?q=1&key=s3%20cret\n"), "{text}");
    let unauthenticated = transport.call(&PUT).send().await.unwrap().text().await.unwrap();
    assert!(unauthenticated.starts_with("PUT /a\n"), "{unauthenticated}");
    let nobody = Transport::new("http://127.0.0.1:1", credential, options()).unwrap();
    let error = nobody.call(&GET).path("id", &1).send().await.err().unwrap();
    assert!(!format!("{error:?}{transport:?}").contains("cret"), "{error:?}");
}

#[tokio::test]
async fn tokens_are_granted_once_and_again_when_they_are_refused_or_expire() {
    let server = serve(|number, request| async move {
        let authorization = request.headers()["authorization"].to_str().unwrap().to_owned();
        if request.uri().path() == "/token" {
            assert_eq!(authorization, "Basic aWQlM0E6YSUyMGI=");
            let body = to_bytes(request.into_body(), 1000).await.unwrap();
            assert_eq!(body, "grant_type=client_credentials&scope=read%20write");
            let lifetime = if number < 4 { u64::MAX } else { 1 };
            let grant = format!(r#"{{"access_token":"t{number}","token_type":"Bearer","expires_in":{lifetime}}}"#);
            return Answer::new(Body::from(grant));
        }
        let status = if number == 3 { 401 } else { 200 };
        Answer::builder().status(status).body(Body::from(authorization)).unwrap()
    })
    .await;
    let token_url = format!("{}/token", server.url);
    let credential = Credential::client_credentials(&token_url, "id:", "a b", &["read", "write"]).unwrap();
    let transport = Transport::new(&server.url, credential.of_scheme("key"), options()).unwrap();
    let ask = || async { transport.call(&POST).send().await.unwrap().text().await.unwrap() };
    assert_eq!([ask().await, ask().await], ["Bearer t0", "Bearer t0"]);
    // The third one is refused, and repeated with what is granted then.
    assert_eq!(ask().await, "Bearer t4");
    // That one has expired in no time.
    assert_eq!(ask().await, "Bearer t6");
}

/// Notes what it sees, signs requests, and refuses those with a certain header.
#[derive(Default)]
struct Notes(std::sync::Mutex<Vec<String>>);

impl Hook for Notes {
    fn before<'a>(&'a self, attempt: Attempt, request: &'a mut RequestHead) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            if request.headers.contains_key("x-list") {
                return Err("no lists".into());
            }
            let Attempt { operation, number } = attempt;
            self.0.lock().unwrap().push(format!("{operation} {number} {} {}", request.method, request.url.path()));
            request.headers.insert("access-token", format!("signed {number}").parse().unwrap());
            Ok(())
        })
    }

    fn after<'a>(&'a self, attempt: Attempt, outcome: Outcome<'a>) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(async move {
            let text = match outcome {
                Outcome::Answered(status, headers) if headers.contains_key("x-evil") => {
                    return Err(format!("{status} is evil").into());
                }
                Outcome::Answered(status, _) => format!("{} {status}", attempt.number),
                Outcome::Failed(error) => format!("{} {error}", attempt.number),
            };
            self.0.lock().unwrap().push(text);
            Ok(())
        })
    }
}

fn hooked(url: &str) -> (Transport, Arc<Notes>) {
    let notes = Arc::new(Notes::default());
    let options = Options { hooks: vec![notes.clone()], ..options() };
    let credential = Credential::api_key(KeyLocation::Header, "access-token", "s3cret").unwrap();
    (Transport::new(url, credential, options).unwrap(), notes)
}

#[tokio::test]
async fn hooks_see_every_attempt_and_change_what_is_sent() {
    let server =
        serve(|number, request| async move { if number == 0 { answer(503, "") } else { echo(request).await } }).await;
    let (transport, notes) = hooked(&server.url);
    let text = transport.call(&GET).path("id", &1).send().await.unwrap().text().await.unwrap();
    assert!(text.contains("access-token: signed 2"), "{text}");
    let notes = std::mem::take(&mut *notes.0.lock().unwrap());
    assert_eq!(notes, ["get 1 GET /a/1", "1 503 Service Unavailable", "get 2 GET /a/1", "2 200 OK"]);
    let (nobody, notes) = hooked("http://127.0.0.1:1");
    nobody.call(&POST).empty().send().await.err().unwrap();
    assert_eq!(*notes.0.lock().unwrap(), ["post 1 POST /a", "1 the server cannot be reached"]);
}

#[tokio::test]
async fn hooks_refuse_requests_and_answers() {
    let server =
        serve(|_, _| async { Answer::builder().status(503).header("x-evil", "1").body(Body::empty()).unwrap() }).await;
    let (transport, _) = hooked(&server.url);
    let refused = |error: Error| match error {
        Error::Refused(refusal) => refusal.to_string(),
        other => panic!("{other:?}"),
    };
    let error = transport.call(&GET).path("id", &1).header("X-List", &"a").send().await.err().unwrap();
    assert_eq!((refused(error).as_str(), server.requests()), ("no lists", 0));
    let error = transport.call(&GET).path("id", &1).send().await.err().unwrap();
    assert_eq!((refused(error).as_str(), server.requests()), ("503 Service Unavailable is evil", 1));
}

#[tokio::test]
async fn a_whole_call_has_a_limit_and_so_has_its_answer() {
    let limit = Duration::from_millis(150);
    let client = |server: &Server, base| {
        let retry = RetryPolicy { base, attempts: 1000, ..RetryPolicy::default() };
        let options = Options { call_timeout: Some(limit), retry, ..options() };
        Transport::new(&server.url, Credential::anonymous(), options).unwrap()
    };
    let is_late =
        |error: Error| matches!(error, Error::TimedOut { waiting_for: "the whole call", limit: told } if told == limit);
    let server = serve(|_, _| async { answer(503, "") }).await;
    // Attempts without end, and one pause that is longer than the limit.
    for base in [Duration::from_millis(5), Duration::from_secs(5)] {
        assert!(is_late(client(&server, base).call(&GET).path("id", &1).send().await.err().unwrap()));
    }
    let server = serve(|_, _| async {
        let pieces = stream::iter(0..8).then(|_| async {
            tokio::time::sleep(Duration::from_millis(60)).await;
            Ok::<_, std::io::Error>(Bytes::from_static(b"piece"))
        });
        answer(200, Body::from_stream(pieces))
    })
    .await;
    let transport = client(&server, Duration::from_millis(1));
    let response = transport.call(&GET).path("id", &1).send().await.unwrap();
    assert!(is_late(response.text().await.unwrap_err()));
    let response = transport.call(&GET).path("id", &1).send().await.unwrap();
    assert_eq!(response.download().bytes().await.unwrap().len(), 40, "streams take the time that they take");
}
