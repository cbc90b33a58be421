//! Over TCP: what only shows on a real connection.

use std::sync::Mutex;

use axum::Router;
use futures_util::stream;
use roster_runtime::operation::*;
use roster_runtime::{Answer, JsonArray, Problem, Raw};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::harness::*;

/// Sends `request`, and gives back everything that was answered.
async fn exchange(router: Router, request: &str) -> String {
    exchange_with(router, request, false).await
}

async fn exchange_with(router: Router, request: &str, breaks_off: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    if breaks_off {
        connection.shutdown().await.unwrap();
    }
    let mut answer = Vec::new();
    // A connection that is reset has been closed all the same.
    let _ = connection.read_to_end(&mut answer).await;
    server.abort();
    String::from_utf8(answer).unwrap()
}

static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn upload(limit: u64) -> Router {
    let media_type = MediaTypeInfo { media_type: "application/octet-stream", ..JSON };
    let body = BodyInfo { content: leak([media_type]), limit, ..BODY };
    let operation = OperationInfo { method: "POST", body: Some(leak(body)), ..OPERATION };
    serve(DOCUMENT, operation, |_, incoming| async move {
        let (_, _, mut raw) = incoming.decode::<(), Raw>().await?;
        let mut length = 0;
        let outcome = loop {
            match raw.next_chunk().await {
                Ok(Some(chunk)) => length += chunk.len(),
                Ok(None) => break "complete",
                Err(problem) if problem.status == 400 => break "broken off",
                Err(problem) => return Err(problem),
            }
        };
        SEEN.lock().unwrap().push(format!("{length} {outcome}"));
        Ok(Answer::new(200).json("application/json", &json!([length, outcome])))
    })
}

const HEAD: &str =
    "POST /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/octet-stream\r\n";

#[tokio::test]
async fn uploads_arrive_whole_chunked_or_declared() {
    let declared = exchange(upload(100), &format!("{HEAD}Content-Length: 5\r\n\r\n12345")).await;
    assert!(declared.ends_with("[5,\"complete\"]"), "{declared}");
    let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\n123\r\n2\r\n45\r\n0\r\n\r\n");
    let chunked = exchange(upload(100), &chunked).await;
    assert!(chunked.ends_with("[5,\"complete\"]"), "{chunked}");
}

#[tokio::test]
async fn a_handler_keeps_what_arrived_of_an_upload_that_broke_off() {
    exchange_with(upload(100), &format!("{HEAD}Content-Length: 50\r\n\r\n1234567"), true).await;
    for _ in 0..100 {
        if SEEN.lock().unwrap().contains(&"7 broken off".to_owned()) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{:?}", SEEN.lock().unwrap());
}

#[tokio::test]
async fn too_large_uploads_are_refused_before_they_arrive() {
    let answer = exchange(upload(10), &format!("{HEAD}Content-Length: 11\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n");
    let answer = exchange(upload(10), &chunked).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn an_array_that_fails_midway_never_ends() {
    let failing = serve(DOCUMENT, OPERATION, |_, _| async {
        let items = (0..500_000).map(Ok).chain([Err(Problem::internal())]);
        Ok(Answer::new(200).json_array("application/json", JsonArray::from_stream(stream::iter(items))))
    });
    let answer = exchange(failing, "GET /things HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"));
    assert!(!answer.ends_with("0\r\n\r\n"), "the terminating chunk would make it look complete");
}
