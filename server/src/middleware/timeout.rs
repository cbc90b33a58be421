//! How long a request may take, whatever its operation allows.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
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

/// Bytes of a body that have to come each second, from the first to the last: more slowly, nothing gets done, and whoever
/// sends one now and then means no good.
const MINIMUM_RATE: u64 = 500;

/// Answers 503 where the answer has not begun in time; the work is abandoned, and its transaction undone. Time counts from
/// when the last bytes of the body came, so that a large one on a slow line is none the worse; and as a whole, a body may
/// take no longer than at [`MINIMUM_RATE`].
pub(super) async fn limit(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let heard = Arc::new(Mutex::new(Heard::new(request.body().is_end_stream())));
    let request = request.map(|body| Body::new(HeardBody { body, heard: heard.clone() }));
    let mut answer = std::pin::pin!(next.run(request));
    let deadline = || lock(&heard).deadline(limit);
    while deadline() > Instant::now() {
        if let Ok(response) = tokio::time::timeout_at(deadline(), &mut answer).await {
            return response;
        }
    }
    tracing::warn!(seconds = limit.as_secs(), "the request took too long");
    let detail = if lock(&heard).ended {
        format!("The request took longer than {} seconds.", limit.as_secs())
    } else {
        "The body of the request came too slowly.".to_owned()
    };
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).with_header(RETRY_AFTER, 30).into_response()
}

/// What the caller has sent of the body.
struct Heard {
    begun: Instant,
    last: Instant,
    bytes: u64,
    ended: bool,
}

impl Heard {
    fn new(ended: bool) -> Self {
        let now = Instant::now();
        Self { begun: now, last: now, bytes: 0, ended }
    }

    /// When more has to have come of the body, or of the answer.
    fn deadline(&self, limit: Duration) -> Instant {
        let next = self.last + limit;
        if self.ended { next } else { next.min(self.begun + limit + Duration::from_secs(self.bytes / MINIMUM_RATE)) }
    }
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().expect("no holder of the lock panics")
}

/// A body that notes when its parts come.
struct HeardBody {
    body: Body,
    heard: Arc<Mutex<Heard>>,
}

impl HttpBody for HeardBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(frame) = &polled {
            let mut heard = lock(&self.heard);
            heard.last = Instant::now();
            match frame {
                Some(Ok(frame)) => heard.bytes += frame.data_ref().map_or(0, |bytes| bytes.len() as u64),
                Some(Err(_)) | None => heard.ended = true,
            }
            heard.ended |= self.body.is_end_stream();
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
