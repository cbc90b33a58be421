//! How long a request may take, how large it may be, and how many may come, whatever their operation allows.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::{StatusCode, header::CONTENT_LENGTH, header::RETRY_AFTER};
use http_body_util::Limited;
use roster_runtime::Problem;

use crate::rates::Rates;

/// What watches the server must get an answer when callers do not.
const UNLIMITED: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Answers 503 where the answer has not begun in time; the work is abandoned, and its transaction undone.
pub(super) async fn time(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!(seconds = limit.as_secs(), "the request took too long");
            let detail = format!("The request took longer than {} seconds.", limit.as_secs());
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
                .with_header(RETRY_AFTER, 30)
                .into_response()
        }
    }
}

/// Answers 429 where too many requests come from one address.
pub(super) async fn rate(State(rates): State<Rates>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    if !route.is_some_and(|route| UNLIMITED.contains(&route))
        && let Err(problem) = rates.address()
    {
        return problem.into_response();
    }
    next.run(request).await
}

/// Answers 413 to a body that says it is too large, and breaks off one that turns out to be.
pub(super) async fn body(State(limit): State<u64>, request: Request, next: Next) -> Response {
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|declared| declared > limit) {
        let detail = format!("The body is larger than {limit} bytes.");
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", detail).into_response();
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
}
