//! What goes out: documented answers, streams, and what is answered 500 instead.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream;
use http::StatusCode;
use roster_runtime::operation::*;
use roster_runtime::{Answer, Body, JsonArray, Problem, not_implemented};
use serde_json::{Value, json};

use crate::harness::*;

fn answering(answer: fn() -> Result<Answer, Problem>) -> axum::Router {
    let documented = |status| ResponseInfo { status, ..RESPONSE };
    let responses = leak([
        documented(StatusPattern::Exact(200)),
        documented(StatusPattern::Exact(204)),
        documented(StatusPattern::Exact(404)),
        documented(StatusPattern::Range(3)),
    ]);
    serve(DOCUMENT, OperationInfo { responses, ..OPERATION }, move |_, _| async move { answer() })
}

#[tokio::test]
async fn answers_carry_headers_and_bodies() {
    let router = answering(|| {
        let time: DateTime<Utc> = "2026-01-31T12:00:00Z".parse().unwrap();
        let answer = Answer::new(200)
            .header("X-Count", &Some(5))
            .header("X-Absent", &None::<String>)
            .header("X-List", &vec!["a", "b"])
            .header("X-Time", &time)
            .header("X-Object", &json!({"a": 1, "b": [true]}));
        Ok(answer.json("application/json", &json!({"a": 1})))
    });
    let response = get(&router, "/things").await;
    assert_eq!(response.json(), json!({"a": 1}));
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.header("content-length"), Some("7"));
    assert_eq!(response.header("x-count"), Some("5"));
    assert_eq!(response.header("x-absent"), None);
    assert_eq!(response.header("x-list"), Some("a,b"));
    assert_eq!(response.header("x-time"), Some("2026-01-31T12:00:00Z"));
    assert_eq!(response.header("x-object"), Some("a,1,b,[true]"));
}

#[tokio::test]
async fn empty_text_and_stream_answers() {
    let empty = get(&answering(|| Ok(Answer::new(204).empty())), "/things").await;
    assert_eq!((empty.status, empty.body.len(), empty.header("content-type")), (204, 0, None));
    let text = get(&answering(|| Ok(Answer::new(200).text("text/x-vcard", "ü"))), "/things").await;
    assert_eq!(text.header("content-type"), Some("text/x-vcard; charset=utf-8"));
    let streamed = answering(|| {
        let chunks = stream::iter([Ok::<_, std::io::Error>(Bytes::from("ab")), Ok(Bytes::from("c"))]);
        Ok(Answer::new(200).stream("image/png", Body::from_stream(chunks).with_length(3)))
    });
    let response = get(&streamed, "/things").await;
    assert_eq!((response.body.as_slice(), response.header("content-length")), (&b"abc"[..], Some("3")));
    assert_eq!(get(&answering(|| Ok(Answer::new(301).header("Location", "/a").empty())), "/things").await.status, 301);
}

#[tokio::test]
async fn arrays_are_written_item_by_item() {
    let short = answering(|| Ok(Answer::new(200).json_array("application/json", JsonArray::from(vec![1, 2]))));
    let response = get(&short, "/things").await;
    assert_eq!((response.json(), response.header("content-length")), (json!([1, 2]), Some("5")));
    let none = answering(|| Ok(Answer::new(200).json_array("application/json", JsonArray::<i64>::from(vec![]))));
    assert_eq!(get(&none, "/things").await.json(), json!([]));
    let long = answering(|| {
        let items: Vec<String> = (0..20_000).map(|number| format!("item {number}")).collect();
        Ok(Answer::new(200).json_array("application/json", items.into()))
    });
    let response = get(&long, "/things").await;
    assert_eq!((response.json().as_array().unwrap().len(), response.header("content-length")), (20_000, None));
    let streamed = answering(|| {
        let items = stream::iter((0..50_000).map(Ok::<i64, Problem>));
        Ok(Answer::new(200).json_array("application/json", JsonArray::from_stream(items)))
    });
    assert_eq!(get(&streamed, "/things").await.json().as_array().unwrap().len(), 50_000);
    let nothing = answering(|| {
        let items = stream::iter(Vec::<Result<i64, Problem>>::new());
        Ok(Answer::new(200).json_array("application/json", JsonArray::from_stream(items)))
    });
    assert_eq!(get(&nothing, "/things").await.json(), json!([]));
}

#[tokio::test]
async fn an_array_that_fails_is_a_problem_at_first_and_a_broken_connection_later() {
    fn failing(status: u16) -> Result<Answer, Problem> {
        let items = stream::iter([Err::<i64, Problem>(Problem::new(StatusCode::NOT_FOUND, "not_found", "Gone."))]);
        Ok(Answer::new(status).json_array("application/json", JsonArray::from_stream(items)))
    }
    assert_eq!(get(&answering(|| failing(200)), "/things").await.status, 404);
    // What the document does not have is still that, and what has no body has no array that fails.
    assert_eq!(get(&answering(|| failing(201)), "/things").await.status, 500);
    assert_eq!(get(&answering(|| failing(204)), "/things").await.status, 204);
    let later = answering(|| {
        let items = (0..50_000).map(Ok).chain([Err(Problem::internal())]);
        Ok(Answer::new(200).json_array("application/json", JsonArray::from_stream(stream::iter(items))))
    });
    let response = get(&later, "/things").await;
    assert_eq!((response.status, response.body.as_slice()), (200, &b"broken off"[..]));
}

