//! How long a request may take, whatever its operation allows.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{StatusCode, header::RETRY_AFTER};
use http_body::{Frame, SizeHint};
use roster_runtime::Problem;
use tokio::time::Instant;

/// Answers 503 where the answer has not begun in time; the work is abandoned, and its transaction undone. Time counts from
/// when the last bytes of the body came, so that a large one on a slow line is none the worse.
pub(super) async fn limit(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let heard = Heard(Arc::new(Mutex::new(Instant::now())));
    let request = request.map(|body| Body::new(HeardBody { body, heard: heard.clone() }));
    let mut answer = std::pin::pin!(next.run(request));
    while heard.last() + limit > Instant::now() {
        if let Ok(response) = tokio::time::timeout_at(heard.last() + limit, &mut answer).await {
            return response;
        }
    }
    tracing::warn!(seconds = limit.as_secs(), "the request took too long");
    let detail = format!("The request took longer than {} seconds.", limit.as_secs());
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).with_header(RETRY_AFTER, 30).into_response()
}

/// When the caller last sent something.
#[derive(Clone)]
struct Heard(Arc<Mutex<Instant>>);

impl Heard {
    fn last(&self) -> Instant {
        *self.0.lock().expect("no holder of the lock panics")
    }
}

/// A body that notes when its parts come.
struct HeardBody {
    body: Body,
    heard: Heard,
}

impl HttpBody for HeardBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if polled.is_ready() {
            *self.heard.0.lock().expect("no holder of the lock panics") = Instant::now();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