#[tokio::test]
async fn what_the_document_does_not_have_is_answered_500() {
    for answer in [
        (|| Ok(Answer::new(201).empty())) as fn() -> Result<Answer, Problem>,
        || Ok(Answer::new(999).empty()),
        || Ok(Answer::new(200).header("X-Bad", "a\nb").empty()),
        || Ok(Answer::new(200).header("bad name", "a").empty()),
        || Err(Problem::new(StatusCode::CONFLICT, "email_in_use", "Taken.")),
        || Ok(Answer::new(200).json("application/json", &std::collections::HashMap::from([((1, 2), 3)]))),
    ] {
        let response = get(&answering(answer), "/things").await;
        assert_eq!((response.status, response.code().as_str()), (500, "internal_error"));
        assert_eq!(response.json()["detail"], "The server failed; the failure is logged.");
    }
}

/// Keeps what is logged in this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_is_answered_500_instead_is_logged_with_its_operation() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    get(&answering(|| Err(Problem::new(StatusCode::CONFLICT, "email_in_use", "Taken."))), "/things").await;
    get(&answering(|| Ok(Answer::new(200).header("X-Bad", "a\nb").empty())), "/things").await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].contains("ERROR") && lines[0].contains("undocumented status"), "{text}");
    assert!(lines[0].contains("things_get") && lines[0].contains("email_in_use"), "{text}");
    assert!(lines[1].contains("ERROR") && lines[1].contains("X-Bad"), "{text}");
}

#[tokio::test]
async fn documented_problems_and_501_come_through() {
    let response = get(
        &answering(|| {
            let problem = Problem::new(StatusCode::NOT_FOUND, "not_found", "There is no such thing.");
            let violation = roster_runtime::Violation::at_parameter("value", "is unknown");
            Err(problem.with_error(violation).with_header(http::header::RETRY_AFTER, "3"))
        }),
        "/things",
    )
    .await;
    let expected = json!({
        "type": "about:blank", "title": "Not Found", "status": 404, "detail": "There is no such thing.",
        "code": "not_found", "errors": [{"parameter": "value", "detail": "is unknown"}],
    });
    assert_eq!((response.json(), response.header("retry-after")), (expected, Some("3")));
    static INFO: OperationInfo = OPERATION;
    let response = get(&answering(|| not_implemented(&INFO)), "/things").await;
    assert_eq!((response.status, response.code().as_str()), (501, "not_implemented"));
    let other = answering(|| Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "other", "")));
    assert_eq!(get(&other, "/things").await.status, 500);
}

#[tokio::test]
async fn handlers_choose_by_accept() {
    let router = serve(DOCUMENT, OPERATION, |_, incoming| async move {
        let (call, _, ()) = incoming.decode::<Value, ()>().await?;
        let chosen = call.accepts(&["application/json", "text/plain"]).unwrap_or("none");
        Ok(Answer::new(200).text("text/plain", chosen))
    });
    for (accept, expected) in [("text/*", "text/plain"), ("*/*", "application/json"), ("image/png", "none")] {
        let request = http::Request::get("/things").header("accept", accept).body(axum::body::Body::empty()).unwrap();
        assert_eq!(send(&router, request).await.body, expected.as_bytes());
    }
}

#[tokio::test]
async fn headers_have_lines_json_and_exploded_objects() {
    let router = answering(|| {
        let answer = Answer::new(200)
            .header_lines("Set-Cookie", ["a=1; Path=/", "b=2"])
            .header_of("X-Exploded", &json!({"a": 1, "b": null, "c": {"d": "e"}}), true)
            .header_of("X-Null", &None::<String>, false)
            .header_json("X-Json", &json!(["ü", null]))
            .header_json("X-No-Json", &None::<String>);
        Ok(answer.empty())
    });
    let response = get(&router, "/things").await;
    assert_eq!(response.header("x-exploded"), Some(r#"a=1,c={"d":"e"}"#));
    assert_eq!(response.headers.get("x-json").unwrap().as_bytes(), r#"["ü",null]"#.as_bytes());
    assert_eq!([response.header("x-null"), response.header("x-no-json")], [None; 2]);
    let cookies: Vec<_> = response.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert_eq!(cookies, ["a=1; Path=/", "b=2"]);
}

#[tokio::test]
async fn what_cannot_be_a_header_is_an_internal_error() {
    // Keys of JSON objects are text.
    fn map() -> std::collections::HashMap<(u8, u8), u8> {
        [((1, 2), 3)].into()
    }
    let styled = answering(|| Ok(Answer::new(200).header_of("X-Map", &map(), false).json("application/json", &1)));
    let text = answering(|| Ok(Answer::new(200).header_json("X-Map", &map()).json("application/json", &1)));
    for router in [styled, text] {
        assert_eq!(get(&router, "/things").await.status, 500);
    }
}
